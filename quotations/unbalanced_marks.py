"""Where a quotation probably ends or starts whose second mark was forgotten."""

import re

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
_FAR = 3000


def end_of_unclosed(text: str, start: int, limit: int, *, to_the_end: bool, first: bool) -> int | None:
    """Where the quotation that opens before `start` ends, at `limit` at the latest; None if nowhere.

    `to_the_end`: the next paragraph continues. `first`: the mark is the first thing in its paragraph.
    """
    region = text[start : min(limit, start + _FAR)]
    cue = _CUE_AFTER.search(region)
    if cue is not None and not (to_the_end and len(region) - cue.end() > _SHORT):
        return start + cue.start()
    if to_the_end:
        return limit
    introduced = first or _INTRODUCED.search(text[max(0, start - 20) : max(0, start - 1)]) is not None
    if not introduced or len(region.split(maxsplit=_FEW)) < _FEW or len(region) == _FAR:
        return None
    return start + len(region.rstrip())


def lost_its_paragraph(text: str, start: int, limit: int) -> bool:
    """True if a quotation of several paragraphs, printed as one, opens again at `limit`.

    It does if a whole sentence ends right before, and none between reports what somebody said.
    """
    words = text[start : min(limit, start + _FAR)].rstrip()
    whole = words[-1:] in (".", "?", "!") and start + len(words) < limit and limit - start < _FAR
    return whole and len(words.split(maxsplit=_FEW)) >= _FEW and _REPORTED.search(words) is None


def start_of_unopened(text: str, paragraph: int, since: int | None, end: int) -> int | None:
    """Where the quotation starts that is closed at `end`, in a paragraph that starts at `paragraph`.

    `since` is the end of the quotation before it in this paragraph. None if that cannot be told.
    """
    start = paragraph if since is None else since
    if end - start > _FAR:
        return None
    cue = _CUE_BEFORE.search(text, start, end)
    if cue is not None:
        start = cue.end()
        if _INDIRECT.match(text, start):
            return None
    elif since is not None or text[end - 1 : end] not in (",", ".", "?", "!", "…"):
        return None
    return start if len(text[start:end].split(maxsplit=_FEW)) >= _FEW else None
