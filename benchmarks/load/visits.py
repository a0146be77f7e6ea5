"""What people ask for: plain Python, for both who plans a run and the clients that Locust runs."""

import dataclasses
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote

from lxml import html

READERS, SEARCHERS, EDITORS = "readers", "searches", "editors"
SHARES = {READERS: 90, SEARCHERS: 8, EDITORS: 2}
"""Of a hundred requests."""
FILES = "files"
"""Requests of readers for a file of the same bytes as a page has, which nginx serves from the disk."""
FILE_SHARE = 0.1
SKEW = 3
"""How much more the first of a kind are asked for: the first tenth gets 0.1 ** (1 / SKEW), nearly half."""
ADDING = "/admin/claims/topic/add/"
LISTS = ("/admin/claims/claim/", "/admin/claims/topic/", "/admin/")


@dataclass(frozen=True)
class Visits:
    """Everything that the clients have to know of the record.

    `pages`: addresses by kind of page, those asked for most first, with how often that kind is (`weights`);
    `words`: what is searched for; `files`: where the file of the same bytes as a page lies; `changed`:
    pages of the admin on which editors save.
    """

    pages: dict[str, list[str]]
    weights: dict[str, int]
    words: list[str]
    changed: list[str]
    files: dict[str, str] = dataclasses.field(default_factory=dict)
    account: str = ""
    password: str = ""

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(dataclasses.asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> "Visits":
        return cls(**json.loads(path.read_text("utf-8")))

    def choose_page(self, chance: random.Random) -> str:
        kinds = list(self.pages)
        [kind] = chance.choices(kinds, [self.weights[kind] for kind in kinds])
        pages = self.pages[kind]
        return pages[int(len(pages) * chance.random() ** SKEW)]

    def choose_file(self, chance: random.Random) -> str:
        return chance.choice(list(self.files.values()))

    def choose_search(self, chance: random.Random) -> str:
        """Choose one or two words; now and then only what a box suggests while somebody types."""
        words = chance.sample(self.words, chance.choice((1, 2, 2)))
        if chance.random() < 0.2:
            return f"/suggestions/?q={quote(words[0][:4])}"
        return f"/claims/?q={quote(' '.join(words))}"


def fill_in(page: str, **values: str) -> dict[str, list[str]]:
    """Return what a browser sends for the form of a page with a button to save, with these values typed in.

    Raises ValueError if the page has no such form.
    """
    tree = cast(html.HtmlElement, html.fromstring(page))
    for form in tree.forms:
        buttons = form.xpath(".//*[@type='submit']/@name")
        if "csrfmiddlewaretoken" in form.fields and set(values) <= set(form.fields.keys()):
            data: dict[str, list[str]] = {}
            for name, value in form.form_values():
                data.setdefault(name, []).append(
                    value.removeprefix("\n")
                )  # which HTML ignores in a text area
            data |= {name: [value] for name, value in values.items()}
            return data | ({"_save": ["Save"]} if "_save" in buttons else {})
    raise ValueError(f"The page has no form for {', '.join(values)}.")
