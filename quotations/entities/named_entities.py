"""Where the article names somebody: people, organisations, countries, and offices in capitals."""

from itertools import pairwise

from quotations.annotations import Mention, Sentence, Token
from quotations.grammar.tokens import PARTY_AND_STATE, cut_words
from quotations.lexicon.function_words import ADVERBS, AUXILIARIES, FUNCTION_WORDS, TIMES
from quotations.lexicon.given_names import is_given_name
from quotations.lexicon.offices import (
    CITIES,
    GATHERED,
    HONORIFICS,
    NATIONS,
    OFFICES,
    ORGANISATIONS,
    PLACES_OF_POWER,
    SUBJECTS,
    SURNAMES_TOO,
)
from quotations.lexicon.speech_verbs import SPEECH
from quotations.lexicon.word_lists import word_set

PARTICLES = word_set(
    """
    van von der den de del della di da dos du la le el al bin ibn ben ter ten af av zu y e
    """
)
_SUFFIXES = word_set("jr. sr. jr sr ii iii iv")
_AFTER_NAMES = word_set("kc qc mp mps mep msp md phd obe cbe mbe esq frs ceo kbe dbe")
_COMPOUNDS = ("-like", "-based", "-led", "-backed", "-born", "-style", "-era", "-owned", "-run", "-made")
_MONTHS_TOO = word_set("may april june august march")
_LINKS = word_set("of for on and the & in")
_HEADS = OFFICES | ORGANISATIONS | SUBJECTS
_NO_NAMES = OFFICES | SUBJECTS
_MOST_WORDS = 14


def names_within(sentences: list[Sentence]) -> frozenset[str]:
    """The words that stand in capitals where no sentence starts: names even at the start of one."""
    return frozenset(
        token.lower
        for sentence in sentences
        for previous, token in pairwise(sentence.tokens)
        if token.is_capital and previous.is_word
    )


def find_mentions(sentence: Sentence, known: frozenset[str]) -> list[Mention]:
    """Every run of capitalised words that names somebody or something, in order.

    `known` are words known to be names even where a sentence starts.
    """
    mentions, at, tokens = [], 0, sentence.tokens
    while at < len(tokens):
        last = _run(tokens, at)
        if last is None or (at == last and _is_only_first(tokens, at, known)):
            at += 1
            continue
        mention = _read(sentence.number, tokens, at, last)
        if mention is not None:
            mentions.append(mention)
        at = last + 1
    return mentions


def _is_only_first(tokens: list[Token], at: int, known: frozenset[str]) -> bool:
    """True for a word in capitals only because a sentence starts: "Officials said"."""
    token = tokens[at]
    if at and tokens[at - 1].text not in (":", "•", "-", "–", "—", "*", "(") and tokens[at - 1].quote is None:
        return False
    word = token.lower
    if token.text in ("Q", "A"):
        return True
    if word in GATHERED or (word.endswith("s") and word[:-1] in OFFICES):
        return True
    if word in known or (token.text.isupper() and len(word) > 1) or is_given_name(word):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.lower in ADVERBS and at + 2 < len(tokens):
        following = tokens[at + 2]
    return word in SUBJECTS or word.endswith("ly") or following is None or not _acts(following, tokens[at])


def _acts(following: Token, token: Token) -> bool:
    """True if a name may stand before this word at the start of a sentence: a verb follows."""
    word = following.lower
    return (
        token.possessive
        or word in AUXILIARIES
        or word in SPEECH
        or following.quote is not None
        or following.text in (":", "(")
        or (
            following.is_word
            and word not in FUNCTION_WORDS
            and word.endswith(("ed", "s", "t", "d", "e", "w"))
        )
        or (following.text == "," and not token.lower.endswith(("ing", "ed")))
    )


def _begins(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if not token.is_word or token.lower.endswith(_COMPOUNDS) or PARTY_AND_STATE.fullmatch(token.text):
        return False
    if token.is_capital and token.lower in TIMES:
        return _is_surname(tokens, at)
    if not token.is_capital:
        return token.lower.startswith("al-") and token.text[3:4].isupper()
    return token.lower not in FUNCTION_WORDS or token.text == "US"


def _is_surname(tokens: list[Token], at: int) -> bool:
    """True for a month that is somebody's name: "Theresa May", "Mrs May", "May said"."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if tokens[at].lower not in _MONTHS_TOO or following[:1].isdigit():
        return False
    previous = tokens[at - 1] if at else None
    if previous is not None and (previous.lower in HONORIFICS or is_given_name(previous.text)):
        return True
    return following in SPEECH and following not in AUXILIARIES


def _run(tokens: list[Token], at: int) -> int | None:
    """The last token of the run of capitalised words that starts at `at`, or None."""
    if not _begins(tokens, at):
        return None
    last = at
    while not tokens[last].possessive and last - at < _MOST_WORDS:
        step = _step(tokens, at, last)
        if step is None:
            break
        last += step
    return last


def _step(tokens: list[Token], first: int, last: int) -> int | None:
    """How many tokens the run goes on by; None at its end."""
    nearby = tokens[last + 1 : last + 4]
    if not nearby:
        return None
    if _begins(tokens, last + 1) or nearby[0].lower == "police" or _is_camel(nearby[0]):
        return 1
    lowers = [token.lower for token in nearby]
    if lowers[0] == "," and len(nearby) > 1 and lowers[1] in _SUFFIXES:
        return 2
    words = 0
    while words < len(nearby) and nearby[words].is_word and nearby[words].lower in PARTICLES:
        words += 1
    if words and words < len(nearby) and _begins(tokens, last + 1 + words) and not _is_title(tokens[last]):
        return words + 1
    return _linked(tokens, first, last, lowers)


def _is_camel(token: Token) -> bool:
    """True for a surname such as "duBois"."""
    return token.is_word and token.text[:2].islower() and token.text.isalpha() and not token.text.islower()


def _linked(tokens: list[Token], first: int, last: int, lowers: list[str]) -> int | None:
    """The step over "of", "for the", "and" inside the name of an office or organisation."""
    run = [token.lower for token in tokens[first : last + 1]]
    heads = any(word in OFFICES or word in ORGANISATIONS for word in run)
    if run[-1] not in _HEADS:
        return None
    if not heads or lowers[0] not in _LINKS or lowers[0] == "the":
        return None
    if (lowers[0] in ("and", "&", "in") and run[-1] not in SUBJECTS) or (
        lowers[0] == "on" and run[-1] not in ORGANISATIONS
    ):
        return None
    step = 3 if len(lowers) > 1 and lowers[1] == "the" else 2
    if last + step >= len(tokens) or not _begins(tokens, last + step):
        return None
    if lowers[0] == "and" and (is_given_name(tokens[last + step].text) or _is_title(tokens[last + step])):
        return None
    return step


def _is_title(token: Token) -> bool:
    return token.lower in OFFICES or token.lower in HONORIFICS


def _before_name(word: str) -> bool:
    """True for a word that may stand before a person's name and is no part of it."""
    return (
        word in OFFICES
        or word in HONORIFICS
        or word in ORGANISATIONS
        or word in SUBJECTS
        or word in NATIONS
        or word in CITIES
        or word in _LINKS
        or word.startswith(("u.s.-", "uk-", "us-"))
    )


def _read(number: int, tokens: list[Token], first: int, last: int) -> Mention | None:
    run = tokens[first : last + 1]
    while len(run) > 1 and run[-1].lower in _AFTER_NAMES and run[-2].lower not in _NO_NAMES:
        run = run[:-1]
    words = [token.lower.replace(",", "") for token in run]
    split = _split(run, words)
    name = tuple(token.text for token in run[split:] if token.text != ",")
    titles = tuple(word for word in words[:split] if word not in _LINKS)
    kind = _kind(run, words, split)
    whole = tuple(token.text for token in run if token.text != ",")
    if kind in ("organisation", "place", "office") or not name:
        name = whole
    mention = Mention(number, first, last, kind, name, whole, titles, tokens[last].possessive)
    mention.gender = next((HONORIFICS[word] for word in titles if HONORIFICS.get(word)), "")
    return mention


def _split(run: list[Token], words: list[str]) -> int:
    """How many words of the run come before the person's name; all of them if there is none."""
    split = 0
    for at, word in enumerate(words):
        if at and word in SURNAMES_TOO and at == len(words) - 1 and _could_be_given(words, split, at):
            break
        if _before_name(word) and not (word in PARTICLES and at > split):
            split = at + 1
    for at in range(split + 1, len(words) - 1):
        if len(words) - at <= 3 and _first_given(run, split, at):
            return at
    return split


def _first_given(run: list[Token], split: int, at: int) -> bool:
    """True if the name starts at word `at`: a given name after words that are none."""
    if any(is_given_name(token.text) for token in (run[split], run[at - 1])):
        return False
    initials = run[at - 1].text.endswith(".") or run[split].text.endswith(".")
    return not initials and "-" not in run[at].text and is_given_name(run[at].text)


def _could_be_given(words: list[str], split: int, at: int) -> bool:
    """True if what stands between the titles and the word `at` may be given names."""
    between = words[split:at]
    if not between:
        return at > 0 and words[at - 1] in HONORIFICS
    return all(not _before_name(word) for word in between)


def _heads_organisation(words: list[str]) -> bool:
    """True for what comes before "Leeds" in "University of Leeds" or "Example" in "Radio Example"."""
    return bool(words) and any(word in ORGANISATIONS for word in words)


def is_people(word: str) -> bool:
    """True for "swedes", "germans": people without names."""
    return word.endswith("s") and word[:-1] in NATIONS


def _kind(run: list[Token], words: list[str], split: int) -> str:
    if split < len(words):
        rest = run[split:]
        if len(words) == 1 and is_people(words[0]):
            return "place"
        titled = any(word in HONORIFICS or word in OFFICES for word in words[:split])
        if titled or (len(rest) > 1 and is_given_name(rest[0].text)):
            return "person"
        return "organisation" if len(rest) == 1 and _heads_organisation(words[:split]) else "proper"
    if all(word in NATIONS or is_people(word) or word in CITIES or word in _LINKS for word in words):
        return "place"
    if words[0] in PLACES_OF_POWER:
        return "organisation"
    heads = [word for word in words if word in OFFICES or word in HONORIFICS or word in ORGANISATIONS]
    if not heads:
        return "proper" if all(word in SUBJECTS for word in words) else "place"
    if heads[0] in OFFICES and (heads[0] not in ORGANISATIONS):
        return "office"
    return "organisation" if heads[-1] in ORGANISATIONS or heads[0] in ORGANISATIONS else "office"


def names_in_quotes(sentence: Sentence) -> list[Mention]:
    """The full names that are spoken within quotations: they tell who is who, but not who speaks."""
    found = []
    for token in sentence.tokens:
        if token.quote is not None and any(letter.isupper() for letter in token.text[1:]):
            for inner in cut_words(token.text, sentence):
                found += [
                    one
                    for one in find_mentions(inner, frozenset())
                    if one.kind == "person" and len(one.name) > 1
                ]
    return found
