"""Noun phrases and names as they may stand for a speaker."""

from quotations.annotations import Mention, Reference, Sentence, Token
from quotations.lexicon.function_words import ADVERBS, AUXILIARIES, FUNCTION_WORDS, NOUN_BREAKERS
from quotations.lexicon.offices import NATIONS, OFFICES, RANKS
from quotations.lexicon.word_lists import word_set

PREPOSITIONS = word_set("of for from at in to with on by near against")
_GOVERNING = PREPOSITIONS | word_set("about after before between under over into through like than as")
DETERMINERS = word_set("the a an this that his her their its our my one another some any no each every")
NOT_NOUNS = FUNCTION_WORDS | NOUN_BREAKERS | ADVERBS | AUXILIARIES
_NOT_IN_PHRASE = FUNCTION_WORDS | NOUN_BREAKERS | AUXILIARIES
_UP_TO_NAMES = DETERMINERS | RANKS | OFFICES
_BEFORE_OFFICES = DETERMINERS | RANKS
_COMING = word_set("with quote quotes quoted quoting cite cites cited citing")
STEPS = 4


def mention_ending(sentence: Sentence, at: int) -> Mention | None:
    """The mention whose last word is token `at`."""
    return next((one for one in sentence.mentions if one.first <= at <= one.last and one.last == at), None)


def mention_starting(sentence: Sentence, at: int) -> Mention | None:
    """The mention that has token `at` in it."""
    return next((one for one in sentence.mentions if one.first <= at <= one.last), None)


def office(sentence: Sentence, mention: Mention) -> Reference:
    first = mention.first
    while first > 0 and (
        sentence.tokens[first - 1].lower in _BEFORE_OFFICES or _owner(sentence.tokens[first - 1])
    ):
        first -= 1
    heads = [n for n in range(mention.first, mention.last + 1) if sentence.tokens[n].lower in OFFICES]
    return Reference(
        "description",
        first,
        mention.last,
        None,
        (heads or [mention.last])[0 if _has_of(sentence, mention) else -1],
    )


def _has_of(sentence: Sentence, mention: Mention) -> bool:
    return any(token.lower in ("of", "for") for token in sentence.tokens[mention.first : mention.last])


def _owner(token: Token) -> bool:
    return token.possessive and token.lower in NATIONS


def phrase(sentence: Sentence, last: int) -> Reference | None:
    """The noun phrase that ends with the small-letter word `last`, followed back over "of" and "for"."""
    tokens, head = sentence.tokens, last
    for _ in range(STEPS):
        first = _start_of_phrase(tokens, head)
        at = first - 1
        if at < 1 or tokens[at].lower not in PREPOSITIONS:
            break
        noun = tokens[at - 1]
        if not noun.is_word or noun.lower in NOT_NOUNS:
            break
        mention = mention_ending(sentence, at - 1)
        if mention is not None and mention.kind != "office":
            break
        head = at - 1
    mention = mention_ending(sentence, last)
    if head == last and mention is not None and mention.kind != "office":
        return Reference("name", mention.first, mention.last, mention)
    return Reference("description", first, last, None, head)


def _start_of_phrase(tokens: list[Token], head: int) -> int:
    first = head
    while first > 0 and head - first < 8:
        token = tokens[first - 1]
        if token.lower in DETERMINERS:
            return first - 1
        if token.possessive:
            return _start_of_owner(tokens, first - 1)
        if token.text == "US":
            first -= 1
            continue
        if not token.is_word or token.lower in _NOT_IN_PHRASE:
            break
        first -= 1
    return first


def _start_of_owner(tokens: list[Token], at: int) -> int:
    while at > 0 and (
        (tokens[at - 1].is_capital and tokens[at].is_capital) or tokens[at - 1].lower in DETERMINERS
    ):
        at -= 1
    return at


def leads_on(sentence: Sentence, mention: Mention) -> bool:
    """True if the name only says whose or of what: "Sweden's minister", "Leeds council leader Ada Brook"."""
    if mention.possessive:
        return True
    tokens, at = sentence.tokens, mention.last + 1
    if mention.kind in ("person",) or at >= len(tokens) or not tokens[at].is_word:
        return False
    nearby = tokens[at : at + 4]
    return any(
        (token.lower in OFFICES or token.lower.removesuffix("s") in OFFICES)
        and all(one.is_word and not _closed(one) for one in nearby[: number + 1])
        for number, token in enumerate(nearby)
    )


def is_governed(sentence: Sentence, mention: Mention) -> bool:
    """True for "in Leeds" and "with the mayor's friend Ada Brook": a preposition comes before the name."""
    at = mention.first - 1
    while at >= 0 and mention.first - at <= 3 and sentence.tokens[at].lower in _UP_TO_NAMES:
        at -= 1
    return at >= 0 and sentence.tokens[at].lower in _GOVERNING


def comes_with(sentence: Sentence, mention: Mention) -> bool:
    """True for "with Ada Brook" or "quotes Ada Brook": what she says may follow."""
    at = mention.first - 1
    while at >= 0 and sentence.tokens[at].is_word and mention.first - at <= 5:
        if sentence.tokens[at].lower in _COMING:
            return True
        at -= 1
    return False


def _closed(token: Token) -> bool:
    return token.lower in FUNCTION_WORDS or token.lower in NOUN_BREAKERS
