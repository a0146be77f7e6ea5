"""What is fuzzed: readers of foreign text and files, and what holds whatever they are given.

A target takes bytes, raises for whatever must not happen, and returns how much its reader made of them, which
is the more interesting the more it is. Its errors for people are no findings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.fuzzing import file_targets as files
from tests.fuzzing import text_targets as texts


@dataclass(frozen=True)
class Target:
    """A reader. `seeds` are inputs that it understands, `words` are what its grammar is made of."""

    check: Callable[[bytes], int]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...]


TARGETS: dict[str, Target] = {
    "quotations": Target(texts.find_quotations_in, texts.list_articles, texts.QUOTATION_WORDS),
    "excerpts": Target(texts.prove_excerpt, texts.list_excerpts, texts.EXCERPT_WORDS),
    "likeness": Target(texts.compare_propositions, texts.list_pairs, texts.PROPOSITION_WORDS),
    "queries": Target(texts.parse_search, texts.list_searches, texts.SEARCH_WORDS),
    "pages": Target(files.extract_page, files.list_pages, files.PAGE_WORDS),
    "imports": Target(files.read_import, files.list_imports, files.IMPORT_WORDS),
    "cursors": Target(files.read_cursors, files.list_cursors, files.CURSOR_WORDS),
}
