"""Validators of text that people type."""

import re

from django.core.exceptions import ValidationError

TURNS_TEXT_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's embedding, override and isolate characters: unseen, they reverse the text around them."""


def keeps_its_direction(value: str) -> None:
    if found := TURNS_TEXT_ROUND.search(value):
        raise ValidationError(
            f"This holds an invisible character (U+{ord(found[0]):04X}) that can turn the text round in "
            "lists. Type the words anew, without it. Right-to-left writing needs no such character."
        )
