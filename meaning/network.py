"""The sentence model all-MiniLM-L6-v2: a small BERT, run with numpy.

A text becomes 384 numbers: token, position and segment embeddings, six layers of attention and feed-forward,
the mean over all tokens, length 1. Published as sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
"""

import json
import math
import mmap
from typing import Any, BinaryIO

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float32]

LAYERS = 6
HEADS = 12
EPSILON = 1e-12  # of the layer norms
# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: erf to 1.5e-7, as exact as float32.
ERF_SLOPE = 0.3275911
ERF_POLYNOMIAL = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
# Activations are computed for so many numbers at a time: what fits into a processor's cache.
BLOCK = 1 << 15


def read_tensors(file: BinaryIO) -> dict[str, Floats]:
    """Read the float32 tensors of a file in the safetensors format, by name.

    They stay in the file and are mapped: processes share them, and what is never used takes no memory.
    """
    data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if entry.get("dtype") == "F32":
            size, offset = math.prod(entry["shape"]), start + entry["data_offsets"][0]
            flat: Floats = numpy.frombuffer(data, numpy.float32, size, offset)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


class Network:
    """The model with its weights; safe to use from several threads."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self.tensors = tensors
        self.dimensions = tensors["embeddings.word_embeddings.weight"].shape[1]

    def embed(self, tokens: NDArray[Any]) -> Floats:
        """Return the unit vectors, (n, 384), of n texts of equally many tokens, (n, length)."""
        count, length = tokens.shape
        embeddings = self.tensors["embeddings.word_embeddings.weight"][tokens]
        embeddings += self.tensors["embeddings.position_embeddings.weight"][:length]
        embeddings += self.tensors["embeddings.token_type_embeddings.weight"][0]
        states = self._normalise("embeddings.LayerNorm", embeddings.reshape(count * length, -1))
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            attended = self._attend(f"{layer}.attention.self", states, count)
            attended = self._project(f"{layer}.attention.output.dense", attended)
            states = self._normalise(f"{layer}.attention.output.LayerNorm", attended + states)
            widened = apply_gelu(self._project(f"{layer}.intermediate.dense", states))
            states = self._normalise(
                f"{layer}.output.LayerNorm", self._project(f"{layer}.output.dense", widened) + states
            )
        means: Floats = states.reshape(count, length, -1).mean(axis=1)
        means /= numpy.linalg.norm(means, axis=1, keepdims=True)
        return means

    def _project(self, name: str, states: Floats) -> Floats:
        projected: Floats = states @ self.tensors[f"{name}.weight"].T
        projected += self.tensors[f"{name}.bias"]
        return projected

    def _normalise(self, name: str, states: Floats) -> Floats:
        states -= states.mean(axis=1, keepdims=True)
        variance = numpy.einsum("ij,ij->i", states, states) / states.shape[1]
        states /= numpy.sqrt(variance + EPSILON)[:, None]
        states *= self.tensors[f"{name}.weight"]
        states += self.tensors[f"{name}.bias"]
        return states

    def _attend(self, name: str, states: Floats, count: int) -> Floats:
        """Let each token look at all of its text, in every head."""
        query, key, value = (
            self._project(f"{name}.{part}", states).reshape(count, -1, HEADS, states.shape[1] // HEADS)
            for part in ("query", "key", "value")
        )
        weights: Floats = query.transpose(0, 2, 1, 3) @ key.transpose(0, 2, 3, 1)
        weights /= numpy.float32(math.sqrt(query.shape[-1]))
        weights -= weights.max(axis=-1, keepdims=True)
        numpy.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        return (weights @ value.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3).reshape(states.shape)


def apply_gelu(states: Floats) -> Floats:
    """Apply x * (1 + erf(x / sqrt(2))) / 2 in place."""
    flat = states.reshape(-1)
    for start in range(0, flat.size, BLOCK):
        block = flat[start : start + BLOCK]
        size = numpy.abs(block)
        size *= numpy.float32(math.sqrt(0.5))
        step = 1 / (1 + numpy.float32(ERF_SLOPE) * size)
        polynomial = numpy.full_like(step, ERF_POLYNOMIAL[0])
        for factor in ERF_POLYNOMIAL[1:]:
            polynomial *= step
            polynomial += numpy.float32(factor)
        polynomial *= step
        size *= size
        polynomial *= numpy.exp(-size)  # is now 1 - erf(|x| / sqrt(2))
        # x >= 0: x - x * polynomial / 2; x < 0: x * polynomial / 2.
        polynomial *= numpy.abs(block) * numpy.float32(-0.5)
        numpy.maximum(block, 0, out=block)
        block += polynomial
    return states
