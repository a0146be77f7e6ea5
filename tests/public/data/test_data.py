"""The page of data, and its files."""

import gzip
import hashlib
import json

import pytest

from exchange.exporting.package import CITATIONS, CLAIMS, PARQUET, export_record
from tests import factories as make
from tests.support.html import links_of, text_of
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EXPORT_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def exported(folder):
    make.StatementFactory()
    run_deferred_triggers()
    return export_record(folder, now=make.MOMENT)


@pytest.mark.usefixtures("folder")
def test_says_when_there_are_no_files_yet(client):
    page = client.get("/data/")
    assert "There are no files yet" in text_of(page)
    for name in (CLAIMS, CITATIONS, PARQUET, "datapackage.json"):
        assert client.get(f"/data/{name}").status_code == 404


@pytest.mark.usefixtures("exported")
def test_offers_the_files_and_says_what_they_are(client, settings, django_assert_num_queries):
    settings.DATA_LICENCE = "May be used under CC BY 4.0."
    with django_assert_num_queries(0):
        page = client.get("/data/")
    assert "May be used under CC BY 4.0." in text_of(page) and "20 April 2017" in text_of(page)
    links = links_of(page)
    assert links["citations.csv"] == "/data/citations.csv"
    script = page.content.decode().split('<script type="application/ld+json">')[1].split("</script>")[0]
    described = json.loads(script)
    assert [download["encodingFormat"] for download in described["distribution"]] == [
        "application/jsonl",
        "text/csv",
        "application/vnd.apache.parquet",
        *(2 * ["application/jsonl"]),
        "text/plain",
    ]
    assert page.content.count(b"<code>claim_key</code>") == 1
    assert described["@type"] == "Dataset" and described["license"] == "May be used under CC BY 4.0."
    for download in described["distribution"]:
        content = b"".join(client.get(download["contentUrl"]).streaming_content)
        assert hashlib.sha256(content).hexdigest() == download["sha256"]
    assert client.get("/data/datapackage.json").json()["resources"][0]["path"] == CLAIMS


def test_a_file_comes_packed_to_whoever_takes_it_so(client, exported):
    packed = client.get("/data/citations.csv", headers={"accept-encoding": "gzip"})
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    plain = client.get("/data/citations.csv")
    assert "Content-Encoding" not in plain and plain["ETag"] != packed["ETag"]
    assert gzip.decompress(b"".join(packed.streaming_content)) == b"".join(plain.streaming_content)
    assert plain["Content-Disposition"] == 'attachment; filename="citations.csv"'
    again = client.get("/data/citations.csv", headers={"if-none-match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_files_of_a_night_keep_their_address(client, exported, folder):
    old = client.get("/data/datapackage.json").content
    make.StatementFactory()
    export_record(folder, now=make.MOMENT.replace(year=2031))
    assert client.get("/data/datapackage.json").content != old
    assert client.get(f"/data/{exported.name}/datapackage.json").content == old
    rows = [
        b"".join(client.get(f"{place}/{CLAIMS}").streaming_content).count(b"\n")
        for place in ("/data", f"/data/{exported.name}")
    ]
    assert rows == [2, 1]
    for unknown in ("2030-01-01T000000Z", "..", "*"):
        assert client.get(f"/data/{unknown}/{CLAIMS}").status_code == 404
        assert client.get(f"/data/{unknown}/datapackage.json").status_code == 404


def test_a_copy_goes_on_from_the_files_of_a_night(client, exported, folder):
    claim = make.StatementFactory().claim
    cursor = client.get("/data/datapackage.json").json()["changed_since"]
    changed = client.get("/api/v1/claims", {"changed_since": cursor}).json()["results"]
    assert [row["id"] for row in changed] == [claim.pk]


@pytest.mark.usefixtures("exported")
@pytest.mark.parametrize("name", ["other.csv", "..", "claims.jsonl.gz", "%00", "..%2Fsecret_key"])
def test_nothing_else_is_sent(client, name):
    assert client.get(f"/data/{name}").status_code == 404
