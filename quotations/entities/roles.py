"""Roles that the text gives people ("mayor of the town"), and whom a role fits."""

import re
from collections.abc import Callable, Iterable

from quotations.annotations import Entity, Mention, Sentence, Token
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import CITIES, COUNTRIES, HONORIFICS, OFFICES, ORGANISATIONS, RANKS, SYNONYMS
from quotations.lexicon.word_lists import word_set

MAX_ENTITIES = 500
"""Among more entities no description is resolved: it would settle nothing, and must not cost time."""

_MAX_WORDS_BEFORE = 7
_MAX_WORDS_AFTER = 14
_ARTICLES = word_set("the a an his her their its one our")
_COPULAS = word_set("is was became")
_DIPLOMATS = word_set("foreign state ambassador envoy diplomat")
_TWO_WORD_COUNTRIES = {
    ("united", "states"): "us",
    ("united", "kingdom"): "uk",
    ("european", "union"): "eu",
}
_COUNTRY_WORDS = frozenset(COUNTRIES.values())
_ABBREVIATIONS = {"pm": ("prime", "minister"), "fm": ("foreign", "minister")}
_NOT_DISTINCTIVE = FUNCTION_WORDS | RANKS
_AGE = re.compile(r"[\w-]+-year-old$|\d+$")
_DIGITS_OF_YEAR = 4


def describe_people(sentence: Sentence) -> None:
    """Add to each person in the sentence what the words around the name say of them."""
    for mention in sentence.mentions:
        if mention.entity is not None and mention.entity.is_person:
            words = _read_words_before(sentence, mention) + _read_words_after(sentence, mention)
            mention.entity.add_descriptors(words)
            if any(word in OFFICES for word in words) or _has_age(sentence.tokens, mention.last + 1):
                mention.entity.kind = "person"


def _has_age(tokens: list[Token], comma: int) -> bool:
    """Recognise "Brook, 19,": whoever has an age is a person."""
    words = [token.text for token in tokens[comma : comma + 3]]
    is_aged = len(words) == 3 and words[1].isdigit() and len(words[1]) < _DIGITS_OF_YEAR
    return is_aged and words[0] == words[2] == ","


def extract_descriptors(tokens: Iterable[Token]) -> list[str]:
    """Return the words that distinguish holders of an office, one for each country."""
    words: list[str] = []
    for token in tokens:
        word = token.lower
        if words and (words[-1], word) in _TWO_WORD_COUNTRIES:
            words[-1] = _TWO_WORD_COUNTRIES[words[-1], word]
        elif _is_distinctive(token):
            words.append(COUNTRIES.get(word, word))
    return words


def find_holders(entities: list[Entity], words: list[str], head: str, sentence: int) -> list[Entity]:
    """Return the people whom `words` fit, the office `head` among them.

    Those named by `sentence` who hold that office come first, then those named who hold a similar one,
    then those named later who hold it; only the first of these groups that has any is returned.
    """
    modifiers = [word for word in words if word != head and word not in HONORIFICS]
    if head in _ABBREVIATIONS:
        first, head = _ABBREVIATIONS[head]
        modifiers.append(first)
    people = [entity for entity in entities if entity.is_person]
    if len(people) > MAX_ENTITIES:
        return []
    named = [entity for entity in people if entity.first_sentence <= sentence]

    def holds_office(entity: Entity) -> bool:
        return head in entity.descriptors

    def holds_similar_office(entity: Entity) -> bool:
        return _has_similar_office(entity, head)

    groups: list[tuple[list[Entity], Callable[[Entity], bool]]] = [
        (named, holds_office),
        (named, holds_similar_office),
        (people, holds_office),
    ]
    for group, holds in groups:
        holders = [entity for entity in group if holds(entity)]
        fitting = [entity for entity in holders if entity.descriptors.issuperset(modifiers)]
        fitting = fitting or [entity for entity in holders if _fits_modifiers(entity, modifiers)]
        if fitting:
            return fitting
    return []


def find_organisations(entities: list[Entity], word: str) -> list[Entity]:
    """Return the organisations with `word` ("ministry") in their names."""
    if len(entities) > MAX_ENTITIES:
        return []
    return [
        entity
        for entity in entities
        if not entity.is_person and any(word == part.lower() for form in entity.forms for part in form)
    ]


def _is_distinctive(token: Token) -> bool:
    """Return False for function words, "former" and the like, and ages."""
    if token.lower in ("us", "second", "first"):
        return True
    return token.is_word and token.lower not in _NOT_DISTINCTIVE and not _AGE.match(token.lower)


def _read_words_before(sentence: Sentence, mention: Mention) -> list[str]:
    """Read the role before a name: "the leader, Ada Brook", "leader Ada Brook"."""
    tokens = sentence.tokens
    full_names = (other for other in sentence.mentions if _is_full_name(other))
    stop = max((other.last for other in full_names if other.last < mention.first), default=-1)
    last = mention.first - 1
    if last >= 1 and tokens[last].text == ",":
        last -= 1
    is_apposed = last < mention.first - 1
    allowed = ("of", "the", "for", "to", "at", "in") if is_apposed else ("of", "the", "for")
    first = last
    while first > stop and last - first < _MAX_WORDS_BEFORE and _may_belong(tokens[first], allowed):
        first -= 1
    run = tokens[first + 1 : last + 1]
    if not run or not any(token.lower in OFFICES for token in run):
        return []
    if tokens[mention.first - 1].text != "," and run[-1].lower not in OFFICES:
        return []
    words = extract_descriptors(_drop_owner(run))
    words += [token.lower for token in run if token.lower == "former"]
    if run[-1].lower == "chief":  # a rank elsewhere, and left out
        words.append("chief")
    return words


def _drop_owner(tokens: list[Token]) -> list[Token]:
    """Leave out an office to which another belongs: the mayor of "the mayor's deputy"."""
    owners = [index for index, token in enumerate(tokens) if token.is_possessive and token.lower in OFFICES]
    return tokens[owners[-1] + 1 :] if owners else tokens


def _is_full_name(mention: Mention) -> bool:
    """Return True for another person's name, which ends what is said of this one."""
    return mention.kind == "person" or (mention.kind == "proper" and len(mention.name) > 1)


def _may_belong(token: Token, allowed: tuple[str, ...]) -> bool:
    return token.is_word and (token.lower not in FUNCTION_WORDS or token.lower in allowed)


def _read_words_after(sentence: Sentence, mention: Mention) -> list[str]:
    """Read the role after a name: "Ada Brook, mayor of the town,", "Brook is mayor"."""
    tokens, following = sentence.tokens, mention.last + 1
    if following + 1 >= len(tokens):
        return []
    is_copula = tokens[following].lower in _COPULAS or (
        tokens[following].lower == "has" and tokens[following + 1].lower == "been"
    )
    if tokens[following].text not in (",", "—", "–", "(") and not is_copula:
        return []
    start = following + 1
    if tokens[following].lower == "has":
        start += 1  # has been mayor
    run = []
    for token in tokens[start : start + _MAX_WORDS_AFTER]:
        if not token.is_word or token.lower in ("who", "which", "that", "and", "but", "said", "says", "told"):
            break
        run.append(token)
    stop = start + len(run)
    if (
        tokens[following].text == ","
        and stop < len(tokens)
        and tokens[stop].lower in ("said", "says", "told")
    ):
        return []  # Questioned by Ada Brook, the mayor said
    office = next((index for index, token in enumerate(run) if token.lower in OFFICES), None)
    if office is None or not (_opens_apposition(run[0]) or office <= 2):
        return []
    if _belongs_to_next_name(sentence, start + office):
        return []
    return extract_descriptors(run) + [token.lower for token in run if token.lower == "former"]


def _belongs_to_next_name(sentence: Sentence, office: int) -> bool:
    """Return True for the office in "Tom Field, council leader Ada Brook and ..."."""
    mentions = sentence.mentions
    if any(mention.first <= office <= mention.last and mention.kind == "office" for mention in mentions):
        return False
    return any(mention.first <= office + 1 <= mention.last for mention in mentions)


def _opens_apposition(token: Token) -> bool:
    return token.lower in _ARTICLES or token.lower in OFFICES or token.lower in RANKS or token.is_possessive


def _has_similar_office(entity: Entity, office: str) -> bool:
    if office in ("diplomat", "envoy"):
        return bool(entity.descriptors & _DIPLOMATS and entity.descriptors & SYNONYMS[0])
    has_synonym = any(office in group and entity.descriptors & group for group in SYNONYMS)
    return has_synonym or "counterpart" in entity.descriptors


def _fits_modifiers(entity: Entity, modifiers: list[str]) -> bool:
    """Return True if each modifier is said of the person, or may be true as well.

    A city may be, and a country if the text gives the person none.
    """
    for word in modifiers:
        if word in entity.descriptors or (word in CITIES and word not in ORGANISATIONS):
            continue
        if word not in _COUNTRY_WORDS or entity.descriptors & _COUNTRY_WORDS:
            return False
    return True
