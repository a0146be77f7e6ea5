"""Claims close in meaning: below what has the words, told apart, and only where a search leaves room."""

import math
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.duplicates import embeddings
from meaning.model import ModelError, is_installed
from public.claim_list import close_matches, results
from tests import factories as make
from tests.support.html import retraction, text_of
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

numpy = pytest.importorskip("numpy", reason="vectors need numpy, which the sentence model brings")

pytestmark = pytest.mark.django_db

COSINES = {
    "Sylvania opened the dam": 0.7,
    "Freedonia says that the dam burst by itself": 0.6,
    "The valley was flooded on purpose": 0.45,
    "The mayor was not in the valley": 0.35,
}
DAM, BURST, VALLEY, MAYOR = COSINES


def encode(texts):
    """Stand in for the model: texts with a cosine are as near to any other text that has Latin letters."""
    vectors = numpy.zeros((len(texts), 384), numpy.float32)
    for row, text in zip(vectors, texts, strict=True):
        cosine = COSINES.get(text, 1.0 if re.search("[a-z]", text, re.IGNORECASE) else 0.0)
        row[0] = cosine
        if text in COSINES:
            row[1 + list(COSINES).index(text)] = math.sqrt(1 - cosine**2)
    return vectors


@pytest.fixture
def model(settings, monkeypatch):
    settings.COMPARE_BY_MEANING = True
    monkeypatch.setattr(embeddings, "encode", encode)
    monkeypatch.setattr(embeddings, "is_installed", lambda: True)
    monkeypatch.setattr(embeddings, "_DAMAGE", [])


@pytest.fixture
def no_vectors(db):
    if not sql("SELECT claims_has_embeddings()")[0][0]:
        pytest.skip("needs a PostgreSQL with pgvector, as the embedded one has it")
    sql("DELETE FROM claims_toembed")
    sql("DELETE FROM claims_embedding")


@pytest.fixture
def record(model, no_vectors):
    """Publish claims with vectors, the nearest first."""
    claims = [make.StatementFactory(claim__text=text).claim for text in COSINES]
    embed()
    return claims


def embed():
    run_deferred_triggers()
    embeddings.embed_waiting_claims(seconds=60)


def search(client, q="who unlocked that barrage", **more):
    return client.get("/claims/", {"q": q, **more})


def listed(response) -> list[str]:
    return [row.claim.text for row in response.context["page"].results.rows]


def close(response) -> list[str]:
    return [row.claim.text for row in response.context["page"].results.close]


def test_what_is_close_stands_for_words_that_no_claim_has(client, record):
    response = search(client)
    assert (listed(response), close(response)) == ([], [DAM, BURST])
    text = text_of(response)
    assert "Close in meaning These do not have all of your words" in text
    assert text.index(DAM) < text.index("No claim matches “who unlocked that barrage”")


def test_it_comes_below_what_has_all_words_and_repeats_none(client, record):
    response = search(client, "dam burst")
    assert (listed(response), close(response)) == ([BURST], [DAM])
    text = text_of(response)
    assert text.index("1 claim ") < text.index(BURST) < text.index("Close in meaning") < text.index(DAM)
    assert text.count(BURST) == 1


def test_it_comes_before_what_has_some_of_the_words(client, record):
    response = search(client, "was the mayor in the barrage")
    assert (listed(response), close(response)) == ([MAYOR], [DAM, BURST])
    text = text_of(response)
    assert "No claim has all of these words Close in meaning" in text
    assert text.index(DAM) < text.index("With some of the words") < text.index(MAYOR)


def test_a_claim_with_some_of_the_words_that_is_close_stands_once(client, record):
    response = search(client, "the burst barrage")
    assert (listed(response), close(response)) == ([], [DAM, BURST])
    text = text_of(response)
    assert "No claim has all of these words Close in meaning" in text
    assert "of the words" not in text.partition("Close in meaning")[0]
    assert "With some of the words" not in text and "This one has some" not in text


@pytest.mark.parametrize(
    ("q", "opposites"),
    [
        ("that old mill was never sold", ["The mill was sold"]),
        ("that old mill was sold", []),
        ("was that old mill never sold?", []),
        ("@ada_b was that old mill never sold?? 😡 https://t.example/x", []),
    ],
)
def test_what_says_the_opposite_is_marked(client, record, monkeypatch, q, opposites):
    monkeypatch.setitem(COSINES, "The mill was sold", 0.85)
    make.StatementFactory(claim__text="The mill was sold")
    embed()
    response = search(client, q)
    rows = response.context["page"].results.close
    assert [row.claim.text for row in rows if row.is_opposite] == opposites
    assert "The mill was sold" in close(response)
    assert ("Says the opposite" in text_of(response)) == bool(opposites)


def test_a_pasted_post_is_read_without_what_is_only_a_post_s(client, record, monkeypatch):
    monkeypatch.setitem(COSINES, "that old mill", 0.0)
    assert close(search(client, "@ada_b that #OldMill 😡 https://t.example/x")) != []
    assert close(search(client, "RT @ada_b: that old #mill 😡 https://t.example/x")) == []


def test_nothing_is_shown_that_is_too_far(client, record, monkeypatch):
    monkeypatch.setattr(close_matches, "FARTHER", 1.0)
    assert close(search(client)) == [DAM, BURST, VALLEY]  # not MAYOR, however near the nearest is
    monkeypatch.setattr(close_matches, "LEAST_COSINE", 0.71)
    response = search(client)
    assert close(response) == []
    assert "Close in meaning" not in text_of(response)


@pytest.mark.parametrize("q", ["плотина", "😀", "x", "the", "27", "…", ""])
def test_what_says_nothing_is_close_to_nothing(client, record, monkeypatch, q):
    monkeypatch.setitem(COSINES, "x", 0.0)  # as the model has it
    assert close(search(client, q)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"sort": "changed"},
        {"exact": "1"},
        {"page": "2"},
        {"q": '"that barrage"'},
        {"q": "barrage -dam"},
        {"q": "barrage or lock"},
        {"q": ""},
    ],
)
def test_only_the_first_page_of_plain_best_matches_has_them(client, record, more):
    assert close(search(client, **more)) == []


def test_a_page_full_of_matches_has_none(client, record, monkeypatch):
    assert close(search(client, "valley")) == [DAM, BURST]
    for size, expected in ((3, [DAM]), (2, []), (1, [])):
        monkeypatch.setattr(results, "CLAIMS_PER_PAGE", size)
        assert close(search(client, "valley")) == expected


def test_at_most_ten_are_shown(client, record, monkeypatch):
    for number in range(12):
        monkeypatch.setitem(COSINES, f"Copy {number}", 0.65)
        make.StatementFactory(claim__text=f"Copy {number}")
    embed()
    for q in ("who unlocked that barrage", "valley"):
        assert len(close(search(client, q))) == 10


def test_they_have_the_chosen_facets(client, record):
    topic = make.TopicFactory(name="Floods")
    record[1].topics.add(topic)
    run_deferred_triggers()
    assert close(search(client, topic=topic.pk)) == [BURST]
    assert close(search(client, "burst dam", topic=topic.pk)) == []
    assert close(search(client, status="disputed")) == []


def test_drafts_and_what_was_retracted_are_never_close(client, record, monkeypatch):
    for text in ("A draft", "It was retracted"):
        monkeypatch.setitem(COSINES, text, 0.69)
    make.DraftClaimFactory(text="A draft")
    make.ClaimFactory(text="It was retracted", **retraction("claim"))
    embed()
    assert sql("SELECT count(*) FROM claims_embedding") == [(6,)]
    assert close(search(client)) == [DAM, BURST]


def test_a_misspelt_word_is_corrected_before_it_is_compared(client, record, monkeypatch):
    asked = []
    monkeypatch.setattr(embeddings, "encode", lambda texts: asked.extend(texts) or encode(texts))
    search(client, "mayer flooded")
    assert asked == ["mayor flooded"]


@pytest.mark.parametrize("missing", ["model", "numpy", "vectors", "setting"])
def test_without_the_model_or_vectors_the_page_is_as_before(client, record, monkeypatch, settings, missing):
    if missing == "model":
        monkeypatch.setattr(embeddings, "is_installed", lambda: False)
    elif missing == "numpy":
        monkeypatch.setattr(embeddings, "encode", refuse)
    elif missing == "vectors":
        sql("DELETE FROM claims_embedding")
    else:
        settings.COMPARE_BY_MEANING = False
    response = search(client)
    assert (response.status_code, close(response)) == (200, [])
    assert "Close in meaning" not in text_of(response)
    assert listed(search(client, "dam burst")) == [BURST]


def refuse(texts):
    raise ModelError("The sentence model cannot be used.")


@pytest.mark.parametrize(
    "q", ["who unlocked that barrage", "dam burst", "was the mayor in that barrage", "mayer"]
)
@pytest.mark.parametrize("more", [{}, {"status": "asserted"}])
def test_they_take_no_query_more(client, record, settings, q, more):
    numbers = []
    for settings.COMPARE_BY_MEANING in (False, True):
        search(client, q, **more)
        with CaptureQueriesContext(connection) as queries:
            response = search(client, q, **more)
        numbers.append(len(queries))
    assert close(response)
    assert numbers[0] == numbers[1] <= 6


@pytest.mark.skipif(not is_installed(), reason="the sentence model is not installed")
def test_the_model_finds_other_words_and_nothing_near_nonsense(client, no_vectors, settings):
    settings.COMPARE_BY_MEANING = True
    hacked = "Sylvania broke into computers of the Freedonian party"
    for text in (hacked, "The number of visitors to museums fell", "Trains will run at night"):
        make.StatementFactory(claim__text=text)
    embed()
    assert close(search(client, "were the Freedonians hacked by Sylvanians?")) == [hacked]
    for q in ("asdf qwer", "recipe for apple pie", "кто взломал партию", "wetter in Paris", "x", "😀"):
        assert close(search(client, q)) == []
