"""The article's text with the passages of the rows marked in it, for reading beside the rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from .rows import Row


@dataclass(frozen=True)
class Segment:
    """A stretch of the text: plain text, never markup. `row`: the id of the row whose words it is, or
    None; `kind`: that row's "quote", "paraphrase" or "own_words", or nothing."""

    text: str
    row: str | None = None
    kind: str = ""


def marked(text: str, rows: Iterable[Row]) -> list[Segment]:
    """`text` cut into segments that make it up again when they are put together.

    Rows set aside or without a place in the text are left out. What two rows share belongs to the
    one that begins first.
    """
    placed = sorted(
        (row["start"], row["end"], row["id"], row["kind"])
        for row in rows
        if not row.get("dropped") and _is_place(row.get("start"), row.get("end"), len(text))
    )
    segments: list[Segment] = []
    reached = 0
    for start, end, row_id, kind in placed:
        start = max(start, reached)
        if start >= end:
            continue
        if start > reached:
            segments.append(Segment(text[reached:start]))
        segments.append(Segment(text[start:end], row_id, kind))
        reached = end
    if reached < len(text):
        segments.append(Segment(text[reached:]))
    return segments


def _is_place(start, end, length: int) -> bool:
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length
