"""Bodies and countries that an article names, and what it calls them for short: "the league"."""

from collections.abc import Iterator, Mapping
from typing import Literal

from quotations.annotations import Entity, Mention, Sentence
from quotations.lexicon.offices import COUNTRIES, GROUPS, ORGANISATIONS
from quotations.lexicon.word_lists import word_set

OwnerKind = Literal["government", "organisation", "person", "place", ""]
"""What an office may belong to; "" where the text does not tell."""

FIRMS = word_set(
    """
    company firm business airline carrier retailer maker carmaker automaker manufacturer insurer lender
    operator supplier giant developer chain start-up startup employer
    """
)
"""Words for a firm that seldom stand in its name."""
SHORT_NAMES = (ORGANISATIONS | GROUPS | FIRMS | word_set("guild city town county institution")) - word_set(
    "party police press news staff unit front parliament government service services team public couple pair"
)
"""Words that may stand for a body named before."""
_NO_FIRMS = word_set(
    """
    administration bureau
    union league federation confederation alliance association council authority department ministry office
    board trust campaign university court agency committee commission police foundation government
    parliament guild society party coalition movement academy museum hospital clinic church school college
    prosecutors
    regulator watchdog inspectorate states kingdom nations
    """
)
MAX_PLACES = 1000
"""In how many places bodies and countries are looked for: a longer list must not cost time."""
_MIN_STEM = 5
_MAX_ENDING = 3
_SENTENCES_NEARBY = 3


class Bodies:
    """The bodies and countries of one text.

    `recorded` maps names as printed and in full, in lower case, to the kind of party that the record has
    under them.
    """

    def __init__(self, sentences: list[Sentence], recorded: Mapping[str, OwnerKind]):
        self.recorded = recorded
        governments = [name for name, kind in recorded.items() if kind == "government"]
        self._governments = sorted(governments, key=len, reverse=True)  # "united states" before "us"
        self._places: list[tuple[int, int, Entity]] = []
        self.governments: list[tuple[int, int, str]] = []
        """Where a government is named: sentence, token and the name to look up."""
        for sentence in sentences:
            for mention in sentence.mentions:
                if len(self._places) + len(self.governments) == MAX_PLACES:
                    return
                if mention.entity is not None and self.find_kind(mention) == "organisation":
                    self._places.append((sentence.number, mention.first, mention.entity))
                elif name := self.find_government(mention):
                    self.governments.append((sentence.number, mention.first, name))

    def find_kind(self, mention: Mention) -> OwnerKind:
        """Return what the name stands for, as far as the record or the name itself tells."""
        entity = mention.entity
        names = [" ".join(mention.words).lower(), entity.name.lower() if entity else ""]
        for name in names:
            if (kind := self.recorded.get(name)) is not None:
                return kind
        if mention.kind == "organisation" or (entity is not None and entity.kind == "organisation"):
            return "organisation"
        if mention.kind == "place":
            return "place"
        is_known = entity is not None and bool(entity.kind == "person" or entity.gender)
        return "person" if is_known or mention.kind == "person" else ""

    def find_kind_of(self, name: str) -> OwnerKind:
        """Return what a name stands for that is no mention of its own."""
        words = name.lower().split()
        return self.recorded.get(name.lower(), "organisation" if words[-1] in ORGANISATIONS else "")

    def find_government(self, mention: Mention) -> str:
        """Return the country that the mention names or begins with: "Icelandic Foreign Minister"."""
        name = " ".join(mention.words).lower()
        return name if self.recorded.get(name) == "government" else self.find_country(mention.words[0])

    def find_country(self, word: str) -> str:
        """Return the country that a name or an adjective stands for: "Iceland", "Icelandic"."""
        first = word.lower()
        if self.recorded.get(first) == "government":
            return first
        by_stem = [name for name in self._governments if _is_adjective(first, name)]
        if len(by_stem) == 1:
            return by_stem[0]
        country = COUNTRIES.get(first)
        if country is None:
            return ""
        return self.find_recorded_country(country) or country

    def find_recorded_country(self, country: str) -> str:
        """Return the name on the record of a country by its word in COUNTRIES; "" for none."""
        names = (name for name in self._governments if COUNTRIES.get(name.replace(" ", "-")) == country)
        return next(names, "")

    def find_short(
        self,
        noun: str,
        sentence: int,
        token: int,
        *,
        exclude: Entity | None = None,
        is_named_before: bool = False,
    ) -> Entity | None:
        """Return the body that `noun` at a place of the text means, None if that is not settled.

        `is_named_before`: it must be named before that place.
        """
        entities = [
            entity
            for number, first, entity in self._places
            if entity is not exclude
            and not is_bare(entity)
            and not (is_named_before and (number, first) > (sentence, token))
        ]
        named = [entity for entity in entities if _has_word(entity, noun)]
        if not named and noun in FIRMS:
            named = [entity for entity in entities if not is_no_firm(entity)]
        if len(set(named)) <= 1:
            return named[0] if named else None
        for number, first, entity in reversed(self._places):
            if (number, first) < (sentence, token) and entity in named:
                near = self._list_near(number, sentence, token)
                return entity if len(near & set(named)) == 1 else None
        return None

    def find_last(self, sentence: int, token: int) -> Entity | None:
        """Return the only body named in the last sentence that names any: "its chairman"."""
        for number, first, _ in reversed(self._places):
            if (number, first) < (sentence, token):
                near = self._list_near(number, sentence, token)
                is_near = sentence - number < _SENTENCES_NEARBY
                return near.pop() if len(near) == 1 and is_near else None
        return None

    def _list_near(self, number: int, sentence: int, token: int) -> set[Entity]:
        return {
            entity
            for other, first, entity in self._places
            if other == number and (other, first) < (sentence, token)
        }

    def find_only_government(self) -> str:
        """Return the only country that the text names, "" for none or several."""
        names = {name for _, _, name in self.governments}
        return names.pop() if len(names) == 1 else ""


def _iterate_words(entity: Entity) -> Iterator[str]:
    for form in entity.forms:
        for word in form:
            yield word.lower().rstrip("'’")


def _list_words(entity: Entity) -> set[str]:
    return set(_iterate_words(entity))


def _has_word(entity: Entity, noun: str) -> bool:
    if noun == "prosecution":
        return any(word.startswith("prosecut") for word in _iterate_words(entity))
    return noun in _iterate_words(entity)


def is_no_firm(entity: Entity) -> bool:
    """Return True for a Bureau or a University: nobody calls it "the airline"."""
    return not _NO_FIRMS.isdisjoint(_list_words(entity))


def is_bare(entity: Entity) -> bool:
    """Recognise "Company" in a heading, which is nobody's name, and "the Ministry"."""
    return all(len(form) == 1 and form[0].lower() in SHORT_NAMES for form in entity.forms)


def _is_adjective(word: str, country: str) -> bool:
    """Recognise "freedonian" and "norlandic" by the name of the country."""
    stem = country[:-1] if country[-1] in "aey" else country
    return (
        len(stem) >= _MIN_STEM
        and word != country
        and word.startswith(stem)
        and len(word) - len(country) <= _MAX_ENDING
    )
