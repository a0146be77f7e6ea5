"""Names in a sentence: people, organisations, countries, and offices in capitals."""

from collections.abc import Collection, Iterable
from itertools import pairwise

from quotations.annotations import Mention, MentionKind, Sentence, Token
from quotations.grammar.tokens import PARTY_AND_STATE, split_quoted_sentences
from quotations.lexicon.function_words import ADVERBS, AUXILIARIES, FUNCTION_WORDS, TIME_WORDS
from quotations.lexicon.given_names import EITHER, is_given_name
from quotations.lexicon.offices import (
    AMBIGUOUS_SURNAMES,
    CITIES,
    COLLECTIVES,
    COUNTRIES,
    HONORIFICS,
    OFFICE_MODIFIERS,
    OFFICES,
    ORGANISATIONS,
    SEATS_OF_POWER,
)
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

PARTICLES = word_set("van von der den de del della di da dos du la le el al bin ibn ben ter ten af av zu y e")
_SUFFIXES = word_set("jr. sr. jr sr ii iii iv")
_AFTER_NAMES = word_set("kc qc mp mps mep msp md phd obe cbe mbe esq frs ceo kbe dbe")
_COMPOUNDS = ("-like", "-based", "-led", "-backed", "-born", "-style", "-era", "-owned", "-run", "-made")
_MONTHS_AND_SURNAMES = word_set("may april june august march")
_WORDS_AND_GIVEN_NAMES = word_set("will can may june april august per an so do")
_RARE_GIVEN_NAMES = word_set("an so do")
_BEFORE_MONTHS = word_set(
    "in of on by since until till last this next early late mid and before after from to"
)
_FINITE_AUXILIARIES = word_set("has had is was does did")
_LEADING_PARTICLES = word_set("de van von der del della di da dos du bin ibn")
_MEMBERS = COLLECTIVES | word_set(
    """
    women men children people workers farmers seamen seaman nurses drivers pilots citizens veterans mothers
    fathers writers friends pupils tenants miners sailors soldiers engineers journalists consumers landlords
    """
)
_REPRESENTATIVES = word_set("lawyers attorneys officials police prosecutors staff sources figures reports")
_CAUSES = word_set("for against without")
_LINKS = word_set("of for on and the & in")
_LINKED_WORDS = OFFICES | ORGANISATIONS | OFFICE_MODIFIERS
_NEVER_SURNAMES = OFFICES | OFFICE_MODIFIERS
NOT_SURNAMES = (
    _NEVER_SURNAMES | ORGANISATIONS | FUNCTION_WORDS | COUNTRIES.keys() | HONORIFICS.keys()
) - AMBIGUOUS_SURNAMES
_MAX_WORDS = 14
_MAX_NICKNAME_WORDS = 3


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
        last = _find_run_end(tokens, index)
        if last is not None and is_heading and index and tokens[index - 1].quote is not None:
            last = None if _is_inflected_speech_verb(tokens[index].lower) else last
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


def _find_end_in_heading(
    tokens: list[Token], first: int, last: int, full_names: Collection[tuple[str, ...]]
) -> int:
    """Return where a name ends whose heading goes on in capitals: "Ann Bell Speaks Plainly"."""
    for index in range(first + 1, last + 1):
        word = tokens[index].lower
        if _is_inflected_speech_verb(word) or word in AUXILIARIES:
            return index - 1
        if index < last and tuple(token.lower for token in tokens[first : index + 1]) in full_names:
            return index
    return last


def _is_inflected_speech_verb(word: str) -> bool:
    return SPEECH_VERBS.get(word, word) != word


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
    if word in COLLECTIVES or (word.endswith("s") and word[:-1] in OFFICES):
        return True
    if word in names or (token.text.isupper() and len(word) > 1) or is_given_name(word):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.lower in ADVERBS and index + 2 < len(tokens):
        following = tokens[index + 2]
    if word in OFFICE_MODIFIERS or word.endswith("ly") or following is None:
        return True
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


def _find_run_end(tokens: list[Token], first: int) -> int | None:
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
    token = tokens[index]
    if not token.is_word or token.lower.endswith(_COMPOUNDS) or PARTY_AND_STATE.fullmatch(token.text):
        return False
    if token.is_capital and token.lower in _WORDS_AND_GIVEN_NAMES and _is_given_before(tokens, index):
        return True
    if token.is_capital and token.lower in TIME_WORDS:
        return _is_surname(tokens, index)
    if not token.is_capital:
        is_arabic = token.lower.startswith("al-") and token.text[3:4].isupper()
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
        return not is_month and not (tokens[index - 1].is_capital and token.lower in _RARE_GIVEN_NAMES)
    last = index + 1
    while last + 1 < len(tokens) and tokens[last + 1].is_capital:
        last += 1
    verb = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    is_finite = verb in _FINITE_AUXILIARIES or _is_inflected_speech_verb(verb)
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
    """Step over "Teachers'" in "Teachers' Union": the name of a body, not its owner's."""
    word = tokens[last].lower
    is_members = _is_group(word) or word in OFFICES
    if first != last or not is_members or last + 1 >= len(tokens):
        return None
    following = tokens[last + 1 : last + 4]
    return 1 if following[0].is_capital and any(token.lower in ORGANISATIONS for token in following) else None


def _step(tokens: list[Token], first: int, last: int) -> int | None:
    """Return by how many tokens a run goes on; None at its end."""
    nearby = tokens[last + 1 : last + 4]
    if not nearby:
        return None
    if nearby[0].quote is not None:
        return 2 if _is_nickname(tokens, last + 1) else None
    if nearby[0].is_capital and nearby[0].lower in _CAUSES and _may_start_name(tokens, last + 2):
        return 2  # Reporters Without Borders
    if _may_start_name(tokens, last + 1) or nearby[0].lower == "police" or _is_camel_case(nearby[0]):
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
    if link not in _LINKS or link == "the":
        return None
    step = 3 if len(lowers) > 1 and lowers[1] in ("the", "a") else 2
    if last + step >= len(tokens) or not _may_start_name(tokens, last + step):
        return None
    following = tokens[last + step]
    if first == last and _is_group(run[0]):
        return step if link in _CAUSES or (run[0], link, step) == ("friends", "of", 3) else None
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


def _is_group(word: str) -> bool:
    if word in _REPRESENTATIVES:
        return False
    return word in _MEMBERS or (word.endswith("s") and word[:-1] in OFFICES)


def _has_purpose(run: list[str]) -> bool:
    """Return True once a body's name says what it is for: "Institute for Peace"."""
    return any(link == "for" and head in ORGANISATIONS for head, link in pairwise(run)) and run[-1] != "for"


def _is_title(token: Token) -> bool:
    return token.lower in OFFICES or token.lower in HONORIFICS


def _may_precede_name(word: str) -> bool:
    """Accept a word that may stand before a person's name and is no part of it."""
    return (
        word in OFFICES
        or word in HONORIFICS
        or word in ORGANISATIONS
        or word in OFFICE_MODIFIERS
        or word in COUNTRIES
        or word in CITIES
        or word in _LINKS
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
    titles = tuple(word for word in lowers[:name_start] if word not in _LINKS)
    kind = _classify(run, lowers, name_start)
    if kind in ("proper", "person") and _is_linked_to_body(lowers, name_start):
        kind = "organisation"
    if kind in ("organisation", "place", "office") or not name:
        name = words
    mention = Mention(sentence, first, last, kind, name, words, titles, tokens[last].is_possessive)
    mention.gender = next((HONORIFICS[word] for word in titles if HONORIFICS.get(word)), "")
    return mention


def _is_linked_to_body(lowers: list[str], name_start: int) -> bool:
    """Return True for "Bureau of Inland Waters", whose last words only look like somebody's name."""
    if _is_group(lowers[0]) and not _CAUSES.isdisjoint(lowers[1:-1]):
        return True
    if name_start == 0 or name_start >= len(lowers):
        return False
    is_linked = lowers[name_start - 1] in _LINKS
    return is_linked and any(word in ORGANISATIONS for word in lowers[:name_start])


def _read_words(run: list[Token]) -> tuple[str, ...]:
    """Return the words as printed, without commas and nicknames between quotation marks."""
    words = [token.text + token.suffix for token in run[:-1] if token.text != "," and token.quote is None]
    return (*words, *(token.text for token in run[-1:]))


def _find_name_start(run: list[Token], lowers: list[str]) -> int:
    """Return how many words of a run come before the person's name, all if none does."""
    start = 0
    for index, word in enumerate(lowers):
        is_last = index == len(lowers) - 1
        if index and is_last and word in AMBIGUOUS_SURNAMES and _are_given_names(lowers, start, index):
            break
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
    if all(word in COUNTRIES or is_nationality(word) or word in CITIES or word in _LINKS for word in lowers):
        return "place"
    if lowers[0] in SEATS_OF_POWER:
        return "organisation"
    heads = [word for word in lowers if word in OFFICES or word in HONORIFICS or word in ORGANISATIONS]
    if not heads:
        return "proper" if all(word in OFFICE_MODIFIERS for word in lowers) else "place"
    if heads[0] in OFFICES and heads[0] not in ORGANISATIONS:
        return "office"
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
    return "organisation" if len(name) == 1 and any(word in ORGANISATIONS for word in titles) else "proper"
