"""Requests that wait in the session until somebody has given their password again, or chosen a better one.

allauth's own way carries a request out whenever a password is given next, loses it if its address has a
query string, and shows the answer where the password was asked for, to which a form on it is then sent. Here
it is carried out at its own address, once, after the password that was asked for because of it.
"""

from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

KEY = "suspended_request"
"""The key of the session: the `request` and its address `path`, with the time `until` which it waits."""
SECONDS_TO_CONFIRM = 5 * 60
SECONDS_TO_CHOOSE = 15 * 60
SECONDS_TO_FOLLOW = 30
"""How long a browser may take to be led back once the password was right."""
TOO_LATE = (
    "A password was asked for, and not given in time. What you had sent before was not done: "
    "send it again if you still want it."
)


def suspend_request(
    request: HttpRequest, asked_at: str, seconds: int = SECONDS_TO_CONFIRM
) -> HttpResponseRedirect:
    """Lead to where the password is asked for, and keep what a form sent. It replaces what waited before."""
    path = request.get_full_path()
    if (
        request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    ):  # a script's: its page keeps what it has
        return redirect_to_login(path, asked_at)
    request.session.pop(KEY, None)
    if request.method == "POST":
        kept = {"request": serialize_request(request), "path": path, "is_confirmed": False}
        request.session[KEY] = kept | {"until": _now() + seconds}
    return redirect_to_login(path, asked_at)


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
