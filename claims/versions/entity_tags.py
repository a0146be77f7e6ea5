"""ETags of what is made from the record, known from the stamps before it is made.

They are strong: of the same text, of one release and one day, in the same encoding. Of what is compressed the
tag ends in `-gzip`.
"""

import functools
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language

from core.days import find_latest_day

from .stamps import Stamps

PACKED = "-gzip"
SOURCES = ("*.py", "*.html", "*.txt", "*.xml", "*.mo", "*.css", "*.js", "*.svg", "*.ttf", "uv.lock")
OUTSIDE = re.compile(r"^(\.|tests$|docs$|benchmarks$|staticfiles$|node_modules$)")
SHOWN_SETTINGS = (
    "COMPARE_BY_MEANING",
    "CONTACT_EMAIL",
    "DATA_LICENCE",
    "FOLLOW_BY_MAIL",
    "LANGUAGES",
    "LINKED_HOSTS",
    "PUBLISHER_NAME",
    "SECURE_HSTS_SECONDS",
    "STATIC_URL",
    "TAG_AUTHORITY",
    "TIME_ZONE",
)


def identify_page(request: HttpRequest, *more: str) -> bytes:
    """Identify what a request asks for, in the language that is spoken now, by all but stamps.

    `more`: what else it depends on.
    """
    return identify_address(request.build_absolute_uri(), get_language(), *more)


def identify_address(url: str, language: str | None, *more: str) -> bytes:
    """Do the same for a URL with its host. It is another one every day: pages know which days have come."""
    days = timezone.localdate(), find_latest_day()
    parts = (find_release(), url, language, days, more)
    return hashlib.sha256(repr(parts).encode()).digest()


def make_entity_tag(page: bytes, stamps: Stamps) -> str:
    """Make the ETag of a page (of `identify_page`) from the stamps of what it depends on."""
    return f'"{hashlib.sha256(page + stamps.words.encode()).hexdigest()[:32]}"'


def list_known_tags(request: HttpRequest) -> list[str]:
    """List what a client has already, compressed or not: the tags as they are of the text that is not."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return [unpack_entity_tag(tag.removeprefix("W/")) for tag in parse_etags(sent)] if sent else []


def answer_unchanged(request: HttpRequest, tag: str) -> HttpResponseNotModified | None:
    """Answer 304 if the client has what this tag stands for, compressed or not; None if it has not."""
    known = {tag, pack_entity_tag(tag)}
    for asked in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        if (strong := asked.removeprefix("W/")) in known:
            return HttpResponseNotModified(headers={"ETag": strong})
    return None


def pack_entity_tag(tag: str) -> str:
    """Return the tag of the same text, compressed."""
    return f'{tag[:-1]}{PACKED}"'


def unpack_entity_tag(tag: str) -> str:
    """Return the tag of the same text that is not compressed."""
    return tag.replace(f'{PACKED}"', '"')


@functools.cache
def find_release() -> str:
    """Return a hash of the program and of the settings that pages or their headers show.

    It is the same on every machine.
    """
    digest = hashlib.sha256(sys.version.encode())
    for path in _list_sources():
        digest.update(f"{path.relative_to(settings.BASE_DIR)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    digest.update(repr([getattr(settings, name) for name in SHOWN_SETTINGS]).encode())
    return digest.hexdigest()


def _list_sources() -> Iterator[Path]:
    """List the files of the program in a fixed order; a release that only differs in others is the same."""
    for entry in sorted(settings.BASE_DIR.iterdir()):
        if OUTSIDE.match(entry.name):
            continue
        if entry.is_file():
            if any(entry.match(pattern) for pattern in SOURCES):
                yield entry
            continue
        found = {path for pattern in SOURCES for path in entry.rglob(pattern)}
        yield from sorted(found)
