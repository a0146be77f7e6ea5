"""Runs of capitalised words, each of which may be a name with its titles."""

from itertools import pairwise

from quotations.annotations import Token
from quotations.grammar.tokens import PARTY_AND_STATE
from quotations.lexicon.common_verbs import BASE_VERBS, IRREGULAR_VERBS
from quotations.lexicon.function_words import AUXILIARIES, FUNCTION_WORDS, TIME_WORDS
from quotations.lexicon.given_names import EITHER, is_given_name
from quotations.lexicon.offices import (
    AMBIGUOUS_SURNAMES,
    COLLECTIVES,
    COUNTRIES,
    HONORIFICS,
    OFFICE_MODIFIERS,
    OFFICES,
    ORGANISATIONS,
)
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

PARTICLES = word_set("van von der den de del della di da dos du la le el al bin ibn ben ter ten af av zu y e")
_SUFFIXES = word_set("jr. sr. jr sr ii iii iv")
_COMPOUNDS = (
    "-like",
    "-based",
    "-led",
    "-backed",
    "-born",
    "-style",
    "-era",
    "-owned",
    "-run",
    "-made",
    "-registered",
    "-listed",
)
_MONTHS_AND_SURNAMES = word_set("may april june august march")
WORDS_AND_GIVEN_NAMES = word_set("will can may june april august per an so do")
_RARE_GIVEN_NAMES = word_set("an so do")
_BEFORE_MONTHS = word_set(
    "in of on by since until till last this next early late mid and before after from to"
)
_FINITE_AUXILIARIES = word_set("has had is was does did will would can could may might")
_LEADING_PARTICLES = word_set("de van von der del della di da dos du bin ibn")
_MEMBERS = COLLECTIVES | word_set(
    """
    women men children people workers farmers seamen seaman nurses drivers pilots citizens veterans mothers
    fathers writers friends pupils tenants miners sailors soldiers engineers journalists consumers landlords
    """
)
_REPRESENTATIVES = word_set("lawyers attorneys officials police prosecutors staff sources figures reports")
_ASSOCIATIONS = word_set(
    "union association federation confederation league alliance guild society cooperative club fund"
)
CAUSES = word_set("for against without")
LINKS = word_set("of for on and the & in")
_LINKED_WORDS = OFFICES | ORGANISATIONS | OFFICE_MODIFIERS
NOT_SURNAMES = (
    OFFICES | OFFICE_MODIFIERS | ORGANISATIONS | FUNCTION_WORDS | COUNTRIES.keys() | HONORIFICS.keys()
) - AMBIGUOUS_SURNAMES
_MAX_WORDS = 14
_MAX_NICKNAME_WORDS = 3


def find_run_end(tokens: list[Token], first: int) -> int | None:
    """Return the last token of the run of capitalised words from `first`, or None."""
    if not _may_start_name(tokens, first):
        return None
    last = first
    while last - first < _MAX_WORDS:
        if tokens[last].is_possessive:
            step = _step_over_members(tokens, first, last)
        else:
            step = _step(tokens, first, last)
        if step is None:
            break
        last += step
    return last


def _may_start_name(tokens: list[Token], index: int) -> bool:
    if index >= len(tokens):
        return False
    token = tokens[index]
    if not token.is_word or token.lower.endswith(_COMPOUNDS) or PARTY_AND_STATE.fullmatch(token.text):
        return False
    if token.is_capital and token.lower in WORDS_AND_GIVEN_NAMES and _is_given_before(tokens, index):
        return True
    if token.is_capital and token.lower in TIME_WORDS:
        return _is_surname(tokens, index)
    if not token.is_capital:
        is_arabic = token.lower.startswith(("al-", "el-")) and token.text[3:4].isupper()
        return is_arabic or (token.lower in _LEADING_PARTICLES and _leads_surname(tokens, index))
    is_contraction = "'" in token.lower and token.lower.split("'")[0] in FUNCTION_WORDS  # I'm, they'll
    return (token.lower not in FUNCTION_WORDS and not is_contraction) or token.text == "US"


def _is_given_before(tokens: list[Token], index: int) -> bool:
    """Recognise a given name that is a word as well: "Will Dacre said", "by An Nguyen"."""
    if index + 1 >= len(tokens) or tokens[index].is_possessive:
        return False
    token, following = tokens[index], tokens[index + 1]
    if not following.is_capital or following.lower in NOT_SURNAMES or following.lower in TIME_WORDS:
        return False
    if index and (tokens[index - 1].is_word or tokens[index - 1].text == ","):
        is_month = token.lower in TIME_WORDS and tokens[index - 1].lower in _BEFORE_MONTHS
        if is_month and index > 1 and tokens[index - 1].lower == "and":
            is_month = not tokens[index - 2].is_capital or tokens[index - 2].lower in TIME_WORDS
        return not is_month and not (tokens[index - 1].is_capital and token.lower in _RARE_GIVEN_NAMES)
    last = index + 1
    while last + 1 < len(tokens) and tokens[last + 1].is_capital:
        last += 1
    verb = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    is_past = verb.endswith("ed") or (verb in IRREGULAR_VERBS and verb not in BASE_VERBS)
    is_finite = verb in _FINITE_AUXILIARIES or is_inflected_speech_verb(verb) or is_past
    is_finite = is_finite or (verb == "and" and token.lower == "per")
    if not is_finite and not (verb == "," and token.lower not in _RARE_GIVEN_NAMES):
        return False
    if token.lower in _RARE_GIVEN_NAMES:
        return (
            "-" in following.text
            or (not is_given_name(following.text) and last > index + 1)
            or (following.lower in EITHER)
        )
    return True


def _leads_surname(tokens: list[Token], index: int) -> bool:
    """Recognise "de la" in "de la Cruz said", where no given name stands before it."""
    if index and tokens[index - 1].is_capital:
        return False
    following = index + 1
    while following < len(tokens) and tokens[following].lower in PARTICLES and following - index < 3:
        following += 1
    return following < len(tokens) and tokens[following].is_word and tokens[following].is_capital


def _is_surname(tokens: list[Token], index: int) -> bool:
    """Recognise a month that is somebody's name: "Theresa May", "Mrs May", "May said"."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if tokens[index].lower not in _MONTHS_AND_SURNAMES or following[:1].isdigit():
        return False
    previous = tokens[index - 1] if index else None
    if previous is not None and (previous.lower in HONORIFICS or is_given_name(previous.text)):
        return True
    return following in SPEECH_VERBS and following not in AUXILIARIES


def _step_over_members(tokens: list[Token], first: int, last: int) -> int | None:
    """Step over "Teachers'" in "Vale Teachers' Union": the name of a body, not its owner's."""
    word = tokens[last].lower
    mark = 0 if last + 1 < len(tokens) and tokens[last + 1].is_word else 1  # the apostrophe is a token
    following = tokens[last + 1 + mark : last + 4 + mark]
    if not following:
        return None
    if tokens[first].lower in ("st", "st.") and following[0].is_capital:
        return 1 + mark if following[0].lower in ORGANISATIONS else None  # St. Mark's Hospital
    if not is_group(word) and word not in OFFICES:
        is_plural = (
            word.endswith("s") and tokens[last].suffix[:1] in ("'", "’") and len(tokens[last].suffix) == 1
        )
        is_association = following[0].is_capital and following[0].lower in _ASSOCIATIONS
        return 1 + mark if is_plural and is_association else None
    return (
        1 + mark
        if following[0].is_capital and any(token.lower in ORGANISATIONS for token in following)
        else None
    )


def _step(tokens: list[Token], first: int, last: int) -> int | None:
    """Return by how many tokens a run goes on; None at its end."""
    nearby = tokens[last + 1 : last + 4]
    if not nearby:
        return None
    if nearby[0].quote is not None:
        return 2 if _is_nickname(tokens, last + 1) else None
    if last > first and _is_office_held(tokens, last + 1):
        return None
    if nearby[0].is_capital and nearby[0].lower in CAUSES and _may_start_name(tokens, last + 2):
        return 2  # Reporters Without Borders
    if (
        _may_start_name(tokens, last + 1)
        or nearby[0].lower in ("police", "council")
        or _is_camel_case(nearby[0])
    ):
        return 1
    lowers = [token.lower for token in nearby]
    if lowers[0] == "," and len(nearby) > 1 and lowers[1] in _SUFFIXES:
        return 2
    particles = 0
    while particles < len(nearby) and nearby[particles].is_word and lowers[particles] in PARTICLES:
        particles += 1
    leads_on = 0 < particles < len(nearby) and _may_start_name(tokens, last + 1 + particles)
    if leads_on and not _is_title(tokens[last]):
        return particles + 1
    return _step_over_link(tokens, first, last, lowers)


def _is_office_held(tokens: list[Token], index: int) -> bool:
    """Recognise the office in "Ada Brook CEO of Vale", printed without its comma."""
    word = tokens[index].lower
    if word not in OFFICES or word in AMBIGUOUS_SURNAMES or not is_given_name(tokens[index - 2].text):
        return False
    return [token.lower for token in tokens[index + 1 : index + 2]] in (["of"], ["at"])


def _is_nickname(tokens: list[Token], index: int) -> bool:
    """Recognise the quotation in: Robert "Bobby" Crane."""
    nickname = tokens[index].text
    is_short = nickname[-1:].isalpha() and nickname.count(" ") < _MAX_NICKNAME_WORDS
    has_surname = index + 1 < len(tokens) and tokens[index + 1].is_capital
    return is_short and has_surname and tokens[index + 1].lower not in NOT_SURNAMES and nickname[:1].isupper()


def _is_camel_case(token: Token) -> bool:
    """Return True for a surname such as "duBois"."""
    return token.is_word and token.text[:2].islower() and token.text.isalpha() and not token.text.islower()


def _step_over_link(tokens: list[Token], first: int, last: int, lowers: list[str]) -> int | None:
    """Return the step over "of", "for the", "and" within an organisation's name.

    `lowers` are the words after token `last`.
    """
    run = [token.lower for token in tokens[first : last + 1]]
    link = lowers[0]
    if link not in LINKS or link == "the":
        return None
    if link == "&" and _may_start_name(tokens, last + 2):
        return 2  # Farrow & Sons
    step = 3 if len(lowers) > 1 and lowers[1] in ("the", "a") else 2
    if last + step >= len(tokens) or not _may_start_name(tokens, last + step):
        return None
    following = tokens[last + step]
    if link == "and" and first == last and _is_joint_body(tokens, first, last + step):
        return step
    if first == last and is_group(run[0]):
        return step if link in CAUSES or (run[0], link, step) == ("friends", "of", 3) else None
    if not any(word in OFFICES or word in ORGANISATIONS for word in run):
        return None
    if link == "and" and (is_given_name(following.text) or _is_title(following)):
        return None
    if _has_purpose(run):
        is_other = following.lower in ORGANISATIONS or following.lower in OFFICES
        return None if (link == "in" and "and" not in run) or (link == "and" and is_other) else step
    if run[-1] not in _LINKED_WORDS or (link in ("and", "&", "in") and run[-1] not in OFFICE_MODIFIERS):
        return None
    return None if link == "on" and run[-1] not in ORGANISATIONS else step


def _is_joint_body(tokens: list[Token], first: int, second: int) -> bool:
    """Recognise "the Vale and Marsh Hospital Trust": two places, one body."""
    if first == 0 or tokens[first - 1].lower != "the" or tokens[first].lower in _LINKED_WORDS:
        return False
    end = second
    while end < len(tokens) and tokens[end].is_word and tokens[end].is_capital:
        end += 1
    return end - second > 1 and tokens[end - 1].lower in ORGANISATIONS and not _is_title(tokens[second])


def is_group(word: str) -> bool:
    if word in _REPRESENTATIVES:
        return False
    return word in _MEMBERS or is_plural_office(word)


def is_plural_office(word: str) -> bool:
    """Return True for "ministers" and "fishermen"."""
    singular = f"{word[:-2]}an" if word.endswith("men") else word[:-1]
    return word.endswith(("s", "men")) and singular in OFFICES


def _has_purpose(run: list[str]) -> bool:
    """Return True once a body's name says what it is for: "Institute for Peace"."""
    return any(link == "for" and head in ORGANISATIONS for head, link in pairwise(run)) and run[-1] != "for"


def _is_title(token: Token) -> bool:
    return token.lower in OFFICES or token.lower in HONORIFICS


def is_inflected_speech_verb(word: str) -> bool:
    return SPEECH_VERBS.get(word, word) != word
