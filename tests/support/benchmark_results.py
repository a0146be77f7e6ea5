"""Made-up benchmark results."""

from benchmarks.pages.figures import Measured, Run, Spread


def measured(name="claim", ours=10.0, peer=None, **more) -> Measured:
    fields = {"group": "claim", "floor": Spread(5.0, 6.0), "queries": 9, "database": 4.0, "size": 1000} | more
    return Measured(name=name, ours=Spread(ours, ours * 2), peer=peer and Spread(peer, peer), **fields)


def a_run(claims=10_000, *pages) -> Run:
    return Run(
        claims,
        "python -m benchmarks.pages",
        "1 May 2026",
        "A machine.",
        "A record.",
        30,
        (0.5, 1.0),
        [*pages],
    )
