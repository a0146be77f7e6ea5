"""How much a run tries: few examples of each kind in most runs, all in `make test-deep`."""

import os

from hypothesis import settings

IS_DEEP = bool(os.environ.get("TEST_DEEP"))
"""Whether to try everything: tests of many like cases take some of them otherwise."""

settings.register_profile("deep", max_examples=400, deadline=None)
settings.register_profile("usual", max_examples=40, deadline=None)
settings.load_profile("deep" if IS_DEEP else "usual")


def examples(deep: int) -> int:
    """Return how many examples a test tries that has `deep` of them in a deep run.

    Every other run tries a quarter, but at least 10.
    """
    return deep if IS_DEEP else max(deep // 4, 10)
