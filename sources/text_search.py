"""Lookups by which editors find rows: by part of a name, by words of a text.

Case and accents make no difference. Each has an index on the models that are searched by it.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

MOST_LETTERS = 2
"""The longest part of a name that is too short for an index of trigrams."""

WORD_START = r"""(^|[][ !"#$%&'()*+,./:;<=>?@\\^_`{|}~-])"""
"""Where a word begins, as a regular expression of few characters, which an index of trigrams understands."""

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # Chinese, Japanese
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Blocks of Unicode for the scripts that do not set words apart."""


class Folded(models.Func):
    """A text without case and accents."""

    function = "sources_folded"
    arity = 1
    output_field = models.TextField()


class Words(models.Func):
    """The words of a text, every one of them and unshortened, without case and accents."""

    function = "sources_words"
    arity = 1
    output_field = SearchVectorField()


def index_names(column: str, *, name: str) -> GinIndex:
    """Make the index that finds rows by part of the name in `column`."""
    return GinIndex(OpClass(Folded(column), name="gin_trgm_ops"), name=name)


def index_words(column: str, *, name: str) -> GinIndex:
    """Make the index that finds rows by the words of the text in `column`."""
    return GinIndex(Words(column), name=name)


@models.CharField.register_lookup
class Named(models.Lookup):
    """Lookup of names that contain a text; `name__named="erdog"`.

    One or two letters are no part that an index of trigrams can find: they find names of which a word
    begins so. Not in scripts that do not set words apart, where two letters are a name.
    """

    lookup_name = "named"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if len(self.rhs) <= MOST_LETTERS and self.rhs.isalnum() and not is_unspaced(self.rhs):
            return f"sources_folded({column}) ~ (%s || sources_folded(%s))", (*params, WORD_START, self.rhs)
        pattern = r"'%%' || regexp_replace(sources_folded(%s), '([\\%%_])', '\\\1', 'g') || '%%'"
        return f"sources_folded({column}) LIKE ({pattern})", (*params, self.rhs)


@models.CharField.register_lookup
class HasWords(Named):
    """Lookup of texts with these words, side by side, of which the last may only be begun.

    `title__words="chemical att"`. A text in a script that does not set words apart is looked up as it is,
    by reading all rows.
    """

    lookup_name = "words"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if is_unspaced(self.rhs):
            return super().as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        return f"sources_words({column}) @@ sources_words_query(%s)", (*params, self.rhs)


def is_unspaced(text: str) -> bool:
    """Whether `text` has a letter of a script that does not set words apart."""
    return any(first <= ord(letter) <= last for letter in text for first, last in UNSPACED)
