"""What the finder notes about a text: tokens, sentences, names, cues, quotations and their speakers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from quotations.lexicon.given_names import usual_gender
from quotations.lexicon.offices import FULL_TITLES, GENDERED, NATIONS

MAX_FORMS = 30


@dataclass(frozen=True)
class Marked:
    """A stretch between marks. Offsets count code points of the whole text; end is exclusive.

    `start` and `end` leave the marks out, `outer_start` and `outer_end` take them in where there
    are any. `goes_on` says that the next paragraph continues the quotation. `paragraph` counts from 0.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    goes_on: bool = False


@dataclass(slots=True)
class Token:
    """A word, a punctuation mark, or a whole quotation. `start` and `end` count from the text's start."""

    text: str
    start: int
    end: int
    lower: str = ""
    is_word: bool = False
    is_capital: bool = False
    possessive: bool = False
    quote: int | None = None


@dataclass(slots=True, eq=False)
class Mention:
    """One place where somebody is named. `first` and `last` count tokens of the sentence, both included.

    `kind`: person, organisation, place, office, or proper (a name that may be anything). `name` is
    without titles; `titles` are the words before it, in small letters.
    """

    sentence: int
    first: int
    last: int
    kind: str
    name: tuple[str, ...]
    whole: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    possessive: bool = False
    gender: str = ""
    who: "Somebody | None" = field(default=None, repr=False)


class Somebody:
    """A person, organisation or country that the article names. `words` are what it says they are."""

    def __init__(self, kind: str, introduced: int):
        self.kind = kind
        self.introduced = introduced
        self.forms: Counter[tuple[str, ...]] = Counter()
        self.words: set[str] = set()
        self.recorded: str | None = None
        self.speaks = False
        self._genders: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The fullest name that the text gives; the record's where the text has a single word only."""
        most = max(len(form) for form in self.forms)
        if most == 1 and self.recorded:
            return self.recorded
        fullest = [form for form in self.forms if len(form) == most]
        return " ".join(max(fullest, key=lambda form: (not " ".join(form).isupper(), self.forms[form])))

    @property
    def is_person(self) -> bool:
        return self.kind in ("person", "proper")

    @property
    def is_surely_person(self) -> bool:
        """True for whoever has a title or a given name, or is reported to speak."""
        named = self.kind == "person" or self.speaks or any(len(form) > 1 for form in self.forms)
        return self.is_person and named

    @property
    def gender(self) -> str:
        """ "m", "f", or "" if nothing in the text tells."""
        if self._genders:
            return self._genders.most_common(1)[0][0]
        for form in self.forms:
            if len(form) > 1 and (gender := usual_gender(form[0])):
                return gender
        return ""

    def note(self, mention: Mention) -> None:
        """Take in what one mention says of them."""
        if len(self.forms) < MAX_FORMS or mention.name in self.forms:
            self.forms[mention.name] += 1
        self.describe(mention.titles)
        if mention.kind == "person":
            self.kind = "person"
        if mention.gender:
            self._genders[mention.gender] += 2

    def describe(self, words: Iterable[str]) -> None:
        """Take in words that say what they are: offices, trades, countries."""
        for word in words:
            self.words.add(FULL_TITLES.get(word) or NATIONS.get(word, word))
            if gender := GENDERED.get(word):
                self._genders[gender] += 1


@dataclass(slots=True)
class Reference:
    """Words that stand for a speaker. `kind`: name, pronoun, description, other. Tokens, both included."""

    kind: str
    first: int
    last: int
    mention: Mention | None = None
    head: int = -1


@dataclass(slots=True, eq=False)
class Cue:
    """One report of speech. `first` to `last` are its tokens, subject included; `verb` is one of them.

    `lemma` is the verb's first form, "according" for "according to". `inverted`: the subject follows.
    `shared`: the subject is the one of what came before in the sentence. `speaker` is filled in by
    `references`.
    """

    verb: int
    first: int
    last: int
    lemma: str
    text: str
    subject: Reference | None
    inverted: bool = False
    shared: bool = False
    negated: bool = False
    speaker: Somebody | None = None


@dataclass(slots=True)
class Sentence:
    """One sentence of the article's own, or one line of a heading."""

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
            return last.text[-1] not in ".?!…," and any(token.is_word for token in self.tokens)
        return last.is_word or self.tokens[0].text == "FILE"

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


@dataclass(slots=True)
class Attributed:
    """Who said one quotation, and how that is known.

    `how`: "cue" (a verb in its sentence), "label" (a name and a colon or dash), "sentence" (whom its
    sentence is about), "flow" (from the quotations and sentences around it), or "" if not at all.
    `quote_number` counts the quotations of the text from 0. `adjacent`: the cue stands right beside
    the quotation.
    """

    quote: Marked
    sentence: Sentence
    token: int
    quote_number: int
    speaker: Somebody | None = None
    cue: Cue | None = None
    how: str = ""
    adjacent: bool = False

    @property
    def text(self) -> str:
        """The words between the marks."""
        return self.sentence.tokens[self.token].text
