"""Reservations: "may be", "perhaps", "as far as I know"."""

import re

from .reported import Guess

_PERMITTED = (
    r"(?:only|now|no longer|(?:not |also )?(?:apply|appeal|attend|bring|carry|claim|drive|enter|fish|keep"
    r"|leave|marry|park|smoke|stay|travel|use|visit|vote|wear))\b"
)
_ALLOWED = re.compile(
    r"\b(?:(?:the (?:press|public|media)|anyone|anybody|everyone|nobody|residents|parents|children|pupils"
    r"|visitors|passengers|journalists|reporters|observers|members|families|neighbours|lawyers|relatives)\b"
    r"[^,.;]{0,40}? |\b(?:you|they) )may (?:also |still |now |not )?(?:watch|collect|film|photograph|inspect"
    r"|swim|walk|sit|speak|ask|listen|look|read|copy|borrow|observe|board|cross|camp|play|work|be present)\b"
)
"""Permission: persons may do what they choose to."""
_BEFORE_VERB = r"(?= (?:not |also |still |well |yet |even |\w+ly )?[a-z]+\b)"
_MAY = rf"\bmay(?! {_PERMITTED}){_BEFORE_VERB}"
_NO_MONTH = r"(?<!\bin )(?<!\blast )(?<!\bnext )(?<!\bsince )(?<!\bof )(?<!\bby )(?<!\buntil )(?<!\bthis )"
_MAY_BE_HELD = r"(?<!\bthe )(?<!\btheir )(?<!\bmilitary )(?<!\bits )(?<!\bof )(?<!\ball )"
_POSSIBLE = (
    r"(?:be|become|happen|take|lead|mean|cause|cost|come|well|still|also|yet|potentially|easily|soon|face"
    r"|lose|rise|fall"
    r"|reach|affect|last|collapse|spread|trigger|result|end|help|hit|harm|hurt|begin|start)\b"
)
_HEDGES = re.compile(
    r"\b(?:perhaps|maybe|possibly|probably|apparently|presumably|conceivably|seemingly|supposedly)\b"
    r"|(?<!\bmore )(?<!\bless )(?<!\bas )(?<!\bequally )(?<!\bhow )(?<!\bthe )\b(?:likely|unlikely)\b"
    rf"|{_NO_MONTH}{_MAY}"
    rf"|{_MAY_BE_HELD}\bmight(?! and\b){_BEFORE_VERB}"
    r"|\bappear(?:s|ed)? (?:to|that|as if|as though|\w+ed\b)"
    r"|\bseem(?:s|ed)?\b"
    rf"|\bcould (?={_POSSIBLE})(?!be (?:seen|heard|found|reached)\b)"
    r"|\b(?:it is|it was|it[’']s|it remains|was|is) (?:entirely |quite |always |also |still |very well )?"
    r"(?:possible|conceivable|plausible|imaginable) (?:that|for)\b"
    r"|\b(?:a|some|every|the|real|good|strong|slim) (?:chance|possibility|risk|danger|likelihood) (?:that"
    r"|of)\b"
    r"|(?:\b(?:cannot|not|never)|n[’']t) (?:be )?(?:entirely |completely |quite |yet |absolutely |100% )?"
    r"(?:sure|certain)\b"
    r"|(?:\b(?:cannot|not)|n[’']t) (?:be )?ruled? (?:it )?out\b"
    r"|\b(?:i|we) (?:do |happen to |would )?(?:think|guess|suppose|assume|suspect|imagine|reckon|fear"
    r"|would say"
    r"|would guess)\b(?! (?:of|about)\b)"
    r"|\bi[’']d (?:say|guess)\b|\bone (?:could|might|may) say\b"
    r"|\b(?:he|she|they) (?:thinks?|thought|assumed?|assumes|suspect(?:s|ed)?|guess(?:es|ed)|supposed?"
    r"|supposes)\b"
    r"|\bas far as (?:i|we|he|she|they|is|was|anyone|anybody)\b|\bto (?:my|our) knowledge\b"
    r"|\bto the best of (?:my|our|his|her|their) (?:knowledge|recollection|memory)\b"
    r"|\bif i (?:remember|recall|am not mistaken)\b|\b(?:i|we)[’']m not sure\b"
)
_ABILITY = re.compile(r"\b(?:i|we|you)(?: \w+ly)? could $")
_RELATIVE = re.compile(r"\b(?:that|which|who)(?: \w+ly)? $")
_WORD = re.compile(r"\w[\w’'-]*")
_SHORT_WORD = re.compile(r"[a-z]{1,3}")
_CUES = re.compile(r"^(?:hint|speculat|suspect|fear|guess|theori[sz])\w*$", re.I)
_OPENING_CLAUSE = re.compile(
    r"^(?:if|when|while|unless|although|though|as(?! far)|because|since|once|after|before)\b[^,.;]*,\s*", re.I
)
_SUBORDINATE = re.compile(
    r",? \b(?:because|although|though|who|which|whose|in case|so that|unless|whenever|where|if)\b[^.!?]*",
    re.I,
)
_SENTENCES = re.compile(r"(?<=[.!?])[”\"’']*\s+")


def guess_hedge(words: str, cue: str = "") -> Guess:
    """Guess whether there is a reservation; the value is "hedged" or "".

    One inside a subordinate clause ("who may have seen it") is none of what is said. `cue`: the reporting
    word.
    """
    for sentence in _SENTENCES.split(words):
        main = _SUBORDINATE.sub(" ", _OPENING_CLAUSE.sub("", sentence.lstrip("“\"‘'… ")))
        main = main.lower() if _is_headline(main) else f"{main[:1].lower()}{main[1:]}"
        main = _ALLOWED.sub(" ", re.sub(r"\bI\b", "i", main))
        for match in _HEDGES.finditer(main):
            if _RELATIVE.search(main[: match.start()]):
                continue
            if match.group().startswith("could") and _ABILITY.search(main[: match.end()]):
                continue
            words_found = re.sub(r"\bi\b", "I", match.group().strip())
            return Guess("hedged", f"“{words_found}” is a reservation.", "likely")
    if _CUES.match(cue):
        return Guess("hedged", f"“{cue}” reports a reservation.", "likely")
    return Guess("")


def _is_headline(words: str) -> bool:
    """Recognise "Tunnel May Be at an End", where a capital tells no name from "may"."""
    first, *others = _WORD.findall(words) or [""]
    return bool(others) and first[:1].isupper() and all(map(_may_stand_in_headline, others))


def _may_stand_in_headline(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or bool(_SHORT_WORD.fullmatch(word))
