"""Questions: which words of one are asked for, and which status it asks about.

"Who disputes election meddling" asks for claims about election meddling, the disputed ones first. Otherwise
every claim would need the word "disputes", which hardly any has: its status says it.
"""

import re
from dataclasses import dataclass

from .demonyms import STRIPPED

ASKING = """
who whom whose what which when where why how is are was were am did does do has have had
can could will would should about that whether
"""
SOUGHT = "whose could would should whether"
SMALL = "a an and at by for from in of on over the to with"
SPEAKING = """
say says said saying tell tells told telling claim claims claimed claiming think thinks thought
believe believes believed admit admits admitted accept accepts accepted acknowledge acknowledges acknowledged
affirm affirms affirmed confirm confirms confirmed insist insists insisted argue argues argued
ask asks asked asking mention mentions mentioned comment comments commented stated
anybody anyone somebody someone everybody everyone true really actually exactly
"""
DISPUTING = """
dispute disputes disputed contest contests contested deny denies denied doubt doubts doubted
contradict contradicts contradicted question questions questioned reject rejects rejected
refute refutes refuted disagree disagrees disagreed controversial
"""
AGREEING = "agree agrees agreed undisputed uncontested"
ADJECTIVES = "disputed contested controversial undisputed uncontested"
OPPOSING = "vs versus"
NOUNS = "question questions doubt doubts dispute disputes contest contests"

QUESTION_WORDS = frozenset(ASKING.split())
"""A text that begins with one of them is a question."""
SMALL_WORDS = frozenset(SMALL.split())
"""Words that mean nothing at the beginning or the end of what is asked for."""
SOUGHT_WORDS = frozenset(SOUGHT.split())
"""Those of them that a search would otherwise look for; PostgreSQL skips the others in any text."""
SPEECH_VERBS = frozenset(SPEAKING.split())
"""Words of a question that no claim needs to have: they ask for positions, of any kind."""
STATUS_VERBS = dict.fromkeys(DISPUTING.split(), "disputed") | dict.fromkeys(AGREEING.split(), "agreed")
"""The status that a word of a question asks for."""

STATUS_ADJECTIVES = frozenset(ADJECTIVES.split())
"""Those of them that may ask for it without a question too, at the beginning or the end of a text."""
OPPOSING_WORDS = frozenset(OPPOSING.split())
"""Words between two names that may ask what these dispute."""
STATUS_NOUNS = frozenset(NOUNS.split())
"""Verbs that are nouns after one of NOUN_MARKERS: "what questions"."""
NOUN_MARKERS = frozenset(("what", "which", "whose"))
LEAST_BEGUN = 3
"""Letters of a word of a question that is being typed."""

QUOTATION_MARKS = '"“”„‟«»＂'
PIECE = re.compile(rf"-?[{QUOTATION_MARKS}][^{QUOTATION_MARKS}]*[{QUOTATION_MARKS}]?|\S+")


@dataclass(frozen=True)
class Question:
    """A search text as it is understood."""

    words: str
    """The words that claims must have; empty where only a status is asked for."""
    status: str = ""
    """Claims with this status come first, or are all that is asked for; empty for none."""
    is_shortened: bool = False
    """Whether words were left out that a search would otherwise look for."""
    is_doubtful: bool = False
    """Whether the text may be no question of a status: it is one only if no claim has all its words."""


def read_question(text: str) -> Question:
    """Read a question; any other text asks for its words as they are, or for a status beside them.

    Quoted and negated words always stay.
    """
    pieces = PIECE.findall(text)
    if not _is_question(text, pieces):
        return _read_status(text, pieces)
    kept: list[str] = []
    status, is_shortened = "", False
    words = [_normalise_word(piece) for piece in pieces]
    for piece, word, previous in zip(pieces, words, ["", *words], strict=False):
        if word in STATUS_NOUNS and previous in NOUN_MARKERS:
            kept.append(piece)
        elif word in STATUS_VERBS or word in SPEECH_VERBS:
            status = status or STATUS_VERBS.get(word, "")
            is_shortened = True
        elif word in OPPOSING_WORDS and kept:
            status, is_shortened = status or "disputed", True
        elif word in QUESTION_WORDS:
            is_shortened = is_shortened or word in SOUGHT_WORDS
        else:
            kept.append(piece)
    kept = _strip_small_words(kept)
    # A text of such words alone is looked for as it is.
    if not any(piece.strip(STRIPPED) for piece in kept):
        return Question("", status, is_shortened=True) if status else Question(text)
    return Question(" ".join(kept), status, is_shortened)


def complete_question(text: str) -> str:
    """Complete a question of which nothing but its beginning is typed: "who disp" is "who dispute".

    Only where all words that begin so ask for the same status: "who con" may be "who confirms".
    """
    *pieces, last = PIECE.findall(text) or [""]
    begun = _normalise_word(last) if last else ""
    is_beginning = pieces and all(_normalise_word(piece) in QUESTION_WORDS for piece in pieces)
    if not is_beginning or len(begun) < LEAST_BEGUN or begun in STATUS_VERBS:
        return text
    whole = [verb for verb in (*STATUS_VERBS, *SPEECH_VERBS) if verb.startswith(begun)]
    is_clear = len({STATUS_VERBS.get(verb, "") for verb in whole}) == 1 and whole[0] in STATUS_VERBS
    return " ".join((*pieces, whole[0])) if is_clear else text


def _read_status(text: str, pieces: list[str]) -> Question:
    """Read "disputed", "low point contested" and "Russia vs Syria"; any other text as it is.

    Beside other words it is doubtful whether a status is meant: of "disputed islands" it may be a name.
    """
    words = [_normalise_word(piece) for piece in pieces]
    inner = [place for place in range(1, len(words) - 1) if words[place] in OPPOSING_WORDS]
    outer = [place for place in {0, len(words) - 1} if words and words[place] in STATUS_ADJECTIVES]
    left_out = {*inner, *outer}
    if not left_out:
        return Question(text)
    status = STATUS_VERBS[words[outer[0]]] if outer else "disputed"
    kept = _strip_small_words([piece for place, piece in enumerate(pieces) if place not in left_out])
    return Question(" ".join(kept), status, is_shortened=True, is_doubtful=bool(kept))


def _strip_small_words(pieces: list[str]) -> list[str]:
    """Leave out small words at the beginning and the end."""
    small = [_normalise_word(piece) in SMALL_WORDS for piece in pieces]
    if all(small):
        return []
    return pieces[small.index(False) : len(small) - small[::-1].index(False)]


def _is_question(text: str, pieces: list[str]) -> bool:
    return text.rstrip().endswith("?") or any(
        _normalise_word(piece) in QUESTION_WORDS for piece in pieces[:1]
    )


def _normalise_word(piece: str) -> str:
    """Return a word as the lists have it; nothing for what is quoted, negated, or an abbreviation (WHO)."""
    bare = piece.strip(STRIPPED)
    is_name = len(bare) > 1 and bare.isupper()
    return "" if piece[0] in QUOTATION_MARKS + "-" or is_name else bare.casefold()
