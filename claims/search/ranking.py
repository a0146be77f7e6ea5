"""Ranking by relevance, and the fallback to partial matches.

A claim that has all the terms in its proposition, or anywhere and is filed under a topic of that name,
precedes one that needs its names as well, and that one precedes the rest. In each of these tiers, claims that
parties dispute precede the others. Of these, claims with the very words precede those with words of their
families, then claims in which several terms stand close together come first, and then the most prominent ones
(PROMINENCE). Claims with the status that a question asks for precede all others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, Field, IntegerField
from django.db.models.expressions import RawSQL

from core.pagination import COUNT_LIMIT
from core.sql_statements import NO_ROWS, SqlStatement, fetch_results

from .facet_codes import encode_facet
from .pagination import fetch_first_ids
from .planner import (
    PROBED,
    build_estimate,
    count_matches,
    estimate_rows,
    fetch_rows,
    is_uncounted,
    lead_by_index,
    read_estimate,
)
from .query_parser import ParsedQuery, parse_query
from .querysets import PROMINENCE, PROPOSITION, PROPOSITION_AND_NAMES, SORT_COLUMNS, ClaimSearchQuerySet

WINDOW = 100
"""Claims whose closeness of terms is compared where more than COUNT_LIMIT match.

They are the first by tier and prominence.
"""
CERTAINLY_MANY = 3 * COUNT_LIMIT
"""An estimate for one word that leaves no doubt that more than COUNT_LIMIT claims have it."""
MOST_SHOWN = 25
MOST_RANKED_WHILE_TYPING, WALKED_WHILE_TYPING = 2_000, 5_000
"""Matches up to which all are ranked for a suggestion, and how many claims are looked at instead."""
MOST_COMBINED = 8
"""The number of terms up to which every choice of most of them is searched.

8 terms make 28 choices of 6.
"""

WEIGHTS = "{0.1, 0.3, 0.4, 1.0}"
"""Weight of a word in an excerpt, a name, the context, the proposition, for partial matches."""

RANKED_COLUMNS = (*SORT_COLUMNS, "words", "facets")
RANK_FIELDS: tuple[tuple[str, Field], ...] = (
    ("is_first", IntegerField()),
    ("nearness", IntegerField()),
    ("is_contested", IntegerField()),
    ("is_literal", IntegerField()),
    ("closeness", IntegerField()),
    ("contested", IntegerField()),
    ("covered", IntegerField()),
    ("published_at", DateTimeField()),
    ("claim_id", BigIntegerField()),
)
"""What the best matches are ordered by, all descending."""
RANK_NAMES = tuple(name for name, _field in RANK_FIELDS)
RANKED = """
    SELECT claim_id, contested, covered, published_at, {is_first} AS is_first, -tier AS nearness,
           (contested > 0)::int AS is_contested, {is_literal} AS is_literal, ({closeness})::int AS closeness
    FROM (VALUES (%s::tsquery, ARRAY({topics}))) given (query, topics)
    CROSS JOIN ({entries} LIMIT %s) matches CROSS JOIN LATERAL (
        SELECT texts, CASE WHEN facets && topics THEN 1 ELSE texts END AS tier FROM (
            SELECT CASE WHEN ts_filter(words, '{{a}}') @@ query THEN 1
                        WHEN ts_filter(words, '{{a,c}}') @@ query THEN 2 ELSE 3 END AS texts) narrowest) best
    OFFSET 0
"""
# Of a topic that is named by one word, that is the whole name: "Russia" asks for more than its bridges.
TOPICS = """
SELECT claims_facet(2, id) FROM (
    SELECT id, name FROM claims_topic WHERE to_tsvector('english_unaccent', name) @@ %s::tsquery
    UNION ALL
    SELECT topic_id, name FROM claims_topicalias WHERE to_tsvector('english_unaccent', name) @@ %s::tsquery
) named, to_tsvector('english_unaccent', name) name_words
WHERE %s OR length(name_words) = 1
GROUP BY id ORDER BY min(length(name_words)), id LIMIT 20
"""
RANK = """
SELECT array_agg(claim_id ORDER BY {descending}), count(*) FILTER (WHERE {is_passed}) FROM ({ranked}) ranked
"""
FIRST_IDS = "(SELECT ids[:%s] FROM ({rank}) ranking (ids, passed))"
RANKS = "SELECT {names} FROM ({ranked}) ranked"
DESCENDING = ", ".join(f"{name} DESC" for name in RANK_NAMES)
ROW = f"({', '.join(RANK_NAMES)})"
EDGE = f"({', '.join(['%s'] * len(RANK_NAMES))})"
# In tenths: of claims that are about as close, the prominent ones come first. Adjacent terms are no closer
# for being repeated, as they are in excerpts.
CLOSENESS = """
LEAST(10, round(10 * ts_rank_cd('{1, 1, 1, 1}', CASE texts WHEN 1 THEN ts_filter(words, '{a}')
                                              WHEN 2 THEN ts_filter(words, '{a,c}') ELSE words END, query)))
"""
SAME_CLOSENESS = "0"
"""The closeness of a single term: repetition in a text of one sentence means nothing."""

PARTIAL_ORDER = """
matched DESC, is_first DESC, likeness DESC, contested DESC, covered DESC, published_at DESC, claim_id DESC
"""
PARTIAL_RANK = """
SELECT claim_id, {matched} AS matched, ts_rank(%s::float4[], words, %s::tsquery) AS likeness,
       contested, covered, published_at, facets @> %s::bigint[] AS is_first
FROM claims_claimsearch WHERE claim_id = ANY (ARRAY({entries} LIMIT %s))
ORDER BY {order} LIMIT %s
"""
# What is common is met among the newest; the index leads to what is rare.
ANY_ROW = "excluded AS MATERIALIZED (({probe}) UNION ALL ({entries}) LIMIT 1)"
# PostgreSQL runs nothing of a try before it knows that those before had no rows.
TRY = "{name} AS MATERIALIZED (SELECT * FROM ({query}) ranked WHERE {nothing_before})"
FIRST_RANKED = """
WITH {tries} SELECT claim_id, matched FROM ({ranked}) ranked
ORDER BY {order}
"""
HAS_TERM = "(words @@ %s::tsquery)::int"
HAS_FACETS = "(facets @> %s::bigint[])::int"


class Edge(NamedTuple):
    """A row in the order of the best matches, which need not be among them any more."""

    values: list[Any]
    """Its values of RANK_FIELDS."""
    is_passed: bool
    """Whether the rows up to this one are passed, or only those before it."""


class Ranking(NamedTuple):
    """The best matches of a search."""

    ids: list[int]
    total: int
    passed: int | None = None
    """How many of them an edge passes; None without an edge, and if too many match."""


def rank_by_relevance(
    entries: ClaimSearchQuerySet,
    text: str | ParsedQuery,
    number: int = WINDOW,
    *,
    status: str = "",
    edge: Edge | None = None,
) -> Ranking:
    """Return the ids of the best matches of a search, and the number of matches.

    `entries` is a search with the words of `text`. Claims with `status` come first. All ids are returned if
    up to COUNT_LIMIT claims match, which saves a second search: for a phrase, every claim with its words has
    to be read to see whether they are adjacent. Otherwise at least the first `number` are returned, and
    COUNT_LIMIT + 1 stands for any larger number of matches.

    Queries: 2, up to 11 if many match, and 1 more to parse a text.
    """
    parsed = parse_query(text) if isinstance(text, str) else text
    if entries.query.is_empty() or not parsed.query:
        return Ranking([], 0)
    everything = entries.model.objects.all()
    matches, claims, named = fetch_results(
        build_estimate(entries), build_estimate(everything), _select_topics(parsed)
    )
    estimate, topics = read_estimate(matches), [code for (code,) in named]
    if not is_uncounted(estimate) or not is_uncounted(_count_many(entries, parsed, estimate)):
        ids, passed = _rank(entries, parsed, COUNT_LIMIT + 1, status, edge)
        if not is_uncounted(len(ids)):
            return Ranking(ids, len(ids), passed if edge else None)
    wanted = entries.with_facet("status", status) if status else entries
    tiers = _Tiers(parsed, topics, read_estimate(claims))
    first = tiers.rank(wanted, max(number, WINDOW))
    if len(first) < number and status:
        first = list(dict.fromkeys(first + tiers.rank(entries, number)))
    if len(parsed.positive) < 2:
        return Ranking(first[:number], COUNT_LIMIT + 1)
    window, _ = _rank(entries.model.objects.filter(pk__in=first[:WINDOW]), parsed, WINDOW, status)
    return Ranking(window + first[WINDOW:], COUNT_LIMIT + 1)


def build_prominent(
    entries: ClaimSearchQuerySet, parsed: ParsedQuery, query: str, number: int, *, status: str = ""
) -> list[SqlStatement]:
    """Return `query` on a few good matches of a search, quickly: it is for who has not finished typing.

    `{ids}` in it stands for an array of their ids. They are the first of rank_by_relevance. Where many claims
    match, those of the most prominent ones that have the words in their propositions, or are under a topic of
    that name; there may be none. Without words, the most prominent ones of `entries`, if a status is asked
    for. One of the statements has rows. Queries: 1, or 0.
    """
    if entries.query.is_empty() or not (parsed.query or status):
        return [NO_ROWS]
    if not parsed.query:
        first = entries.within_first(WALKED_WHILE_TYPING, entries.model.objects.order_by(*PROMINENCE))
        sql, values = first.order_by(*PROMINENCE).values("claim_id")[:number].query.sql_with_params()
        return [(query.format(ids=f"ARRAY({sql})"), values)]
    [estimate] = estimate_rows(entries)
    if estimate <= MOST_RANKED_WHILE_TYPING:
        rank, params = _build_rank(entries, parsed, MOST_RANKED_WHILE_TYPING, status)
        return lead_by_index(entries, (query.format(ids=FIRST_IDS.format(rank=rank)), [number, *params]))
    entries = entries.with_facet("status", status) if status else entries
    prominent = entries.within_first(WALKED_WHILE_TYPING, entries.model.objects.order_by(*PROMINENCE))
    topics, named = _select_topics(parsed)
    asked_for = RawSQL(f"ARRAY({topics})", named)  # noqa: S611 - ours, its values are parameters
    rows = prominent.matching_in(PROPOSITION, parsed, asked_for).order_by(*PROMINENCE)
    sql, values = rows.values("claim_id")[:number].query.sql_with_params()
    return [(query.format(ids=f"ARRAY({sql})"), values)]


def _count_many(entries: ClaimSearchQuerySet, parsed: ParsedQuery, estimate: int) -> int:
    is_certain = estimate >= CERTAINLY_MANY and parsed.has_one_word and len(entries.query.where.children) == 1
    return estimate if is_certain else count_matches(entries)


def _rank(
    entries: ClaimSearchQuerySet, parsed: ParsedQuery, most: int, status: str, edge: Edge | None = None
) -> tuple[list[int], int]:
    """Return the ids of up to `most` of these rows, the best first, and how many the edge passes."""
    [(ids, passed)] = fetch_rows(entries, *_build_rank(entries, parsed, most, status, edge))
    return ids or [], passed


def _build_rank(
    entries: ClaimSearchQuerySet, parsed: ParsedQuery, most: int, status: str, edge: Edge | None = None
) -> tuple[str, list[Any]]:
    ranked, params = _build_ranked(entries, parsed, most, status)
    is_passed = f"{ROW} {'>=' if edge.is_passed else '>'} {EDGE}" if edge else "false"
    query = RANK.format(descending=DESCENDING, is_passed=is_passed, ranked=ranked)
    return query, [*(edge.values if edge else ()), *params]


def build_ranks(entries: ClaimSearchQuerySet, parsed: ParsedQuery, status: str) -> SqlStatement:
    """Return the query for what these matches of a search are ordered by: RANK_FIELDS of each."""
    ranked, params = _build_ranked(entries, parsed, MOST_SHOWN, status)
    return RANKS.format(names=", ".join(RANK_NAMES), ranked=ranked), params


def _build_ranked(
    entries: ClaimSearchQuerySet, parsed: ParsedQuery, most: int, status: str
) -> tuple[str, list[Any]]:
    sql, params = entries.order_by().values(*RANKED_COLUMNS).query.sql_with_params()
    topics, named = _select_topics(parsed)
    ranked = RANKED.format(
        topics=topics,
        entries=sql,
        is_first=HAS_FACETS if status else "1",
        is_literal=HAS_TERM if parsed.literal else "1",
        closeness=CLOSENESS if len(parsed.positive) > 1 else SAME_CLOSENESS,
    )
    chosen = [*([_list_codes(status)] if status else []), *([parsed.literal] if parsed.literal else [])]
    return ranked, [*chosen, parsed.query, *named, *params, most]


def _select_topics(parsed: ParsedQuery) -> tuple[str, list[Any]]:
    """Return the query for the facets of the topics that a text asks for by a name or an alias."""
    if parsed.topics:
        return "SELECT unnest(%s::bigint[])", [list(parsed.topics)]
    has_several_words = len(parsed.positive) > 1 or any(" " in term.text.strip() for term in parsed.terms)
    return TOPICS, [parsed.topic_query, parsed.topic_query, has_several_words]


def _list_codes(status: str) -> list[int]:
    """Return the facets that make a claim come first: none, which all have, without a status."""
    code = encode_facet("status", status) if status else None
    return [] if code is None else [code]


@dataclass(frozen=True)
class _Tiers:
    """Where matches are looked for in turn: in propositions and topics, in names as well, anywhere.

    `topics`: the facets of the topics that the text asks for. `claims`: how many there are, about.
    """

    parsed: ParsedQuery
    topics: Sequence[int]
    claims: int

    def rank(self, entries: ClaimSearchQuerySet, number: int) -> list[int]:
        """Return the ids of the first `number` matches by tier and prominence. Queries: 2 to 4."""
        ids: dict[int, None] = {}
        labels = (PROPOSITION, PROPOSITION_AND_NAMES)
        # Without the condition that any text has the words, which the planner takes for a coincidence.
        alike = entries.model.objects.filter(facets__contains=list(entries.codes))
        expected = estimate_rows(*(self._search(alike, label) for label in labels))
        for label, rows in zip(labels, expected, strict=True):
            is_common = is_walk_shorter(number, rows, self.claims)
            found = self._search(entries, label)
            first = fetch_first_ids(found, PROMINENCE, number, is_common=is_common, expected=rows)
            ids |= dict.fromkeys(first)
            if len(ids) >= number:
                return list(ids)[:number]
        ids |= dict.fromkeys(fetch_first_ids(entries, PROMINENCE, number, is_common=True, expected=0))
        return list(ids)[:number]

    def _search(self, entries: ClaimSearchQuerySet, label: str) -> ClaimSearchQuerySet:
        return entries.matching_in(label, self.parsed, self.topics)


def is_walk_shorter(number: int, expected: int, claims: int) -> bool:
    """Whether walking until `number` of `expected` matches are met passes fewer claims than these."""
    return number * claims < expected**2


def rank_partial_matches(
    search: Callable[[ParsedQuery], ClaimSearchQuerySet],
    parsed: ParsedQuery,
    *,
    unless: ClaimSearchQuerySet,
    status: str = "",
) -> tuple[list[int], bool]:
    """Rank the claims that match most of the query terms, or some, as a fallback.

    The fallback is needed because people type questions. `search` makes the rows of a search for other
    words. Claims with most of the terms are tried first, then those with any; verbs of speech ("said")
    are no reason to show a claim. There are none if `unless` has rows. Of claims
    with as many terms, those with `status` come first.

    Returns at most MOST_SHOWN ids, by number of terms and then by relevance, and whether each claim has
    more than half of the terms. Queries: 1, or 0.
    """
    words = [parsed.with_query(query) for query in _partial_queries(parsed)]
    tries = [(search(each), each) for each in words]
    ranked = _rank_first([each for each in tries if not each[0].query.is_empty()], unless, status)
    most = [pk for pk, matched in ranked if matched * 2 > len(parsed.positive)]
    return most or [pk for pk, _matched in ranked], bool(most)


def _partial_queries(parsed: ParsedQuery) -> list[str]:
    terms = [f"({term})" for term in parsed.distinctive]
    if not terms or len(parsed.positive) < 2:
        return []
    queries = [" | ".join(terms)]
    number = max(len(parsed.positive) // 2 + 1, len(terms) - 2)
    if number <= len(terms) <= MOST_COMBINED and number < len(parsed.positive):
        queries.insert(0, " | ".join(f"({' & '.join(choice)})" for choice in combinations(terms, number)))
    return queries


def _rank_first(
    tries: Sequence[tuple[ClaimSearchQuerySet, ParsedQuery]], unless: ClaimSearchQuerySet, status: str
) -> list[tuple[int, int]]:
    """Return (id, number of terms) of each claim of the first search that finds something."""
    if not tries:
        return []
    parts: list[str] = []
    params: list[Any] = []
    before: list[str] = []
    if not unless.query.is_empty():
        searches = (unless.within_first(PROBED), unless)
        (probe, few), (sql, values) = (rows.values("pk")[:1].query.sql_with_params() for rows in searches)
        parts.append(ANY_ROW.format(probe=probe, entries=sql))
        params += [*few, *values]
        before.append("excluded")
    for number, (entries, parsed) in enumerate(tries):
        query, ranking = _rank_partially(entries, parsed, status)
        nothing_before = " AND ".join(f"NOT EXISTS (SELECT FROM {name})" for name in before) or "true"
        before.append(f"try_{number}")
        parts.append(TRY.format(name=before[-1], query=query, nothing_before=nothing_before))
        params += ranking
    ranked = " UNION ALL ".join(f"TABLE try_{number}" for number in range(len(tries)))
    return fetch_rows(
        tries[0][0], FIRST_RANKED.format(tries=", ".join(parts), ranked=ranked, order=PARTIAL_ORDER), params
    )


def _rank_partially(entries: ClaimSearchQuerySet, parsed: ParsedQuery, status: str) -> tuple[str, list[Any]]:
    """Return SQL for the best of these rows by how many of the terms they have, and its parameters."""
    sql, params = _newest(entries)
    query = PARTIAL_RANK.format(
        entries=sql, matched=" + ".join([HAS_TERM] * len(parsed.positive)), order=PARTIAL_ORDER
    )
    ranking = [*parsed.positive, WEIGHTS, parsed.any_term, _list_codes(status)]
    return query, [*ranking, *params, COUNT_LIMIT, MOST_SHOWN]


def _newest(entries: ClaimSearchQuerySet) -> tuple[str, tuple]:
    """Return the SQL of the ids of these rows, newest first."""
    return entries.order_by("-published_at", "-pk").values("claim_id").query.sql_with_params()
