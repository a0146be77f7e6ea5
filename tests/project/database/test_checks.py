"""Warnings about the PostgreSQL server, as an administrator reads them."""

import dataclasses

import psycopg
import pytest
from django.core.checks import INFO, WARNING, Tags, run_checks
from django.db import connection

from claims.search.vectors import TAKE_NOTE, TextSearch
from project.checkout import CHECKOUT
from project.database import checks
from tests import factories as make
from tests.project.database.conftest import connect
from tests.support.sql import acting_as_owner, sql

pytestmark = pytest.mark.django_db

OTHER = TextSearch("PostgreSQL 16.1, LC_CTYPE de_DE.UTF-8", "0" * 32)


def list_ids() -> list[str]:
    """Return what is warned of; that claims are compared by words only is no warning, and may be so here."""
    messages = run_checks(databases=["default"], tags=[Tags.database])
    return [message.id for message in messages if message.level >= WARNING]


def test_nothing_is_said_of_the_server_that_runs_the_tests():
    assert list_ids() == []


def test_checks_without_a_database_ask_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        run_checks()


def test_it_names_a_damaged_line_of_the_file_of_heads(settings, tmp_path):
    path = settings.HISTORY_HEADS = tmp_path / "heads.jsonl"
    path.write_bytes(b"1\n{\n2")
    [told] = run_checks(databases=[], tags=[Tags.database])
    assert (told.id, told.msg) == (
        "record.W012",
        f"{path}: line 1 is no head of a chain, nor are 2 further lines.",
    )
    path.unlink()
    path.mkdir()
    assert "cannot be read: Is a directory" in checks.check_heads()[0].msg


@pytest.mark.parametrize(
    ("changes", "id", "says", "advises"),
    [
        ({"has_jit": True}, "W001", "for the role scribe", '"scribe" IN DATABASE "news" SET jit = off'),
        (
            {"version": 14},
            "W002",
            "PostgreSQL 14; the oldest that the site is tested with is 15",
            "pg_upgrade",
        ),
        ({"missing_extensions": "unaccent"}, "W003", "search needs: unaccent.", "postgresql-contrib"),
        ({"encoding": "LATIN1"}, "W004", "news stores text as LATIN1", "ENCODING 'UTF8'"),
        ({"folds_letters": False}, "W005", "news knows capital letters", "LOCALE 'C.UTF-8'"),
        (
            {"origin": OTHER},
            "W006",
            "made with PostgreSQL 16.1, LC_CTYPE de_DE.UTF-8. This",
            "rebuild_search",
        ),
        ({"work_mem": 64}, "W007", "only 64 kB", "ALTER DATABASE \"news\" SET work_mem = '16MB'"),
        (
            {"has_other_collation": True},
            "W008",
            "sorts texts otherwise",
            'REINDEX DATABASE CONCURRENTLY "news"',
        ),
        (
            {"powers": "owns the tables", "closed_tables": 3},
            "W009",
            "The role of the site, herald, owns the tables: whoever",
            "MIGRATE_DATABASE_URL",
        ),
        ({"closed_tables": 3}, "W010", "herald, may not use 3 tables", "Run `manage.py migrate`"),
        ({"unreachable": "ada, eve"}, "W011", "and no notice: ada, eve.", "account_link NAME --address"),
    ],
)
def test_each_warning_says_what_is_wrong_and_what_to_do(changes, id, says, advises):
    server = dataclasses.replace(checks.read_server("default"), role="scribe", database="news")
    server = dataclasses.replace(server, site="herald")
    assert checks.list_warnings(server) == []
    [warning] = checks.list_warnings(dataclasses.replace(server, **changes))
    assert warning.id == f"record.{id}"
    assert says in warning.msg
    assert advises in warning.hint


def test_before_the_first_migrate_it_is_silent_about_what_that_will_set():
    server = dataclasses.replace(checks.read_server("default"), has_record=False, has_jit=True, here=None)
    assert checks.list_warnings(dataclasses.replace(server, origin=None)) == []


@pytest.mark.parametrize(
    ("statement", "id"),
    [("SET LOCAL jit = on", "record.W001"), ("SET LOCAL work_mem = '4095kB'", "record.W007")],
)
def test_it_sees_the_settings_of_our_own_connections(statement, id):
    sql(statement)
    assert list_ids() == [id]


def test_it_sees_that_the_search_was_made_elsewhere():
    with acting_as_owner():
        sql(TAKE_NOTE, OTHER.note)
    assert list_ids() == ["record.W006"]


def test_it_sees_that_texts_were_sorted_by_another_version():
    """As after a move of the server's files to a newer system; its own catalogue says so."""
    try:
        superuser = connect(user="postgres")
    except psycopg.OperationalError:
        pytest.skip("needs a superuser, as the embedded server has")
    name, version = sql("SELECT datname, datcollversion FROM pg_database WHERE datname = current_database()")[
        0
    ]
    if version is None:
        pytest.skip("the C library's own C locale has no version")
    change = "UPDATE pg_database SET datcollversion = %s WHERE datname = %s"
    with superuser:
        superuser.execute(change, ["0", name])
        superuser.commit()
        try:
            ids = list_ids()
        finally:
            superuser.execute(change, [version, name])
    assert ids == ["record.W008"]


def test_it_sees_accounts_that_no_mail_reaches_in_production(settings):
    for name, changes in (("ada", {}), ("eve", {"email": "eve@example.org"}), ("off", {"is_active": False})):
        make.UserFactory(**{"username": name, "is_staff": True, "email": ""} | changes)
    make.UserFactory(username="visitor", is_staff=False, email="")
    assert list_ids() == []
    settings.PRODUCTION = True
    assert (checks.read_server("default").unreachable, list_ids()) == ("ada", ["record.W011"])


def test_it_sees_what_the_role_of_the_site_may_do_too_much_in_production(settings):
    settings.PRODUCTION = True
    assert list_ids() == []
    with acting_as_owner():
        sql(f"GRANT UPDATE, TRIGGER ON claims_change TO {settings.SITE_ROLE}")
    server = checks.read_server("default")
    assert (server.powers, list_ids()) == ("may alter claims_change", ["record.W009"])
    with acting_as_owner():
        sql(f"REVOKE ALL ON claims_change FROM {settings.SITE_ROLE}")
    assert list_ids() == ["record.W010"]
    settings.SITE_ROLE = connection.settings_dict["USER"]  # one role for both, as before there were two
    assert list_ids() == ["record.W009"]
    settings.PRODUCTION = False
    assert list_ids() == []


def test_it_says_that_there_is_no_role_for_the_site(settings):
    settings.SITE_ROLE = "nobody-of-this-name"
    [message] = run_checks(databases=["default"], tags=[Tags.database])
    assert message.id == "record.E002"
    assert "no role nobody-of-this-name" in message.msg


def test_it_knows_every_extension_that_migrations_need():
    assert sql("SELECT extname FROM pg_extension WHERE extname NOT IN ('plpgsql', 'vector') ORDER BY 1") == [
        (name,) for name in checks.EXTENSIONS
    ]


def test_it_says_why_claims_are_compared_by_words_only(monkeypatch):
    reason = "Claims are compared by words only: the index of their vectors is not finished."
    monkeypatch.setattr(checks.embeddings, "explain_why_not", lambda: reason)
    monkeypatch.setattr(checks.embeddings, "find_damage", lambda: reason)
    [message] = run_checks(databases=["default"], tags=[Tags.database])
    [damage] = checks.check_sentence_model()
    assert (message.msg, message.id, message.level) == (reason, "record.I001", INFO)
    assert (damage.msg, damage.id, damage.level) == (reason, "record.I002", INFO)


def test_an_extension_is_missing_that_the_server_cannot_install(monkeypatch):
    monkeypatch.setattr(checks, "EXTENSIONS", ("pg_trgm", "no_such_thing"))
    assert checks.read_server("default").missing_extensions == "no_such_thing"


def test_the_docs_name_every_warning_and_the_same_oldest_version():
    page = (CHECKOUT / "docs/operations.md").read_text("utf-8")
    assert "`record.I001`" in page and "`record.I002`" in page
    assert [warning.id for warning in checks.WARNINGS if f"`{warning.id}`" not in page] == []
    assert f"PostgreSQL {checks.OLDEST} or newer" in page
    assert f"version {checks.OLDEST} or newer" in (CHECKOUT / "README.md").read_text("utf-8")
