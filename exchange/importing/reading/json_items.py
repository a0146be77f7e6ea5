"""Items of JSON, from bytes that may be anything. Memory is bounded, and no parser sees what it cannot bear.

A small scanner cuts a list into its items and knows strings, depth and size; orjson reads each item, and
refuses NaN, lone surrogates and numbers out of range. Keys that are there twice are refused here, where
parsers take the last.
"""

import json
import re
from collections.abc import Collection, Generator, Iterator
from typing import Any, TextIO

import orjson

from ..problems import Problem, escape_value
from .files import AT_ONCE, MAX_RECORD, TOO_LONG, BoundedLines, RecordTooLong, has_broken_bytes
from .records import Record

MAX_DEPTH = 64
TOO_DEEP = f"is nested more than {MAX_DEPTH} deep"
CUT_OFF = "is cut off by the end of the file"
UNBALANCED = "closes an object that was not opened"
AFTER_THE_LIST = "stands after the end of the list"
AFTER_THE_OBJECT = "stands after the end of an object, and is none"
NO_LIST = "is an object without a list of items"

_MARKS = re.compile(r'["\[\]{},]')
_STRING_MARKS = re.compile(r'["\\]')
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?')
_AFTER_KEY = re.compile(r"[^\s:]")
_BEGIN = re.compile(r"\[")
_NOT_BLANK = re.compile(r"[^ \t\r\n\ufeff]")
_LONG_NUMBER = re.compile(r"[0-9][0-9.]{15,}")
MAX_DIGITS = 15
"""Significant digits of a number. Of more, two numbers can be one as they are read."""
BLANK = " \t\r\n\ufeff"


class ItemError(ValueError):
    """An item that cannot be read."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.problem = Problem(reason, detail=detail)


def parse_item(raw: str) -> Any:
    """Parse one value of JSON. Raises ItemError."""
    if has_broken_bytes(raw):
        raise ItemError("holds bytes that are no text in the encoding of the file")
    if raw.count("[") + raw.count("{") > MAX_DEPTH and _measure_depth(raw) > MAX_DEPTH:
        raise ItemError(TOO_DEEP)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ItemError("is no valid JSON", f"{error.msg}, character {error.pos + 1:,}") from error
    if _LONG_NUMBER.search(raw) and _find_most_digits(_STRINGS.sub("", raw)) > MAX_DIGITS:
        raise ItemError("has a number of more digits than are read exactly; write it as a text")
    strings = _STRINGS.findall(raw)
    if len(strings) - strings.count("") != _count_keys(value):
        raise ItemError("has a key twice in one object", _find_double_key(raw))
    return value


def read_lines(text: TextIO) -> Iterator[Record]:
    """Read JSON Lines: one item on each line."""
    for number, raw in _cut_lines(text):
        yield Record(number, "", problem=Problem(TOO_LONG)) if raw is None else _make_record(number, raw)


def count_lines(text: TextIO) -> int:
    """Count the items of JSON Lines, whether they can be read or not."""
    return sum(1 for _line in _cut_lines(text))


def _cut_lines(text: TextIO) -> Iterator[tuple[int, str | None]]:
    """Yield the number and text of each line that is not blank; None for one that is too long."""
    lines = BoundedLines(text)
    while True:
        begin = lines.begin()
        try:
            raw = next(lines)
        except StopIteration:
            return
        except RecordTooLong:
            yield begin, None
            continue
        if raw.strip(BLANK):
            yield begin, raw


def read_list(text: TextIO) -> Iterator[Record]:
    """Read the items of a list, in which the text begins. What follows its end is a problem."""
    yield from read_scanned(ListScanner(text))


def read_scanned(scanner: "ListScanner") -> Iterator[Record]:
    """Read the items that a scanner cuts out."""
    for number, (raw, problem) in enumerate(scanner, start=1):
        yield Record(number, raw, problem=Problem(problem)) if problem else _make_record(number, raw)


class ListScanner:
    """Cuts a list into the texts of its items, each with a problem where it is not to be parsed.

    `keys`: read all lists that objects, one after another, have under one of these; a single object in place
    of a list is an item as well. `seek_list` goes to the first.
    """

    def __init__(self, text: TextIO, keys: Collection[str] = ()) -> None:
        self._text, self._keys = text, keys
        self._depth_of_list = 0
        self._has_list = self._is_single = False
        self._problem = ""
        """Why there is no further list to read; empty at a sound end."""
        self._buffer, self._at = "", 0
        self._pieces: list[str] = []
        self._size = 0
        self._depth = 0
        self._deepest = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        if self._keys:
            is_at_list = self._has_list or self.seek_list()
            while is_at_list:
                is_sound = yield from self._cut_single() if self._is_single else self._cut_items()
                if not is_sound:
                    return
                is_at_list = self.seek_list()
        else:
            self._next_mark(_BEGIN)
            self._forget()
            yield from self._cut_items()
            self._problem = AFTER_THE_LIST if self._next_mark(_NOT_BLANK) else ""
        if self._problem:
            yield "", self._problem

    def seek_list(self) -> bool:
        """Go on to behind the beginning of the next list, or single object, under one of the keys.

        Returns False if none follows.
        """
        while mark := self._next_mark(_MARKS if self._depth_of_list else _NOT_BLANK):
            self._forget()
            if not self._depth_of_list:
                if mark != "{":
                    self._problem = AFTER_THE_OBJECT
                    return False
                self._has_list = False
            if mark == '"':
                self._skip_string()
                key = "".join(self._pieces)[:-1]
                if self._depth_of_list == 1 and key in self._keys:
                    value = self._next_mark(_AFTER_KEY)
                    if value in ("[", "{"):
                        self._forget()
                        self._has_list, self._is_single = True, value == "{"
                        return True
                    self._at = max(self._at - 1, 0)
            self._depth_of_list += (mark in "[{") - (mark in "]}")
            if not self._depth_of_list and not self._has_list:
                self._problem = NO_LIST
                return False
        self._problem = CUT_OFF if self._depth_of_list else ""
        return False

    def _cut_items(self) -> Generator[tuple[str, str], None, bool]:
        """Yield the items of a list; return whether it ends as a list does."""
        is_first = True
        while mark := self._next_mark(_MARKS):
            if mark == '"':
                self._skip_string()
            elif mark in ("[", "{"):
                self._depth += 1
                self._deepest = max(self._deepest, self._depth)
            elif mark in ("]", "}") and self._depth:
                self._depth -= 1
            elif mark != "," or not self._depth:
                yield from self._end_item(mark, is_first=is_first)
                is_first = False
                if mark != ",":
                    return mark == "]"
        yield from self._end_item("", is_first=is_first)
        return False

    def _cut_single(self) -> Generator[tuple[str, str], None, bool]:
        """Yield the object that stands in place of a list; return whether it ends as an object does."""
        self._keep("{")
        self._depth = 1
        while mark := self._next_mark(_MARKS):
            if mark == '"':
                self._skip_string()
                continue
            self._depth += (mark in "[{") - (mark in "]}")
            self._deepest = max(self._deepest, self._depth)
            if not self._depth:
                problem = self._find_problem()
                yield ("" if problem else "".join(self._pieces)), problem
                self._forget()
                return True
        yield from self._end_item("", is_first=False)
        return False

    def _end_item(self, mark: str, *, is_first: bool) -> Iterator[tuple[str, str]]:
        """Yield the item that ends with this mark: a comma, a bracket, or "" at the end of the file."""
        raw = "".join(self._pieces)
        if mark in (",", "]"):
            raw = raw[:-1]
        problem = self._find_problem()
        if not mark or mark == "}":
            problem = UNBALANCED if mark else CUT_OFF
            self._at = len(self._buffer)
        is_empty_list = is_first and mark == "]" and not raw.strip(BLANK) and not problem
        if not is_empty_list:
            yield ("" if problem in (TOO_LONG, TOO_DEEP) else raw.strip(BLANK)), problem
        self._forget()

    def _find_problem(self) -> str:
        return TOO_LONG if self._size > MAX_RECORD else TOO_DEEP if self._deepest > MAX_DEPTH else ""

    def _forget(self) -> None:
        self._pieces.clear()
        self._size = self._deepest = 0

    def _next_mark(self, marks: re.Pattern[str]) -> str:
        """Go on to behind the next of these marks, and return it; "" at the end of the file."""
        while True:
            match = marks.search(self._buffer, self._at)
            self._keep(self._buffer[self._at : match.end() if match else None])
            if match:
                self._at = match.end()
                return match[0]
            self._buffer, self._at = self._text.read(AT_ONCE), 0
            if not self._buffer:
                return ""

    def _keep(self, piece: str) -> None:
        self._size += len(piece)
        if self._size <= MAX_RECORD:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    def _skip_string(self) -> None:
        while (mark := self._next_mark(_STRING_MARKS)) == "\\":
            if self._at == len(self._buffer):
                self._buffer, self._at = self._text.read(AT_ONCE), 0
            self._keep(self._buffer[self._at : self._at + 1])
            self._at += 1
        if not mark:
            self._depth = 0


def _make_record(line: int, raw: str) -> Record:
    try:
        return Record(line, raw, parse_item(raw.strip(BLANK)))
    except ItemError as error:
        return Record(line, raw, problem=error.problem)


def _find_most_digits(raw: str) -> int:
    numbers = _LONG_NUMBER.findall(raw)
    return max((len(number.replace(".", "").lstrip("0")) for number in numbers), default=0)


def _measure_depth(raw: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[\[\]{}]", _STRINGS.sub("", raw)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _count_keys(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    count = len(value) if isinstance(value, dict) else 0
    for each in inner:
        if isinstance(each, dict | list):  # most are texts, which are not worth a call
            count += _count_keys(each)
    return count


def _find_double_key(raw: str) -> str:
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                found.append(key)
            seen.add(key)

    json.loads(raw, object_pairs_hook=look)
    return escape_value(found[0]) if found else ""
