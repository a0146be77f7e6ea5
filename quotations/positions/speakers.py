"""Speakers as a row and a proposition name them: with their article, or as the text describes them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from quotations.annotations import AttributedQuote, Cue, Entity, Mention, Reference, Sentence, Token
from quotations.entities.affiliations import AffiliationReader, PrintedAffiliation
from quotations.entities.bodies import FIRMS
from quotations.entities.capitalised_runs import is_plural_office
from quotations.entities.coreference import CoreferenceResolver
from quotations.entities.office_phrases import is_guard
from quotations.entities.roles import find_organisations
from quotations.grammar.noun_phrases import DETERMINERS, find_mention_at, read_phrase
from quotations.lexicon.body_names import COMPANY_WORDS
from quotations.lexicon.function_words import FUNCTION_WORDS, NOUN_BREAKERS, PRONOUNS
from quotations.lexicon.offices import (
    COLLECTIVES,
    COUNTRIES,
    DOCUMENTS,
    GENDERED,
    GROUPS,
    OFFICE_MODIFIERS,
    OFFICES,
    ORGANISATIONS,
    SPOKESPEOPLE,
)
from quotations.lexicon.word_lists import word_set

from .answers import list_bodies
from .speaker_names import TAKING_ARTICLE, SpeakerName

_NUMBERS = word_set("two three four five six")
_INDEFINITE = _NUMBERS | word_set("a an one another some several many most")
_QUANTITIES = word_set("some several many most two three four five six dozens of")
_NEAR_TO = word_set("close familiar briefed")
_MAX_NEAR_WORDS = 6
_PARTS = word_set("one some several many most two three four five six both none")
_UNTOLD = word_set("his her its their our my this that these those he she it they we i you who which")
_NO_SPEAKERS = word_set(
    "papers records filings documents talks news figures data results questions answers nobody everybody "
    "anyone"
)
_BODIES = ORGANISATIONS | GROUPS | FIRMS
_LEADERS = SPOKESPEOPLE | word_set(
    """
    minister premier chancellor ambassador envoy secretary director head chief chairman chairwoman
    chairperson chair president leader executive ceo founder boss owner general-secretary
    secretary-general director-general governor manager mayor commissioner
    """
)
"""Offices whose holders mean the body when they say "we"."""
_ADVOCATES = word_set("lawyer barrister attorney solicitor counsel advocate representative")
_OF_COUNTRIES = SPOKESPEOPLE | word_set("minister premier chancellor ambassador envoy secretary president")
_FULL_NAMES = {
    **{"us": "the United States", "uk": "the United Kingdom", "eu": "the European Union"},
    **{"netherlands": "the Netherlands", "philippines": "the Philippines", "emirates": "the Emirates"},
    **{"saudi": "Saudi Arabia", "zealand": "New Zealand"},
}
_NO_COUNTRIES = word_set("asia africa arab soviet western korea")
_MAX_DESCRIPTION_WORDS = 14
_SENTENCES_BACK = 3
_SENTENCES_BACK_TO_PERSON = 6
_SENTENCES_BACK_TO_BODY = 30
_NAMED_BEFORE = word_set("both each either neither")
_SIDES = word_set("side sides")


class Speakers:
    """The speakers of one text by the names that propositions give them."""

    def __init__(self, coreference: CoreferenceResolver, affiliations: AffiliationReader):
        self._coreference = coreference
        self._affiliations = affiliations
        self._names: dict[Entity, SpeakerName] = {}
        self._definite: set[Entity] | None = None

    def name_group(self, entity: Entity | None) -> SpeakerName | None:
        """Return who "we" of a speaker are: a body itself, or the one for which the text says it speaks."""
        if entity is None:
            return None
        own = self.name(entity)
        if own.is_body:
            return own
        bodies = (name_body(item) for item in self._affiliations.read(entity))
        return next((body for body in bodies if body is not None), None)

    def name_bodies(self, quotes: Iterable[AttributedQuote]) -> dict[str, str]:
        """Return the full name of each body that the text names or that speaks, by its noun: "authority"."""
        groups = [self.name_group(speaker) for speaker in {quote.speaker for quote in quotes}]
        entities = {
            mention.entity
            for sentence in self._coreference.sentences
            for mention in sentence.mentions
            if mention.entity is not None and mention.entity.kind == "organisation"
        }
        return list_bodies([*filter(None, groups), *map(self.name, entities)])

    def name_group_in_clause(
        self, sentence: Sentence, cue: Cue, first: int, described: tuple[PrintedAffiliation, ...] = ()
    ) -> SpeakerName | None:
        """Return the body that "it" means in the clause from token `first` on, None if that is open.

        `described`: what a speaker without a name is.
        """
        group = self.name_group(cue.speaker)
        if cue.speaker is None:
            group = next(filter(None, map(name_body, described)), None)
        if group is None or cue.is_joint or cue.lemma == "words":
            return None
        others = (mention for mention in sentence.mentions if mention.last < first)
        return None if any(self._is_another_body(item, cue.speaker, group) for item in others) else group

    def _is_another_body(self, mention: Mention, speaker: Entity | None, group: SpeakerName) -> bool:
        entity = mention.entity
        if entity is None or entity is speaker or mention.kind == "office" or entity.is_surely_person:
            return False
        name, own = self.name(entity).name.removeprefix("the "), group.name.removeprefix("the ")
        return name not in own and own not in name and name_country(name.lower()) != group

    def name_other(self, sentence: Sentence, speaker: Entity | None) -> SpeakerName | None:
        """Return the only other person whom a quotation's sentence names, or else the one before it."""
        if speaker is None:
            return None
        for near in self.list_sentences_before(sentence):
            if near.is_heading:
                return None
            others = [person for person in near.find_people() if person is not speaker]
            if others:
                return self.name(others[0]) if len(others) == 1 else None
        return None

    def list_sentences_before(self, sentence: Sentence) -> list[Sentence]:
        """Return a sentence and the one before it, the nearer first."""
        number = sentence.number
        return self._coreference.sentences[max(0, number - 1) : number + 1][::-1]

    def name(self, entity: Entity) -> SpeakerName:
        """Return the name of an entity as it stands within a sentence: "the Audit Office"."""
        if entity not in self._names:
            is_body = entity.kind in ("organisation", "place") and not entity.gender
            is_body = is_body or is_company(entity)
            article = "the " if is_body and entity in self._find_definite() else ""
            name = entity.name.removeprefix("The ")
            if not is_body and " " in name and name.isupper():
                name = name.title()  # as in a transcript
            client = "" if is_body else self._find_client(entity)
            gender = "" if is_body else entity.gender
            self._names[entity] = SpeakerName(article + name, gender, is_body, client=client)
        return self._names[entity]

    def _find_client(self, entity: Entity) -> str:
        """Return whom a lawyer represents, "" for others."""
        affiliations = self._affiliations.read(entity)
        people = (item.body for item in affiliations if item.kind == "person" and item.role in _ADVOCATES)
        return next(people, "")

    def find_unnamed(self, text: str, sentence: Sentence, cue: Cue) -> tuple[str, Sentence, Reference | None]:
        """Return the words for somebody without a name, with the sentence and the place where they stand.

        A pronoun means who spoke just before in the paragraph: "a police officer said. “I saw it,” he said."
        "The official" means "a senior Norwegian official" before.
        """
        if cue.speaker is None and cue.subject is not None and cue.subject.is_pronoun:
            pronoun = sentence.tokens[cue.subject.first].lower
            for earlier, other in self._list_cues_before(sentence, cue):
                if other.speaker is not None or other.lemma == "according":
                    break
                if (described := self._describe(text, earlier, other)) is not None:
                    is_meant = other.subject is not None and _may_mean(pronoun, earlier, other.subject)
                    description, told_in, told_as = described
                    return (description if is_meant else "", told_in, told_as)
        described = self._describe(text, sentence, cue)
        return described or (self._describe_definite(text, sentence, cue), sentence, cue.subject)

    def _describe(self, text: str, sentence: Sentence, cue: Cue) -> tuple[str, Sentence, Reference] | None:
        """Return the words for a subject without a name, and where the fullest of them stand."""
        if cue.speaker is not None or cue.subject is None:
            return None
        place = self._find_fuller(sentence, cue.subject) or (sentence, cue.subject)
        phrase = _find_description(*place)
        return None if phrase is None else (_write_phrase(text, phrase), *place)

    def _find_fuller(self, sentence: Sentence, subject: Reference) -> tuple[Sentence, Reference] | None:
        """Return the nearest description before that "the official" or "the ministry" takes up."""
        tokens, head = sentence.tokens, subject.last if subject.head is None else subject.head
        noun = tokens[head].lower
        opener = tokens[max(0, subject.first - (subject.mention is not None))].lower
        is_body = _is_body_noun(noun)
        if subject.is_pronoun or opener != "the" or head != subject.last or not (is_body or noun in OFFICES):
            return None
        own = _list_content(tokens[subject.first : head + 1])
        number, back = sentence.number, _SENTENCES_BACK_TO_BODY if is_body else _SENTENCES_BACK_TO_PERSON
        for near in reversed(self._coreference.sentences[max(0, number - back) : number + 1]):
            end = subject.first if near is sentence else len(near.tokens)
            for index in reversed(range(end)):
                if near.tokens[index].lower != noun:
                    continue
                if find_mention_at(near, index) or find_mention_at(near, index + 1):
                    return None  # the official Ada Brook
                phrase = read_phrase(near, index)
                content = _list_content(near.tokens[phrase.first : index + 1])
                is_fuller = content > own if is_body else content >= own
                if phrase.head == index and is_fuller and _find_description(near, phrase) is not None:
                    return near, phrase
        return None

    def _describe_definite(self, text: str, sentence: Sentence, cue: Cue) -> str:
        """Return "the official" or "the company's lawyer" where nobody is named who may be meant."""
        subject = cue.subject
        if cue.speaker is not None or subject is None or subject.head is None:
            return ""
        first = _find_description_start(sentence.tokens, subject.first)
        phrase, head = sentence.tokens[first : subject.last + 1], sentence.tokens[subject.head].lower
        is_definite = phrase[0].lower == "the" or any(token.is_possessive for token in phrase[:-1])
        is_body = _is_body_noun(head)
        if not is_definite or not (is_body or head in OFFICES):
            return ""
        if not _may_describe(sentence.tokens, first, subject.last, head):
            return ""
        if is_body and find_organisations(self._coreference.resolver.entities, head):
            return ""
        nearby = self._coreference.sentences[max(0, sentence.number - _SENTENCES_BACK) : sentence.number + 1]
        entities = [item.entity for near in nearby for item in near.mentions if item.entity is not None]
        if any(entity.kind == "organisation" if is_body else entity.is_surely_person for entity in entities):
            return ""
        return _write_phrase(text, phrase)

    def _list_cues_before(self, sentence: Sentence, cue: Cue) -> Iterator[tuple[Sentence, Cue]]:
        """Yield the cues of the paragraph before `cue`, the nearest first."""
        yield from ((sentence, other) for other in reversed(sentence.cues) if other.last < cue.first)
        for number in range(sentence.number - 1, max(-1, sentence.number - 1 - _SENTENCES_BACK), -1):
            earlier = self._coreference.sentences[number]
            if earlier.paragraph != sentence.paragraph:
                return
            yield from ((earlier, other) for other in reversed(earlier.cues))

    def name_in_clause(self, text: str, sentence: Sentence, cue: Cue, first: int) -> SpeakerName | None:
        """Return whom "he", "it" or "they" mean in the clause that starts at token `first`.

        None if it may be somebody else, or nobody is named or described.
        """
        if cue.is_joint or cue.lemma == "words":
            return None
        if cue.speaker is None:
            described = self._describe(text, sentence, cue)
            return None if described is None else _name_described(*described)
        speaker = self.name(cue.speaker)
        if speaker.client and sentence.tokens[min(first + 1, len(sentence.tokens) - 1)].lower == "client":
            return speaker
        nearby = sentence.mentions
        if any(item.last < first and _may_be_meant(item, cue.speaker, speaker) for item in nearby):
            return None
        between = sentence.tokens[cue.last + 1 : first]
        if any(token.lower in OFFICES or token.lower in GENDERED for token in between):
            return None
        topic = self._find_topic_before(sentence)
        if topic is None or topic is cue.speaker or speaker.is_body or not topic.is_surely_person:
            return speaker
        return speaker if topic.gender and speaker.gender and topic.gender != speaker.gender else None

    def _find_topic_before(self, sentence: Sentence) -> Entity | None:
        number = sentence.number - 1
        is_near = number >= 0 and self._coreference.sentences[number].paragraph == sentence.paragraph
        return self._coreference.topics[number] if is_near else None

    def _find_definite(self) -> set[Entity]:
        if self._definite is None:
            self._definite = {
                mention.entity
                for sentence in self._coreference.sentences
                for mention in sentence.mentions
                if mention.entity is not None
                and mention.first
                and sentence.tokens[mention.first - 1].lower == "the"
            }
        return self._definite


def name_body(affiliation: PrintedAffiliation) -> SpeakerName | None:
    """Return the body that an officer means by "we"; None for "a teacher at the Kestrel School"."""
    body, office = affiliation.body, affiliation.role.lower().split(" of ")[0].split()
    if not body:  # the Norwegian road minister
        body = next((word for word in affiliation.words.split() if word.lower() in COUNTRIES), "")
        affiliation = replace(affiliation, kind="place")
    if affiliation.is_former or not body:
        return None
    is_country = affiliation.kind in ("place", "government") and body.lower() in COUNTRIES
    speaks = bool((_OF_COUNTRIES if is_country else _LEADERS) & set(office))
    if not (speaks or (not office and affiliation.kind == "organisation")):
        return None
    if is_country:
        return name_country(body.lower())
    is_definite = f"the {body}".lower() in affiliation.words.lower()
    is_definite = is_definite or body.split(" of ")[0].split()[-1].lower() in TAKING_ARTICLE
    if body.isupper() and " " in body:
        body = " ".join(
            word.lower() if word.lower() in FUNCTION_WORDS else word.capitalize() for word in body.split()
        )
    name = f"the {body}" if is_definite else body
    return SpeakerName(name, is_body=True, is_country=affiliation.kind == "government")


def name_country(word: str) -> SpeakerName | None:
    """Return the country that "norwegian" or "oslo" stands for."""
    country = COUNTRIES.get(word)
    if country is None or country in _NO_COUNTRIES:
        return None
    return SpeakerName(_FULL_NAMES.get(country, country.capitalize()), is_body=True, is_country=True)


def is_company(entity: Entity) -> bool:
    """Recognise a company or a club by the last word of its name: "Skylark Air"."""
    words = entity.name.lower().split()
    return entity.kind == "proper" and not entity.gender and len(words) > 1 and words[-1] in COMPANY_WORDS


def _may_mean(pronoun: str, sentence: Sentence, subject: Reference) -> bool:
    """Tell whether a pronoun may mean a description: "it" a body, "they" several, "he" one person."""
    if subject.head is None:
        return False
    head = sentence.tokens[subject.head].lower
    is_body = head in (ORGANISATIONS | GROUPS) and head not in OFFICES
    if pronoun == "it":
        return is_body or is_guard(sentence.tokens, subject.head)
    if pronoun == "they":
        return _is_several(head)
    gender = PRONOUNS.get(pronoun, "")
    return bool(gender) and not is_body and not _is_several(head) and GENDERED.get(head, gender) == gender


def _may_be_meant(mention: Mention, speaker: Entity, name: SpeakerName) -> bool:
    entity = mention.entity
    if entity is None or entity is speaker:
        return False
    if name.is_body:
        return not entity.is_surely_person
    return entity.is_surely_person and (not name.gender or entity.gender in ("", name.gender))


def _find_description(sentence: Sentence, subject: Reference) -> list[Token] | None:
    """Find the words for somebody without a name: "a senior ministry spokesman", "the parents".

    None where a name, or somebody whom the text names elsewhere, may be meant.
    """
    if subject.head is None:
        return None
    first = _find_description_start(sentence.tokens, subject.first)
    last = _find_description_end(sentence.tokens, subject.last)
    head = sentence.tokens[subject.head].lower
    if not _may_describe(sentence.tokens, first, last, head) or (first == last and not _is_several(head)):
        return None
    if not _is_several(head) and not _is_indefinite(sentence, first, subject.last, subject.head):
        return None
    return sentence.tokens[first : last + 1]


def _may_describe(tokens: list[Token], first: int, last: int, head: str) -> bool:
    """Return False for what says nobody's words, and for who is known from elsewhere only.

    "Both sides" and "the two ministers" are named before, "Brook's brother's firm" is a chain of owners.
    """
    phrase = tokens[first : last + 1]
    if len(phrase) > _MAX_DESCRIPTION_WORDS or head in _NO_SPEAKERS or head in DOCUMENTS:
        return False
    words = [token.lower for token in tokens[max(0, first - 1) : last + 1]]
    is_chain = first > 0 and tokens[first - 1].is_possessive and phrase[0].is_possessive
    is_counted = any(first == "the" and second in _NUMBERS for first, second in pairwise(words[:3]))
    is_side = head in _SIDES and not any(token.is_capital and token.lower in COUNTRIES for token in phrase)
    if is_chain or is_counted or is_side or _NAMED_BEFORE & set(words[:2]):
        return False
    return all(token.quote is None and token.is_word and token.lower not in _UNTOLD for token in phrase)


def _is_body_noun(noun: str) -> bool:
    return noun in _BODIES and noun not in OFFICES


def _list_content(tokens: Iterable[Token]) -> set[str]:
    return {token.lower for token in tokens if token.is_word and token.lower not in DETERMINERS}


def _write_phrase(text: str, tokens: list[Token]) -> str:
    return " ".join(text[tokens[0].start : tokens[-1].end + len(tokens[-1].suffix)].split())


def _find_description_end(tokens: list[Token], last: int) -> int:
    """Return where "a person close to the talks" and "people familiar with the matter" end."""
    if tokens[last].lower not in _NEAR_TO or last + 2 >= len(tokens):
        return last
    end = last + 1
    for index in range(last + 1, min(len(tokens), last + _MAX_NEAR_WORDS)):
        token = tokens[index]
        if not token.is_word or (
            index > last + 1 and token.lower in NOUN_BREAKERS and token.lower not in DETERMINERS
        ):
            break
        end = index
    return end if tokens[last + 1].lower in ("to", "with", "on") and end > last + 1 else last


def _find_description_start(tokens: list[Token], first: int) -> int:
    """Return where "two aides to Ann Bell" and "doctors and nurses" start."""
    if first > 1 and tokens[first - 1].lower == "and" and _is_several(tokens[first - 2].lower):
        first -= 2
    if tokens[first].is_possessive:
        while first and tokens[first - 1].lower in OFFICE_MODIFIERS | DETERMINERS:
            first -= 1  # the prime minister's spokesman
    if first > 1 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in _PARTS:
        first -= 2  # one of the ministers
    while first and tokens[first - 1].lower in _QUANTITIES:
        first -= 1
    return first


def _is_several(head: str) -> bool:
    return head in COLLECTIVES or is_plural_office(head) or (head.endswith("s") and head[:-1] in GROUPS)


def _is_indefinite(sentence: Sentence, first: int, last: int, head: int) -> bool:
    """Accept "a police officer" and "the defence ministry"; "the minister" is somebody in particular."""
    opener, noun = sentence.tokens[first].lower, sentence.tokens[head].lower
    if noun in ORGANISATIONS or noun in GROUPS:
        words = [token.lower for token in sentence.tokens[first : last + 1]]
        return sum(word not in DETERMINERS | FUNCTION_WORDS for word in words) > 1
    if noun in SPOKESPEOPLE and any(token.is_possessive for token in sentence.tokens[first:head]):
        return True  # the prime minister's spokesman
    return opener in _INDEFINITE or opener not in DETERMINERS


def _name_described(description: str, sentence: Sentence, subject: Reference) -> SpeakerName | None:
    if subject.head is None:
        return None
    head = sentence.tokens[subject.head].lower
    opener, _, rest = description.partition(" ")
    name = f"{opener.lower()} {rest}" if rest and opener.lower() in DETERMINERS else description
    if _is_several(head):
        return SpeakerName(name[0].lower() + name[1:], is_plural=True)
    if (head in ORGANISATIONS or head in GROUPS) and opener.lower() == "the":
        return SpeakerName(name, is_body=True)
    return None
