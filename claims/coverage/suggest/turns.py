"""Turns of a transcript, and reports, cut into the assertions that they hold, each for a row of its own."""

import re
from collections.abc import Iterator
from dataclasses import replace

from quotations.finder import Quotation
from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.tokens import split_plain_text
from quotations.positions.answers import names_no_thing
from quotations.positions.propositions import draft_continued

from .excerpts import Span, split_sentences

_NO = (
    r"(?:(?:no|never|nonsense|rubbish|not true|not at all|nothing of the (?:sort|kind)|no way"
    r"|(?:absolutely|certainly|definitely|of course) not)\b[,.!\s]*)"
)
_DENIAL = re.compile(rf"{_NO}+", re.IGNORECASE)
NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|cannot)\b|n[\u2019']t\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"(?:(?:yes|no|well|so|oh),?\s+)?(?:I|we|it|they|he|she|you|that|there|this)\s+(?:simply |really |just )?"
    r"(?:do|did|does|have|has|had|is|was|are|were|am|will|would|can|could|might|must)(?:\s+not|n[\u2019']t)?\W*",
    re.IGNORECASE,
)
_POINTER = re.compile(r"(?:it|that|this|they|these|those|here|there)\s+(?:is|are|was|were)\b", re.IGNORECASE)
_COURTESY = re.compile(
    r"(?:thank you|thanks|good (?:morning|afternoon|evening)|welcome|order|excuse me|sorry|look|listen)\b",
    re.IGNORECASE,
)
_MAX_COURTESY = 6
_MAX_POINTER = 5
_MIN_WORDS = 3


_SECOND_REPORT = re.compile(r",?\s+and that\s+")


def split_report(quotation: Quotation, text: str) -> Iterator[Quotation]:
    """Yield a passage for each clause of "said (that) the dam holds and that nobody is missing".

    The draft of the whole is that of its first clause; what has none is drafted by itself.
    """
    words = text[quotation.start : quotation.end]
    second = _SECOND_REPORT.search(words) if quotation.kind == "paraphrase" else None
    if second is None or not (_has_verb(words[: second.start()]) and _has_verb(words[second.end() :])):
        yield quotation
        return
    end, start = quotation.start + second.start(), quotation.start + second.end()
    cue, first, last = quotation.cue or "", text[quotation.start : end], text[start : quotation.end]
    yield replace(
        quotation, end=end, text=first, proposition=quotation.proposition or draft_continued(first, cue)
    )
    yield replace(quotation, start=start, text=last, proposition=draft_continued(last, cue))


def _has_verb(words: str) -> bool:
    return any(has_finite_verb(tokens, 0, len(tokens)) for tokens in split_plain_text(words))


def is_denial(words: str) -> bool:
    """Tell whether words are no more than "No", "Never" or "Absolutely not"."""
    return bool(_DENIAL.fullmatch(words.strip()))


def split_turn(quotation: Quotation, text: str) -> Iterator[Quotation]:
    """Yield a passage for each assertion of a turn; of one assertion, or of other passages, as it is.

    "No." goes with the sentence after it that denies as well, and is a passage of its own where it is known
    what it denies. Questions, thanks and "Yes, they were." are left out beside an assertion.
    """
    sentences = split_sentences(text, quotation.start, quotation.end) if quotation.is_turn else []
    spans = list(_find_assertions(text, sentences, has_question=bool(quotation.asked)))
    if quotation.unlikely or len(sentences) < 2 or not spans:
        yield quotation
        return
    question, read = quotation.question, quotation.start
    for start, end in spans:
        if question and not names_no_thing(text[read:start]):
            question = ""
        read = start
        yield replace(
            quotation, start=start, end=end, text=text[start:end], proposition="", question=question
        )


def _find_assertions(text: str, sentences: list[Span], *, has_question: bool) -> Iterator[Span]:
    denial: Span | None = None
    for start, end in sentences:
        words = text[start:end]
        if is_denial(words):
            denial = (start, end)
            continue
        is_asserted = _is_assertion(words)
        if denial is not None and is_asserted and NEGATION.search(words):
            yield denial[0], end
            denial = None
        elif is_asserted:
            if denial is not None and has_question:
                yield denial
            yield start, end
            denial = None
    if denial is not None and has_question:
        yield denial


def _is_assertion(words: str) -> bool:
    """Tell whether a sentence states something by itself."""
    count = len(words.split())
    if count < _MIN_WORDS or words.rstrip("\u201d\u2019\"' ").endswith("?") or _ELLIPSIS.fullmatch(words):
        return False
    if _COURTESY.match(words) and count <= _MAX_COURTESY:
        return False
    if _POINTER.match(words) and count <= _MAX_POINTER and not NEGATION.search(words):
        return bool(re.search(r"\b(?:false|lie|nonsense|untrue|wrong|speculation)\b", words, re.IGNORECASE))
    return _has_verb(words)
