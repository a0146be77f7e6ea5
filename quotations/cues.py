"""Cues: reports that somebody says something, by a verb of speech and its subject."""

from quotations.annotations import Cue, Reference, Sentence, Token
from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.noun_phrases import (
    DETERMINERS,
    PREPOSITIONS,
    find_mention_at,
    find_mention_ending,
    is_introduced,
    read_phrase,
)
from quotations.grammar.tokens import DASHES
from quotations.grammar.verb_subjects import (
    find_joint_start,
    find_owner,
    find_subject_after,
    find_subject_before,
    has_two_with_offices,
    is_first_of_two,
    is_second_of_two,
)
from quotations.lexicon.function_words import (
    ADVERBS,
    AUXILIARIES,
    BE_FORMS,
    FUNCTION_WORDS,
    NEGATIONS,
    NOUN_OPENERS,
    NOUNS_IN_LY,
    PRONOUNS,
    REFUSALS,
    is_auxiliary,
)
from quotations.lexicon.offices import (
    COLLECTIVES,
    COUNTRIES,
    DOCUMENTS,
    OFFICES,
    OFFICES_OF_PEOPLE,
    ORGANISATIONS,
)
from quotations.lexicon.speech_verbs import (
    AMBIGUOUS_FORMS,
    DENIALS,
    DIRECT_SPEECH,
    DOUBTS,
    FINDING_VERBS,
    JUDGING_VERBS,
    ONLY_WITH_THAT,
    PASSIVE_PARTICIPLES,
    PHRASAL_LEMMAS,
    PHRASAL_VERBS,
    PRESENT_PARTICIPLES,
    REJECTIONS,
    SPEECH_VERBS,
    SPOKEN_NOUNS,
)
from quotations.lexicon.word_lists import word_set

from .relayed_speech import is_relaying, read_relayed_cue

_AUDIENCES = word_set(
    "court jury jurors magistrates inquest inquiry tribunal trial hearing mps police panel committee"
)
_HEADLINE_OPENERS = word_set("Said Says Added Adds Wrote Writes Tweeted")
_CERTAIN_PARTICIPLES = ("saying", "adding", "telling", "calling")
_SPEAKERS = OFFICES | ORGANISATIONS | COLLECTIVES | DOCUMENTS | OFFICES_OF_PEOPLE
_FINDERS = DOCUMENTS | word_set(
    "team group researchers scientists authors inquiry "
    "investigation court jury judge panel tribunal review poll inquest"
)
_JUDGES = word_set("judge justice coroner magistrate ombudsman")
_TAKE_INFINITIVE = word_set("continue begin volunteer")
_ADJECTIVE_ENDINGS = ("ing", "ive", "al", "ous", "ed", "ic", "ful", "ary")
_BEFORE_INFINITIVE = word_set(
    "on used liked likes continued continues quick seemed appeared rose wanted paused"
)
_PARTISAN = frozenset(("republican", "democratic", "conservative", "liberal", "socialist"))
_PAST_LIKE_BASE = frozenset(("read", "put"))
_BEFORE_NOUNS = NOUN_OPENERS | {"any", "no"}
_BEFORE_PARTICIPLES = ADVERBS | word_set("and but while by before after when")
_NEVER_BEFORE_SUBJECT = AUXILIARIES | NEGATIONS | ADVERBS | word_set("that on in to as")
_OPENING_VERBS = (
    REJECTIONS
    | DENIALS
    | DOUBTS
    | word_set("say insist claim argue warn call describe accuse admit acknowledge confirm")
)
_MAX_OPENING = 30
_CONJUNCTIONS = word_set("and but then or")
_MAX_DISTANCE_TO_QUOTED = 8


def find_cues(sentence: Sentence) -> list[Cue]:
    """Return the reports of speech in the sentence, in order."""
    tokens = sentence.tokens
    cues: list[Cue] = []
    for index, token in enumerate(tokens):
        if not token.is_word:
            continue
        if (token.lower == "according" and _lower(tokens, index + 1) == "to") or (
            token.lower == "words" and _lower(tokens, index - 2) == "in" and _lower(tokens, index + 1) == "of"
        ):
            cues.append(_read_according(sentence, index))
        elif token.lower in SPEECH_VERBS or token.lower in SPOKEN_NOUNS or _is_phrasal(tokens, index):
            cue = _read_cue(sentence, index)
            if cue is not None:
                cues.append(cue)
    return cues


def _lower(tokens: list[Token], index: int) -> str:
    """Return the token's word in lower case, "" beyond either end of the sentence."""
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def _is_phrasal(tokens: list[Token], index: int) -> bool:
    return (tokens[index].lower, _lower(tokens, index + 1)) in PHRASAL_VERBS


def _read_according(sentence: Sentence, index: int) -> Cue:
    subject = find_subject_after(sentence, index + 2)
    last = max(index + 1, subject.last) if subject else index + 1
    text = " ".join(token.text for token in sentence.tokens[index : index + 2])
    first = index if sentence.tokens[index].lower == "according" else index - 2  # in the words of
    if subject is not None and is_first_of_two(sentence, subject.last):
        return Cue(index, first, last, "according", text, None, is_inverted=True, is_joint=True)
    return Cue(index, first, last, "according", text, subject, is_inverted=True)


def _read_cue(sentence: Sentence, index: int) -> Cue | None:
    """Return the cue whose verb or noun is the token, None if it reports no speech."""
    tokens, token = sentence.tokens, sentence.tokens[index]
    is_name = token.is_capital and index > 0 and tokens[index - 1].quote is None
    if is_name and find_mention_at(sentence, index):
        return None
    if is_relaying(sentence, index):
        return None
    if (relayed := read_relayed_cue(sentence, index)) is not None:
        return relayed
    if (claim := _read_claim_by(sentence, index)) is not None:
        return claim
    is_spoken_noun = _is_spoken_noun(tokens, index)
    if token.lower in SPOKEN_NOUNS and token.lower not in SPEECH_VERBS and not is_spoken_noun:
        return None
    lemma = SPEECH_VERBS.get(token.lower) or PHRASAL_LEMMAS.get(token.lower, "say")
    if lemma in ONLY_WITH_THAT and _lower(tokens, index + 1) != "that":
        return None
    text = f"{token.text} {tokens[index + 1].text}" if _is_phrasal(tokens, index) else token.text
    if token.lower in DIRECT_SPEECH and token.lower not in PRESENT_PARTICIPLES:
        subject = _find_inverted_subject(sentence, index)
        if subject is not None and is_first_of_two(sentence, subject.last):
            return Cue(index, index, subject.last, lemma, text, None, is_inverted=True, is_joint=True)
        if subject is not None:
            return Cue(index, index, subject.last, lemma, text, subject, is_inverted=True)
    if is_spoken_noun:
        return Cue(index, index, index, "words", text, find_owner(sentence, index - 1))
    if _is_noun(tokens, index) or (lemma in _TAKE_INFINITIVE and _lower(tokens, index + 1) == "to"):
        return None
    return _read_verb(sentence, index, lemma, text)


def _read_verb(sentence: Sentence, index: int, lemma: str, text: str) -> Cue | None:
    """Return the cue of a verb that follows its subject."""
    tokens, word = sentence.tokens, sentence.tokens[index].lower
    start, is_negated, is_passive = _skip_auxiliaries(tokens, index)
    is_base = word == lemma and word not in _PAST_LIKE_BASE
    if is_base and start == index - 1 and _is_singular(sentence, start):
        return None
    if lemma in JUDGING_VERBS and word.endswith("ed") and (is_passive or _is_reduced(tokens, index, start)):
        return _read_passive(sentence, index, lemma, text)
    if is_passive and not (word == "quoted" and _lower(tokens, index + 1) == "as"):
        return None
    if word in PRESENT_PARTICIPLES and _lower(tokens, index - 1) not in BE_FORMS:
        return _read_participle(sentence, index, lemma)
    cue = Cue(index, index, index, lemma, text, None, is_negated=is_negated)
    if _lower(tokens, start) == "to":
        cue.subject = _find_infinitive_subject(sentence, start)
        cue.shares_subject = cue.subject is None
        cue.is_negated = is_negated or _is_refusal(tokens, start) or not _goes_on_to(tokens, start)
        return cue
    if _lower(tokens, start) in ("and", "or") and (is_base or _merely_finds(tokens, index, lemma)):
        return None  # "would go and ask"
    if _lower(tokens, start) in _CONJUNCTIONS or (start >= 1 and tokens[start].text == "/"):
        cue.shares_subject = True
        return cue
    _read_subject(sentence, cue, start)
    if cue.subject is None:
        if not cue.is_joint and start >= 0 and tokens[start].text == "," and word not in AMBIGUOUS_FORMS:
            cue.shares_subject = True
            return cue
        return cue if _stands_alone(tokens, index) else None
    if lemma == "tell" and _is_audience(sentence, cue.subject):
        return None
    head = cue.subject.head
    if lemma in FINDING_VERBS and not _is_finder(cue.subject, tokens, index):
        return None
    if lemma == "hear" and _lower(tokens, cue.subject.last) not in _AUDIENCES:
        return None
    if head is not None and word in AMBIGUOUS_FORMS and not _may_speak(tokens, head, index):
        return None
    cue.first = cue.subject.first
    return cue


def _read_subject(sentence: Sentence, cue: Cue, last: int) -> None:
    """Fill in the subject that ends at token `last`, or that several say it together."""
    if not has_two_with_offices(sentence, last):
        cue.subject = find_subject_before(sentence, last)
        if cue.subject is not None or not is_second_of_two(sentence, last):
            return
    cue.is_joint = True
    if sentence.tokens[last].text == ",":
        cue.first = find_joint_start(sentence, last)


def _merely_finds(tokens: list[Token], verb: int, lemma: str) -> bool:
    """Recognise "and found no leak", where no clause follows: it is no report."""
    if lemma not in FINDING_VERBS or _lower(tokens, verb + 1) == "that":
        return False
    end = next((index for index in range(verb, len(tokens)) if tokens[index].text == ","), len(tokens))
    has_quote = any(token.quote is not None for token in tokens[verb:])
    return not has_quote and not has_finite_verb(tokens, verb + 1, end)


def _may_speak(tokens: list[Token], head: int, verb: int) -> bool:
    """Accept who may be the subject of a form that is no speech as often; "that" after it settles it."""
    return tokens[head].lower in _SPEAKERS or _lower(tokens, verb + 1) == "that"


def _find_inverted_subject(sentence: Sentence, index: int) -> Reference | None:
    """Return the subject after a verb that follows a quotation or a comma."""
    tokens = sentence.tokens
    if index == 0:
        inverts = tokens[0].text in _HEADLINE_OPENERS and not _has_verb_after(tokens, 1)
        return find_subject_after(sentence, 1) if inverts else None
    previous = tokens[index - 1]
    is_after_comma = index > 1 and (previous.text == "," or previous.text in DASHES)
    if previous.quote is None and not is_after_comma:
        return None
    is_direct = previous.quote is not None or tokens[index - 2].quote is not None
    if not is_direct and find_subject_before(sentence, index - 1) is not None:
        return None
    if _lower(tokens, index + 1) in _NEVER_BEFORE_SUBJECT and find_mention_at(sentence, index + 1) is None:
        return None
    subject = find_subject_after(sentence, index + 1)
    if is_direct or subject is None:
        return subject
    return None if subject.is_pronoun or _has_verb_after(tokens, subject.last) else subject


def _has_verb_after(tokens: list[Token], index: int) -> bool:
    """Return True if a further verb follows whose subject this might be instead."""
    following = tokens[index + 1 : index + 3]
    return any(token.lower in AUXILIARIES or token.lower.endswith("ed") for token in following)


def _is_spoken_noun(tokens: list[Token], index: int) -> bool:
    """Recognise the noun in "Ada Brook's claim that ..." and "her warning that ..."."""
    if tokens[index].lower not in SPOKEN_NOUNS or index == 0 or _lower(tokens, index + 1) != "that":
        return False
    return tokens[index - 1].is_possessive or tokens[index - 1].lower in ("his", "her")


def _read_claim_by(sentence: Sentence, index: int) -> Cue | None:
    """Return the cue of "a claim by Ada Brook that ..."."""
    tokens = sentence.tokens
    if tokens[index].lower not in SPOKEN_NOUNS or _lower(tokens, index + 1) not in ("by", "from"):
        return None
    subject = find_subject_after(sentence, index + 2)
    if subject is None or subject.is_pronoun or _lower(tokens, subject.last + 1) != "that":
        return None
    return Cue(index, index, subject.last, "words", tokens[index].text, subject)


def _is_noun(tokens: list[Token], index: int) -> bool:
    """Return True for "the report", "his claim", "Brook's comment"."""
    if index == 0:
        return False
    previous = tokens[index - 1]
    if previous.is_possessive or previous.lower in _BEFORE_NOUNS:
        return True
    if tokens[index].lower not in AMBIGUOUS_FORMS:
        return False
    if is_auxiliary(_lower(tokens, index + 1)):
        return True  # told the paper talks would go on
    if index > 1 and _is_adjective_of_nation(previous.lower) and _lower(tokens, index - 2) not in DETERMINERS:
        return True  # recent Republican claims
    if previous.lower.endswith(_ADJECTIVE_ENDINGS) and _lower(tokens, index - 2) in DETERMINERS:
        return previous.lower not in OFFICES
    return previous.lower in ("of", "for", "with", "in") or previous.lower in PRESENT_PARTICIPLES


def _is_adjective_of_nation(word: str) -> bool:
    is_adjective = COUNTRIES.get(word, word) != word and word.endswith(
        ("ian", "ish", "ese", "can", "eli", "aqi")
    )
    return is_adjective or word in _PARTISAN


def _is_singular(sentence: Sentence, index: int) -> bool:
    """Recognise a name, noun, "he" or "she", whose verb ends in "s": not "Brook state"."""
    if index < 0 or is_second_of_two(sentence, index):
        return False
    token = sentence.tokens[index]
    if token.lower in ("he", "she"):
        return True
    if token.is_word and not token.is_capital and token.lower not in FUNCTION_WORDS:
        head = read_phrase(sentence, index).head
        noun = token if head is None else sentence.tokens[head]  # sources in the cabinet say
        return not noun.lower.endswith("s") and noun.lower not in COLLECTIVES
    mention = find_mention_at(sentence, index)
    if mention is None or (mention.first and sentence.tokens[mention.first - 1].lower in PREPOSITIONS):
        return False
    return not mention.name[-1].endswith("s")


def _skip_auxiliaries(tokens: list[Token], verb: int) -> tuple[int, bool, bool]:
    """Go back over a verb's adverbs and auxiliaries.

    Returns the token before them, whether they negate the verb, and whether they make it passive.
    """
    index, is_negated, is_passive, is_nearest = verb - 1, False, False, True
    while index >= 0:
        word = tokens[index].lower
        if word in NEGATIONS or word.endswith(("n't", "n’t")):
            is_negated = True
        elif word in AUXILIARIES and not (index and tokens[index].is_capital):
            is_passive = is_passive or (
                is_nearest and word in BE_FORMS and _may_be_passive(tokens[verb].lower)
            )
            is_nearest = False
        elif word not in ADVERBS and not _is_adverb_in_ly(tokens[index]):
            break
        index -= 1
    if tokens[verb].lower == "saying" and _lower(tokens, verb - 1) == "as":  # was quoted as saying
        for quoted in range(verb - 2, max(-1, verb - _MAX_DISTANCE_TO_QUOTED), -1):
            if tokens[quoted].lower == "quoted":
                return quoted, is_negated, is_passive
    return index, is_negated, is_passive


def _is_adverb_in_ly(token: Token) -> bool:
    return token.lower.endswith("ly") and not token.is_capital and token.lower not in NOUNS_IN_LY


def _may_be_passive(verb: str) -> bool:
    return verb in PASSIVE_PARTICIPLES or verb.endswith("ed")


def _goes_on_to(tokens: list[Token], to: int) -> bool:
    """Return True for "went on to say"."""
    return bool({_lower(tokens, to - 1), _lower(tokens, to - 2)} & _BEFORE_INFINITIVE)


def _find_infinitive_subject(sentence: Sentence, to: int) -> Reference | None:
    """Return the subject of "she liked to say" and "she went on to say"."""
    for index in (to - 2, to - 3):
        if index == to - 3 and not sentence.tokens[to - 2].is_word:
            break
        subject = find_subject_before(sentence, index) if index >= 0 else None
        if subject is not None and subject.head is None and subject.last == index:
            return subject
    return None


def _is_refusal(tokens: list[Token], to: int) -> bool:
    return any(token.lower in REFUSALS or token.lower in NEGATIONS for token in tokens[max(0, to - 3) : to])


def _read_participle(sentence: Sentence, index: int, lemma: str) -> Cue | None:
    """Return the cue of "saying" or "adding", mostly said by the sentence's subject."""
    if index == 0:
        return _read_opening_participle(sentence, lemma)
    token, previous = sentence.tokens[index], sentence.tokens[index - 1]
    if token.lower == "saying" and previous.lower == "as":
        return None
    is_certain = not previous.is_word or previous.lower in _BEFORE_PARTICIPLES
    is_certain = is_certain or token.lower in _CERTAIN_PARTICIPLES or previous.lower in ("heard", "filmed")
    if not is_certain and not previous.is_capital:
        return None
    if previous.lower == "of" and (accused := find_mention_ending(sentence, index - 2)) is not None:
        subject = Reference(accused.first, accused.last, accused)
        return Cue(index, index, index, lemma, token.text, subject)  # accused Ada Brook of saying
    mention = find_mention_ending(sentence, index - 1)
    if mention is not None and not mention.is_possessive and is_introduced(sentence, mention):
        subject = Reference(mention.first, mention.last, mention)
        return Cue(index, mention.first, index, lemma, token.text, subject)
    return Cue(index, index, index, lemma, token.text, None, shares_subject=True) if is_certain else None


def _read_opening_participle(sentence: Sentence, lemma: str) -> Cue | None:
    """Return the cue of "Denying reports of a rift, Ada Brook left."."""
    tokens = sentence.tokens
    if lemma not in _OPENING_VERBS or _lower(tokens, 1) == "to":
        return None
    for index in range(2, min(len(tokens) - 1, _MAX_OPENING)):
        subject = find_subject_after(sentence, index + 1) if tokens[index].text == "," else None
        if subject is not None and subject.head is None:
            return Cue(0, 0, 0, lemma, tokens[0].text, subject)
    return None


def _is_finder(subject: Reference, tokens: list[Token], verb: int) -> bool:
    """Accept "the report" and "the Audit Office" as what finds or shows that something is so."""
    if tokens[subject.first].lower == "they":
        return _lower(tokens, verb + 1) == "that"
    if subject.head is not None:
        return tokens[subject.head].lower in _FINDERS
    if subject.mention is None:
        return False
    return subject.mention.kind == "organisation" or not _JUDGES.isdisjoint(subject.mention.titles)


def _is_reduced(tokens: list[Token], verb: int, start: int) -> bool:
    """Recognise "Ada Brook, once called "...", left": she is called so, and calls nobody so."""
    if start < 1 or tokens[start].text != "," or verb + 1 >= len(tokens):
        return False
    return tokens[verb + 1].quote is not None or tokens[verb + 1].lower in ("by", "as")


def _read_passive(sentence: Sentence, index: int, lemma: str, text: str) -> Cue:
    """Return the cue of "was called "..." by Ada Brook"; without "by" nobody is named."""
    ahead = range(index + 1, min(len(sentence.tokens), index + 3))
    by = next((number for number in ahead if sentence.tokens[number].lower == "by"), None)
    subject = None if by is None else find_subject_after(sentence, by + 1)
    return Cue(index, index, index, lemma, text, subject)


def _is_audience(sentence: Sentence, subject: Reference) -> bool:
    """Return True in headlines for "court told": somebody told the court."""
    return sentence.tokens[subject.last].lower in _AUDIENCES and sentence.is_heading


def _stands_alone(tokens: list[Token], index: int) -> bool:
    """Accept a verb without a known subject that still marks what follows as speech."""
    previous = _lower(tokens, index - 1)
    if tokens[index].lower in AMBIGUOUS_FORMS or not previous:
        return False
    return previous in PRONOUNS or (previous not in FUNCTION_WORDS and previous not in AUXILIARIES)
