"""Text for an image: which of it the fonts can draw, and how it is broken into lines."""

import math
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
SERIF, SANS = "NotoSerif-Bold.ttf", "NotoSans-Regular.ttf"
UNASSIGNED = "\uffff"
LEAST_DRAWN = 0.8
"""Share of the letters of a text that the fonts must have; a text with fewer is left out."""
LONGEST = 400
"""Characters of a text that are looked at."""


@cache
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


@lru_cache(maxsize=4096)
def _is_in_font(character: str) -> bool:
    """Tell whether the fonts have a character: both have the same. A missing one is drawn as a box."""
    font = load_font(SANS, 16)
    return bytes(font.getmask(character)) != bytes(font.getmask(UNASSIGNED))


def keep_drawable(text: str) -> str:
    """Return what the fonts can draw of a text, on one line; "" if too many of its letters are missing.

    A letter with a mark that they lack loses the mark. What they lack otherwise (emoji) is left out. Scripts
    that are read from the right are not in the fonts, so there is never a direction to mix.
    """
    text = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).split())
    drawn = "".join(_find_drawable(character) for character in text)
    letters, drawn_letters = (sum(map(str.isalnum, part)) for part in (text, drawn))
    return " ".join(drawn.split()) if drawn_letters >= LEAST_DRAWN * letters else ""


def _find_drawable(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs"}:
        return ""
    if _is_in_font(character):
        return character
    parts = (part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return "".join(part for part in parts if _is_in_font(part))


def break_lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text into lines of at most `width` pixels; a word that is longer is broken too."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while font.getlength(word) > width:
            size = max(
                1, bisect_right(range(1, len(word)), width, key=lambda n: math.ceil(font.getlength(word[:n])))
            )
            lines.append(word[:size])
            word = word[size:]
        line = word
    return [*lines, line] if line else lines


def cut_lines(lines: list[str], most: int, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Keep `most` lines; the last ends in an ellipsis where something was left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,;:.–—')}…"]
