"""Which words of an article are cited, and how much of it that is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from claims.models import Citation, CitationKind, Claimant, Topic
from public.charts.share_bar import Share, divide_bar
from sources.excerpts.search import EXCERPT_WORDS, SHARE_REPRODUCED
from sources.models import Article, Capture

from .contents import ArticleTopic, sort_by_topic

CITATIONS_SUMMED = 1000


@dataclass
class CitedSpan:
    """Cited words of an article, where they start and how long they are.

    Both are in hundredths of its text.
    """

    start: float
    width: float
    kind: str


@dataclass
class ArticleProfile:
    """What an article is cited for, in sums.

    `capture`: the text that most passages were found in; `spans`: where in it, without overlaps;
    `reproduced`: how many of its characters that is, in how many different `excerpts`. `topics`: the claims.
    `is_whole`: every citation was looked at.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    second_hand: int = 0
    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    capture: Capture | None = None
    spans: list[CitedSpan] = field(default_factory=list)
    reproduced: int = 0
    excerpts: int = 0
    topics: list[ArticleTopic] = field(default_factory=list)
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.kinds, CitationKind.values)

    most_words = EXCERPT_WORDS
    most_percent = round(100 * SHARE_REPRODUCED)

    @property
    def reproduced_percent(self) -> int:
        """Rounded up, so that it never tells too little."""
        return -(-100 * self.reproduced // self.capture.length) if self.capture else 0

    @cached_property
    def most_heard(self) -> int:
        return max((number for _party, number in self.parties), default=0)


def load_article_profile(article: Article, captures: Iterable[Capture]) -> ArticleProfile:
    """Load what an article is cited for. `captures`: those of the article. Queries: 1."""
    topics = Topic.objects.filter(claims=OuterRef("statement__claim")).order_by("pk")
    citations = list(
        Citation.objects.published()
        .filter(article=article)
        .with_mouthpiece()
        .annotate(topics=ArraySubquery(topics.values(row=JSONObject(id="id", name="name"))))
        .select_related("statement__party")
        .only(
            "kind",
            "start",
            "end",
            "proved_at",
            "capture",
            "relayed_by",
            "statement__claim",
            *(f"statement__party__{name}" for name in ("name", "sentence_name", "kind")),
        )
        .order_by("pk")[:CITATIONS_SUMMED]
    )
    profile = ArticleProfile(
        Counter(row.kind for row in citations), is_whole=len(citations) < CITATIONS_SUMMED
    )
    profile.proved = sum(row.is_proved for row in citations)
    profile.second_hand = sum(row.is_second_hand for row in citations)
    profile.topics = sort_by_topic(citations)
    parties = Counter(row.statement.party for row in citations if row.statement.party.kind != "outlet")
    profile.parties = sorted(parties.items(), key=lambda item: (-item[1], item[0].name))
    proofs = Counter(row.capture_id for row in citations if row.is_proved)
    by_id = {capture.pk: capture for capture in captures}
    profile.capture = next((by_id[pk] for pk, _number in proofs.most_common() if pk in by_id), None)
    if profile.capture:
        places = {
            (row.start, row.end): row.kind
            for row in reversed(citations)
            if row.capture_id == profile.capture.pk and row.start is not None and row.end is not None
        }
        _add_spans(profile, profile.capture.length, places)
    return profile


def _add_spans(profile: ArticleProfile, length: int, places: dict[tuple[int, int], str]) -> None:
    """Add where in the capture, `length` long, the words stand.

    What two passages share is drawn and counted once. `places`: (start, end) and kind of each excerpt.
    """
    reached = 0
    profile.excerpts = len(places)
    for (first, end), kind in sorted(places.items(), key=lambda item: (item[0][0], -item[0][1])):
        start = max(first, reached)
        if start < end:
            profile.reproduced += end - start
            reached = end
            width = round(100 * (end - start) / length, 2)
            profile.spans.append(CitedSpan(round(100 * start / length, 2), width, kind))
