"""Entity resolution: which names in an article mean the same person or body."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice

from quotations.annotations import MAX_FORMS, Entity, Mention, MentionKind
from quotations.lexicon.body_names import is_state_body
from quotations.lexicon.offices import (
    AMBIGUOUS_SURNAMES,
    CITIES,
    COUNTRIES,
    FULL_TITLES,
    OFFICE_MODIFIERS,
    OFFICES,
    ORGANISATIONS,
)

from .capitalised_runs import PARTICLES

_NO_SHORT_NAMES = {*CITIES, *COUNTRIES, *OFFICE_MODIFIERS, *OFFICES, *ORGANISATIONS, "the"}
_LINKS = frozenset(("of", "for", "the", "and"))
_JUNIOR_DOTTED = frozenset(("jr.", "sr."))
_JUNIOR = _JUNIOR_DOTTED | {"jr", "sr", "ii", "iii"}
_LONG_NAME = 8  # letters, from which on two of them may be wrong
_MIN_MISSPELT_LENGTH = 6
_MAX_WORDS_FOR_MISSPELT = 1000
_MAX_NAMESAKES = 20


class EntityResolver:
    """Every entity of one article, and the names by which it is known.

    `aliases` are (spelling, full name) pairs from the record.
    """

    def __init__(self, aliases: Iterable[tuple[str, str]] = ()):
        self.entities: list[Entity] = []
        self._by_name: dict[tuple[str, ...], Entity] = {}
        self._by_word: defaultdict[str, list[Entity]] = defaultdict(list)
        self._by_given_name: defaultdict[str, list[Entity]] = defaultdict(list)
        self._organisations_by_first_word: defaultdict[str, list[Entity]] = defaultdict(list)
        self._organisations_by_kind: defaultdict[str, list[Entity]] = defaultdict(list)
        self._state_bodies: defaultdict[frozenset[str], list[tuple[str, Entity]]] = defaultdict(list)
        self._aliases = _map_aliases(aliases)

    def resolve(self, mentions: list[Mention]) -> None:
        """Give each mention its entity, None where the text leaves open who it is."""
        for mention in mentions:
            if mention.may_be_person and len(mention.name) > 1:
                mention.entity = self._resolve_full_name(mention)
        frequency = Counter(mention.name[0] for mention in mentions if len(mention.name) == 1)
        for mention in mentions:
            if mention.kind == "office" and not self._correct_surname(mention):
                continue
            if mention.entity is None and mention.may_be_person:
                mention.entity = self._resolve_single_name(mention, frequency)
            elif mention.entity is None:
                mention.entity = self._resolve_exact_name(mention)
            if mention.entity is not None:
                mention.entity.add_mention(mention)

    def find_recorded(self, spelling: str) -> Entity | None:
        """Return the entity that the record calls so, added if the article lacks it."""
        full_name = self._aliases.get(spelling.lower())
        if full_name is None:
            return None
        name = tuple(full_name.split())
        people = (entity for entity in self._by_word[_surname_key(name)] if entity.is_person)
        entity = next(people, None)
        if entity is None:
            entity = self._add("person", name, len(self.entities))
            entity.forms[name] += 1
        return entity

    def _correct_surname(self, mention: Mention) -> bool:
        """Make the office "Bishop" a person if somebody is called Ada Bishop; True if so."""
        word = mention.words[0].lower()
        if len(mention.words) > 1 or word not in AMBIGUOUS_SURNAMES or not self._by_word.get(word):
            return False
        mention.kind, mention.titles = "person", ()
        return True

    def _resolve_full_name(self, mention: Mention) -> Entity:
        lower = _lower(mention.name)
        if lower in self._by_name:
            return self._by_name[lower]
        for entity in self._by_word[_surname_key(mention.name)][:_MAX_NAMESAKES]:
            forms = list(islice(entity.forms, MAX_FORMS))
            if any(_ends_alike(form, lower) for form in forms) or any(
                len(form) > 1 and _is_same_given_name(form[0], mention.name[0]) for form in forms
            ):
                self._by_name[lower] = entity
                return entity
        entity = self._add(mention.kind, mention.name, mention.sentence)
        entity.first_token = mention.first
        return entity

    def _resolve_single_name(self, mention: Mention, frequency: Counter[str]) -> Entity | None:
        """Return whom a name of one word means.

        `frequency` says how often each such name occurs in the article.
        """
        word = mention.name[0]
        namesakes = self._by_word.get(word.lower().removeprefix("al-"), [])
        if namesakes:
            namesake = _choose_namesake(mention, namesakes[:_MAX_NAMESAKES])
            if namesake is not None and namesake.first_short is None:
                namesake.first_short = mention.sentence
            return namesake
        by_given_name = self._by_given_name.get(word.lower(), [])
        if len(by_given_name) == 1:
            return by_given_name[0]
        if mention.kind == "proper":
            organisations = self._organisations_by_first_word.get(word.lower(), [])
            if len(organisations) == 1:
                return organisations[0]
        recorded = self.find_recorded(" ".join(mention.words)) or self.find_recorded(word)
        if recorded is not None:
            recorded.record_name = self._aliases.get(word.lower()) or recorded.name
            return recorded
        if frequency[word] == 1 and (misspelt := self._find_misspelt(word)):
            return misspelt
        if mention.kind == "proper" and len(mention.words) > 1:
            mention.name = mention.words
        return self._resolve_exact_name(mention)

    def _resolve_exact_name(self, mention: Mention) -> Entity:
        entity = self._by_name.get(_lower(mention.name))
        if entity is None and mention.kind == "organisation":
            if len(mention.name) == 1:
                bodies = self._organisations_by_kind.get(mention.name[0].lower(), [])
                entity = bodies[0] if len(bodies) == 1 else None  # the Times, the Foundation
            else:
                entity = self._find_same_state_body(mention.name)
        return entity or self._add(mention.kind, mention.name, mention.sentence)

    def _find_same_state_body(self, name: tuple[str, ...]) -> Entity | None:
        """Return the only ministry that may be meant: "Ministry of Defence", "Russian Defence Ministry"."""
        portfolio, state = _split_state_body(name)
        same = [entity for known, entity in self._state_bodies.get(portfolio, []) if not (known and state)]
        return same[0] if portfolio and len(set(same)) == 1 else None

    def _find_misspelt(self, word: str) -> Entity | None:
        """Return the only person whose surname is nearly `word`."""
        if len(word) < _MIN_MISSPELT_LENGTH or len(self._by_word) > _MAX_WORDS_FOR_MISSPELT:
            return None
        people = {
            entity
            for known, entities in self._by_word.items()
            if known[:1] == word[0].lower() and _is_nearly_same(known, word.lower())
            for entity in entities
            if entity.is_person
        }
        return people.pop() if len(people) == 1 else None

    def _add(self, kind: MentionKind, name: tuple[str, ...], sentence: int) -> Entity:
        entity = Entity(kind, sentence)
        entity.forms[name] = 0
        self.entities.append(entity)
        self._by_name[_lower(name)] = entity
        first = name[0].lower()
        if kind == "organisation" and len(name) > 1:
            is_of = name[1].lower() in _LINKS
            self._organisations_by_kind[name[0 if is_of else -1].lower()].append(entity)
            portfolio, state = _split_state_body(name)
            self._state_bodies[portfolio].append((state, entity))
        if kind in ("organisation", "place") and len(name) > 1 and first not in _NO_SHORT_NAMES:
            self._organisations_by_first_word[first].append(entity)
        if entity.is_person:
            if len(name) > 1:
                self._by_given_name[first].append(entity)
            words = {_surname_key(name), *(word.lower() for word in name[1:] if len(word) > 2)}
            for word in words - PARTICLES - _JUNIOR_DOTTED:
                self._by_word[word].append(entity)
        return entity


def _choose_namesake(mention: Mention, namesakes: list[Entity]) -> Entity | None:
    """Return whom a surname means that several have.

    It is who was called by it before another of that name came; None if nobody was.
    """
    if len(namesakes) == 1:
        return namesakes[0]
    fitting = [entity for entity in namesakes if not mention.gender or entity.gender == mention.gender]
    fitting = fitting or [entity for entity in namesakes if not entity.gender] or namesakes
    titles = {FULL_TITLES.get(title, title) for title in mention.titles}
    fitting = [entity for entity in fitting if titles & entity.descriptors] or fitting
    place = (mention.sentence, mention.first)
    earlier = [
        entity for entity in fitting if (entity.first_sentence, entity.first_token) <= place
    ] or fitting
    if len(earlier) == 1:
        return earlier[0]
    first, second = sorted(earlier, key=lambda entity: entity.first_sentence)[:2]
    is_settled = first.first_short is not None and first.first_short <= second.first_sentence
    return first if is_settled and first.first_sentence < second.first_sentence else None


def _map_aliases(aliases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map each spelling, in lower case, to its full name if it has only one."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for spelling, full_name in aliases:
        if spelling.strip() and full_name.strip():
            names[" ".join(spelling.lower().split())].add(" ".join(full_name.split()))
    return {spelling: full_names.pop() for spelling, full_names in names.items() if len(full_names) == 1}


def _split_state_body(name: tuple[str, ...]) -> tuple[frozenset[str], str]:
    """Return what makes a ministry that one, and its country if the name tells; nothing for other bodies."""
    words = [word.lower().replace("defense", "defence") for word in name]
    portfolio = frozenset(word for word in words if word not in COUNTRIES and word not in _LINKS)
    is_state = len(portfolio) > 1 and is_state_body(" ".join(name))
    return (portfolio, next(filter(None, map(COUNTRIES.get, words)), "")) if is_state else (frozenset(), "")


def _ends_alike(form: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    """Recognise "Abu Amar" and "Ada Abu Amar": one is the end of the other."""
    shorter = min(len(form), len(lower))
    return shorter > 1 and len(form) != len(lower) and _lower(form)[-shorter:] == lower[-shorter:]


def _lower(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.lower() for word in name)


def _surname_key(name: tuple[str, ...]) -> str:
    """Return the surname by which somebody is looked up."""
    words = [word.lower() for word in name if word.lower() not in _JUNIOR]
    return (words if len(words) > 1 else [name[-1].lower()])[-1].removeprefix("al-")


def _is_same_given_name(name: str, other: str) -> bool:
    """Recognise one name in two spellings: "Sergei" and "Sergey", "Rob" and "Robert"."""
    a, b = sorted((name.lower().rstrip("."), other.lower().rstrip(".")), key=len)
    if a == b or (len(a) == 1 and b.startswith(a)):
        return True
    if len(a) >= 3 and b.startswith(a):
        return True
    return len(a) >= 5 and a[:3] == b[:3] and a[-1] in "iy" and b[-1] in "iy" and _is_distance_within(a, b, 2)


def _is_nearly_same(word: str, other: str) -> bool:
    """Return True if one letter, in long words two, are wrong, missing or too many."""
    is_long = min(len(word), len(other)) >= _LONG_NAME
    return word != other and _is_distance_within(word, other, 2 if is_long else 1)


def _is_distance_within(a: str, b: str, limit: int) -> bool:
    """Return True if at most `limit` edits of a letter make `a` into `b`."""
    if abs(len(a) - len(b)) > limit:
        return False
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1] <= limit
