"""Copies: articles of several outlets with nearly the same text, such as that of an agency."""

from django.db.models import QuerySet

from core.models import get_event_model
from sources.models import Article, Outlet

from .lookup import find_nearly_same


def note_copy(article: Article, text: str, *, among: QuerySet[Outlet] | None = None) -> None:
    """Note of `article` whose text its `text` is, if another outlet published nearly the same before.

    Other articles stay as they are, and so does what an editor has said of this one, also that its text is
    its own. `among`: no other outlets count as the one that published it first.
    Queries: 7 at most, all through indexes.
    """
    known = find_nearly_same(text).values()
    outlets = {match.article.outlet_id for match in known if match.article.outlet_id != article.outlet_id}
    if among is not None:
        outlets = set(among.filter(pk__in=outlets).values_list("pk", flat=True))
    others = [match.article.pk for match in known if match.article.outlet_id in outlets]
    if not others:
        return
    first = Article.objects.filter(pk__in=[article.pk, *others]).in_order_of_publication()[0]
    source = first.text_from_id or first.outlet_id
    noted = article.text_from_id
    if source in (noted, article.outlet_id) or noted not in {None, *outlets}:
        return
    events = get_event_model(Article).objects
    if noted is None and events.filter(pgh_obj=article.pk, text_from__isnull=False).exists():
        return  # an editor has emptied it
    Article.objects.filter(pk=article.pk, text_from=noted).update(text_from=source)
