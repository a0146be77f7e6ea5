"""Requests that are sent again because their answer was lost: done once, and answered the same each time."""

import datetime
import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from api.models import KEPT, PersonalToken, StoredAnswer

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")


class StillRunning(APIException):
    status_code = HTTPStatus.CONFLICT
    default_detail = "The first request with this Idempotency-Key is still running. Ask again in a moment."


class KeyUsed(APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key came with another request. Use a new key for each."


def read_key(request: Request) -> str:
    """Read the header; "" without it. Raises ValidationError for what is no key."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise ValidationError({HEADER: ["It must be 1 to 255 printable characters of ASCII without spaces."]})
    return key or ""


def hash_request(path: str, body: bytes) -> str:
    """Hash what makes two requests the same."""
    return hashlib.sha256(path.encode() + b"\n" + body).hexdigest()


@transaction.atomic
def answer_once(
    work: Callable[[], dict[str, Any]],
    *,
    token: PersonalToken,
    key: str,
    fingerprint: str,
    now: datetime.datetime,
) -> dict[str, Any]:
    """Do the work and keep its answer; with the same key again, return that answer.

    The answer and what the work writes are stored together or not at all. A refusal writes nothing and is
    not kept: the same key may come with what was mended. A process that dies holds nobody up.

    Raises StillRunning and KeyUsed. Queries: 4 beside those of the work; none without a key.
    """
    if not key:
        return work()
    if not _lock(token, key):
        raise StillRunning
    StoredAnswer.objects.filter(token=token, key=key, answered_at__lte=now - KEPT).delete()
    stored = StoredAnswer.objects.filter(token=token, key=key).first()
    if stored is None:
        answer = work()
        StoredAnswer.objects.create(
            token=token, key=key, fingerprint=fingerprint, answer=answer, answered_at=now
        )
        return answer
    if stored.fingerprint != fingerprint:
        raise KeyUsed
    kept: dict[str, Any] = stored.answer
    return kept


def name_lock(token: PersonalToken, key: str) -> int:
    """Return the number of the advisory lock that stands for a key of a token."""
    name = hashlib.blake2b(f"answer {token.pk} {key}".encode(), digest_size=8).digest()
    return int.from_bytes(name, signed=True)


def _lock(token: PersonalToken, key: str) -> bool:
    """Take the key until the transaction ends, if nobody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [name_lock(token, key)])
        row = cursor.fetchone()
    return bool(row and row[0])
