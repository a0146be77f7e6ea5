"""Annotations of a text: tokens, sentences, names, cues, attributed quotations.

`first` and `last` are indices of tokens within a sentence, both inclusive; `start` and `end` are
offsets in code points from the start of the text, `end` exclusive.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from quotations.lexicon.given_names import guess_gender
from quotations.lexicon.offices import COUNTRIES, FULL_TITLES, GENDERED

_GIVEN_LAST = re.compile(r"[A-Z][a-z]+-[a-z]+$")  # Chen Yu-ting: the family's name comes first
MAX_FORMS = 30
"""How many spellings of one entity's name are kept, so that broken texts cost no time."""

MentionKind = Literal["person", "organisation", "place", "office", "proper"]
"""What a name in capitals stands for; "proper" is a name that may be anything."""

Evidence = Literal["", "cue", "label", "sentence", "flow"]
"""How a speaker is known.

"cue": a verb of speech in the same sentence. "label": a name with a colon or dash. "sentence": the person
whom the sentence is about. "flow": the quotations and sentences around it. "": not at all.
"""


@dataclass(frozen=True)
class QuotedSpan:
    """A stretch of text between quotation marks.

    `start` and `end` leave the marks out; `outer_start` and `outer_end` include them where there are
    any. `paragraph` counts from 0. `continues`: the next paragraph goes on with the quotation. `label`: the
    name before it, where it is a turn of a transcript.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool = False
    label: str = ""


@dataclass(slots=True)
class Token:
    """A word, a punctuation mark, or a whole quotation.

    `lower` is the word in lower case. `is_capital`: it starts with a capital letter. `suffix` is the sign
    of the possessive as printed, which is no part of `text`. `quote` is the index of the quoted span for
    which the token stands.
    """

    text: str
    start: int
    end: int
    lower: str = ""
    is_word: bool = False
    is_capital: bool = False
    is_possessive: bool = False
    suffix: str = ""
    quote: int | None = None


@dataclass(slots=True, eq=False)
class Mention:
    """A place where the article names somebody or something.

    `sentence` is the sentence's number. `words` are all words of the name, `name` those without titles,
    `titles` the words before the name in lower case. `entity` is None until names are resolved, and
    where the text leaves it open.
    """

    sentence: int
    first: int
    last: int
    kind: MentionKind
    name: tuple[str, ...]
    words: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    is_possessive: bool = False
    gender: str = ""
    entity: "Entity | None" = field(default=None, repr=False)

    @property
    def may_be_person(self) -> bool:
        return self.kind in ("person", "proper")


class Entity:
    """A person, organisation or country that the article names.

    `first_sentence` is the number of the sentence where it is named first, `first_token` the token of a name
    of several words there. `forms` counts the
    spellings of its name. `descriptors` are the offices, trades and countries that the article gives
    it. `record_name` is its name on the record, `first_short` the number of the sentence that first calls
    it by its surname alone.
    """

    def __init__(self, kind: MentionKind, first_sentence: int):
        self.kind = kind
        self.first_sentence = first_sentence
        self.first_token = 0
        self.forms: Counter[tuple[str, ...]] = Counter()
        self.descriptors: set[str] = set()
        self.record_name: str | None = None
        self.first_short: int | None = None
        self.is_speaker = False
        self._genders: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The fullest name in the text; the record's if the text has one word only."""
        most_words = max(len(form) for form in self.forms)
        if most_words == 1 and self.record_name:
            return self.record_name
        fullest = [form for form in self.forms if len(form) == most_words]
        best = max(fullest, key=lambda form: (not " ".join(form).isupper(), self.forms[form]))
        return " ".join(best)

    @property
    def is_person(self) -> bool:
        """True unless it is known to be an organisation, a place or an office."""
        return self.kind in ("person", "proper")

    @property
    def is_surely_person(self) -> bool:
        """True for a person who has a title or a given name, or is reported to speak."""
        is_named = self.kind == "person" or self.is_speaker or any(len(form) > 1 for form in self.forms)
        return self.is_person and is_named

    @property
    def gender(self) -> str:
        """ "m", "f", or "" if nothing in the text tells."""
        if self._genders:
            return self._genders.most_common(1)[0][0]
        for form in self.forms:
            if len(form) > 1 and not _GIVEN_LAST.match(form[1]) and (gender := guess_gender(form[0])):
                return gender
        return ""

    def add_mention(self, mention: Mention) -> None:
        """Add what a mention says about the entity: spelling, titles, gender."""
        if len(self.forms) < MAX_FORMS or mention.name in self.forms:
            self.forms[mention.name] += 1
        self.add_descriptors(mention.titles)
        if mention.kind == "person":
            self.kind = "person"
        if mention.gender:
            self._genders[mention.gender] += 2

    def add_gender(self, gender: str) -> None:
        """Add what a pronoun tells of somebody of whom nothing else told it."""
        self._genders[gender] += 1

    def add_descriptors(self, words: Iterable[str]) -> None:
        """Add words that say what the entity is: offices, trades, countries."""
        for word in words:
            self.descriptors.add(FULL_TITLES.get(word) or COUNTRIES.get(word, word))
            if gender := GENDERED.get(word):
                self._genders[gender] += 1


@dataclass(slots=True)
class Reference:
    """Words that stand for a speaker: a name, a description or a pronoun.

    A name has its `mention`, a description the index of its noun in `head`, a pronoun neither.
    """

    first: int
    last: int
    mention: Mention | None = None
    head: int | None = None

    @property
    def is_pronoun(self) -> bool:
        return self.mention is None and self.head is None


@dataclass(slots=True, eq=False)
class Cue:
    """A report of speech: a verb with its subject, or "according to".

    `first` to `last` are its tokens, subject included; `verb` is the index of the verb. `lemma` is the
    verb's first form, "according" for "according to", "words" for a noun ("her claim that"). `text` is
    the verb as printed. `is_inverted`: the subject follows the verb. `shares_subject`: its subject is
    that of the words before it in the sentence. `is_joint`: two people say it together. `speaker` is
    filled in by the coreference resolver.
    """

    verb: int
    first: int
    last: int
    lemma: str
    text: str
    subject: Reference | None
    is_inverted: bool = False
    shares_subject: bool = False
    is_negated: bool = False
    is_joint: bool = False
    speaker: Entity | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence, or a line of a heading, in which quotations are one token each."""

    tokens: list[Token]
    paragraph: int
    number: int
    mentions: list[Mention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """True for a headline or caption: no full stop at its end, or "FILE" at its start."""
        last = self.tokens[-1]
        if last.quote is not None:
            return last.text[-1] not in ".?!…," and self.has_words
        return last.is_word or self.tokens[0].text == "FILE"

    @property
    def has_words(self) -> bool:
        """True if the sentence has words of the article's own besides the quotations."""
        return any(token.is_word for token in self.tokens)

    def find_actors(self) -> list[Entity]:
        """Return the people named but those who merely own something, as in "Ada Brook's cat"."""
        entities = (mention.entity for mention in self.mentions if not mention.is_possessive)
        return list(dict.fromkeys(entity for entity in entities if entity and entity.is_surely_person))

    def find_people(self, end: int | None = None) -> list[Entity]:
        """Return who is named before token `end` and surely a person, each once, in order."""
        mentions = self.mentions if end is None else [item for item in self.mentions if item.last < end]
        entities = (mention.entity for mention in mentions)
        return list(dict.fromkeys(entity for entity in entities if entity and entity.is_surely_person))


@dataclass(slots=True)
class AttributedQuote:
    """A quotation with its speaker, and how the speaker is known.

    `index` is its token in `sentence`; `number` counts the quotations of the text from 0.
    `is_adjacent`: the cue stands right beside the quotation. `cue` is None as well where the speaker
    is known by the cue of another paragraph of the same quotation.
    """

    span: QuotedSpan
    sentence: Sentence
    index: int
    number: int
    speaker: Entity | None = None
    cue: Cue | None = None
    evidence: Evidence = ""
    is_adjacent: bool = False

    @property
    def text(self) -> str:
        """The words between the marks."""
        return self.sentence.tokens[self.index].text
