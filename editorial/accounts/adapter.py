"""What allauth asks us: who may sign in and how often, what is encrypted, who is told of what."""

import base64
import hashlib
from functools import cached_property
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.urls import reverse

from claims.rate_limits import UNKNOWN, find_address

from .devices import find_device, remember_device
from .guards import is_fresh
from .lockout import allow, take_attempt
from .notices import send_notice
from .sessions import WEAK

NEW_DEVICE = "You had not used this browser here before. If this was not you, change your password now."


class AccountAdapter(DefaultAccountAdapter):
    """Signing in. Nobody signs up: people are invited (editorial/users.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_client_ip(self, request: HttpRequest) -> str:
        address = find_address(request)
        return "0.0.0.0" if address == UNKNOWN else address  # noqa: S104 - stands for no address in a row

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password. Whoever may not enter the editors' site is answered as if it were wrong.

        Why it would be refused today is noted in the session (`lead_to_new_password`).

        Raises ValidationError after too many attempts.
        """
        attempt = take_attempt("password", credentials.get("username", ""), request)
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User) or not (user.is_staff and user.is_active):
            return None
        allow(attempt)
        try:
            validate_password(credentials["password"], user)
        except ValidationError as error:
            request.session[WEAK] = " ".join(error.messages)
        else:
            request.session.pop(WEAK, None)
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return super().is_reauthentication_required(app=app, **kwargs) and not is_fresh(self.request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **about: Any) -> HttpResponse:
        """Remember the browser; where it is a new one, tell so on the page and by mail."""
        response: HttpResponse = super().post_login(request, user, **about)
        if find_device(request, user.get_username()) is None:
            messages.info(request, NEW_DEVICE)
            self.send_notification_mail("new_device", user)
        remember_device(request, response, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: Any = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what happened to it."""
        send_notice(
            template_prefix,
            user,
            address=self.get_client_ip(self.request),
            browser=self.get_http_user_agent(self.request),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets are encrypted with a key made from SECRET_KEY."""

    @cached_property
    def _cipher(self) -> Fernet:
        key = hashlib.sha256(b"second factors " + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that nobody knows if SECRET_KEY has changed since."""
        try:
            return self._cipher.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(Fernet.generate_key()[:20]).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()
