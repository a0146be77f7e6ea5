"""The one form that readers fill in."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from claims.models import Report, ReportKind
from core.validators import validate_is_visible, validate_no_bidi_controls

WEB_ONLY = _("Give an address on the web, beginning with https:// or http://.")


class MessageField(forms.CharField):
    """A text that somebody typed.

    Browsers send every line end as two characters; here it is one.
    """

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class WebAddressField(forms.URLField):
    """An address on the web.

    Others (ftp:, javascript:) are refused; without a scheme, https is meant.
    """

    default_validators = [URLValidator(schemes=["http", "https"], message=WEB_ONLY)]
    default_error_messages = {"invalid": WEB_ONLY}


class ReportForm(forms.ModelForm):
    """A reader's report. Works without JavaScript and without an account."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[(value, _(words)) for value, words in ReportKind.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    message = MessageField(
        label=_("What should we know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        help_text=_(
            "Who said it, where and when; or what is wrong, and how you know. In a complaint: on which page, "
            "and what we should change or remove."
        ),
        validators=[validate_is_visible, validate_no_bidi_controls],
        error_messages={"required": _("Write what we should know.")},
    )
    source_url = WebAddressField(
        label=_("Address of a source"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
        help_text=_("The article that shows it, if you have one."),
        validators=[validate_no_bidi_controls],
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("Only if you want an answer. We delete it 90 days after the matter is settled."),
    )
    subject = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    """Nobody sees this field: only a program fills it in."""

    class Meta:
        model = Report
        fields = ("kind", "message", "source_url", "contact")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    @property
    def text_fields(self) -> list[forms.BoundField]:
        """The fields that readers type into."""
        return [self[name] for name in ("message", "source_url", "contact")]

    @property
    def is_automated(self) -> bool:
        return bool(self.data.get("subject"))
