"""Whom a verb of speech belongs to: the words of the sentence that stand as its subject."""

from quotations.annotations import Mention, Reference, Sentence, Token
from quotations.lexicon.function_words import (
    ADVERBS,
    AUXILIARIES,
    FUNCTION_WORDS,
    NEGATIONS,
    NOUN_BREAKERS,
    PRONOUNS,
)
from quotations.lexicon.offices import OFFICES, ORGANISATIONS, RANKS
from quotations.lexicon.word_lists import word_set

from .noun_phrases import (
    DETERMINERS,
    NOT_NOUNS,
    PREPOSITIONS,
    STEPS,
    leads_on,
    mention_ending,
    mention_starting,
    office,
    phrase,
)
from .tokens import PARTY_AND_STATE

_INSERTED = word_set(
    """
    who whose which the a an his her their its one himself herself also however though too then
    meanwhile speaking quoting citing referring in for at on after during when while by from with now
    both aged whom like as not once himself herself formerly born dressed wearing standing sitting known
    """
)
_CALLED = word_set("called named identified as nicknamed")
_DASHES = frozenset(("—", "–", "--", "-"))
_NEW_CLAUSE = word_set(
    "while when after before during since until because although though if speaking adding"
)
_MAY_INSERT = _INSERTED | OFFICES | RANKS | ADVERBS
_HOLDERS = OFFICES | ORGANISATIONS
_FARTHEST = 60


def before(sentence: Sentence, at: int) -> Reference | None:
    """The subject that ends right before token `at`, a comma's insertion or brackets skipped."""
    tokens = sentence.tokens
    for _ in range(STEPS):
        if at < 0:
            return None
        token = tokens[at]
        if token.text == ")":
            at = _opening_bracket(tokens, at) - 1
            continue
        if token.text == "," or token.text in _DASHES:
            return _around_insertion(sentence, at)
        if token.lower in ("who", "which") and at:
            return before(sentence, at - 2 if tokens[at - 1].text == "," else at - 1)
        return _ending_at(sentence, at)
    return None


def _opening_bracket(tokens: list[Token], at: int) -> int:
    for number in range(at, max(-1, at - _FARTHEST), -1):
        if tokens[number].text == "(":
            return number
    return at


def _ending_at(sentence: Sentence, at: int) -> Reference | None:
    token = sentence.tokens[at]
    mention = mention_ending(sentence, at)
    if mention is not None:
        if mention.possessive or _is_one_of_two(sentence, mention):
            return None
        return _unless_apposed(sentence, _governed(sentence, mention))
    if token.lower in PRONOUNS:
        return Reference("pronoun", at, at)
    if not token.is_word or token.lower in FUNCTION_WORDS or token.possessive:
        return None
    return _unless_apposed(sentence, phrase(sentence, at))


def _unless_apposed(sentence: Sentence, found: Reference | None) -> Reference | None:
    """Whom "Ada Brook, an adviser to Tom Field said" names, and "Ada Brook in a statement said"."""
    tokens = sentence.tokens
    if found is None or found.kind != "description" or found.first < 2:
        return found
    if tokens[found.first - 1].lower in ("in", "at", "during", "on", "via"):
        speaking = mention_ending(sentence, found.first - 2)
        named = speaking is not None and speaking.kind in ("person", "proper") and not speaking.possessive
        return Reference("name", speaking.first, found.last, speaking) if named else found
    if tokens[found.first - 1].text != ",":
        return found
    mention = mention_ending(sentence, found.first - 2)
    opens = mention is not None and (mention.first == 0 or tokens[mention.first - 1].quote is not None)
    if not opens or mention.kind not in ("person", "proper") or len(mention.name) < 2:
        return found
    if tokens[found.first].lower not in ("a", "an") and tokens[found.first].lower not in OFFICES:
        return found
    return Reference("name", mention.first, found.last, mention)


def _is_one_of_two(sentence: Sentence, mention: Mention) -> bool:
    """True for the second of "Ada Brook and Tom Field"."""
    tokens, at = sentence.tokens, mention.first - 1
    while at >= 0 and tokens[at].lower in ("the", "a", "an", "his", "her"):
        at -= 1
    if at < 1 or tokens[at].lower not in ("and", "or", "nor"):
        return False
    return tokens[at - 1].lower in ("he", "she") or mention_ending(sentence, at - 1) is not None


def _governed(sentence: Sentence, mention: Mention) -> Reference:
    """The mention, or the noun that it hangs on: "a spokesman for Ada Brook"."""
    tokens, at = sentence.tokens, mention.first - 1
    while at >= 0 and (tokens[at].lower in ("the", "a", "an") or tokens[at].lower.endswith("ern")):
        at -= 1
    is_titled = any(title in ORGANISATIONS for title in mention.titles) and mention.kind != "organisation"
    if at >= 1 and tokens[at].lower in PREPOSITIONS and tokens[at - 1].is_word and not is_titled:
        noun = tokens[at - 1]
        if noun.lower not in NOT_NOUNS and not noun.possessive:
            whole = phrase(sentence, at - 1)
            if whole is not None:
                return Reference(whole.kind, whole.first, mention.last, whole.mention, whole.head)
    if mention.kind == "office":
        return office(sentence, mention)
    return Reference("name", mention.first, mention.last, mention)


def _around_insertion(sentence: Sentence, comma: int) -> Reference | None:
    """The subject before ", who chairs the council," or the name within "the leader, Ada Brook,"."""
    tokens = sentence.tokens
    inserted = mention_ending(sentence, comma - 1)
    if inserted is not None and inserted.first >= 2 and tokens[inserted.first - 1].text == ",":
        outer = _ending_at(sentence, inserted.first - 2)
        if outer is not None and outer.kind == "name":
            return outer
        if outer is not None and _names_holder(tokens, outer, inserted):
            return Reference("name", outer.first, comma - 1, inserted)
    if inserted is not None and inserted.first >= 1 and tokens[inserted.first - 1].lower in _CALLED:
        return Reference("name", inserted.first, comma - 1, inserted)
    since = max(0, comma - _FARTHEST)
    for at in range(since + 1, comma):
        if tokens[at].text in (",", "(") or tokens[at].text in _DASHES:
            subject = _ending_at(sentence, at - 1)
            if subject is not None and _can_lead(sentence, subject) and _is_inserted(sentence, at + 1, comma):
                return subject
    return None


def _names_holder(tokens: list[Token], outer: Reference, inserted: Mention) -> bool:
    """True for "the council's leader, Ada Brook," and "her neighbour's friend, Ada Brook,"."""
    if outer.kind != "description" or inserted.kind not in ("person", "proper"):
        return False
    owned = tokens[outer.first].lower in DETERMINERS or tokens[outer.first].possessive
    return tokens[outer.head].lower in OFFICES or (owned and len(inserted.name) > 1)


def _can_lead(sentence: Sentence, subject: Reference) -> bool:
    """True if the words may be a subject: not "in Leeds,", nor any noun before a comma."""
    tokens = sentence.tokens
    if subject.kind == "description":
        known = tokens[subject.head].lower in _HOLDERS
        return known and (subject.first == 0 or tokens[subject.first - 1].lower not in PREPOSITIONS)
    return subject.first == 0 or tokens[subject.first - 1].lower not in PREPOSITIONS | {"according", "as"}


def _is_inserted(sentence: Sentence, first: int, comma: int) -> bool:
    if first >= comma:
        return False
    token = sentence.tokens[first]
    if token.lower in _MAY_INSERT or token.lower[:1].isdigit() or token.possessive:
        return True
    if PARTY_AND_STATE.fullmatch(token.text):
        return True
    if token.lower.endswith("ing") or (token.lower.endswith("ed") and not token.is_capital):
        return True
    mention = mention_starting(sentence, first)
    if mention is not None:
        return mention.kind not in ("person", "proper")
    return any(one.lower in OFFICES for one in sentence.tokens[first : min(comma, first + 5)])


def owner(sentence: Sentence, at: int) -> Reference | None:
    """Whose the noun after token `at` is: "Ada Brook's claim", "her claim"."""
    mention = mention_ending(sentence, at)
    if mention is not None:
        return Reference("name", mention.first, mention.last, mention)
    if sentence.tokens[at].lower in ("his", "her"):
        return Reference("pronoun", at, at)
    return phrase(sentence, at) if sentence.tokens[at].possessive else None


def after(sentence: Sentence, at: int) -> Reference | None:
    """The subject that starts at token `at`, as after "said" and "according to"."""
    tokens = sentence.tokens
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    if tokens[at].lower in PRONOUNS or (tokens[at].lower in ("him", "her") and _ends_there(tokens, at)):
        return Reference("pronoun", at, at)
    number, head = at, None
    while number < len(tokens) and number - at < 16 and tokens[number].is_word:
        mention = mention_starting(sentence, number)
        if mention is not None and not leads_on(sentence, mention):
            if head is not None and tokens[head].lower in OFFICES and _hangs(tokens, head, mention):
                return Reference("description", at, mention.last, None, head)
            return _office_or_name(sentence, at, mention)
        if mention is not None:
            number = mention.last + 1
            continue
        if _breaks(tokens, number):
            break
        if tokens[number].lower not in FUNCTION_WORDS and (
            head is None or not _has_preposition(tokens, at, number)
        ):
            head = number
        number += 1
    return _description_or_apposed(sentence, at, number, head)


def _ends_there(tokens: list[Token], at: int) -> bool:
    return at + 1 >= len(tokens) or not tokens[at + 1].is_word


def _breaks(tokens: list[Token], at: int) -> bool:
    word = tokens[at].lower
    if word in _NEW_CLAUSE:
        return True
    if word in ("of", "for", "from", "at", "in", "with", "on", "and", "by"):
        return word in ("and", "on", "by") or (
            word in ("in", "with", "at") and at and tokens[at - 1].lower not in OFFICES
        )
    return word in NOUN_BREAKERS or word in AUXILIARIES or word in NEGATIONS or word in PRONOUNS


def _hangs(tokens: list[Token], head: int, mention: Mention) -> bool:
    """True for "a spokesman for Ada Brook": a preposition stands between."""
    return any(token.lower in PREPOSITIONS for token in tokens[head + 1 : mention.first])


def _has_preposition(tokens: list[Token], first: int, last: int) -> bool:
    return any(token.lower in PREPOSITIONS for token in tokens[first:last])


def _office_or_name(sentence: Sentence, at: int, mention: Mention) -> Reference:
    if mention.kind != "office":
        return Reference("name", at, mention.last, mention)
    found = office(sentence, mention)
    apposed = _apposed(sentence, mention.last + 1)
    if apposed is not None:
        return Reference("name", at, apposed.last, apposed)
    return Reference("description", min(at, found.first), mention.last, None, found.head)


def _apposed(sentence: Sentence, at: int) -> Mention | None:
    """The person named right after the comma `at`."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at].text != ",":
        return None
    mention = mention_starting(sentence, at + 1)
    if mention is None or mention.kind not in ("person", "proper") or mention.possessive:
        return None
    return mention if len(mention.name) > 1 or mention.titles else None


def _says_who(token: Token) -> bool:
    return token.lower in OFFICES or token.lower in DETERMINERS or token.possessive


def _description_or_apposed(sentence: Sentence, at: int, end: int, head: int | None) -> Reference | None:
    if head is None:
        return None
    apposed = _apposed(sentence, end)
    tokens = sentence.tokens
    if apposed is not None and any(_says_who(token) for token in tokens[at:end]):
        return Reference("name", at, apposed.last, apposed)
    offices = [n for n in range(at, head + 1) if sentence.tokens[n].lower in _HOLDERS]
    return Reference("description", at, end - 1, None, offices[-1] if offices else head)
