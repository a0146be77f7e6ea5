"""The intake of an article: its outlet, itself and its text, found or added."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import pghistory
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims.coverage.earlier_work import mark_left_out
from claims.coverage.save.evidence import mark_recorded
from claims.coverage.suggest.proposals import FinderFailed, propose_rows
from claims.merges import merge_targets
from claims.models import Coverage, Part
from core.errors import Refused, translate_refusals
from sources.duplicates.lookup import find_agency, find_known_articles
from sources.fetching.urls import normalise_url
from sources.intake import record_article
from sources.models import Article, Capture, Obtained, Outlet

from .drafts import EditContext, save_intake
from .rows import CoverageRow, normalise_row

MAX_TEXT_LENGTH = 1_000_000
"""How many characters a text may have: a long book. The server cuts off larger requests less politely."""
OBTAINED = {"url": Obtained.FETCHED, "text": Obtained.PASTED, "file": Obtained.FILE}
MATCH_REASONS = {
    "address": "It has the same address.",
    "same text": "Its text is the same.",
    "nearly the same text": "Its text is nearly the same.",
}
SAME_TEXT, NEARLY_SAME_TEXT = MATCH_REASONS["same text"], MATCH_REASONS["nearly the same text"]
OUTLET_FIELDS = {"name": "outlet_name", "home_page": "outlet_home_page"}
"""Which field of the form a field of a new outlet comes from."""


@dataclass(frozen=True)
class ArticleMatch:
    """An article on the record that may be the same one, and why."""

    article: Article
    reason: str
    share: float = 1.0


class ArticleOnRecord(Exception):
    """An article that is on the record, or seems to be.

    `matches` are the articles that it may be.
    """

    def __init__(self, matches: list[ArticleMatch], coverage: Coverage):
        super().__init__("This article seems to be on the record already.")
        self.matches, self.coverage = matches, coverage

    @property
    def may_be_another(self) -> bool:
        return may_be_another(self.coverage.intake, self.matches)


class IntakeRefused(Exception):
    """Input that cannot be an article.

    `errors`: sentences by field, "" for the whole form.
    """

    def __init__(self, errors: dict[str, list[str]], coverage: Coverage):
        super().__init__("; ".join(sentence for sentences in errors.values() for sentence in sentences))
        self.errors, self.coverage = errors, coverage


def bring_in_article(
    *,
    coverage: Coverage,
    intake: dict,
    by: User,
    now: datetime.datetime,
    revision: int,
    continue_with: Article | None = None,
    is_another: bool = False,
) -> Coverage:
    """Add the article to the record with its text, and propose rows.

    `continue_with`: it is this article, which gets a further capture if the text differs.
    `is_another`: it only resembles an article on the record. The input is stored in any case.

    Raises ArticleOnRecord when neither is said and it may be on the record, IntakeRefused with what
    is missing or wrong, and EditConflict.
    """
    coverage = save_intake(coverage=coverage, intake=intake, by=by, now=now, revision=revision)
    context, values = EditContext(by, now, coverage.revision), coverage.intake
    errors = _find_missing(values, continue_with)
    if errors:
        raise IntakeRefused(errors, coverage)
    if continue_with is None and not is_another and (matches := find_matches(values)):
        raise ArticleOnRecord(matches, coverage)
    reason = f"Coverage of {values.get('title') or continue_with}"[:300]
    try:
        with pghistory.context(user=by.pk, reason=reason), translate_refusals():
            return _save_article(coverage, values, context, continue_with, is_another)
    except ValidationError as error:
        raise IntakeRefused(_group_by_field(error), coverage) from error
    except Refused as error:
        raise IntakeRefused({"": [str(error)]}, coverage) from error


def _save_article(
    coverage: Coverage, values: dict, context: EditContext, continue_with: Article | None, is_another: bool
) -> Coverage:
    text, obtained = values["text"], OBTAINED.get(values.get("way", ""), Obtained.PASTED)
    if continue_with is not None:
        article = continue_with
        kept = {"text": text, "captured_at": context.now, "obtained": obtained}
        capture = Capture.objects.keep(article=article, **kept)
    else:
        recorded = record_article(
            **_build_article_fields(values), text=text, obtained=obtained, now=context.now
        )
        article, capture = recorded.article, recorded.capture
        if not recorded.created:
            _raise_for_duplicate(article, is_another, coverage)
        _save_date_note(article, values)
    rows, problem = coverage.rows, ""
    if not rows:
        try:
            rows = propose_rows(text=text, article=article)
            rows = mark_left_out(_complete_rows(rows, values, article), article, context.by, text)
            rows = mark_recorded(rows, capture, text)
        except FinderFailed as failure:
            problem = str(failure)
    intake = {**coverage.intake, "problem": problem}
    return context.update(coverage, article=article, capture=capture, rows=rows, intake=intake)


def _complete_rows(rows: list[CoverageRow], values: dict, article: Article) -> list[CoverageRow]:
    """Propose what the page says of all rows: the agency that it credits, and which lines are captions.

    The agency is left out unless it is another outlet on the record.
    """
    agency = find_agency(str(values.get("via") or ""))
    given = {"via": agency.pk} if agency and agency.pk != article.outlet_id else {}
    captions = _find_lines(values["text"], values.get("captions"))
    completed = []
    for row in rows:
        is_caption = any(start <= row["start"] < end for start, end in captions)
        added = given | ({"part": str(Part.CAPTION)} if is_caption else {})
        completed.append({**row, **added, "guessed": list(dict.fromkeys([*row["guessed"], *added]))})
    return completed


def _find_lines(text: str, lines) -> list[tuple[int, int]]:
    """Find where in `text` the whole lines of `lines` begin and end."""
    wanted = {line for line in lines if isinstance(line, str)} if isinstance(lines, list) else set()
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip() in wanted:
            found.append((at, at + len(line)))
        at += len(line)
    return found


def find_matches(intake: dict) -> list[ArticleMatch]:
    """Find the articles on the record that this may be: by its address, its text, or nearly its text.

    Queries: 5 at most.
    """
    address = str(intake.get("canonical_url") or intake.get("url") or "")
    known = find_known_articles(address=address, text=str(intake.get("text") or ""))
    return [
        ArticleMatch(match.article, MATCH_REASONS.get(match.reason, str(match.reason)), match.share)
        for match in known
    ]


def may_be_another(intake: dict, matches: Iterable[ArticleMatch]) -> bool:
    """Tell whether an article that is like these can be added beside them.

    The same address is the same article, and without one the same text in the same outlet is.
    """
    has_address = bool(intake.get("canonical_url") or intake.get("url"))
    outlet = str(intake.get("outlet") or "")
    return all(
        match.reason == NEARLY_SAME_TEXT
        or (match.reason == SAME_TEXT and (has_address or str(match.article.outlet_id) != outlet))
        for match in matches
    )


def _raise_for_duplicate(article: Article, is_another: bool, coverage: Coverage) -> None:
    """Refuse an article that was just added, or "another" with the same address."""
    if is_another:
        raise ValidationError(
            {"canonical_url": "An article with this address or text is on the record already."}
        )
    raise ArticleOnRecord([ArticleMatch(article, "It has just been added.")], coverage)


def _save_date_note(article: Article, values: dict) -> None:
    note = str(values.get("published_on_note") or "").strip()
    if note:
        article.published_on_note = note
        article.full_clean(validate_constraints=False)
        article.save(update_fields=["published_on_note"])


def _find_missing(values: dict, continue_with: Article | None) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not str(values.get("text") or "").strip():
        errors["text"] = ["There is no text. Paste the article's words."]
    if continue_with is None:
        if not str(values.get("title") or "").strip():
            errors["title"] = ["An article needs a title."]
        if not values.get("outlet") and not str(values.get("outlet_name") or "").strip():
            errors["outlet"] = ["Choose the outlet, or name a new one."]
        try:
            _parse_date(values.get("published_on"))
        except ValueError:
            errors["published_on"] = ["Give the date as year-month-day, e.g. 2017-04-12, or leave it empty."]
    return errors


def _build_article_fields(values: dict) -> dict:
    return {
        "outlet": _get_or_create_outlet(values),
        "title": values["title"].strip(),
        "byline": str(values.get("byline") or "").strip(),
        "published_on": _parse_date(values.get("published_on")),
        "language": str(values.get("language") or "en").strip(),
        "canonical_url": normalise_url(str(values.get("canonical_url") or values.get("url") or "").strip()),
    }


def _parse_date(value) -> datetime.date | None:
    return datetime.date.fromisoformat(str(value).strip()) if value else None


def _get_or_create_outlet(values: dict) -> Outlet:
    """Return the outlet that was chosen, else the one of that name, else a new one.

    Raises ValidationError when the chosen outlet is no longer on the record.
    """
    if values.get("outlet"):
        pk = normalise_row({"via": values["outlet"]})["via"]
        pk = merge_targets("outlet", [pk]).get(pk, pk)
        if pk is not None and (outlet := Outlet.objects.filter(pk=pk).first()):
            return outlet
        raise ValidationError({"outlet": "This outlet is no longer on the record. Choose another."})
    name = " ".join(str(values["outlet_name"]).split())
    if outlet := Outlet.objects.filter(name__iexact=name).order_by("pk").first():
        pk = merge_targets("outlet", [outlet.pk]).get(outlet.pk, outlet.pk)
        return outlet if pk == outlet.pk else Outlet.objects.get(pk=pk)
    outlet = Outlet(name=name, home_page=str(values.get("outlet_home_page") or "").strip())
    try:
        outlet.clean_fields()
    except ValidationError as error:
        raise ValidationError(
            {OUTLET_FIELDS.get(name, name): messages for name, messages in error.message_dict.items()}
        ) from error
    outlet, _ = Outlet.objects.get_or_create(name=outlet.name, defaults={"home_page": outlet.home_page})
    return outlet


def _group_by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {
            ("" if name == "__all__" else name): messages for name, messages in error.message_dict.items()
        }
    return {"": error.messages}
