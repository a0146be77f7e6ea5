"""What readers get who gave an address: a link by which its owner confirms it, or sees their own follows."""

import logging
from datetime import datetime

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from subscriptions.links import CONFIRM, OWN_FOLLOWS
from subscriptions.models import Follower, FollowRequest, Rhythm, SubjectKind
from subscriptions.subjects import is_public

from .mail import Block, make_mail, send_mail
from .subjects import name_subjects

logger = logging.getLogger(__name__)

ANSWERED_AT_ONCE = 100


def answer_requests(*, now: datetime) -> int:
    """Answer what was asked for since the last time; return to how many a mail was sent.

    A request counts as answered before its mail is sent: a worker that dies loses one mail, and sends none
    twice. Who hears nothing asks again.
    """
    waiting = FollowRequest.objects.filter(is_answered=False, requested_at__gt=now - CONFIRM.kept)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True)[:ANSWERED_AT_ONCE])
    if not pks:
        return 0
    sent = 0
    with get_connection() as connection:
        for pk in pks:
            connection.open()  # a server that is away costs nobody their mail
            request = _take_request(pk)
            if request is not None:
                with translation.override(request.language):
                    mail = _write_answer(request)
                sent += bool(mail) and _send(connection, mail)
    return sent


@transaction.atomic
def _take_request(pk: int) -> FollowRequest | None:
    rows = FollowRequest.objects.select_for_update(skip_locked=True).filter(pk=pk, is_answered=False)
    request = rows.first()
    if request is not None:
        request.is_answered = True
        request.save(update_fields=["is_answered"])
    return request


def _send(connection: BaseEmailBackend, mail: EmailMultiAlternatives | None) -> bool:
    if mail is None:
        return False
    try:
        send_mail(connection, mail)
    except OSError as error:  # whose text may hold the address
        logger.warning("A mail to confirm an address was not sent: %s", type(error).__name__)
        return False
    return True


def _write_answer(request: FollowRequest) -> EmailMultiAlternatives | None:
    """Write the mail; nothing to an address that asks for its follows and has none."""
    if not request.kind:
        follower = Follower.objects.with_address(request.address).first()
        if follower is None:
            return None
        return make_mail(
            follower.address,
            _("What you follow at On the Record"),
            [
                Block(_("With this link you see all that you follow, and can end it:")),
                Block(_("See or end what you follow"), OWN_FOLLOWS.build(follower.key)),
                Block(_("It works for two weeks. If you did not ask for it, you need not do anything.")),
            ],
        )
    if not is_public(request.subject):
        return None
    # The words of a search are anybody's, and no reader is to get them from us before asking for it.
    is_search = request.kind == SubjectKind.SEARCH
    name = _("a search") if is_search else name_subjects([request.subject])[request.subject].name
    return make_mail(
        request.address,
        _("Please confirm: follow “%(name)s”") % {"name": name},
        [
            Block(_("Somebody, probably you, asked us to send mail to this address whenever this changes:")),
            Block(name),
            Block(_("How often: %(rhythm)s.") % {"rhythm": Rhythm(request.rhythm).label}),
            Block(_("Confirm that you want this mail"), CONFIRM.build(request.key)),
            Block(
                _(
                    "The link works for three days. If you did not ask for it, you need not do anything: you "
                    "will get no more mail, and we delete the address after three days."
                )
            ),
        ],
    )
