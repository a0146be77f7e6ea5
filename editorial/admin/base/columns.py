"""Values in words, as all pages of the admin show them."""

import datetime
from typing import Any

from django.utils import dateformat, timezone

from claims.labels import format_said_on
from claims.models import Citation, Statement


def format_day(value) -> str:
    """Return "12 April 2017"; "" for no date."""
    return dateformat.format(value, "j F Y") if value else ""


def format_moment(at: datetime.datetime | None) -> str:
    """Return "12 April 2017, 09:30", in the site's time zone; "" for no time."""
    return dateformat.format(timezone.localtime(at), "j F Y, H:i") if at else ""


def format_value(f: Any, value: Any) -> str:
    """Return the value of a field as people read it; "" for none.

    For a foreign key, `value` is the row.
    """
    if value is None or value == "":
        return ""
    if f.choices:
        return str(dict(f.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return format_moment(value)
    if isinstance(value, datetime.date):
        return format_day(value)
    return str(value)


def describe_stance(statement: Statement) -> str:
    """Return "affirms" or "denies, hedged"."""
    return statement.get_stance_display() + (", hedged" if statement.hedged else "")


def describe_proof(citation: Citation) -> str:
    """Say whether the excerpt has been found in the article's text."""
    return "proved" if citation.is_proved else "unverified"


STATEMENT_COLUMNS = {
    "Claimant": lambda s: s.claimant,
    "Stance": describe_stance,
    "Said": format_said_on,
    "For": lambda s: "itself" if s.party_id == s.claimant_id else s.party,
    "State": lambda s: s.get_state_display(),
}
"""Columns of a panel of statements; the rows need claimant and party selected."""
