"""Positions that were recorded when their claim was worded otherwise."""

from importlib import import_module
from random import Random

import pytest
from django.db import connection, transaction

from claims.models import Claim, ClaimVersion
from claims.versions.document import load_document, read_document
from tests import factories as make
from tests.support.document_rows import make_document
from tests.support.html import links_of
from tests.support.sql import sql

MIGRATION = import_module("claims.migrations.0064_reworded_claims")
ADDED = import_module("claims.migrations.0073_reworded_at_fixed_cost")
LATEST = import_module("claims.migrations.0084_reworded_only_if_it_was")
FILL = import_module("claims.migrations.0069_tell_reworded_claims")
WORDS = "The claim was worded differently when this was recorded"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]


class Editor:
    connection = connection


def reword(claim: Claim, text: str) -> None:
    with transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(text=text)


def record(claim: Claim) -> int:
    with transaction.atomic():
        return make.StatementFactory(claim=claim).pk


def list_wordings(document) -> dict[int, int | None]:
    return {statement.pk: statement.worded_in for statement in document.statements}


@pytest.fixture
def claim() -> Claim:
    with transaction.atomic():
        return make.StatementFactory(claim__text="The bridge was closed").claim


def test_each_position_is_told_under_which_wording_it_was_recorded(client, claim):
    first = claim.statements.get().pk
    reword(claim, "The bridge was shut")
    second = record(claim)
    reword(claim, "The old bridge was shut")
    last = record(claim)
    document, _around = load_document(claim.pk)
    wordings = list_wordings(document)
    assert wordings[last] is None
    texts = {
        pk: ClaimVersion.objects.get(claim=claim, number=wordings[pk]).snapshot["proposition"]
        for pk in (first, second)
    }
    assert texts == {first: "The bridge was closed", second: "The bridge was shut"}
    assert list_wordings(make_document(claim.pk, make.MOMENT.date())) == wordings, "also as of a day"
    versions = {version.number: version for version in ClaimVersion.objects.filter(claim=claim)}
    at_the_time = read_document(versions[wordings[second]].snapshot)
    assert list_wordings(at_the_time) == {first: wordings[first], second: None}
    for address in (document.get_absolute_url(), f"/claims/{claim.pk}/versions/{max(versions)}/"):
        response = client.get(address)
        assert response.content.decode().count(WORDS) == 2
        assert links_of(response)[WORDS] == f"/claims/{claim.pk}/versions/{wordings[second]}/"
    topic = make.TopicFactory()
    claim.topics.add(topic)
    assert client.get(topic.get_absolute_url()).text.count(WORDS) == 2


def test_a_wording_that_was_taken_back_is_none_that_was_changed(client, claim):
    first = claim.statements.get().pk
    reword(claim, "The bridge was shut")
    second = record(claim)
    reword(claim, "The bridge was closed")
    document, _around = load_document(claim.pk)
    wordings = list_wordings(document)
    assert wordings == {first: None, second: 3}
    assert client.get(document.get_absolute_url()).content.decode().count(WORDS) == 1


def test_claims_that_were_reworded_before_are_told_of(claim, monkeypatch):
    monkeypatch.setattr(FILL, "CLAIMS_AT_ONCE", 1)
    with transaction.atomic():
        other = make.StatementFactory(claim__text="It was open").claim
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.DOCUMENTS)
        reword(claim, "The bridge was shut")
        reword(other, "It was shut")
        assert "reworded" not in ClaimVersion.objects.filter(claim=claim).latest("number").snapshot
        cursor.execute(MIGRATION.make_documents())
        cursor.execute(ADDED.BEFORE)
    for _ in range(2):
        FILL.tell_reworded_claims(None, Editor)
        for told in (claim, other):
            latest = ClaimVersion.objects.filter(claim=told).latest("number")
            assert (latest.number, list(latest.snapshot["reworded"].values())) == (3, [1])
            assert latest.reason == "Positions recorded under another wording of the claim say so."
    with connection.cursor() as cursor:
        cursor.execute(LATEST.make_reworded())


def test_only_a_rewording_opens_former_versions(claim):
    reword(claim, "The bridge was shut")
    record(claim)
    reword(claim, "The old bridge was shut")
    document, _around = load_document(claim.pk)
    wordings = list_wordings(document)
    assert sorted(filter(None, wordings.values())) == [1, 3]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_claimversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE claims_claimversion SET snapshot = '{}' WHERE number < 4")
        cursor.execute("ALTER TABLE claims_claimversion ENABLE TRIGGER USER")
    assert list_wordings(make_document(claim.pk, make.MOMENT.date())) == wordings
    last = record(claim)
    document, _around = load_document(claim.pk)
    assert list_wordings(document) == wordings | {last: None}


def count_looks_at_versions() -> int:
    [(looks,)] = sql(
        "SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'claims_claimversion'"
    )
    return looks


def test_of_a_claim_that_was_never_reworded_no_version_is_opened(claim):
    with transaction.atomic():
        before = count_looks_at_versions()
        assert sql("SELECT claims_reworded(%s, %s)", claim.pk, claim.text) == [("{}",)]
        assert count_looks_at_versions() == before
        sql("SELECT claims_reworded(%s, 'The bridge was shut')", claim.pk)
        assert count_looks_at_versions() > before


@pytest.mark.parametrize("seed", range(5))
def test_what_the_latest_version_says_is_what_all_versions_say(claim, seed):
    chance = Random(seed)
    for _ in range(12):
        if chance.random() < 0.5:
            reword(claim, chance.choice(["The bridge was closed", "It was shut", "It was open"]))
        else:
            record(claim)
        text = Claim.objects.get(pk=claim.pk).text
        [(told,)] = sql("SELECT claims_reworded(%s, %s)", claim.pk, text)
        with transaction.atomic():
            sql(ADDED.BEFORE)
            assert sql("SELECT claims_reworded(%s, %s)", claim.pk, text) == [(told,)]
            transaction.set_rollback(True)
