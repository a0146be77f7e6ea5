"""What holds of the record and of its pages whatever was done at the desk."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.test import Client, override_settings
from django.urls import reverse

from claims.actions.undo_publication import REASON, TOLD_KINDS
from claims.integrity.verification import verify_history
from claims.merges import merge_targets
from claims.models import (
    Change,
    Claim,
    Claimant,
    ClaimVersion,
    Correction,
    Publication,
    Statement,
    Topic,
)
from tests.support.document_rows import assert_latest_version_is_right
from tests.support.search_rows import assert_rows_right
from tests.support.sql import sql
from tests.support.status_oracle import read_record

SECRETS = re.compile(r"secret[0-9]+")
NOTICE = {"id", "key", "state", "retraction"}
"""All that is left for readers of a retracted claim."""


class Version(NamedTuple):
    """One version of a claim. `snapshot`: what readers saw."""

    claim: int
    number: int
    made_at: Any
    reason: str
    snapshot: dict[str, Any]


def check_record() -> None:
    """Check the rows: statuses, versions, the search, evidence, and what readers were told."""
    assert_rows_right()
    check_statuses()
    for claim in Claim.objects.filter(state="published").defer("search"):
        assert_latest_version_is_right(claim)
    check_notices()
    versions = read_versions()
    check_versions(versions)
    check_news(versions)
    check_evidence()


def check_statuses() -> None:
    """Check each status by the oracle: of a claim that is a draft or retracted, nothing counts."""
    states = dict(Claim.objects.values_list("pk", "state"))
    record = read_record(states)
    expected = {pk: record.status(pk) if state == "published" else "open" for pk, state in states.items()}
    assert dict(Claim.objects.values_list("pk", "status")) == expected


def check_notices() -> None:
    """Check that of a retracted claim readers are left the notice, and nothing of what it said."""
    for claim in Claim.objects.filter(state="retracted").defer("search"):
        snapshot = ClaimVersion.objects.filter(claim=claim).latest("number").snapshot
        assert set(snapshot) == NOTICE, (claim.pk, snapshot)
        assert (snapshot["state"], snapshot["retraction"]["reason"]) == ("retracted", claim.retraction_reason)


def read_versions() -> dict[int, list[Version]]:
    """Read the versions of all claims in their order, by the claim's id."""
    versions = defaultdict(list)
    rows = ClaimVersion.objects.order_by("claim", "number")
    for row in rows.values_list("claim", "number", "made_at", "reason", "snapshot"):
        versions[row[0]].append(Version(*row))
    return versions


def check_versions(versions: dict[int, list[Version]]) -> None:
    """Check that versions have no gap, none repeats the one before it, and nothing seen has none."""
    for claim, made in versions.items():
        assert [each.number for each in made] == list(range(1, len(made) + 1)), claim
        for before, after in itertools.pairwise(made):
            assert before.snapshot != after.snapshot, (claim, after.number)
    seen = Claim.objects.exclude(state="draft").values_list("pk", flat=True)
    assert set(seen) <= set(versions), "readers saw something of which there is no version"


# --- what readers are told ----------------------------------------------------------------------------


def check_news(versions: dict[int, list[Version]]) -> None:
    """Check that each version tells what it changes for readers, and none tells of an undone publication."""
    told = defaultdict(set)
    changes = Change.objects.exclude(claim=None)
    for claim, number, kind, before, after in changes.values_list(
        "claim", "version", "kind", "status_before", "status_after"
    ):
        told[claim, number].add((kind, before, after) if kind == "status" else (kind,))
    undone = read_undone(versions)
    for claim, made in versions.items():
        for before, after in zip([None, *made], made, strict=False):
            needed, possible = list_news(None if is_new_again(before, after, undone) else before, after)
            if undone.is_forgotten(after):
                needed, possible = (
                    {news for news in each if news[0] not in TOLD_KINDS} for each in (needed, possible)
                )
            found = {news for news in told.pop((claim, after.number), set()) if news[0] not in ELSEWHERE}
            assert needed <= found <= possible, (claim, after.number, needed, found, possible)
    assert not told, f"told of no version: {dict(told)}"
    corrections = Counter(Change.objects.exclude(correction=None).values_list("correction", flat=True))
    seen = Correction.objects.filter(claim__state="published").values_list("pk", flat=True)
    assert {pk: corrections[pk] for pk in seen} == dict.fromkeys(seen, 1)


ELSEWHERE = {"correction", "source"}
"""Kinds of news that do not follow from two versions alone."""


def list_news(before: Version | None, after: Version) -> tuple[set[tuple], set[tuple]]:
    """List the news that a version has to tell beside the one before it, and all that it may tell."""
    new = after.snapshot
    old: dict[str, Any] = before.snapshot if before else {}
    was_there = old.get("state") == "published"
    if new["state"] == "retracted":
        news = {("retracted",)} if was_there or not old else set()
        return news, news
    news = set()
    taken_back = list_ids(new, "retracted") - list_ids(old, "retracted")
    if taken_back and (was_there or not old):
        news.add(("taken_back",))
    if not was_there:
        news.add(("republished",) if old else ("new",))
        return news, news
    arrived = list_ids(new, "statements") - list_ids(old, "statements")
    if old["status"] != new["status"]:
        news.add(("status", old["status"], new["status"]))
    if old["proposition"] != new["proposition"]:
        news.add(("reworded",))
    # One position that arrived may be the cause of the new status, and is then told with it.
    is_caused = old["status"] != new["status"] and len(arrived) == 1
    position = {("position",)} if arrived else set()
    return (news if is_caused else news | position), news | position


def list_ids(snapshot: dict[str, Any], part: str) -> set[int]:
    return {row["id"] for row in snapshot.get(part, [])}


class Undone(NamedTuple):
    """The publications that were undone.

    `forgotten`: by claim, from after which version to which nothing is told of them. `ended`: by claim, when
    it became a draft again.
    """

    forgotten: dict[int, list[tuple[int, int]]]
    ended: dict[int, list[Any]]

    def is_forgotten(self, version: Version) -> bool:
        return any(first < version.number <= last for first, last in self.forgotten.get(version.claim, []))


def read_undone(versions: dict[int, list[Version]]) -> Undone:
    undone, used = Undone({}, defaultdict(list)), set()
    for publication in Publication.objects.exclude(undone_at=None).order_by("undone_at"):
        for claim in publication.claims:
            undone.ended[claim].append(publication.undone_at)
        for claim, number in ((int(pk), number) for pk, number in publication.versions.items()):
            later = [each for each in versions[claim] if each.number > number]
            if claim in publication.claims:  # a draft has no versions: what was there was made before
                last = max(
                    (each.number for each in later if each.made_at <= publication.undone_at), default=0
                )
            else:
                own = (each.number for each in later if each.reason == REASON)
                last = next((number for number in own if (claim, number) not in used), 0)
                used.add((claim, last))
            undone.forgotten.setdefault(claim, []).append((number, last))
    return undone


def is_new_again(before: Version | None, after: Version, undone: Undone) -> bool:
    """Tell whether a claim was a draft again between two versions, so that it is new to readers once more."""
    if before is None:
        return True
    return any(before.made_at <= at <= after.made_at for at in undone.ended.get(after.claim, []))


# --- evidence -------------------------------------------------------------------------------------------


def check_evidence() -> None:
    """Check that what is published is cited, and that the words of each citation stand where it says."""
    assert not Statement.objects.filter(state="published", citations=None).exists(), "nothing is cited"
    assert not Claim.objects.filter(state="published", statements=None).exists(), "nobody says it"
    words = """SELECT c.id FROM claims_citation c JOIN sources_capturetext t ON t.capture_id = c.capture_id
        WHERE substr(t.text, c.start + 1, c.end - c.start) <> c.excerpt"""
    assert sql(words) == [], "other words stand there"


# --- pages ----------------------------------------------------------------------------------------------


def list_pages() -> list[str]:
    names = ("home", "claim_list", "changes", "claimant_list", "outlet_list", "topic_list")
    pages = [*(reverse(name) for name in names), reverse("changes_feed", args=["atom"])]
    for model, name in ((Claim, "claim_detail"), (Claim, "claim_history"), (Topic, "topic_detail")):
        pages += [
            row.get_absolute_url() if name.endswith("detail") else reverse(name, args=[row.pk])
            for row in model.objects.order_by("pk")
        ]
    pages += [row.get_absolute_url() for row in Claimant.objects.order_by("pk")]
    return pages


def read(page: str) -> tuple[int, str]:
    answer = Client().get(page)
    return answer.status_code, answer.content.decode()


def check_pages(pages: Iterable[str] | None = None) -> None:
    """Check that no page holds a word of what readers do not see, and none is older than the record."""
    visible = Statement.objects.filter(state="published", claim__state="published")
    known = set(SECRETS.findall(" ".join(visible.values_list("capacity", flat=True))))
    known |= set(
        SECRETS.findall(" ".join(Claim.objects.filter(state="published").values_list("text", flat=True)))
    )
    for page in list_pages() if pages is None else pages:
        with override_settings(STAMP_PAGES=True):
            kept = read(page)
        assert kept == read(page), f"{page} is not what it would be now"
        assert kept[0] in (200, 301, 302, 404, 410), (page, kept[0])
        told = set(SECRETS.findall(kept[1].replace(page, "")))  # a page that is not there repeats its address
        assert told <= known, (page, told - known)
    check_answers()


def check_answers() -> None:
    """Check what is at the address of each claim: the claim, nothing, its notice, or the way elsewhere."""
    merged = merge_targets("claim", Claim.objects.values_list("pk", flat=True))
    for claim in Claim.objects.order_by("pk").defer("search"):
        code, words = read(claim.get_absolute_url())
        if claim.state == "published":
            assert code == 200, (claim.pk, code)
        elif claim.state == "draft":
            assert code in ((301, 404) if claim.pk in merged else (404,)), (claim.pk, code)
        elif claim.pk in merged:
            assert code in (301, 410), (claim.pk, code)
        else:
            assert code == 410, (claim.pk, code)
            assert claim.retraction_reason in words, claim.pk
            versions = ClaimVersion.objects.filter(claim=claim).values_list("number", flat=True)
            pages = [reverse("claim_version", args=[claim.pk, number]) for number in versions]
            for page in [reverse("claim_history", args=[claim.pk]), *pages]:
                assert read(page)[0] == 410, page


def check_history() -> None:
    """Check that the chain of the history is whole."""
    findings = [*verify_history()]
    assert findings == [], findings
