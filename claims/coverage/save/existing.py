"""Positions that are on the record already: the same one, and those that are nearly the same."""

from collections.abc import Iterable

from claims.models import State, Statement

MAX_NEAR = 5


class ExistingPositions:
    """What the claimants of a form have said on its claims so far, without what was retracted."""

    def __init__(self, statements: Iterable[Statement]):
        self.statements = list(statements)
        self._same = {build_position_key(one): one for one in self.statements}

    @classmethod
    def on_record(
        cls, pairs: Iterable[tuple[int | None, int | None]], *, locked: bool = False
    ) -> "ExistingPositions":
        """For (claim id, claimant id) pairs, in one query. `locked`: held until the transaction ends."""
        known = {pair for pair in pairs if None not in pair}
        rows = Statement.objects.filter(
            claim__in={claim for claim, _ in known}, claimant__in={claimant for _, claimant in known}
        ).exclude(state=State.RETRACTED)
        rows = rows.select_related("claim", "claimant", "party").defer("claim__search").order_by("pk")
        if locked:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return cls([one for one in rows if (one.claim_id, one.claimant_id) in known] if known else [])

    def same(self, position: tuple) -> Statement | None:
        """The statement of exactly this position: see Plan.position."""
        return self._same.get(position)

    def near(self, position: tuple) -> list[Statement]:
        """Those of the same claimant, claim and stance with another date, precision or party."""
        claim, claimant, _, stance, _, _ = position
        return [
            one
            for one in self.statements
            if (one.claim_id, one.claimant_id, one.stance) == (claim, claimant, stance)
            and build_position_key(one) != position
        ][:MAX_NEAR]


def build_position_key(statement: Statement) -> tuple:
    return (
        statement.claim_id,
        statement.claimant_id,
        statement.party_id,
        statement.stance,
        statement.said_on,
        statement.said_on_precision,
    )
