"""Where a reported clause ends, and the reporter's own words go on."""

from quotations.annotations import Cue, Sentence, Token
from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.noun_phrases import find_mention_at
from quotations.grammar.tokens import DASHES
from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.function_words import ADVERBS, REFUSALS, is_auxiliary
from quotations.lexicon.speech_verbs import DENIED, PROMISES
from quotations.lexicon.word_lists import word_set

_CONTRASTS = word_set("but and while although though whereas")
_BEFORE_PARTICIPLES = word_set("before after then while")
_LEADS = word_set("while although though as after since despite amid following")
_MAX_LEAD_SUBJECT = 12
SPANS = word_set("minute hour day week month year")
_JUDGED = DENIED | word_set(
    "move statement remark remarks view position figure number comment comments decision"
)
_RELATIVES = word_set("that which the he she they it denied rejected disputed first made repeated published")
_AFTER_DENIAL = word_set("which who as after while when but and where although though because since before")
_GESTURES = word_set(
    """
    walked walking smiled smiling shrugged shrugging nodded nodding laughed laughing sighed sighing strode
    striding waved waving winked hung hanging
    """
)
_SCENES = word_set("room hall stage building court courtroom podium platform table meeting chamber studio")
_NEGATED = word_set("would did could will does")
_TELLING = word_set("say tell give name elaborate explain comment specify identify disclose rule answer")
_PRESENT_OR_FUTURE = word_set("will wo is are has have can")
_PRESENT_FORMS = word_set("is are has have says insists denies wants remains")


def find_clause_end(sentence: Sentence, cue: Cue, first: int) -> int:
    """Return the last token of a clause: before the next report, or of the sentence."""
    tokens = sentence.tokens
    end = _find_own_end(sentence, cue, first)
    for other in sentence.cues:
        if other.first <= first or other is cue or other.first > end:
            continue
        last, is_separate = other.first - 1, False
        while last > first and (
            tokens[last].text == ","
            or tokens[last].lower in _CONTRASTS
            or tokens[last].lower in ("according", "the")
            or (other.verb == last + 1 and tokens[last].lower in _BEFORE_PARTICIPLES)
        ):
            is_separate = is_separate or tokens[last].text == "," or tokens[last].lower in ("but", "while")
            last -= 1
        is_separate = is_separate or (tokens[last].quote is not None and tokens[last].text.endswith(","))
        is_linked = other.shares_subject and last < other.first - 1
        if other.lemma == "according" or is_separate or is_linked:
            return min(last, end)
    return end


def _find_own_end(sentence: Sentence, cue: Cue, first: int) -> int:
    """Return where the clause ends for want of a later report: before a colon, a dash, a contrast."""
    tokens = sentence.tokens
    if cue.verb == 0 and cue.subject is not None and not cue.is_inverted:
        return cue.subject.first - 2  # Denying reports of a rift, Ada Brook left.
    is_relative = _is_relative(tokens, cue)
    is_lead = tokens[0].lower in _LEADS and cue.first <= _MAX_LEAD_SUBJECT
    for index in range(first + 1, len(tokens) - 1):
        token, following = tokens[index], tokens[index + 1]
        if token.text == ";" or (token.text == ":" and following.quote is not None):
            return index - 1
        if token.lower == "but" and _turns_to_another(sentence, cue, index + 1):
            return index - 1
        if is_lead and token.text == "," and has_finite_verb(tokens, first, index):
            return index - 1
        if token.text == "," and [item.lower for item in tokens[index + 1 : index + 3]] == ["and", "that"]:
            return index - 1
        if token.text == "," and (_tells_gesture(tokens, index + 1) or _tells_refusal(tokens, index + 1)):
            return index - 1
        if token.lower == "after" and _tells_past(tokens, cue, first, index):
            return index - 1
        if token.text == "," and first == cue.verb and _goes_on(following):
            return index - 1
        if token.text == "," and is_relative and _goes_on(following):
            return index - 1
        if token.text == "," and _tells_occasion(tokens, index + 1):
            return index - 1
        if (token.text == "," or token.text in DASHES) and _judges_report(tokens, index + 1):
            return index - 1
    return len(tokens) - 1


def _is_relative(tokens: list[Token], cue: Cue) -> bool:
    """Recognise "Ada Brook, who had said": what comes after the next comma is not said."""
    index = cue.verb - 1
    while index > 0 and (is_auxiliary(tokens[index].lower) or tokens[index].lower in ADVERBS):
        index -= 1
    return index > 0 and tokens[index].lower == "who" and tokens[index - 1].text == ","


def _goes_on(token: Token) -> bool:
    """Recognise what comes after a denial: "denied the charge, left the room"."""
    return token.lower in _AFTER_DENIAL or token.lower.endswith("ed") or token.lower in IRREGULAR_VERBS


def _tells_gesture(tokens: list[Token], start: int) -> bool:
    """Recognise ", and walked on" and ", then left the room": what the speaker did after it."""
    words = [token.lower for token in tokens[start : start + 5] if token.lower not in ADVERBS - {"then"}]
    if words[:1] not in (["and"], ["then"], ["before"]) or len(words) < 2:
        return False
    verb = words[2] if words[1] == "then" and len(words) > 2 else words[1]
    return verb in _GESTURES or (verb in ("left", "leaving") and not _SCENES.isdisjoint(words))


def _tells_refusal(tokens: list[Token], start: int) -> bool:
    """Recognise ", but would not say when" and ", but declined to name him": the reporter goes on."""
    words = [token.lower for token in tokens[start : start + 5]]
    if words[:1] not in (["but"], ["and"]):
        return False
    is_refusal = len(words) > 2 and (words[1] in REFUSALS or (words[1] in _NEGATED and words[2] == "not"))
    return is_refusal and not _TELLING.isdisjoint(words)


def _tells_past(tokens: list[Token], cue: Cue, first: int, after: int) -> bool:
    """Recognise what came before a report in the present: "insists he will stay after his side lost"."""
    verbs = [token.lower for token in tokens[first:after] if is_auxiliary(token.lower)]
    following = [token.lower for token in tokens[after + 1 : after + 8]]
    is_past = any(word.endswith("ed") or word in IRREGULAR_VERBS or word == "was" for word in following[1:])
    is_present = cue.text.endswith("s") and cue.text != cue.lemma
    if cue.lemma in PROMISES and tokens[first].lower == "to" and following[0].endswith("ing"):
        return True
    return is_present and bool(verbs) and verbs[0] in _PRESENT_OR_FUTURE and is_past


def _turns_to_another(sentence: Sentence, cue: Cue, index: int) -> bool:
    """Recognise "but Ada Brook is": the reporter goes on about somebody else."""
    mention = find_mention_at(sentence, index)
    if mention is None or mention.entity is cue.speaker or mention.last + 1 >= len(sentence.tokens):
        return False
    return sentence.tokens[mention.last + 1].lower in _PRESENT_FORMS


def _tells_occasion(tokens: list[Token], start: int) -> bool:
    """Recognise ", a day after she left" and ", as rain fell": when it was said."""
    words = [token.lower for token in tokens[start : start + 4]]
    if (
        words[0] == "as"
        and len(words) > 2
        and words[1] not in ("well", "if", "though", "long", "soon", "far")
    ):
        is_subject = tokens[start + 1].is_capital or words[1] in ("the", "a", "he", "she", "they")
        return (is_subject or not words[1].endswith("s")) and has_finite_verb(tokens, start + 1, len(tokens))
    for index, word in enumerate(words[:-1]):
        if word.rstrip("s") in SPANS:
            return words[index + 1] in ("after", "before")
    return False


def _judges_report(tokens: list[Token], start: int) -> bool:
    """Recognise ", a claim that": the reporter's own words about what was said."""
    if tokens[start].lower not in ("a", "an", "the"):
        return False
    nouns = [index for index in (start + 1, start + 2) if tokens[index : index + 1]]
    return any(
        tokens[index].lower in _JUDGED
        and tokens[index + 1 : index + 2]
        and tokens[index + 1].lower in _RELATIVES
        for index in nouns
    )
