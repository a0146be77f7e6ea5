"""Speech that somebody else passes on: "quoted her as saying", "has her saying", "heard her say"."""

from quotations.annotations import Cue, Reference, Sentence
from quotations.grammar.noun_phrases import find_mention_at, find_mention_ending, read_phrase
from quotations.grammar.verb_subjects import find_subject_after, find_subject_before
from quotations.lexicon.function_words import AUXILIARIES, BE_FORMS
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

_QUOTING = word_set("quote quotes quoted quoting cite cites cited citing")
_RELAYING = _QUOTING | word_set("recall recalls recalled recalling remember remembers remembered")
_HAVING = word_set("has have had got shows showed shown caught")
_PERCEIVING = word_set(
    "hear hears heard hearing remember remembers remembered recall recalls recalled recalling filmed recorded"
)
_MAX_DISTANCE = 14


def is_relaying(sentence: Sentence, quoting: int) -> bool:
    """Return True for "quoted" in "quoted Ada Brook as saying": it is not itself the report."""
    tokens = sentence.tokens
    if tokens[quoting].lower not in _RELAYING:
        return False
    for index in range(quoting + 1, min(len(tokens) - 1, quoting + _MAX_DISTANCE)):
        if not tokens[index].is_word:
            return False
        if tokens[index].lower == "as":
            return tokens[index + 1].lower.endswith("ing")
    return False


def read_relayed_cue(sentence: Sentence, index: int) -> Cue | None:
    """Return the cue of a verb whose subject is another verb's object, None if it is not."""
    tokens = sentence.tokens
    word = tokens[index].lower
    lemma = SPEECH_VERBS.get(word, "")
    if index < 2 or not lemma or not (word.endswith("ing") or word == lemma):
        return None
    if tokens[index - 1].lower == "as":
        return _read_quoted_as(sentence, index, lemma)
    subject = _read_object(sentence, index - 1)
    if subject is None or subject.first == 0:
        return None
    governing = tokens[subject.first - 1].lower
    if governing in _PERCEIVING or (governing in _HAVING and word.endswith("ing")):
        return Cue(index, subject.first, index, lemma, tokens[index].text, subject)
    return None


def _read_quoted_as(sentence: Sentence, index: int, lemma: str) -> Cue | None:
    tokens = sentence.tokens
    for quoting in range(index - 2, max(0, index - _MAX_DISTANCE), -1):
        if tokens[quoting].lower not in _RELAYING:
            continue
        if quoting and tokens[quoting - 1].lower in BE_FORMS:
            return _read_passive(sentence, quoting, index, lemma)
        subject = find_subject_after(sentence, quoting + 1)
        if subject is None or subject.last >= index:
            return None
        outer = find_subject_before(sentence, quoting - 1)
        first = subject.first if outer is None else outer.first
        return Cue(index, first, index, lemma, tokens[index].text, subject)
    return None


def _read_passive(sentence: Sentence, quoting: int, index: int, lemma: str) -> Cue | None:
    """Return the cue of "Ada Brook has been quoted as saying"."""
    last = quoting - 1
    while last > 0 and sentence.tokens[last].lower in AUXILIARIES:
        last -= 1
    subject = find_subject_before(sentence, last)
    return (
        None
        if subject is None
        else Cue(index, subject.first, index, lemma, sentence.tokens[index].text, subject)
    )


def _read_object(sentence: Sentence, last: int) -> Reference | None:
    """Return the name, pronoun or description that ends at the token."""
    token = sentence.tokens[last]
    if token.lower in ("him", "her", "them"):
        return Reference(last, last)
    mention = find_mention_ending(sentence, last)
    if mention is not None:
        first = mention.first
        while first and sentence.tokens[first - 1].lower in ("the", "a"):
            first -= 1
        return None if mention.is_possessive else Reference(first, last, find_mention_at(sentence, last))
    return read_phrase(sentence, last) if token.is_word and not token.is_possessive else None
