"""A share image as PNG: shapes, words and colours of the site's light scheme."""

import io
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from public.share_card import ShareCard

from .text import SANS, SERIF, break_lines, cut_lines, keep_drawable, load_font

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
IMAGES_KEPT = 128
SMOOTHNESS = 4
"""Shapes are drawn so many times larger, then reduced: Pillow's own edges are jagged."""
PAPER, INK, QUIET, RULE, ACCENT = "#fbfaf7", "#1c1b18", "#5b5850", "#dad6ca", "#14566c"
TONES = {
    "disputed": "#87500a",
    "agreed": "#14566c",
    "asserted": "#3f434a",
    "open": "#3f434a",
    "affirms": "#14566c",
    "denies": "#963a12",
}
TITLE_SIZES = (76, 64, 56, 50, 44, 38)
TITLE_TOP, TITLE_HEIGHT = 158, 280
FOOT_TOP = 470


@lru_cache(maxsize=IMAGES_KEPT)
def draw_card(card: ShareCard) -> bytes:
    """Draw a card; the same one is drawn once as long as it is among the last IMAGES_KEPT."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    tone = TONES.get(card.status, ACCENT)
    draw.rectangle((0, 0, WIDTH, 15), fill=tone)
    _draw_head(image, draw, card, tone)
    _draw_title(draw, card)
    draw.line((MARGIN, FOOT_TOP - 16, WIDTH - MARGIN, FOOT_TOP - 16), fill=RULE, width=2)
    if card.sides:
        _draw_sides(image, draw, card)
    elif card.counts:
        _draw_counts(image, draw, card)
    else:
        _draw_text(draw, (MARGIN, FOOT_TOP), card.sentence, load_font(SANS, 32), WIDTH - 2 * MARGIN, 3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _draw_head(image: Image.Image, draw: ImageDraw.ImageDraw, card: ShareCard, tone: str) -> None:
    """Draw the status on the left and the name of the site on the right."""
    x = MARGIN
    if card.status:
        x += _draw_mark(image, (x, 66), 52, card.status, tone) + 18
    draw.text((x, 92), keep_drawable(card.heading), font=load_font(SERIF, 44), fill=tone, anchor="lm")
    name = load_font(SERIF, 30)
    left = WIDTH - MARGIN - round(name.getlength("On the Record"))
    draw.text((left, 92), "On the Record", font=name, fill=INK, anchor="lm")
    _draw_mark(image, (left - 68, 76), 32, "disputed", ACCENT)


def _draw_title(draw: ImageDraw.ImageDraw, card: ShareCard) -> None:
    """Draw the claim as large as it fits; cut it in the smallest size."""
    title = keep_drawable(card.title) or _("Open the page to read it.")
    width = WIDTH - 2 * MARGIN
    for size in TITLE_SIZES:
        font = load_font(SERIF, size)
        lines = break_lines(title, font, width)
        most = TITLE_HEIGHT // round(size * 1.25)
        if len(lines) <= most:
            break
    for number, line in enumerate(cut_lines(lines, most, font, width)):
        draw.text((MARGIN, TITLE_TOP + number * round(size * 1.25)), line, font=font, fill=INK)


def _draw_sides(image: Image.Image, draw: ImageDraw.ImageDraw, card: ShareCard) -> None:
    width = (WIDTH - 2 * MARGIN - 48) // 2
    for column, (stance, words, names) in enumerate(card.sides):
        x = MARGIN + column * (width + 48)
        _draw_mark(image, (x, FOOT_TOP + 4), 30, stance, TONES[stance])
        _draw_text(draw, (x + 42, FOOT_TOP), words, load_font(SANS, 28), width - 42, 1, TONES[stance])
        _draw_text(draw, (x, FOOT_TOP + 42), names, load_font(SANS, 32), width, 2, INK)


def _draw_counts(image: Image.Image, draw: ImageDraw.ImageDraw, card: ShareCard) -> None:
    """Draw how many claims have which status: one bar, and a number below with its shape."""
    x, free = float(MARGIN), WIDTH - 2 * MARGIN
    total = sum(number for _status, _words, number in card.counts)
    for status, _words, number in card.counts:
        end = x + free * number / total
        draw.rectangle(
            (round(x), FOOT_TOP + 4, max(round(end) - 4, round(x)), FOOT_TOP + 24), fill=TONES[status]
        )
        x = end
    for column, (status, words, number) in enumerate(card.counts):
        left = MARGIN + column * free // 3
        shift = _draw_mark(image, (left, FOOT_TOP + 52), 32, status, TONES[status]) + 14
        text = keep_drawable(f"{number} {words.lower()}")
        draw.text(
            (left + shift, FOOT_TOP + 69), text, font=load_font(SANS, 34), fill=TONES[status], anchor="lm"
        )


def _draw_text(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    text: str,
    font: ImageFont.FreeTypeFont,
    width: int,
    most: int,
    fill: str = QUIET,
) -> None:
    """Draw at most so many lines of a text, from `place` on downwards."""
    lines = cut_lines(break_lines(keep_drawable(text), font, width), most, font, width)
    for number, line in enumerate(lines):
        draw.text((place[0], place[1] + number * round(font.size * 1.32)), line, font=font, fill=fill)


def _draw_mark(image: Image.Image, place: tuple[int, int], height: int, kind: str, tone: str) -> int:
    """Draw the shape of a status or a stance (as templates/public/_status.html); return its width."""
    wide = 30 if kind in ("disputed", "agreed") else 18
    unit = height * SMOOTHNESS / 18
    shape = Image.new("L", (round(wide * unit), round(18 * unit)))
    pen = ImageDraw.Draw(shape)

    def circle(x: float, radius: float, *, ring: bool = False, fill: int = 255) -> None:
        box = [round(value * unit) for value in (x - radius, 9 - radius, x + radius, 9 + radius)]
        if ring:
            pen.ellipse(box, outline=fill, width=round(1.9 * unit))
        else:
            pen.ellipse(box, fill=fill)

    def strike(*ends: float) -> None:
        pen.line([round(end * unit) for end in ends], fill=255, width=round(1.9 * unit))

    if kind == "disputed":
        circle(8, 7)
        circle(22, 7, ring=True)
        strike(17.3, 13.7, 26.7, 4.3)
    elif kind == "agreed":
        circle(10, 7)
        circle(20, 8.6, fill=0)
        circle(20, 7.2)
    elif kind == "denies":
        circle(9, 7, ring=True)
        strike(4.3, 13.7, 13.7, 4.3)
    else:
        circle(9, 7)
    width = round(wide * height / 18)
    shape = shape.resize((width, height), Image.Resampling.LANCZOS)
    image.paste(tone, (*place, place[0] + width, place[1] + height), shape)
    return width
