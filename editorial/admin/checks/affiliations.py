"""Party and capacity of a claimant, filled in from unambiguous affiliations."""

import datetime
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Q

from claims.models import Affiliation, Claimant, ClaimantKind

IN_ITS_OWN_NAME: dict[str, str] = {
    ClaimantKind.GOVERNMENT: "as a government",
    ClaimantKind.ORGANISATION: "as an organisation",
    ClaimantKind.OUTLET: "in its own voice",
    ClaimantKind.PERSON: "as a private person",
}


def fetch_affiliations(claimant: Claimant, day: datetime.date | None) -> list[Affiliation]:
    """Return the affiliations of `claimant` on `day`, by party and role.

    Without a day all of them are returned; unknown dates count as open ends.
    """
    rows = Affiliation.objects.filter(claimant=claimant).select_related("party")
    if day:
        rows = rows.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))
    return list(rows.order_by("party__name", "role", "pk"))


def find_party(claimant: Claimant, day: datetime.date | None) -> Claimant:
    """Return the only party that `claimant` speaks for.

    Raises ValidationError if there is none, or several.
    """
    if claimant.is_party:
        return claimant
    parties = {row.party_id: row.party for row in fetch_affiliations(claimant, day)}
    if len(parties) == 1:
        return next(iter(parties.values()))
    if parties:
        choices = ", ".join(str(party) for party in parties.values())
        raise ValidationError(f"{claimant} speaks for more than one party: choose from {choices}.")
    raise ValidationError(f"Choose the party: no affiliation of {claimant} on that day is on the record.")


def find_capacity(claimant: Claimant, party: Claimant, day: datetime.date | None) -> str:
    """Return the role in which `claimant` speaks for `party`.

    Raises ValidationError if that is in doubt.
    """
    if claimant.pk == party.pk:
        return IN_ITS_OWN_NAME.get(claimant.kind, "in its own name")
    roles = {row.role for row in fetch_affiliations(claimant, day) if row.party_id == party.pk}
    if len(roles) == 1:
        return roles.pop()
    if roles:
        raise ValidationError(f"Say in which role: {' or '.join(sorted(roles))}.")
    raise ValidationError(
        f"Say in which role: no affiliation of {claimant} with {party} on that day is on the record."
    )


def fill_field(form, name: str, find: Callable, *args) -> None:
    """Fill the empty field `name` with what `find` returns, or show its error there."""
    try:
        form.cleaned_data[name] = find(*args)
    except ValidationError as error:
        form.add_error(name, error)
