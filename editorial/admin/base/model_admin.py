"""The base classes of the admin: RecordAdmin and RecordInline."""

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from operator import attrgetter
from typing import Any, ClassVar, cast

import pghistory
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import DataError, connection, models
from django.db.models import Max, Min
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst

from claims.actions.locks import hold_claimants
from claims.models import Claim
from core.errors import Refused, check_deferred_constraints, translate_refusals
from core.history import has_history
from core.query_string import parse_id
from editorial.history import RelatedRows

from .changelist import (
    CappedPaginator,
    Panel,
    UncountedPaginator,
    admin_url,
    change_url,
    is_autocomplete,
    list_ticks,
)
from .concurrency import SEEN, add_seen, lock_each, lock_rows
from .deletion import ReasonRefused, describe_rows_needing_reason, keep_reason, list_dependents
from .export import export_list
from .forms import (
    REASON,
    REASON_MISSING,
    FormFields,
    RecordForm,
    RecordFormSet,
    extend_form,
    make_reason_field,
)
from .history import show_history
from .memo import Memo
from .open_forms import OpenForms
from .restore import Restoration
from .search import MAX_FOUND, search_rows
from .workflow import SavedOtherwise, Step, Workflow

MAX_SELECTED = 200
"""How many rows an action takes at once."""


def list_ids(value: str | list[str]) -> list[int]:
    """Return the ids that an address gives for a field, one or several; none if any is malformed."""
    ids = [parse_id(part) for part in ([value] if isinstance(value, str) else value)]
    return [] if None in ids else cast(list[int], ids)


class RecordInline(FormFields, InlineModelAdmin):
    """Base of every inline: a few rows, edited on the page of the row they belong to."""

    form = RecordForm
    formset = RecordFormSet
    max_rows = 10
    """How many rows there may be for them to be edited here; a list has more."""
    max_num = 30
    """Up to how many rows the page adds. A save may hold `max_rows` more, for those that it removes."""
    extra = 0
    show_change_link = True

    def fits_on_page(self, parent) -> bool:
        """Whether `parent` has few enough of these rows to edit them on its page."""
        if parent is None:
            return True
        name = self.fk_name or next(
            f.name for f in self.opts.fields if f.remote_field and f.related_model is type(parent)
        )
        rows = self.model._base_manager.filter(**{name: parent})
        return rows[: self.max_rows + 1].count() <= self.max_rows

    def get_formset(self, request, obj=None, **kwargs):
        options = {
            "form": extend_form(self.form, user=request.user),
            "absolute_max": self.max_num + self.max_rows,
        }
        return super().get_formset(request, obj, **{**options, **kwargs})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return add_seen(list(fieldsets)) if self.has_change_permission(request, obj) else fieldsets

    def get_queryset(self, request):
        return lock_rows(request, super().get_queryset(request))


class RecordAdmin(FormFields, admin.ModelAdmin):
    """Base of every ModelAdmin on the record.

    What the database refuses comes back as an error on the form that caused it, with everything
    that was typed; of a refused change nothing is stored.
    """

    form = RecordForm
    change_form_template = "admin/record_change_form.html"
    delete_confirmation_template = "admin/record_delete.html"
    delete_selected_confirmation_template = "admin/record_delete_selected.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # counts every row once for every choice of every filter
    list_per_page = 50
    list_max_show_all = MAX_SELECTED
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    view_on_site = False

    workflows: Sequence[Workflow] = ()
    """What people do with these rows besides editing them."""
    history_parts: tuple[RelatedRows, ...] = ()
    """The rows shown on a row's page whose changes belong to its history as well."""
    carried_fields: tuple[str, ...] = ()
    """Foreign keys that "save and add another" carries over into the next form."""
    parents: tuple[str, ...] = ()
    """The rows above this one, outermost first: attributes of the row, such as "capture.article"."""
    locked_first: tuple[str, ...] = ()
    """The rows above this one that a change locks before it, in the order of who publishes: attributes."""
    dependents: tuple[type[models.Model], ...] = ()
    """Rows that are deleted with these and need no permission of their own."""
    is_read_only = False
    """Whether nobody types, changes or deletes these rows."""
    has_optional_reason = True
    """Whether a change that needs no reason may have one."""
    list_title = ""
    """What the list is called instead of "Select … to change"; of read-only rows, their plural."""

    class Media:
        css = {"all": ["admin-record.css"]}

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.restoration = Restoration().bind(self)
        others = (workflow.bind(self) for workflow in self.workflows)
        self.workflows = (self.restoration, OpenForms().bind(self), *others)
        if self.actions is not None:
            workflow_actions = [action for workflow in self.workflows for action in workflow.get_actions()]
            self.actions = [*self.actions, *workflow_actions]
        self.refusals: Memo[str] = Memo()
        """What the database refused, by request."""

    # --- what subclasses say -----------------------------------------------------------------

    def build_fieldsets(self, obj) -> list | None:
        """Return the fieldsets for `obj` or a new row; None for the class's attributes."""
        return None

    def get_panels(self, request, obj) -> list[Panel]:
        """Return the related rows to list on the page of `obj`."""
        return [panel for workflow in self.workflows for panel in workflow.get_panels(request, obj)]

    def get_trail(self, obj) -> list[tuple[str, str]]:
        """Return (address, label) of the rows above this one, for the breadcrumbs."""
        rows = (attrgetter(path)(obj) for path in self.parents)
        return [(change_url(row), str(row)) for row in rows if row is not None]

    def get_trail_of_new(self, request) -> list[tuple[str, str]]:
        """Return the row from whose page a new one was begun."""
        row = self.find_origin(request)
        return [] if row is None else [(change_url(row), str(row))]

    def find_origin(self, request) -> models.Model | None:
        """Find the row from whose page a new one was begun: the one that the address names.

        None if this person may not look at its page. Queries: 1, or 0 without such a row.
        """
        initial = self.get_changeform_initial_data(request)
        models_linked = self.list_linked_models()
        for name in sorted(initial, key=lambda name: name not in self.carried_fields):
            model = models_linked.get(name)
            if model is None:
                continue
            row = model._base_manager.filter(pk__in=list_ids(initial[name])[:1]).first()
            if row is not None and self.admin_site.is_registered(model):
                may_view = self.admin_site.get_model_admin(model).has_view_permission(request, row)
                return row if may_view else None
        return None

    def get_steps(self, request, obj) -> list[Step]:
        """Return (address, label) of what can be done with this row besides saving it."""
        for workflow in self.workflows:
            if workflow.has_last_word(request, obj):
                return workflow.get_steps(request, obj)
        return [step for workflow in self.workflows for step in workflow.get_steps(request, obj)]

    def after_save(self, request, form, formsets, change: bool) -> None:
        """Warn or do more once a change is saved and the database has accepted it."""

    def is_reason_required(self, obj) -> bool:
        """Whether a change of this row needs a reason: readers see it."""
        return any(workflow.is_reason_required(obj) for workflow in self.workflows)

    # --- pages ---------------------------------------------------------------------------------

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_csv"
        csv = path("csv/", self.admin_site.admin_view(self.csv_view), name=name)
        return [
            csv,
            *(url for workflow in self.workflows for url in workflow.get_urls()),
            *super().get_urls(),
        ]

    def render_page(self, request, template: str, obj=None, **context) -> TemplateResponse:
        """Return a page of the admin about `obj`, or about several rows."""
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": obj,
                "trail": [*self.get_trail(obj), (change_url(obj), str(obj))] if obj else [],
                "media": self.media,
                **context,
            },
        )

    def redirect_missing(self, request, object_id: str) -> HttpResponseRedirect:
        """Return to the front page with the message that there is no such row."""
        # The stubs leave out what Django itself calls for a missing row.
        return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]  # not in the stubs
            request, self.opts, object_id
        )

    def history_view(self, request, object_id, extra_context=None):
        if not has_history(self.model):
            return super().history_view(request, object_id, extra_context)
        return show_history(self, request, object_id)

    def get_rows_of(self, request, model: type[models.Model]) -> models.QuerySet:
        """Return the rows of another model, with what their names are made of."""
        if self.admin_site.is_registered(model):
            return self.admin_site.get_model_admin(model).get_queryset(request)
        return model._base_manager.all()

    def get_view_on_site_url(self, obj=None):
        if obj is not None:
            for workflow in self.workflows:
                if url := workflow.get_public_url(obj):
                    return url
        return super().get_view_on_site_url(obj)

    # --- permissions -----------------------------------------------------------------------------

    def has_add_permission(self, request) -> bool:
        return not self.is_read_only and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None) -> bool:
        if self.is_read_only or not super().has_change_permission(request, obj):
            return False
        return obj is None or all(workflow.may_change(request, obj) for workflow in self.workflows)

    def has_delete_permission(self, request, obj=None) -> bool:
        if self.is_read_only or not super().has_delete_permission(request, obj):
            return False
        return obj is None or all(workflow.may_delete(request, obj) for workflow in self.workflows)

    # --- forms -------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with translate_refusals():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except SavedOtherwise as otherwise:
            try:
                return otherwise.finish()
            except Refused as refused:
                self.refusals[request] = str(refused)
        except Refused as refused:
            self.refusals[request] = str(refused)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if kwargs.get("fields"):
            kwargs["fields"] = [name for name in kwargs["fields"] if name not in (REASON, SEEN)]
        form = super().get_form(request, obj, change, **kwargs)
        attributes = {"refusal": self.refusals.get(request, ""), "user": request.user}
        if self.asks_reason(request, obj):
            attributes[REASON] = make_reason_field(is_seen=self.is_reason_required(obj))
        return extend_form(form, **attributes)

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in (REASON, SEEN)]})
            for name, options in self.build_fieldsets(obj) or super().get_fieldsets(request, obj)
        ]
        if self.asks_reason(request, obj):
            fieldsets.append((None, {"fields": [REASON]}))
        if obj is None:
            return fieldsets
        if self.has_change_permission(request, obj):
            fieldsets = add_seen(fieldsets)
        for workflow in self.workflows:
            fieldsets = workflow.arrange_fieldsets(fieldsets, obj)
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *(name for workflow in self.workflows for name in workflow.get_readonly_fields())]

    def asks_reason(self, request, obj) -> bool:
        """Whether the form has a field for the reason."""
        if obj is None or not self.has_change_permission(request, obj):
            return False
        return self.has_optional_reason or self.is_reason_required(obj)

    def get_changeform_initial_data(self, request) -> dict:
        """Return from the URL only related rows, such as the claim of a new statement."""
        linked = self.list_linked_models()
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if name in linked and list_ids(value)}

    def list_linked_models(self) -> dict[str, Any]:
        """Return the model of the rows that each field points at, by the name of the field."""
        fields = (*self.opts.fields, *self.opts.many_to_many)
        return {f.name: f.related_model for f in fields if f.related_model}

    def get_object(self, request, object_id, from_field=None):
        """Return the row; locked while it is being changed, so that it is judged as it is."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST" or not connection.in_atomic_block:
            return obj
        above = [attrgetter(path)(obj) for path in self.locked_first]
        hold_claimants(row.pk for row in (*above, obj) if isinstance(row, Claim))
        lock_each(above)
        return lock_rows(request, self.get_queryset(request)).filter(pk=obj.pk).first()

    def get_inline_instances(self, request, obj=None):
        inlines = cast(list[RecordInline], super().get_inline_instances(request, obj))
        return [inline for inline in inlines if inline.fits_on_page(obj)]

    def save_model(self, request, obj, form, change) -> None:
        if reason := form.cleaned_data.get(REASON):
            pghistory.context(reason=reason)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if change and not form.cleaned_data.get(REASON) and self.needs_reason(form, formsets):
            raise Refused(REASON_MISSING)
        check_deferred_constraints()
        for workflow in self.workflows:
            workflow.check_save(request, form, formsets)
        self.after_save(request, form, formsets, change)
        for workflow in self.workflows:
            workflow.after_save(request, form, formsets, change)

    def needs_reason(self, form, formsets) -> bool:
        """Whether a saved change needs a reason: it altered what readers had seen."""
        if not self.is_reason_required(form.stored):
            return False
        if not any(part.has_changed() for part in (form, *formsets)):
            return False
        return not any(workflow.is_change_unseen(form, formsets) for workflow in self.workflows)

    def construct_change_message(self, request, form, formsets, add=False):
        """Return what the log says of a change, with its reason."""
        message = super().construct_change_message(request, form, formsets, add)
        if reason := form.cleaned_data.get(REASON):
            fields = LogEntry(change_message=json.dumps(message)).get_change_message()
            return f"{fields} Reason: {reason}"
        return message

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if self.carried_fields and "_addanother" in request.POST:
            carried = {name: getattr(obj, f"{name}_id") for name in self.carried_fields}
            return HttpResponseRedirect(admin_url(self.opts, "add", query=carried))
        return response

    def response_post_save_add(self, request, obj):
        """Return to the page on which the new row was begun; without one to the list."""
        origin = self.find_origin(request)
        if origin is None:
            return super().response_post_save_add(request, obj)
        return HttpResponseRedirect(change_url(origin))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is None:
            context["trail"] = self.get_trail_of_new(request)
        else:
            for workflow in self.workflows:
                context |= workflow.get_context(request, obj)
            context |= {
                "panels": self.get_panels(request, obj),
                "trail": self.get_trail(obj),
                "steps": self.get_steps(request, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- deletion ----------------------------------------------------------------------------

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with translate_refusals():
                return super().delete_view(request, object_id, extra_context)
        except ReasonRefused as refused:
            request.POST = QueryDict()  # so that Django asks again
            asked_again = {"reason_form": refused.form}
            return super().delete_view(request, object_id, (extra_context or {}) | asked_again)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(admin_url(self.opts, "change", object_id))

    def delete_model(self, request, obj) -> None:
        self.delete_rows(request, obj, [obj])

    def delete_queryset(self, request, queryset) -> None:
        self.delete_rows(request, queryset, queryset)

    def delete_rows(self, request, target, rows: Iterable) -> None:
        """Delete `target`, a row or a queryset, which holds `rows`."""
        with ExitStack() as stack:
            for workflow in self.workflows:
                stack.enter_context(workflow.deletion(request, rows))
            keep_reason(self, request, rows)
            target.delete()
            check_deferred_constraints()

    def get_deleted_objects(self, objs, request):
        """Count what depends on the rows instead of listing it: it may be thousands."""
        if dependents := list_dependents(self, request, objs):
            return [], {}, set(), dependents
        len(objs)  # fetches all, before Django asks for the first alone
        deleted, counts, kinds_refused, protected = super().get_deleted_objects(objs, request)
        unguarded = {*self.dependents, *(model for w in self.workflows for model in w.dependents)}
        allowed = {model._meta.verbose_name for model in unguarded}
        return deleted, counts, set(kinds_refused) - allowed, protected

    def render_delete_form(self, request, context):
        if not context["protected"]:
            context["reason_needed"] = describe_rows_needing_reason(self, [context["object"]])
        return super().render_delete_form(request, context)

    # --- lists -------------------------------------------------------------------------------

    def get_changelist_instance(self, request):
        try:
            changelist = super().get_changelist_instance(request)
            bool(changelist.result_list)  # evaluated now, while a bad filter can still be turned away
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error
        if any(getattr(spec, "hides_dates", False) for spec in changelist.filter_specs):
            changelist.date_hierarchy = None
        changelist.result_list = list(changelist.result_list)
        self.prepare_rows(request, changelist.result_list)
        return changelist

    def prepare_rows(self, request, rows: Sequence) -> None:
        """Read what the columns of a list show besides the rows themselves, for all rows at once."""

    def csv_view(self, request):
        """Send the list as a file, to everybody who may look at it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            return export_list(self, request, self.get_changelist_instance(request))
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return HttpResponseRedirect(admin_url(self.opts, "changelist", query={ERROR_FLAG: "1"}))

    def get_date_range(self) -> tuple:
        """Return the first and the last date of the drill-down, through its index."""
        field = get_fields_from_path(self.model, cast(str, self.date_hierarchy))[-1]
        rows = self.filter_dated(field.model._base_manager)
        return tuple(rows.aggregate(first=Min(field.name), last=Max(field.name)).values())

    def filter_dated(self, rows: models.Manager) -> models.Manager | models.QuerySet:
        """Filter the rows of the date range, for an index that starts with another field."""
        return rows

    def get_autocomplete_label(self, obj) -> str:
        """Return how a row reads in the list under an autocomplete field."""
        return str(obj)

    def get_search_results(self, request, queryset, search_term):
        if is_autocomplete(request):
            for workflow in self.workflows:
                queryset = workflow.filter_choices(queryset)
        return search_rows(queryset, self.search_fields, search_term), False

    def get_paginator(self, request, *args, **kwargs):
        if is_autocomplete(request):
            return UncountedPaginator(*args, **kwargs)
        paginator = self.paginator(*args, **kwargs)
        if request.GET.get(SEARCH_VAR):
            paginator.max_count = MAX_FOUND
        return paginator

    def changelist_view(self, request, extra_context=None):
        title = self.list_title or (capfirst(self.opts.verbose_name_plural) if self.is_read_only else "")
        extra_context = {**({"title": title} if title else {}), **(extra_context or {})}
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with translate_refusals():
                return super().changelist_view(request, extra_context)
        except ReasonRefused as refused:
            request.POST = request.POST.copy()
            request.POST.pop("post")  # so that Django asks again
            request.refused_reason = refused.form
            return super().changelist_view(request, extra_context)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def get_actions(self, request):
        actions = super().get_actions(request)
        workflow_actions = [action for workflow in self.workflows for action in workflow.get_actions()]
        refused = {action.name for action in workflow_actions if not action.is_allowed(request)}
        if deletion := actions.get("delete_selected"):
            run, name, description = deletion
            actions["delete_selected"] = (run, name, f"{description}…")  # it asks first
        return {name: action for name, action in actions.items() if name not in refused}

    def response_action(self, request, queryset, *args, **kwargs):
        is_across = request.POST.get("select_across") not in (None, "", "0")
        if is_across and queryset[: MAX_SELECTED + 1].count() > MAX_SELECTED:
            self.message_user(
                request, f"That is too many at once: choose up to {MAX_SELECTED}.", messages.ERROR
            )
            return None
        response = super().response_action(request, queryset, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if "deletable_objects" in context and not context["protected"]:
            context["reason_needed"] = describe_rows_needing_reason(self, context["queryset"])
            context["reason_form"] = getattr(request, "refused_reason", None)
            context |= {
                "back": request.get_full_path(),
                "ticks": list_ticks(row.pk for row in context["queryset"]),
            }
        return response
