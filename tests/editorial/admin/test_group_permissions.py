"""The permissions of each group, tested on users who lack them."""

import pytest

from claims.models import Citation, Claim, ClaimRelation, Correction, FactCheck, Statement
from editorial.admin.base.forms import REASON_MISSING
from tests import factories as make
from tests.support.admin_html import RECORD, address, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    """Make a published statement on a published claim."""
    return make.StatementFactory()


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_nobody_enters_without_signing_in(client, model):
    for page in ("changelist", "add"):
        assert client.get(address(model, page)).status_code == 302
        assert client.post(address(model, page), {}).status_code == 302


def test_readers_with_an_account_are_not_editors(client):
    client.force_login(make.UserFactory())
    assert client.get(address(Claim, "changelist")).status_code == 302


class TestAnEditor:
    def test_changes_a_draft_claim(self, as_editor):
        claim = make.DraftClaimFactory()
        page = address(Claim, "change", claim.pk)
        sent = filled(as_editor.get(page)) | {"text": "Another proposition"}
        assert as_editor.post(page, sent).status_code == 302
        claim.refresh_from_db()
        assert claim.text == "Another proposition"

    def test_cannot_set_the_state_by_hand(self, as_editor):
        claim = make.DraftClaimFactory()
        page = address(Claim, "change", claim.pk)
        sent = filled(as_editor.get(page)) | {"state": "published", "status": "agreed"}
        assert as_editor.post(page, sent).status_code == 302
        claim.refresh_from_db()
        assert (claim.state, claim.status) == ("draft", "open")

    @pytest.mark.parametrize("which", ["claim", "statement", "citation"])
    def test_only_looks_at_what_is_published(self, as_editor, statement, which):
        row = {
            "claim": statement.claim,
            "statement": statement,
            "citation": statement.citations.get(),
        }[which]
        before = type(row).objects.filter(pk=row.pk).values().get()
        page = address(type(row), "change", row.pk)
        response = as_editor.get(page)
        assert response.status_code == 200
        assert response.context["has_change_permission"] is False
        sent = {"text": "altered", "nature": "fact", "excerpt": "altered", "change_reason": "so"}
        assert as_editor.post(page, sent).status_code == 403
        delete = address(type(row), "delete", row.pk)
        assert as_editor.post(delete, {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).values().get() == before

    def test_cannot_reach_citations_through_the_statement(self, as_editor, statement):
        citation = statement.citations.get()
        response = as_editor.post(
            address(Statement, "change", statement.pk),
            {
                "citations-TOTAL_FORMS": "1",
                "citations-INITIAL_FORMS": "1",
                "citations-0-id": citation.pk,
                "citations-0-statement": statement.pk,
                "citations-0-DELETE": "on",
            },
        )
        assert response.status_code == 403
        assert statement.citations.count() == 1

    def test_adds_a_draft_to_a_published_claim(self, as_editor, statement):
        party = make.PartyFactory()
        sent = filled(as_editor.get(address(Statement, "add"))) | {
            "claim": statement.claim_id,
            "claimant": party.pk,
            "stance": "denies",
            "said_on": "2017-04-12",
            "citations-TOTAL_FORMS": "0",
            "state": "published",
        }
        assert as_editor.post(address(Statement, "add"), sent).status_code == 302
        assert Statement.objects.get(claimant=party).state == "draft"

    def test_cannot_add_a_citation_to_a_published_statement(self, as_editor, statement):
        article = make.ArticleFactory()
        sent = {
            "statement": statement.pk,
            "article": article.pk,
            "kind": "quote",
            "part": "body",
            "excerpt": "more words",
        }
        response = as_editor.post(address(Citation, "add"), sent)
        assert response.status_code == 200
        assert "only a publisher adds" in response.text
        assert statement.citations.count() == 1

    def test_cannot_move_a_citation_to_a_published_statement(self, as_editor, statement):
        citation = make.CitationFactory()
        page = address(Citation, "change", citation.pk)
        sent = filled(as_editor.get(page)) | {"statement": statement.pk}
        assert "only a publisher adds" in as_editor.post(page, sent).text
        citation.refresh_from_db()
        assert citation.statement_id != statement.pk

    @pytest.mark.parametrize("step", ["publish", "retract"])
    @pytest.mark.parametrize("which", ["claim", "statement"])
    def test_cannot_publish_or_retract(self, as_editor, statement, step, which):
        draft = make.CitationFactory().statement
        row = {
            ("claim", "publish"): draft.claim,
            ("statement", "publish"): draft,
            ("claim", "retract"): statement.claim,
            ("statement", "retract"): statement,
        }[which, step]
        state = row.state
        page = address(type(row), step, row.pk)
        assert as_editor.get(page).status_code == 403
        assert as_editor.post(page, {"notice": "So."}).status_code == 403
        as_editor.post(
            address(type(row), "changelist"),
            {"action": f"{step}_selected", "_selected_action": [row.pk], "notice": "So."},
        )
        row.refresh_from_db()
        assert row.state == state

    def test_is_not_offered_what_is_not_allowed(self, as_editor, statement):
        assert "Retract" not in as_editor.get(address(Claim, "change", statement.claim_id)).text
        assert "publish_selected" not in as_editor.get(address(Claim, "changelist")).text

    def test_cannot_delete_published_rows_among_several(self, as_editor, statement):
        citation = statement.citations.get()
        response = as_editor.post(
            address(Citation, "changelist"),
            {"action": "delete_selected", "_selected_action": [citation.pk], "post": "yes"},
        )
        assert response.status_code == 403
        assert Citation.objects.filter(pk=citation.pk).exists()

    def test_cannot_add_to_what_readers_see_of_a_claim(self, as_editor, statement):
        claim = statement.claim
        other = make.StatementFactory().claim
        check = {"claim": claim.pk, "reviewer": "A", "url": "https://a.example", "rating": "So"}
        relation = {"claim": claim.pk, "kind": "tension", "other": other.pk}
        for model, sent in ((FactCheck, check), (ClaimRelation, relation)):
            response = as_editor.post(address(model, "add"), sent)
            assert "only a publisher may do that" in response.text
            assert not model.objects.exists()

    def test_cannot_alter_or_remove_it_either(self, as_editor, statement):
        check = make.FactCheckFactory(claim=statement.claim)
        for page in ("change", "delete"):
            assert as_editor.post(address(FactCheck, page, check.pk), {"post": "yes"}).status_code == 403
        assert FactCheck.objects.filter(pk=check.pk, rating=check.rating).exists()

    def test_makes_no_corrections(self, as_editor):
        assert as_editor.get(address(Correction, "changelist")).status_code == 403
        assert as_editor.post(address(Correction, "add"), {}).status_code == 403

    def test_does_not_manage_people(self, as_editor):
        assert as_editor.get("/admin/auth/user/").status_code == 403


class TestAPublisher:
    def test_changes_what_is_published_and_says_why(self, as_publisher, publisher, statement):
        claim = statement.claim
        page = address(Claim, "change", claim.pk)
        sent = filled(as_publisher.get(page)) | {"public_note": "Clearer now."}
        assert REASON_MISSING in as_publisher.post(page, sent).text
        sent["change_reason"] = "Readers asked."
        assert as_publisher.post(page, sent).status_code == 302
        claim.refresh_from_db()
        assert claim.public_note == "Clearer now."
        last = claim.events.order_by("pgh_id").last() if hasattr(claim, "events") else None
        assert last.pgh_context["reason"] == "Readers asked."
        assert last.pgh_context["user"] == publisher.pk
        assert "Readers asked." in as_publisher.get(address(Claim, "history", claim.pk)).text

    def test_leaves_what_is_retracted_as_it_is(self, as_publisher, publisher):
        claim = make.DraftClaimFactory(
            state="retracted",
            published_at=make.MOMENT,
            published_by=publisher,
            retracted_at=make.MOMENT,
            retracted_by=publisher,
            retraction_reason="Wrong.",
        )
        page = address(Claim, "change", claim.pk)
        assert as_publisher.get(page).status_code == 200
        assert as_publisher.post(page, {"text": "altered", "nature": "fact"}).status_code == 403

    def test_never_deletes_what_readers_have_seen(self, as_publisher, statement):
        for row in (statement, statement.claim):
            delete = address(type(row), "delete", row.pk)
            assert as_publisher.post(delete, {"post": "yes"}).status_code == 403

    def test_signs_a_correction_by_making_it(self, as_publisher, publisher):
        other = make.UserFactory()
        sent = {"notice": "A word.", "reason": "Misspelt.", "made_by": other.pk}
        sent |= {"made_at_0": "2001-01-01", "made_at_1": "00:00"}
        assert as_publisher.post(address(Correction, "add"), sent).status_code == 302
        correction = Correction.objects.get()
        assert correction.made_by == publisher
        assert correction.made_at.year > 2001

    def test_cannot_sign_a_correction_for_somebody_else_later(self, as_publisher):
        correction = make.CorrectionFactory()
        other = make.UserFactory()
        sent = {"notice": "Another word.", "reason": "So.", "made_by": other.pk, "change_reason": "So."}
        page = address(Correction, "change", correction.pk)
        assert as_publisher.post(page, sent).status_code == 302
        signed = correction.made_by
        correction.refresh_from_db()
        assert (correction.notice, correction.made_by) == ("Another word.", signed)
