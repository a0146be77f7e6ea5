"""What the record already has of the rows of a batch. Each function makes a few queries for all rows."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import connection

from claims.coverage.affiliations import AffiliationHistory, load_affiliations
from claims.merges import merge_targets
from claims.models import Alias, Claim, Claimant, FactCheck, Lead, State, Statement, Topic, TopicAlias
from sources.fetching.urls import list_spellings
from sources.models import Article

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


@dataclass
class KnownRows:
    """Everything that the rows of a batch may meet. Claims by proposition, claimants by any name.

    `articles` has those that are recorded at an address of a row, however it is spelt. `drafts` has, by
    identity, the drafts that rows of a file made which now say something else.
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
    drafts: dict[str, list[Claim | Statement]] = field(default_factory=dict)
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
    known.articles = find_articles({url for row in rows for url in row.addresses})
    changed = [row.identity for row in rows if is_changed(row, known)]
    known.drafts = find_drafts(changed)
    below = {claim.pk for claim in claims.values()}
    _load_below(known, below | {known.origins[identity].claim_pk for identity in changed})
    return known


def is_changed(row: ImportRow, known: KnownRows) -> bool:
    """Whether a row with this identity was taken before, and said something else."""
    origin = known.origins.get(row.identity)
    return origin is not None and origin.digest != row.digest


def find_drafts(identities: Collection[str]) -> dict[str, list[Claim | Statement]]:
    """Find the drafts that rows of files with these identities made."""
    if not identities:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(MADE, [list(identities)])
        made = cursor.fetchall()
    ids = {model: {pk for _identity, each, pk in made if each == model} for _, model, _ in made}
    rows: dict[tuple[str, int], Claim | Statement] = {}
    for model in (Claim, Statement):
        label = model._meta.label_lower
        found = model._default_manager.filter(pk__in=ids.get(label, ()), state=State.DRAFT)
        rows |= {(label, row.pk): row for row in found}
    drafts: dict[str, list[Claim | Statement]] = defaultdict(list)
    for identity, label, pk in made:
        if (label, pk) in rows:
            drafts[identity].append(rows[label, pk])
    return drafts


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


def find_articles(urls: Iterable[str]) -> dict[str, int]:
    """Find the articles that are recorded at these addresses, in any spelling."""
    spelt = {spelling: url for url in urls for spelling in list_spellings(url)}
    found = Article.objects.filter(canonical_url__in=list(spelt)).exclude(canonical_url="")
    return {spelt[url]: pk for url, pk in found.values_list("canonical_url", "pk")}


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
