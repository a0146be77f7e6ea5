from typing import ClassVar, Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.text import slugify

from core.counts import CappedCount
from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.text_search import index_names

from .claimant import list_other_languages

NEWEST_CLAIMS = 500
"""The number of newest claims that decide which topics are the most active."""


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_counts(self) -> Self:
        """Annotate the number of published claims, in all and by status.

        The names are `claim_count`, `disputed`, `agreed` and `asserted`.
        """
        claim = apps.get_model("claims.Claim")
        claims = claim.objects.published().filter(topics=OuterRef("pk"))
        statuses = ("disputed", "agreed", "asserted")
        return self.annotate(
            **{status: CappedCount(claims.filter(status=status)) for status in statuses}
        ).annotate(claim_count=sum((F(status) for status in statuses), Value(0)))

    def most_active(self, number: int) -> Self:
        """Return the `number` topics with most of the newest claims.

        Quick even with very many topics and claims.
        """
        claim = apps.get_model("claims.Claim")
        newest = claim.objects.published().newest().values("pk")[:NEWEST_CLAIMS]
        busiest = (
            claim.topics.through.objects.filter(claim__in=newest)
            .values("topic")
            .annotate(claim_count=Count("pk"))
            .order_by("-claim_count", "topic")
        )
        return self.filter(pk__in=busiest.values("topic")[:number])

    def fit_text(self, text: str, number: int) -> list[int]:
        """Return the ids of the topics of whose names a text has two thirds of the words, the best first."""
        with connection.cursor() as cursor:
            cursor.execute(_FIND_FITTING, {"text": text[:MAX_FITTED], "number": number})
            return [pk for (pk,) in cursor.fetchall()]

    def on_record(self) -> Self:
        """Return the topics that have a published claim.

        Looked up topic by topic: Exists would become a join of all claims with all topics, though one
        page of topics is wanted.
        """
        claims = apps.get_model("claims.Claim").objects.published().filter(topics=OuterRef("pk"))
        return self.alias(filed=Subquery(claims.values("pk")[:1])).filter(filed__isnull=False)


MAX_FITTED = 20_000
"""How many characters of a text are compared with the names of topics."""
# Numbers and months are in articles on anything.
_FIND_FITTING = r"""
WITH printed AS MATERIALIZED (
    SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('english_unaccent', %(text)s))) AS word
)
SELECT named.id
FROM (
    SELECT id, unnest(tsvector_to_array(to_tsvector('english_unaccent', name))) AS word FROM claims_topic
) named LEFT JOIN printed USING (word)
WHERE named.word !~ '^(\d.*|januari|februari|march|april|june|juli|august|septemb|octob|novemb|decemb)$'
GROUP BY named.id HAVING count(printed.word) * 3 >= count(*) * 2
ORDER BY count(printed.word)::float / count(*) DESC, count(printed.word) DESC, named.id DESC LIMIT %(number)s
"""

TopicManager = KeyedManager.from_queryset(TopicQuerySet)

NAME_WORDS = Func(
    "name", template="to_tsvector('english_unaccent', %(expressions)s)", output_field=SearchVectorField()
)
"""The words of a topic's name, as the search reads them (see claims/search/ranking.py)."""


@keep_on_record()
class Topic(KeyedModel):
    """A subject or a running story under which claims are read together."""

    name = NameField(max_length=120, unique=True)
    summary = models.TextField(blank=True, max_length=1000, help_text="Two or three sentences for readers.")

    objects: ClassVar[TopicManager] = TopicManager()

    class Meta:
        indexes = [
            # The fields and the list of the admin that find a topic.
            index_names("name", name="topic_part_of_name"),
            # The topics that a search asks for by their names, whose claims come first.
            GinIndex(NAME_WORDS, name="topic_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="topic_has_a_name",
                condition=~Q(name=""),
                violation_error_message="A topic needs a name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slugify(self.name) or "topic"

    def get_absolute_url(self) -> str:
        return reverse("topic_detail", args=[self.pk, self.slug])


@keep_on_record()
class TopicAlias(KeyedModel):
    """Words by which readers look for a topic, or its name in a language of the site."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="aliases", db_index=False)
    name = NameField(max_length=120)
    language = models.CharField(
        "name for readers of",
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=list_other_languages,
        help_text="Pages in this language call the topic by this name; of several, by the first. Leave it "
        "empty for words that only lead to the topic.",
    )

    class Meta:
        verbose_name = "alias of a topic"
        verbose_name_plural = "aliases of topics"
        constraints = [
            models.UniqueConstraint(
                name="topic_alias_once_per_topic",
                fields=["topic", "name"],
                violation_error_message="This topic already has this alias.",
            ),
            models.CheckConstraint(
                name="topic_alias_is_not_blank",
                condition=~Q(name=""),
                violation_error_message="An alias cannot be empty.",
            ),
        ]
        indexes = [
            # The field and the list of the admin that find a topic by any part of a name.
            index_names("name", name="topic_alias_part_of_name"),
            # The topics that a search asks for by an alias, whose claims come first.
            GinIndex(NAME_WORDS, name="topic_alias_words"),
            # All names in the language of a page.
            models.Index(fields=["language"], condition=~Q(language=""), name="topic_alias_language"),
        ]

    def __str__(self) -> str:
        return self.name


MOST_KEY_CLAIMS = 7
"""How many key claims a topic has at most: one screen of them."""


@keep_on_record()
class KeyClaim(KeyedModel):
    """One of the few claims with which the page of a topic opens, and its place there.

    The editors' choice, and no judgement of the claim. Of a claim that readers do not see, or that is
    no longer under the topic, the choice stays, and the page leaves it out.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="key_claims", db_index=False)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="key_in")
    place = models.SmallIntegerField(help_text="1 stands first.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="key_claim_once_per_topic",
                fields=["topic", "claim"],
                violation_error_message="This claim is a key claim of the topic already.",
            ),
            # Deferred, so that two claims can change places.
            models.UniqueConstraint(
                name="key_claim_place_once_per_topic",
                fields=["topic", "place"],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two key claims of a topic cannot have the same place.",
            ),
            models.CheckConstraint(
                name="key_claim_has_one_of_seven_places",
                condition=Q(place__gte=1, place__lte=MOST_KEY_CLAIMS),
                violation_error_message="The place of a key claim is a number from 1 to 7.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}"
