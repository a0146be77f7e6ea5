"""What the database refuses, in words for editors."""

from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

SPANNING_RULES = {
    "affiliation_party_is_a_party": "Nobody can speak for this claimant, because it is not a "
    'party. Choose a party, or tick "speaks for itself" on the claimant first.',
    "affiliation_claimant_is_no_party": "This claimant is a party: it speaks for itself and has "
    "no affiliations. That also keeps two parties from speaking for each other.",
    "statement_party_is_a_party": "Nobody can speak for this claimant, because it is not a party. "
    'Choose a party, or tick "speaks for itself" on the claimant first.',
    "statement_party_speaks_for_itself": "A party speaks for itself only, and somebody who is not "
    "a party speaks for one. Choose the party accordingly.",
    "citation_relayed_for_a_party": "Second-hand words: the party of the person who passes them "
    "on must be a party.",
    "citation_relayer_speaks_for_a_party": "Second-hand words: a party passes them on for itself; "
    "anybody else does so for a party.",
    "citation_capture_belongs_to_article": "The capture belongs to another article.",
    "citation_relayed_by_somebody_else": "Nobody passes on their own words: leave *relayed by* "
    "empty, or choose somebody else.",
    "citation_own_words_are_the_outlets": '"The outlet\'s own words" is for an outlet speaking in '
    "its own voice in its own article, and always for that.",
    "statement_published_needs_a_citation": "A published statement needs at least one citation.",
    "claim_published_needs_a_position": "A published claim needs at least one position that "
    "counts. Add a statement with a citation, or retract the claim.",
    "capture_is_immutable": "A capture is never altered. Add a new capture instead.",
    "capture_text_matches_hash": "This text is not the one that was captured.",
}

NEEDED_BY_OTHERS = "Something else on the record depends on this, so it cannot be removed."


class Refused(Exception):
    """Something that a person asked for cannot be done; the message says why and what to do."""


def refusal_message(error: IntegrityError) -> str:
    """What `error` means for the person who caused it; never the database's own words."""
    if isinstance(error, models.ProtectedError):
        return NEEDED_BY_OTHERS
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name in SPANNING_RULES:
        return SPANNING_RULES[name]
    if name.endswith("_key_is_immutable"):
        return "A key is given once and never altered."
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    if getattr(diagnosis, "sqlstate", "") == "23503":
        return NEEDED_BY_OTHERS
    if getattr(diagnosis, "sqlstate", "") == "23505":
        return "This is already on the record."
    return "The database refused this change. Nothing was saved."


@contextmanager
def refusals():
    """Run a change in a transaction of its own; what the database refuses becomes `Refused`.

    Rules that wait for the end of the transaction are checked before it is left, so success
    means success.
    """
    try:
        with transaction.atomic():
            yield
            check_now()
    except IntegrityError as error:
        raise Refused(refusal_message(error)) from error


def check_now() -> None:
    """Check the rules that wait for the end of the transaction; IntegrityError if one is broken."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
