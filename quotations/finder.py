"""The quotation finder: who is quoted in a news article, directly or indirectly.

It reads English news text by rules alone: no model, no download, no network. What no rule settles stays
open: `speaker` is then None rather than wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from quotations.entities.affiliations import AffiliationReader, PrintedAffiliation
from quotations.entities.bodies import Bodies, OwnerKind
from quotations.entities.coreference import CoreferenceResolver
from quotations.entities.entity_resolution import EntityResolver
from quotations.entities.named_entities import (
    find_capitalised_words,
    find_full_names,
    find_given_names,
    find_mentions,
    find_quoted_names,
    join_couples,
)
from quotations.entities.roles import describe_people
from quotations.entities.speaker_kinds import UNKNOWN, KindReader, SpeakerKind
from quotations.grammar.tokens import split_sentences

from .annotations import AttributedQuote, Entity, QuotedSpan, Sentence
from .attribution import Attributor
from .cues import find_cues
from .indirect_speech import find_reported_clauses
from .normalisation import ReadableText, make_readable
from .paragraphs import find_paragraphs, find_turns
from .positions.claims_of_others import find_claims_of_others
from .positions.propositions import draft_judgement, draft_quoted, draft_reported
from .positions.questions import find_asked_claim, find_question
from .positions.speaker_names import NOBODY, SpeakerName
from .positions.speakers import Speakers
from .positions.unlikely import explain_unlikely, find_interviewers
from .quotation_marks import find_quoted_spans
from .scare_quotes import is_speech

Kind = Literal["quote", "paraphrase"]


class _Passage(NamedTuple):
    """What was found, with offsets in the text as the finder reads it."""

    kind: Kind
    start: int
    end: int
    speaker: Entity | None
    cue: str
    description: str = ""
    proposition: str = ""
    unlikely: str = ""
    affiliations: tuple[PrintedAffiliation, ...] = ()
    asked: str = ""
    is_turn: bool = False
    question: str = ""


@dataclass(frozen=True)
class Quotation:
    """A proposal: somebody's words, or a report of them, in a text.

    `kind` is "quote" (between quotation marks, or a turn of a transcript) or "paraphrase" (the
    reported clause). `start` and `end` are offsets in code points of the text, quotation marks left
    out, `end` exclusive; `text` is what stands there. A quotation that is split by its cue, or runs
    over several paragraphs, is one row for each piece. `speaker` is the fullest name that the text
    gives, None if no rule settles who speaks. `cue` is the reporting word as printed ("said",
    "according to"), "" where the speaker follows from the sentences around.

    `description` is what the text calls a speaker without a name ("a ministry spokesman"), else "".
    `proposition` is a draft of what is said as one sentence without its source, "" where none is safe; for
    quoted words that are cut, `positions.propositions.draft_quoted` drafts it with the names in `voice`,
    `group` (the body for which a person speaks) and `bodies`, and with the `question` that they answer.
    `unlikely` says why the words are probably no position (a motto, an interviewer's question), "" for most.
    `affiliations` are what the text says that the speaker is, and of what; `speaker_kind` is whether a named
    speaker is a person or a body, and why.
    `asked` is the claim in the yes-or-no question that quoted words answer, "" for none; `is_turn`: they are
    a whole turn of a transcript.
    """

    kind: Kind
    start: int
    end: int
    text: str
    speaker: str | None
    cue: str
    description: str = ""
    proposition: str = ""
    unlikely: str = ""
    asked: str = ""
    is_turn: bool = False
    voice: SpeakerName = field(default=NOBODY, repr=False)
    group: SpeakerName | None = field(default=None, repr=False)
    question: str = field(default="", repr=False)
    bodies: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    affiliations: tuple[PrintedAffiliation, ...] = field(default=(), repr=False)
    speaker_kind: SpeakerKind = field(default=UNKNOWN, repr=False)


def find_quotations(
    text: str, aliases: Iterable[tuple[str, str]] = (), parties: Mapping[str, OwnerKind] | None = None
) -> list[Quotation]:
    """Return every quotation and paraphrase in order; quotations never overlap.

    `aliases` are (spelling, full name) pairs of people on the record; a spelling of two people is
    ignored. `parties` maps the spellings of parties on the record, in lower case, to their kind. Never raises
    on any text.
    """
    readable = make_readable(text)
    paragraphs = find_paragraphs(readable.text)
    spans = _find_spans(readable.text, paragraphs)
    sentences = split_sentences(readable.text, paragraphs, spans)
    coreference = _resolve_speakers(sentences, EntityResolver(aliases), parties or {})
    affiliations = AffiliationReader(coreference)
    speakers = Speakers(coreference, affiliations)
    kinds = KindReader(sentences, coreference.bodies, affiliations)
    passages: list[_Passage] = []
    for sentence in sentences:
        passages += _find_paraphrases(readable.text, sentence, speakers, affiliations)
    quotes = [quote for quote in Attributor(spans, sentences, coreference).attribute() if is_speech(quote)]
    interviewers = find_interviewers(quotes)
    bodies = speakers.name_bodies(quotes)
    passages += [
        _read_quote(
            readable.text,
            quote,
            speakers,
            interviewers,
            affiliations,
            find_question(quotes, number),
            bodies,
            find_asked_claim(readable.text, quotes, number, speakers),
        )
        for number, quote in enumerate(quotes)
    ]
    quotations = [
        _build_quotation(text, passage, readable, speakers, affiliations, kinds, bodies)
        for passage in passages
    ]
    return sorted(quotations, key=lambda quotation: (quotation.start, quotation.end, quotation.kind))


def _build_quotation(
    text: str,
    passage: _Passage,
    readable: ReadableText,
    speakers: Speakers,
    affiliations: AffiliationReader,
    kinds: KindReader,
    bodies: Mapping[str, str],
) -> Quotation:
    start, end = readable.find_original(passage.start, passage.end)
    speaker = passage.speaker
    return Quotation(
        passage.kind,
        start,
        end,
        text[start:end],
        None if speaker is None else speaker.name,
        passage.cue,
        passage.description,
        passage.proposition,
        passage.unlikely,
        passage.asked,
        passage.is_turn,
        NOBODY if speaker is None else speakers.name(speaker),
        speakers.name_group(speaker),
        passage.question,
        bodies,
        passage.affiliations if speaker is None else affiliations.read(speaker),
        UNKNOWN if speaker is None else kinds.read(speaker),
    )


def _find_spans(text: str, paragraphs: list[tuple[int, int]]) -> list[QuotedSpan]:
    """Return the stretches between quotation marks, and whole turns of a transcript."""
    turns = find_turns(text, paragraphs)
    in_turns = {turn.paragraph for turn in turns}
    spans = [span for span in find_quoted_spans(text, paragraphs) if span.paragraph not in in_turns]
    spans += [
        QuotedSpan(turn.start, turn.end, turn.outer_start, turn.outer_end, turn.paragraph, label=turn.label)
        for turn in turns
    ]
    return sorted(spans, key=lambda span: span.start)


def _resolve_speakers(
    sentences: list[Sentence], entities: EntityResolver, parties: Mapping[str, OwnerKind]
) -> CoreferenceResolver:
    """Find who is named and who is reported to speak, and bring the two together."""
    names = find_capitalised_words(sentences)
    for sentence in sentences:
        if not sentence.is_heading:
            sentence.mentions = find_mentions(sentence, names)
    full_names = find_full_names(mention for sentence in sentences for mention in sentence.mentions)
    given_names = {name[0] for name in full_names}
    mentions = []
    for sentence in sentences:
        if sentence.is_heading:
            sentence.mentions = find_mentions(sentence, names, full_names)
        elif given := find_given_names(sentence, full_names):
            sentence.mentions = sorted([*sentence.mentions, *given], key=lambda mention: mention.first)
        join_couples(sentence, given_names)
        mentions += sentence.mentions + find_quoted_names(sentence)
    entities.resolve(mentions)
    for sentence in sentences:
        describe_people(sentence)
        sentence.cues = find_cues(sentence)
    coreference = CoreferenceResolver(entities, sentences, Bodies(sentences, parties))
    coreference.resolve_cues()
    return coreference


def _find_paraphrases(
    text: str, sentence: Sentence, speakers: Speakers, affiliations: AffiliationReader
) -> Iterator[_Passage]:
    for first, last, cue in (*find_reported_clauses(sentence), *find_claims_of_others(sentence)):
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        name = speakers.name_in_clause(text, sentence, cue, first)
        description, told_in, told_as = speakers.find_unnamed(text, sentence, cue)
        printed = affiliations.read_described(told_in, told_as) if description else ()
        group = speakers.name_group_in_clause(sentence, cue, first, printed)
        proposition = draft_reported(text, sentence, (first, last), cue, name, group)
        yield _Passage(
            "paraphrase", start, end, cue.speaker, cue.text, description, proposition, affiliations=printed
        )


def _read_quote(
    text: str,
    quote: AttributedQuote,
    speakers: Speakers,
    interviewers: set[str],
    affiliations: AffiliationReader,
    question: str,
    bodies: Mapping[str, str],
    asked: str,
) -> _Passage:
    """Return the passage of a quotation; a fragment may be drafted from what stands before it."""
    start, end, cue = quote.span.start, quote.span.end, quote.cue
    name = NOBODY if quote.speaker is None else speakers.name(quote.speaker)
    unlikely = explain_unlikely(quote, interviewers, asked)
    other = None if quote.span.label else speakers.name_other(quote.sentence, quote.speaker)
    group = speakers.name_group(quote.speaker)
    proposition = draft_quoted(quote.text, name, group, other, question=question, bodies=bodies)
    passage = _Passage(
        "quote",
        start,
        end,
        quote.speaker,
        "",
        proposition=proposition,
        unlikely=unlikely,
        asked=asked,
        is_turn=bool(quote.span.label),
        question=question,
    )
    if cue is None:
        return passage
    proposition = proposition or draft_judgement(text, quote.sentence, quote.index, cue)
    description, printed = "", tuple[PrintedAffiliation, ...]()
    if quote.speaker is None:
        description, told_in, told_as = speakers.find_unnamed(text, quote.sentence, cue)
        printed = affiliations.read_described(told_in, told_as) if description else ()
    return passage._replace(
        cue=cue.text, description=description, proposition=proposition, affiliations=printed
    )
