"""The chain of the history in the nightly files, and the program by which readers check it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from claims.actions import retract_statement
from claims.integrity.heads import load_head
from claims.models import Claim, ClaimVersion
from exchange.exporting.package import CHECK, CLAIMS, DESCRIPTION, HISTORY, VERSIONS, export_record
from tests import factories as make
from tests.support.sql import check_deferred, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]
PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "check_history.py"
WITHDRAWN = "Zanzibarian words"


def check(folder, *heads: str) -> str:
    """Run the program that lies in the folder, as a reader does: with nothing but Python."""
    program = folder.parent / CHECK
    program.write_bytes(gzip.decompress((folder / f"{CHECK}.gz").read_bytes()))
    command = [sys.executable, "-I", str(program), str(folder), *heads]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in run.stderr
    assert run.returncode == (1 if "WRONG" in run.stderr else 0)
    return run.stderr or run.stdout


def read(folder, name) -> list[dict]:
    return [json.loads(line) for line in gzip.open(folder / f"{name}.gz", "rt")]


def rewrite(folder, name, rows) -> None:
    """Write a file anew, as a reader has it once it is unpacked."""
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture
def claim() -> Claim:
    with transaction.atomic():
        claim = make.StatementFactory(claim__key="old-bridge").claim
        make.CitationFactory(statement=make.StatementFactory(claim=claim), excerpt=WITHDRAWN)
    check_deferred()
    sql("SELECT set_config('claims.versions_of', '', true), sources_seal_history(1000)")
    make.DraftClaimFactory(text=WITHDRAWN)
    Claim.objects.filter(pk=claim.pk).update(public_note="Closed in May.")
    check_deferred()
    return claim


@pytest.fixture
def folder(claim, tmp_path):
    return export_record(tmp_path, now=make.MOMENT)


def test_a_head_noted_earlier_is_in_it_and_another_is_not(claim, tmp_path):
    noted = load_head().head
    folder = export_record(tmp_path, now=make.MOMENT)
    assert load_head().head != noted
    assert check(folder, noted).startswith("Right: 2 seals")
    assert "not in this chain" in check(folder, "00" * 32)


def test_the_program_has_40_lines_and_lies_in_the_export(folder):
    assert len(PROGRAM.read_text("utf-8").splitlines()) <= 40
    named = [row["path"] for row in json.loads((folder / DESCRIPTION).read_text())["resources"]]
    assert named[-3:] == [HISTORY, VERSIONS, CHECK]


def alter_claim(folder) -> None:
    rows = read(folder, CLAIMS)
    rewrite(folder, CLAIMS, [row | {"proposition": "Nobody said this"} for row in rows])


def alter_version(folder) -> None:
    rows = read(folder, VERSIONS)
    rewrite(folder, VERSIONS, [row | {"row": row["row"].replace("May", "June")} for row in rows])


def alter_both(folder) -> None:
    alter_claim(folder)
    [row] = read(folder, VERSIONS)
    version = json.loads(row["row"])
    version["snapshot"]["proposition"] = "Nobody said this"
    rewrite(folder, VERSIONS, [row | {"row": json.dumps(version)}])


def change_leaf(folder) -> None:
    seals = read(folder, HISTORY)
    [statement] = [each for each in seals[0]["statements"] if isinstance(each, dict)][:1]
    statement["rows"][0][1] = "00" * 32
    rewrite(folder, HISTORY, seals)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (alter_claim, "old-bridge says something else than its version 2"),
        (alter_version, "version 2 of old-bridge is not the one that was sealed"),
        (alter_both, "version 2 of old-bridge is not the one that was sealed"),
        (change_leaf, "seal 1 does not follow"),
        (lambda folder: rewrite(folder, HISTORY, read(folder, HISTORY)[1:]), "seal 2 does not follow"),
        (
            lambda folder: rewrite(folder, HISTORY, read(folder, HISTORY)[:1]),
            "version 2 of old-bridge is not",
        ),
        (lambda folder: rewrite(folder, HISTORY, read(folder, HISTORY)[::-1]), "seal 2 does not follow"),
        (
            lambda folder: rewrite(
                folder,
                HISTORY,
                [row | {"statements": row["statements"][::-1]} for row in read(folder, HISTORY)],
            ),
            "seal 1 does not follow",
        ),
    ],
)
def test_what_was_altered_in_the_files_is_found(folder, tamper, said):
    assert check(folder).startswith("Right")
    tamper(folder)
    assert said in check(folder)


def test_what_was_withdrawn_is_not_in_it_and_breaks_nothing(claim, tmp_path):
    """Nor are drafts, nor who made a version and why; and no salt of a version that is not shown any more."""
    assert WITHDRAWN in json.dumps(ClaimVersion.objects.get(number=2).snapshot)
    by = make.UserFactory()
    [statement] = claim.statements.filter(citations__excerpt=WITHDRAWN)
    sql("SELECT set_config('claims.versions_of', '', true)")
    retract_statement(statement=statement, by=by, now=make.MOMENT, reason="Misread.")
    check_deferred()
    folder = export_record(tmp_path, now=make.MOMENT)
    assert check(folder).startswith("Right")
    files = b"".join(gzip.decompress(path.read_bytes()) for path in folder.glob("*.gz"))
    assert WITHDRAWN.encode() not in files
    [version] = read(folder, VERSIONS)
    told = json.loads(version["row"])
    assert (told["number"], {"made_by_id", "reason", "made_in"} & {*told}) == (3, set())
    assert len(told["private"]) == 64


def test_a_claim_that_is_retracted_is_out_of_the_files_and_stays_in_the_chain(claim, tmp_path):
    [(leaf,)] = sql(
        "SELECT encode(leaves[1], 'hex') FROM sources_historyleaves WHERE table_name = 'claims_claimversion'"
        " AND seal = 1"
    )
    sql("SELECT set_config('claims.versions_of', '', true)")
    Claim.objects.filter(pk=claim.pk).update(
        state="retracted",
        retracted_at=make.MOMENT,
        retracted_by=make.UserFactory(),
        retraction_reason="Wrong.",
    )
    check_deferred()
    folder = export_record(tmp_path, now=make.MOMENT)
    assert read(folder, VERSIONS) == []
    assert leaf in gzip.decompress((folder / f"{HISTORY}.gz").read_bytes()).decode()
    assert check(folder).startswith("Right: 2 seals")
