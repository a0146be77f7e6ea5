"""Who is quoted in a news article: direct quotations with their speakers, and indirect speech.

English news text, by rules alone: no model, no download, no network. What a rule cannot settle stays
open; `speaker` is then None rather than wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from quotations.annotations import Attributed, Marked, Sentence
from quotations.entities.coreference import References
from quotations.entities.entity_resolution import People
from quotations.entities.named_entities import find_mentions, names_in_quotes, names_within
from quotations.entities.roles import describe_people
from quotations.grammar.tokens import sentences

from .attribution import Attribution
from .cues import find_cues
from .indirect_speech import reported_clauses
from .paragraphs import Turn, paragraphs, turns
from .quotation_marks import marked
from .scare_quotes import is_somebodys


@dataclass(frozen=True)
class Quotation:
    """One proposal: somebody's words, or a report of them, in a text.

    `kind` is "quote" (between quotation marks, or a turn of a transcript) or "paraphrase" (the
    reported clause). `start` and `end` count code points of the text, the marks left out, `end`
    exclusive; `text` is what stands there. A quotation that is split by its cue, or runs over
    several paragraphs, is one row for each piece. `speaker` is the fullest name that the text gives,
    None if it settles none. `cue` is the reporting word as printed ("said", "according to"), "" where
    the speaker follows from what stands around.
    """

    kind: str
    start: int
    end: int
    text: str
    speaker: str | None
    cue: str


def find_quotations(text: str, aliases: Iterable[tuple[str, str]] = ()) -> list[Quotation]:
    """Every quotation and paraphrase in `text`, by where it starts; quotations never overlap.

    `aliases` are (spelling, full name) pairs of people on the record; a spelling of two people is
    passed over. Never raises on any text.
    """
    blocks = paragraphs(text)
    spoken = turns(text, blocks)
    quotes = _without_turns(text, blocks, spoken)
    everything = sentences(text, blocks, quotes)
    people = People(aliases)
    references = _read(everything, people)
    attributed = Attribution(quotes, everything, references).attribute()
    found = [_quotation(text, one) for one in attributed if is_somebodys(one)]
    for sentence in everything:
        found += _paraphrases(text, sentence)
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def _without_turns(text: str, blocks: list[tuple[int, int]], spoken: list[Turn]) -> list[Marked]:
    """The stretches between marks outside of transcripts' turns, and the turns, as one list."""
    inside = {turn.paragraph: turn for turn in spoken}
    quotes = [quote for quote in marked(text, blocks) if quote.paragraph not in inside]
    quotes += [Marked(turn.start, turn.end, turn.start, turn.end, turn.paragraph) for turn in spoken]
    return sorted(quotes, key=lambda quote: quote.start)


def _read(everything: list[Sentence], people: People) -> References:
    """Find who is named and who is reported to speak, and bring the two together."""
    known = names_within(everything)
    mentions = []
    for sentence in everything:
        sentence.mentions = find_mentions(sentence, known)
        mentions += sentence.mentions + names_in_quotes(sentence)
    people.link(mentions)
    for sentence in everything:
        describe_people(sentence)
        sentence.cues = find_cues(sentence)
    references = References(people, everything)
    references.resolve()
    return references


def _quotation(text: str, one: Attributed) -> Quotation:
    return Quotation(
        kind="quote",
        start=one.quote.start,
        end=one.quote.end,
        text=text[one.quote.start : one.quote.end],
        speaker=None if one.speaker is None else one.speaker.name,
        cue="" if one.cue is None else one.cue.text,
    )


def _paraphrases(text: str, sentence: Sentence) -> list[Quotation]:
    found = []
    for first, last, cue in reported_clauses(sentence):
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        found.append(Quotation("paraphrase", start, end, text[start:end], cue.speaker.name, cue.text))
    return found
