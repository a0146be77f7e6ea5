"""Claimants, found by the names that an article prints.

Queries: a fixed number for all names of an article, each through an index.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from claims.coverage.affiliations import AffiliationHistory, load_affiliations
from claims.merges import merge_targets
from claims.models import Claimant
from claims.search.words.demonyms import find_other_names
from core.names import normalise_name
from quotations.lexicon.word_lists import word_set

MAX_CANDIDATES = 10
"""How many claimants are offered for one name."""

# WHO is no "who": an alias in capitals is met by capitals only, a name in capitals by a capital ("Nato").
_ALIAS_IS_PRINTED = "(a.name <> upper(a.name) OR a.name = lower(a.name) OR {printed} = upper({printed}))"
_NAME_IS_PRINTED = "(k.name <> upper(k.name) OR k.name = lower(k.name) OR {printed} <> lower({printed}))"

# Each name is looked up separately, through the indexes on folded names. `+ 0` keeps the planner from
# scanning the claimants in the order of their ids until it has found enough.
MATCH_NAMES = f"""
WITH v AS MATERIALIZED (
    SELECT printed, rank, variant, claims_folded_name(variant) AS folded
    FROM unnest(%(printed)s::text[], %(variant)s::text[], %(rank)s::int[]) AS v (printed, variant, rank)
)
SELECT v.printed, v.rank, match.how, match.id, match.name
FROM v CROSS JOIN LATERAL (
    (SELECT 'name' AS how, k.id, k.name FROM claims_claimant k
     WHERE claims_folded_name(k.name) = v.folded AND v.rank < %(surname)s
       AND {_NAME_IS_PRINTED.format(printed="v.variant")}
       AND (v.rank = 0 OR k.kind = 'person') ORDER BY k.id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'alias', a.claimant_id, a.name FROM claims_alias a
     JOIN claims_claimant k ON k.id = a.claimant_id
     WHERE claims_folded_name(a.name) = v.folded AND {_ALIAS_IS_PRINTED.format(printed="v.variant")}
       AND (v.rank = 0 OR k.kind = 'person') ORDER BY a.claimant_id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'surname', k.id, k.name FROM claims_claimant k
     WHERE claims_last_name(k.name) = v.folded AND k.kind = 'person'
       AND v.rank = %(surname)s ORDER BY k.id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'role', k.id, k.role FROM claims_claimant k
     WHERE claims_folded_name(k.role) = v.folded AND k.role <> ''
       AND v.rank = 0 ORDER BY k.id + 0 LIMIT %(most)s)
) match
"""  # noqa: S608 - conditions of ours
MATCH_ROLES = f"""
WITH d AS MATERIALIZED (
    SELECT printed, country AS words, claims_folded_name(country) AS country, claims_folded_name(role) AS role
    FROM unnest(%(printed)s::text[], %(country)s::text[], %(role)s::text[]) AS d (printed, country, role)
)
SELECT d.printed, held.claimant_id, held.role, held.since, held.until
FROM d CROSS JOIN LATERAL (
    SELECT k.id FROM claims_claimant k
    WHERE claims_folded_name(k.name) = d.country AND {_NAME_IS_PRINTED.format(printed="d.words")}
    UNION
    SELECT a.claimant_id FROM claims_alias a
    WHERE claims_folded_name(a.name) = d.country AND {_ALIAS_IS_PRINTED.format(printed="d.words")}
) party CROSS JOIN LATERAL (
    SELECT f.claimant_id, f.role, f.since, f.until FROM claims_affiliation f
    WHERE f.party_id = party.id AND claims_folded_name(f.role) = d.role
    ORDER BY f.claimant_id + 0 LIMIT 100
) held
"""  # noqa: S608 - conditions of ours
FIND_PARTIES = f"""
WITH w AS MATERIALIZED (
    SELECT word, claims_folded_name(word) AS folded FROM unnest(%(words)s::text[]) AS w (word)
)
SELECT w.word, party.id
FROM w CROSS JOIN LATERAL (
    SELECT k.id FROM claims_claimant k
    WHERE claims_folded_name(k.name) = w.folded AND k.is_party AND k.kind <> 'outlet'
      AND {_NAME_IS_PRINTED.format(printed="w.word")}
    UNION
    SELECT k.id FROM claims_alias a JOIN claims_claimant k ON k.id = a.claimant_id
    WHERE claims_folded_name(a.name) = w.folded AND k.is_party AND k.kind <> 'outlet'
      AND {_ALIAS_IS_PRINTED.format(printed="w.word")}
) party
"""  # noqa: S608 - conditions of ours

SURNAME_RANK = 99
"""Rank of a match by the last word alone: every other match goes before it."""
TITLES = word_set(
    """
    mr mrs ms miss dr prof professor sir dame lord lady judge justice president minister secretary senator
    sen rep representative gov governor gen general col colonel adm admiral lt capt captain ambassador
    chancellor king queen prince princess pope envoy spokesman spokeswoman spokesperson chairman chairwoman
    foreign prime defense defence vice deputy premier mayor congressman congresswoman mp
    """
)
_LINKING_WORDS = word_set("of the for in from and at to with by on")
MAX_WORDS = 12


@dataclass(frozen=True)
class ClaimantCandidate:
    """A claimant that a printed name may mean.

    Party and capacity are given where there is no doubt.
    """

    claimant: Claimant
    matched: str
    how: str
    """"name", "alias", "surname" or "role"."""
    party: Claimant | None = None
    capacity: str = ""

    def to_json(self) -> dict:
        return {
            "claimant": self.claimant.pk,
            "name": self.claimant.name,
            "matched": self.matched,
            "how": self.how,
            "party": self.party.pk if self.party else None,
            "party_name": self.party.name if self.party else "",
            "capacity": self.capacity,
        }


def find_candidates(name: str, *, on: datetime.date | None = None) -> list[ClaimantCandidate]:
    """Find whom `name`, as an article prints it, may mean; see find_all_candidates."""
    return find_all_candidates([name], on=on)[name]


def find_all_candidates(
    names: Iterable[str], *, on: datetime.date | None = None
) -> dict[str, list[ClaimantCandidate]]:
    """Find whom each name may mean: by name or alias, else by role, else by surname.

    Case, accents and full stops do not count, except that an alias in capitals is met by capitals only.
    Titles before a name are ignored. A role is one such as "the Russian foreign minister". `on` is the day
    on which they spoke: it decides which party they spoke for, and in which capacity.
    """
    names = list(dict.fromkeys(names))
    matches = match_names(names)
    return {name: matches.list_candidates(name, on) for name in names}


@dataclass(frozen=True)
class ClaimantMatch:
    """A claimant that has a printed name or role, between two days if they are known."""

    claimant_id: int
    how: str
    matched: str
    since: datetime.date | None = None
    until: datetime.date | None = None

    def is_valid_on(self, day: datetime.date | None) -> bool:
        return day is None or (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class ClaimantMatches:
    """The claimants that each of several names may mean, on any day."""

    matches: dict[str, list[ClaimantMatch]]
    merged: dict[int, int]
    affiliations: dict[int, AffiliationHistory]

    def list_candidates(self, name: str, day: datetime.date | None) -> list[ClaimantCandidate]:
        candidates: dict[int, ClaimantCandidate] = {}
        for match in self.matches.get(name, []):
            pk = self.merged.get(match.claimant_id, match.claimant_id)
            if match.is_valid_on(day) and pk not in candidates:
                role = self.affiliations[pk].on(day)
                candidates[pk] = ClaimantCandidate(
                    role.claimant, match.matched, match.how, role.party, role.capacity
                )
        return list(candidates.values())[:MAX_CANDIDATES]


def match_names(names: list[str]) -> ClaimantMatches:
    """Find everybody whom `names` may mean.

    Queries: at most 6.
    """
    matches = _match_by_name(names)
    if unknown := [name for name in names if not matches[name]]:
        matches |= _match_by_role(unknown)
    ids = {match.claimant_id for several in matches.values() for match in several}
    merged = merge_targets("claimant", ids)
    claimants = Claimant.objects.in_bulk({merged.get(pk, pk) for pk in ids})
    return ClaimantMatches(matches, merged, load_affiliations(claimants.values()))


def _match_by_name(names: list[str]) -> dict[str, list[ClaimantMatch]]:
    """Find for each name the matches of the best rank that has any."""
    variants = [(name, variant, rank) for name in names for variant, rank in list_name_variants(name)]
    ranked: dict[str, dict[int, list[ClaimantMatch]]] = defaultdict(lambda: defaultdict(list))
    order = ("name", "alias", "role", "surname")
    if variants:
        printed, variant_names, ranks = (list(column) for column in zip(*variants, strict=True))
        parameters = {
            "printed": printed,
            "variant": variant_names,
            "rank": ranks,
            "surname": SURNAME_RANK,
            "most": MAX_CANDIDATES + 1,
        }
        for name, rank, how, claimant_id, matched in _fetch_rows(MATCH_NAMES, parameters):
            ranked[name][rank].append(ClaimantMatch(claimant_id, how, matched))
    return {
        name: sorted(
            ranked[name][min(ranked[name])], key=lambda match: (order.index(match.how), match.claimant_id)
        )
        if ranked[name]
        else []
        for name in names
    }


def list_name_variants(name: str) -> list[tuple[str, int]]:
    """List the variants to look up for a printed name, each with its rank.

    The whole name comes first, then the name without words before a full name ("Foreign Minister Ada
    Brook"), last of all the surname alone.
    """
    words = normalise_name(name).split()[:MAX_WORDS]
    if not words:
        return []
    variants = [(" ".join(words), 0)]
    for dropped in range(1, len(words) - 1):
        rest = words[dropped:]
        if words[dropped - 1].lower() not in _LINKING_WORDS and rest[0].lower() not in _LINKING_WORDS:
            variants.append((" ".join(rest), dropped))
    before = [word.strip(".,").lower() for word in words[:-1]]
    if words[-1][:1].isupper() and all(word in TITLES for word in before):
        variants.append((words[-1], SURNAME_RANK))
        variants.append((words[-1], SURNAME_RANK - 1))  # as an alias, which goes before
    return variants


def _match_by_role(names: list[str]) -> dict[str, list[ClaimantMatch]]:
    """Match "the Russian foreign minister": a country or body, then the role."""
    descriptions = [
        (name, country, " ".join(words[cut:]))
        for name in names
        if (words := re.sub(r"^(?i:the)\s+", "", name).split()[:MAX_WORDS])
        for cut in range(1, min(len(words), 4))
        for country in list_country_names(" ".join(words[:cut]))
    ]
    matches: dict[str, list[ClaimantMatch]] = defaultdict(list)
    if descriptions:
        printed, countries, roles = (list(column) for column in zip(*descriptions, strict=True))
        parameters = {"printed": printed, "country": countries, "role": roles}
        for name, claimant_id, matched, since, until in _fetch_rows(MATCH_ROLES, parameters):
            matches[name].append(ClaimantMatch(claimant_id, "role", matched, since, until))
    return matches


def list_country_names(word: str) -> list[str]:
    """List possible names of the country or body of an adjective or genitive.

    "Russian" is of Russia, "Norwegian" of Norway, "Japan's" of Japan. `word` itself comes first.
    """
    stem = re.sub(r"['’]s?$", "", word)
    forms = [word, stem]
    endings = {
        "ian": ("ia", "", "y", "e"),
        "ean": ("ea", "e"),
        "an": ("a", "", "o"),
        "ish": ("", "land", "ey", "en"),
        "ese": ("", "a", "e"),
        "i": ("", "a"),
        "n": ("",),
        "ic": ("", "e"),
    }
    for ending, replacements in endings.items():
        if stem.endswith(ending) and len(stem) > len(ending) + 2:
            forms += [stem[: -len(ending)] + replacement for replacement in replacements]
    return list(dict.fromkeys(form for form in [*forms, *find_other_names(stem)] if form))


def find_parties(words: Iterable[str]) -> dict[str, Claimant]:
    """Find the party that each word means; leave out those of none or several.

    A word is a name, an alias or an adjective such as "Russian".
    """
    forms = {word: list_country_names(word) for word in words}
    all_forms = sorted({form for several in forms.values() for form in several})
    ids: dict[str, set[int]] = defaultdict(set)
    for form, party_id in _fetch_rows(FIND_PARTIES, {"words": all_forms}) if all_forms else []:
        ids[form].add(party_id)
    all_ids = {pk for several in ids.values() for pk in several}
    merged = merge_targets("claimant", all_ids)
    claimants = Claimant.objects.in_bulk({merged.get(pk, pk) for pk in all_ids})
    parties = {}
    for word, several in forms.items():
        meant = {merged.get(pk, pk) for form in several for pk in ids[form]}
        if len(meant) == 1 and (party := claimants[meant.pop()]).is_party:
            parties[word] = party
    return parties


def _fetch_rows(sql: str, parameters: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
