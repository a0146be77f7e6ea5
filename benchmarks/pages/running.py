"""One run from beginning to end: the record, the checks, the timing, the results."""

import datetime
import os
import re
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection

from benchmarks.results import describe_machine, write_section
from claims.models import Claim

from . import chart, checks, figures, goals, report, sqlite, subjects
from .answers import Answer, Unfit
from .cases import ROWS, Case, cases
from .deep import deep
from .figures import Measured, Run
from .floor import Floor
from .ours import Profile, Site
from .peer import Peer
from .rounds import Arm, Timed, rounds

NAME = "record"
PROFILES = 5
GAVE_UP = "Given up with an error after a second; asked again with `sql_time_limit_ms` 60000."


def run(given: Namespace, folder: Path, command: str) -> int:
    """Measure the pages and write the results; returns the exit status.

    That is 1 if anything is unfit, else 0. The results are written only if nothing is unfit and all
    pages were requested.
    """
    _make_record(given.claims)
    path = sqlite.exported(folder, f"{NAME}_{given.claims}")
    site = Site()
    found = subjects.find(lambda words: sqlite.matches(path, words))
    chosen = [
        case for case in cases(found, deep(site, ROWS), path.stem) if re.search(given.only or "", case.name)
    ]
    with closing(Peer(path)) as peer, closing(Floor(site)) as floor:
        before = os.getloadavg()[0]
        fit, wrong = _checked(chosen, site, peer, path)
        pages = _measured(fit, site, peer, floor, given.repetitions)
    sys.stdout.write(
        report.page_table(pages) + "\n\n" + report.verdict_table(goals.against_others(pages)) + "\n"
    )
    for reason in wrong:
        sys.stderr.write(f"Unfit: {reason}\n")
    if not wrong and not given.only:
        done = Run(
            claims=given.claims,
            command=command,
            measured_on=f"{datetime.datetime.now(datetime.UTC).date():%-d %B %Y}",
            machine=describe_machine(),
            record=_described(given.claims, found),
            repetitions=given.repetitions,
            load=(before, os.getloadavg()[0]),
            pages=pages,
        )
        _write(done)
    return int(bool(wrong))


def _make_record(claims: int) -> None:
    held = Claim.objects.count()
    if held and held != claims:
        raise SystemExit(f"This database holds {held:,} claims, and not {claims:,}.")
    if not held:
        call_command("generate", claims=claims)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _checked(chosen: Sequence[Case], site: Site, peer: Peer, path: Path) -> tuple[list[Case], list[str]]:
    """Return the cases that may be measured, and why others may not."""
    fit, wrong = [], []
    for case in chosen:
        try:
            if not all(case.paths):
                raise Unfit(f"{case.name}: there is no such page.")
            said = [peer.get(address) for address in case.peer]
            for answer in said:
                checks.check_peer(case, answer)
            same = checks.check_same(case, path, said[0] if said else None)
            for address in case.paths:
                checks.check_ours(case, site.get(address, editor=case.editor), same)
        except Unfit as unfit:
            wrong.append(str(unfit))
        else:
            fit.append(case)
    return fit, wrong


def _measured(fit: Sequence[Case], site: Site, peer: Peer, floor: Floor, repetitions: int) -> list[Measured]:
    profiles = {case.name: _profiles(case, site) for case in fit}
    timed = [Timed(case, _arms(case, profiles[case.name], site, peer, floor)) for case in fit]
    seconds = rounds(timed, repetitions)
    return [_figures(case, profiles[case.name], seconds[case.name], site, peer) for case in fit]


def _profiles(case: Case, site: Site) -> list[Profile]:
    """Profile each address of a case, and return the median profile of each.

    By time, of PROFILES runs after one that does not count.
    """
    found = []
    for address in case.paths:
        taken = [site.profile(address, editor=case.editor) for _ in range(PROFILES + 1)][1:]
        found.append(sorted(taken, key=lambda profile: profile.seconds)[PROFILES // 2])
    return found


def _arms(case: Case, profiles: Sequence[Profile], site: Site, peer: Peer, floor: Floor) -> dict[str, Arm]:
    number = len(case.paths)

    def timed(answer: Answer) -> float:
        if answer.status != 200:
            raise Unfit(f"{case.name}: answered {answer.status} while it was timed.")
        return answer.seconds

    arms = {
        "ours": lambda n: timed(site.get(case.paths[n % number], editor=case.editor)),
        "floor": lambda n: floor.seconds(profiles[n % number].statements),
    }
    if case.peer:
        arms["peer"] = lambda n: timed(peer.get(case.peer[n % len(case.peer)]))
    return arms


def _figures(case: Case, profiles: Sequence[Profile], seconds, site: Site, peer: Peer) -> Measured:
    return Measured(
        name=case.name,
        group=case.group,
        ours=figures.spread(seconds["ours"]),
        floor=figures.spread(seconds["floor"]),
        queries=max(len(profile.statements) for profile in profiles),
        database=round(median(profile.seconds for profile in profiles) * 1000, 3),
        size=int(median(len(site.get(path, editor=case.editor).body) for path in case.paths)),
        peer=figures.spread(seconds["peer"]) if case.peer else None,
        peer_note=_left_undone(case, peer) if case.peer else "",
    )


def _left_undone(case: Case, peer: Peer) -> str:
    """Return what Datasette left out, or did not finish in its time limit."""
    gave_up = [GAVE_UP] if any(map(peer.gave_up, case.peer)) else []
    return " ".join(gave_up + checks.left_undone(case, peer.get(case.peer[0])))


def _described(claims: int, found: subjects.Subjects) -> str:
    topic = found.topic.claims.published().count()
    outlets = len(subjects.outlets_of(found.topic))
    spoken = found.claimant.statements.published().count()
    spoken_for = found.party.statements_for.published().count()
    return (
        f"The record has {claims:,} claims, of which {Claim.objects.published().count():,} are published; the"
        f" topic shown has {topic:,} of them and {outlets} outlets, the claimant {spoken:,} statements, the"
        f" party {spoken_for:,}."
    )


def _write(done: Run) -> None:
    runs = figures.keep(done)
    versions = {"datasette": version("datasette"), "sqlite": sqlite3.sqlite_version}
    write_section(f"The pages at {done.claims:,} claims", done.command, report.run_section(done, versions))
    chart.CHART.write_text(chart.draw(runs), encoding="utf-8")
    write_section("The pages, cost against size", "python -m benchmarks.pages", report.growth_section(runs))
