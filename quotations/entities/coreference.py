"""Coreference: whom each cue's subject means, by name, pronoun or description."""

from itertools import pairwise

from quotations.annotations import Cue, Entity, Mention, Reference, Sentence
from quotations.grammar.datelines import skip_dateline
from quotations.grammar.noun_phrases import DETERMINERS, find_mention_at
from quotations.grammar.sentence_subjects import find_main_subject, find_opening_body
from quotations.grammar.verb_subjects import is_second_of_two
from quotations.lexicon.function_words import AUXILIARIES, FUNCTION_WORDS, PRONOUNS
from quotations.lexicon.offices import COUNTRIES, GENDERED, OFFICES, SPOKESPEOPLE
from quotations.lexicon.speech_verbs import MENTAL_VERBS, PASSIVE_PARTICIPLES

from .bodies import SHORT_NAMES
from .definite_descriptions import PARTISANS, DescriptionResolver
from .named_entities import is_local, is_nationality

_SENTENCES_BACK = 8
_SENTENCES_BACK_TO_BODY = 30
_MAX_JOINT_SUBJECT = 6
_ANSWERS = frozenset(("reply", "answer", "respond"))
_CONTRASTS = frozenset(("but", "while", "whereas", "though", "although", "yet"))
_SPEAKING_NOT = frozenset(("rule",))
"""Verbs with which somebody says something even where they are negated: "could not rule out that"."""
_OBJECT_PRONOUNS = {"him": "m", "his": "m", "her": "f"}


class CoreferenceResolver(DescriptionResolver):
    """Resolver of cues' subjects, sentence by sentence in the order of the text."""

    def resolve_cues(self) -> None:
        """Fill in the speaker of every cue."""
        lead: Sentence | None = None
        for sentence in self.sentences:
            for cue in sentence.cues:
                cue.speaker = self._find_speaker(sentence, cue)
                if cue.speaker is not None:
                    cue.speaker.is_speaker = True
            if lead is not None and not sentence.is_heading and sentence.number == lead.number + 1:
                self._name_lead(lead, sentence)
            if lead is None and not sentence.is_heading:
                lead = sentence
            self.topics.append(self._find_topic(sentence))

    def resolve_reference(self, sentence: Sentence, reference: Reference) -> Entity | None:
        """Return whom the words mean, None if that is not settled."""
        if reference.mention is not None:
            return self._resolve_mention(sentence, reference.mention)
        if reference.head is not None:
            described = self.resolve_description(sentence, reference.first, reference.last, reference.head)
            is_bare = reference.last - reference.first <= 1
            if described is None and is_bare and sentence.tokens[reference.head].lower in SPOKESPEOPLE:
                return self._find_body_before(sentence, paragraphs=1)
            return described
        return self._resolve_pronoun(sentence, reference.first)

    def resolve_subject(self, sentence: Sentence, end: int) -> Entity | None:
        """Return whom the words of the sentence before token `end` are about."""
        reference = find_main_subject(sentence, end)
        return None if reference is None else self.resolve_reference(sentence, reference)

    def _name_lead(self, lead: Sentence, sentence: Sentence) -> None:
        """Settle who speaks in a lead such as "A grocer has said she ...": whom the next paragraph names.

        That opens with a full name that is new, with an age, a home or words of its own, and no other gender.
        """
        mention = find_mention_at(sentence, 0)
        if mention is None or mention.entity is None or len(mention.name) < 2:
            return
        if sentence.paragraph == lead.paragraph:
            return
        entity, first = mention.entity, skip_dateline(lead.tokens, len(lead.tokens))
        is_new = mention.may_be_person and entity.first_sentence == sentence.number
        if not is_new or lead.tokens[first].lower not in ("a", "an") or lead.find_people():
            return
        after = [token.text for token in sentence.tokens[mention.last + 1 : mention.last + 3]]
        is_told = after[:1] == [","] and (after[-1].isdigit() or after[-1] in ("of", "from"))
        if not is_told and not any(cue.speaker is entity for cue in sentence.cues):
            return
        genders = {_OBJECT_PRONOUNS.get(token.lower) or PRONOUNS.get(token.lower) for token in lead.tokens}
        genders |= {GENDERED.get(token.lower) for token in lead.tokens}
        if len(genders - {None, "", entity.gender}) > (0 if entity.gender else 1):
            return
        for cue in lead.cues:
            is_passive = lead.tokens[cue.verb].lower in PASSIVE_PARTICIPLES and cue.lemma not in (
                "say",
                "tell",
            )
            is_subject = cue.subject is not None and cue.subject.first == first and not is_passive
            if is_subject or (cue.subject is None and cue.shares_subject and cue.text.endswith("ing")):
                cue.speaker = cue.speaker or entity

    def _find_speaker(self, sentence: Sentence, cue: Cue) -> Entity | None:
        if not cue.shares_subject:
            if cue.subject is None:
                return None
            if (asked := self._find_asked(sentence, cue)) is not None:
                return asked
            speaker = self.resolve_reference(sentence, cue.subject)
            if self._is_asker(sentence, cue, speaker):
                return None
            gender = PRONOUNS.get(sentence.tokens[cue.first].lower) if cue.subject.is_pronoun else ""
            if gender and speaker is not None and not speaker.gender:
                speaker.add_gender(gender)
            return speaker
        if (speaker := self._find_clause_subject(sentence, cue)) is not None:
            return speaker
        previous = [other for other in sentence.cues if other.last < cue.first and other.lemma != "according"]
        if previous:
            between = sentence.tokens[previous[-1].last : cue.first]
            if not any(token.text == ";" for token in between):
                return previous[-1].speaker
        elif (body := find_opening_body(sentence, cue.verb)) is not None:
            cue.subject = body
            return self.resolve_reference(sentence, body)
        return self.resolve_subject(sentence, cue.verb)

    def _find_asked(self, sentence: Sentence, cue: Cue) -> Entity | None:
        """Return who was asked just before "she replied": "Ada Brook asked Eva Field whether it leaked."."""
        if cue.lemma not in _ANSWERS or cue.subject is None or not cue.subject.is_pronoun:
            return None
        gender = PRONOUNS.get(sentence.tokens[cue.subject.first].lower, "")
        for near in (sentence, *self._look_back(sentence.number, 1)):
            questions = [item for item in near.cues if item.lemma == "ask" and item is not cue]
            if gender and questions and (near is not sentence or questions[-1].last < cue.first):
                mention = find_mention_at(near, questions[-1].last + 1)
                asked = mention.entity if mention is not None and mention.may_be_person else None
                return asked if asked is not None and asked.gender in ("", gender) else None
        return None

    def _is_asker(self, sentence: Sentence, cue: Cue, speaker: Entity | None) -> bool:
        """Recognise who asked just before "she replied": it is somebody else who answers."""
        if cue.subject is None or not cue.subject.is_pronoun:
            return False
        for near in self._look_back(sentence.number, 1):
            is_asked = any(token.quote is not None and token.text[-1:] == "?" for token in near.tokens)
            if cue.lemma in _ANSWERS or (is_asked and near.paragraph != sentence.paragraph):
                return any(item.lemma == "ask" and item.speaker is speaker for item in near.cues)
        return False

    def _find_clause_subject(self, sentence: Sentence, cue: Cue) -> Entity | None:
        """Return who says it in "told the paper that Ada Brook left saying: ..."."""
        tokens = sentence.tokens
        if not cue.text.endswith("ing") or tokens[cue.first - 1].text == ",":
            return None
        for index in range(cue.first - 1, 0, -1):
            if tokens[index].text == ",":
                return None
            if tokens[index].lower == "that":
                mention = find_mention_at(sentence, index + 1)
                if mention is None or not mention.may_be_person or mention.is_possessive:
                    return None
                return mention.entity
        return None

    def _find_topic(self, sentence: Sentence) -> Entity | None:
        """Return whom a pronoun in the next sentence may mean: the subject or a speaker."""
        subject = self.resolve_subject(sentence, len(sentence.tokens))
        if subject is not None and subject.is_person:
            return subject
        return next((cue.speaker for cue in sentence.cues if cue.speaker and cue.speaker.is_person), None)

    def _resolve_mention(self, sentence: Sentence, mention: Mention) -> Entity | None:
        if mention.kind == "place" and is_nationality(mention.name[-1].lower()):
            return None
        is_definite = mention.first > 0 and sentence.tokens[mention.first - 1].lower == "the"
        word = mention.words[0].lower()
        if len(mention.words) == 1 and mention.kind == "organisation" and word in SHORT_NAMES:
            entity = mention.entity
            if entity is not None and entity.name.lower() == word:
                named = self.bodies.find_short(word, sentence.number, mention.first, exclude=entity)
                return named or (None if self._is_described_before(sentence, word) else entity)
        if mention.kind == "place" and is_definite and _is_demonym(mention):
            return self.resolve_demonym(sentence, mention)
        if is_definite and mention.kind == "proper" and is_local(mention.words[-1].lower()):
            return self._find_recent_person(sentence)
        if is_definite and mention.words[-1].lower() in PARTISANS:
            return self.resolve_partisan(sentence)
        return mention.entity

    def _is_described_before(self, sentence: Sentence, noun: str) -> bool:
        """Recognise the Ministry of which a sentence before says "the French foreign ministry"."""
        return any(
            token.lower == noun and not token.is_capital and before.lower not in DETERMINERS | FUNCTION_WORDS
            for earlier in self._look_back(sentence.number, _SENTENCES_BACK_TO_BODY)
            for before, token in pairwise(earlier.tokens)
        )

    def _resolve_pronoun(self, sentence: Sentence, index: int) -> Entity | None:
        word = sentence.tokens[index].lower
        gender = _OBJECT_PRONOUNS.get(word) or PRONOUNS.get(word, "")
        if not gender:
            return self._resolve_it(sentence, index) if word == "it" else None
        if _is_between_two(sentence, index, gender):
            return None
        if _is_done_by_another(sentence, index) or self._is_about_unnamed(sentence, gender, index):
            return None
        if any(mention.last < index for mention in sentence.mentions):
            subject = self.resolve_subject(sentence, index)
            antecedent = _choose_antecedent(sentence, subject, gender, index)
            if antecedent is not None:
                return antecedent
        for earlier in self._look_back(sentence.number, _SENTENCES_BACK):
            if earlier.is_heading:
                continue
            if _is_said_by_unnamed(earlier, gender) or _is_about_unsettled(earlier):
                return None
            topic = self.topics[earlier.number]
            antecedent = _choose_antecedent(earlier, topic, gender, len(earlier.tokens))
            if antecedent is not None and (
                _is_contested(earlier, antecedent, gender) or _is_silent(earlier, antecedent)
            ):
                return None
            if antecedent is not None or self._is_about_unnamed(earlier, gender):
                return antecedent
        return None

    def _resolve_it(self, sentence: Sentence, index: int) -> Entity | None:
        """Return whom "it" means: the organisation that spoke last or made a statement."""
        speakers = [cue.speaker for cue in sentence.cues if cue.last < index and cue.speaker is not None]
        if speakers:
            speaker: Entity | None = speakers[-1]
        else:
            author = self.find_statement_author(sentence, back=1)
            if author is not None:
                return author
            speaker = self._find_body_before(sentence) or self.find_recent_organisation(sentence)
        return speaker if speaker is not None and speaker.kind != "person" and not speaker.gender else None

    def _find_body_before(self, sentence: Sentence, paragraphs: int = 0) -> Entity | None:
        """Return the body that the sentence before is about: "The union wants more. It says".

        That may stand as many paragraphs before.
        """
        earlier = self.sentences[max(0, sentence.number - 1)]
        if earlier is sentence or sentence.paragraph - earlier.paragraph > paragraphs:
            return None
        subject = find_main_subject(earlier, len(earlier.tokens))
        if (
            subject is None
            or subject.mention is None
            or self.bodies.find_kind(subject.mention) != "organisation"
        ):
            return None
        return self.resolve_reference(earlier, subject)

    def _is_about_unnamed(self, sentence: Sentence, gender: str, end: int | None = None) -> bool:
        """Recognise "A resident opened the door.": "she" then means nobody named before.

        The words before token `end` are read.
        """
        subject = find_main_subject(sentence, len(sentence.tokens) if end is None else end)
        if subject is None or subject.head is None or self.resolve_reference(sentence, subject) is not None:
            return False
        return GENDERED.get(sentence.tokens[subject.head].lower, gender) == gender


def _is_said_by_unnamed(sentence: Sentence, gender: str) -> bool:
    """Recognise "a resident told a crowd" and "his agent said": the next pronoun means that one."""
    cues = [cue for cue in sentence.cues if cue.lemma != "according" and not cue.shares_subject]
    if not cues or cues[-1].speaker is not None:
        return False
    subject = cues[-1].subject
    if subject is None or subject.head is None:
        return False
    noun = sentence.tokens[subject.head].lower
    return noun in OFFICES and GENDERED.get(noun, gender) == gender


def _choose_antecedent(sentence: Sentence, topic: Entity | None, gender: str, end: int) -> Entity | None:
    """Return whom a pronoun means of those in a sentence; None if not settled.

    The words before token `end` are read; `topic` is whom they are about.
    """
    subject = find_main_subject(sentence, end)
    lead = 0 if subject is None or subject.is_pronoun else subject.first
    cues = [
        cue
        for cue in sentence.cues
        if cue.last < end and not cue.shares_subject and (cue.last >= lead or cue.is_inverted)
    ]
    speakers = [cue.speaker for cue in cues if cue.speaker is not None]
    if speakers and speakers[-1].gender == gender and sentence.cues[-1].lemma != "according":
        return speakers[-1]
    if topic is not None and topic.gender == gender:
        return topic
    people = sentence.find_people(end)
    certain = [person for person in people if person.gender == gender]
    if topic is not None and topic.is_surely_person and topic.gender == "":
        if subject is not None and _is_owned(sentence, subject, gender):
            return None
        is_named = topic.kind == "person" or any(len(form) > 1 for form in topic.forms)
        if is_named and any(cue.speaker is topic and not cue.shares_subject for cue in sentence.cues):
            return topic
        if len(certain) == 1:
            return None if topic.kind == "person" or is_named else certain[0]
        return topic
    if len(certain) == 1:
        return certain[0]
    possible = [person for person in people if person.gender == "" and person.kind == "person"]
    return possible[0] if not certain and len(possible) == 1 else None


def _is_owned(sentence: Sentence, subject: Reference, gender: str) -> bool:
    """Recognise "Her boss, Ada Brook,": "she" is rather the one whose boss it is."""
    before = sentence.tokens[: subject.last]
    return any(_OBJECT_PRONOUNS.get(token.lower) == gender for token in before)


def _is_between_two(sentence: Sentence, pronoun: int, gender: str) -> bool:
    """Recognise "Ada Brook praised Eva Field and she": the pronoun may mean either."""
    if pronoun == 0 or sentence.tokens[pronoun - 1].lower not in ("and", "but", "while"):
        return False
    entities = [
        mention.entity for mention in sentence.mentions if mention.last < pronoun and mention.may_be_person
    ]
    people = {entity for entity in entities if entity is not None and entity.is_person}
    return len([person for person in people if person.gender in ("", gender)]) > 1


def _is_done_by_another(sentence: Sentence, pronoun: int) -> bool:
    """Recognise "Questioned by Ada Brook, she": the pronoun means who was questioned."""
    tokens = sentence.tokens
    if pronoun == 0 or tokens[pronoun - 1].text != "," or not tokens[0].lower.endswith(("ed", "asked")):
        return False
    return any(token.lower == "by" for token in tokens[1:pronoun])


def _is_about_unsettled(sentence: Sentence) -> bool:
    """Return True if the sentence is about a name that several people have."""
    subject = find_main_subject(sentence, len(sentence.tokens))
    mention = None if subject is None else subject.mention
    return mention is not None and mention.entity is None and mention.may_be_person


def _is_silent(sentence: Sentence, antecedent: Entity) -> bool:
    """Return True for "Ada Brook would not comment.": what "she" says next is somebody else's."""
    own = [cue for cue in sentence.cues if cue.speaker is antecedent and cue.lemma not in MENTAL_VERBS]
    return bool(own) and all(cue.is_negated and cue.lemma not in _SPEAKING_NOT for cue in own)


def _is_contested(sentence: Sentence, antecedent: Entity, gender: str) -> bool:
    """Return True if the sentence goes on about somebody else: "Ada Brook spoke, but Lena May left."."""
    tokens = sentence.tokens
    for mention in sentence.mentions:
        entity, following = mention.entity, mention.last + 1
        if (
            entity is None
            or entity is antecedent
            or not entity.is_person
            or entity.gender not in ("", gender)
        ):
            continue
        if mention.first <= _MAX_JOINT_SUBJECT and is_second_of_two(sentence, mention.last):
            return True
        if mention.is_possessive or mention.first == 0 or following >= len(tokens):
            continue
        if tokens[mention.first - 1].lower in _CONTRASTS and tokens[following].lower in AUXILIARIES:
            return True
    return False


def _is_demonym(mention: Mention) -> bool:
    """Return True for "Swede" and "American", False for "US" and "Kremlin"."""
    word = mention.name[0]
    return len(mention.words) == 1 and word.lower() in COUNTRIES and not word.isupper()
