"""The editors' handbook as a page of the admin: docs/handbook.md as HTML.

Supports as much Markdown as the handbook uses: headings, paragraphs, lists, tables, **strong**,
*emphasis* and `code`. Everything is escaped first; other markup is shown as text.
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
LIST_ITEM = re.compile(r"^(?:-|\d+\.) +", re.MULTILINE)
BLOCK_BREAK = re.compile(r"\n\s*\n|\n(?=(?:- |\d+\. |\|[^\n]*\n\|-))|(?<=\|)\n(?!\|)")


@dataclass(frozen=True)
class Chapter:
    """One chapter of the handbook; what comes before the first belongs to the title."""

    title: str
    html: SafeString

    @property
    def anchor(self) -> str:
        return slugify(self.title)


def read_chapters() -> list[Chapter]:
    text = (settings.BASE_DIR / "docs" / "handbook.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    return [
        Chapter(title, render_markdown(body)) for title, body in zip(parts[1::3], parts[2::3], strict=True)
    ]


def render_markdown(text: str) -> SafeString:
    blocks = [block.strip("\n") for block in BLOCK_BREAK.split(text) if block.strip()]
    return format_html_join("\n", "{}", ((html,) for html in render_blocks(blocks)))


def render_blocks(blocks: list[str]) -> Iterator[SafeString]:
    """Render each block; successive items become one list."""
    items: list[tuple[SafeString]] = []
    list_tag = ""
    for block in [*blocks, ""]:
        tag = {"-": "ul"}.get(block[:1], "ol") if LIST_ITEM.match(block) else ""
        if items and tag != list_tag:
            yield format_html(f"<{list_tag}>{{}}</{list_tag}>", format_html_join("", "<li>{}</li>", items))
            items = []
        list_tag = tag
        if tag:
            items.append((render_inline(LIST_ITEM.sub("", block, count=1)),))
        elif block:
            yield render_block(block)


def render_block(block: str) -> SafeString:
    if block.startswith("#"):
        return format_html("<h3>{}</h3>", render_inline(block.lstrip("# ")))
    if block.startswith("|"):
        return render_table(block)
    return format_html("<p>{}</p>", render_inline(block))


def render_table(block: str) -> SafeString:
    head, _, *rows = ([cell.strip() for cell in row.strip("| ").split("|")] for row in block.split("\n"))
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html_join("", '<th scope="col">{}</th>', ((render_inline(cell),) for cell in head)),
        format_html_join("", "<tr>{}</tr>", ((render_cells(row),) for row in rows)),
    )


def render_cells(row: list[str]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((render_inline(cell),) for cell in row))


def render_inline(text: str) -> SafeString:
    """Escape the text, and render its strong words, emphasis and code."""
    pieces: list[tuple[str]] = []
    end = 0
    for match in INLINE.finditer(text):
        tag = match.lastgroup or ""
        pieces.append((text[end : match.start()],))
        content = match[tag] if tag == "code" else render_inline(match[tag])
        pieces.append((format_html(f"<{tag}>{{}}</{tag}>", content),))
        end = match.end()
    return format_html_join("", "{}", [*pieces, (text[end:],)])
