"""The editors' handbook, to be read inside the admin."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify


@dataclass(frozen=True)
class Chapter:
    """One chapter of the handbook: its text as it is written, marks and all."""

    title: str
    text: str

    @property
    def anchor(self) -> str:
        return slugify(self.title)


def chapters() -> list[Chapter]:
    """docs/handbook.md, cut at its headings; what comes before the first belongs to the title."""
    text = (settings.BASE_DIR / "docs" / "handbook.md").read_text(encoding="utf-8")
    title, *parts = re.split(r"^#{1,2} (.+)$", text, flags=re.MULTILINE)[1:]
    return [
        Chapter(name, words.strip()) for name, words in zip([title, *parts[1::2]], parts[::2], strict=True)
    ]
