"""The queues on the admin's front page: the work that waits for editors.

A queue's count and its list come from the same rows. Each is read from an index that holds only
what waits (see docs/internals.md), and counted no further than MAX_COUNT.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from claims.models import (
    Citation,
    Claim,
    CorrectionProposal,
    DerivedQueue,
    Lead,
    OfferedChange,
    OfferedCitation,
    PairKind,
    ProbableDouble,
    QueueEntry,
    Report,
    Review,
    ReviewOutcome,
    State,
    Statement,
    VanishedExcerpt,
)
from sources.models import Article, LinkCheck
from subscriptions.models import Webhook

MAX_COUNT = 1000
"""How far a queue is counted; beyond that the front page says "1,000+"."""


@dataclass(frozen=True)
class Queue:
    """One kind of work on rows of `model`; `key` is its value in `?queue=`."""

    key: str
    title: str
    task: str
    """What to do with it, in a sentence."""
    model: type[Model]
    narrow: Callable[[QuerySet], QuerySet]
    """Filters rows of `model` to those that wait here."""
    entries: QuerySet | None = None
    """The same rows in a table that is faster to count."""
    parameter: str = "queue"
    filters: dict[str, str] = field(default_factory=dict)
    """The other filters of the list."""

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def url(self) -> str:
        opts = self.model._meta
        value = self.key if self.parameter == "queue" else "waiting"
        page = f"admin:{opts.app_label}_{opts.model_name}_changelist"
        return reverse(page, query={self.parameter: value, **self.filters})

    def count(self) -> int:
        """Count the rows that wait, up to MAX_COUNT + 1.

        Queries: 1.
        """
        rows = self.narrow(self.model._default_manager.all()) if self.entries is None else self.entries.all()
        return rows.order_by()[: MAX_COUNT + 1].count()


@dataclass(frozen=True)
class QueueCount:
    """A queue with its count, as one line of the front page."""

    queue: Queue
    count: int

    @property
    def how_many(self) -> str:
        return f"{MAX_COUNT:,}+" if self.count > MAX_COUNT else f"{self.count:,}"


def count_queues(user) -> list[QueueCount]:
    """List the queues that `user` may see, each with its count.

    Queries: 1 for each.
    """
    return [QueueCount(queue, queue.count()) for queue in QUEUES if user.has_perm(queue.permission)]


def _filter_unverified(citations: QuerySet) -> QuerySet:
    """Filter to excerpts not yet found in their article, except retracted ones."""
    unretracted = (State.DRAFT, State.PUBLISHED)
    return citations.filter(
        proved_at__isnull=True, statement__state__in=unretracted, statement__claim__state__in=unretracted
    )


def _make_maintained_queue(queue: DerivedQueue) -> dict:
    """Return the fields of a queue that PostgreSQL's triggers maintain."""
    entries = QueueEntry.objects.filter(queue=queue)
    return {"narrow": lambda rows: rows.filter(pk__in=entries.values("row")), "entries": entries}


def _make_outcome_queue(model: type) -> dict:
    """Return the fields of a queue of work: rows that wait until they are settled."""
    return {"model": model, "narrow": lambda rows: rows.filter(outcome=""), "parameter": "outcome"}


def _make_pair_queue(kind: PairKind) -> dict:
    """Return the fields of the queue of similar claims that may be of one kind."""
    return {
        **_make_outcome_queue(ProbableDouble),
        "narrow": lambda rows: rows.filter(outcome="", kind=kind),
        "filters": {"kind__exact": kind.value},
    }


QUEUES = (
    Queue(
        key="review",
        title="Waiting for review",
        task="Drafts that an editor has submitted: publish them, or send them back with a note.",
        **_make_outcome_queue(Review),
    ),
    Queue(
        key="offered",
        title="Evidence to let through",
        task="Words that an editor offers for a published statement: accept them, or send them back.",
        **_make_outcome_queue(OfferedCitation),
    ),
    Queue(
        key="offered-changes",
        title="Changes to let through",
        task="An editor or an import would change what readers see: accept it, or refuse it.",
        **_make_outcome_queue(OfferedChange),
    ),
    Queue(
        key="reports",
        title="Readers’ reports",
        task="A missing source, an error, a new claim: cover it, answer it, or close it with a reason.",
        **_make_outcome_queue(Report),
    ),
    Queue(
        key="corrections",
        title="Corrections to word",
        task="Something that readers had seen was altered: tell them, or say why they need not be told.",
        **_make_outcome_queue(CorrectionProposal),
    ),
    Queue(
        key="vanished",
        title="Excerpts that vanished",
        task="The live article no longer holds words that are cited from it: look at what changed.",
        **_make_outcome_queue(VanishedExcerpt),
    ),
    Queue(
        key="doubles",
        title="Probable doubles",
        task="Two claims that may be one: merge them, relate them, or say that they are not the same.",
        **_make_pair_queue(PairKind.DOUBLE),
    ),
    Queue(
        key="repetitions",
        title="Positions that may be repeated",
        task="Somebody holds the same on two claims that may be one: merge them, or tell them apart.",
        **_make_pair_queue(PairKind.REPETITION),
    ),
    Queue(
        key="contradictions",
        title="Claims that may contradict each other",
        task="One seems to deny the other: relate them, so that readers find both, or tell them apart.",
        **_make_pair_queue(PairKind.CONTRADICTION),
    ),
    Queue(
        key="position-changes",
        title="Possible changes of position",
        task="Somebody may have said the opposite on another day: compare the excerpts, relate the claims.",
        **_make_pair_queue(PairKind.CHANGE),
    ),
    Queue(
        key="leads",
        title="Addresses to read",
        task="Somebody says that a claim can be read there: add its coverage, or say that it is not there.",
        **_make_outcome_queue(Lead),
    ),
    Queue(
        key="uncited",
        title="Statements without a citation",
        task="Nothing shows yet that these were made: cite an article. They cannot be published before.",
        model=Statement,
        **_make_maintained_queue(DerivedQueue.UNCITED),
    ),
    Queue(
        key="unverified",
        title="Unverified excerpts",
        task="Not found in a text of their article: add a capture, or copy the words exactly as printed.",
        model=Citation,
        narrow=_filter_unverified,
    ),
    Queue(
        key="second-hand",
        title="Positions only second-hand",
        task="Known through somebody of another party only, so they do not count: find their own words.",
        model=Statement,
        **_make_maintained_queue(DerivedQueue.SECOND_HAND),
    ),
    Queue(
        key="single-outlet",
        title="Published with one outlet or one text",
        task="All that is known of the claim is from one outlet, text or agency: look for another report.",
        model=Claim,
        **_make_maintained_queue(DerivedQueue.SINGLE_OUTLET),
    ),
    Queue(
        key="broken-links",
        title="Broken links",
        task="The address of an article leads nowhere: find where it went, or an archived copy.",
        model=Article,
        narrow=lambda articles: articles.filter(pk__in=LinkCheck.objects.broken().values("article")),
        entries=LinkCheck.objects.broken(),
    ),
    Queue(
        key="unused",
        title="Articles without statements",
        task="Nothing is cited from them: read them for positions.",
        model=Article,
        **_make_maintained_queue(DerivedQueue.UNUSED),
    ),
    Queue(
        key="off",
        title="Webhooks switched off",
        task="Nothing has arrived for a day: ask whoever runs the program, then switch them on again.",
        model=Webhook,
        narrow=lambda rows: rows.filter(off_at__isnull=False),
        parameter="state",
    ),
)
"""In the order of the front page: what people are waiting for comes first."""


MAX_SENT_BACK = 10
"""How many drafts that were sent back the front page shows."""
MAX_EXAMINED = 200
"""How many of an editor's latest requests for review are looked at."""


def list_sent_back(editor) -> list[Review]:
    """List the drafts that were last sent back to this editor, with the notes.

    Only the editor's MAX_EXAMINED latest requests for review are looked at, and at most MAX_SENT_BACK of them
    are returned, the latest first. A draft is left out once it is published or retracted, or anybody has
    submitted it again.

    Queries: 1.
    """
    latest = Review.objects.filter(asked_by=editor.pk).order_by("-pk").values("pk")[:MAX_EXAMINED]
    later = Review.objects.filter(pk__gt=OuterRef("pk"))
    reviews = (
        Review.objects.filter(
            Q(claim__state=State.DRAFT) | Q(statement__state=State.DRAFT),
            ~Exists(later.filter(claim=OuterRef("claim"))),
            ~Exists(later.filter(statement=OuterRef("statement"))),
            pk__in=latest,
            outcome=ReviewOutcome.SENT_BACK,
        )
        .select_related("claim", "statement__claim", "statement__claimant", "settled_by")
        .defer("claim__search", "statement__claim__search")
    )
    return list(reviews.order_by("-settled_at", "-pk")[:MAX_SENT_BACK])
