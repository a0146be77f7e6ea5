"""The tables of a whole export: in what order their rows are written, and how rows name each other.

An id means something in one database only. So a row is named by its key; an account by its username, and the
few rows without a key that others refer to by what they are, as "KEY-OF-THE-CLAIM ADDRESS" for a lead.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import (
    Case,
    Expression,
    F,
    Field,
    Func,
    Model,
    OuterRef,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Collate, Concat, Greatest, Least

from claims.models import (
    Affiliation,
    Alias,
    Change,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    ClaimVersion,
    Correction,
    CorrectionProposal,
    FactCheck,
    ImportMapping,
    ImportRun,
    KeyClaim,
    Lead,
    Merge,
    OfferedCitation,
    Origin,
    OriginRow,
    ProbableDouble,
    Report,
    Review,
    Statement,
    Topic,
    TopicAlias,
    VanishedExcerpt,
)
from core.models import KeyedModel
from sources.models import Article, Capture, CaptureText, Outlet

NAME = "key"
"""What the name of a row is called in its line."""


@dataclass(frozen=True)
class RecordTable:
    """One table of the export, and so one file.

    `order`: the columns by which rows without a name are sorted; rows that are equal in all of them are equal
    in all others that are written. `left_out`: fields that are not written.
    """

    model: type[Model]
    order: Sequence[str] = ()
    left_out: frozenset[str] = frozenset()

    @cached_property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def file_name(self) -> str:
        return f"{self.label.partition('.')[2]}.jsonl"

    @cached_property
    def has_name(self) -> bool:
        return self.model in NAMES or issubclass(self.model, KeyedModel)

    @cached_property
    def fields(self) -> list[Any]:
        """The fields that are written, without the id and without what the database derives."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if not field.generated and field.name not in self.left_out and field.name not in (NAME, "id")
        ]

    @cached_property
    def columns(self) -> list[str]:
        """What stands in a line, in its order."""
        return [*([NAME] if self.has_name else []), *(field.name for field in self.fields)]

    @cached_property
    def values(self) -> dict[str, Expression | F]:
        """Where each column comes from."""
        name = {NAME: name_row(self.model)} if self.has_name else {}
        return {**name, **{field.name: _find_value(self.model, field) for field in self.fields}}

    @cached_property
    def sorting(self) -> list[Expression | F]:
        """By bytes, as Python sorts: other databases may sort by other rules."""
        if self.has_name:
            return [Collate(name_row(self.model), "C")]
        return [
            Collate(value, "C") if _is_text(self.model, column) else value
            for column in self.order
            for value in [self.values[column]]
        ]


def _is_text(model: type[Model], column: str) -> bool:
    field = model._meta.get_field(column)
    return field.is_relation or column == "row_id" or field.get_internal_type() in ("CharField", "TextField")


def name_row(model: type[Model], prefix: str = "") -> Expression | F:
    """Return the name of a row of `model`, which `prefix` leads to, in SQL."""
    return NAMES[model](prefix) if model in NAMES else F(f"{prefix}key")


def _name_lead(prefix: str) -> Expression:
    return Concat(F(f"{prefix}claim__key"), Value(" "), F(f"{prefix}url"), output_field=TextField())


def _name_run(prefix: str) -> Expression:
    begun = Cast(F(f"{prefix}begun_at"), TextField())
    return Concat(begun, Value(" "), F(f"{prefix}sha256"), output_field=TextField())


def _name_origin(prefix: str) -> Expression:
    line = Cast(F(f"{prefix}line"), TextField())
    return Concat(_name_run(f"{prefix}run__"), Value(" "), line, output_field=TextField())


NAMES: dict[type[Model], Callable[[str], Expression | F]] = {
    User: lambda prefix: F(f"{prefix}username"),
    Lead: _name_lead,
    ImportRun: _name_run,
    Origin: _name_origin,
}
"""The names of rows that have no key."""


def _find_value(model: type[Model], field: "Field[Any, Any]") -> Expression | F:
    if make_value := VALUES.get((model, field.name)):
        return make_value()
    if field.is_relation:
        related: Any = field.related_model
        return name_row(related, f"{field.name}__")
    return F(field.name)


def _name_any_row() -> Expression:
    """Name a row that its model's label and its id tell."""
    named = [
        When(
            model=table.label,
            then=Subquery(
                table.model._base_manager.filter(pk=OuterRef("row_id")).values_list(name_row(table.model))[:1]
            ),
        )
        for table in TABLES
        if table.has_name
    ]
    return Case(*named, output_field=TextField())


def _name_of_pair(choose: type[Func]) -> Expression:
    return choose(Collate(F("claim__key"), "C"), Collate(F("other__key"), "C"))


VALUES: dict[tuple[type[Model], str], Callable[[], Expression | F]] = {
    (OriginRow, "row_id"): _name_any_row,
    # The one with the smaller id comes first, and ids are given in the order of names.
    (ProbableDouble, "claim"): lambda: _name_of_pair(Least),
    (ProbableDouble, "other"): lambda: _name_of_pair(Greatest),
    # What was moved is told by ids, with fingerprints of rows that have ids in them.
    (Merge, "moved"): lambda: F("moved__notes"),
}
"""Fields of which something else is written than what they hold."""

ACCOUNTS = RecordTable(
    User,
    left_out=frozenset(
        ("password", "last_login", "is_superuser", "username", "email", "is_staff", "is_active")
    ),
)
"""Who did what, by name: without passwords, rights and addresses."""

TABLES: Sequence[RecordTable] = (
    RecordTable(Outlet),
    RecordTable(Article),
    RecordTable(Capture),
    RecordTable(CaptureText, ("capture",)),
    RecordTable(Topic),
    RecordTable(TopicAlias),
    RecordTable(Claimant),
    RecordTable(Alias),
    RecordTable(Affiliation),
    RecordTable(Citation),
    RecordTable(Statement),
    RecordTable(Claim.topics.through, ("claim", "topic")),
    RecordTable(FactCheck),
    RecordTable(ClaimRelation),
    RecordTable(KeyClaim),
    RecordTable(Correction),
    RecordTable(Claim),
    RecordTable(ClaimVersion, ("claim", "number"), left_out=frozenset(("made_in",))),
    RecordTable(
        Change,
        ("claim", "version", "kind", "statement", "correction", "article", "made_at", "how_many"),
    ),
    RecordTable(Review, ("claim", "statement", "asked_at", "asked_by", "note")),
    RecordTable(CorrectionProposal, ("claim", "proposed_at", "proposed_by", "change")),
    RecordTable(OfferedCitation, ("statement", "article", "offered_at", "offered_by", "excerpt", "start")),
    RecordTable(VanishedExcerpt, ("citation", "capture")),
    RecordTable(ProbableDouble, ("claim", "other")),
    RecordTable(Report, ("received_at", "kind", "message"), left_out=frozenset(("contact",))),
    RecordTable(Lead),
    RecordTable(ImportMapping, ("name", "saved_at")),
    RecordTable(ImportRun),
    RecordTable(Origin),
    RecordTable(OriginRow, ("origin", "model", "row_id")),
    RecordTable(
        Merge,
        ("merged_at", "claim_from", "claimant_from", "outlet_from", "reason"),
    ),
)
"""In the order in which they are loaded.

What stands below a claim comes before it: foreign keys wait, and the rule of the status meets each claim
once. Versions come when all that readers see is there, merges last: what is merged takes nothing new.
"""


def list_accounts() -> Iterator[tuple[RecordTable, str]]:
    """List the tables and fields that name accounts."""
    for table in TABLES:
        for field in table.fields:
            if field.related_model is User:
                yield table, field.name
