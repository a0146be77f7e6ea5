"""The nature of what was said: fact, judgement, demand, forecast or commitment, from its form."""

import re
from collections.abc import Iterable

from quotations.grammar.clauses import has_finite_verb
from quotations.grammar.tokens import split_plain_text
from quotations.lexicon.speech_verbs import JUDGING_VERBS, SPEECH_VERBS
from quotations.lexicon.word_lists import word_set

from .reported import Guess, ReportedWords

FACT, JUDGEMENT, DEMAND, FORECAST, COMMITMENT = "fact", "judgement", "demand", "forecast", "commitment"

_PROMISES = word_set("vow promise pledge swear threaten")
_PREDICTIONS = word_set("predict forecast expect foresee")
_DEMANDS = word_set("demand urge implore plead beg order")
_JUDGEMENTS = JUDGING_VERBS | word_set(
    """
    criticise criticize blast lambast lambaste deride decry deplore mock ridicule welcome thank liken compare
    lament regret
    """
)
_CALLS_FOR = re.compile(
    r"^(?:call(?:s|ed|ing)?|appeal(?:s|ed|ing)?|push(?:es|ed|ing)?) (?:again )?for\b", re.I
)
_REPORTED_DEMAND = re.compile(
    r"\b(?:calls|demands|requests?|appeals?|proposals?|offers?|suggestions? (?:to|that \w+ should)) (?:for"
    r"|to|that|by|of)\b",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must|should(?! like\b)|shouldn[’']t|ought to|needs? to|needed to|has to|have to|has got to"
    r"|have got to|had to be"
    r"|(?:is|are|was|were) needed|is required|it is (?:time|vital|essential|crucial|imperative) (?:that|to"
    r"|for)"
    r"|demands?(?:ed)? (?:that|an?|the)|call(?:s|ed|ing)? (?:on|upon|for)|(?:i|we) (?:want|urge|ask|beg)"
    r" (?:you|him|her|them|the|every|all|people|our)|(?:i|we|they) want (?:an?|the|to see)|wants (?:an?"
    r"|the)|please|let (?:us|them|him|her)|let[’']s"
    r"|we cannot (?:allow|accept|let)|cannot be allowed)\b"
)
_EPISTEMIC = re.compile(r"\b(?:must|should) have\b")
_NO_DUTY = re.compile(
    r"(?:\b(?:do|does|did)(?: not|n[’']t)|\b(?:may|might|could|would|will)(?: not)?|[’'](?:d|ll)) $",
    re.IGNORECASE,
)
"""Before "have to": nobody asks for it."""
_IMPERATIVE = re.compile(
    r"^(?:please )?(?:stop|end|release|free|give|leave|let|do not|don[’']t|bring|tell|show|open|close"
    r"|withdraw|resign"
    r"|go|get|put|keep|listen|vote|join|come|stay|pay|stand|wake|hands off|look after|remember|act"
    r"|come)\b(?! (?:is|was)\b)",
    re.I,
)
_WILL = re.compile(
    r"\b(?:will|won[’']t|shall|shan[’']t)\b|[’']ll\b|\bgoing to\b",
    re.I,
)
_WOULD = re.compile(
    r"\bwould(?:n[’']t)?\b(?! (?:have|like|prefer|love|rather)\b)|[’']d (?:never|not|be)\b", re.I
)
_INTENTION = re.compile(
    r"\b(?:(?:is|are|am|was|were|[’'](?:s|re|m)) (?:\w+ )?(?:ready|determined|committed|prepared|willing) to"
    r"|(?:has|have|had) no intention (?:of|to)|intends? to|plans? to)\b"
)
_FORECAST = re.compile(
    r"\b(?:(?:may|might|could) have to|(?:may|might|could) (?:\w+ ){1,8}(?:by|until) (?:the|next|\w+day)"
    r"|(?:may|might|could) (?:\w+ ){1,8}(?:soon|tomorrow|next \w+|one day|this (?:week|month|year|\w+er))"
    r"|(?:is|are|was|were|be) (?:\w+ )?(?:expected|forecast|projected|set|bound|poised|on course|due"
    r"|about)"
    r"(?: to|,)|(?:(?:may|might)(?: not)?|could) be \w+(?:ed|en)|expects?|expected|predicts?|forecasts?"
    r"|likely to|by (?:20[2-9]\d|the end of))\b",
    re.I,
)
_OWN_SUBJECT = r"(?:i|we)(?: (?:both|all))?"
_REPORTED_SUBJECT = r"(?:he|she|they|it)"
_OUTCOMES = (
    r"(?:win|lose|be|see\b(?! (?:you|them|him|her) in)|need|fall|rise|die|know|become|remain|get|have"
    r"|suffer|regret|miss"
    r"|succeed|fail|survive|hear|face|find|feel|learn|say|think|like|want|call|prefer)"
)
_SUBJECT_WILL = (
    r"(?:\s+(?:will|shall|won[’']t|shan[’']t|would|wouldn[’']t|am|are|is|was|were)|[’'](?:ll|m|re|d|s))"
    r"(?:\s+(?:not|never|always|also|soon|now|then|\w+ly))*(?:\s+going to)?"
)
_JUDGING_WORD = re.compile(
    r"\b(?:should(?:n[’']t| not)? have|condemn\w*|deplor\w*|denounc\w*|welcom\w*|applaud\w*|prais\w*|lazy"
    r"|greedy|selfish|rude|ugly"
    r"|silly|crazy|mad|evil"
    r"|disgrac\w+|shame\w*|outrag\w+|scandal\w*|unaccept\w+|intoler\w+|appall\w+|shock\w*|terribl\w+"
    r"|horribl\w+|awful"
    r"|dreadful|disast\w+|catastroph\w+|tragic|tragedy|cruel\w*|barbar\w+|reckless\w*|irrespons\w+"
    r"|stupid\w*|foolish\w*"
    r"|absurd\w*|ridicul\w+|pathetic|unfair\w*|unjust\w*|immoral|wrong|mistake|cowardly|brave|heroic"
    r"|brilliant\w*|great"
    r"|greatest|good|best|bad|worst|better|worse|wonderful|fantastic|excellent|superb|beautiful|amazing"
    r"|impressive"
    r"|important|dangerous\w*|premature|unworkable|weak|strong|perfect|poor|proud|pleased|happy|delighted"
    r"|disappoint\w+"
    r"|hopeless|useless|pointless|meaningless|empty gesture|waste of|licence to|insult\w*|betray\w*"
    r"|hypocri\w+|coward\w*"
    r"|liar|trust(?:ed)? a man|failed (?:him|her|them|us|the|our|its)|an act of|too (?:slow|late|little"
    r"|much|far|weak|soft)"
    r"|not worth|most \w+ (?:\w+ )?(?:ever|in)|dead|a success|a failure|a joke|a farce|a circus|a sham"
    r"|unnecessary|sensible"
    r"|welcome|low point|more harm than good|historic|landmark|serious|honest|dishonest|corrupt"
    r"|incompetent|genius)\b",
    re.I,
)
_SUBORDINATE_WILL = re.compile(
    r"(?<=\w) (?:before|until|till|unless|because)(?: (?!(?:and|but)\b)[\w’'-]+){1,6}?"
    r" (?:would|will|could|won[’']t|wouldn[’']t)\b(?: (?!(?:and|but)\b)[\w’'-]+)*"
    r"|, (?:which|who|whose) [^,.;]*\b(?:would|will)\b[^,.;]*,",
    re.I,
)
_SENTENCES = re.compile(r"(?<=[.!?])[”\"’']*\s+")
_LEAD_IN = re.compile(
    r"^[“\"‘'…\s]*(?:(?:well|look|and|but|so|now|yes|no|frankly|let me be clear)[,:]?\s+)*", re.I
)
_HAPPENED = re.compile(
    r"\b(?:came|went|saw|took|gave|made|said|knew|lost|left|fell|began|ran|got|kept|felt|fought|held|hit"
    r"|met|paid|put"
    r"|sent|sold|spent|stood|struck|told|thought|won|wrote|broke|brought|bought|built|drove|fled|flew"
    r"|found|heard|led"
    r"|rose|sank|shot|stole|swore|threw|died|did|taken|given|seen|known|gone|done|[a-z]{2,}ed)\b|\d+"
    r"|\b(?:has|have|had) (?:not |never |already |also |\w+ly )?(?:been|become|come|cut|hidden|stolen|broken"
    r"|chosen|driven|eaten|fallen|forgotten|frozen|grown|hurt|read|risen|spoken|thrown|worn|written)\b"
)


def guess_nature(report: ReportedWords, *, own_names: Iterable[str] = ()) -> Guess:
    """Guess the nature of what was said; an empty value where the form does not tell.

    `own_names`: names of the speaker and of whom they speak for, whose acts to come are commitments. What
    would come in a dependent clause ("before it would talk") tells nothing of the whole.
    """
    by_verb = _read_verb(report)
    if by_verb is not None:
        return by_verb
    clause = _SUBORDINATE_WILL.sub("", _LEAD_IN.sub("", report.clause.strip()))
    own = _list_own_subjects(report, own_names)
    promises = re.finditer(
        rf"\b{own}{_SUBJECT_WILL}\s+(?!{_OUTCOMES}\b|(?:not|never|always|also)\b)\w+", clause, re.I
    )
    for words in (match.group() for match in promises):
        if _WILL.search(words) or _WOULD.search(words):
            return Guess(COMMITMENT, f"“{words}” is a promise.", "likely")
    if (match := _INTENTION.search(clause)) and not _MUST.search(clause) and not _is_denied(clause, match):
        return Guess(COMMITMENT, f"“{match.group()}” is an intention.", "guess")
    if demand := _find_demand(clause, report):
        return Guess(DEMAND, f"“{demand.strip()}” asks for something.", "likely")
    for pattern in (_WILL, _FORECAST, *(() if report.is_quotation and not report.is_fragment else (_WOULD,))):
        if match := pattern.search(clause):
            return Guess(FORECAST, f"“{match.group()}” speaks of what is to come.", "likely")
    if match := _JUDGING_WORD.search(clause):
        return Guess(JUDGEMENT, f"“{match.group()}” is a judgement.", "likely")
    if report.is_quotation and (match := _WOULD.search(clause)) and not _is_own(clause, match):
        return Guess(FORECAST, f"“{match.group()}” speaks of what may come.", "guess")
    if match := _HAPPENED.search(clause):
        return Guess(FACT, f"It tells what happened or how much: “{match.group()}”.", "guess")
    if _states_something(clause, report):
        return Guess(FACT, "It says that something is so, and nothing in its form that it is more.", "guess")
    return Guess("")


def _is_denied(clause: str, match: re.Match[str]) -> bool:
    """Recognise "has no plans to": it tells how things are."""
    return clause[: match.start()].rstrip().lower().endswith((" no", " not", " any"))


def _is_own(clause: str, match: re.Match[str]) -> bool:
    return bool(re.search(r"\b(?:i|we|you)\s*$", clause[: match.start()], re.IGNORECASE))


def _states_something(clause: str, report: ReportedWords) -> bool:
    """Tell whether it is a clause with its verb, and no question."""
    if clause.rstrip("”\"' ").endswith("?"):
        return False
    if not report.is_quotation:
        return True
    return any(has_finite_verb(tokens, 0, len(tokens)) for tokens in split_plain_text(clause))


def _read_verb(report: ReportedWords) -> Guess | None:
    lemma = SPEECH_VERBS.get(report.cue.lower(), report.cue.lower())
    why = f"“{report.cue}” reports a"
    phrase = f"{report.cue} {report.gap} {report.words}"
    if lemma in _PROMISES:
        return Guess(COMMITMENT, f"{why} promise.", "sure")
    if lemma in _PREDICTIONS:
        return Guess(FORECAST, f"{why} forecast.", "sure")
    if _CALLS_FOR.match(phrase) or (lemma in _DEMANDS and not report.is_quotation):
        return Guess(DEMAND, f"{why} demand.", "sure")
    if lemma in ("reject", "dismiss") and _REPORTED_DEMAND.search(phrase[:120]):
        return Guess(DEMAND, f"“{report.cue}” answers a demand.", "likely")
    if lemma == "describe" and not re.search(r"\bas\b", report.gap):
        return None
    if lemma in _JUDGEMENTS and report.is_quotation:
        return Guess(JUDGEMENT, f"{why} judgement.", "likely")
    if lemma == "accuse":
        return Guess(FACT, f"{why}n accusation: something that was done.", "guess")
    return None


def _list_own_subjects(report: ReportedWords, names: Iterable[str]) -> str:
    """Return a pattern for the speaker as the subject of a clause."""
    subject = _OWN_SUBJECT if report.is_quotation else _REPORTED_SUBJECT
    if report.is_fragment:
        subject = f"{_OWN_SUBJECT}|{_REPORTED_SUBJECT}"
    own = [re.escape(name) for name in names if name]
    return rf"(?:{'|'.join([subject, *own])})"


def _find_demand(clause: str, report: ReportedWords) -> str:
    for sentence in _SENTENCES.split(clause):
        if report.is_quotation and not report.is_fragment and (match := _IMPERATIVE.match(sentence)):
            return match.group()
    match = _MUST.search(f"{clause[:1].lower()}{clause[1:]}")
    if match is None or _EPISTEMIC.match(clause, match.start()):
        return ""
    has_no_duty = match.group().lower() == "have to" and _NO_DUTY.search(clause[: match.start()])
    return "" if has_no_duty else match.group()
