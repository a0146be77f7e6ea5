"""Form parts that every page of the admin shares."""

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models

from core.validators import validate_no_bidi_controls

from .concurrency import SeenForm

REASON = "change_reason"
LARGEST_ID_DIGITS = 18


def is_id(value) -> bool:
    """Whether `value`, from an address or a form, can be the id of a row."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= LARGEST_ID_DIGITS


class OnlyIds:
    """Shows nothing as chosen for a value that is no id, where Django's own widget breaks."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [one for one in value if not one or is_id(one)], attr)


class FindOne(OnlyIds, AutocompleteSelect):
    pass


class FindSeveral(OnlyIds, AutocompleteSelectMultiple):
    pass


class FindByTyping:
    """For a ModelAdmin or an inline: foreign keys in `autocomplete_fields` survive bad input."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("widget", AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}))
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(formfield, "widget", None), RelatedFieldWidgetWrapper):
            # What others stand on is not deleted from the page of one of them.
            formfield.widget.can_delete_related = False
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindSeveral(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RecordForm(SeenForm):
    """A form that can be shown again with what the database said to it."""

    refusal = ""
    user = None
    """Who is filling it in; set by RecordAdmin and RecordInline."""
    as_printed: tuple[str, ...] = ()
    """Fields that hold an article's own characters, whatever they are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and name not in self.as_printed:
                field.validators = [*field.validators, validate_no_bidi_controls]

    def full_clean(self) -> None:
        super().full_clean()
        if self.refusal and self.is_bound:
            self.add_error(None, self.refusal)


def reason_field(*, required: bool) -> forms.CharField:
    """Why a row is changed, for its history. Kept with every change that the form makes."""
    return forms.CharField(
        label="Reason for this change",
        max_length=300,
        required=required,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Readers see this row, so say why it changes. They can read the reason in its history."
        if required
        else "Optional. Kept in its history; readers can read it once the row is published.",
    )


class ReasonForm(forms.Form):
    """Why something is deleted."""

    change_reason = forms.CharField(max_length=300, validators=[validate_no_bidi_controls])
