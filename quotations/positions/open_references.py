"""Words of a proposition that only its article explains: "the gate", "its ships", "on Friday", "here".

A subject that is missing is such a word as well: "Has not been done".
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from quotations.annotations import Token
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.common_verbs import BASE_VERBS, IRREGULAR_VERBS, PAST_OF_PARTICIPLES
from quotations.lexicon.function_words import (
    ADVERBS,
    FUNCTION_WORDS,
    NOUN_OPENERS,
    NOUNS_IN_LY,
    PERIODS,
    TIME_WORDS,
    is_auxiliary,
)
from quotations.lexicon.offices import COLLECTIVES, COUNTRIES, GENDERED, OFFICES
from quotations.lexicon.word_lists import word_set

from .speaker_names import is_dummy_subject

Kind = Literal["thing", "pronoun", "place", "time", "subject"]


class OpenReference(NamedTuple):
    """Words that mean something outside of their sentence; `start` and `end` are offsets in its text.

    `head` is the noun of a thing in lower case, else "". A subject that is missing stands nowhere: its
    `words` are "", at the beginning.
    """

    kind: Kind
    start: int
    end: int
    words: str
    head: str = ""


_OF_VERBS = ADVERBS | word_set("not never no been be have")
"""What stands between a finite verb and the rest of its predicate."""
_NEVER_FIRST = word_set("do being having")
"""Auxiliaries that open an order, or a subject: "Having lunch is fine"."""
_OPENING_PREDICATE = word_set("is are was were has have had")
_SHOWN_OF_PREDICATE = 3
"""How many words are shown of what lacks its subject."""
_FIRST_AND_SECOND = word_set(
    """
    i me my mine myself we us our ours ourselves you your yours yourself yourselves i'm i've i'll i'd we're
    we've we'll we'd you're you've you'll you'd
    """
)
_OF_PEOPLE = word_set("he him his himself she her hers herself he's she's he'd she'd he'll she'll")
_OF_ANY = word_set("it its itself they them their theirs themselves it'll it'd they're they've they'll")
_PEOPLE = COLLECTIVES | word_set(
    "person child baby victim nobody somebody anybody everybody anyone everyone someone one none who those"
)
_COUNTS = word_set(
    """
    one two three four five six seven eight nine ten few many other others most first second third last only
    same next very best worst
    """
)
_WEATHER = word_set(
    """
    rain rains rained raining snow snows snowed snowing hail hails hailed hailing pour pours poured pouring
    drizzle drizzles drizzled drizzling thunder thunders thundered thundering freeze freezes froze freezing
    """
)
_PARTICLES = word_set("back round away apart aside alone")
_RELATIVES = word_set("who that which whose whom where when why")
_PRONOUN_SUBJECTS = word_set("he she they we i it you")
_BROAD = word_set("of between behind against among regarding concerning")
"""Prepositions whose noun always says which: "the price of bread"."""
_FOLLOWED_BY_PLACE = word_set(
    "in at on near from by to with for about over under around along across outside inside off beyond towards"
)
_SAYING_WHICH = word_set("on for about with")
"""Prepositions whose bare noun says which as well: "the ban on smoking"."""
_UNIQUE = word_set(
    """
    world sun moon earth planet sky sea ocean universe internet web public press media truth past future
    present poor rich elderly disabled unemployed homeless dead wounded weather climate environment
    holocaust equator atmosphere unthinkable impossible rest opposite contrary same equivalent
    """
)
"""Nouns after "the" that mean one thing everywhere, or a kind."""
_INSTITUTIONS = word_set(
    """
    government parliament army military navy police president king queen constitution economy border borders
    capital ambassador embassy currency opposition monarchy senate legislature courts
    """
)
"""What each country has one of: plain where the sentence names one."""
_IDIOMS = word_set(
    "end moment time way ground meantime whole wrong brink verge run spot spotlight dark air first last "
    "question contrary other morning afternoon evening night beginning start outset face hook table"
)
"""Nouns that mean nothing particular after a preposition: "in the end", "for the first time"."""
_IDIOM_PREPOSITIONS = word_set("in at on for by to from under out over of off with into")
_SAID_OR_DONE = word_set(
    """
    move moves step steps decision decisions measure measures development developments matter matters issue
    issues situation case change changes episode outcome incident incidents idea suggestion suggestions
    allegation allegations accusation accusations charge charges claim claims report reports remark remarks
    comment comments statement statements request requests offer demand demands proposal response answer
    difference reason reasons problem problems result results figure figures latter former
    """
)
"""Nouns for what an article has just told, or quoted."""
_TIME_NOUNS = PERIODS | word_set(
    "season decade century summer winter spring autumn term quarter day days weeks months years hour"
)
_RELATIVE = word_set("last next this past coming previous")
_ORDINALS = _RELATIVE | word_set("first second third final latest fourth fifth sixth")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_TODAY = word_set("today yesterday tomorrow tonight")
_EVERY = word_set("every each any most all no")
_NUMBERS = word_set("a one two three four five six seven eight nine ten several some many few")
_BE = word_set("is are was were be been being")
_TELLING = word_set(
    """
    tell tells told inform informed warn warned assure assured convince convinced remind reminded persuade
    persuaded notify notified show showed ask asks asked order ordered urge urged force forced allow allowed
    want wants wanted expect expects expected invite invited call called help helped
    """
)
"""Verbs whose object is followed by what somebody is told, or told to do."""
_AFTER_THOSE = word_set("who of in that whose with from at on")
_EXISTENTIAL = word_set("exists exist remains remain seems seemed")
_OPENINGS = word_set("in on at by for with from after before since during under if when as while despite")
_MAX_PHRASE = 7
_MAX_PAIR = 8
_MIN_REGULAR = 4


def find_open_references(proposition: str) -> list[OpenReference]:
    """Find what a proposition says without saying which, in order.

    Only lists and the structure of the sentence decide: a name, a date or what follows a noun ("the war in
    Syria", "the men who built the dam at Orrin") tells which is meant; "the gate", "its ships" without their
    owner, "they", "here", "this bridge" and "on Friday" do not. What is meant everywhere ("the sun") is fine.
    """
    return [
        reference
        for tokens in split_plain_text(proposition)
        for reference in _leave_out_inner(_find_in_sentence(proposition, tokens))
    ]


def tells_of_what_was_said(proposition: str) -> bool:
    """Tell whether its sense hangs on what was said or done before: "the move would cost jobs".

    A name does not help here, as it does with "the gate".
    """
    return any(reference.head in _SAID_OR_DONE for reference in find_open_references(proposition))


def quote_open_references(proposition: str) -> str:
    """Return what `find_open_references` finds in words: "“the gate” and “Friday”", "" for nothing.

    A word that opens the sentence is written as within it.
    """
    words = [
        reference.words or f"… {_write_within(' '.join(proposition.split()[:_SHOWN_OF_PREDICATE]))}"
        for reference in find_open_references(proposition)
    ]
    printed = [f"“{_write_within(each)}”" for each in dict.fromkeys(words)]
    return " and ".join(filter(None, [", ".join(printed[:-1]), *printed[-1:]]))


def _write_within(words: str) -> str:
    first = words.split()[0].lower()
    return words[0].lower() + words[1:] if first in FUNCTION_WORDS and words != "I" else words


def _leave_out_inner(references: Iterator[OpenReference]) -> Iterator[OpenReference]:
    end = -1
    for reference in references:
        if reference.start >= end:
            end = reference.end
            yield reference


def _find_in_sentence(text: str, tokens: list[Token]) -> Iterator[OpenReference]:
    if _lacks_subject(tokens):
        yield OpenReference("subject", tokens[0].start, tokens[0].start, "")
    for index, token in enumerate(tokens):
        if not token.is_word:
            continue
        if _is_open_pronoun(tokens, index):
            yield _build(text, tokens, "pronoun", index, index + 1)
        elif token.lower == "here" or (token.lower == "there" and not _is_existential(tokens, index)):
            yield _build(text, tokens, "place", index, index + 1)
        elif span := _find_relative_time(tokens, index):
            yield _build(text, tokens, "time", *span)
        elif token.lower == "the":
            end = find_noun_end(tokens, index + 1)
            if end > index + 1 and not _is_identified(tokens, index, end):
                yield _build(text, tokens, "thing", index, end)
        elif _points(tokens, index):
            start = index + 1 + (token.lower == "such")
            yield _build(text, tokens, "thing", index, max(start, find_noun_end(tokens, start)))


def _lacks_subject(tokens: Sequence[Token]) -> bool:
    """Recognise "Has not been done", "Is false" and "Has a fleet": a verb opens it, no subject follows."""
    words = [token.lower for token in tokens if token.is_word and not token.is_possessive]
    if not words or words[0] in _NEVER_FIRST or not is_auxiliary(words[0]) or tokens[-1].text == "?":
        return False
    if any(token.is_capital for token in tokens[1:2]):
        return False  # Will Smith
    following = next((word for word in words[1:] if word not in _OF_VERBS), "")
    is_verb = following.endswith(("ed", "ing")) or following in {*IRREGULAR_VERBS, *PAST_OF_PARTICIPLES}
    if is_verb or (len(words) > 1 and words[1] in _OF_VERBS):
        return True
    if words[0] not in _OPENING_PREDICATE or len(words) < 2:
        return False
    if words[1] in _OF_PEOPLE | _OF_ANY | _FIRST_AND_SECOND:
        return False  # "Was it closed" is a question
    return words[1] not in NOUN_OPENERS or not _has_verb(tokens[find_noun_end(tokens, 2) :])


def _build(text: str, tokens: Sequence[Token], kind: Kind, first: int, end: int) -> OpenReference:
    start, stop = tokens[first].start, tokens[end - 1].end + len(tokens[end - 1].suffix)
    # The owner of a possessive is what is not known: "the council's lawyers".
    owners = [index for index in range(first + 1, end - 1) if tokens[index].is_possessive]
    head = "" if kind != "thing" else tokens[owners[0] if owners else end - 1].lower
    return OpenReference(kind, start, stop, text[start:stop], head)


def _is_open_pronoun(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    word = token.lower
    if word in _FIRST_AND_SECOND:
        before = tokens[index - 1] if index else None
        is_numeral = token.text == "I" and before is not None and before.is_capital
        is_noun = word == "mine" and before is not None and before.lower not in _BE | {"of"}
        return token.text != "US" and not is_numeral and not is_noun
    if word not in _OF_PEOPLE | _OF_ANY:
        return False
    earlier = tokens[:index]
    if word == "it" and _means_nothing(tokens, index):
        return False
    is_of_people = word in _OF_PEOPLE
    if any(_may_be_meant(item, is_person=is_of_people) for item in earlier):
        return False
    return not _is_named_after(tokens, index)


def _means_nothing(tokens: Sequence[Token], index: int) -> bool:
    """Recognise "it is clear that ...", and "it" of the weather: "it has not rained"."""
    passed = ADVERBS | {"not", "never", "stopped", "started", "began"}
    ahead = [token.lower for token in tokens[index + 1 : index + 8] if token.is_word]
    verb, *rest = [word for word in ahead if word not in passed and not is_auxiliary(word)] or [""]
    if verb in _WEATHER and (not rest or rest[0] in FUNCTION_WORDS | TIME_WORDS):
        return True
    return not index and is_dummy_subject([token.lower for token in tokens])


def _may_be_meant(token: Token, *, is_person: bool) -> bool:
    """Tell whether a pronoun may mean a word before it."""
    word = token.lower
    if not token.is_word or word in TIME_WORDS or is_auxiliary(word):
        return False
    if is_person:
        is_name = token.is_capital and word not in FUNCTION_WORDS | COUNTRIES.keys()
        return is_name or word in OFFICES or word in GENDERED or word.removesuffix("s") in OFFICES | _PEOPLE
    is_noun = word not in FUNCTION_WORDS or word in _PEOPLE
    return is_noun and word not in ADVERBS and not word.endswith("ly")


def _is_named_after(tokens: Sequence[Token], index: int) -> bool:
    """Recognise "In his letter, Tom Clay": a name follows the phrase that opens the sentence."""
    if tokens[0].lower not in _OPENINGS:
        return False
    comma = next((place for place in range(index, len(tokens)) if tokens[place].text == ","), len(tokens))
    following = tokens[comma + 1 : comma + 2]
    return bool(following) and following[0].is_capital


def _is_existential(tokens: Sequence[Token], index: int) -> bool:
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    return is_auxiliary(following) or following in _EXISTENTIAL or tokens[index].is_possessive


def _find_relative_time(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the tokens of "Friday", "last week" and "two years ago" that begin here."""
    token, word = tokens[index], tokens[index].lower
    before = tokens[index - 1] if index else None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if word in _TODAY:
        return index, index + 1
    if word in _RELATIVE and following is not None and (before is None or before.lower != "the"):
        is_time = following.lower in _TIME_NOUNS or (
            following.is_capital and following.lower in TIME_WORDS - _TODAY
        )
        return (index, index + 2) if is_time else None
    if word in _DAYS and token.is_capital:
        is_name = (before is not None and before.is_capital and index > 1) or (
            before is not None and before.lower in _EVERY
        )
        is_name = is_name or (index == 1 and before is not None and before.lower not in FUNCTION_WORDS)
        is_date = any(item.text[0].isdigit() for item in tokens[index + 1 : index + 4] if item.is_word)
        return None if is_name or is_date else (index, index + 1)
    is_number = word in _NUMBERS or token.text.isdigit()
    if is_number and [item.lower for item in tokens[index + 2 : index + 3]] == ["ago"]:
        return index, index + 3
    return None


def find_noun_end(tokens: Sequence[Token], start: int) -> int:
    """Return where the noun phrase ends whose determiner stands before token `start`."""
    index = start
    while index < len(tokens) and index - start < _MAX_PHRASE:
        token = tokens[index]
        following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        if token.text == "," and tokens[index - 1].lower in _ORDINALS and following in _ORDINALS:
            index += 1  # the next, fourth round
            continue
        if not token.is_word or token.quote is not None:
            break
        if index > start and _ends_noun(tokens, index):
            break
        if token.lower in FUNCTION_WORDS and token.lower not in _COUNTS and not token.is_capital:
            break
        index += 1
    return index


def _ends_noun(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word after a noun or an adjective is no part of their phrase."""
    token, before = tokens[index], tokens[index - 1]
    word = token.lower
    if token.is_capital:
        return word in _DAYS
    if before.is_possessive:
        return word in FUNCTION_WORDS - _COUNTS
    if before.lower in _UNIQUE and word.endswith("s"):
        return True  # the sun heats
    is_adverb = (word in ADVERBS or _is_particle(tokens, index)) and word not in _COUNTS
    if is_auxiliary(word) or word == "cannot" or is_adverb:
        return True
    if word in _COUNTS and before.lower not in _COUNTS:
        return True  # costs the country nine million
    if word in _TIME_NOUNS and [item.lower for item in tokens[index + 1 : index + 2]] == ["ago"]:
        return True
    if word.endswith("ly") and word not in NOUNS_IN_LY:
        return True
    is_modified = before.lower.endswith(("ly", "est")) or before.lower in _COUNTS
    if word.endswith(("ed", "ing")) or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES:
        return not is_modified
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if word.endswith("s") and following in NOUN_OPENERS:
        return True  # the guard patrols the bay
    if word.endswith("s") and (word[:-1] in BASE_VERBS or word.removesuffix("es") in BASE_VERBS):
        return not is_modified
    is_after_plural = before.lower.endswith("s") or before.lower in _PEOPLE
    return word in BASE_VERBS and is_after_plural


def _is_particle(tokens: Sequence[Token], index: int) -> bool:
    """Tell "turned round" from "the third round" and "a new round of talks"."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    is_noun = tokens[index].lower == "round" and (following == "of" or tokens[index - 1].lower in _ORDINALS)
    return tokens[index].lower in _PARTICLES and not is_noun


def _is_identified(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether the sentence says which is meant by the noun phrase from "the" on."""
    phrase, head = tokens[first + 1 : end], tokens[end - 1].lower
    if any(token.is_capital or token.text[0].isdigit() for token in phrase):
        return True
    if any(token.is_possessive for token in phrase[:-1]):
        return False
    before = tokens[first - 1].lower if first else ""
    if head in _UNIQUE or (head in _IDIOMS and before in _IDIOM_PREPOSITIONS):
        return True
    if any(token.lower == head for token in tokens[:first]):
        return True  # a bridge fell, and the bridge was
    if head in _INSTITUTIONS and any(token.lower in COUNTRIES for token in tokens[:first]):
        return True
    if before in _BE and phrase[0].lower.endswith("est"):
        return True  # is the worst idea
    if tokens[end - 1].is_possessive:
        return False  # the minister's
    following = tokens[end].lower if end < len(tokens) else ""
    if before in _TELLING and following in ("that", "to"):
        return False  # told the council that
    if following == "," and before in _IDIOM_PREPOSITIONS | _BROAD:
        return False  # the head of the union, Lena Fisk, met
    return _says_which(tokens, end, is_object=_has_verb(tokens[:first]))


def _says_which(tokens: Sequence[Token], end: int, *, is_object: bool) -> bool:
    """Tell whether what follows a noun says which one is meant."""
    if end + 1 >= len(tokens):
        return False
    following, second = tokens[end], tokens[end + 1]
    word = following.lower
    if following.text == ",":
        return second.is_capital and second.lower not in TIME_WORDS
    if word in _RELATIVES or word in _PRONOUN_SUBJECTS or word in _BROAD:
        return True
    if word == "to" and second.lower in BASE_VERBS:
        return True
    if word in _FOLLOWED_BY_PLACE:
        return _names(tokens, end + 1, is_bare_enough=word in _SAYING_WHICH)
    if word.endswith("ing") and word not in FUNCTION_WORDS:
        return True
    is_participle = word.endswith("ed") or word in PAST_OF_PARTICIPLES or word in IRREGULAR_VERBS
    if not (is_participle and (second.lower in _FOLLOWED_BY_PLACE or second.lower in _BROAD)):
        return False
    return is_object or _has_verb(tokens[end + 1 :])


def _names(tokens: Sequence[Token], start: int, *, is_bare_enough: bool) -> bool:
    """Tell whether the words after a preposition say which is meant: a name, a year, "the ..."."""
    token = tokens[start]
    if token.lower in TIME_WORDS:
        return False
    if token.is_capital or token.text[0].isdigit() or token.lower == "the":
        return True
    phrase = tokens[start : max(start + 1, find_noun_end(tokens, start + 1))]
    if any(item.is_capital for item in phrase):
        return True
    return is_bare_enough and token.lower not in FUNCTION_WORDS


def _has_verb(tokens: Sequence[Token]) -> bool:
    """Tell whether a verb that needs no subject before it stands among the words."""
    for token in tokens:
        if token.lower in ("and", "but", "or"):
            return False
        is_verb = is_auxiliary(token.lower) or token.lower in IRREGULAR_VERBS or token.lower in BASE_VERBS
        if is_verb or (token.lower.endswith("ed") and len(token.lower) > _MIN_REGULAR):
            return True
    return False


def _points(tokens: Sequence[Token], index: int) -> bool:
    """Recognise "this bridge", "these", "that bend", "such a report" and "both sides"."""
    word = tokens[index].lower
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    after = following.lower if following is not None and following.is_word else ""
    before = tokens[index - 1].lower if index else ""
    if word in ("this", "these"):
        return after != "or"  # this or that
    if word == "those":
        return after not in _AFTER_THOSE and not after.endswith(("ed", "ing"))
    if word == "that":
        return _is_demonstrative(tokens, index, before, after)
    if word == "such":
        return after in ("a", "an")
    if word == "both":
        end = find_noun_end(tokens, index + 1)
        rest = tokens[index + 1 : index + 1 + _MAX_PAIR]
        is_pair = any(item.lower == "and" for item in rest)
        is_floating = bool(before) and before not in FUNCTION_WORDS | BASE_VERBS  # Peru and Chile both want
        is_named = any(item.is_capital or item.is_possessive for item in tokens[index + 1 : end])
        return end > index + 1 and not (is_pair or is_named or is_floating)
    return False


def _is_demonstrative(tokens: Sequence[Token], index: int, before: str, after: str) -> bool:
    if index == 0:
        return is_auxiliary(after) or after not in FUNCTION_WORDS
    is_clause = before == "in" and after in _PRONOUN_SUBJECTS  # in that it
    is_governed = before in _FOLLOWED_BY_PLACE | _BROAD and not is_clause
    return is_governed or (after in _TIME_NOUNS and not tokens[index - 1].is_word) or after in PERIODS
