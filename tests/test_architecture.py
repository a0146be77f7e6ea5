"""The shape of the code: who may import whom, and what every model owes its readers."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from sources.models import CaptureText

ROOT = Path(__file__).resolve().parent.parent
OURS = ("core", "quotations", "sources", "claims", "public", "editorial", "project")
RECORD = [
    model
    for label in ("sources", "claims")
    for model in apps.get_app_config(label).get_models()
    if not hasattr(model, "pgh_tracked_model")
]
# Not the record but the work on it: each row says itself who did what and when.
WORK = {
    "BackgroundJob",
    "Change",
    "ChangeTopic",
    "ClaimSearch",
    "ClaimVersion",
    "CorrectionProposal",
    "Coverage",
    "FacetCount",
    "HostVisit",
    "JobTrouble",
    "LinkCheck",
    "Merge",
    "OfferedCitation",
    "ProbableDouble",
    "QueueEntry",
    "Report",
    "ReportKey",
    "ReportSender",
    "Review",
    "TextFingerprint",
    "VanishedExcerpt",
}


def modules(package: str):
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported_modules(tree: ast.AST):
    """Every module that the tree names in an import, `from a import b` as both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


def literals(tree: ast.AST):
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("core", {"sources", "claims", "public", "editorial", "project"}),
        ("quotations", {"django", "core", "sources", "claims", "public", "editorial", "project"}),
        ("sources", {"claims", "public", "editorial", "project"}),
        ("claims", {"public", "editorial", "project"}),
        ("public", {"editorial", "project"}),
        ("editorial", {"public", "project"}),
    ],
)
def test_imports_go_one_way(package, forbidden):
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path, tree in modules(package)
        for name in imported(tree)
        if name in forbidden
    }
    assert wrong == set()


def test_every_module_of_core_serves_two_packages():
    users = {f"core.{path.stem}": set() for path, _ in modules("core") if path.stem != "__init__"}
    for package in OURS:
        for _, tree in modules(package):
            for name in set(imported_modules(tree)) & users.keys():
                users[name].add(package)
    lonely = {name: packages for name, packages in users.items() if len(packages - {"core"}) < 2}
    assert lonely == {}


def test_core_has_no_table():
    assert [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("core.")
    ] == []


def test_sources_never_names_claims_in_a_string():
    wrong = {
        f"{path.relative_to(ROOT)}: {text!r}"
        for path, tree in modules("sources")
        for text in literals(tree)
        if "claims." in text or "claims_" in text
    }
    assert wrong == set()


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
class TestEveryModel:
    def test_says_what_a_row_means(self, model):
        assert model.__doc__
        assert not model.__doc__.startswith(f"{model.__name__}(")

    def test_has_no_order_of_its_own(self, model):
        assert model._meta.ordering == []

    def test_protects_what_is_on_the_record(self, model):
        cascades = {
            field.name
            for field in model._meta.concrete_fields
            if field.is_relation and field.remote_field.on_delete is not models.PROTECT
        }
        allowed = {
            "BackgroundJob": {"worker"},
            "CaptureText": {"capture"},
            "Change": {"correction", "statement"},
            "ChangeTopic": {"change", "topic"},
            "ClaimTopic": {"claim", "topic"},
            "LinkCheck": {"article"},
            "OfferedCitation": {"citation"},
            "ProbableDouble": {"claim", "other"},
            "Review": {"claim", "statement"},
            "TextFingerprint": {"capture"},
            "VanishedExcerpt": {"citation"},
        }
        assert cascades == allowed.get(model.__name__, set())

    def test_by_comes_with_at(self, model):
        names = {field.name for field in model._meta.concrete_fields}
        lonely = {
            name
            for name in names
            if name.endswith("_by")
            and f"{name.removesuffix('_by')}_at" not in names
            and name not in {"relayed_by", "translated_by"}
        }
        assert lonely == set()

    def test_every_constraint_speaks_to_people(self, model):
        silent = {
            constraint.name
            for constraint in model._meta.constraints
            if constraint.violation_error_message == models.BaseConstraint.default_violation_error_message
        }
        # These two only serve as targets of foreign keys: an id is unique by itself.
        assert silent <= {"claimant_with_is_party", "capture_with_article"}

    def test_its_history_is_kept_unless_it_must_be_removable_or_is_work(self, model):
        tracked = {event.pgh_tracked_model for event in apps.get_models() if is_event(event)}
        assert (model in tracked) == (model is not CaptureText and model.__name__ not in WORK)


def is_event(model) -> bool:
    return hasattr(model, "pgh_tracked_model")


def test_no_file_is_longer_than_it_should_be():
    long = {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for package in (*OURS, "tests")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == set()


def test_requirements_of_the_top_level():
    expected = {"manage.py", "pyproject.toml", *OURS, "templates", "tests", "fixtures"}
    assert expected <= {path.name for path in ROOT.iterdir()}
