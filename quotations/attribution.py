"""Attribution: which quotation belongs to which speaker."""

from itertools import pairwise

from quotations.annotations import AttributedQuote, Cue, Entity, QuotedSpan, Sentence
from quotations.entities.coreference import CoreferenceResolver
from quotations.grammar.noun_phrases import find_mention_at
from quotations.grammar.tokens import DASHES
from quotations.grammar.verb_subjects import find_subject_after
from quotations.lexicon.speech_verbs import MENTAL_VERBS

from .adjacency import (
    drop_aside_cues,
    drop_judged_claims,
    drop_reported_cues,
    find_author_label,
    find_following_cue,
    find_label,
    find_signature,
    find_view_holder,
    has_unnamed_label,
    is_introduced_by,
    is_relayed,
)

_MAX_UNSETTLED = 20
_STRIPPED = " .,;:!?…'\"’‘“”"
_MAX_BARE_CUE_WORDS = 7
_MIN_PULLED_SPACES = 4
_MIN_NARRATED_SPACES = 3
_PARAGRAPHS_BACK = 2
_TURNS_BACK = 5

_Speaker = tuple[Entity | None]
"""A speaker that is settled, be it that nobody is named; None instead says that another rule may try."""


class Attributor:
    """Attributor of all quotations of one text, in order.

    The rules are tried from the surest to the weakest; what a rule has settled no later one changes,
    unless the quotation continues in the next paragraph.
    """

    def __init__(self, spans: list[QuotedSpan], sentences: list[Sentence], coreference: CoreferenceResolver):
        self.sentences = sentences
        self.coreference = coreference
        self.quotes: list[AttributedQuote] = []
        self._by_sentence: dict[int, list[AttributedQuote]] = {}
        for sentence in sentences:
            for index, token in enumerate(sentence.tokens):
                if token.quote is not None:
                    quote = AttributedQuote(spans[token.quote], sentence, index, len(self.quotes))
                    self.quotes.append(quote)
                    self._by_sentence.setdefault(sentence.number, []).append(quote)

    def attribute(self) -> list[AttributedQuote]:
        """Return each quotation with its speaker, in the order of the text."""
        for quote in self.quotes:
            if (author := find_author_label(quote)) is not None:
                quote.speaker, quote.evidence = author.entity, "label"
            elif not self._attribute_by_cue(quote) and not self._attribute_by_label(quote):
                self._attribute_by_action(quote)
        for quote in self.quotes:
            if not quote.evidence and quote.sentence.has_words:
                self._attribute_by_sentence(quote)
        for quote in self.quotes:
            if not quote.evidence and not quote.sentence.has_words:
                self._attribute_by_flow(quote)
        self._join_paragraphs()
        self._fill_gaps()
        self._repeat_in_headings()
        self._repeat_pulled_quotes()
        return self.quotes

    def _attribute_by_cue(self, quote: AttributedQuote) -> bool:
        cue = find_following_cue(quote)
        if cue is not None and cue.lemma in ("according", "report", "hear") and is_relayed(quote):
            cue = None
        quote.is_adjacent = cue is not None
        if cue is None:
            cue = _find_preceding_cue(quote)
            if cue is None and find_label(quote) is not None:
                return False
            quote.is_adjacent = cue is not None and quote.index - cue.last <= 2
        if cue is None:
            later = (cue for cue in quote.sentence.cues if cue.first > quote.index and not cue.shares_subject)
            cue = next(later, None)
        if cue is None:
            return False
        quote.speaker, quote.cue, quote.evidence = cue.speaker, cue, "cue"
        return True

    def _attribute_by_label(self, quote: AttributedQuote) -> bool:
        if has_unnamed_label(quote):
            quote.evidence = "label"
            return True
        mention = find_label(quote) or find_signature(quote)
        if mention is None:
            return False
        quote.speaker, quote.evidence = mention.entity, "label"
        return True

    def _attribute_by_action(self, quote: AttributedQuote) -> None:
        """Attribute a quotation that ends in a comma to who acts next: "...," she beamed."""
        if quote.text[-1:] != "," or not quote.sentence.has_words:
            return
        subject = find_subject_after(quote.sentence, quote.index + 1)
        if subject is None or subject.head is not None or not _may_act(quote.sentence, subject.last + 1):
            return
        quote.speaker = self.coreference.resolve_reference(quote.sentence, subject)
        quote.evidence = "label"

    def _attribute_by_sentence(self, quote: AttributedQuote) -> None:
        """Attribute a quotation without a cue to the only person in its sentence."""
        sentence = quote.sentence
        subject = self.coreference.resolve_subject(sentence, quote.index)
        if (holder := find_view_holder(quote)) is not None:
            quote.speaker, quote.evidence = holder.entity, "label"
            return
        if subject is None or not subject.is_person:
            return
        if quote.index > 0 and sentence.tokens[quote.index - 1].text == ":":
            quote.speaker, quote.evidence = subject, "label"
            return
        entities = (mention.entity for mention in sentence.mentions)
        is_alone = all(entity is subject for entity in entities if entity and entity.is_person)
        is_long = quote.text.count(" ") >= _MIN_NARRATED_SPACES
        if not sentence.is_heading and is_alone and is_long and subject.kind == "person":
            quote.speaker, quote.evidence = subject, "sentence"

    def _attribute_by_flow(self, quote: AttributedQuote) -> None:
        """Attribute a quotation that is a sentence of its own by what stands around it."""
        number, paragraph = quote.sentence.number, quote.sentence.paragraph
        settled = (
            self._find_answerer(quote)
            or self._find_signatory(number + 1)
            or self._find_sentence_speaker(number - 1, paragraph)
            or self._find_bare_cue_speaker(number + 1, paragraph)
            or self._find_next_speaker(number + 1, paragraph)
            or self._find_previous_paragraph_speaker(number, paragraph)
        )
        if settled:
            (quote.speaker,) = settled
            quote.evidence = "flow"

    def _find_answerer(self, quote: AttributedQuote) -> _Speaker | None:
        """Find who answers where two take turns, and the one who asked goes on."""
        around = self.quotes[max(0, quote.number - _TURNS_BACK) : quote.number + 2]
        if quote.number < 1 or len(around) < 4 or around[-1] is quote:
            return None
        question, next_quote = around[-3], around[-1]
        paragraph = quote.span.paragraph
        if not question.text.endswith("?") or question.span.paragraph != paragraph - 1:
            return None
        if next_quote.evidence not in ("cue", "label") or next_quote.span.paragraph != paragraph + 1:
            return None
        if question.speaker is None or next_quote.speaker is not question.speaker:
            return None
        others = {other.speaker for other in around[:-3]} - {None, question.speaker}
        return (others.pop(),) if len(others) == 1 else None

    def _find_signatory(self, number: int) -> _Speaker | None:
        """Find who signs in the line below: — Ada Brook, mayor."""
        if number >= len(self.sentences) or number in self._by_sentence:
            return None
        sentence = self.sentences[number]
        mention = find_mention_at(sentence, 1) if sentence.tokens[0].text in DASHES | {"("} else None
        if mention is None or mention.first != 1 or not mention.may_be_person:
            return None
        return (mention.entity,) if mention.entity is not None and len(mention.name) > 1 else None

    def _find_sentence_speaker(self, number: int, paragraph: int) -> _Speaker | None:
        """Find who speaks in sentence `number`, if that is in the paragraph."""
        if number < 0 or self.sentences[number].paragraph != paragraph:
            return None
        if quotes := self._by_sentence.get(number):
            return (quotes[-1].speaker,) if quotes[-1].evidence else None
        cues = self.sentences[number].cues
        if cues and cues[-1].lemma == "ask":
            asked = find_mention_at(self.sentences[number], cues[-1].last + 1)
            return (asked.entity if asked is not None and asked.may_be_person else None,)
        speakers = [cue.speaker for cue in cues if cue.speaker is not None and cue.lemma != "according"]
        if speakers:
            return (speakers[-1],)
        if cues:
            return (None,)
        topic = self.coreference.topics[number]
        if topic is None:
            return None
        return (topic,) if self.sentences[number].find_actors() in ([], [topic]) else (None,)

    def _find_bare_cue_speaker(self, number: int, paragraph: int) -> _Speaker | None:
        """Find the speaker of "Ada Brook said." or "Ada Brook." as a sentence of its own."""
        if number >= len(self.sentences) or self.sentences[number].paragraph != paragraph:
            return None
        sentence = self.sentences[number]
        words = [index for index, token in enumerate(sentence.tokens) if token.is_word]
        if len(sentence.mentions) == 1 and words == [*range(sentence.mentions[0].last + 1)]:
            return (sentence.mentions[0].entity,)
        if number in self._by_sentence or len(words) > _MAX_BARE_CUE_WORDS or len(sentence.cues) != 1:
            return None
        cue = sentence.cues[0]
        words_after = sum(1 for index in words if index > cue.verb)
        return (cue.speaker,) if cue.first == 0 and words_after <= 2 else None

    def _find_next_speaker(self, number: int, paragraph: int) -> _Speaker | None:
        """Find the speaker of the quotation right after, where that one has a cue."""
        if number >= len(self.sentences) or self.sentences[number].paragraph != paragraph:
            return None
        quotes = self._by_sentence.get(number)
        if not quotes or quotes[0].index != 0 or quotes[0].evidence != "cue":
            return None
        return (quotes[0].speaker,)

    def _find_previous_paragraph_speaker(self, number: int, paragraph: int) -> _Speaker | None:
        """Find the last speaker of the paragraph before, captions and headings skipped.

        What stands before the quotation in its own paragraph leads to somebody else: "The teenager smiled.".
        """
        if (
            number
            and self.sentences[number - 1].paragraph == paragraph
            and self.sentences[number - 1].has_words
        ):
            return (None,)
        for _ in range(_PARAGRAPHS_BACK):
            number = self._find_paragraph_start(number) - 1
            if number < 0:
                return None
            sentence = self.sentences[number]
            settled = self._find_sentence_speaker(number, sentence.paragraph)
            if settled:
                (speaker,) = settled
                is_known = speaker is None or speaker.is_surely_person or not speaker.is_person
                return settled if is_known else None
            last = sentence.tokens[-1]
            if last.text in (".", "!", "?", ":") or last.quote is not None:
                return None
        return None

    def _find_paragraph_start(self, number: int) -> int:
        """Return the number of the first sentence in the paragraph of a sentence."""
        paragraph = self.sentences[number].paragraph
        while number > 0 and self.sentences[number - 1].paragraph == paragraph:
            number -= 1
        return number

    def _join_paragraphs(self) -> None:
        """Give a quotation of several paragraphs one speaker, wherever that is said."""
        for previous, quote in pairwise(self.quotes):
            if _is_continuation(previous, quote) and quote.evidence in ("", "flow") and previous.evidence:
                quote.speaker, quote.evidence = previous.speaker, "flow"
        for previous, quote in reversed(list(pairwise(self.quotes))):
            is_open = previous.evidence in ("", "flow")
            if is_open and quote.evidence == "cue" and _is_continuation(previous, quote):
                previous.speaker, previous.evidence = quote.speaker, quote.evidence

    def _fill_gaps(self) -> None:
        """Give a quotation between two of one speaker to them too, if nobody else is near."""
        for number in range(1, len(self.quotes) - 1):
            previous, quote, following = self.quotes[number - 1 : number + 2]
            sentence, speaker = quote.sentence, previous.speaker
            if quote.evidence or speaker is None or following.speaker is not speaker:
                continue
            if sentence.is_heading or not sentence.has_words:
                continue
            if quote.index and sentence.tokens[quote.index - 1].text == ":":
                continue
            is_near = following.sentence.paragraph - previous.sentence.paragraph <= _PARAGRAPHS_BACK
            is_alone = all(person is speaker for person in sentence.find_people())
            if is_near and is_alone and all(cue.lemma == "words" for cue in sentence.cues):
                quote.speaker = speaker

    def _repeat_in_headings(self) -> None:
        """Attribute what a heading quotes to who says the same in the text."""
        unsettled = [
            quote
            for quote in self.quotes
            if (quote.speaker is None or quote.evidence != "cue") and quote.sentence.is_heading
        ]
        for quote in unsettled[:_MAX_UNSETTLED]:
            words = _normalise(quote.text).strip(_STRIPPED)
            for other in self.quotes:
                if other.speaker is not None and words in _normalise(other.text) and " " in words:
                    quote.speaker, quote.evidence = other.speaker, "flow"
                    break

    def _repeat_pulled_quotes(self) -> None:
        """Attribute words that stand alone to who says them in a longer quotation."""
        unsettled = [
            quote
            for quote in self.quotes
            if quote.evidence in ("", "flow") and quote.text.count(" ") >= _MIN_PULLED_SPACES
        ]
        for quote in unsettled[:_MAX_UNSETTLED]:
            if quote.sentence.has_words:
                continue
            words = _normalise(quote.text).strip(_STRIPPED)
            for other in self.quotes:
                is_said = other is not quote and other.evidence == "cue" and other.speaker is not None
                if is_said and len(other.text) > len(words) and words in _normalise(other.text):
                    quote.speaker, quote.evidence = other.speaker, "flow"
                    break


def _find_preceding_cue(quote: AttributedQuote) -> Cue | None:
    """Return the cue before the quotation; a verb of thinking yields to others."""
    cues = [cue for cue in quote.sentence.cues if is_introduced_by(quote, cue)]
    cues = [cue for cue in cues if cue.lemma not in MENTAL_VERBS] or cues
    cues = drop_judged_claims(quote, drop_reported_cues(drop_aside_cues(quote, cues)))
    if cues and cues[0].lemma == "according":
        cues = [cue for cue in cues if not cue.shares_subject]
    return cues[-1] if cues else None


def _normalise(text: str) -> str:
    return text.casefold().replace("’", "'")


def _may_act(sentence: Sentence, index: int) -> bool:
    """Accept a token that looks like a verb in past or present, or ends the sentence."""
    if index >= len(sentence.tokens):
        return True
    token = sentence.tokens[index]
    if token.text == ".":
        return True
    return token.is_word and not token.is_capital and token.lower.endswith(("ed", "s", "d", "t", "ew", "ang"))


def _is_continuation(previous: AttributedQuote, quote: AttributedQuote) -> bool:
    return previous.span.continues and quote.span.paragraph - previous.span.paragraph in (0, 1)
