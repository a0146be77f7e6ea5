"""Stamps of transactions that overlap: none waits for another, and none is lost, however late it commits."""

import gzip
import threading
import time

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from claims.models import Claim, StoredPage, Topic
from claims.versions.stamps import RECORD, Thing, fold_stamps, read_stamps
from claims.versions.stored_pages import find_page, keep_page
from tests import factories as make
from tests.support.sql import sql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]


def run_beside(work):
    """Run `work` on a connection of its own, to its end; return what it returns."""
    results = []

    def run():
        try:
            sql("SET lock_timeout = '5s'")
            results.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results[0]


@pytest.fixture
def claims():
    with transaction.atomic():
        made = [make.StatementFactory().claim for _ in range(2)]
    fold_stamps()
    return made


def test_who_commits_late_is_seen_late_and_holds_nobody_up(claims):
    """Both raise the stamp of the record, and the second is done before the first commits."""
    first, second = claims
    before = read_stamps(), read_stamps(Thing("claim", first.pk))
    with transaction.atomic():
        Claim.objects.filter(pk=first.pk).update(context="Another context.")

        def write():
            assert (read_stamps(), read_stamps(Thing("claim", first.pk))) == before, "nothing is seen yet"
            Claim.objects.filter(pk=second.pk).update(context="Another context.")
            fold_stamps()
            return read_stamps(), read_stamps(Thing("claim", first.pk))

        between = run_beside(write)
    after = read_stamps(), read_stamps(Thing("claim", first.pk))
    assert len({before[0], between[0], after[0]}) == 3
    assert between[1] == before[1] != after[1]


@pytest.mark.parametrize("is_added", [True, False])
def test_the_claims_of_a_topic_that_one_joins_or_leaves_meanwhile(claims, is_added):
    """One transaction changes a claim while another puts it into a topic (or takes it out)."""
    joining, there = claims
    topic = Topic.objects.create(name="Bridges")
    topic.claims.set([there] if is_added else [there, joining])
    fold_stamps()
    before = read_stamps(Thing("claim", there.pk))
    move = topic.claims.add if is_added else topic.claims.remove

    def change():
        Claim.objects.filter(pk=joining.pk).update(context="Another context.")

    thread_done = threading.Event()

    def move_beside():
        try:
            move(joining)
        finally:
            thread_done.set()
            connection.close()

    thread = threading.Thread(target=move_beside)
    with transaction.atomic():
        change()
        thread.start()
        thread_done.wait(0.2)  # it waits for the claim, at the latest as it ends
        between = read_stamps(Thing("claim", there.pk))
    thread.join()
    assert between == before
    after = read_stamps(Thing("claim", there.pk))
    assert after != before
    change_again = "A third context."
    Claim.objects.filter(pk=joining.pk).update(context=change_again)
    assert (read_stamps(Thing("claim", there.pk)) != after) == is_added


@pytest.mark.usefixtures("stamped_pages")
def test_a_page_that_was_made_while_a_writer_had_not_committed(claims):
    """Whoever got it meanwhile is told afterwards that it has changed, and nobody gets it from the store."""
    path = claims[0].get_absolute_url()
    with transaction.atomic():
        Claim.objects.filter(pk=claims[0].pk).update(context="Another context.")
        made = run_beside(lambda: Client().get(path))
    assert b"Another context." not in made.content
    assert bytes(StoredPage.objects.get().body) == gzip.compress(made.content, 6, mtime=0)
    assert b"Another context." in Client().get(path).content
    after = Client().get(path, headers={"if-none-match": made["ETag"]})
    assert after.status_code == 200 and b"Another context." in after.content


def test_whoever_asks_while_a_page_is_made_waits_for_it(monkeypatch):
    waits, pause = threading.Event(), time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: (waits.set(), pause(seconds)))
    fold_stamps()
    lease = find_page(RECORD, b"an address", []).lease
    results = []

    def ask():
        try:
            results.append(find_page(RECORD, b"an address", []).answer.body)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert waits.wait(10)
    keep_page(lease, RequestFactory().get("/"), HttpResponse("A page.", headers={"ETag": '"a"'}))
    for thread in threads:
        thread.join()
    assert results == [b"A page."] * 2


@pytest.mark.usefixtures("stamped_pages")
def test_a_site_that_is_newer_than_its_tables_has_no_tags(claims):
    """Between the start of a release and its migrations there is no table of stamps."""
    path = claims[0].get_absolute_url()
    sql("ALTER TABLE claims_stamp RENAME TO claims_lost")
    try:
        response = Client().get(path)
    finally:
        sql("ALTER TABLE claims_lost RENAME TO claims_stamp")
    assert response.status_code == 200 and "ETag" not in response
