"""What is wrong with rows, and what to offer instead."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models

from claims.coverage.rows import CoverageRow
from claims.models import Coverage
from core.validators import validate_no_bidi_controls


class RowsRefused(Exception):
    """Rows that cannot be saved; nothing was, but the work is kept as it was typed.

    `errors`: sentences by row id and field ("" for the whole row; row "" for the whole form).
    `offers`: what is on the record that may be meant, [{"id", "text"}] by row id and field.
    `coverage`: the work with its new revision.
    """

    def __init__(self, problems: "RowProblems", coverage: Coverage):
        super().__init__("Some rows cannot be saved yet.")
        self.errors = {row: dict(fields) for row, fields in problems.errors.items()}
        self.offers = {row: dict(fields) for row, fields in problems.offers.items()}
        self.coverage = coverage


class RowProblems:
    """Everything that is wrong with the rows of one form, gathered before anything is written."""

    def __init__(self):
        self.errors: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.offers: dict[str, dict[str, list[dict]]] = defaultdict(lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self.errors)

    def add(self, row: CoverageRow | None, field: str, sentence: str, *offered: models.Model) -> None:
        """`offered`: what the editor may have meant; the page can put it in with one click."""
        said = self.errors[row["id"] if row else ""][field]
        if sentence not in said:
            said.append(sentence)
        if row and offered:
            offers = self.offers[row["id"]][field]
            offers += [{"id": one.pk, "text": str(one)} for one in offered]

    def check(
        self, row: CoverageRow, key: str, model: type[models.Model], field: str = "", empty: str = ""
    ) -> bool:
        """Whether the row's `key` fits the `field` of `model` (of the same name by default).

        `empty`: the sentence for an empty one that must not be.
        """
        value, column = row[key], model._meta.get_field(field or key)
        if value == "" and empty:
            self.add(row, key, empty)
            return False
        try:
            validate_no_bidi_controls(str(value))
            column.clean(value, None)
        except ValidationError as error:
            for sentence in error.messages:
                self.add(row, key, sentence)
            return False
        return True

    def of(self, row: CoverageRow) -> bool:
        """Whether this row has a problem."""
        return row["id"] in self.errors

    def take(self, others: "RowProblems") -> None:
        """Add what others have found."""
        for row, fields in others.errors.items():
            for field, sentences in fields.items():
                self.errors[row][field] += sentences
        for row, fields in others.offers.items():
            for field, offered in fields.items():
                self.offers[row][field] += offered
