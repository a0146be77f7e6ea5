"""What a search asks of the planner of PostgreSQL ends with its query."""

import contextlib

import pytest
from django.db import transaction

from claims.models import ClaimSearch
from claims.search import planner
from claims.search.spelling import parse_and_correct
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.sql import sql

__all__ = ["db"]  # outside of a transaction a setting may stay


@pytest.mark.parametrize("surrounding", [True, False], ids=["in a transaction", "on its own"])
def test_the_setting_of_the_planner_ends_with_the_query(surrounding):
    with transaction.atomic():
        make.StatementFactory(claim__text="The bridge holds")
    entries = ClaimSearch.objects.with_facet("status", "disputed")

    context = transaction.atomic if surrounding else contextlib.nullcontext
    with context():
        within = planner.fetch_rows(entries, "SELECT current_setting('enable_seqscan')", [])
        assert sql("SHOW enable_seqscan") == [("on",)]
        assert parse_and_correct("brigde")[1]
        assert sql("SHOW pg_trgm.similarity_threshold") == [("0.3",)]
    assert within == [("off",)]
    assert sql("SHOW enable_seqscan") == [("on",)]
