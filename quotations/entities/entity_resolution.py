"""Who is who in one article: each name in the text is brought to one somebody with the fullest name."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice

from quotations.annotations import MAX_FORMS, Mention, Somebody
from quotations.entities.named_entities import PARTICLES
from quotations.lexicon.offices import (
    CITIES,
    FULL_TITLES,
    NATIONS,
    OFFICES,
    ORGANISATIONS,
    SUBJECTS,
    SURNAMES_TOO,
)

_LONG_NAME = 8


def nearly_same(word: str, other: str) -> bool:
    """True if one or, in long words, two letters are wrong, missing or too many."""
    return word != other and _distance_within(
        word, other, 2 if min(len(word), len(other)) >= _LONG_NAME else 1
    )


def same_given_name(name: str, other: str) -> bool:
    """True for one name in two spellings: "Sergei" and "Sergey", "J." and "John", "Rob" and "Robert"."""
    a, b = sorted((name.lower().rstrip("."), other.lower().rstrip(".")), key=len)
    if a == b or (len(a) == 1 and b.startswith(a)):
        return True
    if len(a) >= 3 and b.startswith(a):
        return True
    return len(a) >= 5 and a[:3] == b[:3] and a[-1] in "iy" and b[-1] in "iy" and _distance_within(a, b, 2)


def _distance_within(a: str, b: str, most: int) -> bool:
    """True if at most `most` insertions, deletions and replacements make `a` into `b`."""
    if abs(len(a) - len(b)) > most:
        return False
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1] <= most


_NO_SHORT_NAMES = {*CITIES, *NATIONS, *SUBJECTS, *OFFICES, *ORGANISATIONS, "the"}
_LONG = 6
_MANY = 1000
_NAMESAKES = 20


class People:
    """Everybody in one article. `aliases` are (spelling, full name) pairs from the record."""

    def __init__(self, aliases: Iterable[tuple[str, str]] = ()):
        self.everybody: list[Somebody] = []
        self._by_word: defaultdict[str, list[Somebody]] = defaultdict(list)
        self._by_body: defaultdict[str, list[Somebody]] = defaultdict(list)
        self._by_name: dict[tuple[str, ...], Somebody] = {}
        self._by_first: defaultdict[str, list[Somebody]] = defaultdict(list)
        self._aliases = _unambiguous(aliases)

    def link(self, mentions: list[Mention]) -> None:
        """Give each mention its `who`; None where the text leaves open which of two it is."""
        for mention in mentions:
            if mention.kind in ("person", "proper") and len(mention.name) > 1:
                mention.who = self._full(mention)
        frequency = Counter(mention.name[0] for mention in mentions if len(mention.name) == 1)
        for mention in mentions:
            if mention.kind == "office" and not self._is_surname(mention):
                continue
            if mention.who is None and mention.kind in ("person", "proper"):
                mention.who = self._short(mention, frequency)
            elif mention.who is None:
                mention.who = self._other(mention)
            if mention.who is not None:
                mention.who.note(mention)

    def _is_surname(self, mention: Mention) -> bool:
        """Make a person of "Bishop" where somebody is called Ada Bishop. True if so."""
        word = mention.whole[0].lower()
        if len(mention.whole) > 1 or word not in SURNAMES_TOO or not self._by_word.get(word):
            return False
        mention.kind, mention.titles = "person", ()
        return True

    def recorded(self, spelling: str) -> Somebody | None:
        """Whom the record calls so, as somebody in this article."""
        full = self._aliases.get(spelling.lower())
        if full is None:
            return None
        name = tuple(full.split())
        key = _key(name)
        somebody = next((one for one in self._by_word[key] if one.is_person), None)
        return somebody or self._new("person", name, len(self.everybody), note=True)

    def _full(self, mention: Mention) -> Somebody:
        lower = tuple(word.lower() for word in mention.name)
        if lower in self._by_name:
            return self._by_name[lower]
        for somebody in self._by_word[_key(mention.name)][:_NAMESAKES]:
            forms = islice(somebody.forms, MAX_FORMS)
            if any(_ends_alike(form, lower) for form in islice(somebody.forms, MAX_FORMS)):
                self._by_name[lower] = somebody
                return somebody
            if any(len(form) > 1 and same_given_name(form[0], mention.name[0]) for form in forms):
                self._by_name[lower] = somebody
                return somebody
        return self._new(mention.kind, mention.name, mention.sentence)

    def _short(self, mention: Mention, frequency: Counter[str]) -> Somebody | None:
        """Whom a single name means."""
        word = mention.name[0]
        found = self._by_word.get(word.lower().removeprefix("al-"), [])
        if len(found) == 1:
            return found[0]
        if found:
            return self._choose(mention, found[:_NAMESAKES])
        first = self._by_first.get(word.lower(), [])
        if len(first) == 1:
            return first[0]
        if mention.kind == "proper" and (body := self._body(word)) is not None:
            return body
        recorded = self.recorded(" ".join(mention.whole)) or self.recorded(word)
        if recorded is not None:
            recorded.recorded = self._aliases.get(word.lower()) or recorded.name
            return recorded
        if frequency[word] == 1 and (alike := self._misspelt(word)):
            return alike
        if mention.kind == "proper" and len(mention.whole) > 1:
            mention.name = mention.whole
        return self._by_name.get(_lower(mention.name)) or self._new(
            mention.kind, mention.name, mention.sentence
        )

    def _body(self, word: str) -> Somebody | None:
        """The organisation that is called by the first word of its name later on."""
        bodies = self._by_body.get(word.lower(), [])
        return bodies[0] if len(bodies) == 1 else None

    def _choose(self, mention: Mention, found: list[Somebody]) -> Somebody | None:
        """One of several with the same name: who was named first, unless both were in one sentence."""
        fitting = [one for one in found if not mention.gender or one.gender == mention.gender] or found
        titles = {FULL_TITLES.get(title, title) for title in mention.titles}
        fitting = [one for one in fitting if titles & one.words] or fitting
        earlier = [one for one in fitting if one.introduced <= mention.sentence] or fitting
        if len(earlier) == 1:
            return earlier[0]
        first, second = sorted(one.introduced for one in earlier)[:2]
        return min(earlier, key=lambda one: one.introduced) if first < second else None

    def _misspelt(self, word: str) -> Somebody | None:
        """The one person whose surname differs from `word`, which occurs once, by a slip."""
        if len(word) < _LONG or len(self._by_word) > _MANY:
            return None
        alike = {
            id(somebody): somebody
            for key in self._by_word
            if key[0] == word[0].lower() and nearly_same(key, word.lower())
            for somebody in self._by_word[key]
            if somebody.is_person
        }
        return alike.popitem()[1] if len(alike) == 1 else None

    def _other(self, mention: Mention) -> Somebody:
        """The organisation or country of this name."""
        return self._by_name.get(_lower(mention.name)) or self._new(
            mention.kind, mention.name, mention.sentence
        )

    def _new(self, kind: str, name: tuple[str, ...], sentence: int, *, note: bool = False) -> Somebody:
        somebody = Somebody(kind, sentence)
        self.everybody.append(somebody)
        self._by_name[_lower(name)] = somebody
        somebody.forms[name] += 1 if note else 0
        first = name[0].lower()
        if kind in ("organisation", "place") and len(name) > 1 and first not in _NO_SHORT_NAMES:
            self._by_body[first].append(somebody)
        if kind in ("person", "proper"):
            words = {_key(name), *(word.lower() for word in name[1:] if len(word) > 2)}
            if len(name) > 1:
                self._by_first[name[0].lower()].append(somebody)
            for word in words - PARTICLES - {"jr.", "sr."}:
                self._by_word[word].append(somebody)
        return somebody


def _unambiguous(aliases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """From each spelling, in small letters, to the full name, where it belongs to one only."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for spelling, full in aliases:
        if spelling.strip() and full.strip():
            names[" ".join(spelling.lower().split())].add(" ".join(full.split()))
    return {spelling: found.pop() for spelling, found in names.items() if len(found) == 1}


def _ends_alike(form: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    """True for "Abu Amar" and "Ada Abu Amar": one of the two is the end of the other."""
    fewer = min(len(form), len(lower))
    return fewer > 1 and len(form) != len(lower) and _lower(form)[-fewer:] == lower[-fewer:]


def _lower(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.lower() for word in name)


def _key(name: tuple[str, ...]) -> str:
    """The surname by which somebody is looked up."""
    words = [word.lower() for word in name if word.lower() not in ("jr.", "sr.", "jr", "sr", "ii", "iii")]
    return (words or [name[-1].lower()])[-1].removeprefix("al-")
