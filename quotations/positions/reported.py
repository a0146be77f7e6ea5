"""Reported words in their sentence, with the verb that reports them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

MAX_DISTANCE = 400
"""The distance, in characters, up to which the sentence of some words is looked for."""

Sureness = Literal["sure", "likely", "guess"]

_SENTENCE_END = re.compile(r"(?<=[a-z0-9\"”’')\]][.!?])[\"”’')]*\s+(?=[\"“‘'(]|[A-Z])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|St|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Aug|Sept?"
    r"|Oct|Nov"
    r"|Dec|Rev|Hon|Adm|Cllr|Insp|Supt)|\b[A-Z])\.[\"”’')]*\s+$"
)
_MARKS = ' \t\n\u00a0"“”„‘«»,:;—–-'
_CLAUSE_START = re.compile(r"[;:—–]|\b(?:but|while|whereas|although|though)\b|,\s+and\b", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """A guess at a field, with a sentence why, for an editor. `value` is "" where nothing is known."""

    value: str
    why: str = ""
    sure: Sureness = "likely"


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Find where the sentence of `start` begins and that of `end` ends.

    Both are looked for no further than MAX_DISTANCE away.
    """
    first, last = max(0, start - MAX_DISTANCE), min(len(text), end + MAX_DISTANCE)
    # One character more on either side: the mark that opens the words, the stop that ends them.
    before = [match.end() for match in _SENTENCE_END.finditer(text, first, start + 1) if _ends(text, match)]
    after = (match for match in _SENTENCE_END.finditer(text, max(0, end - 1), last) if _ends(text, match))
    begins = [at for at in before if at <= start]
    return (begins[-1] if begins else first), next((match.start() for match in after), last)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Return False after "Mr." and other abbreviations."""
    return "\n" in match.group() or not _ABBREVIATION.search(text[max(0, match.start() - 12) : match.end()])


@dataclass(frozen=True)
class ReportedWords:
    """Words that somebody said, and how an article reports them.

    `before` and `after` are the rest of the sentence, in which other quotations are blank. `cue` is the
    reporting word as printed, "" for none. `is_quotation`: the words are the speaker's own. `opening`: the
    first words of the whole passage, where only a part of it was chosen.
    """

    words: str
    before: str
    after: str
    cue: str
    is_quotation: bool
    opening: str = ""

    @cached_property
    def cue_span(self) -> tuple[int, int] | None:
        """Where the cue stands in `before`."""
        return _find_last(self.cue, self.before) if self.cue else None

    @cached_property
    def lead(self) -> str:
        """The clause up to the cue, the cue left out: "Ada Brook has vehemently"."""
        if self.cue_span:
            return _CLAUSE_START.split(self.before[: self.cue_span[0]])[-1]
        if self.cue_in_words:
            return _CLAUSE_START.split(self.before)[-1]
        found = _find_first(self.cue, self.after) if self.cue else None
        return self.after[: found[0]] if found else ""

    @cached_property
    def gap(self) -> str:
        """What stands between the cue and the words: "the charge that"."""
        return self.before[self.cue_span[1] :].strip(_MARKS) if self.cue_span else ""

    @cached_property
    def cue_in_words(self) -> bool:
        """Whether the words begin with the cue: "denied the charge"."""
        return bool(self.cue) and self.words.lower().startswith(self.cue.lower())

    @cached_property
    def is_fragment(self) -> bool:
        """Whether a quotation is a part of the article's own clause: called it "a disgrace"."""
        return self.is_quotation and (self.words[:1].islower() or self.words[:1] in "…")

    @cached_property
    def clause(self) -> str:
        """What was said as one clause: of a fragment with what the article says before it."""
        if not self.is_fragment:
            return self.words
        if self.cue_span:
            return f"{self.gap} {self.words}".strip()
        begun = _CLAUSE_START.split(self.before)[-1].strip(_MARKS)
        return f"{begun} {self.words}".strip()


def read_report(
    text: str,
    span: tuple[int, int],
    *,
    cue: str,
    is_quotation: bool,
    whole: tuple[int, int] | None = None,
    quoted: Iterable[tuple[int, int]] = (),
) -> ReportedWords:
    """Read how the words at `span` of a text are reported; `quoted` are the quotations of the text.

    `whole` is the passage of which `span` is a part.
    """
    start, end = span
    whole = whole or span
    first, _ = find_sentence(text, *whole)
    _, last = find_sentence(text, *whole)
    letters = list(text[first:last])
    for begins, ends in quoted:
        if not (begins < whole[1] and whole[0] < ends):
            for at in range(max(begins, first), min(ends, last)):
                letters[at - first] = " "
    sentence = "".join(letters)
    return ReportedWords(
        words=text[start:end],
        before=sentence[: max(0, whole[0] - first)],
        after=sentence[max(0, whole[1] - first) :],
        cue=cue,
        is_quotation=is_quotation,
        opening=text[whole[0] : min(whole[1], whole[0] + 80)],
    )


def _find_last(word: str, text: str) -> tuple[int, int] | None:
    spans = [match.span() for match in re.finditer(_as_word(word), text, re.IGNORECASE)]
    return spans[-1] if spans else None


def _find_first(word: str, text: str) -> tuple[int, int] | None:
    match = re.search(_as_word(word), text, re.IGNORECASE)
    return match.span() if match else None


def _as_word(word: str) -> str:
    words = r"\s+".join(re.escape(part) for part in word.split())
    return rf"(?<!\w){words}(?!\w)"
