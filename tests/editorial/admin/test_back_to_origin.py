"""Whoever adds a row from the page of another one is back on that page when it is saved."""

import pytest

from claims.models import Claim, ClaimRelation, FactCheck, Statement
from tests import factories as make
from tests.support.admin_html import address, said_to

pytestmark = pytest.mark.django_db


def add(client, model, query: str, **sent):
    return client.post(f"{address(model, 'add')}?{query}", sent, follow=True)


def statement_fields(claim) -> dict:
    return {
        "claim": claim.pk,
        "claimant": make.PartyFactory().pk,
        "stance": "affirms",
        "said_on": "2017-04-12",
        "said_on_precision": "day",
        "citations-TOTAL_FORMS": "0",
        "citations-INITIAL_FORMS": "0",
    }


def page_of(row) -> str:
    return address(type(row), "change", row.pk)


def test_a_statement_leads_back_to_its_claim(as_editor):
    claim = make.DraftClaimFactory()
    response = add(as_editor, Statement, f"claim={claim.pk}", **statement_fields(claim))
    assert response.redirect_chain == [(page_of(claim), 302)]
    assert "was added successfully" in said_to(response)[0]
    assert str(Statement.objects.get().claimant) in response.text


def test_a_fact_check_leads_back_to_its_claim(as_editor):
    claim = make.DraftClaimFactory()
    sent = {"claim": claim.pk, "reviewer": "Checkers", "url": "https://c.example/1", "rating": "False"}
    assert add(as_editor, FactCheck, f"claim={claim.pk}", **sent).redirect_chain == [(page_of(claim), 302)]


def test_a_statement_leads_back_to_its_claimant(as_editor):
    claimant = make.PartyFactory()
    sent = statement_fields(make.DraftClaimFactory()) | {"claimant": claimant.pk}
    response = add(as_editor, Statement, f"claimant={claimant.pk}", **sent)
    assert response.redirect_chain == [(page_of(claimant), 302)]


def test_a_claim_leads_back_to_its_topic(as_editor):
    topic = make.TopicFactory()
    form = as_editor.get(f"{address(Claim, 'add')}?topics={topic.pk}").context["adminform"].form
    assert form.initial["topics"] == [str(topic.pk)]
    sent = {"text": "The tunnel leaks", "nature": "fact", "topics": [topic.pk]}
    assert add(as_editor, Claim, f"topics={topic.pk}", **sent).redirect_chain == [(page_of(topic), 302)]


def test_of_two_rows_it_is_the_one_from_which_the_form_was_begun(as_editor):
    claim, other = make.DraftClaimFactory.create_batch(2)
    sent = {"claim": claim.pk, "other": other.pk, "kind": "contradicts", "note": ""}
    response = add(as_editor, ClaimRelation, f"other={other.pk}&claim={claim.pk}", **sent)
    assert response.redirect_chain == [(page_of(claim), 302)]


def test_the_other_buttons_lead_where_they_say(as_editor):
    claim = make.DraftClaimFactory()
    query = f"claim={claim.pk}"
    response = add(as_editor, Statement, query, **statement_fields(claim), _continue="1")
    assert response.redirect_chain[0][0].startswith(page_of(Statement.objects.get()))
    response = add(as_editor, Statement, query, **statement_fields(claim), _addanother="1")
    assert response.redirect_chain == [(f"{address(Statement, 'add')}?{query}", 302)]


@pytest.mark.parametrize("query", ["", "claim=", "claim=abc", "claim=99999999", "claim=%00", "no_such=1"])
def test_without_such_a_row_it_is_the_list(as_editor, query):
    response = add(as_editor, Statement, query, **statement_fields(make.DraftClaimFactory()))
    assert response.redirect_chain[-1][0].startswith(address(Statement, "changelist"))
