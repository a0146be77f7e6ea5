"""Changes that imports offer: seen side by side, accepted or refused."""

import pytest

from claims.actions.offered_changes import accept_change, identify_values
from claims.actions.publishing import retract_claim
from claims.models import CorrectionProposal, OfferedChange
from core.errors import Refused
from core.history import read_last_change
from tests import factories as make
from tests.support.admin_html import said_to
from tests.support.html import links_of, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

LIST = "/admin/claims/offeredchange/"


def answer(offered, reason: str = "So.") -> dict[str, str]:
    """Return what the page that asks sends, as it is now."""
    offered = OfferedChange.objects.get(pk=offered.pk)
    return {"change_reason": reason, "seen": identify_values(offered, offered.target)}


def page_of(offered, step: str = "change") -> str:
    return f"{LIST}{offered.pk}/{step}/"


@pytest.fixture
def of_statement():
    """Another role, day and party of a published position, as a file has them."""
    said = make.StatementFactory(capacity="Mayor", said_on="2024-03-05")
    changes = {"capacity": ["Mayor", "Ex-mayor"], "said_on": ["2024-03-05", "2024-03-07"]}
    return make.OfferedChangeFactory(claim=said.claim, statement=said, changes=changes)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(as_editor, django_assert_max_num_queries, rows):
    offered = make.OfferedChangeFactory.create_batch(rows)
    with django_assert_max_num_queries(12):
        assert list(as_editor.get(LIST).context["cl"].result_list) == offered


def test_old_and_new_stand_side_by_side(as_publisher, as_editor, of_statement):
    of_statement.statement.capacity = "First mayor"
    of_statement.statement.save()
    page = as_publisher.get(page_of(of_statement))
    assert "First mayor Ex-mayor" in text_of(page) and "5 March 2024 7 March 2024" in text_of(page)
    assert {"Accept…", "Refuse…"} <= links_of(page).keys()
    assert not {"Accept…", "Refuse…"} & links_of(as_editor.get(page_of(of_statement))).keys()


def test_accepted_it_is_a_correction_like_any_other(as_publisher, publisher, of_statement):
    asked = as_publisher.get(page_of(of_statement, "accept"))
    assert asked.context["form"]["change_reason"].value() == "The source says so now."
    assert asked.context["form"]["seen"].value() == answer(of_statement)["seen"]
    assert "Seen" not in text_of(asked)  # what is hidden has no label
    done = as_publisher.post(page_of(of_statement, "accept"), answer(of_statement, "He left."), follow=True)
    said = of_statement.statement
    said.refresh_from_db()
    assert (said.capacity, str(said.said_on)) == ("Ex-mayor", "2024-03-07")
    assert read_last_change(type(said), said.pk)[0] == str(publisher.pk)
    proposal = CorrectionProposal.objects.get()
    assert (proposal.claim, proposal.reason) == (said.claim, "He left.")
    assert "“Mayor” → “Ex-mayor”" in proposal.change
    assert any("Readers had seen what you altered" in message for message in said_to(done))
    assert "Mayor Ex-mayor" in text_of(as_publisher.get(page_of(of_statement)))
    assert OfferedChange.objects.get().settled_by == publisher


def test_of_a_draft_readers_are_told_nothing(as_publisher):
    offered = make.OfferedChangeFactory()
    as_publisher.post(page_of(offered, "accept"), answer(offered))
    offered.claim.refresh_from_db()
    assert offered.claim.text == "The bridge is shut." and not CorrectionProposal.objects.exists()


def test_refused_everything_stays(as_publisher, of_statement):
    page = as_publisher.post(page_of(of_statement, "refuse"), {"note": "Their mistake."}, follow=True)
    assert "Left as it is" in said_to(page)[0]
    of_statement.refresh_from_db()
    assert (of_statement.outcome, of_statement.note) == ("refused", "Their mistake.")
    of_statement.statement.refresh_from_db()
    assert of_statement.statement.capacity == "Mayor"


class TestIsNotAccepted:
    def accept(self, client, offered, sent=None):
        page = client.post(page_of(offered, "accept"), sent or answer(offered), follow=True)
        assert OfferedChange.objects.get(pk=offered.pk).outcome == ""
        return said_to(page)[0]

    def test_by_whoever_imported_it(self, as_publisher, publisher):
        offered = make.OfferedChangeFactory(offered_by=publisher)
        page = as_publisher.get(page_of(offered))
        assert "Accept…" not in links_of(page) and "another publisher has to accept it" in text_of(page)
        assert "another publisher" in self.accept(as_publisher, offered)

    def test_where_readers_know_the_words_in_another_meaning(self, as_publisher):
        claim = make.StatementFactory(claim__text="The bridge is closed.").claim
        changes = {"text": [claim.text, "The bridge is not closed."]}
        offered = make.OfferedChangeFactory(claim=claim, changes=changes)
        assert "may say something else" in self.accept(as_publisher, offered)

    def test_after_somebody_has_changed_what_it_replaces(self, as_publisher, of_statement):
        sent = answer(of_statement)
        of_statement.statement.capacity = "First mayor"
        of_statement.statement.save()
        assert "since you were asked" in self.accept(as_publisher, of_statement, sent)
        as_publisher.post(page_of(of_statement, "accept"), answer(of_statement))
        assert OfferedChange.objects.get().outcome == "accepted"

    def test_where_another_claim_says_it(self, as_publisher):
        other = make.DraftClaimFactory(text="The bridge is shut.")
        assert f"Claim {other.pk} says this already" in self.accept(as_publisher, make.OfferedChangeFactory())

    def test_after_a_retraction(self, publisher, of_statement):
        retract_claim(claim=of_statement.claim, by=publisher, now=make.MOMENT, reason="A mistake.")
        of_statement.statement.refresh_from_db()
        with pytest.raises(Refused, match="was retracted meanwhile"):
            accept_change(offered=of_statement, reason="So.", by=publisher, now=make.MOMENT)


class TestRules:
    def test_outcome(self, editor):
        with assert_refused("offered_change_outcome_is_known"):
            make.OfferedChangeFactory(outcome="lost", settled_at=make.MOMENT, settled_by=editor)

    @pytest.mark.parametrize("given", [{"settled_at": make.MOMENT}, {"outcome": "accepted"}])
    def test_who_and_when(self, given):
        with assert_refused("offered_change_says_who_and_when"):
            make.OfferedChangeFactory(**given)

    def test_why(self, editor):
        with assert_refused("offered_change_refused_says_why"):
            make.OfferedChangeFactory(outcome="refused", settled_at=make.MOMENT, settled_by=editor)

    @pytest.mark.parametrize("given", [{"claim": None}, {"model": "sources.article", "row_id": 1}])
    def test_one_row(self, given):
        changes = {"text": ["It is.", "It is not."]}
        with assert_refused("offered_change_is_of_one_row"):
            make.OfferedChangeFactory(changes=changes, **given)
