"""Requests that wait in the session until somebody has given their password again.

allauth's own way carries a request out whenever a password is given next, loses it if its address has a
query string, and shows the answer where the password was asked for, to which a form on it is then sent. Here
it is carried out at its own address, once, after the password that was asked for because of it.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

KEY = "suspended_request"
"""The key of the session: the `request` and its address `path`, with the time `until` which it waits."""
SECONDS_TO_CONFIRM = 5 * 60
SECONDS_TO_FOLLOW = 30
"""How long a browser may take to be led back once the password was right."""
TOO_LATE = (
    "Your password was asked for, and not given within five minutes. What you had sent before was not done: "
    "send it again if you still want it."
)


def suspend_request(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to where the password is asked for, and keep what was sent. It replaces what waited before."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    request.session.pop(KEY, None)
    path = request.get_full_path()
    if request.method == "POST":
        kept = {"request": serialize_request(request), "path": path, "is_confirmed": False}
        request.session[KEY] = kept | {"until": _now() + SECONDS_TO_CONFIRM}
    return redirect_to_login(path, methods[0]["url"])


def allow_resuming(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let what waits be carried out if `response` leads to it: the password was right, and asked for it."""
    kept = request.session.get(KEY)
    if kept is None or not isinstance(response, HttpResponseRedirect):
        return
    if kept["until"] < _now():
        messages.warning(request, TOO_LATE)
    if kept["until"] < _now() or response.url != kept["path"]:
        del request.session[KEY]
        return
    request.session[KEY] = kept | {"is_confirmed": True, "until": _now() + SECONDS_TO_FOLLOW}


def resume_request(request: HttpRequest) -> HttpRequest:
    """Return the request that was suspended if this one leads back to it, otherwise this one."""
    kept = request.session.get(KEY)
    if kept is None or not kept["is_confirmed"] or request.method != "GET":
        return request
    if request.get_full_path() != kept["path"]:
        return request
    del request.session[KEY]
    if kept["until"] < _now():
        return request
    _no_files = request.FILES  # read while this is a GET: later it would read the body, and forget the form
    suspended: HttpRequest = deserialize_request(kept["request"], request)
    return suspended


def _now() -> float:
    return timezone.now().timestamp()
