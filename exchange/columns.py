"""The columns of claims in files: what each is called, what it means, and which field it becomes."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from django.apps import apps


class ColumnKind(Enum):
    """How the text of a column is read."""

    LINE = "one line of text"
    NAME = "a name"
    TEXT = "text of several lines"
    CODE = "one of a few words"
    LANGUAGE = "a language tag, as en or pt-BR"
    DAY = "a day, a month or a year"
    FLAG = "yes or no"
    ADDRESS = "an http or https address"
    NAMES = "several names"
    ADDRESSES = "several addresses"


@dataclass(frozen=True)
class Column:
    """One column. `field` is the field of the record that it fills, as "claims.Claim.text"; "" for none."""

    name: str
    kind: ColumnKind
    field: str
    meaning: str

    @cached_property
    def max_length(self) -> int:
        return self._model_field.max_length or 0 if self.field else MAX_IDENTITY

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _label in self._model_field.flatchoices)

    @property
    def _model_field(self) -> Any:
        label, _dot, name = self.field.rpartition(".")
        return apps.get_model(label)._meta.get_field(name)


MAX_IDENTITY = 120
"""Characters of a row's own id; together with the data set's name they fit Origin.identity."""

_ALL = (
    Column("id", ColumnKind.LINE, "", "what the source calls the row"),
    Column("claim", ColumnKind.LINE, "claims.Claim.text", "the proposition"),
    Column("nature", ColumnKind.CODE, "claims.Claim.nature", "what kind of proposition it is"),
    Column("context", ColumnKind.TEXT, "claims.Claim.context", "what a reader must know"),
    Column("topics", ColumnKind.NAMES, "claims.Topic.name", "topics on the record, by name"),
    Column("claimant", ColumnKind.NAME, "claims.Claimant.name", "who takes the position"),
    Column("claimant_kind", ColumnKind.CODE, "claims.Claimant.kind", "what a new claimant is"),
    Column("role", ColumnKind.NAME, "claims.Statement.capacity", "in which role it was said"),
    Column("party", ColumnKind.NAME, "claims.Claimant.name", "for whom it was said"),
    Column("party_kind", ColumnKind.CODE, "claims.Claimant.kind", "what a new party is"),
    Column("stance", ColumnKind.CODE, "claims.Statement.stance", "the position"),
    Column("hedged", ColumnKind.FLAG, "claims.Statement.hedged", "whether it was said with a reservation"),
    Column("said_on", ColumnKind.DAY, "claims.Statement.said_on", "when it was said"),
    Column("place", ColumnKind.NAME, "claims.Statement.place", "where it was said"),
    Column("address", ColumnKind.ADDRESS, "claims.Lead.url", "where the claim can be found"),
    Column("first_appearance", ColumnKind.ADDRESS, "claims.Lead.url", "where it first appeared"),
    Column("appearances", ColumnKind.ADDRESSES, "claims.Lead.url", "where it appeared"),
    Column("title", ColumnKind.LINE, "claims.Lead.title", "the title of what is at the address"),
    Column("outlet", ColumnKind.NAME, "claims.Lead.outlet_name", "who published it"),
    Column("reviewer", ColumnKind.NAME, "claims.FactCheck.reviewer", "who published a verdict"),
    Column("review_address", ColumnKind.ADDRESS, "claims.FactCheck.url", "where that verdict is"),
    Column("rating", ColumnKind.LINE, "claims.FactCheck.rating", "the verdict in the reviewer's words"),
    Column("reviewed_on", ColumnKind.DAY, "claims.FactCheck.reviewed_on", "the day of the verdict"),
    Column("review_language", ColumnKind.LANGUAGE, "claims.FactCheck.language", "in which language it is"),
)
COLUMNS = {column.name: column for column in _ALL}
