"""Try all mutations of the status rule, or only those that are named.

`make mutations ARGS="no_lock"` tries one.
"""

import sys

import pytest

from tests.mutations import status_rule, status_triggers
from tests.mutations.runner import Runner

MUTATIONS = [*status_rule.MUTATIONS, *status_triggers.MUTATIONS]
# Without the random tests: what they notice, a test should say in words.
TESTS = [
    *[
        f"tests/claims/status/test_{name}.py"
        for name in ("rule", "in_time", "mouthpieces", "changes", "changes_around")
    ],
    "tests/claims/status/test_explanation.py",
    "tests/claims/constraints/test_claims.py",
    "tests/claims/concurrency/test_races.py",
    "tests/claims/concurrency/test_mouthpieces_at_once.py",
]


def main(names: list[str]) -> int:
    chosen = [mutation for mutation in MUTATIONS if not names or mutation.name in names]
    if unknown := set(names) - {mutation.name for mutation in chosen}:
        sys.stderr.write(f"There is no mutation called {', '.join(unknown)}.\n")
        return 2
    options = ["-qq", "--capture=no", "--numprocesses=0"]
    return pytest.main([*options, *TESTS], plugins=[Runner(chosen)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
