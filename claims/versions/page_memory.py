"""Pages that a process keeps itself, where the database server that it reads has no store of them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from .packed_pages import PackedPage

MOST_BYTES = 32 * 2**20
SECONDS_UNREAD = 3600
"""How long a page stays that nobody asks for."""
SECONDS_LEASED = 5


@dataclass
class RememberedPage:
    page: PackedPage
    size: int
    read_at: float


class PageMemory:
    """Pages by their ETags, bounded by size and age; those that were read least lately go first.

    An ETag stands for one text, so a page is found only for the stamps with which it was made, whichever
    replica they come from: one that is behind finds what it shows itself. Threads may share it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most_bytes = most_bytes
        self.clock = clock
        self.size = 0
        self._pages: OrderedDict[str, RememberedPage] = OrderedDict()
        self._leased_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, tag: str) -> PackedPage | None:
        """Return the page with this ETag, if it is here."""
        with self._lock:
            remembered = self._pages.get(tag)
            if remembered is None:
                return None
            remembered.read_at = self.clock()
            self._pages.move_to_end(tag)
            return remembered.page

    def lease(self, tag: str) -> bool:
        """Tell whether the caller is to make this page; for SECONDS_LEASED nobody else is."""
        with self._lock:
            now = self.clock()
            if self._leased_until.get(tag, now) > now:
                return False
            self._leased_until = {page: until for page, until in self._leased_until.items() if until > now}
            self._leased_until[tag] = now + SECONDS_LEASED
            return True

    def keep(self, tag: str, page: PackedPage) -> None:
        """Remember a page that was made, and forget what is too much or too old."""
        size = len(page.body or b"") + len(page.head)
        with self._lock:
            self._leased_until.pop(tag, None)
            self._forget(tag)
            self._pages[tag] = RememberedPage(page, size, self.clock())
            self.size += size
            while self._pages and self._is_over():
                self._forget(next(iter(self._pages)))

    def leave(self, tag: str) -> None:
        """Give up the right to make a page."""
        with self._lock:
            self._leased_until.pop(tag, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._leased_until.clear()
            self.size = 0

    def _is_over(self) -> bool:
        first = next(iter(self._pages.values()))
        return self.size > self.most_bytes or self.clock() - first.read_at > SECONDS_UNREAD

    def _forget(self, tag: str) -> None:
        if remembered := self._pages.pop(tag, None):
            self.size -= remembered.size
