"""The quotation finder: who is quoted in a news article, directly or indirectly.

It reads English news text by rules alone: no model, no download, no network. What no rule settles stays
open: `speaker` is then None rather than wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quotations.entities.coreference import CoreferenceResolver
from quotations.entities.entity_resolution import EntityResolver
from quotations.entities.named_entities import find_capitalised_words, find_mentions, find_quoted_names
from quotations.entities.roles import describe_people
from quotations.grammar.tokens import split_sentences

from .annotations import AttributedQuote, QuotedSpan, Sentence
from .attribution import Attributor
from .cues import find_cues
from .indirect_speech import find_reported_clauses
from .paragraphs import find_paragraphs, find_turns
from .quotation_marks import find_quoted_spans
from .scare_quotes import is_speech


@dataclass(frozen=True)
class Quotation:
    """A proposal: somebody's words, or a report of them, in a text.

    `kind` is "quote" (between quotation marks, or a turn of a transcript) or "paraphrase" (the
    reported clause). `start` and `end` are offsets in code points of the text, quotation marks left
    out, `end` exclusive; `text` is what stands there. A quotation that is split by its cue, or runs
    over several paragraphs, is one row for each piece. `speaker` is the fullest name that the text
    gives, None if no rule settles who speaks. `cue` is the reporting word as printed ("said",
    "according to"), "" where the speaker follows from the sentences around.
    """

    kind: Literal["quote", "paraphrase"]
    start: int
    end: int
    text: str
    speaker: str | None
    cue: str


def find_quotations(text: str, aliases: Iterable[tuple[str, str]] = ()) -> list[Quotation]:
    """Return every quotation and paraphrase in order; quotations never overlap.

    `aliases` are (spelling, full name) pairs of people on the record; a spelling of two people is
    ignored. Never raises on any text.
    """
    paragraphs = find_paragraphs(text)
    spans = _find_spans(text, paragraphs)
    sentences = split_sentences(text, paragraphs, spans)
    coreference = _resolve_speakers(sentences, EntityResolver(aliases))
    quotes = Attributor(spans, sentences, coreference).attribute()
    quotations = [_to_quotation(text, quote) for quote in quotes if is_speech(quote)]
    for sentence in sentences:
        quotations += _find_paraphrases(text, sentence)
    return sorted(quotations, key=lambda quotation: (quotation.start, quotation.end, quotation.kind))


def _find_spans(text: str, paragraphs: list[tuple[int, int]]) -> list[QuotedSpan]:
    """Return the stretches between quotation marks, and whole turns of a transcript."""
    turns = find_turns(text, paragraphs)
    in_turns = {turn.paragraph for turn in turns}
    spans = [span for span in find_quoted_spans(text, paragraphs) if span.paragraph not in in_turns]
    spans += [QuotedSpan(turn.start, turn.end, turn.start, turn.end, turn.paragraph) for turn in turns]
    return sorted(spans, key=lambda span: span.start)


def _resolve_speakers(sentences: list[Sentence], entities: EntityResolver) -> CoreferenceResolver:
    """Find who is named and who is reported to speak, and bring the two together."""
    names = find_capitalised_words(sentences)
    mentions = []
    for sentence in sentences:
        sentence.mentions = find_mentions(sentence, names)
        mentions += sentence.mentions + find_quoted_names(sentence)
    entities.resolve(mentions)
    for sentence in sentences:
        describe_people(sentence)
        sentence.cues = find_cues(sentence)
    coreference = CoreferenceResolver(entities, sentences)
    coreference.resolve_cues()
    return coreference


def _to_quotation(text: str, quote: AttributedQuote) -> Quotation:
    start, end = quote.span.start, quote.span.end
    speaker = None if quote.speaker is None else quote.speaker.name
    return Quotation(
        "quote", start, end, text[start:end], speaker, "" if quote.cue is None else quote.cue.text
    )


def _find_paraphrases(text: str, sentence: Sentence) -> list[Quotation]:
    paraphrases = []
    for first, last, cue in find_reported_clauses(sentence):
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        speaker = None if cue.speaker is None else cue.speaker.name
        paraphrases.append(Quotation("paraphrase", start, end, text[start:end], speaker, cue.text))
    return paraphrases
