"""Verbs that introduce speech.

They are listed form by form, since English has few forms and many exceptions.
"""

from .word_lists import word_forms, word_set

_REPORTING = """
say says said saying, tell tells told telling, add adds added adding, state states stated stating,
note notes noted noting, stress stresses stressed stressing, insist insists insisted insisting,
argue argues argued arguing, warn warns warned warning, explain explains explained explaining,
claim claims claimed claiming, declare declares declared declaring,
announce announces announced announcing, emphasise emphasises emphasised emphasising,
emphasize emphasizes emphasized emphasizing, reiterate reiterates reiterated reiterating,
acknowledge acknowledges acknowledged acknowledging, admit admits admitted admitting,
concede concedes conceded conceding, agree agrees agreed agreeing,
caution cautions cautioned cautioning, maintain maintains maintained maintaining,
contend contends contended contending, allege alleges alleged alleging, deny denies denied denying,
confirm confirms confirmed confirming, reveal reveals revealed revealing,
disclose discloses disclosed disclosing, predict predicts predicted predicting,
suggest suggests suggested suggesting, complain complains complained complaining,
lament laments lamented lamenting, protest protests protested protesting,
observe observes observed observing, remark remarks remarked remarking,
comment comments commented commenting, conclude concludes concluded concluding,
continue continues continued continuing, recall recalls recalled recalling,
testify testifies testified testifying, promise promises promised promising,
pledge pledges pledged pledging, vow vows vowed vowing, joke jokes joked joking,
quip quips quipped quipping, boast boasts boasted boasting, repeat repeats repeated repeating,
assert asserts asserted asserting, affirm affirms affirmed affirming, report reports reported reporting,
write writes wrote written writing, tweet tweets tweeted tweeting, post posts posted posting,
reply replies replied replying, answer answers answered answering,
respond responds responded responding, retort retorts retorted retorting,
counter counters countered countering, estimate estimates estimated estimating,
ask asks asked asking, inquire inquires inquired inquiring, wonder wonders wondered wondering,
believe believes believed believing, think thinks thought thinking, hope hopes hoped hoping,
swear swears swore sworn swearing, underline underlines underlined underlining,
underscore underscores underscored underscoring, highlight highlights highlighted highlighting,
clarify clarifies clarified clarifying, elaborate elaborates elaborated elaborating,
rule rules ruled ruling, indicate indicates indicated indicating, reckon reckons reckoned reckoning,
advise advises advised advising, reassure reassures reassured reassuring,
assure assures assured assuring, inform informs informed informing,
remind reminds reminded reminding, recount recounts recounted recounting,
accept accepts accepted accepting, signal signals signalled signalling signaled signaling,
recognise recognises recognised recognising, recognize recognizes recognized recognizing,
submit submits submitted submitting
"""
_UTTERING = """
shout shouts shouted shouting, yell yells yelled yelling, scream screams screamed screaming,
whisper whispers whispered whispering, mutter mutters muttered muttering, cry cries cried crying,
exclaim exclaims exclaimed exclaiming, snap snaps snapped snapping, joke jokes joked joking,
laugh laughs laughed laughing, sigh sighs sighed sighing, smile smiles smiled smiling,
chant chants chanted chanting, sing sings sang sung singing, read reads reading,
quote quotes quoted quoting, cite cites cited citing, thunder thunders thundered thundering,
beam beams beamed beaming, fume fumes fumed fuming, rage rages raged raging,
enthuse enthuses enthused enthusing, muse muses mused musing, opine opines opined opining,
reflect reflects reflected reflecting, urge urges urged urging, order orders ordered ordering,
demand demands demanded demanding, plead pleads pleaded pleading, beg begs begged begging,
interject interjects interjected interjecting, gush gushes gushed gushing,
proclaim proclaims proclaimed proclaiming, profess professes professed professing,
apologise apologises apologised apologising, apologize apologizes apologized apologizing,
chime chimes chimed chiming, croak croaks croaked croaking, bark barks barked barking,
roar roars roared roaring, tease teases teased teasing, speak speaks spoke spoken speaking,
begin begins began beginning, volunteer volunteers volunteered volunteering,
text texts texted texting, challenge challenges challenged challenging, message messages messaged messaging,
blog blogs blogged blogging, email emails emailed emailing, offer offers offered offering,
venture ventures ventured venturing, confess confesses confessed confessing,
confide confides confided confiding, grumble grumbles grumbled grumbling, scoff scoffs scoffed scoffing,
marvel marvels marvelled marvelling marveled marveling, gasp gasps gasped gasping, sob sobs sobbed sobbing,
groan groans groaned groaning, moan moans moaned moaning, taunt taunts taunted taunting,
speculate speculates speculated speculating, object objects objected objecting, rant rants ranted ranting,
deadpan deadpans deadpanned, growl growls growled growling, hiss hisses hissed hissing,
bellow bellows bellowed bellowing, intone intones intoned intoning, grin grins grinned grinning,
chuckle chuckles chuckled chuckling, shrug shrugs shrugged shrugging, wail wails wailed wailing,
implore implores implored imploring, counsel counsels counselled counselling, chide chides chided chiding,
recite recites recited reciting, preach preaches preached preaching, crow crows crowed crowing,
theorise theorises theorised, theorize theorizes theorized, hint hints hinted hinting,
worry worries worried worrying, fret frets fretted fretting, nod nods nodded nodding
"""
_JUDGING = """
call calls called calling, describe describes described describing, dub dubs dubbed dubbing, brand
brands branded branding, label labels labelled labelling labeled labeling, term terms termed terming,
accuse accuses accused accusing, blame blames blamed blaming, criticise criticises criticised
criticising, criticize criticizes criticized criticizing, denounce denounces denounced denouncing,
condemn condemns condemned condemning, praise praises praised praising, hail hails hailed hailing, blast
blasts blasted blasting, slam slams slammed slamming, mock mocks mocked mocking, deride derides derided
deriding, refute refutes refuted refuting, dispute disputes disputed disputing, rebuff rebuffs rebuffed
rebuffing, rebut rebuts rebutted rebutting, doubt doubts doubted doubting, question questions questioned
questioning, dismiss dismisses dismissed dismissing, reject rejects rejected rejecting, characterise
characterises characterised characterising, characterize characterizes characterized characterizing,
decry decries decried decrying, welcome welcomes welcomed welcoming, voice voices voiced voicing,
express expresses expressed expressing, refer refers referred referring, point points pointed pointing,
cite cites cited citing, deplore deplores deplored deploring, liken likens likened likening, compare
compares compared comparing, speak speaks spoke spoken speaking, talk talks talked talking, lambast
lambasts lambasted lambasting, lambaste lambastes lambasted lambasting, thank thanks thanked thanking,
threaten threatens threatened threatening, summarise summarises summarised summarising, portray portrays
portrayed portraying, ridicule ridicules ridiculed ridiculing, warn warns warned warning, attack attacks
attacked attacking, declare declares declared declaring, feel feels felt feeling, regret regrets
regretted regretting, lash lashes lashed lashing, vent vents vented venting, depict depicts depicted
depicting
"""
_FINDING = """
find finds found finding, show shows showed shown showing, hear hears heard hearing
"""
FINDING_VERBS = frozenset(("find", "show"))
"""Verbs by which documents speak ("the report found that"), and only they."""
JUDGING_VERBS = word_set(
    "call describe dub brand label term denounce condemn praise hail slam characterise portray"
)
"""Verbs whose passive tells by whom somebody is called so."""
REPORTING_VERBS = word_forms(_REPORTING)
"""Verbs that take a reported clause ("said that ..."): each form mapped to its first form."""
DIRECT_SPEECH = word_forms(_UTTERING) | REPORTING_VERBS
"""Verbs that may stand right beside a direct quotation, and before their subject ("said Brook")."""
SPEECH_VERBS = word_forms(_JUDGING) | word_forms(_FINDING) | DIRECT_SPEECH
"""All verbs that introduce somebody's words, judgements ("called it ...") included."""

AMBIGUOUS_FORMS = word_set(
    """
    report reports reported read reads point points pointed refer refers referred feel feels felt rule
    rules order orders post posts term terms label labels brand state states note notes claim claims
    attack attacks hope hopes voice comment comments cry cries laugh smile sigh quote quotes blame
    remark remarks tweet tweets demand demands rage promise protest talk talks begin begins began
    continue continues report question answer answers reply vow pledge joke estimate estimates
    estimated highlight counter advise text texts challenge challenges message messages blog blogs
    email emails
    offer offers offered venture ventures object objects grin grins shrug shrugs shrugged nod nods counsel
    hint hints worry worries worried crow marvel find finds found show shows sob taunt challenged nodded
    grinned groan moan dispute disputes doubt doubts questions
    """
)
"""Forms that are nouns or no speech just as often: they count only with a subject nearby."""

SPOKEN_NOUNS = word_set(
    """
    claim claims accusation accusations statement assertion remark remarks comment comments warning
    warnings allegation allegations contention argument insistence promise pledge complaint declaration
    suggestion assessment admission announcement assurance assurances prediction vow
    """
)
"""Nouns whose owner says what follows: "Ada Brook's claim that ..."."""

TAKES_BARE_CLAUSE = word_set(
    """
    say add claim argue insist warn note stress believe think announce admit acknowledge tell state
    explain suggest confirm predict hope agree maintain contend allege testify concede declare assert
    emphasise emphasize reiterate reveal complain promise estimate reckon assure tweet
    """
)
"""Verbs whose reported clause may lack "that"."""

PLAIN_REPORTS = TAKES_BARE_CLAUSE - {"confirm", "reiterate"}
"""Verbs after which "Ada Brook's claim that ..." is a subject: "said her claim that it leaked was false"."""

TAKES_THAT = word_set(
    """
    hint demand urge order confess confide grumble worry fret proclaim profess speculate theorise theorize
    object shout joke whisper plead apologise
    """
)
"""Verbs beside quotations that report a clause where "that" follows at once."""

THAT_CLAUSE_ONLY = word_set(
    """
    ask inquire wonder believe think hope write post read rule agree deny continue highlight
    """
)
"""Verbs that report speech only with "that" after them, if at all."""

ONLY_WITH_THAT = word_set("accept signal recognise recognize submit")
"""Verbs that report speech only with "that" right after them."""

MENTAL_VERBS = word_set("believe think hope feel wonder regret")
"""Verbs that count only without another one in the sentence: "he said that she hopes"."""

PRESENT_PARTICIPLES = frozenset(form for form in SPEECH_VERBS if form.endswith("ing"))
PROMISES = word_set("vow promise pledge threaten swear")
"""Verbs whose infinitive is what was said: "vowed to leave"."""

DENIALS = word_set("deny")
"""Verbs that report with a noun or "-ing": "denied the charge", "denied leaving"."""

REJECTIONS = word_set("reject dismiss refute dispute rebuff rebut")
"""Verbs that deny what somebody said: "rejected the claim that"."""

DOUBTS = word_set("doubt question")
"""Verbs that question whether something is so."""

DENIED = word_set(
    """
    claim claims allegation allegations accusation accusations charge charges report reports suggestion
    suggestions rumour rumours rumor rumors criticism idea notion assertion assertions wrongdoing
    """
)
"""What is rejected or dismissed where that reports what somebody said."""

WARNINGS = word_set("warn caution advise promise")
"""Listener verbs that may do without a listener."""

LISTENER_VERBS = word_set("tell remind assure inform reassure advise warn caution ask promise")
"""Verbs with a listener between them and the reported clause: "told reporters that"."""

PASSIVE_PARTICIPLES = word_set(
    """
    told asked called described accused informed reminded assured blamed criticised criticized condemned
    branded labelled labeled dubbed denounced praised hailed ordered urged quoted termed advised warned
    ruled dismissed rejected slammed attacked ridiculed thanked compared welcomed expressed said
    reported announced written sworn shown
    """
)
"""Participles after a form of "be" whose subject hears rather than says: "she was told"."""

PHRASAL_VERBS = {
    (verb, particle)
    for verbs, particle in (
        ("shot shoots fired fires hit hits hitting snapped wrote came", "back"),
        ("went goes going carried carries", "on"),
        ("let", "slip"),
        ("chipped chimed butted cut", "in"),
        ("called cried", "out"),
        ("put puts", "it"),
        ("made makes", "clear"),
        ("ruled rules", "out"),
        ("brushed brushes brushing waved waves waving", "off"),
        ("brushed brushes brushing waved waves waving", "aside"),
        ("waved waves waving", "away"),
    )
    for verb in verbs.split()
}
"""Verbs that report speech only with a particle: "shot back"."""

PHRASAL_LEMMAS = dict.fromkeys(word_set("brushed brushes brushing waved waves waving"), "dismiss")
"""What those of them mean that do not just say something."""
