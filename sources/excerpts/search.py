"""Search for excerpts in an article's text, and the limits of quoting.

An excerpt is compared with the text after the normalisation that `sources.excerpts.normalisation` declares,
and after no other. It must be there exactly once, or be identified by the words around it, and
it must begin and end with whole words: "can" is not an excerpt of "can't", nor "interference"
one of "non-interference". Nearly is not found.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from .differences import Lookalikes
from .normalisation import WHITE_SPACE, NormalisedText, starts_character

EXCERPT_WORDS = 25
"""An excerpt has at most this many words: we quote, we do not republish."""

SHARE_REPRODUCED = 0.45
"""At most this share of an article's characters is reproduced."""

CONTEXT = 32
"""Code points of the article that are stored on either side of an excerpt."""

_WORD = re.compile(f"[^{WHITE_SPACE}]+")
_MAX_PLACES = 3
_MIN_HELPFUL_WORDS = 3
_JOINERS = "'-\u2010\u2011\u00ad\u200c\u2060\ufeff"
# Zero-width joiners; Thai and Lao vowels; sound marks of halfwidth Japanese.
_WRITTEN_AS_MARKS = "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
_STACKERS = "\u1039\u17d2\u1a60"  # the next letter is written below the one before (Burmese, Khmer, Tai Tham)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
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
    """The text just before, up to CONTEXT code points."""
    suffix: str
    """The text just after, up to CONTEXT code points."""
    recurs: bool = False
    """Whether a browser that looks for its lines may find one elsewhere in the text."""


class ExcerptError(Exception):
    """An excerpt that a text does not prove. The message tells an editor what to do."""


class ExcerptMissing(ExcerptError):
    """An excerpt that is not in the text, or only as part of other words."""


class ExcerptAmbiguous(ExcerptError):
    """An excerpt that is in the text more than once; `count` says how often."""

    def __init__(self, message: str, count: int):
        super().__init__(message)
        self.count = count


class SearchableText:
    """A text prepared once for finding many excerpts.

    Time and memory are linear in its length.
    """

    def __init__(self, text: str):
        self._normalised = NormalisedText(text)

    def find(self, excerpt: str, prefix: str = "", suffix: str = "") -> ExcerptMatch:
        """Find `excerpt`. White space at its ends does not count.

        `prefix` and `suffix`, the text just before and after, are used only if the excerpt occurs
        more than once, under the same normalisation. Raises ExcerptMissing or ExcerptAmbiguous, that
        also where the context that is kept of a match would not lead to it again.
        """
        needle = NormalisedText(excerpt).text.strip(" ")
        if not needle:
            raise ExcerptMissing("The excerpt is empty. Copy the words from the article.")
        text = self._normalised.text
        length = len(needle)
        places = [start for start in _find_occurrences(needle, text) if self._is_whole(start, start + length)]
        if not places:
            raise ExcerptMissing(self._explain_missing(needle))
        candidates = self._list_between(places, length, prefix, suffix)
        if len(candidates) != 1:
            raise self._build_ambiguity_error(places, candidates, length)
        match = self._build_match(candidates[0], candidates[0] + length)
        if len(again := self._list_between(places, length, match.prefix, match.suffix)) > 1:
            raise self._build_ambiguity_error(places, again, length)
        return match

    def _list_between(self, places: list[int], length: int, prefix: str, suffix: str) -> list[int]:
        """List the places with these words around them; all if there is one, or no words are given."""
        if len(places) == 1 or not (prefix or suffix):
            return places
        before, after = NormalisedText(prefix).text.strip(" "), NormalisedText(suffix).text.strip(" ")
        text = self._normalised.text
        return [start for start in places if _is_between(text, start, start + length, before, after)]

    def _is_whole(self, start: int, end: int) -> bool:
        text, to_original = self._normalised.text, self._normalised.to_original
        return not (
            _is_inside_word(text, start)
            or _is_inside_word(text, end)
            or start in self._middles_of_flags
            or end in self._middles_of_flags
            or to_original(start) is None
            or to_original(end) is None
        )

    @cached_property
    def _middles_of_flags(self) -> set[int]:
        """The offsets inside flags: two letters each, in their order."""
        return {match.start() + 1 for match in _FLAG.finditer(self._normalised.text)}

    def _build_match(self, start: int, end: int) -> ExcerptMatch:
        """Make the match of a whole place, given by its offsets in the normalised text."""
        original, to_original = self._normalised.original, self._normalised.to_original
        # Never None: `_is_whole` has asked.
        start, end = cast(int, to_original(start)), cast(int, to_original(end))
        first, last = max(0, start - CONTEXT), min(len(original), end + CONTEXT)
        # A context that began or ended inside an accented letter would not be found again.
        while first and first < start and not starts_character(original[first]):
            first += 1
        while end < last < len(original) and not starts_character(original[last]):
            last -= 1
        exact = original[start:end]
        return ExcerptMatch(start, end, exact, original[first:start], original[end:last], self._recurs(exact))

    def _recurs(self, exact: str) -> bool:
        lines = (NormalisedText(line).text for line in split_outer_lines(exact))
        return any(_is_repeated(_fold(line), self._folded) for line in lines)

    @cached_property
    def _lookalikes(self) -> Lookalikes:
        return Lookalikes(self._normalised.text)

    @cached_property
    def _folded(self) -> str:
        return _fold(self._normalised.text)

    def _explain_missing(self, needle: str) -> str:
        cut = self._normalised.text.find(needle)
        if cut >= 0:
            return (
                f"The excerpt cuts a word: the article prints {self._quote_context(cut, len(needle))}. "
                "Begin and end with whole words."
            )
        if difference := self._lookalikes.describe(needle):
            return difference
        words = needle.split(" ")
        matched = _find_largest(range(len(words)), lambda n: " ".join(words[:n]) in self._normalised.text)
        if matched < _MIN_HELPFUL_WORDS:
            return (
                "The excerpt is not in this text. Copy it exactly as printed, errors included, "
                "and check that it is the right article."
            )
        beginning = " ".join(words[:matched])
        position = self._normalised.text.index(beginning) + len(beginning)
        return (
            f"The article has the first {matched} words, then differs: it goes on "
            f"“{self._normalised.text[position : position + CONTEXT].strip()}…” where the excerpt has "
            f"“{' '.join(words[matched:])[:CONTEXT]}…”. Copy it exactly as printed, errors included."
        )

    def _build_ambiguity_error(
        self, places: list[int], candidates: list[int], length: int
    ) -> ExcerptAmbiguous:
        contexts = "; ".join(self._quote_context(position, length) for position in places[:_MAX_PLACES])
        more = f"; and {len(places) - _MAX_PLACES:,} more" if len(places) > _MAX_PLACES else ""
        unhelpful = "" if candidates else ", and nowhere between the given words"
        return ExcerptAmbiguous(
            f"These words occur {len(places):,} times in the article{unhelpful}: {contexts}{more}. "
            "Lengthen the excerpt until it occurs once.",
            len(places),
        )

    def _quote_context(self, position: int, length: int) -> str:
        text, end = self._normalised.text, position + length
        before, after = text[max(0, position - CONTEXT) : position], text[end : end + CONTEXT]
        excerpt = text[position:end] if length <= 200 else f"{text[position : position + 200]}…"
        return f"“…{before}[{excerpt}]{after}…”"


def find_excerpt(excerpt: str, text: str, prefix: str = "", suffix: str = "") -> ExcerptMatch:
    """Find `excerpt` in `text`.

    See SearchableText.find, which is quicker for several excerpts.
    """
    return SearchableText(text).find(excerpt, prefix, suffix)


def split_outer_lines(excerpt: str) -> list[str]:
    """Return the first and the last line of an excerpt, or its only line.

    A browser that looks for words in a page crosses no paragraph: it is told both ends.
    """
    lines = [line.strip() for line in excerpt.splitlines() if line.strip()]
    return lines if len(lines) < 2 else [lines[0], lines[-1]]


def count_words(excerpt: str) -> int:
    """Count words as the limit does: by white space, a lone dash included.

    No-break spaces separate as well. The database counts in the same way.
    """
    return sum(1 for _ in _WORD.finditer(excerpt))


def measure_reproduced_share(spans: Iterable[tuple[int, int]], length: int) -> float:
    """Measure the share of a text that `spans` cover together, 0 to 1.

    `length`: the length of the text in code points.

    A span is (start, end), end exclusive; overlaps count once. Raises ValueError for a span that is
    not in the text.
    """
    covered_length = reached = 0
    for start, end in sorted(spans):
        if not 0 <= start <= end <= length:
            raise ValueError(f"{start} to {end} is no span of a text of {length} characters.")
        covered_length += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered_length / length if length else 0.0


def _find_occurrences(needle: str, text: str) -> Iterator[int]:
    """Yield every position of `needle` in `text`, overlapping ones too.

    Takes linear time. Overlapping occurrences stand a multiple of the period apart, so that only
    the last few characters need a look; without that, a text that repeats itself takes quadratic
    time.
    """
    period = _find_period(needle)
    tail = needle[-period:]
    position = text.find(needle)
    while position >= 0:
        yield position
        if text.startswith(tail, position + len(needle)):
            position += period
        else:
            position = text.find(needle, position + period + 1)


def _fold(text: str) -> str:
    """Make alike what a browser that looks for words does: case, and accents."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


@lru_cache(maxsize=8192)
def _fold_character(char: str) -> str:
    # One by one: marks in their thousands on one letter would take hours to order.
    letters = unicodedata.normalize("NFKD", char.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_repeated(needle: str, text: str) -> bool:
    first = text.find(needle)
    return first >= 0 and text.find(needle, first + 1) >= 0


def _find_period(needle: str) -> int:
    """Find the smallest p > 0 by which `needle` can be moved to fit on itself."""
    borders = [0] * len(needle)
    border = 0
    for position in range(1, len(needle)):
        while border and needle[position] != needle[border]:
            border = borders[border - 1]
        border += needle[position] == needle[border]
        borders[position] = border
    return len(needle) - border


def _is_between(text: str, start: int, end: int, before: str, after: str) -> bool:
    start -= text.startswith(" ", start - 1) if start else 0
    end += text.startswith(" ", end)
    return text.endswith(before, 0, start) and text.startswith(after, end)


def _is_inside_word(text: str, position: int) -> bool:
    """Return whether `position` is inside a word, a number or one written character.

    `text` is normalised.
    """
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if _is_extending(after) or before == "\u200d" or before in _STACKERS:
        return True
    if _is_word_character(before) and _is_word_character(after):
        return not (_WITHOUT_SPACES.match(before) or _WITHOUT_SPACES.match(after))
    earlier, later = text[position - 2 : position - 1], text[position + 1 : position + 2]
    return _joins_words(earlier, before, after) or _joins_words(before, after, later)


def _is_extending(char: str) -> bool:
    """Return whether `char` belongs to the character before it (Unicode Standard Annex 29).

    Marks, the joiners, skin tones, flag tags and a few letters that are written as marks do.
    """
    return (
        unicodedata.category(char).startswith("M")
        or char in _WRITTEN_AS_MARKS
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_word_character(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LMN" if char else False


def _joins_words(left: str, middle: str, right: str) -> bool:
    """Return whether `middle` joins its neighbours into one word or number.

    For example in don't, non-interference and 1,000.
    """
    if middle in _IN_NUMBERS:
        return left.isdecimal() and right.isdecimal()
    return middle in _JOINERS and _is_word_character(left) and _is_word_character(right)


def _find_largest(numbers: range, predicate: Callable[[int], bool]) -> int:
    """Find by bisection the largest of `numbers` for which `predicate` holds.

    It must be true for the first number, and stay false once it is false.
    """
    low, high = numbers.start, numbers.stop - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if predicate(middle) else (low, middle - 1)
    return low
