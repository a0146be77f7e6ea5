"""Merging from the admin: two rows are chosen, what would happen is shown, and only then is it done."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.http import urlencode

from claims.actions.merging.preview import merge_rows, preview_merge
from claims.actions.merging.undo import list_obstacles, undo_merge
from claims.merges import NOUNS, exclude_merged, find_merge
from claims.models import Merge
from claims.rules import Refused
from core.validators import validate_no_bidi_controls
from editorial.admin.base import admin_url, change_url
from editorial.admin.base.forms import FindOne

from .confirmation import AskingAdmin
from .similar_claims import is_autocomplete

MOST_LISTED = 20


class WhyForm(forms.Form):
    """Why two rows are merged, or are not the same after all. Kept in the history of every row."""

    reason = forms.CharField(
        max_length=300,
        validators=[validate_no_bidi_controls],
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )

    def __init__(self, data=None, *, label: str):
        super().__init__(data)
        self.fields["reason"].label = label


class MergedFilter(admin.SimpleListFilter):
    """What was merged into something else is out of the way, and still to be found."""

    title = "merged"
    parameter_name = "merged"

    def lookups(self, request, model_admin):
        return [("yes", "merged into another one")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": "on record"}, *others]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(merges_from__undone_at=None, merges_from__isnull=False)
        return exclude_merged(queryset)


class MergingAdmin(AskingAdmin):
    """Base for what can be merged: claims, claimants, outlets."""

    actions = ("merge_selected",)

    @property
    def noun(self) -> str:
        return NOUNS[self.model]

    # --- permissions -------------------------------------------------------------------------

    def has_merge_permission(self, request) -> bool:
        return request.user.has_perm(f"claims.merge_{self.noun}")

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self.merge_of(obj) is None

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self.merge_of(obj) is None

    def merge_of(self, obj) -> Merge | None:
        """The merge in which `obj` went away. Asked once for each row fetched."""
        if obj is None or obj.pk is None:
            return None
        if not hasattr(obj, "_merge_of"):
            obj._merge_of = find_merge(obj)
        return obj._merge_of

    # --- pages and lists ---------------------------------------------------------------------

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), MergedFilter)

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return (exclude_merged(found) if is_autocomplete(request) else found), may_repeat

    def steps(self, request, obj):
        allowed = self.has_merge_permission(request)
        if self.merge_of(obj):
            return [(admin_url(self.opts, "unmerge", obj.pk), "Undo the merge…")] if allowed else []
        merging = [(admin_url(self.opts, "merge", obj.pk), "Merge into…")] if allowed else []
        return [*super().steps(request, obj), *merging]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            into = Merge.objects.filter(**{f"{self.noun}_into": obj}, undone_at=None)
            related = (f"{self.noun}_from", "merged_by")
            context["merged_away"] = self.merge_of(obj)
            context["merged_here"] = into.select_related(*related).order_by("-merged_at", "-pk")[:MOST_LISTED]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("<path:object_id>/merge/", view(self.merge_view), name=f"{name}_merge"),
            path("<path:object_id>/unmerge/", view(self.unmerge_view), name=f"{name}_unmerge"),
        ]
        return own + super().get_urls()

    # --- what is done ------------------------------------------------------------------------

    @admin.action(description="Merge two %(verbose_name_plural)s…", permissions=["merge"])
    def merge_selected(self, request, queryset):
        two = list(queryset.order_by("pk")[:3])
        if len(two) != 2:
            self.message_user(request, "Choose exactly two: they become one.", messages.ERROR)
            return None
        kept, lost = two
        return HttpResponseRedirect(self.merge_url(lost, kept))

    def merge_url(self, lost, kept) -> str:
        return f"{admin_url(self.opts, 'merge', lost.pk)}?{urlencode({'into': kept.pk})}"

    def into_form(self, data) -> forms.Form:
        """Which row the other one becomes part of."""
        widget = FindOne(Merge._meta.get_field(f"{self.noun}_into"), self.admin_site)
        rows = exclude_merged(self.model._base_manager.all())
        field = forms.ModelChoiceField(rows, widget=widget, label=f"The {self.noun} that stays")
        return type("IntoForm", (forms.Form,), {"into": field})(data)

    def merge_view(self, request, object_id):
        """Choose the other one, see what would happen, and merge."""
        lost = self.asked_about(request, object_id)
        if lost is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        into = self.into_form(request.GET if "into" in request.GET else None)
        kept = into.cleaned_data["into"] if into.is_bound and into.is_valid() else None
        if kept is None:
            return self.ask(
                request, "admin/record_merge.html", lost, into=into, media=self.media + into.media
            )
        form = WhyForm(request.POST or None, label="Why the two are the same")
        preview = preview_merge(lost=lost, kept=kept, by=request.user, now=self.now())
        agreed = not preview.differs or request.POST.get("the_same") == "yes"
        if preview.refusal or not form.is_valid() or not agreed:
            context = {"kept": kept, "preview": preview, "form": form, "swapped": self.merge_url(kept, lost)}
            not_ticked = request.method == "POST" and not agreed
            return self.ask(request, "admin/record_merge.html", lost, not_ticked=not_ticked, **context)
        return self.merged(request, lost, kept, form.cleaned_data["reason"], bool(preview.differs))

    def merged(self, request, lost, kept, reason: str, although_opposite: bool):
        more = {"although_opposite": True} if although_opposite else {}
        try:
            merge_rows(lost=lost, kept=kept, by=request.user, now=self.now(), reason=reason, **more)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(self.merge_url(lost, kept))
        self.log_change(request, lost, f"Merged into “{kept}”. Reason: {reason}")
        self.log_change(request, kept, f"“{lost}” was merged into this. Reason: {reason}")
        self.message_user(request, f"“{lost}” is now part of “{kept}”.", messages.SUCCESS)
        return HttpResponseRedirect(change_url(kept))

    def unmerge_view(self, request, object_id):
        """Undo the merge in which this row went away, or say why that cannot be."""
        lost = self.asked_about(request, object_id)
        done = find_merge(lost) if lost else None
        if done is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = WhyForm(request.POST or None, label="Why they are not the same")
        if not form.is_valid():
            context = {"merge": done, "reasons": list_obstacles(done), "form": form}
            return self.ask(request, "admin/record_unmerge.html", lost, **context)
        reason = form.cleaned_data["reason"]
        try:
            undo_merge(merge=done, by=request.user, now=self.now(), reason=reason)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(admin_url(self.opts, "unmerge", lost.pk))
        self.log_change(request, lost, f"Its merge into “{done.kept}” was undone. Reason: {reason}")
        self.log_change(request, done.kept, f"The merge of “{lost}” into this was undone. Reason: {reason}")
        self.message_user(request, "The merge is undone: everything is as it was.", messages.SUCCESS)
        return HttpResponseRedirect(change_url(lost))

    def asked_about(self, request, object_id):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        return self.get_object(request, unquote(object_id))
