"""The admin of saved mappings."""

import datetime

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import ImportMapping
from editorial.admin.base.forms import VALIDATORS
from exchange.importing.mapping import build_mapping
from exchange.importing.mapping_file import MAX_SIZE, add_built_in, read_mapping_file
from exchange.importing.problems import Unclear


class ImportMappingForm(forms.ModelForm):
    """A mapping in TOML, with the checks of the command."""

    content = forms.CharField(
        label="Mapping",
        max_length=MAX_SIZE,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 80, "dir": "ltr"}),
        validators=VALIDATORS,
        help_text="TOML, as docs/import.md explains.",
    )

    def clean_content(self) -> str:
        content = self.cleaned_data["content"].replace("\r\n", "\n")
        try:
            build_mapping(add_built_in(read_mapping_file(content.encode())))
        except Unclear as error:
            raise forms.ValidationError(str(error)) from error
        return content


class SaveMappingForm(forms.ModelForm):
    """The name under which a mapping is saved."""

    class Meta:
        model = ImportMapping
        fields = ("name", "content")
        widgets = {"content": forms.HiddenInput}  # as Django has it

    def save_by(self, user: User, now: datetime.datetime) -> ImportMapping:
        self.instance.saved_by, self.instance.saved_at = user, now
        return self.save()


@admin.register(ImportMapping)
class ImportMappingAdmin(admin.ModelAdmin):
    """Mappings under a name, for files that come again."""

    form = ImportMappingForm
    list_display = ("name", "saved_by", "saved_at")
    list_select_related = ("saved_by",)
    search_fields = ("name__icontains",)
    ordering = ("name",)
    fields = ("name", "content", "saved_by", "saved_at")
    readonly_fields = ("saved_by", "saved_at")

    def save_model(self, request, obj, form, change) -> None:
        obj.saved_by, obj.saved_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)
