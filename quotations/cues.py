"""Where the article reports that somebody says something: a verb of speech and its subject."""

from quotations.annotations import Cue, Reference, Sentence, Token
from quotations.grammar.noun_phrases import DETERMINERS
from quotations.grammar.sentence_subjects import STATEMENTS
from quotations.lexicon.function_words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    FUNCTION_WORDS,
    NEGATIONS,
    PRONOUNS,
    REFUSALS,
)
from quotations.lexicon.offices import GATHERED, OFFICES, ORGANISATIONS
from quotations.lexicon.speech_verbs import (
    PARTICIPLES,
    PASSIVE_ONLY_HEARD,
    PHRASAL,
    SPEECH,
    SPOKEN_NOUNS,
    UTTERING,
    WEAK,
)
from quotations.lexicon.word_lists import word_set

from .grammar import noun_phrases, verb_subjects

_LISTENERS = word_set("court jury inquest inquiry tribunal trial hearing mps police panel committee")
_FIRST_VERBS = word_set("Said Says Added Adds Wrote Writes Tweeted")
_ALWAYS_HEARD = ("saying", "adding", "telling", "calling")
_SPEAKERS = OFFICES | ORGANISATIONS | GATHERED | STATEMENTS
_TAKE_INFINITIVE = word_set("continue begin volunteer")
_ADJECTIVES = ("ing", "ive", "al", "ous", "ed", "ic", "ful", "ary")
_TURNS = word_set("on continued continues quick seemed appeared rose wanted paused")


def find_cues(sentence: Sentence) -> list[Cue]:
    """The reports of speech in the sentence, in order."""
    found: list[Cue] = []
    for at, token in enumerate(sentence.tokens):
        if not token.is_word:
            continue
        if token.lower == "according" and _lower(sentence.tokens, at + 1) == "to":
            found.append(_according(sentence, at))
        elif (_reports(sentence.tokens, at) or token.lower in SPOKEN_NOUNS) and (
            cue := _read(sentence, at, token)
        ) is not None:
            found.append(cue)
    return found


def _reports(tokens: list[Token], at: int) -> bool:
    return tokens[at].lower in SPEECH or (tokens[at].lower, _lower(tokens, at + 1)) in PHRASAL


def _as_printed(tokens: list[Token], at: int) -> str:
    phrasal = (tokens[at].lower, _lower(tokens, at + 1)) in PHRASAL
    return f"{tokens[at].text} {tokens[at + 1].text}" if phrasal else tokens[at].text


def _lower(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _according(sentence: Sentence, at: int) -> Cue:
    subject = verb_subjects.after(sentence, at + 2)
    last = max(at + 1, subject.last) if subject else at + 1
    return Cue(at, at, last, "according", "according to", subject, inverted=True)


def _read(sentence: Sentence, at: int, token: Token) -> Cue | None:
    tokens = sentence.tokens
    if (
        token.is_capital
        and at
        and tokens[at - 1].quote is None
        and noun_phrases.mention_starting(sentence, at)
    ):
        return None
    lemma = SPEECH.get(token.lower, "say")
    text = _as_printed(tokens, at)
    if token.lower in SPOKEN_NOUNS and token.lower not in SPEECH and not _is_spoken_noun(tokens, at):
        return None
    if token.lower in UTTERING and token.lower not in PARTICIPLES and (inverted := _inverted(sentence, at)):
        return Cue(at, at, inverted.last, lemma, text, inverted, inverted=True)
    if _is_spoken_noun(tokens, at):
        return Cue(at, at, at, "words", text, verb_subjects.owner(sentence, at - 1))
    if _is_noun(tokens, at) or (lemma in _TAKE_INFINITIVE and _lower(tokens, at + 1) == "to"):
        return None
    start, negated, heard = _skip_back(tokens, at)
    if token.lower == lemma and start == at - 1 and _is_singular(sentence, start):
        return None
    if heard and not (token.lower == "quoted" and _lower(tokens, at + 1) == "as"):
        return None
    if token.lower in PARTICIPLES and _lower(tokens, at - 1) not in BE:
        return _participle(sentence, at, token, lemma)
    if _lower(tokens, start) == "to":
        subject = _of_infinitive(sentence, start)
        negated = negated or _is_refusal(tokens, start) or not _is_turn(tokens, start)
        return Cue(at, at, at, lemma, text, subject, shared=subject is None, negated=negated)
    if _lower(tokens, start) in ("and", "but", "then", "or") or (start >= 1 and tokens[start].text == "/"):
        return Cue(at, at, at, lemma, text, None, shared=True, negated=negated)
    subject = verb_subjects.before(sentence, start)
    if subject is not None and lemma == "tell" and _is_listener(sentence, subject):
        return None
    if subject is None and start >= 0 and tokens[start].text == "," and token.lower not in WEAK:
        return Cue(at, at, at, lemma, text, None, shared=True, negated=negated)
    if subject is None and not _stands_alone(tokens, at, token):
        return None
    if subject is not None and subject.kind == "description" and token.lower in WEAK:
        head = tokens[subject.head].lower
        if head not in _SPEAKERS:
            return None
    return Cue(at, subject.first if subject else at, at, lemma, text, subject, negated=negated)


def _inverted(sentence: Sentence, at: int) -> Reference | None:
    """The subject after the verb, where the verb follows a quotation or a comma."""
    tokens = sentence.tokens
    if at == 0:
        inverts = tokens[0].text in _FIRST_VERBS and _ends_soon(sentence, 1)
        return verb_subjects.after(sentence, 1) if inverts else None
    previous = tokens[at - 1]
    after_quote = previous.quote is not None or (previous.text in (",", "—", "–", "-", "--") and at > 1)
    if not after_quote:
        return None
    direct = previous.quote is not None or tokens[at - 2].quote is not None
    if not direct and verb_subjects.before(sentence, at - 1) is not None:
        return None
    following = _lower(tokens, at + 1)
    if following in AUXILIARIES | NEGATIONS | {"that", "on", "in", "to", "as"} or following in ADVERBS:
        return None
    subject = verb_subjects.after(sentence, at + 1)
    if subject is None or (not direct and subject.kind not in ("name", "description")):
        return None
    return subject if direct or _ends_soon(sentence, subject.last) else None


def _is_spoken_noun(tokens: list[Token], at: int) -> bool:
    """True for the noun in "Ada Brook's claim that ..." and "her warning that ..."."""
    if tokens[at].lower not in SPOKEN_NOUNS or at == 0 or _lower(tokens, at + 1) != "that":
        return False
    return tokens[at - 1].possessive or tokens[at - 1].lower in ("his", "her")


def _ends_soon(sentence: Sentence, at: int) -> bool:
    """True if no further verb follows whose subject this might be instead."""
    following = sentence.tokens[at + 1 : at + 3]
    return not any(token.lower in AUXILIARIES or token.lower.endswith("ed") for token in following)


def _is_noun(tokens: list[Token], at: int) -> bool:
    """True for "the report", "his claim", "Brook's comment"."""
    previous = tokens[at - 1] if at else None
    if previous is None:
        return False
    if previous.possessive or previous.lower in (
        "the",
        "a",
        "an",
        "this",
        "his",
        "her",
        "their",
        "its",
        "any",
        "no",
    ):
        return True
    if tokens[at].lower not in WEAK:
        return False
    if previous.lower.endswith(_ADJECTIVES) and _lower(tokens, at - 2) in DETERMINERS:
        return previous.lower not in OFFICES
    return previous.lower in ("of", "for", "with", "in") or previous.lower in PARTICIPLES


def _is_singular(sentence: Sentence, at: int) -> bool:
    """True for a name, or he or she, after which a verb would end in "s": "Brook state" is none."""
    if at < 0 or sentence.tokens[at].lower in ("he", "she"):
        return at >= 0
    mention = noun_phrases.mention_starting(sentence, at)
    return mention is not None and not mention.name[-1].endswith("s")


def _skip_back(tokens: list[Token], at: int) -> tuple[int, bool, bool]:
    """(the token before the verb's adverbs and auxiliaries, whether negated, whether passive)."""
    start, negated, heard = at - 1, False, False
    first = True
    while start >= 0:
        word = tokens[start].lower
        if word in NEGATIONS or word.endswith(("n't", "n’t")):
            negated = True
        elif word in AUXILIARIES and not (start and tokens[start].is_capital):
            heard = heard or (first and word in BE and _is_passive(tokens[at].lower))
            first = False
        elif not (word in ADVERBS or (word.endswith("ly") and not tokens[start].is_capital)):
            break
        start -= 1
    if tokens[at].lower == "saying" and _lower(tokens, at - 1) == "as":
        start = next((n for n in range(at - 2, max(-1, at - 8), -1) if _lower(tokens, n) == "quoted"), start)
    return start, negated, heard


def _is_passive(verb: str) -> bool:
    return verb in PASSIVE_ONLY_HEARD or verb.endswith("ed")


def _is_turn(tokens: list[Token], to: int) -> bool:
    """True for "went on to say"."""
    return bool({_lower(tokens, to - 1), _lower(tokens, to - 2)} & _TURNS)


def _of_infinitive(sentence: Sentence, to: int) -> Reference | None:
    """The subject of "she liked to say" and "she went on to say"."""
    for at in (to - 2, to - 3):
        subject = verb_subjects.before(sentence, at) if at >= 0 else None
        if subject is not None and subject.kind in ("name", "pronoun") and subject.last == at:
            return subject
    return None


def _is_refusal(tokens: list[Token], to: int) -> bool:
    return any(token.lower in REFUSALS or token.lower in NEGATIONS for token in tokens[max(0, to - 3) : to])


def _participle(sentence: Sentence, at: int, token: Token, lemma: str) -> Cue | None:
    """ "saying", "adding": said by whoever the sentence is about."""
    if token.lower == "according" or at == 0:
        return None
    previous = sentence.tokens[at - 1]
    if token.lower == "saying" and previous.lower == "as":
        return None
    apart = not previous.is_word or previous.lower in ADVERBS | {
        "and",
        "but",
        "while",
        "by",
        "before",
        "after",
        "when",
    }
    if not apart and not previous.is_capital and token.lower not in _ALWAYS_HEARD:
        return None
    mention = noun_phrases.mention_ending(sentence, at - 1)
    if mention is not None and not mention.possessive and noun_phrases.comes_with(sentence, mention):
        subject = Reference("name", mention.first, mention.last, mention)
        return Cue(at, mention.first, at, lemma, token.text, subject)
    if not apart and token.lower not in _ALWAYS_HEARD:
        return None
    return Cue(at, at, at, lemma, token.text, None, shared=True)


def _is_listener(sentence: Sentence, subject: Reference) -> bool:
    """True in headlines: "court told" means that somebody told the court."""
    return sentence.tokens[subject.last].lower in _LISTENERS and sentence.is_heading


def _stands_alone(tokens: list[Token], at: int, token: Token) -> bool:
    """True for a verb without a known subject that still says whose words follow are not ours."""
    previous = _lower(tokens, at - 1)
    return token.lower not in WEAK and (
        previous in PRONOUNS
        or (bool(previous) and previous not in FUNCTION_WORDS and previous not in AUXILIARIES)
    )
