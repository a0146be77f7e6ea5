"""Definite descriptions, and whom they mean: "the Swede", "the 34-year-old"."""

import re
from collections.abc import Collection, Iterator

from quotations.annotations import Entity, Mention, Sentence
from quotations.grammar.noun_phrases import find_mention_ending
from quotations.grammar.voices import find_author, find_owner
from quotations.lexicon.offices import (
    COUNTRIES,
    DOCUMENTS,
    GENDERED,
    OFFICES,
    OFFICES_OF_PEOPLE,
    ORGANISATIONS,
    SPOKESPEOPLE,
)
from quotations.lexicon.word_lists import word_set

from .bodies import FIRMS, Bodies, is_bare, is_no_firm
from .entity_resolution import EntityResolver
from .office_phrases import is_guard
from .roles import MAX_ENTITIES, extract_descriptors, find_holders, find_organisations

_SENTENCES_NEARBY = 4
_PERSON_BY_AGE_OR_FAMILY = re.compile(r"[\w-]+-year-old|(?:father|mother|dad|mum|mom)-of-\w+")
_DEFINITE = word_set("the this that his her their its our")
_OWNING = word_set("his her its their our")
_INDEFINITE = word_set("a an one another some any no two three four five six several many most other")
PARTISANS = word_set("republican democrat conservative liberal socialist tory independent")
_ELECTED_OFFICES = word_set(
    """
    representative senator congressman congresswoman governor lawmaker legislator mp mep member mayor
    councillor councilor chairman chairwoman chair speaker candidate minister secretary republican democrat
    """
)
_STARS = word_set(
    """
    striker midfielder defender goalkeeper winger forward batsman bowler sprinter boxer wrestler golfer skier
    skater cyclist swimmer actor actress singer rapper comedian novelist
    """
)
"""What a report calls the person it is about, without having said so before."""
_NAMED_BODIES = word_set("union charity airline newspaper broadcaster bank chain supermarket retailer agency")
_OFFICES_HELD = OFFICES - {"lord", "lady"}
_TOP_OFFICES = word_set("pm premier president minister chancellor")


class DescriptionResolver:
    """Resolver of descriptions, by the sentences read so far.

    `topics` has for each sentence read so far the entity that it is about, or None.
    """

    def __init__(self, resolver: EntityResolver, sentences: list[Sentence], bodies: Bodies):
        self.resolver = resolver
        self.bodies = bodies
        self.sentences = sentences
        self.topics: list[Entity | None] = []

    def resolve_demonym(self, sentence: Sentence, mention: Mention) -> Entity | None:
        """Return whom "the Swede" means: the only person so far who comes from there."""
        country = COUNTRIES.get(mention.name[0].lower())
        compatriots = [
            entity
            for entity in self.resolver.entities[:MAX_ENTITIES]
            if entity.first_sentence <= sentence.number and entity.is_person and country in entity.descriptors
        ]
        return _only(compatriots) if compatriots else self._find_recent_person(sentence)

    def resolve_partisan(self, sentence: Sentence) -> Entity | None:
        """Return whom "the Leeds Conservative" means.

        It is the only politician named in the last sentence that names anybody, or else the only person.
        """
        for earlier in self._look_back(sentence.number + 1):
            mentions = [item for item in earlier.mentions if item.words[-1].lower() not in PARTISANS]
            people = {item.entity for item in mentions if item.entity and item.entity.is_surely_person}
            if people:
                politicians = [entity for entity in people if entity.descriptors & _ELECTED_OFFICES]
                return _only(politicians or list(people))
        return None

    def resolve_description(self, sentence: Sentence, first: int, last: int, head: int) -> Entity | None:
        """Return whom the words from token `first` to `last` mean, whose noun is `head`."""
        tokens = sentence.tokens[first : last + 1]
        spelling = " ".join(token.text for token in tokens)
        for alias in (spelling, spelling.lower().removeprefix("the ")):
            if (entity := self.resolver.find_recorded(alias)) is not None:
                return entity
        noun, opener = sentence.tokens[head], tokens[0].lower
        if (voice := _find_voice(sentence, head)) is not None:
            return voice
        is_definite = (
            opener in _DEFINITE or noun.is_capital or any(token.is_possessive for token in tokens[:3])
        )
        if opener in _INDEFINITE or not (is_definite or sentence.is_heading):
            return None
        if _PERSON_BY_AGE_OR_FAMILY.fullmatch(noun.lower):
            return self._find_recent_person(sentence)
        if is_guard(sentence.tokens, head):
            return None
        is_body = noun.lower in ORGANISATIONS and noun.lower not in OFFICES
        if is_body and (named := _find_name_of_body(sentence, head)) is not None:
            return named
        if is_body or noun.lower in FIRMS or noun.lower == "prosecution":
            organisations = find_organisations(self.resolver.entities, noun.lower)
            if len(tokens) > 2:  # the French foreign ministry is more than "the Ministry"
                organisations = [entity for entity in organisations if not is_bare(entity)]
            if len(tokens) <= 2 and len(organisations) != 1:
                recent = None if organisations or opener != "the" else self.find_recent_organisation(sentence)
                if recent is not None and noun.lower in FIRMS and is_no_firm(recent):
                    recent = None
                return recent or self.bodies.find_short(
                    noun.lower, sentence.number, head, is_named_before=True
                )
            return _only(organisations)
        if noun.lower in DOCUMENTS and opener in ("the", "his", "her", "its") and len(tokens) == 2:
            return self.find_statement_author(sentence, {noun.lower})
        if noun.lower not in OFFICES:
            return None
        is_of = [token.lower for token in sentence.tokens[head + 1 : head + 2]] == ["of"]
        is_owned = is_of or any(token.is_possessive for token in tokens[:-1])
        words = extract_descriptors(tokens) + [token.lower for token in tokens if token.lower == "former"]
        return self._resolve_office(sentence, words, noun.lower, opener, is_owned=is_owned)

    def find_statement_author(
        self, sentence: Sentence, nouns: Collection[str] = DOCUMENTS, back: int = _SENTENCES_NEARBY
    ) -> Entity | None:
        """Return who spoke where a statement, or another of `nouns`, was last mentioned.

        At most `back` sentences before this one are searched.
        """
        for earlier in self._look_back(sentence.number, back):
            if earlier.cues and any(token.lower in nouns for token in earlier.tokens):
                return earlier.cues[-1].speaker
        return None

    def find_recent_organisation(self, sentence: Sentence) -> Entity | None:
        """Return the last speaker unless that is a person: "the organisation" means it."""
        for earlier in self._look_back(sentence.number, _SENTENCES_NEARBY - 1):
            speakers = [cue.speaker for cue in earlier.cues if cue.speaker is not None]
            if speakers:
                speaker = speakers[-1]
                is_person = speaker.kind == "person" or speaker.gender or _has_surname(speaker)
                return None if is_person else speaker
        return None

    def _look_back(self, number: int, count: int = _SENTENCES_NEARBY) -> Iterator[Sentence]:
        """Yield the `count` sentences before sentence `number`, the nearest first."""
        for index in range(number - 1, max(-1, number - 1 - count), -1):
            yield self.sentences[index]

    def _find_recent_person(self, sentence: Sentence, back: int = _SENTENCES_NEARBY - 1) -> Entity | None:
        """Return the only person in the last sentence that is about somebody."""
        for earlier in self._look_back(sentence.number, back):
            topic = self.topics[earlier.number]
            if topic is None or earlier.is_heading:
                continue
            entities = (mention.entity for mention in earlier.mentions)
            is_alone = all(entity is topic for entity in entities if entity is not None and entity.is_person)
            speaks = any(cue.speaker is topic and not cue.shares_subject for cue in earlier.cues)
            return topic if topic.is_surely_person and (speaks or is_alone) else None
        return None

    def _resolve_office(
        self, sentence: Sentence, words: list[str], office: str, opener: str, *, is_owned: bool
    ) -> Entity | None:
        kept = [word for word in words if word != "former"]
        holders = find_holders(self.resolver.entities, kept, office, sentence.number)
        if "former" in words:  # who chairs the inquiry is not the former chief executive
            holders = [entity for entity in holders if {office, "former"} & entity.descriptors]
        if opener in _OWNING:  # her lawyer is hardly the barrister who questioned her
            holders = [entity for entity in holders if office in entity.descriptors]
        if holders or opener != "the":
            return self._choose_holder(sentence, holders)
        if office in _TOP_OFFICES:
            untitled = self._find_untitled_person(sentence)
            if untitled is not None:
                return untitled
        is_described = (len(words) > 1 or office in _STARS) and not is_owned
        person = self._find_described_person(sentence, office) if is_described else None
        if person is not None and "former" in words and person.descriptors & _OFFICES_HELD:
            return None
        return person

    def _find_untitled_person(self, sentence: Sentence) -> Entity | None:
        """Return whom "the PM" means if nobody was called so.

        It is the only person without an office in the last sentence that names anybody.
        """
        for earlier in self._look_back(sentence.number, _SENTENCES_NEARBY - 1):
            people = earlier.find_people()
            if people and not earlier.is_heading:
                return _only([entity for entity in people if not entity.descriptors & _OFFICES_HELD])
        return None

    def _find_described_person(self, sentence: Sentence, office: str) -> Entity | None:
        """Return whom "the retired army general" means if nobody was called so.

        It is the only person in the sentence just before, unless the gender is another.
        """
        gender = GENDERED.get(office, "")
        person = self._find_recent_person(sentence, back=1)
        if person is None or (gender and person.gender not in ("", gender)):
            return None
        return person

    def _choose_holder(self, sentence: Sentence, holders: list[Entity]) -> Entity | None:
        """Return the holder of an office who was mentioned last, if only one was."""
        if len(holders) <= 1:
            return _only(holders)
        recent = self._find_recent_person(sentence, back=1)
        if recent is not None and (recent in holders or not recent.descriptors & OFFICES):
            return recent
        for earlier in self._look_back(sentence.number, _SENTENCES_NEARBY - 1):
            mentioned = {mention.entity for mention in earlier.mentions if mention.entity in holders}
            if mentioned:
                return mentioned.pop() if len(mentioned) == 1 else None
        return None


def _find_voice(sentence: Sentence, head: int) -> Entity | None:
    """Return whose words a spokeswoman without a name, a report or a campaign gives.

    A spokeswoman gives those of a body alone, a report those of a person too.
    """
    noun = sentence.tokens[head].lower
    if noun not in SPOKESPEOPLE and noun not in DOCUMENTS and noun not in OFFICES_OF_PEOPLE:
        return None
    mention = find_owner(sentence, head)
    is_of = [token.lower for token in sentence.tokens[head + 1 : head + 2]] == ["of"]
    if mention is None and (noun not in OFFICES_OF_PEOPLE or (noun == "office" and is_of)):
        mention = find_author(sentence, head)
    if mention is None or mention.entity is None:
        return None
    if _is_body(sentence, mention, mention.entity):
        return mention.entity
    return mention.entity if noun not in SPOKESPEOPLE and mention.entity.is_person else None


def _is_body(sentence: Sentence, mention: Mention, entity: Entity) -> bool:
    """Tell a body from a person: by its name, by capitals or by "the"."""
    if mention.kind == "organisation" or entity.kind == "organisation":
        return True
    if mention.kind != "proper" or entity.kind == "person" or entity.gender:
        return False
    is_initials = len(mention.name) == 1 and mention.name[0].isupper() and len(mention.name[0]) > 1
    is_definite = mention.first > 0 and sentence.tokens[mention.first - 1].lower == "the"
    return is_initials or is_definite


def _find_name_of_body(sentence: Sentence, head: int) -> Entity | None:
    """Return whom "the GMB union" means: a body that is called by its name and by what it is."""
    mention = find_mention_ending(sentence, head - 1)
    if mention is None or mention.is_possessive or sentence.tokens[mention.first - 1].lower != "the":
        return None
    return mention.entity if sentence.tokens[head].lower in _NAMED_BODIES else None


def _has_surname(entity: Entity) -> bool:
    """Recognise a person whose given name is in no list: "Piet Olsen" and then "Olsen"."""
    longest = max(entity.forms, key=len, default=())
    return len(longest) > 1 and longest[-1:] in entity.forms


def _only(entities: list[Entity]) -> Entity | None:
    """Return the entity of a list of one, else None."""
    return entities[0] if len(entities) == 1 else None
