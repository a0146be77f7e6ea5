"""No word of the interface escapes translation.

The public pages are rendered in a language that marks every text. What remains unmarked must be of the
record (claims, names, excerpts, titles) or a name that has no translation. A claim's key or an id never
counts as either.
"""

import re

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import gettext, ngettext, pgettext

from project.install import LOCALE
from project.translations import extract, find_gaps
from tests.support.page_list import public_pages, refused_pages
from tests.support.pseudo_locale import find_unmarked_texts, pseudo_locale, strip_marks

pytestmark = pytest.mark.django_db

# Names of things that are called the same in every language, and abbreviations.
NAMES = [
    *("On the Record", "SHA-256", "BibTeX", "CSL-JSON", "JSON-LD", "Wikidata", "MIT", "UTC", "PostgreSQL"),
    "Русский",
    *("xylophone", "attack", "nonsense", "status"),  # what the test asks of the list of claims
]
LETTERS = re.compile(r"[^\W\d_]+")


def list_record_words() -> list[str]:
    """List every text that editors wrote or articles printed, and the names.

    The longest first.
    """
    found = {(name,) for name in NAMES}
    for label in ("sources", "claims"):
        for model in apps.get_app_config(label).get_models():
            fields = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField) and not field.choices
            ]
            for values in model._default_manager.values_list(*fields) if fields else ():
                found.update(_split(value) for value in values if isinstance(value, str) and len(value) > 1)
    return sorted({piece for several in found for piece in several}, key=len, reverse=True)


def _split(value: str) -> tuple[str, ...]:
    """Return the text as one line, and its paragraphs.

    With a capital as well, as sentences begin, and without one, as they go on.
    """
    lines = [" ".join(line.split()) for line in (value, *value.splitlines())]
    firsts = (str, str.upper, str.lower)
    return tuple({change(line[0]) + line[1:] for line in lines if len(line) > 1 for change in firsts})


def find_own_words(text: str, record: list[str]) -> str:
    """Return what is left of an unmarked text without the record's words."""
    text = re.sub(r"https?://\S+", " ", text)
    whole = text.replace("¶", "").strip(
        " …"
    )  # first as it reads: an excerpt may have marked words, or an end
    if _is_part(whole, record) or not LETTERS.search(_remove_words(whole, record)):
        return ""
    # An excerpt that is cut short may hold names: it is looked for before these are removed.
    text = "¶".join(piece for piece in text.split("¶") if not _is_part(piece.strip(" “”…"), record))
    pieces = (piece.strip(" –·,.;:“”\"'()…‹›→←") for piece in _remove_words(text, record).split("¶"))
    return " ¶ ".join(piece for piece in pieces if LETTERS.search(piece) and not _is_part(piece, record))


def _remove_words(text: str, record: list[str]) -> str:
    for words in record:
        if words in text:
            text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", text)
    return text


def _is_part(piece: str, record: list[str]) -> bool:
    """Whether it is part of a text of the record, or of a fingerprint.

    Part of a text (as where matching words are highlighted, or a long one is cut short) rather than a short
    word of ours that happens to occur in one; or part of a fingerprint.
    """
    if re.fullmatch("[0-9a-f]{8,64}", piece):
        return True
    long_enough = len(piece.split()) >= 3 or not piece.islower()
    return long_enough and any(
        re.search(rf"(?<!\w){re.escape(piece)}", words) for words in record if piece in words
    )


@pytest.mark.slow
@pytest.mark.usefixtures("moscow_record")
def test_every_word_of_the_interface_is_marked_for_translation(client):
    paths = public_pages() | {str(status): path for status, path in refused_pages().items()}
    record = list_record_words()
    escaped = {}
    with pseudo_locale():
        for name, path in paths.items():
            texts = find_unmarked_texts(client.get(path).content.decode())
            escaped[name] = sorted({left for text in texts if (left := find_own_words(text, record))})
    assert {name: texts for name, texts in escaped.items() if texts} == {}


@pytest.mark.parametrize(
    "path", sorted(LOCALE.glob("*/LC_MESSAGES/django.po")), ids=lambda path: path.parts[-3]
)
def test_every_message_has_a_whole_translation_in_each_language(path):
    """After a change of words: `make messages`, and translate what it lists."""
    assert find_gaps(path, extract()) == []


def test_what_is_translated_is_marked_and_what_is_not_is_found():
    with pseudo_locale():
        said = gettext("Claims"), ngettext("%d claim", "%d claims", 2) % 2, pgettext("a menu", "Main")
    assert said == ("⟦Claims⟧", "⟦2 claims⟧", "⟦Main⟧")
    assert gettext("Claims") == "Claims"
    assert strip_marks("⟦On ⟦April⟧ <b>2⟧ by Russia") == "by Russia"
    page = "<title>⟦T⟧</title><p>⟦Said by⟧ <b>Ada Brook</b> on Monday</p><p aria-label='Way'>12</p>"
    assert find_unmarked_texts(page) == ["¶Ada Brook¶ on Monday", "Way"]
    record = ["Ada Brook"]
    assert [find_own_words(text, record) for text in find_unmarked_texts(page)] == ["on Monday", "Way"]
    assert find_own_words("¶Ada¶", record) == ""
    assert find_own_words("¶brook¶ Add", record) == "brook ¶ Add"
    assert find_own_words("Ada ¶Brook¶", record) == ""
