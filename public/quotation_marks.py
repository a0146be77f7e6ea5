"""Which excerpts are printed in quotation marks of ours."""

import re
from typing import Protocol

QUOTATION_MARKS = re.compile('["“”«»„]')
WORD = re.compile(r"\w")


class HasExcerpt(Protocol):
    """A citation, or what is printed of one."""

    @property
    def kind(self) -> str: ...
    @property
    def excerpt(self) -> str: ...


def needs_quotation_marks(citation: HasExcerpt) -> bool:
    """Tell whether the excerpt is a claimant's own words without quotation marks."""
    return citation.kind == "quote" and not QUOTATION_MARKS.search(citation.excerpt)


def is_quoted_in_part(citation: HasExcerpt) -> bool:
    """Tell whether only some words of a quotation are in the article's quotation marks."""
    outside = QUOTATION_MARKS.split(citation.excerpt)[::2]
    is_marked = not needs_quotation_marks(citation)
    return citation.kind == "quote" and is_marked and any(map(WORD.search, outside))
