"""Which quotation belongs to which speaker."""

from quotations.annotations import Attributed, Marked, Sentence, Somebody
from quotations.entities.coreference import References
from quotations.grammar.noun_phrases import mention_starting
from quotations.lexicon.speech_verbs import MENTAL

from .adjacency import (
    DASHES,
    adjacent_after,
    label,
    main_ones,
    passed_on,
    reaches,
    signature,
    without_those_spoken_of,
)
from .grammar import verb_subjects

_HEADINGS = 20
_TRIMMED = " .,;:!?…'\"’‘“”"
_FEW = 7
_FEWEST_BREAKS = 4
_PARAGRAPHS_BACK = 2
_TURNS_BACK = 5


class Attribution:
    """Attributes all quotations of one text, in order."""

    def __init__(self, quotes: list[Marked], everything: list[Sentence], references: References):
        self.everything = everything
        self.references = references
        self.found: list[Attributed] = []
        self._by_sentence: dict[int, list[Attributed]] = {}
        for sentence in everything:
            for at, token in enumerate(sentence.tokens):
                if token.quote is not None:
                    one = Attributed(quotes[token.quote], sentence, at, len(self.found))
                    self.found.append(one)
                    self._by_sentence.setdefault(sentence.number, []).append(one)

    def attribute(self) -> list[Attributed]:
        """Each quotation with its speaker, in the order of the text."""
        for one in self.found:
            self._from_cue(one) or self._from_label(one) or self._from_beat(one)
        for one in self.found:
            if not one.how and _narrated(one.sentence):
                self._from_sentence(one)
        for one in self.found:
            if not one.how and not _narrated(one.sentence):
                self._from_flow(one)
        self._join_paragraphs()
        self._fill_between()
        self._repeat_in_headings()
        self._repeat_below()
        return self.found

    def _from_cue(self, one: Attributed) -> bool:
        cue = adjacent_after(one)
        if cue is not None and cue.lemma in ("according", "report") and passed_on(one):
            cue = None
        one.adjacent = cue is not None
        if cue is None:
            earlier = [cue for cue in one.sentence.cues if reaches(one, cue)]
            earlier = main_ones(one, [cue for cue in earlier if cue.lemma not in MENTAL] or earlier)
            earlier = without_those_spoken_of(earlier)
            if earlier and earlier[0].lemma == "according":
                earlier = [cue for cue in earlier if not cue.shared]
            if not earlier and label(one) is not None:
                return False
            cue = earlier[-1] if earlier else None
            one.adjacent = cue is not None and one.token - cue.last <= 2
        if cue is None:
            later = [cue for cue in one.sentence.cues if cue.first > one.token and not cue.shared]
            cue = later[0] if later else None
        if cue is None:
            return False
        one.speaker, one.cue, one.how = cue.speaker, cue, "cue"
        return True

    def _from_label(self, one: Attributed) -> bool:
        mention = label(one) or signature(one)
        if mention is None:
            return False
        one.speaker, one.how = mention.who, "label"
        return True

    def _from_beat(self, one: Attributed) -> bool:
        """After "...," whoever comes next speaks, whatever the verb: "...," she beamed."""
        if one.text[-1:] != "," or not _narrated(one.sentence):
            return False
        subject = verb_subjects.after(one.sentence, one.token + 1)
        if subject is None or subject.kind == "description" or not _acts(one.sentence, subject.last + 1):
            return False
        one.speaker, one.how = self.references.who(one.sentence, subject), "label"
        return True

    def _from_sentence(self, one: Attributed) -> None:
        """Without a cue: whoever is the only person that the sentence is about."""
        subject = self.references.subject(one.sentence, one.token)
        if subject is None or not subject.is_person:
            return
        others = {
            id(mention.who) for mention in one.sentence.mentions if mention.who and mention.who.is_person
        }
        introduced = one.token > 0 and one.sentence.tokens[one.token - 1].text == ":"
        if one.sentence.is_heading and not introduced:
            return
        if introduced or (others <= {id(subject)} and one.text.count(" ") >= 3 and subject.kind == "person"):
            one.speaker, one.how = subject, "label" if introduced else "sentence"

    def _from_flow(self, one: Attributed) -> None:
        """A quotation that is a sentence of its own goes with what stands around it."""
        number, paragraph = one.sentence.number, one.sentence.paragraph
        for speaker, known in (
            self._of_question(one),
            self._of_signature_below(number + 1),
            self._of_sentence(number - 1, paragraph),
            self._of_bare_cue(number + 1, paragraph),
            self._of_next_quote(number + 1, paragraph),
            self._of_paragraph_before(number, paragraph),
        ):
            if known:
                one.speaker, one.how = speaker, "flow"
                return

    def _of_sentence(self, number: int, paragraph: int) -> tuple[Somebody | None, bool]:
        """The speaker of the sentence before, in the same paragraph."""
        if number < 0 or self.everything[number].paragraph != paragraph:
            return None, False
        quoted = self._by_sentence.get(number)
        if quoted:
            return quoted[-1].speaker, bool(quoted[-1].how)
        sentence = self.everything[number]
        cues = [cue for cue in sentence.cues if cue.speaker is not None and cue.lemma != "according"]
        if cues:
            return cues[-1].speaker, True
        if sentence.cues:
            return None, True
        about = self.references.about[number]
        return about, about is not None

    def _of_question(self, one: Attributed) -> tuple[Somebody | None, bool]:
        """Who answers where two take turns: the other one, if whoever asked goes on afterwards."""
        at = one.quote_number
        around = self.found[max(0, at - _TURNS_BACK) : at + 2]
        if at < 1 or len(around) < 4 or around[-1] is one:
            return None, False
        asking, going_on = around[-3], around[-1]
        asked = asking.text.endswith("?") and asking.quote.paragraph == one.quote.paragraph - 1
        took_turns = going_on.how in ("cue", "label") and asking.speaker is going_on.speaker is not None
        others = [other.speaker for other in around[:-3] if other.speaker not in (None, asking.speaker)]
        alone = going_on.quote.paragraph == one.quote.paragraph + 1
        if not (asked and took_turns and alone) or len({id(other) for other in others}) != 1:
            return None, False
        return others[0], True

    def _of_signature_below(self, number: int) -> tuple[Somebody | None, bool]:
        """Who signs in the line below: — Ada Brook, mayor."""
        if number >= len(self.everything) or number in self._by_sentence:
            return None, False
        sentence = self.everything[number]
        mention = mention_starting(sentence, 1) if sentence.tokens[0].text in DASHES else None
        if mention is None or mention.first != 1 or mention.kind not in ("person", "proper"):
            return None, False
        return mention.who, mention.who is not None and len(mention.name) > 1

    def _of_bare_cue(self, number: int, paragraph: int) -> tuple[Somebody | None, bool]:
        """The speaker of "Ada Brook said." as a sentence of its own."""
        if number >= len(self.everything) or self.everything[number].paragraph != paragraph:
            return None, False
        sentence = self.everything[number]
        words = [token for token in sentence.tokens if token.is_word]
        if number in self._by_sentence or len(words) > _FEW or len(sentence.cues) != 1:
            return None, False
        cue = sentence.cues[0]
        rest = [token for token in sentence.tokens[cue.verb + 1 :] if token.is_word]
        return cue.speaker, cue.first == 0 and len(rest) <= 2

    def _of_next_quote(self, number: int, paragraph: int) -> tuple[Somebody | None, bool]:
        """The speaker of the quotation right after, where that one has a cue."""
        if number >= len(self.everything) or self.everything[number].paragraph != paragraph:
            return None, False
        quoted = self._by_sentence.get(number)
        if not quoted or quoted[0].token != 0 or quoted[0].how != "cue":
            return None, False
        return quoted[0].speaker, True

    def _of_paragraph_before(self, number: int, paragraph: int) -> tuple[Somebody | None, bool]:
        """The last speaker of the paragraph before; captions and headings are passed over."""
        while number > 0 and self.everything[number - 1].paragraph == paragraph:
            number -= 1
        for _ in range(_PARAGRAPHS_BACK):
            number -= 1
            if number < 0:
                return None, False
            sentence = self.everything[number]
            speaker, known = self._of_sentence(number, sentence.paragraph)
            if known:
                return speaker, True
            if sentence.tokens[-1].text in (".", "!", "?", ":") or sentence.tokens[-1].quote is not None:
                return None, False
            while number > 0 and self.everything[number - 1].paragraph == sentence.paragraph:
                number -= 1
        return None, False

    def _join_paragraphs(self) -> None:
        """Quotations that run over several paragraphs have one speaker, wherever that is said."""
        for at in range(1, len(self.found)):
            previous, one = self.found[at - 1], self.found[at]
            if _continues(previous, one) and one.how in ("", "flow") and previous.how:
                one.speaker, one.how = previous.speaker, "flow"
        for at in range(len(self.found) - 1, 0, -1):
            previous, one = self.found[at - 1], self.found[at]
            if _continues(previous, one) and previous.how in ("", "flow") and one.how == "cue":
                previous.speaker, previous.how = one.speaker, one.how

    def _repeat_below(self) -> None:
        """Words that stand alone and come again in a quotation with a cue are a pulled quotation."""
        alone = [
            one for one in self.found if one.how in ("", "flow") and one.text.count(" ") >= _FEWEST_BREAKS
        ]
        for one in alone[:_HEADINGS]:
            words = _plain(one.text).strip(_TRIMMED)
            if _narrated(one.sentence):
                continue
            for other in self.found:
                said = other is not one and other.how == "cue" and other.speaker is not None
                if said and len(other.text) > len(words) and words in _plain(other.text):
                    one.speaker, one.how = other.speaker, "flow"
                    break

    def _fill_between(self) -> None:
        """A quotation without a cue between two of the same speaker is theirs if nobody else is near."""
        for at in range(1, len(self.found) - 1):
            previous, one, following = self.found[at - 1 : at + 2]
            speaker = previous.speaker
            if one.how or speaker is None or following.speaker is not speaker or one.sentence.is_heading:
                continue
            if not _narrated(one.sentence) or (one.token and one.sentence.tokens[one.token - 1].text == ":"):
                continue
            near = following.sentence.paragraph - previous.sentence.paragraph <= _PARAGRAPHS_BACK
            persons = [who for mention in one.sentence.mentions if (who := mention.who) is not None]
            others = any(who is not speaker and who.is_surely_person for who in persons)
            if near and not others and not any(cue.lemma != "words" for cue in one.sentence.cues):
                one.speaker = speaker

    def _repeat_in_headings(self) -> None:
        """What a heading quotes without a speaker is whoever's the text below says."""
        open_ones = [
            one for one in self.found if (one.speaker is None or one.how != "cue") and one.sentence.is_heading
        ]
        for one in open_ones[:_HEADINGS]:
            words = _plain(one.text).strip(_TRIMMED)
            for other in self.found:
                if other.speaker is not None and words in _plain(other.text) and " " in words:
                    one.speaker, one.how = other.speaker, "flow"
                    break


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _acts(sentence: Sentence, at: int) -> bool:
    """True if token `at` looks like a verb in the past or present, or ends the sentence."""
    if at >= len(sentence.tokens):
        return True
    token = sentence.tokens[at]
    if token.text == ".":
        return True
    return token.is_word and not token.is_capital and token.lower.endswith(("ed", "s", "d", "t", "ew", "ang"))


def _continues(previous: Attributed, one: Attributed) -> bool:
    return previous.quote.goes_on and one.quote.paragraph - previous.quote.paragraph in (0, 1)


def _narrated(sentence: Sentence) -> bool:
    """True if the sentence has words of the article's own besides the quotations."""
    return any(token.is_word for token in sentence.tokens)
