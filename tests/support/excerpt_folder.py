"""Helpers for the tests of `manage.py check_excerpts`."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make

FILLER = "Much else was said that day, and none of it is quoted here. " * 10
TEXT = (
    "Envoy: Ties at 'Low Point'\r\n\r\nMr Tillison said ties were “at a\u00a0low point.” Nobody "
    "would “shield anyone.'' Le cafe\u0301 is open. He said no. She said no. "
) + FILLER


class ExcerptFolder:
    """A folder of texts, and the command's output about it."""

    def __init__(self, folder):
        self.folder = folder
        self.outlet = make.OutletFactory(name="Gazette")

    def article(self, *excerpts, text=TEXT, file="article.txt"):
        """Add an article, its capture, a file of the same text, and its citations.

        Returns the article.
        """
        article = make.ArticleFactory(title="Ties at low point", outlet=self.outlet)
        self.capture(article, text, file)
        for excerpt in excerpts:
            make.CitationFactory(article=article, excerpt=excerpt)
        return article

    def capture(self, article, text, file, **fields):
        if file:
            (self.folder / file).write_bytes(text.encode())
        return make.CaptureFactory(article=article, text=text, **fields)

    def run(self, *options, folder=None) -> list[str]:
        """Return the lines that the command prints; CommandError as it comes."""
        self.out = io.StringIO()
        call_command("check_excerpts", str(folder or self.folder), *options, stdout=self.out)
        return self.out.getvalue().splitlines()

    def fails(self, *options, folder=None) -> list[str]:
        """Run the command, which must fail, and return the lines about what is wrong.

        These are the lines after the table; the error is the last.
        """
        with pytest.raises(CommandError) as error:
            self.run(*options, folder=folder)
        assert error.value.returncode == 1
        printed = self.out.getvalue().splitlines()
        below = printed[printed.index("") :] if "" in printed else printed
        return [line for line in below if line] + [str(error.value)]
