"""What the words of an answer mean that its question, or the rest of the text, names in full."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from quotations.annotations import Token
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.common_verbs import BASE_VERBS, IRREGULAR_VERBS, PAST_OF_PARTICIPLES, find_past
from quotations.lexicon.function_words import FUNCTION_WORDS, TIME_WORDS, is_auxiliary
from quotations.lexicon.offices import COLLECTIVES, GENDERED, GROUPS, OFFICES, ORGANISATIONS
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .speaker_names import TAKING_ARTICLE, SpeakerName

NO_BODIES: Mapping[str, str] = MappingProxyType({})
_DETERMINERS = word_set("the a an any this that these those each every some another")
_OWNERS = word_set("my your our his her its their")
_PREPOSITIONS = word_set("of for in on at by with from to about into over under against near")
_THINGS = word_set("it its they them their")
_NO_THINGS = word_set("time way truth fact point question case moment day reason problem")
_BEFORE_REFERENCE = word_set("never always also still only just now often already not all both")
_NO_SUBJECT_VERBS = word_set(
    """
    raining snowing decided agreed hoped feared expected thought believed known understood meant happened
    required needed allowed supposed
    """
)
_HAVE = word_set("has have had")
_BE = word_set("is are was were be been")
_MINDS = word_set(
    """
    regret regretted deny denied know knew say said accept accepted admit admitted doubt doubted believe
    believed think thought mean meant see saw like liked hate hated make made find found do did done call
    called get got take took welcome welcomed love loved confirm confirmed hear heard understand understood
    """
)
"""Verbs whose "it" is often a fact, or nothing."""
_AFTER_OBJECT = word_set("in on at for from to with by last yesterday today tomorrow twice again and near")
_ACTIVE = word_set("received arrived contained cost holds held contains leaked broke sank meets stands stood")
_MIN_SINGULAR = 3
_MAX_QUESTION = 500


def name_bodies(tokens: Sequence[Token], bodies: Mapping[str, str]) -> dict[int, str]:
    """Return the full names of "the authority" and the like.

    `bodies`: the name of the only body that a noun may mean, with its article.
    """
    named: dict[int, str] = {}
    for index, token in enumerate(tokens[:-1]):
        noun = tokens[index + 1]
        following = tokens[index + 2 : index + 3]
        is_longer = bool(following) and following[0].is_word and not _ends_noun(following[0])
        if token.lower != "the" or noun.lower not in bodies or (is_longer and not noun.is_possessive):
            continue
        opening, _, last = bodies[noun.lower].rpartition(" ")
        named |= {index: opening, index + 1: last + noun.suffix}
    return named


def point_at_noun(tokens: Sequence[Token]) -> dict[int, str]:
    """Return "the" for the "that" of "about that bend", which points at what was named before."""
    return {
        index: "the"
        for index, token in enumerate(tokens[:-1])
        if index
        and token.lower == "that"
        and tokens[index - 1].lower in _PREPOSITIONS - {"in"}
        and tokens[index + 1].is_word
        and tokens[index + 1].lower not in FUNCTION_WORDS
    }


def name_things(tokens: Sequence[Token], question: str) -> dict[int, str]:
    """Return what the only "it" or "they" of an answer means; {} unless the question names one such thing."""
    places = [index for index, token in enumerate(tokens) if token.lower in _THINGS]
    if len(places) != 1 or tokens[places[0]].lower not in ("it", "they", "them"):
        return {}
    [place] = places
    sentences = split_plain_text(question[-_MAX_QUESTION:])
    if not sentences or (len(sentences) == 1 and len(question) > _MAX_QUESTION):
        return {}
    is_subject = place == 0
    if not (_acts(tokens) if is_subject else _is_acted_on(tokens, place)):
        return {}
    things = _list_things(_skip_address(sentences[-1]))
    is_plural = tokens[place].lower != "it"
    if things is None:
        return {}
    fitting = [thing for thing in things if _is_plural(thing[-1]) == is_plural]
    if len(fitting) == 2 and not (is_subject or is_plural):  # did the council sell the pool? We sold it
        fitting = fitting[1:] if _repeats_verb(tokens, place, sentences[-1], fitting[1]) else []
    if len(fitting) != 1 or fitting[0][0].lower != "the":
        return {}
    [thing] = fitting
    head = thing[-1].lower
    if head in _NO_THINGS or (_is_somebody(head) and not (is_plural and len(things) == 1)):
        return {}
    return {place: " ".join(["the", *(token.text for token in thing[1:])])}


def names_no_thing(words: str) -> bool:
    """Tell whether "it" after some sentences still means what it would mean before them."""
    return all(_list_things(sentence) == [] for sentence in split_plain_text(words))


def _acts(tokens: Sequence[Token]) -> bool:
    """Accept "it was inspected" and "they received", but neither "it was raining" nor "it took a year"."""
    words = [token.lower for token in tokens]
    index = 1
    while index < len(words) and (is_auxiliary(words[index]) or words[index] in _BEFORE_REFERENCE):
        index += 1
    if index >= len(words) or words[index] in _NO_SUBJECT_VERBS or words[index] in SPEECH_VERBS:
        return False
    verb = words[index]
    if index == 1:
        return verb in _ACTIVE
    is_participle = verb.endswith("ed") or verb in IRREGULAR_VERBS or verb in PAST_OF_PARTICIPLES
    return is_participle and bool(_BE & set(words[:index])) and "that" not in words


def _is_acted_on(tokens: Sequence[Token], place: int) -> bool:
    """Accept "we sold it in May" and "parts of it", but neither "we regret it" nor "made it clear"."""
    before = tokens[place - 1].lower
    following = tokens[place + 1].lower if place + 1 < len(tokens) and tokens[place + 1].is_word else "in"
    if following not in _AFTER_OBJECT or _MINDS & {token.lower for token in tokens[:place]}:
        return False
    return before == "of" or before.endswith("ed") or before in IRREGULAR_VERBS


def _repeats_verb(
    tokens: Sequence[Token], place: int, question: Sequence[Token], thing: Sequence[Token]
) -> bool:
    asked = next((index for index, token in enumerate(question) if token is thing[0]), 0)
    verb, answered = question[asked - 1].lower, tokens[place - 1].lower
    return asked > 0 and answered in (verb, find_past(verb))


def _skip_address(tokens: Sequence[Token]) -> Sequence[Token]:
    """Leave out what stands before "was" and "did": "Ms Doyle,"."""
    starts = (index for index, token in enumerate(tokens) if is_auxiliary(token.lower))
    start = next(starts, 0)
    is_address = start > 1 and tokens[start - 1].text == ","
    return tokens[start:] if is_address else tokens


def _list_things(tokens: Sequence[Token]) -> list[list[Token]] | None:
    """Return the noun phrases after "the", "a" and "any"; None where it is not clear what they are.

    Names and owners are in the way, and words of which any may be the verb: "let the ferry leave".
    """
    things: list[list[Token]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.lower in _OWNERS or (index and token.is_capital and token.lower not in TIME_WORDS | {"i"}):
            return None
        if token.lower not in _DETERMINERS:
            index += 1
            continue
        end = index + 1
        while (
            end < len(tokens) and tokens[end].is_word and not _ends_noun(tokens[end], is_head=end > index + 1)
        ):
            end += 1
        if index == 1 and is_auxiliary(tokens[0].lower):
            predicate = _find_predicate(tokens, end)
            if predicate is None:
                return None
            end = predicate
        elif end > index + 2:
            return None
        if end > index + 1:
            things.append(list(tokens[index:end]))
        index = max(end, index + 1)
    return things


def _find_predicate(tokens: Sequence[Token], end: int) -> int | None:
    """Return where the subject of "was the signal box safe?" ends; None if that is not clear.

    `end` is where its noun phrase ends at the latest.
    """
    verb = tokens[0].lower
    if verb not in _BE | _HAVE:
        words = [token.lower for token in tokens[: end + 1]]
        return next((index for index in range(3, len(words)) if words[index] in BASE_VERBS), None)
    if end < len(tokens) and tokens[end].is_word:
        is_verb = end == 3 or _is_verb(tokens[end].lower)
        return end if is_verb else None
    return end - 1 if verb in _BE and end > 3 else None


def _ends_noun(token: Token, *, is_head: bool = True) -> bool:
    """Tell whether a word after a noun is no part of its phrase."""
    word = token.lower
    if word in FUNCTION_WORDS or word in TIME_WORDS or token.is_capital:
        return True
    return is_head and (_is_verb(word) or find_past(word) in IRREGULAR_VERBS)


def _is_verb(word: str) -> bool:
    return word.endswith(("ed", "ing")) or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES


def _is_plural(token: Token) -> bool:
    word = token.lower
    is_regular = len(word) > _MIN_SINGULAR and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return is_regular or word in COLLECTIVES


def _is_somebody(head: str) -> bool:
    words = {head, head.removesuffix("s")}
    return bool(words & (ORGANISATIONS | GROUPS | OFFICES | COLLECTIVES | GENDERED.keys()))


def list_bodies(names: Iterable[SpeakerName]) -> dict[str, str]:
    """Return the name, with its article, of the only body that ends with a noun: "authority"."""
    named: dict[str, dict[str, str]] = {}
    for body in names:
        bare = body.name.removeprefix("the ")
        *rest, noun = bare.lower().split() or [""]
        if body.is_body and rest and noun in ORGANISATIONS | GROUPS:
            is_definite = bare != body.name or noun in TAKING_ARTICLE
            forms = named.setdefault(noun, {})
            forms[bare.lower()] = f"the {bare}" if is_definite else forms.get(bare.lower(), bare)
    return {noun: min(forms.values()) for noun, forms in named.items() if len(forms) == 1}
