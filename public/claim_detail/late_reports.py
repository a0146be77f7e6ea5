"""What had been said by a past day, and was reported only later."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.as_of import AsOf
from claims.models import Citation, Claim, Precision, Stance, Statement

LATE_REPORTS_SHOWN = 5

STANCES_TAKEN = {
    Stance.AFFIRMS: gettext_lazy("%(who)s affirmed it %(when)s"),
    Stance.DENIES: gettext_lazy("%(who)s denied it %(when)s"),
    Stance.QUESTIONS: gettext_lazy("%(who)s questioned it %(when)s"),
    Stance.WITHDRAWS: gettext_lazy("%(who)s took back an earlier position %(when)s"),
}


@dataclass(frozen=True)
class LateReport:
    """One statement of which nothing could be read on the day asked for.

    `words` say who said what when; the first article with it appeared on the day `first`.
    """

    words: str
    first: AsOf


def load_late_reports(claim: Claim, as_of: AsOf) -> Sequence[LateReport]:
    """Load the readable statements made by the end of the day, but reported later.

    The first reported comes first; at most LATE_REPORTS_SHOWN. Queries: 1; none where no day is asked for.
    """
    if not as_of.day:
        return []
    reports = Citation.objects.known_by(as_of.day).filter(statement=OuterRef("pk"))
    statements = (
        Statement.objects.published()
        .said_by(as_of.day)
        .filter(~Exists(reports), claim=claim)
        .annotate(first_report=Min("citations__article__published_on"))
        .filter(first_report__isnull=False)
        .select_related("claimant")
        .order_by(F("first_report"), "said_on", "pk")
    )
    return [
        LateReport(_describe_report(row), AsOf(row.first_report)) for row in statements[:LATE_REPORTS_SHOWN]
    ]


def _describe_report(statement: Statement) -> str:
    date_words = labels.format_said_on(statement)
    if statement.said_on_precision == Precision.DAY:
        date_words = _("on %(day)s") % {"day": date_words}
    elif statement.said_on_precision != Precision.BY:
        date_words = _("in %(month)s") % {"month": date_words}
    speaker = capfirst(statement.claimant.in_sentence)
    return STANCES_TAKEN[Stance(statement.stance)] % {"who": speaker, "when": date_words}
