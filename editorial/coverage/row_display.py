"""The third page as it is shown: every row for the script, and a few at a time as a plain form."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.coverage.drafts import read_text
from claims.coverage.excerpt_positions import split_by_rows
from claims.coverage.hints import build_hints
from claims.coverage.rows import build_row, next_row_id
from claims.duplicates.similarity import find_similar_claims
from claims.models import CitationKind, ClaimantKind, Coverage, Nature, Part, Precision, Stance
from editorial.admin.base.columns import said
from sources.excerpts.search import EXCERPT_WORDS

from .access import render_page
from .entities import get_label, load_names
from .form_data import is_undecided

ROWS_ON_A_PAGE = 10
"""Without JavaScript. A row has some forty fields, and a request at most 1,000."""

CHOICES = {
    "stances": Stance.choices,
    "precisions": Precision.choices,
    "natures": Nature.choices,
    "kinds": CitationKind.choices,
    "parts": Part.choices,
    "claimant_kinds": [one for one in ClaimantKind.choices if one[0] != ClaimantKind.OUTLET],
    "party_kinds": [
        one for one in ClaimantKind.choices if one[0] not in (ClaimantKind.OUTLET, ClaimantKind.UNNAMED)
    ],
}


@dataclass
class RowDisplay:
    """One row as the template wants it: its words, the names behind its ids, what is said to it."""

    row: dict
    names: dict
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
        """What stands in each field that finds something on the record."""
        row, typed = self.row, self.row.get("typed") or {}
        free = {"claimant": row["new_name"], "party": row["new_party"], "claim": row["new_claim"]}
        kinds = {"claim": "claim", "via": "outlet"}
        shown = {
            name: get_label(self.names, kinds.get(name, "claimant"), row[name])
            or free.get(name)
            or typed.get(name, "")
            for name in ("claimant", "party", "claim", "relayed_by", "relayed_for", "via")
        }
        topics = [get_label(self.names, "topic", pk) for pk in row["topics"]]
        shown["topics"] = "; ".join([*filter(None, topics), *filter(None, [typed.get("topics", "")])])
        return shown

    @property
    def state(self) -> str:
        if self.row["dropped"]:
            return "dropped"
        return "refused" if self.errors else "accepted" if self.row["accepted"] else "todo"


def render_rows_page(
    request: HttpRequest, coverage: Coverage, rows: list[dict], *, errors=None, offers=None, status=200
) -> HttpResponse:
    """The page with `rows`. `errors`: sentences by row and field; those of the row "" go on top."""
    rows, errors = [build_row(**row) for row in rows], errors or {}
    text = read_text(coverage)
    data = {
        "text": text,
        "rows": rows,
        "blank": build_blank_row(coverage),
        "errors": {pk: said_of for pk, said_of in errors.items() if pk},
        "offers": build_offers(rows, offers or {}, request.GET.get("similar", "")),
        "hints": build_hint_lines(coverage, rows, request.user),
        "names": load_names(rows),
        "stances": dict(Stance.choices),
        "limit": EXCERPT_WORDS,
    }
    context = {
        "title": "Add coverage: who says what",
        "coverage": coverage,
        "segments": [(one, get_speaker_name(one, rows, data["names"])) for one in split_by_rows(text, rows)],
        "errors": build_error_lines(rows, errors),
        "undecided": sum(1 for row in rows if is_undecided(row)),
        "leave_out": "leave_out" in request.POST,
        "limit": EXCERPT_WORDS,
        "data": data,
    }
    return render_page(request, "coverage_rows", context | build_plain_form(request, data), status)


def build_plain_form(request: HttpRequest, data: dict) -> dict:
    """What the form needs where no script runs: a few rows, an empty one, and what to choose from."""
    rows, names = data["rows"], data["names"]
    errors, offers, hints = data["errors"], data["offers"], data["hints"]
    paged = Paginator(rows, ROWS_ON_A_PAGE).get_page(get_page_number(request, rows, errors))
    return {
        "page_of_rows": paged,
        "shown": [
            RowDisplay(row, names, at, errors.get(pk, {}), offers.get(pk, {}), hints.get(pk, ""))
            for at, row in enumerate(paged, paged.start_index())
            for pk in [row["id"]]
        ],
        "pasted": RowDisplay(data["blank"] | {"id": next_row_id(rows)}, names, len(rows) + 1),
        "blank": RowDisplay(build_row(id="__row__"), names),
        "today": timezone.localdate().isoformat(),
        **CHOICES,
    }


def build_blank_row(coverage: Coverage) -> dict:
    """What a row that is added by hand begins with: it was said by the article's day."""
    day = coverage.article.published_on
    row = build_row(id="", proposed="hand")
    if day is None:
        return row
    return row | {
        "said_on": day.isoformat(),
        "said_on_precision": Precision.BY,
        "guessed": ["said_on", "said_on_precision"],
    }


def get_speaker_name(segment, rows: list[dict], names: dict) -> str:
    """Who is proposed to have said a marked part of the text."""
    row = next((row for row in rows if row["id"] == segment.row), None)
    if row is None:
        return ""
    return get_label(names, "claimant", row["claimant"]) or row["new_name"] or row["speaker"]


def get_page_number(request, rows: list[dict], errors: dict) -> int | str:
    """The page with the first row that is refused, or else the one that was asked for."""
    for at, row in enumerate(rows):
        if row["id"] in errors:
            return at // ROWS_ON_A_PAGE + 1
    return request.GET.get("page") or request.POST.get("page") or 1


def build_offers(rows: list[dict], given: dict, similar_to: str) -> dict[str, dict[str, list[dict]]]:
    """What there is to choose from beside a field, by row: who was found, what was refused for."""
    offers: dict[str, dict[str, list[dict]]] = {}
    for row in rows:
        found = offers.setdefault(row["id"], {})
        if row["claimant"] is None and row["candidates"]:
            found["claimant"] = [build_candidate_option(one) for one in row["candidates"]]
        for name, options in given.get(row["id"], {}).items():
            found[name] = [{"id": one["id"], "label": one["text"], "detail": ""} for one in options]
        if row["id"] == similar_to and (words := row["new_claim"] or row["excerpt"]):
            found["claim"] = [
                {"id": one.claim.pk, "label": one.claim.text, "detail": f"{one.status}. {one.positions}"}
                for one in find_similar_claims(words)
            ]
    return {pk: found for pk, found in offers.items() if found}


def build_candidate_option(one: dict) -> dict:
    detail = [one.get("capacity"), f"for {one['party_name']}" if one.get("party_name") else ""]
    return {
        "id": one["claimant"],
        "label": one["name"],
        "detail": ", ".join(filter(None, detail)),
        "party": one.get("party"),
        "party_name": one.get("party_name", ""),
        "capacity": one.get("capacity", ""),
    }


def build_hint_lines(coverage: Coverage, rows: list[dict], by) -> dict[str, str]:
    """What the record already holds that bears on a row, as a sentence for each row."""
    lines = {}
    for pk, hint in build_hints(coverage, rows).items():
        if hint.existing and hint.existing.is_published and not by.has_perm("claims.publish_statement"):
            lines[pk] = (
                "This position is published: these words are offered as a further citation of it, and a "
                "publisher lets them through."
            )
        elif hint.existing:
            lines[pk] = "This position is on the record: these words become a further citation of it."
        elif hint.near:
            near = hint.near[0]
            lines[pk] = (
                f"{near.claimant} is on record with this stance already ({said(near)}, for {near.party}). "
                "If it is the same occasion, give the same date: the words then become a further citation."
            )
        elif hint.same_claim:
            lines[pk] = f"This claim is on the record already: “{hint.same_claim}”. Choose it."
    return lines


def build_error_lines(rows: list[dict], errors: dict) -> list[dict]:
    """For the list on top of the page: each complaint, with the row that it is about."""
    numbers = {row["id"]: number for number, row in enumerate(rows, 1)}
    return [
        {"row": pk if pk in numbers else "", "number": numbers.get(pk), "said": sentence}
        for pk in sorted(errors, key=lambda pk: numbers.get(pk, 0))
        for sentences in errors[pk].values()
        for sentence in sentences
    ]
