"""What the record already has of the rows of a batch. Each function makes a few queries for all rows."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model

from claims.actions.last_editor import IGNORED_COLUMNS
from claims.coverage.affiliations import AffiliationHistory, load_affiliations
from claims.merges import merge_targets
from claims.models import Alias, Claim, Claimant, FactCheck, Lead, State, Statement, Topic, TopicAlias
from core.history import select_edits
from core.models import get_event_model
from sources.duplicates.lookup import find_by_urls

from ..rows import ImportRow

CLAIMS = """
SELECT asked.text, claim.id, claim.state FROM unnest(%s::text[]) AS asked(text)
CROSS JOIN LATERAL (
    SELECT id, state FROM claims_claim WHERE claims_proposition(claims_claim.text) = asked.text OFFSET 0
) claim ORDER BY claim.id
"""
ORIGINS = """
SELECT DISTINCT ON (origin.identity)
    origin.identity, origin.id, origin.run_id, origin.line, origin.digest, made.row_id
FROM claims_origin origin JOIN claims_importrun run ON run.id = origin.run_id AND run.state <> 'undone'
LEFT JOIN claims_originrow made ON made.origin_id = origin.id AND made.model = 'claims.claim'
WHERE origin.identity = ANY (%s) ORDER BY origin.identity, origin.id DESC
"""
MADE = """
SELECT origin.identity, made.model, made.row_id FROM claims_origin origin
JOIN claims_importrun run ON run.id = origin.run_id AND run.state <> 'undone'
JOIN claims_originrow made ON made.origin_id = origin.id AND made.is_made
WHERE origin.identity = ANY (%s)
"""
WAITING = """
SELECT origin.identity, offered.claim_id, offered.statement_id
FROM claims_offeredchange offered JOIN claims_origin origin ON origin.id = offered.origin_id
WHERE offered.outcome = '' AND origin.identity = ANY (%s)
"""
EDITED = """
SELECT DISTINCT edit.id FROM ({edits}) edit JOIN {events} event ON event.pgh_id = edit.pgh_id
WHERE event.pgh_label = 'update' AND event.pgh_context ->> 'import' IS NULL
"""
"""Edits that are no import's: an import says so in the context of its changes."""
_RANKS: dict[str, int] = {State.PUBLISHED: 0, State.DRAFT: 1, State.RETRACTED: 2}

StatementKey = tuple[int, int, int, str, datetime.date, str]


@dataclass(frozen=True)
class KnownClaim:
    """A claim on the record."""

    pk: int
    state: str


@dataclass(frozen=True)
class KnownOrigin:
    """The last row of a file that had this identity, and the claim that came of it."""

    pk: int
    run: int
    line: int
    digest: str
    claim: KnownClaim | None
    """None if the claim was deleted since."""

    @property
    def claim_pk(self) -> int:
        return self.claim.pk if self.claim else 0


@dataclass(frozen=True)
class MadeRow:
    """A draft or a published row that a row of a file made; or what that was merged into, or it led to.

    `is_free`: whether it is a draft of the row's own that nobody has edited since: it follows its source.
    """

    row: Claim | Statement
    is_free: bool


@dataclass
class KnownRows:
    """Everything that the rows of a batch may meet. Claims by proposition, claimants by any name.

    `articles` has those that are recorded at an address of a row, however it is spelt. `waiting` has, by
    identity, the ids of claim and statement of each offered change that still waits; `made` what came of rows
    of a file which now say something else.
    """

    origins: dict[str, KnownOrigin]
    claims: dict[str, KnownClaim]
    claimants: dict[str, list[Claimant]]
    affiliations: dict[int, AffiliationHistory]
    topics: dict[str, int]
    statements: dict[StatementKey, tuple[int, str]] = field(default_factory=dict)
    leads: dict[tuple[int, str], int] = field(default_factory=dict)
    fact_checks: dict[tuple[int, str], int] = field(default_factory=dict)
    filed: set[tuple[int, int]] = field(default_factory=set)
    waiting: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    made: dict[str, list[MadeRow]] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)


def load_known_rows(rows: Collection[ImportRow]) -> KnownRows:
    """Load what is on the record of these rows. Queries: at most 20."""
    claims = find_claims(dict.fromkeys(row.claim for row in rows))
    claimants = find_claimants({name for row in rows for name in (row.claimant, row.party) if name})
    people = {each.pk: each for several in claimants.values() for each in several}
    known = KnownRows(
        origins=find_origins([row.identity for row in rows]),
        claims=claims,
        claimants=claimants,
        affiliations=load_affiliations(people.values()),
        topics=find_topics({name for row in rows for name in row.topics}),
    )
    known.articles = find_by_urls({url for row in rows for url in row.addresses})
    changed = [row.identity for row in rows if is_changed(row, known)]
    known.waiting = find_waiting(known.origins)
    known.made = find_made({identity: known.origins[identity] for identity in changed}, known.waiting)
    below = {claim.pk for claim in claims.values()}
    _load_below(known, below | {known.origins[identity].claim_pk for identity in changed})
    return known


def is_changed(row: ImportRow, known: KnownRows) -> bool:
    """Whether a row with this identity was taken before, and said something else."""
    origin = known.origins.get(row.identity)
    return origin is not None and origin.digest != row.digest


def find_waiting(identities: Collection[str]) -> dict[str, list[tuple[int, int | None]]]:
    """Find what rows of files with these identities have offered to change, and nobody has decided on."""
    found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    if identities:
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [list(identities)])
            for identity, claim, statement in cursor.fetchall():
                found[identity].append((claim, statement))
    return found


def find_made(
    origins: Mapping[str, KnownOrigin], waiting: Mapping[str, list[tuple[int, int | None]]]
) -> dict[str, list[MadeRow]]:
    """Find what came of rows of files with these identities, as far as it can still change.

    What was merged is found by where it has gone: claims by their merge, positions by the changes that still
    wait, which went along.
    """
    if not origins:
        return {}
    claims, statements = (model._meta.label_lower for model in (Claim, Statement))
    with connection.cursor() as cursor:
        cursor.execute(MADE, [list(origins)])
        own = set(cursor.fetchall())
    targets = merge_targets("claim", {pk for _identity, label, pk in own if label == claims})
    made = {(identity, label, targets.get(pk, pk) if label == claims else pk) for identity, label, pk in own}
    for identity, origin in origins.items():
        if origin.claim and origin.claim.state == State.PUBLISHED:
            made.add((identity, claims, origin.claim_pk))
        made.update((identity, statements, pk) for _claim, pk in waiting.get(identity, ()) if pk)
    rows: dict[tuple[str, int], Claim | Statement] = {}
    free: set[tuple[str, int]] = set()
    for model in (Claim, Statement):
        label = model._meta.label_lower
        ids = {pk for _identity, each, pk in made if each == label}
        edited = find_edited(model, ids)
        for row in model._default_manager.filter(pk__in=ids).exclude(state=State.RETRACTED):
            rows[label, row.pk] = row
            if row.state == State.DRAFT and row.pk not in edited:
                free.add((label, row.pk))
    found: dict[str, list[MadeRow]] = defaultdict(list)
    for identity, *of in sorted(made):
        if (key := tuple(of)) in rows:
            found[identity].append(MadeRow(rows[key], key in free and (identity, *key) in own))
    return found


def find_edited(model: type[Model], ids: Collection[int]) -> set[int]:
    """Find which of these rows somebody has edited since they were imported."""
    edits = select_edits(model, "SELECT unnest(%(ids)s::bigint[]) AS id")
    events = connection.ops.quote_name(get_event_model(model)._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            EDITED.format(edits=edits, events=events), {"ids": list(ids), "ignored": list(IGNORED_COLUMNS)}
        )
        return {pk for (pk,) in cursor.fetchall()}


def find_claims(texts: Iterable[str]) -> dict[str, KnownClaim]:
    """Find the claims with exactly these propositions, as normalise_line writes them.

    Of several the published one, else the oldest. A merged claim stands for the one that it is part of.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS, [list(texts)])
        found = cursor.fetchall()
    survivors = _find_survivors({pk for _text, pk, _state in found})
    best: dict[str, KnownClaim] = {}
    for text, pk, state in found:
        claim = survivors.get(pk) or KnownClaim(pk, state)
        if text not in best or _RANKS[claim.state] < _RANKS[best[text].state]:
            best[text] = claim
    return best


def find_claimants(names: Collection[str]) -> dict[str, list[Claimant]]:
    """Find the claimants with these names or aliases; merged ones as those that they are part of."""
    if not names:
        return {}
    pairs = [
        *Claimant.objects.filter(name__in=names).values_list("name", "pk"),
        *Alias.objects.filter(name__in=names).values_list("name", "claimant"),
    ]
    targets = merge_targets("claimant", {pk for _name, pk in pairs})
    claimants = Claimant.objects.in_bulk({targets.get(pk, pk) for _name, pk in pairs})
    found: dict[str, dict[int, Claimant]] = defaultdict(dict)
    for name, pk in pairs:
        claimant = claimants[targets.get(pk, pk)]
        found[name][claimant.pk] = claimant
    return {name: sorted(several.values(), key=lambda each: each.pk) for name, several in found.items()}


def find_topics(names: Collection[str]) -> dict[str, int]:
    """Find the topics with these names, else those with these aliases."""
    if not names:
        return {}
    aliases = TopicAlias.objects.filter(name__in=names).values_list("name", "topic")
    return {**dict(aliases), **dict(Topic.objects.filter(name__in=names).values_list("name", "pk"))}


def find_origins(identities: Collection[str]) -> dict[str, KnownOrigin]:
    """Find the last rows of files with these identities, and what became of their claims."""
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS, [list(identities)])
        rows = cursor.fetchall()
    if not rows:
        return {}
    ids = {row[-1] for row in rows}
    states = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "state"))
    survivors = _find_survivors(states)
    claims = {pk: survivors.get(pk, KnownClaim(pk, state)) for pk, state in states.items()}
    return {
        identity: KnownOrigin(pk, run, line, digest, claims.get(claim))
        for identity, pk, run, line, digest, claim in rows
    }


def _find_survivors(claims: Collection[int]) -> dict[int, KnownClaim]:
    targets = merge_targets("claim", claims)
    if not targets:
        return {}
    states = dict(Claim.objects.filter(pk__in=targets.values()).values_list("pk", "state"))
    return {pk: KnownClaim(target, states[target]) for pk, target in targets.items()}


def _load_below(known: KnownRows, claims: Collection[int]) -> None:
    """Load what the claims that are on the record have already."""
    if not claims:
        return
    names = ("claim", "claimant", "party", "stance", "said_on", "said_on_precision", "pk", "state")
    for *key, pk, state in Statement.objects.filter(claim__in=claims).values_list(*names):
        earlier = known.statements.get(tuple(key))
        if earlier is None or earlier[1] == State.RETRACTED:
            known.statements[tuple(key)] = pk, state
    for claim, url, pk in Lead.objects.filter(claim__in=claims).values_list("claim", "url", "pk"):
        known.leads[claim, url] = pk
    for claim, url, pk in FactCheck.objects.filter(claim__in=claims).values_list("claim", "url", "pk"):
        known.fact_checks[claim, url] = pk
    known.filed.update(Claim.topics.through.objects.filter(claim__in=claims).values_list("claim", "topic"))
