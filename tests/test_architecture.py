"""The structure of the code, and requirements on every model.

import-linter checks the imports: see the contracts in pyproject.toml.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from sources.models import CaptureText
from tests.support.migration_dangers import find_new_dangers
from tests.support.structure import PACKAGES, Structure, length

ROOT = Path(__file__).resolve().parent.parent
HOUSE = Structure()
RECORD = [
    model
    for label in ("sources", "claims", "subscriptions")
    for model in apps.get_app_config(label).get_models()
    if not hasattr(model, "pgh_tracked_model")
]
# Models of the work on the record or of its history: each row says itself who did what and when.
WORK = {
    "Addition",
    "BackgroundJob",
    "Change",
    "ChangeTopic",
    "ClaimSearch",
    "ClaimVersion",
    "CommonWords",
    "CorrectionProposal",
    "Coverage",
    "Delivery",
    "Digest",
    "FacetCount",
    "Follow",
    "FollowRequest",
    "Follower",
    "HistoryBacklog",
    "HistoryLeaves",
    "HistorySeal",
    "HistoryShape",
    "HostVisit",
    "ImportMapping",
    "ImportRun",
    "ImportUpload",
    "JobTrouble",
    "Lead",
    "LinkCheck",
    "Merge",
    "MirrorEntry",
    "MouthpieceWork",
    "OfferedChange",
    "OfferedCitation",
    "OpenForm",
    "Origin",
    "OriginRow",
    "PlacedChange",
    "ProbableDouble",
    "Publication",
    "QueueEntry",
    "Report",
    "ReportKey",
    "ReportSender",
    "Review",
    "SavedView",
    "Stamp",
    "StoredPage",
    "TextFingerprint",
    "VanishedExcerpt",
    "Webhook",
    "WordPairs",
}


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


def test_sources_never_names_claims_in_a_string():
    wrong = {
        f"{name}: {text!r}"
        for name, tree in HOUSE.modules.items()
        if name.split(".")[0] == "sources"
        for text in literals(tree)
        if "claims." in text or "claims_" in text
    }
    assert wrong == set()


def test_a_package_has_at_most_15_modules():
    assert {name: n for name, n in HOUSE.modules_per_package().items() if n > 15} == {}


def test_a_function_has_at_most_45_lines():
    long = {f"{name}.{node.name}": length(node) for name, node in HOUSE.functions() if length(node) > 45}
    assert long == {}


def test_a_class_name_is_defined_once():
    by_convention = {"Command", "Meta"}  # Django asks for these
    assert {name for name, n in HOUSE.classes().items() if n > 1} - by_convention == set()


def test_every_core_module_serves_two_packages():
    """What one package alone uses belongs there: core is no drawer for odds and ends."""
    served = {
        name: {user.split(".")[0] for user in HOUSE.users[name]} - {"core", "benchmarks"}
        for name in HOUSE.modules
        if name.startswith("core.") and name not in HOUSE.packages
    }
    assert len(served) > 5
    assert {name: users for name, users in served.items() if len(users) < 2} == {}


def test_who_has_tables():
    """The record, readers’ subscriptions beside it, and what programs may do and were answered."""
    assert {app.label for app in apps.get_app_configs() if app.name in PACKAGES and [*app.get_models()]} == {
        "sources",
        "claims",
        "subscriptions",
        "api",
    }
    assert {model.__name__ for model in apps.get_app_config("api").get_models()} == {
        "PersonalToken",
        "StoredAnswer",
    }


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_new_migration_stops_the_site():
    """One that has to, such as on a table that is small for sure, says why in UNDER_LOAD."""
    assert find_new_dangers() == {}


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
            "Change": {"article", "correction", "statement"},
            "ChangeTopic": {"change", "topic"},
            "ClaimTopic": {"claim", "topic"},
            "Delivery": {"webhook"},
            "Digest": {"follower"},
            "Follow": {"follower"},
            "KeyClaim": {"topic"},
            "Lead": {"claim"},
            "LinkCheck": {"article"},
            "MouthpieceWork": {"outlet"},
            "OfferedChange": {"claim", "statement"},
            "OfferedCitation": {"citation"},
            "OpenForm": {"editor"},
            "ProbableDouble": {"claim", "other"},
            "Review": {"claim", "statement"},
            "SavedView": {"editor"},
            "TextFingerprint": {"capture"},
            "TopicAlias": {"topic"},
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


def test_requirements_of_the_top_level():
    expected = {"manage.py", "pyproject.toml", *PACKAGES, "templates", "tests", "fixtures"}
    assert expected <= {path.name for path in ROOT.iterdir()}
