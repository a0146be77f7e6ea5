"""How rows read in the admin's columns and panels."""

from django.utils import dateformat

from claims import labels
from claims.models import Statement


def day(value) -> str:
    """ "12 April 2017"; empty for no date."""
    return dateformat.format(value, "j F Y") if value else ""


def said(statement: Statement) -> str:
    """When it was said, no more precisely than is known: "April 2017", "by 12 April 2017"."""
    return labels.format_said_on(statement)


def stance(statement: Statement) -> str:
    """ "affirms", "denies, hedged"."""
    return statement.get_stance_display() + (", hedged" if statement.hedged else "")


def proof(citation) -> str:
    """Whether the excerpt has been found in the article's text."""
    return "proved" if citation.is_proved else "unverified"


STATEMENT_COLUMNS = {
    "Claimant": lambda s: s.claimant,
    "Stance": stance,
    "Said": said,
    "For": lambda s: "itself" if s.party_id == s.claimant_id else s.party,
    "State": lambda s: s.get_state_display(),
}
"""Columns of a panel of statements; the rows need claimant and party selected."""
