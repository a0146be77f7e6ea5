"""Words of a proposition, each as a stem: "closed", "closing" and "closes" are "clos".

Plain Python, for the judging of one pair; the search has its own (PostgreSQL's) stemmer.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from quotations.lexicon.word_lists import word_forms, word_set

WORD = re.compile(r"[^\W_]+(?:[.,'’:-][^\W_]+)*")
_IRREGULAR = word_forms(
    """
    fall fell fallen, rise rose risen arose, win won, lose lost loses losing loss losses, take took taken,
    break broke broken, begin began begun, leave left leaves leaving, meet met, sell sold sale sales,
    buy bought, build built, keep kept, hold held, lead led, pay paid, say said says, tell told,
    shoot shot, strike struck, send sent, spend spent, stand stood, give gave given, go went gone goes,
    grow grew grown growth, know knew known, see saw seen, find found, make made, come came, get got gotten,
    fight fought, hide hid hidden, steal stole stolen theft, speak spoke spoken, choose chose chosen choice,
    write wrote written, drive drove driven, fly flew flown flight flights, throw threw thrown, draw drew
    drawn, wear wore worn, tear tore torn, swear swore sworn, freeze froze frozen, shake shook shaken,
    forget forgot forgotten, sink sank sunk, swim swam swum, ring rang rung, sing sang sung, run ran,
    teach taught, catch caught, think thought, bring brought, seek sought, feel felt, sleep slept,
    sit sat, bind bound, feed fed, flee fled, hear heard, mean meant, lend lent, dig dug, win wins winning,
    withdraw withdrew withdrawn withdrawal, forbid forbade forbidden, understand understood, bear bore
    borne,
    die died dies dying dead death deaths, kill killed kills killing killings, be is was were are been being
    am, have has had having, do did does done doing, child children, man men, woman women, person people,
    deny denies denied denying denial denials, worse worst worsen worsened, good better best, bad badly,
    plane planes, plan plans planned planning, live lives lived living, new news, mean means,
    blow blew blown, eat ate eaten, ride rode ridden, become became, burn burnt, lay laid, shrink shrank
    shrunk, stick stuck, withhold withheld, overcome overcame, forgive forgave forgiven, mistake mistook
    mistaken, prove proven, show shown, swing swung, wake woke woken, bite bit bitten, bleed bled, deal
    dealt, light lit, slide slid, sweep swept, bend bent, hang hung, learn learnt, leak leaked, bet,
    arise arose arisen, spread, spring sprang
    sprung, weep wept, creep crept, cling clung, breed bred, spill spilt, spoil spoilt, split, quit, sue
    sued suing, owe owes owed owing, use uses used using, axe axes axed axing,
    acquit acquitted acquittal, refuse refused refusal refusals, approve approved approval, arrive
    arrived arrival,
    remove removed removal, sign signed signing, warn warned warning warnings, pollute pollution polluted,
    vote votes voted voting ballot, withhold withholding, undergo underwent undergone, overthrow
    overthrew overthrown, mislead
    misled, retake retook retaken, raise raised raising, cross crossed crossing, pass passed passing,
    weaken weaker weak weakens weakened, strengthen stronger strong strengthens strengthened
    """
)
FUNCTION_WORDS = word_set(
    """
    a an the this that these those some any each such its their his her our my your it he she they we i you
    them him us me who whom which what whose when where while why how there here then than as if whether
    of to in on at by for from with into onto over under about after before during between among through
    against within per via below above beneath beside behind beyond upon off out up down across around near
    and or but so nor yet also too very just
    only even still already again be have do will would shall should can could may might must get let say
    according reportedly claim news breaking via rt re amp
    """
)
_ROOT = re.compile("(?=.{3}).*[aeiouy]")
_ENDINGS = ("ingly", "edly", "ing", "ed", "s", "ly")


def find_words(text: str) -> list[str]:
    """Return the words of a text as they stand, in order."""
    return WORD.findall(text)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what the forms of a word have in common: "stop" for "stopped"."""
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char)
    )
    plain = plain.replace("’", "'").removesuffix("'s").rstrip("'")
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    if plain.endswith(("ss", "us", "is")):
        return plain
    if plain.endswith(("sses", "xes", "zzes", "ches", "shes")):
        return plain[:-2]
    if len(plain) > 4 and plain.endswith(("ies", "ied")):
        plain = plain[:-3] + "y"
    elif plain.endswith("eed"):
        plain = plain[:-1]
    plain = _cut(_cut(plain, _ENDINGS), ("ly",))  # "supplying" is "supply", and that is cut as well
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    is_doubled = len(plain) > 3 and plain[-1] == plain[-2] and plain[-1] not in "aeious"
    if is_doubled and (plain[-1] != "l" or len(plain) > 4):
        plain = plain[:-1]
    return plain.removesuffix("e") if len(plain) > 3 else plain


def _cut(word: str, endings: Iterable[str]) -> str:
    """Remove the first of these endings that leaves three letters with a vowel."""
    roots = (word.removesuffix(ending) for ending in endings)
    return next((root for root in roots if root != word and _ROOT.match(root)), word)
