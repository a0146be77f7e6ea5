"""`?changed_since=`: every change of what readers see comes once or more, and nothing else does.

What is told comes from the triggers mirror_after_insert, mirror_after_update and mirror_after_delete.
"""

import hashlib
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from claims.actions import publish_rows, undo_publication
from claims.actions.merging.merge import merge_claims
from claims.models import (
    Claim,
    ClaimRelation,
    Correction,
    FactCheck,
    MirrorEntry,
    Statement,
)
from claims.versions.mirror import PLACED_AT_ONCE, place_entries
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import assert_refused, explain
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db

OTHER_MARK = "0123456789abcdef" * 2
QUIET = {"results": [], "removed": []}


class Follower:
    """A program that keeps what it was told, by the address that each answer says to go on with."""

    def __init__(self, client):
        self.client = client
        self.address = "claims?changed_since="

    def poll(self):
        """Return the claims that changed, by their texts, and the kinds and keys of what is gone."""
        texts, gone = [], []
        while True:
            page = self.client.read(self.address)
            texts += [row["text"] for row in page["results"]]
            gone += page["removed"]
            following = page["next"].partition("/api/v1/")[2]
            if following == self.address:
                return texts, [(row["kind"], row["key"]) for row in gone]
            self.address = following


@pytest.fixture
def follower(client):
    return Follower(client)


def test_nothing_is_told_twice_or_before_it_is_published(client, follower):
    draft = make.DraftClaimFactory()
    assert follower.poll() == ([], [])
    claim = make.StatementFactory(claim__text="The bridge is closed").claim
    assert follower.poll() == (["The bridge is closed"], [])
    draft.delete()
    Claim.objects.filter(pk=claim.pk).update(text="The bridge is closed")
    assert follower.poll() == ([], [])
    page = client.read(follower.address)
    assert page == {**QUIET, "next": page["next"], "previous": None}


@pytest.mark.parametrize(
    "change",
    [
        lambda claim: make.StatementFactory(claim=claim, stance="denies"),
        lambda claim: make.FactCheckFactory(claim=claim),
        lambda claim: make.CorrectionFactory(claim=claim),
        lambda claim: claim.topics.add(make.TopicFactory()),
        lambda claim: Claim.objects.filter(pk=claim.pk).update(public_note="A note"),
        lambda claim: claim.statements.get().citations.update(translated_by="Us"),
        lambda claim: make.CitationFactory(statement=claim.statements.get()),
    ],
)
def test_whatever_readers_see_differently_is_told(follower, change):
    claim = make.StatementFactory(claim__text="The bridge is closed").claim
    follower.poll()
    change(claim)
    assert follower.poll() == (["The bridge is closed"], [])


def test_what_is_gone_is_told_by_its_kind_and_key(client, follower):
    claim = make.StatementFactory(claim__text="It is").claim
    other = make.StatementFactory(claim__text="It is not").claim
    denial = make.StatementFactory(claim=claim, stance="denies")
    more, check = make.CitationFactory(statement=denial), make.FactCheckFactory(claim=claim)
    relation = make.ClaimRelationFactory(claim=claim, other=other)
    correction = make.CorrectionFactory(claim=claim)
    retracted = make.StatementFactory(claim=claim)
    follower.poll()
    with transaction.atomic():
        more.delete()
    gone = {("citation", more.key)}
    FactCheck.objects.filter(pk=check.pk).delete()
    ClaimRelation.objects.filter(pk=relation.pk).delete()
    Correction.objects.filter(pk=correction.pk).delete()
    Statement.objects.filter(pk=retracted.pk).update(**retraction("statement"))
    gone |= {
        ("fact-check", check.key),
        ("relation", relation.key),
        ("correction", correction.key),
        ("statement", retracted.key),
    }
    before = follower.address
    texts, told = follower.poll()
    assert set(texts) == {"It is", "It is not"} and sorted(told) == sorted(gone)
    [notice] = [row for row in client.read(before)["removed"] if row["kind"] == "statement"]
    assert notice["retracted_at"] and notice["notice"] and notice["id"] == retracted.pk
    remaining = claim.statements.exclude(pk=retracted.pk).first()
    remaining.citations.all().delete()
    Statement.objects.filter(pk=remaining.pk).delete()
    texts, told = follower.poll()
    assert texts == ["It is"] and ("statement", remaining.key) in told


def test_a_claim_that_is_retracted_or_merged_leaves_a_tombstone(client, follower):
    claim, merged, other = (make.StatementFactory(claim__text=text).claim for text in ("A", "B", "C"))
    imported = make.StatementFactory(claim__key="secret").claim
    follower.poll()
    Claim.objects.filter(pk=imported.pk).update(**retraction("claim"))
    assert follower.poll() == ([], [("claim", hashlib.sha256(b"secret").hexdigest())])
    Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
    before = follower.address
    assert follower.poll() == ([], [("claim", claim.key)])
    [tombstone] = client.read(before)["removed"]
    assert tombstone["notice"] == retraction("claim")["retraction_reason"]
    assert tombstone["retracted_at"] and tombstone["merged_into"] is None
    before = follower.address
    by = make.UserFactory()
    merge_claims(duplicate=merged, target=other, by=by, now=timezone.now(), reason="The same.")
    texts, told = follower.poll()
    assert texts == ["C"] and ("claim", merged.key) in told
    [tombstone] = [row for row in client.read(before)["removed"] if row["kind"] == "claim"]
    assert tombstone["merged_into"] == f"http://testserver/api/v1/claims/{other.pk}"


def test_a_publication_that_is_undone_is_told_and_one_made_again_too(follower):
    claim, by = make.CitationFactory(statement__claim__text="It is").statement.claim, make.UserFactory()
    publication = publish_rows(rows=[claim], by=by, now=timezone.now()).publication
    assert follower.poll() == (["It is"], [])
    published_at = Claim.objects.get().published_at
    undo_publication(publication=publication, by=by, now=timezone.now())
    run_deferred_triggers()
    assert follower.poll() == ([], [("claim", claim.key)])
    publish_rows(rows=[claim], by=by, now=published_at)
    assert follower.poll() == (["It is"], [])


def test_what_only_editors_saw_leaves_no_key(follower):
    published = make.StatementFactory().claim
    draft = make.StatementFactory(state="draft", claim=published)
    follower.poll()
    draft.citations.all().delete()
    Statement.objects.filter(pk=draft.pk).delete()
    make.FactCheckFactory(claim=make.DraftClaimFactory()).delete()
    relation = make.ClaimRelationFactory(claim=published, other=make.DraftClaimFactory())
    relation.delete()
    assert follower.poll()[1] == []
    assert not MirrorEntry.objects.exclude(kind="claim").exists()


def test_a_row_that_is_seen_elsewhere_is_not_gone(follower):
    statement, other = make.StatementFactory(claim__text="A"), make.StatementFactory(claim__text="B").claim
    make.StatementFactory(claim=statement.claim)
    follower.poll()
    Statement.objects.filter(pk=statement.pk).update(claim=other)
    texts, gone = follower.poll()
    assert set(texts) == {"A", "B"} and gone == []


def test_pages_take_a_fixed_number_of_queries(client, django_assert_num_queries):
    client.read("claims?changed_since=")  # makes the secret of the day

    def read():
        claim = make.StatementFactory().claim
        Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
        make.FactCheckFactory(claim=make.StatementFactory().claim).delete()
        run_deferred_triggers()
        place_entries()
        with django_assert_num_queries(9):
            page = client.read("claims?changed_since=")
        return [len(page["results"]), len(page["removed"])]

    assert [read() for _ in range(3)] == [[1, 2], [2, 4], [3, 6]]


@pytest.mark.parametrize(
    "cursor",
    [
        "1",
        "0",
        "-",
        "1-",
        f"1-{OTHER_MARK}",
        f"{2**63}-{OTHER_MARK}",
        "²-" + "0" * 32,
        "\0",
        "x" * 2000,
    ],
)
def test_a_cursor_that_is_broken_or_from_another_record_is_refused(client, cursor):
    make.StatementFactory()
    client.read("claims?changed_since=")
    problem = client.read("claims", {"changed_since": cursor}, status=400)
    assert [error["field"] for error in problem["errors"]] == ["changed_since"]


def test_a_cursor_is_refused_by_a_record_restored_from_before_it(follower):
    make.StatementFactory()
    follower.poll()
    MirrorEntry.objects.all().update(position=None, mark=None)
    place_entries()
    follower.client.read(follower.address, status=400)


@pytest.mark.parametrize(
    "query", ["status=disputed", "count=1", "q=", "after=x", "changed_since=", "page_size=0"]
)
def test_it_goes_with_the_shape_of_rows_and_with_no_filter(client, query):
    problem = client.read(f"claims?changed_since=&{query}", status=400)
    assert len(problem["errors"]) == 1
    page = client.read("claims?changed_since=&fields=id&expand=topics&page_size=1")
    assert page["results"] == []
    client.read("statements?changed_since=", status=400)


def test_more_than_one_batch_gets_its_positions_in_turn():
    entries = [MirrorEntry(kind="claim", row_id=1, key="k") for _ in range(PLACED_AT_ONCE + 1)]
    MirrorEntry.objects.bulk_create(entries)
    assert [place_entries() for _ in range(3)] == [PLACED_AT_ONCE, 1, 0]
    rows = MirrorEntry.objects.order_by("id").values_list("position", flat=True)
    assert list(rows) == list(range(1, PLACED_AT_ONCE + 2))


def test_rules_of_entries_are_kept_by_the_database():
    with assert_refused("mirror_kind_is_known"):
        MirrorEntry.objects.create(kind="colour", row_id=1, key="k")
    with assert_refused("mirror_position_comes_with_its_mark"):
        MirrorEntry.objects.create(kind="claim", row_id=1, key="k", position=1)
    with assert_refused("mirror_position_once"):
        for _ in range(2):
            MirrorEntry.objects.create(kind="claim", row_id=1, key="k", position=1, mark=uuid.uuid4())
    assert str(MirrorEntry(kind="claim", row_id=1)) == "claim 1"


def test_what_waits_and_what_follows_are_found_by_indexes():
    waiting = MirrorEntry.objects.filter(position=None).query
    assert "mirror_waiting" in explain(f"{waiting} LIMIT 1")
    after = "SELECT * FROM claims_mirrorentry WHERE position >= 7 ORDER BY position LIMIT 26"
    assert "mirror_position_once" in explain(after)
