import itertools
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .parts import PageAddress, has_part, list_pages, list_parts, read_part

XML = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LINES_AT_ONCE = 500
keep_for_an_hour = cache_control(public=True, max_age=3600, s_maxage=3600)


@require_safe
@keep_for_an_hour
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the parts of the sitemap. Queries: 1."""
    parts = [PageAddress(reverse("sitemap_pages")), *list_parts()]
    site = _name_site(request)
    lines = (f"<sitemap>{_write_address(site, part)}</sitemap>\n" for part in parts)
    text = f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{"".join(lines)}</sitemapindex>\n'
    return HttpResponse(text, content_type=XML)


@require_safe
@keep_for_an_hour
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """List the pages that there is one of."""
    return HttpResponse("".join(_write_part(_name_site(request), list_pages())), content_type=XML)


@require_safe
@keep_for_an_hour
def sitemap_part(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """Stream one part of the sitemap. Queries: 2.

    Nothing of it is read before it is sent: a HEAD never sends it, and would leave a cursor open.
    """
    if not has_part(kind, number):
        raise Http404("No such part.")
    lines = _write_part(_name_site(request), read_part(kind, number))
    return StreamingHttpResponse(_join_lines(lines), content_type=XML)


def _name_site(request: HttpRequest) -> str:
    return escape(f"{request.scheme}://{request.get_host()}")


def _write_part(site: str, addresses: Iterable[PageAddress]) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for address in addresses:
        yield f"<url>{_write_address(site, address)}</url>\n"
    yield "</urlset>\n"


def _write_address(site: str, address: PageAddress) -> str:
    changed_at = f"<lastmod>{address.changed_at.isoformat()}</lastmod>" if address.changed_at else ""
    return f"<loc>{site}{escape(address.path)}</loc>{changed_at}"


def _join_lines(lines: Iterator[str]) -> Iterator[str]:
    """Join some lines at a time: each piece is compressed and sent by itself."""
    while piece := "".join(itertools.islice(lines, LINES_AT_ONCE)):
        yield piece
