"""Citations of articles that are not stored, as links to their words need them."""

import datetime

from claims.models import Citation
from sources.excerpts.search import find_excerpt
from sources.models import Article

ADDRESS = "https://outlet.example/a?x=1&y=2"


def quote_article(excerpt: str, text: str, prefix: str = "", suffix: str = "") -> Citation:
    """Make the proved citation of an article with `text`, as proving an excerpt writes it."""
    match = find_excerpt(excerpt, text, prefix, suffix)
    return Citation(
        excerpt=match.exact,
        prefix=match.prefix,
        suffix=match.suffix,
        recurs=match.recurs,
        proved_at=datetime.datetime(2017, 4, 20, tzinfo=datetime.UTC),
        article=Article(canonical_url=ADDRESS),
    )
