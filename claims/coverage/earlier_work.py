"""What came on the record when an article was worked on before, and what was left out, and why."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils import timezone

from claims.duplicates.exact import normalise_proposition
from claims.labels import format_day
from claims.models import Coverage, Precision, Statement, Topic
from core.names import normalise_name
from sources.models import Article

from .excerpt_positions import locate_excerpts
from .rows import (
    CoverageRow,
    forget_former_speaker,
    is_unlikely,
    is_worked_on,
    next_row_id,
    normalise_rows,
)
from .topics import find_topic, list_typed_topics

MAX_WORKS = 20
"""How many of the latest works on an article are looked at."""


@dataclass(frozen=True)
class EarlierDecision:
    """What the latest work with some words came to."""

    why: str = ""
    """Why they need no decision again; empty if they do."""
    rows: list[CoverageRow] = field(default_factory=list)
    """The rows with these words that were left out as an editor had changed or added them."""


def mark_left_out(rows: list[CoverageRow], article: Article, by: User, text: str) -> list[CoverageRow]:
    """Mark the rows that were dropped when `article` was worked on last: they need no decision again.

    Where nothing at all was recorded, that was the decision on every row. What `by` had changed or added in a
    row that was left out comes back with it, if its words stand in `text`. Queries: 1.
    """
    decisions = _list_decisions(article, by)
    left_out = [row for decision in decisions.values() for row in decision.rows]
    recalled = [row for row in locate_excerpts(left_out, text) if row["start"] is not None]
    marked = []
    for row in rows:
        decision = decisions.get(_get_key(row))
        if any(_replaces(old, row, is_decided=decision is not None) for old in recalled):
            continue
        why = decision.why if decision else ""
        marked.append({**row, "unlikely": why, "left_out_before": True} if why else row)
    for old in recalled:
        marked.append({**old, "id": next_row_id([*rows, *marked])})
    return sorted(marked, key=lambda row: (row["start"] is None, row["start"])) if recalled else marked


def count_left_out(rows: list[CoverageRow]) -> int:
    """Count the rows that mark_left_out has marked, and that nobody has brought back."""
    return sum(1 for row in rows if row.get("left_out_before") and is_unlikely(row))


def list_saved(coverage: Coverage) -> dict[str, int]:
    """List the ids of the rows that came on the record, or are offered, with finished work.

    Each with the id of its statement.
    """
    summary = coverage.summary
    parts = (summary.get("added", {}).get("citations", []), summary.get("further_citations", []))
    entries = (entry for part in (*parts, summary.get("offered", [])) for entry in part)
    return {entry["row"]: entry["statement"] for entry in entries}


class SavedNames:
    """What names, claims and topics that were typed in finished work are on the record.

    A name that stood for two claimants stands for neither here. Where an editor said that somebody of a name
    on the record is somebody else, only a row that said so, too, knows who it is.
    Queries: 1, and 1 for each name of a topic.
    """

    def __init__(self, coverage: Coverage):
        saved = list_saved(coverage)
        statements = Statement.objects.only("claim", "claimant", "party").in_bulk(set(saved.values()))
        self._claims: dict[str, int] = {}
        claimants: dict[tuple[str, bool], set[int]] = defaultdict(set)
        for row in normalise_rows(coverage.rows):
            if statement := statements.get(saved.get(row["id"], 0)):
                self._claims[normalise_proposition(row["new_claim"])] = statement.claim_id
                if statement.party_id is not None:
                    claimants[_identify(row, "new_party")].add(statement.party_id)
                for field in ("speaker", "new_name"):
                    claimants[_identify(row, field)].add(statement.claimant_id)
        self._topics: dict[str, Topic | None] = {}
        self._claimants = {name: ids.pop() for name, ids in claimants.items() if len(ids) == 1}

    def apply(self, row: CoverageRow) -> CoverageRow:
        """Return a row with the ids of what it words or names as a row that was saved."""
        found: CoverageRow = {}
        claim = self._claims.get(normalise_proposition(row["new_claim"])) if row["new_claim"] else None
        if claim is not None and row["claim"] is None:
            found |= {"claim": claim, "new_claim": ""}
        claimant = self._claimants.get(_identify(row, "new_name")) if row["new_name"] else None
        if claimant is not None and row["claimant"] is None:
            found |= {"claimant": claimant, "new_name": ""}
        party = self._claimants.get(_identify(row, "new_party")) if row["new_party"] else None
        if party is not None and row["party"] is None:
            found |= {"party": party, "new_party": "", "new_party_kind": ""}
        return self.apply_to_topics(forget_former_speaker({**row, **found}, row))

    def apply_to_topics(self, values: dict) -> dict:
        """Return a row, or the defaults of an article, with the ids of typed topics that are there now."""
        names = list_typed_topics(values)
        self._topics |= {name: find_topic(name) for name in names if name not in self._topics}
        found = [(name, self._topics[name]) for name in names]
        if not found:
            return values
        ids = [topic.pk for _, topic in found if topic]
        typed = {**values["typed"], "topics": "; ".join(name for name, topic in found if not topic)}
        return {**values, "topics": list(dict.fromkeys([*values["topics"], *ids])), "typed": typed}


def _identify(row: CoverageRow, field: str) -> tuple[str, bool]:
    """Return a name of a row, and whether it is said to be somebody else's than on the record."""
    return row[field].casefold(), row["same_name_anyway"]


def _list_decisions(article: Article, by: User) -> dict[str, EarlierDecision]:
    """List what was decided on words, by what _get_key returns."""
    works = Coverage.objects.filter(article=article, finished_at__isnull=False)
    decisions: dict[str, EarlierDecision] = {}
    for work in reversed(list(works.order_by("-finished_at", "-pk")[:MAX_WORKS])):
        day = format_day(timezone.localdate(work.finished_at), Precision.DAY)
        is_nothing = bool(work.summary.get("nothing_recorded"))
        closed = f"On {day} it was decided to record nothing of this article." if is_nothing else ""
        saved = list_saved(work)
        decided: dict[str, EarlierDecision] = {}
        for row in normalise_rows(work.rows):
            why = f"Dropped on {day}." if row["dropped"] else closed
            decision = decided.setdefault(_get_key(row), EarlierDecision(why))
            if work.editor_id == by.pk and row["id"] not in saved and is_worked_on(row):
                decision.rows.append(
                    row | {"dropped": False, "recorded": None, "unlikely": why, "left_out_before": bool(why)}
                )
        decisions |= decided
    return decisions


def _replaces(old: CoverageRow, proposal: CoverageRow, *, is_decided: bool) -> bool:
    """Whether `old` is what an editor made of `proposal`, whose words they may have cut or widened."""
    if is_decided:
        return _get_key(old) == _get_key(proposal)
    common = min(old["end"], proposal["end"]) - max(old["start"], proposal["start"])
    return common > min(old["end"] - old["start"], proposal["end"] - proposal["start"]) / 2


def _get_key(row: CoverageRow) -> str:
    """Return the words of a row, for comparison."""
    return normalise_name(row["excerpt"]).casefold()
