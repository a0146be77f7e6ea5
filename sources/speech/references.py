"""Who is meant by each cue's subject: names, pronouns, descriptions, and subjects left out."""

import re

from sources.speech.cues import Cue
from sources.speech.descriptions import MOST_PEOPLE, described, meaning_words, organisations_called
from sources.speech.lexicon import word_set
from sources.speech.names import Mention, is_people
from sources.speech.people import People, Somebody
from sources.speech.phrases import Reference
from sources.speech.roles import GENDERED, NATIONS, OFFICES, ORGANISATIONS
from sources.speech.tokens import Sentence
from sources.speech.topics import STATEMENTS, main_subject, signed_by
from sources.speech.words import PRONOUNS

_SENTENCES_BACK = 8
_SENTENCES_NEARBY = 4
_VARIED = re.compile(r"[\w-]+-year-old|(?:father|mother|dad|mum|mom)-of-\w+")
_DEFINITE = word_set("the this that his her their its our")
_INDEFINITE = word_set("a an one another some any no two three four five six several many most other")
_PARTISANS = word_set("republican democrat conservative liberal socialist tory independent")
_ELECTED = word_set(
    """
    representative senator congressman congresswoman governor lawmaker legislator mp mep member mayor
    councillor councilor chairman chairwoman chair speaker candidate minister secretary republican democrat
    """
)
_TAILS = frozenset(("report", "write", "tell", "according"))


class References:
    """Resolves subjects sentence by sentence, in the order of the text."""

    def __init__(self, people: People, everything: list[Sentence]):
        self.people = people
        self.everything = everything
        self.about: list[Somebody | None] = []

    def resolve(self) -> None:
        """Fill in the speaker of every cue."""
        for sentence in self.everything:
            for cue in sentence.cues:
                cue.speaker = self._speaker(sentence, cue)
                if cue.speaker is not None:
                    cue.speaker.speaks = True
            self.about.append(self._subject(sentence))

    def who(self, sentence: Sentence, reference: Reference) -> Somebody | None:
        """Whom the words mean, None if that is not settled."""
        return self._who(sentence, reference)

    def subject(self, sentence: Sentence, end: int) -> Somebody | None:
        """Whom the words of the sentence before token `end` are about."""
        reference = main_subject(sentence, end)
        return None if reference is None else self._who(sentence, reference)

    def _speaker(self, sentence: Sentence, cue: Cue) -> Somebody | None:
        if not cue.shared:
            return None if cue.subject is None else self._who(sentence, cue.subject)
        previous = [
            one
            for one in sentence.cues
            if one.last < cue.first and one.lemma != "according" and one is not cue
        ]
        if previous and not any(
            token.text == ";" for token in sentence.tokens[previous[-1].last : cue.first]
        ):
            return previous[-1].speaker
        return self.subject(sentence, cue.verb)

    def _subject(self, sentence: Sentence) -> Somebody | None:
        """Whom a pronoun in the next sentence would mean first: the subject, or who is quoted."""
        found = self.subject(sentence, len(sentence.tokens))
        if found is not None and found.is_person:
            return found
        speakers = [cue.speaker for cue in sentence.cues if cue.speaker and cue.speaker.is_person]
        return speakers[0] if speakers else None

    def _who(self, sentence: Sentence, reference: Reference) -> Somebody | None:
        if reference.kind == "name":
            mention = reference.mention
            if mention.kind == "place" and is_people(mention.name[-1].lower()):
                return None
            if mention.kind == "place" and _is_demonym(sentence, mention):
                return self._compatriot(sentence, mention)
            if mention.whole[-1].lower() in _PARTISANS and _is_definite(sentence, mention):
                return self._partisan(sentence)
            return mention.who
        if reference.kind == "pronoun":
            return self._pronoun(sentence, reference)
        return self._description(sentence, reference)

    def _compatriot(self, sentence: Sentence, mention: Mention) -> Somebody | None:
        """Whom "the Swede" means: the only one named so far who is said to come from there."""
        nation = NATIONS.get(mention.name[0].lower())
        named = [one for one in self.people.everybody[:MOST_PEOPLE] if one.introduced <= sentence.number]
        found = [one for one in named if one.is_person and nation in one.words]
        if not found:
            return self._recent(sentence)
        return found[0] if len(found) == 1 else None

    def _partisan(self, sentence: Sentence) -> Somebody | None:
        """Whom "the Leeds Conservative" means: the only politician, or else the only person, named last."""
        for number in range(sentence.number, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            persons = {
                id(one.who): one.who
                for one in self.everything[number].mentions
                if one.who is not None
                and one.who.is_surely_person
                and one.whole[-1].lower() not in _PARTISANS
            }
            elected = [who for who in persons.values() if who.words & _ELECTED]
            if elected or persons:
                found = elected or list(persons.values())
                return found[0] if len(found) == 1 else None
        return None

    def _recent(self, sentence: Sentence, back: int = _SENTENCES_NEARBY) -> Somebody | None:
        """The only person in the last sentence that is about somebody: "the 34-year-old" means them."""
        for number in range(sentence.number - 1, max(-1, sentence.number - back), -1):
            earlier, about = self.everything[number], self.about[number]
            if about is None or earlier.is_heading:
                continue
            persons = {id(one.who) for one in earlier.mentions if one.who is not None and one.who.is_person}
            speaks = any(cue.speaker is about and not cue.shared for cue in earlier.cues)
            return about if about.is_surely_person and (speaks or persons <= {id(about)}) else None
        return None

    def _pronoun(self, sentence: Sentence, reference: Reference) -> Somebody | None:
        word = sentence.tokens[reference.first].lower
        gender = {"him": "m", "his": "m", "her": "f"}.get(word) or PRONOUNS.get(word, "")
        if not gender:
            return self._speaking_body(sentence, reference) if word == "it" else None
        if (own := self._fitting(sentence, gender, reference.first)) is not None:
            return own
        since = max(0, sentence.number - _SENTENCES_BACK)
        for number in range(sentence.number - 1, since - 1, -1):
            earlier = self.everything[number]
            about = self.about[number]
            if earlier.is_heading:
                continue
            if self._is_said_by_unnamed(earlier, gender):
                return None
            found = self._prefer(earlier, about, gender, len(earlier.tokens))
            if found is not None or self._is_about_unnamed(earlier, gender):
                return found
        return None

    def _speaking_body(self, sentence: Sentence, reference: Reference) -> Somebody | None:
        """Whom "it" means: the paper or council that spoke last, in this sentence or just before."""
        own = [cue.speaker for cue in sentence.cues if cue.last < reference.first and cue.speaker is not None]
        stated = None if own else self._of_statement(sentence, back=1)
        if stated is not None:
            return stated
        body = own[-1] if own else self._recent_organisation(sentence)
        return body if body is not None and body.kind != "person" and not body.gender else None

    def _of_statement(self, sentence: Sentence, back: int = _SENTENCES_NEARBY) -> Somebody | None:
        """Whose "the statement" is: the speaker where a statement was last spoken of."""
        for number in range(sentence.number - 1, max(-1, sentence.number - back - 1), -1):
            earlier = self.everything[number]
            speakers = [cue.speaker for cue in earlier.cues]
            if speakers and any(token.lower in STATEMENTS for token in earlier.tokens):
                return speakers[-1]
        return None

    def _is_about_unnamed(self, sentence: Sentence, gender: str) -> bool:
        """True for "A resident opened the door.": a pronoun after it means nobody named before."""
        first = main_subject(sentence, len(sentence.tokens))
        if first is not None and first.kind == "description" and self._who(sentence, first) is None:
            return GENDERED.get(sentence.tokens[first.head].lower, gender) == gender
        return False

    def _is_said_by_unnamed(self, sentence: Sentence, gender: str) -> bool:
        """True for "..., a resident told a crowd.": the next pronoun means that resident."""
        own = [cue for cue in sentence.cues if cue.lemma != "according" and not cue.shared]
        if not own or own[-1].speaker is not None or own[-1].subject is None:
            return False
        subject = own[-1].subject
        indefinite = sentence.tokens[subject.first].lower in ("a", "an", "one", "another")
        head = sentence.tokens[subject.head].lower if subject.kind == "description" else ""
        return indefinite and head in OFFICES and GENDERED.get(head, gender) == gender

    def _fitting(self, sentence: Sentence, gender: str, end: int) -> Somebody | None:
        """Somebody named earlier in the same sentence."""
        if not any(one.last < end for one in sentence.mentions):
            return None
        return self._prefer(sentence, self.subject(sentence, end), gender, end)

    def _prefer(self, sentence: Sentence, about: Somebody | None, gender: str, end: int) -> Somebody | None:
        """Of those in a sentence the one whom a pronoun means; None if that is not settled."""
        spoke = [cue.speaker for cue in sentence.cues if cue.last < end and not cue.shared and cue.speaker]
        if spoke and spoke[-1].gender == gender and sentence.cues[-1].lemma != "according":
            return spoke[-1]
        if about is not None and about.gender == gender:
            return about
        others = {
            id(one.who): one.who
            for one in sentence.mentions
            if one.last < end and one.who is not None and one.who.is_surely_person
        }
        if about is not None and not about.is_surely_person:
            about = None
        sure = [who for who in others.values() if who.gender == gender]
        unsure = [who for who in others.values() if who.gender == "" and who.kind == "person"]
        if about is not None and about.gender == "":
            named = about.kind == "person" or any(len(form) > 1 for form in about.forms)
            if named and any(cue.speaker is about and not cue.shared for cue in sentence.cues):
                return about
            return None if len(sure) == 1 and about.kind == "person" else sure[0] if len(sure) == 1 else about
        if len(sure) == 1:
            return sure[0]
        return unsure[0] if not sure and len(unsure) == 1 else None

    def _description(self, sentence: Sentence, reference: Reference) -> Somebody | None:
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
            return self._recent(sentence)
        if head.lower in ORGANISATIONS and head.lower not in OFFICES:
            found = organisations_called(self.people, head.lower)
            if not found and lowers[0] == "the" and len(tokens) <= 2:
                return self._recent_organisation(sentence)
            return found[0] if len(found) == 1 else None
        if head.lower in STATEMENTS and lowers[0] in ("the", "his", "her", "its") and len(tokens) == 2:
            return self._of_statement(sentence)
        if head.lower not in OFFICES:
            return None
        words = meaning_words(tokens)
        holders = described(self.people, words, head.lower, sentence.number)
        if not holders and lowers[0] == "the" and len(words) > 1:
            return self._varied(sentence, head.lower)
        return self._holder(sentence, holders)

    def _varied(self, sentence: Sentence, head: str) -> Somebody | None:
        """Whom "the retired army general" means if nobody was called so: the only person just before."""
        gender = GENDERED.get(head, "")
        about = self._recent(sentence, back=2)
        fits = about is not None and (not gender or about.gender in ("", gender))
        return about if fits else None

    def _recent_organisation(self, sentence: Sentence) -> Somebody | None:
        """The last speaker if that is no person: "the organisation" means it."""
        for number in range(sentence.number - 1, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            speakers = [cue.speaker for cue in self.everything[number].cues if cue.speaker is not None]
            if speakers:
                return speakers[-1] if speakers[-1].kind != "person" and not speakers[-1].gender else None
        return None

    def _holder(self, sentence: Sentence, holders: list[Somebody]) -> Somebody | None:
        """The one of several holders of an office who was spoken of last, if only one was."""
        if len(holders) <= 1:
            return holders[0] if holders else None
        recent = self._recent(sentence, back=2)
        if recent is not None and (recent in holders or not recent.words & OFFICES):
            return recent
        for number in range(sentence.number - 1, max(-1, sentence.number - _SENTENCES_NEARBY), -1):
            who = {id(one.who): one.who for one in self.everything[number].mentions if one.who in holders}
            if who:
                return who.popitem()[1] if len(who) == 1 else None
        return None


def _is_definite(sentence: Sentence, mention: Mention) -> bool:
    return mention.first > 0 and sentence.tokens[mention.first - 1].lower == "the"


def _is_demonym(sentence: Sentence, mention: Mention) -> bool:
    """True for "the Swede" and "the American", false for "the US" and "the Kremlin"."""
    before = sentence.tokens[mention.first - 1].lower if mention.first else ""
    word = mention.name[0]
    return before == "the" and len(mention.whole) == 1 and word.lower() in NATIONS and not word.isupper()
