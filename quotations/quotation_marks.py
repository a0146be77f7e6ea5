"""What stands between quotation marks, in one paragraph after the other.

What a mark does is told by what stands beside it, and by its shape only where that leaves it open:
articles hold every mixture of straight, curly and mistaken marks. A mark that has no partner in its
paragraph goes no further, unless the next paragraph opens with a mark again, as is the custom in
quotations of several paragraphs.
"""

import re
from dataclasses import dataclass, replace

from quotations.annotations import Marked

_VERBS = (
    r"(?:said|says|told|added|adds|asked|explained|insisted|warned|wrote|stressed|noted|argued|replied|"
    r"continued|recalled|admitted|announced|claimed|declared|tweeted)"
)
_CUE_AFTER = re.compile(rf"(?<=[,?!…])\s+(?=(?:[^\s,.]{{1,30}}\s+){{0,6}}?{_VERBS}\b)")
_CUE_BEFORE = re.compile(rf"\b{_VERBS}\b[^,.:;]{{0,60}}[,.:]\s+")
_INTRODUCED = re.compile(r"(?:[,:]|\bthat|\b" + _VERBS + r")\s*$")
_REPORTED = re.compile(rf"\b(?:[A-Z][\w.’'-]+|he|she|they|who|it)\s+(?:has\s+|also\s+)?{_VERBS}\b|”")
_INDIRECT = re.compile(r"(?:however|though|too|also)?,?\s*that\b")
_SHORT = 80
_FEW = 4
_FAR_AHEAD = 3000


def end_of_unclosed(text: str, start: int, limit: int, *, to_the_end: bool, first: bool) -> int | None:
    """Where the quotation that opens before `start` ends, at `limit` at the latest; None if nowhere.

    `to_the_end`: the next paragraph continues. `first`: the mark is the first thing in its paragraph.
    """
    region = text[start : min(limit, start + _FAR_AHEAD)]
    cue = _CUE_AFTER.search(region)
    if cue is not None and not (to_the_end and len(region) - cue.end() > _SHORT):
        return start + cue.start()
    if to_the_end:
        return limit
    introduced = first or _INTRODUCED.search(text[max(0, start - 20) : max(0, start - 1)]) is not None
    if not introduced or len(region.split(maxsplit=_FEW)) < _FEW or len(region) == _FAR_AHEAD:
        return None
    return start + len(region.rstrip())


def lost_its_paragraph(text: str, start: int, limit: int) -> bool:
    """True if a quotation of several paragraphs, printed as one, opens again at `limit`.

    It does if a whole sentence ends right before, and none between reports what somebody said.
    """
    words = text[start : min(limit, start + _FAR_AHEAD)].rstrip()
    whole = words[-1:] in (".", "?", "!") and start + len(words) < limit and limit - start < _FAR_AHEAD
    return whole and len(words.split(maxsplit=_FEW)) >= _FEW and _REPORTED.search(words) is None


def start_of_unopened(text: str, paragraph: int, since: int | None, end: int) -> int | None:
    """Where the quotation starts that is closed at `end`, in a paragraph that starts at `paragraph`.

    `since` is the end of the quotation before it in this paragraph. None if that cannot be told.
    """
    start = paragraph if since is None else since
    if end - start > _FAR_AHEAD:
        return None
    cue = _CUE_BEFORE.search(text, start, end)
    if cue is not None:
        start = cue.end()
        if _INDIRECT.match(text, start):
            return None
    elif since is not None or text[end - 1 : end] not in (",", ".", "?", "!", "…"):
        return None
    return start if len(text[start:end].split(maxsplit=_FEW)) >= _FEW else None


_MARK = re.compile(r"``|''|[\"“”„‟«»＂'‘’‚‛‹›`]")
_SINGLE = frozenset("'‘’‚‛‹›`")
_OPENING = frozenset("“„‟«‘‚‛‹") | {"``", "`"}
_CLOSING = frozenset("”»’›") | {"''"}
_BEFORE_AN_OPENING = frozenset("([{—–-/*•~_ |…")
_AFTER_A_CLOSING = frozenset(".,;:!?)]}—–-/*…|")
_CLIPPED = re.compile(
    r"\d0?s?\b|(?:em|tis|twas|til|till|n|cause|bout|round|cos|cuz|ello|im|er)\b", re.IGNORECASE
)
_FEET_AND_INCHES = re.compile(r"\d['’]\s?\d{0,2}$")
_GOES_ON = re.compile(
    r"\s+(?:and|or|but|in|of|to|was|were|is|are|said|that|by|for|as|at|on|from|with|has|have|had|when|while|"
    r"who|which|after|before|because|since|if|though|he|she|they|it|the|a|an|would|will|could|can)\b"
)
_FAR = 24


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    single: bool
    role: str  # "open", "close", or "" where only what came before can tell
    glyph: str


def marked(text: str, paragraphs: list[tuple[int, int]]) -> list[Marked]:
    """Every stretch between marks, in order; none lies within another."""
    found: list[Marked] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        reader = _Paragraph(text, start, end, number, following)
        found.extend(reader.read())
    return found


class _Paragraph:
    """One paragraph, read mark by mark."""

    def __init__(self, text: str, start: int, end: int, number: int, following: int | None):
        self.text, self.start, self.end, self.number = text, start, end, number
        self.following = following
        self.marks = [
            mark for match in _MARK.finditer(text, start, end) if (mark := self._mark(match)) is not None
        ]
        self.found: list[Marked] = []

    def read(self) -> list[Marked]:
        at = 0
        while at < len(self.marks):
            mark = self.marks[at]
            if mark.single:
                at = self._read_single(at)
            elif mark.role == "close" and not self._opens_anyway(at):
                self._note_unopened(mark)
                at += 1
            else:
                at = self._read_double(at)
        return self.found

    def _mark(self, match: re.Match) -> _Mark | None:
        """The mark, or None for an apostrophe or a sign for feet and inches."""
        start, end, glyph = match.start(), match.end(), match.group()
        before = self.text[start - 1] if start > self.start else " "
        after = self.text[end] if end < self.end else " "
        single = glyph in _SINGLE
        if single and before.isalnum() and after.isalnum():
            return None
        if not single and before.isdigit() and _FEET_AND_INCHES.search(self.text[max(0, start - 5) : start]):
            return None
        return _Mark(start, end, single, _role(before, after, glyph), glyph)

    def _opens_anyway(self, at: int) -> bool:
        """True if a mark that looks closing stands at the paragraph's start."""
        return self.marks[at].start == self.start

    def _read_double(self, at: int) -> int:
        """Note what opens at mark `at`; the number of the mark to go on with."""
        mark, partner, limit = self.marks[at], None, self.end
        depth = 0
        for number in range(at + 1, len(self.marks)):
            other = self.marks[number]
            if other.single:
                continue
            if other.role == "open" and depth == 0 and not self._is_nested(number):
                limit = other.start
                break
            if other.role == "open":
                depth += 1
            elif depth:
                depth -= 1
            else:
                partner = number
                break
        if partner is not None:
            self._note(mark.end, self.marks[partner].start, mark.start, self.marks[partner].end)
            return partner + 1
        return self._read_unclosed(at, limit)

    def _is_nested(self, number: int) -> bool:
        """True if two closing marks follow the opening mark `number` before another opens."""
        following = [mark for mark in self.marks[number + 1 : number + _FAR] if not mark.single][:2]
        return self.marks[number].glyph in _OPENING and [mark.glyph for mark in following] == ["”", "”"]

    def _read_unclosed(self, at: int, limit: int) -> int:
        mark = self.marks[at]
        if limit < self.end and lost_its_paragraph(self.text, mark.end, limit):
            self._note(mark.end, limit, mark.start, limit, goes_on=True)
            return next(number for number in range(at, len(self.marks)) if self.marks[number].start >= limit)
        goes_on = limit == self.end and self._next_opens(mark.single)
        end = end_of_unclosed(self.text, mark.end, limit, to_the_end=goes_on, first=mark.start == self.start)
        if end is None or (mark.single and not goes_on):
            return at + 1
        self._note(mark.end, end, mark.start, end, goes_on=goes_on and end == self.end)
        while at < len(self.marks) and self.marks[at].start < end:
            at += 1
        return at

    def _read_single(self, at: int) -> int:
        mark = self.marks[at]
        if mark.role == "close" or not self._may_open(mark):
            return at + 1
        partner = self._single_partner(at)
        if partner is None:
            return self._read_unclosed(at, self.end) if self._next_opens(True) else at + 1
        self._note(mark.end, self.marks[partner].start, mark.start, self.marks[partner].end)
        return partner + 1

    def _may_open(self, mark: _Mark) -> bool:
        if _CLIPPED.match(self.text, mark.end) and mark.glyph in "'’":
            return False
        return mark.role == "open" or mark.glyph in _OPENING

    def _single_partner(self, at: int) -> int | None:
        """The mark that closes the single mark `at`: if possible after punctuation, no apostrophe."""
        plural = None
        doubles = 0
        for number in range(at + 1, min(at + _FAR, len(self.marks))):
            other = self.marks[number]
            if not other.single:
                doubles += 1
                continue
            if other.role == "open" and other.glyph != "’" and self._may_open(other):
                break
            if other.role == "open" or doubles % 2:
                continue
            before = self.text[other.start - 1]
            if before not in "sS":
                return number if before.isalnum() is False or plural is None or doubles == 0 else plural
            if _GOES_ON.match(self.text, other.end) or other.end == self.end or (not doubles and not plural):
                plural = plural or number
                if not self._punctuated_later(number):
                    return plural
        return None if doubles else plural

    def _punctuated_later(self, number: int) -> bool:
        """True if a closing single mark after punctuation follows before another one opens."""
        if not self.text[self.marks[number].end : self.marks[number].end + 2].strip()[:1].isalpha():
            return False
        if _GOES_ON.match(self.text, self.marks[number].end):
            return False
        for other in self.marks[number + 1 : number + _FAR]:
            if other.single and other.role == "open":
                return False
            if other.single and other.role == "close":
                return self.text[other.start - 1] in ".,!?…"
        return False

    def _next_opens(self, single: bool) -> bool:
        """True if the next paragraph opens with a mark of the same kind."""
        if self.following is None:
            return False
        match = _MARK.match(self.text, self.following)
        if match is None or (match.group() in _SINGLE) != single:
            return False
        return self.text[match.end() : match.end() + 1].strip() != ""

    def _note_unopened(self, mark: _Mark) -> None:
        since = self.found[-1].outer_end if self.found else None
        start = start_of_unopened(self.text, self.start, since, mark.start)
        if start is not None:
            self._note(start, mark.start, start, mark.end)

    def _note(self, start: int, end: int, outer_start: int, outer_end: int, *, goes_on: bool = False) -> None:
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = max(start, end - (len(words) - len(words.rstrip())))
        stretch = Marked(start, end, outer_start, outer_end, self.number, goes_on)
        if any(character.isalnum() for character in words):
            self.found.append(stretch)
        elif self.found and self.found[-1].outer_end == outer_start:
            self.found[-1] = replace(self.found[-1], outer_end=outer_end)


def _role(before: str, after: str, glyph: str) -> str:
    opens = (before.isspace() or before in _BEFORE_AN_OPENING or _MARK.match(before) is not None) and not (
        after.isspace() or after in ".,;:!?)]}"
    )
    closes = not before.isspace() and (
        after.isspace() or after in _AFTER_A_CLOSING or _MARK.match(after) is not None
    )
    if (opens and closes) or (not opens and not closes):
        if before == "." and after == "." and glyph == '"':
            return ""
        return "open" if glyph in _OPENING and glyph != "“" else "close" if glyph in _CLOSING else ""
    if opens:
        return "open"
    return "close"
