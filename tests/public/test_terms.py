"""Words that readers have to learn, each behind a line that opens."""

import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.template import engines
from jinja2 import UndefinedError

ENVIRONMENT = engines["jinja2"].env
MACRO = '{% from "_terms.html" import show_terms %}'


def test_each_term_is_a_line_that_opens_without_a_script():
    html = ENVIRONMENT.from_string(MACRO + '{{ show_terms("party", "second_hand") }}').render()
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    lines = [[part.tag for part in line] for line in fragment.iter("details")]
    assert lines == [["summary", "p"]] * 2
    words = [summary.text for summary in fragment.iter("summary")]
    assert words == ["What is a party?", "What does second-hand mean?"]


def test_a_term_that_is_not_there_is_an_error_for_those_who_build_the_site():
    with pytest.raises(UndefinedError):
        ENVIRONMENT.from_string(MACRO + '{{ show_terms("nonsense") }}').render()


def test_the_page_on_style_names_every_term():
    source = Path(settings.BASE_DIR, "templates/public/_terms.html").read_text("utf-8")
    terms = re.findall(r'^  "(\w+)":', source, flags=re.MULTILINE)
    page = Path(settings.BASE_DIR, "docs/style.md").read_text("utf-8")
    named = page.partition("The terms are")[2].partition("(`templates/")[0]
    assert re.findall(r"`(\w+)`", named) == terms
