"""Draft propositions: what somebody said as one neutral sentence without its source.

A draft is a suggestion for an editor. Where no safe sentence can be made, it is "": a wrong proposition is
worse than none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from quotations.annotations import Cue, Sentence, Token
from quotations.grammar.clauses import has_finite_verb, may_be_counted
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.common_verbs import (
    BASE_VERBS,
    IRREGULAR_VERBS,
    PAST_OF_PARTICIPLES,
    find_past_of_gerund,
)
from quotations.lexicon.function_words import FUNCTION_WORDS, TIME_WORDS, is_auxiliary
from quotations.lexicon.offices import HONORIFICS, OFFICES
from quotations.lexicon.speech_verbs import (
    DENIALS,
    DENIED,
    DOUBTS,
    PROMISES,
    REJECTIONS,
    SPEECH_VERBS,
    SPOKEN_NOUNS,
)
from quotations.lexicon.word_lists import word_set

from .answers import NO_BODIES, name_bodies, name_things, point_at_noun
from .open_references import find_noun_end
from .speaker_names import EXPANDED, SpeakerName, name_first_person, name_own_body, name_third_person
from .tenses import is_past_report, is_plural_subject, may_be_either, tells_when, undo_backshift

MIN_WORDS = 2
MAX_WORDS = 35

_LEAD_IN = re.compile(
    r"(?:(?:(?:and|but|so)[,:]?"
    r"|(?:well|look|now|yes|no|yeah|frankly|honestly|clearly|obviously|of course|in fact|indeed|you know"
    r"|you see|as i said|in (?:my|our) (?:view|opinion)|to be (?:honest|clear)|let me be clear)[,:]"
    r"|(?:still|even so|then|nevertheless|after all|again|meanwhile|besides|at least|first of all),"
    r"|then(?=\s+(?:the|an?|my|our|his|her|their|its)\b)"
    r"|(?:the (?:fact|truth) is|(?:i|we) (?:think|believe|say|repeat|am sure|are sure|know|am convinced))"
    r"(?: that)?|(?:i|we) (?:accept|agree|admit|acknowledge|insist|maintain|confirm) that)\s+)+",
    re.IGNORECASE,
)
_NO_SUBJECT = word_set(
    """
    to of which who whom whose because what why how where whether than as such or nor then so therefore thus
    not only just even both and but
    """
)
_COMMANDS = word_set(
    """
    leave stop go come look listen remember imagine wait put keep bring please be stay vote don't do make
    take get ask tell give let try help join stand fight call show send pay read trust watch think hold
    """
)
_NEVER_AFFIRMED = word_set("anywhere either")
_AFFIRMED = {"anybody": "somebody", "anyone": "someone", "anything": "something", "ever": ""}
"""Words that only a denial can hold: what is denied is said with others, or without."""
_NEVER_AT_END = word_set("it so that not too when why how what who where whether which to of")
_DEMONSTRATIVES = word_set("this these those")
_LIKE = word_set("same other similar")
_EXPLAINING = word_set("as than that from")
_STANDING_FOR_NOUNS = word_set("others former latter rest more")
_QUANTITIES = word_set("one two three four five six seven eight nine ten several some many most few all")
_AFTER_EMPTY_IT = word_set("clear hard possible difficult all")
_ORDINALS = word_set("first second third last")
_CLAUSE_BREAKS = word_set(", ; and but that who which because when if as so while where whether or than")
_PERIODS = word_set("day days week weeks month months year years evening night morning hour hours")
_FORBIDDEN_SIGNS = frozenset("?;:…[]()—–•|/*")
_CONDITIONS = word_set(
    "if when unless while although though neither either because since once after before as until"
)
_DEMANDING = word_set("demand urge insist")
_URGING = word_set("urge call")
_SUBJUNCTIVE = word_set(
    """
    be have do go come stay leave resign end stop pay give take make open close publish reopen return withdraw
    apologise apologize explain admit accept provide build rebuild repair release drop lift ban act show let
    allow send bring keep put hold hand step sell buy cut raise lower pull quit face find free compensate
    """
)
_UNDER_WAY = word_set("preparing planning considering trying seeking threatening plotting waiting")
_COUNTS_OF = word_set("count counts charge charges")
_COUNTS = word_set("one all every a everybody everyone many")
_NONE = word_set("no nobody nothing none")
_MAX_OUTCOME = 7
_IMAGINING = word_set("would will could")
_FORMS_OF_BE = word_set("is are was were")
_SURE = word_set("sure certain confident convinced")
_BELIEVING = word_set("believe believes believed think thinks thought")
_OPENING_CLAUSES = word_set(
    "the a an this that these those he she it they there his her their its nobody no none most"
)
_PERSONAL_WORDS = word_set("he him his she her they them their it its i me my we us our you your")
_WITNESSES = word_set("he she they i we")
_EXPECTING = word_set("expects believes hopes thinks doubts knows fears")
_SENSING = word_set("saw heard watched noticed felt see hear")
_RELAYING = word_set("say says said tell tells told")
_MAX_RELAYING = 7
_MIN_RELAYED = 3
_MAX_ADDRESS = 6
_MAX_DEMANDED_SUBJECT = 8
_JUDGING = word_set("call label brand dub term")
_UNSETTLED = word_set("he she him his her they them their it its")
_OF_THINGS = word_set("it its")
_OF_SEVERAL = word_set("they them their")
_MARKS = re.compile('[“”„‟«»"]')
_WHITE_SPACE = re.compile(r"\s+")


def draft_quoted(
    words: str,
    speaker: SpeakerName,
    group: SpeakerName | None = None,
    other: SpeakerName | None = None,
    *,
    question: str = "",
    bodies: Mapping[str, str] = NO_BODIES,
) -> str:
    """Draft the proposition of one quoted sentence; of several, or of a fragment, it is "".

    `group` is who "we" are where the speaker is a person, `other` who "he" or "she" is, None if not known.
    `question` is what the words answer, `bodies` the full name of "the authority" by its noun.
    """
    text = remove_lead_in(words.strip())
    if not text or words.strip()[0].islower():
        return ""
    sentences = split_plain_text(text)
    if len(sentences) != 1:
        return ""
    tokens = skip_address(sentences[0])
    if _tells_of_witness(tokens) or _names_source(tokens) or _tells_expectation(tokens, bodies):
        return ""
    tokens = _leave_out_reserve(tokens[: _find_second_clause(tokens, keeps_outcome=True)])
    if tokens[0].lower in _COMMANDS or (
        tokens[0].lower in SPEECH_VERBS.values() and not tokens[0].lower.endswith("s")
    ):
        return ""
    has_group = any(token.lower in ("we", "us", "our", "ours", "we're", "we've", "we'll") for token in tokens)
    speaker = (group or SpeakerName("")) if has_group and not speaker.is_body else speaker
    inner = _draft_relayed(text, tokens)
    if inner is not None:
        return inner
    named = name_first_person(tokens, speaker)
    if named is None:
        return ""
    named |= _name_other(tokens, other) | name_things(tokens, question)
    rest = [token for index, token in enumerate(tokens) if index not in named]
    if not named and name_third_person(rest, None) is None:
        return ""
    if named and not _are_settled(tokens, named, speaker):
        return ""
    changed = name_bodies(tokens, bodies) | point_at_noun(tokens)
    return _finish(text, tokens, named, changed, is_printed=True)


def skip_address(tokens: list[Token]) -> list[Token]:
    """Leave out "Mr Falk," and "Madam Mayor,"."""
    comma = next((index for index, token in enumerate(tokens[:_MAX_ADDRESS]) if token.text == ","), 0)
    is_titled = any(token.lower in HONORIFICS or token.lower in OFFICES for token in tokens[:comma])
    is_address = is_titled and all(token.is_capital for token in tokens[:comma])
    return tokens[comma + 1 :] if is_address and len(tokens) > comma + 1 else tokens


def _tells_of_witness(tokens: Sequence[Token]) -> bool:
    """Recognise "he saw an officer knock a woman over": whoever saw it is no part of what happened.

    Two words that may be a noun and its verb are taken for that, "a police car" as well.
    """
    words = [token.lower for token in tokens]
    if len(words) < 2 or words[0] not in _WITNESSES or words[1] not in _SENSING:
        return False
    pairs = pairwise(tokens[2:])
    return any(
        token.is_word
        and token.lower not in FUNCTION_WORDS
        and following.is_word
        and not following.is_capital
        and following.lower not in FUNCTION_WORDS | TIME_WORDS
        for token, following in pairs
    )


def _tells_expectation(tokens: Sequence[Token], bodies: Mapping[str, str]) -> bool:
    """Recognise "the ministry expects", where that is known to be the body of somebody who speaks."""
    words = [token.lower for token in tokens[:3]]
    return len(words) > 2 and words[0] == "the" and words[1] in bodies and words[2] in _EXPECTING


def _leave_out_reserve(tokens: list[Token]) -> list[Token]:
    """Leave out ", if they were" at the end."""
    words = [token.lower for token in tokens if token.is_word]
    end = next((index for index, token in enumerate(tokens) if token.text == "," and index), len(tokens))
    is_reserve = len(words) > 3 and words[-3] == "if" and is_auxiliary(words[-1])
    is_last = sum(token.is_word for token in tokens[end:]) == 3
    return tokens[:end] if is_reserve and is_last else tokens


def _names_source(tokens: Sequence[Token]) -> bool:
    """Recognise "On Thursday the minister said, quote, ...", which is somebody else's."""
    pairs = pairwise(tokens)
    return any(token.lower in _RELAYING and following.text == "," for token, following in pairs)


def _name_other(tokens: Sequence[Token], other: SpeakerName | None) -> dict[int, str]:
    """Return the name for "he" at the start of what is said of another; {} if that is not safe."""
    if other is None or not other.gender or tokens[0].lower not in ("he", "she", "his", "her"):
        return {}
    is_man = tokens[0].lower in ("he", "his")
    if is_man != (other.gender == "m") or (tokens[0].lower == "her" and len(tokens) < _MIN_RELAYED):
        return {}
    return {0: other.name if tokens[0].lower in ("he", "she") else other.owner}


def _draft_relayed(text: str, tokens: list[Token]) -> str | None:
    """Draft what "the families tell us (that) X" passes on; None for other words."""
    words = [token.lower for token in tokens]
    verb = next((index for index, word in enumerate(words[:_MAX_RELAYING]) if word in _RELAYING), None)
    if not verb or {"i", "we", "he", "she", "they", "it", "you", "who", "not", ","} & set(words[:verb]):
        return None
    start = verb + 1 + (words[verb + 1 : verb + 2] in (["us"], ["me"]))
    if words[verb].startswith(("tell", "told")) and start == verb + 1:
        return None
    clause = tokens[start + (words[start : start + 1] == ["that"]) :]
    if len(clause) < _MIN_RELAYED or not has_finite_verb(clause, 0, len(clause)):
        return None
    name = text[tokens[0].start : tokens[verb - 1].end]
    is_several = words[verb] in ("say", "tell")
    source = SpeakerName(name[0].lower() + name[1:] if words[0] == "the" else name, is_plural=is_several)
    source = source if words[0] not in ("your", "my", "our", "his", "her", "their") else SpeakerName("")
    is_past = words[verb] in ("said", "told")
    return _draft_clause(
        _Report(text, source if source.name else None, None, is_past, is_denied=False), clause
    )


def draft_statement(words: str) -> str:
    """Draft a clause in which nothing is left to be named, "" if it cannot stand alone."""
    sentences = split_plain_text(words)
    if len(sentences) != 1:
        return ""
    [tokens] = sentences
    return _finish(words, tokens, {0: tokens[0].text + tokens[0].suffix})


def _are_settled(tokens: Sequence[Token], named: dict[int, str], speaker: SpeakerName) -> bool:
    """Return False if "he", "it" or "they" beside the speaker may be taken for them, or for nobody."""
    own = _OF_THINGS if speaker.is_body else _OF_SEVERAL if speaker.is_plural else frozenset()
    for index, token in enumerate(tokens):
        if index in named or token.lower not in _UNSETTLED:
            continue
        if token.lower not in _OF_THINGS | _OF_SEVERAL or token.lower in own or index < min(named) + 2:
            return False
    last = max(index for index, token in enumerate(tokens) if token.is_word)
    return last in named or tokens[last].lower not in _UNSETTLED


@dataclass(frozen=True)
class _Report:
    """What decides how a reported clause is worded.

    `speaker` is None if a pronoun in the clause may mean somebody else; they speak for `group`.
    """

    text: str
    speaker: SpeakerName | None
    group: SpeakerName | None
    is_past: bool
    is_denied: bool

    def without_speaker(self) -> "_Report":
        return replace(self, speaker=None, group=None)


def draft_reported(
    text: str,
    sentence: Sentence,
    span: tuple[int, int],
    cue: Cue,
    speaker: SpeakerName | None,
    group: SpeakerName | None = None,
) -> str:
    """Draft the proposition of the reported clause between two tokens of a sentence.

    `speaker` is None if a pronoun in the clause may mean somebody else; `group` is the body that "it" means.
    """
    first, last = span
    tokens = sentence.tokens[first : last + 1]
    if sentence.is_heading and _lacks_article(tokens[0]):
        return ""
    is_past = cue.lemma == "words" or is_past_report([token.lower for token in sentence.tokens], cue.verb)
    is_denied = cue.lemma in DENIALS | REJECTIONS | DOUBTS
    report = _Report(text, speaker, group, is_past, is_denied)
    if is_denied and any(token.lower in _NEVER_AFFIRMED for token in tokens):
        return ""
    if first == cue.verb and cue.lemma == "accuse":
        return _draft_accusation(report, tokens[1:])
    if first == cue.verb and cue.lemma in _URGING:
        return _draft_demand(text, tokens[1 + (tokens[1].lower == "on") :], speaker)
    if first == cue.verb:
        return _draft_denied(report, tokens[1:])
    if tokens[0].lower == "to" or [token.lower for token in tokens[:2]] == ["not", "to"]:
        return _draft_promise(text, tokens, cue, speaker)
    if cue.lemma in ("call", *_DEMANDING):
        demanded = _draft_demand(text, tokens, speaker)
        if demanded or cue.lemma == "call":
            return demanded
    return _draft_clause(report if first > cue.verb else report.without_speaker(), tokens)


def draft_continued(words: str, cue: str) -> str:
    """Draft a further clause of a report, behind "and that"; "" if a pronoun in it has to be named.

    `cue`: the verb of the report, which tells the tense.
    """
    sentences = split_plain_text(words)
    verbs = cue.lower().split()
    if len(sentences) != 1 or not verbs:
        return ""
    is_past = any(is_past_report(verbs, place) for place in range(len(verbs)))
    return _draft_clause(_Report(words, None, None, is_past, is_denied=False), sentences[0])


def _lacks_article(token: Token) -> bool:
    """Recognise the "offer" of a headline, which would be "the offer" in a sentence."""
    word = token.lower
    is_common = token.is_word and not token.is_capital and word not in FUNCTION_WORDS
    return is_common and not word.endswith(("s", "ing"))


def draft_asked(
    text: str, clause: list[Token], speaker: SpeakerName | None, group: SpeakerName | None
) -> str:
    """Draft what somebody was asked: the clause after "asked whether", in which "he" is the speaker."""
    return _draft_clause(_Report(text, speaker, group, is_past=True, is_denied=False), clause)


def draft_judgement(text: str, sentence: Sentence, quote: int, cue: Cue) -> str:
    """Draft "The tax is a blow to owners" of: called the tax “a blow to owners”; `quote` is its token."""
    judged = sentence.tokens[cue.verb + 1 : quote]
    words = sentence.tokens[quote].text.strip(" ,.;!")
    if cue.lemma not in _JUDGING or cue.is_negated or not 2 <= len(judged) <= 7 or not words[:1].islower():
        return ""
    if judged[0].lower not in ("the", "a", "an") or any(
        not token.is_word or token.lower in _UNSETTLED or is_auxiliary(token.lower) for token in judged
    ):
        return ""
    if any(token.lower in _UNSETTLED or not token.is_word for token in split_plain_text(words)[0]):
        return ""
    is_plural = judged[-1].lower.endswith("s") and not judged[-1].lower.endswith(("ss", "us", "is"))
    subject = text[judged[0].start : judged[-1].end]
    return _punctuate(f"{subject} {'are' if is_plural else 'is'} {words}")


def _draft_denied(report: _Report, tokens: list[Token]) -> str:
    """Draft what is denied in "denied reports that the dam leaked" and "denied having sold it"."""
    words, speaker = [token.lower for token in tokens], report.speaker
    if not words:
        return ""
    for index, word in enumerate(words[1:-1], start=1):
        if word == "that" and any(noun in DENIED | SPOKEN_NOUNS for noun in words[:index]):
            is_owned = any(token.is_capital or token.is_possessive for token in tokens[:index])
            clause = leave_out_reproach(tokens[index + 1 :])
            return _draft_clause(report.without_speaker() if is_owned else report, clause)
    of = words.index("of") if "of" in words[:4] else 0
    if of and words[of - 1] in _COUNTS_OF and of + 1 < len(words):
        return _draft_deed(report, speaker.name if speaker else "", tokens[of + 1 :])
    if any(word in DENIED | SPOKEN_NOUNS | _COUNTS_OF for word in words[:3]):
        return ""
    if words[0].endswith("ing"):
        return _draft_deed(report, speaker.name if speaker else "", tokens)
    return _draft_clause(report, tokens)


def _draft_accusation(report: _Report, tokens: list[Token]) -> str:
    """Draft "The builders hid the leak" of: accused the builders of hiding the leak."""
    words = [token.lower for token in tokens]
    of = next((index for index, word in enumerate(words) if index and word == "of"), None)
    if of is None or of + 2 >= len(words) or _PERSONAL_WORDS & set(words[:of]):
        return ""
    accused = report.text[tokens[0].start : tokens[of - 1].end]
    return _draft_deed(
        report.without_speaker(), accused, tokens[of + 1 :], is_plural=is_plural_subject(tokens[:of])
    )


def _draft_deed(report: _Report, name: str, tokens: list[Token], *, is_plural: bool | None = False) -> str:
    """Draft "Ann Bell took money" of "taking money", and of "having taken money".

    What somebody plans is not over: "is planning". `is_plural` tells whether several people do it, None if it
    is open.
    """
    words = [token.lower for token in tokens]
    verb, rest = find_past_of_gerund(words[0]), tokens[1:]
    if words[0] == "having" and words[1:2] and _is_participle(words[1]):
        verb, rest = PAST_OF_PARTICIPLES.get(words[1], words[1]), tokens[2:]
    elif words[0] == "being" and not tells_when(tokens):
        verb = "is"
    elif words[0] in _UNDER_WAY and not tells_when(tokens):
        verb = f"{'are' if is_plural else 'is'} {words[0]}" if is_plural is not None else ""
    if not verb or not name or not rest or _has_second_deed(words):
        return ""
    if any(token.quote is not None and _has_person(token.text) for token in rest):
        return ""
    if name_third_person(rest, report.speaker, report.group) is None:
        return ""
    return _join(report.text, f"{name} {verb}", rest, _affirm(rest))


def _has_second_deed(words: list[str]) -> bool:
    """Recognise "setting fire to it and two counts of theft" and "taking money and lying"."""
    return "and" in words or "or" in words


def _affirm(tokens: Sequence[Token]) -> dict[int, str]:
    """Return what "anybody" and "ever" of a denial become in what is denied."""
    words = [token.lower for token in tokens]
    affirmed = {index: _AFFIRMED[word] for index, word in enumerate(words) if word in _AFFIRMED}
    for index, word in enumerate(words[:-1]):
        if word == "any" and words[index + 1] == "of":
            affirmed[index] = "some"
        elif word == "any":
            head = find_noun_end(tokens, index + 1) - 1
            is_one = head > index and may_be_counted(tokens[head].lower)
            affirmed[index] = ("an" if words[index + 1][0] in "aeiou" else "a") if is_one else ""
        if (word, words[index + 1]) == ("at", "all") and index + 2 == len(words):
            affirmed |= {index: "", index + 1: ""}
    return affirmed


def _is_participle(word: str) -> bool:
    return word.endswith(("ed", "en", "wn", "ne")) or word in IRREGULAR_VERBS


def leave_out_reproach(tokens: list[Token]) -> list[Token]:
    """Leave out "as nonsense" and "as “old gossip”" after a claim that is rejected."""
    for index in range(3, len(tokens) - 1):
        following = tokens[index + 1]
        if tokens[index].lower == "as" and (
            following.quote is not None or not has_finite_verb(tokens, index + 1, len(tokens))
        ):
            return tokens[:index]
    return tokens


def _draft_promise(text: str, tokens: list[Token], cue: Cue, speaker: SpeakerName | None) -> str:
    """Draft "Ada Brook will fight the order" of "vowed to fight the order"."""
    if cue.lemma not in PROMISES or cue.lemma == "threaten" or speaker is None or not speaker.name:
        return ""
    is_negated = tokens[0].lower == "not"
    rest = tokens[1 + is_negated :]
    if any(token.lower in _UNSETTLED or token.quote is not None for token in rest) or len(rest) < 2:
        return ""
    return _join(text, f"{speaker.name} will{' not' if is_negated else ''}", rest)


def _draft_demand(text: str, tokens: list[Token], speaker: SpeakerName | None) -> str:
    """Draft "The road must be closed" of "the road to be closed" and "that the road be closed"."""
    for index in range(1, min(len(tokens), _MAX_DEMANDED_SUBJECT)):
        word = tokens[index].lower
        following = tokens[index + 1].lower if index + 1 < len(tokens) else "to"
        if is_auxiliary(word) and word not in _SUBJUNCTIVE:
            return ""
        is_infinitive = word == "to" and following not in FUNCTION_WORDS - _SUBJUNCTIVE
        if not is_infinitive and word not in _SUBJUNCTIVE:
            continue
        rest = tokens[index + is_infinitive :]
        if tokens[index - 1].lower in FUNCTION_WORDS or name_third_person(tokens, speaker) != {}:
            return ""
        if any(token.quote is not None for token in tokens):
            return ""
        return _join(text, f"{text[tokens[0].start : tokens[index - 1].end]} must", rest)
    return ""


def _draft_clause(report: _Report, tokens: list[Token]) -> str:
    tokens = _skip_opinion(_leave_out_ends(tokens))
    if not tokens or _tells_of_witness(tokens) or (report.is_past and may_be_either(tokens)):
        return ""
    if any(token.quote is not None and _has_person(token.text) for token in tokens):
        return ""
    named = name_third_person(tokens, report.speaker, report.group)
    if named is None:
        return ""
    named = named or name_own_body(tokens, report.group)
    changed = _affirm(tokens) if report.is_denied else {}
    if report.is_past:
        is_plural = report.speaker is not None and report.speaker.is_plural
        changed |= undo_backshift(tokens, named, is_plural=is_plural, is_event=report.is_denied)
    return _finish(report.text, tokens, named, changed)


def _skip_opinion(tokens: list[Token]) -> list[Token]:
    """Leave out "he believed that" and "she was certain": it is the speaker's opinion anyway."""
    words = [token.lower for token in tokens]
    if words[:1] not in (["he"], ["she"], ["they"]):
        return tokens
    index = 1
    while index < len(words) and (words[index] in _FORMS_OF_BE or words[index].endswith("ly")):
        index += 1
    is_sure = index > 1 and words[index : index + 1] != [] and words[index] in _SURE
    if index >= len(words) or not (is_sure or words[index] in _BELIEVING):
        return tokens
    rest = tokens[index + 1 + (words[index + 1 : index + 2] == ["that"]) :]
    is_clause = len(rest) > 1 and (rest[0].lower not in FUNCTION_WORDS or rest[0].lower in _OPENING_CLAUSES)
    return rest if is_clause and has_finite_verb(rest, 0, len(rest)) else tokens


def _has_person(quoted: str) -> bool:
    """Return True if a quotation within a clause says "I", "you" or "it"."""
    tokens = [token for sentence in split_plain_text(quoted) for token in sentence]
    return name_first_person(tokens, SpeakerName("")) is None or any(
        token.lower in _UNSETTLED for token in tokens
    )


def _leave_out_ends(tokens: list[Token]) -> list[Token]:
    first, last = 0, len(tokens)
    while first < last and not tokens[first].is_word and tokens[first].quote is None:
        first += 1
    while first < last and not tokens[last - 1].is_word and tokens[last - 1].quote is None:
        last -= 1
    return tokens[first:last]


def _finish(
    text: str,
    tokens: Sequence[Token],
    named: dict[int, str],
    changed: dict[int, str] | None = None,
    *,
    is_printed: bool = False,
) -> str:
    """Put the sentence together if it can stand alone: names for pronouns, and words that are `changed`.

    `is_printed`: the tense is that of the speaker, and needs no change in a second clause.
    """
    tokens = _leave_out_ends(list(tokens))
    end = _find_second_clause(tokens, keeps_outcome=is_printed)
    tokens = tokens[:end]
    if not _stands_alone(tokens, named):
        return ""
    expanded = {
        index: EXPANDED[token.lower]
        for index, token in enumerate(tokens)
        if token.lower in EXPANDED and index not in named
    }
    return _join(text, "", tokens, expanded | (changed or {}) | named)


def _find_second_clause(tokens: list[Token], *, keeps_outcome: bool) -> int:
    """Return where ", and nobody knew" starts: a proposition is one.

    With `keeps_outcome`, ", and nobody was hurt" is a part of it: it says nothing without the rest.
    """
    if tokens and tokens[0].lower in _CONDITIONS:
        return len(tokens)
    for index in range(3, len(tokens) - 2):
        if _opens_second_report(tokens, index):
            return index
        if tokens[index - 1].text != ",":
            continue
        if tokens[index].lower in ("which", "who") and "," not in [token.text for token in tokens[index:]]:
            return index - 1  # which the owner denied
        if tokens[index].lower not in ("and", "but", "while", "so"):
            continue
        if keeps_outcome and _is_outcome(tokens[index:]):
            continue
        if has_finite_verb(tokens, index + 1, len(tokens)) and has_finite_verb(tokens, 0, index - 1):
            return index - 1
    return len(tokens)


def _opens_second_report(tokens: list[Token], index: int) -> bool:
    """Recognise "and that she would ask for help" after a clause that is whole without it."""
    if tokens[index].lower not in ("and", "but", "or") or tokens[index + 1].lower != "that":
        return False
    return has_finite_verb(tokens, 0, index) and has_finite_verb(tokens, index + 2, len(tokens))


def _is_outcome(tokens: Sequence[Token]) -> bool:
    """Recognise "and nobody was hurt" and "and no fault was found"."""
    words = [token.lower for token in tokens]
    is_none = len(words) <= _MAX_OUTCOME and words[0] == "and" and words[1] in _NONE
    return is_none and bool(_FORMS_OF_BE & set(words[2:-1]))


def _opens_with_deed(tokens: Sequence[Token]) -> bool:
    """Recognise "Closing the line would hurt the town", where a deed is the subject."""
    words = [token.lower for token in tokens]
    modal = next((index for index, word in enumerate(words) if word in _IMAGINING), 0)
    return (
        modal > 1 and all(token.is_word for token in tokens[:modal]) and not _CONDITIONS & set(words[:modal])
    )


def _stands_alone(tokens: Sequence[Token], named: dict[int, str]) -> bool:
    """Judge whether the words are one statement that can be understood without its article."""
    if not MIN_WORDS <= sum(1 for token in tokens if token.is_word or token.quote is not None) <= MAX_WORDS:
        return False
    first = tokens[0].lower
    if (first == "not" and tokens[1].lower in _COUNTS) or (first == "both" and tokens[1].lower != "and"):
        first = ""  # not one of them, both ships
    if first in _NO_SUBJECT or first == "that":
        return False
    if first.endswith("ing") and first != "nothing" and 0 not in named and not _opens_with_deed(tokens):
        return False
    if first == "there" and not is_auxiliary(tokens[1].lower):
        return False
    if _counts_things(tokens) or any(
        _means_other_thing(tokens, index, named) for index in range(len(tokens))
    ):
        return False
    if any(_points_elsewhere(tokens, index, named) for index in range(len(tokens))):
        return False
    last = tokens[-1]
    is_open = last.lower in _NEVER_AT_END and len(tokens) - 1 not in named
    if last.quote is None and (is_open or (is_auxiliary(last.lower) and not last.is_capital)):
        return False  # I have.
    return _has_main_clause(tokens, named)


def _points_elsewhere(tokens: Sequence[Token], index: int, named: Mapping[int, str]) -> bool:
    """Recognise "here", "these", "no such" and "of that", which mean something outside of the sentence."""
    token = tokens[index]
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if token.text in _FORBIDDEN_SIGNS or token.lower == "hereby":
        return True
    if token.lower == "such" and following not in ("as", "that"):
        return True
    if _compares(tokens, index, named):
        return True
    if token.lower in _DEMONSTRATIVES:
        return not following or (following in FUNCTION_WORDS and not is_auxiliary(following))
    if token.lower == "that" and index:
        return (not following or is_auxiliary(following)) and tokens[index - 1].lower in FUNCTION_WORDS
    return False


def _counts_things(tokens: Sequence[Token]) -> bool:
    """Recognise "four more will come", "most were old" and "the first two": of what is said before."""
    words = [token.lower for token in tokens[:4]]
    index = int(words[0] == "the")
    if words[index] not in (_ORDINALS if index else _QUANTITIES):
        return False
    index += 1
    while index < len(words) and words[index] in _QUANTITIES | {"more", "others"}:
        index += 1
    return index < len(words) and is_auxiliary(words[index])


def _means_other_thing(tokens: Sequence[Token], index: int, named: Mapping[int, str]) -> bool:
    """Recognise the "it" of "The brigade closed it": not the subject, and nothing else is named before."""
    words = [token.lower for token in tokens]
    if words[index] not in ("it", "them") or index in named or not index:
        return False
    before, following = words[:index], words[index + 1 : index + 2]
    if _CLAUSE_BREAKS & set(before) or set(following) & _AFTER_EMPTY_IT:
        return False
    verbs = [at for at, word in enumerate(before) if at and (is_auxiliary(word) or _is_verb_form(word))]
    if not verbs:
        return False
    between = tokens[verbs[0] + 1 : index]
    return all(token.lower in FUNCTION_WORDS or _is_verb_form(token.lower) for token in between)


def _is_verb_form(word: str) -> bool:
    is_past = word.endswith("ed") or word in IRREGULAR_VERBS or word in PAST_OF_PARTICIPLES
    return is_past or word in BASE_VERBS or is_auxiliary(word) or word.endswith("ly")


def _compares(tokens: Sequence[Token], index: int, named: Mapping[int, str]) -> bool:
    """Recognise what is told apart from, or counted among, things named before.

    "The other dam", "the same evening", "the latter", "a similar fire", "two of them", "the day before".
    """
    word, *following = [token.lower for token in tokens[index : index + 3]]
    first, second = [*following, "", ""][:2]
    before = tokens[index - 1].lower if index else ""
    is_definite = not index or before in ("the", "a", "an", "another", "no")
    if word in _LIKE:
        rest = [token.lower for token in tokens[index + 1 :]]
        is_explained = any(each in _EXPLAINING and after != "well" for each, after in pairwise(rest))
        return is_definite and not is_explained and first not in ("for", "to", "hand")
    if word in _STANDING_FOR_NOUNS:
        is_noun = first.isalpha() and first not in FUNCTION_WORDS | {"follow", "followed"}
        return is_definite and not is_noun and first not in ("of", "than", "in", "on", "and")
    if word == "of" and first in ("them", "it", "these", "those"):
        return index + 1 not in named and not any(_is_name(token) for token in tokens[:index])
    if word == "of" and (first, second) in (("the", "kind"), ("the", "sort")):
        return True
    if word in _PERIODS:
        is_counted = first in ("before", "after", "earlier", "later") and len(following) == 1
        return is_counted or before in ("previous", "following", "preceding")
    if word == "then":
        return not index or before in ("since", "until", "by", "before")
    return word == "otherwise" and not index


def _is_name(token: Token) -> bool:
    return token.is_word and token.is_capital and token.lower not in FUNCTION_WORDS


def _has_main_clause(tokens: Sequence[Token], named: dict[int, str]) -> bool:
    """Return False for "if the dam goes" and "tomorrow, if the dam holds": something is left out."""
    words = [token.lower for token in tokens]
    if words[0] in _CONDITIONS:
        commas = [index for index, token in enumerate(tokens) if token.text == ","]
        if commas:
            return has_finite_verb(list(tokens), commas[-1] + 1, len(tokens))
        return any(word in ("would", "will", "could") for word in words[4:])
    ends = [index for index, word in enumerate(words) if word in _CONDITIONS]
    return 0 in named or has_finite_verb(list(tokens), 0, ends[0] if ends else len(tokens))


def remove_lead_in(words: str) -> str:
    """Leave out "Well, I think that" and "The truth is that" at the start of quoted words."""
    match = _LEAD_IN.match(words)
    return words[match.end() :] if match else words


def _join(text: str, opening: str, tokens: Sequence[Token], named: dict[int, str] | None = None) -> str:
    """Return the words as printed after `opening`, those of `named` replaced, as a sentence."""
    named = named or {}
    tokens = _leave_out_ends(list(tokens)) if not named else tokens
    pieces = [opening, " "] if opening else []
    position = tokens[0].start
    for index, token in enumerate(tokens):
        pieces.append(text[position : token.start])
        end = token.end
        if index in named:
            pieces.append(named[index])
            end += len(token.suffix)
        else:
            pieces.append(token.text if token.quote is not None else text[token.start : token.end])
        position = end
    return _punctuate("".join(pieces))


def _punctuate(words: str) -> str:
    words = _WHITE_SPACE.sub(" ", _MARKS.sub("", words.replace("'", "’"))).strip(" ,.;:!—–-")
    return f"{words[0].upper()}{words[1:]}." if words else ""
