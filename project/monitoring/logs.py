"""Lines of the log: which are written, how they look, and what never stands in them.

No words of a draft, no address of a reader, no token: PostgreSQL quotes the row that it refuses, Django the
address that failed, and addresses out of mails open what a reader follows, or somebody's account.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import psycopg
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError

from .request_ids import REQUEST_ID

HIDDEN = "[hidden]"
SECRETS = (
    re.compile(r"(/follow/(?:confirm|own|unsubscribe)/)[^/\s?\"']+"),
    re.compile(r"(/account/password/)[0-9A-Za-z]+-[^/\s?\"']+"),  # links for choosing a password
    re.compile(r"(\botr_)\w+"),  # tokens of the API
    re.compile(r"()[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"),  # addresses of mail
)
"""What is hidden, after what is kept."""
BREAKS_LINES = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters with which a text begins a line of its own, steers a terminal, or turns itself round."""
QUOTES_VALUES = ("22", "P0")
"""Classes of SQLSTATE whose message itself quotes what was written: bad data, and what our triggers say."""


class OnlyNews(logging.Filter):
    """A filter of log records that asks `is_news`."""

    def filter(self, record: logging.LogRecord) -> bool:
        return is_news(record)


def is_news(record: logging.LogRecord) -> bool:
    """Return False for a job that failed for an expected reason, and for a method that a page does not take.

    The page is gone, for example, or a site is down. Editors see it in their list of jobs; its
    traceback would only hide the unexpected ones. A method is refused by 405 also where Django
    finds that a form's token is missing, and warns of that.
    """
    if getattr(record, "status_code", None) == HTTPStatus.METHOD_NOT_ALLOWED:
        return False
    error = record.exc_info[1] if record.exc_info else None
    return not getattr(error, "is_expected", False)


class LineFormatter(logging.Formatter):
    """Lines for people: time, level, logger, the request's number if there is one, message, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        number = REQUEST_ID.get()
        record.number = f" [{number}]" if number else ""
        _forget_rows(record)
        return hide_secrets(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = keep_on_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        text = super().formatException(ei)
        for error in _list_causes(ei[1]):
            if str(error):
                text = text.replace(str(error), keep_on_line(describe(error)))
        return text


class JsonFormatter(LineFormatter):
    """The same for programs: a JSON object in each line."""

    def format(self, record: logging.LogRecord) -> str:
        _forget_rows(record)
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": REQUEST_ID.get(),
            "message": keep_on_line(hide_secrets(record.getMessage())),
        }
        if record.exc_info:
            line["exception"] = hide_secrets(self.formatException(record.exc_info))
        return json.dumps(line | getattr(record, "measured", {}), ensure_ascii=False)


def _forget_rows(record: logging.LogRecord) -> None:
    """Have errors that a message names described without what they quote."""
    record.exc_text = None
    record.msg = _without_row(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(_without_row, record.args))
    elif isinstance(record.args, Mapping):
        record.args = {name: _without_row(value) for name, value in record.args.items()}


def _without_row(value: Any) -> Any:
    return describe(value) if isinstance(value, Exception) else value


def hide_secrets(text: str) -> str:
    """Return a text without readers' addresses and without what opens something to who has it."""
    for pattern in SECRETS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def keep_on_line(text: str) -> str:
    """Return a text with line ends and what else nobody sees written out, as in a Python string.

    So that nobody can write lines of the log by what they send.
    """
    return BREAKS_LINES.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def describe(error: BaseException) -> str:
    """Return the message of an error, without the row if it is of the database, or of what was sent."""
    if isinstance(error, ValidationError):
        return HIDDEN
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(error, DatabaseError | psycopg.Error) or not isinstance(cause, psycopg.Error):
        return str(error)
    if cause.sqlstate is None:  # it is the client that has failed
        return str(error)
    if cause.sqlstate.startswith(QUOTES_VALUES):
        return f"SQLSTATE {cause.sqlstate}"
    return f"SQLSTATE {cause.sqlstate}: {cause.diag.message_primary}"


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all from which it came, each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        error = waiting.pop()
        if error is not None and id(error) not in seen:
            seen.add(id(error))
            yield error
            waiting += [error.__cause__, error.__context__]
