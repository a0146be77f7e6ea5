"""Nothing about the record is lost: who changed what, when and why.

That holds for every way of writing.
"""

import datetime

import pghistory
import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import Claim, ClaimTopic
from core.models import KeyedModel
from tests import factories
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

# The smallest row of every tracked model, and a change that is allowed.
TRACKED = {
    factories.OutletFactory: {"country": "Elsewhere"},
    factories.ArticleFactory: {"title": "Another title"},
    factories.TopicFactory: {"summary": "Another summary."},
    factories.ClaimantFactory: {"role": "Another role"},
    factories.AliasFactory: {"name": "Another spelling"},
    factories.AffiliationFactory: {"until": datetime.date(2018, 3, 31)},
    factories.DraftClaimFactory: {"public_note": "Another note."},
    factories.ClaimRelationFactory: {"note": "Another note."},
    factories.FactCheckFactory: {"rating": "Another rating"},
    factories.CorrectionFactory: {"notice": "Another notice."},
    factories.DraftStatementFactory: {"place": "Another place"},
    factories.CitationFactory: {"excerpt": "Other words."},
    factories.CaptureFactory: {},
}
EVERY = list(TRACKED)
ALTERABLE = [(factory, change) for factory, change in TRACKED.items() if change]
WHO = {"user": 7, "reason": "A reader wrote in."}


def event_model(model):
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def events(row):
    return event_model(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


def labels(row):
    return [event.pgh_label for event in events(row)]


def save(row, changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def update(row, changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def bulk_update(row, changes):
    for name, value in changes.items():
        setattr(row, name, value)
    type(row).objects.bulk_update([row], list(changes))


def by_raw_sql(row, changes):
    for name, value in changes.items():
        column = row._meta.get_field(name).column
        sql(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", value, row.pk)


def test_every_model_of_the_record_is_tracked():
    keyed = {model for model in apps.get_models() if issubclass(model, KeyedModel) and not model._meta.proxy}
    assert {factory._meta.model for factory in EVERY} == keyed
    for model in [*keyed, ClaimTopic]:
        left_out = {f.name for f in model._meta.concrete_fields} - {
            f.name for f in event_model(model)._meta.concrete_fields
        }
        generated = {f.name for f in model._meta.concrete_fields if f.generated}
        assert left_out == generated


@pytest.mark.parametrize("factory", EVERY)
def test_an_insert_says_what_who_when_and_why(factory):
    before = timezone.now() - datetime.timedelta(minutes=5)
    with pghistory.context(**WHO):
        row = factory()
    [event] = events(row)
    assert event.pgh_label == "insert"
    assert event.pgh_context == WHO
    assert event.pgh_context_id is not None
    assert before < event.pgh_created_at <= timezone.now()
    assert event.key == type(row).objects.get(pk=row.pk).key


@pytest.mark.parametrize("write", [save, update, bulk_update, by_raw_sql])
@pytest.mark.parametrize(("factory", "changes"), ALTERABLE)
def test_an_update_keeps_what_was_written_and_why(factory, changes, write):
    row = factory()
    with pghistory.context(**WHO):
        write(row, changes)
    inserted, updated = events(row)
    assert updated.pgh_label == "update"
    assert updated.pgh_context == WHO
    [(name, value)] = changes.items()
    assert getattr(updated, name) == value != getattr(inserted, name)


@pytest.mark.parametrize("write", [save, update, bulk_update, by_raw_sql])
@pytest.mark.parametrize(("factory", "changes"), ALTERABLE)
def test_an_update_that_changes_nothing_leaves_no_event(factory, changes, write):
    row = factory()
    write(row, {name: getattr(row, name) for name in changes})
    assert labels(row) == ["insert"]


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("factory", EVERY)
def test_a_delete_keeps_what_was_there(factory, raw):
    row = factory()
    pk, key = row.pk, row.key
    with pghistory.context(**WHO):
        if raw:
            sql(f"DELETE FROM {row._meta.db_table} WHERE id = %s", pk)
        else:
            row.delete()
    deleted = event_model(type(row)).objects.get(pgh_label="delete")
    assert (deleted.pgh_obj_id, deleted.key, deleted.pgh_context) == (pk, key, WHO)


@pytest.mark.parametrize("factory", EVERY)
def test_inserting_many_at_once_leaves_an_event_each(factory):
    model = factory._meta.model
    first, second = factory(), factory()
    rows = [model.objects.get(pk=row.pk) for row in (first, second)]
    for row in rows:
        row.delete()
        row.pk, row.key = None, f"{row.key}-again"
    made = model.objects.bulk_create(rows)
    assert [labels(row) for row in made] == [["insert"], ["insert"]]


def test_updating_many_at_once_leaves_an_event_each_that_changed():
    articles = factories.ArticleFactory.create_batch(3)
    update(articles[0], {"byline": "By somebody"})
    sql("UPDATE sources_article SET byline = 'By somebody'")
    assert [labels(row) for row in articles] == [["insert", "update"]] * 3


def test_without_a_context_there_is_still_an_event():
    [event] = events(factories.OutletFactory())
    assert (event.pgh_label, event.pgh_context) == ("insert", None)


@pytest.mark.parametrize("model", [*(f._meta.model for f in EVERY), ClaimTopic])
@pytest.mark.parametrize("attempt", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_events_stay_as_they_are(model, attempt):
    topics = factories.DraftClaimFactory().topics
    topics.add(factories.TopicFactory())
    for factory in EVERY:
        factory()
    table = event_model(model)._meta.db_table
    kept = sql(f"SELECT count(*) FROM {table}")
    assert kept > [(0,)]
    with pytest.raises(DatabaseError, match=f"rows from {table} table"), transaction.atomic():
        sql(attempt.format(table))
    assert sql(f"SELECT count(*) FROM {table} WHERE pgh_label <> 'x'") == kept


def test_a_status_that_follows_leaves_an_event_with_its_cause():
    claim = factories.StatementFactory().claim
    with pghistory.context(**WHO):
        factories.StatementFactory(claim=claim, stance="denies")
    last = events(claim).last()
    assert (last.pgh_label, last.status, last.pgh_context) == ("update", "disputed", WHO)
    assert events(claim).count() == 3, "made open, then asserted, then disputed"


def test_typing_in_a_status_that_is_replaced_leaves_no_event():
    claim = factories.StatementFactory().claim
    before = labels(claim)
    Claim.objects.update(status="agreed")
    assert labels(claim) == before


def test_the_topics_of_a_claim_have_a_history():
    claim, first, second = factories.DraftClaimFactory(), *factories.TopicFactory.create_batch(2)
    with pghistory.context(**WHO):
        claim.topics.add(first)
        claim.topics.set([second])
        claim.topics.clear()
    kept = event_model(ClaimTopic).objects.order_by("pgh_id")
    assert [(e.pgh_label, e.claim_id, e.topic_id) for e in kept] == [
        ("insert", claim.pk, first.pk),
        ("delete", claim.pk, first.pk),
        ("insert", claim.pk, second.pk),
        ("delete", claim.pk, second.pk),
    ]
    assert all(e.pgh_context == WHO for e in kept)


def test_history_is_linear_whatever_was_written_before():
    """A trigger that is created again must repeat the setting.

    The migration 0006_history_at_any_size sets it; `project/database/planner.py` adds the second.
    """
    joining = sql("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'pgtrigger_update_update_%%'")
    assert len(joining) == len(EVERY) + 1
    expected = ["enable_nestloop=off", "jit=off"]
    assert {name: config for name, config in joining if config != expected} == {}
