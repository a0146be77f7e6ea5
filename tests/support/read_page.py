"""The command `read_page` on pages that tests write."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

URL = "https://www.ferry.example/2024/story-1"
STORY = (
    "The harbour board met for three hours and put off its decision, a spokesman told reporters.",
    "Nobody had expected that, and the shops along the quay stayed closed for the whole of the day.",
    "A second meeting will be held once the engineers have read the report that was sent to them.",
)


def read_page(html: str | bytes, url: str = URL) -> dict:
    """Return what the command prints of a page."""
    output = io.StringIO()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(html.encode() if isinstance(html, str) else html)
        call_command("read_page", str(path), url=url, stdout=output)
    return json.loads(output.getvalue())


def write_page(
    body: str = "", head: str = "", story: tuple[str, ...] = STORY, title: str = "Board waits"
) -> str:
    """Write a page with an article: a heading, `body`, and the paragraphs of `story`."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>'
        f"<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
        f"<article><h1>{title}</h1>{body}{paragraphs}</article><footer>All rights reserved.</footer>"
        "</body></html>"
    )
