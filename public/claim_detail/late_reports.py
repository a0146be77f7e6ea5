"""What had been said by a past day, while the first article that shows it had not appeared yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.as_of import AsOf
from claims.models import Citation, Claim, Precision, Stance, Statement

LATER_SHOWN = 5

DID = {
    Stance.AFFIRMS: gettext_lazy("%(who)s affirmed it %(when)s"),
    Stance.DENIES: gettext_lazy("%(who)s denied it %(when)s"),
    Stance.QUESTIONS: gettext_lazy("%(who)s questioned it %(when)s"),
    Stance.WITHDRAWS: gettext_lazy("%(who)s took back an earlier position %(when)s"),
}


@dataclass(frozen=True)
class ReportedLater:
    """One statement of which nothing could be read on the day asked for: `words` say who said what when;
    the first article with it appeared on the day `first`."""

    words: str
    first: AsOf


def reported_later(claim: Claim, as_of: AsOf) -> Sequence[ReportedLater]:
    """The readable statements made by the end of the day, but reported later, the first reported first:
    at most LATER_SHOWN. One query; none where no day is asked for."""
    if not as_of.day:
        return []
    known = Citation.objects.known_by(as_of.day).filter(statement=OuterRef("pk"))
    found = (
        Statement.objects.published()
        .said_by(as_of.day)
        .filter(~Exists(known), claim=claim)
        .annotate(first_report=Min("citations__article__published_on"))
        .filter(first_report__isnull=False)
        .select_related("claimant")
        .order_by(F("first_report"), "said_on", "pk")
    )
    return [ReportedLater(_words(each), AsOf(each.first_report)) for each in found[:LATER_SHOWN]]


def _words(statement: Statement) -> str:
    when = labels.format_said_on(statement)
    if statement.said_on_precision == Precision.DAY:
        when = _("on %(day)s") % {"day": when}
    elif statement.said_on_precision != Precision.BY:
        when = _("in %(month)s") % {"month": when}
    return DID[statement.stance] % {"who": capfirst(statement.claimant.in_sentence), "when": when}
