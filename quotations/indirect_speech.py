"""Indirect speech: the clauses that report what was said."""

from collections.abc import Iterator
from itertools import pairwise

from quotations.annotations import Cue, Mention, Sentence, Token
from quotations.entities.capitalised_runs import is_plural_office
from quotations.grammar.clauses import find_clause_opening, has_finite_verb, is_demonstrative
from quotations.grammar.datelines import skip_dateline
from quotations.grammar.noun_phrases import DETERMINERS, find_mention_at
from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.function_words import (
    ADVERBS,
    FUNCTION_WORDS,
    NOUN_OPENERS,
    PERIODS,
    PRONOUNS,
    TIME_WORDS,
    is_auxiliary,
)
from quotations.lexicon.offices import (
    COLLECTIVES,
    DOCUMENTS,
    GROUPS,
    OFFICES,
    OFFICES_OF_PEOPLE,
    ORGANISATIONS,
)
from quotations.lexicon.speech_verbs import (
    DENIALS,
    DENIED,
    DOUBTS,
    FINDING_VERBS,
    LISTENER_VERBS,
    PLAIN_REPORTS,
    PROMISES,
    REJECTIONS,
    REPORTING_VERBS,
    SPOKEN_NOUNS,
    TAKES_BARE_CLAUSE,
    TAKES_THAT,
    THAT_CLAUSE_ONLY,
    WARNINGS,
)
from quotations.lexicon.word_lists import word_set

from .clause_ends import SPANS, find_clause_end
from .scare_quotes import split_words

_NO_REPORT = word_set("ask inquire wonder believe think hope read continue")
_REPORT_WITH_NOUN = (
    word_set("express voice point make rule accuse call threaten hear urge")
    | FINDING_VERBS
    | REJECTIONS
    | DOUBTS
)
_ANSWERS = frozenset(("respond", "reply"))
_GROUPS = OFFICES | ORGANISATIONS | COLLECTIVES | DOCUMENTS | OFFICES_OF_PEOPLE | GROUPS
_SPEAKING_PRONOUNS = word_set("he she they")
_SAID_BY_BODIES = word_set("say add confirm deny insist maintain announce claim concede admit")
_TELLING = word_set("say allege argue claim warn insist complain add contend")
_SOURCES = word_set("people sources officials persons source person")
_MAX_WORDS_BEFORE_HEAD = 4
_CONDITIONS = word_set("if whether unless until should when")
_MAX_WORDS_BEFORE_THAT = 12
_SPOKEN_PLURALS = frozenset(noun for noun in DENIED | SPOKEN_NOUNS if noun.endswith("s"))
_MAX_TITLE = 6
_MAX_LEAD_LENGTH = 25
_MAX_INSERTION = 12
_MIN_WORDS = 3
_MAX_QUOTED_SHARE = 0.6
_MAX_TAIL_LENGTH = 8
_MAX_ACCUSED_LENGTH = 9
_TIME_OPENERS = word_set("on in at last this late early earlier")
_PLACE_OPENERS = word_set("on in at via during")
_OCCASIONS = word_set(
    "interview conference speech briefing call hearing debate podcast programme program media"
)
_MAX_OCCASIONS = 3
_MAX_OCCASION_NOUNS = 4
_MAX_WORDS_BEFORE_NAME = 4
_OUTLETS = word_set(
    "station broadcaster newspaper paper magazine agency network channel website daily outlet radio"
)
_TIMES = TIME_WORDS | PERIODS
_NO_TAIL = word_set("and or but because since as while if whether that it's")
_NO_CLAUSE = word_set(
    """
    in at on during after before to for by with from about of as when while if whether what how why
    where it's and or but because since following alongside amid via through outside inside throughout
    under despite upon unless until over
    """
)
_NO_OBJECT = word_set("nothing little much something anything everything more less so")
_NOBODY = word_set("nobody none neither no-one")
_NO_CONTENT = FUNCTION_WORDS | set(PRONOUNS)
_RELATIVE_CLAUSE_OPENERS = NOUN_OPENERS | word_set("he she they it")
_THAT_NOUNS = word_set("hope concern fear view belief confidence")


def find_reported_clauses(sentence: Sentence) -> Iterator[tuple[int, int, Cue]]:
    """Yield each clause that reports what somebody said, named or not.

    Yields (first token, last token, cue).
    """
    taken = -1
    for cue in sentence.cues:
        if cue.is_negated or cue.first < taken or not _may_report(sentence, cue):
            continue
        for clause in _find_clauses(sentence, cue):
            first, last = trim_clause(sentence.tokens, *clause)
            if is_report(sentence.tokens[first : last + 1]):
                taken = max(taken, last)
                yield first, last, cue


def _may_report(sentence: Sentence, cue: Cue) -> bool:
    """Accept a verb that takes a clause, said by somebody or some group."""
    if cue.text.lower().startswith("put "):
        return False  # put it this way
    is_reporting = cue.lemma in REPORTING_VERBS or cue.lemma in _REPORT_WITH_NOUN or cue.lemma == "according"
    following = sentence.tokens[cue.verb + 1 : cue.verb + 2]
    takes_that = cue.lemma in TAKES_THAT and bool(following) and following[0].lower == "that"
    if not (is_reporting or takes_that) or cue.lemma in _NO_REPORT:
        return False
    tokens = sentence.tokens
    if any(token.lower in _CONDITIONS for token in tokens[max(0, cue.first - 1) : cue.first + 1]):
        return False
    if cue.speaker is not None or cue.is_joint:
        return True
    subject = cue.subject
    if subject is None:
        if cue.lemma in _TELLING and cue.text.endswith("ing") and tokens[cue.first - 1].text == ",":
            return True  # Nine nurses sued the clinic, alleging that
        return cue.shares_subject and any(
            other.verb < cue.verb and _may_report(sentence, other)
            for other in sentence.cues[:1]
            if other is not cue
        )
    if subject.head is None:
        pronoun = tokens[subject.first].lower
        is_body = pronoun == "it" and (cue.lemma in _SAID_BY_BODIES)
        return subject.mention is not None or pronoun in _SPEAKING_PRONOUNS or is_body
    before = tokens[max(0, subject.first - _MAX_WORDS_BEFORE_HEAD) : subject.head + 1]
    if any(token.lower in _SOURCES for token in before):
        return True  # two people familiar with the matter
    word = tokens[subject.head].lower
    if word in _NOBODY or tokens[subject.first].lower == "no":
        return False
    singulars = (word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    is_plural = is_plural_office(word) or (word.endswith("s") and any(noun in _GROUPS for noun in singulars))
    return word in _GROUPS or is_plural or word.endswith("-year-old")


def _find_clauses(sentence: Sentence, cue: Cue) -> Iterator[tuple[int, int]]:
    if cue.lemma == "according":
        opens_clause = cue.first == 0 or _follows_conjunction(sentence.tokens, cue.first)
        find = _find_clause_after_comma if opens_clause else _find_clause_before
        clause = find(sentence, cue)
        if clause is not None:
            yield clause
        return
    if cue.first == 1 and sentence.tokens[0].lower == "as" and not cue.is_inverted:
        clause = _find_clause_after_comma(sentence, cue)  # As Ada Brook said, the river rises.
        if clause is not None:
            yield clause
        return
    first = None if cue.is_inverted else _find_clause_start(sentence, cue)
    if first is not None:
        end = find_clause_end(sentence, cue, first)
        yield first, end
        if [token.lower for token in sentence.tokens[end + 1 : end + 4]] == [",", "and", "that"]:
            yield end + 4, find_clause_end(sentence, cue, end + 4)
        return
    if not cue.is_inverted and cue.shares_subject:
        return
    before = _find_clause_before(sentence, cue)
    end = max(cue.verb, cue.last) + 1
    if before is None or not (cue.is_inverted or _is_tail(sentence, cue, end)):
        return
    comma, *following = [token.lower for token in sentence.tokens[end : end + 2]] or [""]
    is_clause = has_finite_verb(sentence.tokens, before[0], before[1] + 1)
    goes_on = comma == "," and bool(following) and (not is_clause or following == ["but"])
    if is_clause or not goes_on:
        yield before
    if goes_on:
        yield end + 1, find_clause_end(sentence, cue, end + 1)


def _follows_conjunction(tokens: list[Token], first: int) -> bool:
    """Recognise "but, according to Ada Brook, the river rises": the clause comes after."""
    before = [token.lower for token in tokens[max(0, first - 2) : first] if token.text != ","]
    return bool(before) and before[-1] in ("but", "and", "that", "because", "while")


def _find_clause_start(sentence: Sentence, cue: Cue) -> int | None:
    """Return the first token of the clause after the verb, None if none follows."""
    tokens, index = sentence.tokens, cue.verb + 1
    following = tokens[index].lower if index < len(tokens) else ""
    if cue.lemma in _ANSWERS and following == "to":
        return None
    if _has_no_content(tokens, index):
        return None
    if cue.lemma in DOUBTS:
        return _find_doubted_clause(tokens, cue, following)
    if cue.lemma in REJECTIONS and following != "that":
        return _find_reported_phrase(tokens, cue, following)
    that = None if cue.lemma == "accuse" else _find_that(tokens, index, cue.lemma)
    if that is not None:
        return that if is_demonstrative(tokens, that) else _skip_insertion(tokens, that + 1)
    if (
        cue.lemma in _REPORT_WITH_NOUN
        or cue.lemma in DENIALS
        or (cue.lemma == "admit" and following.endswith("ing"))
        or (cue.lemma in PROMISES and following in ("to", "not"))
    ):
        return _find_reported_phrase(tokens, cue, following)
    if cue.lemma == "agree" and following in PRONOUNS and is_auxiliary(tokens[index + 1].lower):
        return index  # agreed it might be paint
    announced = _find_announced_clause(sentence, cue)
    if announced is not None:
        return announced
    if cue.lemma not in TAKES_BARE_CLAUSE or cue.lemma in THAT_CLAUSE_ONLY:
        return None
    if cue.lemma in LISTENER_VERBS:
        if cue.lemma in WARNINGS:
            index = _skip_time(tokens, index)  # warned on Sunday the river would rise
            following = tokens[index].lower if index < len(tokens) else ""
        if following in _NO_CLAUSE or following == "against":
            return None
        behind = _skip_listener(sentence, cue, index)
        if behind is None:
            return None
        index = behind
    index = _skip_occasion(sentence, index)
    if index >= len(tokens) or not tokens[index].is_word:
        return None
    if tokens[index].lower in _NO_CLAUSE and not _is_quantity(tokens, index):
        return find_clause_opening(tokens, index)
    return index if has_finite_verb(tokens, index, find_clause_end(sentence, cue, index) + 1) else None


def _find_announced_clause(sentence: Sentence, cue: Cue) -> int | None:
    """Return where the sentence starts that a colon announces: "wrote in a letter: The bridge is safe"."""
    tokens, index = sentence.tokens, cue.verb + 1
    if cue.lemma in LISTENER_VERBS:
        behind = _skip_listener(sentence, cue, index)
        index = index if behind is None else behind
    first = _skip_occasion(sentence, index) + 1
    if first >= len(tokens) or tokens[first - 1].text != ":" or not tokens[first].is_word:
        return None
    return first if has_finite_verb(tokens, first, len(tokens)) else None


def _skip_insertion(tokens: list[Token], start: int) -> int:
    """Skip the words between commas in "said that, with two of them out, his side would lose"."""
    if tokens[start].text != ",":
        return start
    for index in range(start + 2, min(len(tokens) - 2, start + _MAX_INSERTION)):
        if tokens[index].text == ",":
            return start + 1 if tokens[start + 1].lower in _CONDITIONS else index + 1
    return start + 1


def _has_no_content(tokens: list[Token], index: int) -> bool:
    """Recognise "said nothing" and "said very little"; "said nothing could be done" is a clause."""
    words = [token.lower for token in tokens[index : index + 3]]
    if words[:1] == ["very"]:
        words.pop(0)
    if words[:1] in (["it"], ["this"]) and _goes_on_after(tokens, index + 1):
        return True  # smiled as he said it, and walked on
    if words[:1] == ["more"] and words[1:] and words[1] not in FUNCTION_WORDS - {"than"}:
        return not has_finite_verb(tokens, index + 1, len(tokens))  # said more than 20 boats had left
    return bool(words) and words[0] in _NO_OBJECT and not any(is_auxiliary(word) for word in words[1:2])


def _goes_on_after(tokens: list[Token], index: int) -> bool:
    """Recognise "(again), and walked on": what was said ends before the second verb."""
    rest = [token.lower for token in tokens[index : index + 5] if token.text != ","]
    while rest and (rest[0] in ADVERBS or rest[0] == "again"):
        rest.pop(0)
    is_verb = len(rest) > 1 and (rest[1].endswith("ed") or rest[1] in IRREGULAR_VERBS)
    return is_verb and rest[0] in ("and", "but", "then")


def _find_reported_phrase(tokens: list[Token], cue: Cue, following: str) -> int | None:
    """Return where a report without a clause starts: "denied the charge", "vowed to leave".

    A denial is no report without its verb.
    """
    index = cue.verb + 1
    if cue.lemma in PROMISES:
        return index
    if cue.lemma in DENIALS or cue.lemma == "admit":
        has_object = following and following not in _NO_CLAUSE and tokens[index].quote is None
        return cue.verb if has_object else None
    if cue.lemma in REJECTIONS:
        ahead = range(index, len(tokens))
        quote = next((number for number in ahead if tokens[number].quote is not None), None)
        is_denial = any(token.lower in DENIED for token in tokens[index : index + 4])
        tells_what = any(token.lower == "that" for token in tokens[index + 1 : quote])
        return cue.verb if is_denial and (quote is None or tells_what) else None
    if (cue.lemma, following) in (("call", "for"), ("rule", "out")):
        return index + 1
    if cue.lemma == "accuse":
        ahead = range(index + 1, min(len(tokens), index + _MAX_ACCUSED_LENGTH))
        charges = [number for number in ahead if tokens[number].lower == "of"]
        is_of_deed = any(not tokens[min(number + 1, len(tokens) - 1)].is_capital for number in charges)
        return cue.verb if is_of_deed else None
    if cue.lemma == "urge" or (cue.lemma, following) == ("call", "on"):
        return cue.verb if _asks_to_act(tokens, index) else None
    return None


def _asks_to_act(tokens: list[Token], start: int) -> bool:
    """Recognise "urged the city to reopen the stage", without a quotation."""
    ahead = range(start + 1, min(len(tokens) - 1, start + _MAX_ACCUSED_LENGTH))
    infinitive = next((number for number in ahead if tokens[number].lower == "to"), None)
    if infinitive is None or any(token.quote is not None for token in tokens[start:]):
        return False
    return tokens[infinitive + 1].is_word and not tokens[infinitive + 1].is_capital


def _is_quantity(tokens: list[Token], index: int) -> bool:
    """Recognise "at least nine" and "about 30" at the start of a clause."""
    words = [token.lower for token in tokens[index : index + 2]]
    if len(words) < 2:
        return False
    return words in (["at", "least"], ["at", "most"]) or (
        words[0] in ("about", "over", "under") and words[1][0].isdigit()
    )


def _find_doubted_clause(tokens: list[Token], cue: Cue, following: str) -> int | None:
    """Return where the clause starts in "doubts that the dam held" and "questioned whether it held"."""
    index = cue.verb + 1
    if following in ("that", "whether", "if"):
        return index + 1
    is_clause = (
        cue.lemma == "doubt" and following not in _NO_CLAUSE and has_finite_verb(tokens, index, len(tokens))
    )
    return index if is_clause else None


def _find_that(tokens: list[Token], start: int, lemma: str) -> int | None:
    """Return the "that" which opens the clause; little may stand before it."""
    start = _skip_relative_clause(tokens, start)
    for index in range(start, min(len(tokens), start + _MAX_WORDS_BEFORE_THAT)):
        token = tokens[index]
        if token.lower == "that":
            return index if _opens_clause(tokens, index, start, lemma) else None
        if token.quote is not None or token.text in (":", ";", ".") or is_auxiliary(token.lower):
            return None
        if token.text == "," and index != start and tokens[start].text != ",":
            return None
    return None


def _skip_relative_clause(tokens: list[Token], start: int) -> int:
    """Return the comma before "that" in "told Tom Field, who left, that" and "the mayor, Tom Field, that"."""
    ahead = range(start + 1, min(len(tokens) - 1, start + _MAX_WORDS_BEFORE_THAT))
    commas = [index for index in ahead if tokens[index].text == ","]
    if len(commas) < 2:
        return start
    opener = tokens[commas[0] + 1]
    if opener.lower not in ("who", "which", "whose") and not opener.is_capital:
        return start
    return commas[1] if tokens[commas[1] + 1].lower == "that" else start


def _opens_clause(tokens: list[Token], that: int, start: int, lemma: str) -> bool:
    """Return False for "said that." and for a relative clause: "said the boat that"."""
    if that + 2 >= len(tokens):
        return False
    following = tokens[that + 1]
    if not (following.is_word or following.quote is not None or following.text == ","):
        return False
    if that == start or tokens[that - 1].text == ",":
        return True
    if lemma in PLAIN_REPORTS and tokens[that - 1].lower in _SPOKEN_PLURALS:
        return False  # said reports that the dam leaked were false
    if tokens[that - 1].lower in SPOKEN_NOUNS and _is_owned(tokens, that - 1):
        return lemma not in PLAIN_REPORTS  # repeated her claim that
    if is_auxiliary(tokens[that + 1].lower) and tokens[that - 1].lower not in _TIMES:
        return False  # the opinion that was signed
    is_verb = tokens[that + 1].lower in IRREGULAR_VERBS and not tokens[that + 1].is_capital
    if is_verb and tokens[that - 1].lower not in _TIMES:
        return False  # of the work that made her famous
    if lemma in LISTENER_VERBS and has_finite_verb(tokens, that + 1, len(tokens)):
        return True  # told the club's site that it won
    return tokens[start].lower not in _RELATIVE_CLAUSE_OPENERS or tokens[that - 1].lower in _THAT_NOUNS


def _is_owned(tokens: list[Token], noun: int) -> bool:
    owner = tokens[noun - 1]
    return owner.is_possessive or owner.lower in ("his", "her", "its", "their")


def _skip_listener(sentence: Sentence, cue: Cue, index: int) -> int | None:
    """Return the token after the listener: "told Ada Brook", "told reporters".

    A warning may have none: "warned the river would rise". None if no clause follows the listener.
    """
    tokens = sentence.tokens
    first = tokens[index].lower if index < len(tokens) else ""
    if first == "there" or (first in PRONOUNS and first not in ("it", "you")):
        return index
    mention = find_mention_at(sentence, index)
    if mention is None and first in NOUN_OPENERS - {"this"}:
        if cue.lemma in WARNINGS:
            return index
        index += 1
        mention = find_mention_at(sentence, index)
    if mention is None:
        mention = _find_apposed_name(sentence, index)
    following = index + 1 if mention is None else mention.last + 1
    if following >= len(tokens) or (tokens[following].lower == "that" and first in ("a", "an")):
        return None
    if cue.lemma in WARNINGS and not _opens_noun_phrase(sentence, following):
        return index if mention is None else mention.first
    return following


def _find_apposed_name(sentence: Sentence, index: int) -> Mention | None:
    """Return the name in "told radio station NRT"."""
    for following in range(index, min(len(sentence.tokens), index + _MAX_WORDS_BEFORE_NAME)):
        token = sentence.tokens[following]
        mention = find_mention_at(sentence, following)
        if mention is not None:
            is_outlet = any(noun.lower in _OUTLETS for noun in sentence.tokens[index:following])
            return mention if is_outlet else None
        if not token.is_word or token.is_capital or token.lower in FUNCTION_WORDS:
            return None
    return None


def _opens_noun_phrase(sentence: Sentence, index: int) -> bool:
    word = sentence.tokens[index].lower
    return word in DETERMINERS or word in PRONOUNS or find_mention_at(sentence, index) is not None


def _skip_occasion(sentence: Sentence, start: int) -> int:
    """Return the token after "on Friday", "on Radio Example on Monday", "in a statement"."""
    for _ in range(_MAX_OCCASIONS):
        index = _skip_time(sentence.tokens, start)
        index = _skip_place(sentence, index)
        index = _skip_event(sentence, index)
        if index == start:
            break
        start = index
    return start


def _skip_place(sentence: Sentence, start: int) -> int:
    """Return the token after "on Radio Example" and "in a letter", `start` if none is there."""
    tokens = sentence.tokens
    if start + 1 >= len(tokens) or tokens[start].lower not in _PLACE_OPENERS:
        return start
    index = start + 2 if tokens[start + 1].lower in DETERMINERS else start + 1
    mention = find_mention_at(sentence, index)
    if mention is not None:
        return start if mention.kind == "person" or mention.is_possessive else mention.last + 1
    for noun in range(index, min(len(tokens), index + _MAX_OCCASION_NOUNS)):
        if tokens[noun].lower in DOCUMENTS or tokens[noun].lower in _OCCASIONS:
            return noun + 1
    return start


def _skip_event(sentence: Sentence, start: int) -> int:
    """Return the token after "after the match" where a clause with a noun of its own follows."""
    tokens = sentence.tokens
    words = [token.lower for token in tokens[start : start + 4]]
    if (
        len(words) < 4
        or words[0] not in ("after", "before", "during", "following")
        or words[1] not in DETERMINERS
    ):
        return start
    for index in (start + 3, start + 4):
        if index >= len(tokens) or tokens[index - 1].lower in FUNCTION_WORDS:
            break
        if tokens[index].lower in DETERMINERS and has_finite_verb(tokens, index, len(tokens)):
            return index
    return start


def _skip_time(tokens: list[Token], start: int) -> int:
    """Return the token after "on Friday", "Friday", "late on Friday"."""
    index = start
    while index < len(tokens) and (tokens[index].lower in _TIME_OPENERS or tokens[index].lower in _TIMES):
        index += 1
        if tokens[index - 1].lower in _TIMES:
            start = index
    return start


def _find_clause_before(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the clause before ", Ada Brook said" or before "according to"."""
    tokens, last = sentence.tokens, cue.first - 1
    title = last
    while title > 1 and tokens[title].is_word and tokens[title].lower not in FUNCTION_WORDS - DETERMINERS:
        title -= 1
    is_title = tokens[last].lower in OFFICES or tokens[last].lower in DETERMINERS
    if is_title and last - title <= _MAX_TITLE and tokens[title].text == ",":
        last = title  # , district police chief Ada Brook said
    if last < 1 or tokens[last].quote is not None:
        return None
    if cue.speaker is None and _tells_only_when(tokens[:last]):
        return None
    previous = [other for other in sentence.cues if other.last < cue.first]
    first = previous[-1].last + 1 if previous else 0
    if tokens[last].text == "," and last == 1 and tokens[0].quote is not None:
        return None
    if cue.lemma == "according":
        is_told = bool(previous) and previous[-1].lemma in TAKES_BARE_CLAUSE
        is_separate = any(token.lower in ("and", "but") for token in tokens[first:last])
        return (first, last) if not is_told or is_separate else None
    if tokens[last].text != "," or previous:
        return None
    if tokens[first].lower.endswith("ing") and all(token.text != "," for token in tokens[first:last]):
        return None
    return first, last


def _tells_only_when(tokens: list[Token]) -> bool:
    """Recognise "Nine days after the dam broke": when it was said, of which nothing comes before a comma."""
    words = [token.lower for token in tokens[:5]]
    if any(token.text == "," for token in tokens):
        return False
    pairs = pairwise(words)
    return any(word.rstrip("s") in SPANS and following in ("after", "before") for word, following in pairs)


def _find_clause_after_comma(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the clause in "According to Ada Brook, the river rises"."""
    tokens = sentence.tokens
    commas = [
        index
        for index in range(cue.last + 1, min(len(tokens), cue.last + _MAX_LEAD_LENGTH))
        if tokens[index].text == ","
    ]
    if not commas:
        return None
    is_inserted = len(commas) > 1 and tokens[commas[0] + 1].lower in (
        "who",
        "which",
        "a",
        "an",
        "the",
        "whose",
    )
    has_verb = not is_inserted or not has_finite_verb(tokens, commas[0] + 1, commas[1])
    is_relative = is_inserted and tokens[commas[0] + 1].lower in ("who", "which", "whose")
    start = commas[1] if is_relative or (is_inserted and has_verb) else commas[0]
    return start + 1, find_clause_end(sentence, cue, start + 1)


def _is_tail(sentence: Sentence, cue: Cue, start: int) -> bool:
    """Return True if the tokens after a cue are nothing but a time, a place or a listener."""
    tokens = sentence.tokens[start:]
    if any(token.quote is not None for token in tokens):
        return False
    if not tokens or not tokens[0].is_word:
        return True
    if cue.lemma in LISTENER_VERBS:
        return len(tokens) <= _MAX_TAIL_LENGTH
    return (tokens[0].lower in _NO_CLAUSE or tokens[0].lower in TIME_WORDS) and tokens[
        0
    ].lower not in _NO_TAIL


def trim_clause(tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Leave out punctuation around a clause, and conjunctions before it."""
    while first <= last and (_is_punctuation(tokens[first]) or tokens[first].lower == "and"):
        first += 1
    while first < last and (
        _is_punctuation(tokens[first])
        or (tokens[first].lower == "that" and not is_demonstrative(tokens, first))
    ):
        first += 1
    if first == 0:
        first = skip_dateline(tokens, last)
    time = [token.text for token in tokens[first : min(first + 3, last)]]
    if len(time) == 3 and time[0].isdigit() and time[1] in ":." and time[2].isdigit():
        first += 3  # 14:20 Divers have arrived, police say
    has_bracket = any(token.text in "([" for token in tokens[first : last + 1])
    while last > first and _is_punctuation(tokens[last]) and not (has_bracket and tokens[last].text in ")]"):
        last -= 1
    return first, last


def _is_punctuation(token: Token) -> bool:
    return not token.is_word and token.quote is None


def is_report(clause: list[Token]) -> bool:
    """Accept a clause with enough words of its own, not mostly a direct quotation."""
    own = [token for token in clause if token.is_word]
    quoted = sum(len(split_words(token.text)) for token in clause if token.quote is not None)
    if [token.lower for token in own[-2:]] == ["no", "comment"]:
        return False
    has_content = any(token.lower not in _NO_CONTENT for token in own)
    return len(own) >= _MIN_WORDS and has_content and quoted <= _MAX_QUOTED_SHARE * (len(own) + quoted)
