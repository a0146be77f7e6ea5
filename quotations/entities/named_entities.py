"""Names in a sentence: people, organisations, countries, and offices in capitals."""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from quotations.annotations import Mention, MentionKind, Sentence, Token
from quotations.grammar.tokens import split_quoted_sentences
from quotations.lexicon.body_names import FIRM_NAME_ENDINGS
from quotations.lexicon.function_words import ADVERBS, AUXILIARIES, FUNCTION_WORDS, PERIODS, TIME_WORDS
from quotations.lexicon.given_names import is_given_name
from quotations.lexicon.offices import (
    AMBIGUOUS_SURNAMES,
    CITIES,
    COLLECTIVES,
    COUNTRIES,
    HONORIFICS,
    LOCALS,
    OFFICE_MODIFIERS,
    OFFICES,
    ORGANISATIONS,
    SEATS_OF_POWER,
)
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .capitalised_runs import (
    CAUSES,
    LINKS,
    PARTICLES,
    WORDS_AND_GIVEN_NAMES,
    find_run_end,
    is_group,
    is_inflected_speech_verb,
    is_plural_office,
)

_AFTER_NAMES = word_set("kc qc mp mps mep msp md phd obe cbe mbe esq frs ceo kbe dbe")
_BRAND = re.compile(r"(?!Fitz|Mac)[A-Z][a-z]{3,}[A-Z][a-z]+$")  # ParkSure, but FitzGerald
_NOBLES = word_set("duke duchess prince princess baron baroness")
_NEVER_SURNAMES = OFFICES | OFFICE_MODIFIERS


def find_capitalised_words(sentences: list[Sentence]) -> frozenset[str]:
    """Return, in lower case, the words that have a capital amid a sentence.

    They are names even where a sentence starts.
    """
    return frozenset(
        token.lower
        for sentence in sentences
        for previous, token in pairwise(sentence.tokens)
        if token.is_capital and previous.is_word
    )


def find_mentions(
    sentence: Sentence, names: frozenset[str], full_names: Collection[tuple[str, ...]] = ()
) -> list[Mention]:
    """Return, in order, every run of capitalised words that is a name.

    `names` are words known to be names even where a sentence starts, `full_names` names in lower case of
    people whom the rest of the text names: a headline capitalises the words after them too.
    """
    mentions: list[Mention] = []
    index, tokens = 0, sentence.tokens
    is_heading = sentence.is_heading
    while index < len(tokens):
        last = find_run_end(tokens, index)
        if last is not None and is_heading and index and tokens[index - 1].quote is not None:
            last = None if is_inflected_speech_verb(tokens[index].lower) else last
        if last is not None and is_heading:
            last = _find_end_in_heading(tokens, index, last, full_names)
        if last is None or (index == last and _is_sentence_opener(tokens, index, names)):
            index += 1
            continue
        mentions.append(_read_mention(sentence.number, tokens, index, last))
        index = last + 1
    return mentions


def find_full_names(mentions: Iterable[Mention]) -> set[tuple[str, ...]]:
    """Return, in lower case, the names of several words that may be people's."""
    names = (mention.name for mention in mentions if mention.may_be_person and len(mention.name) > 1)
    return {tuple(word.lower() for word in name) for name in names}


def join_couples(sentence: Sentence, known: Collection[str]) -> None:
    """Give "Jim" in "Jim and Tammy Brook" the surname too.

    Not if Jim is one of the `known`: given names, in lower case, of those whom the text names in full.
    """
    for one, other in pairwise(sentence.mentions):
        between = [token.lower for token in sentence.tokens[one.last + 1 : other.first]]
        if between != ["and"] or len(one.words) > 1 or len(other.name) < 2 or other.kind != "person":
            continue
        if is_given_name(one.name[0]) and one.name[0].lower() not in known:
            one.kind, one.name = "person", (*one.name, *other.name[1:])


def find_given_names(sentence: Sentence, full_names: Collection[tuple[str, ...]]) -> list[Mention]:
    """Return given names that are words as well: "Will said", where the text names a Will Dacre."""
    given = WORDS_AND_GIVEN_NAMES.intersection(name[0] for name in full_names)
    tokens, taken = sentence.tokens, {mention.first for mention in sentence.mentions}
    mentions = []
    for index, token in enumerate(tokens):
        if token.lower not in given or not token.is_capital or index in taken:
            continue
        before = tokens[index - 1].lower if index else ""
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        is_subject = following is not None and is_inflected_speech_verb(following.lower)
        if is_subject or (is_inflected_speech_verb(before) and (following is None or not following.is_word)):
            mentions.append(_read_mention(sentence.number, tokens, index, index))
    return mentions


def _find_end_in_heading(
    tokens: list[Token], first: int, last: int, full_names: Collection[tuple[str, ...]]
) -> int:
    """Return where a name ends whose heading goes on in capitals: "Ann Bell Speaks Plainly"."""
    for index in range(first + 1, last + 1):
        word = tokens[index].lower
        if is_inflected_speech_verb(word) or word in AUXILIARIES:
            return index - 1
        if index < last and tuple(token.lower for token in tokens[first : index + 1]) in full_names:
            return index
    return last


def find_quoted_names(sentence: Sentence) -> list[Mention]:
    """Return full names within quotations: they tell who is who, not who speaks."""
    return [
        mention
        for token in sentence.tokens
        if token.quote is not None and any(letter.isupper() for letter in token.text[1:])
        for quoted_sentence in split_quoted_sentences(token.text, sentence)
        for mention in find_mentions(quoted_sentence, frozenset())
        if mention.kind == "person" and len(mention.name) > 1
    ]


def is_nationality(word: str) -> bool:
    """Return True for "swedes", "germans": people without names."""
    return word.endswith("s") and word[:-1] in COUNTRIES


def is_local(word: str) -> bool:
    """Return True for "londoner" and "yorkshireman": somebody from there, without a name."""
    return word in LOCALS or word.endswith(("shireman", "shirewoman"))


def _acts_on_a_day(tokens: list[Token], index: int) -> bool:
    """Recognise "Marn on Tuesday rejected": a noun would have an article."""
    words = [token.lower for token in tokens[index + 1 : index + 3]]
    return not tokens[index].lower.endswith("s") and words[:1] == ["on"] and words[-1] in TIME_WORDS


def _is_sentence_opener(tokens: list[Token], index: int, names: frozenset[str]) -> bool:
    """Recognise a word capitalised only as a sentence starts: "Officials said"."""
    token = tokens[index]
    if index:
        previous = tokens[index - 1]
        if previous.text not in (":", "•", "-", "–", "—", "*", "(") and previous.quote is None:
            return False
    word = token.lower
    if token.text in ("Q", "A"):
        return True
    if word in COLLECTIVES or is_plural_office(word):
        return True
    if word in names or (token.text.isupper() and len(word) > 1) or is_given_name(word):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if word in COUNTRIES or _acts_on_a_day(tokens, index):
        return False
    is_pair = following is not None and following.lower == "and" and index + 2 < len(tokens)
    if is_pair and tokens[index + 2].is_capital:
        return False  # Brook and Field said
    if (
        following is not None
        and (following.lower in ADVERBS or following.lower.endswith("ly"))
        and index + 2 < len(tokens)
    ):
        following = tokens[index + 2]
    if word in OFFICE_MODIFIERS or word.endswith("ly") or following is None:
        return True
    if following.lower in ("this", "last") and index + 2 < len(tokens) and tokens[index + 2].lower in PERIODS:
        return False  # Brook this week said
    return not _may_follow_name(following, token)


def _may_follow_name(following: Token, token: Token) -> bool:
    """Return True if the word before may be a name: a verb follows."""
    word = following.lower
    return (
        token.is_possessive
        or word in AUXILIARIES
        or word in SPEECH_VERBS
        or following.quote is not None
        or following.text in (":", "(")
        or (
            following.is_word
            and word not in FUNCTION_WORDS
            and word.endswith(("ed", "s", "t", "d", "e", "w"))
        )
        or (following.text == "," and not token.lower.endswith(("ing", "ed")))
    )


def _may_precede_name(word: str) -> bool:
    """Accept a word that may stand before a person's name and is no part of it."""
    return (
        word in OFFICES
        or word in HONORIFICS
        or word in ORGANISATIONS
        or word in OFFICE_MODIFIERS
        or word in COUNTRIES
        or word in CITIES
        or word in LINKS
        or word.startswith(("u.s.-", "uk-", "us-"))
    )


def _read_mention(sentence: int, tokens: list[Token], first: int, last: int) -> Mention:
    run = tokens[first : last + 1]
    while len(run) > 1 and run[-1].lower in _AFTER_NAMES and run[-2].lower not in _NEVER_SURNAMES:
        run = run[:-1]
    lowers = [token.lower.replace(",", "") for token in run]
    name_start = _find_name_start(run, lowers)
    words = _read_words(run)
    name = _read_words(run[name_start:])
    titles = tuple(word for word in lowers[:name_start] if word not in LINKS)
    kind = _classify(run, lowers, name_start)
    if kind == "person" and name_start > 1 and lowers[name_start - 1] in LINKS:
        if lowers[name_start - 2] in _NOBLES:
            name = _read_words(run[name_start - 2 :])  # the Duchess of Vale
        elif any(word in OFFICES and link in ("of", "for", "at") for word, link in pairwise(lowers)):
            kind = "office"  # the Bishop of Vale
    if kind in ("proper", "person") and _is_linked_to_body(lowers, name_start):
        kind = "organisation"
    if kind in ("organisation", "place", "office") or not name:
        name = words
    mention = Mention(sentence, first, last, kind, name, words, titles, tokens[last].is_possessive)
    mention.gender = next((HONORIFICS[word] for word in titles if HONORIFICS.get(word)), "")
    return mention


def _is_linked_to_body(lowers: list[str], name_start: int) -> bool:
    """Return True for "Bureau of Inland Waters", whose last words only look like somebody's name."""
    if is_group(lowers[0]) and not CAUSES.isdisjoint(lowers[1:-1]):
        return True
    if name_start == 0 or name_start >= len(lowers):
        return False
    is_linked = lowers[name_start - 1] in LINKS or lowers[name_start] in CAUSES
    if len(lowers) == name_start + 1 and not LINKS.isdisjoint(lowers[1:name_start]):
        is_linked = is_linked or is_group(lowers[-1])  # Association of Chief Fire Officers
    return is_linked and any(word in ORGANISATIONS for word in lowers[:name_start])


def _read_words(run: list[Token]) -> tuple[str, ...]:
    """Return the words as printed, without commas and nicknames between quotation marks."""
    words = [token.text + token.suffix for token in run[:-1] if token.is_word or token.text == "&"]
    return (*words, *(token.text for token in run[-1:]))


def _find_name_start(run: list[Token], lowers: list[str]) -> int:
    """Return how many words of a run come before the person's name, all if none does."""
    start = 0
    for index, word in enumerate(lowers):
        is_last = index == len(lowers) - 1
        if index and is_last and word in AMBIGUOUS_SURNAMES and _are_given_names(lowers, start, index):
            break
        if index == 0 and len(run) > 1 and run[1].lower not in _NEVER_SURNAMES and is_given_name(run[0].text):
            break  # Dean Brook
        is_led = index > 0 and (lowers[index - 1] in HONORIFICS or is_given_name(run[index - 1].text))
        if is_led and is_last and word in COUNTRIES:
            break  # Carla Finn, Ms Dane
        if _may_precede_name(word) and not (word in PARTICLES and index > start):
            start = index + 1
    for index in range(start + 1, len(lowers) - 1):
        if len(lowers) - index <= 3 and _is_first_given_name(run, start, index):
            return index
    return start


def _is_first_given_name(run: list[Token], start: int, index: int) -> bool:
    """Recognise a given name after words that are none: the name starts there."""
    if any(is_given_name(token.text) for token in (run[start], run[index - 1])):
        return False
    if run[start].lower in WORDS_AND_GIVEN_NAMES:
        return False  # An Li Sung
    has_initials = run[index - 1].text.endswith(".") or run[start].text.endswith(".")
    return not has_initials and "-" not in run[index].text and is_given_name(run[index].text)


def _are_given_names(lowers: list[str], start: int, index: int) -> bool:
    """Return True if the words between the titles and word `index` may be given names."""
    between = lowers[start:index]
    if not between:
        return index > 0 and lowers[index - 1] in HONORIFICS
    return all(not _may_precede_name(word) for word in between)


def _classify(run: list[Token], lowers: list[str], name_start: int) -> MentionKind:
    """Classify a run of capitalised words, `name_start` of which come before a name."""
    if name_start < len(lowers):
        return _classify_name(run[name_start:], lowers, name_start)
    if all(word in COUNTRIES or is_nationality(word) or word in CITIES or word in LINKS for word in lowers):
        return "place"
    if lowers[0] in SEATS_OF_POWER:
        return "organisation"
    heads = [word for word in lowers if word in OFFICES or word in HONORIFICS or word in ORGANISATIONS]
    if not heads:
        return "proper" if all(word in OFFICE_MODIFIERS for word in lowers) else "place"
    if heads[0] in OFFICES and heads[0] not in ORGANISATIONS:
        is_body = lowers[-1] in ORGANISATIONS and any(token.is_possessive for token in run[:-1])
        return "organisation" if is_body else "office"  # the Prosecutor's Office
    return "organisation" if heads[-1] in ORGANISATIONS or heads[0] in ORGANISATIONS else "office"


def _classify_name(name: list[Token], lowers: list[str], name_start: int) -> MentionKind:
    """Tell people from organisations ("Radio Example") by a name and its titles."""
    if len(lowers) == 1 and is_nationality(lowers[0]):
        return "place"
    titles = lowers[:name_start]
    if any(word in HONORIFICS or word in OFFICES for word in titles):
        return "person"
    if len(name) > 1 and is_given_name(name[0].text):
        return "person"
    if (len(lowers) > 1 and lowers[-1] in FIRM_NAME_ENDINGS) or _BRAND.match(name[-1].text):
        return "organisation"
    return "organisation" if len(name) == 1 and any(word in ORGANISATIONS for word in titles) else "proper"
