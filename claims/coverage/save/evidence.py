"""Excerpts proved against the captured text, and how much of it they take."""

from dataclasses import dataclass

from django.db.models import Q

from claims.coverage.rows import CoverageRow
from claims.coverage.suggest.excerpts import MAX_EXCERPT_LENGTH
from claims.models import Citation, OfferedCitation, State, Statement
from sources.excerpts.search import (
    CONTEXT,
    EXCERPT_WORDS,
    SHARE_REPRODUCED,
    ExcerptAmbiguous,
    ExcerptError,
    ExcerptMatch,
    ExcerptMissing,
    SearchableText,
    count_words,
    measure_reproduced_share,
)
from sources.models import Capture

from .problems import RowProblems

EXCERPT_MISSING = "These words are not in the article's text. Select the passage again."
EXCERPT_AMBIGUOUS = (
    "These words stand in the article more than once. Select the passage again, or lengthen it."
)
MAX_CITATIONS = 500
"""How many citations of an article are counted in the share that is reproduced."""


@dataclass(frozen=True)
class CaptureEvidence:
    """The text of one capture, prepared for finding excerpts in it."""

    capture: Capture
    text: str
    searchable: SearchableText

    @classmethod
    def prepare(cls, capture: Capture, text: str) -> "CaptureEvidence":
        return cls(capture, text, SearchableText(text))

    def find(self, row: CoverageRow) -> ExcerptMatch:
        """Find the row's excerpt; of several places the one from `start` to `end`.

        Raises ExcerptMissing or ExcerptAmbiguous.
        """
        before = after = ""
        start, end = row["start"], row["end"]
        if start is not None and end is not None and 0 <= start < end <= len(self.text):
            before, after = self.text[max(0, start - CONTEXT) : start], self.text[end : end + CONTEXT]
        return self.searchable.find(row["excerpt"], before, after)

    def prove(self, row: CoverageRow, problems: RowProblems) -> ExcerptMatch | None:
        """Find an excerpt that may be quoted; otherwise add why not to `problems`."""
        if not row["excerpt"]:
            problems.add(row, "excerpt", "There are no words here. Select the passage, or drop the row.")
            return None
        try:
            match = self.find(row)
        except ExcerptMissing as error:
            problems.add(row, "excerpt", f"{EXCERPT_MISSING} {error}")
            return None
        except ExcerptAmbiguous as error:
            problems.add(row, "excerpt", f"{EXCERPT_AMBIGUOUS} {error}")
            return None
        words = count_words(match.exact)
        if words > EXCERPT_WORDS:
            problems.add(
                row,
                "excerpt",
                f"These are {words} words; at most {EXCERPT_WORDS} may be quoted. Narrow the passage to the "
                "words that carry the position.",
            )
            return None
        if len(match.exact) > MAX_EXCERPT_LENGTH:
            problems.add(
                row, "excerpt", f"At most {MAX_EXCERPT_LENGTH} characters are kept. Narrow the passage."
            )
            return None
        return match

    def measure_share(
        self, spans: list[tuple[int, int]], citations: list[Citation | OfferedCitation]
    ) -> float:
        """Measure the share of the text that all of these reproduce, 0 to 1."""
        cited = [(start, end) for start, end, _ in self.locate_citations(citations)]
        return measure_reproduced_share([*spans, *cited], len(self.text))

    def locate_citations(self, citations: list[Citation | OfferedCitation]) -> list[tuple[int, int, int]]:
        """Find where the words of citations stand: (start, end, id of the statement)."""
        spans = []
        for citation in citations:
            start, end = citation.start, citation.end
            if citation.capture_id != self.capture.pk or start is None or end is None:
                try:
                    match = self.searchable.find(citation.excerpt, citation.prefix, citation.suffix)
                except ExcerptError:
                    continue
                start, end = match.start, match.end
            spans.append((start, end, citation.statement_id))
        return spans


RECORDED = "These words are on the record already."


def mark_recorded(rows: list[CoverageRow], capture: Capture, text: str) -> list[CoverageRow]:
    """Mark the rows whose words are cited from this article already, or mostly: they need no decision.

    What was retracted has to be decided anew. Queries: 3.
    """
    cited = CaptureEvidence.prepare(capture, text).locate_citations(list_citations(capture))
    stands = Statement.objects.exclude(Q(state=State.RETRACTED) | Q(claim__state=State.RETRACTED))
    standing = set(stands.filter(pk__in={pk for _, _, pk in cited}).values_list("pk", flat=True))
    cited = [each for each in cited if each[2] in standing]
    return [_mark_as_recorded(row, cited) for row in rows] if cited else rows


def _mark_as_recorded(row: CoverageRow, cited: list[tuple[int, int, int]]) -> CoverageRow:
    for start, end, statement in cited:
        if row["start"] is None or row["end"] is None:
            break
        common = min(end, row["end"]) - max(start, row["start"])
        if common > min(end - start, row["end"] - row["start"]) / 2:
            return {**row, "recorded": statement, "unlikely": RECORDED}
    return row


def list_citations(capture: Capture) -> list[Citation | OfferedCitation]:
    """List the citations of the article so far, at most MAX_CITATIONS of each kind.

    Citations of drafts and offered citations that wait for a publisher count as well.
    """
    fields = ("excerpt", "prefix", "suffix", "start", "end", "capture", "statement")
    waiting = OfferedCitation.objects.filter(outcome="")
    return [
        citation
        for rows in (Citation.objects, waiting)
        for citation in rows.filter(article=capture.article_id).order_by("pk").only(*fields)[:MAX_CITATIONS]
    ]


def explain_excess(share: float) -> str:
    """Say that too much would be reproduced; empty when it is not too much."""
    if share <= SHARE_REPRODUCED:
        return ""
    return (
        f"Together the excerpts would reproduce {share:.1%} of the article; at most "
        f"{SHARE_REPRODUCED:.0%} may be. Narrow or drop some."
    )
