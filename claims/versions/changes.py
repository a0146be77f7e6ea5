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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.models import Claim, ClaimantKind, ClaimVersion, RelationKind, State

from .redaction import find_public_ids, redact_snapshot

CHANGES_SHOWN = 5
LARGEST_COMPARED = 100_000
"""Bytes, as stored, of a snapshot that a page still compares; larger ones would make it slow."""
MOST_WORDS = 8
"""How many differences between two versions are told."""

Snapshot = dict[str, Any]
STATEMENT_FIELDS = ("stance", "hedged", "said_on", "precision", "place", "capacity")
CITATION_FIELDS = ("excerpt", "kind", "part", "via", "translated_by", "relayed_by", "relayed_for")
TEXT_SENTENCES = {
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


def list_latest_changes(claim: Claim) -> list[VersionChange]:
    """The newest versions of a claim, at most CHANGES_SHOWN, newest first. Two queries at most."""
    found = list(with_visible_snapshots(ClaimVersion.objects.filter(claim=claim))[: CHANGES_SHOWN + 1])
    redact_versions(found)
    return compare_versions(found)[:CHANGES_SHOWN]


def redact_versions(versions: list[ClaimVersion]) -> None:
    """What readers may not read any more goes from `seen` (see `compared`). One query, or none for one."""
    seen = [version.seen for version in versions if version.seen]
    if len(seen) > 1:
        public = find_public_ids(seen)
        for version in versions:
            version.seen = version.seen and redact_snapshot(version.seen, public)


def with_visible_snapshots(versions):
    """Versions, newest first, each with `seen`: its snapshot, or nothing where that is very large."""
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    seen = Case(When(size__lte=LARGEST_COMPARED, then=F("snapshot")), default=Value(None))
    return versions.annotate(size=size, seen=seen).defer("snapshot").order_by("-number")


def compare_versions(versions: list[ClaimVersion]) -> list[VersionChange]:
    """How each of these (newest first, see `compared`) differs from the next older one."""
    return [
        VersionChange(version.number, version.made_at, describe_change(version, before))
        for version, before in zip_longest(versions, versions[1:])
    ]


def describe_change(version: ClaimVersion, before: ClaimVersion | None) -> list[str]:
    if version.number > 1 and (before is None or before.seen is None or version.seen is None):
        return [_("What readers see was changed.")]
    if version.number == 1:
        return [_("First version.")]
    words = list(describe_differences(before.seen, version.seen)) or [_("A detail was corrected.")]
    left_out = len(words) - MOST_WORDS
    if left_out <= 0:
        return words
    return [
        *words[:MOST_WORDS],
        ngettext("… and %(n)s more.", "… and %(n)s more.", left_out) % {"n": left_out},
    ]


def describe_differences(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """One sentence for each difference, the weightiest first."""
    if after["state"] == State.RETRACTED:
        yield _("The claim was retracted.")
        return
    if before["state"] == State.RETRACTED:
        yield _("The claim was published again.")
        return
    if before["status"] != after["status"]:
        yield _("Status: %(before)s became %(after)s.") % {
            "before": before["status"],
            "after": after["status"],
        }
    if before["proposition"] != after["proposition"]:
        yield _("Reworded. It read: “%(text)s”") % {"text": before["proposition"]}
    yield from _describe_statements(before, after)
    if before["nature"] != after["nature"]:
        yield _("It counts as %(nature)s now.") % {"nature": labels.NATURES[after["nature"]]}
    for name, deeds in TEXT_SENTENCES.items():
        if before[name] != after[name]:
            yield str(deeds[0 if not before[name] else 1 if after[name] else 2])
    yield from _describe_surroundings(before, after)
    yield from _describe_renames(before, after)


def index_by_id(rows: list[Snapshot] | None) -> dict[int, Snapshot]:
    return {row["id"]: row for row in rows or []}


def name_speaker(statement: Snapshot) -> str:
    """ "Russia", "Ada Brook for Russia"."""
    who, party = statement["claimant"], statement["party"]
    if who["id"] == party["id"]:
        return who["name"]
    return _("%(who)s for %(party)s") % {"who": who["name"], "party": party["sentence_name"] or party["name"]}


def describe_position(statement: Snapshot) -> str:
    """ "affirms it", "denies it, with a reservation"; of an outlet "states it as fact"."""
    own_voice = statement["claimant"]["kind"] == ClaimantKind.OUTLET
    words = str((labels.OWN_VOICE if own_voice else POSITIONS)[statement["stance"]])
    return labels.add_reservation(words) if statement["hedged"] else words


POSITIONS = {
    "affirms": gettext_lazy("affirms it"),
    "denies": gettext_lazy("denies it"),
    "questions": gettext_lazy("questions it"),
    "withdraws": gettext_lazy("takes back its position"),
}


def format_said_on(statement: Snapshot) -> str:
    """Return the date as precisely as it is known: "April 2017", "by 12 April 2017"."""
    return labels.format_day(date.fromisoformat(statement["said_on"]), statement["precision"])


def _describe_statements(before: Snapshot, after: Snapshot) -> Iterator[str]:
    old, new = index_by_id(before["statements"]), index_by_id(after["statements"])
    hidden_then, hidden_now = before.get("hidden", {}), after.get("hidden", {})
    for pk in sorted(new.keys() - old.keys() - hidden_then.keys()):
        yield _("New: %(who)s %(position)s (%(when)s).") % _sentence_values(new[pk])
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
        yield from _describe_statement(old[pk], new[pk])


def _sentence_values(statement: Snapshot) -> dict[str, str]:
    return {
        "who": name_speaker(statement),
        "position": describe_position(statement),
        "when": format_said_on(statement),
    }


def _describe_statement(old: Snapshot, new: Snapshot) -> Iterator[str]:
    who = name_speaker(new)
    if (old["claimant"]["id"], old["party"]["id"]) != (new["claimant"]["id"], new["party"]["id"]):
        yield _("A position of %(old)s is now given as that of %(who)s.") % {
            "old": name_speaker(old),
            "who": who,
        }
    if any(old[name] != new[name] for name in STATEMENT_FIELDS):
        yield _("Corrected: %(who)s %(position)s (%(when)s).") % _sentence_values(new)
    if old["counts"] != new["counts"]:
        if new["counts"]:
            yield _("The position of %(who)s counts now.") % {"who": who}
        else:
            yield _("The position of %(who)s does not count any more.") % {"who": who}
    yield from _describe_citations(who, index_by_id(old["citations"]), index_by_id(new["citations"]))
    if (gone := old.get("gone", 0) - new.get("gone", 0)) > 0:
        yield ngettext(
            "Removed: a source for the position of %(who)s.",
            "Removed: %(n)s sources for the position of %(who)s.",
            gone,
        ) % {"who": who, "n": gone}


def _describe_citations(who: str, old: dict[int, Snapshot], new: dict[int, Snapshot]) -> Iterator[str]:
    for pk in sorted(new.keys() - old.keys()):
        yield _("New source for the position of %(who)s: %(outlet)s.") % _citation_values(who, new[pk])
    for pk in sorted(old.keys() - new.keys()):
        yield _("Removed: a source for the position of %(who)s (%(outlet)s).") % _citation_values(
            who, old[pk]
        )
    for pk in sorted(old.keys() & new.keys()):
        if any(identify(old[pk][name]) != identify(new[pk][name]) for name in CITATION_FIELDS):
            yield _("Corrected: what %(outlet)s is quoted with for %(who)s.") % _citation_values(who, new[pk])
        if bool(old[pk]["proof"]) != bool(new[pk]["proof"]):
            if new[pk]["proof"]:
                found = _("The excerpt from %(outlet)s was found word for word in the article’s text.")
            else:
                found = _("The excerpt from %(outlet)s is no longer verified against the article’s text.")
            yield found % _citation_values(who, new[pk])


def _citation_values(who: str, citation: Snapshot) -> dict[str, str]:
    return {"who": who, "outlet": citation["article"]["outlet"]["name"]}


def identify(value: Any) -> Any:
    """Of a row its id, so that a new name alone is no other row."""
    return value["id"] if isinstance(value, dict) else value


def _describe_surroundings(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Topics, relations, fact-checks and corrections."""
    for row in _added_rows(before, after, "corrections"):
        yield _("Correction: %(notice)s") % row
    for row in _added_rows(before, after, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was added.") % row
    for row in _added_rows(after, before, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was removed.") % row
    for row in _added_rows(before, after, "relations"):
        yield _("A related claim was added (%(kind)s): “%(text)s”") % {
            "kind": RelationKind(row["kind"]).label,
            "text": row["claim"]["proposition"],
        }
    for _row in _added_rows(after, before, "relations"):
        yield _("A related claim was removed.")
    for row in _added_rows(before, after, "topics"):
        yield _("Filed under %(name)s.") % row
    for row in _added_rows(after, before, "topics"):
        yield _("No longer filed under %(name)s.") % row


def _added_rows(before: Snapshot, after: Snapshot, name: str) -> list[Snapshot]:
    """The rows of this list that `after` has and `before` has not."""
    known = index_by_id(before[name])
    return [row for row in after[name] if row["id"] not in known]


def _describe_renames(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Whoever is called otherwise; and a word if that is all that can be told."""
    old, new = dict(list_names(before)), dict(list_names(after))
    for who in sorted(old.keys() & new.keys()):
        if old[who] != new[who]:
            yield _("“%(old)s” is now called “%(new)s”.") % {"old": old[who], "new": new[who]}


def list_names(snapshot: Snapshot) -> Iterator[tuple[tuple[str, int], str]]:
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
