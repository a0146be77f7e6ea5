"""The store of pages: who makes a page, who waits, what is kept, and what happens when the store fails."""

import runpy
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from claims.models import Stamp, StoredPage
from claims.tasks import fold_stamps as tidy_task
from claims.versions import packed_pages, stored_pages
from claims.versions.stamps import RECORD, read_stamps
from claims.versions.stored_pages import Lease, find_page, keep_page, leave_page
from project.checkout import CHECKOUT
from tests import factories as make
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

pytestmark = [
    pytest.mark.usefixtures("tables_owner"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("stamped_pages"),
]
ADDRESS = b"an address"


def begin(address: bytes = ADDRESS) -> Lease:
    lease = find_page(RECORD, address, []).lease
    assert lease is not None
    return lease


def keep(lease: Lease, text: str = "A page.", **headers: str) -> None:
    response = HttpResponse(text, headers={"ETag": f'"{text}"', **headers})
    keep_page(lease, RequestFactory().get("/"), response)


def find(address: bytes = ADDRESS) -> bytes | None:
    """Return the text that the store has for the stamps of now. Nothing is leased."""
    answer = find_page(RECORD, address, ["-"]).answer
    return answer and answer.body


def look(turn: int | None = None) -> tuple:
    """Ask once, as whoever waits does: the turn, whether one is to make the page, and its text."""
    [(_names, _words, turn, is_mine, _tag, _head, body)] = sql(
        "SELECT * FROM claims_ask_page('record', 0, %s, '{}', %s, true, true)", ADDRESS, turn
    )
    return turn, is_mine, body and bytes(body)


def change() -> None:
    make.TopicFactory()
    run_deferred_triggers()


def test_one_makes_a_page_and_the_others_wait_for_it():
    lease = begin()
    first = look()
    assert first[1:] == (False, None) and look(first[0]) == first
    keep(lease)
    assert look(first[0])[2] == b"A page."
    assert find() == b"A page."


def test_who_came_before_a_page_was_begun_gets_it_whatever_has_changed_since():
    """Else many who wait for a page of a busy record would make it one after another."""
    lease = begin()
    waiting, _, _ = look()
    change()
    keep(lease, "Begun before.")
    turn, is_mine, body = look(waiting)
    assert is_mine and body is None, "it was begun too early"
    another = look()
    change()
    keep(Lease(ADDRESS, turn, read_stamps(), RECORD), "Begun since.")
    change()
    assert look(waiting)[2] == b"Begun since."
    assert look(another[0])[1], "who came after that makes it anew"
    assert find() is None


def test_a_page_keeps_the_stamps_that_were_read_before_it():
    lease = begin()
    change()
    keep(lease)
    assert find() is None


def test_whoever_is_killed_holds_a_page_for_five_seconds(monkeypatch):
    late = begin()
    assert look()[1] is False
    monkeypatch.setattr(stored_pages, "SECONDS_TO_WAIT", 0)
    state = find_page(RECORD, ADDRESS, [])
    assert state.stamps and not state.lease and not state.answer, "it is made, and not kept"
    for wrong_clock in ("- interval '1 second'", "+ interval '1 hour'"):
        sql(f"UPDATE claims_storedpage SET leased_until = clock_timestamp() {wrong_clock}")
        lease = begin()
        assert look()[1] is False
    keep(late, "Too late.")
    assert find() is None
    leave_page(late)
    keep(lease)
    assert find() == b"A page."


def test_a_page_that_is_made_is_sent_though_the_database_has_gone_away():
    lease = begin()

    def fail(*_statement):
        raise OperationalError

    with connection.execute_wrapper(fail):
        made = HttpResponse("A page.", headers={"ETag": '"a"'})
        assert keep_page(lease, RequestFactory().get("/"), made).content == b"A page."
        leave_page(lease)
    keep(lease)
    assert find() == b"A page."


def test_what_is_given_up_leaves_nothing():
    leave_page(begin())
    keep(begin(), **{"Vary": "Cookie"})
    keep(begin(), "x" * 100 * packed_pages.LONGEST_BODY, **{"Content-Type": "image/png"})
    assert not StoredPage.objects.exists()


def test_the_store_is_bounded(settings, monkeypatch):
    settings.PAGE_STORE_MEGABYTES = 2
    monkeypatch.setattr(stored_pages, "LONGEST_BODY", 2**20)
    for address in (b"first", b"second", b"first", b"third"):
        change()
        keep(begin(address))
    assert {bytes(page.address) for page in StoredPage.objects.all()} == {b"second", b"third"}


def test_the_worker_takes_away_what_is_a_day_old_or_was_never_made():
    keep(begin(b"old"))
    sql("UPDATE claims_storedpage SET kept_at = now() - interval '25 hours'")
    begin(b"never made")
    sql("UPDATE claims_storedpage SET leased_until = now() - interval '1 minute' WHERE body IS NULL")
    begin(b"being made")
    keep(begin(b"new"))
    tidy_task.func.__wrapped__(timestamp=0)
    assert {bytes(page.address) for page in StoredPage.objects.all()} == {b"being made", b"new"}


@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE claims_storedpage RENAME TO claims_lost",
        "ALTER TABLE claims_storedpage DROP COLUMN body",
        "ALTER SEQUENCE claims_page_turns RENAME TO claims_lost",
        "SET LOCAL transaction_read_only = on",
    ],
)
def test_without_the_store_pages_have_their_tags(client, damage):
    path = make.StatementFactory().claim.get_absolute_url()
    tag = client.get(path)["ETag"]
    StoredPage.objects.all().delete()
    with transaction.atomic():
        sql(damage)
        assert client.get(path)["ETag"] == tag
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        transaction.set_rollback(True)


def test_a_store_that_is_lost_while_a_page_is_made_costs_nothing():
    """The page lies in the memory of the process."""
    lease = begin()
    with transaction.atomic():
        sql("ALTER TABLE claims_storedpage RENAME TO claims_lost")
        keep(lease)
        leave_page(lease)
        transaction.set_rollback(True)
    leave_page(lease)
    assert find() == b"A page." and not StoredPage.objects.exists()
    change()
    assert find() is None


def test_a_store_that_is_gone_or_damaged_is_made_anew():
    """It is as before: the same columns, indexes and sequences, and it takes pages."""
    described = """
        SELECT attname::text, format_type(atttypid, atttypmod), attnotnull, attstorage::text FROM pg_attribute
        WHERE attrelid = 'claims_storedpage'::regclass AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT replace(indexdef, indexname, ''), tablename, false, '' FROM pg_indexes
        WHERE tablename = 'claims_storedpage' ORDER BY 1"""
    before = sql(described)
    assert sql("SELECT claims_mend_store()") == [(False,)]
    for damage in (
        "DROP TABLE claims_storedpage",
        "ALTER TABLE claims_storedpage RENAME TO claims_lost",
        "ALTER TABLE claims_storedpage DROP COLUMN body",
        "DROP SEQUENCE claims_page_turns",
        "DROP TABLE claims_storedpage; DROP SEQUENCE claims_page_places",
    ):
        sql(damage)
        change()
        keep(begin(), damage)
        assert find() == damage.encode(), "in memory"
        tidy_task.func.__wrapped__(timestamp=0)
        assert sql(described) == before, damage
        change()
        keep(begin(), "A page.")
        assert StoredPage.objects.get().tag == '"A page."'


@pytest.mark.parametrize("operation", ["INSERT", "UPDATE"])
def test_pages_for_which_the_disk_has_no_room_lie_in_memory(client, operation, django_assert_max_num_queries):
    """PostgreSQL refuses to write; nobody waits, and no page is made twice for want of room."""
    path = make.StatementFactory().claim.get_absolute_url()
    sql(
        f"""CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE disk_full USING MESSAGE = 'No space left on device'; END $$;
            CREATE TRIGGER fail BEFORE {operation} ON claims_storedpage
            FOR EACH ROW EXECUTE FUNCTION fail()"""
    )
    made = client.get(path)
    assert (made.status_code, made.wsgi_request.is_from_store) == (200, False)
    with django_assert_max_num_queries(2):
        again = client.get(path)
    assert again.wsgi_request.is_from_store and dict(again.items()) == dict(made.items())
    assert (again.content, StoredPage.objects.count()) == (made.content, 0)
    sql("DROP TRIGGER fail ON claims_storedpage")
    change()
    client.get("/topics/")
    assert StoredPage.objects.count() == 1


def test_readers_get_pages_though_the_disk_has_no_room_to_fold_stamps(client):
    """More than 500 have gathered, so whoever asks tries to fold them first."""
    path = make.StatementFactory().claim.get_absolute_url()
    run_deferred_triggers()
    read_stamps(RECORD)
    gathered = [Stamp(thing="names", thing_id=0, raised=1) for _ in range(501)]
    Stamp.objects.bulk_create(gathered)
    sql(
        """CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE disk_full USING MESSAGE = 'No space left on device'; END $$;
            CREATE TRIGGER fail BEFORE INSERT OR DELETE ON claims_stamp
            FOR EACH STATEMENT EXECUTE FUNCTION fail()"""
    )
    assert client.get(path).status_code == 200
    assert client.get(path).wsgi_request.is_from_store
    sql("DROP TRIGGER fail ON claims_stamp")
    client.get(path)
    assert sql("SELECT count(*) FROM claims_stamp WHERE thing = 'names' AND NOT is_sum") == [(0,)]


def test_pages_that_readers_come_for_stay(settings, monkeypatch):
    """Each is counted as new once in ten minutes; what the worker asks for is not."""
    settings.PAGE_STORE_MEGABYTES = 2
    monkeypatch.setattr(stored_pages, "LONGEST_BODY", 2**20)
    for address in (b"first", b"second"):
        keep(begin(address))
    sql("UPDATE claims_storedpage SET kept_at = kept_at - interval '11 minutes'")
    before = {bytes(page.address): (page.place, page.kept_at) for page in StoredPage.objects.all()}
    find_page(RECORD, b"first", [], is_asked=False)
    assert (StoredPage.objects.get(address=b"first").place, before[b"first"][1]) == before[b"first"]
    find(b"first")
    after = StoredPage.objects.get(address=b"first")
    assert after.place > before[b"second"][0] and after.kept_at > before[b"first"][1]
    find(b"first")
    assert StoredPage.objects.get(address=b"first").place == after.place
    keep(begin(b"third"))
    assert {bytes(page.address) for page in StoredPage.objects.all()} == {b"first", b"third"}


def test_few_of_the_threads_of_a_process_wait_for_one_page(monkeypatch):
    """Others could not be served: whoever is too many makes the page."""
    begin()
    monkeypatch.setattr(stored_pages, "_waiting", threading.BoundedSemaphore(1))
    with stored_pages._waiting:
        began = time.monotonic()
        state = find_page(RECORD, ADDRESS, [])
    assert time.monotonic() - began < 1
    assert state.stamps and not state.lease and not state.answer
    threads = runpy.run_path(str(CHECKOUT / "gunicorn.conf.py"))["threads"]
    assert threads / 2 >= stored_pages.MOST_WAITING


def test_without_stamps_nothing_is_kept_nor_sent():
    """Where nothing may be written they cannot be made anew either."""
    keep(begin())
    sql("TRUNCATE claims_stamp")
    with transaction.atomic():
        sql("SET LOCAL transaction_read_only = on")
        assert find_page(RECORD, ADDRESS, []) == stored_pages.PageState(None)
        transaction.set_rollback(True)
    assert find() is None


def test_a_crash_leaves_an_empty_store():
    """PostgreSQL empties what is UNLOGGED."""
    names = ["claims_storedpage", "claims_page_turns", "claims_page_places"]
    kinds = sql("SELECT DISTINCT relpersistence::text FROM pg_class WHERE relname = ANY (%s)", [names])
    assert kinds == [("u",)]


def test_stamps_are_added_up_by_readers_if_no_worker_does():
    sql(
        """INSERT INTO claims_stamp (thing, thing_id, raised, is_sum)
           SELECT 'record', 0, 1, false FROM generate_series(1, 600)"""
    )
    before = read_stamps()
    assert Stamp.objects.filter(thing="record").count() == 1
    assert read_stamps() == before
