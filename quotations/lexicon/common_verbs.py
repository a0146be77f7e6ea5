"""Common verbs whose past or present form no ending tells."""

from .word_lists import word_set

IRREGULAR_VERBS = word_set(
    """
    ate beat became began bent bet blew bore bought bound broke brought built burnt burst came caught chose
    clung come cost crept cut dealt died drank dreamt drew drove dug fed fell felt fled flew forbade forgave
    forgot fought found froze gave get gets go got grew had heard held hid hit hung hurt kept knelt knew
    know laid lay led left lent let lie lies lit lost made meant met need overcame owe paid put quit ran rang
    read rode rose sang sank sat saw sent set shook shot shrank shut slept slid slept sold sought spent split
    spoke spread sprang stole stood struck stuck swam swept swore swung take taught thought threw told took
    tore understood upheld want went withdrew woke won wore wrote
    """
)
"""Forms that are a finite verb right after a noun or name: "the bridge fell"."""

_GERUNDS_AND_PASTS = """
beating=beat becoming=became beginning=began betting=bet biting=bit blowing=blew breaking=broke
bringing=brought building=built buying=bought casting=cast catching=caught choosing=chose coming=came
cutting=cut dealing=dealt doing=did drawing=drew drinking=drank driving=drove eating=ate falling=fell
feeding=fed feeling=felt fighting=fought finding=found flying=flew forgetting=forgot forgiving=forgave
freezing=froze getting=got giving=gave going=went growing=grew hearing=heard hiding=hid hitting=hit
holding=held hurting=hurt keeping=kept knowing=knew laying=laid leading=led leaving=left lending=lent
letting=let losing=lost lying=lied making=made meeting=met misleading=misled overseeing=oversaw
overstating=overstated paying=paid putting=put quitting=quit reading=read riding=rode running=ran
saying=said seeing=saw seeking=sought selling=sold sending=sent setting=set shaking=shook shooting=shot
shutting=shut singing=sang sitting=sat sleeping=slept speaking=spoke spending=spent splitting=split
spreading=spread standing=stood stealing=stole sticking=stuck striking=struck swearing=swore taking=took
teaching=taught tearing=tore telling=told thinking=thought throwing=threw undermining=undermined
understanding=understood undertaking=undertook wearing=wore winning=won withdrawing=withdrew
withholding=withheld writing=wrote having=has being=was
arising=arose bending=bent bidding=bid binding=bound bleeding=bled breeding=bred broadcasting=broadcast
bursting=burst clinging=clung costing=cost creeping=crept digging=dug fleeing=fled flinging=flung
forbidding=forbade forecasting=forecast grinding=ground relaying=relayed ridding=rid ringing=rang
rising=rose shedding=shed shrinking=shrank sinking=sank sliding=slid springing=sprang stinging=stung
sweeping=swept swimming=swam swinging=swung thrusting=thrust waking=woke weeping=wept winding=wound
meaning=meant
"""
_PAST_OF_GERUNDS = dict(pair.split("=") for pair in _GERUNDS_AND_PASTS.split())
_LASTING_GERUNDS = word_set("owning wanting needing belonging supporting opposing owing possessing")
_NOUNS_IN_ING = word_set(
    "wrongdoing nothing something anything evening morning funding housing lodging pricing hearing ceiling"
)
BASE_VERBS = word_set(
    """
    be become begin break bring build buy catch choose come deal do draw drink drive eat fall feel fight
    find fly forget get give go grow have hear hide hit hold keep lead leave let lie lose make meet pay
    put read ride rise run say see seek sell send set shoot shut sit sleep speak spend stand steal strike
    swear take teach tell think throw understand wear win withdraw write accept act add admit agree allow
    announce answer apologise appear apply approve argue arrange arrive ask assure attack attend avoid
    award ban behave believe belong betray block borrow bribe call cancel cause change charge cheat check
    claim clean close collect commit complain confirm consider contact continue control copy cost cover
    cross damage decide declare delay delete deliver demand deny depend destroy disappear discuss dismiss
    doubt drop employ encourage end enter escape examine exist expect explain export face fail fake favour
    fear fill finish fire fit force forge fund happen harm hate help hire hope hurt ignore import improve
    include increase influence inform inspect insist install insult intend invest invite join kill know
    lack land last launch leak lend like list live lobby look love lower manage matter mean mention
    mislead miss move murder need notice obey object offer open operate oppose order own owe pass permit
    plan plant please poison possess prepare pressure prevent produce promise protect prove provide
    publish pull punish push quit raise reach receive recognise record reduce refuse regret reject release
    rely remain remember remove repair repeat replace reply report request resign respect return review
    rob save search serve share show sign sound spy start stay stop store suffer suggest supply support
    suspect talk test threaten touch train transfer travel treat trust try turn use verify violate visit
    vote wait walk want warn waste watch welcome wish witness work worry
    """
)
"""Verbs as they stand after "did" and "will"."""


def find_past_of_gerund(word: str) -> str:
    """Return what somebody did who is said to deny "taking" ("took"), "" for a noun.

    Of what lasts it is the present: "owning" is "owns", "having" is "has".
    """
    if not word.endswith("ing") or len(word) < 5 or word in _NOUNS_IN_ING:
        return ""
    if irregular := _find_irregular(word):
        return irregular
    stem = word[:-3]
    if word in _LASTING_GERUNDS:
        return f"{stem}s"
    if stem.endswith("ee"):
        return f"{stem}d"  # agreeing
    is_y = stem.endswith("y") and stem[-2:-1] not in ("a", "e", "o", "u")
    return f"{stem[:-1]}ied" if is_y else f"{stem}ed"


_PREFIXES = ("re", "over", "under", "out", "fore", "mis", "un", "up", "with")


def _find_irregular(gerund: str) -> str:
    """Return the past of an irregular verb, also behind a prefix: "rebuilt"; "" for a regular one."""
    if gerund in _PAST_OF_GERUNDS:
        return _PAST_OF_GERUNDS[gerund]
    for prefix in _PREFIXES:
        if gerund.startswith(prefix) and (past := _PAST_OF_GERUNDS.get(gerund.removeprefix(prefix))):
            return f"{prefix}{past}"
    return ""


_DOUBLING = word_set(
    """
    stop plan ban drop rob fit commit permit admit transfer refer deter beg grab regret control cancel travel
    """
)


def find_past(base: str) -> str:
    """Return the past of a verb: "sold" of "sell"."""
    if base in ("be", "have", "lie"):
        return {"be": "was", "have": "had"}.get(base, "lied")
    stem = base.removesuffix("e")
    for gerund in (f"{base}ing", f"{stem}ing", f"{base}{base[-1:]}ing"):
        if irregular := _find_irregular(gerund):
            return irregular
    if base in _DOUBLING:
        return f"{base}{base[-1]}ed"
    is_y = base.endswith("y") and base[-2:-1] not in ("a", "e", "o", "u")
    return f"{base[:-1]}ied" if is_y else f"{base}{'d' if base.endswith('e') else 'ed'}"


_PARTICIPLES_AND_PASTS = """
beaten=beat become=became been=was begun=began bitten=bit broken=broke chosen=chose come=came done=did
drawn=drew driven=drove drunk=drank eaten=ate fallen=fell flown=flew forbidden=forbade forgiven=forgave
forgotten=forgot frozen=froze given=gave gone=went grown=grew hidden=hid known=knew overcome=overcame
overseen=oversaw proven=proved ridden=rode risen=rose run=ran rung=rang seen=saw shaken=shook shown=showed
shrunk=shrank spoken=spoke stolen=stole sung=sang sunk=sank sworn=swore swum=swam taken=took thrown=threw
torn=tore undergone=underwent undertaken=undertook withdrawn=withdrew woken=woke worn=wore written=wrote
"""
PAST_OF_PARTICIPLES = dict(pair.split("=") for pair in _PARTICIPLES_AND_PASTS.split())
"""Participles whose past has another form: each mapped to it. Of all others, both are one."""
