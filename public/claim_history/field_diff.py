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
from claims.models import CitationKind, Part, State
from claims.versions.changes import (
    CITATION_FIELDS,
    describe_position,
    describe_snapshot_source,
    format_said_on,
    identify,
    index_articles,
    index_by_id,
    is_passed_on,
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

    `is_status`: the values are statuses. `lang`: the language of the values, where it is not the page's.
    """

    label: str
    before: str = ""
    after: str = ""
    is_status: bool = False
    lang: str = ""

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """("same" | "removed" | "added", words) where a text was altered.

        Empty where it came or went.
        """
        return (
            diff_words(self.before, self.after) if self.before and self.after and not self.is_status else []
        )


def diff_fields(before: Snapshot | None, after: Snapshot | None) -> tuple[list[FieldChange], int]:
    """List the fields that differ, at most MOST_FIELDS, and how many more there are.

    Returns none where either snapshot is missing, too large to be compared, or of a retracted claim.
    """
    if not before or not after or State.RETRACTED in (before["state"], after["state"]):
        return [], 0
    changes = [change for change in _diff_claim(before, after) if change.before != change.after]
    return changes[:MOST_FIELDS], max(0, len(changes) - MOST_FIELDS)


def _diff_claim(before: Snapshot, after: Snapshot) -> Iterator[FieldChange]:
    yield FieldChange(_("Status"), before["status"], after["status"], is_status=True)
    yield FieldChange(_("Proposition"), before["proposition"], after["proposition"], lang="en")
    for row, old, new in _pair_rows(before["statements"], after["statements"]):
        if row["id"] in before["hidden"] or row["id"] in after["hidden"]:
            continue
        yield from _diff_statement(name_speaker(row), old, new)
    yield from _diff_hidden(before, after)
    yield FieldChange(_("Nature"), _describe_nature(before), _describe_nature(after))
    yield FieldChange(_("Context"), before["context"], after["context"], lang="en")
    yield FieldChange(_("Editors’ note"), before["public_note"], after["public_note"], lang="en")
    yield FieldChange(_("Topics"), _join_topics(before), _join_topics(after), lang="en")
    for _row, old, new in _pair_rows(before["relations"], after["relations"]):
        yield from _diff_relation(old, new)
    for _row, old, new in _pair_rows(before["fact_checks"], after["fact_checks"]):
        yield FieldChange(_("Fact-check by others"), _format_fact_check(old), _format_fact_check(new))
    for _row, old, new in _pair_rows(before["corrections"], after["corrections"]):
        yield FieldChange(_("Correction"), _format_correction(old), _format_correction(new), lang="en")
    old_sources, new_sources = index_articles(before), index_articles(after)
    for pk in sorted(old_sources.keys() & new_sources.keys()):
        label = _("Article “%(title)s”") % {"title": new_sources[pk]["title"]}
        words = describe_snapshot_source(old_sources[pk]), describe_snapshot_source(new_sources[pk])
        yield FieldChange(label, *words)
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


def _diff_statement(speaker: str, old: Snapshot | None, new: Snapshot | None) -> Iterator[FieldChange]:
    if old is None or new is None:
        label = _("Position of %(who)s") % {"who": speaker}
        yield FieldChange(label, _format_position(old) if old else "", _format_position(new) if new else "")
        return
    if any(old[role]["id"] != new[role]["id"] for role in ("claimant", "party")):
        yield FieldChange(_("Who took a position"), name_speaker(old), name_speaker(new))
    pattern = _("%(who)s: %(field)s")
    for name, describe in (
        (_("position"), describe_position),
        (_("when"), format_said_on),
        (_("where"), lambda row: row["place"]),
        (_("in which role"), lambda row: row["capacity"]),
        (_("counts towards the status"), lambda row: _("yes") if row["counts"] else _("no")),
    ):
        yield FieldChange(pattern % {"who": speaker, "field": name}, describe(old), describe(new))
    yield from _diff_citations(speaker, old, new)


def _diff_citations(speaker: str, old: Snapshot, new: Snapshot) -> Iterator[FieldChange]:
    for row, before, after in _pair_rows(old["citations"], new["citations"]):
        outlet = row["article"]["outlet"]["name"]
        if before is None or after is None:
            label, source = _("Source for %(who)s") % {"who": speaker}, f"{row['excerpt']} ({outlet})"
            yield FieldChange(label, source if before else "", source if after else "")
            continue
        label = _("Date of the article of %(outlet)s") % {"outlet": outlet}
        yield FieldChange(label, _format_published_on(before), _format_published_on(after))
        is_altered = any(identify(before[name]) != identify(after[name]) for name in CITATION_FIELDS)
        if is_altered or is_passed_on(before) != is_passed_on(after):
            label = _("%(outlet)s, cited for %(who)s") % {"outlet": outlet, "who": speaker}
            yield FieldChange(label, _format_citation(before), _format_citation(after))
        if bool(before["proof"]) != bool(after["proof"]):
            label = _("Excerpt of %(outlet)s for %(who)s") % {"outlet": outlet, "who": speaker}
            yield FieldChange(label, _describe_proof(before), _describe_proof(after))
    removed_count = old["gone"] - new["gone"]
    if removed_count:
        words = ngettext("%(n)s source, removed since", "%(n)s sources, removed since", abs(removed_count))
        sources, label = words % {"n": abs(removed_count)}, _("Source for %(who)s") % {"who": speaker}
        yield FieldChange(label, sources if removed_count > 0 else "", sources if removed_count < 0 else "")


def _diff_hidden(before: Snapshot, after: Snapshot) -> Iterator[FieldChange]:
    """Yield positions that came or went and cannot be shown any more."""
    old, new = before["hidden"], after["hidden"]
    for pk in sorted(new.keys() - old.keys() - {row["id"] for row in before["statements"]}):
        reason = new[pk] or _("It is not shown any more.")
        yield FieldChange(_("A position, since removed"), "", reason)
    for pk in sorted(old.keys() - new.keys() - {row["id"] for row in after["statements"]}):
        yield FieldChange(_("A position, removed"), _("It is not shown any more."), old[pk])


def _format_position(row: Snapshot) -> str:
    return f"{describe_position(row)} ({format_said_on(row)})"


def _format_citation(row: Snapshot) -> str:
    intermediaries = [row[name]["name"] for name in ("relayed_by", "relayed_for", "via") if row[name]]
    intermediaries += [row["translated_by"]] if row["translated_by"] else []
    intermediaries += [_("second-hand: the outlet speaks for another party")] if is_passed_on(row) else []
    kind = [CitationKind(row["kind"]).label, Part(row["part"]).label]
    return f"{row['excerpt']} ({', '.join([*kind, *dict.fromkeys(intermediaries)])})"


def _format_published_on(row: Snapshot) -> str:
    day = row["article"]["published_on"]
    return date_format(date.fromisoformat(day), "DATE_FORMAT") if day else ""


def _describe_proof(row: Snapshot) -> str:
    return _("found word for word") if row["proof"] else _("not verified")


def _describe_nature(snapshot: Snapshot) -> str:
    return str(labels.NATURES[snapshot["nature"]])


def _join_topics(snapshot: Snapshot) -> str:
    return ", ".join(topic["name"] for topic in snapshot["topics"])


def _diff_relation(old: Snapshot | None, new: Snapshot | None) -> Iterator[FieldChange]:
    """Yield the other claim under what it is to this one; two fields where it became something else."""
    for kind in dict.fromkeys(_name_relation(row) for row in (old, new) if row):
        label = _("Related claim (%(kind)s)") % {"kind": kind}
        before, after = (
            row["claim"]["proposition"] if row and _name_relation(row) == kind else "" for row in (old, new)
        )
        yield FieldChange(label, before, after, lang="en")


def _name_relation(row: Snapshot) -> str:
    return labels.describe_relation(row["kind"], is_from_here=row["from_here"])


def _format_fact_check(row: Snapshot | None) -> str:
    return f"{row['reviewer']}: “{row['rating']}”" if row else ""


def _format_correction(row: Snapshot | None) -> str:
    return f"{row['notice']} {_('Why:')} {row['reason']}" if row else ""
