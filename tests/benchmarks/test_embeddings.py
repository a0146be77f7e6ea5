"""The made-up vectors of the benchmark lie around real ones."""

import pytest

from benchmarks.embeddings import make_vectors, read_sentences

numpy = pytest.importorskip("numpy", reason="vectors need numpy, which the sentence model brings")


def test_points_lie_around_the_known_vectors():
    random = numpy.random.default_rng(1)
    known = random.normal(size=(50, 384)).astype(numpy.float32)
    known /= numpy.linalg.norm(known, axis=1, keepdims=True)
    vectors = numpy.concatenate(list(make_vectors(known, 400, random)))
    assert vectors.shape == (400, 384)
    assert (vectors[:50] == known).all()
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = numpy.sort(vectors[50:] @ known.T, axis=1)
    assert (likeness[:, -1] > 0.4).all() and (likeness[:, -1] < 0.95).all()


def test_fewer_vectors_than_are_known():
    known = numpy.eye(20, 384, dtype=numpy.float32)
    parts = list(make_vectors(known, 5, numpy.random.default_rng(1)))
    assert [len(part) for part in parts] == [5]


def test_sentences_are_many_and_each_stands_once():
    sentences = list(read_sentences())
    assert len(set(sentences)) == len(sentences) > 1500
