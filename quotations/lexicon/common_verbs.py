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
accepting=accepted approving=approved attacking=attacked authorising=authorised authorizing=authorized
beating=beat betraying=betrayed breaking=broke bribing=bribed bringing=brought burning=burned buying=bought
calling=called causing=caused changing=changed cheating=cheated copying=copied deleting=deleted
destroying=destroyed doctoring=doctored entering=entered faking=faked firing=fired forging=forged giving=gave
helping=helped hiring=hired hitting=hit ignoring=ignored insulting=insulted
killing=killed kissing=kissed leaking=leaked
letting=let losing=lost making=made meeting=met mentioning=mentioned misleading=misled misusing=misused
murdering=murdered offering=offered ordering=ordered paying=paid poisoning=poisoned pressuring=pressured
pushing=pushed receiving=received rigging=rigged robbing=robbed selling=sold sending=sent setting=set
shooting=shot signing=signed stealing=stole stabbing=stabbed striking=struck taking=took telling=told
threatening=threatened throwing=threw touching=touched using=used violating=violated writing=wrote
"""
PAST_OF_GERUNDS = dict(pair.split("=") for pair in _GERUNDS_AND_PASTS.split())
"""What somebody did who is said to deny doing it: each form in "ing" mapped to the past."""
