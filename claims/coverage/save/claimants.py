"""Who is meant in a row: claimants and parties on the record, and new ones, each made once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from claims.coverage.affiliations import OWN_CAPACITY
from claims.coverage.references import RowReferences
from claims.coverage.rows import CoverageRow
from claims.merges import merge_targets
from claims.models import Affiliation, CitationKind, Claimant, ClaimantKind
from sources.models import Article

from .problems import RowProblems

CLAIMANT_GONE = "This claimant is no longer on the record. Choose another."
MAX_NAMED = 3
FIND_NAMESAKES = """
SELECT n.name, k.id FROM unnest(%(names)s::text[]) AS n (name)
JOIN claims_claimant k ON claims_folded_name(k.name) = claims_folded_name(n.name)
UNION
SELECT n.name, a.claimant_id FROM unnest(%(names)s::text[]) AS n (name)
JOIN claims_alias a ON claims_folded_name(a.name) = claims_folded_name(n.name)
"""


class ClaimantResolver:
    """The claimants of one form. New ones of the same name are one and the same."""

    def __init__(
        self, chosen: RowReferences, article: Article, same: dict[str, list[Claimant]], problems: RowProblems
    ):
        self.chosen, self.article, self.same, self.problems = chosen, article, same, problems
        self.voice: Claimant | None = None
        """The article's outlet in its own voice, once it is needed."""
        self.new: dict[str, Claimant] = {}
        self.affiliations: dict[tuple[int, int, str], Affiliation] = {}

    # --- who spoke -----------------------------------------------------------------------------

    def claimant(self, row: CoverageRow) -> Claimant | None:
        """Whose words they are, made new if the row says so; None after a problem."""
        if row["kind"] == CitationKind.OWN_WORDS:
            self.voice = self.voice or Claimant.objects.voice_of(self.article.outlet)
            return self.voice
        if row["claimant"] is not None:
            found = self.chosen.claimant(row["claimant"])
            if found is None:
                self.problems.add(row, "claimant", CLAIMANT_GONE)
            elif found.outlet_id == self.article.outlet_id:
                self.problems.add(
                    row, "kind", "The outlet speaks for itself here: choose “the outlet's own words”."
                )
            return found
        if not row["new_name"]:
            self.problems.add(
                row, "claimant", "Say whose words these are: choose somebody, or name a new claimant."
            )
            return None
        return self._newcomer(row)

    def _newcomer(self, row: CoverageRow) -> Claimant | None:
        checks = [
            self.problems.check(row, "new_name", Claimant, "name"),
            self.problems.check(row, "new_role", Claimant, "role"),
        ]
        if row["new_kind"] not in {"person", "organisation", "government", "unnamed"}:
            self.problems.add(
                row, "new_kind", "Say what kind of claimant this is: a person, an organisation ..."
            )
            return None
        has_party = row["party"] is not None or bool(row["new_party"])
        own = row["speaks_for_itself"] and not has_party and row["new_kind"] in {"person", "organisation"}
        if not (has_party or own or row["new_kind"] == ClaimantKind.GOVERNMENT):
            alone = (
                "" if row["new_kind"] == ClaimantKind.UNNAMED else ", or say that they speak for themselves"
            )
            self.problems.add(
                row, "party", f"For whom does {row['new_name']} speak? Choose the party{alone}."
            )
            return None
        if not all(checks):
            return None
        return self._made(row, "new_name", "claimant", row["new_kind"], own, row["new_role"])

    def _made(
        self, row: CoverageRow, key: str, field: str, kind: str, own: bool, role: str = ""
    ) -> Claimant | None:
        """The new claimant of that name; one for all rows that name it. None after a problem."""
        name = " ".join(row[key].split())
        there = self.same.get(row[key], [])
        if there and not row["same_name_anyway"]:
            known = ", ".join(f"{one} ({one.role or one.get_kind_display()})" for one in there[:MAX_NAMED])
            self.problems.add(
                row,
                key,
                f"This name is on the record: {known}. Choose that one, or say that it is somebody else.",
            )
            self.problems.offers[row["id"]][field] += [{"id": one.pk, "text": str(one)} for one in there]
            return None
        made = self.new.setdefault(
            name.casefold(), Claimant(name=name, kind=kind, speaks_for_itself=own, role=role)
        )
        if made.kind != kind or made.speaks_for_itself != own:
            self.problems.add(row, key, f"Another row has {name} as something else. Make them the same.")
            return None
        return made

    # --- for whom, and as what -------------------------------------------------------------------

    def party(self, row: CoverageRow, claimant: Claimant, on: datetime.date | None) -> Claimant | None:
        """For whom they spoke; taken from the affiliations of the day where the row leaves it open."""
        if is_party(claimant):
            given = self.chosen.claimant(row["party"]) if row["kind"] != CitationKind.OWN_WORDS else None
            if (given is not None and given is not claimant and given.pk != claimant.pk) or (
                row["new_party"] and row["kind"] != CitationKind.OWN_WORDS
            ):
                self.problems.add(
                    row, "party", f"{claimant} is a party and speaks for itself only.", claimant
                )
                return None
            return claimant
        if row["new_party"] and row["party"] is None:
            return self._new_party(row)
        if row["party"] is None:
            return self._only_party(row, "party", claimant, on)
        return self._party_chosen(row, "party", claimant)

    def _new_party(self, row: CoverageRow) -> Claimant | None:
        if not self.problems.check(row, "new_party", Claimant, "name"):
            return None
        if row["new_party_kind"] not in {"person", "organisation", "government"}:
            self.problems.add(
                row, "new_party_kind", "Say what kind of party this is: a government, an organisation ..."
            )
            return None
        own = row["new_party_kind"] != ClaimantKind.GOVERNMENT
        return self._made(row, "new_party", "party", row["new_party_kind"], own)

    def _party_chosen(self, row: CoverageRow, key: str, claimant: Claimant) -> Claimant | None:
        party = self.chosen.claimant(row[key])
        if party is None:
            self.problems.add(row, key, CLAIMANT_GONE)
        elif not party.is_party:
            self.problems.add(row, key, f"{party} is no party and cannot be spoken for. Choose the party.")
            return None
        elif party.pk == claimant.pk:
            self.problems.add(row, key, f"{claimant} is no party. Choose for whom {claimant} speaks.")
            return None
        return party

    def _only_party(
        self, row: CoverageRow, key: str, claimant: Claimant, on: datetime.date | None
    ) -> Claimant | None:
        says = self.chosen.careers[claimant.pk](on)
        if says.party is None:
            sentence = (
                f"{claimant} speaks for more than one party: choose which."
                if says.parties
                else f"Choose the party: no affiliation of {claimant} on that day is on the record."
            )
            self.problems.add(row, key, sentence, *says.parties)
        return says.party

    def capacity(
        self, row: CoverageRow, claimant: Claimant, party: Claimant, on: datetime.date | None
    ) -> str:
        """In which role; from the affiliations where the row leaves it open. Empty after a problem."""
        if row["kind"] == CitationKind.OWN_WORDS:
            return OWN_CAPACITY[ClaimantKind.OUTLET]
        given = row["capacity"] or (row["new_role"] if claimant.pk is None else "")
        if given:
            fits = self.problems.check({**row, "capacity": given}, "capacity", Affiliation, "role")
            return given if fits else ""
        if claimant is party:
            return OWN_CAPACITY.get(claimant.kind, "in its own name")
        roles = self.chosen.careers[claimant.pk](on).roles(party) if claimant.pk and party.pk else []
        if len(roles) == 1:
            return roles[0]
        choice = f": {' or '.join(roles)}." if roles else f", e.g. “Foreign Minister”: for {party}."
        self.problems.add(row, "capacity", f"Say in which role {claimant} spoke{choice}")
        return ""

    def affiliate(self, claimant: Claimant, party: Claimant, role: str) -> None:
        """A newcomer speaks for that party from now on: the record has nothing else about them."""
        if claimant.pk is None and claimant is not party:
            self.affiliations.setdefault(
                (id(claimant), party.pk or id(party), role),
                Affiliation(claimant=claimant, party=party, role=role),
            )

    # --- second-hand -------------------------------------------------------------------------------

    def relay(self, row: CoverageRow, claimant: Claimant, on: datetime.date | None) -> tuple | None:
        """Who passes the words on, and for whom: (None, None) for nobody. None after a problem."""
        if row["relayed_by"] is None:
            if row["relayed_for"] is not None:
                self.problems.add(row, "relayed_by", "Say who passes the words on, or leave both empty.")
                return None
            return None, None
        relayer = self.chosen.claimant(row["relayed_by"])
        if relayer is None:
            self.problems.add(row, "relayed_by", CLAIMANT_GONE)
            return None
        if relayer.pk == claimant.pk:
            self.problems.add(row, "relayed_by", "Nobody passes on their own words. Leave this empty.")
            return None
        if relayer.is_party:
            return relayer, relayer
        if row["relayed_for"] is None:
            party = self._only_party(row, "relayed_for", relayer, on)
        else:
            party = self._party_chosen(row, "relayed_for", relayer)
        return (relayer, party) if party else None


def is_party(claimant: Claimant) -> bool:
    """Whether a claimant, saved or not yet, speaks for itself."""
    if claimant.pk is not None:
        return claimant.is_party
    return claimant.kind == ClaimantKind.GOVERNMENT or claimant.speaks_for_itself


def find_namesakes(names: Iterable[str]) -> dict[str, list[Claimant]]:
    """For each name the claimants that bear it already, by name or alias."""
    names = sorted({name for name in names if name})
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIND_NAMESAKES, {"names": names})
        pairs = cursor.fetchall()
    became = merge_targets("claimant", {pk for _, pk in pairs})
    claimants = Claimant.objects.in_bulk({became.get(pk, pk) for _, pk in pairs})
    found: dict[str, list[Claimant]] = defaultdict(list)
    for name, pk in sorted(pairs):
        claimant = claimants[became.get(pk, pk)]
        if claimant not in found[name]:
            found[name].append(claimant)
    return found
