"""A key names its row for ever, in every table, and an id its history."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import F

from claims.models import ClaimTopic
from core.models import KeyedModel
from tests.support.sql import assert_accepted, assert_refused, sql

from . import factories

pytestmark = pytest.mark.django_db

SMALLEST = [
    factories.OutletFactory,
    factories.ArticleFactory,
    factories.CaptureFactory,
    factories.TopicFactory,
    factories.ClaimantFactory,
    factories.AliasFactory,
    factories.AffiliationFactory,
    factories.DraftClaimFactory,
    factories.DraftStatementFactory,
    factories.CitationFactory,
    factories.ClaimRelationFactory,
    factories.FactCheckFactory,
    factories.KeyClaimFactory,
    factories.TopicAliasFactory,
    factories.CorrectionFactory,
]


def test_every_keyed_model_is_here():
    keyed = {model for model in apps.get_models() if issubclass(model, KeyedModel) and not model._meta.proxy}
    assert {factory._meta.model for factory in SMALLEST} == keyed


@pytest.mark.parametrize("factory", SMALLEST)
def test_a_key_is_never_altered(factory):
    row = factory()
    again = type(row).objects.filter(pk=row.pk)
    if factory is factories.CaptureFactory:
        name = "capture_is_immutable"
    else:
        name = f"{row._meta.db_table}_key_is_immutable"
    with assert_refused(name):
        again.update(key="another")
    with assert_accepted():
        again.update(key=row.key)


@pytest.mark.parametrize("factory", SMALLEST)
def test_an_id_is_never_altered(factory):
    """The history of a row would end where its id did."""
    row = factory()
    again = type(row).objects.filter(pk=row.pk)
    with assert_refused(f"{row._meta.db_table}_id_is_immutable"):
        again.update(id=row.pk + 1)
    with assert_accepted():
        again.update(id=row.pk)


def test_the_id_of_a_claims_topic_is_never_altered():
    factories.DraftClaimFactory().topics.add(factories.TopicFactory())
    with assert_refused(f"{ClaimTopic._meta.db_table}_id_is_immutable"):
        ClaimTopic.objects.update(id=F("id") + 1)


@pytest.mark.parametrize("factory", SMALLEST)
def test_rows_that_come_without_a_key_are_given_one_of_their_own(factory):
    first, second = factory(), factory()
    assert first.key != second.key
    assert type(first).objects.get_by_natural_key(first.key) == first


@pytest.mark.parametrize("factory", SMALLEST)
def test_a_key_names_one_row(factory):
    row = factory()
    table = row._meta.db_table
    with assert_refused(f"{table}_key_key"):
        factory(key=row.key)
    indexes = sql("SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexdef ~ '[(]key[)]'", table)
    assert [("USING hash" in definition) for (definition,) in indexes] == [True]


@pytest.mark.parametrize("key", ["-a", "A", "a b", "a\n", "ä", "a_b"])
def test_a_key_that_cannot_be_written_in_an_address(key):
    with pytest.raises(ValidationError):
        KeyedModel._meta.get_field("key").run_validators(key)
    assert KeyedModel._meta.get_field("key").run_validators("lavrov-2017") is None
