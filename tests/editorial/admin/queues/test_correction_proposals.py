"""A change of public text is proposed as a correction; a publisher settles it."""

import pytest

from claims.models import (
    Citation,
    Claim,
    ClaimRelation,
    Correction,
    CorrectionProposal,
    FactCheck,
    OfferedChange,
    Statement,
)
from tests import factories as make
from tests.support.admin_html import address, filled, publish, said_to

pytestmark = pytest.mark.django_db
WHY = {"change_reason": "A reader wrote in."}


@pytest.fixture
def statement():
    """Make a published statement on a published claim."""
    return make.StatementFactory(place="Moscow", citation__excerpt="the very words")


def save(client, row, **changes):
    page = address(type(row), "change", row.pk)
    response = client.post(page, filled(client.get(page)) | WHY | changes, follow=True)
    assert not response.context.get("errors"), response.context["errors"]
    return response


def proposed() -> list[tuple[Claim, str]]:
    return [(p.claim, p.change) for p in CorrectionProposal.objects.order_by("pk")]


class TestProposing:
    def test_each_field_of_a_claim_before_and_after(self, as_publisher, publisher, statement):
        claim = statement.claim
        response = save(as_publisher, claim, public_note="Clearer now.", nature="judgement")
        proposal = CorrectionProposal.objects.get()
        assert proposal.change.splitlines() == [
            "Nature: “fact” → “judgement”",
            "Public note: “” → “Clearer now.”",
        ]
        assert (proposal.claim, proposal.reason, proposal.proposed_by) == (
            claim,
            "A reader wrote in.",
            publisher,
        )
        [told] = [message for message in said_to(response) if "Readers had seen" in message]
        assert f'<a href="{address(CorrectionProposal, "change", proposal.pk)}">' in told

    def test_a_statement_in_words(self, as_publisher, statement):
        save(as_publisher, statement, place="Riga", hedged="on", said_on="2017-04-11")
        [(claim, change)] = proposed()
        assert claim == statement.claim
        assert change.splitlines() == [
            f"Statement “{statement}”. Hedged: “no” → “yes”",
            f"Statement “{statement}”. Said on: “12 April 2017” → “11 April 2017”",
            f"Statement “{statement}”. Where: “Moscow” → “Riga”",
        ]

    def test_a_citation_on_its_own_page(self, as_publisher, statement):
        save(as_publisher, statement.citations.get(), excerpt="other words")
        assert proposed() == [
            (statement.claim, "Citation “the very words”. Excerpt: “the very words” → “other words”")
        ]

    def test_citations_on_the_page_of_their_statement_go_into_the_same_proposal(
        self, as_publisher, statement
    ):
        other = make.CitationFactory(statement=statement, excerpt="further words")
        first = statement.citations.exclude(pk=other.pk).get()
        rows = {str(first.pk): {"excerpt": "other words"}, str(other.pk): {"DELETE": "on"}}
        page = as_publisher.get(address(Statement, "change", statement.pk))
        changes = {"place": "Riga"}
        for form in page.context["inline_admin_formsets"][0].formset.initial_forms:
            changes |= {form.add_prefix(name): value for name, value in rows[str(form.instance.pk)].items()}
        save(as_publisher, statement, **changes)
        [(_, change)] = proposed()
        assert change.splitlines() == [
            f"Statement “{statement}”. Where: “Moscow” → “Riga”",
            "Citation “the very words”. Excerpt: “the very words” → “other words”",
            "Removed: Citation “further words”.",
        ]

    def test_a_removed_citation(self, as_publisher, statement):
        citation = make.CitationFactory(statement=statement, excerpt="further words")
        as_publisher.post(address(Citation, "delete", citation.pk), {"post": "yes"} | WHY)
        assert not Citation.objects.filter(pk=citation.pk).exists()
        assert proposed() == [(statement.claim, "Removed: Citation “further words”.")]
        assert CorrectionProposal.objects.get().reason == "A reader wrote in."

    def test_several_removed_at_once(self, as_publisher, statement):
        rows = make.CitationFactory.create_batch(2, statement=statement)
        action = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
        as_publisher.post(address(Citation, "changelist"), action | WHY)
        [(_, change)] = proposed()
        assert change.count("Removed: Citation") == 2

    def test_what_hangs_on_the_claim(self, as_publisher, statement):
        check = make.FactCheckFactory(claim=statement.claim)
        save(as_publisher, check, rating="False")
        relation = make.ClaimRelationFactory(claim=statement.claim, other=make.StatementFactory().claim)
        as_publisher.post(address(ClaimRelation, "delete", relation.pk), {"post": "yes"} | WHY)
        assert [change for _, change in proposed()] == [
            f"Fact check “{check}”. Rating: “Mostly so” → “False”",
            f"Removed: Claim relation “{relation}”.",
        ]

    def test_what_the_outlet_of_a_cited_article_did_to_it(self, as_publisher, statement):
        article = statement.citations.get().article
        save(as_publisher, article, retracted_on="2017-05-03", archive_url="https://archive.example/1")
        changed = f"Article “{article}”. Retracted by the outlet on: “” → “3 May 2017”"
        assert proposed() == [(None, changed)]

    def test_a_refused_removal_proposes_nothing(self, as_publisher, statement):
        citation = statement.citations.get()
        as_publisher.post(address(Citation, "delete", citation.pk), {"post": "yes"} | WHY)
        assert Citation.objects.filter(pk=citation.pk).exists()
        assert proposed() == []


class TestNotProposing:
    def test_a_relation_whose_other_end_readers_do_not_see(self, as_publisher, statement):
        for ends in (
            {"claim": statement.claim, "other": make.DraftClaimFactory()},
            {"claim": make.DraftClaimFactory(), "other": statement.claim},
        ):
            relation = make.ClaimRelationFactory(**ends)
            as_publisher.post(address(ClaimRelation, "delete", relation.pk), {"post": "yes"} | WHY)
            assert not ClaimRelation.objects.filter(pk=relation.pk).exists()
        assert proposed() == []

    def test_drafts(self, as_editor, as_publisher):
        citation = make.CitationFactory()
        draft = citation.statement
        save(as_editor, draft.claim, public_note="Clearer now.")
        save(as_editor, draft, place="Riga")
        save(as_editor, citation, excerpt="other words")
        as_editor.post(address(Citation, "delete", citation.pk), {"post": "yes"})
        assert not Citation.objects.exists()
        assert proposed() == []

    def test_drafts_on_a_published_claim(self, as_editor, statement):
        draft = make.CitationFactory(statement__claim=statement.claim)
        save(as_editor, draft.statement, place="Riga")
        save(as_editor, draft, excerpt="other words")
        as_editor.post(address(Citation, "delete", draft.pk), {"post": "yes"})
        assert proposed() == []

    def test_saving_without_altering(self, as_publisher, statement):
        for row in (statement, statement.claim, statement.citations.get()):
            save(as_publisher, row)
        assert proposed() == []

    def test_where_a_claim_is_filed(self, as_publisher, statement):
        save(as_publisher, statement.claim, topics=[make.TopicFactory().pk])
        assert statement.claim.topics.count() == 1
        assert proposed() == []

    def test_additions_are_no_corrections(self, as_publisher, statement):
        sent = {"statement": statement.pk, "article": make.ArticleFactory().pk, "kind": "quote"}
        sent |= {"part": "body", "excerpt": "more words"}
        assert as_publisher.post(address(Citation, "add"), sent).status_code == 302
        check = {"claim": statement.claim_id, "reviewer": "A", "url": "https://a.example", "rating": "So"}
        assert as_publisher.post(address(FactCheck, "add"), check).status_code == 302
        assert proposed() == []

    def test_a_new_statement_that_changes_the_status_is_news(self, as_publisher, statement):
        denial = make.CitationFactory(statement__claim=statement.claim, statement__stance="denies").statement
        publish(as_publisher, address(Statement, "publish", denial.pk), {"unverified": "1"})
        statement.claim.refresh_from_db()
        assert statement.claim.status == "disputed"
        assert proposed() == []

    def test_a_retraction_has_its_own_notice(self, as_publisher, statement):
        as_publisher.post(address(Claim, "retract", statement.claim_id), {"notice": "Wrong."})
        statement.claim.refresh_from_db()
        assert statement.claim.state == "retracted"
        assert proposed() == []


class TestSettling:
    @pytest.fixture
    def proposal(self, statement):
        return CorrectionProposal.objects.create(
            claim=statement.claim,
            change="Where: “Moscow” → “Riga”",
            reason="A reader wrote in.",
            proposed_by=make.UserFactory(),
            proposed_at=make.MOMENT,
        )

    def test_worded_it_is_a_correction_that_readers_see(self, as_publisher, publisher, proposal, client):
        page = address(CorrectionProposal, "word", proposal.pk)
        asked = as_publisher.get(page)
        assert "Where: “Moscow” → “Riga”" in asked.text
        assert "A reader wrote in.</textarea>" in asked.text
        sent = {"notice": "The place was wrong.", "reason": "We misread it."}
        as_publisher.post(page, sent)
        correction = Correction.objects.get()
        assert (correction.claim, correction.made_by) == (proposal.claim, publisher)
        assert "The place was wrong." in client.get(proposal.claim.get_absolute_url()).text
        proposal.refresh_from_db()
        assert (proposal.outcome, proposal.correction) == ("worded", correction)

    def test_waived_it_says_why_and_readers_see_nothing(self, as_publisher, proposal):
        page = address(CorrectionProposal, "waive", proposal.pk)
        assert "This field is required." in as_publisher.post(page, {"note": " "}).text
        as_publisher.post(page, {"note": "A typing error."})
        proposal.refresh_from_db()
        assert (proposal.outcome, proposal.note) == ("waived", "A typing error.")
        assert not Correction.objects.exists()

    def test_settled_it_offers_nothing_more(self, as_publisher, proposal):
        change = address(CorrectionProposal, "change", proposal.pk)
        assert len(as_publisher.get(change).context["steps"]) == 2
        as_publisher.post(address(CorrectionProposal, "waive", proposal.pk), {"note": "A typing error."})
        assert as_publisher.get(change).context["steps"] == []
        again = as_publisher.post(
            address(CorrectionProposal, "word", proposal.pk), {"notice": "So.", "reason": "So."}, follow=True
        )
        assert "settled already" in said_to(again)[0]
        assert not Correction.objects.exists()

    def test_the_list_shows_what_waits(self, as_publisher, proposal):
        page = address(CorrectionProposal, "changelist")
        assert [*as_publisher.get(page).context["cl"].result_list] == [proposal]
        as_publisher.post(address(CorrectionProposal, "waive", proposal.pk), {"note": "A typing error."})
        assert as_publisher.get(page).context["cl"].result_count == 0
        assert as_publisher.get(f"{page}?outcome=waived").context["cl"].result_count == 1

    def test_an_editor_does_not_settle(self, as_editor, proposal):
        for step, sent in (("word", {"notice": "So.", "reason": "So."}), ("waive", {"note": "So."})):
            page = address(CorrectionProposal, step, proposal.pk)
            assert as_editor.get(page).status_code == as_editor.post(page, sent).status_code == 403
        proposal.refresh_from_db()
        assert proposal.outcome == ""
        assert not Correction.objects.exists()


class TestWhatSeveralClaimsShare:
    """Changes of an outlet, an article, a claimant or a topic.

    The correction is then not about one claim.
    """

    def test_an_outlet_s_name(self, as_publisher, statement):
        outlet = statement.citations.get().article.outlet
        name = outlet.name
        save(as_publisher, outlet, name="The Ashford Herald")
        assert proposed() == [(None, f"Outlet “{name}”. Name: “{name}” → “The Ashford Herald”")]

    def test_what_an_editor_alters_is_offered_and_proposes_nothing_yet(self, as_editor, statement):
        article = statement.citations.get().article
        save(as_editor, article, published_on="2017-04-11")
        assert OfferedChange.objects.count() == 1
        assert proposed() == []
        article.refresh_from_db()
        assert str(article.published_on) == "2017-04-12"

    def test_a_claimant_and_its_aliases(self, as_publisher, statement):
        alias = make.AliasFactory(claimant=statement.claimant, name="Rurytania")
        name = statement.claimant.name
        save(as_publisher, statement.claimant, name="Ruritania", **{"aliases-0-DELETE": "on"})
        assert proposed() == [
            (
                None,
                f"Claimant “{name}”. Name: “{name}” → “Ruritania”\nRemoved: Alias “{alias}”.",
            )
        ]

    def test_a_topic_s_name(self, as_publisher, statement):
        topic = make.TopicFactory(name="Bridges")
        statement.claim.topics.add(topic)
        save(as_publisher, topic, name="Bridges and tolls")
        assert proposed() == [(None, "Topic “Bridges”. Name: “Bridges” → “Bridges and tolls”")]

    def test_what_fills_an_empty_field_is_an_addition(self, as_publisher, statement):
        save(as_publisher, statement.citations.get().article.outlet, country="Ruritania")
        assert proposed() == []

    def test_what_readers_have_not_seen_needs_no_correction(self, as_publisher):
        save(as_publisher, make.OutletFactory(), name="The Ashford Herald")
        save(as_publisher, make.ClaimantFactory(), name="Ada Brook")
        assert proposed() == []

    def test_it_is_worded_and_stands_without_a_claim(self, as_publisher, statement):
        save(as_publisher, statement.citations.get().article.outlet, name="The Ashford Herald")
        proposal = CorrectionProposal.objects.get()
        word = address(CorrectionProposal, "word", proposal.pk)
        assert as_publisher.get(word).status_code == 200
        as_publisher.post(word, {"notice": "The outlet was misnamed.", "reason": "It was misspelt."})
        correction = Correction.objects.get()
        assert (correction.claim, correction.notice) == (None, "The outlet was misnamed.")
        assert "The outlet was misnamed." in as_publisher.get("/about/").content.decode()
