"""Name matches: the pages whose names a search contains, since people who type a name may want its page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _

from claims.models import Claimant, Topic
from claims.models.claimant import translate_name
from claims.search.query_parser import parse_terms
from claims.search.words.demonyms import STRIPPED
from claims.search.words.russian import list_nominative_phrases
from core.sql_statements import SqlStatement
from public.names.beginnings import LAST_LETTER, has_capitals, turn_name
from sources.models import Outlet
from sources.text_search import MOST_LETTERS, WORD_START

KINDS = ("topic", "party", "claimant", "outlet")
"""The kinds of pages, in the order in which they are suggested."""

MOST_OFFERED = 3
MOST_WORDS = 12

SMALL_WORDS = frozenset(("about", "and", "for", "from", "its", "not", "the", "that", "this", "with"))
ENDING = re.compile(r"(?<=\w{4})(ations?|ating|ated|ences?|ings?|ed|es|s)$")
"""What may differ between a word of a search and of a topic's name."""

END_MARKS = ",;:!?"
LIKE_SIGNS = re.compile(r"[\\%_]")
LONGEST = 4
"""Longest name, in words, that is found in the middle of a search."""
MOST_IN_NOMINATIVE = 200
"""How many Russian names that may be meant by others in the search are looked up."""
LEAST_BEGINNING = 3
"""Shortest text that matches the beginning of a name; shorter ones must be a whole name ("UN")."""

PAGES_NAMED = "SELECT * FROM claims_pages_named(%s, %s, %s, sources_folded(%s), %s, %s)"
"""See claims/migrations/0086_pages_named.py."""


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
    search_text = " ".join(words)
    runs = _list_word_runs(words)
    spaced = " ".join(word for term in parse_terms(text) if not term.is_negated for word in term.text.split())
    names = [search_text, spaced.strip(STRIPPED), *runs, *_list_in_nominative([search_text, *reversed(runs)])]
    is_beginning = len(search_text) >= LEAST_BEGINNING
    after = [LAST_LETTER if is_beginning else "", *("" for _name in names[1:])]
    if turned := turn_name(search_text):
        names, after = [*names, turned], [*after, LAST_LETTER]
    capitals = [has_capitals(name, is_whole=name == search_text) for name in names]
    pattern = LIKE_SIGNS.sub(r"\\\g<0>", search_text) + "%" if is_beginning else ""
    # The longest is looked up in the index, the others in what it finds.
    beginnings = sorted(_list_beginnings(text)[:MOST_WORDS], key=len, reverse=True)
    topics = [WORD_START + re.escape(beginning) for beginning in beginnings]
    return PAGES_NAMED, (names, after, capitals, pattern, topics, MOST_OFFERED)


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
    """List the words of a search, without the marks of a sentence that stand at their end."""
    terms = parse_terms(text, keeps_hyphens=True)
    words = [word for term in terms if not term.is_negated for word in term.text.split()]
    return [bare for word in words if (bare := word.rstrip(END_MARKS))]


def _list_beginnings(text: str) -> list[str]:
    """List the beginnings of the words that a topic's name must have."""
    words = [word for term in parse_terms(text) if not term.is_negated for word in term.text.split()]
    bare = [word.replace(".", "").strip(STRIPPED).casefold() for word in words]
    return [ENDING.sub("", word) for word in bare if len(word) > MOST_LETTERS and word not in SMALL_WORDS]


def _is_asked_for(name: str, search_text: str, beginnings: list[str]) -> bool:
    words = re.findall(r"\w+", name)
    has_all = all(any(word.startswith(each) for word in words) for each in beginnings)
    return name == search_text or (len(beginnings) > 1 and has_all)


def _list_word_runs(words: list[str]) -> list[str]:
    """List all runs of one to LONGEST adjacent words."""
    words = words[:MOST_WORDS]
    runs = [
        words[start : start + size]
        for size in range(1, LONGEST + 1)
        for start in range(len(words) - size + 1)
    ]
    return [" ".join(run) for run in runs]


def _list_in_nominative(names: Iterable[str]) -> list[str]:
    """List what names may be in the nominative: the likeliest of each, then the next of each."""
    phrases = [list_nominative_phrases(name.split()) for name in dict.fromkeys(names)]
    in_turn = [phrase for each in zip_longest(*phrases) for phrase in each if phrase]
    return list(dict.fromkeys(in_turn))[:MOST_IN_NOMINATIVE]


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
            return NameMatch(
                _("topic"), translate_name(name, kind), Topic(pk=pk, name=name).get_absolute_url()
            )
