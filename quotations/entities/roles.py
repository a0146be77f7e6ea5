"""What the article says people are ("the mayor of the town"), and whom such words mean later on."""

import re
from collections.abc import Iterable

from quotations.annotations import Mention, Sentence, Somebody, Token
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import CITIES, HONORIFICS, NATIONS, OFFICES, ORGANISATIONS, RANKS, SYNONYMS
from quotations.lexicon.word_lists import word_set

from .entity_resolution import People

MOST_PEOPLE = 500
"""Among more people than that no description settles anything, nor may it cost time."""

_BEFORE = 7
_AFTER = 14
_ARTICLES = word_set("the a an his her their its one our")
_COPULAS = word_set("is was became")
_DIPLOMATS = word_set("foreign state ambassador envoy diplomat")
_STATES = {("united", "states"): "us", ("united", "kingdom"): "uk", ("european", "union"): "eu"}
_SHORT = {"pm": ("prime", "minister"), "fm": ("foreign", "minister")}
_NOT_TELLING = FUNCTION_WORDS | RANKS
_PERSONAL = re.compile(r"[\w-]+-year-old$|\d+$")


def describe_people(sentence: Sentence) -> None:
    """Take in what the words around each name say of the person."""
    for mention in sentence.mentions:
        if mention.who is not None and mention.who.is_person:
            words = _words_before(sentence, mention) + _words_after(sentence, mention)
            mention.who.describe(words)
            if any(word in OFFICES for word in words):
                mention.who.kind = "person"


def meaning_words(tokens: Iterable[Token]) -> list[str]:
    """The words that tell one holder of an office from another, countries in one form each."""
    words: list[str] = []
    for token in tokens:
        word = token.lower
        if words and (words[-1], word) in _STATES:
            words[-1] = _STATES[words[-1], word]
        elif _tells(token):
            words.append(NATIONS.get(word, word))
    return words


def _tells(token: Token) -> bool:
    """False for small words, "former" and the like, and ages."""
    if token.lower in ("us", "second", "first"):
        return True
    return token.is_word and token.lower not in _NOT_TELLING and not _PERSONAL.match(token.lower)


def _words_before(sentence: Sentence, mention: Mention) -> list[str]:
    """Of "the council's leader, Ada Brook" or "council leader Ada Brook", the words before the name."""
    tokens = sentence.tokens
    stop = max(
        (one.last for one in sentence.mentions if one.last < mention.first and _is_full(one)), default=-1
    )
    last = mention.first - 1
    if last >= 1 and tokens[last].text == ",":
        last -= 1
    first = last
    governed = ("of", "the", "for", "to", "at", "in") if last < mention.first - 1 else ("of", "the", "for")
    while first > stop and last - first < _BEFORE and _belongs(tokens[first], governed):
        first -= 1
    run = tokens[first + 1 : last + 1]
    if not run or not any(token.lower in OFFICES for token in run):
        return []
    if tokens[mention.first - 1].text != "," and run[-1].lower not in OFFICES:
        return []
    return meaning_words(run) + [run[-1].lower] * (run[-1].lower == "chief")


def _is_full(mention: Mention) -> bool:
    """True for another person's name, which ends what is said of this one."""
    return mention.kind == "person" or (mention.kind == "proper" and len(mention.name) > 1)


def _belongs(token: Token, governed: tuple[str, ...]) -> bool:
    return token.is_word and (token.lower not in FUNCTION_WORDS or token.lower in governed)


def _words_after(sentence: Sentence, mention: Mention) -> list[str]:
    """Of "Ada Brook, mayor of the town," or "Ada Brook is the mayor", the words after the name."""
    tokens, at = sentence.tokens, mention.last + 1
    if at + 1 >= len(tokens) or not (tokens[at].text in (",", "—", "–", "(") or tokens[at].lower in _COPULAS):
        return []
    at += 1
    run = []
    for token in tokens[at : at + _AFTER]:
        if not token.is_word or token.lower in ("who", "which", "that", "and", "but", "said", "says", "told"):
            break
        run.append(token)
    office = next((number for number, token in enumerate(run) if token.lower in OFFICES), None)
    if office is None or not (_opens_apposition(run[0]) or office <= 2):
        return []
    return [] if _starts_another(sentence, at + office) else meaning_words(run)


def _starts_another(sentence: Sentence, office: int) -> bool:
    """True if the office belongs to the next name: "Tom Field, council leader Ada Brook and ..."."""
    mentions = sentence.mentions
    if any(one.first <= office <= one.last and one.kind == "office" for one in mentions):
        return False
    return any(one.first <= office + 1 <= one.last for one in mentions)


def _opens_apposition(token: Token) -> bool:
    return token.lower in _ARTICLES or token.lower in OFFICES or token.lower in RANKS or token.possessive


def described(people: People, words: list[str], head: str, sentence: int) -> list[Somebody]:
    """Everybody whom `words` fit, an office `head` among them; those who hold just that office if any.

    Those whom the text has named by `sentence` come first; others count only if they hold that office.
    """
    modifiers = [word for word in words if word != head and word not in HONORIFICS]
    if head in _SHORT:
        first, head = _SHORT[head]
        modifiers.append(first)
    persons = [one for one in people.everybody if one.is_person]
    if len(persons) > MOST_PEOPLE:
        return []
    named = [one for one in persons if one.introduced <= sentence]
    for group, holds in (
        (named, lambda one: head in one.words),
        (named, lambda one: _alike(one, head)),
        (persons, lambda one: head in one.words),
    ):
        holders = [one for one in group if holds(one)]
        fitting = [one for one in holders if all(word in one.words for word in modifiers)]
        fitting = fitting or [one for one in holders if _fit(one, modifiers)]
        if fitting:
            return fitting
    return []


def organisations_called(people: People, word: str) -> list[Somebody]:
    """The organisations with `word` ("ministry") in their names."""
    if len(people.everybody) > MOST_PEOPLE:
        return []
    return [
        one
        for one in people.everybody
        if not one.is_person and any(word in [part.lower() for part in form] for form in one.forms)
    ]


def _alike(somebody: Somebody, head: str) -> bool:
    if head == "diplomat" or head == "envoy":
        return bool(somebody.words & _DIPLOMATS and somebody.words & SYNONYMS[0])
    alike = any(head in group and somebody.words & group for group in SYNONYMS)
    return alike or "counterpart" in somebody.words


def _fit(somebody: Somebody, modifiers: list[str]) -> bool:
    """True if each modifier is said of them, or is a country and none is said of them."""
    nations = set(NATIONS.values())
    for word in modifiers:
        if word in somebody.words or (word in CITIES and word not in ORGANISATIONS):
            continue
        if word in nations and not somebody.words & nations:
            continue
        return False
    return True
