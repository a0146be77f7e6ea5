"""Whom a sentence is about: its subject, as far as words alone tell."""

from quotations.annotations import Reference, Sentence
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import OFFICES
from quotations.lexicon.word_lists import word_set

from . import noun_phrases

STATEMENTS = word_set("statement letter communique memo")
_SIGNED_WITHIN = 6
_DATELINE = 14
_DASHES = frozenset(("—", "–", "--", "-", "•"))
_LEADS = word_set(
    """
    in on at by during after before for with from as under despite amid following speaking asked when
    while although though if since because until once without unlike like ahead
    """
)


def main_subject(sentence: Sentence, end: int) -> Reference | None:
    """The first name, pronoun or office before token `end` that no preposition governs."""
    tokens = sentence.tokens
    at = _after_lead(sentence, end)
    while at < end:
        token = tokens[at]
        if token.lower in STATEMENTS and (signed := signed_by(sentence, at, end)) is not None:
            return signed
        mention = noun_phrases.mention_starting(sentence, at)
        if mention is not None:
            if noun_phrases.leads_on(sentence, mention) or noun_phrases.is_governed(sentence, mention):
                at = mention.last + 1
                continue
            if not mention.possessive and mention.kind != "office" and mention.last < end:
                return Reference("name", mention.first, mention.last, mention)
            if mention.kind == "office" and mention.last < end and not mention.possessive:
                return noun_phrases.office(sentence, mention)
            at = mention.last + 1
            continue
        if token.lower in ("he", "she"):
            return Reference("pronoun", at, at)
        if token.lower in OFFICES and not token.possessive and not _before_name(sentence, at):
            return noun_phrases.phrase(sentence, at)
        at += 1
    return None


def signed_by(sentence: Sentence, at: int, end: int) -> Reference | None:
    """Who made the statement `at`: "a statement on Friday by Ada Brook"."""
    for number in range(at + 1, min(end, at + _SIGNED_WITHIN)):
        if sentence.tokens[number].lower in ("by", "from") and number + 1 < end:
            mention = noun_phrases.mention_starting(sentence, number + 1)
            if mention is not None and not mention.possessive and mention.kind != "office":
                return Reference("name", mention.first, mention.last, mention)
    return None


def _before_name(sentence: Sentence, at: int) -> bool:
    """True if the office `at` is the one of the name that follows: "coach and father, Ada Brook,"."""
    tokens, following = sentence.tokens, at + 1
    while following < len(tokens) and (
        tokens[following].lower == "and" or tokens[following].lower in OFFICES
    ):
        following += 1
    if following < len(tokens) and tokens[following].text == ",":
        following += 1
    return noun_phrases.mention_starting(sentence, following) is not None


def _after_lead(sentence: Sentence, end: int) -> int:
    """The first token after "In Moscow on Friday," at the sentence's start."""
    tokens = sentence.tokens
    start = _after_dateline(sentence, end)
    if start >= len(tokens) or not (tokens[start].lower in _LEADS or tokens[start].lower.endswith("ing")):
        return start
    for at in range(start + 1, min(end, start + 25)):
        if tokens[at].text == ",":
            following = tokens[at + 1] if at + 1 < end else None
            if following is not None and (
                following.lower not in FUNCTION_WORDS or following.lower in ("he", "she", "the")
            ):
                return at + 1
    return start


def _after_dateline(sentence: Sentence, end: int) -> int:
    """The first token after "LEEDS, May 5 (Agency) -- "."""
    tokens = sentence.tokens
    if tokens and tokens[0].is_word and tokens[0].text.isupper() and len(tokens[0].text) > 2:
        for at in range(1, min(end, _DATELINE)):
            if tokens[at].text in _DASHES:
                return at + 1
    return 0
