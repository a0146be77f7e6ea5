"""What a record of our own export holds, checked: every part has its shape, every text can be stored.

A part of the file that has no keys (citations.csv names people and outlets only) has "" for them.
"""

from typing import Any

from ..problems import RowRefused
from ..rows import check_characters

Part = dict[str, Any]

CLAIMANT = {"key": str, "name": str, "kind": str, "role": str, "sentence_name": str, "outlet": str}
PARTY = {"key": str, "name": str, "kind": str, "sentence_name": str, "role": str}
SPEAKS_FOR = {"voice": str, "party": PARTY, "source": str}
OUTLET = {"key": str, "name": str, "funding": str, "funding_source": str, "speaks_for": SPEAKS_FOR}
ARTICLE = {
    **{"key": str, "outlet": OUTLET, "title": str, "published_on": str, "published_on_note": str},
    **{"language": str, "address": str, "archive": str, "text_from": OUTLET},
    **{"corrected_on": str, "retracted_on": str},
}
CITATION = {
    **{"key": str, "article": ARTICLE, "excerpt": str, "kind": str, "part": str, "translated_by": str},
    **{"relayed_by": CLAIMANT, "relayed_for": CLAIMANT, "via": OUTLET},
    "proof": {"sha256": str},
}
STATEMENT = {
    **{"key": str, "claimant": CLAIMANT, "party": CLAIMANT, "capacity": str, "stance": str, "hedged": bool},
    **{"said_on": str, "precision": str, "said_on_note": str, "place": str, "standing": str},
    "citations": [CITATION],
}
RELATION = {"key": str, "claim": {"key": str}, "from_here": bool, "kind": str, "note": str}
FACT_CHECK = {
    **{"key": str, "reviewer": str, "url": str, "rating": str, "reviewed_on": str},
    "language": str,
}
CLAIM = {
    **{"key": str, "proposition": str, "nature": str, "context": str, "public_note": str, "status": str},
    **{"published_at": str, "topics": [{"key": str, "name": str}], "statements": [STATEMENT]},
    **{"relations": [RELATION], "fact_checks": [FACT_CHECK]},
    **{"retracted": [{"key": str}], "corrections": [{"key": str}]},
}
NEEDED = frozenset(("article", "claim", "claimant", "party", "outlet"))
"""Parts that cannot be missing, where their shape is one of a row."""


def read_part(part: object, shape: dict[str, Any] = CLAIM, place: str = "") -> Part:
    """Return `part` with everything of its shape; what is missing is "", False, None or no rows.

    Raises RowRefused, with the place.
    """
    if not isinstance(part, dict):
        raise RowRefused("is no JSON object", place)
    read = {}
    for name, kind in shape.items():
        value = part.get(name)
        is_plain = kind is str and type(value) is str and value.isprintable()
        read[name] = value if is_plain else _read_value(value, kind, f"{place}.{name}".strip("."))
    return read


def is_told(part: Any, told: Any) -> bool:
    """Whether all that `part` says is in `told`, of which it may be a part. What is empty says nothing."""
    if not part:
        return True
    if isinstance(part, dict):
        return bool(told) and all(is_told(value, told.get(name)) for name, value in part.items())
    if isinstance(part, list):
        rows = told or []
        by_key = {row["key"]: row for row in rows}
        return all(
            is_told(row, by_key.get(row["key"])) if row["key"] else any(is_told(row, other) for other in rows)
            for row in part
        )
    return bool(part == told)


def _read_value(value: object, kind: Any, place: str) -> Any:
    if isinstance(kind, dict):
        if value is None and place.rpartition(".")[2] not in NEEDED:
            return None
        return read_part(value, kind, place)
    if isinstance(kind, list):
        rows = [] if value is None else value
        if not isinstance(rows, list):
            raise RowRefused("is no list", place)
        return [read_part(row, kind[0], place) for row in rows]
    if value is None:
        return kind()
    if type(value) is not kind:
        raise RowRefused(f"is no {'text' if kind is str else 'true or false'}", place)
    if isinstance(value, str):
        check_characters(place, value)
    return value
