"""Reading pages as things stood in the world on a past day: `?as_of=2017-04-12`."""

import datetime
import re
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pagination import shorten_input

PARAMETER = "as_of"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class AsOf:
    """The day at whose end a page is read; `day` is None for the record as it is today.

    `ignored` says in one sentence why what was asked for made no sense; else it is empty.
    """

    day: datetime.date | None = None
    ignored: str = ""

    @property
    def query(self) -> str:
        """What an address ends with to keep the day: "?as_of=2017-04-12", or nothing."""
        return f"?{PARAMETER}={self.day.isoformat()}" if self.day else ""

    @property
    def more(self) -> str:
        """The same for an address that has a query already: "&as_of=2017-04-12"."""
        return f"&{PARAMETER}={self.day.isoformat()}" if self.day else ""


def parse_as_of(query: QueryDict) -> AsOf:
    """The day that `query` asks for. Today or later is the record as it is."""
    value = query.get(PARAMETER, "").strip()
    if not value:
        return AsOf()
    shown = shorten_input(value)
    try:
        day = datetime.date.fromisoformat(value) if ISO_DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        return AsOf(ignored=_("Ignored: “%(value)s” is no date. Write it as 2017-04-12.") % {"value": shown})
    today = timezone.localdate()
    if day > today:
        return AsOf(
            ignored=_("Ignored: %(value)s has not come yet. This is the record today.") % {"value": shown}
        )
    return AsOf() if day == today else AsOf(day)
