"""A copy of the record that follows it misses nothing, however those who write overlap."""

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim
from claims.versions.mirror import LOCK, find_last_cursor, place_entries, read_entries
from tests import factories as make
from tests.support.examples import examples
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

WRITERS = 3
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "commit", "rollback", "poll"]), st.integers(0, WRITERS - 1)),
    min_size=20,
    max_size=30,
)
COLUMNS = "id, kind, row_id, key, position, mark"
NOTE = "UPDATE claims_claim SET public_note = %s WHERE id = %s"


class Copy:
    """A copy that polls: the notes of the claims that it has looked at."""

    def __init__(self):
        self.cursor, self.notes = "", {}

    def poll(self, size: int = 100) -> bool:
        """Take over what changed; tell whether anything did."""
        place_entries()
        page = read_entries(self.cursor, size)
        ids = [entry.row_id for entry in page.entries]
        self.notes |= dict(Claim.objects.filter(pk__in=ids).values_list("pk", "public_note"))
        has_moved, self.cursor = page.cursor != self.cursor, page.cursor
        return has_moved


@pytest.fixture
def claims(db):
    with transaction.atomic():
        return [make.StatementFactory().claim for _ in range(WRITERS)]


def connect() -> psycopg.Connection:
    """Open a connection of its own, in which the first statement begins a transaction."""
    return psycopg.connect(**connection.get_connection_params() | {"autocommit": False})


def read_notes() -> dict[int, str]:
    return dict(Claim.objects.published().values_list("pk", "public_note"))


def test_a_transaction_that_began_earlier_and_is_committed_later_is_not_skipped():
    with transaction.atomic():
        slow, quick = make.StatementFactory().claim, make.StatementFactory().claim
    copy = Copy()
    copy.poll()
    with connect() as writer:
        writer.execute(NOTE, ["Slow", slow.pk])
        writer.execute("SET CONSTRAINTS ALL IMMEDIATE")  # its entry is made, and has the lower id
        Claim.objects.filter(pk=quick.pk).update(public_note="Quick")
        assert copy.poll()
        assert copy.notes == {slow.pk: "", quick.pk: "Quick"}
    assert copy.poll()
    assert copy.notes == {slow.pk: "Slow", quick.pk: "Quick"}


def test_one_gives_positions_at_a_time_and_the_others_read_what_has_one():
    with transaction.atomic():
        make.StatementFactory()
    with connect() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert place_entries() == 0
        assert read_entries("", 10).entries == []
    assert place_entries() == 1
    assert len(read_entries("", 10).entries) == 1


def test_positions_survive_a_dump_into_another_cluster():
    """Another cluster numbers transactions anew, and what is loaded keeps its old times."""
    with transaction.atomic():
        claim, other = make.StatementFactory().claim, make.StatementFactory().claim
    copy = Copy()
    copy.poll()
    Claim.objects.filter(pk=claim.pk).update(public_note="Before the dump")  # without a position in it
    rows = sql(f"SELECT {COLUMNS} FROM claims_mirrorentry ORDER BY md5(id::text)")
    sql("TRUNCATE claims_mirrorentry")
    for row in rows:
        sql(
            f"INSERT INTO claims_mirrorentry ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",
            *row,
        )
    Claim.objects.filter(pk=other.pk).update(public_note="After it")
    assert copy.poll()
    assert copy.notes == {claim.pk: "Before the dump", other.pk: "After it"}


@pytest.mark.slow
@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # examples go on with what there is
)
@given(steps=STEPS)
def test_whatever_the_order_the_copy_ends_like_the_record(steps, claims):
    place_entries()
    copy = Copy()
    copy.cursor, copy.notes = find_last_cursor(), read_notes()
    writers = [connect() for _ in claims]
    try:
        for number, (step, which) in enumerate(steps):
            if step == "write":
                writers[which].execute(NOTE, [f"Note {number}", claims[which].pk])
                writers[which].execute("SET CONSTRAINTS ALL IMMEDIATE")  # entries are made before others
            elif step == "poll":
                copy.poll(size=which + 1)
            else:
                getattr(writers[which], step)()
                copy.poll()
        for writer in writers:
            writer.commit()
    finally:
        for writer in writers:
            writer.close()
    while copy.poll(2):
        pass
    assert copy.notes == read_notes()
