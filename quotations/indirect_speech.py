"""Indirect speech with a named speaker: which clause of the sentence reports what was said."""

from collections.abc import Iterator

from quotations.annotations import Cue, Sentence, Token
from quotations.grammar.noun_phrases import mention_starting
from quotations.lexicon.function_words import AUXILIARIES, FUNCTION_WORDS, PRONOUNS, TIMES
from quotations.lexicon.speech_verbs import LISTENERS, NOT_A_REPORT, REPORTING, TAKES_BARE_CLAUSE
from quotations.lexicon.word_lists import word_set

from .scare_quotes import words_in

_NEVER = word_set("ask inquire wonder believe think hope read continue")
_WITH_NOUN = word_set("express voice point")
_ANSWERS = frozenset(("respond", "reply"))
_THAT_WITHIN = 12
_FEWEST = 3
_MOSTLY = 0.6
_TIME_LEADS = word_set("on in at last this late early earlier")
_NO_CLAUSE = word_set(
    """
    in at on during after before to for by with from about of as when while if whether what how why
    where it's and or but because since following alongside amid via through outside inside throughout
    """
)
_EMPTY = FUNCTION_WORDS | set(PRONOUNS)
_TURNS = word_set("but and while although though whereas")


def reported_clauses(sentence: Sentence) -> Iterator[tuple[int, int, Cue]]:
    """(first token, last token, cue) of each clause that reports what a named speaker said."""
    taken = -1
    for cue in sentence.cues:
        if cue.speaker is None or cue.negated or cue.first < taken or cue.lemma in _NEVER:
            continue
        if cue.lemma != "according" and cue.lemma not in REPORTING and cue.lemma not in _WITH_NOUN:
            continue
        clause = _clause(sentence, cue)
        if clause is None:
            continue
        first, last = _trimmed(sentence.tokens, *clause)
        if _is_reported(sentence.tokens[first : last + 1]):
            taken = max(taken, last)
            yield first, last, cue


def _clause(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    if cue.lemma == "according":
        return _after_comma(sentence, cue) if cue.first == 0 else _before(sentence, cue)
    if cue.inverted:
        return _before(sentence, cue)
    first = _start(sentence, cue)
    if first is not None:
        return first, _end(sentence, cue, first)
    return _before(sentence, cue) if not cue.shared and _is_tail(sentence, cue) else None


def _start(sentence: Sentence, cue: Cue) -> int | None:
    """The first token of the clause after the verb, or None if none follows."""
    tokens = sentence.tokens
    if cue.lemma in _ANSWERS and cue.verb + 1 < len(tokens) and tokens[cue.verb + 1].lower == "to":
        return None
    that = _that(tokens, cue.verb + 1)
    if that is not None:
        return that + 1
    if cue.lemma not in TAKES_BARE_CLAUSE or cue.lemma in NOT_A_REPORT:
        return None
    at = cue.verb + 1
    if cue.lemma in LISTENERS:
        if at < len(tokens) and tokens[at].lower in _NO_CLAUSE | {"against"}:
            return None
        at = _after_listener(sentence, at)
    at = _after_time(tokens, at)
    if at >= len(tokens) or not tokens[at].is_word or tokens[at].lower in _NO_CLAUSE:
        return None
    following = tokens[at : at + 40]
    verbs = any(token.lower in AUXILIARIES or token.lower.endswith(("ed", "s")) for token in following[1:])
    return at if verbs else None


def _that(tokens: list[Token], at: int) -> int | None:
    """The "that" which opens the clause; only short additions may stand before it."""
    for number in range(at, min(len(tokens), at + _THAT_WITHIN)):
        token = tokens[number]
        if token.lower == "that":
            return number if _opens_clause(tokens, number, at) else None
        if token.quote is not None or token.text in (":", ";", "."):
            return None
        if token.lower in AUXILIARIES:
            return None
        if token.text == "," and number != at and tokens[at].text != ",":
            return None
    return None


def _opens_clause(tokens: list[Token], that: int, start: int) -> bool:
    """False for "said that." and "said the boat that": a relative clause."""
    if that + 1 >= len(tokens) or not (tokens[that + 1].is_word or tokens[that + 1].quote is not None):
        return False
    if that == start or tokens[that - 1].text == ",":
        return True
    first = tokens[start].lower
    return first not in (
        "the",
        "a",
        "an",
        "this",
        "his",
        "her",
        "their",
        "its",
        "he",
        "she",
        "they",
        "it",
    ) or (tokens[that - 1].lower in ("hope", "concern", "fear", "view", "belief", "confidence"))


def _after_listener(sentence: Sentence, at: int) -> int:
    tokens = sentence.tokens
    mention = mention_starting(sentence, at)
    if mention is not None:
        return mention.last + 1
    if at < len(tokens) and tokens[at].lower in ("the", "a", "his", "her", "their", "its"):
        at += 1
        mention = mention_starting(sentence, at)
        return mention.last + 1 if mention is not None else at + 1
    return at + 1


def _after_time(tokens: list[Token], at: int) -> int:
    """The token after "on Friday", "Friday", "late on Friday"."""
    number = at
    while number < len(tokens) and (tokens[number].lower in _TIME_LEADS or tokens[number].lower in TIMES):
        number += 1
        if tokens[number - 1].lower in TIMES:
            at = number
    return at


def _end(sentence: Sentence, cue: Cue, first: int) -> int:
    """The last token of the clause: before the next report in the sentence, or at its end."""
    tokens = sentence.tokens
    for other in sentence.cues:
        if other.first <= first or other is cue:
            continue
        at, crossed = other.first - 1, False
        while at > first and (
            tokens[at].text == "," or tokens[at].lower in _TURNS or tokens[at].lower == "according"
        ):
            crossed = crossed or tokens[at].text == "," or tokens[at].lower in ("but", "while")
            at -= 1
        if other.lemma == "according" or crossed or (other.shared and at < other.first - 1):
            return at
    return len(tokens) - 1


def _before(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """The clause before ", Ada Brook said" or before "according to"."""
    tokens = sentence.tokens
    last = cue.first - 1
    if last < 1 or tokens[last].quote is not None:
        return None
    if cue.lemma != "according" and tokens[last].text != ",":
        return None
    previous = [other for other in sentence.cues if other.last < cue.first and other is not cue]
    if previous and cue.lemma != "according":
        return None
    if tokens[last].text == "," and last >= 1 and tokens[last - 1].quote is not None and last == 1:
        return None
    first = previous[-1].last + 1 if previous else 0
    if cue.lemma != "according" and tokens[first].lower.endswith("ing"):
        commas = any(token.text == "," for token in tokens[first:last])
        return (first, last) if commas else None
    return first, last


def _after_comma(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    tokens = sentence.tokens
    for at in range(cue.last + 1, min(len(tokens), cue.last + 25)):
        if tokens[at].text == ",":
            return at + 1, _end(sentence, cue, at + 1)
    return None


def _is_tail(sentence: Sentence, cue: Cue) -> bool:
    """True if nothing but a time or place follows the cue."""
    following = sentence.tokens[cue.verb + 1 :]
    if not following or not following[0].is_word:
        return not any(token.is_word or token.quote is not None for token in following)
    return following[0].lower in _NO_CLAUSE | TIMES and not any(
        token.quote is not None for token in following
    )


def _trimmed(tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    while first <= last and (
        (not tokens[first].is_word and tokens[first].quote is None)
        or tokens[first].lower in ("but", "and", "that")
    ):
        first += 1
    while (
        last > first
        and not tokens[last].is_word
        and tokens[last].quote is None
        and tokens[last].text not in ")]"
    ):
        last -= 1
    return first, last


def _is_reported(clause: list[Token]) -> bool:
    """True if the clause has enough words of its own, and is not mostly a direct quotation."""
    own = sum(1 for token in clause if token.is_word)
    quoted = sum(len(words_in(token.text)) for token in clause if token.quote is not None)
    own_weight = [token for token in clause if token.is_word and token.lower not in _EMPTY]
    return own >= _FEWEST and bool(own_weight) and quoted <= _MOSTLY * (own + quoted)
