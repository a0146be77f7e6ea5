"""Which words of an article are cited, and how much of it that is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from claims.models import Citation, CitationKind, Claimant
from public.charts.share_bar import Share, shares
from sources.excerpts.search import EXCERPT_WORDS, SHARE_REPRODUCED
from sources.models import Article, Capture

CITATIONS_SUMMED = 1000


@dataclass
class Span:
    """Cited words of an article: where they start and how long they are, in hundredths of its text."""

    start: float
    width: float
    kind: str


@dataclass
class ArticleProfile:
    """What an article is cited for, in sums. `capture`: the text that most passages were found in;
    `spans`: where in it, without overlaps; `reproduced`: how many of its characters that is,
    in how many different `excerpts`.

    `is_whole`: every citation was looked at.
    """

    kinds: Counter = field(default_factory=Counter)
    proved: int = 0
    second_hand: int = 0
    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    capture: Capture | None = None
    spans: list[Span] = field(default_factory=list)
    reproduced: int = 0
    excerpts: int = 0
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def shares(self) -> list[Share]:
        return shares(self.kinds, CitationKind.values)

    most_words = EXCERPT_WORDS
    most_percent = round(100 * SHARE_REPRODUCED)

    @property
    def reproduced_percent(self) -> int:
        """Rounded up, so that it never tells too little."""
        return -(-100 * self.reproduced // self.capture.length) if self.capture else 0

    @cached_property
    def most_heard(self) -> int:
        return max((number for _party, number in self.parties), default=0)


def article_profile(article: Article, captures: Iterable[Capture]) -> ArticleProfile:
    """One query. `captures`: those of the article."""
    rows = list(
        Citation.objects.published()
        .filter(article=article)
        .select_related("statement__party")
        .only(
            "kind",
            "start",
            "end",
            "proved_at",
            "capture",
            "relayed_by",
            *(f"statement__party__{name}" for name in ("name", "sentence_name", "kind")),
        )
        .order_by("pk")[:CITATIONS_SUMMED]
    )
    found = ArticleProfile(Counter(row.kind for row in rows), is_whole=len(rows) < CITATIONS_SUMMED)
    found.proved = sum(row.is_proved for row in rows)
    found.second_hand = sum(row.is_second_hand for row in rows)
    heard = Counter(row.statement.party for row in rows if row.statement.party.kind != "outlet")
    found.parties = sorted(heard.items(), key=lambda item: (-item[1], item[0].name))
    by_capture = Counter(row.capture_id for row in rows if row.is_proved)
    known = {capture.pk: capture for capture in captures}
    found.capture = next((known[pk] for pk, _number in by_capture.most_common() if pk in known), None)
    if found.capture:
        _place(found, [row for row in rows if row.capture_id == found.capture.pk])
    return found


def _place(found: ArticleProfile, rows: list[Citation]) -> None:
    """Where in the capture the words stand. What two passages share is drawn and counted once."""
    length, reached = found.capture.length, 0
    found.excerpts = len({(row.start, row.end) for row in rows})
    for row in sorted(rows, key=lambda row: (row.start, -row.end)):
        start = max(row.start, reached)
        if start < row.end:
            found.reproduced += row.end - start
            reached = row.end
            width = round(100 * (row.end - start) / length, 2)
            found.spans.append(Span(round(100 * start / length, 2), width, row.kind))
