"""Rows that an editor adds: words that they select or paste, and copies of a row."""

from claims.coverage.suggest.excerpts import cut_selection
from claims.coverage.suggest.proposals import FinderFailed, fill_row, guard_finder
from claims.models import CitationKind, Coverage, Stance
from quotations.paragraphs import find_paragraphs, find_turns
from quotations.quotation_marks import find_quoted_spans
from sources.excerpts.search import ExcerptError, SearchableText

from .drafts import get_article, read_text
from .rows import CoverageRow, build_row, clean_text, next_row_id

PASSAGE_FAILED = (
    "The program failed to read these words, so nothing else is proposed: fill in the row by hand, and tell "
    "whoever runs the site."
)
COPIED_FIELDS = (
    *("claim", "new_claim", "nature", "topics"),
    *("excerpt", "start", "end", "whole", "kind", "part", "via", "translated_by"),
    *("said_on", "said_on_precision", "said_on_note", "place"),
)
"""What a copy of a row says as well: the claim, the words, and the occasion, but not who speaks."""
OPPOSITES = {Stance.AFFIRMS: Stance.DENIES, Stance.DENIES: Stance.AFFIRMS, Stance.QUESTIONS: Stance.AFFIRMS}


def build_selected_row(*, coverage: Coverage, rows: list[CoverageRow], start: int, end: int) -> CoverageRow:
    """Build a row for the passage from `start` to `end` (code points).

    The excerpt is extended to whole words and cut to what may be quoted. Raises ValueError when no
    word is selected, and FinderFailed.
    """
    text, article = read_text(coverage), get_article(coverage)
    span = cut_selection(text, start, end)
    with guard_finder(article, PASSAGE_FAILED):
        kind = CitationKind.QUOTE if is_quoted(text, *span) else CitationKind.PARAPHRASE
        row = build_row(
            id=next_row_id(rows), proposed="selection", whole=[start, end], kind=str(kind), guessed=["kind"]
        )
        return fill_row(row, text, span, article)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Tell whether the words from `start` to `end` stand between quotation marks, or are a speaker's turn."""
    paragraphs = find_paragraphs(text)
    spans = [(span.start, span.end) for span in find_quoted_spans(text, paragraphs)]
    spans += [(turn.start, turn.end) for turn in find_turns(text, paragraphs)]
    return any(first <= start and end <= last for first, last in spans)


def build_pasted_row(*, coverage: Coverage, rows: list[CoverageRow], excerpt: str) -> CoverageRow:
    """Build a row for pasted words, with their position if it is unambiguous.

    Where the program fails to read them, the row has the words alone, and its mark says so.
    """
    row = build_row(id=next_row_id(rows), proposed="hand", excerpt=clean_text(excerpt))
    text = read_text(coverage)
    try:
        match = SearchableText(text).find(row["excerpt"])
    except ExcerptError:
        return row
    article = get_article(coverage)
    try:
        with guard_finder(article, PASSAGE_FAILED):
            return fill_row(row, text, (match.start, match.end), article)
    except FinderFailed as failure:
        return {**row, "guessed": ["excerpt"], "reasons": {"excerpt": [str(failure), "guess"]}}


def build_copied_row(row: CoverageRow, rows: list[CoverageRow], *, opposite: bool = False) -> CoverageRow:
    """Build a row for somebody else on the claim of `row`, with the same stance or with the opposite one."""
    stance = OPPOSITES.get(row["stance"], "") if opposite else row["stance"]
    copied = {name: row[name] for name in COPIED_FIELDS}
    copied["typed"] = {"topics": row.get("typed", {}).get("topics", "")}
    # The words are those of another speaker until somebody has looked.
    return build_row(**copied, id=next_row_id(rows), proposed="hand", stance=str(stance), guessed=["excerpt"])
