"""The colours and sizes of the one style sheet, read out of it.

For the page that shows them, and for the test that what is written in them can be read.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SHEET = "static/record.css"
GROUNDS = ("--paper", "--raised", "--card")
STATUSES = ("disputed", "agreed", "asserted")
STANCES = ("affirms", "denies", "questions", "withdraws")
OTHER_INKS = ("ink", "quiet", "accent", "accent-deep", "contest")
# The contrast that text must have: WCAG 2.2, 1.4.3.
READABLE = 4.5


@dataclass(frozen=True)
class Colour:
    """A colour of the sheet as "#rrggbb", in the light scheme and in the dark one."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True)
class Ink:
    """A colour to write in, with its faintest contrast on the grounds it may stand on.

    A contrast is a ratio to 1.
    """

    name: str
    colour: Colour
    tint: Colour | None
    faintest_light: float
    faintest_dark: float


def read_style_sheet() -> str:
    return (Path(settings.BASE_DIR) / SHEET).read_text(encoding="utf-8")


def _read_block(css: str, start: int) -> dict[str, str]:
    """Read the custom properties between the braces that follow `start`."""
    inside = css[css.index("{", start) + 1 : css.index("}", start)]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", inside))


def read_properties(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Read every custom property of the light scheme, and of the dark one.

    The dark one includes what it does not change.
    """
    light = _read_block(css, css.index(":root"))
    dark = _read_block(css, css.index(":root", css.index("@media (prefers-color-scheme: dark)")))
    return light, light | dark


def read_colours(css: str) -> dict[str, Colour]:
    """Read the colours of the sheet by name, in its order."""
    light, dark = read_properties(css)
    return {
        name: Colour(name, value, dark[name])
        for name, value in light.items()
        if re.fullmatch("#[0-9a-f]{6}", value)
    }


def read_sizes(css: str, prefix: str) -> dict[str, str]:
    """Read the properties whose names begin so, in the sheet's order.

    `prefix`: "--step-" or "--space-", for example.
    """
    return {name: value for name, value in read_properties(css)[0].items() if name.startswith(prefix)}


def compute_luminance(colour: str) -> float:
    """Compute the relative luminance of "#rrggbb", from 0 (black) to 1 (white).

    Defined in WCAG 2.2, "relative luminance".
    """
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(value * weight for value, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def compute_contrast(colour: str, other_colour: str) -> float:
    """Compute how far two colours stand apart, as a ratio to 1.

    It goes from 1 (not at all) to 21 (black on white).
    """
    darker, lighter = sorted([compute_luminance(colour), compute_luminance(other_colour)])
    return (lighter + 0.05) / (darker + 0.05)


def read_ink(css: str, name: str) -> Ink:
    """Read the ink `name` ("denies"), against the page's grounds and its own tint."""
    colours = read_colours(css)
    colour, tint = colours[f"--{name}"], colours.get(f"--{name}-tint")
    grounds = [colours[ground] for ground in GROUNDS] + ([tint] if tint else [])
    return Ink(
        name=name,
        colour=colour,
        tint=tint,
        faintest_light=min(compute_contrast(colour.light, ground.light) for ground in grounds),
        faintest_dark=min(compute_contrast(colour.dark, ground.dark) for ground in grounds),
    )
