"""Questions turned into the statement that a "no" denies: "Did you sign it?" is "Ann Bell signed it"."""

from collections.abc import Sequence

from quotations.annotations import AttributedQuote, Token
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.common_verbs import BASE_VERBS, IRREGULAR_VERBS, PAST_OF_PARTICIPLES, find_past
from quotations.lexicon.function_words import ADVERBS, FUNCTION_WORDS
from quotations.lexicon.word_lists import word_set

from .propositions import draft_asked, draft_statement, skip_address
from .speaker_names import NOBODY, SpeakerName, list_body_nouns
from .speakers import Speakers

_BE = word_set("is are was were")
_HAVE = word_set("has have had")
_DO = word_set("did do does")
_MODALS = word_set("will would can could should must may might shall")
_FULL = {
    **{
        "isn't": "is",
        "aren't": "are",
        "wasn't": "was",
        "weren't": "were",
        "hasn't": "has",
        "haven't": "have",
    },
    **{"hadn't": "had", "didn't": "did", "don't": "do", "doesn't": "does", "won't": "will", "can't": "can"},
}
_OPENERS = word_set("and but so well now then ok okay yes no sorry just")
_DETERMINERS = word_set("the a an this that these those his her its their your our my any no every each some")
_PRONOUNS = word_set("he she it they you there we i anybody anyone somebody someone nobody everybody")
_PREPOSITIONS = word_set("of for in on at from with to near by under against about into over after before")
_ASKING = (
    "accept",
    "agree",
    "deny",
    "confirm",
    "think",
    "believe",
    "say",
    "saying",
    "claim",
    "admit",
    "know",
)
_IT_IS = ("true", "correct", "right", "so", "possible", "the", "a", "fair")
_OUTSIDE = word_set(
    "i we us our my me he she they them his her their him it its this that these those here there"
)
_AFFIRMED = {"anybody": "somebody", "anyone": "someone", "anything": "something"}
_ASKED = word_set("ask asked asking asks")
_MAX_ASKED = 6
_SIBILANTS = ("s", "sh", "ch", "x", "o")
_MAX_SUBJECT = 8
_MIN_WORDS = 3


def draft_question(words: str, answerer: SpeakerName, group: SpeakerName | None = None) -> str:
    """Draft what a yes-or-no question asks, as a statement; "" for other questions.

    `answerer` is who "you" are, `group` the body for which they speak, which "your company" may mean. Of
    several sentences the last one counts.
    """
    sentences = split_plain_text(words.strip())
    if not sentences or sentences[-1][-1].text != "?":
        return ""
    tokens = _skip_opening(sentences[-1][:-1])
    if len(tokens) < _MIN_WORDS or any(not token.is_word and token.text not in ",’'-" for token in tokens):
        return ""
    statement = _name_answerer(_name_own_body(_state(tokens), group), answerer)
    return draft_statement(statement) if statement else ""


def find_asked_claim(text: str, quotes: Sequence[AttributedQuote], number: int, speakers: Speakers) -> str:
    """Return the claim in the question that quoted words answer, as a statement; "" where none is known.

    It is the question quoted right before, or what somebody "was asked whether".
    """
    quote = quotes[number]
    answerer = NOBODY if quote.speaker is None else speakers.name(quote.speaker)
    question = find_question(quotes, number)
    if question:
        return draft_question(question, answerer, speakers.name_group(quote.speaker))
    if quote.span.label:
        return ""
    for sentence in speakers.list_sentences_before(quote.sentence):
        if sentence.paragraph == quote.sentence.paragraph:
            end = quote.index if sentence is quote.sentence else len(sentence.tokens)
            clause = _find_asked_whether(sentence.tokens[:end])
            if clause:
                return draft_asked(text, clause, answerer, speakers.name_group(quote.speaker))
    return ""


def find_question(quotes: Sequence[AttributedQuote], number: int) -> str:
    """Return the question of somebody else that is quoted right before, "" for none."""
    quote, previous = quotes[number], quotes[number - 1] if number else None
    if previous is None or not previous.text.rstrip().endswith("?"):
        return ""
    is_near = quote.span.paragraph - previous.span.paragraph <= 1
    is_reply = previous.speaker is not quote.speaker or previous.speaker is None
    return previous.text if is_near and is_reply else ""


def _find_asked_whether(tokens: list[Token]) -> list[Token]:
    """Return the clause after "asked whether", as far as a comma."""
    words = [token.lower for token in tokens]
    for index in range(len(words) - 1):
        if words[index] in ("whether", "if") and _ASKED & set(words[max(0, index - _MAX_ASKED) : index]):
            end = next((at for at in range(index + 1, len(words)) if not tokens[at].is_word), len(words))
            return tokens[index + 1 : end]
    return []


def _state(tokens: Sequence[Token]) -> list[str]:
    """Return the words of the statement, [] where the question's words do not show one."""
    lower = [token.lower for token in tokens]
    printed = [token.text + token.suffix for token in tokens]
    inner = _find_asked_clause(lower)
    if inner is not None:
        return printed[inner:]
    verb = _FULL.get(lower[0], lower[0])
    if verb not in _BE | _HAVE | _DO | _MODALS:
        is_statement = lower[0] not in FUNCTION_WORDS or lower[0] in _DETERMINERS | _PRONOUNS
        return printed if is_statement else []
    end = _find_subject_end(tokens, verb)
    if end is None or end >= len(lower):
        return []
    subject, rest = printed[1:end], printed[end:]
    if subject == ["you"]:
        verb = {"are": "is", "were": "was", "have": "has", "do": "does"}.get(verb, verb)
    if verb not in _DO:
        return [*subject, verb, *(word for word in rest if word != "ever")]
    at = 1 if rest[0].lower() in ADVERBS else 0
    form = _inflect(rest[at].lower(), verb) if at < len(rest) else ""
    rest = [word for word in rest[:at] if word != "ever"] + [form, *rest[at + 1 :]]
    return [*subject, *rest] if form else []


def _name_own_body(words: list[str], body: SpeakerName | None) -> list[str]:
    """Put the name for "your company" where the answerer speaks for one."""
    nouns = list_body_nouns(body.name) if body is not None else frozenset[str]()
    lower = [word.lower() for word in words]
    for index in range(len(words) - 1):
        if body is not None and lower[index] == "your" and lower[index + 1] in nouns:
            return [*words[:index], body.name, *words[index + 2 :]]
    return words


def _name_answerer(words: list[str], answerer: SpeakerName) -> str:
    """Put the name for "you"; "" where words mean somebody outside of the question."""
    lower = [word.lower() for word in words]
    if _OUTSIDE & set(lower) or not words:
        return ""
    if not answerer.name and {"you", "your"} & set(lower):
        return ""
    named: list[str] = []
    for word, plain in zip(words, lower, strict=True):
        is_first = not {"you", "your"} & set(lower[: len(named)])
        is_you = plain in ("you", "your")
        named.append(_call(answerer, is_owner=plain == "your", is_first=is_first) if is_you else word)
    named = [_AFFIRMED.get(word.lower(), word) for word in named]
    return " ".join(" ".join(named).replace(" ,", ",").split())


def _call(answerer: SpeakerName, *, is_owner: bool, is_first: bool) -> str:
    if is_first:
        return answerer.owner if is_owner else answerer.name
    if answerer.is_body:
        return "its" if is_owner else "it"
    forms = {"m": ("his", "he"), "f": ("her", "she")}.get(answerer.gender, ("their", "they"))
    return forms[0 if is_owner else 1]


def _skip_opening(tokens: list[Token]) -> list[Token]:
    """Leave out "And", "Mr Falk," and "Madam Mayor,"."""
    while len(tokens) > 2:
        if tokens[0].lower in _OPENERS and tokens[1].lower not in _BE:
            tokens = tokens[1 + (tokens[1].text == ",") :]
            continue
        rest = skip_address(tokens)
        if rest is tokens:
            break
        tokens = rest
    return tokens


def _find_asked_clause(lower: list[str]) -> int | None:
    """Return where the clause starts in "Is it true that X" and "Do you accept that X"."""
    if "that" not in lower[:6]:
        return None
    that = lower.index("that")
    opening = lower[:that]
    if opening[:2] == ["is", "it"] and len(opening) == 3 and opening[2] in _IT_IS:
        return that + 1
    is_asked = opening[:1] in (["do"], ["are"], ["would"], ["can"], ["did"]) and opening[1:2] == ["you"]
    return that + 1 if is_asked and opening[-1] in _ASKING and that + 2 < len(lower) else None


def _find_subject_end(tokens: Sequence[Token], verb: str) -> int | None:
    """Return the token after the subject, which follows the verb; None if it is not clear."""
    lower = [token.lower for token in tokens]
    if lower[1] in _PRONOUNS:
        return 2
    start = 1 + (lower[1] in _DETERMINERS)
    if lower[1] in ("not", "all", "both", "none", "one"):
        return None
    index = start + 1
    while index < len(tokens) and index <= _MAX_SUBJECT:
        word = lower[index]
        if tokens[index - 1].is_possessive:
            index += 1
            continue
        if word == "of" or (word in ("for", "in") and not _is_predicate(lower, index)):
            index += 2 + (index + 1 < len(lower) and lower[index + 1] in _DETERMINERS)
            continue
        if _starts_predicate(tokens, index, verb):
            return index
        index += 1
    is_short = verb in _BE and len(tokens) - start == 2
    return len(tokens) - 1 if is_short else None


def _is_predicate(lower: list[str], index: int) -> bool:
    """Tell whether no verb follows, so that "in the water" is what is said of the subject."""
    return not any(_is_verb_form(word) for word in lower[index + 1 :])


def _is_verb_form(word: str) -> bool:
    is_past = word.endswith(("ed", "ing")) and len(word) > 4
    return is_past or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES or word in BASE_VERBS


def _starts_predicate(tokens: Sequence[Token], index: int, verb: str) -> bool:
    token = tokens[index]
    word = token.lower
    if token.is_capital:
        return False
    if verb in _BE:
        if word in _PREPOSITIONS | _DETERMINERS | ADVERBS or (word.endswith(("ed", "ing")) and len(word) > 4):
            return True
        return word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES or _is_last_adjective(tokens, index)
    if verb in _HAVE:
        is_participle = word.endswith("ed") or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES
        return is_participle or word in ADVERBS
    return word in BASE_VERBS or word in ("ever", "never", "always", "still", "now", "really")


def _is_last_adjective(tokens: Sequence[Token], index: int) -> bool:
    """Recognise the last word before the end or a preposition: "safe" and "safe for trains"."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else "in"
    return following in _PREPOSITIONS - {"of"} or following in ("to", "enough", "and", "or")


def _inflect(base: str, verb: str) -> str:
    """Return "signed" of "did ... sign" and "signs" of "does ... sign"."""
    if base not in BASE_VERBS or verb == "do":
        return base if base in BASE_VERBS else ""
    if verb == "did":
        return find_past(base)
    if base == "have":
        return "has"
    is_y = base.endswith("y") and base[-2] not in "aeou"
    return f"{base[:-1]}ies" if is_y else f"{base}{'es' if base.endswith(_SIBILANTS) else 's'}"
