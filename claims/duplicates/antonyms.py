"""Words of opposite meaning, in the senses in which news uses them.

Two propositions about one thing are opposites if one has a word of the left side where the other has one of
the right. Two words with "+" stand near one another: "turned the offer down".
"""

import re
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
accept take agree approve welcome embrace adopt endorse back pass support greenlight ratify sign uphold
    grant
    yes favour favor consent assent wave+through clear
    | reject refuse decline veto oppose dismiss turn+down rebuff spurn vote+down throw+out scrap overturn
    snub
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
    | stop end halt cease quit leave abandon drop call+off cancel discontinue suspend interrupt pull+plug
    scrap
go+ahead proceed take+place take+off run+normally as+planned as+scheduled stage held leave run
    | cancel call+off scrap shelve postpone drop abandon axe ground grounded cancellation
build construct erect put+up | demolish destroy raze tear+down pull+down dismantle bulldoze flatten
    knock+down
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
    | unsafe dangerous harmful hazardous risky danger dangers threat threaten poison toxic peril insecure
    risk
    hazard unfit poisonous contaminated deadly boil unsafely harm
healthy well fit recovered fine good+health excellent+health
    | ill sick unhealthy unwell gravely ailing dying illness cancer bedridden
genuine real authentic original true | forgery fake forged counterfeit copy imitation hoax bogus false sham
true genuine real accurate correct right truth | false erroneous fake untrue wrong inaccurate invented
    bogus incorrect
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
save rescue spare preserve protect | destroy ruin scrap abandon damage sacrifice doom
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
intact undamaged unharmed unhurt unscathed untouched spared | damage destroy hurt injure wound wreck harm
    ruin
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
reduce ease relieve calm | worse worsen aggravate inflame fuel
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
right correct | wrong erroneous mistake error
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
learn learned learnt find+out heard only+when | know knew aware foresee
took+place take+place go+ahead went+ahead stage hold as+usual at+work appear perform perform sing
    | cancel call+off pull+out postpone abandon scrap
sold+out packed every+seat crowded popular | low+sales half-empty empty poor+sales unsold
accident mishap chance mistake | purpose bomb set+off plant detonate sabotage deliberate arson explosive
volunteer unpaid for+nothing free | salary wage paid sold sell cost earn fee buy bought
own+pocket own+money | gift bribe accept receive free donor take
read see available accessible access share hand+over every | withhold hide conceal suppress sit+on
    keep+to+itself keep+from bury secret
    cover+up destroy shred
flee abscond run+away escape | stay remain captured surrender stood+ground until+the+end face
regain restore re-establish send transmit reach | lose lost cut break
send transmit contact reach answer respond talk | silent dead unreachable vanish ignore lose
match right fit suit | wrong erroneous mismatch
press+charges charge prosecute stand+trial face+trial trial convict | drop clear acquit dismiss pardon
    amnesty spare
abdicate step+aside resign retire give+up | reign remain stay throne keep cling
promote promotion | relegate relegation
top+league first+division save+from | relegate relegation
permit permission allow approve licensed licence valid signed | without illegal unauthorised unlicensed ban
    prohibited forbid outlaw unapproved
within+budget on+budget cheaper cheap saved under+budget | overrun over+budget twice double dearer blow+out
brim full high overflow flood | low lowest empty dry drought shrink
natural | pollute contaminate poison spill leak
pollute contaminate poison foul | clean purify drinkable natural spotless
adult grown-up | child children minor
withdraw withhold deny refuse | give grant award offer provide supply deliver hand
punish expel suspend ban sack disqualify | reinstate readmit clear
equal same equally | less more unequal worse better differ
warn alert alarm signs told+to | without+warning surprise unexpected suddenly out+of+the+blue
mandatory must require oblige force compel | may free choose optional voluntary need+not
lawful legal law-abiding legitimate | libel slander defame illegal crime unlawful violate
victory win won | lose lost
lost+case lose+case | win
praise admire thank | insult mock scorn deride ridicule
admire respect | despise scorn
repeat insist maintain | retract withdraw recant take+back
recruit | lay+off dismiss sack
inflate exaggerate overstate overestimate | understate play+down downplay underestimate
overpay overcharge | underpay undercharge
overtake surpass outnumber outperform outstrip outdo exceed | trail lag fall+behind below under fewer
arrive appear turn+up | stay+away absent
abundant surplus glut excess oversupply | shortage lack scarcity shortfall deficit scarce
ready prepared equipped | unprepared unready caught+off+guard ill-equipped
careful cautious prudent diligent | careless reckless negligent negligence sloppy rash
brave courageous | coward cowardly
calm sooth pacify | provoke inflame incite stir
prevent avert thwart foil forestall preclude | cause trigger provoke lead+to bring+about enable
detect discover uncover spot notice | overlook miss unnoticed undetected
inside+job | outsider
wealthy rich millionaire prosperous affluent | poor broke penniless bankrupt impoverish
cure recover heal | die succumb worsen relapse
obese overweight fat | thin slim underweight lean
vaccinate immunise | unvaccinated
clean+bill healthy | disease infect ill sick
fresh | stale rotten spoiled mouldy
edible | inedible poisonous
fertile | barren infertile
honest truthful sincere | lie liar deceive dishonest lied
qualified trained licensed expert | unqualified untrained unlicensed
registered | unregistered
staffed manned | unstaffed understaffed unmanned
lit bright light | dark unlit
loud noisy | quiet silent
hire employ | dismiss
ascend climb take+off | descend crash land
export | import
emit release give+off | absorb take+up store
emigrate leave | immigrate arrive return come
nationalise nationalize expropriate | privatise privatize
centralise | decentralise devolve
regulate | deregulate
arm rearm | disarm
militarise | demilitarise
mobilise | demobilise
escalate intensify flare | de-escalate defuse calm subside ease
attach annex absorb | detach secede
lock | unlock
load | unload
plug | unplug
block ban | unblock unban support welcome back
elected | unelected appointed
employ | unemployed
insure | uninsured
register | deregister
certify | decertify
classify | declassify
legal | illegal
nominate | withdraw
vindicate exonerate clear | implicate incriminate blame guilty convict
incite inflame | condemn calm
defend shield protect | expose endanger abandon neglect
care+for look+after nurture | neglect abuse mistreat ill-treat
treat+well humane humanely | torture mistreat abuse beat cruelly cruel
embrace hug | shun spurn
rehire reinstate | dismiss
replenish refill restock | deplete exhaust drain run+out
repay pay+back settle | default owe
invest | divest disinvest
subsidise | tax
tax | exempt tax-free untaxed
deposit pay+in | withdraw
credit | debit
saving save | waste squander
save economise | spend
thrifty frugal | wasteful lavish
lavish luxury luxurious | modest frugal simple spartan
inland | coastal offshore
urban city | rural countryside
indigenous native | foreign immigrant
domestic home | abroad foreign overseas
ground+floor | top+floor
upstream | downstream
northern north | southern south
eastern east | western west
left | right
male man men boy | female woman women girl
odd | even
dawn morning | dusk evening
day daytime | night overnight
winter | summer
first | last
landslide overwhelming | narrow narrowly
hawk | dove
celebrate cheer | mourn
laugh | cry weep
smile | frown
win+over | alienate
respond react act | ignore idle stand+by
intervene act step+in | stand+by look+on ignore idle
investigate probe look+into inquire | ignore shelve close+file
open+inquiry | close+inquiry
retain hold+on | lose give+away
shrink dwindle thin | thicken grow expand
flood | recede
melt thaw | freeze grow
boom thrive flourish prosper | bust slump wither struggle decline
popular beloved | hated reviled loathe
crowded | deserted
busy | quiet idle
reopen | shut
reappear | vanish disappear
re-elected | ousted lose
returned | exile banished
loyalist | rebel
volunteer | conscript
conscript draft call+up | exempt discharge volunteer
obedient | rebellious defiant
surrender capitulate | hold+out fight+on resist
ambush | welcome
hostage captive | free released
unleash | restrain
restrain curb rein+in limit cap | unleash lift free unlimited uncapped
limit cap | unlimited
shorten | prolong lengthen extend
hasten speed | delay hinder hamper
help facilitate | hinder hamper obstruct impede
reveal unmask | disguise mask hide
masked disguised | unmasked barefaced
named identified | anonymous unnamed
signed | unsigned
paid | unpaid
finished | unfinished
married | single
pregnant | barren
sighted | blind
hearing | deaf
religious believer | atheist secular
secular | religious
democratic democracy elected free | dictatorship dictator autocratic authoritarian rigged
monarchy | republic
free+press | censor
censor ban suppress | publish uncensored
uncensored | censor cut
peacefully | force violent violently
by+hand | machine
handmade | mass-produced
organic | pesticide spray
recycle reuse | burn landfill dump bin
renewable solar wind | coal gas oil fossil
electric | diesel petrol
wild | tame captive farmed
vegetarian vegan plant-based | meat
sugar-free | sugar
raw | cooked
ripe | unripe
frozen | fresh
edge+up tick+up upsurge uptick balloon mushroom escalate swell buoyant record+high thrive appreciate
    | nosedive tank crater wane recede record+low depreciate halve collapse ebb erode
clinch secure prevail gold champion retain+title sweep victor unbeaten | beaten rout thrash silver runner+up
    second+place knocked+out eliminate lose defeat concede
unbeaten undefeated | beaten defeat lose
pass adopt approve carry enact | block vote+down reject defeat veto fall+through throw+out
keep+promise honour deliver fulfil | renege break+promise backtrack go+back u-turn
reopen resume restart | remain+closed stay+closed shut stay+shut
blame responsible fault culpable | exonerate blameless not+responsible no+fault
rise+to+power elected appointed | overthrow topple oust depose
overthrow topple oust depose | remain+in+power cling survive stay+in+power
hit strike land reach | miss fall+short intercept shot+down overshoot
full+capacity capacity | half-empty idle
expel deport turn+back | admit shelter welcome let+in host accept allow
give+birth born | childless stillborn
compensate compensation | uncompensated without+compensation
help rescue aid assist | harm hinder abandon leave+to
lead head chair command | follow
employ hire create+jobs new+jobs | cut+jobs lay+off job+losses shed sack
backlog overloaded swamped overwhelmed | spare+capacity
overcrowded | half-empty spacious
hunger starvation malnourished | well-fed food+plenty
literate read write | illiterate
ahead+of+schedule early | behind+schedule late overdue delay
under+control contain | out+of+control rage spread
in+public openly | behind+closed+doors in+private in+secret
in+favour in+favor for | against oppose
for+the+better improve | for+the+worse worsen
up+to+date modern new | outdated obsolete old antiquated ancient
original first+edition | reproduction replica copy reprint
worthless valueless | valuable precious priceless
plead+guilty confess | plead+not+guilty deny
upheld dismissed+appeal | overturn win+appeal quash
life+sentence jail prison | acquit suspended walk+free fine+only
deadly lethal fatal | harmless survivable non-lethal mild
mild | severe serious grave
minor slight | major serious severe heavy
serious severe critical | minor slight mild stable
temporary interim | permanent lasting
brief short | long lengthy
speed+up hasten accelerate | brake slow stall
stall deadlock collapse break+down | progress advance succeed breakthrough
unprecedented first+time never+before | as+before again repeat common
only sole | several others
foreign imported | home-grown domestic local
pull+back retreat withdraw | hold+position dig+in advance stay+put
attack invade provoke | unprovoked
unprovoked | provoke
welcome open+arms | hostile unwelcome reject drive+away
profitable lucrative | loss-making unprofitable
exempt spared | subject affected
taxed pay+tax | tax-exempt tax+free avoid+tax evade
clean+energy | fossil
protect conserve | log fell clear+cut hunt poach destroy
hunt poach cull | protect conserve spare
legal+tender valid | void worthless
loyal support | betray mutiny defect rebel
mutiny rebel revolt uprising | obey loyal
overfund surplus | underfund cut starve
confirm reaffirm | rule+out scotch quash
likely expect | rule+out unlikely
sceptical doubt | convinced certain sure
certain sure definite | uncertain doubtful unsure unclear
clear obvious | unclear vague
undisputed agreed | dispute contest
same+day at+once immediately promptly instantly | delay late weeks+later months+later wait slow hesitate
    never
ordered instructed told+to | own+initiative without+orders unauthorised
alone solo single-handedly lone | group gang accomplice together team
solo | duo
free+choice own+free+will voluntarily | force coerce compel pressure duress
pressure force coerce | free free+will
first+hand witness saw | hearsay rumour
eat fed | fast hunger+strike
thirst | drink
stand+firm hold+firm | back+down give+in cave climb+down relent yield bow
back+down give+in relent bow yield climb+down | defy refuse insist stand+firm persist
innocent | complicit accomplice
know+nothing unaware ignorant | complicit aware know tip+off told inform brief
inform tell brief notify consult | keep+in+the+dark uninformed unaware without+telling conceal behind+back
ask+permission permission consent | without+consent without+asking
consent agree | without+consent rape force
sighted seen spot | unseen vanish
legally lawfully rightful rightfully duly properly legitimately entitled within+law by+the+book
    | illegally unlawful illicit improper wrongful fraudulent breach break+law without+permit unauthorised
own+will own+accord own+choice choose freely voluntarily by+choice wanted+to
    | force fire sack throw+out kick+out drive+out expel oust push+out made+to oblige compel dismiss evict
welcome admit accept+visitors greet receive let+in invite open+doors run serve accessible all+year
    | close shut turn+away closed+to off+limits bar lock fence seal
burst overflow flood breach spill inundate overtop | within held hold contain stay+dry dry spare
owe debt arrears unpaid indebted default due outstanding
    | paid+off pay+off repay clear+debts settle debt-free owe+nothing
mystery puzzle unknown unexplained riddle enigma unsolved baffle unclear guess
    | understand understood explain known solve clear establish pinpoint discover identify
profitable profit make+money pays+off lucrative earn surplus viable
    | cost+more lose+money losses loss red drain burden subsidy bankrupt deficit
take+down pull+down topple dismantle remove tear+down demolish knock+down raze fall fell collapse
    | stand standing upright in+place erect intact remain untouched still
put+down put+to+sleep euthanise slaughter cull shoot kill die died dead lost
    | alive thrive survive healthy well recover saved spared rescue breathe
hour hours day days week weeks month months long lengthy wait queue jam
    | minute minutes second seconds moment instant instantly immediately once quickly short brief
switch+off turn+off shut+down disconnect unplug extinguish go+out put+out dark blackout
    | switch+on turn+on burn burning shine light lit glow run running working operate
give+up abandon drop stop quit end scrap discontinue
    | take+up teach learn offer practise start continue keep still introduce begin hold+on
miss overlook escape+notice unaware unseen unnoticed blind ignorant in+the+dark
    | see saw seen notice spot watch aware observe know catch
invisible hidden telescope only+with microscope | visible naked+eye plain see seen sight
own+work wrote himself herself compose paint original | somebody+else someone+else another ghostwriter stolen
    copy plagiarise other+hand
at+home present there at+work on+duty at+desk on+spot scene in+town on+site
    | away absent abroad on+holiday elsewhere vacation on+leave off+duty out+of+town miles+away trip
deep | shallow
caged cage battery | free+range run+free roam outdoors
cap freeze limit control ceiling regulate restrict ration
    | whatever+like unlimited no+limit free+rein as+they+please uncapped market uncontrolled unrestricted
covered insured cover insurance | uninsured no+cover out+of+pocket
home homegrown at+home domestic local locally native inhouse | abroad overseas foreign elsewhere import
    outsource
    bring+in
shrink die+out extinct wipe+out vanish disappear dwindle dying fewer rare gone lost exterminate eradicate
    | thrive hum multiply grow plentiful abound teem spread common recover return back buzz increase
bring+in invest put+into hold buy own stake | divest pull+out withdraw sell sold dump get+rid exit part+with
return give+back hand+back restitute repatriate refund send+back
    | keep retain remain hold+on+to stay refuse still
strange stranger never+met unknown | friend personally know knew acquaintance close intimate
correct right proper intended | wrong mistaken incorrect mix+up other
cost paid pay fund finance taxpayer bill price expense | free nothing donate sponsor gift no+cost
drought dry thirst | flood rain war plague wet
drunk drink drank alcohol intoxicated over+the+limit tipsy | sober not+drunk clear-headed
fix rig throw manipulate cheat stage predetermine | fair clean honest genuine above+board square proper
record listen eavesdrop spy bug tap monitor track watch
    | private respect+privacy leave+alone delete anonymous unmonitored
dump throw+into discard litter tip pollute fly-tip | collect bring+back recycle clean+up take+home pick+up
bless endorse sanction recognise condone | shun condemn refuse curse disown sin
arm carry+gun gun firearm weapon pistol rifle | unarmed bare-handed baton truncheon
insult offend abuse humiliate demean | apologise respect honour compliment
eat+meat meat carnivore | vegetarian vegan plants
borrow loan on+credit | own+funds own+money savings cash
first debut maiden new newcomer novice inexperienced rookie | veteran experienced repeat seasoned old+hand
hit strike damage wreck flatten devastate destroy | spare miss escape intact unscathed withstand survive
    undamaged
    weather+storm harmless pass+by
elect win+seat vote+in re-elect appointed voters | unelected vote+out lose+seat unseat defeat
arrive early ahead+of+time in+time on+time prompt | late miss+deadline overdue belated delay last+minute
exceed overshoot surpass beat top break+record | fall+short miss below under fail+to+reach lag
attend show+up take+part participate present join compete appear | skip stay+away absent boycott miss withdraw
    stay+home pull+out no-show
succeed work triumph sell+out box-office+hit bestseller acclaimed | flop fail disappoint panned failure
    fiasco
obey follow heed listen comply observe stick+to abide | ignore defy flout disregard disobey break violate
    override
crowd full busy packed throng teem | empty deserted quiet ghost+town half-empty desolate
hire take+on recruit expand+staff new+jobs create+jobs | lay+off cut+jobs shed dismiss redundant hiring+freeze
    downsize
speak fluent understand language | silent mute word
speak speak+out speak+up testify talk tell reveal answer comment break+silence | silent silence
    keep+quiet say+nothing no+comment refuse+to+comment mum
free release let+go walk+free out+of+prison at+liberty bail | behind+bars in+prison in+custody detain remand
    locked+up jail held cell
convict guilty sentence condemn | acquit innocent clear exonerate walk+free not+guilty cleared+of
alive surviving still+living | dead late widow grave buried funeral died obituary
marry wed married wife husband spouse | divorce single separate unmarried split bachelor
pregnant expecting | childless barren
hot heat warm heatwave record+high mild | cold freeze freezing frost chill snow ice cool
dry drought arid parched | wet rain rainy flood downpour soak
sun sunny clear | cloud cloudy overcast rain
calm still | storm rough gale
cheap affordable inexpensive bargain low+price | expensive costly dear unaffordable pricey exorbitant
    out+of+reach
hungry starve malnourish famine food+shortage | well+fed enough+to+eat plenty food+for+all
edible safe+to+eat fit | poison toxic unfit spoil
beneficial healthy good+for protect lengthen+life boost | harm bad+for damage ill unhealthy shorten+life
    poison
cause trigger lead+to bring+about raise produce spark provoke due+to because+of result+of blame
    | nothing+to+do unrelated independent+of irrespective regardless coincidence prevent no+link not+linked
    cure
cure heal relieve help effective work | useless worthless placebo no+better ineffective worse harm
contagious infectious spread | harmless cannot+spread
dangerous risky deadly unsafe hazard threat | safe harmless secure no+danger no+risk innocuous risk-free
    benign
closed source secret classified confidential behind+closed+doors private | open public published disclose
    on+the+record transparent declassify
transparent disclose declare register report | conceal hide undisclosed secret undeclared cover+up keep+quiet
pay+tax taxed declare | evade dodge avoid+tax tax-free exempt untaxed
win contract award+contract | lose+contract
support stand+by back rally+behind loyal endorse | abandon turn+against desert drop distance betray
    turn+back+on withdraw+support disown
agree see+eye same+view consensus unite | disagree differ clash at+odds quarrel split fall+out
reach+deal strike+deal sign agreement compromise settle | collapse break+down walk+out fail end+without
    without+agreement deadlock no+deal empty-handed
war fight attack hostile clash | peace ceasefire truce lay+down+arms armistice
attack fire+first start strike+first aggressor invade | defend self-defence retaliate respond return+fire
advance take seize capture push+forward gain overrun | lose repel retreat hold beaten+back driven+back
    pushed+back withdraw
win+war victory prevail | lose+war defeat surrender capitulate
child minor underage | adult grown-up of+age
volunteer unpaid | professional paid mercenary
native | foreign immigrant naturalise
citizen passport national | foreigner stateless alien non-citizen
own self-made | inherit
inherit | earn self-made build
tell+truth truthful honest true fact accurate | lie lied false fabricate invent perjure mislead made+up
    make+up
    untrue
real genuine authentic original | fake forged counterfeit replica copy imitation doctored staged edited
    photoshopped
by+hand human people person | machine robot computer artificial+intelligence software automatic
accident mistake error inadvertent unintended natural+causes chance fluke
    | on+purpose deliberate intend plan murder sabotage attack plot
alone single+handed by+himself by+herself | accomplice together team help with+others gang network
natural+causes heart+attack illness old+age | murder kill poison violent shot foul+play
suicide own+life own+hand | murder kill accident
fire shoot shot gunfire | hold+fire never+fired unfired
unlock open force+open | lock locked intact shut
enter break+in inside get+in | outside stay+out never+entered shut+out
find+out learn discover | know+all+along know+already
arrive land dock reach touch+down | divert turn+back never+arrived leave depart crash
depart set+off leave take+off sail | arrive stay cancel grounded remain
on+schedule | behind late overdue
fast fastest speed quick | slow slowest crawl
strengthen bolster fortify reinforce boost | weaken undermine erode sap hollow+out
tighten stricter tough crack+down clamp+down | relax loosen lax soft ease lenient turn+blind+eye
lenient mild soft light | harsh severe tough draconian heavy
raise+taxes tax+rise | cut+taxes tax+cut
raise lift hike push+up drive+up put+up | lower cut bring+down slash drive+down push+down keep+down
borrow debt deficit overspend | surplus balance save
win+appeal overturn | lose+appeal uphold
adopt introduce bring+in pass enact launch roll+out | drop repeal shelve scrap ditch reverse backtrack u-turn
    withdraw
unanimous everyone all | split divided some+against majority minority
independent free autonomous impartial neutral | controlled puppet biased partisan beholden mouthpiece
democratic free+election | dictator authoritarian autocrat one-party
elite few | everyone all ordinary
religious believe faith devout | atheist secular godless
holy sacred | profane
present current incumbent | former ex predecessor
temporary stopgap interim short-term | permanent forever for+good lasting indefinite
reversible | irreversible
available in+stock plenty abundant | scarce sold+out run+out shortage out+of+stock unavailable empty+shelves
    lack
    ration
renewable | fossil coal
clean tidy spotless hygienic sterile | dirty filthy squalid contaminated unhygienic mouldy vermin
drinkable pure clean | contaminated polluted undrinkable foul poison lead
work function run fine order | broken break+down faulty defective fail malfunction out+of+order out+of+action
    out+of+service
tested inspected checked approved certified | untested uninspected unchecked unapproved without+testing
    without+approval
trained qualified skilled expert certified licensed | amateur unqualified untrained unskilled unlicensed
    no+training
careful cautious slow | reckless careless speed hasty
early premature too+soon | late overdue too+late
permit licence allow sanction | illegal without+permission without+permit forbid
lift remove end drop scrap | impose keep maintain extend tighten uphold
extend prolong renew lengthen | cut+short expire lapse end shorten let+lapse
reopen | remain+closed
expand branch+out open+new grow | close+branches shrink retreat withdraw scale+down downsize
merge join unite amalgamate | split break+up separate apart demerge
buy acquire take+over | sell dispose offload
nationalise state-owned public+hands | privatise private+hands private
centralised | local regional
more majority outnumber | minority outnumbered fewer
never+before first+time unprecedented | again regularly repeat habit routine often as+usual
rare unusual exceptional isolated one-off | common frequent widespread routine every+day usual normal
    commonplace
everywhere nationwide across+country widespread | nowhere isolated only+in confined
worsen deteriorate decline go+downhill | improve recover get+better pick+up rebound turn+corner on+the+mend
gain put+on | lose shed
heavier fatter put+on+weight | lighter thinner lose+weight slimmer
longer taller | shorter
earlier | later
richer better+off | poorer worse+off
older | younger
happy content satisfied pleased delighted | unhappy dissatisfied angry furious discontent upset disappointed
    complain
popular love like favourite adore | hate unpopular dislike resent boo detest
praise acclaim applaud laud hail cheer | pan criticise slate boo savage condemn jeer whistle
optimistic upbeat confident hopeful | pessimistic gloomy fear worried
credible reliable trustworthy sound solid | unreliable flawed dubious shaky discredited questionable
know knew known aware inform | ignorant unaware unwitting kept+in+the+dark no+idea no+inkling
    out+of+the+blue surprise
remember recall | forget forgot
promise pledge vow | go+back+on break renege
invite ask | uninvited gatecrash shut+out
allow+in let+in admit | refuse+entry turn+away keep+out
same identical alike | different differ unlike various
equal even level tie draw | unequal ahead behind gap
together joint jointly | separately alone apart
voluntary optional | compulsory mandatory oblige must
must compulsory have+to mandatory require obligatory | optional voluntary choose may need+not exempt free
peaceful without+incident orderly calm quiet | violent riot clash bloody chaos turmoil fight
consent agree | against+will unwilling force without+consent
compensate damages payout | empty-handed without+compensation nothing uncompensated
punish discipline fine penalty sanction | go+unpunished unpunished impunity get+away let+off reward
investigate probe inquiry look+into examine | look+away ignore sweep+under drop close+case
deliver arrive reach supply | lost+in+post withhold undelivered never+arrived
vaccine vaccinated jab | unvaccinated
married+couple | single
indoor inside | outdoor outside open+air
north | south
east | west
left leftwing left-wing | right rightwing right-wing
north northern | south southern
day | night
"""


def _read_side(words: str) -> frozenset[str]:
    return frozenset(
        "+".join(map(stem, re.split("[+-]", form))) for word in words.split() for form in _list_forms(word)
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
