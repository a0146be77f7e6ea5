"""Words of opposite meaning, in the senses in which news uses them.

Two propositions about one thing are opposites if one has a word of the left side where the other has one of
the right. Two words with "+" stand near one another: "turned the offer down".
"""

from functools import cache

from .stems import stem

_ANTONYMS = """
rise increase grow climb soar surge jump gain up higher raise swell expand growth boost hike more double
    triple multiply climb rocket spiral mount
    | fall decrease shrink drop sink plunge decline down lower reduce cut halve dwindle slump tumble dip
    contract slash slide diminish fewer less lose recede ebb thin trim plummet
most majority | few minority least
win victory triumph beat defeat victorious winner champion prevail come+first on+top
    | lose loss beaten defeated loser runner-up come+second go+down+to eliminated knocked+out crash+out
accept take agree approve welcome embrace adopt endorse back pass support greenlight ratify sign uphold grant
    yes favour favor consent assent wave+through clear
    | reject refuse decline veto oppose dismiss turn+down rebuff spurn vote+down throw+out scrap overturn snub
    disapprove kill rebuff deny against resist walk+away stay+out
support back favour favor endorse champion advocate approve praise hail applaud welcome defend stand+by
    | oppose resist against condemn criticise criticize object denounce hostile opposition fight attack slam
    abandon disown
allow permit let authorise authorize legalise legalize licence license grant free lift+ban may welcome
    | ban forbid prohibit bar block outlaw prevent stop veto deny refuse illegal criminalise obstruct
open reopen opened accessible | close shut closure sealed locked bolt seal closed
start begin launch open resume set+out kick+off restart continue underway introduce
    | stop end halt cease finish cancel suspend abandon quit conclude pause terminate over
continue carry+on go+on remain keep stay persist last extend uninterrupted press+on still
    | stop end halt cease quit leave abandon drop discontinue suspend interrupt pull+plug scrap
go+ahead proceed take+place take+off run+normally as+planned as+scheduled stage held leave run
    | cancel call+off scrap shelve postpone drop abandon axe ground grounded cancellation
build construct erect put+up | demolish destroy raze tear+down pull+down dismantle bulldoze flatten knock+down
create found set+up establish form | abolish dissolve disband scrap close wind+up
bring+back restore reinstate reintroduce revive retain keep preserve introduce
    | abolish scrap repeal end remove do+away axe eliminate
arrive come enter reach return land | leave depart exit
join enter accede sign+up | leave quit withdraw exit pull+out secede stay+out break+away
stay remain linger | leave go depart quit resign flee withdraw move evacuate abandon
keep retain stay hold+on+to | sell sale privatise privatize dispose give+away hand+over part+with
appoint hire recruit employ elect name promote take+on
    | dismiss sack fire remove oust replace demote lay+off redundant axe redundancy let+go
resign quit step+down stand+down give+up | stay remain keep continue cling refuse
arrest detain jail imprison hold capture lock+up prison custody behind+bars seize kidnap
    | release free let+go liberate freedom bail walk+free at+large escape
guilty convict convicted guilt conviction | innocent acquit acquitted clear exonerate innocence cleared
    not+guilty get+off walk+free
prosecute charge indict trial sue | drop pardon amnesty immunity
confirm admit acknowledge prove verify affirm concede bear+out
    | deny disprove refute dispute rebut debunk contradict
admit confess own+up | deny conceal hide insist
legal lawful legitimate legally constitutional
    | illegal unlawful illegitimate illegally illicit unconstitutional crime criminal breach
safe harmless secure safely safety drinkable fit clean undanger
    | unsafe dangerous harmful hazardous risky danger dangers threat threaten poison toxic peril insecure risk
    hazard unfit poisonous contaminated deadly boil unsafely harm
healthy well fit recovered fine good+health excellent+health
    | ill sick unhealthy unwell gravely ailing dying illness cancer bedridden
genuine real authentic original true | forgery fake forged counterfeit copy imitation hoax bogus false sham
true genuine real accurate correct right truth | false fake untrue wrong inaccurate invented bogus incorrect
    fabricated myth lie hoax fiction
write himself herself own original | copy plagiarise plagiarize plagiarism crib lift ghost-written
improve better recover ease progress rebound | worsen worse deteriorate decline degrade sour suffer
good better best excellent | bad worse worst poor dreadful terrible
strong strengthen robust | weak weaken feeble fragile
high highest top | low lowest bottom
rich wealthy | poor poverty
success succeed successful achieve manage work | fail failure unsuccessful collapse flop
pass clean | fail
profit surplus profitable black gain | loss deficit unprofitable losses red
cheap cheaper affordable | expensive dear dearer
alive survive survivor unharmed unhurt escape rescue unscathed safe | dead die kill death perish drown fatal
    toll victim lose+life cost+life body corpse murder
before earlier ahead+of prior | after later following
early earlier ahead | late later delay delayed overdue behind
on+time punctual punctually | late delay delayed overdue
old older | new newer young
young younger | old older elderly
full crowded packed | empty deserted vacant
save rescue spare preserve protect keep | destroy ruin scrap abandon damage sacrifice doom
attack assault offensive attacker strike bomb shell invade | defend defence defense
peace truce ceasefire peaceful | war fighting combat hostilities
hold honour respect observe comply obey keep | break violate breach flout ignore defy violation
advance gain+ground push+forward | retreat withdraw pull+back fall+back
deploy send | withdraw recall pull+out bring+home
capture seize take occupy conquer | lose liberate recapture hold hands
control hold | lose
impose introduce add apply bring+in | lift remove abolish repeal scrap drop ease relax exempt
tighten toughen stricter harden strict | ease relax loosen soften lax
include inclusion with | exclude omit exclusion leave+out without
public publicly open openly | secret private secretly privately covert confidential classified behind+doors
publish release reveal disclose expose | hide conceal suppress withhold cover+up secret
know aware knew warned | unaware ignorant surprise
likely probable probably | unlikely improbable
possible able can | impossible unable
enough sufficient plenty ample adequate full | insufficient lack shortage short scarce inadequate run+out
    shortfall
fast quick quickly rapid faster accelerate speed+up | slow slowly slower slow+down
buy purchase acquire buyer bought | sell seller
lend | borrow
import | export
majority | minority
all every everyone everybody whole unanimous | none nobody
always | never
win | draw
unite united unify together unity | divide split divided apart division
unanimous unanimously united | split divided dissent
friend ally friendly friends allies | enemy foe hostile rival
love like popular | hate dislike unpopular loathe
trust believe credible confidence | distrust doubt suspect mistrust
hot warm warmest hottest warmer heat | cold cool coldest cooler chill
wet rain rainy wettest flood water | dry drought driest bone-dry arid
clean pure | dirty polluted contaminated filthy pollute spill
free autonomous independent independence sovereign | occupied captive dependent part+of rule belong
independent independence secede sovereign | part+of remain union dependent
voluntary voluntarily willingly willing choice | compulsory mandatory coerced unwilling obliged
optional voluntary | compulsory mandatory obligatory
deliberate deliberately intentional purpose intended blow+up sabotage arson
    | accidental accidentally accident mistake unintended unintentional itself
attend attended present turn+up | absent miss skip boycott stay+away shun
near close | far distant
permanent permanently | temporary temporarily
simple easy easily | difficult hard complicated
expand widen extend broaden enlarge lengthen | shrink narrow shorten curtail scale+back reduce cut
fund finance subsidise subsidize pay+for invest | defund cut+off withhold starve
free+of+charge free gratis | charge fee pay paid cost
effective effectively work useful help protect | ineffective useless fail pointless
ahead lead leading | behind trail trailing
find discovered recovered located turn+up | missing lose vanish
intact undamaged unharmed unhurt unscathed untouched spared | damage destroy hurt injure wound wreck harm ruin
transparent honest honestly truth truthfully truthful
    | dishonest lied lying mislead misled cheat lie deceive fraud rig
deal agreement accord reach | deadlock stalemate impasse collapse break+down
calm peaceful peacefully quiet | violent violence unrest riot turbulent rioting clash
optimistic hopeful confident | pessimistic gloomy doubtful
encourage urge | discourage deter dissuade
favourable favorable positive | unfavourable unfavorable negative
positive | negative
short shorter | long longer
under below | over above
exceed | below under
keep+promise fulfil deliver meet honour | break fail miss
meet hit achieve | miss
appear turn+up show+up | vanish disappear
armed weapon gun gunman | unarmed
guarded manned | unguarded unmanned
vaccinated | unvaccinated
solve resolve settle crack | unsolved unresolved
justify justified warranted | unjustified unwarranted
loyal faithful | disloyal treacherous betray
repair fix mend restore | broken damage wreck
fair fairly honest clean | unfair unfairly rig steal fraud stolen
punish fine penalise penalize sanction jail discipline | reward pardon forgive spare praise
praise praised hail commend thank | criticise criticize condemn blame attack slam
alone unaided single-handed | helped help together accomplices
active erupt awake | dormant inactive extinct idle
rare rarely seldom | common often frequently frequent
warn alarm raise+alarm | reassure
flow flowed freely unhindered clear moving | block blockade jam standstill gridlock bring+halt
green | red
orbit aloft | burn+up crash
by+itself natural naturally | blow+up man-made sabotage
compete play start | banned withdrawn injured out
sober | drunk drunken
own | rent lease
strike stoppage walk+out walkout | work working return
hire | strike
crash collide | miss avoid
conscious | unconscious
married | divorced unmarried
literate | illiterate
guest | host
cure | spread
contain control extinguish | rage spread
evacuate | return stay
survive | collapse
solvent afloat rescue bail+out | bankrupt insolvent go+under bust collapse
hungry starve famine | fed plenty
refund return | keep
obey | disobey
insured | uninsured
competent | incompetent
human | machine
local | foreign
legalise | ban
praise | mock
inside indoors | outside outdoors
same unchanged stable steady flat | change differ rise fall
reliable | unreliable
visible seen | invisible unseen hidden
born | died
grow strengthen deepen improve high | deteriorate weaken erode low decline worsen
same unchanged stable steady flat as+before as+it as+they freeze frozen
    | change differ rise fall raise cut increase decrease lower hike reduce grow lift double halve
vote+for support back | vote+against oppose against
cross enter invade incursion | stay
employed in+work | unemployment unemployed jobless idle
sign extend renew | leave terminate expire quit end
apologise apologize sorry apology regret retract take+back | stand+by stick defend insist repeat unrepentant
split divided disagree rift | agree unanimous united consensus unanimity
erupt active | quiet dormant
build open plan expand | drop abandon scrap shelve ditch
own lawfully rightful | loot stolen steal
test include cover involve | exclude spare omit leave+out
reduce ease relieve less fewer calm | worse worsen aggravate inflame fuel
control hold occupy | retake recapture lose liberate drive+out expel
work run function operate | switch+off break+down out+of+order broken faulty fail outage
ruin fail poor spoil disappointing | record bumper good thrive flourish rich
surrender give+up yield lay+down | fight resist hold+out
repel beat+back push+back drive+back hold+off thwart foil | capture seize take succeed breakthrough
shot+down shoot+down down | land return
hit target struck | miss
spare untouched | shell bomb hit strike
besiege siege cut+off surround | reach supply
invite welcome host | exclude shut+out disinvite expel turn+away bar snub
meet met shake+hands talk | avoid refuse snub cancel
recognise recognize | refuse
neutral impartial | biased partisan side
valid count | invalid void annul disallow quash rule+out
eligible | ineligible bar disqualify
form | collapse break+up dissolve
on+schedule schedule as+planned on+time | postpone delay delayed late
run stand | withdraw drop+out stand+aside pull+out
uphold confirm stand | overturn quash strike+down reverse annul
spare suspend | jail prison
extradite deport expel | stay keep
press+ahead pursue | drop
testify speak talk answer | silent silence refuse
admissible | inadmissible
cure heal treat | useless harm
spread rage grow | contain halt over stop
infected ill positive | healthy negative well
risk raise | lower protect cut
cause trigger raise bring+about | prevent protect avert stop
growth grow boom recovery expand | recession shrink slump contract crisis
bankrupt insolvent broke | solvent rescue
default arrears | pay repay
merge merger join | split separate demerge
freeze frozen | raise rise increase
strengthen gain rally | weaken lose slide
brake work | fail
awake | asleep sleep
sober | drunk alcohol
exceed speed | keep
alarm sound ring | silent
extinct die+out | alive survive thrive living
endangered rare | thriving common plentiful
habitable | uninhabitable
hollow | solid
natural nature | artificial man-made synthetic
harmful harm damage | beneficial good benefit help
larger bigger big | smaller small
heavy heavier | light lighter
qualify advance through | eliminate eliminated out crash+out
promote | relegate
fit play | injure injured out bench
score | miss
clean | doping drug positive fail
sold+out sell+out full | empty
promote celebrate | hide
award win | lose deny
repair maintain renovate | neglect decay ruin
at+large on+the+run escape flee wanted | arrest catch custody capture
murder kill | suicide natural
real authentic | staged stage fake act
recover return found | stolen lost missing
stranger | know friend
identify known | unknown unidentified
compulsory | optional
easier easy | harder hard tough
leak public publish | secret
mixed together | separate apart
delete erase wipe destroy | store keep save retain preserve
encrypt secure | readable plain open hack
online | offline
private secret | share public
bot machine robot computer | human people
driverless unmanned | driver manned
toll fee charge | free
derail | stay
open+to let+in admit | turn+away shut+out bar keep+out
heard first+heard learn after | know knew before
agree settle | dispute quarrel deadlock
safe harmless | too+dangerous keep+out avoid danger cancer kill ill
able can strong | too+weak unable weak
fit able | unfit too+ill too+old incapable
right correct | wrong mistake error
proof prove evidence show | doubt unproven disprove speculation
benefit gain profit | suffer lose harm
thank credit | blame
loyal stay+with | defect desert abandon betray
keep leave+alone | remove take+away
complete finish finished ready | unfinished incomplete still delay
fill full | drain empty dry
praise | criticise
obey follow | ignore defy
equal same | unequal differ more less
rightly deserved | wrongly undeserved
popular favourite | unpopular shun avoid
wake | sleep
attend visit | stay+away boycott cancel
begin+work | strike
increase raise | ease
mercy pardon clemency spare | serve execute full+sentence
pay paid | unpaid
share | keep
forget | remember
majority+of most | few hardly
guilty blame responsible | innocent blameless cleared
healthy nutritious | unhealthy
win+back regain | lose
top first best | bottom last worst
plentiful abundant | scarce shortage
"""


def _read_side(words: str) -> frozenset[str]:
    return frozenset(
        "+".join(map(stem, form.split("+"))) for word in words.split() for form in _list_forms(word)
    )


def _list_forms(word: str) -> list[str]:
    """Return a word, and its comparative and superlative if it is an adjective; others do no harm."""
    if "+" in word:
        return [word]
    root = word.removesuffix("e")
    root = root[:-1] + "i" if root.endswith("y") else root
    return [word, f"{root}er", f"{root}est"]


@cache
def read_antonyms() -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return the two sides of each pair as stems; a stem on both sides is on neither."""
    lines: list[str] = []
    for line in _ANTONYMS.strip().splitlines():
        if line.startswith(" "):
            lines[-1] += line
        else:
            lines.append(line)
    sides = [tuple(map(_read_side, line.split("|"))) for line in lines]
    return [(left - right, right - left) for left, right in sides]
