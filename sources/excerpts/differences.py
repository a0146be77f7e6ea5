"""What an excerpt and a text differ in where they look alike."""

import re
import unicodedata
from collections.abc import Generator, Iterator
from functools import lru_cache

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_MARKS = "\"'\u00ab\u00bb\u2039\u203a`\u00b4\u2032\u2033"
MAX_NAMED = 3
"""How many differences are named."""
CONTEXT = 15
"""Characters shown on either side of one."""


class Lookalikes:
    """A normalised text, prepared once for finding what looks like an excerpt and is not quite it.

    Time and memory are linear in its length.
    """

    def __init__(self, text: str):
        self._text = text
        self._folded, self._offsets = _fold(text)

    def describe(self, excerpt: str) -> str:
        """Say what differs if `excerpt` is in the text but for characters that look alike.

        These are invisible characters, ligatures and the like, accents, dashes, quotation marks and
        capitals. It is normalised. Returns "" if more differs.
        """
        needle, _ = _fold(excerpt)
        at = self._folded.find(needle) if needle else -1
        if at < 0:
            return ""
        printed = self._text[self._offsets[at] : self._offsets[at + len(needle)]]
        named = list(dict.fromkeys(_name_differences(excerpt, printed)))
        if not named:
            return ""
        more = f", and {len(named) - MAX_NAMED:,} more" if len(named) > MAX_NAMED else ""
        return (
            "The excerpt is not in this text as it stands: the article has "
            f"{', '.join(named[:MAX_NAMED])}{more}. Copy the words from the captured text."
        )


def _fold(text: str) -> tuple[str, list[int]]:
    """Fold a text so that what looks alike is alike, with the offset of each character of the result."""
    folded: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        for letter in _fold_character(char):
            folded.append(letter)
            offsets.append(at)
    offsets.append(len(text))
    return "".join(folded), offsets


@lru_cache(maxsize=8192)
def _fold_character(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char in _MARKS:
        return "'"
    if _is_invisible(char):
        return ""
    letters = unicodedata.normalize("NFKD", char.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)) or char


def _is_invisible(char: str) -> bool:
    return (
        unicodedata.category(char) == "Cf"
        or char in "\u034f\u115f\u1160\u3164\uffa0"
        or ("\ufe00" <= char <= "\ufe0f")
    )


def _name_differences(excerpt: str, printed: str) -> Iterator[str]:
    """Name each character of one that the other does not have at its place."""
    mine, theirs = 0, 0
    while mine < len(excerpt) or theirs < len(printed):
        ours, other = excerpt[mine : mine + 1], printed[theirs : theirs + 1]
        if ours == other:
            mine, theirs = mine + 1, theirs + 1
        elif other and _is_invisible(other):
            yield f"an invisible {_name(other)} {_place(printed, theirs)}"
            theirs += 1
        elif ours and _is_invisible(ours):
            yield f"no {_name(ours)}, which the excerpt has, {_place(printed, theirs)}"
            mine += 1
        else:
            mine, theirs = yield from _name_replacement(excerpt, mine, printed, theirs)


def _name_replacement(
    excerpt: str, mine: int, printed: str, theirs: int
) -> Generator[str, None, tuple[int, int]]:
    """Name the shortest runs that differ and fold to the same; return the offsets behind them."""
    end, other_end = mine + 1, theirs + 1
    for _ in range(20):
        first, second = _fold(excerpt[mine:end])[0], _fold(printed[theirs:other_end])[0]
        if first == second or (end >= len(excerpt) and other_end >= len(printed)):
            break
        if len(first) < len(second) and end < len(excerpt):
            end += 1
        else:
            other_end += 1
    yield f"“{printed[theirs:other_end]}” where the excerpt has “{excerpt[mine:end]}”"
    return end, other_end


def _name(char: str) -> str:
    return f"{unicodedata.name(char, 'character').lower()} (U+{ord(char):04X})"


def _place(text: str, at: int) -> str:
    before = re.sub(r"\s+", " ", text[max(0, at - CONTEXT) : at])
    return f"after “{before}”" if before.strip() else "at the beginning"
