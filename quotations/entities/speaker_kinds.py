"""Whether a name is a person's or a body's, and what in the text says so."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from quotations.annotations import Cue, Entity, Mention, Sentence, Token
from quotations.grammar.noun_phrases import DETERMINERS
from quotations.grammar.tokens import DASHES
from quotations.lexicon.body_names import NAME_ENDINGS
from quotations.lexicon.function_words import AUXILIARIES, BE_FORMS, FUNCTION_WORDS
from quotations.lexicon.given_names import is_given_name
from quotations.lexicon.offices import (
    AMBIGUOUS_SURNAMES,
    COUNTRIES,
    GENDERED,
    GROUPS,
    HONORIFICS,
    OFFICES,
    ORGANISATIONS,
)
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .affiliations import AffiliationReader
from .bodies import FIRMS, Bodies

Kind = Literal["person", "organisation", "government", ""]


class SpeakerKind(NamedTuple):
    """What a named speaker is, "" where the text does not tell, and the sentence that says why."""

    kind: Kind
    why: str


UNKNOWN = SpeakerKind("", "")
MAX_MENTIONS = 12
_BODIES = (ORGANISATIONS | GROUPS | FIRMS | word_set("ngo think-tank shipyard yard bloc militia")) - OFFICES
_ALSO_SURNAMES = AMBIGUOUS_SURNAMES | word_set("bank mills power steel marine hawks wolves city lines")
_PERSONAL_OFFICES = OFFICES - word_set(
    """
    adviser advisor ally auditor author brewer broadcaster broker builder candidate champion co-author
    co-owner coastguard colleague consultant contractor counterpart critic customer defendant designer
    developer expert founder guard homeowner host insider investor landlord mediator member model
    nominee opponent organiser organizer owner parent partner plaintiff planner pollster predecessor
    principal producer publisher representative rival successor supporter survivor tenant trader trainer
    trustee victim witness
    """
)
"""What no body is: a firm may be a builder or a partner, and never a minister or a spokesman."""
_PERSONAL_RANKS = word_set("deputy vice senior legal special personal political")
_NO_FAMILIES = word_set(
    "couple pair duo twins trio family majority minority public side front pagan division unit"
)
_OWNED_BY_BODIES = word_set(
    """
    shares shareholders customers clients headquarters fleet factory factories plant plants branches stock
    employees workforce staff members board subsidiary chairman chairwoman executive
    """
)
_OWNED_BY_PEOPLE = word_set(
    "wife husband mother father son daughter brother sister parents widow family home"
)
_OFFICERS = word_set(
    "chief chairman chairwoman chairperson spokesman spokeswoman spokesperson shareholders shares"
)
_WEATHER = word_set(
    "rained snowed took takes seemed seems looked looks felt feels came comes appeared appears"
)
_MAX_APPOSITION = 8
_MAX_REPORTED = 25


class KindReader:
    """Reader of the kinds of the speakers of one text."""

    def __init__(self, sentences: list[Sentence], bodies: Bodies, affiliations: AffiliationReader):
        self.sentences = sentences
        self.bodies = bodies
        self.affiliations = affiliations
        self._mentions: dict[Entity, list[tuple[Sentence, Mention]]] = {}
        for sentence in sentences:
            for mention in sentence.mentions:
                if mention.entity is not None:
                    self._mentions.setdefault(mention.entity, []).append((sentence, mention))

    def read(self, entity: Entity) -> SpeakerKind:
        """Return what a speaker is: the surest sign in the text decides."""
        mentions = self._mentions.get(entity, [])[:MAX_MENTIONS]
        name = list(_read_name(entity, self._is_body(mentions)))
        is_doubtful = _is_doubtful(entity)  # a person Jonas Bank, or a bank
        rules = (
            self._read_titles(entity, mentions),
            self._read_offices(entity, mentions),
            _read_descriptions(mentions),
            [] if is_doubtful else name,
            self._read_pronouns(entity, mentions),
            _read_trade(entity),
            _read_short_forms(entity),
            _read_belongings(mentions),
            name,
        )
        return next((kind for rule in rules for kind in rule), UNKNOWN)

    def _is_body(self, mentions: Iterable[tuple[Sentence, Mention]]) -> bool:
        return any(self.bodies.find_kind(mention) == "organisation" for _, mention in mentions)

    def _read_titles(self, entity: Entity, mentions: list[tuple[Sentence, Mention]]) -> Iterator[SpeakerKind]:
        words = entity.name.lower().split()
        if len(words) > 1 and words[-1] in NAME_ENDINGS and not is_given_name(words[0]):
            return  # Halden Shipping, a developer
        for _, mention in mentions:
            for title in mention.titles:
                if title in HONORIFICS or (title in OFFICES and title not in _BODIES):
                    yield SpeakerKind("person", f"The article puts “{title}” before the name.")
        if all(mention.kind == "place" for _, mention in mentions) and words[0] in COUNTRIES:
            yield SpeakerKind("government", "It is the name of a country.")

    def _read_offices(
        self, entity: Entity, mentions: list[tuple[Sentence, Mention]]
    ) -> Iterator[SpeakerKind]:
        """Read "its head of delegation, Orvo Tamm," and "Orvo Tamm, Norland's envoy": no body is either."""
        ending = entity.name.split()[-1].lower()
        is_named_body = ending in NAME_ENDINGS and ending not in _ALSO_SURNAMES
        if is_named_body or any(self.bodies.find_government(mention) for _, mention in mentions):
            return
        for affiliation in self.affiliations.read(entity):
            head, words = _find_role_head(affiliation.role), set(affiliation.role.lower().split())
            if head in _PERSONAL_OFFICES or (head in OFFICES and words & _PERSONAL_RANKS):
                yield SpeakerKind("person", f"The article calls them “{affiliation.role}”.")

    def _read_pronouns(
        self, entity: Entity, mentions: list[tuple[Sentence, Mention]]
    ) -> Iterator[SpeakerKind]:
        for sentence, mention in mentions:
            for cue in sentence.cues:
                if cue.speaker is entity and not cue.shares_subject and mention.first <= cue.last + 1:
                    yield from self._read_reported(sentence, mention, cue)
            yield from self._read_next_sentence(sentence, mention)

    def _read_reported(self, sentence: Sentence, mention: Mention, cue: Cue) -> Iterator[SpeakerKind]:
        """Read "said its drivers were paid", "denied it had paid" and "said that she had not seen it"."""
        is_rival = self._has_rival(sentence, mention)
        tokens = sentence.tokens
        start = max(cue.last, mention.last) + 1
        if cue.lemma == "tell":  # told the court that she
            ahead = range(start, min(len(tokens), start + _MAX_APPOSITION))
            start = next((index for index in ahead if tokens[index].lower == "that"), start)
        for index in range(start, min(len(tokens), start + _MAX_REPORTED)):
            word = tokens[index].lower
            if word in ("he", "she", "his", "her", "him", "himself", "herself"):
                if not is_rival:
                    yield SpeakerKind("person", f"The article says “{word}” of the speaker.")
                return
            if word in ("its", "itself") or (word == "it" and _is_subject(tokens, index)):
                if not self._has_other_body(sentence, mention):
                    yield SpeakerKind("organisation", f"The article says “{word}” of the speaker.")
                return
            if word in GENDERED or word in OFFICES or word in _BODIES or _is_name(sentence, index):
                return

    def _read_next_sentence(self, sentence: Sentence, mention: Mention) -> Iterator[SpeakerKind]:
        following = sentence.number + 1
        if following >= len(self.sentences) or mention.first > 6:
            return
        tokens = self.sentences[following].tokens
        word = tokens[0].lower
        if word in ("he", "she") and not self._has_rival(sentence, mention):
            yield SpeakerKind("person", f"The article goes on with “{word}”.")
        elif word == "it" and _is_subject(tokens, 0) and not self._has_other_body(sentence, mention):
            yield SpeakerKind("organisation", "The article goes on with “it”.")

    def _has_rival(self, sentence: Sentence, mention: Mention) -> bool:
        """Tell whether "she" may be somebody else of this sentence or the one before."""
        nearby = self.sentences[max(0, sentence.number - 1) : sentence.number + 1]
        return any(
            other.entity is not mention.entity and other.may_be_person and other.kind == "person"
            for near in nearby
            for other in near.mentions
        ) or any(token.lower in GENDERED for near in nearby for token in near.tokens if near is not sentence)

    def _has_other_body(self, sentence: Sentence, mention: Mention) -> bool:
        """Tell whether "it" may be another body or thing named before."""
        nearby = self.sentences[max(0, sentence.number - 1) : sentence.number + 1]
        return any(
            other.entity is not mention.entity and other.kind == "organisation"
            for near in nearby
            for other in near.mentions
        )


def _is_doubtful(entity: Entity) -> bool:
    words = entity.name.lower().split()
    return len(words) > 1 and is_given_name(words[0]) and words[-1] in _ALSO_SURNAMES


def _read_name(entity: Entity, is_body: bool) -> Iterator[SpeakerKind]:
    words = [word.lower().rstrip("'’") for word in entity.name.split()]
    is_given = len(words) > 1 and is_given_name(words[0])
    if len(words) > 1 and words[-1] in NAME_ENDINGS and not _is_doubtful(entity):
        yield SpeakerKind("organisation", f"“{entity.name.split()[-1]}” stands in the name.")
    if is_body:
        yield SpeakerKind("organisation", "It follows from the words of the name.")
    if is_given and "&" not in words and "and" not in words:
        yield SpeakerKind("person", f"“{entity.name.split()[0]}” is a given name.")
    if "&" in words or "without" in words:
        yield SpeakerKind("organisation", "It follows from the words of the name.")


def _read_trade(entity: Entity) -> Iterator[SpeakerKind]:
    if entity.kind == "person":
        yield SpeakerKind("person", "The article gives them an office or a trade.")


def _read_descriptions(mentions: list[tuple[Sentence, Mention]]) -> Iterator[SpeakerKind]:
    """Read "the carrier Dovra Kelm", "Dovra Kelm, a maker of turbines," and "the Vale Courier"."""
    for sentence, mention in mentions:
        yield from _read_before(sentence, mention)
        if not mention.is_possessive:
            yield from _read_after(sentence, mention)
    for sentence, mention in mentions:
        before = sentence.tokens[mention.first - 1] if mention.first else None
        is_plain = not mention.titles and mention.words and mention.words[0].lower() not in COUNTRIES
        if before is not None and before.lower == "the" and is_plain and mention.kind == "proper":
            yield SpeakerKind("organisation", "The article puts “the” before the name.")


def _read_before(sentence: Sentence, mention: Mention) -> Iterator[SpeakerKind]:
    if mention.first == 0:
        return
    tokens = sentence.tokens
    noun = tokens[mention.first - 1]
    if noun.is_capital and mention.first > 1:
        return
    is_body = noun.lower in _BODIES - _NO_FAMILIES and not is_given_name(mention.words[0])
    if is_body and noun.lower not in OFFICES and not noun.is_possessive:
        yield SpeakerKind("organisation", f"The article calls it “{noun.lower}”.")


def _read_after(sentence: Sentence, mention: Mention) -> Iterator[SpeakerKind]:
    tokens, mark = sentence.tokens, mention.last + 1
    if mark + 1 >= len(tokens) or not (tokens[mark].text in (",", "(") or tokens[mark].text in DASHES):
        return
    first = tokens[mark + 1]
    following = tokens[mark + 2].lower if mark + 2 < len(tokens) else ""
    if first.text.isdigit() and following in (",", ")"):
        yield SpeakerKind("person", "The article gives an age.")
    elif first.lower == "which":
        yield SpeakerKind("organisation", "The article goes on with “which”.")
    elif first.lower in ("who", "whom") or (first.lower == "whose" and following in _OWNED_BY_PEOPLE):
        yield SpeakerKind("person", f"The article goes on with “{first.lower}”.")
    elif first.lower in DETERMINERS or first.is_possessive or not first.is_capital:
        head = _find_head(tokens, mark + 1)
        if head in _BODIES - _NO_FAMILIES and head not in OFFICES:
            yield SpeakerKind("organisation", f"The article calls it “{head}”.")
        elif head in OFFICES and head not in FIRMS:
            yield SpeakerKind("person", f"The article calls them “{head}”.")


def _find_head(tokens: list[Token], start: int) -> str:
    """Return the noun of the phrase from token `start`: "maker" of "a maker of turbines"."""
    head = ""
    for token in tokens[start : start + _MAX_APPOSITION]:
        word = token.lower
        if not token.is_word or token.quote is not None:
            break
        if word in FUNCTION_WORDS and word not in DETERMINERS:
            break
        if word in SPEECH_VERBS and (head or token is tokens[start]):
            break  # Orvo Tamm, told the army
        head = word
    return head


def _find_role_head(role: str) -> str:
    """Return the noun of a role: "head" of "deputy head of mission", "" without a role."""
    words = role.lower().split()
    end = next((place for place, word in enumerate(words) if place and word in FUNCTION_WORDS), len(words))
    return words[end - 1] if words else ""


def _read_short_forms(entity: Entity) -> Iterator[SpeakerKind]:
    """Read "Marsk" for Rondel Marsk: bodies are called by their first word."""
    words = entity.name.split()
    if len(words) in (2, 3) and (words[-1],) in entity.forms and words[-1].lower() not in NAME_ENDINGS:
        yield SpeakerKind("person", f"The article says “{words[-1]}” for short, as of people.")


def _read_belongings(mentions: list[tuple[Sentence, Mention]]) -> Iterator[SpeakerKind]:
    """Read "Skarn Volten's shares", "Skarn Volten chief executive" and "Tova Lind's wife"."""
    for sentence, mention in mentions:
        following = sentence.tokens[mention.last + 1 : mention.last + 3]
        if not following:
            continue
        if mention.is_possessive:
            noun = following[-1].lower if following[0].lower == "chief" else following[0].lower
            if noun in _OWNED_BY_BODIES:
                yield SpeakerKind("organisation", f"The article speaks of its {noun}.")
            if noun in _OWNED_BY_PEOPLE:
                yield SpeakerKind("person", f"The article speaks of their {noun}.")
        elif following[0].lower in _OFFICERS:
            yield SpeakerKind("organisation", f"The article speaks of its “{following[0].lower}”.")


def _is_name(sentence: Sentence, index: int) -> bool:
    return any(mention.first <= index <= mention.last for mention in sentence.mentions)


def _is_subject(tokens: list[Token], index: int) -> bool:
    """Tell "it has two plants" from "it was late" and "it rained"."""
    if (
        index
        and tokens[index - 1].lower not in FUNCTION_WORDS
        and tokens[index - 1].lower not in SPEECH_VERBS
    ):
        return False
    verbs = [token.lower for token in tokens[index + 1 : index + 5]]
    verb = next(
        (word for word in verbs if word not in AUXILIARIES - BE_FORMS and not word.endswith("ly")), ""
    )
    return bool(verb) and verb not in BE_FORMS | _WEATHER | {"be", "not"}
