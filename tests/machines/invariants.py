"""What holds of the record and of its pages whatever was done at the desk."""

import re
from collections.abc import Iterable

from django.db.models import Count, F
from django.test import Client, override_settings
from django.urls import reverse

from claims.integrity.verification import verify_history
from claims.models import Citation, Claim, Claimant, ClaimVersion, Statement, Topic
from tests.support.document_rows import assert_latest_version_is_right
from tests.support.search_rows import assert_rows_right
from tests.support.sql import sql

SECRETS = re.compile(r"secret[0-9]+")

# What readers are told of each version beside the one before: told anew, and compared with what was kept.
VERSIONS = """
SELECT claim_id, number, snapshot ->> 'state', snapshot ->> 'status',
       lag(snapshot ->> 'state') OVER w, lag(snapshot ->> 'status') OVER w
FROM claims_claimversion WINDOW w AS (PARTITION BY claim_id ORDER BY number) ORDER BY claim_id, number
"""


def check_record() -> None:
    """Check the rows: statuses, versions, the search, evidence, and what readers were told."""
    assert_rows_right()
    assert not Claim.objects.exclude(state="published").exclude(status="open").exists()
    for claim in Claim.objects.filter(state="published").defer("search"):
        assert_latest_version_is_right(claim)
    check_versions()
    check_evidence()


def check_versions() -> None:
    """Check that versions have no gap, and that each change of a status was told."""
    counts = ClaimVersion.objects.values("claim").annotate(many=Count("pk"))
    last = {row["claim"]: row["many"] for row in counts}
    told = {(claim, number): {} for claim, number, *_ in sql(VERSIONS)}
    for claim, version, *change in sql(
        "SELECT claim_id, version, kind, status_before, status_after FROM claims_change"
    ):
        told[claim, version][change[0]] = (change[1], change[2])
    undone = {
        int(claim)
        for (claim,) in sql(
            "SELECT jsonb_object_keys(versions) FROM claims_publication WHERE undone_at IS NOT NULL"
        )
    }
    numbers: dict[int, list[int]] = {}
    for claim, number, state, status, state_before, status_before in sql(VERSIONS):
        numbers.setdefault(claim, []).append(number)
        if claim in undone:  # what was told of a publication is forgotten with it
            continue
        if state == state_before == "published" and status != status_before:
            assert told[claim, number].get("status") == (status_before, status), (claim, number)
        if state == "published" and state_before is None:
            assert "new" in told[claim, number], (claim, number)
        if state == "retracted" and state_before == "published":
            assert "retracted" in told[claim, number], (claim, number)
    assert numbers == {claim: list(range(1, many + 1)) for claim, many in last.items()}


def check_evidence() -> None:
    """Check that what is published is cited, and that each citation has its article and its words."""
    assert not Statement.objects.filter(state="published", citations=None).exists()
    assert not Citation.objects.filter(capture__isnull=False).exclude(article=F("capture__article")).exists()
    assert not Claim.objects.filter(state="published", statements=None).exists()
    words = """SELECT c.id FROM claims_citation c JOIN sources_capturetext t ON t.capture_id = c.capture_id
        WHERE substr(t.text, c.start + 1, c.end - c.start) <> c.excerpt"""
    assert sql(words) == []


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


def check_history() -> None:
    """Check that the chain of the history is whole."""
    findings = [*verify_history()]
    assert findings == [], findings
