"""The subject of a verb of speech: the words that stand for who speaks."""

from quotations.annotations import Mention, Reference, Sentence, Token
from quotations.lexicon.function_words import (
    ADVERBS,
    AUXILIARIES,
    FUNCTION_WORDS,
    NEGATIONS,
    NOUN_BREAKERS,
    PERIODS,
    PRONOUNS,
    TIME_WORDS,
)
from quotations.lexicon.offices import DOCUMENTS, OFFICES, ORGANISATIONS, RANKS
from quotations.lexicon.speech_verbs import DIRECT_SPEECH
from quotations.lexicon.word_lists import word_set

from .clauses import has_finite_verb
from .datelines import skip_dateline
from .noun_phrases import (
    DETERMINERS,
    GOVERNING,
    MAX_STEPS,
    NOT_NOUNS,
    PREPOSITIONS,
    find_mention_at,
    find_mention_ending,
    is_governed,
    is_modifier,
    read_phrase,
    refer_to_office,
)
from .tokens import DASHES, PARTY_AND_STATE

_INSERTION_OPENERS = (
    word_set(
        """
    who whose which the a an his her their its one himself herself also however though too then
    meanwhile speaking quoting citing referring in for at on after during when while by from with now
    of both aged whom like as not once formerly born dressed wearing standing sitting known among including
    """
    )
    | OFFICES
    | RANKS
    | ADVERBS
)
_NAMED = word_set("called named identified as nicknamed")
_NEW_CLAUSE = word_set(
    "while when after before during since until because although though if speaking adding"
)
_HOLDERS = OFFICES | ORGANISATIONS | DOCUMENTS | word_set("source person family couple")
_MAX_INSERTION_LENGTH = 60
_MAX_BEFORE_INSERTED = 3
_MAX_ACRONYM = 5
_MAX_RELATIVE_LENGTH = 9
_MAX_SUBJECT_LENGTH = 16


def find_subject_before(sentence: Sentence, index: int) -> Reference | None:
    """Return the subject that ends at the token, skipping insertions and brackets."""
    tokens = sentence.tokens
    for _ in range(MAX_STEPS):
        if index < 0:
            return None
        token = tokens[index]
        if token.text == ")":
            index = _find_opening_bracket(tokens, index) - 1
            continue
        if token.text == "," or token.text in DASHES:
            place = find_mention_at(sentence, 0)
            dateline = skip_dateline(tokens, index) if place and _is_dateline(sentence, place) else 0
            if not dateline or any(_is_pause(other) for other in tokens[dateline:index]):
                return _find_subject_around_insertion(sentence, index)
            index -= 1  # BRANDIA CITY - The mayor - affirms
            continue
        if (before := _skip_time_back(tokens, index)) < index:
            index = before
            continue
        if token.lower in ("who", "which") and index:
            return find_subject_before(sentence, index - 2 if tokens[index - 1].text == "," else index - 1)
        if (before := _skip_relative_back(tokens, index)) < index:
            index = before
            continue
        return _find_subject_ending(sentence, index)
    return None


def find_subject_after(sentence: Sentence, start: int) -> Reference | None:
    """Return the subject that starts at the token, as after "said" and "according to"."""
    tokens = sentence.tokens
    if start >= len(tokens) or not tokens[start].is_word:
        return None
    is_object = tokens[start].lower in ("him", "her") and _is_last_word(tokens, start)
    if tokens[start].lower in PRONOUNS or is_object:
        return Reference(start, start)
    if tokens[start].lower in ("one", "another") and _is_last_word(tokens, start):
        return Reference(start, start, head=start)  # said one, who gave no name
    index, head = start, None
    while index < len(tokens) and index - start < _MAX_SUBJECT_LENGTH and tokens[index].is_word:
        mention = find_mention_at(sentence, index)
        if mention is not None and not is_modifier(sentence, mention):
            if (
                head is not None
                and tokens[head].lower in OFFICES
                and _has_preposition(tokens, head + 1, mention.first)
            ):
                apposed = _find_apposed(sentence, mention.last + 1)
                if apposed is not None:
                    return Reference(start, apposed.last, apposed)
                return Reference(start, mention.last, head=head)  # a spokesman for Ada Brook
            return _refer_to_mention(sentence, start, mention)
        if mention is not None:
            index = mention.last + 1
            continue
        if _ends_subject(tokens, index):
            break
        is_noun = tokens[index].lower not in FUNCTION_WORDS
        if is_noun and (head is None or not _has_preposition(tokens, start, index)):
            head = index
        index += 1
    return None if head is None else _refer_to_description(sentence, start, index, head)


def is_second_of_two(sentence: Sentence, last: int) -> bool:
    """Return True at the end of the second of "Ada Brook and Tom Field".

    As well before the comma of "two lawyers, Ada Brook and Tom Field, said".
    """
    tokens = sentence.tokens
    is_set_off = last > 0 and tokens[last].text == ","
    mention = find_mention_ending(sentence, last - is_set_off)
    if mention is None:
        return False
    index = mention.first - 1
    while index >= 0 and tokens[index].lower in ("the", "a", "an", "his", "her"):
        index -= 1
    if index < 1 or tokens[index].lower not in ("and", "or", "nor"):
        return False
    other = find_mention_ending(sentence, index - 1)
    if is_set_off:
        return other is not None and other.first > 0 and _is_pause(tokens[other.first - 1])
    return tokens[index - 1].lower in ("he", "she") or other is not None


def is_first_of_two(sentence: Sentence, last: int) -> bool:
    """Return True at the end of the first of "said Ada Brook and Tom Field", where nothing is said after."""
    tokens = sentence.tokens
    if [token.lower for token in tokens[last + 1 : last + 2]] != ["and"]:
        return False
    second = _skip_office(tokens, last + 2)
    mention = find_mention_at(sentence, second)
    return mention is not None and mention.may_be_person and _is_last_word(tokens, mention.last)


def has_two_with_offices(sentence: Sentence, comma: int) -> bool:
    """Recognise "Ada Brook, a lawyer, and her aide, Tom Field, said" at the comma before the verb."""
    tokens = sentence.tokens
    if comma < 1 or tokens[comma].text != ",":
        return False
    first = find_joint_start(sentence, comma)
    people = [item for item in sentence.mentions if item.may_be_person and first <= item.first < comma]
    if has_finite_verb(tokens, first, comma):
        return False
    return any(
        tokens[index].lower == "and"
        and tokens[index - 1].text == ","
        and any(item.last < index for item in people)
        and any(item.first == _skip_office(tokens, index + 1) for item in people)
        for index in range(first + 1, comma)
    )


def find_joint_start(sentence: Sentence, last: int) -> int:
    """Return where those begin who say it together, before the token after `last`: behind what they say."""
    tokens, first = sentence.tokens, 0
    for index in range(last, -1, -1):
        if tokens[index].quote is not None:
            return index + 1
        is_pause = index < last and tokens[index].text == ","
        if is_pause and has_finite_verb(tokens, 0, index) and not has_finite_verb(tokens, index, last):
            first = index + 1
    return first


def _skip_office(tokens: list[Token], index: int) -> int:
    """Return where the name after "her lawyer," starts."""
    while index < len(tokens) and tokens[index].lower in DETERMINERS | OFFICES:
        index += 1
    is_set_off = index < len(tokens) and tokens[index].text == "," and tokens[index - 1].lower in OFFICES
    return index + is_set_off


def find_inserted(sentence: Sentence, comma: int) -> tuple[Mention, int] | None:
    """Return the name between the last pause and a comma, and the token after that pause.

    More may stand around it: "the Road Safety Board", "retired Adm. Ada Brook", "Ada Brook of Vale".
    """
    tokens, mention = sentence.tokens, find_mention_ending(sentence, comma - 1)
    if mention is not None and mention.first >= 2 and tokens[mention.first - 1].lower in ("of", "from"):
        mention = find_mention_ending(sentence, mention.first - 2) or mention
    if mention is None:
        return None
    first = mention.first
    while (
        first > 0
        and mention.first - first < _MAX_BEFORE_INSERTED
        and (
            tokens[first - 1].lower in RANKS
            or tokens[first - 1].lower == "the"
            or tokens[first - 1].is_possessive
        )
    ):
        first -= 1
    return (mention, first) if first >= 2 and _is_pause(tokens[first - 1]) else None


def find_owner(sentence: Sentence, index: int) -> Reference | None:
    """Return whose the noun after the token is: "Ada Brook's claim", "her claim"."""
    mention = find_mention_ending(sentence, index)
    if mention is not None:
        return Reference(mention.first, mention.last, mention)
    if sentence.tokens[index].lower in ("his", "her"):
        return Reference(index, index)
    return read_phrase(sentence, index) if sentence.tokens[index].is_possessive else None


def _skip_time_back(tokens: list[Token], index: int) -> int:
    """Return the token before "this week" or "on Friday" between a subject and its verb."""
    if index < 1 or (tokens[index].lower not in PERIODS and tokens[index].lower not in TIME_WORDS):
        return index
    is_day = tokens[index].lower in TIME_WORDS and tokens[index].lower not in (
        "may",
        "march",
        "august",
        "june",
    )
    if tokens[index - 1].lower in ("this", "last", "earlier", "late", "early", "on"):
        return index - 3 if tokens[index - 2].lower in ("earlier", "late", "on") and index > 2 else index - 2
    return index - 1 if is_day and tokens[index - 1].is_word else index


def _skip_relative_back(tokens: list[Token], index: int) -> int:
    """Return the token before "who speaks for the dockers", which no comma sets off."""
    for start in range(index - 1, max(0, index - _MAX_RELATIVE_LENGTH), -1):
        token = tokens[start]
        if not token.is_word or (token.lower in DIRECT_SPEECH and tokens[start + 1].lower != "for"):
            return index
        if token.lower in ("who", "that"):
            verb, before = tokens[start + 1], tokens[start - 1]
            is_subject = not verb.is_capital and verb.lower not in DETERMINERS and verb.lower not in PRONOUNS
            return start - 1 if is_subject and before.is_word and before.lower not in NOT_NOUNS else index
    return index


def _find_opening_bracket(tokens: list[Token], closing: int) -> int:
    for index in range(closing, max(-1, closing - _MAX_INSERTION_LENGTH), -1):
        if tokens[index].text == "(":
            return index
    return closing


def _find_subject_ending(sentence: Sentence, index: int) -> Reference | None:
    """Return the subject whose last word is the token."""
    token = sentence.tokens[index]
    mention = find_mention_ending(sentence, index)
    if mention is not None:
        if mention.is_possessive or is_second_of_two(sentence, index) or _is_dateline(sentence, mention):
            return None
        return _resolve_apposition(sentence, _widen_to_noun(sentence, mention))
    if token.lower in PRONOUNS:
        return Reference(index, index)
    if not token.is_word or token.lower in FUNCTION_WORDS or token.is_possessive:
        return None
    return _resolve_apposition(sentence, read_phrase(sentence, index))


def _is_dateline(sentence: Sentence, mention: Mention) -> bool:
    """Recognise "BRANDIA CITY - The mayor"; "NASA - the space agency - said" is another thing."""
    is_long = len(mention.words) > 1 or len(mention.words[0]) > _MAX_ACRONYM
    return (
        mention.first == 0 and is_long and skip_dateline(sentence.tokens, len(sentence.tokens)) > mention.last
    )


def _resolve_apposition(sentence: Sentence, subject: Reference) -> Reference:
    """Return the name that a description belongs to, else the subject unchanged.

    It is the name in "Ada Brook, an adviser to Tom Field, said", in "Ada Brook in a statement said" and in
    "Ada Brook of the air force said".
    """
    tokens = sentence.tokens
    if subject.head is None:
        return subject
    held = find_mention_ending(sentence, subject.head - 1)
    if held is not None and held.kind == "person" and _is_held_by(tokens, subject.head, held):
        return Reference(held.first, subject.last, held)
    if subject.first < 2:
        return subject
    mention = find_mention_ending(sentence, subject.first - 2)
    if mention is None or not mention.may_be_person:
        return subject
    named = Reference(mention.first, subject.last, mention)
    previous = tokens[subject.first - 1]
    if previous.lower in ("in", "at", "during", "on", "via"):
        return subject if mention.is_possessive else named
    if previous.lower == "of" and mention.kind == "person" and not is_governed(sentence, mention):
        return subject if mention.is_possessive else named
    opens_clause = mention.first == 0 or tokens[mention.first - 1].quote is not None
    if previous.text != "," or not opens_clause or len(mention.name) < 2:
        return subject
    opener = tokens[subject.first].lower
    return named if opener in ("a", "an") or opener in OFFICES else subject


def _is_held_by(tokens: list[Token], office: int, holder: Mention) -> bool:
    """Recognise "Ada Brook CEO of Vale": without a comma the office is still hers."""
    if holder.is_possessive or len(holder.name) < 2 or tokens[office].lower not in OFFICES:
        return False
    return [token.lower for token in tokens[office + 1 : office + 2]] in (["of"], ["at"])


def _widen_to_noun(sentence: Sentence, mention: Mention) -> Reference:
    """Return the noun that a name depends on ("a spokesman for Brook") or the name."""
    tokens, index = sentence.tokens, mention.first - 1
    while index >= 0 and (tokens[index].lower in ("the", "a", "an") or tokens[index].lower.endswith("ern")):
        index -= 1
    is_titled = any(title in ORGANISATIONS for title in mention.titles) and mention.kind != "organisation"
    if index >= 1 and tokens[index].lower in PREPOSITIONS and tokens[index - 1].is_word and not is_titled:
        noun = tokens[index - 1]
        is_participle = noun.lower.endswith("ed")  # joined by Ada Brook, who said
        if noun.lower not in NOT_NOUNS and not noun.is_possessive and not is_participle:
            phrase = read_phrase(sentence, index - 1)
            return Reference(phrase.first, mention.last, phrase.mention, phrase.head)
    if mention.kind == "office":
        return refer_to_office(sentence, mention)
    return Reference(mention.first, mention.last, mention)


def _find_subject_around_insertion(sentence: Sentence, comma: int) -> Reference | None:
    """Return the subject before an insertion that a comma ends, or the name within.

    It is the subject in "Ada Brook, who chairs the council," and the name in "the leader, Ada Brook,".
    """
    tokens = sentence.tokens
    inserted = find_mention_ending(sentence, comma - 1)
    if (found := find_inserted(sentence, comma)) is not None:
        inserted, first = found
        outer = _find_subject_ending(sentence, first - 2)
        if outer is not None and outer.mention is not None and _may_be_subject(tokens, outer):
            return outer
        if outer is not None and _is_named_by(tokens, outer, inserted):
            return Reference(outer.first, comma - 1, inserted)
    if inserted is not None and inserted.first >= 1 and tokens[inserted.first - 1].lower in _NAMED:
        return Reference(inserted.first, comma - 1, inserted)
    for index in range(max(0, comma - _MAX_INSERTION_LENGTH) + 1, comma):
        if tokens[index].text in (",", "(") or tokens[index].text in DASHES:
            subject = _find_subject_ending(sentence, index - 1)
            if (
                subject is not None
                and _may_be_subject(tokens, subject)
                and _is_insertion(sentence, index + 1, comma)
            ):
                return subject
    return None


def _is_governed_phrase(tokens: list[Token], first: int) -> bool:
    """Return True for "with the local MP" at "MP": a preposition comes before the phrase."""
    for index in range(first - 1, max(-1, first - _MAX_BEFORE_INSERTED - 1), -1):
        if tokens[index].lower in GOVERNING:
            return True
        if not tokens[index].is_word or (tokens[index].lower in NOT_NOUNS - DETERMINERS):
            return False
    return False


def _is_pause(token: Token) -> bool:
    return token.text == "," or token.text in DASHES


def _is_named_by(tokens: list[Token], outer: Reference, inserted: Mention) -> bool:
    """Recognise a description of the name after it: "the mayor's aide, Ada Brook,"."""
    if outer.head is None or not (inserted.may_be_person or inserted.kind == "organisation"):
        return False
    if tokens[outer.head].lower == "name":
        return True  # who gave only her first name, Ada,
    if _is_governed_phrase(tokens, outer.first):
        return False  # who came with the mayor, Ada Brook, said
    is_owned = tokens[outer.first].lower in DETERMINERS or tokens[outer.first].is_possessive
    return tokens[outer.head].lower in OFFICES or (is_owned and len(inserted.name) > 1)


def _may_be_subject(tokens: list[Token], reference: Reference) -> bool:
    """Return False for "in Leeds," and for a noun that is no office or organisation."""
    previous = tokens[reference.first - 1].lower if reference.first else ""
    if reference.head is not None:
        noun = tokens[reference.head].lower
        is_holder = noun in _HOLDERS or noun.removesuffix("s") in _HOLDERS or noun.endswith("-year-old")
        return is_holder and previous not in GOVERNING
    return previous not in GOVERNING and previous != "according"


def _is_insertion(sentence: Sentence, first: int, comma: int) -> bool:
    if first >= comma:
        return False
    token = sentence.tokens[first]
    if token.lower in _INSERTION_OPENERS or token.lower[:1].isdigit() or token.is_possessive:
        return True
    if PARTY_AND_STATE.fullmatch(token.text):
        return True
    if token.lower.endswith("ing") or (token.lower.endswith("ed") and not token.is_capital):
        return True
    mention = find_mention_at(sentence, first)
    if mention is not None:
        return not mention.may_be_person
    return any(token.lower in OFFICES for token in sentence.tokens[first : min(comma, first + 5)])


def _is_last_word(tokens: list[Token], index: int) -> bool:
    return index + 1 >= len(tokens) or not tokens[index + 1].is_word


def _ends_subject(tokens: list[Token], index: int) -> bool:
    word = tokens[index].lower
    if word in _NEW_CLAUSE or word in ("and", "on", "by"):
        return True
    if word in ("in", "with", "at"):
        return index > 0 and tokens[index - 1].lower not in OFFICES
    if word in ("of", "for", "from"):
        return False
    return word in NOUN_BREAKERS or word in AUXILIARIES or word in NEGATIONS or word in PRONOUNS


def _has_preposition(tokens: list[Token], first: int, end: int) -> bool:
    return any(token.lower in PREPOSITIONS for token in tokens[first:end])


def _refer_to_mention(sentence: Sentence, start: int, mention: Mention) -> Reference:
    """Return the reference from `start` to a name, or to an office and its holder."""
    if mention.kind != "office":
        apposed = _find_apposed(sentence, mention.last + 1)
        is_title = (
            mention.kind == "proper" and sentence.tokens[start].lower == "the" and len(mention.words) > 1
        )
        if apposed is not None and is_title and _is_last_word(sentence.tokens, apposed.last):
            return Reference(start, apposed.last, apposed)  # the Harbour Master, Ada Brook,
        return Reference(start, mention.last, mention)
    office = refer_to_office(sentence, mention)
    apposed = _find_apposed(sentence, mention.last + 1)
    if apposed is not None:
        return Reference(start, apposed.last, apposed)
    return Reference(min(start, office.first), mention.last, head=office.head)


def _find_apposed(sentence: Sentence, comma: int) -> Mention | None:
    """Return the person named right after the token, if that is a comma."""
    tokens = sentence.tokens
    if comma + 1 >= len(tokens) or tokens[comma].text != ",":
        return None
    mention = find_mention_at(sentence, comma + 1)
    if mention is None or not mention.may_be_person or mention.is_possessive:
        return None
    return mention if len(mention.name) > 1 or mention.titles else None


def _refer_to_description(sentence: Sentence, start: int, end: int, head: int) -> Reference:
    """Return the description up to `end`, or the name after: "the mayor, Ada Brook"."""
    tokens = sentence.tokens
    apposed = _find_apposed(sentence, end)
    if apposed is not None and any(
        token.lower in OFFICES or token.lower in DETERMINERS or token.is_possessive
        for token in tokens[start:end]
    ):
        return Reference(start, apposed.last, apposed)
    offices = [index for index in range(start, head + 1) if tokens[index].lower in _HOLDERS]
    return Reference(start, end - 1, head=offices[-1] if offices else head)
