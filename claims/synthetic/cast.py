"""The cast of a synthetic record: outlets, claimants, topics.

A few are busy, most are not.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import isqrt
from typing import NamedTuple

from .sheets import MARK, Sheets, format_day
from .words import Vocabulary, WordStream, draw_proper_name

FIRST_DAY = datetime.date(2015, 1, 1).toordinal()
LAST_DAY = datetime.date(2024, 12, 31).toordinal()
"""Fixed, not today: the same record whenever it is made."""

LARGEST_TOPIC = 2_000
WIDE_TOPIC_OUTLETS = 40
"""The first topic is a large one, and exactly this many outlets report on it."""

OUTLET_NAMES = (
    "Courier",
    "Herald",
    "Monitor",
    "Dispatch",
    "Ledger",
    "Observer",
    "Wire",
    "Tribune",
    "Gazette",
    "Post",
)
OFFICES = (
    "Foreign Minister",
    "Defence Minister",
    "Prime Minister",
    "Spokesperson of the Foreign Ministry",
    "Permanent Representative",
    "National Security Adviser",
    "Deputy Minister",
    "Member of Parliament",
)


class SyntheticSpeaker(NamedTuple):
    """A claimant with the party that it speaks for.

    `last_day` is the last day (an ordinal) in office, or None.
    """

    claimant: int
    party: int
    capacity: str
    last_day: int | None


class SyntheticTopic(NamedTuple):
    """One topic: how many claims it has, from which day (ordinal), and who is in it.

    `steady`: those of its speakers who never leave office.
    """

    topic: int
    size: int
    starts: int
    outlets: list[int]
    speakers: list[SyntheticSpeaker]
    steady: list[SyntheticSpeaker]


@dataclass
class Cast:
    """Everybody, with the rows that introduce them, by model label."""

    vocabulary: Vocabulary
    busiest: SyntheticSpeaker
    stories: list[SyntheticTopic]
    rows: dict[str, list[tuple]]


COLUMNS = {
    "sources.Outlet": "id key name home_page country funding funding_source",
    "claims.Claimant": "id key name sentence_name kind speaks_for_itself role outlet_id",
    "claims.Affiliation": "id key claimant_id party_id role since until",
    "claims.Alias": "id key claimant_id name",
    "claims.Topic": "id key name summary",
}


def make_cast(claims: int, seed: str, user: int) -> Cast:
    """Make the cast of a record of `claims` claims; the same for the same arguments."""
    rng = random.Random(f"{seed}/cast/{claims}")  # noqa: S311 - made-up data, not a secret
    vocabulary = Vocabulary(rng)
    sheets = Sheets(rng, WordStream(vocabulary, rng), user)
    outlets = range(1, 1 + _clamp(WIDE_TOPIC_OUTLETS, claims // 500, 2_000))
    _introduce_outlets(sheets, outlets)
    parties = _introduce_parties(sheets, _clamp(8, isqrt(claims) * 2 // 5, 400))
    people = _introduce_people(sheets, parties, _clamp(40, claims // 30, 30_000))
    topics = list(_make_topics(sheets, claims, outlets, parties, people[1:]))
    return Cast(vocabulary, people[0], topics, sheets.hand_over())


def _clamp(minimum: int, value: int, maximum: int) -> int:
    return max(minimum, min(value, maximum))


@cache
def compute_pareto_weights(count: int) -> list[float]:
    """Return cumulative weights for `random.choices`: the first is busiest by far."""
    return list(accumulate(1 / (rank + 2) ** 0.9 for rank in range(count)))


def _introduce_outlets(sheets: Sheets, outlets: range) -> None:
    """Write the outlets and their voices.

    They come first, so an outlet and its voice have the same id.
    """
    for outlet in outlets:
        place = draw_proper_name(sheets.rng)
        name = f"{place} {sheets.rng.choice(OUTLET_NAMES)} {outlet} {MARK}"
        home = f"https://outlet-{outlet}.example/"
        funding = f"the Government of {place} {MARK}" if sheets.chance(0.4) else ""
        source = f"{home}about" if funding else ""
        sheets.add("sources.Outlet", name, home, place, funding, source)
        sheets.add("claims.Claimant", name, "", "outlet", False, "", outlet)


def _introduce_parties(sheets: Sheets, count: int) -> list[int]:
    parties = []
    for _ in range(count):
        place, government = draw_proper_name(sheets.rng), sheets.chance(0.7)
        name = f"Republic of {place} {MARK}" if government else f"{place} Council {MARK}"
        kind = "government" if government else "organisation"
        parties.append(sheets.add("claims.Claimant", name, f"the {name}", kind, not government, "", None))
    return parties


def _introduce_people(sheets: Sheets, parties: list[int], count: int) -> list[SyntheticSpeaker]:
    """Write the people and unnamed sources who speak for parties, and return them.

    The first, who is in office, is the busiest.
    """
    served = sheets.rng.choices(parties, cum_weights=compute_pareto_weights(len(parties)), k=count)
    busiest = _introduce_person(sheets, served[0], unnamed=False, leaves=False)
    return [
        busiest,
        *(_introduce_person(sheets, party, sheets.chance(0.06), sheets.chance(0.12)) for party in served[1:]),
    ]


def _introduce_person(sheets: Sheets, party: int, unnamed: bool, leaves: bool) -> SyntheticSpeaker:
    rng = sheets.rng
    first_name, last_name = draw_proper_name(rng), draw_proper_name(rng)
    role = f"{rng.choice(OFFICES)} {MARK}"
    name = f"An official in {first_name} {MARK}" if unnamed else f"{first_name} {last_name} {MARK}"
    kind = "unnamed" if unnamed else "person"
    claimant = sheets.add("claims.Claimant", name, "", kind, False, role, None)
    since = format_day(rng.randrange(FIRST_DAY - 2_000, FIRST_DAY))
    last_day = rng.randrange(FIRST_DAY, LAST_DAY) if leaves else None
    until = format_day(last_day) if last_day else None
    sheets.add("claims.Affiliation", claimant, party, role, since, until)
    if not unnamed and sheets.chance(0.5):
        sheets.add("claims.Alias", claimant, f"{last_name} {MARK}")
    return SyntheticSpeaker(claimant, party, role, last_day)


def _make_topics(
    sheets: Sheets, claims: int, outlets: range, parties: list[int], people: list[SyntheticSpeaker]
) -> Iterator[SyntheticTopic]:
    rng = sheets.rng
    staff: dict[int, list[SyntheticSpeaker]] = {}
    for speaker in people:
        staff.setdefault(speaker.party, []).append(speaker)
    for number, size in enumerate(_draw_topic_sizes(rng, claims), start=1):
        name = f"{sheets.words.sentence(rng.randint(2, 4))} {number} {MARK}"
        summary = f"{sheets.words.sentence(rng.randint(15, 50), '.')} Made up for measuring."
        outlet_count = WIDE_TOPIC_OUTLETS if number == 1 else rng.randint(4, 25)
        speakers = _draw_speakers(rng, parties, staff)
        yield SyntheticTopic(
            topic=sheets.add("claims.Topic", name, summary),
            size=size,
            starts=rng.randrange(FIRST_DAY, LAST_DAY - 400),
            outlets=_draw_distinct(rng, outlets, outlet_count),
            speakers=speakers,
            steady=[speaker for speaker in speakers if speaker.last_day is None],
        )


def _draw_topic_sizes(rng: random.Random, claims: int) -> Iterator[int]:
    """Yield the sizes of the topics, which add up to `claims`.

    A large one comes first, then mostly small ones.
    """
    size = min(LARGEST_TOPIC, max(1, claims // 4))
    while claims > 0:
        yield min(size, claims)
        claims -= size
        size = min(LARGEST_TOPIC, int(20 * rng.paretovariate(0.8)))


def _draw_speakers(
    rng: random.Random, parties: list[int], staff: dict[int, list[SyntheticSpeaker]]
) -> list[SyntheticSpeaker]:
    """Draw the speakers of one topic: a few people of some parties, seldom the party."""
    panel = []
    for party in _draw_distinct(rng, parties, rng.randint(2, 8)):
        colleagues = staff.get(party, [])
        drawn = _draw_distinct(rng, colleagues, min(len(colleagues), rng.randint(1, 6)))
        if rng.random() < 0.3 or all(speaker.last_day for speaker in drawn):
            panel.append(SyntheticSpeaker(party, party, "on its own behalf", None))
        panel += drawn
    return panel


def _draw_distinct(rng: random.Random, population, count: int) -> list:
    """Draw `count` different members, the first of the population far more often."""
    drawn: dict = {}
    weights = compute_pareto_weights(len(population))
    while len(drawn) < count:
        drawn[rng.choices(population, cum_weights=weights)[0]] = None
    return list(drawn)
