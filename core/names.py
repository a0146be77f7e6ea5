"""Names as they are stored: one spelling for what looks the same."""

import re
import unicodedata
from typing import Any

from django.db import models

MAX_NORMALISED = 2000
"""Longer texts stay as they are: no name is so long, and composing many accents takes very long."""

# Soft hyphens, zero-width spaces, marks of direction, fillers, byte order marks, selectors, tags. Not what
# turns text round (core/validators.py): that is refused, with the reason.
_INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    r"\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_BLANKS = re.compile(r"[\u2800\u3164\uffa0]")
_IDEOGRAPHS = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What chooses between shapes of the character before it, and the tags of a flag, are seen and stay.
_NOTHING = re.compile(
    rf"(\U0001f3f4[\U000e0020-\U000e007f]+|(?<=[{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
    rf"|(?<=[\u1820-\u18aa])[\u180b-\u180f])|[{_INVISIBLE}]+"
)
_JOINERS = re.compile(r"[\u200c\u200d]+")
# Arabic, Syriac, N'Ko, the scripts of India and of Southeast Asia, Mongolian, Adlam and others like them.
_JOINING = re.compile(
    r"[\u0600-\u077f\u07c0-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1aaf\u1b00-\u1c4f\u1cd0-\u1cff\ua800-\ua95f"
    r"\ua980-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_PICTURE = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_VIRAMA = 9
"""The combining class of signs that silence a vowel: a joiner after one chooses the shape of the letter."""


def normalise_name(text: str) -> str:
    """Return `text` in Unicode NFC, with single spaces and without invisible characters.

    Two names that look the same are then the same; one of nothing visible is empty. What is returned is
    returned again for itself.
    """
    if len(text) > MAX_NORMALISED:
        return text
    if text.isascii():
        return " ".join(text.split())
    while (visible := _remove_unseen(text)) != text:
        text = visible  # what was removed may have stood between two that now join
    return text


def _keep_joiner(match: re.Match[str]) -> str:
    """Return the first of these joiners if it shapes what stands around it; empty if nobody sees it."""
    joiner, before, after = match[0][0], match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if joiner == "\u200d" and before and unicodedata.combining(before) == _VIRAMA:
        return joiner
    is_in_word = all(
        _JOINING.match(each) and unicodedata.category(each)[0] in "LM" for each in (before, after)
    )
    is_in_picture = _PICTURE.match(before) and _PICTURE.match(after)
    return joiner if is_in_word or is_in_picture else ""


def _remove_unseen(text: str) -> str:
    visible = _NOTHING.sub(r"\1", _BLANKS.sub(" ", unicodedata.normalize("NFC", text)))
    joined = _JOINERS.sub(_keep_joiner, unicodedata.normalize("NFC", visible))
    return unicodedata.normalize("NFC", " ".join(joined.split()))


class NameField(models.CharField):  # type: ignore[type-arg] # Django's takes none when it runs
    """A name, or a phrase like one, stored as `normalise_name` returns it however it is written.

    For the database and for migrations it is a CharField.
    """

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalise_name(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Look for a text as it is given: part of a name may begin or end with a space."""
        return models.CharField.to_python(self, models.Field.get_prep_value(self, value))

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
