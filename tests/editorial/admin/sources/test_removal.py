"""Captures and their texts go with a reason; where words were cited, by a publisher and never wholly."""

import pytest

from sources.models import Capture, CaptureText
from tests import factories as make
from tests.support.admin_html import address, said_to
from tests.support.html import text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db
SENT = {"post": "yes", "change_reason": "A take-down request."}


def keep(text: str = "The bridge is open. The mayor said so.") -> Capture:
    capture = make.CaptureFactory(text=text)
    CaptureText.objects.attach(capture, text)
    return capture


@pytest.fixture
def cited() -> Capture:
    """Make a capture from which words were cited once; the citation is gone."""
    capture = keep()
    statement = make.DraftStatementFactory()
    make.ProvedCitationFactory(statement=statement, capture=capture, excerpt="The bridge is open.").delete()
    return capture


def test_an_editor_removes_what_was_never_cited_with_a_reason(as_editor):
    capture = keep()
    refused = as_editor.post(address(CaptureText, "delete", capture.pk), {"post": "yes"})
    assert "say why it goes" in text_of(refused) and CaptureText.objects.exists()
    as_editor.post(address(CaptureText, "delete", capture.pk), SENT)
    assert not CaptureText.objects.exists()
    as_editor.post(address(Capture, "delete", capture.pk), SENT)
    assert not Capture.objects.exists()


@pytest.mark.parametrize("model", [Capture, CaptureText])
def test_what_was_cited_no_editor_removes(as_editor, cited, model):
    page = address(model, "delete", cited.pk)
    assert as_editor.get(page).status_code == as_editor.post(page, SENT).status_code == 403
    sent = SENT | {"action": "delete_selected", "_selected_action": [cited.pk]}
    as_editor.post(address(model, "changelist"), sent)
    assert CaptureText.objects.filter(capture=cited).exists()


def test_a_publisher_removes_the_text_and_what_it_was_stays_known(as_publisher, publisher, cited, client):
    sha256, captured_at = cited.sha256, cited.captured_at
    as_publisher.post(address(CaptureText, "delete", cited.pk), SENT)
    assert not CaptureText.objects.exists()
    cited.refresh_from_db()
    assert (cited.sha256, cited.captured_at) == (sha256, captured_at)
    assert (cited.text_removed_by, cited.text_removal_reason) == (publisher, "A take-down request.")
    assert "A take-down request." in text_of(as_publisher.get(address(Capture, "change", cited.pk)))
    make.StatementFactory(citation__article=cited.article)
    page = text_of(client.get(cited.article.get_absolute_url()))
    assert sha256 in page and "We no longer keep this text" in page and "take-down request" not in page


def test_a_capture_that_was_cited_is_never_deleted(as_publisher, cited):
    response = as_publisher.post(address(Capture, "delete", cited.pk), SENT, follow=True)
    assert "Words of this capture were cited" in said_to(response)[0]
    with assert_refused("capture_cited_stays"):
        cited.delete()


def test_a_text_that_was_removed_stays_removed(as_publisher, as_editor, cited):
    text = cited.captured_text.text
    as_publisher.post(address(CaptureText, "delete", cited.pk), SENT)
    kept = Capture.objects.keep(article=cited.article, text=text, captured_at=make.MOMENT, obtained="fetched")
    assert kept == cited and not CaptureText.objects.exists()
    sent = {"capture": cited.pk, "text": text}
    response = as_editor.post(address(CaptureText, "add"), sent)
    assert "stays removed" in text_of(response)
    with assert_refused("capture_text_stays_removed"):
        CaptureText.objects.create(capture=cited, text=text)
    with assert_refused("capture_is_immutable"):
        Capture.objects.filter(pk=cited.pk).update(text_removal_reason="Another.")


def test_a_removal_says_who_when_and_why():
    with assert_refused("capture_text_removal_says_who_when_and_why"):
        Capture.objects.filter(pk=keep().pk).update(text_removed_at=make.MOMENT)
