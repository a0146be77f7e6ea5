import pytest
from django.http import QueryDict

from core.query_string import make_query, parse_id, replace_parameter, write_query


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *(("17", 17), ("007", 7), (17, 17), ("0", 0), ("9" * 18, 10**18 - 1)),
        *((value, None) for value in ("", " 17", "-1", "1.5", "1e3", "٣", "²", "1\0", "9" * 19, None, True)),
    ],
)
def test_an_id(value, expected):
    assert parse_id(value) == expected


def test_what_is_empty_is_left_out():
    query = make_query({"sort": "date", "status": "", "party": None, "with": 7})
    assert write_query(query) == "?sort=date&with=7"
    assert write_query(make_query({})) == "?"


def test_another_value_replaces_all_that_there_were_and_an_empty_one_removes_them():
    query = QueryDict("kind=new&kind=status&topic=1")
    assert replace_parameter(query, "kind", "a&b") == "?kind=a%26b&topic=1"
    assert replace_parameter(query, "kind", "") == "?topic=1"
    assert query.getlist("kind") == ["new", "status"]
