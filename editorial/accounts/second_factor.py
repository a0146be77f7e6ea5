"""Who needs a second factor at sign-in, and what is closed to them until they have one."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest

from editorial.roles import PERMISSIONS

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""An app's codes, and passkeys or security keys. Recovery codes stand in for one of these, and are none."""
SET_UP_HERE = "second_factor_set_up"
"""The key under which a session holds that a second factor was set up in it."""


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Tell whether an account may do more than an Editor: publish, manage accounts, see webhooks."""
    if not settings.SECOND_FACTOR or not user.is_authenticated:
        return False
    allowed = {permission.partition(".")[2] for permission in user.get_all_permissions()}
    return not allowed <= PERMISSIONS["Editor"]


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Tell whether an account has a second factor. Queries: 1."""
    return is_mfa_enabled(user, FACTORS)


def is_second_factor_used(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has shown a second factor in this session, or set it up in it."""
    methods = get_authentication_records(request, request.user)
    return SET_UP_HERE in request.session or any(record["method"] == "mfa" for record in methods)


def note_set_up(request: HttpRequest) -> None:
    """Let the session go on in which a second factor was set up: it was shown there."""
    request.session[SET_UP_HERE] = True


def end_sessions(user: AbstractBaseUser, *, but: str | None = None) -> None:
    """End all sessions of an account, except the one with the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def begin_to_ask(
    request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **_signal: Any
) -> None:
    """End the other sessions when the first second factor is set up: they began without one."""
    if authenticator.type not in FACTORS:
        return
    note_set_up(request)
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=authenticator.pk)
    if not others.exists():
        end_sessions(user, but=request.session.session_key)


authenticator_added.connect(begin_to_ask)
