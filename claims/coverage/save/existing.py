"""Positions on the record that are the same as a new one, or nearly."""

import datetime
from collections.abc import Iterable

from claims.actions.locks import lock_claims
from claims.models import State, Statement

PositionKey = tuple[int, int, int | None, str, datetime.date | None, str]
"""The identity of a statement: claim, claimant, party, stance, date, precision.

Claim, claimant and party are ids. See the constraint statement_once.
"""
MAX_NEAR = 5


class ExistingPositions:
    """What the claimants of a form have said on its claims, unless retracted."""

    def __init__(self, statements: Iterable[Statement]):
        self.statements = list(statements)
        self._by_position = {build_position_key(statement): statement for statement in self.statements}

    @classmethod
    def load(
        cls, pairs: Iterable[tuple[int | None, int | None]], *, lock: bool = False
    ) -> "ExistingPositions":
        """Load the statements of (claim id, claimant id) pairs.

        `lock`: lock the claims, then these rows, until the transaction ends.

        Queries: at most 1, and 2 for the locks of the claims.
        """
        known = {pair for pair in pairs if None not in pair}
        rows = Statement.objects.filter(
            claim__in={claim for claim, _ in known}, claimant__in={claimant for _, claimant in known}
        ).exclude(state=State.RETRACTED)
        rows = rows.select_related("claim", "claimant", "party").defer("claim__search").order_by("pk")
        if lock:
            lock_claims({claim for claim, _ in known if claim is not None})
            rows = rows.select_for_update(of=("self",), no_key=True)
        return cls([row for row in rows if (row.claim_id, row.claimant_id) in known] if known else [])

    def find_same(self, position: PositionKey) -> Statement | None:
        """Find the statement of exactly this position."""
        return self._by_position.get(position)

    def find_near(self, position: PositionKey) -> list[Statement]:
        """Find those that differ only in date, precision or party."""
        claim, claimant, _, stance, _, _ = position
        return [
            statement
            for statement in self.statements
            if (statement.claim_id, statement.claimant_id, statement.stance) == (claim, claimant, stance)
            and build_position_key(statement) != position
        ][:MAX_NEAR]


def build_position_key(statement: Statement) -> PositionKey:
    return (
        statement.claim_id,
        statement.claimant_id,
        statement.party_id,
        statement.stance,
        statement.said_on,
        statement.said_on_precision,
    )
