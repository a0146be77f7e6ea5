"""Scare quotes, titles of works and headings: marked, but nobody's words."""

import re

from quotations.annotations import AttributedQuote
from quotations.lexicon.function_words import FUNCTION_WORDS, NAMING_WORDS, WORK_WORDS
from quotations.lexicon.speech_verbs import JUDGING_VERBS
from quotations.lexicon.word_lists import word_set

_WORD = re.compile(r"[^\W_]+(?:['’\-‑.][^\W_]+)*")
_MIN_WORDS = 4
_SMALL_WORDS = FUNCTION_WORDS | word_set("v vs de la le")
_BEFORE_NOUNS = word_set("the a an his her its their this")


def split_words(text: str) -> list[str]:
    """Return the words of a quotation, as its length is counted."""
    return _WORD.findall(text)


def is_speech(quote: AttributedQuote) -> bool:
    """Return True if the quotation is to be proposed as somebody's words."""
    words = split_words(quote.text)
    if not words:
        return False
    if len(words) < _MIN_WORDS:
        return _is_short_speech(quote, words)
    if quote.evidence in ("", "sentence") and (_is_called_so(quote) or _is_attributive(quote)):
        return False
    if not quote.evidence and quote.sentence.is_heading and quote.index < len(quote.sentence.tokens) - 1:
        return False
    return not _is_title(quote, words)


def _is_called_so(quote: AttributedQuote) -> bool:
    """Return True after "so-called", "the word" and the like."""
    return bool(_words_before(quote, 1) & NAMING_WORDS)


def _is_attributive(quote: AttributedQuote) -> bool:
    """Return True for a name before what it names: the "Save Our River" campaign."""
    tokens = quote.sentence.tokens
    if not quote.index or quote.index + 1 >= len(tokens) or quote.text[-1] in ".,?!…":
        return False
    following = tokens[quote.index + 1]
    is_noun = following.is_word and following.lower not in FUNCTION_WORDS and not following.is_capital
    return is_noun and tokens[quote.index - 1].lower in _BEFORE_NOUNS


def _is_short_speech(quote: AttributedQuote, words: list[str]) -> bool:
    """Judge a quotation of few words.

    It counts if it has a cue with a speaker, or goes on after one as a full sentence.
    """
    if _is_called_so(quote):
        return False
    if quote.evidence == "flow" or (quote.evidence == "cue" and quote.cue is None):
        return quote.speaker is not None and quote.text[-1] in ".?!…,"
    if quote.cue is None:
        return quote.evidence == "label" and quote.text[-1] in ".?!…"  # BROOK: No.
    if quote.cue.is_negated and not quote.is_adjacent:
        return False
    is_work = bool(_words_before(quote, 2) & WORK_WORDS) and is_capitalised(words)  # her song "Rivers"
    if quote.speaker is not None and not is_work:
        return True
    is_judgement = quote.cue.lemma in JUDGING_VERBS and quote.cue.subject is not None
    return (is_judgement and not is_work) or (quote.is_adjacent and quote.text[-1] in ",.?!")


def _is_title(quote: AttributedQuote, words: list[str]) -> bool:
    """Return True for the title of a book, a film and the like."""
    tokens = quote.sentence.tokens
    if not quote.sentence.has_words or (quote.index and tokens[quote.index - 1].text == ":"):
        return False
    if quote.cue is not None and quote.cue.verb == quote.index - 1:
        return quote.cue.text.lower() in WORK_WORDS - {"wrote"} and is_capitalised(words)
    if is_capitalised(words):
        is_spoken = quote.is_adjacent or quote.evidence in ("label", "flow") or quote.text[-1] == ","
        return not is_spoken or bool(_words_before(quote, 3) & WORK_WORDS)
    return quote.evidence in ("", "sentence") and bool(_words_before(quote, 1) & WORK_WORDS)


def is_capitalised(words: list[str]) -> bool:
    """Return True if all words but small ones start with a capital, as in titles."""
    main = [word for word in words if word.lower() not in _SMALL_WORDS and word[0].isalpha()]
    return (
        2 * len(main) >= min(len(words), 4)
        and words[0][0].isupper()
        and all(word[0].isupper() for word in main)
    )


def _words_before(quote: AttributedQuote, count: int) -> set[str]:
    tokens = quote.sentence.tokens[max(0, quote.index - count) : quote.index]
    return {token.lower for token in tokens}
