"""How tables are read, and what is asked for."""

import os

import pytest

from exchange.importing.days import DayError, list_orders, read_day
from exchange.importing.problems import Unclear
from exchange.importing.reading.files import MAX_RECORD, examine_file
from exchange.importing.reading.tables import Dialect, choose_dialect, read_records


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return examine_file(path)

    return write


def read(file, dialect):
    records = read_records(file, dialect)
    return [(each.line, str(each.problem) if each.problem else each.values) for each in records]


def choose(file, **given):
    reading, known = choose_dialect(file, **given)
    return reading.dialect, known


def test_a_stray_quotation_mark_turns_quoting_off(write):
    """Read with quoting, the rows up to the next mark would be one."""
    rows = [
        "a\tb",
        *(f"{n}\tx" for n in range(5)),
        '5\t"stray',
        *(f"{n}\tx" for n in range(5)),
        '11\tend"\ty',
    ]
    dialect, known = choose(write("\n".join([*rows[:-1], '11\t"end'])))
    assert dialect == Dialect("\t", "none")
    assert "13 rows, 13 of 2 fields; not tab, quotation marks" in known


def test_quoting_is_asked_for_where_both_ways_fit(write):
    with pytest.raises(Unclear, match="Say its quoting") as error:
        choose(write('a\tb\n1\t"x\n2\ty"\n3\tz\n'))
    assert "quoting off: 4 rows, 4 of 2 fields" in str(error.value)
    assert "(RFC 4180): 3 rows, 3 of 2 fields" in str(error.value)


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_the_one_delimiter_that_fits_is_found(write, sign):
    text = f'a b{sign}c d\n"one{sign} two"{sign}three four\n'
    assert choose(write(text))[0] == Dialect(sign, "minimal")


def test_the_delimiter_is_asked_for_where_two_fit(write):
    file = write("a,b;c\n1,2;3\n")
    with pytest.raises(Unclear, match="Say its delimiter"):
        choose(file)
    assert choose(file, columns=["b;c"])[0].delimiter == ","
    assert choose(file, delimiter=";")[0].delimiter == ";"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("a,é\n".encode("utf-8-sig"), "utf-8-sig"),
        ("a,é\n".encode("utf-16"), "utf-16"),
        ("a,é\n".encode(), "utf-8"),
    ],
)
def test_the_encoding_is_known_by_a_mark_or_by_all_bytes(write, content, encoding):
    file = write(content)
    assert file.encoding == encoding
    assert read(file, Dialect(",", "minimal")) == [(1, ["a", "é"])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,é\n".encode("latin-1"), "not UTF-8.*as cp1252 “a,é"),
        ("abc,def\n".encode("utf-16-le"), "looks like UTF-16"),
        (b"\x1f\x8b\x08\x00", "packed .gzip."),
        (b"", "is empty"),
    ],
)
def test_what_cannot_be_read_is_said(write, content, message):
    with pytest.raises(Unclear, match=message):
        write(content)


def test_a_pipe_or_a_folder_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "missing"):
        with pytest.raises(Unclear, match=r"no plain file|There is no file"):
            examine_file(path)


def test_a_bad_record_does_not_take_others_along(write):
    long = "x" * (MAX_RECORD + 10)
    text = f'a,b\n"1"x,2\r3,4\r\n{long},5\n{"y" * 1_000_001},6\n7,8\n9,"'
    assert read(write(text), Dialect(",", "minimal")) == [
        (1, ["a", "b"]),
        (2, "has text after a closing quotation mark"),
        (3, ["3", "4"]),
        (4, "is longer than the 8 million characters that one row may have (up to line 4)"),
        (5, "has a field longer than the 1,000,000 characters that one may have"),
        (6, ["7", "8"]),
        (7, "opens a quotation mark that is never closed"),
    ]


@pytest.mark.parametrize(
    ("text", "date_format", "expected"),
    [
        ("2017-04-12", "", "2017-04-12 day"),
        ("2017-04-12T23:30:00-05:00", "", "2017-04-12 day"),
        ("2017-04", "", "2017-04-01 month"),
        ("2017", "", "2017-01-01 year"),
        ("12 April 2017", "", "2017-04-12 day"),
        ("12-4-2017", "day-month-year", "2017-04-12 day"),
        ("12/4/2017 10:30", "month-day-year", "2017-12-04 day"),
        ("12.04.17", "%d.%m.%y", "2017-04-12 day"),
        ("04/2017", "%m/%Y", "2017-04-01 month"),
        ("2017", "%Y", "2017-01-01 year"),
        ("2017 15 3", "%G %V %u", "2017-04-12 day"),
    ],
)
def test_days(text, date_format, expected):
    read = read_day(text, date_format)
    assert f"{read.day} {read.precision}" == expected


def test_an_order_of_day_and_month_is_not_guessed():
    with pytest.raises(DayError, match="may be of two months"):
        read_day("12/4/2017")
    assert list_orders("13/4/2017") == ("day-month-year",)
    assert list_orders("4/13/2017") == ("month-day-year",)
