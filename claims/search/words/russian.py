"""Russian names as they are typed: in any case of the grammar, or misspelt.

A record holds names in the nominative ("Лавров"), and PostgreSQL's stemmer here is that of English. An ending
is replaced by those that the nominative may have; a form that nobody has does no harm. A stem that changes
too ("Павла" of "Павел") is not found. Of a misspelt word it is the sound, in Latin letters, that is compared:
names are spelt so in the record.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from .demonyms import STRIPPED

CYRILLIC = re.compile(r"[а-я]+(-[а-я]+)*")
LEAST_SOUND = 4
"""Letters of a word that is compared by its sound: shorter ones resemble too many others."""
LEAST_STEM = 3
"""Letters that must stand before an ending."""
LONGEST = 40
MOST_PHRASES = 100
"""How many forms a name of several words is looked up in: those nearest to the likeliest endings."""

ENDINGS = """
а: - о, у: - а о, ом: ый ое - о ий, ем: - й ий ее ь е, ём: - й ь е, е: - а о я ь й, ым: ый ое - ые,
им: ий - ое ой ие, ыми: ые, ими: ие, ого: ый ое ий ой, его: ий ее, ому: ый ое ий ой, ему: ий ее,
ой: ая а ый ий, ей: я ь ья ая, ою: а ая, ею: я, ую: ая, юю: яя, ы: а, и: я ь а, ии: ия ие ий, ию: ия ие ий,
ией: ия, ия: ие ий, ием: ие ий, ю: я ь й е, я: ь й е, ов: ы, ев: и, ам: ы а, ям: и я, ами: ы а, ями: и я,
ах: ы а, ях: и я, ых: ые, их: ие, ий: ия ии ие
"""
"""Endings of other cases and the plural, each with those of the nominative; "-" stands for none.

Names of three words and more are mostly those of bodies: what these need comes first.
"""

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
    """List what a Russian word may be in the nominative, without the word itself; () of other words.

    The longest ending says most, so what it may stand for comes first.
    """
    bare = word.strip(STRIPPED).casefold().replace("ё", "е")
    if len(bare) > LONGEST or not CYRILLIC.fullmatch(bare):
        return ()
    found = (
        bare.removesuffix(ending) + nominative
        for ending in (bare[-length:] for length in range(MOST_LETTERS, 0, -1))
        if len(bare) - len(ending) >= LEAST_STEM
        for nominative in NOMINATIVES.get(ending, ())
    )
    return tuple(dict.fromkeys(form for form in found if form != bare))


def transliterate(word: str) -> str:
    """Write a word in Latin letters as it sounds: "Лавроф" as "lavrof"; others in small letters."""
    return "".join(LETTERS.get(letter, letter) for letter in word.casefold())


def list_sounds(word: str) -> tuple[str, ...]:
    """List how a Russian word may be written in Latin letters, in the nominative too; () of other words."""
    bare = word.strip(STRIPPED).casefold()
    forms = (bare, *list_nominatives(word)) if CYRILLIC.fullmatch(bare.replace("ё", "е")) else ()
    return tuple(dict.fromkeys(transliterate(form) for form in forms if len(form) >= LEAST_SOUND))


def list_nominative_phrases(words: Sequence[str]) -> list[str]:
    """List what a name of these words may be in the nominative, likely ones first; not as it is typed.

    Every word may also stay as it is: of "Министерства обороны" the second does. Returns at most
    MOST_PHRASES.
    """
    forms = [(word, *list_nominatives(word)) for word in words]
    last_places = [len(each) - 1 for each in forms]
    choices = (
        choice for total in range(1, sum(last_places) + 1) for choice in _list_choices(last_places, total)
    )
    phrases = (" ".join(each[place] for each, place in zip(forms, choice, strict=True)) for choice in choices)
    return list(islice(phrases, MOST_PHRASES))


def _list_choices(last_places: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """List the choices of a place for each word, from 0 to its last one, whose sum is `total`."""
    if not last_places:
        yield ()
        return
    last, *others = last_places
    for place in range(max(0, total - sum(others)), min(last, total) + 1):
        yield from ((place, *rest) for rest in _list_choices(others, total - place))
