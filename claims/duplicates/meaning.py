"""Whether another wording of a proposition may say something else.

People took their positions on one wording. A hint by words alone: a change that passes may still alter what
the claim says.
"""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from quotations.lexicon.word_lists import word_set

from .negation import NEGATION, are_opposites

MOST_CHANGED = 1 / 3
"""The share of its words that may change before a proposition counts as another one."""
ONE_SPELLING = 0.75
"""From this likeness on, two words are spellings of one: "Tilerson", "Tillerson"."""
_WORD = re.compile(r"[^\W_]+(?:[.,'’:-][^\W_]+)*")
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

    Phrases that continue "It has ...". Queries: at most 1.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if [word.casefold() for word in before] == [word.casefold() for word in after]:
        return []
    found = []
    if _count(NEGATION.findall(old)) != _count(NEGATION.findall(new)) or are_opposites(old, new):
        found.append("another negation or its opposite")
    if _count(filter(_is_number, before)) != _count(filter(_is_number, after)):
        found.append("another number or date")
    if _find_names(before, after) or _find_names(after, before):
        found.append("another name")
    lost, added = _count(before) - _count(after), _count(after) - _count(before)
    if max(lost.total(), added.total()) > MOST_CHANGED * max(len(before), len(after)):
        found.append("other words for more than a third")
    return found


def _count(words: Iterable[str]) -> Counter[str]:
    return Counter(word.casefold() for word in words)


def _is_number(word: str) -> bool:
    return any(char.isdigit() for char in word) or word.casefold() in _NUMBER_WORDS


def _find_names(words: list[str], others: list[str]) -> list[str]:
    """Return the words with a capital, after the first word, that `others` have in no spelling."""
    known = [other.casefold() for other in others]
    return [
        word
        for word in words[1:]
        if word[0].isupper() and not _is_number(word) and not _is_known(word.casefold(), known)
    ]


def _is_known(word: str, known: list[str]) -> bool:
    stem = re.sub(r"['’]s?$", "", word)
    return any(
        re.sub(r"['’]s?$", "", other) == stem or SequenceMatcher(None, word, other).ratio() >= ONE_SPELLING
        for other in known
    )
