"""Vectors of claims: made for what is new or reworded, used for nothing that is out of date.

The sentence model has tests of its own. Here each word has a direction, and a text is near to what shares its
words; "other words" for a claim are given by SAME_WORDS.
"""

import hashlib
import logging

import pytest
from django.core.management import CommandError, call_command

from claims.actions.merging.merge import merge_claims
from claims.duplicates import embeddings
from claims.models import Claim
from meaning.model import VERSION, ModelError
from tests import factories as make
from tests.support.sql import check_deferred, sql

numpy = pytest.importorskip("numpy", reason="vectors need numpy, which the sentence model brings")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

DAM = "Brook Water opened the dam at Ashford"
SCHOOL = "A new school will be built in Elmstead"
SAME_WORDS = {"barrage": "dam", "unlocked": "opened"}


def encode(texts):
    """Stand in for the model: the sum of the directions of a text's words, of length 1."""
    vectors = numpy.zeros((len(texts), 384), numpy.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in text.lower().split():
            if word.isalnum():
                digest = hashlib.shake_256(SAME_WORDS.get(word, word).encode()).digest(48)
                row += numpy.unpackbits(numpy.frombuffer(digest, numpy.uint8)) * 2.0 - 1
        row /= numpy.linalg.norm(row) or 1
    return vectors


@pytest.fixture(autouse=True)
def model(monkeypatch):
    monkeypatch.setattr(embeddings, "encode", encode)
    monkeypatch.setattr(embeddings, "is_installed", lambda: True)
    monkeypatch.setattr(embeddings, "_DAMAGE", [])


@pytest.fixture
def vectors(model):
    """Begin without vectors, and without what tests left behind that empty tables in their own way."""
    if not sql("SELECT claims_has_embeddings()")[0][0]:
        pytest.skip("needs a PostgreSQL with pgvector, as the embedded one has it")
    sql("DELETE FROM claims_toembed")
    sql("DELETE FROM claims_embedding")


@pytest.fixture
def two(vectors):
    claims = make.DraftClaimFactory(text=DAM), make.DraftClaimFactory(text=SCHOOL)
    embed()
    return claims


def embed() -> int:
    return embeddings.embed_waiting_claims(seconds=60)


def find(text="Barrage at Ashford unlocked", limit=1, **more):
    [nearest] = embeddings.find_nearest([text], limit=limit, **more)
    return [pk for pk, _ in nearest]


def write_text(claim, text):
    Claim.objects.filter(pk=claim.pk).update(text=text)


def test_the_nearest_come_first_with_their_cosine(two):
    dam, school = two
    texts = ["Barrage at Ashford unlocked", "", "School in Elmstead", "\0 …", DAM]
    found = embeddings.find_nearest(texts, limit=2)
    assert [[pk for pk, _ in nearest] for nearest in found] == [
        *([dam.pk, school.pk], [], [school.pk, dam.pk], [], [dam.pk, school.pk]),
    ]
    [[(_, same), (_, other)]] = found[-1:]
    assert same == pytest.approx(1, abs=0.001)
    assert other == pytest.approx(float(numpy.dot(*encode([DAM, SCHOOL]))), abs=0.001)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(two, number, django_assert_num_queries):
    with django_assert_num_queries(2):
        embeddings.find_nearest([DAM] * number, limit=5)


def test_a_new_claim_waits_for_the_worker(vectors, django_assert_num_queries):
    claim = make.DraftClaimFactory(text=DAM)
    assert embeddings.count_missing() == 1
    assert not embeddings.is_available()
    with django_assert_num_queries(1):
        assert find() == []
    assert (embed(), embeddings.count_missing(), embed()) == (1, 0, 0)
    assert embeddings.is_available()
    assert find() == [claim.pk]


def test_a_reworded_claim_is_not_found_by_what_it_said(two):
    dam = two[0]
    write_text(dam, "The mayor resigned")
    assert dam.pk not in find(DAM, limit=5)
    assert embed() == 1
    assert find("Mayor resigned") == [dam.pk]


def test_only_another_wording_makes_work(two):  # claim_embeddings_on_update
    Claim.objects.filter(pk=two[0].pk).update(public_note="A note.", context="A context.", text=DAM)
    assert embeddings.count_missing() == 0


def test_rows_of_any_number_that_are_written_at_once_are_noted(vectors):  # claim_embeddings_on_insert
    Claim.objects.bulk_create(make.DraftClaimFactory.build(text=f"{DAM} {n}") for n in range(3))
    assert embed() == 3


def test_a_deleted_claim_leaves_nothing(two):  # claim_embeddings_on_delete
    two[0].delete()
    assert find(DAM, limit=5) == [two[1].pk]
    embed()
    assert sql("SELECT claim_id FROM claims_embedding") == [(two[1].pk,)]


def test_an_emptied_table_leaves_nothing(two):  # claim_embeddings_on_truncate
    check_deferred()
    sql("TRUNCATE claims_claim CASCADE")
    assert sql("SELECT FROM claims_embedding") == sql("SELECT FROM claims_toembed") == []


def test_a_text_without_words_has_no_vector(two):
    write_text(two[0], "…")
    embed()
    assert sql("SELECT claim_id FROM claims_embedding") == [(two[1].pk,)]


def test_merged_and_retracted_claims_are_not_found(two):
    user = make.UserFactory()
    merge_claims(duplicate=two[0], target=two[1], by=user, now=make.MOMENT, reason="The same.")
    assert find(DAM, limit=5) == [two[1].pk]
    Claim.objects.filter(pk=two[1].pk).update(
        state="retracted",
        published_at=make.MOMENT,
        published_by=user,
        retracted_at=make.MOMENT,
        retracted_by=user,
        retraction_reason="x",
    )
    assert find(DAM, limit=5) == []


def test_many_nearer_drafts_hide_no_published_claim(vectors):
    [(version,)] = sql("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if tuple(map(int, version.split(".")[:2])) < (0, 8):
        pytest.skip("an older pgvector looks at so many candidates and no more")
    Claim.objects.bulk_create(make.DraftClaimFactory.build(text=f"{DAM} {n}") for n in range(1000))
    claim = make.ClaimFactory(text="Brook Water and the dam")
    make.StatementFactory(claim=claim)
    embed()
    assert claim.pk not in find(DAM, limit=10)
    assert find(DAM, published_only=True) == [claim.pk]
    assert sql("SELECT current_setting('hnsw.max_scan_tuples')") == [("5000",)]  # where none is found


@pytest.mark.parametrize("other", [VERSION - 1, VERSION + 1])
def test_vectors_of_another_version_are_never_compared(two, other):
    sql("UPDATE claims_embedding SET version = %s WHERE claim_id = %s", other, two[0].pk)
    assert not embeddings.is_available()
    assert find(DAM) == []
    assert embed() == embeddings.count_missing() + (other < VERSION)
    assert embeddings.is_available() == (other < VERSION)
    assert find(DAM) == ([two[0].pk] if other < VERSION else [])


def test_a_slow_worker_does_not_undo_a_quick_one(two, monkeypatch):
    def encode_slowly(texts):
        write_text(two[0], "The mayor resigned")
        monkeypatch.setattr(embeddings, "encode", encode)
        embed()  # the other worker
        return encode(texts)

    write_text(two[0], "The mayor stays")
    monkeypatch.setattr(embeddings, "encode", encode_slowly)
    embed()
    [[(pk, cosine)]] = embeddings.find_nearest(["The mayor resigned"], limit=1)
    assert (pk, cosine) == (two[0].pk, pytest.approx(1, abs=0.001))


def test_a_damaged_model_is_said_once(two, monkeypatch, caplog):
    def refuse(texts):
        raise ModelError("The sentence model is damaged.")

    monkeypatch.setattr(embeddings, "encode", refuse)
    write_text(two[0], "The mayor resigned")
    assert (embed(), embed(), find(), find()) == (0, 0, [], [])
    assert embeddings.count_missing() == 1
    said = "Claims are compared by words only: The sentence model is damaged."
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [said]
    assert embeddings.explain_why_not() == embeddings.find_damage() == said


def test_without_the_model_nothing_is_asked(two, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(embeddings, "is_installed", lambda: False)
    with django_assert_num_queries(0):
        assert find() == []
        assert embed() == 0
    assert "the sentence model is not installed" in embeddings.explain_why_not()


def test_the_command_makes_what_is_missing_and_then_the_index(two, monkeypatch, capsys):
    monkeypatch.setattr(embeddings, "MANY", 2)
    for n in range(3):
        make.DraftClaimFactory(text=f"{DAM} {n}")
    embeddings.drop_index_for_many()
    assert not embeddings.is_available()
    assert embeddings.explain_why_not().endswith("Run `manage.py embed_claims`.")
    call_command("embed_claims")
    assert "dealt with: 3." in capsys.readouterr().out
    assert (embeddings.is_available(), embeddings.explain_why_not()) == (True, "")
    call_command("embed_claims")
    assert "dealt with: 0." in capsys.readouterr().out


def test_few_missing_vectors_leave_the_index(two, monkeypatch):
    monkeypatch.setattr(embeddings, "MANY", 1)
    for claim in two:
        write_text(claim, f"{claim.text} again")
    embeddings.drop_index_for_many()  # as many as there are
    assert embeddings.explain_why_not() == ""


def test_where_the_vectors_cannot_be_everything_goes_on_by_words(model, monkeypatch):
    sql("DROP TABLE IF EXISTS claims_embedding")
    claim = make.DraftClaimFactory(text=DAM)
    write_text(claim, SCHOOL)
    assert (find(), embed(), embeddings.is_available()) == ([], 0, False)
    assert "CREATE EXTENSION vector" in embeddings.explain_why_not()
    monkeypatch.setattr(embeddings, "prepare_embeddings", lambda: False)
    with pytest.raises(CommandError, match="CREATE EXTENSION vector"):
        call_command("embed_claims")


def test_they_can_come_later(vectors):
    sql("DROP TABLE claims_embedding")
    claim = make.DraftClaimFactory(text=DAM)
    call_command("embed_claims", verbosity=0)
    assert find() == [claim.pk]
