"""An account whose owner has lost their second factor, or that somebody else may have got into."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.http import HttpRequest
from knox.models import get_token_model

from claims.rate_limits import find_address

from .notices import send_notice
from .second_factor import end_sessions


def remove_second_factors(account: User, request: HttpRequest | None = None) -> None:
    """Remove an account's second factors, password and tokens, end all its sessions, and tell its owner."""
    Authenticator.objects.filter(user=account).delete()
    get_token_model().objects.filter(user=account).delete()
    end_sessions(account)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    send_notice(
        "second_factor_removed",
        account,
        address=find_address(request) if request else "the server",
        browser=request.headers.get("User-Agent", "unknown") if request else "none",
    )
