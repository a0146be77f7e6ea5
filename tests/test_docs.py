"""The docs name commands, files, environment variables and rules that exist."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.support import entity_diagram

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))


def variables_read() -> set[str]:
    """Return the names given to the functions in settings that read the environment."""
    readers = {
        *("text", "required", "secret", "flag", "number", "words", "zone_name", "tag_authority"),
        *("site_address", "mail_address"),
    }
    return {
        node.args[0].value
        for node in ast.walk(ast.parse((ROOT / "project/settings.py").read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in readers
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


PROMISES = [ROOT / "docs/security.md", ROOT / "docs/reliability.md"]


@pytest.mark.parametrize("page", PROMISES, ids=lambda page: page.name)
def test_every_promise_names_the_tests_that_keep_it(page):
    promises = re.findall(r"^- (.*?)(?=^- |^#|\Z)", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    named = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", promise) for promise in promises]
    assert promises
    assert [promise for promise, tests in zip(promises, named, strict=True) if not tests] == []
    assert [
        f"{path}::{name}"
        for tests in named
        for path, name in tests
        if f"\ndef {name}(" not in (ROOT / path).read_text("utf-8")
    ] == []


@every_page
def test_every_make_target_exists(page):
    named = set(re.findall(r"\bmake ([a-z-]+)\b(?=[`\s#]|$)", code_of(page)))
    assert named <= targets()


@every_page
def test_every_management_command_exists(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", code_of(page)))
    assert named <= set(get_commands())


@every_page
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@every_page
def test_every_path_in_code_marks_exists(page):
    """Check everything in code marks that is one of our paths, as `claims/status.py`."""
    paths = re.findall(
        r"`((?:core|meaning|quotations|sources|claims|public|editorial|api|project|tests|fixtures|templates|static|docs|benchmarks)/[\w./-]*)`",
        page.read_text("utf-8"),
    )
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_decision_has_a_number_of_its_own():
    """The name begins with it, and so does the title, if it has one."""
    decisions = {path: path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")}
    assert sorted(decisions.values()) == sorted(set(decisions.values()))
    titles = {
        path.name: title["number"]
        for path in decisions
        if (title := re.match(r"# (?P<number>\d+)\.", path.read_text("utf-8")))
    }
    assert titles == {name: str(int(name[:4])) for name in titles}


def test_every_variable_that_is_read_is_documented_and_no_other():
    documented = set(
        re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE)
    )
    assert documented == variables_read()


def test_every_constraint_that_the_docs_name_exists():
    named = set(
        re.findall(r"`((?:claim|statement|citation)_\w+)`", (ROOT / "docs/internals.md").read_text("utf-8"))
    )
    written = "".join(
        path.read_text("utf-8") for app in ("claims", "sources") for path in (ROOT / app).rglob("*.py")
    )
    assert named
    assert {name for name in named if name not in written} == set()


def code_of(page: Path) -> str:
    """Return the text in code marks and indented blocks, where commands are."""
    text = page.read_text("utf-8")
    return "\n".join([*re.findall(r"`[^`\n]+`", text), *re.findall(r"^    .*$", text, re.MULTILINE)])


def test_the_drawing_of_the_tables_is_up_to_date():
    assert entity_diagram.PAGE.read_text("utf-8") == entity_diagram.page(), "run `make diagram`"
