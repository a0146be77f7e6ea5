"""Words and sentences of what the article says itself, each quotation counting as one word."""

import re
from collections.abc import Iterator

from quotations.annotations import Marked, Sentence, Token
from quotations.lexicon.function_words import FUNCTION_WORDS, PRONOUNS
from quotations.lexicon.speech_verbs import SPEECH
from quotations.lexicon.word_lists import word_set

_ABBREVIATIONS = (
    "mr mrs ms dr prof rev hon gov sen rep gen lt col sgt capt maj cpl pvt cmdr adm pres sec st messrs mme "
    "jr sr vs etc inc ltd corp co no nos vol dept est approx jan feb mar apr jun jul aug sept sep oct nov "
    "dec supt insp det cllr mt ft ave blvd fr msgr bros"
)
_WORD = re.compile(
    rf"(?i:(?:{'|'.join(_ABBREVIATIONS.split())})\.(?=\s|,))"
    r"|[RDI]-(?:[A-Z]\.){2,}|[RDI]-[A-Z][a-z]{2,5}\.(?=[,;)\s])"  # R-N.D., D-Mass.
    r"|(?:[^\W\d_]\.){2,}(?:-[^\W_]+)?"  # U.S., e.g., U.S.-led
    r"|[A-Z]\.(?=\s+[A-Z])"  # an initial
    r"|[^\W_]+(?:(?:[-'’‑&/]|\.(?![A-Z][a-z])|(?<![a-z])\.)(?=[^\W_])[^\W_]+)*"
    r"|\.{2,}|--+|\S"
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_ENDS = frozenset(".!?…") | {"...", "...."}
_CLOSERS = frozenset(")]}\"'”’")
_NEVER_LAST = word_set("mr. mrs. ms. dr. prof. rev. hon. gov. sen. rep. gen. lt. col. sgt. capt. maj. st.")
PARTY_AND_STATE = re.compile(r"[RDI]-[A-Z][\w.]*")
"""As set after a name: "Ada Brook, D-Mass., said"."""

MOST_TOKENS = 400
"""A sentence is cut after so many words: no writer goes so far, and broken texts must not cost time."""


def sentences(text: str, paragraphs: list[tuple[int, int]], quotes: list[Marked]) -> list[Sentence]:
    """The sentences of all paragraphs, in order."""
    found: list[Sentence] = []
    at = 0
    for number, (start, end) in enumerate(paragraphs):
        inside = []
        while at < len(quotes) and quotes[at].paragraph == number:
            inside.append((at, quotes[at]))
            at += 1
        for tokens in _cut(text, list(_tokens(text, start, end, inside))):
            found.append(Sentence(tokens, number, len(found)))
    return found


def cut_words(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentences within a quotation of `sentence`, numbered like it; offsets count from its start."""
    for tokens in _cut(text, list(_words(text, 0, len(text)))):
        yield Sentence(tokens, sentence.paragraph, sentence.number)


def _tokens(text: str, start: int, end: int, quotes: list[tuple[int, Marked]]) -> Iterator[Token]:
    for number, quote in quotes:
        yield from _words(text, start, quote.outer_start)
        words = text[quote.start : quote.end]
        yield Token(words, quote.outer_start, quote.outer_end, quote=number)
        start = quote.outer_end
    yield from _words(text, start, end)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start, end):
        word, first, last = match.group(), match.start(), match.end()
        if not word[0].isalnum():
            yield Token(word, first, last, lower=word)
            continue
        possessive = _POSSESSIVE.search(word) is not None
        if possessive:
            word, last = word[:-2], last - 2
        elif word[-1] in "sS" and text[last : last + 1] in "'’" and text[last + 1 : last + 2].isspace():
            possessive = last < end
        yield Token(word, first, last, word.lower().replace("’", "'"), True, word[0].isupper(), possessive)


def _cut(text: str, tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of one paragraph, sentence by sentence."""
    start = 0
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = following is None or at - start >= MOST_TOKENS or _is_end(tokens, at, token, following)
        if ends or _ends_introduced(tokens, start, at):
            yield tokens[start : at + 1]
            start = at + 1


def _is_end(tokens: list[Token], at: int, token: Token, following: Token) -> bool:
    if following.text in _CLOSERS and (token.quote is None or following.text != '"'):
        return False
    if token.text in _CLOSERS and at and tokens[at - 1].text in _ENDS:
        return _starts(following)
    if token.quote is not None:
        return token.text[-1:] in _ENDS and _starts_after_quote(tokens, at, following)
    if token.text in _ENDS:
        return _starts(following) and not (token.text in ("...", "…") and not following.is_capital)
    if token.is_word and PARTY_AND_STATE.fullmatch(token.text):
        return False
    if token.is_word and token.text.endswith(".") and len(token.text) > 2 and token.lower not in _NEVER_LAST:
        return following.is_capital and (following.lower in FUNCTION_WORDS or following.lower in PRONOUNS)
    return False


def _ends_introduced(tokens: list[Token], start: int, at: int) -> bool:
    """True for the quotation in: Ada Brook said: "Go!" She left. What follows cannot be its cue."""
    token = tokens[at]
    if token.quote is None or token.text[-1:] not in _ENDS or at == start:
        return False
    return tokens[at - 1].text in (":", ",") and tokens[at + 1].is_capital


def _starts(token: Token) -> bool:
    return token.is_capital or token.quote is not None or token.text[0].isdigit() or token.text in "([–—-"


def _starts_after_quote(tokens: list[Token], at: int, following: Token) -> bool:
    """True if a new sentence starts after the quotation `at`, which ends as a sentence does."""
    if following.quote is not None:
        return True
    if following.text in '(["' and at + 2 < len(tokens):
        return tokens[at + 2].is_capital
    if not following.is_capital:
        return False
    trails_off = tokens[at].text.endswith(("…", "..."))
    if trails_off and any(token.lower in SPEECH for token in tokens[at + 2 : at + 4]):
        return False
    return tokens[at].text[-1] in ".…" or (
        following.lower in FUNCTION_WORDS and following.lower not in PRONOUNS
    )
