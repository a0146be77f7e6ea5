"""Problems of rows, and rows on the record to offer instead."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from claims.coverage.rows import CoverageRow, quote_words
from claims.models import Coverage, Stance
from core.validators import validate_no_bidi_controls

from .questions import WORDS_DENY, WordingQuestion

T = TypeVar("T")
ByField = dict[str, dict[str, list[T]]]
"""Lists by row id and field: field "" is the whole row, row "" the whole form."""


class RowsRefused(Exception):
    """Rows that cannot be saved.

    Nothing was recorded, but the work is stored as it was typed.

    `errors`: sentences by row id and field. `offers`: rows on the record that may be meant,
    [{"id", "text"}] by row id and field, with "is_opposite" for what says the opposite. `coverage`: the work
    with its new revision.
    """

    def __init__(self, problems: "RowProblems", coverage: Coverage):
        super().__init__("Some rows cannot be saved yet.")
        self.errors = {row: dict(fields) for row, fields in problems.errors.items()}
        self.offers = {row: dict(fields) for row, fields in problems.offers.items()}
        self.coverage = coverage


class RowProblems:
    """All problems of the rows of one form, before any is written."""

    def __init__(self) -> None:
        self.errors: ByField[str] = defaultdict(lambda: defaultdict(list))
        self.offers: ByField[dict] = defaultdict(lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self.errors)

    def add(self, row: CoverageRow | None, field: str, sentence: str, *offered: models.Model) -> None:
        """Add a problem.

        `offered`: what may be meant; the page fills it in with one click.
        """
        sentences = self.errors[row["id"] if row else ""][field]
        if sentence not in sentences:
            sentences.append(sentence)
        if row and offered:
            self.offer(row, field, *offered)

    def ask(self, row: CoverageRow, question: WordingQuestion) -> None:
        """Add what is asked about a wording; offered are the words, and the row that may be meant."""
        self.add(row, "new_claim", question.sentence)
        offers = self.offers[row["id"]]
        offers["settled"] = [{"id": question.settled, "text": row["new_claim"]}]
        if question.same:
            offer = {"id": question.same["id"], "text": question.same["new_claim"]}
            offers["same_row"] = [offer | _mark(question.is_opposite)]

    def ask_about_stance(self, row: CoverageRow, claim: models.Model, settled: str) -> None:
        """Ask whether `row` denies the claim that it affirms; see find_doubtful_stance."""
        self.add(row, "claim", WORDS_DENY.format(quote_words(str(claim))))
        offers = self.offers[row["id"]]
        offers["stance"] = [{"id": Stance.DENIES.value, "text": str(claim)}]
        offers["settled"] = [{"id": settled, "text": str(claim)}]

    def offer(self, row: CoverageRow, field: str, *offered: models.Model, is_opposite: bool = False) -> None:
        self.offers[row["id"]][field] += [
            {"id": instance.pk, "text": str(instance)} | _mark(is_opposite) for instance in offered
        ]

    def check_field(
        self, row: CoverageRow, key: str, model: type[models.Model], field_name: str = ""
    ) -> bool:
        """Check the value at `key` against the field of `model` with that name.

        `field_name`: if the field has another name.
        """
        value, field = row[key], model._meta.get_field(field_name or key)
        if not isinstance(field, models.Field):
            raise TypeError(f"{field_name or key} has no column.")
        try:
            validate_no_bidi_controls(str(value))
            field.clean(value, None)
        except ValidationError as error:
            for sentence in error.messages:
                self.add(row, key, sentence)
            return False
        return True

    def has_problem(self, row: CoverageRow) -> bool:
        return row["id"] in self.errors

    def merge(self, other: "RowProblems") -> None:
        """Add the problems that `other` has collected."""
        _extend(self.errors, other.errors)
        _extend(self.offers, other.offers)


def _mark(is_opposite: bool) -> dict[str, bool]:
    return {"is_opposite": True} if is_opposite else {}


def _extend(target: ByField[T], source: Mapping[str, Mapping[str, list[T]]]) -> None:
    for row, fields in source.items():
        for field, values in fields.items():
            target[row][field] += values
