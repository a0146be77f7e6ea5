"""The stance of reported words: whether the speaker affirms, denies, questions or withdraws something.

It is the stance towards what is reported: who "denied that the bridge is safe" denies that it is, who "said
that the bridge is not safe" affirms that it is not. Who refuses to confirm, neither confirms nor denies, or
stops short of saying has taken no position: the stance stays open, and so it does wherever no rule is sure.
"""

import re
from dataclasses import dataclass, replace

from quotations.lexicon.common_verbs import IRREGULAR_VERBS
from quotations.lexicon.speech_verbs import JUDGING_VERBS, SPEECH_VERBS, SPOKEN_NOUNS
from quotations.lexicon.word_lists import word_set

from .reported import Guess, ReportedWords, Sureness

AFFIRMS, DENIES, QUESTIONS, WITHDRAWS = "affirms", "denies", "questions", "withdraws"


@dataclass(frozen=True)
class StanceGuess(Guess):
    """A guess at the stance.

    `is_stated`: the words themselves state it, so that it is towards what stands behind them. “That is a lie”
    denies what is called a lie; its own words are no proposition that is denied.
    """

    is_stated: bool = False


OPEN = StanceGuess("")

_DENIAL = (
    r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)"
    r"|disput(?:e|es|ed|ing)|rebuff(?:s|ed|ing)?|rebut(?:s|ted|ting)?|repudiat(?:e|es|ed|ing)"
    r"|rubbish(?:es|ed|ing)|contradict(?:s|ed|ing)?|contest(?:s|ed|ing)?|debunk(?:s|ed|ing)?"
    r"|disagree(?:s|d|ing)?|disbeliev(?:e|es|ed|ing)|disavow(?:s|ed|ing)?"
    r"|rul(?:e|es|ed|ing) out|brush(?:es|ed|ing)? (?:off|aside)|shrug(?:s|ged|ging)? off"
    r"|laugh(?:s|ed|ing)? off|wav(?:e|es|ed|ing) (?:away|aside)|pour(?:s|ed|ing)? (?:cold water|scorn) on"
    r"|sho(?:t|ots|oting) down)"
)
_DOUBT = (
    r"(?:doubt(?:s|ed|ing)?|question(?:s|ed|ing)?|wonder(?:s|ed|ing)?|cast(?:s|ing)? doubts? (?:on|over)"
    r"|(?:express|voic|rais)\w+ (?:\w+ ){0,2}(?:doubts?|sc?k?epticism)"
    r"|(?:is|was|were|are|remain\w*) (?:\w+ )?(?:doubtful|sc?k?eptical|unconvinced))"
)
_WITHDRAWAL = (
    r"(?:with(?:drew|draws?|drawn|drawing)|retract(?:s|ed|ing)?|recant(?:s|ed|ing)?"
    r"|t(?:ook|akes?|aken|aking) back|walk(?:s|ed|ing)? back|row(?:s|ed|ing)? back (?:on|from)"
    r"|back(?:s|ed|ing)? (?:away|down) from|backtrack(?:s|ed|ing)? on|disown(?:s|ed|ing)?"
    r"|no longer st(?:ands|ood) by|correct(?:s|ed|ing)|(?<!\bit )(?:is|was|were|been) wrong to)"
)
_REGRET = (
    r"(?:apologi[sz]\w+|(?:is|was|were) sorry|regret(?:s|ted|ting)?|expressed regret)(?: for)?(?: having)?"
)
_ADVERBS = r"(?:\w+ly |again |also |now |once more |later |since )*"

_DENIES = re.compile(rf"^{_ADVERBS}{_DENIAL}$", re.I)
_QUESTIONS = re.compile(rf"^{_ADVERBS}{_DOUBT}$", re.I)
_DOUBTS_LITTLE = re.compile(r"\b(?:no|little|hardly any|scant) ", re.I)
_WITHDRAWS = re.compile(rf"^{_ADVERBS}{_WITHDRAWAL}$", re.I)
_LEAD_WITHDRAWS = re.compile(
    rf"\b(?:{_WITHDRAWAL} (?:(?:his|her|its|their|an?|the|that|earlier|previous|public|\w+er) )*"
    rf"|{_REGRET}\s*)$",
    re.I,
)
_LEAD_DENIES = re.compile(rf"\b{_DENIAL} (?:[\w’'.-]+ ){{0,6}}$", re.I)
_LEAD_DOUBTS = re.compile(rf"\b{_DOUBT} (?:[\w’'.-]+ ){{0,6}}$", re.I)
_LEAD_UPHOLDS = re.compile(
    r"\b(?:repeat\w*|reiterat\w*|stands? by|stood by|standing by|defend\w*|renew\w*|mad(?:e|ing)|makes?"
    r"|refus\w+ to (?:withdraw|retract|take back|apologi[sz]e for|back down from)) (?:[\w’'.-]+ ){0,4}$",
    re.I,
)
# Not done: "refused to apologise for saying", "was urged to withdraw her claim".
_BEFORE_NO_WITHDRAWAL = re.compile(
    r"(?:\b(?:(?:refus|declin|fail|hesitat|unwilling|reluctan|urg|ask|press|call|demand)\w*|not|never|no"
    r"|cannot|without|neither|nor|if|should|must|would|might|may|ought|short of)|n[’']t)"
    r"(?: [\w’'-]+){0,3}\s*$",
    re.I,
)
_LEAD_NOBODY = re.compile(
    r"^\W*(?:no(?! ?\d|\.)|nobody|none|neither|few|hardly any\w*|not (?:one|all|every\w*)) ", re.I
)
# No position: nothing was said, or it was left open.
_LEAD_REFUSES = re.compile(
    r"\b(?:(?:refus|declin|fail|avoid|hesitat|unwilling|unable"
    r"|reluctan)\w*(?: to(?: be drawn on)?)?(?: \w+ly)?"
    r"|stop(?:s|ped|ping)? short of|shied away from|neither|nor|never|without|(?:did|does|do|would|could"
    r"|will|can|has"
    r"|have|had)(?: not|n[’']t)(?: \w+ly)?(?: (?:yet|immediately))?(?: be)?|cannot|can[’']t|won[’']t)\s*$",
    re.I,
)
_RULES_OUT = re.compile(r"\brul(?:e|es|ed|ing) out$", re.I)
_NEGATED = re.compile(r"\b(?:not|never|cannot)\s*$|n[’']t\s*$", re.I)

_NO_REPORT = word_set("ask inquire hope joke quip sing chant read recite laugh quote cite tease wonder")
"""Verbs that tell nothing of a position."""

# --- what the words themselves say -------------------------------------------------------------

_VERY = (
    r"(?:an?|the|just|all|only|simply|completely|entirely|absolutely|categorically|totally|utterly"
    r"|pure(?:ly)?"
    r"|plainly"
    r"|patently|wholly|quite|nothing but|nothing more than|another|such|complete|total|absolute|utter"
    r"|sheer|more|old"
    r"|demonstrably|manifestly|clearly|obviously|outright|blatant|big|great|\w+ and|one hundred percent"
    r"|100%) "
)
_FALSE = (
    r"(?:lies?\b|nonsense|rubbish|garbage|false(?:hoods?)?\b|untrue|untruths?|not true|not correct"
    r"|incorrect|not the case"
    r"|inaccurate|baseless|groundless|unfounded|fabricat(?:ed|ions?)|inventions?\b|invented\b|fictions?\b"
    r"|fictitious|fantasy|fantasies|slander\w*|libel\w*|hogwash|bunk(?:um)?\b|bollocks|balderdash"
    r"|poppycock|drivel|claptrap|codswallop|tosh\b|crap\b|bull(?:shit)?\b|baloney|twaddle|fairy ?tales?"
    r"|gossip|a smear|smears?\b"
    r"|fake(?: news)?\b"
    r"|hoax|without (?:any |all )?(?:foundation|basis|merit|substance)|made up|made-up|propaganda|bogus"
    r"|a distortion|far-fetched|preposterous|ludicrous|malicious)"
)
_REPORTS = (
    r"(?:claims?|allegations?|accusations?|reports?|rumou?rs?|suggestions?|stor(?:y|ies)|charges?"
    r"|insinuations?"
    r"|assertions?|speculation|article|accounts?|notion|idea that)"
)
_SUBJECT = (
    r"(?:that|this|it|they|these|those|all (?:of )?(?:that|this|it)|any such \w+"
    rf"|(?:the|these|those|all|such|any|his|her|their|mr|mrs|ms|\w+[’']s?)? ?(?:[\w’'-]+ ){{0,3}}{_REPORTS}"
    r"(?: [\w’',-]+){0,8}?)"
)
_IS = r"(?:\s*(?:is|are|was|were|would be|has been|have been)|[’']s|[’']re) "
# What is called false is called so altogether: not "false only in part", nor "fake news is a threat".
_IN_PART = re.compile(
    r"\b(?:part|parts|partly|partially|half|some|only|largely|mostly|if|unless|until|yet|enough|points)\b",
    re.I,
)
_END = (
    r"(?:,? (?:and|or) (?:\w+ly )?[\w-]+)*"
    r"(?:\W*$|\s*[,.;:!—–]|,? and (?=i|we|he|she|they|it|that|the)| from (?:start|beginning|top) to )"
)
_THAT_IS_FALSE = re.compile(rf"^{_SUBJECT}{_IS}(?:{_VERY})*{_FALSE}(?P<end>{_END})?", re.I)
_IT_IS_FALSE = re.compile(
    rf"^it{_IS}(?:{_VERY})*(?:(?P<is_false>{_FALSE} that)|(?:{_FALSE}|wrong|absurd|ridiculous|laughable)"
    r" to (?:say|claim|suggest|think))\b(?P<end>(?(is_false)| that\b))?",
    re.I,
)
_ONLY_FALSE = re.compile(rf"^(?:{_VERY})*{_FALSE}{_END}", re.I)
_ONLY_ABSURD = re.compile(rf"^(?:{_VERY})*(?:absurd|ridiculous|laughable|outrageous){_END}", re.I)
_BEHIND = rf"(?:(?:that|this|it|them|these|those|what\b[^,.;]*|[^,.;]*\b{_REPORTS}\b[^,.;]*)(?:\W*$|[,.;!]))"
_NO_TRUTH = re.compile(
    r"^there(?:\s*(?:is|was)|[’']s) (?:\w+ly )?(?:no|not an? \w+ of|not a|nothing) (?:\w+ of )?"
    r"(?:truth|substance|basis|foundation|true|merit)\b(?: whatsoever| at all)?"
    rf"(?P<end>\W*$|[,.;!]| (?:in|to|for|behind|about) {_BEHIND})?",
    re.I,
)
_WHO = r"(?:(?P<who>[\w’'.-]+(?: [\w’'.-]+){0,3}?) )"
_DENIES_ITSELF = re.compile(
    rf"^{_WHO}(?:(?:has|have|had|do|does|did|must|can only|will) )?{_ADVERBS}"
    r"(?:den(?:y|ies|ied) (?!to\b|access|entry|permission|\w+ (?:access|entry|permission)\b)(?:\w+ly )?\w"
    rf"|(?:reject(?:s|ed)?|refut(?:e|es|ed)|disput(?:e|es|ed)|dismiss(?:es|ed)?) {_BEHIND})",
    re.I,
)
_NOT_AT_ALL = r"(?:nothing of the (?:sort|kind)|not at all|(?:absolutely|certainly|definitely|of course) not)"
_SHORT_ANSWER = re.compile(rf"^{_NOT_AT_ALL}\W*$", re.I)
_NEVER_SAID = re.compile(
    r"^(?:(?:no, )?(?:i|we|he|she|they) (?:have |has |had )?(?:never (?:said|did)|did not (?:say|do)"
    r"|didn[’']t (?:say|do))"
    r" (?:that|this|it|any such thing|anything of the (?:kind|sort))\b"
    r"|(?:that|this|it|(?:that|this|the|any such) \w+(?: \w+)?) (?:simply |just )?(?:never|did not"
    r"|didn[’']t)"
    r" (?:happen|happened|take place|took place|occur|occurred|exist|existed)\b)(?P<end>\W*$|\s*[,.;:!—–])?"
    rf"|^{_NOT_AT_ALL}(?P<answer>\W*$)",
    re.I,
)
# "No such promise had been made": whoever it was ascribed to, it is denied.
_NO_SUCH = re.compile(
    r"^(?:(?:[\w’'.-]+ ){0,6}?no such (?!thing as\b)[a-z]+"
    r"|nothing of the (?:sort|kind) (?:\w+ )?(?:\w+ed|happened|was|were|is|has|had|took)\b"
    r"|(?:[\w’'.-]+ ){1,4}?(?:did|done|said|made|agreed|promised|planned) nothing of the (?:sort|kind)\b)",
    re.I,
)
_DOUBTS_ITSELF = re.compile(
    rf"^{_WHO}(?:very much |seriously |really |strongly |frankly )*"
    r"(?:doubt(?:s|ed)?\b|wonder(?:s|ed)? (?:whether|if)\b"
    rf"|question(?:s|ed)? (?:(?:whether|if|how|why)\b|{_BEHIND}|(?:the|his|her|its|their) (?:\w+ )?"
    r"(?:accuracy|truth\w*|validity|authenticity|credibility|reliability|veracity|motives?|need|wisdom|legality"
    r"|evidence)\b))"
    rf"|^(?P<doubter>[\w’'-]+(?: [\w’'-]+){{0,2}}?)(?: (?:am|are|was|were|is|remain\w*)|[’'](?:m|re))"
    r" (?:not (?:\w+ )?(?:convinced|persuaded)|sc?k?eptical|doubtful|unconvinced)\b"
    r"|^it(?:\s*(?:is|was)|[’']s) (?:\w+ )?(?:doubtful|questionable|open to question) (?:that|whether|if)\b",
    re.I,
)
_HELPING = r"(?:have|has|had|do|does|did|can|could|will|would|am|are|was|were|is)"
# "I have no doubt", "nobody doubts", "it cannot be doubted", "the log leaves no doubt": as good as said.
_NEGATION = (
    r"(?:no|not|never|cannot|nobody|none|neither|nor|(?<!\bnot )(?:without|beyond)|(?<!\ba )(?:little|few)"
    r"|hardly|scarcely|\w+n[’']t)"
)
_UNDOUBTED = (
    rf"{_NEGATION}(?: (?!(?:and|but|only|who|which|that|whether|if|why|all|every|everybody|everyone|always"
    r"|without|beyond|know|think|believe|see|say|understand)\b)[\w’'-]+){0,4}?"
    r" (?:doubt(?:s|ed|ful)?\b|question(?:s|ed)?(?= that\b| whether\b)|in question\b|(?<=beyond )question\b"
    r"|(?<=without )question\b|sc?k?eptical\b)"
)
_NO_DOUBT = re.compile(
    r"^(?:(?:there|it|that|this)(?: |[’']s )(?:\w+ ){0,2}?|(?:[\w’'.-]+ ){1,8}?(?:leaves?|left) )?"
    rf"{_UNDOUBTED}",
    re.I,
)
_HAS_NO_DOUBT = re.compile(
    r"^(?P<who>(?!there\b)[\w’'.-]+?(?: (?!doubt|question|wonder|that\b|whether\b)[\w’'.-]+?){0,3}?)"
    rf"(?:[’'](?:ve|d|m|re))? (?:{_HELPING} )?(?:\w+ly )?{_UNDOUBTED}",
    re.I,
)
_AFTER_SUBJECT = re.compile(rf"[’'](?:ve|d|m|re)\b| (?:{_HELPING}|{_NEGATION})\b", re.I)
_LITTLE = re.compile(r"\b(?:little|few|hardly|scarcely)\b", re.I)
_SAID_WORDS = (
    r"(?:(?:what|everything|anything|all(?: that)?) (?:i|we|he|she|they) (?:\w+ )?"
    r"(?:said|wrote|claimed|posted)"
    r"|(?:that|this|the|my|our|his|her|their|its|those|these|every|all)(?: [\w’'-]+){0,3}?"
    r" (?:words?|remarks?|comments?|posts?|assessments?"
    rf"|statements?|criticisms?|insults?|{_REPORTS})\b)"
)
_IT_ALL = r"(?:that|it|this|all (?:of )?(?:that|this|it)|them)"
_WITHDRAWS_ITSELF = re.compile(
    r"\b(?P<who>i|we|he|she|it|they) (?:"
    rf"(?:\w+ly )?(?:takes? {_IT_ALL} back(?:\W*$|[,.;!:])|(?:take|took|takes) (?:back {_SAID_WORDS}"
    rf"|{_SAID_WORDS} back\b))"
    r"|(?:apologi[sz]e[sd]? (?:\w+ )?and |(?:hereby|fully|now|must|have to|wish to|want to|\w+ly) )*"
    rf"(?:withdr(?:aw|ew)|withdraws|retract(?:s|ed)?) (?:{_SAID_WORDS}|(?:{_IT_ALL})(?:\W*$|[,.;!:]))"
    r"|(?<!it )(?:was|were|had been) wrong to (?:say|claim|suggest|call|write|report|accuse)\b"
    r"|(?:\w+ly )?apologi[sz]e[sd]? (?:\w+ )?for (?:(?:having )?(?:said|saying|claim(?:ed|ing)"
    r"|suggest(?:ed|ing)|calling)"
    r"|what (?:i|we|he|she|they) said|(?:my|our|his|her|their|the) (?:remarks?|comments?|words|claims?"
    r"|statement))\b"
    r"|(?:should (?:never|not) have said|shouldn[’']t have said|misspoke)\b)",
    re.I,
)
# Neither a yes nor a no.
_LEAVES_OPEN = re.compile(
    r"^(?:no comment|(?:i|we|he|she|they) (?:do not|don[’']t|did not|didn[’']t) (?:know|think|believe"
    r"|remember|recall)\b"
    r"|it(?: (?:is|was)|[’']s) (?:still )?(?:far )?too (?:early|soon) to\b|time will tell|we(?: will|[’']ll)"
    r" (?:have to |just have to )?(?:wait and )?see\b(?! (?:them|him|her|you|it|a|the))"
    r"|(?:i|we|he|she|they) (?:can neither|could neither|can[’']t say|cannot say|could not say"
    r"|couldn[’']t say)\b"
    r"|(?:thank you|thanks|good (?:morning|evening|afternoon|luck)|hello|welcome|goodbye|sorry)\b.{0,40}$)",
    re.I,
)
_NEGATES_TWICE = re.compile(
    r"\bnot (?:an? )?(?:lies?|nonsense|false|untrue|wrong|baseless|unfounded|fake|fiction|deny|reject"
    r"|dispute)\b",
    re.I,
)
_CONDITION = re.compile(r"^(?:if|whether|unless|when|even if|suppose|imagine)\b", re.I)
_SAYS_NO = re.compile(
    r"^[“\"‘']?(?:no|nope|nyet|never|not at all|absolutely not|certainly not|of course not)[,.!]", re.I
)
_HAS_NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|cannot)\b|n[’']t\b", re.I)
_LEAD_IN = re.compile(
    r"^[“\"‘'…\s]*(?:(?:well|look|and|but|so|now|again|yes|no|frankly|honestly|let me be (?:very "
    r"|absolutely )?clear|that"
    r"|to be clear|i repeat|first|first of all|of course|(?:i|we) (?:want|have|would like) to (?:say"
    r"|be clear)"
    r"|(?:i|we) can (?:say|tell you)|my answer is)[,.:—–-]+\s*)*",
    re.I,
)
_QUOTATION_MARKS = re.compile("[“”„«»\"]|(?<!\\w)[‘']|[’'](?!\\w)")
_SENTENCES = re.compile(r"(?<=[.!?])[”\"’']*\s+")
_MIN_WORDS = 2
_MAX_SHORT = 8
_VERB_FORM = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|shall|should|must|may"
    r"|might|need|want"
    r"|know|think|believe|feel|hope|love|hate|make|take|get|go|come|see|say|let|stop|give|keep|tell|call"
    r"|leave|\w+s|\w+ed)\b"
    r"|[’'](?:s|re|m|ve|ll|d|t)\b",
    re.I,
)


def guess_stance(report: ReportedWords, *, speaker: str = "", has_speaker: bool = True) -> StanceGuess:
    """Guess the stance that reported words express; an empty value where none is certain enough.

    `speaker`: who said them, as the article calls them. `has_speaker`: somebody is known to have said them.
    """
    by_verb = _read_verb(report, speaker)
    if by_verb is not None:
        return by_verb
    by_words = _read_words(report, speaker)
    if by_words is not None:
        return by_words
    if report.cue:
        return StanceGuess(
            AFFIRMS,
            f"“{report.cue}” reports what somebody says.",
            "sure" if not report.is_fragment else "likely",
        )
    if has_speaker:
        return StanceGuess(AFFIRMS, "The words stand as said.", "likely")
    return OPEN


# --- the verb that reports them ----------------------------------------------------------------


def _read_verb(report: ReportedWords, speaker: str) -> StanceGuess | None:
    """Return what the reporting verb tells, None where that is no more than that something was said."""
    cue, lead = report.cue.lower(), f"{report.lead.rstrip()} "
    if not cue:
        return None
    if cue in SPOKEN_NOUNS and report.gap[:4] in ("", "that"):
        return _read_noun(report, lead)
    verb = _complete_verb(report)
    if _RULES_OUT.search(verb):
        return _read_ruling_out(lead, verb)
    if _LEAD_REFUSES.search(lead) and not report.is_quotation:
        return OPEN
    if _LEAD_NOBODY.search(lead) and not report.is_quotation:
        return OPEN
    if withdrawing := _LEAD_WITHDRAWS.search(lead):
        return _read_withdrawal(report, withdrawing)
    if _WITHDRAWS.match(verb):
        return OPEN if _BEFORE_NO_WITHDRAWAL.search(lead) else _withdraw(verb)
    if _DENIES.match(verb):
        return _read_denial(report, lead, verb, speaker)
    if _QUESTIONS.match(verb):
        is_asked = report.words.rstrip(_CLOSING).endswith("?")
        if _LEAD_REFUSES.search(lead) or _DOUBTS_LITTLE.search(verb):
            return OPEN
        return OPEN if is_asked else StanceGuess(QUESTIONS, f"“{verb}” reports a doubt.", "sure")
    if SPEECH_VERBS.get(cue) in JUDGING_VERBS and report.is_quotation:
        return _read_judgement(report)
    return OPEN if SPEECH_VERBS.get(cue) in _NO_REPORT else None


_CLOSING = "”\"’' "


def _complete_verb(report: ReportedWords) -> str:
    """Return the verb with its particle: "took back", "cast doubt on"."""
    following = report.words[len(report.cue) :] if report.cue_in_words else report.gap
    if not (report.cue_in_words or report.cue_span):
        following = ""
    words = [report.cue, *following.split()[:3]]
    for count in range(len(words), 1, -1):
        verb = " ".join(words[:count])
        if any(pattern.match(verb) for pattern in (_DENIES, _QUESTIONS, _WITHDRAWS)):
            return verb
    return report.cue


def _quote(words: str, cue: str) -> str:
    return " ".join(f"{words} {cue}".split())


def _read_withdrawal(report: ReportedWords, withdrawing: re.Match[str]) -> StanceGuess:
    """Return what the lead to the cue takes back; OPEN in "refused to apologise for"."""
    if _BEFORE_NO_WITHDRAWAL.search(withdrawing.string[: withdrawing.start()]):
        return OPEN
    return _withdraw(_quote(withdrawing.group(), report.cue))


def _withdraw(words: str) -> StanceGuess:
    return StanceGuess(WITHDRAWS, f"“{words}” takes words back.", "sure")


def _read_ruling_out(lead: str, verb: str) -> StanceGuess:
    if _LEAD_REFUSES.search(lead):
        return StanceGuess(AFFIRMS, "What cannot be ruled out is said to be possible.", "likely")
    return StanceGuess(DENIES, f"“{verb}” says that it will not be.", "likely")


def _read_noun(report: ReportedWords, lead: str) -> StanceGuess | None:
    """Return what happens to somebody's claim: "took back his claim that ..."."""
    if _LEAD_UPHOLDS.search(lead):
        return StanceGuess(AFFIRMS, f"It is called somebody’s {report.cue}.", "likely")
    if withdrawing := _LEAD_WITHDRAWS.search(lead):
        return _read_withdrawal(report, withdrawing)
    if _LEAD_DENIES.search(lead) or _LEAD_DOUBTS.search(lead):
        is_own = re.search(r"\b(?:his|her|its|their) (?:\w+ ){0,2}$", lead)
        return OPEN if is_own else StanceGuess(AFFIRMS, f"It is called somebody’s {report.cue}.", "likely")
    return StanceGuess(AFFIRMS, f"It is called somebody’s {report.cue}.", "likely")


def _read_denial(report: ReportedWords, lead: str, verb: str, speaker: str) -> StanceGuess:
    if _LEAD_REFUSES.search(lead) or _NEGATED.search(lead):
        return OPEN
    if report.is_quotation and not (report.is_fragment or report.gap):
        return _read_words(report, speaker) or OPEN
    return StanceGuess(DENIES, f"“{verb}” reports a denial.", "sure")


def _read_judgement(report: ReportedWords) -> StanceGuess:
    """Return a denial where it is a report that is called false: called the claims "nonsense"."""
    judged = report.gap or report.after
    is_of_report = re.search(rf"\b{_REPORTS}\b", judged, re.I) or re.fullmatch(
        r"(?:it|that|this)(?: as)?", judged
    )
    is_false = _ONLY_FALSE.match(report.words) or _ONLY_ABSURD.match(report.words)
    if is_of_report and is_false and not _IN_PART.search(report.words):
        why = f"“{report.words.strip(_CLOSING + ',.')}” says that it is not so."
        return StanceGuess(DENIES, why, "likely", is_stated=True)
    return StanceGuess(AFFIRMS, f"“{report.cue}” reports a judgement.", "likely")


# --- the words ---------------------------------------------------------------------------------


def _read_words(report: ReportedWords, speaker: str) -> StanceGuess | None:
    """Return what the words say themselves; None where they simply state something."""
    clause = _QUOTATION_MARKS.sub("", report.clause).strip()
    sentences = [part for part in _SENTENCES.split(clause) if part.strip()]
    if len(sentences) > 1 and _SHORT_ANSWER.match(sentences[0]):
        sentences = sentences[1:]  # an answer to a question that is not in the row
    for sentence in sentences:
        plain = _LEAD_IN.sub("", sentence).strip()
        if plain[:5].lower() == "that " and not report.is_quotation:
            plain = plain[5:]
        if (guess := _read_sentence(plain, report, speaker)) is not None:
            return guess
    return _read_manner(report, sentences)


def _read_sentence(plain: str, report: ReportedWords, speaker: str) -> StanceGuess | None:
    if _CONDITION.match(plain):
        return None
    if match := _WITHDRAWS_ITSELF.search(plain):
        return _state(WITHDRAWS, match, "takes words back.", report, speaker)
    for pattern in (_IT_IS_FALSE, _THAT_IS_FALSE, _DENIES_ITSELF, _NO_TRUTH, _NEVER_SAID, _NO_SUCH):
        match = pattern.match(plain)
        if match and pattern is _DENIES_ITSELF and _HAS_NEGATION.search(match.group()):
            return OPEN if _is_speaker(_AFTER_SUBJECT.split(match["who"])[0], report, speaker) else None
        if match and not _NEGATES_TWICE.search(match.group()):
            return _state(DENIES, match, "says that it is not so.", report, speaker)
    if (match := _ONLY_FALSE.match(plain)) and (report.is_fragment or len(plain.split()) <= _MAX_SHORT):
        return _state(DENIES, match, "says that it is not so.", report, speaker, "likely")
    if match := _NO_DOUBT.match(plain) or _HAS_NO_DOUBT.match(plain):
        is_little = bool(_LITTLE.search(match.group()))
        why = f"says that there is {'little' if is_little else 'no'} doubt."
        guess = _state(AFFIRMS, match, why, report, speaker, "likely" if is_little else "sure")
        return replace(guess, is_stated=False)
    if match := _DOUBTS_ITSELF.match(plain):
        return _state(QUESTIONS, match, "says that it is in doubt.", report, speaker)
    return OPEN if _LEAVES_OPEN.match(plain) else None


def _state(
    stance: str, match: re.Match[str], why: str, report: ReportedWords, speaker: str, sure: Sureness = "sure"
) -> StanceGuess:
    """Return what words state; OPEN where they say it of somebody else, in part, or go on otherwise."""
    groups = match.groupdict("")
    who = groups.get("who") or groups.get("doubter")
    is_whole = "end" not in groups or match["end"] is not None or bool(groups.get("answer"))
    is_in_part = stance == DENIES and _IN_PART.search(match.string[match.end() - 1 :])
    if (who and not _is_speaker(who, report, speaker)) or not is_whole or is_in_part:
        return OPEN
    return StanceGuess(stance, f"“{match.group().strip(' ,.!;:—–')}” {why}", sure, is_stated=True)


def _is_speaker(who: str, report: ReportedWords, speaker: str) -> bool:
    """Tell whether the subject of some words is who says them; "he" may be, where the article says it."""
    words = who.lower().removeprefix("the ").split()
    if words[0] in ("i", "we", "my", "our") or (len(words) == 1 and words[0] in ("he", "she", "they", "it")):
        return words[0] in ("i", "we", "my", "our") or not report.is_quotation or report.is_fragment
    return set(words) <= set(speaker.lower().split())


def _read_manner(report: ReportedWords, sentences: list[str]) -> StanceGuess | None:
    """Return OPEN for questions, for a bare "no" and for what is no statement."""
    if any(sentence.rstrip(_CLOSING).endswith("?") for sentence in sentences):
        return OPEN
    if _SAYS_NO.match(report.opening or report.words) and _HAS_NEGATION.search(
        _SAYS_NO.sub("", report.words)
    ):
        return OPEN
    words = report.clause.split()
    has_verb = bool(_VERB_FORM.search(report.clause)) or any(
        word.strip(".,!’”").lower() in IRREGULAR_VERBS for word in words
    )
    if not report.is_quotation or (has_verb and len(words) >= _MIN_WORDS):
        return None
    is_bare = len(words) <= _MIN_WORDS or bool(re.match(r"(?:not|never|no)\b", report.clause, re.I))
    return OPEN if not report.cue or (is_bare and not report.is_fragment) else None
