"""The subject of a sentence: whom it is about, as far as words alone tell."""

from quotations.annotations import Reference, Sentence
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import GROUPS, OFFICES, ORGANISATIONS
from quotations.lexicon.word_lists import word_set

from .datelines import skip_dateline
from .noun_phrases import find_mention_at, is_governed, is_modifier, read_phrase, refer_to_office
from .verb_subjects import find_inserted

STATEMENT_NOUNS = word_set("statement letter communique memo")
_MAX_SIGNATURE_DISTANCE = 6
_MAX_LEAD_LENGTH = 25
_MAX_BODY_LENGTH = 6
_MAX_HOLDER_LENGTH = 16
_HOLDER_LINKS = word_set("of for at in who that")
_ANSWERS = word_set(
    "answer reply response message verdict advice motto conclusion explanation theory take view "
    "point plea words"
)
_LEADS = word_set(
    """
    in on at by during after before for with from as under despite amid following speaking asked when
    while although though if since because until once without unlike like ahead
    """
)


def find_main_subject(sentence: Sentence, end: int) -> Reference | None:
    """Return the first name, pronoun or office that no preposition governs.

    Only the tokens before `end` are read.
    """
    tokens = sentence.tokens
    index = _skip_lead(sentence, end)
    while index < end:
        token = tokens[index]
        if token.lower in STATEMENT_NOUNS and (signatory := find_signatory(sentence, index, end)) is not None:
            return signatory
        mention = find_mention_at(sentence, index)
        if mention is not None:
            if mention.is_possessive and _is_answer(sentence, mention.last + 1):
                return Reference(mention.first, mention.last, mention)
            is_subject = not is_modifier(sentence, mention) and not is_governed(sentence, mention)
            if is_subject and mention.last < end:
                if mention.kind == "office":
                    return refer_to_office(sentence, mention)
                return Reference(mention.first, mention.last, mention)
            index = mention.last + 1
            continue
        if token.lower in ("he", "she") or _owns_answer(sentence, index):
            return Reference(index, index)
        if token.lower in OFFICES and not token.is_possessive and not _is_title_of_name(sentence, index):
            return _find_named_holder(sentence, index, end) or read_phrase(sentence, index)
        index += 1
    return None


def find_opening_body(sentence: Sentence, end: int) -> Reference | None:
    """Return the body without a name that a sentence starts with: "The court freed Ada Brook, saying"."""
    tokens = sentence.tokens
    start = _skip_lead(sentence, end)
    for index in range(start, min(end - 1, start + _MAX_BODY_LENGTH)):
        token = tokens[index]
        if not token.is_word or token.is_possessive or find_mention_at(sentence, index) is not None:
            return None
        if token.lower in ORGANISATIONS | GROUPS and find_mention_at(sentence, index + 1) is None:
            is_compound = tokens[index + 1].lower in OFFICES | ORGANISATIONS
            return None if is_compound else Reference(start, index, head=index)
    return None


def find_signatory(sentence: Sentence, statement: int, end: int) -> Reference | None:
    """Return who made the statement at a token: "a statement on Friday by Ada Brook"."""
    for index in range(statement + 1, min(end, statement + _MAX_SIGNATURE_DISTANCE)):
        if sentence.tokens[index].lower in ("by", "from") and index + 1 < end:
            mention = find_mention_at(sentence, index + 1)
            if mention is not None and not mention.is_possessive and mention.kind != "office":
                return Reference(mention.first, mention.last, mention)
    return None


def _owns_answer(sentence: Sentence, index: int) -> bool:
    """Recognise "her" in: Her answer: "..."."""
    return sentence.tokens[index].lower in ("his", "her") and _is_answer(sentence, index + 1)


def _is_answer(sentence: Sentence, index: int) -> bool:
    """Recognise the noun in: Ada Brook's motto is "..."."""
    tokens = sentence.tokens[index : index + 3]
    if len(tokens) < 3 or tokens[0].lower not in _ANSWERS or tokens[2].quote is None:
        return False
    return tokens[1].text == ":" or tokens[1].lower in ("is", "was")


def _is_title_of_name(sentence: Sentence, office: int) -> bool:
    """Recognise an office of the name that follows: "coach and father, Ada Brook,"."""
    tokens, following = sentence.tokens, office + 1
    while following < len(tokens) and (
        tokens[following].lower == "and" or tokens[following].lower in OFFICES
    ):
        following += 1
    if following < len(tokens) and tokens[following].text == ",":
        following += 1
    return find_mention_at(sentence, following) is not None


def _find_named_holder(sentence: Sentence, office: int, end: int) -> Reference | None:
    """Return the name in "The councillor who raised it, Ada Brook, left"."""
    tokens = sentence.tokens
    pauses = [
        index
        for index in range(office + 1, min(end, office + _MAX_HOLDER_LENGTH))
        if tokens[index].text == ","
    ]
    if len(pauses) < 2 or (pauses[0] > office + 1 and tokens[office + 1].lower not in _HOLDER_LINKS):
        return None
    found = find_inserted(sentence, pauses[1])
    if found is None or found[1] != pauses[0] + 1 or not found[0].may_be_person or len(found[0].words) < 2:
        return None
    return Reference(found[0].first, found[0].last, found[0])


def _skip_lead(sentence: Sentence, end: int) -> int:
    """Return the first token after "In Moscow on Friday," at the sentence's start."""
    tokens = sentence.tokens
    start = skip_dateline(tokens, end)
    if start >= len(tokens) or not (tokens[start].lower in _LEADS or tokens[start].lower.endswith("ing")):
        return start
    for index in range(start + 1, min(end, start + _MAX_LEAD_LENGTH)):
        if tokens[index].text == "," and index + 1 < end:
            following = tokens[index + 1].lower
            if following.isdigit():
                return start  # In the crowd stood Ada Brook, 19,
            if following not in FUNCTION_WORDS or following in ("he", "she", "the"):
                return index + 1
    return start
