"""Likeness of two propositions: whether they say the same, the opposite, or something near it.

Plain Python, without the database. How near two propositions are is measured elsewhere: by letters and words,
from 0 to 1, and by meaning, as the cosine of their vectors (-1 to 1; the same in other words has 0.6 to 0.8).
What the near one says is judged here. Another number, name or date changes what a proposition says and hardly
its vector: "27 people died" and "84 people died" are as near as two wordings of one claim.

- *Opposite*: one denies it, or has an antonym (negation.py).
- *Same*: near, and nothing was found that tells them apart.
- *Related*: all else.

On a record with many claims on one matter all of them are near to whatever is said of it. So of several
claims that are near by meaning only those are the same that stand out among the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from quotations.lexicon.offices import COUNTRIES
from quotations.lexicon.word_lists import word_forms, word_set

from .figures import Figures, differ_in_figures, read_figures
from .negation import DENIALS, NEGATION, differ_in_polarity, list_stems
from .stems import FUNCTION_WORDS, find_words, stem

CLOSE = 0.6
"""The score from which two propositions probably say the same, or one the opposite of the other."""
NEARLY_CLOSE = 0.59
"""The highest score of what was found to say something else."""
LEAST_OPPOSITE = 0.5
"""The nearness from which a denial is one of this proposition, not of another on the same matter."""
OF_WORDS = 0.25
"""How much words in common add to the meaning, as a share of what it lacks of 1."""
FRAGMENT = 3
"""A text of so many words or fewer is not a whole proposition: its words count as much as its meaning."""
FRAME = 0.45
"""The share of words in common from which two propositions are one sentence with some words changed.

From here on a change tells something else: who says the same in other words changes many.
"""
ONE_SPELLING = 0.75
"""From this likeness on, two words are spellings of one: "Tilerson", "Tillerson"."""

CROWD = 5
"""The place in the list whose nearness is that of any claim on the matter."""
SAME_RIVAL, SAME_STANDS_OUT = 0.05, 0.15
"""The same is at most so much less near than the nearest one, and so much nearer than the fifth."""
OPPOSITE_RIVAL = 0.15
"""The opposite is at most so much less near than the nearest one."""
UNMISTAKABLE = 0.85
"""The nearness at which a claim need not stand out."""


class Kind(StrEnum):
    """What one proposition is to another."""

    SAME = "same"
    OPPOSITE = "opposite"
    RELATED = "related"


class Candidate(NamedTuple):
    """A proposition that may be like a text.

    `words`: their likeness by letters and words, from 0 to 1. `meaning`: the cosine of their vectors; None
    if one of them has none.
    """

    text: str
    words: float
    meaning: float | None = None


@dataclass(frozen=True)
class Likeness:
    """How like two propositions are, from 0 to 1, and what one is to the other.

    The score is at least CLOSE for what probably says the same, less for what was found to say something
    else. `difference`: what tells them apart, in a few words; "" if nothing does.
    """

    score: float
    kind: Kind
    difference: str = ""


def measure_nearness(text: str, candidate: Candidate) -> float:
    """Measure how near two propositions are, from 0 to 1: by meaning and a little by words."""
    words, meaning = candidate.words, candidate.meaning
    if meaning is None:
        return words
    near = max(0.0, meaning)
    near += OF_WORDS * words * (1 - near)
    return min(1.0, max(near, words) if len(find_words(text)) <= FRAGMENT else near)


def judge(text: str, candidate: Candidate) -> Likeness:
    """Judge what `text` is to one proposition, as if there were no other."""
    nearness = measure_nearness(text, candidate)
    if nearness >= LEAST_OPPOSITE and differ_in_polarity(text, candidate.text):
        return Likeness(nearness, Kind.OPPOSITE)
    difference = find_difference(text, candidate.text) if nearness >= CLOSE else ""
    if difference or nearness < CLOSE:
        return Likeness(min(nearness, NEARLY_CLOSE), Kind.RELATED, difference)
    return Likeness(nearness, Kind.SAME)


def judge_all(text: str, candidates: Sequence[Candidate], *, limit: int) -> list[Likeness]:
    """Judge what `text` is to the first `limit` of these propositions, which come the nearest first."""
    nearness = [measure_nearness(text, candidate) for candidate in candidates]
    by_meaning = [near for near, each in zip(nearness, candidates, strict=True) if each.meaning is not None]
    crowd = by_meaning[CROWD - 1] if len(by_meaning) >= CROWD else 0.0
    likenesses = []
    for near, candidate in zip(nearness[:limit], candidates, strict=False):
        likeness = judge(text, candidate)
        is_opposite = likeness.kind == Kind.OPPOSITE
        is_lost = nearness[0] - near > (OPPOSITE_RIVAL if is_opposite else SAME_RIVAL)
        is_lost |= not is_opposite and near - crowd < SAME_STANDS_OUT
        if candidate.meaning is not None and is_lost and near < UNMISTAKABLE:
            likeness = Likeness(min(near, NEARLY_CLOSE), Kind.RELATED, likeness.difference)
        likenesses.append(likeness)
    return likenesses


# --- what tells two propositions apart ------------------------------------------------------------

_GROUPS = word_forms(
    """
    close shut closure, car automobile vehicle, jet plane aircraft airplane, ship boat vessel ferry,
    attack assault raid, soldier troop serviceman, army military forces troops, police officer cop,
    company firm business, doctor physician medic, hospital clinic, child kid youngster pupil, pay salary
    wage, price cost, parliament legislature, town city, house home, money cash fund, job post, law
    legislation bill act,
    road motorway highway street, talk negotiation discussion, area region district, big large huge,
    country state nation, worker employee staff, vote poll ballot, buy purchase acquire, help aid assist,
    start begin launch, end stop finish halt, say state declare announce, show reveal prove, ask request
    demand, get receive obtain, near close, lie mislead, try attempt, hit strike, injure wound hurt, build
    construct, flat apartment, film movie, footballer player, opposition opponent, accident crash, blaze
    fire, teacher staff
    """
)
_BE = word_set("is was are were be been being got gets")
_GROUP_OF = {stem(word): stem(first) for word, first in _GROUPS.items()}
_STRENGTHS: dict[str, frozenset[str]] = {
    "possible": word_set(
        """may might could possibly perhaps maybe likely probably suspected alleged allegedly apparently seems
        appears potentially possible feared whether nearly suspect suspects"""
    ),
    "planned": word_set(
        """will shall would plans planned planning plan intends intended intend wants aims hopes proposes
        proposed considers considering expect expects expected due about prepares ready offers offered
        promises promised
        threatens threatened vows vowed pledged pledges going ll set"""
    ),
    "demanded": word_set("should must ought need needs needed"),
    "known": word_set("know knows knew known aware believe believes believed think thinks thought"),
    "all": word_set("all every everyone everybody entire whole fully completely entirely always total each"),
    "some": word_set(
        """some part partly partially several many most few half mostly almost nearly sometimes section
        majority
        minority certain largely often"""
    ),
    "past holder": word_set("former ex formerly previous predecessor late"),
    "lower holder": word_set("deputy vice assistant junior acting interim"),
    "attempt": word_set("try tried tries trying attempt attempted attempts"),
    "only": word_set("only solely merely exclusively alone"),
}


_BY_THE_WAY = frozenset(map(stem, word_set("today tonight yesterday now currently recently really actually")))
"""Words that may come and go, as stems."""
_TO_COME = re.compile(r"\b(?:is|are|was|were) to\b", re.IGNORECASE)
_NAME = r"[A-Z][\w’'-]*(?: (?:of )?[A-Z][\w’'-]*)*"
_NAMED = re.compile(
    rf"\b[Tt]he (?:(?!(?:of|in|at|on|by|for|to|from|with|and)\b)[a-z]+ ){{1,2}}{_NAME}"
    rf"|(?<!^)\b{_NAME}|^{_NAME}"
)


@dataclass(frozen=True)
class _Proposition:
    """A text as it is compared."""

    text: str

    @cached_property
    def figures(self) -> Figures:
        return read_figures(self.text)

    @cached_property
    def stems(self) -> list[str]:
        """The words that tell something, in order, each once: countries and synonyms as one word."""
        roots = (_unify(word) for word in list_stems(self.text))
        return [root for root in dict.fromkeys(roots) if not _is_number(root)]

    @cached_property
    def names(self) -> frozenset[str]:
        """The words with a capital behind the first one, as stems; of a text in capitals none."""
        words = [word for word in find_words(self.text)[1:] if word[0].isupper() and not _is_number(word)]
        roots = frozenset(_unify(stem(word)) for word in words) - FUNCTION_WORDS
        return frozenset() if self.text.isupper() else roots

    @cached_property
    def named(self) -> frozenset[str]:
        """The names, and the words before and within them that tell who it is: "the singer Mira Delane"."""
        runs = _NAMED.findall(self.text)
        return frozenset(_unify(stem(word)) for run in runs for word in find_words(run))

    @cached_property
    def passives(self) -> frozenset[str]:
        """The words, as stems, before which a form of "be" stands: "was never shot"."""
        words = [word.casefold() for word in find_words(self.text)]
        return frozenset(
            _unify(stem(word))
            for place, word in enumerate(words)
            if not word.endswith("ing") and not _BE.isdisjoint(words[max(0, place - 3) : place])
        )

    @cached_property
    def done_by(self) -> frozenset[str]:
        """The passive verbs right behind which stands who did it: "was shot by"."""
        words = [word.casefold() for word in find_words(self.text)]
        before_by = frozenset(_unify(stem(word)) for word, following in pairwise(words) if following == "by")
        return before_by & self.passives

    @cached_property
    def lower(self) -> frozenset[str]:
        words = find_words(self.text.replace("’", "'"))
        return frozenset(word.casefold() for word in words if word not in ("May", "MAY"))  # the month

    @cached_property
    def strengths(self) -> frozenset[str]:
        found = frozenset(name for name, words in _STRENGTHS.items() if self.lower & words)
        return found | {"planned"} if _TO_COME.search(self.text) else found


def count_shared_words(text: str, other: str) -> int:
    """Count the words that tell something which both propositions have, in any spelling, or as synonyms."""
    stems = _read(text).stems
    return len(stems) - len(_compare_words(stems, _read(other).stems)[1])


def find_difference(text: str, other: str) -> str:
    """Return in a few words what tells apart two propositions that are near; "" if nothing does."""
    one, two = _read(text), _read(other)
    if differ_in_figures(one.figures, two.figures):
        return "another number or date"
    have_names = one.names and two.names and one.names != two.names
    if have_names and not (_share_names(one, two) or _share_names(two, one)):
        return "another name"
    overlap, unmatched, unmatched_others = _compare_words(one.stems, two.stems)
    different = one.strengths ^ two.strengths
    if "possible" in different or (different and overlap >= FRAME):
        return "more or less sure, or of more or fewer"
    if overlap < FRAME:
        return ""
    own = set(unmatched) - one.named - _BY_THE_WAY
    others = set(unmatched_others) - two.named - _BY_THE_WAY
    if own or others or (unmatched and unmatched_others):
        return "another word"
    if _is_swapped(one, two):
        return "who and whom"
    return ""


@lru_cache(maxsize=512)
def _read(text: str) -> _Proposition:
    return _Proposition(text)


def _share_names(one: _Proposition, two: _Proposition) -> bool:
    return any(name in two.stems or _has_spelling(name, two.stems) for name in one.names)


def _unify(root: str) -> str:
    return COUNTRIES.get(root) or _GROUP_OF.get(root, root)


def _compare_words(stems: Sequence[str], others: Sequence[str]) -> tuple[float, list[str], list[str]]:
    """Return the share of words in common, and those that only one of two propositions has."""
    known, known_others = set(stems), set(others)
    own = [word for word in stems if word not in known_others and not _has_spelling(word, others)]
    those = [word for word in others if word not in known and not _has_spelling(word, stems)]
    shared = len(stems) - len(own)
    return shared / max(1, shared + max(len(own), len(those))), own, those


def _has_spelling(word: str, others: Iterable[str]) -> bool:
    """Tell whether `others` have the word, in any spelling: "norland" for "norlander"."""
    return any(
        (min(len(word), len(other)) >= 4 and (word.startswith(other) or other.startswith(word)))
        or (len(word) > 3 and _is_one_spelling(word, other))
        for other in others
    )


def _is_swapped(one: _Proposition, two: _Proposition) -> bool:
    """Tell whether two propositions of the same words change who acts: "A sued B", "B sued A".

    Around a third one, the verb, two words have changed places and the voice is the same, or the voice
    has changed and they have not: "A sued B", "A was sued by B".
    """
    order = [word for word in one.stems if word in two.stems]
    places = [two.stems.index(word) for word in order]
    has_same_voice = [(word in one.passives) == (word in two.passives) for word in order]
    has_other_doer = [(word in one.done_by) != (word in two.done_by) for word in order]
    for before, verb, after in combinations(range(len(order)), 3):
        if places[before] > places[verb] > places[after]:
            is_swapped = has_same_voice[verb]
        else:
            is_swapped = has_other_doer[verb] and places[before] < places[verb] < places[after]
        if is_swapped:
            return True
    return False


# --- another wording of one claim -----------------------------------------------------------------

MOST_CHANGED = 1 / 3
"""The share of its words that may change before a proposition counts as another one."""
_NUMBER_WORDS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    million billion trillion first second third half quarter dozen once twice monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october
    november december
    """
)


def find_alterations(old: str, new: str) -> list[str]:
    """Return what in the wording `new` may alter the meaning of `old`; nothing for spelling and the like.

    Stricter than `judge`: people took their positions on one wording. A hint by words alone: a change that
    passes may still alter what the claim says. Phrases that continue "It has ...".
    """
    before, after = find_words(old), find_words(new)
    if [word.casefold() for word in before] == [word.casefold() for word in after]:
        return []
    found = []
    if _count_negations(old) != _count_negations(new) or differ_in_polarity(old, new):
        found.append("another negation or its opposite")
    if _count(filter(_is_number, before)) != _count(filter(_is_number, after)):
        found.append("another number or date")
    if _find_names(before, after) or _find_names(after, before):
        found.append("another name")
    lost, added = _count(before) - _count(after), _count(after) - _count(before)
    if max(lost.total(), added.total()) > MOST_CHANGED * max(len(before), len(after)):
        found.append("other words for more than a third")
    return found


def _count_negations(text: str) -> Counter[str]:
    denials = (word for word in map(stem, find_words(text)) if word in DENIALS)
    return _count(NEGATION.findall(text)) + _count(denials)


def _count(words: Iterable[str]) -> Counter[str]:
    return Counter(word.casefold() for word in words)


def _is_number(word: str) -> bool:
    return any(char.isdigit() for char in word) or word.casefold() in _NUMBER_WORDS


def _find_names(words: list[str], others: list[str]) -> list[str]:
    """Return the words with a capital, after the first word, that `others` have in no spelling."""
    known = [re.sub(r"['’]s?$", "", other.casefold()) for other in others]
    return [
        word
        for word in words[1:]
        if word[0].isupper() and not _is_number(word) and not _is_known(word.casefold(), known)
    ]


def _is_known(word: str, known: Iterable[str]) -> bool:
    name = re.sub(r"['’]s?$", "", word)
    return any(other == name or _is_one_spelling(name, other) for other in known)


def _is_one_spelling(word: str, other: str) -> bool:
    matcher = SequenceMatcher(None, word, other)
    return matcher.real_quick_ratio() >= ONE_SPELLING and matcher.ratio() >= ONE_SPELLING
