"""One's own views of a change list, above it."""

from django import template
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList

from claims.models import SavedView
from editorial.saved_views import MAX_VIEWS, ListOfRows, write_parameters

register = template.Library()


@register.inclusion_tag("admin/_saved_views.html", takes_context=True)
def saved_views(context, cl: ChangeList) -> dict:
    """Return the context of the links to one's views of the list, and of the form that saves it as it is.

    The form is left out where the list is as everybody sees it, or as it was saved already.

    Queries: 1.
    """
    request = context["request"]
    shown = ListOfRows(cl.opts.label_lower, str(cl.opts.verbose_name_plural), request.path)
    parameters = write_parameters(request.GET)
    views = [
        (view, shown.get_address(view.parameters), view.parameters == parameters)
        for view in SavedView.objects.of(request.user, shown.model)
    ]
    return {
        "list": shown,
        "views": views,
        "parameters": "" if any(is_open for _view, _address, is_open in views) else parameters,
        "is_full": len(views) >= MAX_VIEWS,
        "is_filter_refused": ERROR_FLAG in request.GET,
        "csrf_token": context.get("csrf_token"),
    }
