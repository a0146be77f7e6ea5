"""The commands that print quotations: manage.py's, and the package's own."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
TEXT = "\U0001f600 Ada Brook said that boats were ready. “The river will rise,” she said.\n"
LINES = [
    {
        "kind": "paraphrase",
        "start": 22,
        "end": 38,
        "text": "boats were ready",
        "speaker": "Ada Brook",
        "cue": "said",
    },
    {
        "kind": "quote",
        "start": 41,
        "end": 61,
        "text": "The river will rise,",
        "speaker": "Ada Brook",
        "cue": "said",
    },
]


def run_management_command(*files) -> tuple[str, str, str | None]:
    """Return (output, messages, why it failed)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("find_quotations", *map(str, files), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def run_package(*files) -> tuple[str, str, str | None]:
    """Run `python -m quotations` with the standard library alone.

    Returns the same as `run_management_command`.
    """
    result = start_package(*files)
    output, messages = result.stdout.decode(), result.stderr.decode()
    if result.returncode == 0:
        return output, messages, None
    assert result.returncode == 1, messages
    *lines, failure = messages.splitlines(keepends=True)
    return output, "".join(lines), failure.removesuffix("\n")


def start_package(*files, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-S", "-m", "quotations", *map(str, files)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        check=False,
    )


@pytest.fixture(params=[run_management_command, run_package])
def run(request):
    return request.param


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def read_lines(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_line_for_each_quotation_with_exactly_these_fields(run, article):
    output, messages, failure = run(article)
    assert (read_lines(output), messages, failure) == (LINES, "", None)


def test_both_commands_print_the_same(article, tmp_path):
    files = article, tmp_path / "missing.txt", article
    assert run_management_command(article) == run_package(article)
    assert run_management_command(*files) == run_package(*files)
    assert "river" in run_package(*files)[0]


def test_an_empty_file_has_none(run, tmp_path):
    (tmp_path / "empty.txt").touch()
    assert run(tmp_path / "empty.txt") == ("", "", None)


def test_several_files_are_told_apart(run, article, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Tom Field said: “The river will fall.”", encoding="utf-8")
    output, _, _ = run(article, other)
    assert [(line["file"], line["speaker"]) for line in read_lines(output)] == [
        (str(article), "Ada Brook"),
        (str(article), "Ada Brook"),
        (str(other), "Tom Field"),
    ]


def test_offsets_count_what_the_file_holds_line_ends_and_byte_order_mark_included(run, tmp_path):
    path = tmp_path / "windows.txt"
    path.write_bytes("\ufeffNews\r\n\r\nAda Brook said: “The river will rise.”\r\n".encode())
    (line,) = read_lines(run(path)[0])
    assert path.read_bytes().decode()[line["start"] : line["end"]] == "The river will rise."


class TestBadInput:
    def test_a_missing_file_is_reported_and_the_others_are_read(self, run, article, tmp_path):
        output, messages, failure = run(tmp_path / "missing.txt", article)
        assert [line["text"] for line in read_lines(output)] == [line["text"] for line in LINES]
        assert messages == f"{tmp_path / 'missing.txt'} cannot be read: No such file or directory.\n"
        assert failure == "1 file was not read."

    def test_a_folder(self, run, tmp_path):
        assert run(tmp_path) == ("", f"{tmp_path} cannot be read: Is a directory.\n", "1 file was not read.")

    def test_what_is_not_utf_8(self, run, tmp_path):
        (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
        assert run(tmp_path / "latin.txt", tmp_path / "none.txt")[1:] == (
            f"{tmp_path / 'latin.txt'} is not UTF-8 text (byte 3).\n"
            f"{tmp_path / 'none.txt'} cannot be read: No such file or directory.\n",
            "2 files were not read.",
        )

    def test_no_file_at_all(self):
        with pytest.raises(CommandError, match="required: FILE"):
            call_command("find_quotations")
        assert b"required: FILE" in start_package().stderr


class TestAnOutputThatTakesNoCurlyMarks:
    """Outputs whose encoding lacks curly quotation marks, which are then escaped."""

    @pytest.fixture
    def curly(self, tmp_path):
        path = tmp_path / "curly.txt"
        path.write_text("Ada Brook said: “It’s the river.”", encoding="utf-8")
        return path

    def test_of_the_management_command(self, curly):
        out = TextIOWrapper(BytesIO(), encoding="ascii", write_through=True)
        call_command("find_quotations", str(curly), stdout=out)
        self.check(out.buffer.getvalue())

    def test_of_the_package(self, curly):
        self.check(start_package(curly, PYTHONIOENCODING="ascii").stdout)

    def check(self, printed: bytes):
        assert json.loads(printed)["text"] == "It’s the river."
        assert b"It\\u2019s" in printed
