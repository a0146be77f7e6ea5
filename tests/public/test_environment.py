"""What the readers' templates know, and what comes of what they do not know."""

import logging

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from jinja2 import UndefinedError
from markupsafe import escape

from public.environment import BlankName
from tests.support.pseudo_locale import pseudo_locale

ENVIRONMENT = engines["jinja2"].env


def render(source: str, **context: object) -> str:
    return ENVIRONMENT.from_string(source).render(**context)


def test_a_name_without_a_value_may_be_asked_for_but_not_printed():
    assert render("{% if notice %}A{% else %}B{% endif %}") == "B"
    for source in ("{{ notice }}", "{{ as_of.hour }}", "{% if page.notice %}{% endif %}"):
        with pytest.raises(UndefinedError):
            render(source)


def test_readers_see_nothing_in_its_place_and_the_log_tells(monkeypatch, caplog):
    monkeypatch.setattr(ENVIRONMENT, "undefined", BlankName)
    with caplog.at_level(logging.WARNING):
        assert render("<p>{{ page.notice.get_words() }}{{ page.at|date('c') }}</p>") == "<p></p>"
    assert "'page' is undefined" in caplog.text


def test_what_a_view_gives_is_escaped_and_a_message_of_ours_is_not():
    assert render("{{ text }}", text="<b>&") == "&lt;b&gt;&amp;"
    source = "{% trans name=text %}<b>{{ name }}</b>, 5 %{% endtrans %}"
    assert render(source, text="<i>") == "<b>&lt;i&gt;</b>, 5 %"
    assert render("{{ _('<b>All</b>, 5 %') }}") == "<b>All</b>, 5 %"


def test_a_message_is_kept_for_its_language_only():
    source = "{{ _('Claims') }}, {% trans %}Topics{% endtrans %}"
    assert render(source) == "Claims, Topics"
    with pseudo_locale():
        assert render(source) == "⟦Claims⟧, ⟦Topics⟧"
    assert render(source) == "Claims, Topics"


def test_the_query_string_of_the_page_is_changed():
    request = RequestFactory().get("/?with=1&q=a%26b&page=3")
    source = "{{ querystring(with=none, page=2, lost=none) }}"
    assert render(source, request=request) == "?q=a%26b&amp;page=2"


def test_every_template_can_be_read():
    assert len([ENVIRONMENT.get_template(name) for name in ENVIRONMENT.list_templates()]) > 50


def test_what_stands_in_latin_letters_in_a_sentence_of_another_script_is_marked():
    sentence = "Так говорит: США (Post & Co’s, owned by a <b>king</b>); CNBC."
    source = "{{ sentence|mark_english }}"
    assert render(source, sentence=sentence) == str(escape(sentence))
    with translation.override("ru"):
        assert render(source, sentence=sentence) == (
            'Так говорит: США (<span lang="en">Post</span> &amp; <span lang="en">Co’s, owned by a</span> '
            '&lt;<span lang="en">b</span>&gt;<span lang="en">king</span>&lt;/<span lang="en">b</span>&gt;); '
            '<span lang="en">CNBC</span>.'
        )
        assert render(source, sentence="") == ""
