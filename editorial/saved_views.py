"""Saved views: the lists of the admin as an editor likes to see them, under names of their own.

A view is the list's own address with its parameters. Everybody has their own, of each list that they may see.
"""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from claims.models import MAX_VIEW_PARAMETERS, SavedView
from core.errors import Refused, translate_refusals
from core.query_string import parse_id
from core.validators import validate_is_visible, validate_no_bidi_controls

MAX_VIEWS = 30
"""How many views somebody keeps of one list."""
NOT_KEPT = (PAGE_VAR, ERROR_FLAG, IS_POPUP_VAR, TO_FIELD_VAR)
"""Parameters of a list that are no part of what it shows."""
TOO_LONG = (
    f"The address of this list is too long to be kept: a view has at most {MAX_VIEW_PARAMETERS:,} "
    "characters. Choose fewer filters, or search for fewer words."
)


@dataclass(frozen=True)
class ListOfRows:
    """A list of the admin. `model`: that of its rows, as in "claims.statement"."""

    model: str
    title: str
    address: str

    @property
    def views_address(self) -> str:
        return reverse("admin:saved_views", args=[self.model])

    def get_address(self, parameters: str) -> str:
        return f"{self.address}?{parameters}" if parameters else self.address


def find_list(request: HttpRequest, model: str) -> ListOfRows:
    """Return the list of the rows of `model`.

    Raises Http404 if there is none, and PermissionDenied if this person may not look at it.
    """
    try:
        model_admin = admin.site.get_model_admin(apps.get_model(model))
        opts = model_admin.opts
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    except (LookupError, ValueError, NotRegistered, NoReverseMatch) as error:
        raise Http404 from error
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    return ListOfRows(opts.label_lower, str(opts.verbose_name_plural), address)


def write_parameters(query: QueryDict) -> str:
    """Write those parameters of a list that say what it shows, always in the same order."""
    kept = {name: values for name, values in query.lists() if name not in NOT_KEPT}
    if not "".join(kept.get(SEARCH_VAR, ())).strip():
        kept.pop(SEARCH_VAR, None)
    return urlencode(sorted(kept.items()), doseq=True)


class NameForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(
        max_length=60,
        validators=[validate_no_bidi_controls, validate_is_visible],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class ViewForm(NameForm):
    """A list as it is shown now, to be kept under a new name or in the place of an older view."""

    parameters = forms.CharField(widget=forms.HiddenInput, required=False)
    instead_of = forms.ModelChoiceField(
        SavedView.objects.none(), required=False, label="Instead of", empty_label="(a new view)"
    )

    def __init__(self, *args, views, **kwargs):
        super().__init__(*args, **kwargs)
        self.views = views
        cast(forms.ModelChoiceField, self.fields["instead_of"]).queryset = views
        self.fields["name"].required = False

    def clean_parameters(self) -> str:
        given = self.cleaned_data["parameters"]
        if len(given) > MAX_VIEW_PARAMETERS:
            raise ValidationError(TOO_LONG)
        parameters = write_parameters(QueryDict(given))
        if not parameters:
            raise ValidationError("Filter, search or sort the list first: this is how everybody sees it.")
        if len(parameters) > MAX_VIEW_PARAMETERS:
            raise ValidationError(TOO_LONG)
        return parameters

    def clean(self) -> None:
        if self.cleaned_data.get("instead_of") or self.errors:
            return
        if not self.cleaned_data["name"]:
            self.add_error("name", "Give the view a name.")
        elif self.views.count() >= MAX_VIEWS:
            raise ValidationError(
                f"You have {MAX_VIEWS} views of this list, and there can be no more: delete or replace one."
            )


def save_view(form: NameForm, view: SavedView) -> bool:
    """Save `view` with what the form says; an error of the form if there is such a name already."""
    for field in ("name", "parameters"):
        if value := form.cleaned_data.get(field):
            setattr(view, field, value)
    view.saved_at = timezone.now()
    try:
        with translate_refusals():
            view.save()
    except Refused as refused:
        form.add_error("name", str(refused))
    return form.is_valid()


def saved_views(request: HttpRequest, model: str) -> HttpResponse:
    """Show the views that this person saved of a list, to rename and delete them; save one more."""
    shown = find_list(request, model)
    if request.method != "POST":
        return render_views(request, shown)
    form = ViewForm(request.POST, views=SavedView.objects.of(request.user, shown.model))
    if form.is_valid():
        new = SavedView(editor=cast(User, request.user), model=shown.model)
        view = form.cleaned_data["instead_of"] or new
        if save_view(form, view):
            messages.success(request, format_html("The view “<bdi>{}</bdi>” was saved.", view))
            return HttpResponseRedirect(shown.get_address(view.parameters))
    return render_views(request, shown, form=form)


def render_views(
    request: HttpRequest, shown: ListOfRows, form: ViewForm | None = None, renamed: NameForm | None = None
) -> TemplateResponse:
    """Return the page of one's views of a list, perhaps with a form that was refused."""
    request.current_app = admin.site.name
    views = SavedView.objects.of(request.user, shown.model)
    rows = []
    for view in views:
        prefix = f"view-{view.pk}"
        is_refused = renamed is not None and renamed.prefix == prefix
        name_form = renamed if is_refused else NameForm(prefix=prefix, initial={"name": view.name})
        rows.append((view, shown.get_address(view.parameters), name_form))
    context = {
        **admin.site.each_context(request),
        "title": f"Your views of the list of {shown.title}",
        "list": shown,
        "rows": rows,
        "form": form,
    }
    return TemplateResponse(request, "admin/saved_views.html", context)


def find_own(request: HttpRequest, object_id: str) -> tuple[SavedView, ListOfRows]:
    """Return a view of this person and its list. Raises Http404 for anybody else's."""
    pk = parse_id(object_id)
    view = None if pk is None else SavedView.objects.filter(editor=request.user.pk, pk=pk).first()
    if view is None:
        raise Http404
    return view, find_list(request, view.model)


@require_POST
def rename_saved_view(request: HttpRequest, object_id: str) -> HttpResponse:
    view, shown = find_own(request, object_id)
    form = NameForm(request.POST, prefix=f"view-{view.pk}")
    if not form.is_valid() or not save_view(form, view):
        return render_views(request, shown, renamed=form)
    messages.success(request, format_html("The view is now called “<bdi>{}</bdi>”.", view))
    return HttpResponseRedirect(shown.views_address)


@require_POST
def delete_saved_view(request: HttpRequest, object_id: str) -> HttpResponse:
    """Delete a view of one's own; the message has its address, in case that was a slip."""
    view, shown = find_own(request, object_id)
    SavedView.objects.filter(pk=view.pk).delete()
    told = 'The view “<bdi>{}</bdi>” was deleted. <a href="{}">Open it once more</a> to save it again.'
    messages.success(request, format_html(told, view, shown.get_address(view.parameters)))
    return HttpResponseRedirect(shown.views_address)


def get_urls(site: admin.AdminSite) -> list:
    pages = {
        "saved_views": ("<str:model>/", saved_views),
        "saved_view_rename": ("<str:object_id>/rename/", rename_saved_view),
        "saved_view_delete": ("<str:object_id>/delete/", delete_saved_view),
    }
    return [
        path(f"saved-views/{end}", site.admin_view(view), name=name) for name, (end, view) in pages.items()
    ]
