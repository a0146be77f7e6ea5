"""The command that prints what the quotation finder finds."""

import json
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command

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


def found(*files) -> tuple[list[dict], str, str | None]:
    """(lines, messages, why it failed) of one run."""
    out, err = StringIO(), StringIO()
    try:
        call_command("find_quotations", *map(str, files), stdout=out, stderr=err)
    except CommandError as error:
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), None


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_a_line_for_each_quotation_with_exactly_these_fields(article):
    assert found(article) == (LINES, "", None)


def test_an_empty_file_has_none(tmp_path):
    (tmp_path / "empty.txt").touch()
    assert found(tmp_path / "empty.txt") == ([], "", None)


def test_several_files_are_told_apart(article, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Tom Field said: “The river will fall.”")
    lines, _, _ = found(article, other)
    assert [(line["file"], line["speaker"]) for line in lines] == [
        (str(article), "Ada Brook"),
        (str(article), "Ada Brook"),
        (str(other), "Tom Field"),
    ]


def test_offsets_count_what_the_file_holds_line_ends_and_byte_order_mark_included(tmp_path):
    path = tmp_path / "windows.txt"
    path.write_bytes("\ufeffNews\r\n\r\nAda Brook said: “The river will rise.”\r\n".encode())
    (line,), _, _ = found(path)
    assert path.read_bytes().decode()[line["start"] : line["end"]] == "The river will rise."


class TestBadInput:
    def test_a_missing_file_is_said_and_the_others_are_read(self, article, tmp_path):
        lines, messages, failure = found(tmp_path / "missing.txt", article)
        assert [line["text"] for line in lines] == [line["text"] for line in LINES]
        assert messages == f"{tmp_path / 'missing.txt'} cannot be read: No such file or directory.\n"
        assert failure == "1 file was not read."

    def test_a_folder(self, tmp_path):
        assert found(tmp_path) == (
            [],
            f"{tmp_path} cannot be read: Is a directory.\n",
            "1 file was not read.",
        )

    def test_what_is_not_utf_8(self, tmp_path):
        (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
        assert found(tmp_path / "latin.txt", tmp_path / "none.txt")[1:] == (
            f"{tmp_path / 'latin.txt'} is not UTF-8 text (byte 3).\n"
            f"{tmp_path / 'none.txt'} cannot be read: No such file or directory.\n",
            "2 files were not read.",
        )

    def test_no_file_at_all(self):
        with pytest.raises(CommandError, match="required: FILE"):
            call_command("find_quotations")


def test_an_output_that_takes_no_curly_marks_gets_them_escaped(tmp_path):
    path = tmp_path / "curly.txt"
    path.write_text("Ada Brook said: “It’s the river.”", encoding="utf-8")
    out = TextIOWrapper(BytesIO(), encoding="ascii", write_through=True)
    call_command("find_quotations", str(path), stdout=out)
    printed = out.buffer.getvalue()
    assert json.loads(printed)["text"] == "It’s the river."
    assert b"It\\u2019s" in printed
