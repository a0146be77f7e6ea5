"""Stances, standings and dates in words for readers."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Claim, Claimant, ClaimantKind, Nature, Part, Precision, Stance, Statement

STANCES = {
    Stance.AFFIRMS: gettext_lazy("affirms"),
    Stance.DENIES: gettext_lazy("denies"),
    Stance.QUESTIONS: gettext_lazy("questions"),
    Stance.WITHDRAWS: gettext_lazy("takes back its position"),
}
OWN_VOICE = {
    Stance.AFFIRMS: gettext_lazy("states it as fact"),
    Stance.DENIES: gettext_lazy("disputes it"),
    Stance.QUESTIONS: gettext_lazy("disputes it, raising doubts"),
    Stance.WITHDRAWS: gettext_lazy("has taken it back"),
}
"""What an outlet does in its own voice. A doubt is a dispute there too, on every page in the same words."""

PARTS = {
    Part.HEADLINE: gettext_lazy("in the headline"),
    Part.SUMMARY: gettext_lazy("in the summary"),
    Part.CAPTION: gettext_lazy("in a caption"),
    Part.TEASER: gettext_lazy("in a teaser"),
}
"""Where in an article words stand that are not in its body."""

NATURES = {
    Nature.FACT: gettext_lazy("a claim of fact"),
    Nature.JUDGEMENT: gettext_lazy("a judgement"),
    Nature.DEMAND: gettext_lazy("a demand"),
    Nature.FORECAST: gettext_lazy("a forecast"),
    Nature.COMMITMENT: gettext_lazy("a commitment"),
}
STANDINGS = {
    "current": "",
    "superseded": gettext_lazy("earlier position, replaced by a later one"),
    "withdrawn": gettext_lazy("taken back"),
    "second_hand": gettext_lazy("second-hand: does not count"),
}

MOST_NAMED = 12
"""How many names one list in a sentence has. Of one more than these that one is named too."""


def describe_stance(statement: Statement) -> str:
    """ "affirms", or "affirms, with a reservation" when it was said with one; of an outlet in its
    own voice "states it as fact"."""
    is_own_voice = statement.claimant.kind == ClaimantKind.OUTLET
    return describe_position(statement.stance, statement.hedged, own_voice=is_own_voice)


def describe_position(stance: str, hedged: bool, *, own_voice: bool) -> str:
    """The same of a stance alone; `own_voice`: whether an outlet takes it itself."""
    words = str((OWN_VOICE if own_voice else STANCES)[stance])
    return add_reservation(words) if hedged else words


def add_reservation(words: str) -> str:
    """ "affirms, with a reservation". What is said to be so perhaps is not stated as fact."""
    # Translators: what is left out of “states it as fact” where it was said with a reservation.
    return _("%(position)s, with a reservation") % {"position": words.removesuffix(_(" as fact"))}


def describe_part(part: str) -> str:
    """Where in its article words of this Part stand: "in a teaser"; empty for its body."""
    return str(PARTS.get(part, ""))


def describe_nature(claim: Claim) -> str:
    """What kind of proposition it is: "a claim of fact", "a demand"."""
    return str(NATURES[claim.nature])


def describe_standing(word: str, party: Claimant) -> str:
    """Why a position is not, or no longer, its party's; empty when it is."""
    if word == "lapsed":
        return _("no longer speaks for %(party)s: kept as history") % {"party": party.in_sentence}
    return str(STANDINGS[word])


def format_said_on(statement: Statement) -> str:
    """The date as precisely as it is known: "12 April 2017", "April 2017", "by 12 April 2017"."""
    return format_day(statement.said_on, statement.said_on_precision)


def format_day(day: datetime.date, precision: str) -> str:
    """The same of a date and its precision, see `said_when`."""
    patterns = {Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}
    words = date_format(day, patterns.get(precision, "DATE_FORMAT"))
    return _("by %(day)s") % {"day": words} if precision == Precision.BY else words


def join_names(several: Iterable[str]) -> str:
    """ "Russia", "Russia and Syria", "Russia, Syria and Iran"; each once."""
    return join_list(list(dict.fromkeys(several)))


def join_list(several: Sequence[str]) -> str:
    """The same of names among which two may be alike; of many the first, and the number of the others."""
    left_out = len(several) - MOST_NAMED
    if left_out > 1:
        others = ngettext("%(n)s other", "%(n)s others", left_out) % {"n": left_out}
        several = [*several[:MOST_NAMED], others]
    return get_text_list(several, _("and"))
