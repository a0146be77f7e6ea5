"""The claims that match a search, as a file."""

import csv
import gzip
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.models import Claim
from exchange.exporting import records
from exchange.exporting.package import CITATIONS, CLAIMS, export_record
from public.claim_list import download, large_downloads
from public.claim_list.large_downloads import KEPT, discard_old
from public.claim_list.tasks import write_large_search
from tests import factories as make
from tests.support.html import links_of, retraction
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def fetch(client, format: str, query: str) -> str:
    response = client.get(f"/data/search.{format}?{query}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="claims.{format}"'
    assert response["Cache-Control"] == "no-store"
    return b"".join(response).decode("utf-8")


@pytest.mark.usefixtures("moscow_record")
def test_without_filters_it_is_what_the_export_is(client, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(records, "CLAIMS_AT_ONCE", 50)
    settings.EXPORT_FOLDER = tmp_path
    export_record(tmp_path, now=make.MOMENT)
    for format, name in (("jsonl", CLAIMS), ("csv", CITATIONS)):
        assert fetch(client, format, "") == b"".join(client.get(f"/data/{name}")).decode()


@pytest.mark.usefixtures("moscow_record")
def test_the_list_leads_to_the_claims_that_it_shows(client):
    """Also where words were corrected."""
    query = "q=chemical+atack&status=disputed"
    page = client.get(f"/claims/?{query}")
    links = links_of(page)
    path = links["a table for spreadsheets"]
    assert path == "/data/search.csv?q=chemical+attack&status=disputed"
    rows = csv.DictReader(
        io.StringIO(fetch(client, "csv", path.partition("?")[2]).removeprefix("\ufeff"), newline="")
    )
    lines = fetch(client, "jsonl", links["JSON Lines"].partition("?")[2]).splitlines()
    keys = [json.loads(line)["key"] for line in lines]
    assert {row["claim_key"] for row in rows} == set(keys) and keys == sorted(keys)
    results = page.context["page"].results
    assert len(keys) == results.total > 1
    assert set(keys) >= set(
        Claim.objects.filter(pk__in=[row.claim_id for row in results.rows]).values_list("key", flat=True)
    )
    assert fetch(client, "jsonl", query) == "\n".join([*lines, ""])
    assert links_of(client.get("/claims/"))["Download all claims"] == "/data/"
    for nothing in ("?q=xylophone", "?q=attack+xylophone"):
        assert "JSON Lines" not in links_of(client.get(f"/claims/{nothing}"))


@pytest.mark.parametrize(
    ("query", "says"),
    [("stauts=disputed", "stauts"), ("status=nonsense", "nonsense"), ("q=a&after=1", "after")],
)
def test_what_is_not_understood_is_refused(client, query, says):
    response = client.get(f"/data/search.csv?{query}")
    assert (response.status_code, says in response.content.decode()) == (400, True)
    assert client.get("/data/search.xlsx").status_code == 404


@pytest.fixture
def large(monkeypatch, settings, tmp_path):
    """Return a search that more claims match than are sent at once."""
    monkeypatch.setattr(download, "MOST_CLAIMS", 1)
    settings.EXPORT_FOLDER = tmp_path
    for _number in range(2):
        make.StatementFactory(claim__text="The bridge is closed")
    run_deferred_triggers()
    return "q=bridge&status=asserted"


def run_waiting_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="write_search", status="todo"):
        write_large_search.func.__wrapped__(query=job.args["query"], format=job.args["format"])


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_large_search_is_written_into_a_file(client, large, format, monkeypatch):
    for query in (large, "status=asserted&q=bridge&topic="):
        response = client.get(f"/data/search.{format}?{query}")
        assert (response.status_code, response["Retry-After"]) == (202, "60")
        assert "at this same address" in response.content.decode()
    assert ProcrastinateJob.objects.filter(task_name="write_search").count() == 1
    run_waiting_jobs()
    made = fetch(client, format, large)
    monkeypatch.setattr(download, "MOST_CLAIMS", 2)
    assert made == fetch(client, format, "q=bridge") != ""
    packed = client.get(f"/data/search.{format}?{large}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(packed)).decode() == made


def test_a_file_of_a_search_is_there_for_a_day(client, large):
    client.get(f"/data/search.csv?{large}")
    run_waiting_jobs()
    day_later = timezone.now() + KEPT
    discard_old(day_later - timedelta(minutes=1))
    assert fetch(client, "csv", large)
    discard_old(day_later + timedelta(minutes=1))
    assert list(large_downloads._folder().iterdir()) == []


def test_only_so_many_large_searches_are_written(client, large, monkeypatch):
    monkeypatch.setattr(large_downloads, "MOST_FILES", 1)
    assert client.get(f"/data/search.csv?{large}").status_code == 202
    refused = client.get(f"/data/search.jsonl?{large}")
    assert (refused.status_code, refused["Retry-After"]) == (503, "3600")
    assert client.get(f"/data/search.csv?{large}").status_code == 202


def test_one_address_has_so_many_in_an_hour(client, monkeypatch):
    monkeypatch.setattr(download, "DOWNLOADS_AN_HOUR", 2)
    statuses = [client.get("/data/search.csv?q=bridge").status_code for _number in range(2)]
    refused = client.get("/data/search.csv?q=bridge")
    assert [*statuses, refused.status_code] == [200, 200, 429]
    assert 1 <= int(refused["Retry-After"]) <= 3600
    assert client.get("/data/search.csv?q=bridge", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_claim_that_is_retracted_meanwhile_is_left_out(client, monkeypatch):
    monkeypatch.setattr(records, "CLAIMS_AT_ONCE", 1)
    first, second = (make.StatementFactory(claim__key=key, claim__text="The bridge").claim for key in "ab")
    run_deferred_triggers()
    pieces = iter(client.get("/data/search.jsonl?q=bridge"))
    assert json.loads(next(pieces))["key"] == first.key
    Claim.objects.filter(pk=second.pk).update(**retraction("claim"))
    assert list(pieces) == []
