"""The published claims as records: what readers see of each, with keys in the place of ids.

A record is the document that the claim's page is made of (claims/versions/document.py); an id is known to
one database only, a key wherever the record is copied. Records come in the order of their keys, and so do the
lists in them: the same record is the same file, whatever database it stands in.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.db.models.functions import Collate

from claims.models import (
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    FactCheck,
    Statement,
    Topic,
)
from core.sql_statements import fetch_results
from sources.models import Article, Outlet

from .files import read_one_moment

Record = dict[str, Any]

CLAIMS_AT_ONCE = 200

DOCUMENTS = """
SELECT claims_with_sources(claims_document(wanted.id, NULL)), v.number, v.made_at
FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, place)
LEFT JOIN LATERAL (SELECT l.number, l.made_at FROM claims_claimversion l
                   WHERE l.claim_id = wanted.id ORDER BY l.number DESC LIMIT 1) v ON true
ORDER BY wanted.place
"""

MODELS: Mapping[str, type[models.Model]] = {
    "": Claim,
    "claim": Claim,
    "topics": Topic,
    "statements": Statement,
    "retracted": Statement,
    "citations": Citation,
    "claimant": Claimant,
    "party": Claimant,
    "relayed_by": Claimant,
    "relayed_for": Claimant,
    "article": Article,
    "outlet": Outlet,
    "via": Outlet,
    "text_from": Outlet,
    "relations": ClaimRelation,
    "fact_checks": FactCheck,
    "corrections": Correction,
}
"""Of which model a part of a document is, by its name there; "": the document itself."""

UNTOLD = frozenset({"schema", "state", "sources", "reworded", "capture", "gone"})
"""What a document holds for the pages only."""

Keys = Mapping[type[models.Model], Mapping[int, str]]


def read_records() -> Iterator[Record]:
    """Read every published claim, by key. Queries: 1, and 3 for each CLAIMS_AT_ONCE.

    Call it in a transaction of REPEATABLE READ: everything is then as it was at one moment.
    """
    # By bytes, as Python sorts: other databases may sort by other rules.
    ids = Claim.objects.published().order_by(Collate("key", "C")).values_list("pk", flat=True)
    wanted: list[int] = []
    for pk in ids.iterator(chunk_size=CLAIMS_AT_ONCE):
        wanted.append(pk)
        if len(wanted) == CLAIMS_AT_ONCE:
            yield from _read_batch(wanted)
            wanted = []
    yield from _read_batch(wanted)


def read_records_of(ids: Sequence[int]) -> Iterator[Record]:
    """Read those of these claims that are published, by key; a few at a time, each as it is then.

    No transaction is open while whoever reads them waits. Queries: 1, and 4 for each CLAIMS_AT_ONCE.
    """
    published = Claim.objects.published()
    by_key = list(published.filter(pk__in=ids).order_by(Collate("key", "C")).values_list("pk", flat=True))
    for start in range(0, len(by_key), CLAIMS_AT_ONCE):
        batch = by_key[start : start + CLAIMS_AT_ONCE]
        with read_one_moment():
            still = set(published.filter(pk__in=batch).values_list("pk", flat=True))
            records = list(_read_batch([pk for pk in batch if pk in still]))
        yield from records


def read_records_now(ids: Sequence[int]) -> Iterator[Record]:
    """Read those of these claims that are published, in the transaction of whoever asks, in no order.

    Queries: 1, and 3 for each CLAIMS_AT_ONCE.
    """
    published = list(Claim.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    for start in range(0, len(published), CLAIMS_AT_ONCE):
        yield from _read_batch(published[start : start + CLAIMS_AT_ONCE])


def write_record(record: Record) -> str:
    """Write a record as a line of JSON Lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def count_claims() -> int:
    return Claim.objects.published().count()


def _read_batch(ids: list[int]) -> Iterator[Record]:
    if not ids:
        return
    [rows] = fetch_results((DOCUMENTS, [ids]))
    documents = [json.loads(document) for document, _number, _made_at in rows]
    _tell_of_outlets(documents)
    found: dict[type[models.Model], set[int]] = defaultdict(set)
    for document in documents:
        _tell_of_sources(document)
        _note_ids("", document, found)
    keys = load_keys(found)
    for document, (_document, number, made_at) in zip(documents, rows, strict=True):
        record = _write_keys("", document, keys)
        yield {**record, "version": number, "version_made_at": made_at and made_at.isoformat()}


def _tell_of_sources(document: Any) -> None:
    """Write into the articles of a document what became known of them since: see DocumentArticle."""
    for statement in document["statements"]:
        for citation in statement["citations"] or []:
            article = citation["article"]
            today = document["sources"].get(str(article["id"]), article)
            article |= {name: today.get(name) for name in ("corrected_on", "retracted_on")}


OUTLET_FIELDS = ("pk", "funding_source", "voice__key", "voice__speaks_for_source")
PARTY_FIELDS = ("name", "sentence_name", "kind", "role")
OF_PARTY = "voice__speaks_for"


def _tell_of_outlets(documents: Sequence[Any]) -> None:
    """Write where it is said how outlets are funded, and for whom they speak as of today. Queries: 1."""
    named = [
        outlet
        for document in documents
        for statement in document["statements"]
        for citation in statement["citations"] or []
        for outlet in (citation["via"], citation["article"]["outlet"], citation["article"].get("text_from"))
        if outlet is not None
    ]
    names = (*OUTLET_FIELDS, OF_PARTY, *(f"{OF_PARTY}__{name}" for name in PARTY_FIELDS))
    ids = {outlet["id"] for outlet in named}
    outlets = {row["pk"]: row for row in Outlet.objects.filter(pk__in=ids).values(*names)}
    for outlet in named:
        told = outlets[outlet["id"]]
        outlet["funding_source"] = told["funding_source"] if outlet["funding"] else ""
        if told[OF_PARTY]:
            party = {name: told[f"{OF_PARTY}__{name}"] for name in PARTY_FIELDS}
            outlet["speaks_for"] = {
                "voice": told["voice__key"],
                "party": {"id": told[OF_PARTY], **party},
                "source": told["voice__speaks_for_source"],
            }


def _note_ids(name: str, part: Any, found: dict[type[models.Model], set[int]]) -> None:
    if isinstance(part, list):
        for row in part:
            _note_ids(name, row, found)
    elif isinstance(part, dict):
        if name in MODELS:
            found[MODELS[name]].add(part["id"])
        for inner, value in part.items():
            _note_ids(inner, value, found)
    elif name == "outlet" and part is not None:
        found[Outlet].add(part)


def load_keys(found: Mapping[type[models.Model], set[int]]) -> Keys:
    """Load the keys of rows, by model and id. Queries: 1."""
    models_found = list(found)
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models_found]
    selects = [
        f"SELECT {number}, id, key FROM {table} WHERE id = ANY (%s)"  # noqa: S608  # Django's own names
        for number, table in enumerate(tables)
    ]
    keys: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
    [rows] = fetch_results((" UNION ALL ".join(selects), [list(found[model]) for model in models_found]))
    for number, pk, key in rows:
        keys[models_found[number]][pk] = key
    return keys


def _write_keys(name: str, part: Any, keys: Keys) -> Any:
    """Return a part of a document with keys for ids, and its lists in the order of their keys."""
    if isinstance(part, list):
        rows = [_write_keys(name, row, keys) for row in part]
        return sorted(rows, key=itemgetter("key")) if name in MODELS else rows
    if isinstance(part, dict):
        model = MODELS.get(name)
        key = {"key": keys[model][part["id"]]} if model else {}
        inner = {
            inner: _write_keys(inner, value, keys)
            for inner, value in sorted(part.items())
            if inner not in UNTOLD and inner not in ("id", "key")
        }
        return {**key, **inner}
    if name == "outlet" and part is not None:
        return keys[Outlet][part]
    return part
