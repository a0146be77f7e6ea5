"""The third page as it is shown: with a script, and as a plain form."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import Truncator

from claims.coverage.article_defaults import (
    ArticleDefaults,
    apply_defaults,
    list_offered,
    read_defaults,
    take_defaults,
)
from claims.coverage.drafts import get_article, read_close_reason, read_text
from claims.coverage.earlier_work import count_left_out
from claims.coverage.excerpt_positions import TextSegment, split_by_rows
from claims.coverage.hints import RowHint, build_hints
from claims.coverage.rows import (
    MAX_ROWS,
    CoverageRow,
    build_row,
    is_undecided,
    is_unlikely,
    is_worked_on,
    next_row_id,
    normalise_rows,
    parse_day,
    quote_words,
)
from claims.coverage.suggest.proposals import FinderFailed, find_known_names, guard_finder
from claims.coverage.topics import list_typed_topics
from claims.labels import format_day, format_said_on
from claims.merges import exclude_merged
from claims.models import (
    CitationKind,
    Claimant,
    ClaimantKind,
    Coverage,
    Nature,
    Part,
    Precision,
    Stance,
    Statement,
)
from core.days import find_latest_day
from quotations.positions.open_references import find_open_references, quote_open_references
from sources.excerpts.search import EXCERPT_WORDS
from sources.extraction.byline import find_dateline

from .access import EditorRequest, render_page
from .entities import EntityNames, get_label, load_names
from .form_data import REFERENCE_FIELDS
from .lookup import list_offered_topics
from .ready_claims import (
    find_near_wordings,
    find_similar_options,
    get_search_words,
    list_claims,
    list_ready_claims,
)
from .text_notes import describe_text

Errors = dict[str, dict[str, list[str]]]
"""Sentences by row id and field: field "" is the whole row, row "" the whole form."""
Offers = dict[str, dict[str, list[dict]]]
"""Options by row id and field."""

FIELD_IDS = {
    "topics": "default-topics_text",
    "party": "default-party_text",
    "close": "desk-close-reason",
    "nothing": "desk-close-reason",
}
"""Where an error of the whole form is mended, by its key."""

ROWS_ON_A_PAGE = 10
"""Without JavaScript: a row has some forty fields, and a request may have 1,000 at most."""

WORDS_IN_A_NAME = 12
"""How many words of its excerpt name a row."""

TOO_MANY_ROWS = (
    f"Work on one article has at most {MAX_ROWS} rows: save these first, or use one that is dropped."
)

ROW_LIMIT = {"max_rows": MAX_ROWS, "too_many_rows": TOO_MANY_ROWS}
MAX_NAMED_PARTIES = 30
NO_REASON = "Guessed from the article’s words. Look at it."

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
    defaults: ArticleDefaults | None = None
    ready: list[dict] = field(default_factory=list)
    """The claims to choose from: see list_ready_claims."""

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
    def new_topics(self) -> list[str]:
        """The topics that the row, or the article, is to add."""
        return list_typed_topics(self.row)

    @property
    def marks(self) -> dict[str, dict[str, str]]:
        """How sure each proposed field is ("sure", "likely", "guess"), and why."""
        reasons = self.row["reasons"]
        marks = {}
        for name in self.row["guessed"]:
            why, sure = reasons.get(name, (NO_REASON, "guess"))
            marks[name] = {"sure": sure, "why": why}
        for name, (_, free_field) in REFERENCE_FIELDS.items():
            if free_field in marks:
                marks.setdefault(name, marks[free_field])
        return marks

    @property
    def from_article(self) -> dict[str, str]:
        """What the row takes from its article, in words, by field."""
        taken = take_defaults(self.row, self.defaults) if self.defaults else {}
        return {name: describe_default(name, taken, self.names) for name in taken if name != "typed"}

    @property
    def left_empty_words(self) -> dict[str, str]:
        """What the row could take from its article, but is left empty for, in words, by field."""
        offered = list_offered(self.row, self.defaults) if self.defaults else {}
        names = [name for name in self.row["left_empty"] if name in offered]
        return {name: describe_default(name, offered, self.names) for name in names}

    @property
    def digest(self) -> str:
        """What the folded part of the form says: when, where, in which role, which kind of words, topics."""
        row = self.row | (take_defaults(self.row, self.defaults) if self.defaults else {})
        day = parse_day(row["said_on"])
        when = format_day(day, row["said_on_precision"]) if day else ""
        kind = "" if row["kind"] == CitationKind.QUOTE else dict(CitationKind.choices).get(row["kind"], "")
        topics = describe_topics(row, self.names)
        is_new = row["claim"] is None and row["new_claim"]
        parts = [when or "no date yet", row["place"], row["capacity"], kind]
        return ", ".join(filter(None, [*parts, (topics or "no topic") if is_new else ""]))

    @property
    def state(self) -> str:
        if self.row["dropped"]:
            return "dropped"
        return "refused" if self.errors else "accepted" if self.row["accepted"] else "todo"


def render_rows_page(
    request: EditorRequest, coverage: Coverage, *, errors: Errors, offers: Offers
) -> HttpResponse:
    """Render the page with the stored rows; errors of the whole form go on top."""
    rows = [build_row(**row) for row in coverage.rows]
    text, defaults = read_text(coverage), read_defaults(coverage)
    recorded = load_recorded(rows)
    on_record = [build_row(claim=statement["claim"]) for statement in recorded.values()]
    names = load_names([*rows, *on_record, build_row(**defaults)])
    data = {
        **build_script_data(request, coverage, rows, names, text),
        "defaults": defaults,
        "recorded": recorded,
        "errors": {pk: row_errors for pk, row_errors in errors.items() if pk},
        "offers": build_offers(rows, offers),
    }
    context = {
        "title": "Add coverage: who says what",
        "coverage": coverage,
        "segments": [
            (segment, get_speaker_name(segment, rows, names)) for segment in split_by_rows(text, rows)
        ],
        "text_note": build_text_note(coverage, text, has_rows=bool(rows)),
        "left_out_before": count_left_out(rows),
        "errors": build_error_lines(rows, errors),
        "close_failed": "close" in errors.get("", {}),
        "undecided": sum(1 for row in rows if is_untouched(row)),
        "close_reason": read_close_reason(coverage),
        "edited_rows": list_edited_rows(rows, names, read_left_out(request)),
        "limit": EXCERPT_WORDS,
        "data": data,
    }
    return render_page(request, "coverage_rows", context | build_plain_form(request, data))


def read_left_out(request: EditorRequest) -> list[str]:
    """Read which edited rows are ticked to be left out, after a save was refused."""
    return request.GET.get("left_out", "").split(",")


def build_script_data(
    request: EditorRequest, coverage: Coverage, rows: list[CoverageRow], names: EntityNames, text: str
) -> dict:
    """Build what the page's script needs of the rows, the record and the rules."""
    return {
        "text": text,
        "rows": rows,
        "left_open": describe_open_drafts(rows),
        "last_send": coverage.last_send,
        "names": names,
        "blank": build_blank_row(coverage),
        "hints": build_hint_lines(coverage, rows, request.user),
        "offered_topics": [
            {"id": topic.pk, "label": topic.name} for topic in list_offered_topics(request.user, text)
        ],
        "named_parties": list_named_parties(coverage, text),
        "may_add_topics": request.user.has_perm("claims.add_topic"),
        "stances": dict(Stance.choices),
        "precisions": dict(Precision.choices),
        "kinds": dict(CitationKind.choices),
        "no_reason": NO_REASON,
        "limit": EXCERPT_WORDS,
        **ROW_LIMIT,
    }


def describe_open_drafts(rows: list[CoverageRow]) -> dict[str, dict[str, str]]:
    """Say what each suggested wording leaves open: {wording: {"words", "first"}}, `first` as printed."""
    drafts = {row["proposition"]: find_open_references(row["proposition"]) for row in rows}
    return {
        draft: {"words": quote_open_references(draft), "first": references[0].words}
        for draft, references in drafts.items()
        if references
    }


def list_named_parties(coverage: Coverage, text: str) -> list[dict]:
    """List the parties of the record that the text names: {"id", "label"}. Queries: 2."""
    try:
        with guard_finder(get_article(coverage)):
            named = {item.name for item in find_known_names(text) if item.party_kind}
    except FinderFailed:
        return []  # they are found as one types
    parties = exclude_merged(Claimant.objects.parties().filter(name__in=named)).order_by("name", "pk")
    return [{"id": party.pk, "label": party.name} for party in parties[:MAX_NAMED_PARTIES]]


def build_text_note(coverage: Coverage, text: str, *, has_rows: bool) -> str:
    """Say what is unusual about a text, unless a fault in the program is told of."""
    if coverage.intake.get("problem"):
        return ""
    try:
        with guard_finder(get_article(coverage)):
            return describe_text(text, has_rows=has_rows)
    except FinderFailed:
        return ""  # the rows are there: nothing was lost by it


def load_recorded(rows: list[CoverageRow]) -> dict[int, dict]:
    """Load the statements that cite the words of rows: {id: {"label", "url", "claim"...}}. Queries: 1."""
    ids = {row["recorded"] for row in rows} - {None}
    statements = Statement.objects.filter(pk__in=ids).select_related("claim", "claimant")
    return {
        statement.pk: {
            "id": statement.pk,
            "label": str(statement),
            "url": reverse("admin:claims_statement_change", args=[statement.pk]),
            "claim": statement.claim_id,
        }
        for statement in statements.defer("claim__search")
    }


def is_untouched(row: CoverageRow) -> bool:
    """Tell whether a row is a proposal that nobody has touched, and that asks for a decision."""
    return is_undecided(row) and not is_worked_on(row) and not is_unlikely(row)


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
        if is_undecided(row) and is_worked_on(row) and not is_unlikely(row)
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
    stance = dict(Stance.choices).get(row["stance"], "") + (", hedged" if row["hedged"] else "")
    words = Truncator(row["excerpt"]).words(WORDS_IN_A_NAME)
    who = " ".join(filter(None, [claimant or "nobody yet", stance]))
    return f"{who}, {quote_words(words)}" if words else who


def build_plain_form(request: EditorRequest, data: dict) -> dict:
    """Build what the form needs without JavaScript: one page of rows."""
    rows, names = data["rows"], data["names"]
    errors, offers, hints = data["errors"], data["offers"], data["hints"]
    dateline = find_dateline(data["text"])
    likely = [(number, row) for number, row in enumerate(rows, 1) if not is_unlikely(row)]
    page = Paginator(likely, ROWS_ON_A_PAGE).get_page(get_page_number(request, likely, errors))
    shown = [row for _, row in page]
    data["similar"] = similar = find_similar_options(shown, names)
    data["near"] = near = find_near_wordings(
        {get_search_words(row, names) for row in shown}, list_claims(rows, names)
    )
    return {
        "page_of_rows": page,
        "row_displays": [
            RowDisplay(
                row,
                names,
                number,
                errors.get(pk, {}),
                offers.get(pk, {}),
                hints.get(pk, ""),
                data["defaults"],
                list_ready_claims(row, rows, names, similar, near, offers.get(pk)),
            )
            for number, row in page
            for pk in [row["id"]]
        ],
        "unlikely": [
            (row, describe_row_briefly(row, names), data["recorded"].get(row["recorded"]))
            for row in rows
            if is_unlikely(row)
        ],
        "pasted": RowDisplay(data["blank"] | {"id": next_row_id(rows)}, names, len(rows) + 1),
        "blank": RowDisplay(build_row(id="__row__"), names),
        "default_row": RowDisplay(build_row(**data["defaults"]), names),
        "dateline": dateline.place if dateline else "",
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


def describe_default(name: str, values: CoverageRow, names: EntityNames) -> str:
    """Describe in words what an article gives to its rows."""
    if name == "topics":
        return describe_topics(values, names)
    if name == "party":
        return get_label(names, "claimant", values["party"])
    if name == "said_on":
        day = parse_day(values["said_on"])
        return format_day(day, values["said_on_precision"]) if day else ""
    return str(values[name])


def describe_topics(values: CoverageRow, names: EntityNames) -> str:
    """Name the topics of a row, those that are new with it as such."""
    known = filter(None, (get_label(names, "topic", pk) for pk in values["topics"]))
    return "; ".join([*known, *(f"{name} (new)" for name in list_typed_topics(values))])


def get_page_number(request: EditorRequest, rows: list[tuple[int, CoverageRow]], errors: Errors) -> int | str:
    """Return the page with the first row that has errors, else the requested one."""
    wanted = request.GET.get("row")
    for index, (_, row) in enumerate(rows):
        if row["id"] in errors or row["id"] == wanted:
            return index // ROWS_ON_A_PAGE + 1
    return request.GET.get("page") or 1


def build_offers(rows: list[CoverageRow], refusal_offers: Offers) -> Offers:
    """Build what to choose from at each field.

    These are candidates, and what was offered when saving failed.
    """
    offers: Offers = {}
    for row in rows:
        options = offers.setdefault(row["id"], {})
        if row["claimant"] is None and row["candidates"]:
            options["claimant"] = [build_candidate_option(candidate) for candidate in row["candidates"]]
        for name, offered in refusal_offers.get(row["id"], {}).items():
            options[name] = [build_offered_option(offer) for offer in offered]
    return {pk: options for pk, options in offers.items() if options}


def build_offered_option(offer: dict) -> dict:
    option = {"id": offer["id"], "label": offer["text"], "detail": ""}
    return option | ({"nearness": "opposite"} if offer.get("is_opposite") else {})


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
    complete = apply_defaults(normalise_rows(rows), read_defaults(coverage))
    hints = build_hints(coverage, complete)
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
        return f"This claim is on the record already: {quote_words(hint.same_claim.text)}. Choose it."
    return ""


def build_error_lines(rows: list[CoverageRow], errors: Errors) -> list[dict]:
    """Build the list of errors on top of the page, each with its row, or the id of its field."""
    numbers = {row["id"]: number for number, row in enumerate(rows, 1)}
    return [
        {
            "row": pk if pk in numbers else "",
            "number": numbers.get(pk),
            "field": "" if pk in numbers else FIELD_IDS.get(name, ""),
            "sentence": sentence,
        }
        for pk in sorted(errors, key=lambda pk: numbers.get(pk, 0))
        for name, sentences in errors[pk].items()
        for sentence in sentences
    ]
