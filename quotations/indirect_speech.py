"""Indirect speech with a named speaker: the clauses that report what was said."""

from collections.abc import Iterator

from quotations.annotations import Cue, Sentence, Token
from quotations.grammar.noun_phrases import find_mention_at
from quotations.lexicon.function_words import (
    AUXILIARIES,
    FUNCTION_WORDS,
    NOUN_OPENERS,
    PRONOUNS,
    TIME_WORDS,
)
from quotations.lexicon.speech_verbs import (
    LISTENER_VERBS,
    REPORTING_VERBS,
    TAKES_BARE_CLAUSE,
    THAT_CLAUSE_ONLY,
)
from quotations.lexicon.word_lists import word_set

from .scare_quotes import split_words

_NO_REPORT = word_set("ask inquire wonder believe think hope read continue")
_REPORT_WITH_NOUN = word_set("express voice point")
_ANSWERS = frozenset(("respond", "reply"))
_MAX_WORDS_BEFORE_THAT = 12
_MAX_LEAD_LENGTH = 25
_MAX_WORDS_BEFORE_VERB = 40
_MIN_WORDS = 3
_MAX_QUOTED_SHARE = 0.6
_TIME_OPENERS = word_set("on in at last this late early earlier")
_NO_CLAUSE = word_set(
    """
    in at on during after before to for by with from about of as when while if whether what how why
    where it's and or but because since following alongside amid via through outside inside throughout
    """
)
_NO_CONTENT = FUNCTION_WORDS | set(PRONOUNS)
_CONTRASTS = word_set("but and while although though whereas")
_RELATIVE_CLAUSE_OPENERS = NOUN_OPENERS | word_set("he she they it")
_THAT_NOUNS = word_set("hope concern fear view belief confidence")


def find_reported_clauses(sentence: Sentence) -> Iterator[tuple[int, int, Cue]]:
    """Yield each clause that reports what a named speaker said.

    Yields (first token, last token, cue).
    """
    taken = -1
    for cue in sentence.cues:
        if cue.speaker is None or cue.is_negated or cue.first < taken or cue.lemma in _NO_REPORT:
            continue
        if (
            cue.lemma != "according"
            and cue.lemma not in REPORTING_VERBS
            and cue.lemma not in _REPORT_WITH_NOUN
        ):
            continue
        clause = _find_clause(sentence, cue)
        if clause is None:
            continue
        first, last = _trim(sentence.tokens, *clause)
        if _is_report(sentence.tokens[first : last + 1]):
            taken = max(taken, last)
            yield first, last, cue


def _find_clause(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    if cue.lemma == "according":
        return (
            _find_clause_after_comma(sentence, cue) if cue.first == 0 else _find_clause_before(sentence, cue)
        )
    if cue.is_inverted:
        return _find_clause_before(sentence, cue)
    first = _find_clause_start(sentence, cue)
    if first is not None:
        return first, _find_clause_end(sentence, cue, first)
    ends_sentence = not cue.shares_subject and _is_tail(sentence.tokens[cue.verb + 1 :])
    return _find_clause_before(sentence, cue) if ends_sentence else None


def _find_clause_start(sentence: Sentence, cue: Cue) -> int | None:
    """Return the first token of the clause after the verb, None if none follows."""
    tokens, index = sentence.tokens, cue.verb + 1
    following = tokens[index].lower if index < len(tokens) else ""
    if cue.lemma in _ANSWERS and following == "to":
        return None
    that = _find_that(tokens, index)
    if that is not None:
        return that + 1
    if cue.lemma not in TAKES_BARE_CLAUSE or cue.lemma in THAT_CLAUSE_ONLY:
        return None
    if cue.lemma in LISTENER_VERBS:
        if following in _NO_CLAUSE or following == "against":
            return None
        index = _skip_listener(sentence, index)
    index = _skip_time(tokens, index)
    if index >= len(tokens) or not tokens[index].is_word or tokens[index].lower in _NO_CLAUSE:
        return None
    rest = tokens[index + 1 : index + _MAX_WORDS_BEFORE_VERB]
    has_verb = any(token.lower in AUXILIARIES or token.lower.endswith(("ed", "s")) for token in rest)
    return index if has_verb else None


def _find_that(tokens: list[Token], start: int) -> int | None:
    """Return the "that" which opens the clause; little may stand before it."""
    for index in range(start, min(len(tokens), start + _MAX_WORDS_BEFORE_THAT)):
        token = tokens[index]
        if token.lower == "that":
            return index if _opens_clause(tokens, index, start) else None
        if token.quote is not None or token.text in (":", ";", ".") or token.lower in AUXILIARIES:
            return None
        if token.text == "," and index != start and tokens[start].text != ",":
            return None
    return None


def _opens_clause(tokens: list[Token], that: int, start: int) -> bool:
    """Return False for "said that." and for a relative clause: "said the boat that"."""
    if that + 1 >= len(tokens) or not (tokens[that + 1].is_word or tokens[that + 1].quote is not None):
        return False
    if that == start or tokens[that - 1].text == ",":
        return True
    return tokens[start].lower not in _RELATIVE_CLAUSE_OPENERS or tokens[that - 1].lower in _THAT_NOUNS


def _skip_listener(sentence: Sentence, index: int) -> int:
    """Return the token after the listener: "told Ada Brook", "told reporters"."""
    tokens = sentence.tokens
    mention = find_mention_at(sentence, index)
    if mention is None and index < len(tokens) and tokens[index].lower in NOUN_OPENERS - {"an", "this"}:
        index += 1
        mention = find_mention_at(sentence, index)
    return index + 1 if mention is None else mention.last + 1


def _skip_time(tokens: list[Token], start: int) -> int:
    """Return the token after "on Friday", "Friday", "late on Friday"."""
    index = start
    while index < len(tokens) and (tokens[index].lower in _TIME_OPENERS or tokens[index].lower in TIME_WORDS):
        index += 1
        if tokens[index - 1].lower in TIME_WORDS:
            start = index
    return start


def _find_clause_end(sentence: Sentence, cue: Cue, first: int) -> int:
    """Return the last token of a clause: before the next report, or of the sentence."""
    tokens = sentence.tokens
    for other in sentence.cues:
        if other.first <= first or other is cue:
            continue
        last, is_separate = other.first - 1, False
        while last > first and (
            tokens[last].text == "," or tokens[last].lower in _CONTRASTS or tokens[last].lower == "according"
        ):
            is_separate = is_separate or tokens[last].text == "," or tokens[last].lower in ("but", "while")
            last -= 1
        is_linked = other.shares_subject and last < other.first - 1
        if other.lemma == "according" or is_separate or is_linked:
            return last
    return len(tokens) - 1


def _find_clause_before(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the clause before ", Ada Brook said" or before "according to"."""
    tokens, last = sentence.tokens, cue.first - 1
    if last < 1 or tokens[last].quote is not None:
        return None
    previous = [other for other in sentence.cues if other.last < cue.first]
    first = previous[-1].last + 1 if previous else 0
    if tokens[last].text == "," and last == 1 and tokens[0].quote is not None:
        return None
    if cue.lemma == "according":
        return first, last
    if tokens[last].text != "," or previous:
        return None
    if tokens[first].lower.endswith("ing") and all(token.text != "," for token in tokens[first:last]):
        return None
    return first, last


def _find_clause_after_comma(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the clause in "According to Ada Brook, the river rises"."""
    tokens = sentence.tokens
    for index in range(cue.last + 1, min(len(tokens), cue.last + _MAX_LEAD_LENGTH)):
        if tokens[index].text == ",":
            return index + 1, _find_clause_end(sentence, cue, index + 1)
    return None


def _is_tail(tokens: list[Token]) -> bool:
    """Return True if the tokens after a cue are nothing but a time or place."""
    if any(token.quote is not None for token in tokens):
        return False
    if not tokens or not tokens[0].is_word:
        return not any(token.is_word for token in tokens)
    return tokens[0].lower in _NO_CLAUSE or tokens[0].lower in TIME_WORDS


def _trim(tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Leave out punctuation around a clause, and conjunctions before it."""
    while first <= last and (_is_punctuation(tokens[first]) or tokens[first].lower in ("but", "and", "that")):
        first += 1
    while last > first and _is_punctuation(tokens[last]) and tokens[last].text not in ")]":
        last -= 1
    return first, last


def _is_punctuation(token: Token) -> bool:
    return not token.is_word and token.quote is None


def _is_report(clause: list[Token]) -> bool:
    """Accept a clause with enough words of its own, not mostly a direct quotation."""
    own = [token for token in clause if token.is_word]
    quoted = sum(len(split_words(token.text)) for token in clause if token.quote is not None)
    has_content = any(token.lower not in _NO_CONTENT for token in own)
    return len(own) >= _MIN_WORDS and has_content and quoted <= _MAX_QUOTED_SHARE * (len(own) + quoted)
