"""Made-up benchmark results."""

from benchmarks.pages.figures import PageFigures, PageRun, Spread


def measured(name="claim", ours=10.0, peer=None, **more) -> PageFigures:
    fields = {"group": "claim", "floor": Spread(5.0, 6.0), "queries": 9, "database": 4.0, "size": 1000} | more
    return PageFigures(name=name, ours=Spread(ours, ours * 2), peer=peer and Spread(peer, peer), **fields)


def a_run(claims=10_000, *pages) -> PageRun:
    return PageRun(
        claims,
        "python -m benchmarks.pages",
        "1 May 2026",
        "A machine.",
        "A record.",
        30,
        (0.5, 1.0),
        [*pages],
    )
