"""A database of a former release comes to today's tables, and loses nothing: `make upgrade-test`.

For each station a database is made by its migrations, filled by plain SQL, and migrated to today's. Then
every row that was there is compared, and readers and editors see what they are to see.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test import Client

from claims.integrity.sealing import load_chain_state, seal_history, take_in_history
from claims.integrity.verification import verify_history
from claims.models import Claim, ClaimVersion
from project.backups.programs import describe_connection
from project.embedded.cluster import find_programs
from tests.drills.checks import find_faults
from tests.support.databases import drop_database, using_database
from tests.upgrades.rows import Rows, find_losses, find_lost_history, read_rows
from tests.upgrades.stations import STATIONS, Station

NAME = "record_upgrade"


@dataclass(frozen=True)
class Upgraded:
    """A database that has been upgraded, with its rows before and after."""

    station: Station
    before: Rows
    after: Rows


@pytest.fixture(scope="module", params=STATIONS, ids=lambda station: station.name)
def upgraded(request, django_db_blocker) -> Iterator[Upgraded]:
    with django_db_blocker.unblock():
        drop_database(NAME)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME}")
        with using_database(NAME), describe_connection("default") as database:
            for app, migration in request.param.migrations:
                call_command("migrate", app, migration, verbosity=0)
            fill(request.param, database)
            before = read_rows(database)
            call_command("migrate", verbosity=0)
            yield Upgraded(request.param, before, read_rows(database))
        drop_database(NAME)


def fill(station: Station, database: str) -> None:
    """Run the station's SQL, each statement in a transaction of its own."""
    words = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file", station.sql, database]
    done = subprocess.run([find_programs() / "psql", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_record_has_every_kind_of_row(upgraded):
    assert {table for table, rows in upgraded.before.items() if not rows} == {*upgraded.station.empty}


def test_no_row_and_no_value_is_lost(upgraded):
    losses = list(find_losses(upgraded.before, upgraded.after, upgraded.station.expected))
    assert losses == [], "\n".join(losses)


def test_the_history_tells_what_it_told(upgraded):
    if not upgraded.station.expected.history:
        pytest.skip("its events are stored as today's: their rows are compared")
    losses = list(find_lost_history(upgraded.before))
    assert losses == [], "\n".join(losses)


def test_every_claim_has_its_status(upgraded):
    assert dict(Claim.objects.values_list("text", "status")) == upgraded.station.statuses


def test_readers_see_what_was_published(upgraded):
    missing = []
    for path, words in upgraded.station.pages.items():
        response = Client().get(path, follow=True)
        page = response.content.decode()
        assert response.status_code == 200, (path, page[:1000])
        missing += [(path, word) for word in words if word not in page]
    assert missing == [], missing


def test_editors_open_every_row_and_its_history(upgraded):
    client = Client()
    client.force_login(User.objects.create_superuser("upgrader"))
    refused = []
    for model in ("claims/claim", "claims/claimant", "claims/topic", "sources/article", "sources/outlet"):
        for page in ("", "1/change/", "1/history/"):
            path = f"/admin/{model}/{page}"
            if (status := client.get(path).status_code) != 200:
                refused.append((path, status))
    assert refused == []


def test_the_history_that_was_there_is_taken_into_the_chain(upgraded):
    assert not load_chain_state().is_complete
    assert [*verify_history()] == []
    assert take_in_history() > 0
    assert seal_history() > 0
    assert load_chain_state().is_complete
    assert [*verify_history()] == []


def test_what_changes_afterwards_is_a_new_version(upgraded):
    newest = ClaimVersion.objects.filter(claim=1).aggregate(number=Max("number"))["number"]
    Claim.objects.filter(pk=1).update(public_note="After the upgrade.")
    version = ClaimVersion.objects.get(claim=1, number=newest + 1)
    assert "After the upgrade." in str(version.snapshot)


def test_nothing_is_wrong_with_the_record_at_the_end(upgraded):
    assert [*find_faults()] == []


def test_nothing_is_left_to_be_warned_of(upgraded):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    messages = run_checks(databases=["default"], tags=[Tags.database])
    assert [message.id for message in messages if message.id.startswith("record.W")] == []
