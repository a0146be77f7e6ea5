"""Words that say something about the names, verbs and quotations beside them."""

from .word_lists import word_set

BE_FORMS = word_set("is was were are be been being am 's 're got get gets")
NOUN_OPENERS = word_set("the a an this his her their its")
"""Words after which a noun follows for certain; `grammar.noun_phrases.DETERMINERS` has the doubtful ones."""

AUXILIARIES = BE_FORMS | word_set(
    """
    has have had having do does did will would can could may might shall should must ca wo
    """
)


def is_auxiliary(word: str) -> bool:
    """Return True for "would" and "wouldn't"."""
    return word in AUXILIARIES or word.endswith("n't")


NEGATIONS = word_set("not never n't no neither nor hardly cannot without")
REFUSALS = word_set(
    """
    declined refused refuses declines failed denied denies stopped avoided unable unwilling
    """
)
ADVERBS = word_set(
    """
    also then later again once only just still even already now today yesterday tonight tomorrow instead
    however too often always never first further once twice both all simply merely rather soon earlier
    afterwards afterward meanwhile though not yet ever nevertheless nonetheless n't himself herself
    itself themselves there since long much
    """
)
NOUNS_IN_LY = word_set("family ally assembly reply supply rally bully monopoly butterfly belly jelly doily")
"""Nouns that look like adverbs."""

PRONOUNS = {"he": "m", "she": "f", "they": "", "it": "", "i": "", "we": "", "you": "", "who": "", "which": ""}
"""Pronouns that may be a subject, with the gender that they tell."""

TIME_WORDS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december christmas easter today
    yesterday tonight spring summer autumn winter
    """
)
PERIODS = word_set("week month year weekend night morning afternoon evening")

FUNCTION_WORDS = word_set(
    """
    a an the this that these those there here he she it they we i you his her its their our my your him
    them us who whom whose which what where when why how if although though because since while as at by
    for from in into of off on onto out over to toward towards under until till up upon with within
    without about above across after against along amid among around before behind below beneath beside
    besides between beyond despite during except following inside like near outside past per through
    throughout and but or nor so yet not no yes all any both each either every few many more most much
    neither none one other others another several some such than then thus two three four five six seven eight
    nine ten is are was were be been being am has have had do does did will would can could may might
    shall should must also again almost already always ever even just later meanwhile never nevertheless
    nonetheless now often once only perhaps quite rather soon still together too very well yesterday
    today tomorrow tonight according additionally afterwards afterward asked earlier elsewhere finally first
    second third further however indeed instead last let moreover next overall separately shortly
    similarly speaking therefore thousands hundreds dozens millions many unlike whether read more key
    points file photo image video asked answering writing responding referring commenting speaking
    turning having being frankly
    """
)
NOUN_BREAKERS = word_set(
    """
    said told of in on at by for from with to and or but that which who as is was were has had have be
    """
)
"""Words that end a noun phrase."""

WORK_WORDS = word_set(
    """
    book novel film movie song album single play show series sitcom drama musical opera documentary
    article essay poem story paper report study exhibition painting sculpture programme program podcast
    episode comedy memoir autobiography biography thriller ballad track hit trilogy magazine newspaper
    column blog game soundtrack anthem hymn titled entitled called named headlined dubbed nicknamed
    starred stars starring sang sing sings singing performed performing performs
    directed wrote authored published
    translated premiere premiered recorded played
    """
)
"""Words before the title of a work: nouns for works, and what is done with them."""

NAMING_WORDS = word_set("so-called called named nicknamed dubbed termed word words term phrase known")
"""Words before something that is called so, and nobody's words."""
