"""Validators of text that people type."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.names import normalise_name

BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's embedding, override and isolate characters.

They are invisible, and reverse the text around them.
"""


def validate_no_bidi_controls(value: str) -> None:
    """Refuse text with an invisible character that changes the direction of writing."""
    if match := BIDI_CONTROLS.search(value):
        raise ValidationError(
            f"This holds an invisible character (U+{ord(match[0]):04X}) that can turn the text round in "
            "lists. Type the words anew, without it. Right-to-left writing needs no such character."
        )


def validate_is_visible(value: str) -> None:
    """Refuse text of nothing but invisible characters, which passes for none at all."""
    if value.strip() and not normalise_name(value):
        raise ValidationError(
            _("This holds only characters that nobody can see. Type it anew, or leave it empty.")
        )
