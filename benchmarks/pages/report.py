"""The figures in words and tables, for results.md."""

from collections.abc import Sequence

from benchmarks.results import format_table

from . import goals
from .cases import ROWS
from .chart import CHART, make_lines
from .figures import EditFigures, PageFigures, PageRun

HOW = """\
Every page is asked for through the site's WSGI application in one process, without a network and \
without a cache, DEBUG off. Datasette {datasette} is asked through its ASGI application in the same \
process, on the same claims in SQLite {sqlite} (an index for everything that is filtered and sorted by, \
FTS5 over proposition and context, tables between claims and their topics, parties, claimants, outlets, \
stances and years; ANALYZE), with its settings as they come, but for `default_cache_ttl` 0, and {rows} rows \
to a page as ours. The floor is the page's own SQL, as it was sent, through bare psycopg, with the time \
of an empty Django view added. {repetitions} repetitions, all three one after another, the pages in a \
new order each time, after every address was asked for once. Milliseconds. Queries and database time \
(until the answer has come) were taken in a pass of their own. Before anything was timed it was seen \
that every page answers 200 and shows rows, and that both sides find as many claims by each filter and \
each search (in proposition and context: our search looks at names and excerpts as well, so it finds \
more). Datasette's facets are three columns of the table itself; ours are nine, six of them through \
other tables. The machine's load was {before:.1f} before and {after:.1f} after."""


def format_pages(pages: Sequence[PageFigures]) -> str:
    heads = ["", "p50", "p95", "queries", "in the database", "bytes", "Datasette p50", "p95", "ratio"]
    heads += ["floor", "ratio"]
    return format_table(heads, [_format_page(page) for page in pages])


def _format_page(page: PageFigures) -> list[str]:
    peer = ["", "", ""]
    if page.peer:
        mark = " \\*" if page.peer_note else ""
        peer = [f"{page.peer.p50:.1f}{mark}", f"{page.peer.p95:.1f}", f"**{page.against_peer:.2f}**"]
    return [
        page.name,
        f"{page.ours.p50:.1f}",
        f"{page.ours.p95:.1f}",
        str(page.queries),
        f"{page.database:.1f}",
        f"{page.size:,}",
        *peer,
        f"{page.floor.p50:.1f}",
        f"{page.against_floor:.1f}",
    ]


def format_edits(edits: Sequence[EditFigures]) -> str:
    """Format the edits as a table; nothing if there are none."""
    rows = [[e.name, f"{e.database.p50:.1f}", f"{e.database.p95:.1f}", str(e.queries)] for e in edits]
    return format_table(["edit, in the database", "p50", "p95", "queries"], rows) if edits else ""


def format_run(run: PageRun, versions: dict[str, str]) -> str:
    """All that one run found at its size."""
    before, after = run.load
    parts = [
        HOW.format(**versions, rows=ROWS, repetitions=run.repetitions, before=before, after=after),
        run.record,
        format_pages(run.pages),
        format_edits(run.edits),
    ]
    for note in sorted({page.peer_note for page in run.pages if page.peer_note}):
        names = ", ".join(page.name for page in run.pages if page.peer_note == note)
        parts.append(f"\\* Datasette, {names}: {note}")
    if run.claims >= goals.GROWTH_TO:  # with fewer, what is met proves little
        parts += [format_verdicts(goals.compare_with_others(run.pages)), _format_missed(run)]
        parts.append(format_verdicts(goals.judge_edits(run.edits)))
    return "\n\n".join(part for part in parts if part)


def format_verdicts(verdicts: Sequence[goals.GoalVerdict]) -> str:
    rows = [
        [
            v.page,
            v.what,
            f"{v.found:.2f}{v.unit}",
            f"{v.most:g}{v.unit}",
            "met" if v.is_met else "**not met**",
        ]
        for v in verdicts
    ]
    return format_table(["goal", "", "found", "at most", ""], rows) if rows else ""


def _format_missed(run: PageRun) -> str:
    missed = goals.list_missed(run.pages)
    queries = f"{goals.MOST_QUERIES_ELSEWHERE} queries, a claim's page {goals.MOST_QUERIES['claim']}"
    goal = f"at most {goals.MOST_MILLISECONDS} ms at the median and {queries}"
    if not missed:
        return f"Every page for readers takes {goal}."
    return f"A page for readers should take {goal}. Those that do not:\n\n{format_verdicts(missed)}"


def format_growth(runs: Sequence[PageRun]) -> str:
    """Cost against size: the chart, and the goals for growth."""
    sizes = [f"{run.claims:,} claims" for run in runs]
    by_line = {line.name: dict(line.points) for line in make_lines(runs)}
    rows = [
        [name, *(f"{points[run.claims]:.1f}" if run.claims in points else "" for run in runs)]
        for name, points in by_line.items()
    ]
    parts = [
        "Medians of the last run of each size, in milliseconds. Both scales of the chart are logarithmic.",
        f"![Milliseconds for a page, by number of claims]({CHART.name})",
        format_table(["", *sizes], rows),
        *(f"{run.claims:,} claims: {run.measured_on}, {run.machine} `{run.command}`." for run in runs),
        format_verdicts(goals.compute_growth(runs)),
    ]
    return "\n\n".join(part for part in parts if part)
