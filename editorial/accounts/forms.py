"""The forms of allauth, with limits of guessing, and no word on who has an account."""

import time
from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from knox.models import get_token_model

from claims.rate_limits import Limit, count_within, find_address, identify_sender, is_mail_within_limit

from .links import queue_links
from .lockout import HOUR, allow, is_owner_to_be_told, take_attempt
from .notices import send_notice
from .second_factor import note_set_up
from .sessions import WEAK

LINKS_AN_HOUR = 20
"""How many links one sender may ask for; one address gets as many as any mail that it did not confirm."""
PROGRAMS_GO_ON = (
    'You are signed out everywhere else. Programs go on with your tokens ({}): <a href="{}">revoke</a> those '
    "that somebody else may have."
)
REPLAY_SECONDS = 90
"""How long a code of an app may be valid: its own half minute, the one before and the one after."""


class LimitedCodeForm(BaseAuthenticateForm):
    """A code, each of which counts as an attempt, and is taken once."""

    def clean_code(self) -> str:
        attempt = take_attempt("code", self.user.get_username(), context.request)
        try:
            code = self._check_code()
        except forms.ValidationError:
            if is_owner_to_be_told(self.user.get_username()):
                browser = context.request.headers.get("User-Agent", "unknown")
                send_notice("wrong_codes", self.user, address=find_address(context.request), browser=browser)
            raise
        allow(attempt)
        return code

    def _check_code(self) -> str:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=self.user.pk)  # codes sent at once wait for each other
            code: str = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                use_up(self.authenticator, code)
        return code


def use_up(authenticator: Authenticator, code: str) -> None:
    """Store that a code of an app was used. Raises ValidationError if it was before (RFC 6238, 5.2)."""
    now, digits = time.time(), "".join(code.split())
    used = {each: at for each, at in authenticator.data.get("used", {}).items() if now - at < REPLAY_SECONDS}
    if digits in used:
        raise get_adapter().validation_error("incorrect_code")
    authenticator.data["used"] = used | {digits: now}
    authenticator.save(update_fields=["data"])


class LimitedAuthenticateForm(LimitedCodeForm, AuthenticateForm):
    """The second step of a sign-in."""


class LimitedReauthenticateForm(LimitedCodeForm, ReauthenticateForm):
    """A code instead of the password, of somebody who is signed in."""


class SetUpAppForm(ActivateTOTPForm):
    """A code of the app that is being set up."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        note_set_up(context.request)
        return code


class LimitedChangePasswordForm(ChangePasswordForm):
    """One's own password, by somebody who knows the one before."""

    def clean_oldpassword(self) -> str:
        attempt = take_attempt("password", self.user.get_username(), context.request)
        password: str = super().clean_oldpassword()
        allow(attempt)
        return password

    def save(self) -> None:
        """Store the password, which ends the other sessions, and say which programs go on."""
        super().save()
        context.request.session.pop(WEAK, None)
        if names := list_tokens(self.user):
            told = format_html(PROGRAMS_GO_ON, names, reverse("admin:api_personaltoken_changelist"))
            messages.warning(context.request, told)


class ChosenPasswordForm(ResetPasswordKeyForm):
    """A password chosen by a link, by somebody who may have lost the one before to somebody else."""

    @property
    def tokens(self) -> str:
        return list_tokens(self.user)

    def save(self) -> None:
        """Store the password, which ends all sessions, and revoke all tokens."""
        with transaction.atomic():
            super().save()
            get_token_model().objects.filter(user=self.user).delete()


def list_tokens(user: User) -> str:
    """Return the names of the tokens with which programs work for somebody. Queries: 1."""
    return ", ".join(
        get_token_model().objects.filter(user=user).order_by("pk").values_list("name", flat=True)
    )


def count_link(request: HttpRequest) -> None:
    """Count one more wish for a link of this sender. Raises ValidationError if it is one too many."""
    now = timezone.now()
    hour = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    counted = f"links for {identify_sender(request)} in hour {hour.hour}"
    if reached := count_within([Limit(counted, LINKS_AN_HOUR, hour + HOUR)], now=now):
        raise forms.ValidationError(
            f"Too many links were asked for from here. Ask again after {reached.until:%H:%M (%Z)}."
        )


class RequestLinkForm(ResetPasswordForm):
    """The address to which a link is sent. What is answered, and when, does not tell if anybody has it."""

    def clean_email(self) -> str:
        if not settings.FOLLOW_BY_MAIL:
            raise forms.ValidationError("This site sends no mail. Ask whoever runs it for a link.")
        count_link(context.request)
        email: str = self.cleaned_data["email"].lower()
        return email

    def save(self, _request: HttpRequest, **_more: Any) -> str:
        """Queue the links of all accounts with this address, and a job in any case.

        An address that was asked for too often gets no more, of which nobody is told.
        """
        email: str = self.cleaned_data["email"]
        accounts = User.objects.filter(email__iexact=email, is_active=True, is_staff=True)
        user_ids = list(accounts.values_list("pk", flat=True))
        is_allowed = is_mail_within_limit(address=f"link for {email}", now=timezone.now())
        queue_links(user_ids if is_allowed else [])
        return email
