"""Fingerprints of texts, to find near-duplicates among a million texts.

A text is treated as its set of shingles, runs of SHINGLE words after the declared normalisation
and in lower case. MinHash (Broder 1997) reduces each set to MINHASHES numbers; the share of equal
numbers estimates the share of shingles that two texts have in common. The numbers are grouped in
BANDS of ROWS. Two texts that share 70 % of their shingles have a band in common in 99.98 of 100
cases, 50 %: 93, 10 %: 2; a band is found through an index. The texts found in this way are then
compared in full.
"""

import re
from hashlib import blake2b
from itertools import islice

from sources.excerpts.normalisation import NormalisedText

SHINGLE = 4
BANDS, ROWS = 20, 3
MINHASHES = BANDS * ROWS
MIN_WORDS = 50
"""Shorter texts have no fingerprint: common shingles would mean little."""
MAX_WORDS = 10_000
"""Only the first words count, so that no text takes longer than a tenth of a second."""

# Thai to Burmese, Khmer, Japanese, Chinese: scripts without spaces between words.
_UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u3400-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_PRIME = (1 << 61) - 1
_INT32 = 1 << 32


def _fixed_numbers(seed: str, count: int) -> list[int]:
    """Compute `count` fixed numbers from 1 to `_PRIME` - 1.

    They must never change: fingerprints computed with them are stored.
    """
    return [
        int.from_bytes(blake2b(f"{seed} {n}".encode(), digest_size=8).digest()) % _PRIME or 1
        for n in range(count)
    ]


_FACTORS = list(zip(_fixed_numbers("factor", MINHASHES), _fixed_numbers("summand", MINHASHES), strict=True))


def split_words(text: str) -> list[str]:
    """Return the first MAX_WORDS words of `text` in lower case, without marks.

    In scripts without spaces every character is a word.
    """
    normalised = NormalisedText(text[: MAX_WORDS * 40]).text.casefold()
    return [match[0] for match in islice(_WORD.finditer(normalised), MAX_WORDS)]


def make_shingles(words: list[str]) -> set[str]:
    """Make the set of all runs of SHINGLE words."""
    return {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def compute_minhashes(text: str) -> list[int] | None:
    """Compute the MinHash of a text as MINHASHES signed 32-bit numbers.

    Returns None for a text too short to have a fingerprint.
    """
    words = split_words(text)
    if len(words) < MIN_WORDS:
        return None
    hashes = [
        int.from_bytes(blake2b(shingle.encode(), digest_size=7).digest()) for shingle in make_shingles(words)
    ]
    lowest = (min([(a * h + b) % _PRIME for h in hashes]) for a, b in _FACTORS)
    return [_convert_to_signed(number) for number in lowest]


def compute_bands(hashes: list[int]) -> list[int]:
    """Compute one signed 32-bit number for each band of a MinHash.

    Texts that share one are worth comparing.
    """
    return [
        _convert_to_signed(
            int.from_bytes(blake2b(repr((at, hashes[at : at + ROWS])).encode(), digest_size=4).digest())
        )
        for at in range(0, MINHASHES, ROWS)
    ]


def estimate_share(first: list[int], second: list[int]) -> float:
    """Estimate from two MinHashes the share of shingles in common, 0 to 1."""
    return sum(a == b for a, b in zip(first, second, strict=True)) / MINHASHES


def measure_similarity(first: str, second: str) -> float:
    """Measure the share of shingles in common (Jaccard), 0 to 1."""
    first_shingles, second_shingles = make_shingles(split_words(first)), make_shingles(split_words(second))
    return len(first_shingles & second_shingles) / (len(first_shingles | second_shingles) or 1)


def _convert_to_signed(number: int) -> int:
    number %= _INT32
    return number - _INT32 if number >= _INT32 // 2 else number
