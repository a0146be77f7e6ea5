"""The drill-down by date of a change list, at a cost that does not grow with it."""

import calendar

from django import template
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.utils import dates

register = template.Library()


@register.inclusion_tag("admin/date_hierarchy.html")
def drill_down(cl) -> dict | None:
    """Return the context of the drill-down by date.

    Django's own looks at every row, to offer only dates that have any. It is used for lists that
    were counted to the end; for longer ones all possible years, months or days are offered.
    """
    if not getattr(cl.paginator, "is_capped", False):
        return date_hierarchy(cl)
    year, month, day = (cl.params.get(f"{cl.date_hierarchy}__{part}") for part in ("year", "month", "day"))
    if day:
        return date_hierarchy(cl)
    if month:
        days = range(1, calendar.monthrange(int(year), int(month))[1] + 1)
        return _offer(cl, "day", {n: f"{n} {dates.MONTHS[int(month)]}" for n in days}, year=year, month=month)
    if year:
        return _offer(cl, "month", {n: f"{name} {year}" for n, name in dates.MONTHS.items()}, year=year)
    first, last = cl.model_admin.get_date_range()
    if first is None:
        return {"show": False}
    return _offer(cl, "year", {n: str(n) for n in range(first.year, last.year + 1)})


def _offer(cl, part: str, titles: dict[int, str], **above: str) -> dict:
    """Return the choices below those already made, and the link back up.

    `above`: the choices already made.
    """

    def link(**chosen) -> str:
        lookups = {f"{cl.date_hierarchy}__{name}": value for name, value in chosen.items()}
        return cl.get_query_string(lookups, [f"{cl.date_hierarchy}__"])

    context = {
        "show": True,
        "choices": [{"link": link(**above, **{part: n}), "title": t} for n, t in titles.items()],
    }
    if part == "day":
        context["back"] = {"link": link(year=above["year"]), "title": above["year"]}
    elif part == "month":
        context["back"] = {"link": link(), "title": "All dates"}
    return context
