"""Drafts completed with what the article says before: "the silos at Vale harbour", "on 8 March 2024"."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.labels import format_day
from claims.models import Precision
from quotations.annotations import Token
from quotations.grammar.noun_phrases import DETERMINERS
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.function_words import FUNCTION_WORDS, TIME_WORDS, is_auxiliary
from quotations.lexicon.offices import HONORIFICS, OFFICES
from quotations.lexicon.word_lists import word_set
from quotations.positions.open_references import OpenReference, find_noun_end, find_open_references

MAX_LENGTH = 300
"""The number of characters that a proposition may have."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAYING_WHERE = word_set("of at in on near for by from between against outside")
_PLACES = word_set(
    """
    harbour harbor port airport base station bridge river bay island valley district province region county
    village town city street road court prison camp hospital school university stadium square
    """
)
"""Nouns that end the name of a place: "Vale harbour"."""
_OTHERS = word_set("another second third other others two three four five both each several many new")
_FUTURE = word_set("will shall must")
_PAST = word_set("was were did had has have")
_AFTER_PREPOSITION = word_set("in on since of by from than until till before after for during to at")
_DAY_PREPOSITIONS = word_set("on since by from until till before after to for of")
_PARTS_OF_DAY = word_set("morning afternoon evening night")
_OWNER = re.compile(r"([’']s?(?= |$))")
_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Dr|Lady|Lord|Dame)\.?\s+([A-Z][\w’'-]*[\w])")


@dataclass(frozen=True)
class _FullForm:
    """A noun phrase of the text that says which is meant: `words` as within a sentence.

    `core` are the words of its noun phrase, `names` its capitalised words and numbers.
    """

    start: int
    words: str
    core: tuple[str, ...]
    names: frozenset[str]


class ArticleNames:
    """What the text of an article calls things in full, by the last word of their noun phrase."""

    def __init__(self, text: str):
        self._text = text
        self._forms: dict[str, list[_FullForm]] = {}
        self._others: dict[str, list[int]] = {}
        for tokens in split_plain_text(text):
            for form in _list_full_forms(tokens):
                self._forms.setdefault(form.core[-1], []).append(form)
            for start, head in _list_others(tokens):
                self._others.setdefault(head, []).append(start)

    def complete(self, draft: str, start: int, day: datetime.date | None) -> str:
        """Return a draft with names for what its article names before the offset `start`.

        `day`: that of the words, from which "Friday" is counted. What is not the only thing that may be meant
        stays as it is.
        """
        completed = self._name_people(draft)
        for reference in reversed(find_open_references(completed)):
            if reference.kind == "thing":
                words = self._find_thing(reference, start)
            elif reference.kind == "time" and day is not None:
                completed = _date(completed, reference, day)
                continue
            else:
                words = ""
            if words:
                words = words[0].upper() + words[1:] if reference.start == 0 else words
                completed = completed[: reference.start] + words + completed[reference.end :]
        return completed if len(completed) <= MAX_LENGTH else draft

    def _name_people(self, draft: str) -> str:
        """Return "Ronan Pike" for "Mr Pike", where the text names one person so."""
        return _TITLED.sub(lambda match: self._find_person(match[2]) or match[0], draft)

    def _find_person(self, surname: str) -> str:
        owner = re.search(r"[’']s?$", surname)
        bare = surname[: owner.start()] if owner else surname
        given = re.findall(rf"\b([A-Z][\w-]+)\s+{re.escape(bare)}\b", self._text)
        names = {name for name in given if name.lower() not in HONORIFICS and name.lower() not in OFFICES}
        if len(names) != 1 or any(name.lower() in FUNCTION_WORDS for name in names):
            return ""
        return f"{names.pop()} {surname}"

    def _find_thing(self, reference: OpenReference, start: int) -> str:
        """Return the full form of "the silos"; "" if the text has none or several before `start`."""
        noun, *rest = _OWNER.split(reference.words, maxsplit=1)
        determiner, *phrase = noun.lower().split()
        if determiner not in ("the", "this", "that") or not phrase:
            return ""
        forms = [form for form in self._forms.get(reference.head, ()) if form.start < start]
        fitting = [form for form in forms if list(form.core[-len(phrase) :]) == phrase]
        if not fitting or len(fitting) < len(forms):
            return ""
        longest = max(fitting, key=lambda form: len(form.names))
        if any(not form.names <= longest.names for form in fitting):
            return ""
        if any(place < start for place in self._others.get(reference.head, ())):
            return ""
        return "".join([longest.words, *rest])


def _list_full_forms(tokens: Sequence[Token]) -> Iterator[_FullForm]:
    """List the noun phrases of a sentence in which a name or a number says which is meant."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = index + 1
        if token.lower in ("the", "a", "an"):
            end = find_noun_end(tokens, index + 1)
            if end > index + 1 and (form := _build_form(tokens, index, index + 1, end)):
                yield form
        elif token.is_capital and token.is_possessive and token.lower not in DETERMINERS | FUNCTION_WORDS:
            end = find_noun_end(tokens, index + 1)
            first = _find_name_start(tokens, index)
            if end > index + 1 and not tokens[end - 1].is_possessive:
                yield _build_owned(tokens, first, index, end)
        index = max(end, index + 1)


def _find_name_start(tokens: Sequence[Token], index: int) -> int:
    first = index
    while first and tokens[first - 1].is_capital and not tokens[first - 1].is_possessive:
        first -= 1
    return first - 1 if first and tokens[first - 1].lower == "the" else first


def _build_owned(tokens: Sequence[Token], first: int, owner: int, end: int) -> _FullForm:
    words = [f"{token.text}{token.suffix}" for token in tokens[first:end]]
    words[0] = "the" if words[0] == "The" else words[0]
    core = tuple(token.lower for token in tokens[owner + 1 : end])
    names = frozenset(token.lower for token in tokens[first:end] if token.is_capital) - {"the"}
    return _FullForm(tokens[first].start, " ".join(words).replace("'", "’"), core, names)


def _build_form(tokens: Sequence[Token], first: int, start: int, end: int) -> _FullForm | None:
    phrase = tokens[start:end]
    if any(token.is_possessive for token in phrase):
        return None
    core = tuple(token.lower for token in phrase)
    last = end
    if end + 1 < len(tokens) and tokens[end].lower in _SAYING_WHERE:
        last = _find_complement_end(tokens, end + 1)
    names = frozenset(
        token.lower for token in tokens[start:last] if token.is_capital or token.text[0].isdigit()
    )
    if not names or (last == end and tokens[end - 1].is_capital and len(phrase) > 1 and names == set(core)):
        return None
    words = " ".join(["the", *(f"{token.text}{token.suffix}" for token in tokens[start:last])])
    return _FullForm(tokens[first].start, words.replace("'", "’"), core, names)


def _find_complement_end(tokens: Sequence[Token], start: int) -> int:
    """Return where the name after a preposition ends; `start` - 1 if none stands there."""
    index = start + (tokens[start].lower == "the")
    first = index
    while index < len(tokens) and tokens[index].is_word and tokens[index].is_capital:
        index += 1
        if tokens[index - 1].is_possessive:
            return start - 1
    if index == first or tokens[first].lower in FUNCTION_WORDS | TIME_WORDS:
        return start - 1
    if index < len(tokens) and tokens[index].lower in _PLACES:
        index += 1
    return index


def _list_others(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """List where "another silo", "two silos" and "a silo" without a name stand, with their noun."""
    for index, token in enumerate(tokens):
        if token.lower not in _OTHERS | {"a", "an"}:
            continue
        end = find_noun_end(tokens, index + 1)
        is_plain = token.lower in _OTHERS or _build_form(tokens, index, index + 1, end) is None
        if end > index + 1 and is_plain:
            yield token.start, tokens[end - 1].lower


def _date(draft: str, reference: OpenReference, day: datetime.date) -> str:
    """Return a draft with the date for "Friday" or "last year", unchanged if that is not sure."""
    tokens = [token for sentence in split_plain_text(draft) for token in sentence]
    place = next(index for index, token in enumerate(tokens) if token.start == reference.start)
    before = tokens[place - 1].lower if place else ""
    following = next((token for token in tokens[place:] if token.start >= reference.end), None)
    if following is not None and following.lower in _PARTS_OF_DAY | {"ago"}:
        return draft
    if _OWNER.search(reference.words):
        return draft
    words = reference.words.lower().split()
    when = ""
    if len(words) == 1 and (found := _find_day(words[0], tokens, day)):
        when = format_day(found, Precision.DAY)
        when = when if before in _DAY_PREPOSITIONS else f"on {when}"
    elif len(words) == 2 and words[0] in ("last", "this", "next") and words[1] in ("year", "month"):
        when = _find_period(words[0], words[1], day)
        when = when if before in _AFTER_PREPOSITION else f"in {when}"
    if not when:
        return draft
    when = when[0].upper() + when[1:] if reference.start == 0 else when
    return draft[: reference.start] + when + draft[reference.end :]


def _find_day(word: str, tokens: Sequence[Token], day: datetime.date) -> datetime.date | None:
    """Return the day that a word means in a draft that is all about the past, or about what is to come."""
    words = [token.lower for token in tokens]
    is_future = any(each in _FUTURE for each in words)
    is_past = any(
        each in _PAST or each in IRREGULAR_VERBS or (each.endswith("ed") and not is_auxiliary(each))
        for each in words
    )
    if is_future == is_past:
        return None
    if word in _WEEKDAYS:
        if is_past and not any(each in ("has", "have") for each in words):
            return None  # the story may be told years after its Friday
        if is_past:
            return day - datetime.timedelta(days=(day.weekday() - _WEEKDAYS.index(word)) % 7)
        return day + datetime.timedelta(days=(_WEEKDAYS.index(word) - day.weekday() - 1) % 7 + 1)
    if word == "yesterday" and is_past:
        return day - datetime.timedelta(days=1)
    if word == "tomorrow" and is_future:
        return day + datetime.timedelta(days=1)
    return None


def _find_period(which: str, period: str, day: datetime.date) -> str:
    by = {"last": -1, "this": 0, "next": 1}[which]
    if period == "year":
        return str(day.year + by)
    months = day.year * 12 + day.month - 1 + by
    return format_day(datetime.date(months // 12, months % 12 + 1, 1), Precision.MONTH)
