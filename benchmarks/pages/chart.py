"""Cost against size as a picture.

Both scales go by powers of ten; one line for each page and arm.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .figures import PageRun

CHART = Path(__file__).resolve().parent.parent / "cost.svg"
WIDTH, HEIGHT = 860, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 270, 50, 60
COLOURS = {
    "list, last changed first": "#1b5e9e",
    "search by a common word": "#b3412e",
    "list by status": "#6a4c93",
    "claim": "#2e7d4f",
}
LEAST_APART = 15


@dataclass(frozen=True)
class LogScale:
    """A logarithmic scale from `least` to `most` onto the places `start` to `end`."""

    least: float
    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = math.log10(value / self.least) / math.log10(self.most / self.least)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """Return the powers of ten from one end to the other."""
        first, last = math.ceil(math.log10(self.least)), math.floor(math.log10(self.most))
        return [10.0**power for power in range(first, last + 1)]


@dataclass(frozen=True)
class ChartLine:
    """Milliseconds by number of claims. Datasette's lines are broken."""

    name: str
    colour: str
    points: list[tuple[int, float]]
    is_peer: bool


def make_lines(runs: Sequence[PageRun]) -> list[ChartLine]:
    """Make the lines of COLOURS, ours and Datasette's, where they were measured."""
    lines = []
    for name, colour in COLOURS.items():
        for is_peer in (False, True):
            pages = [(run.claims, run.page(name)) for run in runs]
            spreads = [(claims, page.peer if is_peer else page.ours) for claims, page in pages if page]
            points = [(claims, spread.p50) for claims, spread in spreads if spread]
            if points:
                lines.append(ChartLine(f"Datasette: {name}" if is_peer else name, colour, points, is_peer))
    return lines


def draw_chart(runs: Sequence[PageRun]) -> str:
    """Draw the SVG, with its title and what it shows in words."""
    drawn = make_lines(runs)
    values = [value for line in drawn for _, value in line.points]
    sizes = [claims for line in drawn for claims, _ in line.points]
    x = LogScale(min(sizes), max(*sizes, min(sizes) * 10), LEFT, WIDTH - RIGHT)
    y = LogScale(10 ** math.floor(math.log10(min(values))), _round_up(max(values)), HEIGHT - BOTTOM, TOP)
    description = "; ".join(f"{line.name} {_describe_line(line)}" for line in drawn)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            'aria-labelledby="title desc" font-family="sans-serif" font-size="13">',
            '<title id="title">Milliseconds for a page, by number of claims</title>',
            f'<desc id="desc">{escape(description)}.</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *_draw_grid(x, y, sorted(set(sizes))),
            *(_draw_line(line, x, y) for line in drawn),
            *_draw_names(drawn, y, x.end),
            "</svg>\n",
        ]
    )


def _round_up(value: float) -> float:
    return 10 ** math.ceil(math.log10(value) + 0.01)


def _describe_line(line: ChartLine) -> str:
    return ", ".join(f"{value:,.1f} ms at {claims:,}" for claims, value in line.points)


def _draw_grid(x: LogScale, y: LogScale, sizes: Sequence[int]) -> list[str]:
    parts = ['<text x="20" y="28" fill="#1a1a1a" font-size="16">Milliseconds for a page (median)</text>']
    for value in y.ticks():
        at = y.place(value)
        parts.append(f'<path d="M{x.start} {at}H{x.end}" stroke="#d8d8d8"/>')
        parts.append(f'<text x="{x.start - 8}" y="{at + 4}" text-anchor="end" fill="#444">{value:,g}</text>')
    for claims in sizes:
        at = x.place(claims)
        parts.append(f'<path d="M{at} {y.start}V{y.end}" stroke="#eeeeee"/>')
        parts.append(f'<text x="{at}" y="{y.start + 20}" text-anchor="middle" fill="#444">{claims:,}</text>')
    middle = (x.start + x.end) / 2
    parts.append(f'<text x="{middle}" y="{y.start + 44}" text-anchor="middle" fill="#1a1a1a">claims</text>')
    return parts


def _draw_line(line: ChartLine, x: LogScale, y: LogScale) -> str:
    places = [(x.place(claims), y.place(value)) for claims, value in line.points]
    broken = ' stroke-dasharray="6 5"' if line.is_peer else ""
    drawn = "L".join(f"{across} {up}" for across, up in places)
    dots = "".join(f'<circle cx="{across}" cy="{up}" r="3.5"/>' for across, up in places)
    return (
        f'<g fill="{line.colour}"><path d="M{drawn}" fill="none" stroke="{line.colour}" '
        f'stroke-width="2"{broken}/>{dots}</g>'
    )


def _draw_names(drawn: Sequence[ChartLine], y: LogScale, across: float) -> list[str]:
    """Each line's name beside its last point, moved up or down where two would touch."""
    parts, lowest = [], -math.inf
    for line in sorted(drawn, key=lambda line: y.place(line.points[-1][1])):
        at = lowest = max(y.place(line.points[-1][1]), lowest + LEAST_APART)
        parts.append(f'<text x="{across + 12}" y="{at + 4}" fill="{line.colour}">{escape(line.name)}</text>')
    return parts
