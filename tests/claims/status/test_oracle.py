"""PostgreSQL and the oracle agree on random small records and random edits.

They are compared after every edit.
"""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim, State
from tests.support.examples import examples
from tests.support.random_record import (
    EDITS,
    QUIET_EDITS,
    affiliations,
    apply_edit,
    days,
    edits_from,
    make_cast,
    positions,
    quiet_positions,
    write_record,
)
from tests.support.status_oracle import read_record

pytestmark = pytest.mark.django_db

# The cast is made once for all examples and each example is undone, so sharing the fixture is safe.
profile = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def cast(db):
    return make_cast()


def ask(sql, claims, readings):
    """Return the answers of a database function, grouped by reading.

    A reading is a pair: the day it is read as of, and whether drafts count.
    """
    answers = {reading: {} for reading in readings}
    as_of, drafts = zip(*readings, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.as_of, r.drafts, f.* FROM unnest(%s::date[], %s::boolean[]) r (as_of, drafts),"
            f" LATERAL {sql} f",
            [list(as_of), list(drafts), claims],
        )
        for day, with_drafts, pk, answer in cursor.fetchall():
            answers[day, with_drafts][pk] = answer
    return answers


STANDINGS = "(SELECT statement_id, standing FROM claims_standings(%s, r.as_of, r.drafts))"
STATUSES_OF = "(SELECT claim_id, status FROM claims_status(%s, r.as_of, r.drafts))"


def assert_same(cast, day):
    claims = [c.pk for c in cast.claims]
    record = read_record(claims)
    readings = [(as_of, drafts) for as_of in (None, day) for drafts in (False, True)]
    assert ask(STANDINGS, claims, readings) == {
        r: {pk: standing for c in claims for pk, standing in record.standings(c, *r).items()}
        for r in readings
    }
    assert ask(STATUSES_OF, claims, readings) == {
        r: {c: record.status(c, *r) for c in claims} for r in readings
    }
    assert_stored(cast, record)


def assert_stored(cast, record):
    claims = [c.pk for c in cast.claims]
    stored = Claim.objects.filter(pk__in=claims).values_list("pk", "state", "status")
    assert {pk: status for pk, _, status in stored} == {
        pk: record.status(pk) if state == State.PUBLISHED else "open" for pk, state, _ in stored
    }


@pytest.mark.slow
@settings(profile, max_examples=examples(200))
@given(
    given_positions=st.lists(positions, min_size=3, max_size=9),
    given_affiliations=affiliations,
    given_edits=st.lists(edits_from(EDITS), min_size=1, max_size=6),
    day=days,
)
def test_the_database_and_the_oracle_agree_after_every_edit(
    cast, given_positions, given_affiliations, given_edits, day
):
    with transaction.atomic():
        write_record(cast, given_positions, given_affiliations)
        assert_same(cast, day)
        for edit, *drawn in given_edits:
            apply_edit(cast, edit, *drawn)
            assert_same(cast, day)
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(profile, max_examples=examples(50))
@given(
    given_positions=st.lists(quiet_positions, min_size=3, max_size=6),
    given_affiliations=affiliations,
    given_edits=st.lists(edits_from(QUIET_EDITS), min_size=8, max_size=16),
)
def test_the_status_follows_when_nobody_says_anything_new(
    cast, given_positions, given_affiliations, given_edits
):
    """There are few people and two claims, so a date, a relay or an office matters."""
    with transaction.atomic():
        write_record(cast, given_positions, given_affiliations)
        for edit, *drawn in given_edits:
            apply_edit(cast, edit, *drawn)
            assert_stored(cast, read_record([c.pk for c in cast.claims]))
        transaction.set_rollback(True)
