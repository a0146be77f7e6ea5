"""What waits for editors: each queue counted for the admin's front page, and listed by its filter.

A queue's count and its list come from the same rows. Every one is read from an index that holds
only what waits (see docs/internals.md), and counted no further than COUNTED.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from claims.models import (
    Citation,
    Claim,
    CorrectionProposal,
    OfferedCitation,
    ProbableDouble,
    QueueEntry,
    Report,
    Review,
    ReviewOutcome,
    State,
    Statement,
    Upkeep,
    VanishedExcerpt,
)
from sources.models import Article, LinkCheck

COUNTED = 1000
"""How far a queue is counted: beyond that the front page says "1,000+"."""


@dataclass(frozen=True)
class Queue:
    """One kind of work on rows of `model`; `key` is what `?queue=` calls it in their list."""

    key: str
    title: str
    what: str
    """What to do there, in a sentence."""
    model: type[Model]
    narrow: Callable[[QuerySet], QuerySet]
    """Of rows of `model` those that wait here."""
    entries: QuerySet | None = None
    """The same rows in a table that is quicker to count."""
    parameter: str = "queue"

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def url(self) -> str:
        opts = self.model._meta
        value = self.key if self.parameter == "queue" else "waiting"
        return f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{self.parameter}={value}"

    def count(self) -> int:
        """How many wait, at most COUNTED + 1. One query."""
        rows = self.narrow(self.model._default_manager.all()) if self.entries is None else self.entries.all()
        return rows.order_by()[: COUNTED + 1].count()


@dataclass(frozen=True)
class Waiting:
    """A queue with its count, as one line of the front page."""

    queue: Queue
    count: int

    @property
    def how_many(self) -> str:
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"


def queues_for(user) -> list[Waiting]:
    """The queues that `user` may see, each with its count: one query for each."""
    return [Waiting(queue, queue.count()) for queue in QUEUES if user.has_perm(queue.permission)]


def _unverified(citations: QuerySet) -> QuerySet:
    """Those that nobody has found in their article's text, unless they were retracted."""
    kept = (State.DRAFT, State.PUBLISHED)
    return citations.filter(
        proved_at__isnull=True, statement__state__in=kept, statement__claim__state__in=kept
    )


def _kept(queue: Upkeep) -> dict:
    """Rows that PostgreSQL's triggers keep in this queue."""
    entries = QueueEntry.objects.filter(queue=queue)
    return {"narrow": lambda rows: rows.filter(pk__in=entries.values("row")), "entries": entries}


def _work(model: type) -> dict:
    """Rows of work that wait until somebody settles them."""
    return {"model": model, "narrow": lambda rows: rows.filter(outcome=""), "parameter": "outcome"}


QUEUES = (
    Queue(
        key="review",
        title="Waiting for review",
        what="Drafts that an editor has submitted: publish them, or send them back with a note.",
        **_work(Review),
    ),
    Queue(
        key="offered",
        title="Evidence to let through",
        what="Words that an editor offers for a published statement: accept them, or send them back.",
        **_work(OfferedCitation),
    ),
    Queue(
        key="reports",
        title="Readers’ reports",
        what="A missing source, an error, a new claim: cover it, answer it, or close it with a reason.",
        **_work(Report),
    ),
    Queue(
        key="corrections",
        title="Corrections to word",
        what="Something that readers had seen was altered: tell them, or say why they need not be told.",
        **_work(CorrectionProposal),
    ),
    Queue(
        key="vanished",
        title="Excerpts that vanished",
        what="The live article no longer holds words that are cited from it: look at what changed.",
        **_work(VanishedExcerpt),
    ),
    Queue(
        key="doubles",
        title="Probable doubles",
        what="Two claims that may be one: merge them, or say that they are different.",
        **_work(ProbableDouble),
    ),
    Queue(
        key="uncited",
        title="Statements without a citation",
        what="Nothing shows yet that these were made: cite an article. They cannot be published before.",
        model=Statement,
        **_kept(Upkeep.UNCITED),
    ),
    Queue(
        key="unverified",
        title="Unverified excerpts",
        what="Not found in a text of their article: add a capture, or copy the words exactly as printed.",
        model=Citation,
        narrow=_unverified,
    ),
    Queue(
        key="second-hand",
        title="Positions only second-hand",
        what="Known through somebody of another party only, so they do not count: find their own words.",
        model=Statement,
        **_kept(Upkeep.SECOND_HAND),
    ),
    Queue(
        key="single-outlet",
        title="Published with a single outlet",
        what="One outlet carries all that is known of the claim: look for another that reports it.",
        model=Claim,
        **_kept(Upkeep.SINGLE_OUTLET),
    ),
    Queue(
        key="broken-links",
        title="Broken links",
        what="The address of an article leads nowhere: find where it went, or an archived copy.",
        model=Article,
        narrow=lambda articles: articles.filter(pk__in=LinkCheck.objects.broken().values("article")),
        entries=LinkCheck.objects.broken(),
    ),
    Queue(
        key="unused",
        title="Articles without statements",
        what="Nothing is cited from them: read them for positions.",
        model=Article,
        **_kept(Upkeep.UNUSED),
    ),
)
"""In the order in which the front page shows them: people who wait first."""


MOST_SENT_BACK = 10
"""How many the admin's front page shows."""
LOOKED_THROUGH = 200
"""Among how many of one's latest requests: what is older has been seen, however long the record."""


def sent_back_to(editor) -> list[Review]:
    """The requests of this editor that came back and whose draft is still as it was: neither
    published nor sent again, by anybody. The latest first, with their drafts. One query."""
    latest = Review.objects.filter(asked_by=editor.pk).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    again = Review.objects.filter(pk__gt=OuterRef("pk"))
    found = (
        Review.objects.filter(
            Q(claim__state=State.DRAFT) | Q(statement__state=State.DRAFT),
            ~Exists(again.filter(claim=OuterRef("claim"))),
            ~Exists(again.filter(statement=OuterRef("statement"))),
            pk__in=latest,
            outcome=ReviewOutcome.SENT_BACK,
        )
        .select_related("claim", "statement__claim", "statement__claimant", "settled_by")
        .defer("claim__search", "statement__claim__search")
    )
    return list(found.order_by("-settled_at", "-pk")[:MOST_SENT_BACK])
