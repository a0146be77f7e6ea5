"""Cutting a passage to what may be quoted: whole words, and the few that carry the position."""

import re

from sources.excerpts.normalisation import WHITE_SPACE
from sources.excerpts.search import EXCERPT_WORDS

MAX_EXCERPT_LENGTH = 400
"""An excerpt has at most this many characters, however few its words."""

Span = tuple[int, int]

_WORD = re.compile(f"[^{WHITE_SPACE}]+")
_WHITE_SPACE = re.compile(f"[{WHITE_SPACE}]")
_QUOTATION_MARKS = "\"'“”„‟‘’‚‛«»`"
_OPENING_MARKS = re.compile(rf"[{_QUOTATION_MARKS}([{{—–-]+")
_CLOSING_MARKS = f"{_QUOTATION_MARKS})]}}"
# Where a sentence ends, with the marks that close after it; and where a paragraph does.
_SENTENCE_END = re.compile(rf"(?<=[.!?…])[{_QUOTATION_MARKS})]*(?=[{WHITE_SPACE}])|[\n\r\u2028\u2029]+")
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
    rf"|the fact is that|it is (?:clear|obvious) that)[,:—–]?[{WHITE_SPACE}]+)+",
    re.IGNORECASE,
)
_POSITION_WORD = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|cannot|must|should|shall|will|wo|need|needs|demand|want|wants"
    r"|reject\w*|den(?:y|ies|ied)|refus\w*|condemn\w*|support\w*|oppos\w*|agree\w*|believ\w*|accus\w*|blam\w*"
    r"|responsib\w*|guilty|false|true|lie|lies|proof|evidence|illegal\w*|unacceptable|impossible|commit\w*"
    r"|plan|plans|ready)\b|n['’]t\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|be|has|have|had)\b", re.IGNORECASE)
_MAX_POSITION_WORDS = 3
_FEW_WORDS = 5


def cut_selection(text: str, start: int, end: int) -> Span:
    """The selection `start` to `end` as an excerpt: whole words, no white space or quotation marks
    at its ends, at most EXCERPT_WORDS words and LONGEST characters.

    Offsets count code points, `end` is exclusive. ValueError when no word is selected.
    """
    first = last = None
    for word in _find_words_in(text, start, end):
        first = word[0] if first is None else first
        last = word[1]
    if first is None:
        raise ValueError("No word is selected.")
    bared = trim_span(text, first, last)
    if bared[0] == bared[1]:
        raise ValueError("No word is selected.")
    return cut_to_limit(text, *bared)


def cut_to_limit(text: str, start: int, end: int, limit: int = EXCERPT_WORDS) -> Span:
    """`start` to `end` cut after `limit` words, and to LONGEST characters; whole words."""
    words = [match.span() for match in _WORD.finditer(text, start, end)][:limit]
    if not words:
        return start, start
    first = words[0][0]
    fitting = [last for _, last in words if last - first <= MAX_EXCERPT_LENGTH]
    # One endless word: it cannot be cut, and says so when it is saved.
    return trim_span(text, first, fitting[-1] if fitting else words[0][1])


def find_key_passage(text: str, start: int, end: int, limit: int = EXCERPT_WORDS) -> Span:
    """The part of the passage `start` to `end` that carries its position, of at most `limit` words.

    All of it when it is short enough; otherwise whole sentences of one paragraph, or else clauses
    without their lead-in, those with most of the words that take a position; of equals the first.
    """
    start, end = trim_span(text, start, end)
    if _is_short_enough(text, (start, end), limit):
        return start, end
    sentences = _split_sentences(text, start, end)
    best = _find_best_run(text, sentences, limit)
    if best:
        return best
    pieces = []
    for sentence in sentences:
        clauses = _split_at(text, *sentence, _CLAUSE_END)
        pieces.append(
            _find_best_run(text, clauses, limit) or cut_to_limit(text, *_skip_lead_in(text, *sentence), limit)
        )
    return max(
        pieces, key=lambda span: (_score(text, span), -span[0]), default=cut_to_limit(text, start, end, limit)
    )


def trim_span(text: str, start: int, end: int) -> Span:
    """`start` to `end` without the white space, quotation marks and commas around; never part of a
    word. Empty when there is no word in it."""
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
    return last in ",;:—–" or bool(_WHITE_SPACE.match(last))


def _closes_nothing(text: str, start: int, end: int) -> bool:
    """Whether the closing mark before `end` closes nothing inside: "the 'low point'" keeps its own."""
    mark, inside = text[end - 1], text[start : end - 1]
    if mark == ")":
        return "(" not in inside
    if mark in "]}":
        return False
    pairs = {"”": '“"', "’": "‘", "'": "'", '"': '"“', "»": "«"}
    return not any(opener in inside for opener in pairs.get(mark, ""))


def _find_words_in(text: str, start: int, end: int):
    """The words of which any part lies between `start` and `end`."""
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


def _split_sentences(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begun = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.group().strip(_CLOSING_MARKS) == "" and _NO_SENTENCE_END.search(text[begun : match.start()]):
            continue
        spans.append((begun, match.end()))
        begun = match.end()
    spans.append((begun, end))
    return _trim_spans(text, spans)


def _split_at(text: str, start: int, end: int, where: re.Pattern) -> list[Span]:
    spans, begun = [], start
    for match in where.finditer(text, start, end):
        spans.append((begun, match.start()))
        begun = match.end()
    spans.append((begun, end))
    return _trim_spans(text, spans)


def _trim_spans(text: str, spans: list[Span]) -> list[Span]:
    return [span for one in spans if (span := trim_span(text, *one)) and span[0] < span[1]]


def _find_best_run(text: str, pieces: list[Span], limit: int) -> Span | None:
    """The best of the runs of neighbouring pieces that are short enough and of one paragraph."""
    runs = []
    for first, (start, _) in enumerate(pieces):
        begun = _skip_lead_in(text, start, pieces[first][1])[0]
        for _, end in pieces[first:]:
            if not _is_short_enough(text, (begun, end), limit) or re.search(
                r"[\n\r\u2028\u2029]", text[begun:end]
            ):
                break
            runs.append((begun, end))
    return max(runs, key=lambda span: (_score(text, span), -span[0]), default=None)


def _skip_lead_in(text: str, start: int, end: int) -> Span:
    """`start` to `end` without what only leads in to it ("Look, I think that ...")."""
    match = _LEAD_IN.match(text, start, end)
    return (match.end(), end) if match and match.end() < end else (start, end)


def _score(text: str, span: Span) -> float:
    """How much a passage seems to say: words that take a position, then whether it states anything at
    all; of equals the shorter says it better, unless it is only a word or two."""
    words = sum(1 for _ in _WORD.finditer(text, *span))
    carriers = sum(1 for _ in _POSITION_WORD.finditer(text, *span))
    states = bool(_VERB.search(text, *span))
    return min(carriers, _MAX_POSITION_WORDS) + (states - (words < _FEW_WORDS)) / 2 - words / 100
