"""Names as they are stored: one spelling for what looks the same."""

import re
import unicodedata
from typing import Any

from django.db import models

MAX_NORMALISED = 2000
"""Longer texts stay as they are: no name is so long, and composing many accents takes very long."""

# Soft hyphens, zero-width spaces, marks of direction, fillers, byte order marks, tags. Not what turns text
# round (core/validators.py): that is refused, with the reason.
_INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    r"\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
# Joiners shape letters from the Arabic script onwards, and pictures; elsewhere they are invisible too.
_NOTHING = re.compile(rf"[{_INVISIBLE}]+|(?<![\u0600-\U0001ffff])[\u200c\u200d]+|[\u200c\u200d]+(?=\s|\Z)")


def normalise_name(text: str) -> str:
    """Return `text` in Unicode NFC, with single spaces and without invisible characters.

    Two names that look the same are then the same; one of nothing visible is empty.
    """
    if len(text) > MAX_NORMALISED:
        return text
    visible = _NOTHING.sub("", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


class NameField(models.CharField):  # type: ignore[type-arg] # Django's takes none when it runs
    """A name, or a phrase like one, stored as `normalise_name` returns it however it is written.

    For the database and for migrations it is a CharField.
    """

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalise_name(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = normalise_name(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        value = normalise_name(value) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
