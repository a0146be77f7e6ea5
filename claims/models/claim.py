import re
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Lookup, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from core.models import KeyedManager, KeyedModel, keep_history, keep_on_record
from core.names import NameField
from sources.models import LANGUAGE_LENGTH, language_validator, not_in_the_future

from .publication import Publishable, State, publishable_constraints
from .topic import Topic


class Nature(models.TextChoices):
    FACT = "fact", "fact"
    JUDGEMENT = "judgement", "judgement"
    DEMAND = "demand", "demand"
    FORECAST = "forecast", "forecast"
    COMMITMENT = "commitment", "commitment"


class Status(models.TextChoices):
    OPEN = "open", gettext_noop("open")
    ASSERTED = "asserted", gettext_noop("asserted")
    AGREED = "agreed", gettext_noop("agreed")
    DISPUTED = "disputed", gettext_noop("disputed")


STATUSES = (Status.DISPUTED, Status.AGREED, Status.ASSERTED)
"""The statuses of published claims, in the order in which readers see them."""

CLAIMS_AROUND = 1000
"""The number of a topic's claims from which its page tells who agrees with whom."""


class RelationKind(models.TextChoices):
    CONTRADICTS = "contradicts", "contradicts"
    TENSION = "tension", "does not fit well with"
    NARROWS = "narrows", "is more specific than"
    QUESTION = "question", "is on the same question as"
    FOLLOWS = "follows", "follows from"


@SearchVectorField.register_lookup
class HasStems(Lookup):
    """Lookup of texts with these words, of which each may only be begun; `search__words="chemic"`.

    What PostgreSQL's parser keeps in one piece, such as "4.5" or an address, is found whole.
    """

    lookup_name = "words"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        prefixes = " & ".join(f"'{word}':*" for word in re.findall(r"\w+", self.rhs))
        query = "to_tsquery('english_unaccent', %s) || plainto_tsquery('english_unaccent', %s)"
        return f"{column} @@ ({query})", (*params, prefixes, self.rhs)


class Proposition(Func):
    """A text in Unicode NFC on one line with single spaces; as normalise_line in exchange does."""

    function = "claims_proposition"
    output_field = models.TextField()


SLUG_LENGTH = 40
"""A page has a hundred addresses of claims: longer ones would take a tenth of its size."""


def make_slug(text: str) -> str:
    """Make the decoration of a claim's address from its first words."""
    words = slugify(text)
    if len(words) > SLUG_LENGTH:
        whole_words, _dash, _cut_word = words[: SLUG_LENGTH + 1].rpartition("-")
        words = whole_words or words[:SLUG_LENGTH]
    return words.strip("-") or "claim"


def build_claim_url(pk: int, text: str) -> str:
    """Build the address of a published claim's page, without a model: pages have a hundred of them."""
    return reverse("claim_detail", args=[pk, make_slug(text)])


class ClaimQuerySet(models.QuerySet["Claim"]):
    def published(self) -> Self:
        """Return the claims that readers see."""
        return self.filter(state=State.PUBLISHED)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def matching(self, words: str) -> Self:
        """Return the claims whose proposition or context has all of `words`.

        Reads `words` as a search box does: "quoted phrases", or, and -without. Any text is valid.
        """
        return self.filter(search=SearchQuery(words, config="english_unaccent", search_type="websearch"))


ClaimManager = KeyedManager.from_queryset(ClaimQuerySet)


@keep_on_record(exclude=["search"])
class Claim(KeyedModel, Publishable):
    """One neutral proposition that can be affirmed or denied, in our own words.

    It names no source and carries no verdict. `status` is derived inside PostgreSQL from the
    statements (see docs/internals.md); values written to it are replaced.
    """

    text = models.CharField(
        "proposition",
        max_length=300,
        help_text="One proposition, as its first proponent puts it, without naming who says so.",
    )
    nature = models.CharField(max_length=10, choices=Nature)
    context = models.TextField(
        blank=True, max_length=2000, help_text="What a reader must know to understand it."
    )
    public_note = models.TextField(
        blank=True, max_length=1000, help_text="A remark of the editors that readers see."
    )
    topics = models.ManyToManyField(Topic, related_name="claims", blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, validators=[not_in_the_future])
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_published",
    )
    search = models.GeneratedField(
        expression=SearchVector("text", weight="A", config="english_unaccent")
        + SearchVector("context", weight="B", config="english_unaccent"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects: ClassVar[ClaimManager] = ClaimManager()

    # Not columns: claims.positions.load_claim_lists gives the claims of a page the reason for their status,
    # and the number of statements that can be read.
    reason: str
    size: int
    # Nor this: claims.positions.locate_citations says by whom it is agreed.
    agreed_by: str

    class Meta:
        permissions = [
            ("publish_claim", "Can publish claims"),
            ("retract_claim", "Can retract claims"),
        ]
        indexes = [
            # The list of claims filtered by status, newest first.
            models.Index(fields=["state", "status", "-published_at", "-id"], name="claim_by_status"),
            # The list of claims and the front page, newest first.
            models.Index(fields=["state", "-published_at", "-id"], name="claim_newest"),
            # The search box.
            GinIndex("search", name="claim_search"),
            # An import: whether the record has exactly this proposition.
            HashIndex(Proposition("text"), name="claim_proposition"),
        ]
        constraints = [
            *publishable_constraints("claim"),
            models.CheckConstraint(
                name="claim_has_a_text",
                condition=~Q(text=""),
                violation_error_message="Write the proposition.",
            ),
            models.CheckConstraint(
                name="claim_nature_is_known",
                condition=Q(nature__in=Nature.values),
                violation_error_message="Choose the nature of the claim.",
            ),
            models.CheckConstraint(
                name="claim_status_is_known",
                condition=Q(status__in=Status.values),
                violation_error_message="The status follows from the statements and cannot be set.",
            ),
            models.CheckConstraint(
                name="claim_publication_says_who_and_when",
                condition=Q(state=State.DRAFT, published_at__isnull=True, published_by__isnull=True)
                | ~Q(state=State.DRAFT) & Q(published_at__isnull=False, published_by__isnull=False),
                violation_error_message="A claim that was published needs a person and a time "
                "of publication; a draft has neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def slug(self) -> str:
        return make_slug(self.text)

    def get_absolute_url(self) -> str:
        """Return the address of the claim's page.

        That of a retracted claim has no slug, which would go on showing the claim's wording.
        """
        named = [] if self.state == State.RETRACTED else [self.slug]
        return reverse("claim_detail", args=[self.pk, *named])


@keep_history(model_name="ClaimTopicEvent")
class ClaimTopic(Claim.topics.through):  # type: ignore[name-defined] # Django makes this class
    """One claim under one topic.

    It is a model of its own for the sake of its history.
    """

    class Meta:
        proxy = True


@keep_on_record()
class ClaimRelation(KeyedModel):
    """Relation of one claim to another: "`claim` is more specific than `other`".

    *Contradicts*, *does not fit well with* and *is on the same question as* hold both ways, so a pair is
    recorded once for each kind. Never derived, and without influence on any status.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="relations_from")
    kind = models.CharField(max_length=11, choices=RelationKind)
    other = models.ForeignKey(Claim, models.PROTECT, related_name="relations_to")
    note = models.CharField(max_length=300, blank=True, help_text="Why, if it is not obvious.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("claim", "other"),
                Greatest("claim", "other"),
                "kind",
                name="relation_once_per_pair_and_kind",
                violation_error_message="These two claims are already related in this way.",
            ),
            models.CheckConstraint(
                name="relation_is_between_two_claims",
                condition=~Q(claim=F("other")),
                violation_error_message="A claim cannot be related to itself.",
            ),
            models.CheckConstraint(
                name="relation_kind_is_known",
                condition=Q(kind__in=RelationKind.values),
                violation_error_message="Choose how the claims are related.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} / {self.get_kind_display()} / {self.other}"


@keep_on_record()
class FactCheck(KeyedModel):
    """A verdict that another organisation has published on a claim.

    It is theirs, never our status.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="fact_checks", db_index=False)
    reviewer = NameField(max_length=120, help_text="Who published the verdict.")
    url = models.URLField("address", max_length=1000)
    rating = models.CharField(max_length=200, help_text="Their verdict in their own words.")
    reviewed_on = models.DateField(null=True, blank=True, validators=[not_in_the_future])
    language = models.CharField(
        max_length=LANGUAGE_LENGTH,
        blank=True,
        default="",
        db_default="",
        validators=[language_validator],
        help_text='In which language it is, a BCP 47 tag: "en", "ru"; empty: unknown.',
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fact_check_once_per_claim",
                fields=["claim", "url"],
                violation_error_message="This fact-check is already recorded for the claim.",
            ),
            models.CheckConstraint(
                name="fact_check_says_who_where_and_what",
                condition=~Q(reviewer="") & ~Q(url="") & ~Q(rating=""),
                violation_error_message="A fact-check needs a reviewer, an address and a rating.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.rating}"


@keep_on_record()
class Correction(KeyedModel):
    """A public notice that we altered or removed something published, and why.

    A party changing its mind is news, not a correction.
    """

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="Empty when it is not about one claim.",
    )
    notice = models.TextField("what was altered", max_length=1000)
    reason = models.TextField("why", max_length=1000)
    made_at = models.DateTimeField(validators=[not_in_the_future])
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="corrections_made")

    class Meta:
        indexes = [
            # The list of corrections on the about page, newest first.
            models.Index(fields=["-made_at"], name="correction_newest")
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_says_what_and_why",
                condition=~Q(notice="") & ~Q(reason=""),
                violation_error_message="Say what was altered and why.",
            )
        ]

    def __str__(self) -> str:
        return self.notice[:80]
