"""The body or country for which the text says that somebody speaks: "Olav Reyes, head of Skylark Air"."""

from collections.abc import Callable, Iterable, Iterator

from quotations.annotations import Entity, Mention, Sentence, Token
from quotations.grammar.noun_phrases import find_mention_at
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import COUNTRIES, OFFICE_MODIFIERS, RANKS, SPOKESPEOPLE
from quotations.lexicon.word_lists import word_set

from .speaker_names import SpeakerName

_OFFICES = SPOKESPEOPLE | word_set(
    """
    minister premier chancellor ambassador envoy secretary director head chief chairman chairwoman
    chairperson chair president leader executive ceo founder boss owner commissioner general-secretary
    secretary-general director-general governor manager mayor
    """
)
"""Offices whose holders mean the body when they say "we"."""
_OF_COUNTRIES = SPOKESPEOPLE | word_set("minister premier chancellor ambassador envoy secretary president")
_FORMER = word_set("former ex late then opposition shadow retired deposed exiled")
_APOSTROPHES = frozenset("'’")
_LINKS = word_set("of for at")
_MAX_BEFORE = 9
_MAX_AFTER = 14
_FULL_NAMES = {
    **{"us": "the United States", "uk": "the United Kingdom", "eu": "the European Union"},
    **{"netherlands": "the Netherlands", "philippines": "the Philippines", "emirates": "the Emirates"},
    **{"saudi": "Saudi Arabia", "zealand": "New Zealand"},
}
_NO_COUNTRIES = word_set("asia africa arab soviet western korea")


def find_represented(
    sentences: Iterable[Sentence], name_body: Callable[[Entity], SpeakerName]
) -> dict[Entity, SpeakerName]:
    """Return for whom each person speaks whose office the text gives with a body or country.

    Of several the first counts.
    """
    represented: dict[Entity, SpeakerName] = {}
    for sentence in sentences:
        for mention in sentence.mentions:
            person = mention.entity
            if person is None or person in represented or not person.is_surely_person:
                continue
            for first, last in _list_roles(sentence, mention):
                body = _find_body(sentence, first, last, name_body)
                if body is not None:
                    represented[person] = body
                    break
    return represented


def _list_roles(sentence: Sentence, mention: Mention) -> Iterator[tuple[int, int]]:
    """Yield the tokens before and after a name that may give the office, as (first, last)."""
    tokens = sentence.tokens
    last = mention.first - 1
    if last >= 0 and tokens[last].text == ",":
        last -= 1
    first = last
    while first >= 0 and last - first < _MAX_BEFORE and _is_role_word(sentence, first):
        first -= 1
    if first < last:
        yield first + 1, last
    start = mention.last + 2
    if start < len(tokens) and tokens[start - 1].text in (",", "("):
        end = start
        while end < len(tokens) and end - start < _MAX_AFTER and _is_role_word(sentence, end):
            end += 1
        if end > start:
            yield start, end - 1


def _is_role_word(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    if token.text in _APOSTROPHES:
        return True
    if not token.is_word or token.quote is not None:
        return False
    is_function = token.lower in FUNCTION_WORDS and not token.is_capital
    return not is_function or token.lower in _LINKS or token.lower in ("the", "a", "an", "and", "its")


def _find_body(
    sentence: Sentence, first: int, last: int, name_body: Callable[[Entity], SpeakerName]
) -> SpeakerName | None:
    tokens = sentence.tokens
    office = next((at for at in range(first, last + 1) if tokens[at].lower in _OFFICES), None)
    if office is None or any(token.lower in _FORMER for token in tokens[first : last + 1]):
        return None
    body = _find_body_after(sentence, office, last, name_body)
    return body or _find_body_before(sentence, first, office, name_body)


def _find_body_after(
    sentence: Sentence, office: int, last: int, name_body: Callable[[Entity], SpeakerName]
) -> SpeakerName | None:
    """Return the body in "director of the Kestrel Museum"."""
    tokens = sentence.tokens
    for at in range(office + 1, min(last, office + 4)):
        if tokens[at].lower in _LINKS:
            start = at + 1 + (tokens[at + 1].lower == "the")
            mention = find_mention_at(sentence, start) if start <= last else None
            if mention is not None and mention.last + 2 <= last and tokens[mention.last].suffix:
                return _name_owned(tokens[at + 1 : last + 1])
            return _name(sentence, mention, office, name_body) if mention is not None else None
    return None


def _name_owned(tokens: list[Token]) -> SpeakerName:
    """Return "the Bakers’ Guild", in which a possessive stands."""
    words = [token for token in tokens if token.is_word]
    end = next((at for at, token in enumerate(words) if at and not token.is_capital), len(words))
    return SpeakerName(" ".join(token.text + token.suffix for token in words[:end]), is_body=True)


def _find_body_before(
    sentence: Sentence, first: int, office: int, name_body: Callable[[Entity], SpeakerName]
) -> SpeakerName | None:
    """Return the body in "Peru's culture minister", "Swedish envoy" and "Skylark Air chief executive"."""
    tokens = sentence.tokens
    at = office - 1
    while at > first and _is_modifier(tokens[at]):
        at -= 1
    if at < first:
        return None
    mention = find_mention_at(sentence, at)
    if mention is not None and mention.last < office and mention.first >= first:
        return _name(sentence, mention, office, name_body)
    return name_country(tokens[at].lower) if tokens[office].lower in _OF_COUNTRIES else None


def _is_modifier(token: Token) -> bool:
    is_noun = not token.is_capital and token.lower not in FUNCTION_WORDS and token.lower not in COUNTRIES
    return not token.is_possessive and (token.lower in OFFICE_MODIFIERS or token.lower in RANKS or is_noun)


def _name(
    sentence: Sentence, mention: Mention, office: int, name_body: Callable[[Entity], SpeakerName]
) -> SpeakerName | None:
    word = sentence.tokens[office].lower
    if len(mention.words or mention.name) == 1 and mention.name[0].lower() in COUNTRIES:
        return name_country(mention.name[0].lower()) if word in _OF_COUNTRIES else None
    entity = mention.entity
    if entity is None or entity.kind in ("person", "office") or entity.gender or mention.kind == "person":
        return None
    if entity.kind == "place" and word not in _OF_COUNTRIES | {"mayor"}:
        return None
    name = name_body(entity)
    return SpeakerName(name.name, is_body=True)


def name_country(word: str) -> SpeakerName | None:
    """Return the country that "norwegian" or "oslo" stands for."""
    country = COUNTRIES.get(word)
    if country is None or country in _NO_COUNTRIES:
        return None
    return SpeakerName(_FULL_NAMES.get(country, country.capitalize()), is_body=True)
