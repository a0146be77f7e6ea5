"""Quoted words that are probably nobody's position, and why."""

import re
from collections import Counter
from collections.abc import Sequence

from quotations.adjacency import has_unnamed_label
from quotations.annotations import AttributedQuote
from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.function_words import FUNCTION_WORDS, NEGATIONS, WORK_WORDS, is_auxiliary
from quotations.lexicon.speech_verbs import JUDGING_VERBS, REJECTIONS
from quotations.lexicon.word_lists import word_set
from quotations.scare_quotes import is_capitalised, split_words

TITLE = "The name of a programme or a work."
MOTTO = "A motto or a slogan."
QUESTION = "A question of the interviewer."
REMARK = "A remark of the person in the chair."
COURTESY = "A greeting or thanks."
FRAGMENT = "A few words that are no sentence."
UNSAID = "Words in quotation marks that nobody is said to say."

_SHOWS = word_set(
    """
    presents presenting hosts hosting host presenter anchor author creator star editor interview talk on in
    told titled
    """
)
_MOTTOES = word_set(
    """
    motto mottoes mottos slogan slogans tagline catchphrase hashtag chant chants chanted chanting
    banner banners placard placards t-shirt t-shirts inscription graffiti cap caps
    """
)
_CHAIRS = word_set("chair chairman chairwoman chairperson moderator host presenter clerk operator")
"""Labels of those who give others the floor."""
_COURTESY = re.compile(
    r"(?:(?:thank you|thanks|good (?:morning|afternoon|evening)|welcome|hello|order|please)\b"
    r"[^.!?]{0,60}[.!]\s*){1,4}",
    re.IGNORECASE,
)
_ADVOCATES = word_set("prosecutor lawyer counsel barrister attorney judge")
_INTERVIEWERS = _ADVOCATES | word_set(
    """
    reporter journalist interviewer host presenter moderator correspondent questioner caller reporters
    journalists
    """
)
"""Who asks for a living; an advocate with a name may ask to say something."""
_SAYS_SOMETHING = word_set(
    """
    no yes not never nobody none nothing false true wrong right lie lies liar guilty innocent rubbish nonsense
    enough absolutely impossible illegal unacceptable disgrace sorry
    """
)
_FILLERS = word_set(
    "well oh ah er um uh hm mean know see look listen let say sort kind like okay ok right sure really"
)
_LEADS_ON = word_set(
    "and but or then so because which who that with from of for in on at to by as like if when while"
)
_MAX_WORDS_BEFORE = 6
_MAX_WORDS_AFTER = 4
_MAX_SHOW_DISTANCE = 3
_MAX_FRAGMENT = 3
_MAX_UNSAID = 5
_MIN_QUESTIONS = 2
_SHARE_OF_QUESTIONS = 0.7


def find_interviewers(quotes: Sequence[AttributedQuote]) -> set[str]:
    """Return the labels of those in a transcript who mostly ask."""
    turns = Counter(quote.span.label for quote in quotes if quote.span.label)
    questions = Counter(quote.span.label for quote in quotes if quote.span.label and "?" in quote.text)
    return {
        label
        for label, count in questions.items()
        if count >= _MIN_QUESTIONS and count >= _SHARE_OF_QUESTIONS * turns[label]
    }


def explain_unlikely(quote: AttributedQuote, interviewers: set[str], asked: str = "") -> str:
    """Return why some quoted words are probably no position, "" for most.

    `asked`: the claim of the question that they answer, which makes "Well, we did." one.
    """
    if quote.span.label:
        unlikely = _explain_unlikely_turn(quote, interviewers)
        return unlikely or (FRAGMENT if not asked and _says_nothing(quote.text) else "")
    words = split_words(quote.text)
    if _is_title(quote, words):
        return TITLE
    if _is_motto(quote):
        return MOTTO
    if _is_interviewers_question(quote):
        return QUESTION
    if _is_unsaid(quote, words):
        return UNSAID
    return FRAGMENT if _is_fragment(quote, words) else ""


def _explain_unlikely_turn(quote: AttributedQuote, interviewers: set[str]) -> str:
    """Return why a turn of a transcript is probably no position: a question, or what a chair says."""
    is_chair = bool(_CHAIRS & set(quote.span.label.lower().split()))
    is_asking = quote.span.label in interviewers or is_chair or has_unnamed_label(quote)
    if is_asking and "?" in quote.text:
        return QUESTION
    if is_chair:
        return REMARK
    return COURTESY if _COURTESY.fullmatch(quote.text.strip()) else ""


def _says_nothing(words: str) -> bool:
    """Recognise a turn of "Well, I, we did." or "But the --": no word of it names or denies anything."""
    tokens = [token for sentence in split_plain_text(words) for token in sentence if token.is_word]
    return all(
        (token.lower in FUNCTION_WORDS | _FILLERS or is_auxiliary(token.lower))
        and token.lower not in NEGATIONS | _SAYS_SOMETHING
        and not token.lower.endswith(("n't", "n’t"))
        for token in tokens
    )


def _is_title(quote: AttributedQuote, words: list[str]) -> bool:
    """Recognise "host of “The Late Show”" and "told “Today”"."""
    tokens, index = quote.sentence.tokens, quote.index
    if not words or not quote.sentence.has_words or not is_capitalised(words) or quote.text[-1] in ".!?…":
        return False
    before = {token.lower for token in tokens[max(0, index - _MAX_SHOW_DISTANCE) : index]}
    is_beside_cue = quote.is_adjacent and quote.cue is not None and quote.cue.first > index
    if before & WORK_WORDS:
        return True
    return bool(before & _SHOWS) and (not is_beside_cue or tokens[index - 1].lower in ("of", "with"))


def _is_motto(quote: AttributedQuote) -> bool:
    if not quote.sentence.has_words:
        return False
    tokens, index = quote.sentence.tokens, quote.index
    is_carried = quote.cue is not None and quote.cue.lemma in ("read", "chant")
    if quote.is_adjacent and quote.speaker is not None and not is_carried:
        return False
    before, after = tokens[max(0, index - _MAX_WORDS_BEFORE) : index], tokens[index + 1 :]
    return any(token.lower in _MOTTOES for token in before + after[:_MAX_WORDS_AFTER])


def _is_interviewers_question(quote: AttributedQuote) -> bool:
    if not quote.text.rstrip().endswith("?"):
        return False
    if quote.speaker is not None:
        return bool(quote.speaker.descriptors & _INTERVIEWERS - _ADVOCATES)
    subject = None if quote.cue is None else quote.cue.subject
    head = None if subject is None else subject.head
    return head is not None and quote.sentence.tokens[head].lower in _INTERVIEWERS


def _is_unsaid(quote: AttributedQuote, words: list[str]) -> bool:
    """Recognise scare quotes: a few words within a sentence that reports no speech."""
    if quote.evidence or quote.speaker is not None or not quote.sentence.has_words:
        return False
    return len(words) <= _MAX_UNSAID and quote.text[-1] not in ".!?…,"


def _is_fragment(quote: AttributedQuote, words: list[str]) -> bool:
    """Recognise words without a verb that do not judge anything either."""
    if quote.cue is not None and quote.cue.lemma in JUDGING_VERBS | REJECTIONS | {"accuse", "dismiss"}:
        return False
    lower = [word.lower() for word in words]
    if not lower or _SAYS_SOMETHING & set(lower):
        return False
    tokens = [token for sentence in split_plain_text(quote.text) for token in sentence]
    if has_finite_verb(tokens, 0, len(tokens)):
        return False
    if len(words) <= _MAX_FRAGMENT:
        is_utterance = quote.text[-1] in ".!?…," and (len(words) > 1 or lower[0] not in FUNCTION_WORDS)
        return not is_utterance
    return lower[0] in _LEADS_ON and quote.text[0].isupper()
