"""Who is meant by each cue's subject: names, pronouns, descriptions, and subjects left out."""

from quotations.annotations import Cue, Mention, Reference, Sentence, Somebody
from quotations.grammar import noun_phrases
from quotations.grammar.sentence_subjects import main_subject
from quotations.lexicon.function_words import PRONOUNS
from quotations.lexicon.offices import GENDERED, NATIONS, OFFICES

from .definite_descriptions import PARTISANS, Holders
from .named_entities import is_people

_SENTENCES_BACK = 8


class References(Holders):
    """Resolves subjects sentence by sentence, in the order of the text."""

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
        if (own := self._of_clause(sentence, cue)) is not None:
            return own
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

    def _of_clause(self, sentence: Sentence, cue: Cue) -> Somebody | None:
        """Whom "saying" belongs to in "told the paper that Ada Brook left the talks saying: ..."."""
        tokens = sentence.tokens
        if not cue.text.endswith("ing") or tokens[cue.first - 1].text == ",":
            return None
        for at in range(cue.first - 1, 0, -1):
            if tokens[at].lower == "that" or tokens[at].text == ",":
                mention = noun_phrases.mention_starting(sentence, at + 1)
                named = (
                    mention is not None and mention.kind in ("person", "proper") and not mention.possessive
                )
                return mention.who if named and tokens[at].lower == "that" else None
        return None

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
                return self.compatriot(sentence, mention)
            if mention.whole[-1].lower() in PARTISANS and _is_definite(sentence, mention):
                return self.partisan(sentence)
            return mention.who
        if reference.kind == "pronoun":
            return self._pronoun(sentence, reference)
        return self.description(sentence, reference)

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
        stated = None if own else self.of_statement(sentence, back=1)
        if stated is not None:
            return stated
        body = own[-1] if own else self.recent_organisation(sentence)
        return body if body is not None and body.kind != "person" and not body.gender else None

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


def _is_definite(sentence: Sentence, mention: Mention) -> bool:
    return mention.first > 0 and sentence.tokens[mention.first - 1].lower == "the"


def _is_demonym(sentence: Sentence, mention: Mention) -> bool:
    """True for "the Swede" and "the American", false for "the US" and "the Kremlin"."""
    before = sentence.tokens[mention.first - 1].lower if mention.first else ""
    word = mention.name[0]
    return before == "the" and len(mention.whole) == 1 and word.lower() in NATIONS and not word.isupper()
