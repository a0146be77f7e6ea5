"""Mails to readers: the same words as plain text and as HTML, without images and without any tracking."""

import smtplib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formataddr, make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from public.feeds.formats import SITE_NAME
from subscriptions.links import UNSUBSCRIBE
from subscriptions.models import Follower

LONGEST_SUBJECT = 150
UNKNOWN_ADDRESS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""What mail servers say (RFC 3463) of an address that does not exist, not of a sender they refuse."""


@dataclass(frozen=True)
class Block:
    """A paragraph or a heading of a mail, perhaps as a link."""

    text: str
    url: str = ""
    is_heading: bool = False


def write_text(blocks: Sequence[Block]) -> str:
    """Write blocks as plain text: a heading begins after a rule, a link has its address below it."""
    lines = []
    for block in blocks:
        words = " ".join(block.text.split())
        lines.append("\n".join(part for part in ("* " * block.is_heading + words, block.url) if part))
    return "\n\n".join(lines) + "\n"


def write_html(blocks: Sequence[Block], subject: str) -> SafeString:
    """Write blocks as HTML."""
    body = format_html_join("\n", "{}", ((_write_block(block),) for block in blocks))
    return format_html(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n<body>\n{}\n'
        "</body></html>\n",
        get_language() or "",
        subject,
        body,
    )


def _write_block(block: Block) -> SafeString:
    words = format_html('<a href="{}">{}</a>', block.url, block.text) if block.url else block.text
    return format_html("<h2>{}</h2>" if block.is_heading else "<p>{}</p>", words)


def make_mail(
    address: str, subject: str, blocks: Sequence[Block], *, follower: Follower | None = None
) -> EmailMultiAlternatives:
    """Make a mail. To a follower it says by which address its programs end all mail (RFC 8058).

    The subject is made one line: nothing in it can become a header of its own.
    """
    subject = " ".join(subject.split())
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1].rstrip()}…"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "From": formataddr((SITE_NAME, settings.DEFAULT_FROM_EMAIL)),
        "Message-ID": make_msgid(domain=host),
        "Auto-Submitted": "auto-generated",
    }
    if follower is not None:
        headers |= {
            "List-Id": f"{SITE_NAME} <follow.{host}>",
            "List-Unsubscribe": f"<{UNSUBSCRIBE.build(follower.key)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(
        subject,
        write_text(blocks),
        build_return_path(follower),
        [address],
        headers=headers,
        reply_to=[settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else None,
    )
    mail.attach_alternative(write_html(blocks, subject), "text/html")
    return mail


def build_return_path(follower: Follower | None) -> str:
    """Build the address that undeliverable mail returns to: one for each follower, which names nobody."""
    local, at, domain = (settings.MAIL_BOUNCES or settings.DEFAULT_FROM_EMAIL).rpartition("@")
    if follower is None or not settings.MAIL_BOUNCES:
        return f"{local}{at}{domain}"
    return f"{local}+{follower.key.hex}{at}{domain}"


def send_mail(connection: BaseEmailBackend, mail: EmailMultiAlternatives) -> None:
    """Send a mail. Raises OSError, as every error of smtplib is.

    The connection is closed then, so that a server which has ended it holds up no further mail: `open` makes
    another.
    """
    try:
        connection.send_messages([mail])
    except OSError:
        with suppress(OSError):
            connection.close()
        raise


def is_surely_unsent(error: Exception) -> bool:
    """Tell whether a mail has certainly not been taken by the server: it said so, or was not reached.

    Of a server that stops answering nobody knows.
    """
    refusals = (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPNotSupportedError,
    )
    return isinstance(error, refusals)


def is_unknown_address(error: Exception) -> bool:
    """Tell whether the server has said that there is no such address."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    answers = [(code, text.decode("ascii", "replace")) for code, text in error.recipients.values()]
    return any(code >= 500 and text.startswith(UNKNOWN_ADDRESS) for code, text in answers)
