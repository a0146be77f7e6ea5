"""Passages cut to the few words that carry the position and may be quoted."""

import re
from collections.abc import Iterator

from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.tokens import split_plain_text
from sources.excerpts.normalisation import WHITE_SPACE
from sources.excerpts.search import EXCERPT_WORDS

MAX_EXCERPT_LENGTH = 400
"""How many characters an excerpt may have, however few its words."""

Span = tuple[int, int]

_WORD = re.compile(f"[^{WHITE_SPACE}]+")
_WHITE_SPACE = re.compile(f"[{WHITE_SPACE}]")
_QUOTATION_MARKS = "\"'“”„‟‘’‚‛«»`"
_OPENING_MARKS = re.compile(rf"[{_QUOTATION_MARKS}([{{—–-]+")
_FINAL_MARKS = f".,;:!…–—-{_QUOTATION_MARKS}"
_ABBREVIATION = re.compile(r"\.[^.\s]{1,3}\.\Z")
_CLOSING_MARKS = f"{_QUOTATION_MARKS})]}}"
# The end of a sentence with its closing marks, or the end of a paragraph.
_SENTENCE_END = re.compile(rf"(?<=[.!?…])[{_QUOTATION_MARKS})]*(?=[{WHITE_SPACE}])|[\n\r\u2028\u2029]+")
_PARAGRAPH_END = re.compile(r"[\n\r\u2028\u2029]")
_NO_SENTENCE_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|St|Prof|Sec|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_CLAUSE_END = re.compile(
    rf"[,;:](?=[{_QUOTATION_MARKS}]*[{WHITE_SPACE}])|[{WHITE_SPACE}][—–-]+(?=[{WHITE_SPACE}])"
    rf"|—|[{WHITE_SPACE}](?=(?:but|because|although|while|unless)[{WHITE_SPACE}])"
)
_LEAD_IN = re.compile(
    rf"(?:(?:and|but|so|well|look|now|again|yes|no doubt|of course|frankly|obviously|clearly|in fact|however"
    rf"|first of all|as you know|as i said|let me (?:be clear|say)|i (?:want|would like) to (?:say|stress)"
    rf"|(?:i|we) (?:think|believe|say|repeat|am sure|are sure)(?: that)?|in (?:my|our) (?:view|opinion)"
    rf"|the fact is that|it is (?:clear|obvious) that|that(?= (?:we|i|he|she|they|there|our|my|nobody)\b))"
    rf"[,:—–]?[{WHITE_SPACE}]+)+",
    re.IGNORECASE,
)
_POSITION_WORD = re.compile(
    r"\b(?:not|never|no|none|nor|neither|nobody|nothing|cannot|must|should|shall|will|wo|need|needs|demand|want|wants"
    r"|reject\w*|den(?:y|ies|ied)|refus\w*|condemn\w*|support\w*|oppos\w*|agree\w*|believ\w*|accus\w*|blam\w*"
    r"|responsib\w*|guilty|false|true|lie|lies|proof|evidence|illegal\w*|unacceptable|impossible|commit\w*"
    r"|plan|plans|ready)\b|n['’]t\b",
    re.IGNORECASE,
)
_BARE_VERB = re.compile(
    r"(?:is|are|was|were|has|have|had|will|would|can|could|must|found|did|does)\b", re.IGNORECASE
)
_OPENS_SUBJECT = re.compile(r"(?:what|whatever|whoever)\b", re.IGNORECASE)
_COPULA = re.compile(r"\b(?:is|was|are|were|remains?)\b", re.IGNORECASE)
_NEGATED_SUBJECT = re.compile(r"(?:nobody|no|none|neither|nothing|not|never|few|hardly)\b", re.IGNORECASE)
_OPEN_START = re.compile(
    r"(?:which|who|whom|whose|of|than|by the time|when|while|after|before|although|though)\b", re.IGNORECASE
)
_LINKS = re.compile(
    rf"(?:(?:of|and|or|nor|than|in|on|at|to|for|from|with|by)[{WHITE_SPACE}]+)+", re.IGNORECASE
)
_OPEN_END = re.compile(
    rf"[{WHITE_SPACE}]+(?:the|a|an|of|in|on|at|to|for|from|with|by|against|and|or|nor|but|that|which|who|as|is|are|was"
    r"|were|has|have|had|will|would|be|been|its|his|her|their|our|my|your|this|these|those|than|not|no|into|over)[,;:]?$",
    re.IGNORECASE,
)
_VERB_WEIGHT = 2
_MAX_POSITION_WORDS = 3
_FEW_WORDS = 5


def cut_selection(text: str, start: int, end: int) -> Span:
    """Cut the selection from `start` to `end` to an excerpt.

    An excerpt is whole words without white space, quotation marks or what ends a clause, at most
    EXCERPT_WORDS words and MAX_EXCERPT_LENGTH characters. Offsets count code points, `end` is
    exclusive. Raises ValueError when no word is selected.
    """
    words = list(_find_words_in(text, start, end))
    if not words:
        raise ValueError("No word is selected.")
    first, last = trim_span(text, words[0][0], words[-1][1])
    if first == last:
        raise ValueError("No word is selected.")
    first, last = cut_to_limit(text, first, last)
    return first, _skip_final_marks(text, first, last)


def _skip_final_marks(text: str, start: int, end: int) -> int:
    """Return where the last word ends without what ends its clause.

    A question mark tells how the words are meant, and the stop of "U.S." is part of the word.
    """
    last = end
    while last > start and _is_final(text[last - 1]) and not _ABBREVIATION.search(text, start, last):
        last -= 1
    return last if last > start else end


def _is_final(letter: str) -> bool:
    return letter in _FINAL_MARKS or bool(_WHITE_SPACE.match(letter))


def cut_to_limit(text: str, start: int, end: int, limit: int = EXCERPT_WORDS) -> Span:
    """Cut after `limit` words, or fewer to keep to MAX_EXCERPT_LENGTH."""
    words = [match.span() for match in _WORD.finditer(text, start, end)][:limit]
    if not words:
        return start, start
    first = words[0][0]
    fitting = [last for _, last in words if last - first <= MAX_EXCERPT_LENGTH]
    # One endless word cannot be cut: saving refuses it and says why.
    return trim_span(text, first, fitting[-1] if fitting else words[0][1])


def find_key_passage(text: str, start: int, end: int, limit: int = EXCERPT_WORDS) -> Span:
    """Find the part of a passage that carries its position, of at most `limit` words.

    A short passage is returned whole; of a longer one, whole sentences of one paragraph are chosen, or else
    clauses without their lead-in. Those with most words that take a position are best, the first of equals.
    """
    start, end = trim_span(text, start, end)
    if _is_short_enough(text, (start, end), limit):
        return start, end
    sentences = split_sentences(text, start, end)
    best = _find_best_run(text, sentences, limit)
    if best:
        return best
    pieces = [piece for sentence in sentences for piece in _list_pieces(text, sentence, limit)]
    return max(
        pieces, key=lambda span: (_score(text, span), -span[0]), default=cut_to_limit(text, start, end, limit)
    )


def find_denial(text: str, start: int, end: int, limit: int = EXCERPT_WORDS) -> Span:
    """Find the part of a denial, which begins with its verb: without that the words say the opposite."""
    best = find_key_passage(text, start, end, limit)
    return best if best[0] == start else _leave_out_open_end(text, *cut_to_limit(text, start, end, limit))


def _list_pieces(text: str, sentence: Span, limit: int) -> list[Span]:
    """List the parts of one sentence that may stand for it: runs of clauses, its beginning and its end."""
    sentence = _skip_lead_in(text, *sentence)
    clauses = [_skip_lead_in(text, *clause) for clause in _split_at(text, *sentence, _CLAUSE_END)]
    pieces = _list_runs(text, clauses, limit)
    words = [match.span() for match in _WORD.finditer(text, *sentence)]
    if not any(_has_verb(text[slice(*piece)]) for piece in pieces):
        pieces.append(_leave_out_open_end(text, *cut_to_limit(text, *sentence, limit)))
        tail = words[-limit:][0][0]
        if link := _LINKS.match(text, tail, sentence[1]):
            tail = link.end()
        pieces.append(trim_span(text, tail, sentence[1]))
    denied = _NEGATED_SUBJECT.match(text, *clauses[0])
    fitting = [piece for piece in pieces if piece[0] < piece[1] and _is_short_enough(text, piece, limit)]
    whole = [piece for piece in fitting if not (denied and _BARE_VERB.match(text, *piece))]
    return whole or fitting


def _leave_out_open_end(text: str, start: int, end: int) -> Span:
    """Leave out words at the end after which something is missing: "against the"."""
    while match := _OPEN_END.search(text, start, end):
        if match.start() <= start:
            break
        end = match.start()
    return trim_span(text, start, end)


def trim_span(text: str, start: int, end: int) -> Span:
    """Remove white space, quotation marks and commas at both ends.

    No part of a word is removed. The span is empty when there is no word in it.
    """
    match = _WORD.search(text, start, end)
    if not match:
        return start, start
    start = match.start()
    if opening := _OPENING_MARKS.match(text, start, end):
        start = opening.end()
    while end > start and _is_trailing_mark(text, start, end):
        end -= 1
    while start < end and _WHITE_SPACE.match(text[start]):
        start += 1
    return (start, end) if start < end else (start, start)


def _is_trailing_mark(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if last in _CLOSING_MARKS:
        return _closes_nothing(text, start, end)
    if last == "-":
        return end - start > 1 and text[end - 2] in " -"  # not the hyphen of "pre- and post-war"
    return last in ",;:—–" or bool(_WHITE_SPACE.match(last))


def _closes_nothing(text: str, start: int, end: int) -> bool:
    """Tell whether the mark before `end` has no opening mark inside.

    In "the 'low point'" it has one.
    """
    mark, inside = text[end - 1], text[start : end - 1]
    if mark == ")":
        return "(" not in inside
    if mark in "]}":
        return False
    pairs = {"”": '“"', "’": "‘", "'": "'", '"': '"“', "»": "«"}
    return not any(opener in inside for opener in pairs.get(mark, ""))


def _find_words_in(text: str, start: int, end: int) -> Iterator[Span]:
    """Find the words of which any part lies between `start` and `end`."""
    start, end = max(0, start), min(len(text), end)
    first = _WORD.search(text, start, max(start, end))
    if first is None:
        return
    start = first.start()
    while start and not _WHITE_SPACE.match(text[start - 1]):
        start -= 1
    for match in _WORD.finditer(text, start):
        if match.start() >= end:
            return
        yield match.span()


def _is_short_enough(text: str, span: Span, limit: int) -> bool:
    if span[1] - span[0] > MAX_EXCERPT_LENGTH:
        return False
    return sum(1 for _ in _WORD.finditer(text, *span)) <= limit


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """Return where the sentences of a passage stand, without the marks around them."""
    spans: list[Span] = []
    for match in _SENTENCE_END.finditer(text, start, end):
        words = text[start : match.start()]
        if match.group().strip(_CLOSING_MARKS) == "" and _NO_SENTENCE_END.search(words):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, end))
    return _trim_spans(text, spans)


def _split_at(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    for match in separator.finditer(text, start, end):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, end))
    return _trim_spans(text, spans)


def _trim_spans(text: str, spans: list[Span]) -> list[Span]:
    trimmed = (trim_span(text, *span) for span in spans)
    return [(start, end) for start, end in trimmed if start < end]


def _find_best_run(text: str, pieces: list[Span], limit: int) -> Span | None:
    """Find the best run of pieces that is short enough, within one paragraph."""
    runs = _list_runs(text, pieces, limit)
    return max(runs, key=lambda span: (_score(text, span), -span[0]), default=None)


def _list_runs(text: str, pieces: list[Span], limit: int) -> list[Span]:
    runs = []
    for index, piece in enumerate(pieces):
        start = _skip_lead_in(text, *piece)[0]
        for _, end in pieces[index:]:
            run = (start, end)
            if not _is_short_enough(text, run, limit) or _PARAGRAPH_END.search(text[start:end]):
                break
            runs.append(run)
    return runs


def _skip_lead_in(text: str, start: int, end: int) -> Span:
    """Skip words that only lead in to what is said ("Look, I think that ...")."""
    match = _LEAD_IN.match(text, start, end)
    return (match.end(), end) if match and match.end() < end else (start, end)


def _score(text: str, span: Span) -> float:
    """Rate how much a passage says, for choosing between passages.

    What says something of something, with a verb, counts most, then words that take a position. Of equals the
    shorter one is better, unless it has only a few words.
    """
    words = sum(1 for _ in _WORD.finditer(text, *span))
    position_words = sum(1 for _ in _POSITION_WORD.finditer(text, *span))
    is_open = bool(_OPEN_START.match(text, *span))
    return (
        min(position_words, _MAX_POSITION_WORDS)
        + _VERB_WEIGHT * _has_verb(text[slice(*span)])
        - is_open
        - (words < _FEW_WORDS) / 2
        - words / 100
    )


def _has_verb(words: str) -> bool:
    """Tell whether there is a verb that is not one of a relative clause only."""
    if _BARE_VERB.match(words):
        return True
    if _OPENS_SUBJECT.match(words) and not _COPULA.search(words):
        return False  # what he said about the dam
    return any(has_finite_verb(tokens, 0, len(tokens)) for tokens in split_plain_text(words))
