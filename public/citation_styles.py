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


def write_citation(claim: CitableVersion, style: str) -> str:
    """Write the citation in one of CONTENT_TYPES."""
    return {"txt": write_text, "bib": write_bibtex, "json": write_csl_json}[style](claim)


def write_text(claim: CitableVersion) -> str:
    return _("“%(title)s” %(site)s, claim %(claim)s, version %(number)s, %(day)s. %(url)s") % {
        "title": claim.title,
        "site": SITE,
        "claim": claim.claim_id,
        "number": claim.number,
        "day": date_format(claim.day, "DATE_FORMAT"),
        "url": claim.url,
    }


def write_bibtex(claim: CitableVersion) -> str:
    """Write a @misc entry, which every style knows.

    The address is also given as a note, for styles that print no `url`.
    """
    fields = {
        "author": f"{{{SITE}}}",
        "title": f"{{{escape_tex(claim.title)}}}",
        "year": str(claim.day.year),
        "note": f"Claim {claim.claim_id}, version {claim.number}; {escape_tex(claim.status)} at the time",
        "howpublished": rf"\url{{{claim.url}}}",
        "url": claim.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{claim.key},\n{lines}  month = {MONTHS[claim.day.month - 1]},\n}}\n"


def escape_tex(words: str) -> str:
    return "".join(TEX_ESCAPES.get(letter, letter) for letter in words)


def write_csl_json(claim: CitableVersion) -> str:
    entry = {
        "id": claim.key,
        "type": "webpage",
        "title": claim.title,
        "author": [{"literal": SITE}],
        "container-title": SITE,
        "issued": {"date-parts": [[claim.day.year, claim.day.month, claim.day.day]]},
        "version": str(claim.number),
        "status": claim.status,
        "URL": claim.url,
    }
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"
