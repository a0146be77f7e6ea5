"""For whom a claimant speaks: filled in from the affiliations where they leave no doubt."""

import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from claims.models import Affiliation, Claimant, ClaimantKind

IN_ITS_OWN_NAME = {
    ClaimantKind.GOVERNMENT: "as a government",
    ClaimantKind.ORGANISATION: "as an organisation",
    ClaimantKind.OUTLET: "in its own voice",
    ClaimantKind.PERSON: "as a private person",
}


def affiliations_on(claimant: Claimant, day: datetime.date | None) -> list[Affiliation]:
    """For whom `claimant` speaks on `day`, by party and role; unknown dates count as open ends."""
    rows = Affiliation.objects.filter(claimant=claimant).select_related("party")
    if day:
        rows = rows.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))
    return list(rows.order_by("party__name", "role", "pk"))


def party_of(claimant: Claimant, day: datetime.date | None) -> Claimant:
    """The one party that `claimant` speaks for. ValidationError when there is none, or several."""
    if claimant.is_party:
        return claimant
    names = {one.party_id: one.party for one in affiliations_on(claimant, day)}
    if len(names) == 1:
        return next(iter(names.values()))
    if names:
        choices = ", ".join(str(party) for party in names.values())
        raise ValidationError(f"{claimant} speaks for more than one party: choose from {choices}.")
    raise ValidationError(f"Choose the party: no affiliation of {claimant} on that day is on the record.")


def capacity_of(claimant: Claimant, party: Claimant, day: datetime.date | None) -> str:
    """In which role `claimant` speaks for `party`. ValidationError when that is in doubt."""
    if claimant.pk == party.pk:
        return IN_ITS_OWN_NAME.get(claimant.kind, "in its own name")
    roles = {one.role for one in affiliations_on(claimant, day) if one.party_id == party.pk}
    if len(roles) == 1:
        return roles.pop()
    if roles:
        raise ValidationError(f"Say in which role: {' or '.join(sorted(roles))}.")
    raise ValidationError(
        f"Say in which role: no affiliation of {claimant} with {party} on that day is on the record."
    )


def fill(form, name: str, find, *args) -> None:
    """Put what `find` finds into the empty field `name`, or its complaint beside it."""
    try:
        form.cleaned_data[name] = find(*args)
    except ValidationError as error:
        form.add_error(name, error)
