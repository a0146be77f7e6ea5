"""The form of the first step, and reading what an editor enters in it."""

from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from claims.coverage.intake import MAX_TEXT_LENGTH
from claims.models import Coverage
from sources.duplicates.lookup import find_outlet_by_url, find_outlet_in_text
from sources.extraction.article import (
    MAX_BYTES,
    ExtractedArticle,
    ExtractionError,
    extract_from_text,
)
from sources.extraction.isolation import read_file_apart
from sources.fetching.errors import FetchError
from sources.fetching.urls import add_scheme, normalise_url
from sources.intake import fetch_article
from sources.models import Article, Outlet

MAX_URL_LENGTH, MAX_TITLE_LENGTH = 2000, 300
TEXT_TOO_LONG = (
    f"This text has more than {MAX_TEXT_LENGTH:,} characters, far more than an article. "
    "Paste only the article’s own words."
)
WAYS = ("url", "text", "file", "article", "enter")


class RestorableForm(forms.Form):
    """A form that can be shown again as it was refused, without reading anything anew."""

    _errors: ErrorDict | None  # Django's own, which its type stubs leave out

    @classmethod
    def restore(cls, data: dict, errors: dict[str, list[str]]) -> Self:
        """Build the form with what was entered, and what list_errors said of it."""
        form = cls(data)
        form._errors, form.cleaned_data = ErrorDict(), {}
        for name, sentences in errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return form

    def list_errors(self) -> dict[str, list[str]]:
        """List the sentences by field, as JSON can store them."""
        return {name: [str(sentence) for sentence in sentences] for name, sentences in self.errors.items()}


class BeginForm(RestorableForm):
    """An address, a text or a file; `way`, the button pressed, says which.

    "enter" is the key pressed in a field: what is filled in says it then.

    What cannot be fetched or read is an error of its own field, and everything typed stays.
    """

    way = forms.ChoiceField(
        choices=[(way, way) for way in WAYS],
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Use one of the three buttons."),
    )
    url = forms.CharField(
        label="Address of the article", required=False, max_length=MAX_URL_LENGTH, strip=True
    )
    title = forms.CharField(label="Title", required=False, max_length=MAX_TITLE_LENGTH)
    text = forms.CharField(
        label="Text of the article",
        required=False,
        max_length=MAX_TEXT_LENGTH,
        strip=False,
        error_messages={"max_length": TEXT_TOO_LONG},
    )
    file = forms.FileField(label="File", required=False, allow_empty_file=True)

    page: ExtractedArticle | None = None
    """What was read."""

    def clean(self) -> dict:
        super().clean()
        way = self.cleaned_data["way"] = self.find_way()
        readers = {"url": self.read_url, "text": self.read_text, "file": self.read_file}
        if way in readers and not self.errors:
            try:
                self.page = readers[way]()
                self.fields["text"].run_validators(self.page.text if self.page else "")  # as if it was pasted
            except (FetchError, ExtractionError) as failed:
                self.add_error(way, failed.sentence)
            except ValidationError as failed:
                self.add_error(way, failed)
        return self.cleaned_data

    def find_way(self) -> str:
        """Find how the article is brought in: as the button says, else as the fields do."""
        given = self.cleaned_data
        if given.get("way") != "enter":
            return given.get("way", "")
        return "text" if given.get("text", "").strip() else "file" if given.get("file") else "url"

    def clean_url(self) -> str:
        return add_scheme(self.cleaned_data["url"])

    def read_url(self) -> ExtractedArticle | None:
        if not self.cleaned_data["url"]:
            self.add_error("url", "Paste the address of the article, or use one of the other two ways.")
            return None
        return fetch_article(self.cleaned_data["url"])

    def read_text(self) -> ExtractedArticle | None:
        if not self.cleaned_data["text"].strip():
            self.add_error("text", "Paste the text of the article first.")
            return None
        return extract_from_text(self.cleaned_data["text"])

    def read_file(self) -> ExtractedArticle | None:
        file = self.cleaned_data["file"]
        if file is None:
            self.add_error("file", "Choose a file first: a web page (.html) or plain text (.txt).")
        elif not file.name.lower().endswith((".html", ".htm", ".txt")):
            self.add_error("file", "Only .html and .txt files can be read. Or paste the text instead.")
        elif file.size > MAX_BYTES:
            self.add_error(
                "file",
                f"This file is larger than {MAX_BYTES // 1024 // 1024} MB, far more than an article. "
                "Paste the text instead.",
            )
        else:
            return read_file_apart(file.name, file.read())
        return None

    @property
    def needs_pasting(self) -> bool:
        """Whether an attempt has failed, so that pasting the text is what is left."""
        return bool(self.errors.get("url") or self.errors.get("file") or self.errors.get("text"))

    def describe_new_outlet(self, outlet: Outlet | None) -> str:
        """Say that the outlet which a text without an address prints is a new one; "" for any other."""
        name = self.page.outlet_name if self.page else ""
        if outlet or not name or self.cleaned_data["url"] or find_outlet(name):
            return ""
        return (
            f"The text prints “{name}”, which is no outlet on the record: going on adds it as a new one. "
            "Change the name if somebody else published this."
        )

    def build_intake(self) -> dict:
        """Build `Coverage.intake` from what was read.

        The outlet is filled in if its domain is known, or, without an address, if the text prints its name.

        Raises ValueError when nothing was read.
        """
        page, values = self.page, self.cleaned_data
        if page is None:
            raise ValueError("No page was read.")
        address = page.canonical_url or (normalise_url(values["url"]) if values["url"] else "")
        outlet = find_outlet_by_url(address) if address else find_outlet_in_text(page.text)
        return {
            "way": values["way"],
            "url": values["url"],
            "title": page.title or values["title"],
            "byline": page.byline,
            "published_on": page.published_on.isoformat() if page.published_on else "",
            "published_on_note": "",
            "language": page.language or "en",
            "outlet": outlet.pk if outlet else None,
            "outlet_name": outlet.name if outlet else page.outlet_name,
            "outlet_home_page": outlet.home_page if outlet else get_home_page(address),
            "canonical_url": address,
            "via": page.via,
            "captions": list(page.captions),
            "warnings": [*page.warnings, *filter(None, [self.describe_new_outlet(outlet)])],
            "text": page.text,
            "problem": "",
        }


def get_home_page(address: str) -> str:
    """Return the front page of the site of an address; empty for no address."""
    scheme, separator, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/" if separator and rest else ""


def describe_coverage(coverage: Coverage) -> str:
    """Describe a piece of work for lists: 'VOA News, “Talks end”'."""
    if coverage.article:
        return f"{coverage.article.outlet}, “{coverage.article}”"
    outlet = coverage.intake.get("outlet_name") or ""
    title = coverage.intake.get("title") or coverage.intake.get("url") or "without a title yet"
    return f"{outlet}, “{title}”" if outlet else f"“{title}”"


def has_text(article: Article) -> bool:
    return article.captures.filter(captured_text__isnull=False).exists()


def find_outlet(name: str) -> Outlet | None:
    """Find the first outlet of that name, in any case and spacing."""
    return Outlet.objects.filter(name__iexact=" ".join(name.split())).order_by("pk").first() if name else None
