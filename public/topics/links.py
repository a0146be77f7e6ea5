"""The choices that the page of a topic offers as links, in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claimant, Status
from claims.reporting import OutletActivity
from sources.models import Outlet

from .detail import TopicPage
from .table_options import AGREE, CONFLICT, Choice

PARTIES_OFFERED = 8

Link = tuple[str, str, bool]
"""Its query, its words, and whether it is what is shown."""


@dataclass(frozen=True)
class PairCell:
    """How often the party of the row and `other` agree and contradict each other, and where to see it."""

    other: Claimant
    agree: int
    conflict: int
    agree_query: str
    conflict_query: str
    is_mirrored: bool

    @property
    def tone(self) -> str:
        """ "agreeing" or "conflicting": what they do more often; empty if neither."""
        if self.agree == self.conflict:
            return ""
        return "agreeing" if self.agree > self.conflict else "conflicting"


def firsts(carriers: list[tuple[Outlet, OutletActivity]]) -> dict:
    """Who had the claims first, by those of the carriers' numbers that are not nothing for every outlet:
    their names (`told`), their `headings`, and `rows` of an outlet, how many claims it has and its numbers.
    Empty if none of them says anything, or there is but one outlet."""
    headings = {"ahead": _("Ahead"), "level": _("Same day"), "only": _("Only here")}
    told = [name for name in headings if any(getattr(carrier, name) for _outlet, carrier in carriers)]
    if not told or len(carriers) < 2:
        return {}
    return {
        "headings": [headings[name] for name in told],
        "told": told,
        "rows": [
            (outlet, carrier.claims, [getattr(carrier, name) for name in told])
            for outlet, carrier in carriers
        ],
    }


def links(shown: TopicPage) -> dict:
    """What templates/claims/topic_detail.html needs besides the fields of the page."""
    made = shown.choice
    return {
        "orders": _orders(shown),
        "statuses": _statuses(shown),
        "parties": _parties(shown),
        "queries": {status: made.query(status=status) for status in shown.bar.counts},
        "choice_words": _choice_words(shown),
        "clear_query": made.query(status=None, party=None, **{"with": None, "on": None}),
        "agreement_rows": _agreement_rows(shown),
        "pair_query": _pair_query(shown),
    }


def _orders(shown: TopicPage) -> list[Link]:
    made = shown.choice
    words = {
        "status": _("Disputed first"),
        "coverage": _("Most outlets first"),
        "date": _("Latest report first"),
    }
    offered = [(made.query(sort=sort), label, made.sort == sort) for sort, label in words.items()]
    for column in shown.outlets.rows:
        if column.is_sorted:
            label = _("By what %(outlet)s does") % {"outlet": column.outlet.name}
            offered.append((made.query(), label, True))
    return offered


def _statuses(shown: TopicPage) -> list[Link]:
    made = shown.choice
    everything = (made.query(status=None), _("All"), not made.status)
    return [everything] + [
        (made.query(status=status), f"{_(Status(status).label).capitalize()} {number}", made.status == status)
        for status, number in shown.bar.counts.items()
    ]


def _parties(shown: TopicPage) -> list[Link]:
    made = shown.choice
    alone = {"with": None, "on": None}
    everything = (made.query(party=None, **alone), _("All"), not made.party)
    return [everything] + [
        (made.query(party=party.pk, **alone), f"{party.name} {number}", made.party == party.pk)
        for party, number in shown.agreement.on_record[:PARTIES_OFFERED]
    ]


def _choice_words(shown: TopicPage) -> str:
    """What the table was narrowed to, in one sentence; empty if it was not."""
    made, names = shown.choice, {party.pk: party for party, _number in shown.agreement.on_record}
    if not made.is_filtered:
        return ""
    found = ngettext("%(number)s claim", "%(number)s claims", shown.page.total) % {"number": shown.page.total}
    parts = []
    if made.status:
        parts.append(_("with the status “%(status)s”") % {"status": _(Status(made.status).label)})
    if made.other:
        pattern = {
            AGREE: _("on which %(one)s and %(other)s agree"),
            CONFLICT: _("on which %(one)s and %(other)s contradict each other"),
        }[made.on]
        pair = {"one": names[made.party].in_sentence, "other": names[made.other].in_sentence}
        parts.append(pattern % pair)
    elif made.party in names:
        parts.append(_("on which %(party)s is on record") % {"party": names[made.party].in_sentence})
    elif made.party:
        parts.append(_("on which the chosen party is on record"))
    sentence = _("Shown: %(found)s %(parts)s.") % {"found": found, "parts": ", ".join(parts)}
    if made.party and shown.agreement.is_bounded:
        sentence += " " + _("Of the parties only the newest 1,000 claims are looked at.")
    return sentence


def _agreement_rows(shown: TopicPage) -> list[tuple[Claimant, list[PairCell | None]]]:
    rows = []
    for n, (party, others) in enumerate(shown.agreement.table()):
        cells: list[PairCell | None] = []
        for m, (other, pair) in enumerate(others):
            if pair is None:
                cells.append(None)
                continue
            queries = [_pair_choice(shown.choice, party, other, on) for on in (AGREE, CONFLICT)]
            cells.append(PairCell(other, len(pair.agree), len(pair.conflict), *queries, m < n))
        rows.append((party, cells))
    return rows


def _pair_choice(made: Choice, one: Claimant, other: Claimant, on: str) -> str:
    return made.query(status=None, party=one.pk, **{"with": other.pk, "on": on})


def _pair_query(shown: TopicPage) -> str:
    """Where the two most present outlets are compared on this topic; empty if there are not two."""
    if len(shown.carriers) < 2:
        return ""
    (a, _most), (b, _next) = shown.carriers[:2]
    day = shown.choice.as_of.more
    return f"{reverse('compare')}?a={a.pk}&b={b.pk}&topic={shown.story.topic.pk}{day}"
