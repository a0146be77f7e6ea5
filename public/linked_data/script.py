import json

from django.utils.safestring import SafeString, mark_safe

from .things import JsonObject
from .vocabulary import SCHEMA_ORG

ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}
"""So that no title or name can end the script element that holds the JSON, or begin a comment in it."""


def write_script(data: JsonObject) -> SafeString:
    """Write `data`, in words of schema.org only, as what may stand inside a script element."""
    text = json.dumps({"@context": SCHEMA_ORG, **data}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  # escaped
