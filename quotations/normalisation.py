"""A text as the finder reads it: letters composed, and characters that nobody sees left out."""

import re
import unicodedata
from dataclasses import dataclass

_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
# No script puts more than 30 marks on one letter (Unicode Standard Annex 15, stream-safe text). Python orders
# them in quadratic time: what follows stays as it is.
_CHANGED = re.compile(f"(?P<letter>[^{_COMBINING}{_INVISIBLE}][{_COMBINING}]{{1,30}})|[{_INVISIBLE}]+")


@dataclass(frozen=True)
class ReadableText:
    """A text without invisible characters, and where in the original each of its own stands.

    `starts` and `ends` are offsets in the original by those in `text`; None if both texts are the same.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def find_original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` to `end` stand in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def make_readable(original: str) -> ReadableText:
    """Compose letters with their accents and leave out invisible characters."""
    if original.isascii() or _CHANGED.search(original) is None:
        return ReadableText(original)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _CHANGED.finditer(original):
        pieces.append(original[position : match.start()])
        starts += range(position, match.start())
        ends += range(position + 1, match.start() + 1)
        position = match.end()
        if match["letter"]:
            letter = unicodedata.normalize("NFC", match.group())
            pieces.append(letter)
            starts += [match.start()] * len(letter)
            ends += [match.end()] * len(letter)
    pieces.append(original[position:])
    starts += range(position, len(original))
    ends += range(position + 1, len(original) + 1)
    return ReadableText("".join(pieces), starts, ends)
