"""Clauses: where one starts, and whether words have a verb that makes them one."""

from quotations.annotations import Token
from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.function_words import FUNCTION_WORDS, PRONOUNS, is_auxiliary
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .noun_phrases import DETERMINERS, PREPOSITIONS

_CONDITIONS = word_set("if when unless until while because whether")
_MODALS = word_set("would will could should must can may might")
_VERBS_AFTER_THAT = word_set("needs means makes made meant went came took got gets seems seemed")
_RELATIVES = word_set("that which who whose where")
_NEVER_BEFORE_RELATIVES = PREPOSITIONS | {"and", "but"}  # of that fund; and that it leaked
_MASS_ENDINGS = ("s", "ing", "ly", "tion", "ness", "ity", "ment", "ance", "ence", "ism")
_NOT_NOUNS = PRONOUNS.keys() | word_set(
    "food water oil gas fuel coal steel grain rice bread meat milk money gold land power rain snow ice "
    "weather traffic trade work time war peace aid help crime music art history demand "
    "nobody everybody somebody anybody everyone someone anyone nothing everything something people police"
)
_MASS_NOUNS = word_set(
    """
    evidence information influence interference involvement assistance compensation cooperation support damage
    advice news harm equipment pressure responsibility liability corruption violence torture abuse misconduct
    knowledge contact intelligence intent guilt fraud negligence discrimination collusion pollution
    """
)
_COUNTED_IN_ING = word_set(
    "meeting building warning hearing ruling killing shooting bombing landing sighting"
)
_SUBJECTS = word_set("he she they it there we i you")
_MAX_LEAD_LENGTH = 16
_MAX_WORDS_BEFORE_VERB = 40


def has_finite_verb(tokens: list[Token], first: int, end: int) -> bool:
    """Return True if a subject with its verb stands between the tokens."""
    if first < end and tokens[first].lower in _SUBJECTS:
        return True
    wanted, has_relative = 1, False  # verbs: a relative clause takes one for itself
    for index in range(first + 1, min(end, first + _MAX_WORDS_BEFORE_VERB)):
        token = tokens[index]
        if token.quote is not None or not token.is_word:
            continue
        is_relative = token.lower != "that" or tokens[index - 1].lower not in _NEVER_BEFORE_RELATIVES
        if token.lower in _RELATIVES and is_relative:
            wanted, has_relative = 2, True
        elif not is_auxiliary(tokens[index - 1].lower) and (
            is_auxiliary(token.lower)
            or (_may_be_verb(token, has_relative) and _may_be_subject(tokens, index - 1))
        ):
            wanted -= 1
            if not wanted:
                return True
    return False


def find_clause_opening(tokens: list[Token], start: int) -> int | None:
    """Return the first token of a clause behind its lead, None if there is no clause.

    A condition belongs to what is said ("if he wins he would"), a time does not ("after the vote he would").
    """
    for index in range(start + 2, min(len(tokens) - 1, start + _MAX_LEAD_LENGTH)):
        if tokens[index].quote is not None or tokens[index].text in (".", ";", ":"):
            return None
        if tokens[index].lower not in _SUBJECTS:
            continue
        following = tokens[index + 1].lower
        if is_auxiliary(following) or following in IRREGULAR_VERBS or following.endswith("ed"):
            is_condition = tokens[start].lower in _CONDITIONS
            return start if is_condition else index
    if tokens[start].lower in _CONDITIONS and any(token.lower in _MODALS for token in tokens[start + 4 :]):
        return start
    return None


def is_demonstrative(tokens: list[Token], that: int) -> bool:
    """Recognise "that" as a subject or before its noun: "said that was wrong", "said that man left"."""
    if tokens[that].is_possessive:  # that's
        return True
    if that + 2 >= len(tokens):
        return False
    following, third = tokens[that + 1], tokens[that + 2]
    if is_auxiliary(following.lower) or following.lower in _VERBS_AFTER_THAT:
        return True
    is_noun = following.is_word and not following.is_capital and following.lower not in FUNCTION_WORDS
    is_singular = is_noun and not following.lower.endswith(_MASS_ENDINGS)
    return (
        is_singular
        and following.lower not in _NOT_NOUNS
        and not following.is_possessive
        and is_auxiliary(third.lower)
    )


def may_be_counted(noun: str) -> bool:
    """Tell whether a noun takes "a": a singular of what can be counted, as far as lists tell."""
    if noun in _NOT_NOUNS or noun in _MASS_NOUNS or (noun.endswith("s") and not noun.endswith("ss")):
        return False
    return noun in _COUNTED_IN_ING or not noun.endswith(("ing", "ness", "ism"))


def _may_be_verb(token: Token, is_surely: bool) -> bool:
    """Return True for a form that is a verb; `is_surely`: not one in "s", which may be a plural."""
    word = token.lower
    if token.is_capital or word in FUNCTION_WORDS or token.is_possessive:
        return False
    return (
        word.endswith("ed" if is_surely else ("ed", "s")) or word in IRREGULAR_VERBS or word in SPEECH_VERBS
    )


def _may_be_subject(tokens: list[Token], index: int) -> bool:
    """Return True for a noun or name, after which a verb may stand: not "of underwater plumes"."""
    token, verb = tokens[index], index + 1
    is_last = verb + 1 >= len(tokens) or not tokens[verb + 1].is_word
    if is_last and tokens[verb].lower.endswith("s") and not token.is_capital:
        return index > 0 and tokens[index - 1].lower in DETERMINERS  # the river rises.
    if index and tokens[verb].lower.endswith("s") and tokens[index - 1].lower in PREPOSITIONS:
        has_object = not is_last and tokens[verb + 1].lower in ("a", "an", "the")
        if not has_object:  # the harbour of Vale plans a pier
            return False
    return token.is_word and not token.is_possessive and token.lower not in FUNCTION_WORDS
