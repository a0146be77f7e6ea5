"""What sets of topics, claimants, claims, statements and citations can be asked for."""

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import RowNumber

from core.counts import CappedCount
from core.models import KeyedManager

STATUSES = ("disputed", "agreed", "asserted")
"""The statuses that a published claim can have, in the order in which readers see them."""

CITATIONS_PER_STATEMENT = 50
"""How many citations one statement shows on a page."""

CITATIONS_PER_PAGE = 300
"""How many the statements of one page show together. Each shows five before any shows more."""

NEWEST_CLAIMS = 500
"""How many claims, counted from the newest, decide which topics are the most active."""

CLAIMS_AROUND = 1000
"""How many claims, counted from the newest, decide what stands around one claim or topic."""


def readable_filter(prefix: str) -> Q:
    """The condition that the statement at `prefix` can be read: published, on a published claim."""
    return Q(**{f"{prefix}state": "published", f"{prefix}claim__state": "published"})


class ClaimQuerySet(models.QuerySet):
    def published(self):
        """The claims that readers see."""
        return self.filter(state="published")

    def unmerged(self):
        """Without those that have become part of another claim."""
        merge = self.model.merges_from.rel.related_model
        return self.exclude(Exists(merge.objects.filter(claim_from=OuterRef("pk"), undone_at=None)))

    def newest(self):
        return self.order_by("-published_at", "-pk")

    def around(self, topics):
        """The newest published claims under any of these topics, at most CLAIMS_AROUND (ids): quick
        however large the topics are."""
        filed = self.model.topics.through.objects.filter(topic__in=topics, claim=OuterRef("pk"))
        return self.published().filter(Exists(filed)).newest().values("pk")[:CLAIMS_AROUND]

    def matching(self, words: str):
        """Those whose proposition or context has all of `words`, as people type into a search box:
        "quoted phrases", or, and -without are understood, and nothing is an error."""
        return self.filter(search=SearchQuery(words, config="english_unaccent", search_type="websearch"))


class ClaimManager(KeyedManager.from_queryset(ClaimQuerySet)):
    pass


class KnownOn(Func):
    """The day from whose end a statement is on record: the last one of the time that its date stands for."""

    function = "claims_known_on"
    output_field = DateField()


class StatementQuerySet(models.QuerySet):
    def published(self):
        """The statements that readers see: published themselves, on a published claim."""
        return self.filter(state="published", claim__state="published")

    def ready(self):
        """The drafts that can be published: those with a citation."""
        cited = self.model.citations.rel.related_model.objects.filter(statement=OuterRef("pk"))
        return self.filter(Exists(cited), state="draft")

    def said_by(self, day):
        """Those made by the end of `day`: of a month or a year the last day counts, as in the status rule."""
        # The first condition follows from the second, and is what an index is for.
        known_on = KnownOn("said_on", "said_on_precision")
        return self.filter(said_on__lte=day).alias(known_on=known_on).filter(known_on__lte=day)

    def positions_of(self, claimant):
        """What `claimant` said, and for a party also what was said for it."""
        if claimant.is_party:
            return self.filter(party=claimant)
        return self.filter(claimant=claimant)

    def for_list(self):
        """Newest first, with all that a row naming claim, claimant and party shows."""
        return self.select_related("claim", "claimant", "party").order_by("-said_on", "-pk")


class StatementManager(KeyedManager.from_queryset(StatementQuerySet)):
    pass


class CitationQuerySet(models.QuerySet):
    def published(self):
        """The evidence that readers see: that of published statements on published claims."""
        return self.filter(readable_filter("statement__"))

    def known_by(self, day):
        """Those whose article had appeared by the end of `day`; all of them without one. What has no date
        is taken to have appeared, as the status rule does."""
        if day is None:
            return self
        return self.filter(Q(article__published_on=None) | Q(article__published_on__lte=day))

    def for_claim_page(self, statements):
        """The evidence for `statements` (ids), oldest first, with everything that is shown: at most
        CITATIONS_PER_STATEMENT for each, CITATIONS_PER_PAGE together, shared out in turns.
        `of_statement` says how many each has in all."""
        per_statement = {"partition_by": F("statement")}
        oldest = (F("article__published_on").asc(nulls_last=True), F("pk").asc())
        return (
            self.filter(statement__in=statements)
            .annotate(
                place=Window(RowNumber(), order_by=oldest, **per_statement),
                of_statement=Window(Count("pk"), **per_statement),
            )
            .filter(place__lte=CITATIONS_PER_STATEMENT)
            .select_related(
                "statement__claimant",
                "statement__party",
                "article__outlet",
                "capture",
                "relayed_by",
                "relayed_for",
                "via",
            )
            .order_by("place", "statement")[:CITATIONS_PER_PAGE]
        )

    def for_article_page(self):
        """As they follow one another in their article, those not located last, with the
        statements and the people that they show."""
        return self.select_related(
            "statement__claim", "statement__claimant", "statement__party", "relayed_by", "capture"
        ).order_by(F("start").asc(nulls_last=True), "pk")


class CitationManager(KeyedManager.from_queryset(CitationQuerySet)):
    pass


class TopicQuerySet(models.QuerySet):
    def with_counts(self):
        """With the number of published claims by status: `disputed`, `agreed`, `asserted`."""
        claim = self.model.claims.rel.related_model
        claims = claim.objects.published().filter(topics=OuterRef("pk"))
        return self.annotate(
            **{status: CappedCount(claims.filter(status=status)) for status in STATUSES}
        ).annotate(claim_count=sum((F(status) for status in STATUSES), Value(0)))

    def most_active(self, number: int):
        """The `number` topics with most of the newest claims: quick however many there are."""
        claim = self.model.claims.rel.related_model
        newest = claim.objects.published().newest().values("pk")[:NEWEST_CLAIMS]
        busiest = (
            self.model.claims.through.objects.filter(claim__in=newest)
            .values("topic")
            .annotate(claim_count=Count("pk"))
            .order_by("-claim_count", "topic")
        )
        return self.filter(pk__in=busiest.values("topic")[:number])

    def on_record(self):
        """The topics that have a published claim. Looked up topic by topic: Exists would be made into a
        join of all claims with all topics, though one page of topics is wanted."""
        claims = self.model.claims.rel.related_model.objects.published().filter(topics=OuterRef("pk"))
        return self.alias(filed=Subquery(claims.values("pk")[:1])).filter(filed__isnull=False)


class TopicManager(KeyedManager.from_queryset(TopicQuerySet)):
    pass


class ClaimantQuerySet(models.QuerySet):
    def on_record(self):
        """The claimants that readers meet: who took a position, was spoken for, or passed
        somebody's words on, in a published statement."""
        statement = self.model.statements.rel.related_model
        citation = self.model.relays.rel.related_model
        statements = statement.objects.published()
        return self.filter(
            Exists(statements.filter(claimant=OuterRef("pk")))
            | Exists(statements.filter(party=OuterRef("pk")))
            | Exists(citation.objects.published().filter(relayed_by=OuterRef("pk")))
        )

    def parties(self):
        """Those who speak for themselves, without the outlets' own voices."""
        return self.filter(is_party=True).exclude(kind="outlet")
