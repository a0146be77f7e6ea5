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
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.models import Claim, ClaimantKind, ClaimVersion, Precision, RelationKind

from .redaction import readable, still_public

CHANGES_SHOWN = 5
LARGEST_COMPARED = 100_000
"""Bytes, as stored, of a snapshot that a page still compares; larger ones would make it slow."""
MOST_WORDS = 8
"""How many differences between two versions are told."""

Snapshot = dict[str, Any]
SAID = ("stance", "hedged", "said_on", "precision", "place", "capacity")
QUOTED = ("excerpt", "kind", "part", "via", "translated_by", "relayed_by", "relayed_for")
TEXTS = {
    "context": (
        gettext_lazy("The context was added."),
        gettext_lazy("The context was changed."),
        gettext_lazy("The context was removed."),
    ),
    "public_note": (
        gettext_lazy("The editors’ note was added."),
        gettext_lazy("The editors’ note was changed."),
        gettext_lazy("The editors’ note was removed."),
    ),
}


@dataclass(frozen=True)
class VersionChange:
    """One version, and how it differs from the one before."""

    number: int
    made_at: datetime
    words: list[str]


def latest_changes(claim: Claim) -> list[VersionChange]:
    """The newest versions of a claim, at most CHANGES_SHOWN, newest first. Two queries at most."""
    found = list(compared(ClaimVersion.objects.filter(claim=claim))[: CHANGES_SHOWN + 1])
    leave_out_what_is_gone(found)
    return changes(found)[:CHANGES_SHOWN]


def leave_out_what_is_gone(versions: list[ClaimVersion]) -> None:
    """What readers may not read any more goes from `seen` (see `compared`). One query, or none for one."""
    seen = [version.seen for version in versions if version.seen]
    if len(seen) > 1:
        public = still_public(seen)
        for version in versions:
            version.seen = version.seen and readable(version.seen, public)


def compared(versions):
    """Versions, newest first, each with `seen`: its snapshot, or nothing where that is very large."""
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    seen = Case(When(size__lte=LARGEST_COMPARED, then=F("snapshot")), default=Value(None))
    return versions.annotate(size=size, seen=seen).defer("snapshot").order_by("-number")


def changes(versions: list[ClaimVersion]) -> list[VersionChange]:
    """How each of these (newest first, see `compared`) differs from the next older one."""
    return [
        VersionChange(version.number, version.made_at, told(version, before))
        for version, before in zip_longest(versions, versions[1:])
    ]


def told(version: ClaimVersion, before: ClaimVersion | None) -> list[str]:
    if version.number > 1 and (before is None or before.seen is None or version.seen is None):
        return [_("What readers see was changed.")]
    if version.number == 1:
        return [_("First version.")]
    words = list(differences(before.seen, version.seen)) or [_("A detail was corrected.")]
    left_out = len(words) - MOST_WORDS
    if left_out <= 0:
        return words
    return [
        *words[:MOST_WORDS],
        ngettext("… and %(n)s more.", "… and %(n)s more.", left_out) % {"n": left_out},
    ]


def differences(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """One sentence for each difference, the weightiest first."""
    if after["state"] == "retracted":
        yield _("The claim was retracted.")
        return
    if before["state"] == "retracted":
        yield _("The claim was published again.")
        return
    if before["status"] != after["status"]:
        yield _("Status: %(before)s became %(after)s.") % {
            "before": before["status"],
            "after": after["status"],
        }
    if before["proposition"] != after["proposition"]:
        yield _("Reworded. It read: “%(text)s”") % {"text": before["proposition"]}
    yield from _statements(before, after)
    if before["nature"] != after["nature"]:
        yield _("It counts as %(nature)s now.") % {"nature": labels.NATURES[after["nature"]]}
    for name, deeds in TEXTS.items():
        if before[name] != after[name]:
            yield str(deeds[0 if not before[name] else 1 if after[name] else 2])
    yield from _around(before, after)
    yield from _names(before, after)


def by_id(rows: list[Snapshot] | None) -> dict[int, Snapshot]:
    return {row["id"]: row for row in rows or []}


def speaker(statement: Snapshot) -> str:
    """ "Russia", "Ada Brook for Russia"."""
    who, party = statement["claimant"], statement["party"]
    if who["id"] == party["id"]:
        return who["name"]
    return _("%(who)s for %(party)s") % {"who": who["name"], "party": party["sentence_name"] or party["name"]}


def position(statement: Snapshot) -> str:
    """ "affirms it", "denies it, with a reservation"; of an outlet "states it as fact"."""
    own_voice = statement["claimant"]["kind"] == ClaimantKind.OUTLET
    words = str((labels.OWN_VOICE if own_voice else POSITIONS)[statement["stance"]])
    return labels.with_reservation(words) if statement["hedged"] else words


POSITIONS = {
    "affirms": gettext_lazy("affirms it"),
    "denies": gettext_lazy("denies it"),
    "questions": gettext_lazy("questions it"),
    "withdraws": gettext_lazy("takes back its position"),
}


def said_when(statement: Snapshot) -> str:
    day = date.fromisoformat(statement["said_on"])
    patterns = {Precision.MONTH: "F Y", Precision.YEAR: "Y"}
    words = date_format(day, patterns.get(statement["precision"], "j F Y"))
    return _("by %(day)s") % {"day": words} if statement["precision"] == Precision.BY else words


def _statements(before: Snapshot, after: Snapshot) -> Iterator[str]:
    old, new = by_id(before["statements"]), by_id(after["statements"])
    hidden_then, hidden_now = before.get("hidden", {}), after.get("hidden", {})
    for pk in sorted(new.keys() - old.keys() - hidden_then.keys()):
        yield _("New: %(who)s %(position)s (%(when)s).") % _told(new[pk])
    came = len(hidden_now.keys() - hidden_then.keys() - old.keys())
    if came:
        yield ngettext(
            "New: a position that has since been taken off the record.",
            "New: %(n)s positions that have since been taken off the record.",
            came,
        ) % {"n": came}
    gone = len((old.keys() | hidden_then.keys()) - (new.keys() | hidden_now.keys()))
    if gone:
        yield ngettext(
            "A position was taken off the page.", "%(n)s positions were taken off the page.", gone
        ) % {"n": gone}
    for pk in sorted(old.keys() & new.keys()):
        yield from _statement(old[pk], new[pk])


def _told(statement: Snapshot) -> dict[str, str]:
    return {"who": speaker(statement), "position": position(statement), "when": said_when(statement)}


def _statement(old: Snapshot, new: Snapshot) -> Iterator[str]:
    who = speaker(new)
    if (old["claimant"]["id"], old["party"]["id"]) != (new["claimant"]["id"], new["party"]["id"]):
        yield _("A position of %(old)s is now given as that of %(who)s.") % {"old": speaker(old), "who": who}
    if any(old[name] != new[name] for name in SAID):
        yield _("Corrected: %(who)s %(position)s (%(when)s).") % _told(new)
    if old["counts"] != new["counts"]:
        if new["counts"]:
            yield _("The position of %(who)s counts now.") % {"who": who}
        else:
            yield _("The position of %(who)s does not count any more.") % {"who": who}
    yield from _citations(who, by_id(old["citations"]), by_id(new["citations"]))
    if (gone := old.get("gone", 0) - new.get("gone", 0)) > 0:
        yield ngettext(
            "Removed: a source for the position of %(who)s.",
            "Removed: %(n)s sources for the position of %(who)s.",
            gone,
        ) % {"who": who, "n": gone}


def _citations(who: str, old: dict[int, Snapshot], new: dict[int, Snapshot]) -> Iterator[str]:
    for pk in sorted(new.keys() - old.keys()):
        yield _("New source for the position of %(who)s: %(outlet)s.") % _cited(who, new[pk])
    for pk in sorted(old.keys() - new.keys()):
        yield _("Removed: a source for the position of %(who)s (%(outlet)s).") % _cited(who, old[pk])
    for pk in sorted(old.keys() & new.keys()):
        if any(plain(old[pk][name]) != plain(new[pk][name]) for name in QUOTED):
            yield _("Corrected: what %(outlet)s is quoted with for %(who)s.") % _cited(who, new[pk])
        if bool(old[pk]["proof"]) != bool(new[pk]["proof"]):
            if new[pk]["proof"]:
                found = _("The excerpt from %(outlet)s was found word for word in the article’s text.")
            else:
                found = _("The excerpt from %(outlet)s is no longer verified against the article’s text.")
            yield found % _cited(who, new[pk])


def _cited(who: str, citation: Snapshot) -> dict[str, str]:
    return {"who": who, "outlet": citation["article"]["outlet"]["name"]}


def plain(value: Any) -> Any:
    """Of a row its id, so that a new name alone is no other row."""
    return value["id"] if isinstance(value, dict) else value


def _around(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Topics, relations, fact-checks and corrections."""
    for row in _new(before, after, "corrections"):
        yield _("Correction: %(notice)s") % row
    for row in _new(before, after, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was added.") % row
    for row in _new(after, before, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was removed.") % row
    for row in _new(before, after, "relations"):
        yield _("A related claim was added (%(kind)s): “%(text)s”") % {
            "kind": RelationKind(row["kind"]).label,
            "text": row["claim"]["proposition"],
        }
    for _row in _new(after, before, "relations"):
        yield _("A related claim was removed.")
    for row in _new(before, after, "topics"):
        yield _("Filed under %(name)s.") % row
    for row in _new(after, before, "topics"):
        yield _("No longer filed under %(name)s.") % row


def _new(before: Snapshot, after: Snapshot, name: str) -> list[Snapshot]:
    """The rows of this list that `after` has and `before` has not."""
    known = by_id(before[name])
    return [row for row in after[name] if row["id"] not in known]


def _names(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Whoever is called otherwise; and a word if that is all that can be told."""
    old, new = dict(called(before)), dict(called(after))
    for who in sorted(old.keys() & new.keys()):
        if old[who] != new[who]:
            yield _("“%(old)s” is now called “%(new)s”.") % {"old": old[who], "new": new[who]}


def called(snapshot: Snapshot) -> Iterator[tuple[tuple[str, int], str]]:
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
