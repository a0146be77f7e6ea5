"""Claims, by the same search as the readers' list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework import serializers

from api.lists import MOST_BELOW, KeyFilterSet, to_many
from api.parameters import ParameterErrors
from api.registry import ChangedRows, Expansion, Resource, Results, read_tombstone, register
from api.serializers import ExpandedField, RelatedField, RowSerializer
from claims.labels import describe_nature
from claims.merges import surviving_pk
from claims.models import Claim, ClaimSearch, ClaimVersion, Nature, State, Statement, Status, Topic
from claims.search.facet_codes import KINDS
from claims.search.filter_fields import MOST_VALUES
from claims.search.filters import IGNORED_NOTICES, LONGEST_SEARCH, NAMED, RELEVANCE, ClaimFilter
from claims.search.pagination import DEFAULT_ORDER, paginate_search
from claims.search.planner import count_results
from claims.status import read_standings, summarise_status
from core.pagination import shorten_input

from .mirroring import find_changed_claims
from .notes import select_corrections, select_fact_checks, select_relations


class ClaimLabels(serializers.Serializer[Any]):
    status = serializers.SerializerMethodField()
    nature = serializers.SerializerMethodField()
    reason = serializers.CharField(help_text="Why its status is so, in one sentence.")

    def get_status(self, claim: Claim) -> str:
        return gettext(Status(claim.status).label)

    def get_nature(self, claim: Claim) -> str:
        return describe_nature(claim)


class ClaimSerializer(RowSerializer):
    """One neutral proposition that somebody affirms or denies, without a verdict."""

    resource = "claims"
    text = serializers.CharField(help_text="The proposition.")
    nature = serializers.ChoiceField(Nature.values)
    context = serializers.CharField(  # type: ignore[assignment] # no attribute: fields are taken out of the class
        help_text="What one must know to understand it; may be empty."
    )
    public_note = serializers.CharField(help_text="A remark of the editors; may be empty.")
    status = serializers.ChoiceField(
        Status.values, help_text="Derived from who states and who disputes it, never set by hand."
    )
    version = serializers.IntegerField(help_text="The number of its latest version, from 1.")
    published_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField(
        source="search_entry.changed_at", help_text="When readers last saw it change."
    )
    outlet_count = serializers.IntegerField(
        source="search_entry.covered", help_text="How many outlets report it, several with one text as one."
    )
    topics = RelatedField("topics", many=True, attribute="listed_topics")
    statements = ExpandedField("statements")
    fact_checks = ExpandedField("fact-checks")
    relations = ExpandedField("relations")
    corrections = ExpandedField("corrections")
    labels = ClaimLabels(source="*", help_text="Words for people, in the language asked for.")


def find_topics(claims: Sequence[Any]) -> dict[int, list[int]]:
    """Find the topics of loaded claims, by the id of the claim."""
    return {claim.pk: [topic.pk for topic in claim.listed_topics] for claim in claims}


def _find_by_key(key: str, errors: ParameterErrors) -> int | None:
    """Find the id of the claim with this key. Queries: 1."""
    if "\0" in key:
        errors.add("key", "Null characters are not allowed.")
        return None
    return Claim.objects.published().filter(key=key).values_list("pk", flat=True).first()


def _find_relations(claims: Sequence[Any]) -> dict[int, list[int]]:
    """Find the newest relations of each claim, at either end, at most MOST_BELOW."""
    of_claim = select_relations().filter(Q(claim=OuterRef("pk")) | Q(other=OuterRef("pk"))).order_by("-pk")
    newest = ArraySubquery(of_claim.values("pk")[:MOST_BELOW])
    rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).annotate(newest=newest)
    return dict(rows.values_list("pk", "newest"))


@register
class ClaimResource(Resource):
    name, noun, named_by = "claims", "claim", "text"
    serializer = ClaimSerializer
    expansions = {
        "topics": Expansion("topics", find_topics, is_many=True),
        "statements": to_many("statements", Statement.objects.published, "claim"),
        "fact_checks": to_many("fact-checks", select_fact_checks, "claim"),
        "relations": Expansion("relations", _find_relations, is_many=True),
        "corrections": to_many("corrections", select_corrections, "claim"),
    }
    repeatable = tuple(KINDS)
    is_followed = True
    is_stamped = True

    def get_filters(self) -> Mapping[str, Any]:
        return {**KeyFilterSet.base_filters, **ClaimFilter.base_filters}

    def load(self, ids: Sequence[int]) -> list[Any]:
        """Load claims with their topics and why their status is so. Queries: 3."""
        latest = ClaimVersion.objects.filter(claim=OuterRef("pk")).order_by("-number")
        claims = (
            Claim.objects.published()
            .filter(pk__in=ids)
            .defer("search")
            .select_related("search_entry")
            .annotate(version=Subquery(latest.values("number")[:1]))
            .prefetch_related(Prefetch("topics", Topic.objects.order_by("name", "pk"), "listed_topics"))
        )
        by_id = {claim.pk: claim for claim in claims}
        standings = read_standings(by_id)
        for claim in by_id.values():
            claim.reason = summarise_status(claim.status, standings[claim.pk])
        return [by_id[pk] for pk in ids if pk in by_id]

    def search(self, query: QueryDict, size: int, errors: ParameterErrors) -> Results:
        filters = ClaimFilter(query, ClaimSearch.objects.all())
        unknown_ids = False
        for name in IGNORED_NOTICES:
            ignored = filters.find_ignored(name)
            if name in NAMED and len(query.getlist(name)) <= MOST_VALUES:
                # An id that no row has is no error, as in the other lists: nothing has it.
                parse = filters.filters[name].field.parse
                unknown_ids |= any(parse(value) is not None for value in ignored)
                ignored = [value for value in ignored if parse(value) is None]
            if ignored:
                errors.add(name, f"Not a value that it can have: {', '.join(map(shorten_input, ignored))}.")
        if filters.requested_words != " ".join(query.get("q", "").split()):
            errors.add("q", f"It is longer than {LONGEST_SEARCH} characters, or has some that no text has.")
        if filters.get_valid_values("sort")[:1] == [RELEVANCE]:
            errors.add("sort", "Lists of the API are not sorted by relevance.")
        entries = filters.matches()
        if "key" in query:
            pk = _find_by_key(query.get("key", ""), errors)
            entries = entries.filter(pk=pk) if pk else entries.none()
        if unknown_ids:
            entries = entries.none()
        errors.raise_if_any()
        order = DEFAULT_ORDER if filters.order == RELEVANCE else filters.order
        page = paginate_search(query, entries, order, size=size, load=self._load_entries, is_strict=True)
        page.rows = [entry.claim for entry in page.rows]
        return Results(page, lambda: count_results(entries))

    def find_changed(self, cursor: str, size: int) -> ChangedRows:
        return find_changed_claims(self, cursor, size)

    def find_successor(self, pk: int) -> int | None:
        target = surviving_pk(Claim, pk)
        is_known = target != pk and Claim.objects.exclude(state=State.DRAFT).filter(pk=target).exists()
        return target if is_known else None

    def find_tombstone(self, pk: int) -> Mapping[str, object] | None:
        return read_tombstone(Claim.objects.filter(pk=pk, state=State.RETRACTED))

    def _load_entries(self, ids: Sequence[int]) -> list[Any]:
        """Load the rows of the search, by whose columns they are paged, each with its claim."""
        entries = []
        for claim in self.load(ids):
            entry = claim.search_entry
            entry.claim = claim
            entries.append(entry)
        return entries
