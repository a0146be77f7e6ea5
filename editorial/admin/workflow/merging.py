"""Merging two rows: what would happen is shown before it is done."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from claims.actions.merging.preview import merge_rows, preview_merge
from claims.actions.merging.undo import list_obstacles, undo_merge
from claims.merges import NOUNS, exclude_merged, find_merge
from claims.models import Merge
from core.errors import Refused
from core.validators import validate_no_bidi_controls
from editorial.admin.base import ListAction, Workflow, admin_url, change_url
from editorial.admin.base.forms import AutocompleteOne
from editorial.admin.base.memo import once_per_row

MAX_LISTED = 20
"""How many of the rows that were merged into a row its page names."""


class MergeReasonForm(forms.Form):
    """The reason for a merge or its undoing.

    It is kept in the history of every row.
    """

    reason = forms.CharField(
        max_length=300,
        validators=[validate_no_bidi_controls],
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )

    def __init__(self, data=None, *, label: str):
        super().__init__(data)
        self.fields["reason"].label = label


class MergedFilter(admin.SimpleListFilter):
    """Rows that are not merged away, or only those that are."""

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


current_merge = once_per_row(find_merge)


class Merging(Workflow):
    """Rows that can be merged: claims, claimants, outlets. List MergedFilter with it.

    A row that was merged away is neither changed nor deleted: its merge can only be undone.
    """

    @property
    def noun(self) -> str:
        return NOUNS[self.model_admin.model]

    # --- rules -------------------------------------------------------------------------------

    def may_merge(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"claims.merge_{self.noun}")

    def may_change(self, request, obj) -> bool:
        return current_merge(obj) is None

    def may_delete(self, request, obj) -> bool:
        return current_merge(obj) is None

    def filter_choices(self, rows: QuerySet) -> QuerySet:
        return exclude_merged(rows)

    # --- what is shown -----------------------------------------------------------------------

    def has_last_word(self, request, obj) -> bool:
        return current_merge(obj) is not None

    def get_steps(self, request, obj):
        if not self.may_merge(request):
            return []
        if current_merge(obj):
            return [self.make_step("unmerge", "Undo the merge…", obj)]
        return [self.make_step("merge", "Merge into…", obj)]

    def get_context(self, request, obj):
        merges = Merge.objects.filter(**{f"{self.noun}_into": obj}, undone_at=None)
        merges = merges.select_related(f"{self.noun}_from", "merged_by")
        return {
            "merged_away": current_merge(obj),
            "merged_here": merges.order_by("-merged_at", "-pk")[:MAX_LISTED],
        }

    def get_urls(self):
        return [self.make_url("merge", self.merge_view), self.make_url("unmerge", self.unmerge_view)]

    def get_actions(self):
        description = "Merge two %(verbose_name_plural)s…"
        return [ListAction("merge_selected", description, self.merge_selected, self.may_merge)]

    # --- what is done ------------------------------------------------------------------------

    def merge_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        pair = list(queryset.order_by("pk")[:3])
        if len(pair) != 2:
            self.model_admin.message_user(request, "Choose exactly two: they become one.", messages.ERROR)
            return None
        target, duplicate = pair
        return HttpResponseRedirect(self.make_merge_url(duplicate, target))

    def make_merge_url(self, duplicate, target) -> str:
        return admin_url(self.model_admin.opts, "merge", duplicate.pk, query={"into": target.pk})

    def make_target_form(self, data) -> forms.Form:
        """Make the form that asks which row the other one becomes part of."""
        model_admin = self.model_admin
        widget = AutocompleteOne(Merge._meta.get_field(f"{self.noun}_into"), model_admin.admin_site)
        rows = exclude_merged(model_admin.model._base_manager.all())
        field = forms.ModelChoiceField(rows, widget=widget, label=f"The {self.noun} that stays")
        return type("TargetForm", (forms.Form,), {"into": field})(data)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Choose the other row, see what would happen, and merge."""
        template = "admin/record_merge.html"
        duplicate = self.get_row(request, object_id)
        if duplicate is None:
            return self.model_admin.redirect_missing(request, object_id)
        target_form = self.make_target_form(request.GET if "into" in request.GET else None)
        target = target_form.cleaned_data["into"] if target_form.is_bound and target_form.is_valid() else None
        if target is None:
            media = self.model_admin.media + target_form.media
            return self.model_admin.render_page(request, template, duplicate, into=target_form, media=media)
        form = MergeReasonForm(request.POST or None, label="Why the two are the same")
        preview = preview_merge(duplicate=duplicate, target=target, by=request.user, now=timezone.now())
        is_agreed = not preview.differs or request.POST.get("the_same") == "yes"
        if not preview.refusal and form.is_valid() and is_agreed:
            reason = form.cleaned_data["reason"]
            if self.merge(request, duplicate, target, reason, although_opposite=bool(preview.differs)):
                return HttpResponseRedirect(change_url(target))
        return self.model_admin.render_page(
            request,
            template,
            duplicate,
            not_ticked=request.method == "POST" and not is_agreed,
            target=target,
            preview=preview,
            form=form,
            swapped=self.make_merge_url(target, duplicate),
        )

    def merge(self, request: HttpRequest, duplicate, target, reason: str, *, although_opposite: bool) -> bool:
        """Merge, and say so; False if it is refused, with the reason said."""
        options = {"although_opposite": True} if although_opposite else {}
        try:
            merge_rows(
                duplicate=duplicate,
                target=target,
                by=request.user,
                now=timezone.now(),
                reason=reason,
                **options,
            )
        except Refused as refused:
            self.model_admin.message_user(request, str(refused), messages.ERROR)
            return False
        self.model_admin.log_change(request, duplicate, f"Merged into “{target}”. Reason: {reason}")
        self.model_admin.log_change(request, target, f"“{duplicate}” was merged into this. Reason: {reason}")
        self.model_admin.message_user(request, f"“{duplicate}” is now part of “{target}”.", messages.SUCCESS)
        return True

    def unmerge_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Undo the merge in which this row went away, or say why that cannot be done."""
        duplicate = self.get_row(request, object_id)
        merge = find_merge(duplicate) if duplicate else None
        if merge is None:
            return self.model_admin.redirect_missing(request, object_id)
        form = MergeReasonForm(request.POST or None, label="Why they are not the same")
        if form.is_valid() and self.unmerge(request, duplicate, merge, form.cleaned_data["reason"]):
            return HttpResponseRedirect(change_url(duplicate))
        context = {"merge": merge, "reasons": list_obstacles(merge), "form": form}
        return self.model_admin.render_page(request, "admin/record_unmerge.html", duplicate, **context)

    def unmerge(self, request: HttpRequest, duplicate, merge: Merge, reason: str) -> bool:
        """Undo `merge`, and say so; False if it is refused, with the reason said."""
        try:
            undo_merge(merge=merge, by=request.user, now=timezone.now(), reason=reason)
        except Refused as refused:
            self.model_admin.message_user(request, str(refused), messages.ERROR)
            return False
        message = f"Its merge into “{merge.target}” was undone. Reason: {reason}"
        self.model_admin.log_change(request, duplicate, message)
        message = f"The merge of “{duplicate}” into this was undone. Reason: {reason}"
        self.model_admin.log_change(request, merge.target, message)
        self.model_admin.message_user(
            request, "The merge is undone: everything is as it was.", messages.SUCCESS
        )
        return True

    def get_row(self, request: HttpRequest, object_id: str):
        if not self.may_merge(request):
            raise PermissionDenied
        return self.model_admin.get_object(request, unquote(object_id))
