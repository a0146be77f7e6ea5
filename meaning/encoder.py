"""Texts into tokens, tokens in batches, and batches through the network."""

from collections import defaultdict
from collections.abc import Sequence
from typing import BinaryIO

import numpy
from tokenizers import Tokenizer

from .network import Floats, Network, read_tensors

LONGEST = 256  # tokens, begin and end among them: max_seq_length of the model; the rest is cut off
CHARACTERS = 10_000  # of a text that are looked at, to bound time and memory; 256 tokens are some 1,200
BATCH = 512  # tokens at a time; more are no faster
LAST_LATIN = "\u024f"  # of the blocks Basic Latin to Latin Extended-B


class Encoder:
    """The tokenizer and the network; safe to use from several threads."""

    def __init__(self, tokenizer: bytes, weights: BinaryIO) -> None:
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._network = Network(read_tensors(weights))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a unit vector for each text, and zeros where `is_readable` says no."""
        vectors = numpy.zeros((len(texts), self._network.dimensions), numpy.float32)
        # Texts of a batch are equally long: without padding no text's vector depends on the others.
        by_length: defaultdict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for position, text in enumerate(texts):
            if is_readable(text[:CHARACTERS]):
                tokens = self._tokenize(text[:CHARACTERS])
                by_length[len(tokens)].append((position, tokens))
        for length, equals in by_length.items():
            size = BATCH // length
            for start in range(0, len(equals), size):
                positions, batch = zip(*equals[start : start + size], strict=True)
                vectors[list(positions)] = self._network.embed(numpy.array(batch))
        return vectors

    def _tokenize(self, text: str) -> list[int]:
        # Half a surrogate pair is no character, and the tokenizer refuses it.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(readable).ids
        return ids


def is_readable(text: str) -> bool:
    """Return whether more than half of the letters are Latin, of which there must be one.

    The model learnt English. It reads other scripts letter by letter and finds all their texts alike.
    """
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter <= LAST_LATIN for letter in letters) > len(letters)
