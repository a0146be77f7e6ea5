"""Affiliations that an article prints: the office of a speaker, and the body or country it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from quotations.annotations import Entity, Mention, Reference, Sentence, Token
from quotations.grammar.noun_phrases import DETERMINERS, find_mention_at
from quotations.lexicon.body_names import is_state_body
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import (
    BODIES_OF_COUNTRIES,
    COUNTRIES,
    DOCUMENTS,
    HONORIFICS,
    OFFICES_OF_COUNTRIES,
)
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .bodies import OwnerKind
from .coreference import CoreferenceResolver
from .office_phrases import OfficePhrase, find_body, is_office, join, read_office

How = Literal[
    "printed", "short", "office", "nearby", "government before", "capital", "dateline", "only government"
]
"""How the body of an office is known.

"printed": by its name beside the office. "short": by a noun or pronoun that stands for it. "office": only one
country calls an office so. "nearby": it is the last body named before. The others tell the country of a
minister: the government spoken of just before, the capital in which the minister speaks, the capital in the
dateline, or the only government in the article.
"""

MAX_MENTIONS = 12
_MAX_BODY_WORDS = 3
_MAX_WORDS_BEFORE = 12
_MAX_WORDS_AFTER = 16
_IN_PHRASE = word_set("of for the at to and a an his her its their")
_STOPS = word_set("who which that and but said told says")
_LEADS = word_set("chairs leads heads runs directs represents chaired led headed")
_SPEAKS_FOR = word_set("speaking acting opening prosecuting appearing testifying writing answering pleading")
_REPRESENTS = word_set("defending representing prosecuting")
_IS = word_set("is has")
_WAS = word_set("was became")


@dataclass(frozen=True)
class PrintedAffiliation:
    """What an article says that a speaker is.

    `role` is the office, "" where only the body is named ("Finn Aske of the River Campaign"). `body` is what
    the office belongs to, by the fullest name that the text gives, "" for none, and `kind` what that is.
    `words` say so as printed. `is_former`: it is held no more.
    """

    role: str
    body: str = ""
    kind: OwnerKind = ""
    words: str = ""
    how: How = "printed"
    is_former: bool = False


class AffiliationReader:
    """Reader of the affiliations of one text."""

    def __init__(self, coreference: CoreferenceResolver):
        self.sentences = coreference.sentences
        self.coreference = coreference
        self.bodies = coreference.bodies
        self._mentions: dict[Entity, list[tuple[Sentence, Mention]]] = {}
        for sentence in self.sentences:
            for mention in sentence.mentions:
                if mention.entity is not None:
                    self._mentions.setdefault(mention.entity, []).append((sentence, mention))
        self._read: dict[Entity, tuple[PrintedAffiliation, ...]] = {}

    def read(self, entity: Entity) -> tuple[PrintedAffiliation, ...]:
        """Return what the text says that a named speaker is, in the order of the text."""
        if entity not in self._read:
            self._read[entity] = ()  # "his aide, ..., and her aide, ..." ends
            found: list[PrintedAffiliation] = []
            for sentence, mention in self._mentions.get(entity, [])[:MAX_MENTIONS]:
                for affiliation in self._read_mention(sentence, mention):
                    found.append(affiliation)
                    found += self._find_governments(sentence, affiliation)
                if is_state_body(entity.name):
                    found += self._find_states(sentence, mention, entity.name)
            self._read[entity] = tuple(dict.fromkeys(found))
        return self._read[entity]

    def read_described(self, sentence: Sentence, subject: Reference | None) -> tuple[PrintedAffiliation, ...]:
        """Return what the text says that a speaker without a name is: "an official of the union"."""
        if subject is None or subject.head is None:
            return ()
        last = subject.last
        following = last + 1
        if following < len(sentence.tokens) and sentence.tokens[following].lower in ("of", "for", "at"):
            last = min(len(sentence.tokens) - 1, following + 4)
        phrase = read_office(sentence, subject.first, last)
        if phrase is None:
            return ()
        affiliation = self._resolve(sentence, phrase)
        return (affiliation, *self._find_governments(sentence, affiliation))

    def _find_states(self, sentence: Sentence, mention: Mention, name: str) -> Iterator[PrintedAffiliation]:
        """Find whose a ministry is: "Norland's Ministry of Defence", or of the only government."""
        before = sentence.tokens[mention.first - 1] if mention.first else None
        owner = find_mention_at(sentence, mention.first - 1) if before and before.is_possessive else None
        if country := self._find_state_named(name):
            yield PrintedAffiliation(name, country, "government", name, "office")
        elif owner is not None and (country := self.bodies.find_government(owner)):
            words = f"{join(sentence.tokens[owner.first : owner.last + 1])} {name}"
            yield PrintedAffiliation(name, country, "government", words)
        else:
            yield from self._find_governments(sentence, PrintedAffiliation(name, words=name))

    def _find_state_named(self, name: str) -> str:
        """Return the country that a body's name tells: "Norwegian Foreign Ministry", "State Department"."""
        words = name.lower().removeprefix("the ")
        return BODIES_OF_COUNTRIES.get(words) or self.bodies.find_country(words.split()[0])

    def _find_state_of(self, body: str) -> tuple[str, How]:
        """Return the country to which a body of a state belongs, and how that is known."""
        if country := self._find_state_named(body):
            return country, "office"
        entity = next((entity for entity in self._mentions if entity.name == body), None)
        printed = self.read(entity) if entity is not None else ()
        return next(((item.body, item.how) for item in printed if item.kind == "government"), ("", "printed"))

    def _read_mention(self, sentence: Sentence, mention: Mention) -> Iterator[PrintedAffiliation]:
        if phrase := self._find_before(sentence, mention):
            yield self._resolve(sentence, phrase)
        yield from self._read_counterpart(sentence, mention)
        yield from self._read_after(sentence, mention)
        yield from self._read_opening(sentence, mention)

    def _read_counterpart(self, sentence: Sentence, mention: Mention) -> Iterator[PrintedAffiliation]:
        """Read "his Russian counterpart, Foreign Minister Sergey Lavrov"."""
        tokens, last = sentence.tokens, mention.first - 1
        last -= last >= 0 and tokens[last].text == ","
        if last < 1 or tokens[last].lower != "counterpart" or not tokens[last - 1].is_capital:
            return
        if country := self.bodies.find_country(tokens[last - 1].text):
            office = tokens[mention.first : _find_name_start(sentence, mention)]
            role = join(office) if any(is_office(token) for token in office) else ""
            words = join(tokens[last - 1 : mention.last + 1])
            yield PrintedAffiliation(role, country, "government", words)

    def _find_before(self, sentence: Sentence, mention: Mention) -> OfficePhrase | None:
        """Find "the league's chairman, Ronan Pike" and "council leader Edda Brun"."""
        tokens = sentence.tokens
        name = _find_name_start(sentence, mention)
        last = name - 1
        is_apposed = last >= 0 and tokens[last].text == ","
        last -= is_apposed
        first = last + 1
        while first > 0 and last - first < _MAX_WORDS_BEFORE and _may_belong(sentence, first - 1, mention):
            first -= 1
            before = tokens[first - 1].lower if first else ""
            if tokens[first].lower in DETERMINERS and before not in ("of", "for", "at", "to"):
                break
        while first <= last and tokens[first].lower in ("of", "for", "at", "to", "and"):
            first += 1
        is_title = first > last or is_office(tokens[last]) or last >= mention.first
        if first > last or not (is_apposed or is_title):
            return None
        if is_apposed and not _opens_apposition(sentence, first):
            return None
        return read_office(sentence, first, last, mention)

    def _read_after(self, sentence: Sentence, mention: Mention) -> Iterator[PrintedAffiliation]:
        tokens, following = sentence.tokens, mention.last + 1
        if mention.is_possessive or following + 1 >= len(tokens):
            return
        mark = tokens[following].lower
        if mark in ("of", "from"):
            yield from self._read_body(sentence, following + 1, mention, is_place_too=False)
        elif mark in _IS | _WAS:
            start = following + (2 if tokens[following + 1].lower == "been" else 1)
            yield from self._read_phrase(sentence, start, mention, is_former=mark in _WAS)
        elif mark in (",", "—", "–", "-", "("):
            yield from self._read_apposition(sentence, following + 1, mention)

    def _read_apposition(
        self, sentence: Sentence, start: int, mention: Mention
    ) -> Iterator[PrintedAffiliation]:
        tokens = sentence.tokens
        opener, following = tokens[start].lower, tokens[start + 1].lower if start + 1 < len(tokens) else ""
        if opener == "who" and following in _LEADS:
            for affiliation in self._read_body(sentence, start + 2, mention):
                yield replace(affiliation, role=_find_leading_role(following))
        elif opener == "who" and following in _IS | _WAS:
            yield from self._read_phrase(sentence, start + 2, mention, is_former=following in _WAS)
        elif opener in _REPRESENTS:
            for affiliation in self._read_body(sentence, start + 1, mention):
                yield replace(affiliation, role="lawyer")
        elif opener in _SPEAKS_FOR and following == "for":
            yield from self._read_body(sentence, start + 2, mention)
        elif opener in ("of", "for", "from"):
            yield from self._read_body(sentence, start + 1, mention)
        else:
            yield from self._read_phrase(sentence, start, mention)

    def _read_phrase(
        self, sentence: Sentence, start: int, mention: Mention, *, is_former: bool = False
    ) -> Iterator[PrintedAffiliation]:
        """Read an office that follows a name, or the body alone: "David Okoro, Transit Workers' Union:"."""
        last = _find_phrase_end(sentence, start)
        if last < start:
            return
        phrase = read_office(sentence, start, last, mention)
        if phrase is None:
            body = find_mention_at(sentence, start)
            if body is not None and body.last == last and self.bodies.find_kind(body) == "organisation":
                yield from self._read_body(sentence, start, mention)
            return
        if (
            _opens_apposition(sentence, start)
            or is_office(sentence.tokens[start])
            or _is_near(sentence, start, last)
        ):
            affiliation = self._resolve(sentence, phrase)
            yield replace(affiliation, is_former=affiliation.is_former or is_former)

    def _read_body(
        self, sentence: Sentence, start: int, mention: Mention, *, is_place_too: bool = True
    ) -> Iterator[PrintedAffiliation]:
        found = find_body(sentence, start, mention)
        if found is not None:
            opening = mention.first if start > mention.last else 0
            words = join(sentence.tokens[opening : found.last + 1])
            affiliation = self._resolve(sentence, OfficePhrase("", words, found))
            if affiliation.body and (is_place_too or affiliation.kind in ("organisation", "government")):
                yield affiliation

    def _read_opening(self, sentence: Sentence, mention: Mention) -> Iterator[PrintedAffiliation]:
        """Read "Speaking for the River Campaign, Finn Aske said"."""
        tokens, name = sentence.tokens, mention.first
        if name < 4 or tokens[name - 1].text != ",":
            return
        if tokens[0].lower not in _SPEAKS_FOR and [token.lower for token in tokens[:2]] != ["on", "behalf"]:
            return
        for index in range(1, name - 1):
            is_on_behalf = tokens[index].lower == "of" and tokens[index - 1].lower == "behalf"
            if tokens[index].lower == "for" or is_on_behalf:
                yield from self._read_body(sentence, index + 1, mention)

    def _resolve(self, sentence: Sentence, phrase: OfficePhrase) -> PrintedAffiliation:
        """Find the body that the phrase names, or stands for."""
        body, kind, how = self._find_owner(sentence, phrase)
        return PrintedAffiliation(
            phrase.role, body, kind if body else "", phrase.words, how, phrase.is_former
        )

    def _find_owner(self, sentence: Sentence, phrase: OfficePhrase) -> tuple[str, OwnerKind, How]:
        owner = phrase.owner
        if owner is None:
            nearby = self.bodies.find_last(sentence.number, 0) if phrase.role else None
            return _get_name(nearby), "organisation", "nearby"
        if owner.name:
            return owner.name, self.bodies.find_kind_of(owner.name), "printed"
        if owner.mention is not None:
            kind = self.bodies.find_kind(owner.mention)
            if owner.mention.entity is not None and kind not in ("government", "place"):
                return owner.mention.entity.name, kind, "printed"
            is_adjective = owner.is_before and "mayor" not in phrase.role.lower()
            return "" if is_adjective else " ".join(owner.mention.words), kind, "printed"
        token = sentence.tokens[owner.last]
        if owner.noun == "short":
            short = self.bodies.find_short(token.lower, sentence.number, owner.last)
            return _get_name(short), "organisation", "short"
        if owner.noun == "pronoun" and token.lower not in ("his", "her"):
            return _get_name(self.bodies.find_last(sentence.number, owner.last)), "organisation", "short"
        head = owner.last if owner.noun == "office" else None
        first = max(0, owner.last - 1) if head is not None else owner.last
        reference = Reference(first, owner.last, head=head)
        return _get_name(self.coreference.resolve_reference(sentence, reference)), "person", "short"

    def _find_governments(
        self, sentence: Sentence, affiliation: PrintedAffiliation
    ) -> Iterator[PrintedAffiliation]:
        """Find whose minister somebody without a country is; the surest comes first."""
        if affiliation.is_former or not affiliation.role:
            return
        if is_state_body(affiliation.body):
            country, how = self._find_state_of(affiliation.body)
            if country:
                yield replace(affiliation, body=country, kind="government", how=how)
                return
        if affiliation.how == "printed" and affiliation.body:
            return
        if any(word[0].isupper() and self.bodies.find_country(word) for word in affiliation.words.split()):
            return  # "a Norwegian official in exile": it is said what of Norway
        if body := _find_body_of_country(affiliation.role):
            role, country = affiliation.role[len(body) :].strip(), BODIES_OF_COUNTRIES[body.lower()]
            yield replace(affiliation, role=role, body=country, kind="government", how="office")
            return
        country = OFFICES_OF_COUNTRIES.get(affiliation.role.lower(), "")
        if country := self.bodies.find_recorded_country(country):
            yield replace(affiliation, body=country, kind="government", how="office")
            return
        found: list[tuple[str, How]] = []
        if before := self._find_government_before(sentence):
            found.append((before, "government before"))
        if capital := self._find_capital(sentence):
            found.append((capital, "capital"))
        if not found and (dateline := self._find_dateline()):
            found.append((dateline, "dateline"))
        if not found and (only := self.bodies.find_only_government()):
            found.append((only, "only government"))
        if len({name for name, _ in found}) == 1:
            name, how = found[0]
            yield PrintedAffiliation(affiliation.role, name, "government", affiliation.words, how)

    def _find_government_before(self, sentence: Sentence) -> str:
        """Return the country that the sentence, or one of the last two before it, is about."""
        opened = [
            name
            for number, first, name in self.bodies.governments
            if number == sentence.number and first <= 2
        ]
        if sentence.tokens[0].lower == "in" and opened:
            return opened[0]
        for earlier in reversed(self.sentences[max(0, sentence.number - 2) : sentence.number]):
            if earlier.is_heading or not earlier.has_words:
                continue
            verb = next((cue.verb for cue in earlier.cues if not cue.shares_subject), 6)
            named = {
                name
                for number, first, name in self.bodies.governments
                if number == earlier.number and first < verb and not self._is_dateline(earlier, first)
            }
            if named:
                return named.pop() if len(named) == 1 else ""
        return ""

    def _is_dateline(self, sentence: Sentence, first: int) -> bool:
        token = sentence.tokens[first]
        return first == 0 and token.text.isupper() and len(token.text) > 2

    def _find_capital(self, sentence: Sentence) -> str:
        for number, first, name in self.bodies.governments:
            token = sentence.tokens[first] if number == sentence.number else None
            if token and first and sentence.tokens[first - 1].lower == "in" and token.lower != name:
                return name
        return ""

    def _find_dateline(self) -> str:
        for sentence in self.sentences[:3]:
            for number, first, name in self.bodies.governments[:3]:
                if number == sentence.number and self._is_dateline(sentence, first):
                    return name
        return ""


def _find_body_of_country(role: str) -> str:
    """Return the body with which an office starts and that only one country has: "Pentagon spokeswoman"."""
    words = role.split()
    bodies = (" ".join(words[:count]) for count in range(1, min(len(words), _MAX_BODY_WORDS + 1)))
    return next((body for body in bodies if body.lower() in BODIES_OF_COUNTRIES), "")


def _get_name(entity: Entity | None) -> str:
    return "" if entity is None else entity.name


def _find_name_start(sentence: Sentence, mention: Mention) -> int:
    """Return the token at which the name starts, behind the titles."""
    opener, start = mention.name[0].rstrip("'’"), mention.first
    for index in range(mention.first, mention.last + 1):
        if sentence.tokens[index].text == opener:
            start = index
            break
    while start > mention.first and _is_address(sentence.tokens[start - 1]):
        start -= 1
    return start


def _is_address(token: Token) -> bool:
    return token.lower in HONORIFICS and not is_office(token)


def _may_belong(sentence: Sentence, index: int, mention: Mention) -> bool:
    """Accept a word that may be a part of an office before a name."""
    token = sentence.tokens[index]
    if not token.is_word or (token.lower in FUNCTION_WORDS and token.lower not in _IN_PHRASE):
        return False
    if index >= mention.first:
        return True
    if token.lower in SPEECH_VERBS and token.lower not in DOCUMENTS and not token.is_possessive:
        return False
    other = find_mention_at(sentence, index)
    if other is None or token.is_possessive or other.is_possessive:
        return True
    return other.kind not in ("person", "office") or is_office(sentence.tokens[other.last])


def _opens_apposition(sentence: Sentence, first: int) -> bool:
    token = sentence.tokens[first]
    return (
        token.lower in DETERMINERS
        or token.is_possessive
        or is_office(token)
        or token.is_capital
        or token.lower in COUNTRIES
    )


def _is_near(sentence: Sentence, start: int, last: int) -> bool:
    return any(is_office(token) for token in sentence.tokens[start : min(last, start + 2) + 1])


def _find_phrase_end(sentence: Sentence, start: int) -> int:
    tokens = sentence.tokens
    last = start - 1
    for index in range(start, min(len(tokens), start + _MAX_WORDS_AFTER)):
        token = tokens[index]
        if token.quote is not None or (not token.is_word and token.text not in "'’") or token.lower in _STOPS:
            break
        last = index
    return last


def _find_leading_role(verb: str) -> str:
    return {"chairs": "chair", "heads": "head", "directs": "director", "represents": "representative"}.get(
        verb, "leader"
    )
