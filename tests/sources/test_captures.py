"""The text of a capture: the captured text exactly, attachable later, removable.

No history holds it.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from sources.models import Capture, CaptureText, text_sha256
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, sql

pytestmark = pytest.mark.django_db

AS_PRINTED = "“No\u00a0evidence”, he said. \U0001f30d \u202bשלום\u202c e\u0301\r\n\tTillison"


@pytest.mark.parametrize("text", [AS_PRINTED + " ", AS_PRINTED.replace("\r\n", "\n"), AS_PRINTED[:-1], ""])
def test_only_the_very_text_is_attached(text):
    capture = make.CaptureFactory(text=AS_PRINTED)
    with assert_refused("capture_text_matches_hash"):
        CaptureText.objects.create(capture=capture, text=text)
    with assert_accepted():
        CaptureText.objects.create(capture=capture, text=AS_PRINTED)
    assert CaptureText.objects.get().text == AS_PRINTED


def test_a_text_is_not_altered_afterwards():
    capture = make.CaptureFactory(text=AS_PRINTED)
    CaptureText.objects.create(capture=capture, text=AS_PRINTED)
    with assert_refused("capture_text_matches_hash"):
        sql("UPDATE sources_capturetext SET text = 'Other words.'")


def test_the_length_counts_code_points():
    right = {"sha256": text_sha256(AS_PRINTED), "text": AS_PRINTED}
    capture = make.CaptureFactory(**right, length=len(AS_PRINTED.encode()))
    with assert_refused("capture_text_matches_hash"):
        CaptureText.objects.create(capture=capture, text=AS_PRINTED)
    with assert_accepted():
        CaptureText.objects.create(capture=make.CaptureFactory(**right), text=AS_PRINTED)


def test_keeping_the_same_text_twice_keeps_one_capture():
    article = make.ArticleFactory()
    keep = {"article": article, "text": AS_PRINTED, "captured_at": make.MOMENT, "obtained": "pasted"}
    assert Capture.objects.keep(**keep) == Capture.objects.keep(**keep)
    assert Capture.objects.keep(**keep | {"text": "Later."}) != Capture.objects.keep(**keep)
    assert (Capture.objects.count(), CaptureText.objects.count()) == (2, 2)


def test_a_text_can_be_removed_and_attached_again_and_the_hash_stands():
    capture = Capture.objects.keep(
        article=make.ArticleFactory(), text=AS_PRINTED, captured_at=make.MOMENT, obtained="pasted"
    )
    capture.captured_text.delete()
    kept = Capture.objects.get()
    assert (kept.sha256, kept.length) == (text_sha256(AS_PRINTED), len(AS_PRINTED))
    with assert_accepted():
        CaptureText.objects.create(capture=kept, text=AS_PRINTED)


def test_no_history_holds_a_text():
    Capture.objects.keep(
        article=make.ArticleFactory(), text=AS_PRINTED, captured_at=make.MOMENT, obtained="pasted"
    )
    CaptureText.objects.all().delete()
    tables = [m for m in apps.get_models() if m.__name__.endswith("Event")]
    assert "CaptureEvent" in {m.__name__ for m in tables}
    for model in tables:
        for row in model.objects.values():
            assert "Tillison" not in repr(row)


def test_the_migration_counts_the_words_of_texts_that_are_kept():
    kept, gone = (make.CaptureFactory(text=f"Text {n}, four words", words=None) for n in range(2))
    CaptureText.objects.attach(kept, "Text 0, four words")
    import_module("sources.migrations.0015_count_words").count(None, connection.schema_editor())
    assert dict(Capture.objects.values_list("pk", "words")) == {kept.pk: 4, gone.pk: None}
