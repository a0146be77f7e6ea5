"""Speakers whom the record does not know yet: what the article says that they are."""

import re
from collections.abc import Iterable

from claims.coverage.rows import words_of
from claims.models import ClaimantKind
from quotations.lexicon.offices import OFFICES

from .claimants import parties_called

MOST_PLACES = 5
"""How many of the places where a name stands are looked at."""
MOST_BEFORE = 7
_WITHIN_A_ROLE = words_of(
    "of for foreign prime deputy vice chief senior former press defense defence interior finance state acting"
)
_NO_PERSON = re.compile(
    r"\b(?:ministry|department|committee|council|agency|association|office|house|government|party|union|bank|group"
    r"|court|company|inc|ltd|university|institute|organi[sz]ation|commission|police|army|embassy|foundation|centre"
    r"|center|news|times|post|officials?|sources?|airlines?|airways|ferries|lines|railways?|brothers|industries"
    r"|holdings?|partners|systems|technologies|motors)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_AFTER = re.compile(
    r"\s*,\s+(?:(?:the|a|an)\s+)?(?P<role>[^,.;:“”\"\n]{3,80}?)(?=[,.;:]|\s+(?:who|said|told)\b)"
)


def newcomers(names: Iterable[str], text: str) -> dict[str, dict]:
    """For each name what a row proposes: `new_name`, `new_kind`, `new_role`, and, where the text
    names a party of the record ("Russian Foreign Minister ..."), `party` and `capacity`.

    One set of queries for all names.
    """
    described = {name: list(_descriptions(name, text)) for name in names}
    beginnings = {
        word for several in described.values() for description in several for word in _countries(description)
    }
    parties = parties_called(beginnings)
    return {name: _proposed(name, several, parties) for name, several in described.items()}


def _proposed(name: str, descriptions: list[str], parties: dict) -> dict:
    proposed = {"new_name": name[:120], "new_kind": _kind(name)}
    for description in descriptions:
        for country in _countries(description):
            if party := parties.get(country):
                role = _role_without(description, country)
                if role:
                    return {
                        **proposed,
                        "new_role": description[:200],
                        "party": party.pk,
                        "capacity": role[:200],
                    }
    if descriptions:
        proposed["new_role"] = descriptions[0][:200]
    return proposed


def _kind(name: str) -> str:
    words = name.split()
    is_person = (
        2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and not _NO_PERSON.search(name)
    )
    return str(ClaimantKind.PERSON) if is_person else ""


def _descriptions(name: str, text: str) -> Iterable[str]:
    """What stands before or after the name and holds an office: "Russian Foreign Minister"."""
    for place, match in enumerate(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
        if place == MOST_PLACES:
            return
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if description := _before(line):
            yield description
        after = _AFTER.match(text, match.end())
        if after and _has_office(after["role"]):
            yield " ".join(after["role"].split())


def _before(line: str) -> str:
    run: list[str] = []
    for word in reversed(_WORD.findall(line)[-MOST_BEFORE:]):
        if not _belongs(word, first=not run):
            break
        run.insert(0, word)
    while run and run[0].lower() in _WITHIN_A_ROLE and run[0].islower() and run[0] in {"of", "for"}:
        run.pop(0)
    return " ".join(run) if _has_office(" ".join(run)) else ""


def _belongs(word: str, *, first: bool) -> bool:
    if word[-1] in ',;:!?”")' or word[0] in '“"(' or (word.endswith(".") and not re.search(r"\w\.\w", word)):
        return False
    lower = word.lower()
    if word[:1].isupper():
        return lower not in {"the", "but", "and", "on", "in", "when", "as", "after", "while"}
    return lower in OFFICES or (lower in _WITHIN_A_ROLE and not (first and lower in {"of", "for"}))


def _has_office(words: str) -> bool:
    return any(word.strip(".,").lower() in OFFICES for word in words.split())


def _countries(description: str) -> list[str]:
    """The one, two or three words of which a description may begin with a country or a body, and
    what follows "of" or "for" in it."""
    words = description.split()
    beginnings = [" ".join(words[:count]) for count in range(min(3, len(words) - 1), 0, -1)]
    tail = re.search(r"\b(?:of|for)\s+(?:the\s+)?([A-Z].*)$", description)
    return [*beginnings, *([tail[1]] if tail else [])]


def _role_without(description: str, country: str) -> str:
    if description.startswith(country):
        return description[len(country) :].strip(" ,")
    return re.sub(rf"\s*\b(?:of|for)\s+(?:the\s+)?{re.escape(country)}$", "", description).strip(" ,")
