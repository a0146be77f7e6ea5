"""The third page as it is shown: with a script, and as a plain form."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.text import Truncator

from claims.coverage.drafts import get_article, read_text
from claims.coverage.excerpt_positions import TextSegment, split_by_rows
from claims.coverage.hints import RowHint, build_hints
from claims.coverage.rows import CoverageRow, build_row, is_undecided, is_worked_on, next_row_id
from claims.duplicates.similarity import find_similar_claims
from claims.labels import format_said_on
from claims.models import CitationKind, ClaimantKind, Coverage, Nature, Part, Precision, Stance
from core.days import find_latest_day
from sources.excerpts.search import EXCERPT_WORDS

from .access import EditorRequest, render_page
from .entities import EntityNames, get_label, load_names
from .form_data import REFERENCE_FIELDS

Errors = dict[str, dict[str, list[str]]]
"""Sentences by row id and field: field "" is the whole row, row "" the whole form."""
Offers = dict[str, dict[str, list[dict]]]
"""Options by row id and field."""

ROWS_ON_A_PAGE = 10
"""Without JavaScript: a row has some forty fields, and a request may have 1,000 at most."""

WORDS_IN_A_NAME = 12
"""How many words of its excerpt name a row."""

CHOICES = {
    "stances": Stance.choices,
    "precisions": Precision.choices,
    "natures": Nature.choices,
    "kinds": CitationKind.choices,
    "parts": Part.choices,
    "claimant_kinds": [choice for choice in ClaimantKind.choices if choice[0] != ClaimantKind.OUTLET],
    "party_kinds": [
        choice
        for choice in ClaimantKind.choices
        if choice[0] not in (ClaimantKind.OUTLET, ClaimantKind.UNNAMED)
    ],
}


@dataclass
class RowDisplay:
    """One row for the template: its values, names, errors and offers."""

    row: CoverageRow
    names: EntityNames
    number: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, list[dict]] = field(default_factory=dict)
    hint: str = ""

    def __getattr__(self, name: str):
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def texts(self) -> dict[str, str]:
        """The text of each field that refers to the record."""
        row, typed = self.row, self.row.get("typed") or {}
        texts = {
            name: get_label(self.names, kind, row[name])
            or (row[free_field] if free_field else "")
            or typed.get(name, "")
            for name, (kind, free_field) in REFERENCE_FIELDS.items()
        }
        topics = [get_label(self.names, "topic", pk) for pk in row["topics"]]
        texts["topics"] = "; ".join([*filter(None, topics), *filter(None, [typed.get("topics", "")])])
        return texts

    @property
    def state(self) -> str:
        if self.row["dropped"]:
            return "dropped"
        return "refused" if self.errors else "accepted" if self.row["accepted"] else "todo"


def render_rows_page(
    request: EditorRequest,
    coverage: Coverage,
    rows: list[CoverageRow],
    *,
    errors: Errors | None = None,
    offers: Offers | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page with `rows`; errors of the whole form go on top."""
    rows, errors = [build_row(**row) for row in rows], errors or {}
    text = read_text(coverage)
    names = load_names(rows)
    data = {
        "text": text,
        "rows": rows,
        "blank": build_blank_row(coverage),
        "errors": {pk: row_errors for pk, row_errors in errors.items() if pk},
        "offers": build_offers(rows, offers or {}, request.GET.get("similar", "")),
        "hints": build_hint_lines(coverage, rows, request.user),
        "names": names,
        "stances": dict(Stance.choices),
        "limit": EXCERPT_WORDS,
    }
    context = {
        "title": "Add coverage: who says what",
        "coverage": coverage,
        "segments": [
            (segment, get_speaker_name(segment, rows, names)) for segment in split_by_rows(text, rows)
        ],
        "errors": build_error_lines(rows, errors),
        "undecided": sum(1 for row in rows if is_undecided(row) and not is_worked_on(row)),
        "leave_out": "leave_out" in request.POST,
        "edited_rows": list_edited_rows(rows, names, request.POST.getlist("leave_out_row")),
        "limit": EXCERPT_WORDS,
        "data": data,
    }
    return render_page(request, "coverage_rows", context | build_plain_form(request, data), status)


@dataclass(frozen=True)
class EditedRow:
    """A row that somebody has worked on and neither accepted nor dropped."""

    id: str
    number: int
    description: str
    """Who takes which position, and the first of the words."""
    is_left_out: bool = False
    """Whether the editor has ticked that it is left out."""


def list_edited_rows(
    rows: list[CoverageRow], names: EntityNames | None = None, left_out: Iterable[str] = ()
) -> list[EditedRow]:
    """List the rows to ask about by name before anything is saved without them."""
    edited = [
        (number, build_row(**row))
        for number, row in enumerate(rows, 1)
        if is_undecided(row) and is_worked_on(row)
    ]
    if edited and names is None:
        names = load_names([row for _, row in edited])
    return [
        EditedRow(row["id"], number, describe_row_briefly(row, names or {}), row["id"] in left_out)
        for number, row in edited
    ]


def describe_row_briefly(row: CoverageRow, names: EntityNames) -> str:
    """Describe a row in half a line: who, which stance, the first words."""
    claimant = get_label(names, "claimant", row["claimant"]) or row["new_name"] or row["speaker"]
    if row["kind"] == CitationKind.OWN_WORDS:
        claimant = "The outlet itself"
    stance = dict(Stance.choices).get(row["stance"], "")
    words = Truncator(row["excerpt"]).words(WORDS_IN_A_NAME)
    who = " ".join(filter(None, [claimant or "nobody yet", stance]))
    return f"{who}, “{words}”" if words else who


def build_plain_form(request: EditorRequest, data: dict) -> dict:
    """Build what the form needs without JavaScript: one page of rows."""
    rows, names = data["rows"], data["names"]
    errors, offers, hints = data["errors"], data["offers"], data["hints"]
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(get_page_number(request, rows, errors))
    return {
        "page_of_rows": page,
        "row_displays": [
            RowDisplay(row, names, number, errors.get(pk, {}), offers.get(pk, {}), hints.get(pk, ""))
            for number, row in enumerate(page, page.start_index())
            for pk in [row["id"]]
        ],
        "pasted": RowDisplay(data["blank"] | {"id": next_row_id(rows)}, names, len(rows) + 1),
        "blank": RowDisplay(build_row(id="__row__"), names),
        "today": find_latest_day().isoformat(),
        **CHOICES,
    }


def build_blank_row(coverage: Coverage) -> CoverageRow:
    """Build what a new row begins with: it was said by the article's day."""
    day = get_article(coverage).published_on
    row = build_row(id="", proposed="hand")
    if day is None:
        return row
    return row | {
        "said_on": day.isoformat(),
        "said_on_precision": Precision.BY,
        "guessed": ["said_on", "said_on_precision"],
    }


def get_speaker_name(segment: TextSegment, rows: list[CoverageRow], names: EntityNames) -> str:
    """Return who is proposed to have said a marked part of the text."""
    row = next((row for row in rows if row["id"] == segment.row), None)
    if row is None:
        return ""
    return get_label(names, "claimant", row["claimant"]) or row["new_name"] or row["speaker"]


def get_page_number(request: EditorRequest, rows: list[CoverageRow], errors: Errors) -> int | str:
    """Return the page with the first row that has errors, else the requested one."""
    for index, row in enumerate(rows):
        if row["id"] in errors:
            return index // ROWS_ON_A_PAGE + 1
    return request.GET.get("page") or request.POST.get("page") or 1


def build_offers(rows: list[CoverageRow], refusal_offers: Offers, similar_to: str) -> Offers:
    """Build what to choose from at each field.

    These are candidates, and what was offered when saving failed.

    `similar_to`: the id of the row for which similar claims are offered.
    """
    offers: Offers = {}
    for row in rows:
        options = offers.setdefault(row["id"], {})
        if row["claimant"] is None and row["candidates"]:
            options["claimant"] = [build_candidate_option(candidate) for candidate in row["candidates"]]
        for name, offered in refusal_offers.get(row["id"], {}).items():
            options[name] = [{"id": offer["id"], "label": offer["text"], "detail": ""} for offer in offered]
        if row["id"] == similar_to and (words := row["new_claim"] or row["excerpt"]):
            options["claim"] = [
                {
                    "id": similar.claim.pk,
                    "label": similar.claim.text,
                    "detail": f"{similar.status}. {similar.positions}",
                }
                for similar in find_similar_claims(words)
            ]
    return {pk: options for pk, options in offers.items() if options}


def build_candidate_option(candidate: dict) -> dict:
    """Build an option from a stored candidate: see ClaimantCandidate.to_json."""
    party_name = candidate.get("party_name", "")
    detail = [candidate.get("capacity"), f"for {party_name}" if party_name else ""]
    return {
        "id": candidate["claimant"],
        "label": candidate["name"],
        "detail": ", ".join(filter(None, detail)),
        "party": candidate.get("party"),
        "party_name": party_name,
        "capacity": candidate.get("capacity", ""),
    }


def build_hint_lines(coverage: Coverage, rows: list[CoverageRow], by: User) -> dict[str, str]:
    """Build a sentence for each row about what is on the record already."""
    hints = build_hints(coverage, rows)
    return {pk: line for pk, hint in hints.items() if (line := describe_hint(hint, by))}


def describe_hint(hint: RowHint, by: User) -> str:
    """Describe what is on the record; empty when nothing is."""
    if hint.existing and hint.existing.is_published and not by.has_perm("claims.publish_statement"):
        return (
            "This position is published: these words are offered as a further citation of it, and a "
            "publisher lets them through."
        )
    if hint.existing:
        return "This position is on the record: these words become a further citation of it."
    if hint.near:
        near = hint.near[0]
        return (
            f"{near.claimant} is on record with this stance already "
            f"({format_said_on(near)}, for {near.party}). "
            "If it is the same occasion, give the same date: the words then become a further citation."
        )
    if hint.same_claim:
        return f"This claim is on the record already: “{hint.same_claim}”. Choose it."
    return ""


def build_error_lines(rows: list[CoverageRow], errors: Errors) -> list[dict]:
    """Build the list of errors on top of the page, each with the number of its row."""
    numbers = {row["id"]: number for number, row in enumerate(rows, 1)}
    return [
        {"row": pk if pk in numbers else "", "number": numbers.get(pk), "sentence": sentence}
        for pk in sorted(errors, key=lambda pk: numbers.get(pk, 0))
        for sentences in errors[pk].values()
        for sentence in sentences
    ]
