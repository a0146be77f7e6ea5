"""How many examples hypothesis tries: few in every run, all of them in `make test-deep`."""

import os

from hypothesis import settings

IS_DEEP = bool(os.environ.get("TEST_DEEP"))

settings.register_profile("deep", max_examples=400, deadline=None)
settings.register_profile("usual", max_examples=40, deadline=None)
settings.load_profile("deep" if IS_DEEP else "usual")


def examples(deep: int) -> int:
    """The number of examples of a test that tries `deep` of them in a deep run: a quarter in every other."""
    return deep if IS_DEEP else max(deep // 4, 10)
