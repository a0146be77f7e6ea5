"""Whom descriptions mean: "the Swede", "the 34-year-old", "the organisation", "the retired general"."""

import re

from quotations.annotations import Mention, Reference, Sentence, Somebody
from quotations.grammar.sentence_subjects import STATEMENTS, signed_by
from quotations.lexicon.offices import GENDERED, NATIONS, OFFICES, ORGANISATIONS
from quotations.lexicon.word_lists import word_set

from .entity_resolution import People
from .roles import MOST_PEOPLE, described, meaning_words, organisations_called

_SENTENCES_NEARBY = 4
_VARIED = re.compile(r"[\w-]+-year-old|(?:father|mother|dad|mum|mom)-of-\w+")
_DEFINITE = word_set("the this that his her their its our")
_INDEFINITE = word_set("a an one another some any no two three four five six several many most other")
PARTISANS = word_set("republican democrat conservative liberal socialist tory independent")
_ELECTED = word_set(
    """
    representative senator congressman congresswoman governor lawmaker legislator mp mep member mayor
    councillor councilor chairman chairwoman chair speaker candidate minister secretary republican democrat
    """
)
_TOP_OFFICES = word_set("pm premier president minister chancellor")


class Holders:
    """Who holds which office, going by the sentences read so far. `about`: whom each was about."""

    def __init__(self, people: People, everything: list[Sentence]):
        self.people = people
        self.everything = everything
        self.about: list[Somebody | None] = []

    def compatriot(self, sentence: Sentence, mention: Mention) -> Somebody | None:
        """Whom "the Swede" means: the only one named so far who is said to come from there."""
        nation = NATIONS.get(mention.name[0].lower())
        named = [one for one in self.people.everybody[:MOST_PEOPLE] if one.introduced <= sentence.number]
        found = [one for one in named if one.is_person and nation in one.words]
        if not found:
            return self.recent(sentence)
        return found[0] if len(found) == 1 else None

    def partisan(self, sentence: Sentence) -> Somebody | None:
        """Whom "the Leeds Conservative" means: the only politician, or else the only person, named last."""
        for number in range(sentence.number, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            persons = {
                id(one.who): one.who
                for one in self.everything[number].mentions
                if one.who is not None and one.who.is_surely_person and one.whole[-1].lower() not in PARTISANS
            }
            elected = [who for who in persons.values() if who.words & _ELECTED]
            if elected or persons:
                found = elected or list(persons.values())
                return found[0] if len(found) == 1 else None
        return None

    def recent(self, sentence: Sentence, back: int = _SENTENCES_NEARBY) -> Somebody | None:
        """The only person in the last sentence that is about somebody: "the 34-year-old" means them."""
        for number in range(sentence.number - 1, max(-1, sentence.number - back), -1):
            earlier, about = self.everything[number], self.about[number]
            if about is None or earlier.is_heading:
                continue
            persons = {id(one.who) for one in earlier.mentions if one.who is not None and one.who.is_person}
            speaks = any(cue.speaker is about and not cue.shared for cue in earlier.cues)
            return about if about.is_surely_person and (speaks or persons <= {id(about)}) else None
        return None

    def of_statement(self, sentence: Sentence, back: int = _SENTENCES_NEARBY) -> Somebody | None:
        """Whose "the statement" is: the speaker where a statement was last spoken of."""
        for number in range(sentence.number - 1, max(-1, sentence.number - back - 1), -1):
            earlier = self.everything[number]
            speakers = [cue.speaker for cue in earlier.cues]
            if speakers and any(token.lower in STATEMENTS for token in earlier.tokens):
                return speakers[-1]
        return None

    def description(self, sentence: Sentence, reference: Reference) -> Somebody | None:
        tokens = sentence.tokens[reference.first : reference.last + 1]
        lowers = [token.lower for token in tokens]
        spelling = " ".join(token.text for token in tokens)
        for known in (spelling, spelling.lower().removeprefix("the ")):
            if (somebody := self.people.recorded(known)) is not None:
                return somebody
        head = sentence.tokens[reference.head]
        if head.lower in STATEMENTS:
            signed = signed_by(sentence, reference.head, len(sentence.tokens))
            if signed is not None:
                return signed.mention.who
        definite = lowers[0] in _DEFINITE or head.is_capital or any(token.possessive for token in tokens[:3])
        if lowers[0] in _INDEFINITE or not (definite or sentence.is_heading):
            return None
        if _VARIED.fullmatch(head.lower):
            return self.recent(sentence)
        if head.lower in ORGANISATIONS and head.lower not in OFFICES:
            found = organisations_called(self.people, head.lower)
            if not found and lowers[0] == "the" and len(tokens) <= 2:
                return self.recent_organisation(sentence)
            return found[0] if len(found) == 1 else None
        if head.lower in STATEMENTS and lowers[0] in ("the", "his", "her", "its") and len(tokens) == 2:
            return self.of_statement(sentence)
        if head.lower not in OFFICES:
            return None
        words = meaning_words(tokens)
        holders = described(self.people, words, head.lower, sentence.number)
        if not holders and lowers[0] == "the" and head.lower in _TOP_OFFICES:
            found = self.untitled(sentence)
            if found is not None:
                return found
        if not holders and lowers[0] == "the" and len(words) > 1:
            return self.varied(sentence, head.lower)
        return self.holder(sentence, holders)

    def untitled(self, sentence: Sentence) -> Somebody | None:
        """Whom "the PM" means if nobody was called so: the only one just named who holds no office."""
        for number in range(sentence.number - 1, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            earlier = self.everything[number]
            persons = {
                id(one.who): one.who for one in earlier.mentions if one.who and one.who.is_surely_person
            }
            free = [who for who in persons.values() if not who.words & OFFICES]
            if persons and not earlier.is_heading:
                return free[0] if len(free) == 1 else None
        return None

    def varied(self, sentence: Sentence, head: str) -> Somebody | None:
        """Whom "the retired army general" means if nobody was called so: the only person just before."""
        gender = GENDERED.get(head, "")
        about = self.recent(sentence, back=2)
        fits = about is not None and (not gender or about.gender in ("", gender))
        return about if fits else None

    def recent_organisation(self, sentence: Sentence) -> Somebody | None:
        """The last speaker if that is no person: "the organisation" means it."""
        for number in range(sentence.number - 1, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            speakers = [cue.speaker for cue in self.everything[number].cues if cue.speaker is not None]
            if speakers:
                return speakers[-1] if speakers[-1].kind != "person" and not speakers[-1].gender else None
        return None

    def holder(self, sentence: Sentence, holders: list[Somebody]) -> Somebody | None:
        """The one of several holders of an office who was spoken of last, if only one was."""
        if len(holders) <= 1:
            return holders[0] if holders else None
        recent = self.recent(sentence, back=2)
        if recent is not None and (recent in holders or not recent.words & OFFICES):
            return recent
        for number in range(sentence.number - 1, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            who = {id(one.who): one.who for one in self.everything[number].mentions if one.who in holders}
            if who:
                return who.popitem()[1] if len(who) == 1 else None
        return None
