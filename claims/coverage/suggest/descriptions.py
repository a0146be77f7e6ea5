"""What an article says that a speaker is: the office, and the country or body that it belongs to."""

import re
from collections.abc import Iterator

from quotations.lexicon.body_names import is_state_body
from quotations.lexicon.offices import OFFICE_MODIFIERS, OFFICES, RANKS
from quotations.lexicon.word_lists import word_set

MAX_MENTIONS = 5
"""At how many mentions of a name its description is searched."""
MAX_WORDS_BEFORE = 7
"""How many words before a name may describe its bearer."""
PAST = word_set("former ex then late retired outgoing ousted ex-president ex-minister ex-premier")
"""Words that say that somebody holds an office no more."""
PUBLIC_OFFICES = word_set(
    """
    minister ministers president premier chancellor secretary ambassador envoy consul diplomat diplomats
    spokesman spokeswoman spokesperson spokespeople spokesmen spokeswomen official officials senator
    senators congressman congresswoman lawmaker lawmakers legislator legislators mp mps deputy governor
    general admiral marshal colonel attorney-general vice-president king queen prince princess emir sultan
    crown commander representative delegate undersecretary negotiator adviser advisor aide speaker
    """
)
"""Offices whose holders speak for their country."""
PUBLIC_BODIES = word_set(
    """
    government ministry department embassy consulate army navy military guard cabinet presidency
    administration mission delegation parliament senate congress intelligence authorities forces treasury
    """
)
"""Bodies that speak for their country."""
LEADING_OFFICES = word_set(
    """
    chairman chairwoman chairperson chair chief president director head leader secretary secretary-general
    executive ceo founder commissioner boss minister spokesman spokeswoman spokesperson spokespeople
    spokesmen spokeswomen official officials general governor coordinator envoy representative treasurer
    trustee organiser organizer convener vice-chair vice-chairman vice-president co-chair prosecutor member
    curator deputy leaders
    """
)
"""Offices whose holders speak for an organisation."""
LEGAL_OFFICES = word_set("lawyer lawyers attorney attorneys solicitor solicitors barrister counsel defender")
"""Offices whose holders speak for a client, who may be a person."""
_SPOKESPEOPLE = word_set("spokesman spokeswoman spokesperson spokespeople agent")
_TOWN_OFFICES = word_set(
    "mayor councillor councilor deputy spokesman spokeswoman spokesperson official officials"
)
_NO_BODY_OFFICES = word_set(
    "minister president premier chancellor governor general king queen senator ambassador envoy mayor judge"
)
_PARTS_IN_EVENTS = word_set(
    """
    witness resident victim survivor suspect defendant plaintiff passenger juror bystander onlooker eyewitness
    man woman boy girl professor doctor dr prof
    """
)
"""What somebody is in an article, or is addressed as, beside what they are."""

_NO_REPRESENTATIVE = word_set(
    """
    opposition rebel rebels exiled exile defected defector defectors dissident dissidents insurgent insurgents
    separatist separatists breakaway honorary self-proclaimed self-styled shadow
    """
)
_ROLE_WORDS = OFFICE_MODIFIERS | PUBLIC_BODIES | RANKS | _NO_REPRESENTATIVE | word_set("of for to")
_RANKS = RANKS | word_set(
    "a an the one two three four several some another unnamed anonymous high-ranking high-level western"
)
_ALLOWED = (
    OFFICE_MODIFIERS
    | PUBLIC_OFFICES
    | PUBLIC_BODIES
    | RANKS
    | word_set("and of for the minister’s coast border air officer officers")
)
_ARMED = word_set("army navy military naval guard force intelligence")
"""Bodies whose officers speak for their country."""
_CHURCHES = word_set("church methodist baptist presbyterian lutheran anglican parish chapel")
_WORD = re.compile(r"\S+")
_DESCRIPTION_AFTER = re.compile(
    r"\s*,\s+(?:(?:the|a|an)\s+)?(?P<role>[^,.;:“”\"\n]{3,80}?)(?=[,.;:]|\s+(?:who|said|told)\b)"
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Col|Lt|Capt|Maj|Sgt|Gen|Adm)\.?\s*$")
_HELD_BEFORE = re.compile(r"(?:who (?:was|had been|used to|served)|formerly|previously|until)\b")
_LEFT = re.compile(r"\s+who (?:\w+ ){0,2}(?:defected|fled|left|quit|resigned)\b")
_SENT = r"(?:ambassadors?|envoys?|emissar(?:y|ies)|representatives?|negotiators?|advis[eo]rs?|coordinators?)"
_SENT_FOR = re.compile(rf"\b{_SENT} for\b", re.IGNORECASE)
_SENT_HEAD = re.compile(rf"(?:special |chief |top )*{_SENT}\b", re.IGNORECASE)
_OFFICE_WORDS = "|".join(sorted(PUBLIC_OFFICES | PUBLIC_BODIES | OFFICE_MODIFIERS))
_PREPOSITION = r"\b(?:of|for|at|from|to)\s+(?:the\s+)?"
_OF_A_COUNTRY = re.compile(r"\s+of\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)?")


def find_descriptions(name: str, text: str) -> Iterator[str]:
    """Find an office before or after the name: "Russian Foreign Minister"."""
    for number, match in enumerate(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
        if number == MAX_MENTIONS:
            return
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        line = _TITLE.sub("", line)
        if text[match.end() : match.end() + 1] in (",", ".", ";", ":", ""):
            line = re.sub(r",\s*$", "", line)  # Norland’s president, Otto Brandt,
        if description := _find_description_before(line):
            country = _OF_A_COUNTRY.match(text, match.end())
            yield description + (" ".join(["", *country.group().split()]) if country else "")
        after = _DESCRIPTION_AFTER.match(text, match.end())
        if not after or _HELD_BEFORE.match(after["role"]):
            continue
        if _has_office(after["role"]) and not _LEFT.match(text, after.end()):
            yield " ".join(after["role"].split())


def _find_description_before(line: str) -> str:
    words: list[str] = []
    for word in reversed(_WORD.findall(line)[-MAX_WORDS_BEFORE:]):
        if not _is_part_of_description(word, is_last=not words):
            break
        words.insert(0, word)
    while words and words[0] in {"of", "for", "to"}:
        words.pop(0)
    description = " ".join(words)
    return description if _has_office(description) else ""


def _is_part_of_description(word: str, *, is_last: bool) -> bool:
    if word[-1] in ',;:!?”")' or word[0] in '“"(' or (word.endswith(".") and not re.search(r"\w\.\w", word)):
        return False
    lower = word.lower()
    if word[:1].isupper():
        return lower not in {"the", "but", "and", "on", "in", "when", "as", "after", "while"}
    return lower in OFFICES or (lower in _ROLE_WORDS and not (is_last and lower in {"of", "for", "to"}))


def _has_office(words: str) -> bool:
    return any(word.strip(".,").lower() in OFFICES for word in words.split())


def strip_ranks(description: str) -> str:
    """Remove articles, numbers and ranks at the start: "Russian official" of "a senior Russian official"."""
    words = description.split()
    while len(words) > 1 and words[0].lower() in _RANKS:
        words.pop(0)
    return " ".join(words)


def list_party_names(description: str) -> list[str]:
    """List what may name a country or a body in a description.

    These are its first three, two or one words, and what follows "of", "for", "at" or "from". Behind "to" it
    is only the country of an office that somebody advises: "Russian" in "adviser to the Russian president".
    An ambassador to a country, or an envoy for it, speaks for another.
    """
    words = strip_ranks(description).split()
    beginnings = [" ".join(words[:count]) for count in range(min(3, len(words) - 1), 0, -1)]
    prepositions = "of|at|from" if _SENT_FOR.search(description) else "of|for|at|from"
    name = r"([A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)?)"
    found = (
        re.search(rf"\b(?:{prepositions})\s+(?:the\s+)?([A-Z].*)$", description),
        re.search(rf"\b(?:{prepositions})\s+(?:the\s+)?{name}(?= [a-z])", description),
        re.search(
            rf"\b(?:advis[eo]r|aide|assistant)s? to\s+(?:the\s+)?{name}(?= (?:{_OFFICE_WORDS})\b)",
            description,
        ),
    )
    return [*beginnings, *(match[1] for match in found if match)]


def is_sent_abroad(role: str) -> bool:
    """Tell whether the bare name of a country before an office is where it is sent: "Syria envoy"."""
    return bool(_SENT_HEAD.match(role))


def is_sent_for(description: str) -> bool:
    """Tell whether the country after "for" is where somebody is sent: "special envoy for Syria"."""
    return bool(_SENT_FOR.search(description))


def remove_party_name(description: str, party_name: str) -> str:
    """Return the office in a description: "Foreign Minister" of "Russian Foreign Minister"."""
    plain, name = strip_ranks(description), re.escape(party_name)
    if plain.startswith(party_name):
        return plain[len(party_name) :].strip(" ,")
    plain = re.sub(rf"\s*{_PREPOSITION}{name}$", "", plain)
    return re.sub(rf"({_PREPOSITION}){name} ", r"\1", plain).strip(" ,")


def speaks_for_country(role: str) -> bool:
    """Tell whether the holder of an office without its country ("Foreign Minister") speaks for the country.

    A farmer does not, nor the president of a football federation.
    """
    words = [_strip_possessive(word) for word in re.split(r"\s+(?:to|in|at)\s+", role)[0].lower().split()]
    if not words or (_NO_REPRESENTATIVE | _CHURCHES) & set(role.lower().split()):
        return False
    if words[-1] == "minister" and len(words) <= MAX_WORDS_BEFORE:
        return True  # whatever the portfolio
    if is_state_body(role):
        return True
    if set(words) - _ALLOWED:
        return False
    if words[-1] in ("officer", "officers"):
        return bool(_ARMED & set(words))
    head = re.split(r" (?:of|for) ", " ".join(words))[0].split()[-1]
    is_chief = head == "chief" and bool(PUBLIC_BODIES & set(words))
    return head in PUBLIC_OFFICES or head in PUBLIC_BODIES or is_chief


def speaks_for_organisation(role: str) -> bool:
    """Tell whether the holder of an office of an organisation speaks for it."""
    return bool(_list_words(role) & (LEADING_OFFICES | LEGAL_OFFICES))


def speaks_for_person(role: str) -> bool:
    """Tell whether the holder of an office speaks for a client: a lawyer or a spokesman."""
    return bool(_list_words(role) & (LEGAL_OFFICES | _SPOKESPEOPLE))


def speaks_for_town(role: str) -> bool:
    """Tell whether the holder of an office speaks for a town."""
    return bool(_list_words(role) & _TOWN_OFFICES)


def is_office_of_body(role: str) -> bool:
    """Tell whether an office without its body ("chief executive") belongs to an organisation."""
    words = _list_words(role)
    return bool(words & (LEADING_OFFICES | _SPOKESPEOPLE)) and not words & _NO_BODY_OFFICES


def is_part_in_event(role: str) -> bool:
    """Tell whether it says merely how somebody comes into the article: as a witness."""
    return bool(_list_words(role) & _PARTS_IN_EVENTS)


def _list_words(role: str) -> set[str]:
    return {_strip_possessive(word.strip(",.")) for word in role.lower().split()}


def holds_no_more(description: str) -> bool:
    """Tell whether it is a former office."""
    return any(word.strip(".,'’").lower() in PAST for word in description.split())


def _strip_possessive(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)
