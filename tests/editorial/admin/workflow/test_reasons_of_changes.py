"""A reason is asked for what readers see change, and for nothing else."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, models, transaction

from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    FactCheck,
    Statement,
    Topic,
)
from editorial.admin.base.forms import REASON, REASON_MISSING
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.admin_html import address, filled
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]
SHOWN = (
    Claim,
    Statement,
    Citation,
    ClaimRelation,
    FactCheck,
    Topic,
    Claimant,
    Alias,
    Affiliation,
    Article,
    Outlet,
)
ANOTHER = {
    Claim: make.DraftClaimFactory,
    Claimant: make.PartyFactory,
    Statement: make.DraftStatementFactory,
    Article: make.ArticleFactory,
    Outlet: make.OutletFactory,
}

LATEST = "SELECT snapshot FROM claims_claimversion WHERE claim_id = %s ORDER BY number DESC LIMIT 1"


@pytest.fixture(scope="module")
def committed(own_database) -> int:
    """Make a published claim with one row of everything that readers see with it; return its key."""
    with transaction.atomic():
        return make_claim().pk


@pytest.fixture
def claim(committed) -> Claim:
    return Claim.objects.get(pk=committed)


def make_claim() -> Claim:
    claim = make.StatementFactory(claim__context="A context.", claim__public_note="A note.").claim
    claim.topics.add(make.TopicFactory(summary="A summary."))
    person, party = (
        make.ClaimantFactory(name="Tove Lind", role="minister"),
        make.PartyFactory(name="Ruritania"),
    )
    make.AffiliationFactory(claimant=person, party=party, role="minister", since=datetime.date(2010, 1, 1))
    make.AliasFactory(claimant=person, name="Lind")
    statement = make.StatementFactory(
        claim=claim, claimant=person, party=party, said_on_note="As dated.", place="Vale", capacity="minister"
    )
    relayer = make.ClaimantFactory()
    statement.citations.update(
        relayed_by=relayer, relayed_for=party, via=make.OutletFactory(), translated_by="us"
    )
    article = statement.citations.get().article
    Article.objects.filter(pk=article.pk).update(
        byline="Ada Brook",
        published_on_note="As dated.",
        canonical_url="https://gazette.example/1",
        archive_url="https://archive.example/1",
    )
    make.ClaimRelationFactory(claim=claim, other=make.StatementFactory().claim, note="A note.")
    make.FactCheckFactory(claim=claim, reviewed_on=datetime.date(2017, 4, 20))
    return claim


def find_row(model: type[models.Model], claim: Claim):
    statement = claim.statements.get(claimant__name="Tove Lind")
    citation = statement.citations.get()
    rows = [
        *(
            claim,
            statement,
            citation,
            claim.relations_from.get(),
            claim.fact_checks.get(),
            claim.topics.get(),
        ),
        *(statement.claimant, statement.claimant.aliases.get(), statement.claimant.affiliations.get()),
        *(citation.article, citation.article.outlet),
    ]
    return next(row for row in rows if type(row) is model)


def alter(field, value):
    """Return another value of a field, as a form sends it."""
    if field.is_relation:
        return ANOTHER[field.related_model]().pk
    if field.choices:
        return next(choice for choice, _label in field.choices if choice not in (value, ""))
    if isinstance(field, models.DateField):
        return ((value or datetime.date(2017, 4, 2)) - datetime.timedelta(days=1)).isoformat()
    if isinstance(field, models.BooleanField):
        return "" if value else "on"
    if isinstance(field, models.URLField):
        return "https://another.example/"
    special = {"language": "ru", "wikidata_id": "Q5", "country": "FR"}
    return special.get(field.name) or f"{value}x"


ON_OTHER_PAGES = {
    Topic: {"summary"},
    Claimant: {"wikidata_id"},
    Alias: {"claimant", "name", "sentence_name", "language"},
    Affiliation: {"claimant", "party", "role", "since"},
    Article: {"byline"},
    Outlet: {"home_page", "country", "funding_source"},
}
"""What readers see on the pages of a topic, a claimant, an article or an outlet, and not with a claim."""
REFUSED_ALONE = {(Claimant, "speaks_for_itself")}  # of somebody with affiliations

FIELDS = [
    pytest.param(model, field.name, id=f"{model._meta.model_name}-{field.name}")
    for model in SHOWN
    for field in model._meta.concrete_fields
    if field.editable and not field.auto_created and not field.generated
    if (model, field.name) not in REFUSED_ALONE
]


def read_document(claim: Claim):
    return sql("SELECT snapshot FROM claims_documents(ARRAY[%s]::bigint[], NULL)", claim.pk)


def does_document_show(claim: Claim, row, field, value) -> bool:
    """Whether the claim's document differs once this is written, with raw SQL."""
    before = read_document(claim)
    with transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: field.to_python(value)})
        differs = read_document(claim) != before
        transaction.set_rollback(True)
    return differs


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_that_stands_in_a_claims_document(as_superuser, claim, model, name):
    row = find_row(model, claim)
    field = model._meta.get_field(name)
    page = address(model, "change", row.pk)
    sent = filled(as_superuser.get(page))
    if name not in sent and not isinstance(field, models.BooleanField):
        pytest.skip("nobody types this")
    value = alter(field, getattr(row, field.attname))
    try:
        is_shown = does_document_show(claim, row, field, value == "on" if value in ("", "on") else value)
    except IntegrityError:
        pytest.skip("no row can have this value alone")
    response = as_superuser.post(page, sent | {name: value})
    if response.status_code == 302:
        assert not is_shown
        return
    assert response.context["adminform"].form.errors == {REASON: [REASON_MISSING]}
    assert is_shown or name in ON_OTHER_PAGES.get(model, ())
    assert read_document(claim) == sql(LATEST, claim.pk)


def save(client, row, **changes) -> int:
    page = address(type(row), "change", row.pk)
    return client.post(page, filled(client.get(page)) | changes).status_code


def test_what_readers_do_not_see_change_needs_no_reason(as_publisher, claim):
    person, article = find_row(Claimant, claim), find_row(Article, claim)
    added = {"aliases-TOTAL_FORMS": "2", "aliases-1-claimant": person.pk, "aliases-1-name": "T. Lind"}
    assert save(as_publisher, person, **added) == 302
    assert person.aliases.count() == 2
    assert save(as_publisher, article, read_in_full="on") == 302
    assert save(as_publisher, claim) == 302


def test_what_is_filed_elsewhere_or_filled_in_for_readers_needs_one(as_publisher, claim):
    article, affiliation = find_row(Article, claim), find_row(Affiliation, claim)
    assert save(as_publisher, affiliation, until="2020-01-01") == 200
    assert save(as_publisher, claim, topics=[make.TopicFactory().pk]) == 200
    Article.objects.filter(pk=article.pk).update(archive_url="")
    run_deferred_triggers()
    assert save(as_publisher, article, archive_url="https://archive.example/2") == 200
    assert save(as_publisher, article, archive_url="https://archive.example/2", change_reason="Found.") == 302


def test_an_alias_that_readers_have_seen_is_altered_with_one(as_publisher, claim):
    assert save(as_publisher, find_row(Claimant, claim), **{"aliases-0-name": "Lindh"}) == 200


def test_the_form_says_when_a_reason_is_needed(as_publisher, claim):
    shown = as_publisher.get(address(Claim, "change", claim.pk)).text
    assert "Needed if readers see what you change." in shown
    page = address(Claim, "change", claim.pk)
    refused = as_publisher.post(page, filled(as_publisher.get(page)) | {"context": "Other."})
    assert 'id="id_change_reason_error"' in refused.text
    assert "Other." in refused.text


@pytest.mark.parametrize("reason", ["", "\u200b", "So it is. " * 31])
@pytest.mark.parametrize("is_list", [True, False])
def test_a_deletion_is_asked_about_again_with_the_reason_that_was_typed(as_publisher, claim, reason, is_list):
    relation = ClaimRelation.objects.get(claim=claim)
    sent = {"post": "yes", REASON: reason}
    page = address(ClaimRelation, "delete", relation.pk)
    if is_list:
        page = address(ClaimRelation, "changelist")
        sent |= {"action": "delete_selected", "_selected_action": relation.pk}
    asked = as_publisher.post(page, sent)
    assert asked.status_code == 200
    assert str(asked.context["reason_form"][REASON].value()) == reason
    assert 'id="id_change_reason_error"' in asked.text
    assert ClaimRelation.objects.filter(pk=relation.pk).exists()
    assert not LogEntry.objects.exists()
    assert as_publisher.post(page, sent | {REASON: "So."}).status_code == 302
    assert not ClaimRelation.objects.filter(pk=relation.pk).exists()
