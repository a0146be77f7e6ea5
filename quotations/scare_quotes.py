"""Which stretches between marks are nobody's words: scare quotes, titles of works, headings."""

import re

from quotations.annotations import Attributed, Token
from quotations.lexicon.function_words import FUNCTION_WORDS, SCARE_LEADS, WORK_NOUNS
from quotations.lexicon.word_lists import word_set

_WORD = re.compile(r"[^\W_]+(?:['’\-‑.][^\W_]+)*")
_FEW = 4
_SMALL = FUNCTION_WORDS | word_set("v vs de la le")


def words_in(text: str) -> list[str]:
    """The words of a quotation, as its length is counted."""
    return _WORD.findall(text)


def is_somebodys(one: Attributed) -> bool:
    """True if the quotation is to be proposed as somebody's words."""
    words = words_in(one.text)
    if not words:
        return False
    if len(words) < _FEW:
        return _is_short_speech(one)
    if one.how in ("", "sentence") and (_is_called(one) or _is_attributive(one)):
        return False
    if one.how == "" and one.sentence.is_heading and one.token < len(one.sentence.tokens) - 1:
        return False
    return not _is_title(one, words)


def _is_called(one: Attributed) -> bool:
    return bool(_leads(one.sentence.tokens, one.token, 1) & SCARE_LEADS)


def _is_attributive(one: Attributed) -> bool:
    """True for a name that stands before what it names: the "Save Our River" campaign."""
    tokens = one.sentence.tokens
    if not one.token or one.token + 1 >= len(tokens) or one.text[-1] in ".,?!…":
        return False
    following = tokens[one.token + 1]
    noun = following.is_word and following.lower not in FUNCTION_WORDS and not following.is_capital
    return noun and tokens[one.token - 1].lower in ("the", "a", "an", "his", "her", "its", "their", "this")


def _is_short_speech(one: Attributed) -> bool:
    """Under four words: only with a speaker's own cue, or going on after one as a full sentence."""
    if _leads(one.sentence.tokens, one.token, 1) & SCARE_LEADS:
        return False
    if one.how == "flow" or (one.how == "cue" and one.cue is None):  # the cue of a later paragraph
        return one.speaker is not None and one.text[-1] in ".?!…,"
    if one.cue is None or (one.cue.negated and not one.adjacent):
        return False
    return (one.speaker is not None and not _is_named(one)) or (one.adjacent and one.text[-1] in ",.?!")


def _is_named(one: Attributed) -> bool:
    """True for a word in capitals after a noun for a work: her song "Rivers"."""
    return bool(_leads(one.sentence.tokens, one.token, 2) & WORK_NOUNS) and _is_capitalised(
        words_in(one.text)
    )


def _is_title(one: Attributed, words: list[str]) -> bool:
    """True for the title of a book, a film and the like."""
    tokens = one.sentence.tokens
    if not any(token.is_word for token in tokens) or (one.token and tokens[one.token - 1].text == ":"):
        return False
    leads = _leads(one.sentence.tokens, one.token, 3)
    spoken = one.adjacent or one.how in ("label", "flow") or one.text[-1] in ","
    if one.cue is not None and one.cue.verb == one.token - 1:
        return one.cue.text.lower() in WORK_NOUNS - {"wrote"} and _is_capitalised(words)
    if _is_capitalised(words):
        return not spoken or bool(leads & WORK_NOUNS)
    return one.how in ("", "sentence") and bool(_leads(one.sentence.tokens, one.token, 1) & WORK_NOUNS)


def _is_capitalised(words: list[str]) -> bool:
    """True if every word is in capitals but the small ones, as in titles."""
    main = [word for word in words if word.lower() not in _SMALL and word[0].isalpha()]
    return (
        2 * len(main) >= min(len(words), 4)
        and words[0][0].isupper()
        and all(word[0].isupper() for word in main)
    )


def _leads(tokens: list[Token], at: int, count: int) -> set[str]:
    return {token.lower for token in tokens[max(0, at - count) : at]}
