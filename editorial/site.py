"""The editors' site: Django's admin, in the order in which editors work."""

from functools import wraps

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from claims.models import Coverage
from core.query_string import parse_id

from . import saved_views
from .accounts.guards import ask_for_fresh_sign_in, lead_to_new_password, lead_to_second_factor
from .accounts.second_factor import has_second_factor
from .handbook import read_chapters
from .queues import count_queues, list_sent_back

MAX_UNFINISHED = 10
"""How many of one's unfinished articles the front page links."""

SIGNED_OUT = "You were signed out, and nothing is saved yet."
KEPT_IN_WINDOW = ("coverage_rows", "coverage_check")
"""The pages whose scripts keep what was done on them until the server has it."""
IN_WINDOW = "Your work is kept in this window: sign in, and go on with it."
NOT_IN_WINDOW = "Go back in your browser for what you typed, or sign in and enter it again."

NO_SECOND_FACTOR = (
    "Second factors are switched off on this machine: a password is enough to publish. That will do for "
    "trying things out, and for nothing else."
)

MODEL_ORDER = {
    "claims": (
        "claim",
        "statement",
        "citation",
        "claimant",
        "affiliation",
        "alias",
        "topic",
        "claimrelation",
        "factcheck",
        "correction",
        "claimversion",
        "review",
        "offeredcitation",
        "offeredchange",
        "correctionproposal",
        "probabledouble",
        "report",
        "lead",
        "origin",
        "importrun",
        "importmapping",
        "vanishedexcerpt",
    ),
    "sources": ("article", "outlet", "capture", "capturetext"),
    "auth": ("user", "group"),
}


class AutocompleteLabels(AutocompleteJsonView):
    """The rows that an autocomplete field offers, as their ModelAdmin labels them."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "get_autocomplete_label", str)
        return {**result, "text": label(obj)}


class RecordSite(admin.AdminSite):
    """The admin site of the record."""

    site_header = "On the Record"
    site_title = "On the Record: editors"
    index_title = "Who says what, who disputes it, and where to read them saying it"

    def each_context(self, request) -> dict:
        return {
            **super().each_context(request),
            "max_form_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
            "second_factor_off": "" if settings.SECOND_FACTOR else NO_SECOND_FACTOR,
        }

    def get_app_list(self, request, app_label=None) -> list[dict]:
        """List our apps first, and in each app the models that editors open most."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            order = MODEL_ORDER.get(app["app_label"], ())
            app["models"].sort(key=lambda model: sort_key(order, model["object_name"].lower()))
        return sorted(apps, key=lambda app: sort_key(tuple(MODEL_ORDER), app["app_label"]))

    def autocomplete_view(self, request):
        return AutocompleteLabels.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        """Show the front page: the queues, one's rejected drafts, one's unfinished work."""
        waiting = {
            "queues": count_queues(request.user),
            "sent_back": list_sent_back(request.user),
            "is_second_factor_advised": settings.SECOND_FACTOR and not has_second_factor(request.user),
            "unfinished": Coverage.objects.unfinished_of(request.user)[:MAX_UNFINISHED],
        }
        return super().index(request, waiting | (extra_context or {}))

    def get_urls(self):
        return [
            path("handbook/", self.admin_view(self.handbook), name="handbook"),
            *saved_views.get_urls(self),
            *super().get_urls(),
        ]

    def handbook(self, request):
        """Show the handbook to everybody who may sign in here."""
        context = self.each_context(request) | {"title": "Handbook for editors", "chapters": read_chapters()}
        request.current_app = self.name
        return TemplateResponse(request, "admin/handbook.html", context)

    def admin_view(self, view, cacheable=False):
        guarded = refuse_nul(refuse_made_up_rows(refuse_unknown_filters(view)))
        guarded = lead_to_new_password(lead_to_second_factor(ask_for_fresh_sign_in(guarded)))
        return sign_out_strangers(tell_signed_out(super().admin_view(guarded, cacheable)))


def sort_key(order: tuple[str, ...], name: str) -> tuple[int, str]:
    """Return a sort key: the place in `order`, then everything else by name."""
    return (order.index(name) if name in order else len(order), name)


def tell_signed_out(view):
    """Have the page where one signs in say that what was sent meanwhile is not saved."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        name = request.resolver_match.url_name
        is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"  # and no script's request
        if request.method == "POST" and is_page and request.user.is_anonymous and name != "logout":
            where = IN_WINDOW if name in KEPT_IN_WINDOW else NOT_IN_WINDOW
            messages.warning(request, f"{SIGNED_OUT} {where}")
        return view(request, *args, **kwargs)

    return guarded


def sign_out_strangers(view):
    """Sign out whoever may not enter here any more: where one signs in, they would be led back for ever."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_staff:
            logout(request)
        return view(request, *args, **kwargs)

    return guarded


def refuse_made_up_rows(view):
    """Turn away actions on rows that cannot exist, which Django looks up without a check."""

    def guarded(request, *args, **kwargs):
        if None in map(parse_id, request.POST.getlist(ACTION_CHECKBOX_NAME)):
            messages.error(request, "Those rows could not be found.")
            return HttpResponseRedirect(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def refuse_unknown_filters(view):
    """Redirect lists with a filter that they do not have, or have no longer, to the list that says so."""

    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except DisallowedModelAdminLookup:
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    return guarded


def refuse_nul(view):
    """Redirect URLs with a NUL character, which PostgreSQL refuses in text."""

    def guarded(request, *args, **kwargs):
        if "\0" in request.path:
            raise Http404
        if any("\0" in key or "\0" in "".join(values) for key, values in request.GET.lists()):
            messages.warning(request, "That address could not be understood; this is everything.")
            return HttpResponseRedirect(request.path)
        return view(request, *args, **kwargs)

    return guarded
