"""Where the parties of a topic stand on its key claims, each in its own words.

Made from the documents of the claims, so the same as on their own pages, today and as of a day. Nothing here
reads the database.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims import labels
from claims.as_of import AsOf
from claims.models import Stance, Status
from claims.models.claim import STATUSES
from claims.models.topic import MOST_KEY_CLAIMS
from claims.positions import build_evidence_url
from claims.status import get_name_order
from claims.topic_reporting import ReportedClaim, TopicReporting
from claims.versions.document import ClaimDocument, DocumentCitation, DocumentClaimant, DocumentStatement
from public.board import build_old_wording_url, rank_position

MOST_COLUMNS = 4
"""As many parties as stand side by side; the others are named beside the claim."""

SHOWN_STANDINGS = ("current", "second_hand", "withdrawn")
STANCES = tuple(Stance.values)


@dataclass(frozen=True, slots=True)
class StandPosition:
    """One stance of a party, in `words`, and the strongest excerpt that shows it.

    `speaker`: who said it, where that is not the party itself. `old_wording_url`: where the claim is read as
    it was worded when this was recorded, if otherwise.
    """

    stance: str
    words: str
    citation: DocumentCitation | None
    speaker: str
    url: str
    old_wording_url: str


@dataclass(frozen=True, slots=True)
class PartyStand:
    """What one party holds on one claim, each stance once; `note`: what keeps it from counting."""

    party: DocumentClaimant
    positions: list[StandPosition]
    note: str


@dataclass(frozen=True, slots=True)
class StandRow:
    """One key claim: a cell for each column, None without a position; `others` have no column."""

    claim: ClaimDocument
    cells: list[PartyStand | None]
    others: list[PartyStand]


@dataclass(frozen=True, slots=True)
class StandTable:
    """The key claims against the main parties; `is_chosen`: editors chose the claims."""

    parties: list[DocumentClaimant]
    rows: list[StandRow]
    is_chosen: bool


def pick_key_claims(reporting: TopicReporting) -> list[int]:
    """Return the ids of the key claims: the editors', or what is disputed, then most reported.

    Both, the editors' first, where only their documents can tell whether any of theirs was known by the day.
    """
    claims = reporting.claims
    known = {pk for pk in reporting.key_claims if pk in claims and claims[pk].status != Status.OPEN}
    older = {pk for pk in reporting.key_claims if pk not in claims and reporting.is_bounded}
    chosen = [pk for pk in reporting.key_claims if pk in known | older]
    return chosen if known else [*chosen, *_pick_widest(claims.values())]


def _pick_widest(claims: Iterable[ReportedClaim]) -> list[int]:
    ranked = sorted(claims, key=lambda claim: (STATUSES.index(claim.status), -claim.reports))
    return [claim.claim_id for claim in ranked[:MOST_KEY_CLAIMS]]


def build_stand_table(
    claims: Sequence[ClaimDocument], as_of: AsOf, activity: Mapping[int, int], *, is_chosen: bool
) -> StandTable:
    """Build the table of these claims; its columns are the parties with most positions of their own on them.

    `activity`: on how many claims of the topic a party has taken a position, by its id.
    """
    held = [_group_by_party(claim) for claim in claims]
    columns = _pick_columns(held, activity)
    ids = {party.pk for party in columns}
    rows = []
    for claim, positions in zip(claims, held, strict=True):
        stands = {pk: _make_stand(claim, statements, as_of) for pk, statements in positions.items()}
        cells = [stands.get(party.pk) for party in columns]
        rows.append(StandRow(claim, cells, [stand for pk, stand in stands.items() if pk not in ids]))
    return StandTable(columns, rows, is_chosen)


def _group_by_party(claim: ClaimDocument) -> dict[int, list[DocumentStatement]]:
    """Group what is held now by party: outlets' own words only where no party says anything."""
    grouped: dict[int, list[DocumentStatement]] = {}
    for statement in claim.statements:
        if statement.standing in SHOWN_STANDINGS:
            grouped.setdefault(statement.party.pk, []).append(statement)
    parties = {pk: held for pk, held in grouped.items() if not held[0].party.is_outlet}
    return parties or grouped


def _pick_columns(
    held: Sequence[dict[int, list[DocumentStatement]]], activity: Mapping[int, int]
) -> list[DocumentClaimant]:
    """Pick the main parties, those with most positions of their own first, then the most active in the topic.

    What is only known second-hand is nobody's own. Outlets have columns where no party has any. If not all
    fit, who holds something on one claim alone is named beside it: which of several such would be chance.
    """
    parties = {pk: statements[0].party for row in held for pk, statements in row.items()}
    own = Counter(pk for row in held for pk, statements in row.items() if _is_own(statements))
    without_outlets = [pk for pk in own if not parties[pk].is_outlet]

    def rank(pk: int) -> tuple:
        return -own[pk], -activity.get(pk, 0), get_name_order(parties[pk].name), pk

    ranked = sorted(without_outlets or own or parties, key=rank)
    busy = [pk for pk in ranked if own[pk] > 1]
    if len(ranked) > MOST_COLUMNS and len(busy) > 1:
        ranked = busy
    return [parties[pk] for pk in ranked[:MOST_COLUMNS]]


def _is_own(statements: Iterable[DocumentStatement]) -> bool:
    return any(statement.standing != "second_hand" for statement in statements)


def _make_stand(claim: ClaimDocument, statements: Sequence[DocumentStatement], as_of: AsOf) -> PartyStand:
    """Say what a party holds: what counts, or else what does not."""
    standing = next(name for name in SHOWN_STANDINGS if any(s.standing == name for s in statements))
    telling = [statement for statement in statements if statement.standing == standing]
    by_stance = {stance: [s for s in telling if s.stance == stance] for stance in STANCES}
    party = telling[0].party
    return PartyStand(
        party=party,
        positions=[_make_position(claim, held, as_of) for held in by_stance.values() if held],
        note="" if standing == "withdrawn" else labels.describe_standing(standing, party.in_sentence),
    )


def _make_position(
    claim: ClaimDocument, statements: Sequence[DocumentStatement], as_of: AsOf
) -> StandPosition:
    """Describe one stance; with a reservation only if nobody holds it without."""
    evidence = [(statement, citation) for statement in statements for citation in statement.citations]
    best, citation = min(evidence, key=lambda pair: rank_position(*pair), default=(statements[0], None))
    hedged = all(statement.hedged for statement in statements)
    return StandPosition(
        stance=best.stance,
        words=labels.describe_position(best.stance, hedged, own_voice=best.claimant.is_outlet),
        citation=citation,
        speaker="" if best.claimant.pk == best.party.pk else best.claimant.name,
        url=build_evidence_url(claim, claim.size, best.pk, f"statement-{best.pk}", as_of.day),
        old_wording_url=build_old_wording_url(claim.pk, best),
    )
