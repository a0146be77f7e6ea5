"""The editors' handbook, to be read inside the admin: docs/handbook.md as a page.

Knows as much of Markdown as the handbook uses: headings, paragraphs, lists, tables, **strong**,
*emphasis* and `code`. Everything is escaped first, so whatever else is written stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*(?!\*)|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`", re.DOTALL)
HEADING = re.compile(r"^(#{1,2}) (.+)$", re.MULTILINE)
ITEM = re.compile(r"^(?:-|\d+\.) +", re.MULTILINE)
BETWEEN = re.compile(r"\n\s*\n|\n(?=(?:- |\d+\. |\|[^\n]*\n\|-))|(?<=\|)\n(?!\|)")


@dataclass(frozen=True)
class Chapter:
    """One chapter of the handbook; what stands before the first belongs to the title."""

    title: str
    html: SafeString

    @property
    def anchor(self) -> str:
        return slugify(self.title)


def chapters() -> list[Chapter]:
    text = (settings.BASE_DIR / "docs" / "handbook.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    return [Chapter(name, as_html(words)) for name, words in zip(parts[1::3], parts[2::3], strict=True)]


def as_html(text: str) -> SafeString:
    blocks = [block.strip("\n") for block in BETWEEN.split(text) if block.strip()]
    return format_html_join("\n", "{}", ((html,) for html in in_lists(blocks)))


def in_lists(blocks: list[str]) -> Iterator[SafeString]:
    """Each block as HTML; items that follow one another make one list."""
    items: list[SafeString] = []
    tag = ""
    for block in [*blocks, ""]:
        kind = {"-": "ul"}.get(block[:1], "ol") if ITEM.match(block) else ""
        if items and kind != tag:
            yield format_html(f"<{tag}>{{}}</{tag}>", format_html_join("", "<li>{}</li>", items))
            items = []
        tag = kind
        if kind:
            items.append((inline(ITEM.sub("", block, count=1)),))
        elif block:
            yield of_block(block)


def of_block(block: str) -> SafeString:
    if block.startswith("#"):
        return format_html("<h3>{}</h3>", inline(block.lstrip("# ")))
    if block.startswith("|"):
        return of_table(block)
    return format_html("<p>{}</p>", inline(block))


def of_table(block: str) -> SafeString:
    head, _, *rows = ([cell.strip() for cell in row.strip("| ").split("|")] for row in block.split("\n"))
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html_join("", '<th scope="col">{}</th>', ((inline(cell),) for cell in head)),
        format_html_join("", "<tr>{}</tr>", ((cells(row),) for row in rows)),
    )


def cells(row: list[str]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((inline(cell),) for cell in row))


def inline(text: str) -> SafeString:
    """Its words, escaped; what is marked is strong, emphasised or code."""
    pieces, reached = [], 0
    for mark in INLINE.finditer(text):
        tag = mark.lastgroup
        pieces.append((text[reached : mark.start()],))
        inner = mark[tag] if tag == "code" else inline(mark[tag])
        pieces.append((format_html(f"<{tag}>{{}}</{tag}>", inner),))
        reached = mark.end()
    return format_html_join("", "{}", [*pieces, (text[reached:],)])
