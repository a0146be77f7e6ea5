"""Stations of upgrades: named in the docs, made of migrations that exist, one for each release."""

import re

import pytest
from django.db.migrations.loader import MigrationLoader

from project.checkout import CHECKOUT
from tests.upgrades.rows import Expected, find_losses
from tests.upgrades.stations import STATIONS

NOTHING = Expected(tables={}, rows={}, columns={}, history=False)
BEFORE = {"claims_claim": {"1": {"id": 1, "text": "The dam is safe."}}}


@pytest.mark.parametrize("station", STATIONS, ids=lambda station: station.name)
def test_a_station_is_made_of_migrations_that_exist(station):
    migrations = MigrationLoader(None).disk_migrations
    for app, number in station.migrations:
        assert (
            len([name for label, name in migrations if label == app and name.startswith(f"{number}_")]) == 1
        )


def test_the_docs_name_each_station_with_its_migrations():
    page = (CHECKOUT / "docs/upgrading.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w[\w.-]*)` \| (.+?) \|", page, re.MULTILINE)
    ours = ("claims", "sources", "subscriptions", "api")
    assert {name: dict(re.findall(r"`(\w+)` (\d{4})", migrations)) for name, migrations in rows} == {
        station.name: {app: number for app, number in station.migrations if app in ours}
        for station in STATIONS
    }


def test_each_release_of_the_changelog_has_a_station():
    releases = re.findall(r"^## (.+)$", (CHECKOUT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert {release.split()[0] for release in releases} - {"Unreleased"} <= {
        station.name for station in STATIONS
    }


def test_each_file_of_a_record_belongs_to_a_station():
    folder = CHECKOUT / "tests/upgrades/stations"
    assert {path.stem for path in folder.glob("*.sql")} == {station.name for station in STATIONS}


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        (BEFORE, []),
        ({"claims_claim": {"1": {"id": 1, "text": "The dam is safe.", "new": True}, "2": {}}}, []),
        ({}, ["The table claims_claim is gone."]),
        ({"claims_claim": {}}, ["claims_claim 1 is gone: {'id': 1, 'text': 'The dam is safe.'}"]),
        (
            {"claims_claim": {"1": {"id": 1}}},
            ["claims_claim.text of 1 was 'The dam is safe.', and is 'gone'."],
        ),
        (
            {"claims_claim": {"1": {"id": 1, "text": ""}}},
            ["claims_claim.text of 1 was 'The dam is safe.', and is ''."],
        ),
    ],
)
def test_what_is_lost_is_named(after, lost):
    assert list(find_losses(BEFORE, after, NOTHING)) == lost


def test_what_is_meant_to_change_has_to():
    expected = Expected(tables={}, rows={}, columns={"claims_claim.text": "shorter"}, history=False)
    assert list(find_losses(BEFORE, {"claims_claim": {"1": {"id": 1}}}, expected)) == []
    [sentence] = find_losses(BEFORE, BEFORE, expected)
    assert sentence == "claims_claim.text was to change, and did not: it is expected in vain."
