"""Lines of the log: how they look, and what never stands in them."""

import copy
import io
import json
import logging
import logging.config
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from project.monitoring.queries import execute_watched
from project.monitoring.request_ids import REQUEST_ID

NUMBER = "f" * 32
WORDS = "Nobody knew\nof this draft"
SECRETS = ("reader@example.org", "c2VjcmV0", "otr_0a1b2c", *WORDS.split("\n"))


@pytest.fixture(params=["lines", "json"])
def lines(request):
    """Read what the handler of the site's settings writes, in both forms, while a request is under way."""
    handler = copy.deepcopy(settings.LOGGING["handlers"]["stderr"]) | {"formatter": request.param}
    stream = io.StringIO()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            **{name: copy.deepcopy(settings.LOGGING[name]) for name in ("formatters", "filters")},
            "handlers": {"stderr": handler | {"stream": stream}},
            "loggers": {"seen": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
        }
    )
    token = REQUEST_ID.set(NUMBER)
    yield stream.getvalue
    REQUEST_ID.reset(token)
    logging.getLogger("seen").handlers.clear()


def refuse_row():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seen (words text CONSTRAINT seen_short CHECK (words = ''))")
        cursor.execute("INSERT INTO seen VALUES (%s)", [WORDS])


def refuse_value():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::integer", [WORDS])


def refuse_form():
    raise ValidationError({"text": [WORDS]})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refuse", "error", "told"),
    [
        (refuse_row, IntegrityError, "seen_short"),
        (refuse_value, DataError, "SQLSTATE 22P02"),
        (refuse_form, ValidationError, "[hidden]"),
    ],
)
def test_what_was_refused_is_not_quoted(lines, refuse, error, told):
    log = logging.getLogger("seen")
    try:
        with transaction.atomic():
            refuse()
    except error as caught:
        log.exception("It failed: %s", caught)
        log.error("It failed: %(why)s", {"why": caught})
        log.error(caught)
    written = lines()
    assert [secret for secret in SECRETS if secret in written] == []
    assert written.count(told) > 3, "in the messages and in the traceback"
    assert "Traceback" in written
    assert NUMBER in written


def test_what_opens_something_is_hidden(lines):
    log = logging.getLogger("seen")
    log.error("Internal Server Error: %s", "/ru/follow/own/c2VjcmV0/?x=1")
    log.error("Internal Server Error: %s", "/admin/account/password/1a-c2VjcmV0-5/?x=1")
    log.error("Internal Server Error: %s", "/admin/account/password/reset/done/")
    log.warning("Mail to %s with otr_0a1b2c", "reader@example.org")
    written = lines()
    assert [secret for secret in SECRETS if secret in written] == []
    assert "/ru/follow/own/[hidden]/?x=1" in written
    assert "/admin/account/password/[hidden]/?x=1" in written
    assert "/admin/account/password/reset/done/" in written
    if written.startswith("{"):
        first = json.loads(written.splitlines()[0])
        assert (first["level"], first["logger"], first["request_id"]) == ("ERROR", "seen", NUMBER)


FORGED = "2026-01-01 00:00:00 CRITICAL forged"


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\x0b", "\x1b[2J", "\x9b2J", "\x85", "\u2028", "\u202e", "\ud800"]
)
def test_nobody_writes_lines_of_the_log_by_what_they_send(lines, sign):
    # Not by the logger, which pytest listens to: xdist cannot pass on half a character that it hears.
    write = logging.getLogger("seen").handlers[0].handle
    said = {"name": "seen", "levelno": logging.ERROR, "levelname": "ERROR", "msg": "No page: %s"}
    write(logging.makeLogRecord(said | {"args": (f"/claims/{sign}{FORGED}",)}))
    try:
        raise ValueError(f"no claim {sign}{FORGED}")
    except ValueError:
        write(logging.makeLogRecord(said | {"msg": "It failed", "exc_info": sys.exc_info()}))
    written = lines()
    assert sign == "\n" or sign not in written
    assert written.count(FORGED) == 2
    assert not [line for line in written.split("\n") if line.startswith((FORGED, f"{sign}{FORGED}"))]


@pytest.mark.django_db
def test_a_slow_statement_is_logged_without_its_values(settings, caplog):
    with connection.execute_wrapper(execute_watched), connection.cursor() as cursor:
        for settings.SLOW_QUERY_MS in (0, 600_000, 1):
            cursor.execute("SELECT pg_sleep(0.01), 'a ''draft''' WHERE %s <> ''", [WORDS])
    (record,) = (record for record in caplog.records if "pg_sleep" in record.message)
    assert record.measured["sql"] == "SELECT pg_sleep(0.01), '...' WHERE %s <> '...'"
    assert record.measured["milliseconds"] >= 1
    assert WORDS not in caplog.text
