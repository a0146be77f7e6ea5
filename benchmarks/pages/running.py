"""One run from beginning to end: the record, the checks, the timing, the results."""

import datetime
import gc
import os
import random
import re
import sqlite3
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection

from benchmarks.results import describe_machine, write_section
from claims.models import Claim

from . import chart, checks, figures, goals, report, sqlite, subjects
from .answers import Answer, UnfitFigure
from .cases import ROWS, Case, find_deep_page, make_cases
from .edits import Desk, measure_edits
from .figures import PageFigures, PageRun
from .ours import Floor, PageProfile, Site
from .peer import Peer

NAME = "record"
PROFILES = 5
GAVE_UP = "Given up with an error after a second; asked again with `sql_time_limit_ms` 60000."


Arm = Callable[[int], float]
"""Asks for the case's address of this number and says how many seconds the answer took."""


@dataclass
class TimedCase:
    """A case with its arms ("ours", "peer", "floor")."""

    case: Case
    arms: Mapping[str, Arm]


def time_rounds(timed: Sequence[TimedCase], repetitions: int) -> dict[str, dict[str, list[float]]]:
    """Time all arms of a page one after the other, pages in a new order each round.

    Returns seconds by case and arm, `repetitions` of each, after every address has been asked for once.
    Which arm comes first goes in turn, so that none always finds what another has warmed.
    """
    order = random.SystemRandom()
    seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in timed:
        for arm in each.arms.values():
            for number in range(len(each.case.paths)):
                arm(number)
    for repetition in range(repetitions):
        sys.stderr.write(f"\r{repetition + 1} of {repetitions}")
        sys.stderr.flush()
        gc.collect()
        for each in order.sample(timed, len(timed)):
            names = list(each.arms)
            first = repetition % len(names)
            for name in names[first:] + names[:first]:
                seconds[each.case.name][name].append(each.arms[name](repetition))
    sys.stderr.write("\n")
    return seconds


def run_benchmark(options: Namespace, folder: Path, command: str) -> int:
    """Measure, and write the results unless only some pages were asked for.

    Returns 1 where something is unfit.
    """
    _prepare_record(options.claims)
    path = sqlite.export_record(folder, f"{NAME}_{options.claims}")
    site = Site()
    found_subjects = subjects.find_subjects(lambda words: sqlite.count_matches(path, words))
    chosen = [
        case
        for case in make_cases(found_subjects, find_deep_page(site, ROWS), path.stem)
        if re.search(options.only or "", case.name)
    ]
    with closing(Peer(path)) as peer, closing(Floor(site)) as floor:
        before = os.getloadavg()[0]
        fit, wrong = _check(chosen, site, peer, path)
        pages = _measure(fit, site, peer, floor, options.repetitions)
    edits = measure_edits(Desk(found_subjects), options.repetitions, options.only)
    verdicts = goals.compare_with_others(pages) + goals.judge_edits(edits)
    tables = [report.format_pages(pages), report.format_edits(edits), report.format_verdicts(verdicts)]
    sys.stdout.write("\n\n".join(tables) + "\n")
    for reason in wrong:
        sys.stderr.write(f"Unfit: {reason}\n")
    if not wrong and not options.only:
        run = PageRun(
            claims=options.claims,
            command=command,
            measured_on=f"{datetime.datetime.now(datetime.UTC).date():%-d %B %Y}",
            machine=describe_machine(),
            record=_describe_record(options.claims, found_subjects),
            repetitions=options.repetitions,
            load=(before, os.getloadavg()[0]),
            pages=pages,
            edits=edits,
        )
        _write_results(run)
    return int(bool(wrong))


def _prepare_record(claims: int) -> None:
    held = Claim.objects.count()
    if held and held != claims:
        raise SystemExit(f"This database holds {held:,} claims, and not {claims:,}.")
    if not held:
        call_command("generate", claims=claims)
        call_command("renew_common_words")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _check(chosen: Sequence[Case], site: Site, peer: Peer, path: Path) -> tuple[list[Case], list[str]]:
    """Check which cases may be measured, and why others may not."""
    fit, wrong = [], []
    for case in chosen:
        try:
            if not all(case.paths):
                raise UnfitFigure(f"{case.name}: there is no such page.")
            answers = [peer.get(address) for address in case.peer]
            for answer in answers:
                checks.check_peer(case, answer)
            same = checks.check_same(case, path, answers[0] if answers else None)
            for address in case.paths:
                checks.check_ours(case, site.get(address, editor=case.editor), same)
        except UnfitFigure as unfit:
            wrong.append(str(unfit))
        else:
            fit.append(case)
    return fit, wrong


def _measure(
    fit: Sequence[Case], site: Site, peer: Peer, floor: Floor, repetitions: int
) -> list[PageFigures]:
    profiles = {case.name: _profile(case, site) for case in fit}
    timed = [TimedCase(case, _make_arms(case, profiles[case.name], site, peer, floor)) for case in fit]
    seconds = time_rounds(timed, repetitions)
    return [_summarise(case, profiles[case.name], seconds[case.name], site, peer) for case in fit]


def _profile(case: Case, site: Site) -> list[PageProfile]:
    """Profile each address by the run of middling cost.

    It is one of PROFILES runs, after one that does not count.
    """
    profiles = []
    for address in case.paths:
        runs = [site.profile(address, editor=case.editor) for _ in range(PROFILES + 1)][1:]
        profiles.append(sorted(runs, key=lambda profile: profile.seconds)[PROFILES // 2])
    return profiles


def _make_arms(
    case: Case, profiles: Sequence[PageProfile], site: Site, peer: Peer, floor: Floor
) -> dict[str, Arm]:
    number = len(case.paths)

    def timed(answer: Answer) -> float:
        if answer.status != 200:
            raise UnfitFigure(f"{case.name}: answered {answer.status} while it was timed.")
        return answer.seconds

    arms = {
        "ours": lambda n: timed(site.get(case.paths[n % number], editor=case.editor)),
        "floor": lambda n: floor.seconds(profiles[n % number].statements),
    }
    if case.peer:
        arms["peer"] = lambda n: timed(peer.get(case.peer[n % len(case.peer)]))
    return arms


def _summarise(case: Case, profiles: Sequence[PageProfile], seconds, site: Site, peer: Peer) -> PageFigures:
    return PageFigures(
        name=case.name,
        group=case.group,
        ours=figures.compute_spread(seconds["ours"]),
        floor=figures.compute_spread(seconds["floor"]),
        queries=max(len(profile.statements) for profile in profiles),
        database=round(median(profile.seconds for profile in profiles) * 1000, 3),
        size=int(median(len(site.get(path, editor=case.editor).body) for path in case.paths)),
        peer=figures.compute_spread(seconds["peer"]) if case.peer else None,
        peer_note=_describe_unfinished(case, peer) if case.peer else "",
    )


def _describe_unfinished(case: Case, peer: Peer) -> str:
    """Describe what Datasette did not do, or not in the time that it gives itself."""
    gave_up = [GAVE_UP] if any(map(peer.gave_up, case.peer)) else []
    return " ".join(gave_up + checks.describe_unfinished(case, peer.get(case.peer[0])))


def _describe_record(claims: int, found_subjects: subjects.Subjects) -> str:
    topic = found_subjects.topic.claims.published().count()
    outlets = len(subjects.find_outlets(found_subjects.topic))
    spoken = found_subjects.claimant.statements.published().count()
    spoken_for = found_subjects.party.statements_for.published().count()
    return (
        f"The record has {claims:,} claims, of which {Claim.objects.published().count():,} are published; the"
        f" topic shown has {topic:,} of them and {outlets} outlets, the claimant {spoken:,} statements, the"
        f" party {spoken_for:,}."
    )


def _write_results(run: PageRun) -> None:
    runs = figures.store_run(run)
    versions = {"datasette": version("datasette"), "sqlite": sqlite3.sqlite_version}
    write_section(f"The pages at {run.claims:,} claims", run.command, report.format_run(run, versions))
    chart.CHART.write_text(chart.draw_chart(runs), encoding="utf-8")
    write_section("The pages, cost against size", "python -m benchmarks.pages", report.format_growth(runs))
