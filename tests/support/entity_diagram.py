"""A drawing of the tables and their foreign keys for docs/entities.md.

It is made from the models.

`make diagram` writes it; a test compares. The drawing is Mermaid's, which code hosts show as a picture.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "entities.md"
RECORD = (
    *(
        "Outlet",
        "Article",
        "Capture",
        "CaptureText",
        "Topic",
        "TopicAlias",
        "ClaimTopic",
        "Claim",
        "Claimant",
    ),
    *("Alias", "Affiliation", "Statement", "Citation", "ClaimRelation", "FactCheck", "Correction"),
)
HEAD = """# Entities

Written by `make diagram` from the models; a test fails when it is out of date. Each model's docstring says
what one row means. Every table of the record has an event table beside it, which holds what its rows were
before and is left out here, as are the accounts of editors.

A line reads: one row on the left, `||`, is referred to by any number on the right, `o{`, through the field
named; `|o` is a field that may be empty, and `o|` at most one row.
"""
RECORD_HEAD = "\n## The record\n\n"
REST_HEAD = """
## The work on it, and what follows from it

What editors and readers are working on, what was published when, and tables that PostgreSQL keeps itself.
Rows of the record appear without their fields.

"""


def page() -> str:
    """Return the whole of docs/entities.md."""
    ours = [*apps.get_app_config("sources").get_models(), *apps.get_app_config("claims").get_models()]
    tables = [model for model in ours if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")]
    record = [model for model in tables if model.__name__ in RECORD]
    rest = [model for model in tables if model.__name__ not in RECORD]
    return HEAD + RECORD_HEAD + drawing(record) + REST_HEAD + drawing(rest)


def drawing(tables: Iterable[type[models.Model]]) -> str:
    """Return a Mermaid diagram of these tables, with every table that they refer to."""
    tables = sorted(tables, key=lambda model: model.__name__)
    lines = [line for model in tables for line in (*entity(model), *references(model))]
    return "\n".join(["```mermaid", "erDiagram", *(f"    {line}" for line in lines), "```", ""])


def entity(model: type[models.Model]) -> Iterator[str]:
    """Yield the table with its columns that refer to no other table."""
    yield f"{model.__name__} {{"
    for field in model._meta.concrete_fields:
        if not field.is_relation and not isinstance(field, SearchVectorField):
            yield f"    {field.get_internal_type()} {field.name}"
    yield "}"


def references(model: type[models.Model]) -> Iterator[str]:
    """Yield a line for each foreign key to a table of ours."""
    for field in model._meta.concrete_fields:
        target = field.remote_field and field.remote_field.model
        if target and target._meta.app_label in {"sources", "claims"}:
            one = "|o" if field.null else "||"
            many = "o|" if field.unique else "o{"
            yield f"{target.__name__} {one}--{many} {model.__name__} : {field.name}"


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
