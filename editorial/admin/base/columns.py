"""Values in the columns and panels of the admin."""

from django.utils import dateformat

from claims.labels import format_said_on
from claims.models import Citation, Statement


def format_day(value) -> str:
    """Return "12 April 2017"; "" for no date."""
    return dateformat.format(value, "j F Y") if value else ""


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
