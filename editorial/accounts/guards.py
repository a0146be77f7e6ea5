"""What stands before the pages of the editors' site besides permissions: a second factor, a fresh sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from .second_factor import has_second_factor, is_second_factor_used, needs_second_factor
from .sessions import SIGNED_IN_AT, WEAK
from .suspended_requests import SECONDS_TO_CHOOSE, allow_resuming, resume_request, suspend_request

View = Callable[..., HttpResponseBase]

OWN_ACCOUNT = ("account_", "mfa_", "usersessions_", "password_change")
"""Prefixes of the names of the pages of one's own account: open to an account without a second factor."""
OPEN = {"logout", "jsi18n"}

SET_UP_FIRST = (
    "Your account can do more than record drafts, so it needs a second factor: an app on your phone that "
    "shows codes, or a passkey. Set one up here; then everything opens."
)
SHOW_IT_FIRST = "Sign in again, this time with your second factor."
CHANGE = "account_change_password"
CHOOSE_ANOTHER = (
    "Your password is weaker than passwords are now. {} Choose another here; then everything opens."
)
CONFIRMING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", CHANGE}
"""Pages on which somebody who is signed in shows again who they are."""

FRESH = {
    *("api_personaltoken_add", "api_personaltoken_delete"),
    *("subscriptions_webhook_add", "subscriptions_webhook_change", "subscriptions_webhook_delete"),
    "subscriptions_webhook_make_new_secret",
    *("sources_capture_delete", "sources_capturetext_delete", "claims_origin_remove_payload"),
    *("auth_user_add", "auth_user_change", "auth_user_history", "auth_user_delete"),
    *("auth_user_send_link", "auth_user_begin_anew", "auth_user_personal_data", "auth_user_remove"),
    *("auth_group_add", "auth_group_change", "auth_group_delete"),
    *("claims_review_undo", "claims_importrun_undo"),
}
"""Pages that need a sign-in of the last minutes: accounts, tokens, taking something down.

The action of a list is named as the page that does the same to one row (`list_asked`).
"""
FRESH_ENDINGS = ("_merge", "_unmerge", "_retract")
"""What the names of other such pages end with."""


def lead_to_new_password(view: View) -> View:
    """Lead those who signed in with a password that would be refused today to where they choose another.

    What they send meanwhile to another page is kept, and done afterwards.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reasons = request.session.get(WEAK)
        if not reasons or find_name(request) in OPEN | {CHANGE}:
            return view(request, *args, **kwargs)
        messages.warning(request, CHOOSE_ANOTHER.format(reasons))
        return suspend_request(request, reverse(CHANGE), SECONDS_TO_CHOOSE)

    return guarded


def lead_to_second_factor(view: View) -> View:
    """Lead those who need a second factor to where it is set up, from everywhere else. Queries: up to 1.

    Whoever has one, but has not shown it in this session, is signed out: also from the pages of their own
    account, where a factor could be replaced, and also if they need none.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = find_name(request)
        is_own = name.startswith(OWN_ACCOUNT)
        if name in OPEN or not (is_own or needs_second_factor(request.user)):
            return view(request, *args, **kwargs)
        if not has_second_factor(request.user):  # type: ignore[arg-type]  # the admin has asked who it is
            if is_own:
                return view(request, *args, **kwargs)
            messages.warning(request, SET_UP_FIRST)
            return HttpResponseRedirect(reverse("mfa_index"))
        if not is_second_factor_used(request):  # somebody was signed in before they had one
            logout(request)
            messages.warning(request, SHOW_IT_FIRST)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return view(request, *args, **kwargs)

    return guarded


def ask_for_fresh_sign_in(view: View) -> View:
    """Ask for the password again before what does most harm in wrong hands; then go on with what was sent."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if any(map(needs_fresh_sign_in, list_asked(request))):
                raise_if_reauthentication_required(request, app="editorial")
            response = view(resume_request(request), *args, **kwargs)
        except ReauthenticationRequired:  # allauth's own pages ask in this way, too
            methods = get_adapter().get_reauthentication_methods(request.user)
            if not methods:
                raise PermissionDenied from None
            return suspend_request(request, methods[0]["url"])
        if request.method == "POST" and find_name(request) in CONFIRMING:
            allow_resuming(request, response)
        return response

    return guarded


def find_name(request: HttpRequest) -> str:
    """Return the name of the page that is asked for."""
    match = request.resolver_match
    return (match.url_name if match else None) or ""


def list_asked(request: HttpRequest) -> list[str]:
    """Return the name of the page that is asked for, and those of the actions that a list is asked for.

    "retract_selected" of the list of claims is "claims_claim_retract", as the page that retracts one.
    """
    name = find_name(request)
    model = name.removesuffix("changelist")
    if request.method != "POST" or model == name:
        return [name]
    actions = request.POST.getlist("action")  # several, of which the form says which one is meant
    return [name, *(model + action.removesuffix("_selected") for action in actions)]


def needs_fresh_sign_in(name: str) -> bool:
    """Tell whether a page, or the action of a list, needs a sign-in of the last minutes."""
    return name in FRESH or name.endswith(FRESH_ENDINGS)


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether somebody signed in so lately that the password need not be asked for again."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    now = timezone.now().timestamp()
    return signed_in_at is not None and now - signed_in_at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
