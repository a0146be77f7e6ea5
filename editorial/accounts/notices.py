"""What the owners of accounts are told by mail."""

from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

HAPPENED = {
    "new_device": "Somebody signed in to your account with a browser that had not been used for it before.",
    "account/email/password_changed": "The password of your account was changed.",
    "account/email/password_reset": "The password of your account was set by a link that we had sent you. "
    "You were signed out everywhere, and tokens of your programs were revoked.",
    "mfa/email/totp_activated": "An app was set up that shows codes for signing in to your account.",
    "mfa/email/totp_deactivated": "The app that shows codes for your account was removed.",
    "mfa/email/webauthn_added": "A passkey or security key was added to your account.",
    "mfa/email/webauthn_removed": "A passkey or security key was removed from your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account.",
    "second_factor_removed": "Your second factors were removed, you were signed out everywhere, and the "
    "tokens of your programs were revoked. The link in another mail lets you begin anew.",
    "wrong_codes": "Wrong codes were given several times today by somebody who has your password, or is "
    "signed in to your account.",
    "address_changed": "The e-mail address of your account was changed. Mail goes to the new one now.",
}
"""What each notice says; those of allauth by the names of its own templates."""

TOLD = {
    "added": "{by} has added an account to the desk: {name}, in {groups}.",
    "raised": "{by} has given an account more rights: {name}, in {groups}.",
    "address": "{by} has changed the address of an account that was invited: {name}, in {groups}.",
}
"""What those who manage accounts are told of."""
INVITED = """{told}

If that is somebody whom you do not know, ask {by}, and look at {site}/admin/auth/user/
"""
TEXT = """{happened}

Account: {name}
When: {at}
From: {address}
Browser: {browser}

If this was you, there is nothing to do. If not, set a new password at {site}/admin/account/password/reset/
and tell whoever manages the accounts.
"""


def send_notice(kind: str, user: AbstractBaseUser, *, address: str, browser: str, to: str = "") -> None:
    """Queue a mail to the owner of an account; none where no mail is sent, or they have no address.

    It goes to the address that the account has when it is sent, or to a former one (`to`).
    """
    if not settings.FOLLOW_BY_MAIL or kind not in HAPPENED or not (to or getattr(user, "email", "")):
        return
    task = app.configure_task("mail_notice", allow_unknown=False)
    browser = browser[:HTTP_USER_AGENT_MAX_LENGTH]
    at = f"{timezone.localtime():%Y-%m-%d %H:%M (%Z)}"
    task.defer(user_id=user.pk, kind=kind, at=at, address=address, browser=browser, to=to)


def mail_notice(*, user_id: int, kind: str, to: str = "", **about: str) -> None:
    """Send a notice, unless the account is gone meanwhile. `to`: jobs of the release before have none."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not (to or user.email):
        return
    text = TEXT.format(happened=HAPPENED[kind], name=user.get_username(), site=settings.SITE_URL, **about)
    send_mail("About your account at On the Record", text, None, [to or user.email])


def tell_administrators(account: User, *, by: User, kind: str = "added") -> None:
    """Queue a mail to all others who may add accounts: nobody invites, or gives rights, in secret."""
    if settings.FOLLOW_BY_MAIL:
        task = app.configure_task("mail_invited", allow_unknown=False)
        task.defer(user_id=account.pk, by_id=by.pk, kind=kind)


def mail_invited(*, user_id: int, by_id: int, kind: str = "added", to_id: int | None = None) -> None:
    """Tell those who manage accounts of a change to one, each in a job of its own (`to_id`)."""
    account, by = (User.objects.filter(pk=pk).first() for pk in (user_id, by_id))
    if account is None or by is None:
        return
    told = TOLD[kind].format(by=by.get_username(), name=account.get_username(), groups=list_groups(account))
    text = INVITED.format(told=told, by=by.get_username(), site=settings.SITE_URL)
    others = User.objects.with_perm("auth.add_user", backend="django.contrib.auth.backends.ModelBackend")
    others = others.exclude(pk__in=[user_id, by_id]).exclude(email="").distinct().order_by("pk")
    if to_id is not None:
        for other in others.filter(pk=to_id):
            send_mail("An account at On the Record", text, None, [other.email])
        return
    with transaction.atomic():
        for other in others:
            task = app.configure_task("mail_invited", allow_unknown=False)
            task.defer(user_id=user_id, by_id=by_id, kind=kind, to_id=other.pk)


def list_groups(account: User) -> str:
    """Return the groups of an account in words, and what it may do besides."""
    groups = [*account.groups.order_by("name").values_list("name", flat=True)] or ["no group"]
    if account.user_permissions.exists():
        groups.append("with rights of its own")
    if account.is_superuser:
        groups.append("a superuser")
    return ", ".join(groups)
