"""What differs between two versions of a claim, in words for readers.

A version's snapshot is described where it is made (claims/migrations/0009_versions.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import Func
from django.utils import dateformat

from . import wording
from .models import Claim, ClaimantKind, ClaimVersion, Precision, RelationKind

CHANGES_SHOWN = 5
LARGEST_COMPARED = 100_000
"""Bytes, as stored, of a snapshot that a page still compares; larger ones would make it slow."""
MOST_WORDS = 8
"""How many differences between two versions are told."""

Snapshot = dict[str, Any]
SAID = ("stance", "hedged", "said_on", "precision", "place", "capacity")
QUOTED = ("excerpt", "kind", "part", "via", "translated_by", "relayed_by", "relayed_for")
TEXTS = {
    "context": ("The context was {}.", ("added", "changed", "removed")),
    "public_note": ("The editors’ note was {}.", ("added", "changed", "removed")),
}


@dataclass(frozen=True)
class Change:
    """One version, and how it differs from the one before."""

    number: int
    made_at: datetime
    words: list[str]


def latest_changes(claim: Claim) -> list[Change]:
    """The newest versions of a claim, at most CHANGES_SHOWN, newest first. One query."""
    found = list(compared(ClaimVersion.objects.filter(claim=claim))[: CHANGES_SHOWN + 1])
    return changes(found)[:CHANGES_SHOWN]


def compared(versions):
    """Versions, newest first, each with `seen`: its snapshot, or nothing where that is very large."""
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    seen = Case(When(size__lte=LARGEST_COMPARED, then=F("snapshot")), default=Value(None))
    return versions.annotate(size=size, seen=seen).defer("snapshot").order_by("-number")


def changes(versions: list[ClaimVersion]) -> list[Change]:
    """How each of these (newest first, see `compared`) differs from the next older one."""
    return [
        Change(version.number, version.made_at, told(version, before))
        for version, before in zip_longest(versions, versions[1:])
    ]


def told(version: ClaimVersion, before: ClaimVersion | None) -> list[str]:
    if version.number > 1 and (before is None or before.seen is None or version.seen is None):
        return ["What readers see was changed."]
    if version.number == 1:
        return ["First version."]
    words = list(differences(before.seen, version.seen)) or ["A detail was corrected."]
    left_out = len(words) - MOST_WORDS
    return [*words[:MOST_WORDS], f"… and {left_out} more."] if left_out > 0 else words


def differences(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """One sentence for each difference, the weightiest first."""
    if after["state"] == "retracted":
        yield "The claim was retracted."
        return
    if before["state"] == "retracted":
        yield "The claim was published again."
        return
    if before["status"] != after["status"]:
        yield f"Status: {before['status']} became {after['status']}."
    if before["proposition"] != after["proposition"]:
        yield f"Reworded. It read: “{before['proposition']}”"
    yield from _statements(before, after)
    if before["nature"] != after["nature"]:
        yield f"It counts as {wording.NATURES[after['nature']]} now."
    for name, (sentence, deeds) in TEXTS.items():
        if before[name] != after[name]:
            yield sentence.format(deeds[0 if not before[name] else 1 if after[name] else 2])
    yield from _around(before, after)
    yield from _names(before, after)


def by_id(rows: list[Snapshot] | None) -> dict[int, Snapshot]:
    return {row["id"]: row for row in rows or []}


def speaker(statement: Snapshot) -> str:
    """ "Russia", "Ada Brook for Russia"."""
    who, party = statement["claimant"], statement["party"]
    if who["id"] == party["id"]:
        return who["name"]
    return f"{who['name']} for {party['sentence_name'] or party['name']}"


def position(statement: Snapshot) -> str:
    """ "affirms it", "denies it, with a reservation"; of an outlet "states it as fact"."""
    own_voice = statement["claimant"]["kind"] == ClaimantKind.OUTLET
    words = (wording.OWN_VOICE if own_voice else POSITIONS)[statement["stance"]]
    return wording.with_reservation(words) if statement["hedged"] else words


POSITIONS = {
    "affirms": "affirms it",
    "denies": "denies it",
    "questions": "questions it",
    "withdraws": "takes back its position",
}


def said_when(statement: Snapshot) -> str:
    day = date.fromisoformat(statement["said_on"])
    patterns = {Precision.MONTH: "F Y", Precision.YEAR: "Y"}
    words = dateformat.format(day, patterns.get(statement["precision"], "j F Y"))
    return f"by {words}" if statement["precision"] == Precision.BY else words


def _statements(before: Snapshot, after: Snapshot) -> Iterator[str]:
    old, new = by_id(before["statements"]), by_id(after["statements"])
    for pk in sorted(new.keys() - old.keys()):
        yield f"New: {speaker(new[pk])} {position(new[pk])} ({said_when(new[pk])})."
    gone = len(old.keys() - new.keys())
    if gone:
        yield (
            "A position was taken off the page."
            if gone == 1
            else f"{gone} positions were taken off the page."
        )
    for pk in sorted(old.keys() & new.keys()):
        yield from _statement(old[pk], new[pk])


def _statement(old: Snapshot, new: Snapshot) -> Iterator[str]:
    who = speaker(new)
    if (old["claimant"]["id"], old["party"]["id"]) != (new["claimant"]["id"], new["party"]["id"]):
        yield f"A position of {speaker(old)} is now given as that of {who}."
    if any(old[name] != new[name] for name in SAID):
        yield f"Corrected: {who} {position(new)} ({said_when(new)})."
    if old["counts"] != new["counts"]:
        yield f"The position of {who} {'counts now' if new['counts'] else 'does not count any more'}."
    yield from _citations(who, by_id(old["citations"]), by_id(new["citations"]))


def _citations(who: str, old: dict[int, Snapshot], new: dict[int, Snapshot]) -> Iterator[str]:
    for pk in sorted(new.keys() - old.keys()):
        yield f"New source for the position of {who}: {new[pk]['article']['outlet']['name']}."
    for pk in sorted(old.keys() - new.keys()):
        yield f"Removed: a source for the position of {who} ({old[pk]['article']['outlet']['name']})."
    for pk in sorted(old.keys() & new.keys()):
        if any(_plain(old[pk][name]) != _plain(new[pk][name]) for name in QUOTED):
            yield f"Corrected: what {new[pk]['article']['outlet']['name']} is quoted with for {who}."
        if bool(old[pk]["proof"]) != bool(new[pk]["proof"]):
            found = "was found word for word in" if new[pk]["proof"] else "is no longer verified against"
            yield f"The excerpt from {new[pk]['article']['outlet']['name']} {found} the article’s text."


def _plain(value: Any) -> Any:
    """Of a row its id, so that a new name alone is no other row."""
    return value["id"] if isinstance(value, dict) else value


def _around(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Topics, relations, fact-checks and corrections."""
    for row in _new(before, after, "corrections"):
        yield f"Correction: {row['notice']}"
    for row in _new(before, after, "fact_checks"):
        yield f"A fact-check by {row['reviewer']} was added."
    for row in _new(after, before, "fact_checks"):
        yield f"A fact-check by {row['reviewer']} was removed."
    for row in _new(before, after, "relations"):
        kind = RelationKind(row["kind"]).label
        yield f"A related claim was added ({kind}): “{row['claim']['proposition']}”"
    for _ in _new(after, before, "relations"):
        yield "A related claim was removed."
    for row in _new(before, after, "topics"):
        yield f"Filed under {row['name']}."
    for row in _new(after, before, "topics"):
        yield f"No longer filed under {row['name']}."


def _new(before: Snapshot, after: Snapshot, name: str) -> list[Snapshot]:
    """The rows of this list that `after` has and `before` has not."""
    known = by_id(before[name])
    return [row for row in after[name] if row["id"] not in known]


def _names(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Whoever is called otherwise; and a word if that is all that can be told."""
    old, new = dict(_called(before)), dict(_called(after))
    for who in sorted(old.keys() & new.keys()):
        if old[who] != new[who]:
            yield f"“{old[who]}” is now called “{new[who]}”."


def _called(snapshot: Snapshot) -> Iterator[tuple[tuple[str, int], str]]:
    """((kind, id), name) of everybody and everything named."""
    for topic in snapshot["topics"]:
        yield ("topic", topic["id"]), topic["name"]
    for statement in snapshot["statements"]:
        for role in ("claimant", "party"):
            yield ("claimant", statement[role]["id"]), statement[role]["name"]
        for citation in statement["citations"] or []:
            article = citation["article"]
            yield ("article", article["id"]), article["title"]
            yield ("outlet", article["outlet"]["id"]), article["outlet"]["name"]
            if citation["relayed_by"]:
                yield ("claimant", citation["relayed_by"]["id"]), citation["relayed_by"]["name"]
