"""Negation: whether one proposition denies the other.

An example is "X did it" and "X did not do it". This is a hint for people, by words alone: they have
to notice the negations that it misses.

Each proposition is read as the sides that it takes on a number of scales (open or closed, rise or fall: see
antonyms.py), and the negations that are left. "Not open" takes the side of "closed". Two propositions about
one thing are opposites if they take different sides, or if the negations left are odd in number.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, product

from quotations.lexicon.word_lists import word_set

from .antonyms import read_antonyms
from .stems import FUNCTION_WORDS, WORD, find_words, stem

NEGATION = re.compile(
    r"\b(?:not(?!\s+only\b)|no(?!\s+(?:doubt|fewer|less|later|earlier|more\s+than|matter|wonder)\b)|never|none|"
    r"nobody|nothing|nowhere|neither|without|cannot|cant|dont|didnt|doesnt|isnt|wasnt|werent|arent|wont|hasnt|"
    r"havent|hadnt|couldnt|wouldnt|shouldnt|\w+n['’]t|far\s+from|free\s+of|absence\s+of|zero|hardly|scarcely|"
    r"unlikely|unable|impossible|nor(?=\s+(?:is|was|has|did|do)\b)|rul(?:e|es|ed|ing)\s+out|"
    r"fail(?:s|ed)?\s+to|forg[eo]t(?:s|ten)?\s+to|"
    r"refus(?:e|es|ed|ing|al)\s+to|declin(?:e|es|ed|ing)\s+to|neglect(?:s|ed|ing)?\s+to|failure\s+to|"
    r"refrain(?:s|ed|ing)?\s+from|(?:stop|stops|stopped|fall|falls|fell)\s+short\s+of|anything\s+but|"
    r"(?:dismiss|reject|refut|contest|disput|deni|deny|rubbish|rebut)\w*\s+(?:\w+\s+){0,2}(?:reports?|claims?|"
    r"allegations?|talk|stor(?:y|ies)|rumou?rs?|accusations?|charges?|suggestions?|idea|notion))\b",
    re.IGNORECASE,
)
"""Words that turn round what stands behind them."""
DENIALS = frozenset(
    map(
        stem,
        word_set(
            """
    false falsely falsehood untrue incorrect wrong hoax myth fake bogus baseless unfounded groundless debunk
    disprove fabricated refuse refusal deny reject rejection refute rebut dispute lack nonsense rumour rumor
    rubbish fabrication invention fiction invented untruth misinformation disinformation contest
    contradict debunked fantasy
    """
        ),
    )
)
"""Stems of words that deny something by their own meaning."""
ENDS = frozenset(
    map(
        stem,
        word_set(
            """
    close shut end stop halt cease cancel suspend abandon scrap ban block bar prevent outlaw forbid lack
    shortage missing absent acquit remove abolish unarmed unharmed exclude omit ground rid
    """
        ),
    )
)
"""Stems of words for which other words are negated: where schools are closed there are "no lessons"."""
_NO_NEGATION = re.compile(
    r"\b(?:any\s+more|"
    r"can(?:no|['’])?t\s+(?:believe|wait|help)|no\s+way|why\s+(?:is|isn['’]t|does|doesn['’]t|do|don['’]t)\s+"
    r"(?:no\s*(?:one|body)|any(?:one|body))|nobody\s+(?:talks|is\s+talking)|(?:never|don['’]?t)\s+forget|"
    r"never\s+(?:\w+\s+){0,3}(?:so|such|more|as)\b|nowhere\b(?=.*\bthan\b)|"
    r"(?:won['’]?t|don['’]?t)\s+(?:tell|want)\s+(?:you|us|people)|not\s+(?:surprising|surprised)|if\s+not|or\s+not|"
    r"(?:is|was|are|were|has|have|had|did|do|does)n['’]?t\s+(?:it|that|there|this)\b|"
    r"(?:false|fake|wrong)\s+(?:papers?|passports?|names?|flags?|identit\w+|documents?|alarms?|accounts?))\b"
    r"|^(?:is|was|are|were|has|have|had|did|do|does)n['’]t\b(?=.*\?)",
    re.IGNORECASE,
)
_WRONG_THING = re.compile(
    r"\b(?:wrong|incorrect|fake|false|bogus)\b(?=\s+[a-z]+)(?!\s+(?:reports?|claims?|allegations?|talk|"
    r"stor(?:y|ies)|rumou?rs?|accusations?|that|to|in|about|and|with|on|for|by|of|when|if)\b)",
    re.IGNORECASE,
)
"""A word that tells of a thing that it is wrong, and denies nothing: "the wrong blood"."""
_WRONG = "erroneous"
"""What is read instead of it."""
_GROUNDLESS = re.compile(
    r"\bwithout\s+(?:any\s+)?(?:substance|foundation|basis|merit)\b|\bno\s+(?:substance|foundation|basis|truth)\b",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\b(?:the|an?)\s+\w+ed(?=\s+[a-z])", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_UNCLEAR = re.compile(
    r"[.!?;:…]['’”\"]?\s+\S|\b(?:but|though|although|while|whereas|yet|unless)\b|\bnon-", re.IGNORECASE
)
"""More than one clause, or a negation within a word: what a quotation denies as a whole is not clear."""
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-", "de", "mis")
LEAST_OVERLAP = 0.5
"""The share of words in common at which two propositions are about one thing, by words alone."""
LEAST_SAID, SHARE_SAID = 3, 2 / 3
"""How many words a quotation shares with what it denies, and which share of the shorter one's."""
REACH, REACH_OF_NO = 4, 7
"""How many words further a negated word, or the second word of a phrase, may stand: "turned it down".

Behind "no pupil" it is the verb that is negated.
"""
LIGHT_VERBS = frozenset(
    map(stem, word_set("go come get take make become put turn bring give have be find do"))
)
"""Stems of verbs that say little: what is denied is the word behind them, "did not go up"."""
STEADY = re.compile(
    r"\b(?:(?<!\bwe )(?<!\bwe['’]re )(?<!\byou )still|to\s+this\s+day|unchanged|unaffected|intact|untouched|"
    r"as\s+(?!soon|well|long|far|if|part)\w+(?:\s+\w+)?\s+as(?!\s+(?:possible|soon|a\b))|the\s+same\s+as|"
    r"as\s+(?:before|ever|usual|always))\b",
    re.IGNORECASE,
)
"""Words for what is as it was, or as elsewhere: "as often as before"."""
CHANGES = frozenset(
    map(
        stem,
        word_set(
            """
    rise fall grow shrink increase decrease drop climb soar sink plunge cut lower raise reduce boost
    double halve improve worsen change alter make cost cause close shut end stop halt cancel suspend
    abandon scrap abolish remove dismantle demolish destroy sell leave quit resign depart die
    kill lose vanish disappear collapse replace up down over ruin wreck dissolve retire
    withdraw evacuate flee dismiss sack expire
    """
        ),
    )
)
"""Stems of words for a change."""
QUANTITIES = {
    **dict.fromkeys(map(stem, ("more", "most")), 1),
    **dict.fromkeys(map(stem, ("less", "fewer", "few", "least", "hardly", "seldom", "rarely")), -1),
}
"""Stems of words for how much or how often, and whether it is much."""
LEAST_CLAUSE = 4
"""How many words between commas may be a clause of its own."""
NOT, NO = "!not", "!no"
"""What stands for a negation among the stems of a text."""
_PART_END = re.compile(r"(?<=[.!?;:])\s+|\s+[—–]\s+|\n|[()]")

Signs = dict[str, int]
"""The words of a text: 1 as they stand, -1 negated. "" counts negations of no word in reach."""
Side = tuple[int, int]
"""The number of a pair in the list of antonyms, and 0 or 1 for the left or the right."""


@dataclass
class _Reading:
    """What a text says that the other does not: see the module."""

    sides: set[Side] = field(default_factory=set)
    negations: int = 0


def are_opposites(proposition: str, other: str) -> bool:
    """Tell whether two propositions say nearly the same, but one denies it.

    They have most words in common, and differ by an odd number of negations or by antonyms.
    """
    first, second = set(list_stems(proposition)), set(list_stems(other))
    shared, most = len(first & second), max(len(first), len(second))
    return bool(most) and shared / most >= LEAST_OVERLAP and differ_in_polarity(proposition, other)


def is_clearly_denied(proposition: str, words: str) -> bool:
    """Tell whether `words` of a quotation deny a proposition, of which they repeat most words.

    Nothing is clear that shares fewer than LEAST_SAID words, or has several clauses.
    """
    if _UNCLEAR.search(words) or _UNCLEAR.search(proposition):
        return False
    said, own = set(list_stems(words)), set(list_stems(proposition))
    least = max(LEAST_SAID, SHARE_SAID * min(len(said), len(own)))
    return len(said & own) >= least and differ_in_polarity(proposition, words)


def differ_in_polarity(proposition: str, other: str) -> bool:
    """Tell whether one of two propositions about one thing denies what the other says."""
    words, others = _drop_agreed(
        _read_signed_words(proposition, other), _read_signed_words(other, proposition)
    )
    words, others, is_less = _split_quantities(words, others)
    one, two = _compare(words, others), _compare(others, words)
    is_odd = (one.negations + two.negations) % 2 == 1
    ends = _find_ends(other) - set(words) if one.negations else _find_ends(proposition) - set(others)
    is_odd = is_odd and not ends
    is_contrary = (
        _take_sides(one.sides, two.sides)
        or _is_prefixed(words, others)
        or _is_steady(proposition, other)
        or _is_steady(other, proposition)
    )
    return is_odd ^ is_contrary ^ is_less ^ _is_reversed(proposition, other)


def _drop_agreed(words: Signs, others: Signs) -> tuple[Signs, Signs]:
    """Leave out the words that say the same, as "stop" and "prevent" do."""
    agreed: set[str] = set()
    agreed_others: set[str] = set()
    for word, other in product(_find_differing(words, others), _find_differing(others, words)):
        is_part = word in other.split("+") or other in word.split("+")
        if not is_part and _agree(_turn(word, words[word]), _turn(other, others[other])):
            agreed.add(word)
            agreed_others.add(other)
    return _leave_out(words, agreed), _leave_out(others, agreed_others)


def _find_differing(words: Signs, others: Signs) -> list[str]:
    """Return the words of the list, small ones apart, that the other text does not have, or has negated."""
    known = _map_sides()
    return [
        word
        for word, sign in words.items()
        if word in known and word not in FUNCTION_WORDS and others.get(word) != sign
    ]


@lru_cache(maxsize=4096)
def _turn(word: str, sign: int) -> frozenset[Side]:
    """Return the sides that a word takes, negated or not."""
    return frozenset((number, side if sign > 0 else 1 - side) for number, side in _map_sides().get(word, ()))


def _agree(sides: frozenset[Side], others: frozenset[Side]) -> bool:
    """Tell whether two words are on one side of a pair, and of no pair on different ones."""
    return not sides.isdisjoint(others) and not any((number, 1 - side) in others for number, side in sides)


def _leave_out(words: Signs, these: set[str]) -> Signs:
    return {word: sign for word, sign in words.items() if word not in these}


def _split_quantities(words: Signs, others: Signs) -> tuple[Signs, Signs, bool]:
    """Leave out "more" and "fewer" where both texts say how much, and tell whether they differ.

    They turn round what else is said: "few oppose it" is "most support it".
    """
    amounts, others_amounts = words.keys() & QUANTITIES, others.keys() & QUANTITIES
    own = {QUANTITIES[word] * words[word] for word in amounts}
    those = {QUANTITIES[word] * others[word] for word in others_amounts}
    if not own or not those:
        return words, others, False
    is_less = own.isdisjoint(those)
    return _leave_out(words, set(amounts)), _leave_out(others, set(others_amounts)), is_less


def _is_steady(text: str, other: str) -> bool:
    """Tell whether `text` says that something is as it was, and `other` that it changed."""
    changes = set(_read_part(other)) & CHANGES
    return bool(changes - set(_read_part(text)) and STEADY.search(text)) and not STEADY.search(other)


def _is_reversed(text: str, other: str) -> bool:
    """Tell whether one text has before "than" what the other has behind it."""
    halves, others = text.split(" than "), other.split(" than ")
    if len(halves) != 2 or len(others) != 2:
        return False
    (before, after), (other_before, other_after) = map(_find_only, (halves, others))
    if before & other_before or after & other_after:
        return bool(before & other_after and after & other_before)
    return _share_meaning(before, other_after) or _share_meaning(after, other_before)


def _find_only(halves: list[str]) -> tuple[set[str], set[str]]:
    """Return the words of each half that the other half lacks."""
    before, after = ({word for word in _read_part(half) if word not in FUNCTION_WORDS} for half in halves)
    return before - after - {""}, after - before - {""}


def _share_meaning(words: set[str], others: set[str]) -> bool:
    return any(
        word == other or _agree(_turn(word, 1), _turn(other, 1)) for word, other in product(words, others)
    )


def _find_ends(text: str) -> set[str]:
    """Return what a text says was ended; of "used the banned pesticide" nothing."""
    return set(map(stem, find_words(_ATTRIBUTE.sub(" ", text)))) & ENDS


def list_stems(text: str) -> list[str]:
    """Return the stems of the words that tell something, in order, without negations."""
    words = find_words(NEGATION.sub(" ", _WRONG_THING.sub(_WRONG, text)))
    return [root for word in words if (root := stem(word)) not in FUNCTION_WORDS | DENIALS]


@cache
def _map_sides() -> dict[str, frozenset[Side]]:
    """Map each stem, and each phrase ("turn+down"), to its sides."""
    sides: dict[str, set[Side]] = {}
    for number, pair in enumerate(read_antonyms()):
        for side, words in enumerate(pair):
            for word in words:
                sides.setdefault(word, set()).add((number, side))
    return {word: frozenset(those) for word, those in sides.items()}


@cache
def _map_phrases() -> dict[str, list[list[str]]]:
    phrases: dict[str, list[list[str]]] = {}
    for phrase in _map_sides():
        first, *rest = phrase.split("+")
        if rest:
            phrases.setdefault(first, []).append(rest)
    return phrases


def _read_signed_words(text: str, other: str) -> Signs:
    """Return the words of what `text` says on the matter of `other`."""
    signs: Signs = {"": 0}
    for part in _choose_parts(text, other):
        read = _read_part(part)
        signs |= read | {"": signs[""] + read[""]}
    return signs


@lru_cache(maxsize=1024)
def _read_part(part: str) -> Signs:
    signs: Signs = {"": 0}
    plain = _WRONG_THING.sub(_WRONG, _NO_NEGATION.sub(" ", _GROUNDLESS.sub("baseless", part)))
    pieces = re.split(f"({NEGATION.pattern})", _HYPHEN.sub(" ", plain), flags=re.IGNORECASE)
    stems = [
        [_mark(piece)] if place % 2 else map(stem, WORD.findall(piece)) for place, piece in enumerate(pieces)
    ]
    _sign_words(list(chain.from_iterable(stems)), signs)
    return signs


def _mark(negation: str) -> str:
    return NO if negation.casefold() in ("no", "none", "nobody", "neither") else NOT


def _sign_words(tokens: list[str], signs: Signs) -> None:
    """Add the words among `tokens`, in which NOT and NO are negations, to `signs`."""
    sides = _map_sides()
    words = _join_phrases(tokens)
    negated: set[int] = set()
    for place, token in enumerate(words):
        if token not in (NOT, NO):
            continue
        last = place + (REACH if token == NOT else REACH_OF_NO)
        reach = [n for n in range(place + 1, min(last + 1, len(words))) if words[n] not in (NOT, NO)]
        told = [n for n in reach if words[n] not in FUNCTION_WORDS or _is_predicate(words, n)]
        target = told[0] if told else None
        if token == NO or (target is not None and words[target] in LIGHT_VERBS):
            target = next((n for n in told if words[n] in sides and words[n] not in LIGHT_VERBS), target)
        if target is None or target in negated:
            signs[""] += 1
        negated |= {target} if target is not None else set()
    for place, token in enumerate(words):
        if token not in (NOT, NO) and (token in sides or token not in FUNCTION_WORDS):
            signs[token] = -1 if place in negated else 1


def _is_predicate(words: list[str], place: int) -> bool:
    """Tell whether a small word says what is denied: "is not over", "did not go up"."""
    is_told = place == len(words) - 1 or words[place - 1] in LIGHT_VERBS
    return is_told and words[place] in _map_sides()


def _join_phrases(tokens: list[str]) -> list[str]:
    """Write a phrase of the list as one word, where its first one stands; of several the shortest."""
    words = list(tokens)
    for place, token in enumerate(tokens):
        phrases = [
            (places, "+".join([token, *rest]))
            for rest in _map_phrases().get(token, ())
            if (places := _find_in_order(tokens, place, rest))
        ]
        if phrases:
            places, words[place] = min(phrases)
            for at in places:
                words[at] = "of"
    return words


def _find_in_order(tokens: list[str], place: int, rest: list[str]) -> list[int]:
    """Return where the words `rest` stand behind `place`, each in reach of the last; none if one lacks."""
    places = []
    for word in rest:
        following = tokens[place + 1 : place + 1 + REACH]
        if word not in following:
            return []
        place += 1 + following.index(word)
        places.append(place)
    return places


def _compare(words: Signs, others: Signs) -> _Reading:
    """Read what one text says differently from the other."""
    sides = _map_sides()
    reading = _Reading(negations=words[""])
    facing = {side[0] for word in others if words.get(word) != others[word] for side in sides.get(word, ())}
    is_denied = False
    # A word of a phrase is said as well: "charges" in "pressed charges".
    parts = {part for phrase in others if "+" in phrase for part in phrase.split("+")}
    for word, sign in words.items():
        if not word or others.get(word) == sign or (word in parts and sign > 0):
            continue
        own = sides.get(word, frozenset())
        if word in DENIALS and not facing & {number for number, _ in own}:
            is_denied |= sign > 0
        elif own and not (word in others and sign < 0):
            reading.sides |= {(number, side if sign > 0 else 1 - side) for number, side in own}
            if sign < 0 and not facing & {number for number, _ in own}:
                reading.negations += 1
        elif sign < 0:
            reading.negations += 1
    reading.negations += is_denied  # once: "a rumour without foundation"
    return reading


def _take_sides(sides: set[Side], others: set[Side]) -> bool:
    """Tell whether two readings are on different sides of a pair, neither of them on both."""
    return any(
        (number, 1 - side) in others and (number, side) not in others and (number, 1 - side) not in sides
        for number, side in sides
    )


def _is_prefixed(words: Signs, others: Signs) -> bool:
    """Tell whether a word of one text is one of the other with a prefix that turns it round."""
    return any(
        word.removeprefix(prefix) in those and word.removeprefix(prefix) not in own
        for own, those in ((words, others), (others, words))
        for word in own
        for prefix in _PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= 4 and word not in those
    )


def _choose_parts(text: str, other: str) -> list[str]:
    """Return the part of `text` that has most words of `other`; all of them if none has.

    Of that part, what stands between commas and has no word of `other` is left out, if it is a clause.
    """
    parts = [part for part in _PART_END.split(text) if part.strip()]
    wanted = set(list_stems(other))
    shared = [len(wanted & set(list_stems(part))) for part in parts]
    if not any(shared):
        return parts
    clauses = parts[shared.index(max(shared))].split(",")
    own = [
        clause for clause in clauses if len(clause.split()) < LEAST_CLAUSE or wanted & set(list_stems(clause))
    ]
    return [",".join(own)]
