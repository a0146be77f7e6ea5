"""Deleting rows: what depends on them is named, and of what readers see the reason is kept."""

import pghistory
from django.contrib import messages
from django.db import models
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import Truncator

from core.errors import Refused, check_deferred_constraints, translate_refusals

from .changelist import admin_url, change_url
from .forms import REASON, ReasonForm

MOST_LINKED = 10
"""How many of the rows that stand in the way are linked."""


class Removing:
    """The part of RecordAdmin that deletes."""

    delete_confirmation_template = "admin/record_delete.html"
    delete_selected_confirmation_template = "admin/record_delete_selected.html"

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with translate_refusals():
                return super().delete_view(request, object_id, extra_context)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(admin_url(self.opts, "change", object_id))

    def delete_model(self, request, obj) -> None:
        self.keep_reason(request, [obj])
        obj.delete()
        check_deferred_constraints()

    def delete_queryset(self, request, queryset) -> None:
        self.keep_reason(request, queryset)
        queryset.delete()
        check_deferred_constraints()

    def keep_reason(self, request, rows) -> None:
        """Put the reason into the history of what follows. `Refused` where it is missing."""
        form = ReasonForm(request.POST)
        given = form.is_valid()
        if not given and any(self.reason_required(row) for row in rows):
            raise Refused(
                "Nothing was deleted. Readers see this: say why it goes, in at most 300 characters."
            )
        if given:
            pghistory.context(reason=form.cleaned_data[REASON])

    def get_deleted_objects(self, objs, request):
        """Count what stands in the way and link the first of it: it may be thousands of rows."""
        in_the_way, to_link = [], MOST_LINKED
        for relation in self.opts.related_objects:
            if relation.on_delete is models.PROTECT:
                model, these = relation.related_model, {f"{relation.field.name}__in": objs}
                if found := model._base_manager.filter(**these)[:1001].count():
                    in_the_way.append(how_many(found, model._meta))
                    if self.admin_site.is_registered(model):
                        rows = self.rows_to_show(request, model).filter(**these).order_by("pk")[:to_link]
                        if links := [link_to(row) for row in rows]:
                            in_the_way.append(links)
                            to_link -= len(links)
        if in_the_way:
            return [], {}, set(), in_the_way
        if any(self.reason_required(row) for row in objs):
            request.reason_needed = "this" if len(objs) == 1 else "some of these"
        return super().get_deleted_objects(objs, request)

    def rows_to_show(self, request, model) -> models.QuerySet:
        """Rows of `model` with what their names are made of."""
        if self.admin_site.is_registered(model):
            return self.admin_site.get_model_admin(model).get_queryset(request)
        return model._base_manager.all()


def link_to(row: models.Model) -> str:
    return format_html('<a href="{}" dir="auto">{}</a>', change_url(row), Truncator(row).chars(120))


def how_many(found: int, opts) -> str:
    """ "3 statements"; past a thousand only that it is more."""
    if found > 1000:
        return f"more than 1000 {opts.verbose_name_plural}"
    return f"{found} {opts.verbose_name if found == 1 else opts.verbose_name_plural}"
