"""Checks before figures are reported.

Every page must answer, and both sides must find the same claims.
"""

import re
from pathlib import Path

from django.db.models import QuerySet

from claims.models import ClaimSearch
from claims.search.facet_codes import YES_ONLY

from . import sqlite, subjects
from .answers import Answer, Unfit
from .cases import ROWS, Case

PEER_ROWS = re.compile(r"<h3>\s*([\d,]+) rows?\b")


def check_ours(case: Case, answer: Answer, found: int | None) -> None:
    """Check a page of ours. Raises Unfit if it fails or shows too little.

    `found`: how many claims there are for it to show; None where that is not known.
    """
    if answer.status != 200:
        raise Unfit(f"{case.name}: answered {answer.status}.")
    shown = set(re.findall(case.shows, answer.body.decode()))
    least = case.least if found is None else min(found, ROWS)
    if len(shown) < least:
        raise Unfit(f"{case.name}: shows {len(shown)} of at least {least}.")
    if case.ids and shown != {str(pk) for pk in case.ids}:
        raise Unfit(f"{case.name}: shows other claims than stand in that place.")
    if found is not None and (strangers := len(shown) - _entries(case).filter(pk__in=shown).count()):
        raise Unfit(f"{case.name}: shows {strangers} claims that were not asked for.")


def check_peer(case: Case, answer: Answer) -> None:
    if answer.status != 200:
        raise Unfit(f"{case.name}: Datasette answered {answer.status}.")
    if case.group != "claim" and not re.search(r"<tbody>\s*<tr", answer.body.decode()):
        raise Unfit(f"{case.name}: Datasette shows no row.")


def check_same(case: Case, path: Path, answer: Answer | None) -> int | None:
    """Check that both sides find the same number of claims; returns it.

    That is here, in the SQLite file at `path`, and in Datasette's `answer` where it says how many.
    Returns None where the case has no search and no facets. Raises Unfit if the numbers differ or
    are 0.
    """
    if case.words:
        here, there = subjects.matches(case.words), sqlite.matches(path, case.words)
    elif case.chosen:
        here, there = _entries(case).count(), sqlite.chosen(path, case.chosen)
    else:
        return None
    said = PEER_ROWS.search(answer.body.decode()) if answer else None
    counted = {here, there, int(said[1].replace(",", "")) if said else here}
    if len(counted) > 1 or not here:
        raise Unfit(f"{case.name}: different numbers of claims, {sorted(counted)}.")
    return here


def left_undone(case: Case, answer: Answer) -> list[str]:
    """List what Datasette left out of a page that it answered."""
    body = answer.body.decode()
    undone = ["Without all facets, given up after 200 ms."] if "These facets timed out" in body else []
    if case.group != "claim" and not PEER_ROWS.search(body):
        undone.append("Without the number of claims, given up after a second.")
    return undone


def _entries(case: Case) -> QuerySet:
    """Return the claims that our search finds for a case."""
    entries = ClaimSearch.objects.matching(case.words) if case.words else ClaimSearch.objects.all()
    for kind, value in case.chosen.items():
        entries = entries.with_facet(kind, True if kind in YES_ONLY else value)
    return entries
