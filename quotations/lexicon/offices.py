"""Words that say what somebody is: offices, titles, organisations, countries."""

from .word_lists import word_set

HONORIFICS = {
    **dict.fromkeys(
        word_set("mr mr. sir lord king prince duke monsieur herr señor senor signor fr. father brother"), "m"
    ),
    **dict.fromkeys(
        word_set(
            """
    mrs mrs. ms ms. miss dame lady queen princess duchess baroness madame mme frau sister
    """
        ),
        "f",
    ),
    **dict.fromkeys(
        word_set(
            """
    dr dr. prof prof. rev rev. hon hon. gov gov. sen sen. rep rep. gen gen. lt lt. col col. sgt sgt.
    capt capt. maj maj. cpl cpl. pvt pvt. cmdr cmdr. adm adm. pres pres. sec sec. st st. msgr supt supt.
    insp insp. det det. pc cllr
    """
        ),
        "",
    ),
}
"""Forms of address, with the gender that they tell."""

_SHORTENED = """
dr=doctor prof=professor rev=reverend gov=governor sen=senator rep=representative gen=general
lt=lieutenant col=colonel sgt=sergeant capt=captain maj=major adm=admiral cmdr=commander
pres=president sec=secretary supt=superintendent insp=inspector det=detective cllr=councillor
"""
_PAIRS = [pair.split("=") for pair in _SHORTENED.split()]
FULL_TITLES = {short + dot: full for short, full in _PAIRS for dot in ("", ".")}
"""Titles as shortened before names, mapped to the words that stand for them later."""

GENDERED = {
    **dict.fromkeys(
        word_set(
            """
    spokesman chairman congressman businessman policeman fireman fisherman craftsman salesman cameraman
    anchorman councilman alderman assemblyman sportsman king prince duke actor father husband son
    brother grandfather uncle nephew widower man boy waiter lord sir gentleman frontman batsman seaman
    clergyman postman
    """
        ),
        "m",
    ),
    **dict.fromkeys(
        word_set(
            """
    spokeswoman chairwoman congresswoman businesswoman policewoman councilwoman assemblywoman
    sportswoman queen princess duchess baroness actress mother wife daughter sister grandmother aunt
    niece widow woman girl waitress dame lady heiress stewardess nun midwife frontwoman saleswoman
    anchorwoman
    """
        ),
        "f",
    ),
}
"""Offices, trades and family words that tell a gender."""

OFFICES = word_set(
    """
    president premier chancellor minister pm secretary ambassador envoy diplomat leader chief chair
    chairman chairwoman chairperson head director governor mayor senator congressman congresswoman
    representative delegate lawmaker legislator mp mep msp member deputy councillor councilor commissioner
    alderman alderwoman speaker whip official officer adviser advisor aide counsel attorney lawyer
    solicitor barrister
    prosecutor judge justice magistrate sheriff constable sergeant inspector superintendent detective
    policeman policewoman general colonel major captain lieutenant admiral commander marshal brigadier
    corporal private soldier spokesman spokeswoman spokesperson agent executive ceo cfo boss founder
    coo cto cio cmo evp svp vp vice-chair
    co-founder owner manager coach trainer striker midfielder defender goalkeeper keeper winger forward
    batsman bowler player skipper champion athlete runner swimmer cyclist driver jockey professor
    lecturer teacher headteacher dean principal student pupil researcher scientist biologist chemist
    physicist astronomer geologist economist historian sociologist psychologist analyst expert engineer
    architect doctor nurse surgeon physician consultant epidemiologist virologist paramedic pharmacist
    dentist writer author novelist poet playwright journalist reporter correspondent editor columnist
    presenter broadcaster host critic actor actress singer musician composer conductor director producer
    artist painter sculptor designer photographer filmmaker comedian chef farmer fisherman shopkeeper
    businessman businesswoman entrepreneur banker investor trader developer consultant activist
    campaigner organiser organizer protester volunteer resident neighbour neighbor witness victim
    survivor suspect defendant plaintiff passenger pilot sailor king queen prince princess duke duchess
    lord lady baron baroness pope bishop archbishop cardinal priest vicar rabbi imam pastor reverend
    monk nun sultan emir sheikh mother father wife husband son daughter brother sister widow widower
    grandmother grandfather uncle aunt niece nephew cousin friend colleague candidate nominee politician
    treasurer trustee curator librarian archaeologist conservationist ranger keeper firefighter postman
    mechanic plumber electrician builder driver guard negotiator mediator strategist pollster
    statistician mathematician inventor coroner registrar undersecretary vice-president president-elect
    vice-chairman vice-premier
    attorney-general secretary-general governor-general director-general solicitor-general inspector-general
    auditor-general consul-general major-general lieutenant-general lieutenant-colonel vice-admiral
    rear-admiral vice-chancellor deputy-general under-secretary co-chair co-chairman co-leader co-author
    co-owner ex-president ex-minister ex-premier
    premier-elect statesman man woman boy girl pensioner retiree gardener baker butcher brewer vet
    veterinarian climber explorer astronaut umpire referee goalscorer counterpart predecessor successor
    opponent rival partner ally accomplice organist mum mom dad gran nan granny grandma grandad mummy
    daddy teammate team-mate captain vice-captain parent patient customer worker employee staffer clerk
    receptionist caretaker landlord tenant philanthropist ecologist climatologist meteorologist
    oceanographer botanist zoologist glaciologist hydrologist seismologist volcanologist militant settler
    gunman insider supporter refugee migrant tourist motorist commuter shopper bystander onlooker
    eyewitness academic scholar cleric preacher backbencher frontbencher peer tycoon billionaire
    millionaire rapper publisher technocrat bureaucrat prisoner inmate detainee hostage juror veteran
    freshman sophomore rookie quarterback linebacker cornerback halfback fullback right-back left-back
    centre-back wing-back full-back fly-half scrum-half hooker lineman pitcher catcher shortstop outfielder
    infielder sprinter hurdler skier skater boxer wrestler golfer sailor rower gymnast
    guitarist drummer bassist pianist violinist cellist songwriter choreographer dancer model illustrator
    cartoonist screenwriter essayist biographer blogger podcaster restaurateur hotelier realtor broker
    surveyor planner contractor carpenter trucker accountant auditor comptroller ombudsman bailiff paralegal
    geneticist neurologist neuroscientist psychiatrist cardiologist oncologist paediatrician pediatrician
    immunologist microbiologist virologist toxicologist entomologist ornithologist criminologist demographer
    geographer linguist anthropologist philosopher theologian midwife therapist counsellor counselor carer
    grandson granddaughter stepfather stepmother fiancé fiancée girlfriend boyfriend roommate classmate
    villager islander herder trapper logger roofer welder electrician hairdresser barber florist grocer
    greengrocer fishmonger innkeeper publican barman barmaid bartender waiter waitress cabbie busker magician
    undergraduate postgraduate trainee apprentice intern lifeguard homeowner householder
    housemate schoolgirl schoolboy teenager hiker surfer angler beekeeper crofter longshoreman docker
    """
)
"""Offices, trades, roles and family words, in the singular."""

SPOKESPEOPLE = word_set("spokesman spokeswoman spokesperson spokespeople spokesmen spokeswomen")
"""Offices whose words are those of the body they speak for, where they have no name."""

DOCUMENTS = word_set(
    """
    statement letter communique communiqué memo memorandum brief report website site webpage page tweet
    post sign notice poster banner email e-mail filing submission press-release release bulletin advisory
    study survey audit manifesto leaflet pamphlet newsletter blog note message complaint lawsuit petition
    affidavit testimony ruling judgment verdict op-ed essay column book memoir diary video account feed
    caption plaque fact-sheet factsheet dossier
    """
)
"""What carries the words of whoever made it."""

OFFICES_OF_PEOPLE = word_set("campaign office team camp")
"""What speaks for the person whose it is."""

SYNONYMS = [
    word_set("diplomat envoy ambassador secretary minister"),
    word_set("leader president premier minister chancellor king head chief chairman chair secretary-general"),
    word_set("premier minister"),
    word_set(
        """
    lawmaker legislator politician senator congressman congresswoman mp mep representative member
    councillor councilor deputy
    """
    ),
    word_set(
        """
    executive boss chief ceo chairman chairwoman chair head director president founder owner
    """
    ),
    word_set("boss manager coach trainer"),
    word_set(
        """
    officer constable sergeant inspector superintendent detective policeman policewoman captain
    """
    ),
    word_set(
        """
    scientist researcher academic expert professor biologist chemist physicist astronomer geologist
    economist historian sociologist psychologist epidemiologist virologist ecologist archaeologist
    climatologist meteorologist oceanographer botanist zoologist glaciologist hydrologist seismologist
    volcanologist lecturer
    """
    ),
    word_set("lawyer attorney solicitor barrister counsel"),
    word_set("writer author novelist poet playwright journalist"),
    word_set("spokesman spokeswoman spokesperson"),
    word_set("chair chairman chairwoman chairperson"),
    word_set("doctor physician surgeon consultant"),
    word_set("player striker midfielder defender goalkeeper winger forward captain skipper"),
    word_set("captain skipper"),
    word_set("adviser advisor aide"),
    word_set("ruler monarch king queen sultan emir"),
]
"""Groups of offices for which a text uses one for another; the first group is that of diplomats."""

RANKS = word_set(
    """
    top chief senior new former current then-chief veteran late acting outgoing ex longtime own
    retired deputy-chief
    """
)
"""Words beside an office that do not distinguish two holders."""

AMBIGUOUS_SURNAMES = word_set(
    """
    king prince bishop pope judge major cook dean marshall page chambers baker butcher carter mason
    parsons knight abbott miller smith fisher hunter gardener gardner chancellor sheriff constable
    driver bond farmer singer taylor potter turner walker justice champion marshal priest duke baron
    lord park hall banks church college house field court parish brewer speaker
    """
)
"""Offices and kinds of organisations that are surnames too, and read so after a given name."""

ORGANISATIONS = word_set(
    """
    ministry department agency office bureau council committee commission parliament congress senate
    house party union association federation confederation league club university college school
    institute institution academy museum gallery library hospital clinic church court tribunal police
    force army navy company corporation corp corp. inc inc. ltd ltd. plc llc group bank fund trust
    foundation charity campaign society service services authority board bureau centre center organisation
    organization corps chiefs network front movement coalition alliance union administration government
    cabinet embassy consulate mission command staff press news agency times post journal gazette herald
    telegraph radio tv television channel airlines airways railways rail motors industries holdings
    partners laboratories laboratory observatory forum initiative unit division team panel assembly
    guild cooperative co-operative
    chamber duma bundestag knesset kremlin pentagon treasury vatican exchange reserve registry watchdog
    regulator inspectorate directorate secretariat constabulary
    guard brigade regiment orchestra theatre theater festival conference summit
    nations front chamber crown prosecutors rebels fm coastguard diocese
    """
)
"""Words that stand in the names of organisations."""

COLLECTIVES = word_set(
    """
    police prosecutors rebels staff firefighters officials critics experts people sources reports others
    supporters opponents campaigners investigators authorities lawmakers analysts everyone everybody
    someone somebody nobody anyone eyewitnesses witnesses neighbours neighbors residents locals
    relatives parents doctors scientists researchers lawyers attorneys detectives activists observers
    insiders fans players families friends colleagues teachers students women men children workers
    unions ministers organisers organizers protesters demonstrators voters republicans democrats
    conservatives talks news figures documents data studies results questions answers
    """
)
"""Words for unnamed people, and things, that often start a sentence."""

GROUPS = word_set(
    """
    military media militia side firm airline carrier retailer chain maker carmaker automaker manufacturer
    insurer lender operator supplier giant start-up startup club band couple pair duo trio twins family
    majority minority public community diocese parish charity nonprofit non-profit outlet newspaper paper
    prosecution broadcaster magazine tabloid daily website platform forces troops
    opposition
    """
)
"""Other words for several people or a firm, who may be reported to speak."""

SEATS_OF_POWER = word_set(
    "kremlin pentagon vatican treasury bundestag knesset duma quirinale elysee interpol"
)
OFFICE_MODIFIERS = word_set(
    """
    state defense defence health education justice interior treasury commerce labor labour transport
    energy agriculture trade finance security affairs culture environment housing pensions work homeland
    foreign economic economy public national international federal royal senior deputy general prime
    vice chief assistant joint special interim acting former first intelligence immigration development
    science technology water fire police home external internal global regional local human rights city
    county district central supreme high under permanent executive press
    longtime emerita emeritus
    sophomore freshman junior
    communications military naval veterans industry business energy climate tourism sport sports media
    justice social care resources parliamentary presidential republican democratic democrat conservative
    liberal tory green shadow opposition committee relations russian street downing lead head
    right honourable honorable managing general-secretary
    """
)
"""Words within the names of offices and organisations that start no person's name."""

OFFICES_OF_COUNTRIES = {
    **dict.fromkeys(("secretary of state", "defense secretary", "secretary of defense"), "us"),
    **dict.fromkeys(("treasury secretary", "congressman", "congresswoman"), "us"),
    **dict.fromkeys(("foreign secretary", "home secretary", "chancellor of the exchequer"), "uk"),
}
"""Offices that only one country calls so, with its word in COUNTRIES."""
_UNITED_STATES = "United States"
BODIES_OF_COUNTRIES = {
    **dict.fromkeys(("state department", "department of state", "pentagon", "white house"), _UNITED_STATES),
    **dict.fromkeys(("defense department", "department of defense", "fbi", "cia"), _UNITED_STATES),
    **dict.fromkeys(("department of homeland security", "justice department"), _UNITED_STATES),
    **dict.fromkeys(("treasury department", "commerce department", "energy department"), _UNITED_STATES),
    **dict.fromkeys(("foreign office", "home office", "downing street", "whitehall"), "United Kingdom"),
    **{"kremlin": "Russia", "duma": "Russia", "bundestag": "Germany", "knesset": "Israel"},
}
"""Bodies of a state that only one country calls so, with its name."""
COUNTRIES: dict[str, str] = {}
"""Adjectives, short forms and capitals mapped to one word for the country, in lower case."""
_COUNTRIES = """
us u.s usa american america united-states washington; russia russian moscow; uk u.k britain british
briton united-kingdom; ukraine ukrainian kyiv kiev; syria syrian damascus; china chinese beijing; france
french frenchman frenchwoman; germany german berlin; italy italian rome; spain spanish spaniard madrid;
portugal portuguese lisbon; poland polish pole warsaw; turkey turkish turk ankara türkiye; iran iranian
tehran; iraq iraqi baghdad; israel israeli; palestine palestinian; egypt egyptian cairo; india indian;
pakistan pakistani islamabad; japan japanese tokyo; korea korean seoul pyongyang; vietnam vietnamese
hanoi; australia australian canberra; canada canadian ottawa; mexico mexican; brazil brazilian;
argentina argentine argentinian; chile chilean; colombia colombian; peru peruvian; venezuela venezuelan
caracas; cuba cuban havana; sweden swedish swede stockholm; norway norwegian oslo; denmark danish dane
copenhagen; finland finnish finn helsinki; iceland icelandic; ireland irish irishman irishwoman dublin;
scotland scottish scot scotsman scotswoman edinburgh; wales welsh welshman welshwoman; england english
englishman englishwoman; netherlands dutch dutchman dutchwoman; belgium belgian; switzerland swiss;
austria austrian vienna; hungary hungarian budapest; czechia czech prague; slovakia slovak; romania
romanian; bulgaria bulgarian; serbia serbian serb belgrade; croatia croatian croat; greece greek athens;
albania albanian; bosnia bosnian; kosovo; montenegro; macedonia; slovenia slovenian; estonia estonian;
latvia latvian; lithuania lithuanian; belarus belarusian minsk; georgia georgian; armenia armenian;
azerbaijan azerbaijani; kazakhstan kazakh; afghanistan afghan kabul; bangladesh bangladeshi; nepal
nepalese; thailand thai bangkok; malaysia malaysian; indonesia indonesian jakarta; philippines
philippine filipino manila; singapore singaporean; taiwan taiwanese taipei; myanmar burmese; cambodia
cambodian; saudi riyadh; yemen yemeni; jordan jordanian; lebanon lebanese beirut; qatar qatari; kuwait
kuwaiti; emirates emirati; oman omani; libya libyan; tunisia tunisian; algeria algerian; morocco
moroccan; sudan sudanese; ethiopia ethiopian; kenya kenyan nairobi; uganda ugandan; tanzania tanzanian;
rwanda rwandan; nigeria nigerian; ghana ghanaian; senegal senegalese; mali malian; niger; somalia
somali; zimbabwe zimbabwean; zambia zambian; africa african pretoria; zealand; eu e.u european europe
brussels; soviet; arab; asia asian; western
"""
for _line in _COUNTRIES.replace("\n", " ").split(";"):
    _words = _line.split()
    COUNTRIES.update(dict.fromkeys(_words, _words[0]))

CITIES = word_set(
    """
    london paris new york angeles hong kong south north east west northern southern eastern western
    central geneva brussels chicago boston texas california florida ohio virginia sydney melbourne
    toronto
    """
)
"""Places, and words of their names, that are no country's capital."""

LOCALS = word_set(
    """
    londoner dubliner berliner yorker geordie scouser texan ulsterman ulsterwoman cornishman cornishwoman
    kiwi aussie canuck catalan basque chechen kurd tibetan parisian mancunian liverpudlian glaswegian
    californian floridian bavarian sicilian siberian
    """
)
"""Words for somebody from a town or a region."""
