"""Going down into a change list by date, at a cost that does not grow with the list."""

import calendar

from django import template
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.utils import dates

register = template.Library()


@register.inclusion_tag("admin/date_hierarchy.html")
def drill_down(cl) -> dict | None:
    """Django's own drill-down for lists that have been counted to the end. It looks at every row, to
    offer only dates that have any; of longer lists all years, months or days are offered that there
    can be."""
    if not getattr(cl.paginator, "is_capped", False):
        return date_hierarchy(cl)
    year, month, day = (cl.params.get(f"{cl.date_hierarchy}__{part}") for part in ("year", "month", "day"))
    if day:
        return date_hierarchy(cl)
    if month:
        days = range(1, calendar.monthrange(int(year), int(month))[1] + 1)
        return _shown(cl, "day", {n: f"{n} {dates.MONTHS[int(month)]}" for n in days}, year=year, month=month)
    if year:
        return _shown(cl, "month", {n: f"{name} {year}" for n, name in dates.MONTHS.items()}, year=year)
    first, last = cl.model_admin.get_date_range()
    return (
        _shown(cl, "year", {n: str(n) for n in range(first.year, last.year + 1)})
        if first
        else {"show": False}
    )


def _shown(cl, part: str, titles: dict[int, str], **above: str) -> dict:
    """The choices below what was chosen already (`above`), and the way back up by one step."""

    def link(**chosen) -> str:
        asked = {f"{cl.date_hierarchy}__{name}": value for name, value in chosen.items()}
        return cl.get_query_string(asked, [f"{cl.date_hierarchy}__"])

    shown = {
        "show": True,
        "choices": [{"link": link(**above, **{part: n}), "title": t} for n, t in titles.items()],
    }
    if part == "day":
        shown["back"] = {"link": link(year=above["year"]), "title": above["year"]}
    elif part == "month":
        shown["back"] = {"link": link(), "title": "All dates"}
    return shown
