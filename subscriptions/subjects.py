"""The changes that belong to what somebody follows."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from claims.merges import surviving_pk
from claims.models import Change, ChangeTopic, Claim, Claimant, ClaimSearch, State, Topic
from claims.search.filters import ClaimFilter

from .models import PlacedChange, Subject, SubjectKind


def make_filters(query: str) -> ClaimFilter:
    """Make the filters of a search from its query string."""
    return ClaimFilter(QueryDict(query), ClaimSearch.objects.all())


def query_changes_of(subject: Subject, *, after: int, up_to: int) -> QuerySet[Change]:
    """Query the changes of a subject with a place after `after`, up to and with `up_to`.

    What was merged goes on as what it is part of now. Of a claim and a topic a retraction is among them, of a
    claimant and a search it is not: a claim that was retracted matches nothing any more.
    """
    placed = PlacedChange.objects.filter(place__gt=after, place__lte=up_to)
    changes = Change.objects.filter(_match(subject), pk__in=placed.values("change_id"))
    return changes.exclude(claim__state=State.DRAFT)  # published by mistake, and taken back


def _match(subject: Subject) -> Q:
    match subject.kind:
        case SubjectKind.CLAIM:
            return Q(claim__in={subject.target, surviving_pk(Claim, subject.target)})
        case SubjectKind.TOPIC:
            return Q(Exists(ChangeTopic.objects.filter(change=OuterRef("pk"), topic=subject.target)))
        case SubjectKind.CLAIMANT:
            return _match_claims(find_claims_of(surviving_pk(Claimant, subject.target)))
        case SubjectKind.SEARCH:
            return _match_claims(make_filters(subject.query).matches())
    return Q()


def find_claims_of(claimant: int) -> QuerySet[ClaimSearch]:
    """Query the claims on which somebody has taken a position, or was spoken for."""
    claims = ClaimSearch.objects.with_facet("party", claimant)
    return claims | ClaimSearch.objects.with_facet("claimant", claimant)


def _match_claims(claims: QuerySet[ClaimSearch]) -> Q:
    return Q(claim__in=claims.values("pk"))


def is_public(subject: Subject) -> bool:
    """Tell whether readers may see the row that is followed, or everything that a search names."""
    match subject.kind:
        case SubjectKind.CLAIM:
            return Claim.objects.published().filter(pk=subject.target).exists()
        case SubjectKind.TOPIC:
            return Topic.objects.on_record().filter(pk=subject.target).exists()
        case SubjectKind.CLAIMANT:
            return Claimant.objects.on_record().filter(pk=subject.target).exists()
        case SubjectKind.SEARCH:
            return not make_filters(subject.query).notices()
    return True
