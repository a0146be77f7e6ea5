"""The options that the page of a topic offers as links, in words."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Status, Topic
from claims.models.claimant import translate_name
from claims.topic_reporting import OutletActivity
from claims.treatments import NamedOutlet
from core.query_string import make_query

from .detail import TopicPage
from .table_options import AGREE, CONFLICT

PARTIES_OFFERED = 8

OptionLink = tuple[str, str, bool]
"""Its query, its words, and whether it is the present one."""

NO_PAIR: dict[str, str | int | None] = {"with": None, "on": None}


def build_first_reports(carriers: list[tuple[NamedOutlet, OutletActivity]]) -> dict:
    """Build the table of who had the claims first.

    Numbers that are 0 for every outlet are left out. Returns their `names`, their `headings`, and `rows`: an
    outlet, how many claims it has, its numbers. Empty if nobody was ahead of anybody.
    """
    if not any(activity.ahead for _outlet, activity in carriers):
        return {}
    headings = {"ahead": _("Ahead"), "level": _("Same day"), "only": _("Only here")}
    names = [name for name in headings if any(getattr(activity, name) for _outlet, activity in carriers)]
    return {
        "headings": [headings[name] for name in names],
        "names": names,
        "rows": [
            (outlet, activity.claims, [getattr(activity, name) for name in names])
            for outlet, activity in carriers
        ],
    }


def build_links(page: TopicPage) -> dict:
    """Build what public/topic_detail.html needs besides the fields of the page."""
    options = page.options
    return {
        "orders": _link_orders(page),
        "statuses": _link_statuses(page),
        "parties": _link_parties(page),
        "selection_words": _describe_selection(page),
        "clear_query": options.query_string(status=None, party=None, **NO_PAIR),
        "compare_query": _make_compare_query(page),
    }


def _link_orders(page: TopicPage) -> list[OptionLink]:
    options = page.options
    words = {
        "status": _("Disputed first"),
        "coverage": _("Most outlets first"),
        "date": _("Latest report first"),
    }
    return [(options.query_string(sort=sort), label, options.sort == sort) for sort, label in words.items()]


def _link_statuses(page: TopicPage) -> list[OptionLink]:
    options = page.options
    links = [(options.query_string(status=None), _("All"), not options.status)]
    for status, number in page.bar.counts.items():
        label = f"{_(Status(status).label).capitalize()} {number}"
        links.append((options.query_string(status=status), label, options.status == status))
    return links


def _link_parties(page: TopicPage) -> list[OptionLink]:
    options = page.options
    links = [(options.query_string(party=None, **NO_PAIR), _("All"), not options.party)]
    for party, number in page.agreement.parties[:PARTIES_OFFERED]:
        query = options.query_string(party=party.pk, **NO_PAIR)
        links.append((query, f"{translate_name(party.name)} {number}", options.party == party.pk))
    return links


def _describe_selection(page: TopicPage) -> str:
    """Say what the table was narrowed to, in one sentence; empty if it was not."""
    options = page.options
    if not options.is_filtered:
        return ""
    number = {"number": page.page.total}
    words = {
        "found": ngettext("%(number)s claim", "%(number)s claims", page.page.total) % number,
        "parts": "; ".join(_describe_filters(page)),
    }
    sentence = _("Shown: %(found)s (%(parts)s).") % words
    if options.party and page.agreement.is_bounded:
        sentence += " " + _("Parties are compared on the newest 1,000 claims only.")
    return sentence


def _describe_filters(page: TopicPage) -> list[str]:
    options = page.options
    names = {party.pk: party.in_sentence for party, _number in page.agreement.parties}
    parts = []
    if options.status:
        parts.append(_("status: %(status)s") % {"status": _(Status(options.status).label)})
    if options.party and options.other_party:
        pattern = {
            AGREE: _("%(one)s and %(other)s agree"),
            CONFLICT: _("%(one)s and %(other)s contradict each other"),
        }[options.relation]
        parts.append(pattern % {"one": names[options.party], "other": names[options.other_party]})
    elif options.party in names:
        parts.append(_("%(party)s has taken a position") % {"party": names[options.party]})
    elif options.party:
        parts.append(_("the chosen party has taken a position"))
    return parts


def _make_compare_query(page: TopicPage) -> str:
    """Make the address at which the two outlets with most claims are compared; empty if there are not two."""
    if len(page.compared_outlets) < 2:
        return ""
    a, b = page.compared_outlets
    topic: Topic | None = page.reporting.topic
    query = make_query({"a": a.pk, "b": b.pk, "topic": topic and topic.pk, **page.options.as_of.parameters})
    return reverse("compare", query=query)
