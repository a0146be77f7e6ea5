"""The record with and without the extension that only a superuser may create."""

import pytest

from tests.support.sql import sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

DRAFT = """
INSERT INTO claims_claim (state, retraction_reason, text, nature, context, public_note, status)
VALUES ('draft', '', %s, 'fact', '', '', 'open') RETURNING id
"""
NEAREST = "SELECT count(*) FROM claims_nearest(ARRAY['[1' || repeat(',1', 383) || ']'], 1, 5, false)"
ALONE = "[1" + ",1" * 383 + "]"


@pytest.fixture
def superuser(guest):
    """Act as a superuser in a transaction that leaves nothing behind."""
    guest.execute("RESET SESSION AUTHORIZATION")
    if guest.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'").fetchone() is None:
        pytest.skip("needs a server that has pgvector")
    return guest


def ask(connection, statement: str):
    return connection.execute(statement).fetchone()[0]


def test_the_embedded_server_has_it_in_every_database(superuser):
    assert sql("SELECT claims_has_embeddings()") == [(True,)]


def test_without_it_claims_are_written_and_nothing_is_near(superuser):
    [(role,)] = sql("SELECT current_user")
    superuser.execute("DROP EXTENSION vector CASCADE")
    superuser.execute(f"SET SESSION AUTHORIZATION {role}")
    assert ask(superuser, "SELECT claims_prepare_embeddings()") is False
    superuser.execute(DRAFT, ["A dam"])
    superuser.execute("UPDATE claims_claim SET text = 'A bridge'")
    assert ask(superuser, "SELECT claims_can_compare(1)") is False
    assert ask(superuser, NEAREST) == 0
    superuser.execute("SET CONSTRAINTS ALL IMMEDIATE")
    superuser.execute("TRUNCATE claims_claim CASCADE")


def test_once_it_is_there_every_claim_waits_for_its_vector(superuser):
    [(role,)] = sql("SELECT current_user")
    superuser.execute("DROP EXTENSION vector CASCADE")
    [pk] = superuser.execute(DRAFT, ["A dam"]).fetchone()
    superuser.execute("CREATE EXTENSION vector")
    superuser.execute(f"SET SESSION AUTHORIZATION {role}")
    assert ask(superuser, "SELECT claims_prepare_embeddings()") is True
    assert superuser.execute("SELECT claim_id FROM claims_toembed").fetchall() == [(pk,)]
    superuser.execute(
        "INSERT INTO claims_embedding SELECT id, 1, md5(text)::uuid, %s FROM claims_claim", [ALONE]
    )
    assert ask(superuser, NEAREST) == 1
