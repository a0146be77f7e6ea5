"""Readers' reports: how they are received, and how they are settled.

A report is settled when it became coverage, was answered, or was closed.
"""

import datetime

from django.db import transaction
from django.db.models import Q

from claims.models import Claim, Coverage, Report, ReportOutcome
from claims.rate_limits import count_report
from core.errors import translate_refusals
from sources.models import Article

from .settlement import lock_waiting, settle

CONTACT_KEPT = datetime.timedelta(days=90)
"""How long after a report is settled its sender's address is kept."""
WAITING_CONTACT_KEPT = datetime.timedelta(days=365)
"""How long the sender's address is kept of a report that nobody settles."""
REPORT_KEPT = datetime.timedelta(days=730)
"""How long after a report is settled its words are kept: what came of it is in the record."""


@transaction.atomic
def receive_report(*, report: Report, claim: Claim | None, sender: str, now: datetime.datetime) -> None:
    """Store a reader's report.

    Raises TooManyReports, and stores nothing, when this sender has reached the limit.
    """
    count_report(sender=sender, now=now)
    report.claim, report.received_at = claim, now
    report.save()


@transaction.atomic
def settle_report_as_covered(*, report: Report, article: Article, by, now: datetime.datetime) -> None:
    """Settle a report because `article` was covered in response to it.

    A report that was settled already stays as it is.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.outcome != ReportOutcome.WAITING:
        return
    settle(report, ReportOutcome.COVERED, by, now, article=article)


@translate_refusals()
def answer_report(*, report: Report, answer: str, by, now: datetime.datetime) -> None:
    """Settle a report with the answer that the reader got; nothing is sent.

    Raises Refused if it is settled already.
    """
    settle(lock_waiting(report), ReportOutcome.ANSWERED, by, now, answer=answer.strip())


@translate_refusals()
def close_report(*, report: Report, reason: str, by, now: datetime.datetime) -> None:
    """Close a report without any further action, for this `reason`.

    Raises Refused if it is settled already.
    """
    settle(lock_waiting(report), ReportOutcome.CLOSED, by, now, answer=reason.strip())


@transaction.atomic
def forget_reports(*, now: datetime.datetime) -> None:
    """Delete reports that were settled long ago, and earlier the addresses of their senders."""
    Coverage.objects.filter(report__settled_at__lt=now - REPORT_KEPT).update(report=None)
    Report.objects.filter(settled_at__lt=now - REPORT_KEPT).delete()
    old = Q(settled_at__lt=now - CONTACT_KEPT) | Q(received_at__lt=now - WAITING_CONTACT_KEPT)
    Report.objects.filter(old).exclude(contact="").update(contact="")
