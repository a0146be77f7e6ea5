"""What an outlet carried, what it alone carried, and what it left out.

All of it is about its newest cited articles, at most ARTICLES_SUMMED, so that an outlet with a hundred
thousand articles costs no more than one with two hundred. The page says so where that leaves any out. What
it left out is looked for in the topics that it covers.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import CitationKind, Claimant, Topic
from core.sql_statements import NO_ROWS, SqlStatement
from public.charts.share_bar import Share, divide_bar
from public.reading import Reading, build_readings, read_readings
from sources.models import Outlet

ARTICLES_SUMMED = 60
TOPICS_COMPARED = 5
OWN_VOICE_SHOWN = 3
OUTLETS_READ = 20
"""The number of other outlets up to which the page says how much of them was read."""
CLAIMS_OF_A_TOPIC = 150
"""How many claims of each topic, counted from the newest, are looked for in the outlet."""


@dataclass
class OutletProfile:
    """What the newest articles of an outlet are cited for.

    `claims`: ids, first those that it disputes itself, then those that it states with a reservation, of each
    kind those of the newest article first; `exclusive_claims`: those on which no other outlet is cited.
    `read_count`: how many of the `articles` were read in full. `parties`: whose words it prints, and how
    often. `topics`: those of the claims, and how many of them each has. `left_out`: claims that others carry,
    each with the ids of these outlets, the most widely carried first; `outlets`: their names by id, in order.
    `own_words`: statements in its own voice, each with its claim. `is_whole`: no article had to be left out.
    """

    claims: list[int] = field(default_factory=list)
    exclusive_claims: list[int] = field(default_factory=list)
    articles: int = 0
    read_count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    topics: list[tuple[Topic, int]] = field(default_factory=list)
    left_out: list[tuple[int, list[int]]] = field(default_factory=list)
    outlets: dict[int, str] = field(default_factory=dict)
    own_words: list[tuple[int, int]] = field(default_factory=list)
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def unread_count(self) -> int:
        return self.articles - self.read_count

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.kinds, CitationKind.values)

    @property
    def quoted_percent(self) -> int:
        return round(100 * self.kinds["quote"] / self.total) if self.total else 0

    @property
    def proved_percent(self) -> int:
        """Rounded down: not all is not 100 %."""
        return 100 * self.proved // self.total if self.total else 0

    @cached_property
    def most_heard(self) -> int:
        return max((number for _party, number in self.parties), default=0)

    def name_carriers(self, outlets: Iterable[int]) -> list[str]:
        """Name outlets that carry a claim that was left out."""
        carriers = set(outlets)
        return [name for pk, name in self.outlets.items() if pk in carriers]


def load_outlet_profile(outlet: Outlet) -> OutletProfile:
    """Load what the newest articles of an outlet are cited for. Queries: 1."""
    values = (outlet.pk, ARTICLES_SUMMED, TOPICS_COMPARED, CLAIMS_OF_A_TOPIC, OWN_VOICE_SHOWN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_outlet_profile(%s, %s, %s, %s, %s)", values)
        return _read_profile(json.loads(cursor.fetchone()[0]))


def _read_profile(sums: dict[str, Any]) -> OutletProfile:
    """Read what claims_outlet_profile (claims/migrations/0039_profiles.py) tells of an outlet."""
    profile = OutletProfile()
    mentions: Counter[int] = Counter()
    ranks: dict[int, int] = {}
    articles: dict[int, bool] = {}
    for article, is_read, kind, is_proved, claim, party, is_voice, rank in sums["cited"] or ():
        articles[article] = is_read
        profile.kinds[kind] += 1
        profile.proved += is_proved
        ranks[claim] = min(rank, ranks.get(claim, rank))
        if not is_voice:
            mentions[party] += 1
    alone = set(sums["alone"] or ())
    profile.exclusive_claims = [claim for claim in ranks if claim in alone]
    profile.claims = sorted(ranks, key=ranks.__getitem__)
    profile.articles = len(articles)
    profile.read_count = sum(articles.values())
    profile.is_whole = profile.articles < ARTICLES_SUMMED
    names = {pk: tuple(sums["names"][str(pk)]) for pk in mentions}
    profile.parties = [
        (Claimant(pk=pk, name=names[pk][0], sentence_name=names[pk][1]), number)
        for pk, number in sorted(mentions.items(), key=lambda item: (-item[1], names[item[0]]))
    ]
    profile.topics = [(Topic(pk=pk, name=name), number) for pk, name, number in sums["topics"] or ()]
    profile.left_out, profile.outlets = sums["left_out"] or [], dict(sums["outlets"] or ())
    profile.own_words = sums["own"] or []
    return profile


def describe_left_out(profile: OutletProfile, name: str, own: Reading, others: Reading | None) -> list[str]:
    """Say in sentences how many claims only others report, and how much was read on both sides.

    Without `others` there are too many of them to say how much that is.
    """
    number = len(profile.left_out)
    sentences = [
        ngettext(
            "%(n)s claim that other outlets report on its topics is not among its own.",
            "%(n)s claims that other outlets report on its topics are not among its own.",
            number,
        )
        % {"n": number},
        own.describe_absence(name),
    ]
    if others and others.articles:
        sentences.append(_("Read of the others: %(amount)s.") % {"amount": others.amount})
    if others and own.words and others.words:
        claims = round(100 * len(profile.claims) / (len(profile.claims) + number))
        words = round(100 * own.words / (own.words + others.words))
        sentences.append(
            _("It has %(claims)s %% of all these claims, in %(words)s %% of the words that were read.")
            % {"claims": claims, "words": words}
        )
    return sentences


def build_left_out_words(profile: OutletProfile, outlet: Outlet) -> SqlStatement:
    """Build the SQL of what `read_left_out_words` describes."""
    if not profile.left_out:
        return NO_ROWS
    return build_readings([outlet.pk, *_list_read(profile)], most=ARTICLES_SUMMED)


def read_left_out_words(profile: OutletProfile, outlet: Outlet, rows: Iterable[tuple]) -> list[str]:
    """Describe what only others report: see describe_left_out."""
    if not profile.left_out:
        return []
    readings = read_readings(rows)
    own = readings.pop(outlet.pk, Reading())
    others = sum(readings.values(), Reading()) if _list_read(profile) else None
    return describe_left_out(profile, outlet.name, own, others)


def _list_read(profile: OutletProfile) -> dict[int, str]:
    """List the other outlets of which the page says how much was read."""
    return profile.outlets if len(profile.outlets) <= OUTLETS_READ else {}
