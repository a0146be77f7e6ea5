"""The third page: rows stored, saved, refused, and changed in two windows."""

import json

import pytest
from django.utils import timezone

from claims.actions.merging.merge import merge_claimants
from claims.coverage.drafts import begin_coverage, save_rows
from claims.coverage.intake import bring_in_article
from claims.coverage.rows import MAX_ROWS, build_row
from claims.models import Citation, Claim, Claimant, Coverage, Precision, Review, Statement
from editorial.coverage.conflicts import FIELD_LABELS, describe_row, merge_rows
from editorial.coverage.form_data import CHECKBOX_FIELDS, REFERENCE_FIELDS, TEXT_FIELDS
from tests import factories as make
from tests.support.coverage_pages import EXCERPT, TEXT, follow_refusal, page_url
from tests.support.html import text_of

from .test_without_script import read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(as_editor, draft):
    """Send rows as the page's script does: `send("save", rows)`."""

    def sent(do: str, rows: list[dict], **given):
        revision = Coverage.objects.get(pk=draft.pk).revision
        data = {"do": do, "rows": json.dumps(rows), "revision": revision} | given
        return follow_refusal(as_editor, as_editor.post(page_url("rows", draft.pk), data))

    return sent


@pytest.fixture
def keep(as_editor, draft):
    def sent(**data):
        return as_editor.post(page_url("kept", draft.pk), json.dumps(data), content_type="application/json")

    return sent


def data_of(response) -> dict:
    """Return what the page gives to its script."""
    return response.context["data"]


def test_the_text_is_shown_with_its_quotations_marked(as_editor, draft):
    response = as_editor.get(page_url("rows", draft.pk))
    html = response.content.decode()
    row = next(row for row in draft.rows if row["excerpt"] == EXCERPT)
    assert f'title="Ada Brook"><a href="#row-{row["id"]}">{EXCERPT}</a></mark>' in html
    assert data_of(response)["text"] == TEXT
    assert "Carl Dane, a spokesman for Sylvania" in text_of(response)


@pytest.mark.parametrize("is_known", [False, True], ids=["a new article", "an article on the record"])
def test_a_failure_of_the_finder_costs_the_proposals_and_not_the_text(
    monkeypatch, as_editor, editor, make_intake, make_draft, draft, is_known
):
    def fail(*_):
        raise IndexError("string index out of range")

    monkeypatch.setattr("claims.coverage.suggest.proposals.find_quotations", fail)
    if is_known:
        coverage = begin_coverage(by=editor, now=timezone.now(), article=draft.article)
    else:
        intake = make_intake(text=TEXT + " It rained.", canonical_url="https://gazette.example/another")
        coverage = make_draft(intake)
        coverage = bring_in_article(
            coverage=coverage,
            intake=intake,
            by=editor,
            now=timezone.now(),
            revision=coverage.revision,
            is_another=True,
        )
    response = as_editor.get(page_url("rows", coverage.pk))
    assert "failed to look for quotations in this text" in text_of(response)
    assert data_of(response)["rows"] == []
    assert data_of(response)["text"].startswith(TEXT)


def test_proposals_are_filled_in_and_said_to_be_proposals(as_editor, draft, people):
    response = as_editor.get(page_url("rows", draft.pk))
    row = next(row for row in data_of(response)["rows"] if row["excerpt"] == EXCERPT)
    assert (row["claimant"], row["proposed"], row["accepted"]) == (people["ada"].pk, "finder", False)
    assert {"excerpt", "claimant"} <= set(row["guessed"])
    name = data_of(response)["names"]["claimant"][people["ada"].pk]
    assert (name["label"], name["detail"]) == ("Ada Brook", "Foreign Minister, for Ruritania")


def test_saving_records_all_rows_at_once(send, draft, make_row, people):
    claim = make.DraftClaimFactory(text="The toll stays")
    second = make_row("r8", excerpt="The toll stays as it is", claim=claim.pk, new_claim="", stance="affirms")
    response = send("save", [make_row("r7"), second])
    assert response.url == page_url("summary", draft.pk)
    statements = {statement.stance: statement for statement in Statement.objects.all()}
    assert set(statements) == {"denies", "affirms"}
    assert statements["affirms"].claim == claim
    assert statements["denies"].claim.text == "The bridge at Ashford was closed in March"
    assert {statement.state for statement in statements.values()} == {"draft"}
    assert (statements["denies"].party, statements["denies"].capacity) == (
        people["ruritania"],
        "Foreign Minister",
    )
    assert [(c.is_proved, c.capture) for c in Citation.objects.all()] == [(True, draft.capture)] * 2
    draft.refresh_from_db()
    assert draft.finished_at is not None


def test_a_row_that_fails_says_why_and_nothing_is_lost_or_stored(send, make_row, draft):
    wrong = make_row("r8", excerpt="The bridge was often closed", place="Ashford")
    response = send("save", [make_row("r7"), wrong])
    assert response.status_code == 200
    assert Statement.objects.count() == Claim.objects.count() == 0
    assert list(data_of(response)["errors"]) == ["r8"]
    assert "excerpt" in data_of(response)["errors"]["r8"]
    assert [error["number"] for error in response.context["errors"]] == [2]
    assert '<a href="#row-r8">Row 2</a>' in response.content.decode()
    assert [row["place"] for row in Coverage.objects.get().rows] == ["", "Ashford"]
    assert send("save", [make_row("r7")]).status_code == 302


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"stance": ""}, "stance"),
        ({"claimant": None}, "claimant"),
        ({"claimant": 10**15}, "claimant"),
        ({"said_on": ""}, "said_on"),
        ({"said_on": "2999-01-01"}, "said_on"),
        ({"new_claim": ""}, "claim"),
        ({"nature": ""}, "nature"),
        ({"excerpt": ""}, "excerpt"),
        ({"excerpt": TEXT.replace("\n", " ")[:250]}, "excerpt"),
        ({"typed": {"relayed_by": "Nobody known"}}, "relayed_by"),
        ({"typed": {"topics": "x" * 500}}, "topics"),
    ],
)
def test_each_complaint_stands_beside_its_field(send, make_row, given, field):
    response = send("save", [make_row("r7") | given])
    assert response.status_code == 200
    assert field in data_of(response)["errors"]["r7"]
    assert Statement.objects.count() == 0


def test_untouched_proposals_are_left_out_and_offered_back(send, draft, make_row, as_editor):
    count = len(draft.rows)
    rows = [*draft.rows, make_row("mine")]
    assert f"Saving leaves out the {count} proposals" in text_of(as_editor.get(page_url("rows", draft.pk)))
    assert send("save", rows).status_code == 302
    assert [statement.claimant.name for statement in Statement.objects.all()] == ["Ada Brook"]
    assert f"Left out ({count})" in text_of(as_editor.get(page_url("summary", draft.pk)))


def test_one_button_saves_and_sends_for_review(send, make_row, draft):
    assert send("submit", [make_row("mine")]).url == page_url("summary", draft.pk)
    assert Review.objects.get().claim == Statement.objects.get().claim


class TestNothingToRecord:
    def test_the_work_is_closed_with_a_reason(self, send, draft, as_editor):
        assert send("close", draft.rows, close_reason=" A list of\nfixtures ").status_code == 302
        draft.refresh_from_db()
        assert draft.finished_at
        assert draft.summary == {"nothing_recorded": "A list of fixtures"}
        shown = text_of(as_editor.get(page_url("summary", draft.pk)))
        assert "Nothing was recorded: A list of fixtures" in shown
        assert f"Left out ({len(draft.rows)})" in shown

    @pytest.mark.parametrize(
        ("reason", "accepted"), [("  ", False), ("\u200b\u200e", False), ("Only sport", True)]
    )
    def test_not_without_a_reason_or_with_accepted_rows(self, send, make_row, draft, reason, accepted):
        response = send("close", [make_row("mine", accepted=accepted)], close_reason=reason)
        assert response.status_code == 200
        draft.refresh_from_db()
        assert (draft.finished_at, [row["id"] for row in draft.rows]) == (None, ["mine"])


class TestCheckingOneRow:
    """What a save would object to is said when a row is accepted."""

    @pytest.fixture
    def check(self, as_editor, draft):
        def sent(row: str, *rows: dict, **defaults) -> dict:
            data = json.dumps({"row": row, "rows": rows, "defaults": defaults})
            url = page_url("check_row", draft.pk)
            return as_editor.post(url, data, content_type="application/json").json()

        return sent

    def test_nothing_is_wrong_and_nothing_is_stored(self, check, make_row, draft):
        assert check("r7", make_row("r7", accepted=False)) == {"errors": {}, "offers": {}}
        assert Statement.objects.count() == 0
        assert Coverage.objects.get(pk=draft.pk).revision == draft.revision

    @pytest.mark.parametrize("stance", ["affirms", ""])
    def test_the_outlet_is_made_no_claimant_by_words_of_its_own(self, check, make_row, stance):
        answer = check("r7", make_row("r7", kind="own_words", claimant=None, stance=stance))
        assert list(answer["errors"]) == ([] if stance else ["stance"])
        assert not Claimant.objects.filter(kind="outlet").exists()

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            ({"excerpt": "Words that are not there"}, "excerpt", "not in the article"),
            ({"stance": ""}, "stance", "what they do with the claim"),
            ({"claimant": None, "new_name": "Nora Pell"}, "new_kind", "what kind of claimant"),
            ({"claimant": None, "new_name": "Nora Pell"}, "party", "Choose for whom Nora Pell speaks"),
            ({"typed": {"via": "The Owl"}}, "via", "Nothing on the record is called"),
        ],
    )
    def test_it_is_said_beside_the_field(self, check, make_row, given, field, sentence):
        answer = check("r7", make_row("r7", accepted=False) | given, make_row("r8", stance=""))
        assert sentence in answer["errors"][field][0]

    def test_a_name_that_is_only_typed_is_taken_from_the_record(self, check, make_row, people):
        answer = check("r7", make_row("r7", claimant=None, new_name="ada brook"))
        assert (answer["errors"], answer["meant"]) == ({}, {"claimant": people["ada"].pk, "new_name": ""})
        assert answer["names"]["claimant"][str(people["ada"].pk)]["label"] == "Ada Brook"

    def test_what_may_be_meant_is_offered(self, check, make_row, people):
        row = make_row("r7", claimant=None, new_name="Ada Brook", new_kind="person", speaks_for_itself=True)
        [offer] = check("r7", row)["offers"]["claimant"]
        assert (offer["id"], offer["label"]) == (people["ada"].pk, "Ada Brook")

    def test_only_the_claim_of_that_row_is_compared_with_the_record(self, check, make_row):
        there = make.DraftClaimFactory(text="The bridge at Ashford was closed in March 2017")
        answer = check("r7", make_row("r7"))
        assert answer["errors"] == {"new_claim": [f"The record has “{there}”. Is it the same claim?"]}
        assert [offer["id"] for offer in answer["offers"]["claim"]] == [there.pk]
        assert check("r7", make_row("r7", different_from=[there.pk])) == {"errors": {}, "offers": {}}
        other = make_row("r8", new_claim="Apples are cheap", excerpt="The toll stays as it is")
        near = {"The bridge at Ashford was closed in March": ""}
        assert check("r8", make_row("r7"), other) == {"errors": {}, "offers": {}, "near": near}

    def test_what_the_article_gives_counts(self, check, make_row):
        row = make_row("r7", said_on="", guessed=[])
        assert "said_on" in check("r7", row)["errors"]
        assert check("r7", row, said_on="2017-04-11", said_on_precision="day")["errors"] == {}

    def test_what_all_rows_together_may_not_is_a_problem_of_this_one(self, check, make_row):
        rows = [
            make_row(f"r{at}", excerpt=words, new_claim=f"Apples cost {at}") for at, words in enumerate(LONG)
        ]
        assert "would reproduce" in check("r0", *rows)["errors"][""][0]

    def test_nonsense_is_refused(self, as_editor, draft):
        for body in ("", "[]", '{"row": "r1", "rows": [], "more": 1}'):
            response = as_editor.post(page_url("check_row", draft.pk), body, content_type="application/json")
            assert response.status_code == 400


LONG = (
    "Ada Brook, the Foreign Minister of Ruritania, spoke in Ashford on Wednesday",
    "The bridge was never closed to anybody",
    "a spokesman for Sylvania, said that the bridge was closed for the whole of March",
)


class TestRowsThatSomebodyEdited:
    """A row that somebody has worked on is asked about by name, never left out with the untouched."""

    @pytest.fixture
    def edited(self, draft) -> dict:
        row = next(row for row in draft.rows if row["excerpt"] == EXCERPT)
        return row | {"stance": "denies", "edited": True}

    def test_each_is_named_and_nothing_is_saved(self, send, draft, make_row, edited):
        others = [row for row in draft.rows if row["id"] != edited["id"]]
        response = send("save", [edited, *others, make_row("mine"), make_row("own", accepted=False)])
        assert response.status_code == 200
        assert Statement.objects.count() == 0
        assert set(data_of(response)["errors"]) == {edited["id"], "own"}
        named = f"Ada Brook denies, “{EXCERPT}”"
        assert f"You have worked on this row, but not accepted it: {named}." in text_of(response)
        assert f"Leave out row 1: {named}" in text_of(response)

    def test_ticked_by_name_it_is_left_out_and_not_saved(self, send, make_row, edited, draft):
        response = send("save", [edited, make_row("mine")], leave_out_row=[edited["id"]])
        assert response.url == page_url("summary", draft.pk)
        assert [statement.claim.text for statement in Statement.objects.all()] == [make_row("x")["new_claim"]]
        assert Citation.objects.count() == 1

    def test_a_tick_stays_when_another_row_is_refused(self, send, make_row, edited):
        response = send("save", [edited, make_row("mine", stance="")], leave_out_row=[edited["id"]])
        assert list(data_of(response)["errors"]) == ["mine"]
        assert f'name="leave_out_row" value="{edited["id"]}" checked' in response.content.decode()

    def test_a_row_of_ones_own_counts_as_worked_on(self, send, make_row):
        response = send("save", [make_row("mine"), make_row("own", accepted=False)])
        assert list(data_of(response)["errors"]) == ["own"]

    def test_that_it_was_edited_is_kept_with_the_work(self, keep, draft, edited):
        keep(revision=draft.revision, rows=[edited])
        draft.refresh_from_db()
        assert [row["edited"] for row in draft.rows] == [True]


@pytest.mark.parametrize("do", ["save", "close", "keep"])
def test_no_answer_of_the_page_loses_what_was_entered_beside_the_rows(as_editor, send, make_row, draft, do):
    rows = [make_row("mine", stance=""), make_row("edited", accepted=False)]
    data = {"do": do, "rows": json.dumps(rows), "revision": draft.revision}
    given = {"defaults": '{"place": "Ashford"}', "close_reason": "Talk", "leave_out_row": "edited"}
    page = as_editor.get(as_editor.post(page_url("rows", draft.pk), data | given).url)
    form = read_form(page)
    assert [form.get(name) for name in ("default-place", "close_reason", "leave_out_row")] == [
        *("Ashford", "Talk", "edited")
    ]


def test_proposals_left_out_come_back_when_saving_is_refused(send, draft, make_row):
    response = send("save", [*draft.rows, make_row("mine", stance="")])
    assert response.status_code == 200
    assert not any(row["dropped"] for row in data_of(response)["rows"])


def test_an_accepted_proposal_is_saved(send, draft, make_row):
    row = next(row for row in draft.rows if row["excerpt"] == EXCERPT)
    done = {"accepted": True, "stance": "denies", "new_claim": "Ashford closed a bridge", "nature": "fact"}
    assert send("save", [row | done]).status_code == 302
    assert Citation.objects.get().excerpt == EXCERPT


def test_a_new_claimant_is_added_with_their_party(send, make_row, people):
    row = make_row("r7", claimant=None, new_name="Eve Ford", new_kind="person", new_role="mayor")
    row |= {"party": people["sylvania"].pk, "capacity": "mayor"}
    assert send("save", [row]).status_code == 302
    assert Statement.objects.get().claimant.name == "Eve Ford"
    assert Statement.objects.get().party == people["sylvania"]


def test_somebody_of_that_name_is_offered(send, make_row, people):
    new = {"new_name": "Ada Brook", "new_kind": "person", "speaks_for_itself": True}
    response = send("save", [make_row("r7", claimant=None, **new)])
    assert response.status_code == 200
    [offer] = data_of(response)["offers"]["r7"]["claimant"]
    assert (offer["id"], offer["label"]) == (people["ada"].pk, "Ada Brook")
    assert Claimant.objects.filter(name="Ada Brook").count() == 1


def test_a_position_on_record_gets_a_further_citation(send, make_row, people, as_editor, draft):
    claim = make.DraftClaimFactory()
    given = {"claim": claim, "claimant": people["ada"], "party": people["ruritania"], "stance": "denies"}
    statement = make.DraftStatementFactory(**given, capacity="Foreign Minister")
    row = make_row("r7", claim=claim.pk, new_claim="", nature="")
    send("keep", [row])
    response = as_editor.get(page_url("rows", draft.pk))
    assert "further citation" in data_of(response)["hints"]["r7"]
    assert send("save", [row]).status_code == 302
    assert (Statement.objects.get(), statement.citations.get().excerpt) == (statement, EXCERPT)


def test_120_rows_are_shown_kept_and_saved(send, draft, people, make_intake, make_draft, editor, as_editor):
    sentences = [f"Ada Brook said that bridge number {n} was closed." for n in range(120)]
    given = make_intake(text="\n\n".join(sentences), canonical_url="", title="All bridges")
    coverage = make_draft(given)
    coverage = bring_in_article(
        coverage=coverage,
        intake=given,
        by=editor,
        now=make.MOMENT,
        revision=coverage.revision,
        is_another=True,
    )
    rows = [
        build_row(
            id=f"r{n}",
            accepted=True,
            excerpt=f"number {n} was closed",
            claimant=people["ada"].pk,
            stance="affirms",
            said_on="2017-04-12",
            new_claim=f"Bridge {n} was closed",
            nature="fact",
        )
        for n in range(120)
    ]
    data = {"do": "save", "rows": json.dumps(rows), "revision": coverage.revision}
    wrong = data | {"rows": json.dumps([*rows[:-1], {"id": "x", "accepted": True}])}
    refused = follow_refusal(as_editor, as_editor.post(page_url("rows", coverage.pk), wrong))
    assert len(data_of(refused)["rows"]) == 120
    assert len(refused.context["row_displays"]) == 10
    data["revision"] = Coverage.objects.get(pk=coverage.pk).revision
    assert as_editor.post(page_url("rows", coverage.pk), data).status_code == 302
    assert Statement.objects.count() == 120


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_many_questions_for_one_row_as_for_thirty(
    as_editor, draft, make_row, editor, count, django_assert_num_queries
):
    rows = [make_row(f"r{n}", place=str(n)) for n in range(count)]
    save_rows(coverage=draft, rows=rows, by=editor, now=make.MOMENT, revision=draft.revision)
    with django_assert_num_queries(QUERIES):
        as_editor.get(page_url("rows", draft.pk))


QUERIES = 27


def test_work_is_kept_while_it_is_done(keep, draft, make_row):
    answer = keep(revision=draft.revision, rows=[make_row("r7", place="Ashford")])
    draft.refresh_from_db()
    assert answer.json()["revision"] == draft.revision
    assert [row["place"] for row in draft.rows] == ["Ashford"]


def test_an_old_copy_is_not_kept_over_a_newer_one(keep, draft, make_row):
    keep(revision=draft.revision, rows=[make_row("r7", place="Newer")])
    answer = keep(revision=draft.revision, rows=[make_row("r7", place="Older")])
    assert (answer.status_code, answer.json()["is_finished"]) == (409, False)
    draft.refresh_from_db()
    assert [row["place"] for row in draft.rows] == ["Newer"]


class TestRequestsThatWereNeverAnswered:
    """The page was reloaded, or the network failed: what the window sent has arrived all the same."""

    @pytest.fixture
    def old(self, draft, keep, make_row):
        """Return the revision that the window has seen, before its own last one."""
        keep(revision=draft.revision, rows=[make_row("r7", place="Before")], send="first")
        return draft.revision

    def test_what_the_same_window_sends_next_is_kept(self, keep, make_row, old, draft):
        answer = keep(
            revision=old, rows=[make_row("r7", place="After")], send="second", unanswered=["lost", "first"]
        )
        draft.refresh_from_db()
        assert [row["place"] for row in draft.rows] == ["After"]
        assert answer.json()["revision"] == draft.revision
        assert draft.last_send == "second"

    def test_and_so_is_its_form(self, send, make_row, old, draft):
        form = {"revision": old, "unanswered": ["lost", "first"]}
        assert send("keep", [make_row("r7", place="After")], **form).status_code == 302
        draft.refresh_from_db()
        assert [row["place"] for row in draft.rows] == ["After"]

    @pytest.mark.parametrize("by_script", [True, False], ids=["a script", "a form"])
    def test_not_over_what_another_window_wrote_since(self, keep, send, make_row, old, draft, by_script):
        rows = [make_row("r7", place="There")]
        if by_script:
            keep(revision=old + 1, rows=rows, send="another")
        else:
            send("keep", rows)
        answer = keep(revision=old, rows=[make_row("r7", place="Here")], send="second", unanswered=["first"])
        assert answer.status_code == 409
        draft.refresh_from_db()
        assert [row["place"] for row in draft.rows] == ["There"]

    @pytest.mark.parametrize("unanswered", [[], [""], ["second"]])
    def test_nor_without_its_name(self, keep, send, make_row, old, unanswered):
        row = make_row("r7", place="Here")
        assert keep(revision=old, rows=[row], send="second", unanswered=unanswered).status_code == 409
        send("keep", [row])
        assert keep(revision=old, rows=[row], send="second", unanswered=unanswered).status_code == 409

    def test_a_page_learns_which_request_stored_what_it_shows(self, as_editor, old, draft):
        assert data_of(as_editor.get(page_url("rows", draft.pk)))["last_send"] == "first"


@pytest.mark.parametrize("sent", ["", "nonsense", "[]", "{}", '{"revision": 1, "rows": [1]}', "[" * 100_000])
def test_what_the_desk_does_not_send_is_not_kept(as_editor, draft, sent):
    address = page_url("kept", draft.pk)
    assert as_editor.post(address, sent, content_type="application/json").status_code == 400


@pytest.mark.parametrize("sent", ["", "nonsense", "7", '"rows"', "[1, 2]", "null", "[" * 100_000])
def test_rows_that_cannot_be_read_change_nothing(as_editor, draft, sent):
    before = draft.rows
    data = {"do": "keep", "rows": sent, "revision": draft.revision}
    assert as_editor.post(page_url("rows", draft.pk), data).status_code == 302
    draft.refresh_from_db()
    assert draft.rows == before


def test_markup_in_a_row_is_shown_as_text(send, make_row, as_editor, draft):
    bad = '</script><script>alert("1")</script>'
    send("keep", [make_row("r7", excerpt=bad, place=bad, new_claim=bad, new_name=bad, claimant=None)])
    html = as_editor.get(page_url("rows", draft.pk)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


class TestTwoCopies:
    @pytest.fixture
    def old(self, draft, keep, make_row):
        """Return a revision that another window has replaced."""
        keep(revision=draft.revision, rows=[make_row("r7", place="There")])
        return draft.revision

    def test_both_are_shown(self, send, make_row, old, draft):
        response = send("save", [make_row("r7", place="Here")], revision=old)
        assert response.status_code == 200
        text = text_of(response)
        assert "Where: Here" in text
        assert "Where: There" in text
        assert Statement.objects.count() == 0

    @pytest.mark.parametrize(
        ("do", "places"),
        [("take_mine", ["Here"]), ("take_theirs", ["There"]), ("take_both", ["There", "Here"])],
    )
    def test_and_any_can_be_gone_on_with(self, send, make_row, old, draft, do, places):
        shown = send("keep", [make_row("r7", place="Here")], revision=old)
        mine = shown.context["own"].rows
        response = send(do, mine, revision=shown.context["coverage"].revision)
        assert response.status_code == 302
        draft.refresh_from_db()
        assert [row["place"] for row in draft.rows] == places

    @pytest.mark.parametrize(
        ("do", "expected"),
        [
            ("take_mine", ["Here", "2017-04-11", "Tolls; Ferries", "", "Talk", "r7"]),
            ("take_theirs", ["There", "", "Bridges; Fords", "Sylvania", "Theirs", None]),
            ("take_both", ["Here", "2017-04-11", "Tolls; Bridges; Ferries; Fords", "Sylvania", "Talk", None]),
        ],
    )
    def test_with_all_that_is_said_outside_the_rows(
        self, as_editor, send, keep, make_row, draft, people, do, expected
    ):
        tolls, bridges = make.TopicFactory(name="Tolls"), make.TopicFactory(name="Bridges")
        row = make_row("r7", accepted=False)
        theirs = {"place": "There", "topics": [bridges.pk], "typed": {"topics": "Fords"}}
        theirs["party"] = people["sylvania"].pk
        keep(revision=draft.revision, rows=[row], defaults=theirs, close_reason="Theirs")
        mine = {
            "place": "Here",
            "topics": [tolls.pk],
            "typed": {"topics": "Ferries"},
            "said_on": "2017-04-11",
        }
        given = {"defaults": json.dumps(mine), "close_reason": "Talk", "leave_out_row": "r7"}
        shown = send("close", [row], revision=draft.revision, **given)
        text = text_of(shown)
        for words in (
            "Topics of new claims: Tolls; Ferries Where it was said: Here",
            "Topics of new claims: Bridges; Fords Where it was said: There",
            "When it was said: 2017-04-11 (on that day)",
            "For whom newcomers speak: Sylvania",
            "Why nothing is recorded: Talk",
        ):
            assert words in text
        chosen = read_form(shown, "desk-copies") | {"do": do}
        form = read_form(as_editor.get(as_editor.post(page_url("rows", draft.pk), chosen).url))
        fields = [f"default-{name}" for name in ("place", "said_on", "topics_text", "party_text")]
        assert [form.get(name) for name in (*fields, "close_reason", "leave_out_row")] == expected

    @pytest.mark.parametrize(
        ("mine", "theirs", "places"),
        [
            ({"edited": True}, {"edited": True}, ["There", "Here"]),
            ({"edited": True}, {}, ["Here"]),
            ({}, {"edited": True}, ["There"]),
            ({"dropped": True}, {"edited": True}, ["There", "Here"]),
        ],
    )
    def test_a_row_is_doubled_only_if_both_were_worked_on(self, make_row, mine, theirs, places):
        proposed = make_row("r7", proposed="finder", accepted=False)
        last = make_row("r8", place="Last")
        own_row, other_row = proposed | mine | {"place": "Here"}, proposed | theirs | {"place": "There"}
        merged = merge_rows([own_row, last], [other_row, last])
        assert [row["place"] for row in merged] == [*places, "Last"]
        assert len({row["id"] for row in merged}) == len(merged)

    def test_they_are_not_joined_to_more_rows_than_there_may_be(self, send, make_row, draft):
        save = {"coverage": draft, "by": draft.editor, "now": timezone.now()}
        theirs = [make_row(f"r{number}") for number in range(MAX_ROWS)]
        stored = save_rows(rows=theirs, revision=draft.revision, **save)
        response = send("take_both", [make_row("r0", place="Here")], revision=stored.revision)
        assert response.status_code == 200
        assert f"at most {MAX_ROWS} rows" in text_of(response)
        assert response.context["own"].rows[0]["place"] == "Here"
        assert len(Coverage.objects.get().rows) == MAX_ROWS

    def test_a_third_window_is_noticed_as_well(self, send, keep, make_row, old, draft):
        shown = send("keep", [make_row("r7", place="Here")], revision=old)
        before = shown.context["coverage"].revision
        keep(revision=before, rows=[make_row("r7", place="Third")])
        again = send("take_theirs", shown.context["own"].rows, revision=before)
        assert "Where: Third" in text_of(again)

    def test_every_field_of_the_form_is_told_in_its_words(self):
        names = {
            "claimant": {1: {"label": "Ada Brook"}},
            "claim": {},
            "outlet": {},
            "topic": {2: {"label": "Tolls"}},
        }
        told = {
            "claimant": 1,
            "topics": [2],
            "speaks_for_itself": True,
            "said_on": "2017-04-12",
            "kind": "headline",
        }
        lines = describe_row(
            build_row(**told, said_on_precision="by", via=None, typed={"via": "Reuters"}), names
        )
        assert lines[0] == "To check: no stance yet"
        assert {"Who: Ada Brook", "Topics: Tolls", "Speaks for itself: yes"} <= set(lines)
        assert "Agency that the article credits: Reuters" in lines
        assert f"Said on: 2017-04-12 ({Precision.BY.label})" in lines
        shown = {*FIELD_LABELS, "accepted", "dropped", "stance", "hedged", "said_on_precision"}
        assert {*TEXT_FIELDS, *CHECKBOX_FIELDS, *REFERENCE_FIELDS, "topics"} <= shown

    @pytest.mark.parametrize("finish", ["submit", "close"])
    @pytest.mark.parametrize("do", ["submit", "keep", "take_both"])
    def test_what_work_was_finished_without_elsewhere_is_gone_on_with(
        self, send, make_row, draft, finish, do
    ):
        """Another window finished it; here are a row that it saved, one edited otherwise, and a new one."""
        saved, old = make_row("r1", place="Ashford"), draft.revision
        edited = make_row("r2", excerpt="The toll stays", accepted=False, edited=True)
        theirs = [saved, edited] if finish == "submit" else [edited]
        send(finish, theirs, close_reason="Only tolls", leave_out_row=["r2"])
        new = make_row("r3", excerpt="The toll stays as it is", new_claim="The toll rises", place="Here")
        rows = [*theirs[:-1], edited | {"place": "Fordham"}, new, make_row("r4", dropped=True)]
        response = send(do, rows, revision=old)
        again = Coverage.objects.get(finished_at=None)
        assert (response.url, again.article) == (page_url("rows", again.pk), draft.article)
        assert [(row["id"], row["place"], row["accepted"]) for row in again.rows] == [
            ("r2", "Fordham", False),
            ("r3", "Here", True),
        ]
        assert again.rows[1]["start"] is not None
        assert send(do, rows, revision=old).url == response.url

    def test_and_is_named(self, send, make_row, draft, as_editor):
        send("submit", [make_row("r1")])
        response = send("submit", [make_row("r1", stance="affirms", new_claim="The toll rises")])
        draft.refresh_from_db()
        at = timezone.localtime(draft.finished_at)
        text = text_of(as_editor.get(response.url))
        assert f"This work was finished in another window at {at:%H:%M} on" in text
        assert "1 row of yours was not in it" in text
        assert f"Ada Brook affirms, “{EXCERPT}”: The toll rises." in text

    def test_unless_it_is_given_up(self, send, make_row, draft):
        send("save", [make_row("r1")], send="finishing")
        draft.refresh_from_db()
        assert draft.last_send == "finishing"
        assert send("take_theirs", [make_row("r2")], send="giving up").url == page_url("summary", draft.pk)
        draft.refresh_from_db()
        assert draft.last_send == "giving up"
        assert not Coverage.objects.filter(finished_at=None).exists()

    def test_two_copies_can_be_compared_after_one_was_finished(self, send, make_row, old, draft, as_editor):
        send("keep", [make_row("r7", place="Here")], revision=old)
        send("save", [make_row("r7", place="There")])
        shown = as_editor.get(page_url("edited", draft.pk), {"refused": 1})
        again = as_editor.post(
            page_url("rows", draft.pk), read_form(shown, "desk-copies") | {"do": "take_mine"}
        )
        assert [row["place"] for row in Coverage.objects.get(finished_at=None).rows] == ["Here"]
        assert again.url != page_url("summary", draft.pk)

    @pytest.mark.parametrize("choice", ["take_mine", "take_both", "take_theirs"])
    def test_a_comparison_is_gone_once_it_is_settled(self, send, make_row, old, draft, as_editor, choice):
        send("keep", [make_row("r7", place="Here")], revision=old)
        comparison = page_url("edited", draft.pk) + "?refused=1"
        shown = as_editor.get(comparison)
        as_editor.post(page_url("rows", draft.pk), read_form(shown, "desk-copies") | {"do": choice})
        assert as_editor.get(comparison).url == page_url("rows", draft.pk)

    def test_work_that_was_finished_elsewhere_leads_to_its_summary(self, send, make_row, draft, as_editor):
        send("save", [make_row("r7")])
        assert send("save", [make_row("r7")]).url == page_url("summary", draft.pk)
        assert Statement.objects.count() == 1

    @pytest.mark.parametrize("finish", ["save", "close"])
    def test_a_window_is_told_that_the_work_is_finished(self, send, keep, make_row, old, draft, finish):
        send(finish, [make_row("r7")] if finish == "save" else [], close_reason="Sport", send="finishing")
        answer = keep(revision=old, rows=[make_row("r8")])
        assert (answer.status_code, answer.json()["is_finished"]) == (409, True)
        draft.refresh_from_db()
        assert draft.last_send == "finishing"


def test_the_parties_that_the_text_names_are_given_to_the_script(as_editor, editor, draft, people):
    make.PartyFactory(name="Nowhere")
    merged = make.PartyFactory(name="The bridge")  # in the text
    merge_claimants(
        duplicate=merged, target=people["ruritania"], by=editor, now=make.MOMENT, reason="The same."
    )
    data = data_of(as_editor.get(page_url("rows", draft.pk)))
    assert [party["label"] for party in data["named_parties"]] == ["Ruritania", "Sylvania"]
