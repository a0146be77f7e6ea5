"""manage.py read_page: print what extraction reads of a page."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from sources.extraction.article import MAX_BYTES, ExtractedArticle, ExtractionError
from sources.extraction.charsets import decode
from sources.extraction.isolation import read_html_apart


class Command(BaseCommand):
    help = (
        "Print as one JSON object what extraction reads of the web page in FILE: title, byline, "
        "published_on, language, outlet, canonical_url, via, text, warnings. What is not known is null; of a "
        "page without an article, all but the warnings. Needs no database and no network."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="A web page (.html).")
        parser.add_argument("--url", default="", help="Where the page was found.")

    def handle(self, *, file: Path, url: str, **options) -> None:
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(f"{file} is larger than 5 MB, far more than an article.")
            html = decode(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        try:
            page = read_html_apart(html, url=url)
        except ExtractionError as error:
            page = ExtractedArticle(warnings=(error.sentence,))
        self.stdout.write(json.dumps(describe_page(page), ensure_ascii=False, indent=2))


def describe_page(page: ExtractedArticle) -> dict[str, str | list[str] | None]:
    """Describe an extracted article for a JSON object; what is not known is None."""
    return {
        "title": page.title or None,
        "byline": page.byline or None,
        "published_on": page.published_on.isoformat() if page.published_on else None,
        "language": page.language or None,
        "outlet": page.outlet_name or None,
        "canonical_url": page.canonical_url or None,
        "via": page.via or None,
        "text": page.text or None,
        "warnings": list(page.warnings),
    }
