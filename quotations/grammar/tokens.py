"""Words and sentences of the article's own, each quotation counting as one word."""

import re
from collections.abc import Iterator

from quotations.annotations import QuotedSpan, Sentence, Token
from quotations.lexicon.function_words import FUNCTION_WORDS, PRONOUNS
from quotations.lexicon.speech_verbs import SPEECH_VERBS
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
_END_MARKS = frozenset(".!?…") | {"...", "...."}
_CLOSING_MARKS = frozenset(")]}\"'”’")
_NEVER_LAST = word_set("mr. mrs. ms. dr. prof. rev. hon. gov. sen. rep. gen. lt. col. sgt. capt. maj. st.")
DASHES = frozenset(("—", "–", "-", "--"))
PARTY_AND_STATE = re.compile(r"[RDI]-[A-Z][\w.]*")
"""As printed after a name: "Ada Brook, D-Mass., said"."""

MAX_TOKENS = 400
"""Longer sentences are cut: no writer goes so far, and broken texts must not cost time."""


def split_sentences(text: str, paragraphs: list[tuple[int, int]], spans: list[QuotedSpan]) -> list[Sentence]:
    """Split all paragraphs into sentences, in order."""
    sentences: list[Sentence] = []
    next_span = 0
    for paragraph, (start, end) in enumerate(paragraphs):
        inside = []
        while next_span < len(spans) and spans[next_span].paragraph == paragraph:
            inside.append((next_span, spans[next_span]))
            next_span += 1
        for tokens in _group_by_sentence(list(_tokenise_paragraph(text, start, end, inside))):
            sentences.append(Sentence(tokens, paragraph, len(sentences)))
    return sentences


def split_plain_text(text: str) -> list[list[Token]]:
    """Return the tokens of each sentence of a text in which nothing is quoted."""
    return list(_group_by_sentence(list(_tokenise(text, 0, len(text)))))


def split_quoted_sentences(quoted: str, sentence: Sentence) -> Iterator[Sentence]:
    """Split a quotation within `sentence`; offsets count from the quotation's start."""
    for tokens in split_plain_text(quoted):
        yield Sentence(tokens, sentence.paragraph, sentence.number)


def _tokenise_paragraph(
    text: str, start: int, end: int, spans: list[tuple[int, QuotedSpan]]
) -> Iterator[Token]:
    for number, span in spans:
        yield from _tokenise(text, start, span.outer_start)
        yield Token(text[span.start : span.end], span.outer_start, span.outer_end, quote=number)
        start = span.outer_end
    yield from _tokenise(text, start, end)


def _tokenise(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start, end):
        word, word_start, word_end = match.group(), match.start(), match.end()
        if not word[0].isalnum():
            yield Token(word, word_start, word_end, lower=word)
            continue
        is_possessive, suffix = _POSSESSIVE.search(word) is not None, ""
        if is_possessive:
            word, word_end, suffix = word[:-2], word_end - 2, word[-2:]
        elif (
            word[-1] in "sS"
            and text[word_end : word_end + 1] in "'’"
            and text[word_end + 1 : word_end + 2].isspace()
        ):
            is_possessive, suffix = word_end < end, text[word_end]
        lower = word.lower().replace("’", "'")
        yield Token(word, word_start, word_end, lower, True, word[0].isupper(), is_possessive, suffix)


def _group_by_sentence(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of one paragraph sentence by sentence."""
    start = 0
    for index in range(len(tokens)):
        if (
            index + 1 == len(tokens)
            or index - start >= MAX_TOKENS
            or _is_sentence_end(tokens, index)
            or _is_introduced_quote(tokens, start, index)
        ):
            yield tokens[start : index + 1]
            start = index + 1


def _is_sentence_end(tokens: list[Token], index: int) -> bool:
    token, following = tokens[index], tokens[index + 1]
    if following.text in _CLOSING_MARKS and (token.quote is None or following.text != '"'):
        return False
    if token.text in _CLOSING_MARKS and index and tokens[index - 1].text in _END_MARKS:
        return _may_start(following)
    if token.quote is not None:
        return token.text[-1:] in _END_MARKS and _starts_after_quote(tokens, index)
    if token.text in _END_MARKS:
        return _may_start(following) and not (token.text in ("...", "…") and not following.is_capital)
    if token.is_word and PARTY_AND_STATE.fullmatch(token.text):
        return False
    if token.is_word and token.text.endswith(".") and len(token.text) > 2 and token.lower not in _NEVER_LAST:
        return following.is_capital and (following.lower in FUNCTION_WORDS or following.lower in PRONOUNS)
    return False


def _is_introduced_quote(tokens: list[Token], start: int, index: int) -> bool:
    """Return True for the quotation in: Ada Brook said: "Go!" She left.

    What follows cannot be its cue.
    """
    token = tokens[index]
    if token.quote is None or token.text[-1:] not in _END_MARKS or index == start:
        return False
    return tokens[index - 1].text in (":", ",") and tokens[index + 1].is_capital


def _may_start(token: Token) -> bool:
    return token.is_capital or token.quote is not None or token.text[0].isdigit() or token.text in "([–—-"


def _starts_after_quote(tokens: list[Token], index: int) -> bool:
    """Return True if a sentence starts after a quotation that ends as a sentence does."""
    quote, following = tokens[index], tokens[index + 1]
    if following.quote is not None:
        return True
    if following.text in '(["' and index + 2 < len(tokens):
        return tokens[index + 2].is_capital
    if not following.is_capital:
        return False
    trails_off = quote.text.endswith(("…", "..."))
    if trails_off and any(token.lower in SPEECH_VERBS for token in tokens[index + 2 : index + 4]):
        return False
    return quote.text[-1] in ".…" or (following.lower in FUNCTION_WORDS and following.lower not in PRONOUNS)
