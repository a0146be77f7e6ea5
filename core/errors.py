"""What the database refuses, in words for editors."""

from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models, transaction

CONSTRAINT_MESSAGES = {
    "capture_is_immutable": "A capture is never altered. Add a new capture instead.",
    "capture_text_matches_hash": "This text is not the one that was captured.",
}
"""Messages for rules that no single model states, by constraint name. Other apps add theirs."""

DEADLOCK_DETECTED = "40P01"  # SQLSTATE: two writers waited for each other, and this one gave way
STILL_REFERENCED = "Something else on the record depends on this, so it cannot be removed."


class Refused(Exception):
    """Something that a person asked for cannot be done; the message says why and what to do."""


def describe_refusal(error: IntegrityError) -> str:
    """What `error` means for the person who caused it; never the database's own words."""
    if isinstance(error, models.ProtectedError):
        return STILL_REFERENCED
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name in CONSTRAINT_MESSAGES:
        return CONSTRAINT_MESSAGES[name]
    if name.endswith("_key_is_immutable"):
        return "A key is given once and never altered."
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    if getattr(diagnosis, "sqlstate", "") == "23503":
        return STILL_REFERENCED
    if getattr(diagnosis, "sqlstate", "") == "23505":
        return "This is already on the record."
    return "The database refused this change. Nothing was saved."


@contextmanager
def translate_refusals():
    """Run a change in a transaction of its own; what the database refuses becomes `Refused`.

    Rules that wait for the end of the transaction are checked before it is left, so success
    means success.
    """
    try:
        with transaction.atomic():
            yield
            check_deferred_constraints()
    except IntegrityError as error:
        raise Refused(describe_refusal(error)) from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK_DETECTED:
            raise
        raise Refused(
            "Somebody else was changing the same claim at this moment. Nothing was saved: try again."
        ) from error


def check_deferred_constraints() -> None:
    """Check the rules that wait for the end of the transaction; IntegrityError if one is broken."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
