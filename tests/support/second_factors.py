"""Second factors in tests: an app that shows codes, and signing in with it by the forms."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from editorial.accounts.adapter import SecondFactorAdapter

PASSWORD = "moss-lantern-84"


def add_app(user) -> str:
    """Set an app up for an account; return its secret."""
    secret = generate_totp_secret()
    data = {"secret": SecondFactorAdapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    """Return what the app shows, or showed some half minutes before now (or will, after)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(client: Client, username: str, password: str = PASSWORD, **sent):
    """Send the form of the sign-in page. The address from which is `REMOTE_ADDR`."""
    address = {"REMOTE_ADDR": sent.pop("address", "192.0.2.1")}
    return client.post(reverse("account_login"), {"login": username, "password": password, **sent}, **address)


def show_code(client: Client, code: str, address: str = "192.0.2.1"):
    """Send the form of the second step."""
    return client.post(reverse("mfa_authenticate"), {"code": code}, REMOTE_ADDR=address)
