import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.rate_limits import TooManyReports, identify_sender
from core.keyset_pagination import MAX_BIGINT
from core.query_string import parse_id
from subscriptions.follows import (
    MOST_FOLLOWS,
    TooManyFollows,
    ask_for_own_follows,
    ask_to_follow,
    confirm_request,
    end_follow,
    find_request,
    leave,
)
from subscriptions.links import CONFIRM, OWN_FOLLOWS, UNSUBSCRIBE
from subscriptions.models import Follower, Subject, SubjectKind
from subscriptions.subjects import is_public, make_filters

from .forms import AddressForm, FollowForm
from .subjects import name_subjects

ROWS = {"claims": SubjectKind.CLAIM, "topics": SubjectKind.TOPIC, "claimants": SubjectKind.CLAIMANT}
"""What can be followed, by the word in the address."""

page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@page
def follow(request: HttpRequest) -> HttpResponse:
    """Say how to follow something, and take an address that wants to see what it follows."""
    check_mail_is_sent()
    form = AddressForm(request.POST if request.method == "POST" else None)
    return _answer_form(request, form, {"template": "follow.html"}, ask_for_own_follows)


@never_cache
@page
def follow_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take the wish to follow a claim, a topic or a claimant. Queries to look: at most 3."""
    if kind not in ROWS or pk > MAX_BIGINT:
        raise Http404("Nothing that can be followed.")
    return _follow(request, Subject(ROWS[kind], pk))


@never_cache
@page
def follow_search(request: HttpRequest) -> HttpResponse:
    """Take the wish to follow the search of the query string, as the list of claims understands it."""
    query = make_filters(request.GET.urlencode()).canonical_query.urlencode()
    if not query:
        raise Http404("No search.")
    return _follow(request, Subject(SubjectKind.SEARCH, query=query))


def check_mail_is_sent() -> None:
    """Raise Http404 on a site that sends no mail."""
    if not settings.FOLLOW_BY_MAIL:
        raise Http404("This site sends no mail.")


def _follow(request: HttpRequest, subject: Subject) -> HttpResponse:
    check_mail_is_sent()
    if not is_public(subject):
        raise Http404("Nothing that readers see.")
    form = FollowForm(request.POST if request.method == "POST" else None)

    def ask(**values: Any) -> None:
        ask_to_follow(subject=subject, rhythm=form.cleaned_data["rhythm"], **values)

    context = {"template": "follow_subject.html", "subject": name_subjects([subject])[subject]}
    return _answer_form(request, form, context, ask)


def _answer_form(
    request: HttpRequest, form: AddressForm, context: dict[str, Any], ask: Callable[..., None]
) -> HttpResponse:
    """Show a form, or take what was sent; the answer is the same for every address."""
    context["form"] = form
    if not form.is_bound or not (form.is_valid() or form.is_automated):
        return render(request, context["template"], context)
    if not form.is_automated:
        now = timezone.now()
        try:
            ask(
                address=form.cleaned_data["address"],
                language=get_language() or settings.LANGUAGE_CODE,
                sender=identify_sender(request),
                now=now,
            )
        except TooManyReports as error:
            return _render_retry_later(request, context, error, now)
    return redirect("follow_sent")


def _render_retry_later(
    request: HttpRequest, context: dict[str, Any], error: TooManyReports, now: datetime
) -> HttpResponse:
    answer = render(request, context["template"], {**context, "again_at": error.again_at}, status=429)
    answer["Retry-After"] = str(math.ceil((error.again_at - now).total_seconds()))
    return answer


@require_safe
def follow_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail comes."""
    return render(request, "follow_sent.html")


@never_cache
@page
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of an address confirm what was asked for. Only the button does: programs open links."""
    now = timezone.now()
    asked = find_request(CONFIRM.read(token), now=now)
    if asked is None:
        return _render_expired(request)
    context: dict[str, Any] = {"asked": asked, "subject": name_subjects([asked.subject])[asked.subject]}
    if request.method == "POST":
        try:
            follower = confirm_request(asked, now=now)
        except TooManyFollows:
            context["most"] = MOST_FOLLOWS
        else:
            return redirect("follow_own", OWN_FOLLOWS.sign(follower.key))
    return render(request, "follow_confirm.html", context)


@never_cache
@page
def follow_own(request: HttpRequest, token: str) -> HttpResponse:
    """Show all that an address follows, and end one thing of it. Queries to look: at most 6."""
    follower = _find_follower(OWN_FOLLOWS.read(token))
    if follower is None:
        return _render_expired(request)
    if request.method == "POST":
        pk = parse_id(request.POST.get("end", ""))
        if pk is not None:
            end_follow(follower, pk)
        if not Follower.objects.filter(pk=follower.pk).exists():
            return redirect("follow_ended")
        return redirect("follow_own", token)
    follows = list(follower.follows.order_by("pk"))
    names = name_subjects(row.subject for row in follows)
    rows = [(row, names[row.subject]) for row in follows]
    end_all = reverse("follow_unsubscribe", args=[UNSUBSCRIBE.sign(follower.key)])  # which asks once more
    return render(request, "follow_own.html", {"follower": follower, "rows": rows, "end_all": end_all})


@csrf_exempt
@never_cache
@page
def follow_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End all mail to an address.

    Programs of readers send a POST without a cookie (RFC 8058), for which the signed address is enough; a GET
    changes nothing and shows a button.
    """
    follower = _find_follower(UNSUBSCRIBE.read(token))
    if request.method == "POST":
        if follower is not None:
            leave(follower)
        return render(request, "follow_ended.html")
    if follower is None:
        return _render_expired(request)
    return render(request, "follow_unsubscribe.html")


@require_safe
def follow_ended(request: HttpRequest) -> HttpResponse:
    """Say that no more mail comes."""
    return render(request, "follow_ended.html")


def _find_follower(key: Any) -> Follower | None:
    return Follower.objects.filter(key=key).first() if key else None


def _render_expired(request: HttpRequest) -> HttpResponse:
    """Say that a link is too old, was used, or was never made by us."""
    return render(request, "follow_expired.html", status=410)
