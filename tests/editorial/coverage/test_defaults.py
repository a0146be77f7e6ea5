"""What is set for all rows of an article: topics, day, place, party; and new topics added in place."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from claims.coverage.intake import bring_in_article
from claims.models import Coverage, Statement, Topic
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
        f"row-{row['id']}-claim_text": "Ashford closed a bridge",
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


class TestNewTopics:
    """Topics typed that the record does not have are added with what is saved: all of them, or none."""

    @pytest.fixture
    def save(self, send, row):
        """Save one new claim with names typed for all rows and for its row: `save("A; B", "C")`."""
        at = f"row-{row['id']}-"

        def sent(everywhere: str, here: str = "", **changes):
            given = {"stance": "denies", "claim_text": "Ashford closed a bridge", "nature": "fact"}
            given |= {"accepted": "on", "topics_text": here} | changes
            posted = {at + name: value for name, value in given.items()}
            return send("save", {"default-topics_text": everywhere} | posted)

        return sent

    @pytest.mark.parametrize(
        ("everywhere", "here", "names"),
        [
            ("Tolls", "", ["Tolls"]),
            ("Tolls; tolls ; Bridges", "", ["Bridges", "Tolls"]),
            ("Tolls", "Bridges", ["Bridges"]),
            ("ROADS", "", ["Roads"]),
        ],
    )
    def test_they_are_added_with_the_claim(self, save, as_editor, draft, everywhere, here, names):
        make.TopicFactory(name="Roads")
        assert save(everywhere, here).status_code == 302
        assert [topic.name for topic in Statement.objects.get().claim.topics.order_by("name")] == names
        new = [name for name in names if name != "Roads"]
        assert Topic.objects.count() == 1 + len(new)
        summary = as_editor.get(page_url("summary", draft.pk))
        assert (f"New topics ({len(new)})" in text_of(summary)) == bool(new)

    @pytest.mark.parametrize("changes", [{"claim_text": ""}, {"excerpt": "Not there"}])
    def test_none_is_added_when_saving_is_refused(self, save, page, changes):
        save("Tolls", **changes)
        assert Topic.objects.count() == 0
        assert read_form(page())["default-topics_text"] == "Tolls"
        assert "New: Tolls, added when you save." in text_of(page())

    def test_none_is_added_for_a_claim_of_the_record(self, save):
        save("Tolls", claim_offer=str(make.DraftClaimFactory().pk))
        assert (Statement.objects.count(), Topic.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("everywhere", "sentence"),
        [
            ("Bridges\u202e", "invisible character (U+202E)"),
            ("x" * 500, "at most"),
            ("; ".join(map(str, range(30))), "Add at most 20 new topics at once."),
        ],
    )
    @pytest.mark.parametrize("is_default", [True, False])
    def test_what_can_be_no_topic_is_refused_and_not_lost(
        self, save, page, row, everywhere, sentence, is_default
    ):
        field = "default-topics_text" if is_default else f"row-{row['id']}-topics_text"
        refused = save(everywhere) if is_default else save("", everywhere)
        assert sentence in text_of(refused)
        assert (Topic.objects.count(), Statement.objects.count()) == (0, 0)
        assert read_form(page())[field] == everywhere

    def test_a_row_accepted_keeps_them_when_they_are_changed_for_all_rows(self, send, row, draft):
        at = f"row-{row['id']}-"
        changes = {at + "claim_text": "Ashford closed a bridge", at + "accepted": "on"}
        send("keep", changes | {"default-topics_text": "Tolls"})
        send("keep", {"default-topics_text": "Roads"})
        draft.refresh_from_db()
        kept = next(kept for kept in draft.rows if kept["id"] == row["id"])
        assert (kept["topics"], kept["typed"]["topics"]) == ([], "Tolls")

    def test_only_those_add_them_who_may(self, save, editor):
        for group in editor.groups.all():
            group.permissions.remove(Permission.objects.get(codename="add_topic"))
        assert "no topic is called “Tolls”" in text_of(save("Tolls"))
        assert "Nothing on the record is called “Tolls”" in text_of(save("", "Tolls"))
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
