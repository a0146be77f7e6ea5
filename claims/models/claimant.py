import time
from collections import defaultdict
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language

from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.models import Outlet, not_in_the_future
from sources.text_search import index_names

NAMES_KEPT = 20_000
"""How many names in another language a process keeps; those of further claimants stay as they are."""

NAMES_KEPT_SECONDS = 60


class ClaimantKind(models.TextChoices):
    PERSON = "person", "person"
    ORGANISATION = "organisation", "organisation"
    GOVERNMENT = "government", "government"
    UNNAMED = "unnamed", "unnamed"
    OUTLET = "outlet", "outlet in its own voice"


def list_other_languages() -> list[tuple[str, str]]:
    """List the languages of the readers' pages besides the site's own, which names are in anyway."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    def on_record(self) -> Self:
        """Return the claimants that readers meet on published claims.

        They took a position, were spoken for, or passed somebody's words on. Looked up one by one:
        Exists would become a join of the whole record, and no list or count could stop early.
        """
        statements = apps.get_model("claims.Statement").objects.published()
        citations = apps.get_model("claims.Citation").objects.published()
        evidence = Coalesce(
            Subquery(statements.filter(claimant=OuterRef("pk")).values("pk")[:1]),
            Subquery(statements.filter(party=OuterRef("pk")).values("pk")[:1]),
            Subquery(citations.filter(relayed_by=OuterRef("pk")).values("pk")[:1]),
        )
        return self.alias(evidence=evidence).filter(evidence__isnull=False)

    def parties(self) -> Self:
        """Return the claimants that speak for themselves, without the outlets' own voices."""
        return self.filter(is_party=True).exclude(kind=ClaimantKind.OUTLET)

    def voice_of(self, outlet: Outlet) -> "Claimant":
        """Return the claimant that is `outlet` speaking in its own voice.

        It is created when it is first needed.
        """
        claimant, _ = self.get_or_create(
            outlet=outlet, defaults={"name": outlet.name, "kind": ClaimantKind.OUTLET}
        )
        return claimant


ClaimantManager = KeyedManager.from_queryset(ClaimantQuerySet)


@keep_on_record(exclude=["is_party", "speaks_for_is_party"])
class Claimant(KeyedModel):
    """Somebody who takes positions.

    It is a person, an organisation, a government or an outlet. A *party* is a claimant that speaks for
    itself; others speak for a party. Unnamed sources are one claimant for each briefing, which keeps
    anonymous remarks from being added up. A claimant is neither an account of this site nor an
    article's author.

    `speaks_for`: the party whose policies an outlet says that it expresses. What its articles paraphrase of
    other parties is then second-hand.
    """

    name = NameField(max_length=120, help_text='As a heading: "United States".')
    sentence_name = NameField(
        "name inside a sentence",
        max_length=120,
        blank=True,
        help_text='Only where it differs from the name: "the United States".',
    )
    kind = models.CharField(max_length=12, choices=ClaimantKind)
    speaks_for_itself = models.BooleanField(
        default=False,
        help_text="Tick for an independent organisation or a private person. Leave unticked for "
        "somebody who speaks for a party, and say for which under affiliations. Governments and "
        "outlets always speak for themselves.",
    )
    is_party = models.GeneratedField(
        expression=Case(
            When(
                Q(kind__in=["government", "outlet"]) | Q(speaks_for_itself=True) & ~Q(kind="unnamed"),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    role = NameField(max_length=200, blank=True, help_text='"U.S. Secretary of State".')
    wikidata_id = models.CharField(
        "Wikidata id",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9][0-9]*\Z", 'A Wikidata id looks like "Q22686".')],
    )
    outlet = models.OneToOneField(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voice",
        help_text="For an outlet speaking in its own voice: which outlet.",
    )
    speaks_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mouthpieces",
        db_index=False,
        help_text="Only where the outlet says itself that it expresses this party's policies. What its "
        "articles paraphrase of other parties is then second-hand, and does not count.",
    )
    speaks_for_source = models.CharField(
        "source for that",
        max_length=500,
        blank=True,
        db_default="",
        help_text="A page or document where the outlet says so.",
    )
    speaks_for_is_party = models.GeneratedField(
        expression=Case(When(speaks_for__isnull=True, then=Value(None)), default=Value(True)),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects: ClassVar[ClaimantManager] = ClaimantManager()

    class Meta:
        constraints = [
            # Target of the foreign keys that say "only a party can be spoken for".
            models.UniqueConstraint(name="claimant_with_is_party", fields=["id", "is_party"]),
            models.UniqueConstraint(
                name="claimant_wikidata_id_once",
                fields=["wikidata_id"],
                condition=~Q(wikidata_id=""),
                violation_error_message="Another claimant already has this Wikidata id.",
            ),
            models.CheckConstraint(
                name="claimant_has_a_name",
                condition=~Q(name=""),
                violation_error_message="A claimant needs a name.",
            ),
            models.CheckConstraint(
                name="claimant_kind_is_known",
                condition=Q(kind__in=ClaimantKind.values),
                violation_error_message="Choose what kind of claimant this is.",
            ),
            models.CheckConstraint(
                name="claimant_unnamed_is_no_party",
                condition=~Q(kind="unnamed", speaks_for_itself=True),
                violation_error_message="An unnamed source cannot be a party. Say under "
                "affiliations which party it speaks for.",
            ),
            models.CheckConstraint(
                name="claimant_outlet_voice_has_its_outlet",
                condition=Q(kind="outlet", outlet__isnull=False) | ~Q(kind="outlet") & Q(outlet__isnull=True),
                violation_error_message='Choose the outlet for the kind "outlet in its own voice", and '
                "for no other kind. An outlet that is itself a party needs a second claimant.",
            ),
            models.CheckConstraint(
                name="claimant_speaks_for_a_party_as_an_outlet",
                condition=Q(speaks_for__isnull=True) | Q(kind="outlet") & ~Q(speaks_for=F("id")),
                violation_error_message="Only an outlet in its own voice expresses the policies of a party, "
                "and not its own. For whom somebody else speaks is said under affiliations.",
            ),
            models.CheckConstraint(
                name="claimant_speaks_for_has_a_source",
                condition=Q(speaks_for__isnull=True, speaks_for_source="")
                | Q(speaks_for__isnull=False) & ~Q(speaks_for_source=""),
                violation_error_message="Say where the outlet itself says for which party it speaks, and "
                "leave the source empty where it speaks for none.",
            ),
        ]
        indexes = [
            # The list of claimants and autocomplete, in order.
            models.Index(fields=["name"], name="claimant_name"),
            # Autocomplete and the lists of the admin, by any part of a name.
            index_names("name", name="claimant_part_of_name"),
            # The status rule: whether an outlet speaks for a party. Few do.
            models.Index(
                fields=["outlet"], condition=Q(speaks_for__isnull=False), name="claimant_mouthpiece"
            ),
            # Merging or deleting a party.
            models.Index(
                fields=["speaks_for"], condition=Q(speaks_for__isnull=False), name="claimant_speaks_for"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_sentence(self) -> str:
        return translate_name(self.sentence_name or self.name)

    @property
    def name_and_kind(self) -> str:
        """The name with what bears it, for editors: "Nora Pell, a person"."""
        kind = {
            ClaimantKind.PERSON: "a person",
            ClaimantKind.ORGANISATION: "an organisation",
            ClaimantKind.GOVERNMENT: "a government",
            ClaimantKind.UNNAMED: "an unnamed source",
            ClaimantKind.OUTLET: "an outlet",
        }[ClaimantKind(self.kind)]
        return f"{self.name}, {kind}"

    @property
    def slug(self) -> str:
        return slugify(self.name) or "claimant"

    def get_absolute_url(self) -> str:
        return reverse("claimant_detail", args=[self.pk, self.slug])


@keep_on_record()
class Alias(KeyedModel):
    """A spelling of a claimant, misspellings and other scripts included, or a name that it had before.

    The same alias may belong to two claimants ("the president"); an editor then chooses. On a day the name
    of a claimant is the alias with the earliest `until` after that day, else its own
    (claims/migrations/0061_names_of_the_day.py).
    """

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="aliases", db_index=False)
    name = NameField("as printed", max_length=120)
    sentence_name = NameField(
        "name inside a sentence",
        max_length=120,
        blank=True,
        db_default="",
        default="",
        help_text='Of a former name, only where it differs: "the Ministry of War".',
    )
    until = models.DateField(
        "was the name until",
        null=True,
        blank=True,
        validators=[not_in_the_future],
        help_text="The day on which the next name began: pages of earlier days show this one. "
        "Empty: a spelling, never the name.",
    )
    language = models.CharField(
        "name for readers of",
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=list_other_languages,
        help_text="Pages in this language call the claimant by this name; of several, by the first. Leave it "
        "empty for a spelling.",
    )

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                name="alias_once_per_claimant",
                fields=["claimant", "name"],
                violation_error_message="This claimant already has this alias.",
            ),
            models.CheckConstraint(
                name="alias_is_not_blank",
                condition=~Q(name=""),
                violation_error_message="An alias cannot be empty.",
            ),
            models.UniqueConstraint(
                name="alias_one_name_at_a_time",
                fields=["claimant", "until"],
                violation_error_message="This claimant has another name until that day.",
            ),
        ]
        indexes = [
            # Finding a claimant by the name that an article prints.
            models.Index(fields=["name"], name="alias_name"),
            # Autocomplete and the lists of the admin, by any part of a name.
            index_names("name", name="alias_part_of_name"),
            # All names in the language of a page.
            models.Index(fields=["language"], condition=~Q(language=""), name="alias_language"),
        ]

    def __str__(self) -> str:
        return self.name


def translate_name(name: str, kind: str = "claimant") -> str:
    """Return the name of a claimant or topic in the language of the page, or as it is if no alias has one.

    Every `kind` but "topic" is a claimant. Queries: see load_translated_names.
    """
    return load_translated_names(kind).get(name, name)


def load_translated_names(kind: str = "claimant") -> Mapping[str, str]:
    """Load the names that claimants (or topics) have in the language of the page, by the names on the record.

    Queries: 1 for each language and both kinds in each process, whenever names have changed, or once a minute
    where that is not known; none in the site's own language.
    """
    language = get_language()
    if language == settings.LANGUAGE_CODE or language not in dict(list_other_languages()):
        return {}
    moment = NAMES_STAMP.get() or int(time.monotonic() // NAMES_KEPT_SECONDS)
    return _load_names(language, moment)["topic" if kind == "topic" else "claimant"]


NAMES_STAMP: ContextVar[str | None] = ContextVar("NAMES_STAMP", default=None)
"""The stamp of names that was read before anything of the page that is being made; None where none was."""


@lru_cache(maxsize=8)
def _load_names(language: str, _moment: int | str) -> dict[str, dict[str, str]]:
    """Map the names on record, and those inside a sentence, to those in the language, by kind.

    Namesakes of one kind are left as they are.
    """
    of_topics = apps.get_model("claims.TopicAlias").objects.order_by("topic", "pk").distinct("topic")
    of_claimants = Alias.objects.order_by("claimant", "pk").distinct("claimant")
    names = of_claimants.filter(language=language).values_list(
        Value("claimant"), "claimant__name", "claimant__sentence_name", "name"
    )[:NAMES_KEPT]
    topic_names = of_topics.filter(language=language).values_list(
        Value("topic"), "topic__name", Value(""), "name"
    )[:NAMES_KEPT]
    found: dict[str, dict[str, set[str]]] = {"claimant": defaultdict(set), "topic": defaultdict(set)}
    for kind, *own, name in names.union(topic_names, all=True):
        for own_name in filter(None, own):
            found[kind][own_name].add(name)
    return {
        kind: {own_name: names.pop() for own_name, names in of_kind.items() if len(names) == 1}
        for kind, of_kind in found.items()
    }


@keep_on_record(exclude=["party_is_party", "claimant_is_party"])
class Affiliation(KeyedModel):
    """For which party a claimant speaks, in what role, from when until when.

    Unknown dates stay empty. Parties have no affiliations: no chain or loop of speaking-for can
    arise. The affiliation on the day of a statement is stored on the statement itself.
    """

    claimant = models.ForeignKey(Claimant, models.PROTECT, related_name="affiliations", db_index=False)
    party = models.ForeignKey(Claimant, models.PROTECT, related_name="people")
    role = NameField(max_length=200)
    since = models.DateField(null=True, blank=True, validators=[not_in_the_future])
    until = models.DateField(null=True, blank=True, validators=[not_in_the_future])
    party_is_party = models.GeneratedField(
        expression=Value(True),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    claimant_is_party = models.GeneratedField(
        expression=Value(False),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="affiliation_once",
                fields=["claimant", "party", "role", "since"],
                nulls_distinct=False,
                violation_error_message="This affiliation is already on the record.",
            ),
            models.CheckConstraint(
                name="affiliation_in_order",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                violation_error_message="An affiliation cannot end before it begins.",
            ),
            models.CheckConstraint(
                name="affiliation_is_with_somebody_else",
                condition=~Q(claimant=F("party")),
                violation_error_message="A claimant cannot be affiliated with itself.",
            ),
            models.CheckConstraint(
                name="affiliation_has_a_role",
                condition=~Q(role=""),
                violation_error_message='Say in what role, e.g. "Foreign Minister".',
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant}, {self.role} ({self.party})"


class MouthpieceWork(models.Model):
    """Claims to be worked out anew after an outlet began or ceased to speak for a party, or for another one.

    Written by PostgreSQL when that changes (claims/migrations/0059_mouthpiece_rule.py); it is gone once the
    articles of the outlet have all been gone through, `done` of `total` citations so far. `after`: the last
    article's id.
    """

    outlet = models.OneToOneField(
        Outlet, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    after = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.outlet_id}: {self.done} of {self.total}"
