"""Phrases that say what somebody is, and of what: "the company's chief executive"."""

from dataclasses import dataclass

from quotations.annotations import Mention, Sentence, Token
from quotations.grammar.noun_phrases import DETERMINERS, find_mention_at
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import GROUPS, OFFICES, ORGANISATIONS, RANKS
from quotations.lexicon.word_lists import word_set

from .bodies import SHORT_NAMES
from .capitalised_runs import is_plural_office

_LINKS = word_set("of for at with")
_POSSESSIVES = word_set("his her its their")
_GUARDED = word_set("coast border national")
_BODIES = (ORGANISATIONS | GROUPS | word_set("hospice farm shop mill mine plant zoo")) - OFFICES
_FORMER = word_set("former ex then late retired outgoing ousted")
_NOT_IN_ROLES = (RANKS - word_set("chief acting deputy-chief")) | DETERMINERS | word_set("both")
_ROLE_LINKS = word_set("of and the")


@dataclass(frozen=True)
class Owner:
    """Words for what an office belongs to, from token `first` to `last`.

    They are a name, which is a `mention`, or `name` within a longer run of capitals; else the noun at `last`
    is a "pronoun", an "office" whose holder is meant ("the mayor's deputy"), or "short" for a body ("the
    league"). `is_before`: the name stands before the office without "'s", as adjectives do.
    """

    first: int
    last: int
    mention: Mention | None = None
    name: str = ""
    noun: str = ""
    is_before: bool = False


@dataclass(frozen=True)
class OfficePhrase:
    """An office ("" for none), with the whole phrase as printed and what it belongs to."""

    role: str
    words: str
    owner: Owner | None = None
    is_former: bool = False


def read_office(
    sentence: Sentence, first: int, last: int, bearer: Mention | None = None
) -> OfficePhrase | None:
    """Read the phrase from token `first` to `last`; None if it has no office.

    `bearer` is the name of who has the office, if the phrase is a part of its run of capitals.
    """
    tokens = sentence.tokens
    offices = [
        index
        for index in range(first, last + 1)
        if is_office(tokens[index]) and not _is_body_word(sentence, index, bearer)
    ]
    if not offices:
        return None
    ahead = range(offices[0] + 1, last + 1)
    link = next((index for index in ahead if tokens[index].lower in _LINKS), last + 1)
    head = max(index for index in offices if index < link)
    is_former = any(token.lower.strip("'’") in _FORMER for token in tokens[first : head + 1])
    start, end = first, _find_role_end(tokens, head, last)
    owner = _find_owner_after(sentence, head, last, bearer)
    if owner is not None:
        end = owner.first - 2
    else:
        owner = _find_owner_before(sentence, first, head, bearer)
        if owner is not None and (owner.noun != "short" or tokens[owner.last].is_possessive):
            start = owner.last + 1
    while start < head and (tokens[start].lower in _NOT_IN_ROLES or tokens[start].lower in _FORMER):
        start += 1
    return OfficePhrase(join(tokens[start : end + 1]), join(tokens[first : last + 1]), owner, is_former)


def is_office(token: Token) -> bool:
    """Tell whether a word is an office or a trade, in the singular or the plural."""
    return token.lower in OFFICES or is_plural_office(token.lower)


def is_guard(tokens: list[Token], index: int) -> bool:
    """Tell the coast guard from a guard."""
    return tokens[index].lower == "guard" and index > 0 and tokens[index - 1].lower in _GUARDED


def find_body(sentence: Sentence, first: int, bearer: Mention | None = None) -> Owner | None:
    """Find the body whose name or noun starts at token `first`: "the River Campaign", "the union"."""
    tokens = sentence.tokens
    start = first + (first < len(tokens) and tokens[first].lower == "the")
    if start >= len(tokens):
        return None
    mention = find_mention_at(sentence, start)
    if mention is not None and mention is not bearer and mention.kind != "office" and mention.first == start:
        if mention.is_possessive:
            return None
        end = _find_common_end(tokens, mention.last)
        if end > mention.last:
            return Owner(first, end, name=join(tokens[start : end + 1]))  # the Vale hospice
        return Owner(first, mention.last, mention)
    if mention is not None and mention is not bearer and mention.first < start and tokens[start].is_capital:
        name = join(tokens[start : mention.last + 1])
        return Owner(first, mention.last, name=name)  # MANAGING DIRECTOR OF VALE MINING
    for index in range(start, min(len(tokens), start + 3) if start > first else start):
        token = tokens[index]
        if not token.is_word or token.lower in FUNCTION_WORDS or token.is_possessive:
            return None
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.lower in SHORT_NAMES and (following is None or not is_office(following)):
            return Owner(first, index, noun="short")
    return None


def _find_common_end(tokens: list[Token], last: int) -> int:
    """Return where a name ends that goes on with a noun for a body: "Vale hospital", else `last`."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    is_body = following is not None and not following.is_capital and following.lower in _BODIES
    return last + 1 if is_body and following is not None and not following.is_possessive else last


def join(tokens: list[Token]) -> str:
    """Join words as they were printed."""
    text = ""
    for token in tokens:
        space = "" if not text or token.text in ",;:.)'’" else " "
        text += space + token.text + (token.suffix if len(token.suffix) > 1 else "")
    return text


def _is_body_word(sentence: Sentence, index: int, bearer: Mention | None) -> bool:
    """Recognise the pilots of the Pilots' Union, and the coast guard."""
    if is_guard(sentence.tokens, index):
        return True
    mention = find_mention_at(sentence, index)
    return mention is not None and mention is not bearer and mention.kind == "organisation"


def _find_owner_after(sentence: Sentence, head: int, last: int, bearer: Mention | None) -> Owner | None:
    for index in range(head + 1, last):
        if sentence.tokens[index].lower in _LINKS:
            owner = find_body(sentence, index + 1, bearer)
            if owner is not None:
                return owner
    return None


def _find_owner_before(sentence: Sentence, first: int, head: int, bearer: Mention | None) -> Owner | None:
    for index in range(head - 1, first - 1, -1):
        token = sentence.tokens[index]
        mention = find_mention_at(sentence, index)
        if is_guard(sentence.tokens, index) and sentence.tokens[index - 1].is_capital:
            return Owner(index - 1, index, name=join(sentence.tokens[index - 1 : index + 1]))
        if mention is not None and mention is not bearer and mention.last == index:
            if token.is_possessive or mention.kind != "office":
                return Owner(mention.first, index, mention, is_before=not token.is_possessive)
        elif token.is_possessive:
            noun = "office" if is_office(token) else "short" if token.lower in SHORT_NAMES else ""
            return Owner(index, index, noun=noun) if noun else None
        elif token.lower in _POSSESSIVES:
            return Owner(index, index, noun="pronoun")
        elif token.lower in SHORT_NAMES and not is_office(token):
            return Owner(index, index, noun="short")
    return None


def _find_role_end(tokens: list[Token], head: int, last: int) -> int:
    """Return where the office ends of which nothing is said to own it: "director of dredging"."""
    end = head
    for index in range(head + 1, last + 1):
        word = tokens[index].lower
        if not tokens[index].is_word or (word in FUNCTION_WORDS and word not in _ROLE_LINKS):
            break
        end = index
    return end
