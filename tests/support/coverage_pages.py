"""An article with made-up people, and the addresses of the pages."""

from django.urls import reverse

from tests.support.html import text_of

TEXT = """The bridge at Ashford

Ada Brook, the Foreign Minister of Ruritania, spoke in Ashford on Wednesday.

"The bridge was never closed to anybody," Brook said.

Carl Dane, a spokesman for Sylvania, said that the bridge was closed for the whole of March.

The toll stays as it is."""
EXCERPT = "The bridge was never closed to anybody"


def follow_refusal(client, response):
    """Return the page that a refused form leads to, once it was reloaded; any other response as it is."""
    if response.status_code != 302 or "refused=" not in response.url:
        return response
    first, again = client.get(response.url), client.get(response.url)
    assert [text_of(page) for page in (first, again)] == [text_of(again)] * 2
    return again


def page_url(name: str, *args) -> str:
    return reverse(f"admin:coverage_{name}", args=args)
