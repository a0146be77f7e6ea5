"""The last day of the period that a statement's date stands for.

SQL, querysets and Python share one rule.
"""

import datetime

import pytest

from claims.as_of import last_day
from claims.models import Precision, Statement
from tests.support.scenario import Scenario
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

# As the status rule, the page of a claimant and the list of later reports each had it.
DAYS = """
    SELECT day::date AS said_on, precision FROM (
        SELECT generate_series('2011-01-01'::date, '2025-12-31', '1 day') AS day
        UNION ALL
        SELECT unnest('{0001-01-01, 1900-02-01, 2000-02-01, 9999-01-01, 9999-12-01}'::date[])
    ) days, unnest(ARRAY['day', 'by', 'month', 'year']) AS precision
"""
AS_BEFORE = """
    CASE precision
        WHEN 'month' THEN (said_on + interval '1 month - 1 day')::date
        WHEN 'year' THEN (said_on + interval '1 year - 1 day')::date
        ELSE said_on
    END
"""


def test_is_the_day_that_it_was_when_the_rule_was_written_out_in_each_place():
    [(count,)] = sql(f"SELECT count(*) FROM ({DAYS}) d")
    assert count > 20_000
    assert (
        sql(
            f"SELECT * FROM ({DAYS}) d WHERE claims_known_on(said_on, precision) IS DISTINCT FROM {AS_BEFORE}"
        )
        == []
    )


def test_python_says_the_same_of_every_date_that_fits_its_precision():
    rows = sql(
        f"""SELECT said_on, precision, claims_known_on(said_on, precision) FROM ({DAYS}) d
        WHERE precision IN ('day', 'by') OR extract(day FROM said_on) = 1
            AND (precision = 'month' OR extract(month FROM said_on) = 1)"""
    )
    assert [row for row in rows if last_day(row[0], row[1]) != row[2]] == []


def test_nobody_else_counts_months_or_years():
    """Every function that asks for the interval of a date calls the one that knows it."""
    found = sql("SELECT proname FROM pg_proc WHERE prosrc ~* 'interval ''1 (month|year)' ORDER BY 1")
    assert found == [("claims_known_on",)]


def test_is_put_into_the_query_that_calls_it():
    """PostgreSQL inlines the function: a call for each row would be slow.

    The migration 0020_known_on says what inlining requires.
    """
    plan = sql(
        "EXPLAIN "
        + str(Statement.objects.said_by(datetime.date(2017, 4, 12)).only("pk").query).replace(
            "2017-04-12", "'2017-04-12'"
        )
    )
    assert "CASE" in str(plan)
    assert "claims_known_on" not in str(plan)


@pytest.mark.parametrize("precision", Precision.values)
def test_statements_said_by_a_day(precision):
    said_on = datetime.date(2016, 2, 1) if precision == "month" else datetime.date(2016, 1, 1)
    statement = Scenario().say("A", "affirms", on=said_on, said_on_precision=precision)
    last = last_day(said_on, precision)
    assert Statement.objects.said_by(last).get() == statement
    assert not Statement.objects.said_by(last - datetime.timedelta(1)).exists()
