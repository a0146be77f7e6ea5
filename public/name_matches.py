"""Name matches: the pages whose names a search contains, since people who type a name may want its page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Expression,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Lower, RowNumber
from django.utils.translation import gettext as _

from claims.models import Claimant, ClaimantKind, Topic
from claims.models.claimant import translate_name
from claims.search.query_parser import parse_terms
from claims.search.words.demonyms import STRIPPED
from claims.visibility import outlets_on_record
from core.sql_statements import SqlStatement
from public.claimant_names import LAST_LETTER, build_matches_sql, has_capitals, turn_name
from sources.models import Outlet
from sources.text_search import MOST_LETTERS, WORD_START, Folded

KINDS = ("topic", "party", "claimant", "outlet")
"""The kinds of pages, in the order in which they are suggested."""

MOST_OFFERED = 3
MOST_WORDS = 12
MATCHES_READ = 20
"""Claimants read for each name and each kind of name."""

SMALL_WORDS = frozenset(("about", "and", "for", "from", "its", "not", "the", "that", "this", "with"))
ENDING = re.compile(r"(?<=\w{4})(ations?|ating|ated|ences?|ings?|ed|es|s)$")
"""What may differ between a word of a search and of a topic's name."""

LONGEST = 4
"""Longest name, in words, that is found in the middle of a search."""
LEAST_BEGINNING = 3
"""Shortest text that matches the beginning of a name; shorter ones must be a whole name ("UN")."""

CLAIMANTS_NAMED = """(
SELECT found.id
FROM (SELECT folded, folded || after AS beyond, has_capitals
      FROM (SELECT claims_folded_name(words) AS folded, after, has_capitals
            FROM unnest(%(expressions)s) AS typed (words, after, has_capitals) OFFSET 0) f
      WHERE folded <> '') q
CROSS JOIN LATERAL ({matches}) found)"""


@dataclass(frozen=True)
class NameMatch:
    """A claimant, outlet or topic with its page."""

    kind: str
    name: str
    url: str


def build_match(text: str) -> SqlStatement | None:
    """Return the query for claimants, outlets and topics on record that a search names.

    A name matches if it begins with the whole search or is among its words, a topic also if its name has all
    the words. None without words.
    """
    words = _list_words(text)
    if not words:
        return None
    matches = _match_claimants(words).union(
        _match_rows("outlet", outlets_on_record(), words),
        _match_rows("topic", Topic.objects.on_record(), words),
        *_match_topics(text),
        all=True,
    )
    return matches.query.sql_with_params()


def read_matches(text: str, rows: Iterable[tuple]) -> list[NameMatch]:
    """Read the rows of `build_match`, at most MOST_OFFERED, in the order of their names in the search.

    A topic whose name has all of several words, or is the search, comes first, and parties before people.
    """
    search_text = " ".join(_list_words(text)).casefold()
    beginnings = _list_beginnings(text)
    ordered = sorted(
        set(rows),
        key=lambda row: (
            not (row[0] == "topic" and _is_asked_for(row[2].casefold(), search_text, beginnings)),
            _find_position(row[2], search_text),
            row[0] == "claimant",
            row,
        ),
    )
    return [_make_name_match(*row) for row in ordered[:MOST_OFFERED]]


def list_matches(text: str, rows: Iterable[tuple], most: int) -> list[NameMatch]:
    """Read the rows of `build_match`, up to MOST_OFFERED each: topics, parties, people, outlets.

    Of more than `most`, each kind keeps its first ones, in turn.
    """
    search_text = " ".join(_list_words(text)).casefold()
    ordered = sorted(set(rows), key=lambda row: (_find_position(row[2], search_text), row))
    of_kinds = ([row for row in ordered if row[0] == kind][:MOST_OFFERED] for kind in KINDS)
    placed = [(place, kind, row) for kind, rows in enumerate(of_kinds) for place, row in enumerate(rows)]
    kept = sorted(sorted(placed)[:most], key=lambda each: (each[1], each[0]))
    return [_make_name_match(*row) for _place, _kind, row in kept]


def _list_words(text: str) -> list[str]:
    terms = parse_terms(text, keeps_hyphens=True)
    return [word for term in terms if not term.is_negated for word in term.text.split()]


def _list_beginnings(text: str) -> list[str]:
    """List the beginnings of the words that a topic's name must have."""
    words = [word for term in parse_terms(text) if not term.is_negated for word in term.text.split()]
    bare = [word.replace(".", "").strip(STRIPPED).casefold() for word in words]
    return [ENDING.sub("", word) for word in bare if len(word) > MOST_LETTERS and word not in SMALL_WORDS]


def _is_asked_for(name: str, search_text: str, beginnings: list[str]) -> bool:
    words = re.findall(r"\w+", name)
    has_all = all(any(word.startswith(each) for word in words) for each in beginnings)
    return name == search_text or (len(beginnings) > 1 and has_all)


def _match_claimants(words: list[str]) -> QuerySet:
    search_text = " ".join(words)
    names = [search_text, *_list_word_runs(words)]
    suffixes = [LAST_LETTER if len(search_text) >= LEAST_BEGINNING else "", *("" for _name in names[1:])]
    if turned := turn_name(search_text):
        names, suffixes = [*names, turned], [*suffixes, LAST_LETTER]
    capitals = [has_capitals(name, is_whole=name == search_text) for name in names]
    named_ids = Func(
        Value(names, ArrayField(TextField())),
        Value(suffixes, ArrayField(TextField())),
        Value(capitals, ArrayField(BooleanField())),
        template=CLAIMANTS_NAMED.format(matches=build_matches_sql(MATCHES_READ)),
        output_field=BigIntegerField(),
    )
    rows = Claimant.objects.on_record().filter(pk__in=named_ids)
    # An outlet's own page says what it claims itself.
    rows = rows.exclude(kind=ClaimantKind.OUTLET)
    # Parties leave room for people.
    place = Window(RowNumber(), partition_by="is_party", order_by=("name", "pk"))
    rows = rows.annotate(place=place).filter(place__lte=MOST_OFFERED).order_by("-is_party", "name", "pk")
    kind = Case(When(is_party=True, then=Value("party")), default=Value("claimant"))
    return _select_first(kind, rows, 2 * MOST_OFFERED)


def _match_topics(text: str) -> list[QuerySet]:
    """Return the query for topics whose names have all the words; none for very short words alone."""
    beginnings = _list_beginnings(text)[:MOST_WORDS]
    if not beginnings:
        return []
    rows = Topic.objects.on_record().alias(folded=Folded("name"))
    for beginning in beginnings:
        rows = rows.filter(folded__regex=WORD_START + re.escape(beginning))
    return [_select_first(Value("topic"), rows.order_by("name", "pk"))]


def _match_rows(kind: str, rows: QuerySet, words: list[str]) -> QuerySet:
    search_text = " ".join(words).lower()
    rows = rows.alias(lower=Lower("name"))
    matches = rows.filter(lower__in=[name.lower() for name in _list_word_runs(words)])
    if len(search_text) >= LEAST_BEGINNING:
        matches |= rows.filter(lower__startswith=search_text)
    return _select_first(Value(kind), matches.order_by("name", "pk"))


def _select_first(kind: Expression, rows: QuerySet, most: int = MOST_OFFERED) -> QuerySet:
    return rows.values_list(Cast(kind, CharField()), "pk", "name")[:most]


def _list_word_runs(words: list[str]) -> list[str]:
    """List all runs of one to LONGEST adjacent words."""
    words = words[:MOST_WORDS]
    runs = [
        words[start : start + size]
        for size in range(1, LONGEST + 1)
        for start in range(len(words) - size + 1)
    ]
    return [" ".join(run) for run in runs]


def _find_position(name: str, search_text: str) -> int:
    """Find the position of the name, or of a word of it, in the text; the end for a match by an alias."""
    positions = [search_text.find(word) for word in (name.casefold(), *name.casefold().split())]
    return min((position for position in positions if position >= 0), default=len(search_text))


def _make_name_match(kind: str, pk: int, name: str) -> NameMatch:
    match kind:
        case "party":
            return NameMatch(_("party"), translate_name(name), Claimant(pk=pk, name=name).get_absolute_url())
        case "claimant":
            return NameMatch(
                _("claimant"), translate_name(name), Claimant(pk=pk, name=name).get_absolute_url()
            )
        case "outlet":
            return NameMatch(_("outlet"), name, Outlet(pk=pk, name=name).get_absolute_url())
        case _topic:
            return NameMatch(_("topic"), name, Topic(pk=pk, name=name).get_absolute_url())
