"""One quotation, and who is named or reported to speak right beside it."""

from quotations.annotations import Attributed, Cue, Mention, Token
from quotations.grammar.noun_phrases import mention_starting
from quotations.lexicon.function_words import ADVERBS, FUNCTION_WORDS, TIMES
from quotations.lexicon.offices import OFFICES
from quotations.lexicon.word_lists import word_set

_BETWEEN = frozenset((",", "—", "–", "-", "--", ")", "]", ";"))
DASHES = frozenset(("—", "–", "-", "--"))
_QUESTIONS = frozenset(("question", "answer", "q", "a"))
_FARTHEST = 8
_PLAIN_VERBS = frozenset(("say", "tell", "add"))
_SUBORDINATING = word_set("until if unless when whether because although though once while where")


def adjacent_after(one: Attributed) -> Cue | None:
    """The cue right behind the quotation: "...," Ada Brook said."""
    tokens = one.sentence.tokens
    last = one.text[-1:]
    for cue in sorted(one.sentence.cues, key=lambda cue: cue.first):
        if cue.first <= one.token or cue.shared:
            continue
        between = tokens[one.token + 1 : cue.first]
        if not _is_slight(between):
            return None
        ends = last in ",?!…—-." or (bool(between) and between[0].text in _BETWEEN)
        return cue if ends or cue.inverted or not any(c.last < one.token for c in one.sentence.cues) else None
    return None


def reaches(one: Attributed, cue: Cue) -> bool:
    """True if the cue comes before the quotation, and not within an aside ("who, Ada Brook said, ...,")."""
    if max(cue.last, cue.verb) >= one.token:
        return False
    tokens = one.sentence.tokens
    aside = (
        cue.first >= 2
        and tokens[cue.first - 1].text == ","
        and tokens[cue.first - 2].lower in ("who", "which", "that")
    )
    return not aside or not any(token.text == "," for token in tokens[cue.last + 2 : one.token])


def passed_on(one: Attributed) -> bool:
    """True for "Ada Brook said "...", according to the Example.": she speaks, the Example passes it on."""
    return any(
        cue.last < one.token and not cue.inverted and (one.token - cue.last <= 2 or cue.speaker is not None)
        for cue in one.sentence.cues
    )


def _is_slight(between: list[Token]) -> bool:
    """True for words that may part a quotation from its cue: ", then", "the council leader"."""
    if len(between) <= 4 and all(_slips_in(token.text, token.lower) for token in between):
        return True
    run = [token for token in between if token.lower not in ("the", "a", "an", "its")]
    return (
        len(between) <= _FARTHEST
        and all(token.is_word and token.lower not in FUNCTION_WORDS for token in run)
        and any(token.lower in OFFICES for token in run)
    )


def _slips_in(text: str, lower: str) -> bool:
    return text in _BETWEEN or lower in ADVERBS or lower in TIMES or lower in ("in", "turn", "the", "on")


def label(one: Attributed) -> Mention | None:
    """The mention in "Ada Brook: ..." at the start of the sentence, or after "...": in a headline."""
    tokens, sentence = one.sentence.tokens, one.sentence
    if sentence.mentions and sentence.mentions[0].first == 0:
        mention = sentence.mentions[0]
        if mention.last + 1 < one.token and tokens[mention.last + 1].text == ":":
            known = mention.who is not None and mention.kind != "place" and len(mention.name[0]) > 1
            return mention if known and mention.name[0].lower() not in _QUESTIONS else None
    if one.token + 2 < len(tokens) and tokens[one.token + 1].text == ":":
        mention = mention_starting(sentence, one.token + 2)
        known = mention is not None and mention.who is not None and mention.who.is_surely_person
        return mention if known else None
    return None


def signature(one: Attributed) -> Mention | None:
    """The mention in "..." — Ada Brook, with nothing after it but a description."""
    tokens = one.sentence.tokens
    if one.token + 2 >= len(tokens) or tokens[one.token + 1].text not in DASHES:
        return None
    mention = mention_starting(one.sentence, one.token + 2)
    if mention is None or mention.kind not in ("person", "proper") or mention.possessive:
        return None
    at = mention.last + 1
    return mention if at >= len(tokens) or tokens[at].text in (".", ",", "(") else None


def main_ones(one: Attributed, cues: list[Cue]) -> list[Cue]:
    """Without those in a clause that a comma ends: "she said that until he reports, "...""."""
    tokens = one.sentence.tokens

    def is_aside(cue: Cue) -> bool:
        leads = cue.first > 0 and tokens[cue.first - 1].lower in _SUBORDINATING
        return leads and any(token.text == "," for token in tokens[cue.last + 1 : one.token])

    return [cue for at, cue in enumerate(cues) if at == 0 or not is_aside(cue)]


def without_those_spoken_of(cues: list[Cue]) -> list[Cue]:
    """Without "the leaders agreed to" in "she said the leaders agreed to ...": she says so."""
    named = [cue for cue in cues if cue.speaker is not None and cue.lemma in _PLAIN_VERBS]
    if not named or cues[-1].speaker is not None or cues[-1].lemma in _PLAIN_VERBS:
        return cues
    return cues[: cues.index(named[-1]) + 1]
