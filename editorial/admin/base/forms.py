"""Form parts that all pages of the admin share."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms.utils import ErrorList

from core.query_string import parse_id
from core.validators import validate_is_visible, validate_no_bidi_controls

from .concurrency import ConcurrencyForm

REASON = "change_reason"
REASON_MISSING = "Readers see what you changed: say why, in words that they can read."
DELETION_REASON_MISSING = "Nothing was deleted. Readers see this: say why it goes."
VALIDATORS = (validate_is_visible, validate_no_bidi_controls)
"""What every text that editors type has to pass."""


class IdsOnlyMixin(AutocompleteMixin):
    """A widget that ignores chosen values that are no ids, on which Django's crashes."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [pk for pk in value if not pk or parse_id(pk) is not None], attrs)


class AutocompleteOne(IdsOnlyMixin, AutocompleteSelect):
    """An autocomplete field for one row."""


class AutocompleteSeveral(IdsOnlyMixin, AutocompleteSelectMultiple):
    """An autocomplete field for several rows."""


class FormFields(BaseModelAdmin):
    """The form fields of a ModelAdmin or an inline, with safe autocompletion."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("widget", AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}))
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(formfield, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # A row that others depend on is not deleted from the page of one of them.
            widget.can_delete_related = False
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteSeveral(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RecordForm(ConcurrencyForm):
    """A form that can be shown again with the message of a refusal by the database."""

    refusal = ""
    user: Any = None
    """The person filling it in; set by RecordAdmin and RecordInline."""
    verbatim: tuple[str, ...] = ()
    """Fields that quote an article exactly, and so may hold any character."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                validators = (validate_is_visible,) if name in self.verbatim else VALIDATORS
                field.validators = [*field.validators, *validators]

    def full_clean(self) -> None:
        super().full_clean()
        if self.refusal and self.is_bound:
            self.add_error(None, self.refusal)

        self.place_errors()

    def place_errors(self) -> None:
        """Show what violates a rule of the model beside the first field that the rule is about."""
        for error in self.errors.pop(NON_FIELD_ERRORS, ErrorList()).as_data():
            self.add_error(self.find_field(error.messages), error)

    def find_field(self, sentences: list[str]) -> str | None:
        """Return the first visible field of the rule that says this; None if there is none."""
        if sentences == [REASON_MISSING]:
            return REASON
        rules = [rule for _, rules in self.instance.get_constraints() for rule in rules]
        names = {
            name
            for rule in rules
            if [str(rule.get_violation_error_message())] == sentences
            for name in list_fields(rule)
        }
        visible = (name for name, field in self.fields.items() if not field.widget.is_hidden)
        return next((name for name in visible if name in names), None)


def list_fields(rule: models.BaseConstraint) -> set[str]:
    """List the fields of its own row that a constraint is about."""
    condition = getattr(rule, "condition", None)
    return {*getattr(rule, "fields", ()), *(condition.referenced_base_fields if condition else ())}


class RecordFormSet(forms.BaseInlineFormSet):
    """The rows of an inline: more than it allows at once are refused before they are made into forms."""

    default_error_messages = {
        "too_many_forms": "These are too many rows to save at once. Save up to %(num)d, then add the others."
    }


def extend_form(form: type[forms.ModelForm], **attributes: Any) -> type[forms.ModelForm]:
    """Return a subclass of `form` with more fields or attributes, for one request."""
    metaclass: Any = type(form)
    return metaclass(form.__name__, (form,), attributes)


def make_reason_field(*, is_seen: bool) -> forms.CharField:
    """Make the field for the reason of a change, which the row's history keeps.

    `is_seen`: whether readers see the row. Whether they see the change, its saving tells.
    """
    return forms.CharField(
        label="Reason for this change",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Needed if readers see what you change. They can read it in the history of the row."
        if is_seen
        else "Optional. Kept in its history; readers can read it once the row is published.",
    )


def make_note_field(
    *, rows: int = 4, max_length: int = 1000, autofocus: bool = True, **options: Any
) -> forms.CharField:
    """Make a field for a text of several lines."""
    focus = {"autofocus": True} if autofocus else {}
    return forms.CharField(
        max_length=max_length,
        validators=VALIDATORS,
        widget=forms.Textarea(attrs={"rows": rows, **focus, "dir": "auto"}),
        **options,
    )


class ReasonForm(forms.Form):
    """The reason for a deletion."""

    change_reason = forms.CharField(
        max_length=300,
        validators=VALIDATORS,
        error_messages={
            "required": DELETION_REASON_MISSING,
            "max_length": "Nothing was deleted. A reason has at most %(limit_value)d characters, and this "
            "one has %(show_value)d.",
        },
    )
