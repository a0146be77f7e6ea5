"""Which quotation belongs to which speaker."""

from dataclasses import dataclass

from sources.speech import subjects
from sources.speech.cues import Cue
from sources.speech.marks import Marked
from sources.speech.people import Somebody
from sources.speech.phrases import mention_starting
from sources.speech.references import References
from sources.speech.tokens import Sentence
from sources.speech.verbs import MENTAL
from sources.speech.words import ADVERBS, TIMES

_BETWEEN = frozenset((",", "—", "–", "-", "--", ")", "]", ";"))
_DASHES = frozenset(("—", "–", "-", "--"))
_QUESTIONS = frozenset(("question", "answer", "q", "a"))
_HEADINGS = 20
_TRIMMED = " .,;:!?…'\"’‘“”"
_FEW = 7
_PARAGRAPHS_BACK = 2


@dataclass(slots=True)
class Attributed:
    """Who said one quotation, and how that is known.

    `how`: "cue" (a verb in its sentence), "label" (a name and a colon or dash), "sentence" (whom its
    sentence is about), "flow" (from the quotations and sentences around it), or "" if not at all.
    `adjacent`: the cue stands right beside the quotation.
    """

    quote: Marked
    sentence: Sentence
    token: int
    speaker: Somebody | None = None
    cue: Cue | None = None
    how: str = ""
    adjacent: bool = False

    @property
    def text(self) -> str:
        """The words between the marks."""
        return self.sentence.tokens[self.token].text


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
                    one = Attributed(quotes[token.quote], sentence, at)
                    self.found.append(one)
                    self._by_sentence.setdefault(sentence.number, []).append(one)

    def attribute(self) -> list[Attributed]:
        """Each quotation with its speaker, in the order of the text."""
        for one in self.found:
            self._from_cue(one) or self._from_label(one) or self._from_beat(one)
        for one in self.found:
            if not one.how:
                self._from_sentence(one) if _narrated(one.sentence) else self._from_flow(one)
        self._join_paragraphs()
        self._repeat_in_headings()
        return self.found

    def _from_cue(self, one: Attributed) -> bool:
        cue = _adjacent_after(one)
        if cue is not None and cue.lemma in ("according", "report") and _adjacent_before(one):
            cue = None
        one.adjacent = cue is not None
        if cue is None:
            earlier = [cue for cue in one.sentence.cues if _reaches(one, cue)]
            earlier = [cue for cue in earlier if cue.lemma not in MENTAL] or earlier
            if earlier and earlier[0].lemma == "according":
                earlier = [cue for cue in earlier if not cue.shared]
            label = None if earlier else _label(one)
            if label is not None:
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
        mention = _label(one) or _signature(one)
        if mention is None:
            return False
        one.speaker, one.how = mention.who, "label"
        return True

    def _from_beat(self, one: Attributed) -> bool:
        """After "...," whoever comes next speaks, whatever the verb: "...," she beamed."""
        if one.text[-1:] != "," or not _narrated(one.sentence):
            return False
        subject = subjects.after(one.sentence, one.token + 1)
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

    def _repeat_in_headings(self) -> None:
        """What a heading quotes without a speaker is whoever's the text below says."""
        open_ones = [
            one for one in self.found if (one.speaker is None or one.how != "cue") and one.sentence.is_heading
        ]
        for one in open_ones[:_HEADINGS]:
            words = one.text.casefold().strip(_TRIMMED)
            for other in self.found:
                if other.speaker is not None and words in other.text.casefold() and " " in words:
                    one.speaker, one.how = other.speaker, "flow"
                    break


def _acts(sentence: Sentence, at: int) -> bool:
    """True if token `at` looks like a verb in the past or present, or ends the sentence."""
    if at >= len(sentence.tokens):
        return True
    token = sentence.tokens[at]
    if token.text == ".":
        return True
    return token.is_word and not token.is_capital and token.lower.endswith(("ed", "s", "d", "t", "ew", "ang"))


def _continues(previous: Attributed, one: Attributed) -> bool:
    return previous.quote.goes_on and one.quote.paragraph == previous.quote.paragraph + 1


def _adjacent_after(one: Attributed) -> Cue | None:
    """The cue right behind the quotation: "...," Ada Brook said."""
    tokens = one.sentence.tokens
    last = one.text[-1:]
    for cue in one.sentence.cues:
        if cue.first <= one.token or cue.shared:
            continue
        between = tokens[one.token + 1 : cue.first]
        if len(between) > 4 or not all(_slips_in(token.text, token.lower) for token in between):
            return None
        ends = last in ",?!…—-." or (bool(between) and between[0].text in _BETWEEN)
        return cue if ends or cue.inverted or not any(c.last < one.token for c in one.sentence.cues) else None
    return None


def _reaches(one: Attributed, cue: Cue) -> bool:
    """True if the cue comes before the quotation, and not within an aside ("who, Ada Brook said, ...,")."""
    if max(cue.last, cue.verb) >= one.token:
        return False
    tokens = one.sentence.tokens
    aside = (
        cue.first >= 2
        and tokens[cue.first - 1].text == ","
        and tokens[cue.first - 2].lower in ("who", "which", "that")
    )
    return not aside or not any(token.text == "," for token in tokens[cue.last + 2 : one.token])


def _adjacent_before(one: Attributed) -> bool:
    """True for "Ada Brook said "...", according to the Example.": she speaks, the Example passes it on."""
    return any(0 < one.token - cue.last <= 2 and not cue.inverted for cue in one.sentence.cues)


def _slips_in(text: str, lower: str) -> bool:
    return text in _BETWEEN or lower in ADVERBS or lower in TIMES or lower in ("in", "turn", "the", "on")


def _label(one: Attributed):
    """The mention in "Ada Brook: ..." at the start of the sentence, or after "...": in a headline."""
    tokens, sentence = one.sentence.tokens, one.sentence
    if sentence.mentions and sentence.mentions[0].first == 0:
        mention = sentence.mentions[0]
        if mention.last + 1 < one.token and tokens[mention.last + 1].text == ":":
            known = mention.who is not None and mention.kind != "place" and len(mention.name[0]) > 1
            return mention if known and mention.name[0].lower() not in _QUESTIONS else None
    if one.token + 2 < len(tokens) and tokens[one.token + 1].text == ":":
        mention = mention_starting(sentence, one.token + 2)
        known = mention is not None and mention.who is not None and mention.who.is_surely_person
        return mention if known else None
    return None


def _signature(one: Attributed):
    """The mention in "..." — Ada Brook, with nothing after it but a description."""
    tokens = one.sentence.tokens
    if one.token + 2 >= len(tokens) or tokens[one.token + 1].text not in _DASHES:
        return None
    mention = mention_starting(one.sentence, one.token + 2)
    if mention is None or mention.kind not in ("person", "proper") or mention.possessive:
        return None
    at = mention.last + 1
    return mention if at >= len(tokens) or tokens[at].text in (".", ",", "(") else None


def _narrated(sentence: Sentence) -> bool:
    """True if the sentence has words of the article's own besides the quotations."""
    return any(token.is_word for token in sentence.tokens)
