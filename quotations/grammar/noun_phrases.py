"""Noun phrases and names as they may stand for a speaker."""

from quotations.annotations import Mention, Reference, Sentence, Token
from quotations.lexicon.function_words import ADVERBS, AUXILIARIES, FUNCTION_WORDS, NOUN_BREAKERS
from quotations.lexicon.offices import COUNTRIES, OFFICES, RANKS
from quotations.lexicon.word_lists import word_set

PREPOSITIONS = word_set("of for from at in to with on by near against outside")
GOVERNING = PREPOSITIONS | word_set("about after before between under over into through via like than as")
DETERMINERS = word_set("the a an this that his her their its our my one another some any no each every")
NOT_NOUNS = FUNCTION_WORDS | NOUN_BREAKERS | ADVERBS | AUXILIARIES
_NOT_IN_PHRASE = FUNCTION_WORDS | NOUN_BREAKERS | AUXILIARIES
_BEFORE_NAMES = DETERMINERS | RANKS | OFFICES
_BEFORE_OFFICES = DETERMINERS | RANKS
_INTRODUCING = word_set("with quote quotes quoted quoting cite cites cited citing")
_ORDINALS = word_set("first second third")
MAX_STEPS = 4
_MAX_PHRASE_WORDS = 8
_MAX_TITLE_WORDS = 3
_MAX_OFFICE_DISTANCE = 4
_MAX_INTRODUCTION_WORDS = 5


def find_mention_ending(sentence: Sentence, index: int) -> Mention | None:
    """Return the mention whose last word is the token."""
    return next((mention for mention in sentence.mentions if mention.first <= index == mention.last), None)


def find_mention_at(sentence: Sentence, index: int) -> Mention | None:
    """Return the mention that the token belongs to."""
    mentions = sentence.mentions
    return next((mention for mention in mentions if mention.first <= index <= mention.last), None)


def refer_to_office(sentence: Sentence, mention: Mention) -> Reference:
    """Return an office in capitals as a description, with the words that belong to it."""
    tokens, first = sentence.tokens, mention.first
    while first > 0 and (tokens[first - 1].lower in _BEFORE_OFFICES or _is_owner(tokens[first - 1])):
        first -= 1
    words = range(mention.first, mention.last + 1)
    heads = [index for index in words if tokens[index].lower in OFFICES] or [mention.last]
    has_of = any(token.lower in ("of", "for") for token in tokens[mention.first : mention.last])
    return Reference(first, mention.last, head=heads[0 if has_of else -1])


def _is_owner(token: Token) -> bool:
    return token.is_possessive and token.lower in COUNTRIES


def read_phrase(sentence: Sentence, last: int) -> Reference:
    """Return the noun phrase that ends with a lower-case word.

    It is followed back over "of" and "for".
    """
    tokens, head = sentence.tokens, last
    for _ in range(MAX_STEPS):
        first = _find_phrase_start(tokens, head)
        preposition = first - 1
        if preposition < 1 or tokens[preposition].lower not in PREPOSITIONS:
            break
        within = find_mention_at(sentence, preposition)
        if within is not None and within.kind != "office":
            first = within.first  # a Ministry of Fisheries spokesman
            break
        noun = tokens[preposition - 1]
        if not noun.is_word or noun.lower in NOT_NOUNS:
            break
        mention = find_mention_ending(sentence, preposition - 1)
        if mention is not None and mention.kind != "office":
            break
        head = preposition - 1
    mention = find_mention_ending(sentence, last)
    if head == last and mention is not None and mention.kind != "office":
        return Reference(mention.first, mention.last, mention)
    return Reference(first, last, head=head)


def _find_phrase_start(tokens: list[Token], head: int) -> int:
    first = head
    while first > 0 and head - first < _MAX_PHRASE_WORDS:
        token = tokens[first - 1]
        if token.lower in DETERMINERS:
            return first - 1
        if token.is_possessive:
            return _find_owner_start(tokens, first - 1)
        if token.lower in _ORDINALS and first > 1 and tokens[first - 2].lower in DETERMINERS:
            return first - 2  # a second official
        if token.text != "US" and (not token.is_word or token.lower in _NOT_IN_PHRASE):
            break
        first -= 1
    return first


def _find_owner_start(tokens: list[Token], first: int) -> int:
    while first > 0 and (
        (tokens[first - 1].is_capital and tokens[first].is_capital) or tokens[first - 1].lower in DETERMINERS
    ):
        first -= 1
    return first


def is_modifier(sentence: Sentence, mention: Mention) -> bool:
    """Recognise a name that only says of what: "Sweden's minister", "Leeds mayor"."""
    if mention.is_possessive:
        return True
    tokens, following = sentence.tokens, mention.last + 1
    if mention.kind == "person" or following >= len(tokens):
        return False
    for token in tokens[following : following + _MAX_OFFICE_DISTANCE]:
        if not token.is_word or token.lower in FUNCTION_WORDS or token.lower in NOUN_BREAKERS:
            return False
        if token.lower in OFFICES or token.lower.removesuffix("s") in OFFICES:
            return True
    return False


def is_governed(sentence: Sentence, mention: Mention) -> bool:
    """Return True after a preposition: "in Leeds", "with the mayor's aide Ada Brook"."""
    before = mention.first - 1
    while (
        before >= 0
        and mention.first - before <= _MAX_TITLE_WORDS
        and sentence.tokens[before].lower in _BEFORE_NAMES
    ):
        before -= 1
    return before >= 0 and sentence.tokens[before].lower in GOVERNING


def is_introduced(sentence: Sentence, mention: Mention) -> bool:
    """Recognise "with Ada Brook" and "quotes Ada Brook": what she says may follow."""
    first = max(0, mention.first - _MAX_INTRODUCTION_WORDS)
    for token in reversed(sentence.tokens[first : mention.first]):
        if not token.is_word:
            return False
        if token.lower in _INTRODUCING:
            return True
    return False
