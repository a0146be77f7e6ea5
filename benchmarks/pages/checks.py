"""Checks before figures are reported.

Every page must answer, and both sides must find the same claims.
"""

import re
from pathlib import Path

from django.db.models import QuerySet

from claims.models import ClaimSearch
from claims.search.facet_codes import YES_ONLY

from . import sqlite, subjects
from .answers import Answer, UnfitFigure
from .cases import ROWS, Case

PEER_ROWS = re.compile(r"<h3>\s*([\d,]+) rows?\b")


def check_ours(case: Case, answer: Answer, number: int | None) -> None:
    """Check that a page is no error and shows what it should.

    `number`: how many claims there are. Raises UnfitFigure.
    """
    if answer.status != 200:
        raise UnfitFigure(f"{case.name}: answered {answer.status}.")
    shown = set(re.findall(case.shows, answer.body.decode()))
    least = case.least if number is None else min(number, ROWS)
    if len(shown) < least:
        raise UnfitFigure(f"{case.name}: shows {len(shown)} of at least {least}.")
    if case.ids and shown != {str(pk) for pk in case.ids}:
        raise UnfitFigure(f"{case.name}: shows other claims than stand in that place.")
    if number is not None and (strangers := len(shown) - _query_entries(case).filter(pk__in=shown).count()):
        raise UnfitFigure(f"{case.name}: shows {strangers} claims that were not asked for.")


def check_peer(case: Case, answer: Answer) -> None:
    if answer.status != 200:
        raise UnfitFigure(f"{case.name}: Datasette answered {answer.status}.")
    if case.group != "claim" and not re.search(r"<tbody>\s*<tr", answer.body.decode()):
        raise UnfitFigure(f"{case.name}: Datasette shows no row.")


def check_same(case: Case, path: Path, answer: Answer | None) -> int | None:
    """Check that both sides find the same number of claims.

    As many are found here as in the SQLite file at `path`, and as Datasette says in `answer` where it does.
    Returns how many; None where nothing was asked for.
    """
    if case.words:
        here, there = subjects.count_matches(case.words), sqlite.count_matches(path, case.words)
    elif case.chosen:
        here, there = _query_entries(case).count(), sqlite.count_chosen(path, case.chosen)
    else:
        return None
    heading = PEER_ROWS.search(answer.body.decode()) if answer else None
    counted = {here, there, int(heading[1].replace(",", "")) if heading else here}
    if len(counted) > 1 or not here:
        raise UnfitFigure(f"{case.name}: different numbers of claims, {sorted(counted)}.")
    return here


def describe_unfinished(case: Case, answer: Answer) -> list[str]:
    """Describe what Datasette did not finish of a page that it answered."""
    body = answer.body.decode()
    unfinished = ["Without all facets, given up after 200 ms."] if "These facets timed out" in body else []
    if case.group != "claim" and not PEER_ROWS.search(body):
        unfinished.append("Without the number of claims, given up after a second.")
    return unfinished


def _query_entries(case: Case) -> QuerySet:
    """Return what our search has for a case."""
    entries = ClaimSearch.objects.matching(case.words) if case.words else ClaimSearch.objects.all()
    for kind, value in case.chosen.items():
        entries = entries.with_facet(kind, True if kind in YES_ONLY else value)
    return entries
