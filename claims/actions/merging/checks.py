"""Checks of a merge: reasons why two rows should not become one."""

from django.db.models import Model, Q

from claims.duplicates.negation import are_opposites
from claims.merges import find_merge
from claims.models import Affiliation, Claim, Claimant, ClaimantKind, ClaimRelation, RelationKind, State
from core.errors import Refused


class LooksDifferent(Refused):
    """The two claims seem to differ.

    People who know better can merge them all the same.
    """


OPPOSITE = (
    "These look like opposites: “{}” and “{}”. A merge would turn denials around: whoever denies the one "
    "would then be on record as denying the other."
)
RELATED = {
    RelationKind.CONTRADICTS: "The record says that these two claims contradict each other.",
    RelationKind.TENSION: "The record says that these two claims are in tension, so they differ.",
    RelationKind.NARROWS: "The record says that one of them narrows the other, so they differ.",
    RelationKind.FOLLOWS: "The record says that one of them follows from the other, so they differ.",
}


def check_not_merged(lost: Model, kept: Model) -> None:
    """Raise Refused if one of the two is merged already."""
    if done := find_merge(lost):
        raise Refused(f"“{lost}” was merged into “{done.kept}” already.")
    if done := find_merge(kept):
        raise Refused(f"“{kept}” was itself merged into “{done.kept}”: choose that one.")


def check_claims(lost: Claim, kept: Claim) -> None:
    check_not_merged(lost, kept)
    for claim in (lost, kept):
        if claim.state == State.RETRACTED:
            raise Refused(f"“{claim}” is retracted. Only drafts and published claims are merged.")
    if lost.is_published and not kept.is_published:
        raise Refused(
            f"Readers see “{lost}”, and “{kept}” is a draft: they would lose what they have seen. "
            "Merge the other way round, or publish the draft first."
        )


def explain_difference(lost: Claim, kept: Claim) -> str:
    """Explain why the two claims can hardly be the same.

    Goes by their wording and by the relations on record. Returns "" if neither says that they differ.
    """
    between = Q(claim=lost, other=kept) | Q(claim=kept, other=lost)
    kinds = set(ClaimRelation.objects.filter(between).values_list("kind", flat=True))
    reasons = [OPPOSITE.format(lost, kept)] if are_opposites(lost.text, kept.text) else []
    return " ".join(reasons + [words for kind, words in RELATED.items() if kind in kinds])


def check_claimants(lost: Claimant, kept: Claimant) -> None:
    check_not_merged(lost, kept)
    kinds = {lost.kind, kept.kind}
    if ClaimantKind.OUTLET in kinds:
        raise Refused("An outlet's own voice goes with its outlet: merge the outlets instead.")
    if ClaimantKind.UNNAMED in kinds and len(kinds) > 1:
        raise Refused("An unnamed source stays one: give it a name first, if it is known by now.")
    if lost.wikidata_id and kept.wikidata_id and lost.wikidata_id != kept.wikidata_id:
        raise Refused(
            f"Wikidata tells them apart: {lost.wikidata_id} and {kept.wikidata_id}. Correct one first."
        )
    for one, other in ((lost, kept), (kept, lost)):
        if Affiliation.objects.filter(claimant=one, party=other).exists():
            raise Refused(f"{one} speaks for {other.in_sentence}: somebody and their party are two.")
