"""manage.py verify_history and seal_history, the file of heads, and the jobs that write both."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command

from claims.integrity.heads import UnreadableHeads, load_head, read_heads, write_head
from claims.integrity.sealing import load_chain_state
from claims.models import Claim
from claims.tasks import seal_history, write_head_every_night
from sources.models import HistorySeal
from tests import factories as make
from tests.claims.integrity.conftest import seal, without_triggers
from tests.claims.test_tasks import run
from tests.support.sql import check_deferred, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]


def verify(*arguments) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_history", *arguments, stdout=out)
    except SystemExit as error:
        return error.code, out.getvalue()
    return 0, out.getvalue()


def test_it_says_that_everything_is_right_and_which_head_to_note(sealed, tmp_path):
    status, said = verify()
    assert status == 0
    assert f"Its head: {bytes(HistorySeal.objects.get(number=3).head).hex()}" in said
    assert "No file of heads" in said
    assert said.endswith("Everything is as the chain says.\n")


def test_it_says_what_is_wrong_and_ends_with_1(sealed):
    with without_triggers("claims_claimversion"):
        sql("DELETE FROM claims_claimversion WHERE number = 1")
    status, said = verify("--chain-only")
    assert status == 1
    assert said.startswith("claims_claimversion ")
    assert "was removed: it was hashed on" in said
    assert "Not as the chain says: 1." in said


def test_it_says_how_old_is_what_waits_for_a_seal(sealed):
    Claim.objects.filter(pk=sealed.pk).update(public_note="Closed for good.")
    check_deferred()
    status, said = verify("--chain-only")
    assert status == 0
    assert re.search(r"Not sealed yet: 2 statements, the first \d+ seconds old\.", said)
    call_command("seal_history", stdout=io.StringIO())
    assert "Not sealed yet" not in verify("--chain-only")[1]


def test_a_file_of_heads_grows_by_a_line_a_day(sealed, settings, tmp_path):
    settings.HISTORY_HEADS = tmp_path / "folder" / "heads.jsonl"
    for _twice in range(2):
        run(write_head_every_night, timestamp=0)
    make.OutletFactory()
    check_deferred()
    run(write_head_every_night, timestamp=0)
    heads = read_heads(settings.HISTORY_HEADS).heads
    assert [head.seal for head in heads] == [3, 4]
    assert heads[-1] == load_head()
    status, said = verify("--chain-only")
    assert (status, f"Compared with 2 heads in {settings.HISTORY_HEADS}." in said) == (0, True)
    with without_triggers("sources_historyseal"):
        sql("DELETE FROM sources_historyseal WHERE number = 4")
    assert verify("--chain-only")[0] == 1


def test_a_copy_of_the_heads_from_elsewhere_is_compared(sealed, tmp_path):
    path = tmp_path / "heads.jsonl"
    write_head(path)
    assert verify("--chain-only", "--heads", str(path))[0] == 0
    path.write_text(json.dumps(json.loads(path.read_text()) | {"head": "00" * 32}))
    status, said = verify("--chain-only", "--heads", str(path))
    assert (status, "had another head" in said) == (1, True)


NO_HEADS = [
    b"nonsense",
    b"[]",
    b"{}",
    b'{"seal": 1}',
    b"\xff",
    b"[" * 900,
    b'{"a": ' * 150,
    b"1" * 6000,
    b"\0" * 9,
]


@pytest.fixture(scope="module")
def head_line() -> bytes:
    """Return a sound line of another chain, without its end."""
    return json.dumps({"seal": 1, "sealed_at": "2026-03-04", "head": "", "rows": 1, "origin": ""}).encode()


@pytest.mark.parametrize("content", NO_HEADS)
def test_a_line_that_is_no_head_is_named_and_the_others_are_read(tmp_path, head_line, content):
    path = tmp_path / "heads.jsonl"
    path.write_bytes(b"\n".join([head_line, content, head_line]))
    known = read_heads(path)
    assert ([head.seal for head in known.heads], known.damaged) == ([1, 1], [2])


def test_a_damaged_line_stays_and_a_whole_one_follows(sealed, settings, tmp_path, caplog):
    path = settings.HISTORY_HEADS = tmp_path / "heads.jsonl"
    write_head(path)
    whole = path.read_bytes()
    cut = path.read_bytes()[:-20]
    for former, damaged in ((whole + cut, [2]), (whole + cut + b"\n", [2]), (whole[:-1], []), (b"\xff", [1])):
        path.write_bytes(former)
        caplog.clear()
        for _twice in range(2):
            run(write_head_every_night, timestamp=0)
        expected = former if former == whole[:-1] else former.rstrip(b"\n") + b"\n" + whole
        assert path.read_bytes() == expected
        told = [record.getMessage() for record in caplog.records if "no head" in record.getMessage()]
        assert len(told) == 2 * len(damaged) and all(f"line {damaged[0]} is no head" in each for each in told)
    status, said = verify("--chain-only", "--heads", str(path))
    assert (status, f"{path}, line 1, is no head of a chain.\n" in said) == (1, True)
    assert f"Compared with 1 heads in {path}." in said


def test_a_file_that_can_be_neither_read_nor_written_is_told_in_a_sentence(sealed, tmp_path):
    with pytest.raises(UnreadableHeads, match="No such file"):
        read_heads(tmp_path / "none")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("verify_history", "--heads", str(tmp_path / "none"), stdout=io.StringIO())
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "heads.jsonl", tmp_path):
        with pytest.raises(UnreadableHeads, match=r"cannot be (read|written): "):
            write_head(path)


def test_no_head_is_written_before_there_is_one(db, tmp_path):
    assert write_head(tmp_path / "heads") is None
    assert not (tmp_path / "heads").exists()


def test_the_worker_seals_what_waits():
    make.OutletFactory()
    check_deferred()
    assert load_chain_state().waiting == 1
    for _twice in range(2):
        run(seal_history, timestamp=0)
    state = load_chain_state()
    assert (state.waiting, state.last.number, state.last.rows) == (0, 1, 1)
    seal()
    assert load_chain_state().last.number == 1
