"""What differs between two versions of a claim, field by field, before and after.

For the page of a claim's history; claims/versions/changes.py says the same in sentences. Both are given
what may still be read (claims/versions/redaction.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import labels
from claims.models import CitationKind, Part, RelationKind, State
from claims.versions.changes import (
    CITATION_FIELDS,
    describe_position,
    format_said_on,
    identify,
    index_by_id,
    list_names,
    name_speaker,
)
from core.word_diff import diff_words

MOST_FIELDS = 30
"""How many fields of one version the page of its history shows."""

Snapshot = dict[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One field, as it was and as it became; empty where there was nothing.

    `status`: the values are statuses. `lang`: the language of the values, where it is not the page's.
    """

    what: str
    before: str = ""
    after: str = ""
    status: bool = False
    lang: str = ""

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """("same" | "removed" | "added", words) where a text was altered.

        Empty where it came or went.
        """
        return diff_words(self.before, self.after) if self.before and self.after and not self.status else []


def diff_fields(before: Snapshot | None, after: Snapshot | None) -> tuple[list[FieldChange], int]:
    """List the fields that differ, at most MOST_FIELDS, and how many more there are.

    Returns none where either snapshot is missing, too large to be compared, or of a retracted claim.
    """
    if not before or not after or State.RETRACTED in (before["state"], after["state"]):
        return [], 0
    changes = [change for change in _diff_claim(before, after) if change.before != change.after]
    return changes[:MOST_FIELDS], max(0, len(changes) - MOST_FIELDS)


def _diff_claim(before: Snapshot, after: Snapshot) -> Iterator[FieldChange]:
    yield FieldChange(_("Status"), before["status"], after["status"], status=True)
    yield FieldChange(_("Proposition"), before["proposition"], after["proposition"], lang="en")
    for row, old, new in _pair_rows(before["statements"], after["statements"]):
        if row["id"] in before["hidden"] or row["id"] in after["hidden"]:
            continue
        yield from _diff_statement(name_speaker(row), old, new)
    yield from _diff_hidden(before, after)
    yield FieldChange(_("Nature"), _nature(before), _nature(after))
    yield FieldChange(_("Context"), before["context"], after["context"], lang="en")
    yield FieldChange(_("Editors’ note"), before["public_note"], after["public_note"], lang="en")
    yield FieldChange(_("Topics"), _topics(before), _topics(after), lang="en")
    for _row, old, new in _pair_rows(before["relations"], after["relations"]):
        yield FieldChange(_("Related claim"), _relation(old), _relation(new), lang="en")
    for _row, old, new in _pair_rows(before["fact_checks"], after["fact_checks"]):
        yield FieldChange(_("Fact-check by others"), _fact_check(old), _fact_check(new))
    for _row, old, new in _pair_rows(before["corrections"], after["corrections"]):
        yield FieldChange(_("Correction"), _correction(old), _correction(new), lang="en")
    old_names, new_names = dict(list_names(before)), dict(list_names(after))
    for kind, pk in sorted(old_names.keys() & new_names.keys()):
        if kind != "topic":  # told above
            names = old_names[kind, pk], new_names[kind, pk]
            yield FieldChange(_("What somebody or something is called"), *names)


def _pair_rows(
    old: list | None, new: list | None
) -> Iterator[tuple[Snapshot, Snapshot | None, Snapshot | None]]:
    """Yield each row as it was last, then before and after.

    None where it was not there.
    """
    before, after = index_by_id(old), index_by_id(new)
    for pk, row in sorted((before | after).items()):
        yield row, before.get(pk), after.get(pk)


def _diff_statement(who: str, old: Snapshot | None, new: Snapshot | None) -> Iterator[FieldChange]:
    if old is None or new is None:
        what = _("Position of %(who)s") % {"who": who}
        yield FieldChange(what, _position(old) if old else "", _position(new) if new else "")
        return
    if any(old[role]["id"] != new[role]["id"] for role in ("claimant", "party")):
        yield FieldChange(_("Who took a position"), name_speaker(old), name_speaker(new))
    label = _("%(who)s: %(field)s")
    for name, words in (
        (_("position"), describe_position),
        (_("when"), format_said_on),
        (_("where"), lambda row: row["place"]),
        (_("in which role"), lambda row: row["capacity"]),
        (_("counts towards the status"), lambda row: _("yes") if row["counts"] else _("no")),
    ):
        yield FieldChange(label % {"who": who, "field": name}, words(old), words(new))
    yield from _diff_citations(who, old, new)


def _diff_citations(who: str, old: Snapshot, new: Snapshot) -> Iterator[FieldChange]:
    for row, before, after in _pair_rows(old["citations"], new["citations"]):
        outlet = row["article"]["outlet"]["name"]
        if before is None or after is None:
            what, source = _("Source for %(who)s") % {"who": who}, f"{row['excerpt']} ({outlet})"
            yield FieldChange(what, source if before else "", source if after else "")
            continue
        what = _("Date of the article of %(outlet)s") % {"outlet": outlet}
        yield FieldChange(what, _published(before), _published(after))
        if any(identify(before[name]) != identify(after[name]) for name in CITATION_FIELDS):
            what = _("%(outlet)s, cited for %(who)s") % {"outlet": outlet, "who": who}
            yield FieldChange(what, _citation(before), _citation(after))
        if bool(before["proof"]) != bool(after["proof"]):
            what = _("Excerpt of %(outlet)s for %(who)s") % {"outlet": outlet, "who": who}
            yield FieldChange(what, _proof(before), _proof(after))
    gone = old["gone"] - new["gone"]
    if gone:
        words = ngettext("%(n)s source, removed since", "%(n)s sources, removed since", abs(gone))
        sources, what = words % {"n": abs(gone)}, _("Source for %(who)s") % {"who": who}
        yield FieldChange(what, sources if gone > 0 else "", sources if gone < 0 else "")


def _diff_hidden(before: Snapshot, after: Snapshot) -> Iterator[FieldChange]:
    """Yield positions that came or went and cannot be shown any more."""
    old, new = before["hidden"], after["hidden"]
    for pk in sorted(new.keys() - old.keys() - {row["id"] for row in before["statements"]}):
        reason = new[pk] or _("It is not shown any more.")
        yield FieldChange(_("A position, taken off the record since"), "", reason)
    for pk in sorted(old.keys() - new.keys() - {row["id"] for row in after["statements"]}):
        yield FieldChange(_("A position, taken off the record"), _("It is not shown any more."), old[pk])


def _position(row: Snapshot) -> str:
    return f"{describe_position(row)} ({format_said_on(row)})"


def _citation(row: Snapshot) -> str:
    through = [row[name]["name"] for name in ("relayed_by", "relayed_for", "via") if row[name]]
    through += [row["translated_by"]] if row["translated_by"] else []
    kind = [CitationKind(row["kind"]).label, Part(row["part"]).label]
    return f"{row['excerpt']} ({', '.join([*kind, *dict.fromkeys(through)])})"


def _published(row: Snapshot) -> str:
    day = row["article"]["published_on"]
    return date_format(date.fromisoformat(day), "DATE_FORMAT") if day else ""


def _proof(row: Snapshot) -> str:
    return _("found word for word") if row["proof"] else _("not verified")


def _nature(snapshot: Snapshot) -> str:
    return str(labels.NATURES[snapshot["nature"]])


def _topics(snapshot: Snapshot) -> str:
    return ", ".join(topic["name"] for topic in snapshot["topics"])


def _relation(row: Snapshot | None) -> str:
    return f"{RelationKind(row['kind']).label}: “{row['claim']['proposition']}”" if row else ""


def _fact_check(row: Snapshot | None) -> str:
    return f"{row['reviewer']}: “{row['rating']}”" if row else ""


def _correction(row: Snapshot | None) -> str:
    return f"{row['notice']} {_('Why:')} {row['reason']}" if row else ""
