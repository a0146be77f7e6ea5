"""The published record in files."""

import csv
import datetime
import gzip
import hashlib
import io
import json
import os
import sys

import duckdb
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from claims.actions.merging.merge import merge_claims
from claims.integrity.heads import load_head
from claims.models import Citation, Claim
from exchange.cells import guard_cell, unguard_cell
from exchange.exporting import parquet, records
from exchange.exporting.package import (
    CHECK,
    CITATIONS,
    CLAIMS,
    HISTORY,
    PARQUET,
    VERSIONS,
    export_record,
    list_exports,
)
from exchange.exporting.records import read_records
from sources.models import HistorySeal
from tests import factories as make
from tests.exchange.test_history_files import check
from tests.support.html import retraction

pytestmark = pytest.mark.django_db
OF_HISTORY = [HISTORY, VERSIONS, CHECK]
SECRET = "Zanzibarian words"


def export(folder, now=make.MOMENT):
    return export_record(folder, now=now)


def read(folder, name) -> bytes:
    return gzip.decompress((folder / f"{name}.gz").read_bytes())


def read_table(folder) -> list[dict]:
    text = read(folder, CITATIONS).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_parquet(folder, unpacked) -> list[dict]:
    path = unpacked / PARQUET
    path.write_bytes(read(folder, PARQUET))
    with duckdb.connect() as database:
        rows = database.read_parquet(str(path))
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


@pytest.mark.usefixtures("moscow_record")
def test_it_holds_every_published_claim_with_all_its_evidence(tmp_path):
    folder = export(tmp_path)
    claims = [json.loads(line) for line in read(folder, CLAIMS).splitlines()]
    published = Claim.objects.published()
    assert [row["key"] for row in claims] == sorted(published.values_list("key", flat=True))
    cited = {
        (claim["key"], statement["key"], citation["key"], citation["excerpt"])
        for claim in claims
        for statement in claim["statements"]
        for citation in statement["citations"]
    }
    on_record = Citation.objects.published()
    names = ("statement__claim__key", "statement__key", "key", "excerpt")
    assert cited == set(on_record.values_list(*names))
    rows = read_table(folder)
    assert {
        (row["claim_key"], row["statement_key"], row["citation_key"], unguard_cell(row["excerpt"]))
        for row in rows
    } == cited
    assert len(rows) == on_record.count()
    proofs = on_record.exclude(capture=None).values_list("key", "capture__sha256")
    assert {(row["citation_key"], row["sha256"]) for row in rows if row["sha256"]} == set(proofs)


@pytest.mark.usefixtures("moscow_record")
def test_parquet_holds_the_rows_of_the_table_with_types(tmp_path):
    folder = export(tmp_path)
    rows = read_parquet(folder, tmp_path)
    table = [{name: unguard_cell(cell) for name, cell in row.items()} for row in read_table(folder)]
    read_cell = {
        bool: lambda cell: {"true": True, "false": False}[cell],
        datetime.date: datetime.date.fromisoformat,
        datetime.datetime: datetime.datetime.fromisoformat,
    }
    for row, cells in zip(rows, table, strict=True):
        assert row.keys() == cells.keys()
        for name, value in row.items():
            cell = cells[name]
            assert value == (read_cell.get(type(value), type(value))(cell) if cell else None), name
    types = {name: {type(row[name]) for row in rows} - {type(None)} for name in rows[0]}
    assert {name: kinds for name, kinds in types.items() if kinds - {str}} == {
        "version": {int},
        "hedged": {bool},
        "counts": {bool},
        "said_on": {datetime.date},
        "published_on": {datetime.date},
        "captured_at": {datetime.datetime},
    }


def test_where_duckdb_is_not_installed_there_is_no_parquet(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    folder = export(tmp_path)
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [row["path"] for row in described["resources"]] == [CLAIMS, CITATIONS, *OF_HISTORY]
    assert sorted(path.name for path in folder.iterdir()) == [
        "check_history.py.gz",
        f"{CITATIONS}.gz",
        f"{CLAIMS}.gz",
        "datapackage.json",
        f"{HISTORY}.gz",
        f"{VERSIONS}.gz",
    ]


def test_where_parquet_fails_the_other_files_are_written_and_the_failure_is_told(tmp_path, monkeypatch):
    make.StatementFactory()
    monkeypatch.setattr(parquet, "MEMORY", ("1MB", "2MB"))
    with pytest.raises(
        CommandError, match=r"citations.parquet could not be made .+ other files .+ are there"
    ):
        call_command("export", f"--folder={tmp_path}", verbosity=0)
    [folder] = list_exports(tmp_path)
    names = {path.name.removesuffix(".gz") for path in folder.iterdir()}
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {row["path"] for row in described["resources"]} == names - {"datapackage.json"}
    assert {CLAIMS, CITATIONS} < names
    assert PARQUET not in names


def test_where_little_memory_is_too_little_parquet_takes_more(tmp_path, monkeypatch):
    make.StatementFactory()
    monkeypatch.setattr(parquet, "MEMORY", ("1MB", "256MB"))
    folder = export(tmp_path)
    assert len(read_parquet(folder, tmp_path)) == len(read_table(folder)) > 0


@pytest.mark.usefixtures("moscow_record")
def test_a_status_can_be_worked_out_again_from_what_is_in_it(tmp_path):
    """As docs/data.md says it, without our own code."""
    claims = [json.loads(line) for line in read(export(tmp_path), CLAIMS).splitlines()]
    assert any(not any(row["counts"] for row in claim["statements"]) for claim in claims)
    for claim in claims:
        parties = [row for row in claim["statements"] if row["counts"]]
        outlets = [
            row
            for row in claim["statements"]
            if row["standing"] == "current" and row["claimant"]["kind"] == "outlet"
        ]
        affirming = {row["party"]["key"] for row in parties or outlets if row["stance"] == "affirms"}
        if any(row["stance"] in ("denies", "questions") for row in parties or outlets):
            expected = "disputed"
        else:
            expected = "agreed" if parties and len(affirming) > 1 else "asserted" if affirming else "open"
        assert claim["status"] == expected, claim["proposition"]


@pytest.mark.usefixtures("moscow_record")
def test_ids_are_not_in_it_and_it_is_the_same_file_again(tmp_path, monkeypatch):
    first = export(tmp_path / "first")

    def list_names(part) -> set[str]:
        if isinstance(part, dict):
            return set(part) | {name for value in part.values() for name in list_names(value)}
        return {name for row in part for name in list_names(row)} if isinstance(part, list) else set()

    for line in read(first, CLAIMS).splitlines():
        assert not list_names(json.loads(line)) & {"id", "capture", "schema"}
    monkeypatch.setattr(records, "CLAIMS_AT_ONCE", 7)
    again = export(tmp_path / "again")
    for name in (CLAIMS, CITATIONS, PARQUET):
        assert (first / f"{name}.gz").read_bytes() == (again / f"{name}.gz").read_bytes()


@pytest.mark.usefixtures("moscow_record")
def test_it_reads_the_record_in_batches(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(records, "CLAIMS_AT_ONCE", 50)
    batches = -(-Claim.objects.published().count() // 50)
    with django_assert_num_queries(1 + 3 * batches):
        list(read_records())


def test_what_readers_do_not_see_is_not_in_it(tmp_path):
    seen = make.StatementFactory(claim__text="Seen.").claim
    hidden = {"claim__text": SECRET, "party__name": SECRET, "citation__excerpt": SECRET}
    draft = make.StatementFactory(**hidden)
    Claim.objects.filter(pk=draft.claim_id).update(state="draft", published_by=None, published_at=None)
    gone = make.StatementFactory(claim__text=f"{SECRET} gone").claim
    Claim.objects.filter(pk=gone.pk).update(**retraction("claim"))
    merged = make.StatementFactory(claim__text=f"{SECRET} merged").claim
    merge_claims(duplicate=merged, target=seen, by=make.UserFactory(), now=make.MOMENT, reason="The same.")
    make.StatementFactory(claim=seen, state="draft", citation__excerpt=SECRET, capacity=SECRET)
    make.LeadFactory(claim=seen, title=SECRET)
    folder = export(tmp_path)
    assert all(SECRET.encode() not in read(folder, name) for name in (CLAIMS, CITATIONS))
    assert SECRET not in str(read_parquet(folder, tmp_path))
    assert "Seen." in [json.loads(line)["proposition"] for line in read(folder, CLAIMS).splitlines()]


def test_the_package_describes_what_is_there(tmp_path):
    make.StatementFactory()
    folder = export(tmp_path)
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for row in described["resources"]:
        content = read(folder, row["path"])
        assert row["bytes"] == len(content)
        assert row["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert [row["rows"] for row in described["resources"]] == [
        Claim.objects.published().count(),
        *(2 * [Citation.objects.published().count()]),
        HistorySeal.objects.count(),
        Claim.objects.published().count(),
        40,
    ]
    of_table, of_parquet = (
        [field["name"] for field in row["schema"]["fields"]] for row in described["resources"][1:3]
    )
    assert of_table == list(read_table(folder)[0])
    assert of_parquet == list(read_parquet(folder, tmp_path)[0])


def test_a_failure_leaves_the_last_export_as_it_was(tmp_path, monkeypatch):
    make.StatementFactory()
    before = export(tmp_path)
    monkeypatch.setattr("exchange.exporting.package.read_records", lambda: iter([{"no": "claim"}]))
    with pytest.raises(KeyError):
        export(tmp_path, make.MOMENT.replace(year=2031))
    assert list(tmp_path.iterdir()) == [before] == list_exports(tmp_path)


def test_it_can_be_run_twice_and_clears_up_after_one_that_was_killed(tmp_path):
    killed, running = tmp_path / "unfinished-killed", tmp_path / "unfinished-running"
    for folder, age in ((killed, datetime.timedelta(days=2)), (running, datetime.timedelta(hours=1))):
        folder.mkdir()
        moment = (make.MOMENT - age).timestamp()
        os.utime(folder, (moment, moment))
    made = export(tmp_path)
    assert export(tmp_path) == made
    assert sorted(tmp_path.iterdir()) == [made, running]


def test_the_exports_of_a_week_are_kept(tmp_path):
    made = [export(tmp_path, make.MOMENT.replace(year=year)) for year in range(2031, 2039)]
    assert list_exports(tmp_path) == made[1:]


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", folder=tmp_path / "file", verbosity=0)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@a",
        "\ta",
        "\ra",
        "\na",
        "'=1+1",
        "''-1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "'\uff20a",
    ],
)
def test_a_formula_gets_an_apostrophe(text):
    assert guard_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["'Twas closed.", "'", "''", "a=1", "", "1-1"])
def test_other_cells_stay_as_they_are(text):
    assert guard_cell(text) == text == unguard_cell(text)


@given(st.text(st.sampled_from("'=+-@\t\r\n\uff1da "), max_size=5))
def test_every_cell_comes_back(text):
    assert unguard_cell(guard_cell(text)) == text
    assert not guard_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))


def test_hostile_text_comes_back_from_the_tables(tmp_path):
    texts = [
        "=cmd|' /C calc'!A0",
        'a "b", c',
        "'Twas",
        "'=1",
        "''\uff1d1",
        "one\r\ntwo",
        "\ntwo",
        "@x",
        "\\N",
    ]
    for text in texts:
        make.StatementFactory(citation__excerpt=text)
    folder = export(tmp_path)
    on_record = set(Citation.objects.values_list("excerpt", flat=True))
    assert {unguard_cell(row["excerpt"]) for row in read_table(folder)} == on_record
    assert {row["excerpt"] for row in read_parquet(folder, tmp_path)} == on_record


@pytest.mark.usefixtures("moscow_record")
def test_readers_can_check_the_history_of_all_of_it(tmp_path):
    folder = export(tmp_path)
    said = check(folder)
    assert said.startswith(f"Right: {HistorySeal.objects.count()} seals follow from each other.")
    assert said.strip().endswith(f"['{load_head().head}']")
    versions = [json.loads(line) for line in read(folder, VERSIONS).splitlines()]
    assert len(versions) == Claim.objects.published().count()
    assert all(row["row"] for row in versions)
