"""Made-up words, with frequencies about as uneven as those of a language.

The frequencies follow Zipf and Mandelbrot. Two words in five are English function words, which the
full-text search ignores. The others are invented, with English endings for the stemmer to take off.
"""

import random
from itertools import accumulate

FUNCTION_WORDS = (
    "the of to and in a that for is on with by as it be at from was not has are will have its"
    " were but would which this or an their had been after against before should could must"
    " over between than no under into"
)
FUNCTION_SHARE = 0.4
CONTENT_WORDS = 20_000
FLATTENING = 20
"""Mandelbrot's constant.

With it the commonest invented word is in about one claim out of five.
"""

ONSETS = (
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "r",
    "s",
    "sk",
    "sl",
    "st",
    "t",
    "tr",
    "v",
    "z",
    "sh",
    "th",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
CODAS = ("", "", "", "n", "r", "l", "m", "s", "nd", "rt", "lk", "st")
ENDINGS = ("", "", "", "", "", "s", "s", "ed", "ing", "er", "ment", "al", "ity", "ly")
POOL = 50_000


class WordStream:
    """An endless stream of words, the same for the same `rng`."""

    def __init__(self, vocabulary: "Vocabulary", rng: random.Random):
        self._vocabulary = vocabulary
        self._rng = rng
        self._pool: list[str] = []

    def take(self, count: int) -> str:
        """Draw `count` words, separated by single spaces."""
        if len(self._pool) < count:
            self._pool = self._rng.choices(
                self._vocabulary.words, cum_weights=self._vocabulary.cumulated, k=POOL
            )
        words = self._pool[-count:]
        del self._pool[-count:]
        return " ".join(words)

    def sentence(self, count: int, end: str = "") -> str:
        """Draw `count` words with a capital at the start, and `end` after the last one."""
        text = self.take(count)
        return text[0].upper() + text[1:] + end


class Vocabulary:
    """The words and their cumulated frequencies, made once for each generator."""

    def __init__(self, rng: random.Random):
        common = FUNCTION_WORDS.split()
        frequencies = [
            *_scale([1 / rank for rank in range(1, len(common) + 1)], FUNCTION_SHARE),
            *_scale(
                [1 / (rank + FLATTENING) for rank in range(1, CONTENT_WORDS + 1)],
                1 - FUNCTION_SHARE,
            ),
        ]
        self.words = [*common, *_invent_words(rng, CONTENT_WORDS)]
        self.cumulated = list(accumulate(frequencies))


def draw_proper_name(rng: random.Random) -> str:
    """Draw an invented name of a place, a family or a newspaper.

    It has a capital letter.
    """
    return (_draw_syllable(rng) + _draw_syllable(rng) + rng.choice(VOWELS)).capitalize()


def _scale(weights: list[float], total: float) -> list[float]:
    """Scale the weights to add up to `total`."""
    factor = total / sum(weights)
    return [weight * factor for weight in weights]


def _invent_words(rng: random.Random, count: int) -> list[str]:
    """Invent different words; the commoner ones come first, and are mostly shorter."""
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = 1 + (rng.random() < 0.3 + len(words) / count) + (rng.random() < 0.3)
        stem = "".join(_draw_syllable(rng) for _ in range(syllables))
        words[stem + rng.choice(ENDINGS)] = None
    return list(words)


def _draw_syllable(rng: random.Random) -> str:
    return rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
