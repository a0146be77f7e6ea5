"""Two wordings of one text, word by word: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 2000
"""Longer texts are shown whole, before and after: comparing them word by word would take seconds."""


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """("same" | "gone" | "come", text) in reading order; joined without "come" it is `before`,
    without "gone" `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [("gone", before), ("come", after)]
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(("gone", "".join(old[a:b])))
        if d > c:
            found.append(("come", "".join(new[c:d])))
    return found
