"""What every page of the admin does: refuse kindly, stay quick, and keep the reason."""

import json

import pghistory
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError, connection
from django.http import HttpResponseRedirect
from django.utils.http import urlencode

from core.errors import Refused, check_deferred_constraints, translate_refusals

from .changelist import CappedPaginator, Panel, QuickDates, admin_url, change_url
from .concurrency import SEEN, SeenFieldsets
from .deletion import Removing
from .forms import REASON, FindByTyping, RecordForm, is_id, reason_field
from .history import TimelineAdmin

MOST_AT_ONCE = 200
"""How many rows an action takes at once."""


class RecordInline(SeenFieldsets, FindByTyping):
    """Mixed into every inline: a handful of rows, edited beside what they belong to."""

    form = RecordForm
    MOST = 10
    extra = 0
    show_change_link = True

    def fits(self, parent) -> bool:
        """Whether `parent` has few enough of these to edit them on its page."""
        if parent is None:
            return True
        name = next(f.name for f in self.opts.fields if f.remote_field and f.related_model is type(parent))
        rows = self.model._base_manager.filter(**{self.fk_name or name: parent})
        return rows[: self.MOST + 1].count() <= self.MOST

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user  # of a class that is made for this request alone
        return formset

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        return self.with_seen(sets) if self.has_change_permission(request, obj) else sets

    def get_queryset(self, request):
        return self.locked(request, super().get_queryset(request))


class RecordAdmin(TimelineAdmin, SeenFieldsets, Removing, FindByTyping, QuickDates, admin.ModelAdmin):
    """Base of every ModelAdmin on the record.

    What the database refuses comes back as an error on the form that caused it, with everything
    that was typed; of a refused change nothing is stored.
    """

    form = RecordForm
    change_form_template = "admin/record_change_form.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # counts every row once for every choice of every filter
    list_per_page = 50
    list_max_show_all = MOST_AT_ONCE
    ordering = ("-pk",)
    view_on_site = False
    another_keeps: tuple[str, ...] = ()
    """Foreign keys that "save and add another" carries over into the next form."""

    class Media:
        css = {"all": ["admin-record.css"]}

    # --- what subclasses say -----------------------------------------------------------------

    def layout(self, obj) -> list | None:
        """The fieldsets for `obj` (None: a new one); None to leave it to the class's attributes."""
        return None

    def panels(self, request, obj) -> list[Panel]:
        """Related rows to list on the page of `obj`."""
        return []

    def trail(self, obj) -> list[tuple[str, str]]:
        """(address, label) of the rows above this one, for the breadcrumbs."""
        return []

    def trail_of_new(self, request) -> list[tuple[str, str]]:
        """The row from whose page a new one was begun."""
        given = self.get_changeform_initial_data(request)
        for name in self.another_keeps:
            if name in given:
                rows = self.opts.get_field(name).related_model._base_manager
                return [(change_url(row), str(row)) for row in rows.filter(pk=given[name])]
        return []

    def steps(self, request, obj) -> list[tuple[str, str]]:
        """(address, label) of what can be done with this row besides saving it."""
        return []

    def after_save(self, request, obj) -> None:
        """Called when a change is saved and the database has accepted it: warn, or do more."""

    def reason_required(self, obj) -> bool:
        """Whether a change of this row needs a reason: readers see it."""
        return False

    # --- forms -------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with translate_refusals():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refusal = str(refused)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if kwargs.get("fields"):
            kwargs["fields"] = [name for name in kwargs["fields"] if name not in (REASON, SEEN)]
        form = super().get_form(request, obj, change, **kwargs)
        more = {"refusal": getattr(request, "refusal", ""), "user": request.user}
        if self.asks_reason(request, obj):
            more[REASON] = reason_field(required=self.reason_required(obj))
        return type(form)(form.__name__, (form,), more)

    def get_fieldsets(self, request, obj=None):
        sets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in (REASON, SEEN)]})
            for name, options in self.layout(obj) or super().get_fieldsets(request, obj)
        ]
        if self.asks_reason(request, obj):
            sets.append((None, {"fields": [REASON]}))
        may = obj is not None and self.has_change_permission(request, obj)
        return self.with_seen(sets) if may else sets

    def asks_reason(self, request, obj) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def get_changeform_initial_data(self, request) -> dict:
        """From the address only rows to point at, e.g. the claim of a new statement."""
        linked = {f.name for f in self.opts.fields if f.is_relation}
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if name in linked and is_id(value)}

    def get_object(self, request, object_id, from_field=None):
        """The row; locked while it is being changed, so that it is judged as it is."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST" or not connection.in_atomic_block:
            return obj
        return self.locked(request, self.get_queryset(request)).filter(pk=obj.pk).first()

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        return [inline for inline in inlines if inline.fits(obj)]

    def save_model(self, request, obj, form, change) -> None:
        if form.cleaned_data.get(REASON):
            request.change_reason = form.cleaned_data[REASON]
            pghistory.context(reason=request.change_reason)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        check_deferred_constraints()
        self.after_save(request, form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if self.another_keeps and "_addanother" in request.POST:
            kept = {name: getattr(obj, f"{name}_id") for name in self.another_keeps}
            return HttpResponseRedirect(f"{admin_url(self.opts, 'add')}?{urlencode(kept)}")
        return response

    def log_change(self, request, obj, message):
        reason = getattr(request, "change_reason", "")
        if reason:
            done = LogEntry(change_message=json.dumps(message)).get_change_message()
            message = f"{done} Reason: {reason}"
        return super().log_change(request, obj, message)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is None:
            context["trail"] = self.trail_of_new(request)
        else:
            context.update(
                panels=self.panels(request, obj),
                trail=self.trail(obj),
                steps=self.steps(request, obj),
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- lists -------------------------------------------------------------------------------

    def get_changelist_instance(self, request):
        try:
            changelist = super().get_changelist_instance(request)
            bool(changelist.result_list)  # asked now, while a bad filter can still be turned away
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error
        return changelist

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with translate_refusals():
                return super().changelist_view(request, extra_context)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request, queryset):
        chosen = request.POST.getlist("_selected_action")
        if not all(is_id(one) for one in chosen):
            self.message_user(request, "Those rows could not be found.", messages.ERROR)
            return None
        across = request.POST.get("select_across") not in (None, "", "0")
        if across and queryset[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
            self.message_user(
                request, f"That is too many at once: choose up to {MOST_AT_ONCE}.", messages.ERROR
            )
            return None
        return super().response_action(request, queryset)
