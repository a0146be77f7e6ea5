"""The style sheets hold no rule for what no page has any more."""

import re

import pytest

from project.settings import BASE_DIR

SOURCES = [*(BASE_DIR / "templates").rglob("*.html"), *(BASE_DIR / "static").rglob("*.js")]
CODE = [path for app in ("public", "editorial") for path in (BASE_DIR / app).rglob("*.py")]
SET_BY_LIBRARIES = {"htmx-request"}


def read_classes(sheet: str) -> set[str]:
    """Return the classes that the selectors of a sheet name."""
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    selectors = " ".join(selector for selector in re.findall(r"([^{}]+)\{", rules) if "@" not in selector)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


def is_set(name: str, attributes: str, strings: set[str]) -> bool:
    """Tell whether some element can have the class, which may be completed later ("status-{{ … }}")."""
    if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", attributes):
        return True
    beginnings = re.findall(r"([\w-]+-)\{", attributes)
    return name in strings or any(name.startswith(beginning) for beginning in beginnings)


@pytest.mark.parametrize("sheet", ["record.css", "desk.css"])
def test_every_class_of_the_sheet_can_occur_on_a_page(sheet):
    pages = "\n".join(path.read_text("utf-8") for path in [*SOURCES, *CODE])
    attributes = "\n".join(re.findall(r'(?:class=\\?"|block coltype %})([^"\\]*)', pages))
    quoted = re.findall(r"[\"']([\w -]+)[\"']", pages)
    strings = {word for words in quoted for word in words.split()}
    classes = read_classes((BASE_DIR / "static" / sheet).read_text("utf-8"))
    assert len(classes) > 50
    assert {name for name in classes - SET_BY_LIBRARIES if not is_set(name, attributes, strings)} == set()
