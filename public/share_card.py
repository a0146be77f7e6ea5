"""What an image or a card says elsewhere of a claim or of a topic. Nothing here draws."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.labels import join_names
from claims.models import Claim, Topic
from claims.models.claim import STATUSES, Status
from claims.versions.document import ClaimDocument
from public.board import find_sides

MOST_COUNTED = 500
"""How many claims of a topic are counted; of a topic with more, only the topic is drawn."""

STATUS_WORDS = {
    Status.DISPUTED: gettext_lazy("Disputed"),
    Status.AGREED: gettext_lazy("Agreed"),
    Status.ASSERTED: gettext_lazy("Asserted"),
    Status.OPEN: gettext_lazy("Open"),
}


@dataclass(frozen=True)
class ShareCard:
    """The words of one image or card. Equal ones make equal images.

    `status`: the shape beside `heading`; "" for a topic. `sides`: a stance, its words and who takes it, for
    each side of a dispute; without them `sentence` says how things stand. `counts`: a status, its words and a
    number.
    """

    title: str
    heading: str
    status: str = ""
    sentence: str = ""
    sides: tuple[tuple[str, str, str], ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()


def describe_claim(claim: ClaimDocument) -> ShareCard:
    """Describe a claim as its page does at the top."""
    heading = str(STATUS_WORDS[Status(claim.status)])
    sides = _name_sides(claim) if claim.status == Status.DISPUTED else ()
    return ShareCard(claim.text, heading, claim.status, "" if sides else claim.explain_status(), sides)


def _name_sides(claim: ClaimDocument) -> tuple[tuple[str, str, str], ...]:
    """Name the parties of both sides; nothing unless each party stands on one side as a whole."""
    by_party = find_sides(claim.standings)
    held = set(by_party.values())
    if claim.telling_left_out or "divided" in held or not held >= {"affirms", "contests"}:
        return ()
    names: dict[str, list[str]] = {"affirms": [], "contests": []}
    for statement in claim.statements:
        names.get(by_party[statement.party.pk], []).append(statement.party.name)
    return (
        ("affirms", _("Affirmed by"), join_names(names["affirms"])),
        ("denies", _("Denied or questioned by"), join_names(names["contests"])),
    )


def describe_topic(topic: Topic) -> ShareCard:
    """Describe a topic by how many of its claims have which status. Queries: 1."""
    rows = (
        Claim.objects.published().filter(topics=topic, status__in=STATUSES).values_list("status", flat=True)
    )
    statuses = Counter(rows[: MOST_COUNTED + 1])
    number = statuses.total()
    if number > MOST_COUNTED:
        heading = _("More than %(number)s claims") % {"number": MOST_COUNTED}
        return ShareCard(topic.name, heading, sentence=topic.summary)
    heading = ngettext("%(number)s claim", "%(number)s claims", number) % {"number": number}
    counts = (
        (status, str(STATUS_WORDS[status]), statuses[status]) for status in STATUSES if statuses[status]
    )
    return ShareCard(topic.name, heading, counts=tuple(counts))
