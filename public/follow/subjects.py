"""What readers follow, in words: read from the record as it is, so that only what is public is named."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.merges import merge_targets
from claims.models import Claim, Claimant, Topic
from claims.models.claimant import translate_name
from subscriptions.models import Subject, SubjectKind


@dataclass(frozen=True)
class NamedSubject:
    """A subject as readers know it; `path` is empty if it has no page any more."""

    name: str
    path: str = ""


def name_subjects(subjects: Iterable[Subject]) -> dict[Subject, NamedSubject]:
    """Name subjects in the language that is active. Queries: 3, and at most 4 more if some are not public."""
    subjects = list(subjects)
    ids = {
        kind: {subject.target for subject in subjects if subject.kind == kind}
        for kind in (SubjectKind.CLAIM, SubjectKind.TOPIC, SubjectKind.CLAIMANT)
    }
    claims = _load(Claim.objects.published().only("pk", "text"), "claim", ids[SubjectKind.CLAIM])
    claimants = _load(Claimant.objects.on_record(), "claimant", ids[SubjectKind.CLAIMANT])
    topics = Topic.objects.on_record().in_bulk(ids[SubjectKind.TOPIC])
    rows = {SubjectKind.CLAIM: claims, SubjectKind.CLAIMANT: claimants, SubjectKind.TOPIC: topics}
    return {
        subject: _name_search(subject.query)
        if subject.kind == SubjectKind.SEARCH
        else _name_row(subject.kind, rows[SubjectKind(subject.kind)].get(subject.target))
        for subject in subjects
    }


def _load(rows, noun: str, ids: set[int]) -> dict:
    """Load public rows by the id that is followed: of merged ones, those that they are part of now."""
    found = rows.in_bulk(ids)
    targets = merge_targets(noun, ids - set(found))
    survivors = rows.in_bulk(targets.values()) if targets else {}
    merged = {pk: survivors[target] for pk, target in targets.items() if target in survivors}
    return {**found, **merged}


def _name_row(kind: str, row) -> NamedSubject:
    if row is None:
        return NamedSubject(_("Something that is not public any more"))
    if kind == SubjectKind.CLAIM:
        return NamedSubject(row.text, row.get_absolute_url())
    words = translate_name(row.name, "topic") if kind == SubjectKind.TOPIC else translate_name(row.name)
    return NamedSubject(words, row.get_absolute_url())


def _name_search(query: str) -> NamedSubject:
    """Name a search by its words alone: what else it names is on its page."""
    values = QueryDict(query)
    words = values.get("q", "")
    filters = [name for name in values if name not in ("q", "sort", "exact")]
    if words and filters:
        name = _("Claims with “%(words)s”, with filters") % {"words": words}
    else:
        name = _("Claims with “%(words)s”") % {"words": words} if words else _("Claims chosen by filters")
    return NamedSubject(name, f"{reverse('claim_list')}?{query}")
