"""However those who write overlap, the chain of the history is unbroken and misses nothing."""

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.integrity.sealing import load_chain_state, seal_history
from claims.integrity.verification import verify_history
from sources.models import HistoryLeaves, HistorySeal
from tests import factories as make
from tests.support.examples import examples
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

WRITERS = 3
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "commit", "rollback", "savepoint", "seal"]), st.integers(0, WRITERS - 1)
    ),
    min_size=15,
    max_size=25,
)
NOTE = "UPDATE claims_claim SET public_note = %s WHERE id = %s"


@pytest.fixture
def claims(db):
    with transaction.atomic():
        return [make.StatementFactory().claim for _ in range(WRITERS)]


def connect() -> psycopg.Connection:
    """Open a connection of its own, in which the first statement begins a transaction."""
    return psycopg.connect(**connection.get_connection_params() | {"autocommit": False})


def test_what_is_still_running_comes_with_a_later_seal(claims):
    seal_history()
    slow, quick, _third = claims
    with connect() as writer:
        writer.execute(NOTE, ["Slow", slow.pk])
        writer.execute("SET CONSTRAINTS ALL IMMEDIATE")  # its leaves are made, and have the lower ids
        sql(NOTE, "Quick", quick.pk)
        assert seal_history() > 0
        [(last,)] = sql("SELECT max(id) FROM sources_historyleaves")
    assert HistoryLeaves.objects.filter(seal=None, id__lt=last).exists()
    assert seal_history() > 0
    assert [*HistorySeal.objects.order_by("number").values_list("number", flat=True)] == [1, 2, 3]
    assert [*verify_history()] == []
    assert load_chain_state().waiting == 0


def test_what_was_rolled_back_leaves_nothing(claims):
    seal_history()
    with connect() as writer:
        writer.execute(NOTE, ["Never", claims[0].pk])
        writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
        writer.rollback()
    assert seal_history() == 0
    assert [*verify_history()] == []


def test_who_seals_waits_for_who_is_sealing(claims):
    with connect() as other:
        other.execute("SELECT sources_seal_history(1)")
        with transaction.atomic():
            sql("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                connection.connection.execute("SELECT sources_seal_history(1)")
            transaction.set_rollback(True)
    seal_history()
    assert [*verify_history()] == []


def test_nobody_seals_what_may_not_see_the_latest(claims):
    with connect() as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            other.execute("SELECT sources_seal_history(1)")


def test_a_version_that_was_deleted_later_is_named_also_where_the_chain_saw_it(claims):
    seal_history()
    sql("ALTER TABLE claims_claimversion DISABLE TRIGGER version_is_immutable")
    [(version,)] = sql("DELETE FROM claims_claimversion WHERE claim_id = %s RETURNING id", claims[0].pk)
    sql("ALTER TABLE claims_claimversion ENABLE TRIGGER version_is_immutable")
    [finding] = verify_history(with_claims=False)
    assert (finding.table, finding.row_id) == ("claims_claimversion", version)
    assert "was deleted" in finding.sentence


@pytest.mark.slow
@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # examples go on with what there is
    deadline=None,
)
@given(steps=STEPS)
def test_whatever_the_order_the_chain_is_unbroken(steps, claims):
    writers = [connect() for _ in claims]
    try:
        for number, (step, which) in enumerate(steps):
            if step == "write":
                writers[which].execute(NOTE, [f"Note {number}", claims[which].pk])
            elif step == "savepoint":
                with writers[which].transaction(force_rollback=True):
                    writers[which].execute(NOTE, ["Never", claims[which].pk])
                    writers[which].execute("SET CONSTRAINTS ALL IMMEDIATE")
            elif step == "seal":
                seal_history()
            else:
                getattr(writers[which], step)()
        for writer in writers:
            writer.commit()
    finally:
        for writer in writers:
            writer.close()
    seal_history()
    assert [*verify_history()] == []
    assert load_chain_state().waiting == 0
