"""Status of claims: which statements count, and the reason in one sentence.

The rule itself is in PostgreSQL (docs/internals.md says in which migrations). This module reads its results
and puts them into words.
"""

import datetime
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from claims.models.claim import Status
from claims.models.claimant import load_translated_names, translate_name

from .labels import MOST_NAMED, join_list

STANDINGS = "SELECT * FROM claims_positions(%s, %s, %s)"

SIDES = {
    "affirms": ngettext_lazy("affirmed by %(names)s", "affirmed by %(names)s", "number"),
    "denies": ngettext_lazy("denied by %(names)s", "denied by %(names)s", "number"),
    "questions": ngettext_lazy("questioned by %(names)s", "questioned by %(names)s", "number"),
}

SECOND_HAND = {
    "affirms": ngettext_lazy(
        "; %(names)s is said to affirm it", "; %(names)s are said to affirm it", "number"
    ),
    "denies": ngettext_lazy("; %(names)s is said to deny it", "; %(names)s are said to deny it", "number"),
    "questions": ngettext_lazy(
        "; %(names)s is said to question it", "; %(names)s are said to question it", "number"
    ),
    "withdraws": ngettext_lazy(
        "; %(names)s is said to have taken it back", "; %(names)s are said to have taken it back", "number"
    ),
}
"""How to say what parties hold of which nothing is known but through others."""

BASES = {
    "outlet": {
        "one side": gettext_lazy(", as one outlet reports (%(outlet)s)"),
        "both sides": gettext_lazy("all as one outlet reports (%(outlet)s)"),
        "parties": gettext_lazy("; %(names)s known from one outlet (%(outlet)s)"),
        "denials": gettext_lazy("(only in %(outlet)s)"),
    },
    "agency": {
        "one side": gettext_lazy(", all through one agency (%(outlet)s)"),
        "both sides": gettext_lazy("all through one agency (%(outlet)s)"),
        "parties": gettext_lazy("; %(names)s known through one agency (%(outlet)s)"),
        "denials": gettext_lazy("(only through one agency: %(outlet)s)"),
    },
    "text": {
        "one side": gettext_lazy(", all from one text (%(outlet)s)"),
        "both sides": gettext_lazy("all from one text (%(outlet)s)"),
        "parties": gettext_lazy("; %(names)s known from one text (%(outlet)s)"),
        "denials": gettext_lazy("(only in one text: %(outlet)s)"),
    },
}
"""How to say that positions rest on one outlet's articles, on what one agency says, or on one text."""

CLAIMS_NEARBY_READ = 250
"""How many of the newest claims of each of its topics decide who has nothing on a claim.

On a page that opens often, four times as many would cost more than everything else on it.
"""


MOST_NAMED_IN_LISTS = 4
"""How many of the parties that agree are named behind the status of a claim in a list."""

MOST_SINGLE = 3
"""How many outlets are named from each of which alone a side of an agreement is known."""

OWNERSHIP_WORDS = {
    "A",
    "An",
    "Controlled",
    "Financed",
    "Funded",
    "Operated",
    "Owned",
    "Part",
    "Published",
    "Run",
    "The",
}
"""First words of who owns an outlet that are no names: inside a sentence they are in small letters."""


@dataclass(frozen=True)
class SoleOutlet:
    """The one outlet from whose articles, or whose text or report, a position is known."""

    pk: int
    name: str
    funding: str

    @property
    def words(self) -> str:
        """Its name and who is behind it, in brief: "Sputnik, owned by the Russian government"."""
        return f"{self.name}, {owner}" if (owner := summarise_funding(self.funding)) else self.name


@dataclass(frozen=True)
class Standing:
    """The standing of one readable statement; the migration lists the values.

    `claimant` and `party` are names as they read inside a sentence. `said_on` and `precision`: its
    date, as in Statement. `outlet`: the one whose articles hold all the evidence through which it counts;
    `origin`: the one outlet or agency where all this evidence comes from; `is_credited`: some of it is only
    credited to that agency, so that it need not be one text. `is_unnamed`: the claimant is a source without a
    name; known only in documents.
    The migrations are claims/migrations/0045_refined_dates.py and 0068_one_outlet_or_one_agency.py.
    """

    claim_id: int
    statement_id: int
    claimant_id: int
    party_id: int
    stance: str
    is_outlet: bool
    standing: str
    claimant: str
    party: str
    said_on: datetime.date
    precision: str
    hedged: bool
    outlet: SoleOutlet | None = None
    origin: SoleOutlet | None = None
    is_credited: bool = False
    is_unnamed: bool = field(default=False, compare=False)


def read_standings(
    claim_ids: Iterable[int], *, as_of: datetime.date | None = None, drafts: bool = False
) -> dict[int, list[Standing]]:
    """Read the standing of every readable statement, by claim id.

    Those of one claim come by the names of party and claimant, then by id, as in its document. `as_of`: as
    things stood at the end of that day. `drafts`: as if drafts were published. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [list(claim_ids), as_of, drafts])
        return group_standings(cursor.fetchall())


def group_standings(rows: list[tuple]) -> dict[int, list[Standing]]:
    """Group rows of claims_positions (0068_one_outlet_or_one_agency) as `read_standings` does."""
    rows.sort(key=lambda row: (get_name_order(row[12]), get_name_order(row[13]), row[1]))
    standings: dict[int, list[Standing]] = defaultdict(list)
    translations = load_translated_names()
    for row in rows:
        basis = (SoleOutlet(*columns) if columns[0] else None for columns in (row[14:17], row[17:20]))
        names = (translations.get(name, name) for name in row[7:9])
        standings[row[0]].append(Standing(*(*row[:7], *names, *row[9:12], *basis, row[20])))
    return standings


def get_name_order(name: str) -> tuple[str, str]:
    """Return a sort key for names, the same in lists and documents, whatever the database's collation.

    Capitals do not matter, and a letter with an accent comes after the plain one.
    """
    return unicodedata.normalize("NFKD", name.casefold()), name


def find_silent_parties(claim_id: int) -> list[str]:
    """Name parties of the claim's topics that have no position on it.

    The most active come first, at most three, as their names read inside a sentence. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_around(%s, NULL, %s) -> 'parties'", [claim_id, CLAIMS_NEARBY_READ])
        return [translate_name(name) for name in json.loads(cursor.fetchone()[0])]


def explain_status(status: str, rows: Sequence[Standing], silent: Sequence[str] = ()) -> str:
    """Say in one sentence why a claim has its status, from its statements' standings.

    `silent`: parties of which nothing is known, see `find_silent_parties`.
    """
    positions = [row for row in rows if row.standing == "current" and not row.is_outlet]
    voices = [row for row in rows if row.standing == "current" and row.is_outlet]
    if (not positions and not voices) or status == Status.OPEN:
        return _("Open: no position counts yet") + _name_second_hand(rows) + "."
    if not positions:
        return _explain_voices(status, voices) + _name_uncounted_parties(rows)
    if status == Status.DISPUTED:
        return _explain_dispute(positions, voices, rows)
    names = _list_names(positions, "party", with_unnamed=True)
    number = _count_as_one_or_several(names)
    asserted = ngettext("Asserted by %(names)s", "Asserted by %(names)s", number)
    pattern = _("Agreed by %(names)s") if status == Status.AGREED else asserted
    return (
        pattern % {"names": join_list(names)}
        + _name_sources(positions)
        + _name_outlets_beside(status, voices)
        + _name_silent_parties(rows, silent)
        + "."
    )


def summarise_status(status: str, rows: Sequence[Standing]) -> str:
    """Say the same in brief, for lists: who stands where, without what it rests on."""
    return explain_status(status, [replace(row, outlet=None, origin=None) for row in rows])


def name_agreeing_parties(status: str, rows: Iterable[Standing]) -> str:
    """Say by whom a claim is agreed, to stand behind its status in a list; "" if it is not agreed."""
    return name_affirming_parties(status, rows) if status == Status.AGREED else ""


def name_affirming_parties(status: str, rows: Iterable[Standing]) -> str:
    """Say by which parties a claim is agreed or asserted, to stand behind its status; "" if it is neither."""
    holders = [row for row in rows if row.standing == "current" and not row.is_outlet]
    if status not in (Status.AGREED, Status.ASSERTED) or not holders:
        return ""
    names = join_list(_list_names(holders, "party", with_unnamed=True), most=MOST_NAMED_IN_LISTS)
    return pgettext("behind the status Agreed", "by %(names)s") % {"names": names}


def load_agreeing_parties(claim_ids: Iterable[int]) -> dict[int, str]:
    """Say the same of claims that are agreed, by their ids. Queries: 1, none without claims."""
    ids = list(claim_ids)
    standings = read_standings(ids) if ids else {}
    return {pk: name_agreeing_parties(Status.AGREED, rows) for pk, rows in standings.items()}


def summarise_positions(rows: Iterable[Standing]) -> str:
    """Say which parties hold which position now.

    An example is "affirmed by Russia; denied by Syria"; "" stands for no position at all.
    """
    positions = [row for row in rows if row.standing == "current" and not row.is_outlet]
    return "; ".join(_describe_sides(positions, "party"))


def _explain_voices(status: str, voices: Sequence[Standing]) -> str:
    """Begin the sentence of a status that follows from what outlets say themselves."""
    stating = [row for row in voices if row.stance == "affirms"]
    if status != Status.DISPUTED:
        number = _count_as_one_or_several(_list_names(stating, "claimant"))
        pattern = ngettext("Stated by %(names)s", "Stated by %(names)s", number)
        return pattern % {"names": _name_own_voices(stating)}
    disputing = [row for row in voices if row.stance != "affirms"]
    if not stating:
        number = _count_as_one_or_several(_list_names(disputing, "claimant"))
        pattern = ngettext("Disputed by %(names)s", "Disputed by %(names)s", number)
        return pattern % {"names": _name_own_voices(disputing)}
    if len({row.claimant_id for row in voices}) == 1:
        outlet = _add_owner(voices[0])
        return _("Disputed within %(outlet)s, which states it and disputes it itself") % {"outlet": outlet}
    return _("Disputed between outlets: stated by %(stating)s; disputed by %(disputing)s") % {
        "stating": _name_outlets(stating),
        "disputing": _name_outlets(disputing),
    }


def _name_uncounted_parties(rows: Sequence[Standing]) -> str:
    """End the sentence of a status that no party has made."""
    if all(row.is_outlet for row in rows):
        return _("; no party has taken a position.")
    return _("; no party has a position that counts") + _name_second_hand(rows) + "."


def _name_outlets_beside(status: str, voices: Sequence[Standing]) -> str:
    """Say that outlets dispute a claim themselves, or state what one party asserts; neither counts."""
    stating = _list_names([row for row in voices if row.stance == "affirms"], "claimant")
    disputing = _list_names([row for row in voices if row.stance != "affirms"], "claimant")
    words = ""
    if stating and status == Status.ASSERTED:
        one = _("; %(name)s itself states it") % {"name": stating[0]}
        words += one if len(stating) == 1 else _("; several outlets state it themselves")
    if disputing:
        one = _("; %(name)s itself disputes it") % {"name": disputing[0]}
        words += one if len(disputing) == 1 else _("; several outlets dispute it themselves")
    return words


def _explain_dispute(
    positions: Sequence[Standing], voices: Sequence[Standing], rows: Sequence[Standing]
) -> str:
    second_hand = _name_second_hand(rows)
    only_in = _name_sole_denier(positions)
    stances = defaultdict(set)
    for row in positions:
        stances[row.party_id].add(row.stance)
    divided = [party for party, held in stances.items() if "affirms" in held and len(held) > 1]
    if divided and len(stances) == 1:
        sides = "; ".join(_add_basis(_describe_sides(positions, "claimant", only_in), positions))
        return _("Disputed within %(party)s: %(sides)s.") % {
            "party": positions[0].party,
            "sides": sides + second_hand,
        }
    parts = _describe_sides([row for row in positions if row.party_id not in divided], "party", only_in)
    for party in divided[:MOST_NAMED]:
        inside = [row for row in positions if row.party_id == party]
        parts.append(
            _("%(party)s divided (%(sides)s)")
            % {"party": inside[0].party, "sides": ", ".join(_describe_sides(inside, "claimant", only_in))}
        )
    if left_out := len(divided[MOST_NAMED:]):
        pattern = ngettext("%(n)s other party divided", "%(n)s other parties divided", left_out)
        parts.append(pattern % {"n": left_out})
    parts = _add_basis(parts, positions)
    if not any(row.stance == "affirms" for row in positions):
        stating = [row for row in voices if row.stance == "affirms"]
        if stating:
            parts.append(_("affirmed only by %(outlets)s") % {"outlets": _name_own_voices(stating)})
        elif not any(row.stance == "affirms" for row in _find_second_hand(rows)):
            parts.append(_("nobody is known to affirm it"))
    return _("Disputed: %(parts)s.") % {"parts": "; ".join(parts) + second_hand}


def _name_sole_denier(positions: Sequence[Standing]) -> str:
    """Name the one source of all denials and doubts, if the rest has others; "" if not."""
    basis = _find_basis([row for row in positions if row.stance != "affirms"])
    return " " + _name_basis("denials", basis) if basis and not _find_basis(positions) else ""


def _add_basis(parts: list[str], positions: Sequence[Standing]) -> list[str]:
    """Add to the sides of a dispute from which one source they are known, if it is one."""
    basis = _find_basis(positions)
    if basis is None:
        return parts
    if len(parts) == 1:
        return [parts[0] + _name_basis("one side", basis)]
    return [*parts, _name_basis("both sides", basis)]


def _name_basis(place: str, basis: tuple[str, SoleOutlet], names: str = "") -> str:
    """Name the one source of positions, in the words for this place in the sentence."""
    kind, outlet = basis
    return BASES[kind][place] % {"outlet": outlet.words, "names": names}


def _name_sources(positions: Sequence[Standing]) -> str:
    """Name the one source from which all the positions are known, or those of some parties are."""
    if basis := _find_basis(positions):
        return _name_basis("one side", basis)
    by_party: dict[int, list[Standing]] = defaultdict(list)
    for row in positions:
        by_party[row.party_id].append(row)
    by_basis: dict[tuple[str, SoleOutlet], list[Standing]] = defaultdict(list)
    for rows in by_party.values():
        if basis := _find_basis(rows):
            by_basis[basis] += rows
    parts = [_name_basis("parties", basis, _join_names(rows, "party")) for basis, rows in by_basis.items()]
    if left_out := len(parts[MOST_SINGLE:]):
        pattern = ngettext(
            "; others known from %(n)s more outlet alone",
            "; others known from %(n)s more outlets alone",
            left_out,
        )
        parts[MOST_SINGLE:] = [pattern % {"n": left_out}]
    return "".join(parts)


def _find_basis(rows: Sequence[Standing]) -> tuple[str, SoleOutlet] | None:
    """Find the one source of all these positions, and which of BASES it is; None if there are several.

    One outlet goes before one agency or text: readers must know who owns what they could read.
    """
    outlet, *others = {row.outlet for row in rows} or {None}
    if outlet and not others:
        return "outlet", outlet
    origin, *others = {row.origin for row in rows} or {None}
    if origin and not others:
        return ("agency" if any(row.is_credited for row in rows) else "text"), origin
    return None


def summarise_funding(funding: str) -> str:
    """Return who is behind an outlet in brief, as it reads after its name.

    That is what an editor wrote before the first comma, semicolon or bracket.
    """
    brief = re.split(r"[,;:(]", funding, maxsplit=1)[0].strip()
    first, _space, rest = brief.partition(" ")
    return f"{first.lower()} {rest}" if rest and first in OWNERSHIP_WORDS else brief


def _describe_sides(rows: Sequence[Standing], role: str, only_in: str = "") -> list[str]:
    """Say who affirms, who denies, who questions; `role` is "party" or "claimant".

    `only_in`: what to add where somebody denies or questions it.
    """
    sides = {stance: [row for row in rows if row.stance == stance] for stance in SIDES}
    # A party that denies it is not named again because one of its people only questions it.
    denying = {getattr(row, f"{role}_id") for row in sides["denies"]}
    sides["questions"] = [row for row in sides["questions"] if getattr(row, f"{role}_id") not in denying]
    return [
        describe_side(stance, _list_names(side, role, with_unnamed=True))
        + (only_in if stance != "affirms" else "")
        for stance, side in sides.items()
        if side
    ]


def _name_own_voices(outlets: Sequence[Standing]) -> str:
    """Say of these outlets that they speak themselves, and who is behind them."""
    if len({row.claimant_id for row in outlets}) > 1:
        return _("%(names)s themselves") % {"names": _name_outlets(outlets)}
    return _add_owner(outlets[0], _("%(name)s itself") % {"name": outlets[0].claimant})


def _name_outlets(outlets: Sequence[Standing]) -> str:
    """Name the outlets of these rows, each once, and who is behind them."""
    return join_list(list({row.claimant_id: _add_owner(row) for row in outlets}.values()))


def _add_owner(row: Standing, name: str = "") -> str:
    """Add who is behind an outlet that speaks itself to its name; its evidence is in its own articles."""
    owner = summarise_funding(row.outlet.funding) if row.outlet else ""
    return f"{name or row.claimant} ({owner})" if owner else name or row.claimant


def _name_silent_parties(rows: Sequence[Standing], silent: Sequence[str]) -> str:
    second_hand = _name_second_hand(rows)
    if not silent:
        return second_hand
    return second_hand + _("; nothing known from %(names)s") % {
        "names": get_text_list(list(silent), _("and"))
    }


def _name_second_hand(rows: Sequence[Standing]) -> str:
    """Say what parties are said to hold of which nothing else is known, and that it does not count."""
    indirect = _find_second_hand(rows)
    if not indirect:
        return ""
    words = ""
    for stance, patterns in SECOND_HAND.items():
        if names := _list_names([row for row in indirect if row.stance == stance], "party"):
            words += patterns % {"names": join_list(names), "number": _count_as_one_or_several(names)}
    return words + _(" (second-hand: does not count)")


def _find_second_hand(rows: Sequence[Standing]) -> list[Standing]:
    """Find the positions of parties of which nothing is known but through others."""
    counted = {row.party_id for row in rows if row.standing != "second_hand"}
    return [row for row in rows if row.party_id not in counted]


def describe_side(stance: str, names: Sequence[str]) -> str:
    """Say who takes a stance: "denied by Russia and Syria"."""
    return SIDES[stance] % {"names": join_list(names), "number": _count_as_one_or_several(names)}


def _count_as_one_or_several(names: Sequence[str]) -> int:
    """Return the number that a verb follows: 21 names take another form than the number 21 does."""
    return min(len(names), 2)


def _join_names(rows: Iterable[Standing], role: str) -> str:
    return join_list(_list_names(rows, role))


def _list_names(rows: Iterable[Standing], role: str, *, with_unnamed: bool = False) -> list[str]:
    """List the names of the parties or claimants of `rows`, each once.

    Two with the same name are both named. `with_unnamed`: mark a party for which nobody with a name speaks.
    """
    by_id: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        by_id[getattr(row, f"{role}_id")].append(row)
    return [
        _("%(party)s (unnamed source only)") % {"party": held[0].party}
        if with_unnamed and role == "party" and all(row.is_unnamed for row in held)
        else getattr(held[0], role)
        for held in by_id.values()
    ]
