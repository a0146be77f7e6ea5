"""Word-by-word difference of two versions of a short text."""

import re
from difflib import SequenceMatcher

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w")
MAX_WORDS = 1000
"""The number of words up to which two texts are compared.

Longer texts are shown whole, before and after: comparing their words would take seconds.
"""


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Compare two texts, word by word.

    Returns ("same" | "removed" | "added", text) in reading order. Joined without the added parts they
    are `before`, without the removed parts `after`.
    """
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if max(len(old), len(new)) > MAX_WORDS:
        return [("removed", before), ("added", after)]
    parts: list[tuple[str, str]] = []
    removed = added = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            removed, added = removed + "".join(old[a:b]), added + "".join(new[c:d])
            continue
        same = "".join(old[a:b])
        if (removed or added) and not WORD.search(same) and b < len(old) and d < len(new):
            removed, added = removed + same, added + same  # a space alone does not separate two changes
            continue
        parts += [*_changed_parts(removed, added), ("same", same)]
        removed = added = ""
    return parts + _changed_parts(removed, added)


def _changed_parts(removed: str, added: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in (("removed", removed), ("added", added)) if text]
