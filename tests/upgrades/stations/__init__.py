"""Releases that somebody may come from: the tables that each had, and a small record in them.

`docs/upgrading.md` says when there has to be another one, and how it is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.upgrades.rows import Expected


@dataclass(frozen=True)
class Station:
    """A release, what it is filled with, and what it is to be today.

    name        of the station, and of the file with its record
    migrations  the last one of each app; what they depend on comes with them
    empty       tables that its record leaves empty, with the reason
    expected    what upgrades change on purpose
    statuses    of claims, by their wording
    pages       words that stand on pages for readers today, by path
    """

    name: str
    migrations: Sequence[tuple[str, str]]
    empty: Mapping[str, str]
    expected: Expected
    statuses: Mapping[str, str]
    pages: Mapping[str, Sequence[str]]

    @property
    def sql(self) -> Path:
        return Path(__file__).with_name(f"{self.name}.sql")


FIRST = Station(
    name="first",
    migrations=[
        ("admin", "0003"),
        ("pghistory", "0007"),
        ("procrastinate", "0041"),
        ("sessions", "0001"),
        ("sources", "0001"),
        ("claims", "0009"),
    ],
    empty={
        "auth_user_user_permissions": "Groups give them.",
        "pghistory_context": "Events have their context in themselves.",
    },
    expected=Expected(tables={}, rows={}, columns={}, history=True),
    statuses={
        "The dam is safe.": "disputed",
        "The dam must be inspected.": "agreed",
        "The dam was built without a permit.": "asserted",
        "The dam will hold for two centuries.": "open",
        "The dam was bought from abroad.": "open",
        "The dam is entirely safe.": "open",
    },
    pages={
        "/claims/1/": ("The dam is safe", "Южная страна это отрицает", "Ana Field", "Harbour Gazette"),
        "/claims/1/versions/1/": ("Asked about every day.",),
        "/claims/1/versions/2/": ("Asked about every week.",),
        "/claims/?q=inspected": ("/claims/2/",),
        "/topics/1/": ("The dam was built without a permit.",),
        "/claimants/6/": ("Ana Field",),
        "/outlets/1/": ("the Northland government",),
        "/articles/1/": ("Minister: dam is safe",),
        "/changes/": ("An earlier version named another month.",),
    },
)

STATIONS = [FIRST]
