"""Bringing an article in: outlet, article and captured text, found on the record or added to it."""

import datetime
from dataclasses import dataclass

import pghistory
from django.core.exceptions import ValidationError

from claims.coverage.suggest.proposals import propose_rows
from claims.merges import merge_targets
from claims.models import Coverage
from claims.rules import Refused, translate_refusals
from sources.duplicates.lookup import find_known_articles
from sources.fetching.urls import normalise_url
from sources.intake import record_article
from sources.models import Article, Capture, Obtained, Outlet

from .drafts import EditContext, save_intake
from .rows import normalise_row

OBTAINED = {"url": Obtained.FETCHED, "text": Obtained.PASTED, "file": Obtained.FILE}
MATCH_REASONS = {
    "address": "It has the same address.",
    "same text": "Its text is the same.",
    "nearly the same text": "Its text is nearly the same.",
}


@dataclass(frozen=True)
class ArticleMatch:
    """An article on the record that may be the one brought in, and a sentence that says why."""

    article: Article
    why: str
    share: float = 1.0


class ArticleOnRecord(Exception):
    """The article is on the record, or seems to be. `known` holds those that it may be."""

    def __init__(self, known: list[ArticleMatch], coverage: Coverage):
        super().__init__("This article seems to be on the record already.")
        self.known, self.coverage = known, coverage


class IntakeRefused(Exception):
    """What was given cannot be an article. `errors`: sentences by field, "" for all of it."""

    def __init__(self, errors: dict[str, list[str]], coverage: Coverage):
        super().__init__("; ".join(sentence for several in errors.values() for sentence in several))
        self.errors, self.coverage = errors, coverage


def bring_in_article(
    *,
    coverage: Coverage,
    intake: dict,
    by,
    now: datetime.datetime,
    revision: int,
    continue_with: Article | None = None,
    another: bool = False,
) -> Coverage:
    """Put the article on the record with its text, and propose rows.

    `continue_with`: it is this article, with a further capture if the text is another one.
    `another`: it only resembles one. Otherwise AlreadyHere when it may be on the record.
    BroughtRefused names what is missing or wrong; EditedElsewhere. Whatever was typed is held.
    """
    coverage = save_intake(coverage=coverage, intake=intake, by=by, now=now, revision=revision)
    turn, given = EditContext(by, now, coverage.revision), coverage.intake
    errors = _find_missing(given, continue_with)
    if errors:
        raise IntakeRefused(errors, coverage)
    if continue_with is None and not another:
        address = given.get("canonical_url") or given.get("url") or ""
        _raise_for_matches(find_known_articles(address=address, text=given["text"]), coverage)
    reason = f"Coverage of {given.get('title') or continue_with}"[:300]
    try:
        with pghistory.context(user=by.pk, reason=reason), translate_refusals():
            return _save_article(coverage, given, turn, continue_with, another)
    except ValidationError as error:
        raise IntakeRefused(_group_by_field(error), coverage) from error
    except Refused as error:
        raise IntakeRefused({"": [str(error)]}, coverage) from error


def _save_article(
    coverage: Coverage, given: dict, turn: EditContext, continue_with: Article | None, another: bool
) -> Coverage:
    text, obtained = given["text"], OBTAINED.get(given.get("way"), Obtained.PASTED)
    if continue_with is not None:
        article = continue_with
        capture = Capture.objects.keep(article=article, text=text, captured_at=turn.now, obtained=obtained)
    else:
        kept = record_article(**_build_article_fields(given), text=text, obtained=obtained, now=turn.now)
        article, capture = kept.article, kept.capture
        if not kept.created:
            _raise_for_duplicate(article, another, coverage)
        _save_date_note(article, given)
    rows = coverage.rows or propose_rows(text=text, article=article)
    return turn.write(coverage, article=article, capture=capture, rows=rows)


def _raise_for_matches(known, coverage: Coverage) -> None:
    if known:
        here = [
            ArticleMatch(one.article, MATCH_REASONS.get(one.why, str(one.why)), one.share) for one in known
        ]
        raise ArticleOnRecord(here, coverage)


def _raise_for_duplicate(article: Article, another: bool, coverage: Coverage) -> None:
    """Somebody has added the same article at this moment, or "another" one has the same address."""
    if another:
        raise ValidationError(
            {"canonical_url": "An article with this address or text is on the record already."}
        )
    raise ArticleOnRecord([ArticleMatch(article, "It has just been added.")], coverage)


def _save_date_note(article: Article, given: dict) -> None:
    note = str(given.get("published_on_note") or "").strip()
    if note:
        article.published_on_note = note
        article.full_clean(validate_constraints=False)
        article.save(update_fields=["published_on_note"])


def _find_missing(given: dict, continue_with: Article | None) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not str(given.get("text") or "").strip():
        errors["text"] = ["There is no text. Paste the article's words."]
    if continue_with is None:
        if not str(given.get("title") or "").strip():
            errors["title"] = ["An article needs a title."]
        if not given.get("outlet") and not str(given.get("outlet_name") or "").strip():
            errors["outlet"] = ["Choose the outlet, or name a new one."]
        try:
            _parse_date(given.get("published_on"))
        except ValueError:
            errors["published_on"] = ["Give the date as year-month-day, e.g. 2017-04-12, or leave it empty."]
    return errors


def _build_article_fields(given: dict) -> dict:
    return {
        "outlet": _get_or_create_outlet(given),
        "title": given["title"].strip(),
        "byline": str(given.get("byline") or "").strip(),
        "published_on": _parse_date(given.get("published_on")),
        "language": str(given.get("language") or "en").strip(),
        "canonical_url": normalise_url(str(given.get("canonical_url") or given.get("url") or "").strip()),
    }


def _parse_date(value) -> datetime.date | None:
    return datetime.date.fromisoformat(str(value).strip()) if value else None


def _get_or_create_outlet(given: dict) -> Outlet:
    """The outlet chosen, or the one of that name, or a new one. ValidationError when it is gone."""
    if given.get("outlet"):
        pk = normalise_row({"via": given["outlet"]})["via"]
        pk = merge_targets("outlet", [pk]).get(pk, pk)
        if outlet := Outlet.objects.filter(pk=pk).first():
            return outlet
        raise ValidationError({"outlet": "This outlet is no longer on the record. Choose another."})
    name = " ".join(str(given["outlet_name"]).split())
    if outlet := Outlet.objects.filter(name__iexact=name).order_by("pk").first():
        pk = merge_targets("outlet", [outlet.pk]).get(outlet.pk, outlet.pk)
        return outlet if pk == outlet.pk else Outlet.objects.get(pk=pk)
    outlet = Outlet(name=name, home_page=str(given.get("outlet_home_page") or "").strip())
    try:
        outlet.clean_fields()
    except ValidationError as error:
        renamed = {"name": "outlet_name", "home_page": "outlet_home_page"}
        raise ValidationError(
            {renamed.get(field, field): several for field, several in error.message_dict.items()}
        ) from error
    made, _ = Outlet.objects.get_or_create(name=outlet.name, defaults={"home_page": outlet.home_page})
    return made


def _group_by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {("" if key == "__all__" else key): several for key, several in error.message_dict.items()}
    return {"": error.messages}
