from django import forms
from django.core.exceptions import ValidationError
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from core.validators import validate_no_bidi_controls
from subscriptions.models import Rhythm

MAX_ADDRESS = 254


def make_plain_address(value: str) -> str:
    """Return an address in plain ASCII: of a domain in other letters the form that mail servers use.

    Addresses are compared without case, and then "ı" is an "i": no other letter may be in what is stored, or
    the owner of one address could speak for another. Raises ValidationError for quotation marks, controls and
    other letters before the domain.
    """
    local, _at, domain = value.rpartition("@")
    try:
        address = f"{local}@{punycode(domain)}"
    except UnicodeError:
        address = ""
    if not address.isascii() or not address.isprintable() or '"' in address or len(address) > MAX_ADDRESS:
        address = ""
    if not address:
        raise ValidationError(_("Give a plain e-mail address, such as name@example.org."))
    return address


class AddressForm(forms.Form):
    """An e-mail address, and a field that only a program fills in."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=MAX_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        validators=[validate_no_bidi_controls],
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

    def clean_address(self) -> str:
        return make_plain_address(self.cleaned_data["address"])

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
