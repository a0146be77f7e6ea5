"""Readers' pages come from replicas that are near enough, and from the primary what fails there.

The replica here is the same server in another session, which may not write, and sees nothing that the test
has not committed: as one that is behind.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from claims.models import Claim, ReportSender
from claims.versions.stamps import fold_stamps
from claims.versions.stored_pages import MEMORY
from core.database.primary import use_primary
from project.page_store import PageStore
from project.replicas.lag import LAG_IN_NEED, SECONDS_TO_TRUST, LogPosition, Replicas, connect, read_position
from project.replicas.middleware import SECONDS_TO_CONNECT, ReadReplicas
from project.stamped_pages import StampedPages
from tests.project.test_settings import PRODUCTION, shown
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

ALIAS = "replica_1"
URLS = "postgresql://record@a.example.org/record postgresql://record@b.example.org/record?sslmode=require"

# --- which may be read -------------------------------------------------------------------------


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replicas(clock) -> Replicas:
    """Provide a primary and two replicas of a site that takes five seconds of lag."""
    return Replicas(["replica_1", "replica_2"], 5, clock=clock)


def see(replicas: Replicas, clock: Clock, **lsns: int) -> None:
    """Have servers answer, a second after what they answered last."""
    clock.now += 1
    for alias, lsn in lsns.items():
        replicas.note(alias, LogPosition(lsn, clock.now))


def test_a_replica_that_is_behind_drops_out_and_comes_back(replicas, clock):
    for second in range(10):
        see(replicas, clock, default=1000 + second, replica_1=1000 + second, replica_2=1000)
        expected = {"replica_1", "replica_2"} if second <= 5 else {"replica_1"}
        assert set(replicas.choose()) == expected, second
    see(replicas, clock, default=1010, replica_1=1010, replica_2=1005)
    assert set(replicas.choose()) == {"replica_1", "replica_2"}
    assert replicas.choose(but={"replica_1"}) == ["replica_2"]


def test_a_replica_that_does_not_answer_drops_out_and_comes_back(replicas, clock):
    see(replicas, clock, default=1000, replica_1=1000, replica_2=1000)
    replicas.drop("replica_1")
    assert replicas.choose() == ["replica_2"]
    clock.now += SECONDS_TO_TRUST
    assert replicas.choose() == []
    see(replicas, clock, replica_1=1000)
    assert replicas.choose() == ["replica_1"]


def test_no_replica_is_read_before_it_is_known_how_far_the_primary_is(replicas, clock):
    see(replicas, clock, replica_1=1000)
    assert replicas.choose() == []
    assert replicas.choose(in_need=True) == ["replica_1"]
    replicas.drop(DEFAULT_DB_ALIAS)
    assert replicas.choose() == ["replica_1"], "that will not be known for now"
    see(replicas, clock, default=1001)
    assert replicas.choose() == []


def test_what_the_primary_had_last_is_enough_while_it_is_away(replicas, clock):
    see(replicas, clock, default=1000, replica_1=1000, replica_2=990)
    for _second in range(60):
        see(replicas, clock, replica_1=1000, replica_2=999)
    assert replicas.choose() == ["replica_1"]


def test_a_primary_that_fails_or_hangs_is_silent_until_it_answers(replicas, clock):
    assert not replicas.is_primary_silent()
    see(replicas, clock, default=1000)
    replicas.drop("replica_1")
    assert not replicas.is_primary_silent()
    replicas.drop(DEFAULT_DB_ALIAS)
    assert replicas.is_primary_silent()
    see(replicas, clock, default=1000)
    assert not replicas.is_primary_silent()
    clock.now += SECONDS_TO_TRUST
    assert replicas.is_primary_silent()


def test_a_new_primary_that_lacks_what_nobody_was_told_is_the_measure(replicas, clock):
    see(replicas, clock, default=1000, replica_1=990)
    assert replicas.choose() == []
    see(replicas, clock, default=990, replica_1=990)
    assert replicas.choose() == ["replica_1"]


def test_in_need_a_replica_may_be_minutes_behind(replicas, clock):
    see(replicas, clock, default=1000, replica_1=1000, replica_2=990)
    for second in range(60):
        see(replicas, clock, default=1001 + second)
    assert replicas.choose() == []
    assert replicas.choose(in_need=True) == ["replica_1"]
    clock.now += LAG_IN_NEED
    assert replicas.choose(in_need=True) == []


@pytest.mark.parametrize("has_answered", [True, False])
def test_replicas_are_not_read_for_ever_while_the_primary_is_silent(replicas, clock, has_answered):
    """Another may have taken its place, whose address this process was not given, nor its replicas."""
    if has_answered:
        see(replicas, clock, default=1000, replica_1=1000)
    replicas.drop(DEFAULT_DB_ALIAS)
    clock.now += LAG_IN_NEED - 2
    see(replicas, clock, replica_1=1000)
    assert replicas.choose() == replicas.choose(in_need=True) == ["replica_1"]
    see(replicas, clock, replica_1=1000)
    see(replicas, clock, replica_1=1000)
    assert replicas.choose() == replicas.choose(in_need=True) == []
    see(replicas, clock, default=1000)
    assert replicas.choose() == ["replica_1"]


@pytest.mark.django_db(transaction=True)
def test_a_server_says_how_far_it_has_come():
    with connect(connections[DEFAULT_DB_ALIAS]) as connection:
        assert connection.info.get_parameters()["tcp_user_timeout"] == "2000"
        before = read_position(connection)
        connection.execute("CREATE TABLE something AS SELECT 1; DROP TABLE something")
        assert 0 < before.lsn < read_position(connection).lsn


def test_replicas_are_the_database_elsewhere_and_not_waited_for():
    read = "s.DATABASE_REPLICAS, [s.DATABASES[name]['HOST'] for name in s.DATABASE_REPLICAS],"
    read += "[s.DATABASES[n]['OPTIONS']['connect_timeout'] for n in s.DATABASES],"
    read += "[m for m in s.MIDDLEWARE if 'replicas' in m]"
    assert shown(read, **PRODUCTION, DATABASE_REPLICA_URLS=URLS) == (
        "['replica_1', 'replica_2'] ['a.example.org', 'b.example.org'] [10, 2, 2]"
        " ['project.replicas.middleware.ReadReplicas']"
    )
    assert shown(read, **PRODUCTION) == "[] [] [10] []"


# --- who reads them ----------------------------------------------------------------------------

pages = pytest.mark.usefixtures("stamped_record", "stamped_pages")


@pytest.fixture(scope="module")
def stamped_record(moscow_record, django_db_blocker) -> None:
    """Load the Moscow record, with stamps that the replica sees as well."""
    with django_db_blocker.unblock():
        fold_stamps()
        connections[DEFAULT_DB_ALIAS].close()


class Site:
    """The site with a replica: the middleware, the stamps, and the views themselves."""

    def __init__(self) -> None:
        self.stamps = StampedPages(self.answer)
        self.store = PageStore(self.stamps)
        self.middleware = ReadReplicas(convert_exception_to_response(self.store))
        self.replicas = self.middleware.replicas
        self.servers: list[str] = []
        self.before_view = lambda: None

    def answer(self, request: HttpRequest) -> HttpResponse:
        request.resolver_match = match = resolve(request.path_info)
        refusal = self.middleware.process_view(request, *match)
        self.servers.append(connections[DEFAULT_DB_ALIAS].alias)
        if refusal is not None:
            return refusal
        self.before_view()
        for looks in (self.store, self.stamps):
            if kept := looks.process_view(request, *match):
                return kept
        return match.func(request, *match.args, **match.kwargs)

    def get(self, path: str, **headers: str) -> HttpResponse:
        self.servers.clear()
        response = self.middleware(RequestFactory().get(path, headers=headers))
        assert connections[DEFAULT_DB_ALIAS].alias == DEFAULT_DB_ALIAS
        return response


@pytest.fixture
def site(db, settings, monkeypatch) -> Iterator[Site]:
    given = connections[DEFAULT_DB_ALIAS].settings_dict
    options = {**given["OPTIONS"], "options": "-c default_transaction_read_only=on"}
    replica = connections[ALIAS] = DatabaseWrapper({**given, "OPTIONS": options}, ALIAS)
    monkeypatch.setattr(Replicas, "start", lambda self: None)  # the clock of these tests stands still
    settings.DATABASE_REPLICAS = [ALIAS]
    site = Site()
    site.replicas.drop(DEFAULT_DB_ALIAS)  # it was asked, and is not the measure
    site.replicas.note(ALIAS, LogPosition(1, time.monotonic() + 600))
    yield site
    replica.close()
    replica.close_pool()
    del connections[ALIAS]


@pages
def test_readers_are_answered_by_a_replica_with_its_own_stamps(site):
    """An ETag never says that a page is newer than what it shows."""
    claim = Claim.objects.published().first()
    path = claim.get_absolute_url()
    before = site.get(path)
    assert (before.status_code, site.servers) == (200, [ALIAS])
    Claim.objects.filter(pk=claim.pk).update(text="What the replica does not know yet.")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    behind = site.get(path)
    assert (behind["ETag"], behind.content) == (before["ETag"], before.content)
    assert site.get(path, **{"if-none-match": before["ETag"]}).status_code == 304
    site.replicas.drop(ALIAS)
    claim.refresh_from_db()
    fresh = site.get(claim.get_absolute_url())
    assert site.servers == [DEFAULT_DB_ALIAS]
    assert fresh["ETag"] != before["ETag"]
    assert b"What the replica does not know yet." in fresh.content


@pages
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/claims/", {"cookie": "sessionid=someone"}),
        ("/api/v1/claims", {"authorization": "Bearer otr_token"}),
        ("/report/", {}),
        ("/follow/", {}),
        ("/api/v1/claims?changed_since=", {}),
    ],
)
def test_who_may_have_written_or_has_a_cursor_is_answered_by_the_primary(site, path, headers):
    site.get(path, **headers)
    assert site.servers == [DEFAULT_DB_ALIAS]


@pages
@pytest.mark.parametrize("path", ["/", "/claims/?q=chemical", "/feeds/changes.atom", "/api/v1/topics"])
def test_what_anybody_may_read_comes_from_a_replica_whole(site, path):
    assert site.get(path).status_code == 200
    assert site.servers == [ALIAS]


@pages
def test_requests_of_programs_are_counted_by_the_primary(site):
    site.replicas.note(DEFAULT_DB_ALIAS, LogPosition(1, time.monotonic()))
    response = site.get("/api/v1/topics")
    assert "r=3599" in response["RateLimit"]
    assert ReportSender.objects.exists()


@pages
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("path", ["/api/v1/topics", "/v1alpha1/claims:search?query=chemical"])
def test_programs_read_uncounted_while_the_primary_is_away(site, monkeypatch, path, is_known):
    """It is asked only as long as nobody knows."""
    asked = []

    def count(**_arguments: object) -> None:
        asked.append(connections[DEFAULT_DB_ALIAS].alias)
        raise OperationalError("The server is away.")

    monkeypatch.setattr("api.access.throttling.count_request", count)
    if not is_known:
        site.replicas.note(DEFAULT_DB_ALIAS, LogPosition(1, time.monotonic()))
    response = site.get(path)
    assert (response.status_code, site.servers) == (200, [ALIAS])
    assert "RateLimit" not in response
    assert asked == ([] if is_known else [DEFAULT_DB_ALIAS])
    site.replicas.drop(ALIAS)
    assert site.get(path).status_code == 503, "what the primary would answer fails as it did"


def end_session() -> None:
    """End the session of the replica on its server."""
    pid = connections[DEFAULT_DB_ALIAS].connection.info.backend_pid
    with use_primary():
        sql("SELECT pg_terminate_backend(%s, 5000)", pid)


def write() -> None:
    Claim.objects.update(text="")


def read_nothing_there() -> None:
    sql("SELECT * FROM made_by_a_migration_that_has_not_come_yet")


def write_and_go_on() -> None:
    with suppress(DatabaseError):
        write()


@pages
@pytest.mark.parametrize("fault", [end_session, write, read_nothing_there])
def test_what_a_replica_does_not_answer_the_primary_does(site, fault, caplog):
    site.replicas.note(DEFAULT_DB_ALIAS, LogPosition(1, time.monotonic()))
    site.before_view = lambda: fault() if len(site.servers) == 1 else None
    response = site.get("/claims/")
    assert (response.status_code, site.servers) == (200, [ALIAS, DEFAULT_DB_ALIAS])
    assert site.replicas.choose() == ([] if fault == end_session else [ALIAS])
    site.before_view = lambda: None
    expected = site.get("/claims/")
    assert (response["ETag"], response.content) == (expected["ETag"], expected.content)


@pages
def test_while_the_primary_is_away_a_replica_that_is_behind_is_better_than_none(site):
    site.replicas.note(DEFAULT_DB_ALIAS, LogPosition(2, time.monotonic() - 60))
    site.replicas.note(DEFAULT_DB_ALIAS, LogPosition(3, time.monotonic()))
    site.replicas.note(ALIAS, LogPosition(2, time.monotonic() - 50))

    def fail() -> None:
        if len(site.servers) == 1:
            raise OperationalError("The server is away.")

    site.before_view = fail
    assert site.get("/claims/").status_code == 200
    assert site.servers == [DEFAULT_DB_ALIAS, ALIAS]
    site.replicas.drop(ALIAS)
    assert (site.get("/claims/").status_code, site.servers) == (503, [DEFAULT_DB_ALIAS])


@pages
def test_pages_of_a_replica_lie_in_the_memory_of_the_process(site, django_assert_num_queries):
    """They are found with its own stamps, and those of another server are others."""
    claim = Claim.objects.published().first()
    path = claim.get_absolute_url()
    made = site.get(path)
    with django_assert_num_queries(1, connection=connections[ALIAS]):
        kept = site.get(path)
    assert (kept.content, dict(kept.items())) == (made.content, dict(made.items()))
    Claim.objects.filter(pk=claim.pk).update(context="What the replica does not know yet.")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    site.replicas.drop(ALIAS)
    fresh = site.get(path)
    assert b"What the replica does not know yet." in fresh.content and fresh["ETag"] != made["ETag"]
    site.replicas.note(ALIAS, LogPosition(1, time.monotonic() + 600))
    assert site.get(path).content == made.content
    assert MEMORY.find(made["ETag"]) and not MEMORY.find(fresh["ETag"])
    end_replica = site.get("/claims/?q=chemical&page=1")
    assert end_replica.status_code == 200 and not MEMORY.find(end_replica["ETag"])


@pages
def test_servers_that_have_no_connection_left_are_not_asked_one_after_another(site, monkeypatch):
    """Two seconds in all, whatever there are; and the primary is asked once."""
    for alias in ("replica_2", "replica_3"):
        site.replicas.note(alias, LogPosition(1, time.monotonic() + 600))
    waits = []

    def wait(alias: str) -> None:
        waits.append(alias)
        time.sleep(SECONDS_TO_CONNECT + 0.01)
        raise OperationalError("There is no connection left.")

    class Full:
        def __init__(self, alias: str) -> None:
            self.ensure_connection = lambda: wait(alias)

    monkeypatch.setattr(
        "project.replicas.middleware.connections",
        {alias: Full(alias) for alias in (ALIAS, "replica_2", "replica_3")},
    )
    site.before_view = lambda: wait(DEFAULT_DB_ALIAS)
    response = site.get("/claims/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert [alias == DEFAULT_DB_ALIAS for alias in waits] == [False, True, False]


@pages
def test_an_error_that_a_page_expects_is_its_own_affair(site):
    site.before_view = write_and_go_on
    assert site.get("/claims/").status_code == 200
    assert site.servers == [ALIAS]


@pages
def test_a_replica_that_cannot_be_reached_fails_nobody(site, monkeypatch):
    given = connections[ALIAS].settings_dict
    given["HOST"], given["PORT"] = "127.0.0.1", "1"
    given["OPTIONS"] = {**given["OPTIONS"], "pool": {**given["OPTIONS"]["pool"], "timeout": 0.2}}
    assert site.get("/claims/").status_code == 200
    assert site.servers == [DEFAULT_DB_ALIAS]
    assert site.replicas.choose() == []
