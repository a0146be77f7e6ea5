"""Russian names as they are typed: in any case of the grammar, or misspelt.

A record holds names in the nominative ("Лавров"), and PostgreSQL's stemmer here is that of English. An ending
is replaced by those that the nominative may have; a form that nobody has does no harm. Of a misspelt word it
is the sound, in Latin letters, that is compared: names are spelt so in the record.
"""

import re
from collections.abc import Sequence
from itertools import islice, product

from .demonyms import STRIPPED

CYRILLIC = re.compile(r"[а-я]+(-[а-я]+)*")
LEAST_STEM = 3
"""Letters that must stand before an ending."""
LONGEST = 40
MOST_PHRASES = 12

ENDINGS = """
а: -, у: - а, ом: -, ем: - й ь, ём: - й ь, е: - а я, ым: - ый ое ые, им: - ий ой ие, ыми: ые, ими: ие,
ого: ый ой ий, его: ий, ому: ый ой ий, ему: ий, ой: а ая, ей: я ь ья, ою: а ая, ею: я, ую: ая, юю: яя,
ы: а, и: а я ь, ии: ия ий, ию: ия ий, ией: ия, ия: ий, ием: ий, ю: я ь й, я: ь й, ов: ы, ев: и, ам: ы а,
ям: и я, ами: ы а, ями: и я, ах: ы а, ях: и я, ых: ые, их: ие, ой: ый ий
"""
"""Endings of other cases and the plural, each with those of the nominative; "-" stands for none."""

LETTERS = dict(
    zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True),
    ё="e", ж="zh", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ь="", ю="yu", я="ya",
)  # fmt: skip


def _map_endings() -> dict[str, tuple[str, ...]]:
    endings: dict[str, tuple[str, ...]] = {}
    for line in ENDINGS.split(","):
        ending, nominatives = line.split(":")
        kept = tuple(nominative.removeprefix("-") for nominative in nominatives.split())
        endings[ending.strip()] = endings.get(ending.strip(), ()) + kept
    return endings


NOMINATIVES = _map_endings()
MOST_LETTERS = max(map(len, NOMINATIVES))


def list_nominatives(word: str) -> tuple[str, ...]:
    """List what a Russian word may be in the nominative, without the word itself; () of other words."""
    bare = word.strip(STRIPPED).casefold().replace("ё", "е")
    if len(bare) > LONGEST or not CYRILLIC.fullmatch(bare):
        return ()
    found = (
        bare.removesuffix(ending) + nominative
        for ending in (bare[-length:] for length in range(1, MOST_LETTERS + 1))
        if len(bare) - len(ending) >= LEAST_STEM
        for nominative in NOMINATIVES.get(ending, ())
    )
    return tuple(dict.fromkeys(form for form in found if form != bare))


def transliterate(word: str) -> str:
    """Write a word in Latin letters as it sounds: "Лавроф" as "lavrof"; others in small letters."""
    return "".join(LETTERS.get(letter, letter) for letter in word.casefold())


def list_nominative_phrases(words: Sequence[str]) -> list[str]:
    """List what a name of these words may be in the nominative, at most MOST_PHRASES; not as it is typed."""
    forms = [(word, *list_nominatives(word)) for word in words]
    phrases = (" ".join(phrase) for phrase in product(*forms))
    return list(islice(phrases, 1, MOST_PHRASES + 1))
