"""Reported verbs put back into the tense in which they were said: "said it would close" is "will close"."""

from collections.abc import Sequence

from quotations.annotations import Token
from quotations.lexicon.common_verbs import IRREGULAR_VERBS, PAST_OF_PARTICIPLES
from quotations.lexicon.function_words import ADVERBS, PERIODS, TIME_WORDS, is_auxiliary
from quotations.lexicon.word_lists import word_set

_PAST_MARKERS = word_set("ago yesterday last earlier once then when while after before during until by")
_POINTS_IN_TIME = word_set("in on at")
_CONDITIONS = word_set("if unless")
_CLAUSE_WORDS = word_set("if unless who which that because whether what how why where")
_REMOTE = word_set("have like prefer love rather")
_ANY = word_set("a an any another no more most few")
_STATES_AND_BASES = """
knew=know wanted=want needed=need believed=believe hoped=hope planned=plan intended=intend owned=own
owed=owe supported=support opposed=oppose expected=expect meant=mean lacked=lack deserved=deserve
trusted=trust belonged=belong depended=depend existed=exist feared=fear
"""
_STATES = dict(pair.split("=") for pair in _STATES_AND_BASES.split())
"""Past forms of verbs for what lasts: "said he knew" is "knows"."""
_UNABLE = word_set("afford guarantee promise comment rule")
"""Verbs after "could not" that tell what lasts: "cannot afford"."""
_LASTING_PASTS = word_set(
    """
    lived worked employed contained included served covered relied consisted applied earned produced exported
    imported faced represented supplied operated competed smelled tasted looked sounded seemed appeared
    remained refused differed involved affected controlled
    """
)
"""Regular pasts of what may last still."""
_LASTING = frozenset(_STATES.values()) | word_set("have work apply matter understand accept recognise see")
_STATIVE_PARTICIPLES = word_set(
    """
    allowed required needed supposed prepared determined committed convinced concerned worried satisfied
    based aimed intended owed expected opposed entitled obliged forced
    """
)
"""Participles after "was" that tell what lasts, not what happened."""
_PLURALS = word_set("they we these those both many several few two three four five six seven eight nine ten")
_SINGULARS = word_set("it he she this that each every nobody none everyone everybody nothing one somebody")
_NOBODY = word_set("none nobody neither nothing no not")
_PLURAL_NOUNS = word_set("people men women children police data media")
_PREPOSITIONS = word_set("of for in on at from with to near by under against between")
_MAX_ADVERBS = 3


def is_past_report(words: Sequence[str], verb: int) -> bool:
    """Tell whether the reporting verb, of the words of its sentence, puts what it reports into the past."""
    word = words[verb]
    if any(before in ("has", "have") for before in words[max(0, verb - 2) : verb]):
        return False  # has said that
    is_past = word.endswith(("ed", "ing")) or word in IRREGULAR_VERBS
    return is_past or word in ("said", "sworn", "spoke")


def undo_backshift(
    tokens: Sequence[Token], named: dict[int, str], *, is_plural: bool = False, is_event: bool = False
) -> dict[int, str]:
    """Return what verbs of a clause reported in the past become, by index of the token.

    `named` are the tokens that became the speaker's name, of several people if `is_plural`. `is_event`: the
    clause tells what is said to have happened, as in "denied that he had left" ("left"). Verbs stay as they
    are where the past may be meant.
    """
    words = [token.lower for token in tokens]
    # Names are no verbs: the United States.
    verb = _find_main_verb(
        ["" if index and token.is_capital else token.lower for index, token in enumerate(tokens)]
    )
    if verb is None or words[0] in _CONDITIONS:
        return {}
    is_dated = tells_when(tokens)
    plural = is_plural if _ends_with(named, words, verb) else is_plural_subject(tokens[:verb])
    changed = _shift_verb(words, verb, plural=plural, is_dated=is_dated, is_event=is_event)
    if not changed or words[verb] in ("had", "hadn't"):
        return changed
    for index in range(verb + 1, len(words) - 1):
        if words[index] == "would" and not _is_remote(words, index, words[index + 1]):
            changed[index] = "will"
        elif words[index] in ("was", "were", "had", "did") and not is_dated:
            changed = _shift_inner_verb(tokens, words, verb, index) | changed
    return changed


def _shift_inner_verb(tokens: Sequence[Token], words: list[str], verb: int, inner: int) -> dict[int, str]:
    """Return what the verb of an inner clause becomes: "who had the keys", "unless it was mended"."""
    start = max((at for at in range(inner) if words[at] in _CLAUSE_WORDS), default=-1)
    if start < verb or words[inner - 1] in ("that", "and", "or"):
        return {}
    if words[start] in _CONDITIONS and words[inner] in ("was", "were"):
        return {inner: "are" if words[inner] == "were" else "is"}
    plural = is_plural_subject(tokens[start + 1 : inner])
    plural = words[inner] == "were" if plural is None else plural
    return _shift_verb(words, inner, plural=plural, is_dated=False, is_event=False)


def may_be_either(tokens: Sequence[Token]) -> bool:
    """Tell whether the past of a reported verb may be a present put back: "said it employed nine men"."""
    words = [token.lower for token in tokens]
    for index, word in enumerate(words):
        if index and (
            is_auxiliary(word) or word.endswith("ed") or word in IRREGULAR_VERBS or word in _STATES
        ):
            return word in _LASTING_PASTS and not tells_when(tokens)
    return False


def _find_main_verb(words: list[str]) -> int | None:
    """Return the first finite verb, None if it is not one that is put back."""
    for index, word in enumerate(words):
        if word in _CLAUSE_WORDS and index:
            return None
        if word in ("would", "had", "was", "were", "did", "might") or word in _STATES:
            return index if index else None
        if word in ("could", "couldn't") and any(after in _UNABLE for after in words[index + 1 : index + 3]):
            return index if index else None
        if word in ("wouldn't", "hadn't", "wasn't", "weren't", "didn't"):
            return index if index else None
        is_past = word.endswith("ed") or (word in IRREGULAR_VERBS and word not in ("cost", "quit", "set"))
        if index and (is_auxiliary(word) or is_past):
            return None
    return None


def tells_when(tokens: Sequence[Token]) -> bool:
    """Tell whether words say when something was: "in 2019", "last week", "before the vote"."""
    for index, token in enumerate(tokens):
        word, before = token.lower, tokens[index - 1].lower if index else ""
        if word in _PAST_MARKERS and (word not in ("by", "last") or _is_time(tokens, index + 1)):
            return True
        if before in _POINTS_IN_TIME and _is_time(tokens, index):
            return True
    return False


def _is_time(tokens: Sequence[Token], index: int) -> bool:
    if index >= len(tokens):
        return False
    word = tokens[index].lower
    return word in TIME_WORDS or word in PERIODS or (len(word) == 4 and word.isdigit())


def _ends_with(named: dict[int, str], words: list[str], verb: int) -> bool:
    """Tell whether the subject before the verb is the speaker."""
    last = verb - 1
    while last > 0 and (words[last] in ADVERBS or words[last].endswith("ly")):
        last -= 1
    return last in named and not named[last].endswith(("’s", "’"))


def is_plural_subject(tokens: Sequence[Token]) -> bool | None:
    """Tell whether a subject is in the plural; None if its words do not say."""
    words = [token.lower for token in tokens]
    for index in range(len(words) - 1, -1, -1):
        if words[index] in _CLAUSE_WORDS or words[index] == ",":
            tokens, words = tokens[index + 1 :], words[index + 1 :]
            break
    if not words or words[0] == "there":
        return None
    if words[0] in _PLURALS or words[0].isdigit():
        return True
    if words[0] in _SINGULARS or words[:2] == ["not", "one"]:
        return False
    if "and" in words:
        return True
    end = next((at for at, word in enumerate(words) if at and word in _PREPOSITIONS), len(words))
    nouns = [token for token in tokens[:end] if token.is_word and token.lower not in ADVERBS]
    if not nouns:
        return None
    head = nouns[-1].lower
    if head in _PLURAL_NOUNS:
        return True
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "news")) and not nouns[-1].is_capital


def _shift_verb(
    words: list[str], verb: int, *, plural: bool | None, is_dated: bool, is_event: bool
) -> dict[int, str]:
    word = words[verb]
    negation = " not" if word.endswith("n't") else ""
    word = word.removesuffix("n't")
    following = verb + 1
    while following < len(words) and following - verb <= _MAX_ADVERBS and _is_adverb(words[following]):
        following += 1
    if following >= len(words):
        return {}
    after = words[following]
    if word == "might":
        is_remote = after == "have" and words[following + 1 : following + 2] != ["to"]
        return {} if is_remote else {verb: "may"}
    if word == "could":
        if is_dated or not (negation or words[verb + 1] == "not"):
            return {}
        return {verb: "cannot"} if negation else {verb: "cannot", verb + 1: ""}
    if word == "would":
        return {} if _is_remote(words, verb, after) else {verb: f"will{negation}"}
    if word == "had":
        return _shift_had(words, verb, following, negation, plural, is_dated=is_dated, is_event=is_event)
    if is_dated or (is_event and word in _STATES):
        return {}
    if word in ("was", "were"):
        is_done = (
            after.endswith("ed")
            or after == "born"
            or after in PAST_OF_PARTICIPLES
            or after in IRREGULAR_VERBS
        ) and (after not in _STATIVE_PARTICIPLES)
        present = "are" if word == "were" else "is"
        return {} if is_done or after in ("never", "first") else {verb: f"{present}{negation}"}
    if plural is None:
        return {}
    if word == "did":
        is_negated = bool(negation) or "not" in words[verb + 1 : following]
        return (
            {verb: f"do{negation}" if plural else f"does{negation}"}
            if is_negated and after in _LASTING
            else {}
        )
    verb_now = _STATES[word]
    return {verb: verb_now if plural else f"{verb_now}s"}


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or word == "never" or (word.endswith("ly") and len(word) > 4)


def _is_remote(words: list[str], verb: int, after: str) -> bool:
    """Recognise what is imagined: "would have left", "a cut would hurt", "would be better if he won"."""
    if after in _REMOTE or words[0] in _ANY or words[0].endswith("ing"):
        return True
    condition = next((index for index, word in enumerate(words) if word in _CONDITIONS), None)
    return condition is not None and not any(word in ("was", "is", "are") for word in words[condition:])


def _shift_had(
    words: list[str],
    verb: int,
    following: int,
    negation: str,
    plural: bool | None,
    *,
    is_dated: bool,
    is_event: bool,
) -> dict[int, str]:
    """Return "has taken" for "had taken", and "took" where it is told when."""
    after = words[following]
    if words[verb - 1] == "there" and after == "been":
        return _shift_there(words, verb, following, is_dated=is_dated, is_event=is_event)
    is_perfect = after.endswith("ed") or after in PAST_OF_PARTICIPLES or after in IRREGULAR_VERBS
    is_negated = bool(negation) or "not" in words[verb + 1 : following] or words[0] in _NOBODY
    lasts = is_negated or any(
        word in ("never", "already", "always", "since", "for", "ever") for word in words[verb:]
    )
    if after == "been" and not is_negated and not (lasts and not is_dated and not is_event):
        return {} if plural is None else {verb: "were" if plural else "was", following: ""}
    if is_perfect and (is_dated or is_event) and not is_negated:
        return {verb: "", following: PAST_OF_PARTICIPLES.get(after, after)}
    if is_dated or plural is None:
        return {}
    return {verb: f"{'have' if plural else 'has'}{negation}"}


def _shift_there(words: list[str], verb: int, been: int, *, is_dated: bool, is_event: bool) -> dict[int, str]:
    """Return "there was" for "there had been", and "there has been" where that lasts."""
    following = [word for word in words[been + 1 :] if word not in ("no", "any", "the")]
    if not following:
        return {}
    end = next((at for at, word in enumerate(following) if word in _PREPOSITIONS | _PAST_MARKERS), None)
    head = following[:end][-1] if following[:end] else ""
    is_plural = head in _PLURAL_NOUNS or (
        head.endswith("s") and not head.endswith(("ss", "us", "is", "news"))
    )
    lasts = any(word in ("never", "already", "always", "since", "ever") for word in words[verb:])
    if lasts and not is_event:
        return {verb: "have" if is_plural else "has"}
    return {verb: "were" if is_plural else "was", been: ""}
