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
from core.history import read_events, select_events, select_related_rows
from core.models import KeyedModel, get_event_model
from sources.models import Addition, Article
from tests import factories
from tests.support.sql import explain, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

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
    factories.KeyClaimFactory: {"place": 2},
    factories.TopicAliasFactory: {"name": "Other words"},
    factories.CaptureFactory: {},
}
EVERY = list(TRACKED)
ALTERABLE = [(factory, change) for factory, change in TRACKED.items() if change]
WHO = {"user": 7, "reason": "A reader wrote in."}


def events(row):
    return read_events(type(row), pk=row.pk)


def labels(row):
    return [event.label for event in events(row)]


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
            f.name for f in get_event_model(model)._meta.concrete_fields
        }
        generated = {f.name for f in model._meta.concrete_fields if f.generated}
        assert left_out == generated


@pytest.mark.parametrize("factory", EVERY)
def test_an_insert_says_what_who_when_and_why(factory):
    before = timezone.now() - datetime.timedelta(minutes=5)
    with pghistory.context(**WHO):
        row = factory()
    [event] = events(row)
    assert (event.label, event.context, event.before) == ("insert", WHO, None)
    assert event.context_id is not None
    assert before < event.at <= timezone.now()
    assert event.after.key == type(row).objects.get(pk=row.pk).key


@pytest.mark.parametrize("write", [save, update, bulk_update, by_raw_sql])
@pytest.mark.parametrize(("factory", "changes"), ALTERABLE)
def test_an_update_keeps_what_was_written_and_why(factory, changes, write):
    row = factory()
    with pghistory.context(**WHO):
        write(row, changes)
    _, updated = events(row)
    assert (updated.label, updated.context) == ("update", WHO)
    [(name, value)] = changes.items()
    assert getattr(updated.after, name) == value != getattr(updated.before, name)


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
    _, deleted = read_events(type(row), pk=pk)
    assert (deleted.label, deleted.before.key, deleted.after, deleted.context) == ("delete", key, None, WHO)


@pytest.mark.parametrize("factory", EVERY)
def test_inserting_many_at_once_leaves_an_event_each(factory):
    model = factory._meta.model
    first, second = factory(), factory()
    rows = [model.objects.get(pk=row.pk) for row in (first, second)]
    for row in rows:
        row.delete()
        row.pk, row.key = None, f"{row.key}-again"
    before = Addition.objects.count(), get_event_model(model).objects.count()
    made = model.objects.bulk_create(rows)
    assert [labels(row) for row in made] == [["insert"], ["insert"]]
    assert (Addition.objects.count(), get_event_model(model).objects.count()) == (before[0] + 1, before[1])


def test_updating_many_at_once_leaves_an_event_each_that_changed():
    articles = factories.ArticleFactory.create_batch(3)
    update(articles[0], {"byline": "By somebody"})
    sql("UPDATE sources_article SET byline = 'By somebody'")
    assert [labels(row) for row in articles] == [["insert", "update"]] * 3


def test_without_a_context_there_is_still_an_event():
    [event] = events(factories.OutletFactory())
    assert (event.label, event.context) == ("insert", None)


def test_states_are_told_across_several_changes_and_a_life_before():
    outlet = factories.OutletFactory(name="First")
    update(outlet, {"name": "Second"})
    update(outlet, {"name": "Third"})
    type(outlet).objects.filter(pk=outlet.pk).delete()
    again = factories.OutletFactory(pk=outlet.pk, name="Fourth")
    update(again, {"name": "Fifth"})
    told = [
        (event.label, event.before and event.before.name, event.after and event.after.name)
        for event in events(again)
    ]
    assert told == [
        ("insert", None, "First"),
        ("update", "First", "Second"),
        ("update", "Second", "Third"),
        ("delete", "Third", None),
        ("insert", None, "Fourth"),
        ("update", "Fourth", "Fifth"),
    ]


def test_a_row_that_is_asked_for_twice_is_told_once():
    outlet = factories.OutletFactory(name="First")
    update(outlet, {"name": "Second"})
    twice = "SELECT id FROM sources_outlet UNION ALL SELECT id FROM sources_outlet"
    told = [(event.label, event.after.name) for event in read_events(type(outlet), twice)]
    assert told == [("insert", "First"), ("update", "Second")]


def test_who_added_rows_is_looked_up_row_by_row():
    """PostgreSQL expects many ranges to hold an id, and would rather compare all of them with all rows."""
    articles = select_events(Article, select_related_rows(Article, "outlet", "%s"))
    plan = explain(articles, 1, 1, 1, 1, without="bitmapscan indexscan")
    assert " Filter: ((ids @> " in plan
    assert "Join Filter" not in plan


def test_a_row_that_was_never_there_has_no_events():
    factories.OutletFactory()
    assert read_events(Claim, pk=0) == []


@pytest.mark.parametrize("attempt", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [*(f._meta.model for f in EVERY), ClaimTopic])
def test_events_stay_as_they_are(model, attempt):
    topics = factories.DraftClaimFactory().topics
    topics.add(factories.TopicFactory())
    topics.clear()
    for factory in EVERY:
        factory().delete()
    table = get_event_model(model)._meta.db_table
    kept = sql(f"SELECT count(*) FROM {table}")
    assert kept > [(0,)]
    with pytest.raises(DatabaseError, match=f"rows from {table} table"), transaction.atomic():
        sql(attempt.format(table))
    assert sql(f"SELECT count(*) FROM {table} WHERE pgh_label <> 'x'") == kept


@pytest.mark.parametrize("attempt", ["UPDATE {} SET pgh_id = 0", "DELETE FROM {}"])
def test_additions_stay_as_they_are(attempt):
    factories.OutletFactory()
    with pytest.raises(DatabaseError, match="rows from sources_addition table"), transaction.atomic():
        sql(attempt.format("sources_addition"))


def test_a_status_that_follows_leaves_an_event_with_its_cause():
    claim = factories.StatementFactory().claim
    with pghistory.context(**WHO):
        factories.StatementFactory(claim=claim, stance="denies")
    last = events(claim)[-1]
    assert (last.label, last.after.status, last.context) == ("update", "disputed", WHO)
    assert len(events(claim)) == 3, "made open, then asserted, then disputed"


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
    kept = read_events(ClaimTopic, select_related_rows(ClaimTopic, "claim", "%(pk)s"), pk=claim.pk)
    told = [(e.label, (e.after or e.before).claim_id, (e.after or e.before).topic_id) for e in kept]
    assert told == [
        ("insert", claim.pk, first.pk),
        ("delete", claim.pk, first.pk),
        ("insert", claim.pk, second.pk),
        ("delete", claim.pk, second.pk),
    ]
    assert all(e.context == WHO for e in kept)


def test_history_is_linear_whatever_was_written_before():
    """A trigger that is created again must repeat the setting.

    The migration 0006_history_at_any_size sets it; `project/database/planner.py` adds the second,
    `project/database/privileges.py` the third.
    """
    joining = sql("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'pgtrigger_update_update_%%'")
    assert len(joining) == len(EVERY) + 1
    expected = ["enable_nestloop=off", "jit=off", "search_path=public, pg_temp"]
    assert {name: config for name, config in joining if sorted(config) != expected} == {}
