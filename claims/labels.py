"""Labels for readers: stances, standings, dates and lists of names in words."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from .models import Claim, ClaimantKind, Nature, Part, Precision, RelationKind, Stance, Statement

Labels = Mapping[str, str | Promise]

STANCES: Labels = {
    Stance.AFFIRMS: gettext_lazy("affirms"),
    Stance.DENIES: gettext_lazy("denies"),
    Stance.QUESTIONS: gettext_lazy("questions"),
    Stance.WITHDRAWS: gettext_lazy("takes back its position"),
}
OWN_VOICE: Labels = {
    Stance.AFFIRMS: gettext_lazy("states it as fact"),
    Stance.DENIES: gettext_lazy("disputes it"),
    Stance.QUESTIONS: gettext_lazy("casts doubt on it"),
    Stance.WITHDRAWS: gettext_lazy("has taken it back"),
}
"""What an outlet does in its own voice, by stance.

A doubt counts as a dispute too, on every page in the same words.
"""

PARTS: Labels = {
    Part.HEADLINE: gettext_lazy("in the headline"),
    Part.SUMMARY: gettext_lazy("in the summary"),
    Part.CAPTION: gettext_lazy("in a caption"),
    Part.TEASER: gettext_lazy("in a teaser"),
}
"""Where in an article words stand that are not in its body."""

NATURES: Labels = {
    Nature.FACT: gettext_lazy("a claim of fact"),
    Nature.JUDGEMENT: gettext_lazy("a judgement"),
    Nature.DEMAND: gettext_lazy("a demand"),
    Nature.FORECAST: gettext_lazy("a forecast"),
    Nature.COMMITMENT: gettext_lazy("a commitment"),
}
RELATIONS: Labels = {
    RelationKind.CONTRADICTS: gettext_lazy("contradicts it"),
    RelationKind.TENSION: gettext_lazy("does not fit well with it"),
    RelationKind.NARROWS: gettext_lazy("more general"),
    RelationKind.QUESTION: gettext_lazy("on the same question"),
    RelationKind.FOLLOWS: gettext_lazy("a reason for it"),
}
"""What the other claim of a relation is to the one that holds the relation."""
INVERSE_RELATIONS: Labels = {
    **RELATIONS,
    RelationKind.NARROWS: gettext_lazy("more specific"),
    RelationKind.FOLLOWS: gettext_lazy("follows from it"),
}
"""What the one that holds the relation is to the other."""

STANDINGS: Labels = {
    "current": "",
    "superseded": gettext_lazy("earlier position, since replaced"),
    "withdrawn": gettext_lazy("taken back"),
    "second_hand": gettext_lazy("second-hand: does not count"),
}
DATE_FORMATS: Mapping[str, str] = {Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}

MOST_NAMED = 12
"""The number of names in a list in a sentence.

If only one more is left, it is named too.
"""


def describe_stance(statement: Statement) -> str:
    """Say what the claimant does: "affirms", "affirms, with a reservation".

    An outlet in its own voice "states it as fact".
    """
    is_own_voice = statement.claimant.kind == ClaimantKind.OUTLET
    return describe_position(statement.stance, statement.hedged, own_voice=is_own_voice)


def describe_position(stance: str, hedged: bool, *, own_voice: bool) -> str:
    """Say the same of a stance alone; `own_voice`: whether an outlet takes it itself."""
    return _keep_position(get_language(), stance, hedged, own_voice)


@cache
def _keep_position(_language: str | None, stance: str, hedged: bool, own_voice: bool) -> str:
    """Put a position into words, once for each language.

    A table has hundreds of cells, and there are few stances.
    """
    words = str((OWN_VOICE if own_voice else STANCES)[stance])
    return add_reservation(words) if hedged else words


def add_reservation(words: str) -> str:
    """Append ", with a reservation".

    A claim that is only said to be possible is not stated as fact.
    """
    if words == OWN_VOICE[Stance.AFFIRMS]:
        return _("states it, with a reservation")
    return _("%(position)s, with a reservation") % {"position": words}


def describe_part(part: str) -> str:
    """Say where in its article an excerpt stands: "in a teaser"; empty for the body."""
    return str(PARTS.get(part, ""))


def describe_nature(claim: Claim) -> str:
    """Say what kind of proposition it is: "a claim of fact", "a demand"."""
    return str(NATURES[claim.nature])


def describe_relation(kind: str, *, is_from_here: bool) -> str:
    """Say what the other claim is to the one of the page: "more general".

    `is_from_here`: whether the one of the page holds the relation.
    """
    return str((RELATIONS if is_from_here else INVERSE_RELATIONS)[kind])


def describe_standing(standing: str, party: str) -> str:
    """Say why a position is not, or no longer, its party's; empty when it is.

    `party`: its name inside a sentence.
    """
    if standing == "lapsed":
        return _("no longer speaks for %(party)s: kept as history") % {"party": party}
    return str(STANDINGS[standing])


def format_said_on(statement: Statement) -> str:
    """Format the date as precisely as it is known: "April 2017", "by 12 April 2017"."""
    return format_day(statement.said_on, statement.said_on_precision)


def format_day(day: datetime.date, precision: str) -> str:
    """Format a date of this precision, see `format_said_on`."""
    return _keep_day(get_language(), day, precision)


@lru_cache(maxsize=4096)
def _keep_day(_language: str | None, day: datetime.date, precision: str) -> str:
    """Format a date, once for each language.

    The statements of a page share their dates.
    """
    words = date_format(day, DATE_FORMATS.get(precision, "DATE_FORMAT"))
    return _("by %(day)s") % {"day": words} if precision == Precision.BY else words


def describe_source_change(corrected_on: datetime.date | None, retracted_on: datetime.date | None) -> str:
    """Say that its outlet corrected or retracted an article; "" if it did neither.

    A retraction makes earlier corrections matter no more.
    """
    if retracted_on:
        return _("retracted by the outlet on %(day)s") % {"day": date_format(retracted_on, "DATE_FORMAT")}
    if corrected_on:
        return _("corrected by the outlet on %(day)s") % {"day": date_format(corrected_on, "DATE_FORMAT")}
    return ""


def join_names(names: Iterable[str]) -> str:
    """Join names, each once: "Russia", "Russia and Syria", "Russia, Syria and Iran"."""
    return join_list(list(dict.fromkeys(names)))


def join_list(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Join names, of which two may be the same.

    Of more than `most` names, the first are followed by the number of the others.
    """
    parts, left_out = list(names), len(names) - most
    if left_out > 1:
        others = ngettext("%(n)s other", "%(n)s others", left_out) % {"n": left_out}
        parts = [*names[:most], others]
    return get_text_list(parts, _("and"))
