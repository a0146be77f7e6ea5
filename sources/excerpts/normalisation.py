"""The declared normalisation of excerpts.

What may differ between an excerpt and the article's text:

- How a letter and its accents are encoded: Unicode NFC (Unicode Standard Annex 15).
- White space: any run of it is one space. White space is what Unicode calls White_Space:
  U+0009 to U+000D (tab, line feed, carriage return...), U+0020 space, U+0085 next line,
  U+00A0 no-break space, U+1680 ogham space, U+2000 to U+200A (en quad to hair space, figure
  space included), U+2028 line and U+2029 paragraph separator, U+202F narrow no-break space,
  U+205F mathematical space, U+3000 ideographic space.
- Double quotation marks are one: U+0022 ", U+201C “, U+201D ”, U+201E „, U+201F ‟.
- Single quotation marks and apostrophes are one: U+0027 ', U+2018 ‘, U+2019 ’, U+201A ‚,
  U+201B ‛, U+02BC ʼ.

Nothing else: capitals, spelling, dashes, dots, two apostrophes used as a double quotation mark
and invisible characters (zero-width space, soft hyphen) must be as printed.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise

WHITE_SPACE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space, as the inside of a bracket expression that Python and PostgreSQL read alike.

`\\s` will not do: Python's matches four control characters too many, and what PostgreSQL's matches
depends on the locale of the database; in some, no-break spaces are letters.
"""

_SPACES = [chr(c) for c in range(0x3001) if re.match(f"[{WHITE_SPACE}]", chr(c))]
_AS_ONE = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
}
_SEVERAL_SPACES = re.compile(" {2,}")
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_STREAM_SAFE = 30
"""No script puts more marks on one letter (Unicode Standard Annex 15, stream-safe text)."""


class NormalisedText:
    """A normalised text, with the way back to offsets in the original."""

    def __init__(self, original: str):
        self.original = original
        text, self._composed = _compose(original)
        for printed, plain in _AS_ONE.items():
            text = text.replace(printed, plain)
        self.text, self._collapsed = _replace(
            text, ((*run.span(), " ") for run in _SEVERAL_SPACES.finditer(text))
        )

    def to_original(self, position: int) -> int | None:
        """Return the offset in the original of `position` in the normalised text.

        Both count code points, from 0 to the length. None inside something that normalisation has
        rewritten as a whole: a letter and its accents, or a run of white space.
        """
        composed = self._collapsed.to_original(position)
        return None if composed is None else self._composed.to_original(composed)


class _Replacements:
    """The places where a text was rewritten, in order.

    Everything between them is only shifted.
    """

    def __init__(self) -> None:
        self._new_start, self._new_end = array("q"), array("q")
        self._old_start, self._old_end = array("q"), array("q")

    def add(self, new: tuple[int, int], old: tuple[int, int]) -> None:
        self._new_start.append(new[0])
        self._new_end.append(new[1])
        self._old_start.append(old[0])
        self._old_end.append(old[1])

    def to_original(self, position: int) -> int | None:
        last = bisect_right(self._new_start, position) - 1
        if last < 0:
            return position
        if position == self._new_start[last]:
            return self._old_start[last]
        if position < self._new_end[last]:
            return None
        return self._old_end[last] + position - self._new_end[last]


def starts_character(char: str) -> bool:
    """Tell whether normalisation never joins `char` to the character before it.

    May be False where True would be right (any mark, any medial or final Hangul letter, the Kirat
    Rai vowel signs), never the other way round.
    """
    return char < "\u0300" or _starts_character(char)


@lru_cache(maxsize=8192)
def _starts_character(char: str) -> bool:
    first = unicodedata.normalize("NFD", char)[0]
    return not (
        unicodedata.combining(first)
        or unicodedata.category(first).startswith("M")
        or "\u1160" <= first <= "\u11ff"
        or "\U00016d63" <= first <= "\U00016d6a"
    )


def _replace(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, _Replacements]:
    """Apply `changes`, each (start, end, new), to `text`; also return their record."""
    position, length, record = 0, 0, _Replacements()
    pieces: list[str] = []
    for start, end, new in changes:
        length += start - position
        record.add((length, length + len(new)), (start, end))
        pieces += (text[position:start], new)
        length, position = length + len(new), end
    pieces.append(text[position:])
    return "".join(pieces), record


def _compose(text: str) -> tuple[str, _Replacements]:
    """Compose `text` into NFC.

    A text that is in NFC already, as nearly every article is, costs one quick check.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, _Replacements()
    return _replace(text, _find_compositions(text))


def _find_compositions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, new) wherever NFC rewrites `text`."""
    for run in _NOT_ASCII.finditer(text):
        if unicodedata.is_normalized("NFC", run[0]):
            continue
        starts = (index for index in range(run.start() + 1, run.end()) if starts_character(text[index]))
        for start, end in pairwise((run.start(), *starts, run.end())):
            new = _compose_character(text[start:end])
            if new != text[start:end]:
                yield start, end, new


def _compose_character(letter: str) -> str:
    """Convert one letter and its marks to NFC.

    Python orders marks in quadratic time, so that a text of nothing but accents could block a server
    for hours: here, many marks are sorted first.
    """
    if len(letter) > _STREAM_SAFE:
        decomposed = "".join(unicodedata.normalize("NFD", char) for char in letter)
        runs = groupby(decomposed, key=lambda char: unicodedata.combining(char) > 0)
        letter = "".join(
            "".join(sorted(run, key=unicodedata.combining) if marks else run) for marks, run in runs
        )
    return unicodedata.normalize("NFC", letter)
