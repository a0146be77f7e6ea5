import pghistory
import pytest

from core.sql_statements import fetch_results
from tests.support.sql import sql

pytestmark = pytest.mark.django_db


def test_each_statement_with_rows_answers_with_its_own(django_assert_num_queries):
    with django_assert_num_queries(1):
        results = fetch_results(
            ("SET LOCAL enable_seqscan = off", ()),
            ("SELECT %(what)s, '100%%'", {"what": "a;b"}),
            ("SELECT current_setting('enable_seqscan') WHERE %s", [True]),
            ("SELECT 1 WHERE false", ()),
            ("SET LOCAL enable_seqscan TO DEFAULT", ()),
        )
    assert results == [[("a;b", "100%")], [("off",)], []]
    assert sql("SHOW enable_seqscan") == [("on",)]


def test_a_request_that_may_write_gets_all_answers():
    with pghistory.context(user=None):
        assert fetch_results(
            ("SET LOCAL enable_seqscan = off", ()), ("SELECT '%%'", []), ("SELECT 2", ())
        ) == [
            [("%",)],
            [(2,)],
        ]
