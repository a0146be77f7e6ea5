"""Errors that people can cause, in words for editors.

They say what the database refuses, and why.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError, connection, models, transaction

CONSTRAINT_MESSAGES: dict[str, str] = {}
"""Messages by constraint name, for rules that no model's `Meta` states. Each app adds its own."""

# SQLSTATE codes (PostgreSQL, appendix A)
DEADLOCK_DETECTED = "40P01"
SERIALIZATION_FAILURE = "40001"
LOCK_NOT_AVAILABLE = "55P03"
CONFLICTS = frozenset({DEADLOCK_DETECTED, SERIALIZATION_FAILURE, LOCK_NOT_AVAILABLE})
FOREIGN_KEY_VIOLATION = "23503"
UNIQUE_VIOLATION = "23505"
EXCLUSION_VIOLATION = "23P01"

GONE = "Somebody else has removed this at this moment. Nothing was saved: look at what is there now."
STILL_REFERENCED = "Something else on the record depends on this, so it cannot be removed."
TRY_AGAIN = "Somebody else was changing this at the same time. Nothing was saved: try again."


class Refused(Exception):
    """A person's request that cannot be carried out.

    The message says why and what to do.
    """


class Conflict(Refused):
    """A request that met somebody else's change of the same rows; tried again, it may succeed."""


def describe_refusal(error: IntegrityError) -> str:
    """Say what `error` means for the person who caused it.

    The answer is never in the database's own words.
    """
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
    sqlstate = getattr(diagnosis, "sqlstate", "")
    if sqlstate == FOREIGN_KEY_VIOLATION:
        return STILL_REFERENCED
    if sqlstate in (UNIQUE_VIOLATION, EXCLUSION_VIOLATION):
        return "This is already on the record."
    return "The database refused this change. Nothing was saved."


@contextmanager
def translate_refusals() -> Iterator[None]:
    """Run a change in a transaction; raise Refused for what the database refuses, and for a row that is gone.

    Raises Conflict for what met somebody else's change. Deferred constraints are checked before the
    transaction ends, so success means success; of what is rolled back in any case nothing is checked.
    """
    try:
        with transaction.atomic():
            yield
            if not transaction.get_rollback():
                check_deferred_constraints()
    except IntegrityError as error:
        raise Refused(describe_refusal(error)) from error
    except ObjectDoesNotExist as error:
        raise Refused(GONE) from error
    except OperationalError as error:
        if not is_conflict(error):
            raise
        raise Conflict(TRY_AGAIN) from error


def is_conflict(error: BaseException | None) -> bool:
    """Tell whether PostgreSQL ended a statement because of another transaction.

    That is a deadlock, a serialization failure or a lock that was waited for too long; Conflict is one too.
    """
    cause = getattr(error, "__cause__", None)
    return isinstance(error, Conflict) or getattr(cause, "sqlstate", "") in CONFLICTS


def check_deferred_constraints() -> None:
    """Check now the constraints that wait for the end of the transaction.

    Raises IntegrityError if one is violated.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
