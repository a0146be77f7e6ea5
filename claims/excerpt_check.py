"""Proving every excerpt again, against texts that somebody has at hand."""

import datetime
import enum
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from claims.actions.proofs import is_proof_current
from core.errors import Refused
from sources.excerpts.search import (
    EXCERPT_WORDS,
    SHARE_REPRODUCED,
    ExcerptAmbiguous,
    ExcerptError,
    ExcerptMatch,
    SearchableText,
    count_words,
    measure_reproduced_share,
)
from sources.models import Article, Capture

from .actions import prove_citation
from .models import Citation, State


class ExcerptVerdict(enum.Enum):
    """Verdict on one excerpt."""

    PROVED = "proved"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    OTHER = "other"
    """Found, but differs from the stored data; or not looked for, as there is no text."""


@dataclass
class SourceText:
    """A capture together with its text, as read from a file."""

    capture: Capture
    text: str

    def __post_init__(self):
        self.searchable = SearchableText(self.text)


@dataclass
class ExcerptResult:
    """Result of the check of one citation.

    `problems` say what is wrong and what to do; the list is empty if all is well.
    """

    citation: Citation
    verdict: ExcerptVerdict
    problems: list[str] = field(default_factory=list)
    place: tuple[Capture, ExcerptMatch] | None = None
    is_recorded: bool = False

    @property
    def words(self) -> int:
        return count_words(self.citation.excerpt)


@dataclass
class ArticleResult:
    article: Article
    citations: list[ExcerptResult]

    def count(self, verdict: ExcerptVerdict) -> int:
        return sum(result.verdict is verdict for result in self.citations)

    @property
    def longest(self) -> int:
        """Words of the longest excerpt."""
        return max((result.words for result in self.citations), default=0)

    @property
    def share(self) -> float:
        """Share of the article that readers can see or may come to see, 0 to 1.

        Retracted excerpts are not shown and do not count. Excerpts from several captures
        of one article are added up, which may count the same words twice.
        """
        spans = defaultdict(list)
        for result in self.citations:
            if result.place and not _is_retracted(result.citation):
                capture, match = result.place
                spans[capture].append((match.start, match.end))
        return sum(measure_reproduced_share(places, capture.length) for capture, places in spans.items())

    @property
    def problem(self) -> str:
        """The problem of the article as a whole; "" if there is none."""
        if self.share <= SHARE_REPRODUCED:
            return ""
        return (
            f"{self.share:.1%} of it is reproduced, and {SHARE_REPRODUCED:.0%} is the most. "
            "Shorten or remove excerpts."
        )


def check_article(
    article: Article,
    citations: list[Citation],
    sources: list[SourceText],
    save_at: datetime.datetime | None = None,
) -> ArticleResult:
    """Look for every excerpt of `article` in `sources`.

    `sources` are all captures of the article that have a text. A proof is checked against its own
    capture. An excerpt without one is looked for in the newest capture first. With `save_at` the
    excerpts found are recorded as proved at that time; without it nothing is written.
    """
    newest_first = sorted(sources, key=lambda s: (s.capture.captured_at, s.capture.pk), reverse=True)
    save = None
    if save_at:

        def save(citation: Citation, source: SourceText) -> bool:
            return prove_citation(citation=citation, text=source.text, capture=source.capture, now=save_at)

    return ArticleResult(article, [_check_excerpt(citation, newest_first, save) for citation in citations])


def _check_excerpt(
    citation: Citation, sources: list[SourceText], save: Callable[[Citation, SourceText], bool] | None
) -> ExcerptResult:
    if citation.is_proved:
        sources = [source for source in sources if source.capture.pk == citation.capture_id]
    result = _find_excerpt(citation, sources)
    if result.verdict is ExcerptVerdict.OTHER and result.place and save:
        source = next(source for source in sources if source.capture == result.place[0])
        try:
            result.is_recorded = save(citation, source)
        except Refused as refusal:
            result.problems = [str(refusal)]
        else:
            result.verdict, result.problems = ExcerptVerdict.PROVED, []
    if result.words > EXCERPT_WORDS:
        result.problems.append(
            f"It has {result.words} words, and {EXCERPT_WORDS} is the most. Choose a shorter span."
        )
    return result


def _find_excerpt(citation: Citation, sources: list[SourceText]) -> ExcerptResult:
    """Look through `sources` until one has the excerpt of `citation`."""
    refusal = None
    for source in sources:
        try:
            match = source.searchable.find(citation.excerpt, citation.prefix, citation.suffix)
        except ExcerptError as error:
            refusal = refusal or error
            continue
        place = (source.capture, match)
        if is_proof_current(citation, match, source.capture, source.text):
            return ExcerptResult(citation, ExcerptVerdict.PROVED, place=place)
        return ExcerptResult(citation, ExcerptVerdict.OTHER, [_describe_difference(citation, match)], place)
    if refusal is None:
        sha256 = citation.capture.sha256 if citation.capture else ""
        problem = f"Proved against capture {sha256[:8]}, which has no file here. Add it."
        return ExcerptResult(citation, ExcerptVerdict.OTHER, [problem])
    is_ambiguous = isinstance(refusal, ExcerptAmbiguous)
    return ExcerptResult(
        citation, ExcerptVerdict.AMBIGUOUS if is_ambiguous else ExcerptVerdict.MISSING, [str(refusal)]
    )


def _describe_difference(citation: Citation, match: ExcerptMatch) -> str:
    if not citation.is_proved:
        return "Found, but not recorded as proved. Run again with --save."
    if citation.excerpt != match.exact:
        return f"The article prints “{match.exact}”. Run again with --save to take that over."
    if (citation.start, citation.end) != (match.start, match.end):
        return (
            f"It is at {match.start} to {match.end}, not at {citation.start} to {citation.end} as "
            "recorded. Run again with --save to correct that."
        )
    if citation.recurs != match.recurs:
        times = "more than once" if match.recurs else "only once"
        return f"The article has these words {times}, which is not recorded. Run again with --save."
    return "The words recorded around it are not those of the article. Run again with --save."


def _is_retracted(citation: Citation) -> bool:
    statement = citation.statement
    return State.RETRACTED in (statement.state, statement.claim.state)
