"""SQL in tests, and checks of the database's rules by name."""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction


def sql(statement: str, *params) -> list[tuple]:
    """Return what raw SQL does or answers, past every check that Python makes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def acting_as_owner() -> Iterator[None]:
    """Have the test's connection act as the owner of the tables inside the block, then as the site again."""
    with transaction.atomic():
        sql("SET LOCAL ROLE NONE")
        yield
        sql("RESET ROLE")


def explain(statement: str, *params, without: str = "seqscan") -> str:
    """Return the plan of a query on tables that nobody has counted yet.

    A few rows are read whole unless that is made to look expensive: `without` names the kinds of nodes that
    are avoided for the rest of the test, as in "seqscan indexscan". Autovacuum counts rows when it likes, and
    plans differ with that; of a table that was just emptied nothing is known.
    """
    for node in without.split():
        sql(f"SET LOCAL enable_{node} = off")
    check_deferred()
    [(plan,)] = sql(f"EXPLAIN (FORMAT JSON) {statement}", *params)
    with transaction.atomic():
        sql("SET LOCAL ROLE NONE")
        sql(f"TRUNCATE {', '.join(map(connection.ops.quote_name, set(_list_tables(plan))))} CASCADE")
        lines = sql(f"EXPLAIN {statement}", *params)
        transaction.set_rollback(True)
    return "\n".join(line for (line,) in lines)


def _list_tables(plan) -> Iterator[str]:
    if isinstance(plan, dict):
        if "Relation Name" in plan:
            yield plan["Relation Name"]
        plan = list(plan.values())
    if isinstance(plan, list):
        for part in plan:
            yield from _list_tables(part)


def check_deferred() -> None:
    """Check now every rule that waits for the end of the transaction."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


@contextlib.contextmanager
def assert_refused(name: str):
    """Check that the block breaks the rule of that name, by its transaction's end."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        check_deferred()
    assert caught.value.__cause__.diag.constraint_name == name


@contextlib.contextmanager
def assert_accepted():
    """Check that the block breaks no rule, neither there nor at its transaction's end."""
    yield
    check_deferred()


def list_tables_with(words: str) -> set[str]:
    """List the tables of which a row holds these words anywhere, in any letter case."""
    named = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    held = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\" t WHERE strpos(lower(t::text), _sought) > 0)"
    tables = " UNION ALL ".join(held.format(name) for (name,) in sql(named))
    return {
        name for (name,) in sql(f"SELECT found.* FROM lower(%s) _sought, LATERAL ({tables}) found", words)
    }
