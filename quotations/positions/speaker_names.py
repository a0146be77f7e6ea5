"""Pronouns of a proposition replaced by the name of who speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quotations.annotations import Token
from quotations.lexicon.body_names import COMPANY_WORDS
from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.function_words import FUNCTION_WORDS, TIME_WORDS, is_auxiliary
from quotations.lexicon.offices import COUNTRIES, GENDERED, OFFICES, ORGANISATIONS
from quotations.lexicon.word_lists import word_set

_SUBJECTS = {"m": "he", "f": "she"}
_OBJECTS = {"m": "him", "f": "her"}
_OWNERS = {"m": "his", "f": "her"}
_OF_MEN = word_set("he him his himself")
_OF_WOMEN = word_set("she her hers herself")
_OF_SEVERAL = word_set("they them their theirs themselves")
_BY_ANTECEDENT = (_OF_MEN, _OF_WOMEN, _OF_SEVERAL)
_PERSONAL = _OF_MEN | _OF_WOMEN | _OF_SEVERAL
_OWN = word_set("his her their my our")
_MINE = word_set("i me my i'm i've i'll")
_OURS = word_set("we us our ours we're we've we'll")
_NEVER = word_set(
    "you your yours you're you've you'll yourself yourselves mine myself ourselves "
    "himself herself hers theirs i'd we'd you'd he'd she'd they'd it'd it'll he'll she'll they'll they're "
    "they've let's"
)
"""Words whose meaning depends on who is spoken to, or that no name can replace."""

_AGREEING = {
    **dict.fromkeys(("am", "are"), "is"),
    **{
        "have": "has",
        "do": "does",
        "were": "was",
        "shall": "will",
        "don't": "does not",
        "haven't": "has not",
    },
    **{"aren't": "is not", "weren't": "was not"},
}
EXPANDED = {
    **{"won't": "will not", "can't": "cannot", "isn't": "is not", "wasn't": "was not", "aren't": "are not"},
    **{"weren't": "were not", "don't": "do not", "doesn't": "does not", "didn't": "did not"},
    **{"haven't": "have not", "hasn't": "has not", "hadn't": "had not", "couldn't": "could not"},
    **{"wouldn't": "would not", "shouldn't": "should not", "mustn't": "must not", "needn't": "need not"},
}
_CONTRACTED = {"i'm": "is", "we're": "is", "i've": "has", "we've": "has", "i'll": "will", "we'll": "will"}
_IN_PLURAL = {"i'm": "are", "we're": "are", "i've": "have", "we've": "have"}
_PLAIN_VERBS = word_set(
    """
    want need support oppose reject deny accept expect regret trust condemn
    welcome agree disagree demand insist remain stand see plan intend refuse respect admire
    """
)
"""Verbs whose plain form takes an "s" after a name."""

_OF_MINDS = word_set("think believe know say hope doubt feel hear guess suppose suspect imagine thought felt")
"""Verbs after "I" with which a sentence is about the speaker's mind, and names its source."""

_COUNTS = word_set("two three four five six seven eight nine ten several many hundreds thousands dozens")
_BEFORE_OURS = word_set("of is was are were be not")
_BEFORE_NAMES = word_set("if when once unless after before while although though")
_SAME_IN_PAST = word_set(
    "take lie owe want get go know give let put read hit quit cut cost hurt shut split spread burst bet"
)
_BEFORE_VERBS = word_set("never always also still only just now often already really not clearly certainly")

_NO_NOUNS = FUNCTION_WORDS | TIME_WORDS | word_set("anybody anyone somebody someone nobody everybody")
_DUMMY_VERBS = word_set("is was would will may might could has had seems seemed appears appeared takes took")
_NO_DUMMY = word_set("not had has will would could can did does never")
_BEFORE_TO = word_set(
    "going about able unable due set ready said supposed likely unlikely expected bound forced meant"
)
_AFTER_OBJECT = word_set(
    """
    to for in on at by with from of and or but that as a an the his when if after before because about into
    over out up off down away back who was were is had has would will could again twice there here it
    """
)
_AFTER_DUMMY = word_set("be been become seem seemed take taken appear appeared remain")


@dataclass(frozen=True)
class SpeakerName:
    """Who speaks, as a proposition names them: `name` as within a sentence ("the Audit Office").

    `gender` is "m", "f" or "". `is_body`: an organisation or a country. `is_plural`: several people. `client`
    is whom a lawyer represents. `is_country`: a body that a minister may call "my country".
    """

    name: str
    gender: str = ""
    is_body: bool = False
    is_plural: bool = False
    client: str = ""
    is_country: bool = False

    @property
    def owner(self) -> str:
        """The name in the possessive."""
        is_bare = self.name.endswith("s") and (self.is_plural or self.is_body)
        return f"{self.name}’" if is_bare else f"{self.name}’s"


NOBODY = SpeakerName("")


def name_first_person(tokens: Sequence[Token], speaker: SpeakerName) -> dict[int, str] | None:
    """Return what "I" and "we" become, by index of the token; None if that is not safe.

    Verbs beside them agree; what comes after the first becomes a pronoun.
    """
    words = [token.lower for token in tokens]
    places = [index for index, word in enumerate(words) if word in _MINE | _OURS]
    if any(word in _NEVER for word in words):
        return None
    has_both = any(word in _MINE for word in words) and any(word in _OURS for word in words)
    if places and (has_both or not speaker.name):
        return None
    if len(places) > 1 and not (speaker.gender or speaker.is_body or speaker.is_plural):
        return None
    if any(
        word == "ours" and not (index and words[index - 1] in _BEFORE_OURS)
        for index, word in enumerate(words)
    ):
        return None
    if (own := _find_own_country(words)) is not None:
        return _name_own_country(tokens, own, speaker) if len(places) == 1 else None
    named: dict[int, str] = {}
    for number, index in enumerate(places):
        name = _choose_form(words[index], speaker, is_first=number == 0)
        if words[index] == "ours" and words[index - 1] != "of":
            name = speaker.owner  # the fault is ours
        named[index] = name
        named |= _name_client(tokens, index, speaker)
        if words[index] in ("i", "we") and not _agree(words, index, named, speaker):
            return None
    return named


def _name_client(tokens: Sequence[Token], index: int, speaker: SpeakerName) -> dict[int, str]:
    """Return the name for "my client" at a token, {} for other words."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    is_owner = tokens[index].lower in ("my", "his", "her")
    if not speaker.client or following is None or following.lower != "client" or not is_owner:
        return {}
    client = SpeakerName(speaker.client)
    return {index: client.owner if following.is_possessive else client.name, index + 1: ""}


def _choose_form(word: str, speaker: SpeakerName, *, is_first: bool) -> str:
    """Return the name, or the pronoun after it, in the case of "I", "me", "my" and "I'm"."""
    if word in ("my", "our"):
        others = "their" if speaker.is_plural else _OWNERS.get(speaker.gender, "its")
        return speaker.owner if is_first else others
    if word in ("me", "us", "ours"):
        others = "them" if speaker.is_plural else _OBJECTS.get(speaker.gender, "it")
        return speaker.name if is_first else others
    others = "they" if speaker.is_plural else _SUBJECTS.get(speaker.gender, "it")
    verb = (_IN_PLURAL if speaker.is_plural else {}).get(word, _CONTRACTED.get(word, ""))
    return " ".join(filter(None, (speaker.name if is_first else others, verb)))


def _agree(words: list[str], subject: int, named: dict[int, str], speaker: SpeakerName) -> bool:
    """Make the verb after "I" or "we" agree with a name; False if that is not known to be right."""
    index = subject + 1
    while index < len(words) and words[index] in _BEFORE_VERBS:
        index += 1
    is_inserted = subject > 0 and words[subject - 1] == "," and words[0] not in _BEFORE_NAMES
    if index >= len(words) or is_inserted or any(word in _OF_MINDS for word in words[index : index + 3]):
        return False  # the dam, I am told, is safe; I do not think it is
    verb = words[index]
    if speaker.is_plural:
        return True
    if verb in _AGREEING:
        named[index] = _AGREEING[verb]
        return True
    if verb in _PLAIN_VERBS:
        named[index] = f"{verb[:-1]}ies" if verb == "deny" else f"{verb}s"
        return not _goes_on(words, index + 1)
    is_past = (verb.endswith("ed") and verb != "need") or (
        verb in IRREGULAR_VERBS and verb not in _SAME_IN_PAST and not verb.endswith("s")
    )
    return is_past or is_auxiliary(verb)


def _goes_on(words: list[str], start: int) -> bool:
    """Recognise "want peace and believe in it": a second verb would have to agree as well."""
    pairs = zip(words[start:], words[start + 1 :], strict=False)
    return any(word in ("and", "or", "but") and after not in FUNCTION_WORDS for word, after in pairs)


def name_third_person(
    tokens: Sequence[Token], speaker: SpeakerName | None, group: SpeakerName | None = None
) -> dict[int, str] | None:
    """Return what the first "he", "she", "it" or "they" becomes; None if that is not safe.

    `speaker`: whom these mean unless somebody in the words is named before; None if that is not settled.
    `group`: the body for which a person speaks, which "it" means.
    """
    words = [token.lower for token in tokens]
    if any(word in _NEVER | _MINE | _OURS for word in words):
        return None
    body = speaker if speaker is not None and speaker.is_body else group
    known = _list_pronouns(speaker)
    if (own := _find_own_country(words)) is not None:
        rest = name_third_person(tokens[own + 2 :], speaker, group)
        return _name_own_country(tokens, own, group) if rest == {} and own <= 1 else None
    named: dict[int, str] = {}
    has_noun = has_person = False
    for index, (word, token) in enumerate(zip(words, tokens, strict=True)):
        if word in ("its", "it") and index and body is not None and not (has_noun or named):
            if word == "its":
                return {index: body.owner}  # none of its patrols
            if words[index - 1] not in ("that", "as") and index + 1 < len(words):
                return {index: body.name}  # somebody had asked it to wait
        if word not in _PERSONAL:
            has_noun = has_noun or (token.is_word and word not in _NO_NOUNS)
            has_person = has_person or _names_somebody(token)
        elif named and word in known:
            continue
        elif speaker is not None and word in known and not has_person:
            named[index] = _choose_third(words, index, speaker)
            named |= _name_client(tokens, index, speaker)
            known = next(pronouns for pronouns in _BY_ANTECEDENT if word in pronouns)
        elif word == "them" and words[0] in _COUNTS:
            continue  # two men died because nobody heard them
        elif not has_noun or (word in known and has_person) or not _owns(words, index):
            return None
    if named and words[0] in _BEFORE_NAMES and any(map(_is_capitalised_name, tokens[max(named) :])):
        return None  # if he were elected, Tom Field would leave
    if [word for word in words if word[:1].isalpha()][-1:] in (["his"], ["her"], ["their"]):
        return None
    if named:
        return named if words[0] != "it" or is_dummy_subject(words) else None
    return _name_thing(words, body)


def _find_own_country(words: Sequence[str]) -> int | None:
    """Return where "his country" stands."""
    pairs = enumerate(pairwise(words))
    return next((at for at, (word, noun) in pairs if word in _OWN and noun in ("country", "nation")), None)


def _name_own_country(tokens: Sequence[Token], own: int, body: SpeakerName | None) -> dict[int, str] | None:
    """Return the name for "his country" at a token, None if it is not known."""
    if body is None or not body.is_country:
        return None
    return {own: body.owner if tokens[own + 1].is_possessive else body.name, own + 1: ""}


def _list_pronouns(speaker: SpeakerName | None) -> frozenset[str]:
    if speaker is None or not speaker.name:
        return frozenset()
    if speaker.is_plural:
        return _OF_SEVERAL
    if speaker.is_body:
        return frozenset()
    return {"m": _OF_MEN, "f": _OF_WOMEN}.get(speaker.gender, _OF_MEN | _OF_WOMEN)


def _names_somebody(token: Token) -> bool:
    is_name = _is_capitalised_name(token) and token.lower not in COUNTRIES
    return token.lower in OFFICES or token.lower in GENDERED or is_name


def _is_capitalised_name(token: Token) -> bool:
    return token.is_word and token.is_capital and token.lower not in TIME_WORDS | FUNCTION_WORDS


def _choose_third(words: list[str], index: int, speaker: SpeakerName) -> str:
    return speaker.owner if _owns(words, index) else speaker.name


def _owns(words: list[str], index: int) -> bool:
    """Return True for "his" and "their", and for "her" before a noun."""
    following = words[index + 1] if index + 1 < len(words) else ""
    return words[index] in ("his", "their") or (
        words[index] == "her" and following[:1].isalpha() and following not in _AFTER_OBJECT
    )


def _name_thing(words: list[str], speaker: SpeakerName | None) -> dict[int, str] | None:
    """Return what an "it" at the start becomes: nothing in "it was too early to tell"."""
    if not words or words[0] not in ("it", "its"):
        is_open = words[-1:] == ["it"]
        return None if is_open else {}
    if words[0] == "it" and is_dummy_subject(words):
        return {}
    if speaker is None or not speaker.is_body or not speaker.name:
        return None
    if words[0] == "its":
        return {0: speaker.owner}
    verbs = [word for word in words[1:5] if word not in _NO_DUMMY]
    is_acting = bool(verbs) and words[1] in _NO_DUMMY - {"not", "never"} and verbs[0] not in _AFTER_DUMMY
    return {0: speaker.name} if is_acting or (words[1:2] == ["was"] and "to" not in words[2:6]) else None


def is_dummy_subject(words: list[str]) -> bool:
    """Recognise "it was too early to tell" and "it is clear that ...", where "it" means nothing."""
    if len(words) < 4 or words[1] not in _DUMMY_VERBS:
        return False
    ahead = words[2:7]
    if _BEFORE_TO & set(ahead):
        return False
    links = [index for index, word in enumerate(ahead) if word in ("to", "that")]
    if not links or set(ahead[: links[0]]) <= {"not"}:
        return False  # it was not to blame
    return not any(word in ("a", "the", "by", "with") for word in ahead[: links[0]])


def name_own_body(tokens: Sequence[Token], body: SpeakerName | None) -> dict[int, str]:
    """Return what "the company" becomes where the speaker is one, or speaks for it; its noun becomes ""."""
    if body is None or not body.name:
        return {}
    nouns = list_body_nouns(body.name)
    for index in range(len(tokens) - 1):
        noun = tokens[index + 1]
        following = tokens[index + 2 : index + 3]
        is_longer = bool(following) and following[0].is_word and following[0].lower not in FUNCTION_WORDS
        if tokens[index].lower != "the" or noun.lower not in nouns or noun.is_capital:
            continue
        if not noun.is_possessive and is_longer and not _may_be_verb(following[0].lower):
            continue  # the union hall
        return {index: body.owner if noun.is_possessive else body.name, index + 1: ""}
    return {}


def _may_be_verb(word: str) -> bool:
    return word.endswith(("ed", "s", "ly")) or word in IRREGULAR_VERBS


def list_body_nouns(name: str) -> frozenset[str]:
    """Return the nouns by which a text calls a body: "guild" and "union" for the Bakers' Guild."""
    words = frozenset(word.lower() for word in name.removeprefix("the ").split())
    if len(words) < 2 and not words & COMPANY_WORDS:
        return frozenset()
    kinds = [kind for kind in _KINDS if words & kind[0]]
    nouns = frozenset(noun for kind in kinds for noun in kind[1])
    return nouns | (words & ORGANISATIONS)


TAKING_ARTICLE = word_set(
    """
    union authority guild league association federation institute ministry agency commission committee office
    department foundation society alliance bureau
    """
)
"""Last words of names that stand with "the" in a sentence, though not on a list."""
_KINDS = [
    (COMPANY_WORDS, word_set("company firm group operator")),
    (word_set("airlines airways air"), word_set("airline carrier")),
    (word_set("bank"), word_set("bank lender")),
    (word_set("union guild brotherhood workers alliance"), word_set("union guild alliance")),
    (
        word_set("association federation league society"),
        word_set("association federation league society group"),
    ),
    (word_set("fc fk united rovers wanderers athletic"), word_set("club")),
    (word_set("union"), word_set("bloc")),
]
"""Words in the names of bodies, and what such a body is called beside its name."""
