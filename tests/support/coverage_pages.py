"""An article with made-up people, and the addresses of the pages."""

from django.urls import reverse

TEXT = """The bridge at Ashford

Ada Brook, the Foreign Minister of Ruritania, spoke in Ashford on Wednesday.

"The bridge was never closed to anybody," Brook said.

Carl Dane, a spokesman for Sylvania, said that the bridge was closed for the whole of March.

The toll stays as it is."""
EXCERPT = "The bridge was never closed to anybody"


def page_url(name: str, *args) -> str:
    return reverse(f"admin:coverage_{name}", args=args)
