"""Copies: articles of several outlets with nearly the same text, such as that of an agency."""

from sources.models import Article, CaptureText

from .lookup import find_nearly_same


def note_first_text(article: Article, text: str) -> None:
    """Note whose text has just come in, unless `article` had one before: later texts of it change nothing.

    Queries: 6 at most, all through indexes.
    """
    if CaptureText.objects.filter(capture__article=article)[:2].count() == 1:
        note_copies(article, text)


def note_copies(article: Article, text: str) -> None:
    """Note whose text this one of `article` is, if other outlets have nearly the same.

    It counts as that of the outlet which published it first. What an editor has said of an article stays.
    Queries: 5 at most, all through indexes.
    """
    known = find_nearly_same(text).values()
    others = [match.article.pk for match in known if match.article.outlet_id != article.outlet_id]
    if not others:
        return
    alike = list(Article.objects.filter(pk__in=[article.pk, *others]).in_order_of_publication())
    source = alike[0].text_from_id or alike[0].outlet_id
    noted = {None, *(copy.outlet_id for copy in alike)}
    copies = [row.pk for row in alike if row.text_from_id in noted and row.outlet_id != source]
    Article.objects.filter(pk__in=copies).update(text_from=source)
