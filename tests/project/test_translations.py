"""What there is to translate, what a translation lacks, and how it is compiled."""

import gettext
import subprocess
import sys

import pytest
from babel.messages import Catalog

from project import install, translations

TEMPLATE = """
<p>{{ _("One") }}, 45 % of {{ pgettext("menu", "Main") }}</p>
{% trans number=n, at=day %}
  {{ number }} “claim”
  of {{ at }}, 5 %
{% pluralize %}{{ number }} claims{% endtrans %}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext, npgettext
# Translators: a hint
WORDS = _("Two" " lines")
MANY = ngettext("%(n)s topic", "%(n)s topics", n), npgettext("news", "%d item", "%d items", n)
"""
HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def po_file(tmp_path):
    folder = tmp_path / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    return folder / "django.po"


def test_messages_are_found_in_templates_and_in_code(tmp_path):
    for name, content in {"templates/public/a.html": TEMPLATE, "claims/a.py": CODE}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(content, "utf-8")
    for name in ("core", "sources", "public", "editorial"):
        (tmp_path / name).mkdir()
    (tmp_path / "editorial" / "a.py").write_text('_("Of the admin")', "utf-8")
    found = [message for message in translations.extract(tmp_path) if message.id]
    assert {(message.context, message.id) for message in found} == {
        (None, "One"),
        ("menu", "Main"),
        (None, ("%(number)s “claim” of %(at)s, 5 %%", "%(number)s claims")),
        (None, "Two lines"),
        (None, ("%(n)s topic", "%(n)s topics")),
        ("news", ("%d item", "%d items")),
    }
    assert [message.auto_comments for message in found if message.id == "Two lines"] == [["a hint"]]


@pytest.mark.parametrize(
    ("entry", "gap"),
    [
        ('msgid "%(n)s one"\nmsgstr "%(n)s один"\n', None),
        ("", "is not there: %(n)s one"),
        ('msgid "%(n)s one"\nmsgstr ""\n', "has no whole translation: %(n)s one"),
        ('#, fuzzy\nmsgid "%(n)s one"\nmsgstr "%(n)s один"\n', "is fuzzy: %(n)s one"),
        ('msgid "%(n)s one"\nmsgstr "%(m)s один"\n', "has other placeholders: %(n)s one"),
        ('msgid "%(n)s one"\nmsgstr "один"\n', "has other placeholders: %(n)s one"),
        ('msgctxt "x"\nmsgid "%(n)s one"\nmsgstr "%(n)s один"\n', "is stale: %(n)s one"),
    ],
)
def test_gaps_of_a_translation_are_named(po_file, entry, gap):
    expected = Catalog()
    expected.add("%(n)s one")
    po_file.write_text(f"{HEADER}\n{entry}", "utf-8")
    gaps = translations.find_gaps(po_file, expected)
    assert gaps[:1] == ([gap] if gap else [])


@pytest.mark.parametrize(("forms", "is_whole"), [(3, True), (2, False)])
def test_every_plural_form_has_to_be_there(po_file, forms, is_whole):
    expected = Catalog()
    expected.add(("one claim", "%(n)s claims"))
    lines = "".join(f'msgstr[{form}] "%(n)s"\n' for form in range(forms))
    po_file.write_text(f'{HEADER}\nmsgid "one claim"\nmsgid_plural "%(n)s claims"\n{lines}', "utf-8")
    assert (translations.find_gaps(po_file, expected) == []) == is_whole


def test_what_changed_is_compiled_when_installing(po_file, monkeypatch):
    monkeypatch.setattr(install, "LOCALE", po_file.parents[2])
    assert install.find_uncompiled() == []
    po_file.write_text(f'{HEADER}\nmsgid "One"\nmsgstr "Один"\n', "utf-8")
    assert install.find_uncompiled() == [po_file]
    translations.compile_changed()
    assert install.find_uncompiled() == []
    found = gettext.translation("django", po_file.parents[2], ["ru"])
    assert found.gettext("One") == "Один"


def test_an_unknown_word_on_the_command_line_is_one_line():
    command = [sys.executable, "-m", "project.translations", "updaet"]
    done = subprocess.run(command, cwd=install.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "say update, or nothing" in done.stderr
