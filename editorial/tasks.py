"""Background jobs of the desk. Every job can be run twice."""

from collections.abc import Sequence
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from sources.tasks import RETRY, read_timestamp, record_trouble

from .accounts import links, notices


@app.periodic(cron="19 0 * * *")
@app.task(name="forget_sessions", queueing_lock="forget_sessions", retry=RETRY, pass_context=True)
@record_trouble
def forget_sessions(*, timestamp: int) -> None:
    """Delete, every night, the sessions that have ended, and from where they were begun."""
    Session.objects.filter(expire_date__lt=read_timestamp(timestamp)).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@app.task(name="mail_notice", retry=RETRY, pass_context=True)
@record_trouble
def mail_notice(**about: Any) -> None:
    """Tell the owner of an account what happened to it."""
    notices.mail_notice(**about)


@app.task(name="mail_links", retry=RETRY, pass_context=True)
@record_trouble
def mail_links(*, user_ids: Sequence[int]) -> None:
    """Send people the link with which they choose their password."""
    links.mail_links(user_ids=user_ids)


@app.task(name="mail_invited", retry=RETRY, pass_context=True)
@record_trouble
def mail_invited(*, user_id: int, by_id: int) -> None:
    """Tell those who manage accounts that somebody was invited."""
    notices.mail_invited(user_id=user_id, by_id=by_id)
