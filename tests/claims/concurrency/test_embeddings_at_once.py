"""A worker makes vectors while editors write claims, and while another worker does the same."""

import threading

import pytest
from django.db import connection

from claims.duplicates import embeddings
from claims.models import Claim
from tests import factories as make
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

numpy = pytest.importorskip("numpy", reason="vectors need numpy, which the sentence model brings")


@pytest.fixture(autouse=True)
def model(db, monkeypatch):
    if not sql("SELECT claims_has_embeddings()")[0][0]:
        pytest.skip("needs a PostgreSQL with pgvector, as the embedded one has it")
    monkeypatch.setattr(embeddings, "is_installed", lambda: True)
    sql("TRUNCATE claims_toembed, claims_embedding")


def run_while_embedding(monkeypatch, work, first=None) -> int:
    """Do the work on a second connection while a worker makes vectors; return of how many claims it did.

    `first`: the vectors that it makes of those that it took first.
    """
    outcomes, is_locking = [], []

    def do_work():
        try:
            sql("SET lock_timeout = '5s'")
            outcomes.append(work())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    def encode(texts):
        is_locking.append(connection.in_atomic_block)
        monkeypatch.setattr(embeddings, "encode", lambda texts: numpy.ones((len(texts), 384), numpy.float32))
        second = threading.Thread(target=do_work)
        second.start()
        second.join()
        return embeddings.encode(texts) if first is None else first

    monkeypatch.setattr(embeddings, "encode", encode)
    done = embeddings.embed_waiting_claims(seconds=60)
    [outcome] = outcomes
    assert not isinstance(outcome, Exception), outcome
    assert is_locking == [False], "a transaction is open while the model works"
    return done


def list_ready() -> list[int]:
    query = """SELECT e.claim_id FROM claims_embedding e JOIN claims_claim c ON c.id = e.claim_id
               WHERE e.wording = md5(c.text)::uuid ORDER BY 1"""
    return [pk for (pk,) in sql(query)]


def test_an_editor_rewords_and_deletes_without_waiting(monkeypatch):
    kept, deleted = make.DraftClaimFactory(), make.DraftClaimFactory()

    def edit():
        Claim.objects.filter(pk=kept.pk).update(text="Another wording")
        Claim.objects.get(pk=deleted.pk).delete()

    assert run_while_embedding(monkeypatch, edit) == 4  # two events, and two more
    assert list_ready() == [kept.pk]
    assert sql("SELECT claim_id FROM claims_embedding") == [(kept.pk,)]


def test_two_workers_may_take_the_same_claims(monkeypatch):
    monkeypatch.setattr(embeddings, "AT_ONCE", 1)
    claims = [make.DraftClaimFactory(), make.DraftClaimFactory()]
    stored = []

    def work_too():
        embeddings.embed_waiting_claims(seconds=60)
        stored.extend(sql("SELECT xmin::text FROM claims_embedding ORDER BY claim_id"))

    assert run_while_embedding(monkeypatch, work_too) == 1
    assert list_ready() == [claim.pk for claim in claims]
    assert sql("SELECT xmin::text FROM claims_embedding ORDER BY claim_id") == stored, "none is stored twice"


def test_what_got_its_words_meanwhile_keeps_its_vector(monkeypatch):
    """One worker finds nothing to compare in the old wording, after another has read the new one."""
    claim = make.DraftClaimFactory(text="…")

    def reword():
        Claim.objects.filter(pk=claim.pk).update(text="The dam is open")
        embeddings.embed_waiting_claims(seconds=60)

    assert run_while_embedding(monkeypatch, reword, first=numpy.zeros((1, 384), numpy.float32)) == 1
    assert list_ready() == [claim.pk]
