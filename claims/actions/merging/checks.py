"""Checks of a merge: reasons why two rows should not become one."""

from django.db.models import Model, Q

from claims.duplicates.negation import are_opposites
from claims.merges import find_merge
from claims.models import Affiliation, Claim, Claimant, ClaimantKind, ClaimRelation, RelationKind, State
from core.errors import Refused


class LooksDifferent(Refused):
    """A merge of two claims that seem to differ.

    People who know better can merge them all the same.
    """


OPPOSITE = (
    "These look like opposites: “{}” and “{}”. A merge would turn denials around: whoever denies the one "
    "would then be on record as denying the other."
)
RELATED = {
    RelationKind.CONTRADICTS: "The record says that these two claims contradict each other.",
    RelationKind.TENSION: "The record says that these two claims do not fit well together, so they differ.",
    RelationKind.NARROWS: "The record says that one of them is more specific than the other, so they differ.",
    RelationKind.QUESTION: "The record says that these two claims are different answers to one question.",
    RelationKind.FOLLOWS: "The record says that one of them follows from the other, so they differ.",
}


def check_not_merged(duplicate: Model, target: Model) -> None:
    """Raise Refused if one of the two is merged already."""
    if merge := find_merge(duplicate):
        raise Refused(f"“{duplicate}” was merged into “{merge.target}” already.")
    if merge := find_merge(target):
        raise Refused(f"“{target}” was itself merged into “{merge.target}”: choose that one.")


def check_claims(duplicate: Claim, target: Claim) -> None:
    check_not_merged(duplicate, target)
    for claim in (duplicate, target):
        if claim.state == State.RETRACTED:
            raise Refused(f"“{claim}” is retracted. Only drafts and published claims are merged.")
    if duplicate.is_published and not target.is_published:
        raise Refused(
            f"Readers see “{duplicate}”, and “{target}” is a draft: they would lose what they have seen. "
            "Merge the other way round, or publish the draft first."
        )


def explain_difference(duplicate: Claim, target: Claim) -> str:
    """Explain why the two claims can hardly be the same.

    Goes by their wording and by the relations on record. Returns "" if neither says that they differ.
    """
    is_between_them = Q(claim=duplicate, other=target) | Q(claim=target, other=duplicate)
    kinds = set(ClaimRelation.objects.filter(is_between_them).values_list("kind", flat=True))
    reasons = [OPPOSITE.format(duplicate, target)] if are_opposites(duplicate.text, target.text) else []
    return " ".join(reasons + [reason for kind, reason in RELATED.items() if kind in kinds])


def check_claimants(duplicate: Claimant, target: Claimant) -> None:
    check_not_merged(duplicate, target)
    kinds = {duplicate.kind, target.kind}
    if ClaimantKind.OUTLET in kinds:
        raise Refused("An outlet's own voice goes with its outlet: merge the outlets instead.")
    if ClaimantKind.UNNAMED in kinds and len(kinds) > 1:
        raise Refused("An unnamed source stays one: give it a name first, if it is known by now.")
    if duplicate.wikidata_id and target.wikidata_id and duplicate.wikidata_id != target.wikidata_id:
        raise Refused(
            f"Wikidata tells them apart: {duplicate.wikidata_id} and {target.wikidata_id}. Correct one first."
        )
    for person, party in ((duplicate, target), (target, duplicate)):
        if Affiliation.objects.filter(claimant=person, party=party).exists():
            raise Refused(f"{person} speaks for {party.in_sentence}: somebody and their party are two.")
