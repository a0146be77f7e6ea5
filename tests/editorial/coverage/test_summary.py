"""The summary page: what was added, what would change, and the next steps."""

import pytest
from django.utils import timezone

from claims.coverage.earlier_work import SavedNames
from claims.coverage.rows import build_row
from claims.coverage.save.save import save_coverage
from claims.models import Alias, Citation, Claimant, Coverage, OfferedCitation, Review, Statement, Topic
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.coverage_pages import page_url
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def save_work(draft, editor, make_row):
    """Finish a piece of work: `save_work(rows)`."""

    def of(*rows) -> Coverage:
        save_coverage(
            coverage=draft,
            rows=list(rows) or [make_row("r1")],
            by=editor,
            now=timezone.now(),
            revision=draft.revision,
        )
        draft.refresh_from_db()
        return draft

    return of


def test_what_was_added_is_listed_with_links(as_editor, save_work):
    response = as_editor.get(page_url("summary", save_work().pk))
    text, links = text_of(response), links_of(response)
    assert response.context["title"] == "Saved as drafts"
    statement = Statement.objects.get()
    assert "1 new citation" in text
    assert "New statements (1)" in text
    assert "New draft claims (1)" in text
    assert links[str(statement)] == f"/admin/claims/statement/{statement.pk}/change/"
    assert links[str(statement.claim)] == f"/admin/claims/claim/{statement.claim_id}/change/"
    assert links["Add another article"] == page_url("begin")


def test_statuses_that_would_change_are_named(as_editor, save_work, make_row, people):
    published = make.StatementFactory(
        claim__text="The bridge was closed", party=people["sylvania"], stance="affirms"
    ).claim
    row = make_row("r1", claim=published.pk, new_claim="", nature="")
    response = as_editor.get(page_url("summary", save_work(row).pk))
    assert "“The bridge was closed”: asserted → disputed" in text_of(response)


def test_a_further_citation_is_no_new_statement(as_editor, save_work, make_row, people):
    claim = make.DraftClaimFactory()
    make.DraftStatementFactory(
        claim=claim,
        claimant=people["ada"],
        party=people["ruritania"],
        capacity="Foreign Minister",
        stance="denies",
    )
    response = as_editor.get(page_url("summary", save_work(make_row("r1", claim=claim.pk, new_claim="")).pk))
    text = text_of(response)
    assert "1 new citation, 1 of them for statements that were on the record already." in text
    assert "Further citations of what was on the record (1)" in text
    assert "New statements" not in text
    address = f"/admin/claims/citation/{Citation.objects.get().pk}/change/"
    assert address in links_of(response).values()


def test_what_waits_for_a_publisher_is_said(as_editor, save_work, make_row, people):
    there = make.StatementFactory(
        claimant=people["ada"],
        party=people["ruritania"],
        capacity="Foreign Minister",
        stance="denies",
    )
    make.StatementFactory(claim=there.claim)
    response = as_editor.get(
        page_url("summary", save_work(make_row("r1", claim=there.claim_id, new_claim="")).pk)
    )
    text, offered = text_of(response), OfferedCitation.objects.get()
    assert f"“{offered}”, offered for “{there}”: a publisher lets it through" in text
    assert "“The bridge at Ashford”: 1 offered for a published statement." in text
    assert "nothing was added" not in text
    assert response.context["title"] == "Added to the record"
    links = links_of(response)
    assert links[f"“{offered}”"] == f"/admin/claims/offeredcitation/{offered.pk}/change/"
    assert links[str(there)] == f"/admin/claims/statement/{there.pk}/change/"


def test_what_was_sent_is_counted_like_what_was_added(as_editor, save_work, make_row, people):
    """The statements on a draft claim go with it; the summary counts each."""
    other = {"claimant": people["carl"].pk, "excerpt": "The toll stays as it is"}
    coverage = save_work(make_row("r1"), make_row("r2", **other))
    text = text_of(as_editor.post(page_url("submit", coverage.pk), follow=True))
    assert "Sent for review: 2 statements on 1 claim." in text
    assert "New statements (2)" in text


def test_all_drafts_are_sent_for_review_at_once(as_editor, save_work, make_row, editor, people):
    published = make.StatementFactory(party=people["sylvania"]).claim
    coverage = save_work(
        make_row("r1"), make_row("r2", excerpt="The toll stays as it is", claim=published.pk, new_claim="")
    )
    assert "Send for review" in as_editor.get(page_url("summary", coverage.pk)).content.decode()
    response = as_editor.post(page_url("submit", coverage.pk), follow=True)
    assert "Sent for review: 2 statements on 2 claims." in text_of(response)
    assert {(review.claim_id is None, review.asked_by) for review in Review.objects.all()} == {
        (True, editor),
        (False, editor),
    }
    assert "waits for review" in text_of(response)
    assert ">Send for review<" not in response.content.decode()
    again = as_editor.post(page_url("submit", coverage.pk), follow=True)
    assert (Review.objects.count(), list(again.context["messages"])) == (2, [])


def test_only_publishers_are_led_to_publishing(as_editor, publisher, save_work):
    coverage = save_work()
    assert "Publish…" not in links_of(as_editor.get(page_url("summary", coverage.pk)))
    Coverage.objects.filter(pk=coverage.pk).update(editor=publisher)
    links = links_of(signed_in(publisher).get(page_url("summary", coverage.pk)))
    assert links["Publish…"] == f"/admin/claims/claim/{Statement.objects.get().claim_id}/publish/"


def test_the_article_is_marked_as_read_in_full(as_editor, editor, save_work):
    coverage = save_work()
    as_editor.post(page_url("mark_read", coverage.pk))
    coverage.article.refresh_from_db()
    assert coverage.article.read_in_full_by == editor
    response = as_editor.get(page_url("summary", coverage.pk))
    assert "Read in full on" in text_of(response)
    assert "I have read all of this article" not in text_of(response)


def test_who_read_it_first_stays_named(as_editor, publisher, save_work):
    coverage = save_work()
    article = coverage.article
    article.read_in_full_at, article.read_in_full_by = make.MOMENT, publisher
    article.save()
    as_editor.post(page_url("mark_read", coverage.pk))
    article.refresh_from_db()
    assert (article.read_in_full_by, article.read_in_full_at) == (publisher, make.MOMENT)


def test_what_an_article_calls_somebody_unnamed_is_no_alias(as_editor, save_work, make_row, people):
    page = page_url("summary", save_work(make_row("r1", speaker="Adda Brook")).pk)
    assert "Add as an alias" in text_of(as_editor.get(page))
    Claimant.objects.filter(pk=people["ada"].pk).update(kind="unnamed")
    assert "Add as an alias" not in text_of(as_editor.get(page))


def test_a_spelling_that_is_new_can_be_learnt(as_editor, save_work, make_row, people):
    coverage = save_work(make_row("r1", speaker="Adda Brooke"))
    page = as_editor.get(page_url("summary", coverage.pk))
    assert "“Adda Brooke” for Ada Brook" in text_of(page)
    response = as_editor.post(page_url("learn", coverage.pk), {"number": "0"}, follow=True)
    assert Alias.objects.get().claimant == people["ada"]
    assert "“Adda Brooke” is an alias of Ada Brook from now on." in text_of(response)
    assert "Spellings that the record does not know" not in text_of(response)
    assert "Undo" in text_of(response)
    as_editor.post(page_url("learn", coverage.pk), {"number": "0"})
    assert Alias.objects.count() == 1


def test_what_was_learnt_can_be_undone(as_editor, save_work, make_row):
    coverage = save_work(make_row("r1", speaker="Adda Brooke"))
    as_editor.post(page_url("learn", coverage.pk), {"number": "0"})
    undo = {"number": "0", "do": "undo"}
    response = as_editor.post(page_url("learn", coverage.pk), undo, follow=True)
    assert not Alias.objects.exists()
    assert "“Adda Brooke” is no longer an alias of Ada Brook." in text_of(response)
    assert "Add as an alias" in text_of(response)
    make.AliasFactory(name="Adda Brooke", claimant__name="Dov Hale")
    as_editor.post(page_url("learn", coverage.pk), undo)
    assert Alias.objects.count() == 1


class TestWhatWasLeftOut:
    @pytest.fixture
    def finished(self, save_work, make_row) -> Coverage:
        """Finish work that leaves out an edited row and an untouched proposal, and drops another."""
        proposal = {"proposed": "finder", "accepted": False}
        return save_work(
            make_row("r1"),
            make_row("r2", excerpt="The toll stays", **proposal),
            make_row("r3", excerpt="stays as it is", edited=True, new_claim="The toll stays", **proposal),
            make_row("r4", excerpt="the toll", dropped=True, **proposal),
        )

    def test_it_is_listed_what_was_worked_on_first(self, as_editor, finished):
        response = as_editor.get(page_url("summary", finished.pk))
        assert [(row["id"], row["is_worked_on"]) for row in response.context["left_out"]] == [
            ("r3", True),
            ("r2", False),
        ]
        assert "Ada Brook denies, “stays as it is”: The toll stays You had worked on it" in text_of(response)

    def test_it_is_taken_up_once_as_new_work_on_the_article(self, as_editor, finished):
        address = page_url("take_up", finished.pk)
        response = as_editor.post(address, {"row": ["r3", "r4", "r1"]})
        again = Coverage.objects.get(finished_at=None)
        assert response.url == page_url("rows", again.pk)
        assert [(row["id"], row["edited"], row["new_claim"]) for row in again.rows] == [
            ("r3", True, "The toll stays")
        ]
        assert (again.article, again.capture) == (finished.article, finished.capture)
        assert "Choose the rows" in text_of(as_editor.post(address, {"row": "r3"}, follow=True))
        assert Coverage.objects.count() == 2
        left = as_editor.get(page_url("summary", finished.pk)).context["left_out"]
        assert [row["id"] for row in left] == ["r2"]

    def test_it_knows_what_was_saved_with_the_others(self, as_editor, save_work, make_row):
        """The claim, whoever was new with it, their party and the topics that were typed."""
        new = {"claimant": None, "new_kind": "person", "new_role": "baker", "new_party_kind": "organisation"}
        new |= {"new_claim": "Tolls are rising in Vale", "topics": []}
        typed = {"topics": "Tolls of Vale"}
        saved = make_row("r1", **new, new_name="Nan Orr", new_party="Bakers’ Guild", typed=typed)
        left = new | {"proposed": "finder", "accepted": False, "new_party": "bakers’ guild", "party": None}
        left |= {"new_name": "nan orr", "typed": {"topics": "tolls of vale; Ferries"}}
        finished = save_work(saved, make_row("r2", excerpt="The toll stays", **left))
        as_editor.post(page_url("take_up", finished.pk), {"row": "r2"})
        [row] = Coverage.objects.get(finished_at=None).rows
        statement = Statement.objects.get()
        assert (row["claim"], row["claimant"]) == (statement.claim_id, statement.claimant_id)
        assert (row["party"], row["new_name"], row["new_party"]) == (statement.party_id, "", "")
        assert (row["new_claim"], row["topics"]) == ("", [Topic.objects.get().pk])
        assert row["typed"]["topics"] == "Ferries"

    def test_somebody_else_of_a_name_stays_somebody_else(self, as_editor, save_work, make_row):
        saved = make_row("r1", speaker="Nan Orr")
        new = {"claimant": None, "new_name": "Nan Orr", "new_kind": "person", "new_role": "baker"}
        left = {"proposed": "finder", "accepted": False, "same_name_anyway": True, **new}
        finished = save_work(saved, make_row("r2", excerpt="The toll stays", **left))
        as_editor.post(page_url("take_up", finished.pk), {"row": "r2"})
        [row] = Coverage.objects.get(finished_at=None).rows
        assert (row["claimant"], row["new_name"], row["new_role"]) == (None, "Nan Orr", "baker")

    def test_it_is_left_again_once_that_work_is_discarded(self, as_editor, finished):
        as_editor.post(page_url("take_up", finished.pk), {"row": ["r3", "r2"]})
        as_editor.post(page_url("discard", Coverage.objects.get(finished_at=None).pk))
        left = as_editor.get(page_url("summary", finished.pk)).context["left_out"]
        assert [row["id"] for row in left] == ["r3", "r2"]
        as_editor.post(page_url("take_up", finished.pk), {"row": "r2"})
        assert [row["id"] for row in Coverage.objects.get(finished_at=None).rows] == ["r2"]

    def test_what_is_on_the_record_already_stands_apart(self, as_editor, save_work, make_row):
        proposal = {"proposed": "finder", "accepted": False, "recorded": 7, "unlikely": "It is there."}
        there = make_row("r2", excerpt="The toll stays", **proposal)
        response = as_editor.get(page_url("summary", save_work(make_row("r1"), there).pk))
        text = text_of(response)
        assert "On the record already (1)" in text
        assert 'href="/admin/claims/statement/7/change/"' in response.text
        assert "Left out" not in text
        assert "Take these up again" not in text

    def test_nobody_takes_up_somebody_elses(self, publisher, finished):
        assert signed_in(publisher).post(page_url("take_up", finished.pk), {"row": "r3"}).status_code == 404


def test_a_typed_topic_is_looked_up_once_for_all_rows(draft, django_assert_num_queries):
    names, topic = SavedNames(draft), make.TopicFactory(name="Ferries")
    row = build_row(typed={"topics": "ferries"})
    with django_assert_num_queries(1):
        assert [names.apply(row)["topics"] for _number in range(3)] == [[topic.pk]] * 3


@pytest.mark.parametrize("number", ["", "7", "x", "-1"])
def test_a_spelling_that_was_not_offered_is_not_learnt(as_editor, save_work, number):
    as_editor.post(page_url("learn", save_work().pk), {"number": number})
    assert Alias.objects.count() == 0


def test_unfinished_work_has_no_summary(as_editor, draft):
    assert as_editor.get(page_url("summary", draft.pk)).url == page_url("resume", draft.pk)
    for name in ("submit", "take_up", "learn", "mark_read"):
        assert as_editor.post(page_url(name, draft.pk)).status_code == 404


def test_finished_work_leads_to_its_summary_and_is_not_listed(as_editor, save_work):
    coverage = save_work()
    for name in ("resume", "check", "rows"):
        assert as_editor.get(page_url(name, coverage.pk)).url == page_url("summary", coverage.pk)
    assert "Continue:" not in text_of(as_editor.get(page_url("begin")))
    assert as_editor.post(page_url("discard", coverage.pk)).url == page_url("summary", coverage.pk)
    assert Coverage.objects.count() == 1
