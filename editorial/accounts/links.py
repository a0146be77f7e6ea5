"""Links with which people choose their password: one for each, which works once and for a day."""

from collections.abc import Sequence

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

INVITATION = """You are invited to work on On the Record, as {name}.

Choose your password here, within a day:

{link}

If you did not expect this, do nothing.
"""
RENEWAL = """Here is a link with which you can choose a new password for {name}, within a day:

{link}

It works once. If you did not ask for it, do nothing: your password stays as it is.
"""


def make_link(user: User) -> str:
    """Return a link with which `user` chooses a password. It is void once they have, or have signed in."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token}
    )
    return f"{settings.SITE_URL}{path}"


def queue_links(user_ids: Sequence[int]) -> None:
    """Queue a mail with a link to each of these accounts. The job is queued also where there are none."""
    app.configure_task("mail_links", allow_unknown=False).defer(user_ids=list(user_ids))


def mail_links(*, user_ids: Sequence[int]) -> None:
    """Send their links to accounts that may sign in: of several in a job of its own for each.

    So a job that is run again, because the mail server failed, sends nobody a second mail.
    """
    users = User.objects.filter(pk__in=user_ids, is_active=True).exclude(email="").order_by("pk")
    if len(user_ids) > 1:
        with transaction.atomic():
            for user in users:
                queue_links([user.pk])
        return
    for user in users:
        is_new = user.last_login is None
        subject = "Your invitation to On the Record" if is_new else "A new password for On the Record"
        text = (INVITATION if is_new else RENEWAL).format(name=user.get_username(), link=make_link(user))
        send_mail(subject, text, None, [user.email])
