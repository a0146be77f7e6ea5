"""Whose words they are: claimants found by the names that an article prints.

In a fixed number of queries for all names of an article, each by index.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from claims.coverage.affiliations import AffiliationHistory, load_affiliations
from claims.coverage.rows import split_words
from claims.merges import merge_targets
from claims.models import Claimant

MOST_CANDIDATES = 10
"""How many are offered for one name."""

# Each name is looked up by itself, through the indexes on folded names. `+ 0` keeps the planner from
# reading the claimants in the order of their ids until it meets enough.
MATCH_NAMES = """
WITH v AS MATERIALIZED (
    SELECT asked, rank, claims_folded_name(variant) AS folded
    FROM unnest(%(asked)s::text[], %(variant)s::text[], %(rank)s::int[]) AS v (asked, variant, rank)
)
SELECT v.asked, v.rank, found.how, found.id, found.name
FROM v CROSS JOIN LATERAL (
    (SELECT 'name' AS how, k.id, k.name FROM claims_claimant k
     WHERE claims_folded_name(k.name) = v.folded AND v.rank < %(surname)s
       AND (v.rank = 0 OR k.kind = 'person') ORDER BY k.id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'alias', a.claimant_id, a.name FROM claims_alias a
     JOIN claims_claimant k ON k.id = a.claimant_id
     WHERE claims_folded_name(a.name) = v.folded
       AND (v.rank = 0 OR k.kind = 'person') ORDER BY a.claimant_id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'surname', k.id, k.name FROM claims_claimant k
     WHERE claims_last_name(k.name) = v.folded AND k.kind = 'person'
       AND v.rank = %(surname)s ORDER BY k.id + 0 LIMIT %(most)s)
    UNION ALL
    (SELECT 'role', k.id, k.role FROM claims_claimant k
     WHERE claims_folded_name(k.role) = v.folded AND k.role <> ''
       AND v.rank = 0 ORDER BY k.id + 0 LIMIT %(most)s)
) found
"""
MATCH_ROLES = """
WITH d AS MATERIALIZED (
    SELECT asked, claims_folded_name(country) AS country, claims_folded_name(role) AS role
    FROM unnest(%(asked)s::text[], %(country)s::text[], %(role)s::text[]) AS d (asked, country, role)
)
SELECT d.asked, held.claimant_id, held.role, held.since, held.until
FROM d CROSS JOIN LATERAL (
    SELECT k.id FROM claims_claimant k WHERE claims_folded_name(k.name) = d.country
    UNION
    SELECT a.claimant_id FROM claims_alias a WHERE claims_folded_name(a.name) = d.country
) party CROSS JOIN LATERAL (
    SELECT f.claimant_id, f.role, f.since, f.until FROM claims_affiliation f
    WHERE f.party_id = party.id AND claims_folded_name(f.role) = d.role
    ORDER BY f.claimant_id + 0 LIMIT 100
) held
"""
FIND_PARTIES = """
WITH w AS MATERIALIZED (
    SELECT word, claims_folded_name(word) AS folded FROM unnest(%(words)s::text[]) AS w (word)
)
SELECT w.word, party.id
FROM w CROSS JOIN LATERAL (
    SELECT k.id FROM claims_claimant k
    WHERE claims_folded_name(k.name) = w.folded AND k.is_party AND k.kind <> 'outlet'
    UNION
    SELECT k.id FROM claims_alias a JOIN claims_claimant k ON k.id = a.claimant_id
    WHERE claims_folded_name(a.name) = w.folded AND k.is_party AND k.kind <> 'outlet'
) party
"""

SURNAME_RANK = 99
"""Rank of a match by the last word alone: everything else goes before it."""
TITLES = split_words(
    """
    mr mrs ms miss dr prof professor sir dame lord lady judge justice president minister secretary senator
    sen rep representative gov governor gen general col colonel adm admiral lt capt captain ambassador
    chancellor king queen prince princess pope envoy spokesman spokeswoman spokesperson chairman chairwoman
    foreign prime defense defence vice deputy premier mayor congressman congresswoman mp
    """
)
_LINKING = split_words("of the for in from and at to with by on")
MOST_WORDS = 12


@dataclass(frozen=True)
class ClaimantCandidate:
    """Somebody whom a printed name may mean; `party` and `capacity` where they leave no doubt."""

    claimant: Claimant
    matched: str
    how: str
    """"name", "alias", "surname" or "role"."""
    party: Claimant | None = None
    capacity: str = ""

    def as_json(self) -> dict:
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
    """Who `name`, as an article prints it, may be; several when it belongs to two people."""
    return find_all_candidates([name], on=on)[name]


def find_all_candidates(
    names: Iterable[str], *, on: datetime.date | None = None
) -> dict[str, list[ClaimantCandidate]]:
    """The same for every name: by name or alias (neither case, accents nor full stops count), with
    titles before it left out; else by role ("the Russian foreign minister"); else by surname.

    `on`: the day on which they spoke, which decides for whom and as what.
    """
    names = list(dict.fromkeys(names))
    known = match_names(names)
    return {name: known.candidates(name, on) for name in names}


@dataclass(frozen=True)
class NameMatch:
    claimant_id: int
    how: str
    matched: str
    since: datetime.date | None = None
    until: datetime.date | None = None

    def holds(self, on: datetime.date | None) -> bool:
        return on is None or (self.since or on) <= on <= (self.until or on)


@dataclass(frozen=True)
class NameMatches:
    """Who may be meant by each of several names, whatever the day."""

    matches: dict[str, list[NameMatch]]
    merged: dict[int, int]
    careers: dict[int, AffiliationHistory]

    def candidates(self, name: str, on: datetime.date | None) -> list[ClaimantCandidate]:
        offered: dict[int, ClaimantCandidate] = {}
        for match in self.matches.get(name, []):
            pk = self.merged.get(match.claimant_id, match.claimant_id)
            if match.holds(on) and pk not in offered:
                says = self.careers[pk](on)
                offered[pk] = ClaimantCandidate(
                    says.claimant, match.matched, match.how, says.party, says.capacity
                )
        return list(offered.values())[:MOST_CANDIDATES]


def match_names(names: list[str]) -> NameMatches:
    """Everybody whom `names` may mean, in at most six queries."""
    found = _match_by_name(names)
    if unknown := [name for name in names if not found[name]]:
        found |= _match_by_role(unknown)
    ids = {match.claimant_id for matches in found.values() for match in matches}
    merged = merge_targets("claimant", ids)
    claimants = Claimant.objects.in_bulk({merged.get(one, one) for one in ids})
    return NameMatches(found, merged, load_affiliations(claimants.values()))


def _match_by_name(names: list[str]) -> dict[str, list[NameMatch]]:
    """For each name those of the best rank at which there are any."""
    variants = [(name, variant, rank) for name in names for variant, rank in list_name_variants(name)]
    ranked = defaultdict(lambda: defaultdict(list))
    order = ("name", "alias", "role", "surname")
    if variants:
        asked, variant, rank = (list(column) for column in zip(*variants, strict=True))
        given = {
            "asked": asked,
            "variant": variant,
            "rank": rank,
            "surname": SURNAME_RANK,
            "most": MOST_CANDIDATES + 1,
        }
        for name, place, how, claimant_id, matched in _fetch_rows(MATCH_NAMES, given):
            ranked[name][place].append(NameMatch(claimant_id, how, matched))
    return {
        name: sorted(ranked[name][min(ranked[name])], key=lambda one: (order.index(one.how), one.claimant_id))
        if ranked[name]
        else []
        for name in names
    }


def list_name_variants(name: str) -> list[tuple[str, int]]:
    """What to look up for a printed name, with its rank: the whole of it first, then without the
    words before a full name ("Foreign Minister Ada Brook"), last of all the surname alone."""
    words = name.split()[:MOST_WORDS]
    if not words:
        return []
    variants = [(" ".join(words), 0)]
    for dropped in range(1, len(words) - 1):
        rest = words[dropped:]
        if words[dropped - 1].lower() not in _LINKING and rest[0].lower() not in _LINKING:
            variants.append((" ".join(rest), dropped))
    before = [word.strip(".,").lower() for word in words[:-1]]
    if words[-1][:1].isupper() and all(word in TITLES for word in before):
        variants.append((words[-1], SURNAME_RANK))
        variants.append((words[-1], SURNAME_RANK - 1))  # as an alias, which goes before
    return variants


def _match_by_role(names: list[str]) -> dict[str, list[NameMatch]]:
    """ "The Russian foreign minister": the country or body, by name, alias or adjective, then the role."""
    asked = [
        (name, country, " ".join(words[cut:]))
        for name in names
        if (words := re.sub(r"^(?i:the)\s+", "", name).split()[:MOST_WORDS])
        for cut in range(1, min(len(words), 4))
        for country in list_country_names(" ".join(words[:cut]))
    ]
    found: dict[str, list[NameMatch]] = defaultdict(list)
    if asked:
        name, country, role = (list(column) for column in zip(*asked, strict=True))
        given = {"asked": name, "country": country, "role": role}
        for who_asked, claimant_id, matched, since, until in _fetch_rows(MATCH_ROLES, given):
            found[who_asked].append(NameMatch(claimant_id, "role", matched, since, until))
    return found


def list_country_names(word: str) -> list[str]:
    """What a country or body may be called whose adjective or genitive is `word`: "Russian" is of
    Russia, "Iraqi" of Iraq, "Japan's" of Japan. `word` itself comes first."""
    bare = re.sub(r"['’]s?$", "", word)
    forms = [word, bare]
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
    for ending, instead in endings.items():
        if bare.endswith(ending) and len(bare) > len(ending) + 2:
            forms += [bare[: -len(ending)] + one for one in instead]
    return list(dict.fromkeys(form for form in forms if form))


def find_parties(words: Iterable[str]) -> dict[str, Claimant]:
    """The one party that each word (a name, an alias, an adjective such as "Russian") names."""
    forms = {word: list_country_names(word) for word in words}
    wanted = sorted({form for several in forms.values() for form in several})
    ids: dict[str, set[int]] = defaultdict(set)
    for form, party_id in _fetch_rows(FIND_PARTIES, {"words": wanted}) if wanted else []:
        ids[form].add(party_id)
    merged = merge_targets("claimant", {one for several in ids.values() for one in several})
    parties = Claimant.objects.in_bulk({merged.get(one, one) for several in ids.values() for one in several})
    named = {}
    for word, several in forms.items():
        meant = {merged.get(one, one) for form in several for one in ids[form]}
        if len(meant) == 1 and (party := parties[meant.pop()]).is_party:
            named[word] = party
    return named


def _fetch_rows(sql: str, given: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
