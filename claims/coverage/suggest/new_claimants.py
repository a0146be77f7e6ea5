"""Speakers who are not on the record yet: what the article says about them."""

import re
from collections.abc import Collection, Iterable

from claims.coverage.affiliations import OWN_CAPACITY
from claims.models import Claimant, ClaimantKind

from .claimants import find_parties
from .descriptions import (
    PUBLIC_BODIES,
    find_descriptions,
    holds_no_more,
    is_sent_abroad,
    list_party_names,
    remove_party_name,
    speaks_for_country,
    speaks_for_organisation,
)

_ORGANISATION_WORD = re.compile(
    r"\b(?:ministry|department|committee|council|agency|association|office|house|government|party|union|bank|group"
    r"|court|company|inc|ltd|university|institute|organi[sz]ation|commission|police|army|embassy|foundation|centre"
    r"|center|news|times|post|officials?|sources?|airlines?|airways|ferries|lines|railways?|brothers|industries"
    r"|holdings?|partners|systems|technologies|motors)\b",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"^(?:the )?(?:government|administration)$", re.IGNORECASE)
_LAST_BODY = re.compile(rf"\b(?:{'|'.join(sorted(PUBLIC_BODIES))})(?: (?:of|in|at|for) .*)?$", re.IGNORECASE)


class PrintedOffices:
    """The offices that an article gives to each of several speakers, with the parties of the record.

    `described` are speakers without a name ("a ministry spokesman"), who are what they are called.

    Queries: one set for all speakers.
    """

    def __init__(self, names: Iterable[str], text: str, described: Collection[str] = ()):
        self.described = set(described)
        self.descriptions = {
            name: [name] if self._is_description(name) else list(find_descriptions(name, text))
            for name in names
        }
        self._parties = find_parties(
            {
                party_name
                for several in self.descriptions.values()
                for description in several
                for party_name in list_party_names(description)
            }
        )

    def _is_description(self, name: str) -> bool:
        return name in self.described or bool(_LAST_BODY.search(name))

    def find_party(self, name: str) -> tuple[Claimant, str, str] | None:
        """Find for whom a speaker speaks: the party, the office, and the words that say so."""
        for description in self.descriptions[name]:
            if holds_no_more(description):
                continue
            for party_name in list_party_names(description):
                party = self._parties.get(party_name)
                role = remove_party_name(description, party_name)
                if party and role and _speaks_for(party, party_name, role):
                    return party, role, description
        return None

    def describe_new_claimant(self, name: str) -> dict:
        """Propose claimant, kind and role, and party and capacity where the text names a party of the record.

        "The Freedonian government" is Freedonia. `reasons` says why, by field.
        """
        found = self.find_party(name)
        if found and _GOVERNMENT.match(found[1]) and found[0].kind == ClaimantKind.GOVERNMENT:
            return _build_own_words(*found)
        proposal: dict = {"new_name": self._build_name(name)[:120], "new_kind": self._guess_kind(name)}
        reasons = {
            "new_name": ["Nobody of this name is on the record.", "likely"],
            "new_kind": ["It follows from the words of the name.", "likely"],
            "new_role": ["The article says so.", "likely"],
        }
        if found:
            party, role, description = found
            why = [f"“{description}” speaks for {party.in_sentence}.", "likely"]
            reasons |= {"party": why, "capacity": why}
            proposal |= {"party": party.pk, "capacity": role[:200]}
        descriptions = [found[2]] if found else self.descriptions[name]
        if descriptions and not self._is_description(name):
            proposal["new_role"] = descriptions[0][:200]
        return {**proposal, "reasons": reasons}

    def _build_name(self, name: str) -> str:
        """Return the name as a heading: "Senior Russian official" of "a senior Russian official"."""
        if not self._is_description(name):
            return name
        plain = re.sub(r"^(?:an?|the)\s+", "", name, flags=re.IGNORECASE)
        return f"{plain[:1].upper()}{plain[1:]}"

    def _guess_kind(self, name: str) -> str:
        if name in self.described and not _LAST_BODY.search(name):
            return "" if name.lower().startswith("the ") else str(ClaimantKind.UNNAMED)
        if self._is_description(name):
            return str(ClaimantKind.ORGANISATION)
        words = name.split()
        is_person = (
            2 <= len(words) <= 4
            and all(word[:1].isupper() for word in words)
            and not _ORGANISATION_WORD.search(name)
        )
        return str(ClaimantKind.PERSON) if is_person else ""


def _speaks_for(party: Claimant, party_name: str, role: str) -> bool:
    if party.kind == ClaimantKind.GOVERNMENT:
        return speaks_for_country(role) and not (party_name == party.name and is_sent_abroad(role))
    return speaks_for_organisation(role)


def _build_own_words(party: Claimant, role: str, description: str) -> dict:
    why = [f"“{description}” is {party.in_sentence}.", "likely"]
    capacity = OWN_CAPACITY[ClaimantKind.GOVERNMENT]
    values = {"claimant": party.pk, "party": party.pk, "capacity": capacity}
    return {**values, "reasons": dict.fromkeys(values, why)}
