"""Publishing and retracting by button and list action, with reason and history."""

import pytest
from django.contrib.admin.models import LogEntry

from claims.models import Citation, Claim, Statement
from tests import factories as make
from tests.support.admin_html import address, publish, said_to
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def test_a_draft_says_what_it_would_become(as_publisher):
    said = {"statement__party__name": "Russia", "article__outlet__name": "Post"}
    claim = make.CitationFactory(**said).statement.claim
    page = as_publisher.get(address(Claim, "change", claim.pk))
    assert "When published: <strong>Asserted by Russia, as one outlet reports (Post).</strong>" in page.text
    assert "View on site" not in page.text


def test_a_draft_names_no_party_as_silent_that_it_has(as_publisher):
    said = {"statement__party__name": "Russia", "article__outlet__name": "Post"}
    statement = make.CitationFactory(**said).statement
    topic, near = make.TopicFactory(), make.ClaimFactory()
    topic.claims.set([statement.claim, near])
    for party in (statement.party, make.PartyFactory(name="Syria")):
        make.StatementFactory(claim=near, party=party)
    run_deferred_triggers()
    page = as_publisher.get(address(Claim, "change", statement.claim_id))
    assert "nothing known from Syria.</strong>" in page.text


def test_a_draft_without_evidence_says_that_it_cannot_be_published(as_publisher):
    claim = make.DraftStatementFactory().claim
    page = as_publisher.get(address(Claim, "change", claim.pk))
    assert "It cannot be published yet" in page.text


def test_publishing_asks_first_and_a_get_changes_nothing(as_publisher):
    claim = make.CitationFactory().statement.claim
    make.DraftStatementFactory(claim=claim)
    response = as_publisher.get(address(Claim, "publish", claim.pk))
    assert "Statements published with it: 1." in response.text
    assert "for want of a citation: 1." in response.text
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_claim_is_published_with_its_ready_statements(as_publisher, publisher):
    said = {"statement__party__name": "Russia", "article__outlet__name": "Post"}
    statement = make.CitationFactory(**said).statement
    claim = statement.claim
    response = publish(as_publisher, address(Claim, "publish", claim.pk), {"unverified": "1"})
    done, undo = said_to(response)
    assert done == f"Published with 1 statement: “{claim.text.removesuffix('.')}”."
    assert undo.startswith('A slip? <a href="/admin/claims/review/publications/')
    claim.refresh_from_db()
    statement.refresh_from_db()
    assert (claim.state, claim.published_by, statement.state) == ("published", publisher, "published")
    assert "<strong>Asserted by Russia, as one outlet reports (Post).</strong>" in response.text
    assert LogEntry.objects.get(user=publisher, object_id=claim.pk).get_change_message() == "Published."


def test_a_refused_publication_says_why_and_changes_nothing(as_publisher):
    claim = make.DraftStatementFactory().claim
    response = publish(as_publisher, address(Claim, "publish", claim.pk))
    assert "needs at least one position that counts" in said_to(response)[0]
    claim.refresh_from_db()
    assert claim.state == "draft"
    assert not LogEntry.objects.exists()


def test_several_are_published_and_the_others_say_why_not(as_publisher):
    ready = make.CitationFactory().statement.claim
    bare = make.DraftClaimFactory()
    response = publish(
        as_publisher,
        address(Claim, "changelist"),
        {"action": "publish_selected", "_selected_action": [ready.pk, bare.pk], "unverified": "1"},
    )
    done, refused, _undo = said_to(response)
    assert done == f"Published with 1 statement: “{ready}”."
    assert refused.startswith(f"“{bare}”: ")
    assert [*Claim.objects.filter(state="published")] == [ready]


def test_several_are_asked_about_on_one_page_first(as_publisher):
    claims = [make.CitationFactory().statement.claim for _ in range(2)]
    sent = {"action": "publish_selected", "_selected_action": [claim.pk for claim in claims]}
    response = as_publisher.post(address(Claim, "changelist"), sent)
    assert "Publish 2 positions?" in response.text
    for citation in Citation.objects.all():
        assert f"<mark>{citation.excerpt}</mark>" in response.text
    assert response.text.count("Status: draft → asserted") == 2
    assert not Claim.objects.filter(state="published").exists()


@pytest.mark.parametrize("count", [1, 100])
def test_a_hundred_are_asked_about_with_as_many_queries_as_one(
    as_publisher, count, django_assert_num_queries
):
    claims = [make.CitationFactory().statement.claim for _ in range(count)]
    sent = {"action": "publish_selected", "_selected_action": [claim.pk for claim in claims]}
    with django_assert_num_queries(QUERIES):
        as_publisher.post(address(Claim, "changelist"), sent)


QUERIES = 37


def test_a_statement_is_published_alone(as_publisher):
    claim = make.StatementFactory().claim
    statement = make.CitationFactory(statement__claim=claim).statement
    response = publish(as_publisher, address(Statement, "publish", statement.pk), {"unverified": "1"})
    assert said_to(response)[0] == f"Published: “{statement}”."
    statement.refresh_from_db()
    assert statement.state == "published"


def test_retracting_publishes_the_notice_and_keeps_it_in_the_history(as_publisher, publisher):
    claim = make.StatementFactory().claim
    page = address(Claim, "retract", claim.pk)
    assert as_publisher.get(page).status_code == 200
    response = as_publisher.post(page, {"notice": "We misread the article."}, follow=True)
    assert said_to(response) == [f"Retracted: “{claim}”."]
    claim.refresh_from_db()
    assert claim.state == "retracted"
    assert (claim.retraction_reason, claim.retracted_by) == ("We misread the article.", publisher)
    event = claim.events.order_by("pgh_id").last()
    assert event.pgh_context["reason"] == "We misread the article."
    assert event.pgh_context["user"] == publisher.pk
    assert "Change claim" not in response.text


def test_several_are_retracted_after_one_question(as_publisher):
    claims = [make.StatementFactory().claim for _ in range(2)]
    sent = {"action": "retract_selected", "_selected_action": [claim.pk for claim in claims]}
    asked = as_publisher.post(address(Claim, "changelist"), sent | {"index": "0"})
    assert asked.status_code == 200
    assert not Claim.objects.filter(state="retracted").exists()
    again = as_publisher.post(address(Claim, "changelist"), sent | {"notice": ""})
    assert "This field is required." in again.text
    as_publisher.post(address(Claim, "changelist"), sent | {"notice": "Both are wrong."})
    assert Claim.objects.filter(state="retracted", retraction_reason="Both are wrong.").count() == 2


def test_the_only_statement_of_a_published_claim_cannot_be_retracted(as_publisher):
    statement = make.StatementFactory()
    response = as_publisher.post(
        address(Statement, "retract", statement.pk), {"notice": "Wrong."}, follow=True
    )
    assert "needs at least one position that counts" in said_to(response)[0]
    statement.refresh_from_db()
    assert statement.state == "published"


def test_what_is_published_is_one_click_from_its_page(as_publisher):
    statement = make.StatementFactory()
    citation = statement.citations.get()
    for row in (statement.claim, statement, citation):
        page = as_publisher.get(address(type(row), "change", row.pk)).text
        assert f'href="{statement.claim.get_absolute_url()}' in page


def test_one_click_from_each_to_the_next_and_back(as_editor):
    citation = make.CitationFactory()
    statement = citation.statement
    claim_page = address(Claim, "change", statement.claim_id)
    statement_page = address(Statement, "change", statement.pk)
    citation_page = f"/admin/claims/citation/{citation.pk}/change/"

    page = as_editor.get(claim_page).text
    assert f'href="{statement_page}"' in page
    assert f'href="{address(Statement, "add")}?claim={statement.claim_id}"' in page
    page = as_editor.get(statement_page).text
    assert f'href="{claim_page}"' in page
    assert f'href="{citation_page}' in page
    page = as_editor.get(citation_page).text
    assert f'href="{claim_page}"' in page
    assert f'href="{statement_page}"' in page


def test_another_statement_starts_on_the_same_claim(as_editor):
    claim = make.DraftClaimFactory(text="A claim to choose")
    page = f"{address(Statement, 'add')}?claim={claim.pk}"
    assert "A claim to choose" in as_editor.get(page).text
    sent = {
        "claim": claim.pk,
        "claimant": make.PartyFactory().pk,
        "stance": "affirms",
        "said_on": "2017-04-12",
        "said_on_precision": "day",
        "citations-TOTAL_FORMS": "0",
        "citations-INITIAL_FORMS": "0",
        "_addanother": "1",
    }
    response = as_editor.post(address(Statement, "add"), sent)
    assert response.url == page
