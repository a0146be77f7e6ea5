"""Changes between two versions of a claim, in words for readers.

The structure of a snapshot is described where it is made (claims/migrations/0027_documents.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from django.db import connection
from django.db.models import Case, DateTimeField, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Func
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.models import ClaimantKind, ClaimVersion, State
from claims.models.claimant import translate_name

from .document import LatestVersion
from .redaction import Snapshot, find_public_ids, read_public_ids, redact_snapshot, select_public_ids

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CHANGES_SHOWN = 5
LARGEST_COMPARED = 100_000
"""The size in bytes, as stored, of the largest snapshot that a page compares.

Larger ones are slow.
"""
MOST_WORDS = 8
"""How many differences between two versions are named."""

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


class VisibleSnapshot(TypedDict):
    """Annotation of a version: its snapshot, or None where that is very large."""

    visible_snapshot: Snapshot | None
    shown_at: datetime


LATEST = f"""
WITH versions AS MATERIALIZED (
    SELECT v.number, claims_shown_at(v.number, v.made_at, c.published_at) AS shown_at,
           CASE WHEN pg_column_size(v.snapshot) <= %(largest)s THEN v.snapshot END AS snapshot
    FROM claims_claimversion v JOIN claims_claim c ON c.id = v.claim_id
    WHERE v.claim_id = %(claim)s AND (%(latest)s::integer IS NULL OR v.number <= %(latest)s)
    ORDER BY v.number DESC LIMIT %(most)s
)
SELECT number, shown_at, snapshot,
       (SELECT json_agg(json_build_array(p.kind, p.id, p.state, p.reason))
        FROM ({select_public_ids("versions")}) p (kind, id, state, reason))
FROM versions ORDER BY number DESC
"""  # noqa: S608 - of our own SQL alone


class ComparableVersion(Protocol):
    """A version as pages compare it: a ShownVersion, or one from `with_visible_snapshots`."""

    @property
    def number(self) -> int: ...
    @property
    def shown_at(self) -> datetime: ...
    @property
    def visible_snapshot(self) -> Snapshot | None: ...


@dataclass(frozen=True)
class ShownVersion:
    """What readers may still see of a version; `visible_snapshot`: None if it is very large."""

    number: int
    shown_at: datetime
    visible_snapshot: Snapshot | None


@dataclass(frozen=True)
class VersionChange:
    """A version, and how it differs from the one before."""

    number: int
    shown_at: datetime
    words: list[str]


def list_latest_changes(claim_id: int, latest: LatestVersion | None = None) -> list[VersionChange]:
    """List the newest versions of a claim, at most CHANGES_SHOWN, newest first.

    `latest`: only versions up to this one. Queries: 1, none where it is the first.
    """
    if latest and latest.number == 1:
        return [VersionChange(1, latest.shown_at, [_("First version.")])]
    bounds = {"largest": LARGEST_COMPARED, "most": CHANGES_SHOWN + 1}
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"claim": claim_id, "latest": latest.number if latest else None, **bounds})
        rows = cursor.fetchall()
    versions = []
    for number, shown_at, snapshot, public_ids in rows:
        redacted = (
            redact_snapshot(json.loads(snapshot), read_public_ids(public_ids or ())) if snapshot else None
        )
        versions.append(ShownVersion(number, shown_at, redacted))
    return compare_versions(versions)[:CHANGES_SHOWN]


def redact_versions(versions: list[WithAnnotations[ClaimVersion, VisibleSnapshot]]) -> None:
    """Remove from `visible_snapshot` what readers may not see any more.

    Queries: 1, or 0 for one version.
    """
    snapshots = [version.visible_snapshot for version in versions if version.visible_snapshot]
    if len(snapshots) > 1:
        public = find_public_ids(snapshots)
        for version in versions:
            if version.visible_snapshot:
                version.visible_snapshot = redact_snapshot(version.visible_snapshot, public)


def with_visible_snapshots(
    versions: QuerySet[ClaimVersion],
) -> QuerySet[WithAnnotations[ClaimVersion, VisibleSnapshot]]:
    """Order versions newest first, each with its `visible_snapshot` and `shown_at`.

    That is its snapshot, or None if the snapshot is very large (see LARGEST_COMPARED), and when readers first
    saw it.
    """
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    snapshot = Case(When(size__lte=LARGEST_COMPARED, then=F("snapshot")), default=Value(None))
    times = F("number"), F("made_at"), F("claim__published_at")
    shown_at = Func(*times, function="claims_shown_at", output_field=DateTimeField())
    annotated = versions.annotate(size=size, visible_snapshot=snapshot, shown_at=shown_at)
    return annotated.defer("snapshot").order_by("-number")


def compare_versions(versions: Sequence[ComparableVersion]) -> list[VersionChange]:
    """Say how each of these versions, newest first, differs from the next older one."""
    return [
        VersionChange(version.number, version.shown_at, describe_change(version, before))
        for version, before in zip_longest(versions, versions[1:])
    ]


def describe_change(
    version: ComparableVersion,
    before: ComparableVersion | None,
) -> list[str]:
    """Say in sentences what `version` changed for readers.

    At most MOST_WORDS sentences, and one more that gives the number of the others.
    """
    if version.number == 1:
        return [_("First version.")]
    if before is None or before.visible_snapshot is None or version.visible_snapshot is None:
        return [_("The page was changed.")]
    sentences = list(describe_differences(before.visible_snapshot, version.visible_snapshot))
    sentences = sentences or [_describe_the_rest(before.visible_snapshot, version.visible_snapshot)]
    left_out = len(sentences) - MOST_WORDS
    if left_out <= 0:
        return sentences
    return [
        *sentences[:MOST_WORDS],
        ngettext("… and %(n)s more.", "… and %(n)s more.", left_out) % {"n": left_out},
    ]


def _describe_the_rest(before: Snapshot, after: Snapshot) -> str:
    """Say what changed if nothing that has a sentence of its own did."""
    old, new = index_by_id(before.get("statements")), index_by_id(after.get("statements"))
    if any(old[pk]["standing"] != new[pk]["standing"] for pk in old.keys() & new.keys()):
        return _("We worked out again which positions count.")
    if {**before, "published_at": None} == {**after, "published_at": None}:
        return _("Published again, with nothing changed.")
    return _("A detail was corrected.")


def describe_differences(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Yield one sentence for each difference, the most important first."""
    if after["state"] == State.RETRACTED:
        yield _("The claim was retracted.")
        return
    if before["state"] == State.RETRACTED:
        yield _("The claim was published again.")
        return
    if before["status"] != after["status"]:
        yield _("Status changed from %(before)s to %(after)s.") % {
            "before": _(before["status"]),
            "after": _(after["status"]),
        }
    if before["proposition"] != after["proposition"]:
        yield _("Reworded. Before: “%(text)s”") % {"text": before["proposition"]}
    yield from _describe_statements(before, after)
    if before["nature"] != after["nature"]:
        yield _("Now listed as %(nature)s.") % {"nature": labels.NATURES[after["nature"]]}
    for name, (added, changed, removed) in TEXT_SENTENCES.items():
        if before[name] != after[name]:
            yield str(added if not before[name] else changed if after[name] else removed)
    yield from _describe_sources(before, after)
    yield from _describe_surroundings(before, after)
    yield from _describe_renames(before, after)


def index_by_id(rows: list[Snapshot] | None) -> dict[int, Snapshot]:
    return {row["id"]: row for row in rows or []}


def name_speaker(statement: Snapshot) -> str:
    """Name who took a position: "Russia", "Ada Brook for Russia"."""
    claimant, party = statement["claimant"], statement["party"]
    who = translate_name(claimant["name"])
    if claimant["id"] == party["id"]:
        return who
    return _("%(who)s for %(party)s") % {
        "who": who,
        "party": translate_name(party["sentence_name"] or party["name"]),
    }


def describe_position(statement: Snapshot) -> str:
    """Say what a claimant does: "affirms it", "denies it, with a reservation".

    An outlet "states it as fact".
    """
    own_voice = statement["claimant"]["kind"] == ClaimantKind.OUTLET
    return describe_stance_on_it(statement["stance"], statement["hedged"], own_voice=own_voice)


def describe_stance_on_it(stance: str, hedged: bool, *, own_voice: bool) -> str:
    """Say the same of a stance alone; `own_voice`: whether an outlet takes it itself."""
    words = str((labels.OWN_VOICE if own_voice else POSITIONS)[stance])
    return labels.add_reservation(words) if hedged else words


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
    hidden_before, hidden_after = before.get("hidden", {}), after.get("hidden", {})
    for pk in sorted(new.keys() - old.keys() - hidden_before.keys()):
        yield _("New: %(who)s %(position)s (%(when)s).") % _sentence_values(new[pk])
    added = len(hidden_after.keys() - hidden_before.keys() - old.keys())
    if added:
        yield ngettext(
            "New: a position that has since been removed.",
            "New: %(n)s positions that have since been removed.",
            added,
        ) % {"n": added}
    removed = len((old.keys() | hidden_before.keys()) - (new.keys() | hidden_after.keys()))
    if removed:
        yield ngettext("A position was removed.", "%(n)s positions were removed.", removed) % {"n": removed}
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
        yield _("A position of %(old)s is now shown as that of %(who)s.") % {
            "old": name_speaker(old),
            "who": who,
        }
    if any(old[name] != new[name] for name in STATEMENT_FIELDS):
        yield _("Corrected: %(who)s %(position)s (%(when)s).") % _sentence_values(new)
    if old["counts"] != new["counts"]:
        if new["counts"]:
            yield _("The position of %(who)s now counts.") % {"who": who}
        else:
            yield _("The position of %(who)s no longer counts.") % {"who": who}
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
            yield _("Corrected: the words from %(outlet)s for %(who)s.") % _citation_values(who, new[pk])
        if is_passed_on(old[pk]) != is_passed_on(new[pk]):
            if is_passed_on(new[pk]):
                sentence = _(
                    "Second-hand now, for %(outlet)s speaks for another party: a source for %(who)s."
                )
            else:
                sentence = _("No longer second-hand: what %(outlet)s reports of %(who)s.")
            yield sentence % _citation_values(who, new[pk])
        if bool(old[pk]["proof"]) != bool(new[pk]["proof"]):
            if new[pk]["proof"]:
                sentence = _("The excerpt from %(outlet)s was found word for word in the article’s text.")
            else:
                sentence = _("The excerpt from %(outlet)s is no longer found in the article’s text.")
            yield sentence % _citation_values(who, new[pk])


def is_passed_on(citation: Snapshot) -> bool:
    """Whether its outlet speaks for another party, and passes the words on for it."""
    return citation.get("mouthpiece", False)


def _citation_values(who: str, citation: Snapshot) -> dict[str, str]:
    return {"who": who, "outlet": citation["article"]["outlet"]["name"]}


def _describe_sources(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Say what outlets did to articles that were cited already."""
    old, new = index_articles(before), index_articles(after)
    for pk in sorted(old.keys() & new.keys()):
        words = describe_snapshot_source(new[pk])
        values = {"outlet": new[pk]["outlet"]["name"], "title": new[pk]["title"], "words": words}
        if words == describe_snapshot_source(old[pk]):
            continue
        if words:
            yield _("“%(title)s” (%(outlet)s) was %(words)s.") % values
        else:
            yield _("“%(title)s” (%(outlet)s) was neither corrected nor retracted after all.") % values


def index_articles(snapshot: Snapshot) -> dict[int, Snapshot]:
    """Return the articles that are cited, by id."""
    citations = (citation for row in snapshot["statements"] for citation in row["citations"] or [])
    return {citation["article"]["id"]: citation["article"] for citation in citations}


def describe_snapshot_source(article: Snapshot) -> str:
    """Say that its outlet corrected or retracted an article, as `labels.describe_source_change` does."""
    days = (article.get(name) for name in ("corrected_on", "retracted_on"))
    return labels.describe_source_change(*(date.fromisoformat(day) if day else None for day in days))


def identify(value: Any) -> Any:
    """Return the id of a row, and other values as they are.

    A row with a new name alone is therefore no other row.
    """
    return value["id"] if isinstance(value, dict) else value


def _describe_surroundings(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Describe changes of topics, relations, fact-checks and corrections."""
    for row in _added_rows(before, after, "corrections"):
        yield _("Correction: %(notice)s") % row
    for row in _added_rows(before, after, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was added.") % row
    for row in _added_rows(after, before, "fact_checks"):
        yield _("A fact-check by %(reviewer)s was removed.") % row
    for row in _added_rows(before, after, "relations"):
        yield _("A related claim was added (%(kind)s): “%(text)s”") % {
            "kind": labels.describe_relation(row["kind"], is_from_here=row["from_here"]),
            "text": row["claim"]["proposition"],
        }
    for _row in _added_rows(after, before, "relations"):
        yield _("A related claim was removed.")
    for row in _added_rows(before, after, "topics"):
        yield _("Added to the topic “%(name)s”.") % row
    for row in _added_rows(after, before, "topics"):
        yield _("Removed from the topic “%(name)s”.") % row


def _added_rows(before: Snapshot, after: Snapshot, name: str) -> list[Snapshot]:
    """Return the rows of this list that `after` has and `before` has not."""
    known = index_by_id(before[name])
    return [row for row in after[name] if row["id"] not in known]


def _describe_renames(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Describe who or what has another name now."""
    old, new = dict(list_names(before)), dict(list_names(after))
    for key in sorted(old.keys() & new.keys()):
        if old[key] != new[key]:
            yield _("“%(old)s” is now called “%(new)s”.") % {"old": old[key], "new": new[key]}


def list_names(snapshot: Snapshot) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield ((kind, id), name) of everybody and everything named."""
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
