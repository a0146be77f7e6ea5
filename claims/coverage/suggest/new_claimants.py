"""Speakers who are not on the record yet: what the article says about them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claims.coverage.affiliations import OWN_CAPACITY
from claims.models import Claimant, ClaimantKind
from quotations.entities.affiliations import How, PrintedAffiliation
from quotations.entities.speaker_kinds import UNKNOWN, SpeakerKind
from quotations.finder import Quotation
from quotations.lexicon.body_names import is_state_body
from quotations.lexicon.offices import COUNTRIES
from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.positions.reported import Sureness

from .claimants import find_parties
from .descriptions import (
    PUBLIC_BODIES,
    find_descriptions,
    holds_no_more,
    is_office_of_body,
    is_part_in_event,
    is_sent_abroad,
    is_sent_for,
    list_party_names,
    remove_party_name,
    speaks_for_country,
    speaks_for_organisation,
    speaks_for_person,
    speaks_for_town,
)

_GOVERNMENT = re.compile(r"^(?:the )?(?:government|administration)$", re.IGNORECASE)
_NAMED_GUARD = r"(?:coast|border|national) guard"
_BODY_WORDS = "|".join([_NAMED_GUARD, *sorted(PUBLIC_BODIES - {"guard"})])
_LAST_BODY = re.compile(rf"\b(?:{_BODY_WORDS})(?: (?:of|in|at|for) .*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class SpokenFor:
    """For whom a speaker speaks, as far as an article tells, and why.

    `party` is on the record; else `new_party` is the name of an organisation to be added.
    """

    party: Claimant | None
    new_party: str
    role: str
    why: str
    sure: Sureness

    @property
    def values(self) -> dict:
        """The fields of a row, with `reasons` by field."""
        values: dict = {"capacity": self.role[:200]} if self.role else {}
        if self.party is not None:
            values["party"] = self.party.pk
        else:
            values |= {"new_party": self.new_party[:120], "new_party_kind": str(ClaimantKind.ORGANISATION)}
        return {**values, "reasons": {name: [self.why, self.sure] for name in values}}


class PrintedOffices:
    """The offices that an article gives to each of several speakers, with the parties of the record.

    `quotations` are those of the article; speakers without a name ("a ministry spokesman") are what they are
    called.

    Queries: one set for all speakers.
    """

    def __init__(self, names: Iterable[str], text: str, quotations: Iterable[Quotation] = ()):
        self.described: set[str] = set()
        self.kinds: dict[str, SpeakerKind] = {}
        self.affiliations: dict[str, list[PrintedAffiliation]] = defaultdict(list)
        for quotation in quotations:
            name = quotation.speaker or quotation.description
            if not quotation.speaker:
                self.described.add(name)
            if quotation.speaker_kind.kind:
                self.kinds[name] = quotation.speaker_kind
            self.affiliations[name] = list(dict.fromkeys([*self.affiliations[name], *quotation.affiliations]))
        self.descriptions = {
            name: [name] if self._is_description(name) else list(find_descriptions(name, text))
            for name in names
        }
        described = {
            party_name
            for several in self.descriptions.values()
            for description in several
            for party_name in list_party_names(description)
        }
        printed = {item.body for several in self.affiliations.values() for item in several if item.body}
        self._parties = find_parties(described | printed)

    def _is_description(self, name: str) -> bool:
        return name in self.described or bool(_LAST_BODY.search(name))

    def find_party(self, name: str) -> tuple[Claimant, str, str] | None:
        """Find for which party of the record a speaker speaks.

        Returns the party, the office, and the words that say so.
        """
        for description in self.descriptions[name]:
            if holds_no_more(description):
                continue
            for party_name in list_party_names(description):
                party = self._parties.get(party_name)
                role = remove_party_name(description, party_name)
                if party and role and _speaks_for(party, party_name, role):
                    return party, role, description
        return None

    def find_spoken_for(self, name: str) -> SpokenFor | None:
        """Find for whom a speaker speaks, on the record or not; None where the text leaves that open."""
        if found := self.find_party(name):
            party, role, description = found
            return SpokenFor(party, "", role, f"“{description}” speaks for {party.in_sentence}.", "likely")
        several = [item for item in self.affiliations[name] if item.body and not item.is_former]
        is_state = any(item.kind == "government" and item.body in self._parties for item in several)
        for printed in sorted(several, key=lambda item: _HOW_SURE.index(item.how)):
            if is_state and is_state_body(printed.body) and printed.body not in self._parties:
                continue  # the ministry speaks for its state, which is on the record
            if spoken_for := self._find_body(printed, several):
                return spoken_for
        return None

    def _find_body(
        self, printed: PrintedAffiliation, several: Iterable[PrintedAffiliation]
    ) -> SpokenFor | None:
        party = self._parties.get(printed.body)
        role = printed.role or next((item.role for item in several if item.role), "")
        if printed.kind == "person" and not speaks_for_person(role):
            return None
        if printed.how == "nearby" and not is_office_of_body(role):
            return None
        if party is not None:
            if printed.kind != "person" and party.kind == ClaimantKind.PERSON:
                return None
            if printed.role and not _represents(party, printed):
                return None
        elif printed.kind != "organisation" or (printed.role and not speaks_for_organisation(printed.role)):
            return None
        body = party.in_sentence if party else f"{printed.body}, which is not on the record"
        why = f"“{printed.words}” speaks for {body}.{_EXPLAIN_HOW.get(printed.how, '')}"
        sure: Sureness = "likely" if printed.how in ("printed", "short", "office") else "guess"
        return SpokenFor(party, "" if party else _write_name(printed.body), role, why, sure)

    def describe_party(self, name: str) -> dict:
        """Propose party and capacity of somebody on the record for whom the record has none."""
        spoken_for = self.find_spoken_for(name)
        return spoken_for.values if spoken_for else {}

    def describe_new_claimant(self, name: str) -> dict:
        """Propose claimant, kind and role, and party and capacity where the text names a party.

        "The Freedonian government" is Freedonia. `reasons` says why, by field.
        """
        found = self.find_party(name)
        if found and _GOVERNMENT.match(found[1]) and found[0].kind == ClaimantKind.GOVERNMENT:
            return _build_own_words(*found)
        spoken_for = self.find_spoken_for(name)
        kind, why = self._guess_kind(name)
        proposal: dict = {"new_name": self._build_name(name)[:120], "new_kind": kind}
        reasons = {
            "new_name": [_NO_NAME_OF_THEIRS if name in self.described else _NOT_ON_RECORD, "likely"],
            "new_kind": [why, "likely"],
            "new_role": ["The article says so.", "likely"],
            "speaks_for_itself": ["It is an organisation, and these are its own words.", "guess"],
        }
        if spoken_for:
            values = spoken_for.values
            reasons |= values.pop("reasons")
            proposal |= values
        elif self._is_body(name) and not is_state_body(name) and kind == ClaimantKind.ORGANISATION:
            proposal["speaks_for_itself"] = True
        if role := self._find_role(name, spoken_for):
            proposal["new_role"] = role[:200]
        return {**proposal, "reasons": reasons}

    def _find_role(self, name: str, spoken_for: SpokenFor | None) -> str:
        """Return what a new claimant is, in the words of the article: those about their party come first."""
        if self._is_body(name) or (self._is_description(name) and name not in self.described):
            return ""
        printed = [item for item in self.affiliations[name] if item.role]
        printed.sort(key=lambda item: (is_part_in_event(item.role), item.is_former))
        roles = [f"former {item.role}" if item.is_former else item.role for item in printed]
        if name in self.described:
            return roles[0] if roles and not spoken_for else ""
        if spoken_for and (found := self.find_party(name)):
            return found[2]
        if spoken_for and spoken_for.role:
            return spoken_for.role
        said = (text for text in self.descriptions[name] if text.split()[0].lower() not in SPEECH_VERBS)
        return next(iter([*roles, *said]), "")

    def _build_name(self, name: str) -> str:
        """Return the name as a heading: "Senior Russian official" of "a senior Russian official"."""
        if not self._is_description(name):
            return name
        plain = re.sub(r"^(?:an?|the)\s+", "", name, flags=re.IGNORECASE)
        return f"{plain[:1].upper()}{plain[1:]}"

    def _is_body(self, name: str) -> bool:
        return self.kinds.get(name, UNKNOWN).kind == "organisation"

    def _guess_kind(self, name: str) -> tuple[str, str]:
        """Return the kind of a new claimant and what says so, "" where nothing does."""
        has_office = any(item.role for item in self.affiliations[name])
        if name in self.described and (has_office or not _LAST_BODY.search(name)):
            is_open = name.lower().startswith("the ") and not _ANYBODY.search(name)
            return ("", "") if is_open else (str(ClaimantKind.UNNAMED), _NO_NAME)
        if self._is_description(name):
            is_government = name.lower().split()[-1] in _GOVERNMENTS
            kind = ClaimantKind.GOVERNMENT if is_government else ClaimantKind.ORGANISATION
            return str(kind), "It follows from the words of the name."
        return self.kinds.get(name, UNKNOWN)


_ANYBODY = re.compile(
    r"\b(?:official|diplomat|spokes(?:man|woman|person)|aide|advis[eo]r|officer|source|soldier|resident|witness"
    r"|person|man|woman|lawyer|insider|worker|driver|guard|police(?:man|woman)|mother|father|parent)s?$",
    re.IGNORECASE,
)
"""Whom "the official" means does not follow from the office: it has many holders."""
_GOVERNMENTS = ("government", "administration")
_NOT_ON_RECORD = "The record has nobody of exactly this name."
_NO_NAME_OF_THEIRS = "The article calls them so, and gives no name."
_NO_NAME = "The article gives no name. Readers see: unnamed source."
_HOW_SURE: tuple[How, ...] = (
    *("printed", "short", "office", "government before", "capital", "dateline", "only government", "nearby"),
)
_EXPLAIN_HOW: dict[How, str] = {
    "short": " The article names it elsewhere.",
    "office": " No other country calls an office so.",
    "nearby": " It is the body that the article names just before.",
    "government before": " The article speaks of that government just before.",
    "capital": " That is where the words were said.",
    "dateline": " That is where the article was written.",
    "only government": " The article names no other government.",
}


def _write_name(name: str) -> str:
    """Write a name in capitals, as transcripts print it, with small letters."""
    return (
        re.sub(r"\b(Of|The|And|For)\b", lambda word: word[0].lower(), name.title())
        if name.isupper()
        else name
    )


def _represents(party: Claimant, printed: PrintedAffiliation) -> bool:
    if party.kind == ClaimantKind.GOVERNMENT:
        is_local = printed.kind != "government" or party.name.lower() not in COUNTRIES
        if is_local and printed.how in ("printed", "short") and speaks_for_town(printed.role):
            return True
        is_abroad = printed.words.startswith(f"{printed.body} ") and is_sent_abroad(printed.role)
        return speaks_for_country(printed.role) and not is_abroad and not is_sent_for(printed.words)
    return speaks_for_organisation(printed.role) or (
        printed.kind == "person" and party.kind == ClaimantKind.PERSON
    )


def _speaks_for(party: Claimant, party_name: str, role: str) -> bool:
    if party.kind == ClaimantKind.GOVERNMENT:
        return speaks_for_country(role) and not (party_name == party.name and is_sent_abroad(role))
    return speaks_for_organisation(role)


def _build_own_words(party: Claimant, role: str, description: str) -> dict:
    why = [f"“{description}” is {party.in_sentence}.", "likely"]
    capacity = OWN_CAPACITY[ClaimantKind.GOVERNMENT]
    values = {"claimant": party.pk, "party": party.pk, "capacity": capacity}
    return {**values, "reasons": dict.fromkeys(values, why)}
