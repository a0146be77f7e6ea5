"""Speakers who are not on the record yet: what the article says about them."""

import re
from collections.abc import Iterable, Iterator

from claims.models import Claimant, ClaimantKind
from quotations.lexicon.offices import OFFICES
from quotations.lexicon.word_lists import word_set

from .claimants import find_parties

MAX_MENTIONS = 5
"""At how many mentions of a name its description is searched."""
MAX_WORDS_BEFORE = 7
"""How many words before a name may describe its bearer."""
_ROLE_WORDS = word_set(
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
    """Propose for each name `new_name`, `new_kind` and `new_role`.

    Where the text names a party of the record ("Russian Foreign Minister ..."), `party` and `capacity` are
    proposed as well. `reasons` says why, by field.

    Queries: one set for all names.
    """
    descriptions = {name: list(find_descriptions(name, text)) for name in names}
    party_names = {
        party_name
        for several in descriptions.values()
        for description in several
        for party_name in _list_party_names(description)
    }
    parties = find_parties(party_names)
    return {name: _build_proposal(name, several, parties) for name, several in descriptions.items()}


def _build_proposal(name: str, descriptions: list[str], parties: dict[str, Claimant]) -> dict:
    proposal: dict = {"new_name": name[:120], "new_kind": _guess_kind(name)}
    proposal["reasons"] = {
        "new_name": ["Nobody of this name is on the record.", "likely"],
        "new_kind": ["It looks like the name of a person.", "likely"],
        "new_role": ["The article says so.", "likely"],
    }
    for description in descriptions:
        for party_name in _list_party_names(description):
            if party := parties.get(party_name):
                role = _remove_party_name(description, party_name)
                if role:
                    why = [f"“{description}” speaks for {party.in_sentence}.", "likely"]
                    proposal["reasons"] |= {"party": why, "capacity": why}
                    return {
                        **proposal,
                        "new_role": description[:200],
                        "party": party.pk,
                        "capacity": role[:200],
                    }
    if descriptions:
        proposal["new_role"] = descriptions[0][:200]
    return proposal


def _guess_kind(name: str) -> str:
    words = name.split()
    is_person = (
        2 <= len(words) <= 4
        and all(word[:1].isupper() for word in words)
        and not _ORGANISATION_WORD.search(name)
    )
    return str(ClaimantKind.PERSON) if is_person else ""


def find_descriptions(name: str, text: str) -> Iterator[str]:
    """Find an office before or after the name: "Russian Foreign Minister"."""
    for number, match in enumerate(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
        if number == MAX_MENTIONS:
            return
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if description := _find_description_before(line):
            yield description
        after = _DESCRIPTION_AFTER.match(text, match.end())
        if after and _has_office(after["role"]):
            yield " ".join(after["role"].split())


def _find_description_before(line: str) -> str:
    words: list[str] = []
    for word in reversed(_WORD.findall(line)[-MAX_WORDS_BEFORE:]):
        if not _is_part_of_description(word, is_last=not words):
            break
        words.insert(0, word)
    while words and words[0] in {"of", "for"}:
        words.pop(0)
    description = " ".join(words)
    return description if _has_office(description) else ""


def _is_part_of_description(word: str, *, is_last: bool) -> bool:
    if word[-1] in ',;:!?”")' or word[0] in '“"(' or (word.endswith(".") and not re.search(r"\w\.\w", word)):
        return False
    lower = word.lower()
    if word[:1].isupper():
        return lower not in {"the", "but", "and", "on", "in", "when", "as", "after", "while"}
    return lower in OFFICES or (lower in _ROLE_WORDS and not (is_last and lower in {"of", "for"}))


def _has_office(words: str) -> bool:
    return any(word.strip(".,").lower() in OFFICES for word in words.split())


def _list_party_names(description: str) -> list[str]:
    """List what may name a country or a body in a description.

    These are its first three, two or one words, and what follows "of" or "for".
    """
    words = description.split()
    beginnings = [" ".join(words[:count]) for count in range(min(3, len(words) - 1), 0, -1)]
    tail = re.search(r"\b(?:of|for)\s+(?:the\s+)?([A-Z].*)$", description)
    return [*beginnings, *([tail[1]] if tail else [])]


def _remove_party_name(description: str, party_name: str) -> str:
    if description.startswith(party_name):
        return description[len(party_name) :].strip(" ,")
    return re.sub(rf"\s*\b(?:of|for)\s+(?:the\s+)?{re.escape(party_name)}$", "", description).strip(" ,")
