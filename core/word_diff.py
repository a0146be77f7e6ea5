"""Two wordings of one text, word by word: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w")
MAX_WORDS = 1000
"""Longer texts are shown whole, before and after: comparing them word by word would take seconds."""


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """("same" | "removed" | "added", text) in reading order; joined without "added" it is `before`,
    without "removed" `after`."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if max(len(old), len(new)) > MAX_WORDS:
        return [("removed", before), ("added", after)]
    found: list[tuple[str, str]] = []
    gone = come = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = gone + "".join(old[a:b]), come + "".join(new[c:d])
            continue
        same = "".join(old[a:b])
        if (gone or come) and not WORD.search(same) and b < len(old) and d < len(new):
            gone, come = gone + same, come + same  # a space alone holds no two changes apart
            continue
        found += [*_changed_parts(gone, come), ("same", same)]
        gone = come = ""
    return found + _changed_parts(gone, come)


def _changed_parts(gone: str, come: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in (("removed", gone), ("added", come)) if text]
