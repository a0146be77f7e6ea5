"""Stretches of text between quotation marks, read paragraph by paragraph.

What a mark does is decided by the characters beside it, and by its shape only where they leave it open:
articles hold every mixture of straight, curly and mistaken marks. A mark without a partner in its
paragraph reaches no further, unless the next paragraph opens with a mark again, as is the custom in
quotations of several paragraphs.
"""

import re
from dataclasses import dataclass, replace

from quotations.annotations import QuotedSpan

MARK = re.compile(r"``|''|[\"“”„‟«»＂″❝❞〝〞〟「」『』《》'‘’‚‛‹›`❛❜]")
_SINGLE = frozenset("'‘’‚‛‹›`❛❜")
_BRACKETS = {"「": "open", "『": "open", "《": "open", "」": "close", "』": "close", "》": "close"}
_OPENING = frozenset("“„‟«‘‚‛‹❝❛〝") | {"``", "`"}
_CLOSING = frozenset("”»’›❞❜〞〟") | {"''"}
_BEFORE_OPENING = frozenset("([{—–-/*•~_ |…")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-/*…|")
_CLIPPED_WORD = re.compile(
    r"\d0?s?\b|(?:em|tis|twas|til|till|n|cause|bout|round|cos|cuz|ello|im|er)\b", re.IGNORECASE
)
_FEET_AND_INCHES = re.compile(r"\d['’]\s?\d{0,2}$")
_RUNNING_ON = re.compile(
    r"\s+(?:and|or|but|in|of|to|was|were|is|are|said|that|by|for|as|at|on|from|with|has|have|had|when|while|"
    r"who|which|after|before|because|since|if|though|he|she|they|it|the|a|an|would|will|could|can)\b"
)
_MAX_MARKS_AHEAD = 24

_VERBS = (
    r"(?:said|says|told|added|adds|asked|explained|insisted|warned|wrote|stressed|noted|argued|replied|"
    r"continued|recalled|admitted|announced|claimed|declared|tweeted)"
)
_FOLLOWING_CUE = re.compile(rf"(?<=[,?!…])\s+(?=(?:[^\s,.]{{1,30}}\s+){{0,6}}?{_VERBS}\b)")
_PRECEDING_CUE = re.compile(rf"\b{_VERBS}\b[^,.:;]{{0,60}}[,.:]\s+")
_INTRODUCTION = re.compile(r"(?:[,:]|\bthat|\b" + _VERBS + r")\s*$")
_REPORT = re.compile(rf"\b(?:[A-Z][\w.’'-]+|he|she|they|who|it)\s+(?:has\s+|also\s+)?{_VERBS}\b|”")
_INDIRECT_SPEECH = re.compile(r"(?:however|though|too|also)?,?\s*that\b")
_SHORT_REST = 80  # characters
_MIN_WORDS = 4
_MAX_LENGTH = 3000  # characters that are searched for the end or start of a quotation


@dataclass(frozen=True)
class _Mark:
    """A quotation mark.

    `role` is "open", "close", or "" where only the marks before it can tell.
    """

    start: int
    end: int
    is_single: bool
    role: str
    glyph: str


def find_quoted_spans(text: str, paragraphs: list[tuple[int, int]]) -> list[QuotedSpan]:
    """Return every stretch between quotation marks, in order and none within another."""
    spans: list[QuotedSpan] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        spans += _ParagraphReader(text, start, end, number, following).read()
    return spans


class _ParagraphReader:
    """Reader of one paragraph, mark by mark.

    `following` is where the next paragraph starts. The `_read_*` methods take the index of a mark and
    return the index of the mark to go on with.
    """

    def __init__(self, text: str, start: int, end: int, number: int, following: int | None):
        self.text, self.start, self.end, self.number = text, start, end, number
        self.following = following
        matches = MARK.finditer(text, start, end)
        self.marks = [mark for match in matches if (mark := self._read_mark(match)) is not None]
        self.spans: list[QuotedSpan] = []

    def read(self) -> list[QuotedSpan]:
        index = 0
        while index < len(self.marks):
            mark = self.marks[index]
            if mark.is_single:
                index = self._read_single(index)
            elif mark.role == "close" and mark.start != self.start:
                self._read_unopened(mark)
                index += 1
            else:
                index = self._read_double(index)
        return self.spans

    def _read_mark(self, match: re.Match[str]) -> _Mark | None:
        """Return the mark, or None for an apostrophe or a sign for feet and inches."""
        start, end, glyph = match.start(), match.end(), match.group()
        before = self.text[start - 1] if start > self.start else " "
        after = self.text[end] if end < self.end else " "
        is_single = glyph in _SINGLE
        if is_single and before.isalnum() and after.isalnum():
            return None
        is_measure = before.isdigit() and _FEET_AND_INCHES.search(self.text[max(0, start - 5) : start])
        if is_measure and not is_single:
            return None
        role = _BRACKETS.get(glyph) or _guess_role(before, after, glyph)
        return _Mark(start, end, is_single, role, glyph)

    def _read_double(self, index: int) -> int:
        mark, limit, depth = self.marks[index], self.end, 0
        for other_index in range(index + 1, len(self.marks)):
            other = self.marks[other_index]
            if other.is_single:
                continue
            if other.role == "open" and depth == 0 and not self._is_nested(other_index):
                limit = other.start
                break
            if other.role == "open":
                depth += 1
            elif depth:
                depth -= 1
            else:
                self._add_span(mark.end, other.start, mark.start, other.end)
                return other_index + 1
        return self._read_unclosed(index, limit)

    def _is_nested(self, index: int) -> bool:
        """Return True if two closing marks follow the opening mark before another opens."""
        ahead = self.marks[index + 1 : index + _MAX_MARKS_AHEAD]
        glyphs = [mark.glyph for mark in ahead if not mark.is_single][:2]
        return self.marks[index].glyph in _OPENING and glyphs == ["”", "”"]

    def _read_unclosed(self, index: int, limit: int) -> int:
        mark = self.marks[index]
        if limit < self.end and _has_lost_break(self.text, mark.end, limit):
            self._add_span(mark.end, limit, mark.start, limit, continues=True)
            return self._find_mark_from(index, limit)
        continues = limit == self.end and self._is_continued(mark.is_single)
        is_first = mark.start == self.start
        end = _find_unclosed_end(self.text, mark.end, limit, continues=continues, is_first=is_first)
        if end is None or (mark.is_single and not continues):
            return index + 1
        self._add_span(mark.end, end, mark.start, end, continues=continues and end == self.end)
        return self._find_mark_from(index, end)

    def _find_mark_from(self, index: int, offset: int) -> int:
        """Return the index of the first mark, from `index` on, at `offset` or later."""
        while index < len(self.marks) and self.marks[index].start < offset:
            index += 1
        return index

    def _read_single(self, index: int) -> int:
        mark = self.marks[index]
        if mark.role == "close" or not self._may_open(mark):
            return index + 1
        partner = self._find_single_partner(index)
        if partner is None:
            return self._read_unclosed(index, self.end) if self._is_continued(True) else index + 1
        self._add_span(mark.end, self.marks[partner].start, mark.start, self.marks[partner].end)
        return partner + 1

    def _may_open(self, mark: _Mark) -> bool:
        if mark.glyph in "'’" and _CLIPPED_WORD.match(self.text, mark.end):
            return False
        return mark.role == "open" or mark.glyph in _OPENING

    def _find_single_partner(self, index: int) -> int | None:
        """Return the mark that closes a single mark, preferably after punctuation."""
        plural, doubles = None, 0
        for other_index in range(index + 1, min(index + _MAX_MARKS_AHEAD, len(self.marks))):
            other = self.marks[other_index]
            if not other.is_single:
                doubles += 1
                continue
            if other.role == "open" and other.glyph != "’" and self._may_open(other):
                break
            if other.role == "open" or doubles % 2:
                continue
            before = self.text[other.start - 1]
            if before not in "sS":
                return other_index if not before.isalnum() or plural is None or doubles == 0 else plural
            runs_on = _RUNNING_ON.match(self.text, other.end) or other.end == self.end
            if runs_on or (not doubles and not plural):
                plural = plural or other_index
                if not self._closes_later(other_index):
                    return plural
        return None if doubles else plural

    def _closes_later(self, index: int) -> bool:
        """Return True if a single mark after punctuation closes before another opens."""
        end = self.marks[index].end
        if not self.text[end : end + 2].strip()[:1].isalpha() or _RUNNING_ON.match(self.text, end):
            return False
        for mark in self.marks[index + 1 : index + _MAX_MARKS_AHEAD]:
            if mark.is_single and mark.role == "open":
                return False
            if mark.is_single and mark.role == "close":
                return self.text[mark.start - 1] in ".,!?…"
        return False

    def _is_continued(self, is_single: bool) -> bool:
        """Return True if the next paragraph opens with a mark of the same kind."""
        if self.following is None:
            return False
        match = MARK.match(self.text, self.following)
        if match is None or (match.group() in _SINGLE) != is_single:
            return False
        return self.text[match.end() : match.end() + 1].strip() != ""

    def _read_unopened(self, mark: _Mark) -> None:
        previous_end = self.spans[-1].outer_end if self.spans else None
        start = _find_unopened_start(self.text, self.start, previous_end, mark.start)
        if start is not None:
            self._add_span(start, mark.start, start, mark.end)

    def _add_span(
        self, start: int, end: int, outer_start: int, outer_end: int, *, continues: bool = False
    ) -> None:
        """Add a stretch without the white space around it.

        One without letters or digits extends the stretch before it.
        """
        quoted = self.text[start:end]
        start += len(quoted) - len(quoted.lstrip())
        end = max(start, end - (len(quoted) - len(quoted.rstrip())))
        if any(character.isalnum() for character in quoted):
            self.spans.append(QuotedSpan(start, end, outer_start, outer_end, self.number, continues))
        elif self.spans and self.spans[-1].outer_end == outer_start:
            self.spans[-1] = replace(self.spans[-1], outer_end=outer_end)


def _guess_role(before: str, after: str, glyph: str) -> str:
    """Guess by the characters beside a mark, else its shape, if it opens or closes."""
    may_follow = before.isspace() or before in _BEFORE_OPENING or MARK.match(before) is not None
    opens = may_follow and not (after.isspace() or after in ".,;:!?)]}")
    may_precede = after.isspace() or after in _AFTER_CLOSING or MARK.match(after) is not None
    closes = not before.isspace() and may_precede
    if opens != closes:
        return "open" if opens else "close"
    if before == "." and after == "." and glyph == '"':
        return ""
    return "open" if glyph in _OPENING and glyph != "“" else "close" if glyph in _CLOSING else ""


def _find_unclosed_end(text: str, start: int, limit: int, *, continues: bool, is_first: bool) -> int | None:
    """Return where an unclosed quotation ends, `limit` at the latest; None if nowhere.

    `continues`: the next paragraph goes on with it. `is_first`: its mark starts the paragraph.
    """
    region = text[start : min(limit, start + _MAX_LENGTH)]
    cue = _FOLLOWING_CUE.search(region)
    if cue is not None and not (continues and len(region) - cue.end() > _SHORT_REST):
        return start + cue.start()
    if continues:
        return limit
    is_introduced = is_first or _INTRODUCTION.search(text[max(0, start - 20) : max(0, start - 1)]) is not None
    if not is_introduced or not _has_enough_words(region) or len(region) == _MAX_LENGTH:
        return None
    return start + len(region.rstrip())


def _has_lost_break(text: str, start: int, limit: int) -> bool:
    """Recognise at `limit` a lost paragraph break, where a quotation opens again.

    A whole sentence ends right before, and none of the quotation reports what somebody said.
    """
    quoted = text[start : min(limit, start + _MAX_LENGTH)].rstrip()
    is_whole = quoted[-1:] in (".", "?", "!") and start + len(quoted) < limit and limit - start < _MAX_LENGTH
    return is_whole and _has_enough_words(quoted) and _REPORT.search(quoted) is None


def _find_unopened_start(text: str, paragraph_start: int, previous_end: int | None, end: int) -> int | None:
    """Return where a quotation starts that was never opened, None if unclear.

    `end` is where it is closed, `previous_end` where the quotation before it in the paragraph ends.
    """
    start = paragraph_start if previous_end is None else previous_end
    if end - start > _MAX_LENGTH:
        return None
    cue = _PRECEDING_CUE.search(text, start, end)
    if cue is not None:
        start = cue.end()
        if _INDIRECT_SPEECH.match(text, start):
            return None
    elif previous_end is not None or text[end - 1 : end] not in (",", ".", "?", "!", "…"):
        return None
    return start if _has_enough_words(text[start:end]) else None


def _has_enough_words(quoted: str) -> bool:
    return len(quoted.split(maxsplit=_MIN_WORDS)) >= _MIN_WORDS
