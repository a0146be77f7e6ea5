"""What a reader sees of a page's article, and where the text that was read differs from it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from .tree import BLOCKS

MAX_NAMED = 5
"""How many sentences are named; of more, their number."""
_MIN_WORDS = 4
_MAX_SEARCHED = 300_000_000
"""Characters that are searched through at most for what is no line or sentence of a text as it stands."""
_FURNITURE = {"nav", "footer", "form", "menu", "dialog", "head"}
_OTHER_STORIES = re.compile(
    r"comment|related|recommend|newsletter|most-read|popular|breadcrumb|cookie|consent|advert|paywall|subscri",
    re.I,
)
_SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’')»]))\s+")
_ENDS = re.compile(r"[.!?…][\"”’')»\]]*$")
_QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')


@dataclass(frozen=True, slots=True)
class VisibleBlock:
    """The words of one block of a page, such as a paragraph."""

    text: str
    ancestors: tuple[etree._Element, ...]
    """The block and the elements around it, innermost first."""


class _SearchableText:
    """A text in which very many sentences can be looked up."""

    def __init__(self, text: str, parts: Iterable[str]):
        self._text = _fold(text)
        self._parts = {_fold(part) for part in parts}
        self._searches = _MAX_SEARCHED // (len(self._text) or 1)

    def has(self, words: str) -> bool | None:
        """Whether the text has `words`; None, unknown, once it has been searched through too often."""
        words = _fold(words)
        if words in self._parts:
            return True
        if not self._searches:
            return None
        self._searches -= 1
        return words in self._text


def list_blocks(tree: etree._Element, *, with_furniture: bool = False) -> list[VisibleBlock]:
    """List the blocks of a page with their words, in reading order; its furniture only on request."""
    blocks: list[VisibleBlock] = []
    pieces: list[str] = []
    owner = tree

    def close() -> None:
        text = " ".join("".join(pieces).split())
        pieces.clear()
        if text:
            blocks.append(VisibleBlock(text, (owner, *owner.iterancestors())))

    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if skipped is None and event == "start" and not with_furniture and _is_furniture(element):
            close()
            skipped = element
        is_block = element.tag in BLOCKS or element.tag == "br"
        if skipped is None and is_block:
            close()
            owner = element if event == "start" and element.tag != "br" else element.getparent()
            owner = element if owner is None else owner
        if skipped is None and event == "start":
            pieces.append(element.text or "")
        if skipped is element and event == "end":
            skipped = None
        if skipped is None and event == "end":
            pieces.append(element.tail or "")
    close()
    return blocks


def describe_differences(blocks: list[VisibleBlock], text: str) -> list[str]:
    """Tell editors which sentences of the page's article are not in `text`, and the other way round.

    Only full sentences count: of a page's furniture nobody misses anything. Returns no sentence where
    the article cannot be told from the rest of the page.
    """
    lines = text.splitlines()
    article = _find_article(blocks, _SearchableText(text, lines))
    if not article:
        return []
    warnings = []
    printed = [sentence for block in article for sentence in split_sentences(block.text)]
    read = [sentence for line in lines for sentence in split_sentences(line)]
    known = _SearchableText(text, read)
    seen = _SearchableText(" ".join(block.text for block in article), printed)
    missing = [words for words in printed if _is_sentence(words) and known.has(words) is False]
    added = [words for words in read if _is_sentence(words) and seen.has(words) is False]
    if missing:
        warnings.append(
            f"On the page, but not in the text below: {_name(missing)} Add what belongs to the article."
        )
    if added:
        warnings.append(
            f"In the text below, but not so in the page’s article: {_name(added)} Compare with the page."
        )
    return warnings


def split_sentences(text: str) -> list[str]:
    """Split a paragraph roughly into sentences."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


def _name(sentences: list[str]) -> str:
    unique = list(dict.fromkeys(sentences))
    named = " ".join(f"“{_shorten(sentence)}”" for sentence in unique[:MAX_NAMED])
    more = len(unique) - MAX_NAMED
    return f"{named} and {more:,} more." if more > 0 else named


def _shorten(sentence: str) -> str:
    return sentence if len(sentence) <= 200 else f"{sentence[:199].rstrip()}…"


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in _FURNITURE:
        return True
    if element.tag not in BLOCKS or element.tag in ("body", "article", "main"):
        return False
    return bool(_OTHER_STORIES.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _find_article(blocks: list[VisibleBlock], text: _SearchableText) -> list[VisibleBlock]:
    """Return the blocks of the innermost element that has most of the words of `text`."""
    lengths: dict[etree._Element, int] = {}
    whole = 0
    for block in blocks:
        words = _fold(block.text)
        if len(words.split()) >= _MIN_WORDS and text.has(words):
            whole += len(words)
            for element in block.ancestors:
                lengths[element] = lengths.get(element, 0) + len(words)
    if not whole:
        return []
    most = max(lengths.values())
    depth = {element: sum(1 for _ in element.iterancestors()) for element in lengths}
    candidates = [element for element, length in lengths.items() if length >= most * 0.9]
    best = max(candidates, key=lambda element: depth[element])
    named = [element for element in (best, *best.iterancestors()) if element.tag in ("article", "main")]
    root = named[0] if named else best
    return [block for block in blocks if root in block.ancestors]


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _MIN_WORDS and bool(_ENDS.search(text))


def _fold(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())
