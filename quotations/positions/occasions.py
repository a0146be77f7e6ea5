"""Where and on what occasion words were said, from the sentence that reports them."""

import re

from .reported import Guess, ReportedWords

MAX_LENGTH = 120

_NAME = r"[A-Z][\w.’'&-]*(?: (?:of the |of |de |the |and |& )?[A-Z][\w.’'&-]*){0,4}"
_DAYS = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar"
    r"|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)\b"
)
_NO_PLACE = re.compile(
    rf"^(?:{_DAYS}|{_MONTHS}|English|French|German|Russian|Spanish|Chinese|Arabic|Parliament$)", re.I
)
_IN = (
    r"(?:,? (?:in|at|outside|from) (?:the (?:capital|city|town|village|port) of |the capital,? )?"
    rf"(?P<place>{_NAME}))?"
)
_TIME = rf"(?:{_DAYS}|morning|afternoon|evening|night|today|yesterday|week|month)"
_DAY_BETWEEN = rf"(?:,? (?:late |early )?(?:on |this )?{_TIME}){{0,3}}"
_OCCASION = (
    r"(?:news conference|press conference|media conference|press briefing|news briefing|briefing|rally"
    r"|meeting|hearing"
    r"|conference call|conference|summit|debate|ceremony|forum|event|reception|inquest|inquiry|trial|panel"
    r"|seminar|vigil"
    r"|protest|demonstration|dinner|speech|session|gathering|march|funeral|launch|fundraiser|round table"
    r"|roundtable|webinar"
    r"|town hall|congress|convention|party conference)"
)
_DOCUMENT = (
    r"(?:statement|letter|post|posting|tweet|filing|notice|memo|memorandum|report|video|video message"
    r"|message|blog post"
    r"|blog|op-ed|open letter|e-?mail|press release|news release|article|column|book|submission|affidavit"
    r"|speech|address"
    r"|sermon|broadcast|podcast|text message|note|advisory|bulletin|thread|testimony|evidence|lawsuit"
    r"|complaint|ruling)"
)
_NETWORK = (
    r"(?:Twitter|X|Facebook|Instagram|Telegram|TikTok|Truth Social|YouTube|LinkedIn|Threads|Bluesky|Mastodon"
    r"|Weibo|VK|Reddit)"
)
_AUDIENCE = (
    r"(?P<audience>(?:the )?(?:reporters|journalists|media|press|newsmen|court|jury|inquest|inquiry"
    r"|tribunal|hearing"
    r"|parliament|lawmakers|MPs|MEPs|legislators|senators|peers|councillors|investors|shareholders"
    r"|analysts|delegates"
    r"|supporters|crowd|committee|council|congregation|conference|summit|audience|state (?:television|TV"
    r"|media)"
    r"|national television|local (?:radio|media|television)|[\w-]+ (?:newspaper|radio|television|magazine))"
    rf"|(?:the |a )?(?:\w+ ){{0,2}}{_NAME})"
)
_NAMED_AUDIENCE = re.compile(
    r"\b(?:Radio|TV|Television|News|Herald|Times|Post|Gazette|Journal|Chronicle|Echo|Mail|Mirror|Guardian"
    r"|Observer|Telegraph"
    r"|Tribune|Star|Sun|Globe|Press|Courier|Express|Record|Argus|Today|BBC|CNN|CNBC|ABC|NBC|CBS|ITV|Sky"
    r"|Fox|NPR|AP|AFP"
    r"|Reuters|Sputnik|Tass|Xinhua|Bloomberg|Channel|Broadcasting|Network|Magazine|Weekly|Daily|Council"
    r"|Committee|Assembly"
    r"|Parliament|Senate|Congress|House|Commission|Court|Inquiry|Conference|Forum|Racing|Sport|Sports"
    r"|MSNBC|Politico|Axios"
    r"|Newspaper|Agency|Racing)\b"
)
_TOLD = re.compile(rf"\b(?:told|tells|telling|addressed|addressing|informed) {_AUDIENCE}", re.I)
_TOLD_NAMED = re.compile(rf"\b(?:told|tells|telling|addressed|addressing) (?P<audience>(?:the )?{_NAME})")
_TOLD_OUTLET = re.compile(
    r"\b(?:told|tells|telling) (?:the |a )?(?:[\w’-]+ )?(?:newspaper|broadcaster|magazine|station|channel"
    r"|agency"
    rf"|network|daily|weekly|tabloid|website|podcast|programme|program) (?P<outlet>{_NAME})"
)
_PRESS = re.compile(r"^(?:the )?(?:reporters|journalists|media|press|newsmen)$", re.I)
_INTERVIEW = re.compile(
    rf"\b[Ii]n an? (?P<what>(?:[\w-]+ ){{0,2}}interview)(?: (?:with|for|to"
    rf"|on) (?P<whom>(?:the )?(?:[a-z]+ ){{0,2}}{_NAME}))?"
)
_AT = re.compile(
    r"\b(?:[Aa]t|[Dd]uring|[Ii]n|[Oo]n|told|addressing) (?:an?|the|his|her"
    rf"|their) (?P<what>(?:(?!\w*ly\b|sometimes\b|heated\b)[\w-]+ ){{0,3}}?{_OCCASION})\b{_DAY_BETWEEN}{_IN}"
)
_IN_DOCUMENT = re.compile(
    rf"\b[Ii]n (?:an?|his|her|its|their|the) (?P<what>(?:[\w’-]+ ){{0,3}}?{_DOCUMENT})\b"
    rf"(?P<to> to (?:the |its |his |her )?(?:[a-z]+|{_NAME})| on (?!{_DAYS}|{_MONTHS}){_NAME})?"
)
_TESTIMONY = re.compile(
    r"\b[Ii]n (?P<what>evidence|testimony) to (?P<whom>the [\w ]{3,30}?)(?= on\b| [A-Z]|[,.]|$)"
)
_ON_NETWORK = re.compile(rf"\b[Oo]n (?P<what>{_NETWORK})\b(?! (?:News|TV)\b)")
_ON_AIR = re.compile(rf"\b[Oo]n (?P<what>(?:[a-z]+ )?(?:television|radio|TV)|(?:Radio|Channel) {_NAME})")
_OUTSIDE = re.compile(
    r"\b(?P<what>outside (?:(?:the|a|an|his|her|their) )?(?:[\w’']+ ){0,2}(?:court|courthouse|courtroom"
    r"|home|house"
    r"|hospital|church|parliament|building|office|headquarters|prison|jail|school|stadium|embassy|hotel"
    r"|mosque))\b"
)
_SPEAKING = re.compile(
    rf"\b(?:speaking|talking|addressing \w+){_DAY_BETWEEN} (?:in|from|at) (?P<place>{_NAME})", re.I
)
_AFTER_CUE = re.compile(rf"^{_DAY_BETWEEN},? (?:in|from) (?P<place>{_NAME})")


def guess_place(report: ReportedWords, dateline: str = "") -> Guess:
    """Guess occasion and place: "briefing, Oslo", "interview with Radio Fjord", "on Twitter"; mostly one.

    `dateline`: the place where the article's paragraph was written; it stands where an occasion has no place.
    """
    told = f"{report.before} {report.after}"
    occasion = _find_occasion(told)
    place = _find_place(told, report)
    if occasion and place and place in occasion:
        place = ""
    if dateline and not place and (not occasion or _is_at_place(occasion)):
        words = ", ".join(part for part in (occasion, dateline) if part)
        return Guess(words[:MAX_LENGTH], f"The article is dated from {dateline}.", "guess")
    words = ", ".join(part for part in (occasion, place) if part)
    return Guess(words[:MAX_LENGTH], "The sentence names it." if words else "", "likely")


def _is_at_place(occasion: str) -> bool:
    return bool(re.match(r"(?:remarks to reporters|.*briefing|.*conference)$", occasion))


def _find_occasion(told: str) -> str:
    if match := _INTERVIEW.search(told):
        return f"{match['what']} with {_strip_day(match['whom'])}" if match["whom"] else match["what"]
    if match := _TESTIMONY.search(told):
        return f"{match['what']} to {match['whom']}"
    if match := _AT.search(told):
        return match["what"]
    if match := _IN_DOCUMENT.search(told):
        return f"{match['what']}{match['to'] or ''}"
    if match := _ON_NETWORK.search(told):
        return f"on {match['what']}"
    if match := _ON_AIR.search(told):
        return f"on {match['what']}"
    if audience := _find_audience(told):
        return audience
    match = _OUTSIDE.search(told)
    return match["what"] if match else ""


def _find_audience(told: str) -> str:
    if (match := _TOLD_NAMED.search(told)) and _NAMED_AUDIENCE.search(match["audience"]):
        whom = _strip_day(match["audience"])
        return f"remarks to {whom}"
    if match := _TOLD_OUTLET.search(told):
        return f"remarks to {_strip_day(match['outlet'])}"
    match = _TOLD.search(told)
    if match is None or re.search(r"\b[A-Z][a-z]", match["audience"]):
        return ""
    if _PRESS.match(match["audience"]):
        outside = _OUTSIDE.search(told, match.end())
        return f"remarks to reporters {outside['what']}" if outside else "remarks to reporters"
    return f"remarks to {match['audience']}"


def _find_place(told: str, report: ReportedWords) -> str:
    candidates = [
        match["place"] for match in [_AT.search(told), _SPEAKING.search(told)] if match and match["place"]
    ]
    press = re.search(
        r"\b(?:reporters|journalists|investors|supporters|crowd"
        rf"|media){_DAY_BETWEEN},? in (?P<place>{_NAME})",
        told,
    )
    candidates += [press["place"]] if press else []
    behind = report.before[report.cue_span[1] :] if report.cue_span else _behind_cue(report)
    match = _AFTER_CUE.match(behind)
    candidates += [match["place"]] if match else []
    return next((_strip_day(place) for place in candidates if not _NO_PLACE.match(place)), "")


def _behind_cue(report: ReportedWords) -> str:
    match = re.search(rf"(?<!\w){re.escape(report.cue)}(?!\w)", report.after) if report.cue else None
    return report.after[match.end() :] if match else ""


def _strip_day(name: str) -> str:
    return re.sub(rf"(?: on)? (?:{_DAYS}|{_MONTHS}).*$", "", name).strip(" .,’'")
