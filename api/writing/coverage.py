"""Coverage of one article, sent at once: its text, who says what in it, and the words that show it."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from rest_framework import serializers

from api.problems import WriteRefused
from claims.coverage.drafts import begin_with_rows
from claims.coverage.intake import MAX_TEXT_LENGTH, ArticleOnRecord, IntakeRefused, bring_in_article
from claims.coverage.rows import MAX_FIELD_LENGTH, MAX_ROWS, CoverageRow, build_row
from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import save_coverage
from claims.coverage.topics import find_topic_problems
from claims.models import CitationKind, Coverage, Nature, Part, Precision, Stance
from sources.models import Article

from .fields import (
    StrictSerializer,
    TextField,
    YesNoField,
    allow_choice,
    allow_number,
    allow_numbers,
    allow_text,
)

ARTICLE_GONE = "This article is no longer on the record."
NO_TEXT = "There is no text of that article at hand. Send it in “text”."
ONE_OR_THE_OTHER = "An article on the record has this already: leave it out, or leave out “id”."
NOT_NEW = "Topics are given to a new claim. This one is on the record."
NO_NEW_TOPICS = "You may add no topics. Choose from those on the record."
ANSWERED = (
    *(
        "article",
        "capture",
        "added",
        "further_citations",
        "offered",
        "statuses",
        "submitted",
        "near",
        "doubts",
    ),
)
"""What is answered of a summary."""
TOO_MANY = f"An article can have {MAX_ROWS} citations at once."


class ArticleSentSerializer(StrictSerializer):
    """An article: one that is on the record by its `id`, or a new one. Its text is for editors only."""

    id = allow_number(help_text="One on the record. A text with it becomes a further capture.")
    text = TextField(
        required=False,
        max_length=MAX_TEXT_LENGTH,
        help_text="The article's own words, all of them. Excerpts are looked for here.",
    )
    outlet = allow_number(help_text="The outlet on the record.")
    outlet_name = allow_text(help_text="If `outlet` is left out: its name. One that is not found is added.")
    outlet_home_page = allow_text(help_text="Of a new outlet.")
    title = allow_text()
    byline = allow_text(help_text="As printed.")
    published_on = allow_text(help_text="As 2017-04-12.")
    published_on_note = allow_text(help_text="How the day is known if the article prints none.")
    language = allow_text(help_text="A BCP 47 tag; `en` if it is left out.")
    canonical_url = allow_text(help_text="Where it was published. Nothing is fetched from there.")
    is_another = YesNoField(
        required=False, help_text="True: it only resembles an article on the record, and is another one."
    )


class CitationSentSerializer(StrictSerializer):
    """The exact words in the article that show the position."""

    excerpt = TextField(max_length=MAX_FIELD_LENGTH, help_text="As printed, at most 25 words.")
    start = allow_number(min_value=0, help_text="Where it begins, in code points, if it is there twice.")
    end = allow_number(min_value=0)
    kind = allow_choice(CitationKind, help_text="`quote` if it is left out.")
    part = allow_choice(Part, help_text="`body` if it is left out.")
    relayed_by = allow_number(help_text="The claimant who passes the words on.")
    relayed_for = allow_number(help_text="For which party.")
    via = allow_number(help_text="The outlet (an agency) that the article credits.")
    translated_by = allow_text()


class StatementSentSerializer(StrictSerializer):
    """One claimant's position on one claim, and where it can be read."""

    claim = allow_number(help_text="The claim on the record.")
    new_claim = allow_text(help_text="If `claim` is left out: the proposition, in words of our own.")
    nature = allow_choice(Nature, help_text="Of a new claim.")
    topics = allow_numbers(help_text="Of a new claim.")
    new_topics = serializers.ListField(
        child=TextField(max_length=MAX_FIELD_LENGTH), required=False, max_length=20, help_text="By name."
    )
    different_from = allow_numbers(help_text="Claims that were offered, and that a new claim is not.")
    settled = serializers.ListField(
        child=TextField(max_length=MAX_FIELD_LENGTH),
        required=False,
        max_length=MAX_ROWS,
        help_text="Wordings that were asked about and stay: the values that were offered.",
    )
    claimant = allow_number(help_text="The claimant on the record. None for an outlet's own words.")
    new_name = allow_text(help_text="If `claimant` is left out: the name.")
    new_kind = allow_text(help_text="Of a new claimant: person, organisation, government or unnamed.")
    new_role = allow_text(help_text="Of a new claimant.")
    speaks_for_itself = YesNoField(required=False, help_text="Whether a new claimant is a party.")
    same_name_anyway = YesNoField(required=False, help_text="Somebody else of a name on the record.")
    party = allow_number(help_text="For which party; found by the day if the record says it.")
    new_party = allow_text(help_text="The name of a new party.")
    new_party_kind = allow_text(help_text="government, organisation or person.")
    capacity = allow_text(help_text="In which role; found by the day if the record says it.")
    stance = allow_choice(Stance, required=True)
    hedged = YesNoField(required=False, help_text="Said with “may”, “perhaps”.")
    said_on = TextField(max_length=MAX_FIELD_LENGTH, help_text="As 2017-04-12.")
    said_on_precision = allow_choice(Precision, help_text="`day` if it is left out.")
    said_on_note = allow_text()
    place = allow_text()
    citations = CitationSentSerializer(many=True, allow_empty=False)


class CoverageSentSerializer(StrictSerializer):
    """Coverage of one article. All of it becomes drafts, or nothing does."""

    article = ArticleSentSerializer()
    statements = StatementSentSerializer(many=True, allow_empty=False)
    submit = YesNoField(required=False, help_text="True: send the drafts for review.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check what spans several fields."""
        article = attrs["article"]
        if article.get("id"):
            again = [name for name in article if name not in ("id", "text")]
            if again:
                raise serializers.ValidationError({"article": {name: [ONE_OR_THE_OTHER] for name in again}})
        if sum(len(statement["citations"]) for statement in attrs["statements"]) > MAX_ROWS:
            raise serializers.ValidationError({"statements": [TOO_MANY]})
        return attrs


_OF_CITATIONS = frozenset(CitationSentSerializer().fields)
_BELOW = ".citations."


@transaction.atomic
def add_coverage(*, sent: Mapping[str, Any], by: User, now: datetime.datetime) -> dict[str, Any]:
    """Put coverage on the record, as CoverageSentSerializer describes it; return what came of it.

    Raises WriteRefused with everything that is wrong, and nothing is stored then; Refused while others write
    the same.
    """
    rows = list(_build_rows(sent["statements"]))
    _check_topics(sent["statements"], by)
    coverage = _bring_in(sent["article"], rows, by, now)
    try:
        summary = save_coverage(
            coverage=coverage,
            rows=coverage.rows,
            by=by,
            now=now,
            revision=coverage.revision,
            submit=sent.get("submit", False),
            offers_only=True,  # no program publishes, whoever it acts for
        )
    except RowsRefused as refused:
        raise _write_refusal(refused, rows) from refused
    return {"id": coverage.pk, **{name: summary[name] for name in ANSWERED}}


def _build_rows(statements: list[Mapping[str, Any]]) -> Iterator[CoverageRow]:
    """Build a row of the desk for each citation, as if somebody had typed and accepted it.

    Its id is its place in the request: "statements.0.citations.1".
    """
    for number, statement in enumerate(statements):
        shared = {name: value for name, value in statement.items() if name not in ("citations", "new_topics")}
        typed = {"topics": "; ".join(statement.get("new_topics", ()))}
        for place, citation in enumerate(statement["citations"]):
            own = {
                "id": f"statements.{number}{_BELOW}{place}",
                "typed": typed,
                "accepted": True,
                "edited": True,
            }
            yield build_row(**{**shared, **citation, **own})


def _locate(row_id: str, field: str) -> str:
    """Return the path in the request of a field of a row."""
    if not row_id:
        return "statements"
    return _join(row_id if not field or field in _OF_CITATIONS else row_id.partition(_BELOW)[0], field)


def _check_topics(statements: list[Mapping[str, Any]], by: User) -> None:
    errors: dict[str, list[str]] = {}
    for number, statement in enumerate(statements):
        names = statement.get("new_topics", [])
        if not names:
            continue
        problems = find_topic_problems(names) if by.has_perm("claims.add_topic") else [NO_NEW_TOPICS]
        problems += [NOT_NEW] if statement.get("claim") else []
        if problems:
            errors[f"statements.{number}.new_topics"] = problems
    if errors:
        raise WriteRefused(errors)


def _bring_in(sent: Mapping[str, Any], rows: list[CoverageRow], by: User, now: datetime.datetime) -> Coverage:
    """Begin the work on the article; put it on the record if it is not there, or has no such text."""
    article = None
    if pk := sent.get("id"):
        article = Article.objects.filter(pk=pk).first()
        if article is None:
            raise WriteRefused({"article.id": [ARTICLE_GONE]})
    coverage = begin_with_rows(rows=rows, by=by, now=now, article=article)
    if article is not None and not sent.get("text"):
        if coverage.capture is None:
            raise WriteRefused({"article.text": [NO_TEXT]})
        return coverage
    intake = {
        **coverage.intake,
        **{name: value for name, value in sent.items() if name != "id"},
        "way": "text",
    }
    try:
        return bring_in_article(
            coverage=coverage,
            intake=intake,
            by=by,
            now=now,
            revision=coverage.revision,
            continue_with=article,
            is_another=sent.get("is_another", False),
        )
    except IntakeRefused as refused:
        raise WriteRefused(
            {_join("article", field): texts for field, texts in refused.errors.items()}
        ) from refused
    except ArticleOnRecord as known:
        offers: list[dict[str, Any]] = [
            {"field": "article.id", "value": match.article.pk, "text": f"{match.article}. {match.reason}"}
            for match in known.matches
        ]
        if known.may_be_another:
            offers.append({"field": "article.is_another", "value": True, "text": "It is another article."})
        raise WriteRefused({"article": [str(known)]}, offers) from known


def _write_refusal(refused: RowsRefused, rows: list[CoverageRow]) -> WriteRefused:
    """Write what is wrong with rows, and what may be meant, with the paths of the request."""
    errors: dict[str, list[str]] = {}
    for row_id, fields in refused.errors.items():
        for field, texts in fields.items():
            path = _locate(row_id, field)
            errors[path] = list(dict.fromkeys([*errors.get(path, []), *texts]))
    wordings = {row["id"]: row["new_claim"] for row in rows}
    offers: list[dict[str, Any]] = []
    for row_id, offered in refused.offers.items():
        for field, several in offered.items():
            for each in several:
                offer = {**each, "field": _locate(row_id, field), "value": each["id"]}
                if field == "same_row":  # its claim is taken by wording it alike
                    offer |= {"field": _locate(row_id, "new_claim"), "value": wordings[each["id"]]}
                del offer["id"]
                if offer not in offers:
                    offers.append(offer)
    return WriteRefused(errors, offers)


def _join(prefix: str, field: str) -> str:
    return f"{prefix}.{field}" if field else prefix
