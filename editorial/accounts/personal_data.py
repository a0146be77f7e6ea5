"""What is kept of somebody who works here: handed out, and removed when they have left.

The record knows people by the number of their account alone: rows, versions and the history, with its hash
chain, hold no name. So whoever is removed is "former-editor-17" wherever their name stood, and the history is
still true.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from knox.models import get_token_model

from claims.models import Coverage, OpenForm, SavedView

from .second_factor import end_sessions

FORMER = "former-editor-"
"""What the name of an account begins with whose owner was removed; the rest is its number."""

OF_ACCOUNT = ("username", "first_name", "last_name", "email", "date_joined", "last_login", "is_active")
OWN_ROWS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "addresses": (EmailAddress, "user", ("email", "verified", "primary")),
    "second_factors": (Authenticator, "user", ("type", "created_at", "last_used_at")),
    "sessions": (UserSession, "user", ("created_at", "last_seen_at", "ip", "user_agent")),
    "tokens": (get_token_model(), "user", ("name", "scopes", "created", "expiry", "last_used_at")),
    "saved_views": (SavedView, "editor", ("name", "model", "parameters", "saved_at")),
    "open_forms": (OpenForm, "editor", ("model", "row_id", "opened_at")),
}
"""Rows that are about their owner and nothing else: what is handed out of them. All go with the owner."""

JOBS = """
DELETE FROM procrastinate_jobs WHERE task_name IN ('mail_notice', 'mail_links', 'mail_invited')
AND status <> 'doing' AND (args->'user_id' = %(id)s::jsonb OR args->'user_ids' @> %(id)s::jsonb)
"""


def is_former(account: User) -> bool:
    """Tell whether the owner of an account was removed. Nobody else gets such an account."""
    return account.get_username() == f"{FORMER}{account.pk}"


def collect_personal_data(account: User) -> dict[str, Any]:
    """Return what is kept of the owner of an account, without any secret. Queries: 9."""
    about = {name: getattr(account, name) for name in OF_ACCOUNT}
    rows = {
        name: list(model.objects.filter(**{owner: account}).order_by("pk").values(*fields))
        for name, (model, owner, fields) in OWN_ROWS.items()
    }
    coverage = Coverage.objects.filter(editor=account, finished_at=None).order_by("pk")
    work = coverage.values("begun_at", "changed_at", "intake", "rows")
    log = LogEntry.objects.filter(user=account).order_by("pk")
    acts = log.values("action_time", "content_type__model", "object_id", "action_flag", "change_message")
    groups = list(account.groups.order_by("name").values_list("name", flat=True))
    return about | {
        "number": account.pk,
        "groups": groups,
        **rows,
        "unfinished": list(work),
        "log": list(acts),
    }


@transaction.atomic
def remove_personal_data(account: User) -> None:
    """Remove what is kept of the owner of an account; what they recorded stays, as that of a former editor.

    It cannot be taken back. A second call changes nothing.
    """
    account = User.objects.select_for_update().get(pk=account.pk)
    end_sessions(account)
    for model, owner, _fields in OWN_ROWS.values():
        model.objects.filter(**{owner: account}).delete()
    Coverage.objects.filter(editor=account, finished_at=None).delete()
    account.groups.clear()
    account.user_permissions.clear()
    account.username = f"{FORMER}{account.pk}"
    account.first_name = account.last_name = account.email = ""
    account.last_login = None
    account.is_active = account.is_staff = account.is_superuser = False
    account.set_unusable_password()
    account.save()
    of_account = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(account.pk)}
    LogEntry.objects.filter(**of_account).update(object_repr=account.username)
    with connection.cursor() as cursor:
        cursor.execute(JOBS, {"id": str(account.pk)})
