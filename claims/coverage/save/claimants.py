"""The claimants and parties of rows: on the record, or new."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection

from claims.coverage.affiliations import OWN_CAPACITY
from claims.coverage.references import RowReferences
from claims.coverage.rows import CoverageRow
from claims.merges import merge_targets
from claims.models import Affiliation, CitationKind, Claimant, ClaimantKind
from sources.models import Article

from .problems import RowProblems

CLAIMANT_MISSING = "This claimant is no longer on the record. Choose another."
FOR_WHOM = "Choose for whom {} speaks, or tick “Speaks for itself”."
UNNAMED_FOR_WHOM = "Somebody unnamed needs a party: choose it, or drop the row."
MAX_NAMED = 3
FIND_NAMESAKES = """
SELECT n.name, k.id FROM unnest(%(names)s::text[]) AS n (name)
JOIN claims_claimant k ON claims_folded_name(k.name) = claims_folded_name(n.name)
UNION
SELECT n.name, a.claimant_id FROM unnest(%(names)s::text[]) AS n (name)
JOIN claims_alias a ON claims_folded_name(a.name) = claims_folded_name(n.name)
"""


class ClaimantResolver:
    """The claimants and parties of one form, found or built.

    New claimants of the same name are one. Every method adds the faults it finds to `problems`.
    """

    def __init__(
        self,
        references: RowReferences,
        article: Article,
        namesakes: dict[str, list[Claimant]],
        problems: RowProblems,
    ):
        self.references, self.article, self.problems = references, article, problems
        self.namesakes = namesakes
        self.voice: Claimant | None = None
        """The article's outlet as a claimant, once a row needs it."""
        self.new_claimants: dict[str, Claimant] = {}
        self.new_affiliations: dict[tuple[int, int, str], Affiliation] = {}

    # --- who spoke -----------------------------------------------------------------------------

    def resolve_claimant(self, row: CoverageRow) -> Claimant | None:
        """Return whose words they are, new if the row says so; None after a problem."""
        if row["kind"] == CitationKind.OWN_WORDS:
            self.voice = self.voice or Claimant.objects.voice_of(self.article.outlet)
            return self.voice
        if row["claimant"] is not None:
            claimant = self.references.get_claimant(row["claimant"])
            if claimant is None:
                self.problems.add(row, "claimant", CLAIMANT_MISSING)
            elif claimant.outlet_id == self.article.outlet_id:
                self.problems.add(
                    row, "kind", "The outlet speaks for itself here: choose “the outlet's own words”."
                )
            return claimant
        if not row["new_name"]:
            self.problems.add(
                row, "claimant", "Say whose words these are: choose somebody, or name a new claimant."
            )
            return None
        return self._build_claimant(row)

    def _build_claimant(self, row: CoverageRow) -> Claimant | None:
        checks = [
            self.problems.check_field(row, "new_name", Claimant, "name"),
            self.problems.check_field(row, "new_role", Claimant, "role"),
        ]
        knows_kind = row["new_kind"] in {"person", "organisation", "government", "unnamed"}
        if not knows_kind:
            self.problems.add(
                row, "new_kind", "Say what kind of claimant this is: a person, an organisation ..."
            )
        has_party = row["party"] is not None or bool(row["new_party"])
        may_be_party = row["new_kind"] in {"person", "organisation"} or not knows_kind
        is_own_party = row["speaks_for_itself"] and not has_party and may_be_party
        speaks_for_itself = is_own_party or row["new_kind"] == ClaimantKind.GOVERNMENT
        if not (has_party or speaks_for_itself):
            question = UNNAMED_FOR_WHOM if row["new_kind"] == ClaimantKind.UNNAMED else FOR_WHOM
            self.problems.add(row, "party", question.format(row["new_name"]))
        has_role = bool(row["new_role"] or row["capacity"])
        if not (has_role or speaks_for_itself):
            self.problems.add(
                row, "new_role", f"Say in which role {row['new_name']} spoke, e.g. “Foreign Minister”."
            )
        if not (knows_kind and all(checks) and (speaks_for_itself or (has_party and has_role))):
            return None
        return self._get_or_build(row, "new_name", "claimant", row["new_kind"], is_own_party, row["new_role"])

    def _get_or_build(
        self, row: CoverageRow, key: str, field: str, kind: str, speaks_for_itself: bool, role: str = ""
    ) -> Claimant | None:
        """Return the new claimant named at `key`, the same for all rows that name it.

        None after a problem. `field`: where a claimant of that name on the record is offered.
        """
        name = " ".join(row[key].split())
        namesakes = self.namesakes.get(row[key], [])
        if namesakes and not row["same_name_anyway"]:
            known = ", ".join(
                f"{namesake} ({namesake.role or namesake.get_kind_display()})"
                for namesake in namesakes[:MAX_NAMED]
            )
            self.problems.add(
                row,
                key,
                f"This name is on the record: {known}. Choose that one, or say that it is somebody else.",
            )
            self.problems.offer(row, field, *namesakes)
            return None
        claimant = self.new_claimants.setdefault(
            name.casefold(),
            Claimant(name=name, kind=kind, speaks_for_itself=speaks_for_itself, role=role),
        )
        if claimant.kind != kind or claimant.speaks_for_itself != speaks_for_itself:
            same = f"Another row has {name} as something else. Make them the same."
            self.problems.add(row, f"{key.removesuffix('_name')}_kind", same)
            return None
        return claimant

    # --- for whom, and as what -----------------------------------------------------------------

    def resolve_party(
        self, row: CoverageRow, claimant: Claimant, day: datetime.date | None
    ) -> Claimant | None:
        """Return for whom they spoke; None after a problem.

        It is inferred from the affiliations of the day where the row leaves it open.
        """
        if is_party(claimant):
            party = (
                self.references.get_claimant(row["party"]) if row["kind"] != CitationKind.OWN_WORDS else None
            )
            if (party is not None and party is not claimant and party.pk != claimant.pk) or (
                row["new_party"] and row["kind"] != CitationKind.OWN_WORDS
            ):
                self.problems.add(
                    row, "party", f"{claimant} is a party and speaks for itself only.", claimant
                )
                return None
            return claimant
        if row["new_party"] and row["party"] is None:
            return self._build_party(row)
        if row["party"] is None:
            return self._infer_party(row, "party", claimant, day)
        return self._check_party(row, "party", claimant)

    def _build_party(self, row: CoverageRow) -> Claimant | None:
        if not self.problems.check_field(row, "new_party", Claimant, "name"):
            return None
        if row["new_party_kind"] not in _KINDS_OF_PARTIES:
            self.problems.add(
                row, "new_party_kind", "Say what kind of party this is: a government, an organisation ..."
            )
            return None
        speaks_for_itself = row["new_party_kind"] != ClaimantKind.GOVERNMENT
        return self._get_or_build(row, "new_party", "party", row["new_party_kind"], speaks_for_itself)

    def _check_party(self, row: CoverageRow, key: str, claimant: Claimant) -> Claimant | None:
        """Return the party chosen at `key`, unless it cannot be one."""
        party = self.references.get_claimant(row[key])
        if party is None:
            self.problems.add(row, key, CLAIMANT_MISSING)
        elif not party.is_party:
            self.problems.add(row, key, f"{party} is no party and cannot be spoken for. Choose the party.")
            return None
        elif party.pk == claimant.pk:
            self.problems.add(row, key, f"{claimant} is no party. Choose for whom {claimant} speaks.")
            return None
        return party

    def _infer_party(
        self, row: CoverageRow, key: str, claimant: Claimant, day: datetime.date | None
    ) -> Claimant | None:
        representation = self.references.affiliations[claimant.pk].on(day)
        if representation.party is None:
            sentence = (
                f"{claimant} speaks for more than one party: choose which."
                if representation.parties
                else f"Choose the party: no affiliation of {claimant} on that day is on the record."
            )
            self.problems.add(row, key, sentence, *representation.parties)
        return representation.party

    def resolve_capacity(
        self, row: CoverageRow, claimant: Claimant, party: Claimant, day: datetime.date | None
    ) -> str:
        """Return in which capacity they spoke; empty after a problem.

        It is inferred from the affiliations where the row leaves it open.
        """
        if row["kind"] == CitationKind.OWN_WORDS:
            return OWN_CAPACITY[ClaimantKind.OUTLET]
        capacity = row["capacity"] or (row["new_role"] if claimant.pk is None else "")
        if capacity:
            fits = self.problems.check_field({**row, "capacity": capacity}, "capacity", Affiliation, "role")
            return capacity if fits else ""
        if claimant is party:
            return OWN_CAPACITY.get(claimant.kind, "in its own name")
        roles = []
        if claimant.pk and party.pk:
            roles = self.references.affiliations[claimant.pk].on(day).list_roles(party)
        if len(roles) == 1:
            return roles[0]
        options = f": {' or '.join(roles)}." if roles else f", e.g. “Foreign Minister”: for {party}."
        field = "new_role" if claimant.pk is None else "capacity"  # the one that is in view
        self.problems.add(row, field, f"Say in which role {claimant} spoke{options}")
        return ""

    def affiliate(self, claimant: Claimant, party: Claimant, role: str) -> None:
        """Affiliate a new claimant with the party: the record has nothing else about them."""
        if claimant.pk is None and claimant is not party:
            self.new_affiliations.setdefault(
                (id(claimant), party.pk or id(party), role),
                Affiliation(claimant=claimant, party=party, role=role),
            )

    # --- second-hand ---------------------------------------------------------------------------

    def resolve_relay(
        self, row: CoverageRow, claimant: Claimant, day: datetime.date | None
    ) -> tuple[Claimant | None, Claimant | None] | None:
        """Return who passes the words on, and for whom; (None, None) for nobody.

        None after a problem.
        """
        if row["relayed_by"] is None:
            if row["relayed_for"] is not None:
                self.problems.add(row, "relayed_by", "Say who passes the words on, or leave both empty.")
                return None
            return None, None
        relayer = self.references.get_claimant(row["relayed_by"])
        if relayer is None:
            self.problems.add(row, "relayed_by", CLAIMANT_MISSING)
            return None
        if relayer.pk == claimant.pk:
            self.problems.add(row, "relayed_by", "Nobody passes on their own words. Leave this empty.")
            return None
        if relayer.is_party:
            return relayer, relayer
        if row["relayed_for"] is None:
            party = self._infer_party(row, "relayed_for", relayer, day)
        else:
            party = self._check_party(row, "relayed_for", relayer)
        return (relayer, party) if party else None


def complete_claimants(
    rows: Iterable[CoverageRow], namesakes: Mapping[str, list[Claimant]]
) -> list[CoverageRow]:
    """Complete rows by what the record and the other rows say of the names that somebody typed.

    A name that one claimant of the record has is that claimant, unless it was proposed, and so in doubt, or
    the row describes somebody new of that name. A new party has the kind that another row gives it.
    """
    rows = list(rows)
    kinds = {
        row[name].casefold(): row[kind]
        for row in rows
        for name, kind in (("new_name", "new_kind"), ("new_party", "new_party_kind"))
        if row[name] and row[kind] in _KINDS_OF_PARTIES
    }
    return [_complete_claimants(row, namesakes, kinds) for row in rows]


def find_meant(row: CoverageRow) -> CoverageRow:
    """Return what a row takes from the record once accepted: a claimant or party whose name was typed."""
    namesakes = find_namesakes([row["new_name"], row["new_party"]])
    [complete] = complete_claimants([row], namesakes)
    names = ("claimant", "new_name", "party", "new_party")
    return {name: complete[name] for name in names if complete[name] != row[name]}


def _complete_claimants(
    row: CoverageRow, namesakes: Mapping[str, list[Claimant]], kinds: Mapping[str, str]
) -> CoverageRow:
    values: dict = {}
    claimant = _get_only(namesakes, row["new_name"])
    is_proposed = "new_name" in row["guessed"] or row["new_name"].casefold() == row["speaker"].casefold()
    is_described = any(row[name] and name not in row["guessed"] for name in _DESCRIPTION)
    if claimant and row["claimant"] is None and not (is_proposed or is_described):
        values |= {"claimant": claimant.pk, "new_name": ""}
    party = _get_only(namesakes, row["new_party"])
    has_kind = row["new_party_kind"] and "new_party_kind" not in row["guessed"]
    is_new_party = row["same_name_anyway"] or has_kind
    if party and party.is_party and row["party"] is None and not is_new_party:
        values |= {"party": party.pk, "new_party": ""}
    elif row["new_party"] and not row["new_party_kind"]:
        values["new_party_kind"] = kinds.get(row["new_party"].casefold(), "")
    return {**row, **values}


def _get_only(namesakes: Mapping[str, list[Claimant]], name: str) -> Claimant | None:
    several = namesakes.get(name, []) if name else []
    return several[0] if len(several) == 1 else None


_KINDS_OF_PARTIES = {"person", "organisation", "government"}
_DESCRIPTION = ("new_kind", "new_role", "speaks_for_itself", "same_name_anyway")


def is_party(claimant: Claimant) -> bool:
    """Tell whether a claimant, saved or new, speaks for itself."""
    if claimant.pk is not None:
        return claimant.is_party
    return claimant.kind == ClaimantKind.GOVERNMENT or claimant.speaks_for_itself


def find_namesakes(names: Iterable[str]) -> dict[str, list[Claimant]]:
    """Find for each name the claimants that have it as a name or an alias."""
    names = sorted({name for name in names if name})
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIND_NAMESAKES, {"names": names})
        pairs = cursor.fetchall()
    targets = merge_targets("claimant", {pk for _, pk in pairs})
    claimants = Claimant.objects.in_bulk({targets.get(pk, pk) for _, pk in pairs})
    namesakes: dict[str, list[Claimant]] = defaultdict(list)
    for name, pk in sorted(pairs):
        claimant = claimants[targets.get(pk, pk)]
        if claimant not in namesakes[name]:
            namesakes[name].append(claimant)
    return namesakes
