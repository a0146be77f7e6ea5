"""Addresses of signing in and of one's own account: allauth's views, as far as they are used here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app_codes
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, re_path
from django.urls.resolvers import URLPattern
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]
USING_PASSKEYS = {"mfa_authenticate", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"}
"""The only pages that may ask the browser for a passkey."""


def dress(view: View, name: str) -> View:
    """Show a page of allauth in the look of the editors' site."""

    @wraps(view)
    def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            shared = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
            response.context_data = shared | (response.context_data or {})
        if name in USING_PASSKEYS:
            response.uses_passkeys = True  # type: ignore[attr-defined]  # project/headers.py reads it
        return response

    return never_cache(dressed)


def entrance(route: str, view: View, name: str) -> URLPattern:
    """Return a page for everybody."""
    return path(route, dress(view, name), name=name)


def own(route: str, view: View, name: str) -> URLPattern:
    """Return a page for those who are signed in, on their own account."""
    return path(route, admin.site.admin_view(dress(view, name)), name=name)


urlpatterns = [
    entrance("login/", account.login, "account_login"),
    entrance("account/second-step/", second_factor.authenticate, "mfa_authenticate"),
    entrance("account/logout/", account.logout, "account_logout"),
    entrance("account/inactive/", account.account_inactive, "account_inactive"),
    entrance("account/password/reset/", account.password_reset, "account_reset_password"),
    entrance("account/password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    entrance(
        "account/password/chosen/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9a-z-]{1,80})/$",
        dress(account.password_reset_from_key, "account_reset_password_from_key"),
        name="account_reset_password_from_key",
    ),
    own("password_change/", account.password_change, "account_change_password"),
    own("account/", second_factor.index, "mfa_index"),
    own("account/sessions/", sessions.list_usersessions, "usersessions_list"),
    own("account/confirm/", account.reauthenticate, "account_reauthenticate"),
    own("account/confirm/code/", second_factor.reauthenticate, "mfa_reauthenticate"),
    own("account/confirm/passkey/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    own("account/app/", app_codes.activate_totp, "mfa_activate_totp"),
    own("account/app/remove/", app_codes.deactivate_totp, "mfa_deactivate_totp"),
    own("account/passkeys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    own("account/passkeys/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
    own("account/passkeys/<int:pk>/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    own("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    own("account/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    own("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    own(
        "account/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
]
