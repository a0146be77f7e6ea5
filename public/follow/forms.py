from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.validators import validate_no_bidi_controls
from subscriptions.models import Rhythm


def validate_is_plain_address(value: str) -> None:
    """Refuse what the standard allows in an address and no mail server needs: quotation marks, controls."""
    if '"' in value or not value.isprintable():
        raise ValidationError(_("Give a plain e-mail address, such as name@example.org."))


class AddressForm(forms.Form):
    """An e-mail address, and a field that only a program fills in."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        validators=[validate_is_plain_address, validate_no_bidi_controls],
        error_messages={
            "required": _("Give your e-mail address."),
            "invalid": _("Give a plain e-mail address, such as name@example.org."),
        },
    )
    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)  # type: ignore[arg-type]  # handed on

    @property
    def is_automated(self) -> bool:
        return bool(self.data.get("subject"))


class FollowForm(AddressForm):
    """An e-mail address, and how often to be told."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=Rhythm.choices,
        initial=Rhythm.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often."), "invalid_choice": _("Choose how often.")},
    )
