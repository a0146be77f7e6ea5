"""Stances, standings and dates in words for readers."""

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .models import Claim, Claimant, ClaimantKind, Nature, Precision, Stance, Statement

STANCES = {
    Stance.AFFIRMS: "affirms",
    Stance.DENIES: "denies",
    Stance.QUESTIONS: "questions",
    Stance.WITHDRAWS: "takes back its position",
}
OWN_VOICE = {
    Stance.AFFIRMS: "states it as fact",
    Stance.DENIES: "disputes it",
    Stance.QUESTIONS: "questions it",
    Stance.WITHDRAWS: "has taken it back",
}
TREATMENTS = {**OWN_VOICE, Stance.QUESTIONS: "disputes it"}
"""What an outlet does in its own voice, where outlets are compared: a doubt is a dispute there too."""

NATURES = {
    Nature.FACT: "a claim of fact",
    Nature.JUDGEMENT: "a judgement",
    Nature.DEMAND: "a demand",
    Nature.FORECAST: "a forecast",
    Nature.COMMITMENT: "a commitment",
}
STANDINGS = {
    "current": "",
    "superseded": "earlier position, replaced by a later one",
    "withdrawn": "taken back",
    "second_hand": "second-hand: does not count",
}


def stance(statement: Statement) -> str:
    """ "affirms", or "affirms, with a reservation" when it was said with one; of an outlet in its
    own voice "states it as fact"."""
    is_own_voice = statement.claimant.kind == ClaimantKind.OUTLET
    words = (OWN_VOICE if is_own_voice else STANCES)[statement.stance]
    return with_reservation(words) if statement.hedged else words


def treatment(stance: str, hedged: bool) -> str:
    """What an outlet that takes `stance` in its own voice does with a claim: "disputes it"."""
    words = TREATMENTS[stance]
    return with_reservation(words) if hedged else words


def with_reservation(words: str) -> str:
    """ "affirms, with a reservation". What is said to be so perhaps is not stated as fact."""
    return f"{words.removesuffix(' as fact')}, with a reservation"


def nature(claim: Claim) -> str:
    """What kind of proposition it is: "a claim of fact", "a demand"."""
    return NATURES[claim.nature]


def standing(word: str, party: Claimant) -> str:
    """Why a position is not, or no longer, its party's; empty when it is."""
    if word == "lapsed":
        return f"no longer speaks for {party.in_sentence}: kept as history"
    return STANDINGS[word]


def said_when(statement: Statement) -> str:
    """The date as precisely as it is known: "12 April 2017", "April 2017", "by 12 April 2017"."""
    patterns = {Precision.MONTH: "F Y", Precision.YEAR: "Y"}
    words = date_format(statement.said_on, patterns.get(statement.said_on_precision, "j F Y"))
    return f"by {words}" if statement.said_on_precision == Precision.BY else words


def names(several) -> str:
    """ "Russia", "Russia and Syria", "Russia, Syria and Iran"; each once."""
    return get_text_list(list(dict.fromkeys(several)), _("and"))
