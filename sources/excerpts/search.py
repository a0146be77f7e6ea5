"""Excerpts: finding one in the text of an article, and how much may be quoted.

An excerpt is compared with the text after the normalisation that `sources.excerpts.normalisation` declares,
and after no other. It must be there exactly once, or be identified by the words around it, and
it must begin and end with whole words: "can" is not an excerpt of "can't", nor "interference"
one of "non-interference". Nearly is not found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .normalisation import WHITE_SPACE, NormalisedText, starts_character

EXCERPT_WORDS = 25
"""An excerpt has at most this many words: we quote, we do not republish."""

SHARE_REPRODUCED = 0.45
"""Of any one article at most this share of its characters is reproduced."""

CONTEXT = 32
"""Code points of the article that are kept on either side of an excerpt."""

_WORD = re.compile(f"[^{WHITE_SPACE}]+")
_PLACES_SHOWN = 3
_HELPFUL_WORDS = 3
_JOINERS = "'-\u2010\u2011\u00ad\u200c\u2060\ufeff"
_IN_NUMBERS = ".,:"
# Scripts written without spaces between words: there, any letter may begin or end an excerpt.
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u2e80-\u312f\u31a0-\u31ff"
    "\u3400-\ua4cf\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class ExcerptMatch:
    """The place of an excerpt in a text.

    Offsets count code points; `end` is exclusive.
    """

    start: int
    end: int
    exact: str
    """The article's own characters, `text[start:end]`."""
    prefix: str
    """What stands just before, up to CONTEXT code points."""
    suffix: str
    """What stands just after, up to CONTEXT code points."""


class ExcerptError(Exception):
    """An excerpt is not proved by a text. The message tells an editor what to do."""


class ExcerptMissing(ExcerptError):
    """The excerpt is not in the text, or only as part of other words."""


class ExcerptAmbiguous(ExcerptError):
    """The excerpt is in the text more than once; `count` says how often."""

    def __init__(self, message: str, count: int):
        super().__init__(message)
        self.count = count


class SearchableText:
    """A text prepared once for finding many excerpts.

    Time and memory are linear in its length.
    """

    def __init__(self, text: str):
        self._folded = NormalisedText(text)

    def find(self, excerpt: str, prefix: str = "", suffix: str = "") -> ExcerptMatch:
        """Find `excerpt`. White space at its ends does not count.

        `prefix` and `suffix`, the text just before and after, are looked at only when the
        excerpt occurs more than once, under the same normalisation. Raises ExcerptMissing or
        ExcerptAmbiguous.
        """
        wanted = NormalisedText(excerpt).text.strip(" ")
        if not wanted:
            raise ExcerptMissing("The excerpt is empty. Copy the words from the article.")
        text = self._folded.text
        whole = [at for at in _find_occurrences(wanted, text) if self._is_whole(at, at + len(wanted))]
        if not whole:
            raise ExcerptMissing(self._why_missing(wanted))
        chosen = whole
        if len(whole) > 1 and (prefix or suffix):
            before, after = NormalisedText(prefix).text.strip(" "), NormalisedText(suffix).text.strip(" ")
            chosen = [at for at in whole if _is_between(text, at, at + len(wanted), before, after)]
        if len(chosen) != 1:
            raise self._ambiguous(whole, chosen, len(wanted))
        return self._found(chosen[0], chosen[0] + len(wanted))

    def _is_whole(self, start: int, end: int) -> bool:
        text, to_original = self._folded.text, self._folded.to_original
        return not (
            _cuts_a_word(text, start)
            or _cuts_a_word(text, end)
            or to_original(start) is None
            or to_original(end) is None
        )

    def _found(self, start: int, end: int) -> ExcerptMatch:
        original = self._folded.original
        start, end = self._folded.to_original(start), self._folded.to_original(end)
        first, last = max(0, start - CONTEXT), min(len(original), end + CONTEXT)
        # A context that began or ended inside an accented letter would not be found again.
        while first and first < start and not starts_character(original[first]):
            first += 1
        while end < last < len(original) and not starts_character(original[last]):
            last -= 1
        return ExcerptMatch(start, end, original[start:end], original[first:start], original[end:last])

    def _why_missing(self, wanted: str) -> str:
        cut = self._folded.text.find(wanted)
        if cut >= 0:
            return (
                f"The excerpt cuts a word: the article prints {self._around(cut, len(wanted))}. "
                "Begin and end with whole words."
            )
        words = wanted.split(" ")
        there = _find_largest(range(len(words)), lambda n: " ".join(words[:n]) in self._folded.text)
        if there < _HELPFUL_WORDS:
            return (
                "The excerpt is not in this text. Copy it exactly as printed, errors included, "
                "and check that it is the right article."
            )
        beginning = " ".join(words[:there])
        at = self._folded.text.index(beginning) + len(beginning)
        return (
            f"The article has the first {there} words, then differs: it goes on "
            f"“{self._folded.text[at : at + CONTEXT].strip()}…” where the excerpt has "
            f"“{' '.join(words[there:])[:CONTEXT]}…”. Copy it exactly as printed, errors included."
        )

    def _ambiguous(self, whole: list[int], chosen: list[int], length: int) -> ExcerptAmbiguous:
        places = "; ".join(self._around(at, length) for at in whole[:_PLACES_SHOWN])
        more = f"; and {len(whole) - _PLACES_SHOWN:,} more" if len(whole) > _PLACES_SHOWN else ""
        unhelpful = "" if chosen else ", and nowhere between the given words"
        return ExcerptAmbiguous(
            f"These words occur {len(whole):,} times in the article{unhelpful}: {places}{more}. "
            "Lengthen the excerpt until it occurs once.",
            len(whole),
        )

    def _around(self, at: int, length: int) -> str:
        text, end = self._folded.text, at + length
        before, after = text[max(0, at - CONTEXT) : at], text[end : end + CONTEXT]
        excerpt = text[at:end] if length <= 200 else f"{text[at : at + 200]}…"
        return f"“…{before}[{excerpt}]{after}…”"


def find_excerpt(excerpt: str, text: str, prefix: str = "", suffix: str = "") -> ExcerptMatch:
    """Find `excerpt` in `text`.

    See SearchableText.find, which is quicker for several excerpts.
    """
    return SearchableText(text).find(excerpt, prefix, suffix)


def count_words(excerpt: str) -> int:
    """Count words as the limit does: by white space, a lone dash included.

    No-break spaces separate as well. The database counts in the same way.
    """
    return sum(1 for _ in _WORD.finditer(excerpt))


def measure_reproduced_share(spans: Iterable[tuple[int, int]], length: int) -> float:
    """Share of a text of `length` code points that `spans` cover together, 0 to 1.

    A span is (start, end), end exclusive; what two of them share counts once. ValueError for
    a span that is not in the text.
    """
    covered = reached = 0
    for start, end in sorted(spans):
        if not 0 <= start <= end <= length:
            raise ValueError(f"{start} to {end} is no span of a text of {length} characters.")
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered / length if length else 0.0


def _find_occurrences(wanted: str, text: str) -> Iterator[int]:
    """Yield every position of `wanted` in `text`, overlapping ones too.

    Takes linear time. Overlapping occurrences stand a multiple of the period apart, so that only
    the last few characters need a look; without that, a text that repeats itself takes quadratic
    time.
    """
    period = _find_period(wanted)
    tail = wanted[-period:]
    at = text.find(wanted)
    while at >= 0:
        yield at
        if text.startswith(tail, at + len(wanted)):
            at += period
        else:
            at = text.find(wanted, at + period + 1)


def _find_period(wanted: str) -> int:
    """Find the smallest p > 0 by which `wanted` can be moved to fit on itself."""
    borders = [0] * len(wanted)
    border = 0
    for at in range(1, len(wanted)):
        while border and wanted[at] != wanted[border]:
            border = borders[border - 1]
        border += wanted[at] == wanted[border]
        borders[at] = border
    return len(wanted) - border


def _is_between(text: str, start: int, end: int, before: str, after: str) -> bool:
    start -= text.startswith(" ", start - 1) if start else 0
    end += text.startswith(" ", end)
    return text.endswith(before, 0, start) and text.startswith(after, end)


def _cuts_a_word(text: str, at: int) -> bool:
    """Return whether `at` is inside a word, a number or one written character.

    `text` is a folded text.
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _extends_character(after) or before == "\u200d":
        return True
    if _in_word(before) and _in_word(after):
        return not (_WITHOUT_SPACES.match(before) or _WITHOUT_SPACES.match(after))
    earlier, later = text[at - 2 : at - 1], text[at + 1 : at + 2]
    return _joins_words(earlier, before, after) or _joins_words(before, after, later)


def _extends_character(char: str) -> bool:
    """Return whether `char` belongs to the character before it.

    Marks, the emoji joiner, skin tones and flag tags do.
    """
    return (
        unicodedata.category(char).startswith("M")
        or char == "\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _in_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LMN" if char else False


def _joins_words(left: str, middle: str, right: str) -> bool:
    """Return whether `middle` joins its neighbours into one word or number.

    For example in don't, non-interference and 1,000.
    """
    if middle in _IN_NUMBERS:
        return left.isdecimal() and right.isdecimal()
    return middle in _JOINERS and _in_word(left) and _in_word(right)


def _find_largest(numbers: range, holds) -> int:
    """Find by bisection the largest of `numbers` for which `holds` is true.

    It must be true for the first number, and stay false once it is false.
    """
    low, high = numbers.start, numbers.stop - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
