"""Pages of this site that a search may be about: "How do I report a mistake?" is no search for claims."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from public.names.matches import NameMatch

SMALL = """
a an the this that these those is are was were do does did can could may should how what where when who why
which i me my we us it its to in on of at for from by and or about with get see find read please here there
website site page
как где кто что чей чья чьи это этот эта эти мне я мы нам вас ли в во на о об от до у с со из и или для по
можно могу есть найти прочитать прочесть увидеть сайт сайте сайта страница страницу
"""
FUNCTION_WORDS = frozenset(SMALL.split())
"""Words that say nothing about which page is meant."""

PAGES = (
    (
        ("report", ""),
        gettext_lazy("Report a mistake"),
        """
        report mistake, report error, report a problem, mistake, error, correct mistake, correct
        error, complain, complaint, contact, contact you, contact editors, write you, write editors,
        suggest correction, request correction, send correction, сообщить ошибка, сообщить ошибке,
        сообщить об ошибке, ошибка, ошибку, нашел ошибку, исправить ошибку, жалоба, пожаловаться,
        связаться, связаться вами, написать вам, написать редакции, контакты
        """,
    ),
    (
        ("about", "licence"),
        gettext_lazy("Licence"),
        """
        licence, license, copyright, reuse, use text, use data, licence data, license data,
        лицензия, лицензию, авторские права, авторское право, перепечатка, использовать тексты,
        использовать данные
        """,
    ),
    (
        ("about", "sources"),
        gettext_lazy("Sources"),
        """
        original article, original articles, original text, full article, full articles, your
        sources, sources, исходная статья, исходную статью, оригинал статьи, полная статья, полную
        статью, полный текст, источники, ваши источники
        """,
    ),
    (
        ("about", "editors"),
        gettext_lazy("Who edits"),
        """
        you, behind, owns, runs, edits, edits you, editors, your editors, owner, publisher, are you,
        кто вы, редакторы, редакция, владелец, владеет, издатель, стоит за этим, стоит за вами
        """,
    ),
    (
        ("about", "rule"),
        gettext_lazy("How a status is decided"),
        """
        disputed mean, disputed means, agreed mean, agreed means, asserted mean, asserted means,
        status decided, status mean, decide status, you decide, methodology, method, значит
        оспаривается, означает оспаривается, определяется статус, методика, методология
        """,
    ),
)
"""(address, place on the page), name, and the searches that are about it, less FUNCTION_WORDS."""


def _read_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", text.casefold().replace("ё", "е"))) - FUNCTION_WORDS


MEANT = {
    _read_words(search): (name, place, label)
    for (name, place), label, searches in PAGES
    for search in searches.split(",")
}


def list_site_pages(text: str) -> list[NameMatch]:
    """List the page of this site that a text is about: all of its words must be known for it. Queries: 0."""
    page = MEANT.get(_read_words(text))
    if page is None:
        return []
    name, place, label = page
    return [NameMatch(_("page"), str(label), reverse(name) + (f"#{place}" if place else ""))]
