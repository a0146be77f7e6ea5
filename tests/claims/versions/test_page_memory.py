"""Pages in the memory of a process: one makes each, and there are not too many."""

import pytest

from claims.versions.packed_pages import PackedPage
from claims.versions.page_memory import SECONDS_LEASED, SECONDS_UNREAD, PageMemory


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock) -> PageMemory:
    """Provide one with room for two pages."""
    return PageMemory(250, clock=clock)


def keep(memory: PageMemory, tag: str) -> None:
    memory.keep(tag, PackedPage(tag, "", b"x" * 100))


def test_one_makes_a_page_until_it_is_kept_or_given_up_or_takes_too_long(memory, clock):
    assert [memory.lease("a"), memory.lease("a"), memory.lease("b")] == [True, False, True]
    memory.leave("a")
    assert memory.lease("a")
    clock.now += SECONDS_LEASED
    assert memory.lease("a")
    keep(memory, "a")
    assert memory.find("a").body == b"x" * 100


def test_what_was_read_least_lately_goes_first(memory):
    for tag in ("a", "b"):
        keep(memory, tag)
    assert memory.find("a")
    keep(memory, "c")
    assert [tag for tag in "abc" if memory.find(tag)] == ["a", "c"]
    assert (len(memory), memory.size) == (2, 200)
    keep(memory, "a")
    assert memory.size == 200
    memory.keep("long", PackedPage("long", "", b"x" * 251))
    assert (len(memory), memory.size) == (0, 0)


def test_what_nobody_asks_for_goes_after_an_hour(memory, clock):
    keep(memory, "a")
    clock.now += SECONDS_UNREAD + 1
    keep(memory, "b")
    assert not memory.find("a") and memory.find("b")
