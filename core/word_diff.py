"""Two wordings of one text, word by word: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w")
MOST_WORDS = 1000
"""Longer texts are shown whole, before and after: comparing them word by word would take seconds."""


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """("same" | "gone" | "come", text) in reading order; joined without "come" it is `before`,
    without "gone" `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [("gone", before), ("come", after)]
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
        found += [*changed(gone, come), ("same", same)]
        gone = come = ""
    return found + changed(gone, come)


def changed(gone: str, come: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in (("gone", gone), ("come", come)) if text]
