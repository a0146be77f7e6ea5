"""How to cite a claim: as a sentence, for BibTeX, and as CSL-JSON.

What is cited is one version, whose address is permanent and goes on showing what readers saw then.
The author is this site as a whole: it gives an account of what others say.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SITE = "On the Record"

CONTENT_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
"""The styles by the ending of their files. CSL-JSON: https://docs.citationstyles.org"""

# The characters that mean something to TeX. Everything else stands for itself: the file is UTF-8. Braces
# go by name, for BibTeX counts them also after a backslash, and one without its other breaks the file.
TEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""What BibTeX calls the months. Every style puts them into its own language."""


@dataclass(frozen=True)
class CitableVersion:
    """One version of one claim. `url`: its permanent address, with the site's name."""

    claim_id: int
    number: int
    proposition: str
    status: str
    made_at: datetime
    url: str

    @property
    def day(self) -> datetime:
        return timezone.localtime(self.made_at)

    @property
    def key(self) -> str:
        return f"on-the-record-claim-{self.claim_id}-version-{self.number}"

    @property
    def file_name(self) -> str:
        return f"claim-{self.claim_id}-version-{self.number}"

    @property
    def title(self) -> str:
        """The proposition on one line, without control characters."""
        return " ".join("".join(c if c.isprintable() else " " for c in self.proposition).split())


def write_citation(version: CitableVersion, style: str) -> str:
    """Write the citation in one of CONTENT_TYPES."""
    return {"txt": write_text, "bib": write_bibtex, "json": write_csl_json}[style](version)


def write_text(version: CitableVersion) -> str:
    return _("“%(title)s” %(site)s, claim %(claim)s, version %(number)s, %(day)s. %(url)s") % {
        "title": version.title,
        "site": SITE,
        "claim": version.claim_id,
        "number": version.number,
        "day": date_format(version.day, "DATE_FORMAT"),
        "url": version.url,
    }


def write_bibtex(version: CitableVersion) -> str:
    """Write a @misc entry, which every style knows.

    The address is also given as a note, for styles that print no `url`.
    """
    status = escape_tex(version.status)
    fields = {
        "author": f"{{{SITE}}}",
        "title": f"{{{escape_tex(version.title)}}}",
        "year": str(version.day.year),
        "note": f"Claim {version.claim_id}, version {version.number}; {status} at the time",
        "howpublished": rf"\url{{{version.url}}}",
        "url": version.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{version.key},\n{lines}  month = {MONTHS[version.day.month - 1]},\n}}\n"


def escape_tex(text: str) -> str:
    return "".join(TEX_ESCAPES.get(character, character) for character in text)


def write_csl_json(version: CitableVersion) -> str:
    entry = {
        "id": version.key,
        "type": "webpage",
        "title": version.title,
        "author": [{"literal": SITE}],
        "container-title": SITE,
        "issued": {"date-parts": [[version.day.year, version.day.month, version.day.day]]},
        "version": str(version.number),
        "status": version.status,
        "URL": version.url,
    }
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"
