"""JSON that somebody sends: read whole, within bounds, and without a guess."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from exchange.importing.reading.json_items import ItemError, parse_item

MAX_BYTES = 8_000_000
"""A text of the greatest length, written as escapes throughout, and its rows."""


class BodyTooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = f"A request may have {MAX_BYTES:,} bytes at most."


class StrictJSONParser(BaseParser):
    """A parser for one object of JSON in UTF-8. What parsers read differently is refused.

    That is: keys that are there twice, NaN, numbers of many digits, half characters, NUL, deep nesting.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the body. Raises BodyTooLarge, and ParseError with a sentence."""
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise BodyTooLarge
        try:
            value = parse_item(body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ParseError("The body is not in UTF-8.") from error
        except ItemError as error:
            problem = error.problem
            detail = f" ({problem.detail})" if problem.detail else ""
            raise ParseError(f"The body {problem.reason}{detail}.") from error
        if not isinstance(value, dict):
            raise ParseError("The body must be one object.")
        if _holds_nul(value):
            raise ParseError("The body has a text with the character NUL, which nothing on the record has.")
        return value


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(map(_holds_nul, (*value, *value.values())))
    return isinstance(value, list) and any(map(_holds_nul, value))
