"""Lists cost the same few queries however many rows there are."""

import pytest

from claims.models import Claim, Statement
from editorial.admin.record.topic import TOPICS_OFFERED
from tests import factories as make
from tests.support.admin_html import RECORD, address, rows_of

pytestmark = pytest.mark.django_db

QUERIES = {
    "outlet": 6,
    "article": 7,
    "capture": 7,
    "capturetext": 5,
    "topic": 5,
    "claimant": 5,
    "alias": 5,
    "affiliation": 7,
    "claim": 8,
    "statement": 7,
    "citation": 7,
    "claimrelation": 5,
    "factcheck": 7,
    "correction": 7,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_with_one_row_and_three(model, rows, as_superuser, django_assert_num_queries):
    rows_of(model, rows)
    with django_assert_num_queries(QUERIES[model._meta.model_name]):
        response = as_superuser.get(address(model, "changelist"))
    assert response.context["cl"].result_count >= rows


def test_claims_are_narrowed_to_a_topic(as_superuser):
    inside, outside = (make.StatementFactory(claim__text=text).claim for text in ("Inside", "Outside"))
    topics = make.TopicFactory.create_batch(TOPICS_OFFERED)
    inside.topics.add(topics[0])
    outside.topics.add(topics[1])

    def page(query: str = ""):
        return as_superuser.get(address(Claim, "changelist") + query)

    assert page().text.count("topics__id__exact=") == TOPICS_OFFERED
    chosen = page(f"?topics__id__exact={topics[0].pk}")
    assert [claim.text for claim in chosen.context["cl"].result_list] == ["Inside"]
    rare = make.TopicFactory(name="A topic that is not active")
    assert page().text.count("topics__id__exact=") == 2
    assert "A topic that is not active" in page(f"?topics__id__exact={rare.pk}").text
    assert page("?topics__id__exact=nonsense").status_code == 302


def test_claimants_are_found_by_alias_without_accents_and_as_parties(as_superuser):
    person = make.ClaimantFactory(name="Recep Erdoğan")
    party = make.PartyFactory(name="Turkey")
    make.AliasFactory(claimant=person, name="The strongman")
    make.AliasFactory(claimant=party, name="The strong state")

    def found(field: str, term: str) -> list[str]:
        query = {"app_label": "claims", "model_name": "statement", "field_name": field, "term": term}
        results = as_superuser.get("/admin/autocomplete/", query).json()["results"]
        return [result["text"] for result in results]

    assert found("claimant", "erdogan") == ["Recep Erdoğan"]
    assert found("claimant", "strong") == ["Recep Erdoğan", "Turkey"]
    assert found("party", "strong") == ["Turkey"]


def test_claims_are_found_while_a_word_is_being_typed(as_superuser):
    make.DraftClaimFactory(text="The attack used sarin")
    make.DraftClaimFactory(text="Nothing of the kind")

    def found(term: str) -> list[str]:
        response = as_superuser.get(address(Claim, "changelist"), {"q": term})
        return [claim.text for claim in response.context["cl"].result_list]

    assert found("attac") == ["The attack used sarin"]
    assert found("sarin attacks") == ["The attack used sarin"]
    assert found("sarin depot") == []


def test_statements_are_found_by_alias_and_by_claim(as_superuser):
    statement = make.DraftStatementFactory(claim__text="The attack used sarin")
    make.AliasFactory(claimant=statement.claimant, name="Tillison")
    make.DraftStatementFactory()
    for term in ("tillis", "sarin"):
        response = as_superuser.get(address(Statement, "changelist"), {"q": term})
        assert list(response.context["cl"].result_list) == [statement]


@pytest.mark.parametrize(("evidence", "found"), [("none", 1), ("some", 2)])
def test_statements_without_evidence_are_one_click_away(as_superuser, evidence, found):
    make.DraftStatementFactory()
    make.CitationFactory()
    make.CitationFactory()
    response = as_superuser.get(address(Statement, "changelist"), {"evidence": evidence})
    assert response.context["cl"].result_count == found
