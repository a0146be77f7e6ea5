"""Status of claims: which statements count, and the reason in one sentence.

The rule itself is in PostgreSQL (claims/migrations/0004_status_rule.py and 0020_known_on.py). This module
reads its results and puts them into words.
"""

import datetime
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.models.claim import Status

from .labels import MOST_NAMED, join_list

STANDINGS = "SELECT * FROM claims_positions(%s, %s, %s)"

SIDES = {
    "affirms": gettext_lazy("affirmed by %(names)s"),
    "denies": gettext_lazy("denied by %(names)s"),
    "questions": gettext_lazy("questioned by %(names)s"),
}

CLAIMS_NEARBY_READ = 250
"""How many of the newest claims of each of its topics decide who has nothing on a claim.

On a page that opens often, four times as many would cost more than everything else on it.
"""


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
class Standing:
    """The standing of one readable statement; the migration lists the values.

    `claimant` and `party` are names as they read inside a sentence. `said_on` and `precision`: its
    date, as in Statement. The migration is claims/migrations/0004_status_rule.py.
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
    """Group rows of claims_positions (claims/migrations/0039_profiles.py) as `read_standings` does."""
    rows.sort(key=lambda row: (get_name_order(row[12]), get_name_order(row[13]), row[1]))
    standings: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        standings[row[0]].append(Standing(*row[:12]))
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
        return json.loads(cursor.fetchone()[0])


def explain_status(status: str, rows: Sequence[Standing], silent: Sequence[str] = ()) -> str:
    """Say in one sentence why a claim has its status, from its statements' standings.

    `silent`: parties to name as not on record, see `find_silent_parties`.
    """
    positions = [row for row in rows if row.standing == "current" and not row.is_outlet]
    voices = _name_own_voices(rows)
    if status == Status.DISPUTED:
        return _explain_dispute(positions, voices)
    if status == Status.AGREED:
        sentence = _("Agreed by %(names)s") % {"names": _join_names(positions, "party")}
    elif status == Status.ASSERTED and positions:
        sentence = _("Asserted by %(names)s") % {"names": _join_names(positions, "party")}
    elif status == Status.ASSERTED:
        sentence = _("Asserted by %(names)s") % {"names": voices}
        if all(row.is_outlet for row in rows):
            return sentence + _("; no party is on record.")
        return sentence + _("; no party has a position that counts") + _name_second_hand(rows) + "."
    else:
        return _("Open: no position that counts is on record.")
    return sentence + _name_silent_parties(rows, silent) + "."


def summarise_positions(rows: Iterable[Standing]) -> str:
    """Say which parties hold which position now.

    An example is "affirmed by Russia; denied by Syria"; "" stands for no position at all.
    """
    positions = [row for row in rows if row.standing == "current" and not row.is_outlet]
    return "; ".join(_describe_sides(positions, "party"))


def _explain_dispute(positions: Sequence[Standing], voices: str) -> str:
    stances = defaultdict(set)
    for row in positions:
        stances[row.party_id].add(row.stance)
    divided = [party for party, held in stances.items() if "affirms" in held and len(held) > 1]
    if divided and len(stances) == 1:
        return _("Disputed within %(party)s: %(sides)s.") % {
            "party": positions[0].party,
            "sides": "; ".join(_describe_sides(positions, "claimant")),
        }
    parts = _describe_sides([row for row in positions if row.party_id not in divided], "party")
    for party in divided[:MOST_NAMED]:
        inside = [row for row in positions if row.party_id == party]
        parts.append(
            _("%(party)s divided (%(sides)s)")
            % {"party": inside[0].party, "sides": ", ".join(_describe_sides(inside, "claimant"))}
        )
    if left_out := len(divided[MOST_NAMED:]):
        pattern = ngettext("%(n)s other party divided", "%(n)s other parties divided", left_out)
        parts.append(pattern % {"n": left_out})
    if not any(row.stance == "affirms" for row in positions):
        parts.append(
            _("affirmed only by %(outlets)s") % {"outlets": voices}
            if voices
            else _("nobody on record affirms it")
        )
    return _("Disputed: %(parts)s.") % {"parts": "; ".join(parts)}


def summarise_funding(funding: str) -> str:
    """Return who is behind an outlet in brief, as it reads after its name.

    That is what an editor wrote before the first comma, semicolon or bracket.
    """
    brief = re.split(r"[,;:(]", funding, maxsplit=1)[0].strip()
    first, _space, rest = brief.partition(" ")
    return f"{first.lower()} {rest}" if rest and first in OWNERSHIP_WORDS else brief


def _describe_sides(rows: Sequence[Standing], role: str) -> list[str]:
    """Say who affirms, who denies, who questions; `role` is "party" or "claimant"."""
    sides = {stance: [row for row in rows if row.stance == stance] for stance in SIDES}
    # A party that denies it is not named again because one of its people only questions it.
    denying = {getattr(row, f"{role}_id") for row in sides["denies"]}
    sides["questions"] = [row for row in sides["questions"] if getattr(row, f"{role}_id") not in denying]
    return [SIDES[stance] % {"names": _join_names(side, role)} for stance, side in sides.items() if side]


def _name_own_voices(rows: Sequence[Standing]) -> str:
    """Name the outlets that now affirm it themselves, as they read inside a sentence."""
    outlets = [row for row in rows if row.standing == "current" and row.is_outlet and row.stance == "affirms"]
    if not outlets:
        return ""
    number = len({row.claimant_id for row in outlets})
    pattern = ngettext("%(names)s in its own voice", "%(names)s in their own voices", number)
    return pattern % {"names": _join_names(outlets, "claimant")}


def _name_silent_parties(rows: Sequence[Standing], silent: Sequence[str]) -> str:
    second_hand = _name_second_hand(rows)
    if not silent:
        return second_hand
    return second_hand + _("; %(names)s not on record") % {"names": get_text_list(list(silent), _("and"))}


def _name_second_hand(rows: Sequence[Standing]) -> str:
    counted = {row.party_id for row in rows if row.standing != "second_hand"}
    indirect = [row for row in rows if row.party_id not in counted]
    if not indirect:
        return ""
    return _("; %(names)s known only second-hand") % {"names": _join_names(indirect, "party")}


def _join_names(rows: Iterable[Standing], role: str) -> str:
    """Join the names of the parties or claimants of `rows`, each once.

    Two with the same name are both named.
    """
    return join_list(list({getattr(row, f"{role}_id"): getattr(row, role) for row in rows}.values()))
