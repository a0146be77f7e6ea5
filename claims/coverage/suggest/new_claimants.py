"""Speakers whom the record does not know yet: what the article says that they are."""

import re
from collections.abc import Iterable

from claims.coverage.rows import split_words
from claims.models import ClaimantKind
from quotations.lexicon.offices import OFFICES

from .claimants import find_parties

MAX_MENTIONS = 5
"""How many of the places where a name stands are looked at."""
MAX_WORDS_BEFORE = 7
_ROLE_WORDS = split_words(
    "of for foreign prime deputy vice chief senior former press defense defence interior finance state acting"
)
_ORGANISATION_WORD = re.compile(
    r"\b(?:ministry|department|committee|council|agency|association|office|house|government|party|union|bank|group"
    r"|court|company|inc|ltd|university|institute|organi[sz]ation|commission|police|army|embassy|foundation|centre"
    r"|center|news|times|post|officials?|sources?|airlines?|airways|ferries|lines|railways?|brothers|industries"
    r"|holdings?|partners|systems|technologies|motors)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_DESCRIPTION_AFTER = re.compile(
    r"\s*,\s+(?:(?:the|a|an)\s+)?(?P<role>[^,.;:“”\"\n]{3,80}?)(?=[,.;:]|\s+(?:who|said|told)\b)"
)


def describe_new_claimants(names: Iterable[str], text: str) -> dict[str, dict]:
    """For each name what a row proposes: `new_name`, `new_kind`, `new_role`, and, where the text
    names a party of the record ("Russian Foreign Minister ..."), `party` and `capacity`.

    One set of queries for all names.
    """
    described = {name: list(_find_descriptions(name, text)) for name in names}
    beginnings = {
        word
        for several in described.values()
        for description in several
        for word in _list_party_names(description)
    }
    parties = find_parties(beginnings)
    return {name: _build_proposal(name, several, parties) for name, several in described.items()}


def _build_proposal(name: str, descriptions: list[str], parties: dict) -> dict:
    proposed = {"new_name": name[:120], "new_kind": _guess_kind(name)}
    for description in descriptions:
        for country in _list_party_names(description):
            if party := parties.get(country):
                role = _remove_party_name(description, country)
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


def _guess_kind(name: str) -> str:
    words = name.split()
    is_person = (
        2 <= len(words) <= 4
        and all(word[:1].isupper() for word in words)
        and not _ORGANISATION_WORD.search(name)
    )
    return str(ClaimantKind.PERSON) if is_person else ""


def _find_descriptions(name: str, text: str) -> Iterable[str]:
    """What stands before or after the name and holds an office: "Russian Foreign Minister"."""
    for place, match in enumerate(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
        if place == MAX_MENTIONS:
            return
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if description := _find_description_before(line):
            yield description
        after = _DESCRIPTION_AFTER.match(text, match.end())
        if after and _has_office(after["role"]):
            yield " ".join(after["role"].split())


def _find_description_before(line: str) -> str:
    run: list[str] = []
    for word in reversed(_WORD.findall(line)[-MAX_WORDS_BEFORE:]):
        if not _is_part_of_description(word, first=not run):
            break
        run.insert(0, word)
    while run and run[0].lower() in _ROLE_WORDS and run[0].islower() and run[0] in {"of", "for"}:
        run.pop(0)
    return " ".join(run) if _has_office(" ".join(run)) else ""


def _is_part_of_description(word: str, *, first: bool) -> bool:
    if word[-1] in ',;:!?”")' or word[0] in '“"(' or (word.endswith(".") and not re.search(r"\w\.\w", word)):
        return False
    lower = word.lower()
    if word[:1].isupper():
        return lower not in {"the", "but", "and", "on", "in", "when", "as", "after", "while"}
    return lower in OFFICES or (lower in _ROLE_WORDS and not (first and lower in {"of", "for"}))


def _has_office(words: str) -> bool:
    return any(word.strip(".,").lower() in OFFICES for word in words.split())


def _list_party_names(description: str) -> list[str]:
    """The one, two or three words of which a description may begin with a country or a body, and
    what follows "of" or "for" in it."""
    words = description.split()
    beginnings = [" ".join(words[:count]) for count in range(min(3, len(words) - 1), 0, -1)]
    tail = re.search(r"\b(?:of|for)\s+(?:the\s+)?([A-Z].*)$", description)
    return [*beginnings, *([tail[1]] if tail else [])]


def _remove_party_name(description: str, country: str) -> str:
    if description.startswith(country):
        return description[len(country) :].strip(" ,")
    return re.sub(rf"\s*\b(?:of|for)\s+(?:the\s+)?{re.escape(country)}$", "", description).strip(" ,")
