"""Background jobs of the desk. Every job can be run twice."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from claims.models import OpenForm
from sources.tasks import RETRY, TemporaryFailure, forget_done, read_timestamp, record_trouble

from .accounts import links, notices
from .admin.base.open_forms import KEPT_FOR

MAILS = ("mail_notice", "mail_links", "mail_invited")
"""Jobs that hold addresses, or that anybody can queue: those that are done are not kept."""


@contextmanager
def retry_mail() -> Iterator[None]:
    """Turn an error of the mail server, whose text may hold the address, into one that is tried again."""
    try:
        yield
    except OSError as error:
        reason = f"The mail server did not take the mail ({type(error).__name__})."
        raise TemporaryFailure(reason) from None


@app.periodic(cron="19 0 * * *")
@app.task(name="forget_sessions", queueing_lock="forget_sessions", retry=RETRY, pass_context=True)
@record_trouble
def forget_sessions(*, timestamp: int) -> None:
    """Delete, every night, the sessions that have ended, from where they were begun, and mails' jobs.

    Also notes of who has a form open, which are deleted otherwise only when the next form is opened.
    """
    now = read_timestamp(timestamp)
    Session.objects.filter(expire_date__lt=now).delete()
    OpenForm.objects.filter(opened_at__lt=now - KEPT_FOR).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    for name in MAILS:
        forget_done(name)


@app.task(name="mail_notice", retry=RETRY, pass_context=True)
@record_trouble
def mail_notice(**about: Any) -> None:
    """Tell the owner of an account what happened to it."""
    with retry_mail():
        notices.mail_notice(**about)
    forget_done("mail_notice")


@app.task(name="mail_links", retry=RETRY, pass_context=True)
@record_trouble
def mail_links(*, user_ids: Sequence[int]) -> None:
    """Send people the link with which they choose their password."""
    with retry_mail():
        links.mail_links(user_ids=user_ids)
    forget_done("mail_links")


@app.task(name="mail_invited", retry=RETRY, pass_context=True)
@record_trouble
def mail_invited(**about: Any) -> None:
    """Tell those who manage accounts that somebody was invited."""
    with retry_mail():
        notices.mail_invited(**about)
    forget_done("mail_invited")
