"""Positions of the other side: what Tom Field claims in "Ada Brook rejected Tom Field's claim that ..."."""

from collections.abc import Iterator

from quotations.annotations import Cue, Sentence
from quotations.clause_ends import find_clause_end
from quotations.grammar.clauses import has_finite_verb
from quotations.indirect_speech import is_report, trim_clause
from quotations.lexicon.offices import OFFICES, RANKS
from quotations.lexicon.speech_verbs import PLAIN_REPORTS, SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .propositions import leave_out_reproach

_GOVERNING = word_set(
    "despite to after with about over on of against amid following off aside away by echo echoes echoing "
    "back backs backing support supports supporting contradict contradicts contradicting"
)
_ARTICLES = word_set("the a an any all recent earlier latest new")
_MAX_TITLES = 4


def find_claims_of_others(sentence: Sentence) -> Iterator[tuple[int, int, Cue]]:
    """Yield each clause that is somebody's claim by a noun, where another person speaks of it.

    Yields (first token, last token, cue), as `find_reported_clauses`. The noun has to be an object: what
    comes after "Tom Field's claim that ..." as a subject is no longer his claim.
    """
    for cue in sentence.cues:
        if cue.lemma != "words" or cue.speaker is None or not _is_object(sentence, cue):
            continue
        governing = [other for other in sentence.cues if other.verb < cue.verb and other is not cue]
        if any(other.speaker is cue.speaker for other in governing):
            continue  # repeated her claim
        start = max(cue.verb, cue.last) + 2
        first, last = trim_clause(sentence.tokens, start, find_clause_end(sentence, cue, start))
        clause = leave_out_reproach(sentence.tokens[first : last + 1])
        if is_report(clause) and has_finite_verb(clause, 0, len(clause)):
            yield first, first + len(clause) - 1, cue


def _is_object(sentence: Sentence, cue: Cue) -> bool:
    """Tell whether a verb or preposition stands before "the mayor Tom Field's claim"."""
    tokens = sentence.tokens
    index = min(cue.verb, cue.subject.first if cue.subject else cue.verb) - 1
    for _ in range(_MAX_TITLES):
        if index < 0 or tokens[index].lower not in OFFICES | RANKS | _ARTICLES:
            break
        index -= 1
    if index < 0:
        return False
    word = tokens[index].lower
    if word in SPEECH_VERBS:
        return SPEECH_VERBS[word] not in PLAIN_REPORTS
    return word in _GOVERNING or word.endswith("ed")
