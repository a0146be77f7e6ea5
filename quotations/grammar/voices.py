"""Whose words a spokeswoman without a name, a report, a sign or a campaign gives."""

from quotations.annotations import Mention, Sentence
from quotations.lexicon.common_verbs import IRREGULAR_VERBS, PAST_OF_PARTICIPLES
from quotations.lexicon.function_words import FUNCTION_WORDS, NOUN_BREAKERS
from quotations.lexicon.offices import SPOKESPEOPLE
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .noun_phrases import find_mention_at, find_mention_ending

_SIGNS = word_set("sign notice poster banner plaque")
_AUTHORS = word_set("by from of")
_REPRESENTED = word_set("for of at with from")
_PLACES = word_set("at outside on by of from in")
_MADE = word_set("published written released compiled prepared issued drafted produced made")
_MAX_DISTANCE = 7
_MAX_MODIFIERS = 3


def find_owner(sentence: Sentence, head: int) -> Mention | None:
    """Return whose the noun is: "Ann Bell's latest brief", "a Kremlin spokesman"."""
    for index in range(head - 1, max(-1, head - 2 - _MAX_MODIFIERS), -1):
        mention = find_mention_ending(sentence, index)
        if mention is not None:
            return mention if mention.kind not in ("person", "office") or mention.is_possessive else None
        token = sentence.tokens[index]
        if not token.is_word or token.is_possessive:
            return None
        if token.lower in FUNCTION_WORDS or token.lower in NOUN_BREAKERS:
            return None
    return None


def _is_first_of_two(sentence: Sentence, mention: Mention) -> bool:
    following = mention.last + 1
    if following >= len(sentence.tokens) or sentence.tokens[following].lower != "and":
        return False
    return find_mention_at(sentence, following + 1) is not None


def _is_done_otherwise(word: str) -> bool:
    is_participle = word.endswith("ed") or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES
    return is_participle and word not in _MADE


def find_author(sentence: Sentence, head: int) -> Mention | None:
    """Return who stands after the noun: "a report on Friday by the Audit Office"."""
    tokens, noun = sentence.tokens, sentence.tokens[head].lower
    links = _REPRESENTED if noun in SPOKESPEOPLE else _PLACES if noun in _SIGNS else _AUTHORS
    start = head + 1
    if (
        start + 1 < len(tokens)
        and tokens[start].text == ","
        and (tokens[start + 1].lower in links or tokens[start + 1].lower in _MADE)
    ):
        start += 1  # the report, by the Audit Office, said
    for index in range(start, min(len(tokens) - 1, head + _MAX_DISTANCE)):
        if not tokens[index].is_word or tokens[index].lower in SPEECH_VERBS:
            return None
        if tokens[index].lower == "by" and _is_done_otherwise(tokens[index - 1].lower):
            return None  # a memo seen by Ann Bell
        if tokens[index].lower in links:
            following = index + 2 if tokens[index + 1].lower in ("the", "a") else index + 1
            mention = find_mention_at(sentence, following)
            if mention is not None:
                is_one = not mention.is_possessive and not _is_first_of_two(sentence, mention)
                return mention if is_one and mention.kind != "office" else None
    return None
