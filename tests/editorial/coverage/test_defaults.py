"""What is set for all rows of an article: topics, day, place, party; and new topics added in place."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from claims.coverage.intake import bring_in_article
from claims.models import Coverage, Topic
from core.errors import Refused
from editorial.coverage.text_notes import describe_text
from tests import factories as make
from tests.support.coverage_pages import EXCERPT, TEXT, page_url
from tests.support.html import text_of

from .test_without_script import page, read_form, row, send

__all__ = ["page", "row", "send"]  # fixtures
pytestmark = pytest.mark.django_db

RUSSIAN = """Переговоры о мосте

Министр иностранных дел Руритании вчера приехал в Эшфорд и ответил на вопросы журналистов.

Ада Брук: «Мост никогда не был закрыт для людей». После этого встреча закончилась."""
TRANSCRIPT = "\n\n".join(
    f"{name}: {words}"
    for name, words in (
        ("HOST", "Was the bridge at Ashford closed in March, as people say?"),
        ("BROOK", "The bridge was never closed to anybody, and it will not be."),
        ("HOST", "And the toll?"),
        ("BROOK", "The toll stays as it is."),
    )
)


def test_they_are_stored_and_shown_in_each_row_as_coming_from_the_article(send, page, people, row):
    make.TopicFactory(name="Bridges")
    changes = {
        "default-topics_text": "bridges",
        "default-place": "Ashford",
        "default-party_text": "Sylvania",
        f"row-{row['id']}-claim_text": "The bridge was closed",
    }
    send("keep", changes)
    defaults = Coverage.objects.get().intake["defaults"]
    assert (defaults["place"], defaults["party"]) == ("Ashford", people["sylvania"].pk)
    shown = text_of(page())
    assert "from the article: Ashford" in shown
    form = read_form(page())
    assert (form["default-place"], form["default-party_text"]) == ("Ashford", "Sylvania")


def test_the_script_sends_them_as_one_field(as_editor, draft):
    data = {"revision": draft.revision, "rows": draft.rows, "defaults": {"place": "Ashford"}}
    answer = as_editor.post(page_url("kept", draft.pk), json.dumps(data), content_type="application/json")
    assert answer.status_code == 200
    assert Coverage.objects.get().intake["defaults"]["place"] == "Ashford"
    posted = {"do": "keep", "revision": draft.revision + 1, "rows": json.dumps(draft.rows)}
    as_editor.post(page_url("rows", draft.pk), posted | {"defaults": json.dumps({"place": "Vale"})})
    assert Coverage.objects.get().intake["defaults"]["place"] == "Vale"
    posted["revision"] += 1
    as_editor.post(page_url("rows", draft.pk), posted | {"defaults": "no JSON"})
    assert Coverage.objects.get().intake["defaults"]["place"] == "Vale"


def test_an_unknown_topic_is_refused_unless_it_is_to_be_added(send, row):
    at = f"row-{row['id']}-"
    changes = {
        "default-topics_text": "Tolls",
        at + "stance": "denies",
        at + "claim_text": "The bridge was closed",
        at + "nature": "fact",
        at + "accepted": "on",
    }
    refused = send("save", changes)
    assert "no topic is called “Tolls”" in text_of(refused)
    assert Topic.objects.count() == 0
    assert send("save", changes | {"add_topics": "on"}).status_code == 302
    assert [claim.text for claim in Topic.objects.get(name="Tolls").claims.all()] == ["The bridge was closed"]


class TestAddingWhatWasTyped:
    """Topics typed in the plain form become new ones only with what is saved: all of them, or none."""

    @pytest.fixture
    def type_topics(self, send, row):
        """Send names for all rows and for one row: `type_topics("A; B", "C", accepted="on")`."""

        def sent(everywhere: str, here: str = "", **changes):
            at = f"row-{row['id']}-"
            changes = {at + name: value for name, value in changes.items()} | {at + "topics_text": here}
            return send("keep", {"default-topics_text": everywhere, "add_topics": "on"} | changes)

        return sent

    @pytest.mark.parametrize(
        ("changes", "names"),
        [
            ({"accepted": "on"}, ["Bridges", "Tolls"]),
            ({"accepted": "on", "dropped": "on"}, ["Tolls"]),
            ({}, ["Tolls"]),
        ],
    )
    def test_they_come_from_accepted_rows_alone(self, type_topics, changes, names):
        assert type_topics("Tolls", "Bridges", **changes).status_code == 302
        assert list(Topic.objects.order_by("name").values_list("name", flat=True)) == names

    @pytest.mark.parametrize(
        ("everywhere", "sentence"),
        [
            ("Bridges\u202e", "invisible character (U+202E)"),
            ("x" * 500, "at most"),
            ("; ".join(map(str, range(30))), "Add at most 20 new topics at once. None was added."),
        ],
    )
    def test_one_that_is_refused_stops_all_and_nothing_typed_is_lost(
        self, type_topics, page, row, everywhere, sentence
    ):
        type_topics(everywhere, "Tolls", accepted="on")
        assert Topic.objects.count() == 0
        shown = page()
        assert sentence in text_of(shown)
        form = read_form(shown)
        assert (form["default-topics_text"], form[f"row-{row['id']}-topics_text"]) == (everywhere, "Tolls")

    def test_one_that_somebody_else_is_adding_loses_nothing_typed(self, type_topics, page, monkeypatch):
        def refuse(**_):
            raise Refused("There is a topic of this name.")

        monkeypatch.setattr("editorial.coverage.form_data.add_topics", refuse)
        assert type_topics("Tolls").status_code == 302
        shown = page()
        assert "There is a topic of this name." in text_of(shown)
        assert read_form(shown)["default-topics_text"] == "Tolls"

    def test_none_is_added_to_work_that_was_changed_elsewhere(self, send):
        changes = {"default-topics_text": "Tolls", "add_topics": "on", "revision": "0"}
        assert send("save", changes).status_code == 409
        assert Topic.objects.count() == 0


def test_a_party_for_all_rows_is_found_without_what_the_database_cannot_store(send, people):
    assert send("keep", {"default-party_text": "Sylv\0ania"}).status_code == 302
    assert Coverage.objects.get().intake["defaults"]["party"] == people["sylvania"].pk


@pytest.mark.parametrize("field", ["default-topics_text", "topics_text", "claimant_text", "via_text"])
def test_what_the_database_cannot_store_is_removed(send, row, field):
    name = field if field.startswith("default") else f"row-{row['id']}-{field}"
    assert send("keep", {name: "To\0lls"}).status_code == 302
    coverage = Coverage.objects.get()
    kept = next(kept for kept in coverage.rows if kept["id"] == row["id"])
    typed = coverage.intake["defaults"]["typed"], kept["typed"], {"claimant": kept["new_name"]}
    assert "Tolls" in [words for names in typed for words in names.values()]


class TestAddingATopic:
    @pytest.fixture
    def add(self, as_editor, draft):
        return lambda name: as_editor.post(page_url("add_topic", draft.pk), {"name": name})

    def test_it_is_added_once(self, add):
        first = add(" Tolls  of Ashford")
        topic = Topic.objects.get()
        assert first.json() == {"id": topic.pk, "label": "Tolls of Ashford"}
        assert add("tolls of ashford").json()["id"] == topic.pk

    @pytest.mark.parametrize("name", ["", "\u200b", "\0", "To\u202ells", "x" * 500])
    def test_what_is_no_name_is_refused_in_words(self, add, name):
        answer = add(name)
        assert (answer.status_code, bool(answer.json()["problem"])) == (422, True)
        assert Topic.objects.count() == 0

    def test_its_name_is_one_that_the_database_can_store(self, add):
        assert add("To\0lls").json()["label"] == "Tolls"

    def test_only_those_may_who_may_add_topics(self, add, editor):
        for group in editor.groups.all():
            group.permissions.remove(Permission.objects.get(codename="add_topic"))
        assert add("Tolls").status_code == 403

    def test_of_somebody_elses_work_nothing_is_found(self, as_editor, make_draft, make_intake):
        other = make_draft(make_intake(), by=make.UserFactory())
        assert as_editor.post(page_url("add_topic", other.pk), {"name": "Tolls"}).status_code == 404


class TestWhatIsUnusualOfAText:
    def test_nothing_is_said_of_an_article_with_proposals(self, as_editor, draft):
        assert EXCERPT in str(draft.rows)
        assert as_editor.get(page_url("rows", draft.pk)).context["text_note"] == ""

    def test_without_proposals_it_says_what_to_do(self, as_editor, draft):
        Coverage.objects.filter(pk=draft.pk).update(rows=[])
        response = as_editor.get(page_url("rows", draft.pk))
        assert "No quotation and no report of what somebody said was found" in text_of(response)

    @pytest.mark.parametrize(
        ("text", "has_rows", "says"),
        [
            (RUSSIAN, True, "This text is in Russian. Words between quotation marks are proposed"),
            (RUSSIAN, False, "This text is in Russian, and no words in it stand between quotation marks."),
            (TRANSCRIPT, True, "This is a transcript"),
            (TEXT, True, ""),
        ],
    )
    def test_another_language_and_a_transcript_are_named(self, text, has_rows, says):
        note = describe_text(text, has_rows=has_rows)
        assert note.startswith(says)
        assert bool(note) == bool(says)


def test_in_another_language_words_are_marked_and_nobody_is_named(make_intake, make_draft, editor):
    coverage = make_draft(make_intake(text=RUSSIAN, language="ru", canonical_url=""))
    coverage = bring_in_article(
        coverage=coverage, intake=coverage.intake, by=editor, now=timezone.now(), revision=coverage.revision
    )
    assert [(row["excerpt"], row["speaker"], row["proposition"]) for row in coverage.rows] == [
        ("Мост никогда не был закрыт для людей", "", "")
    ]
