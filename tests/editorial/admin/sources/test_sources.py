import pytest
from django.contrib.auth.models import Group

from sources.models import Article, Capture, CaptureText, text_sha256
from tests import factories as make
from tests.support.admin_html import address, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = make.UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def save(client, article, **changes):
    page = address(Article, "change", article.pk)
    sent = {**filled(client.get(page)), **changes}
    assert client.post(page, {k: v for k, v in sent.items() if v is not None}).status_code == 302
    article.refresh_from_db()


def test_whoever_ticks_read_in_full_is_the_reader(as_editor, editor):
    article = make.ArticleFactory()
    save(as_editor, article, read_in_full="on", read_in_full_by="999")
    assert article.read_in_full_by == editor
    assert article.read_in_full_at is not None


def test_another_editor_saving_it_does_not_become_the_reader(as_editor):
    reader = make.UserFactory()
    article = make.ArticleFactory(read_in_full_by=reader, read_in_full_at=make.MOMENT)
    save(as_editor, article, title="A better title")
    assert (article.read_in_full_by, article.title) == (reader, "A better title")
    save(as_editor, article, read_in_full=None)
    assert (article.read_in_full_by, article.read_in_full_at) == (None, None)


def test_several_are_marked_as_read_at_once(as_editor, editor):
    reader = make.UserFactory()
    before = make.ArticleFactory(read_in_full_by=reader, read_in_full_at=make.MOMENT)
    new = make.ArticleFactory()
    as_editor.post(
        address(Article, "changelist"),
        {"action": "mark_read_in_full", "_selected_action": [before.pk, new.pk]},
    )
    before.refresh_from_db()
    new.refresh_from_db()
    assert (before.read_in_full_by, new.read_in_full_by) == (reader, editor)


def capture_form(article, text: str) -> dict:
    return {
        "article": article.pk,
        "captured_at_0": "2017-04-20",
        "captured_at_1": "12:00:00",
        "obtained": "pasted",
        "text": text,
    }


def test_a_pasted_text_becomes_a_capture_with_its_fingerprint(as_editor):
    article = make.ArticleFactory()
    sent = capture_form(article, " First line.\r\n\r\nSecond line. \r\n")
    assert as_editor.post(address(Capture, "add"), sent).status_code == 302
    capture = Capture.objects.get()
    text = " First line.\n\nSecond line. \n"
    assert capture.captured_text.text == text
    assert (capture.sha256, capture.length) == (text_sha256(text), len(text))


def test_the_same_text_twice_is_refused_kindly(as_editor):
    article = make.ArticleFactory()
    make.CaptureFactory(article=article, text="The same.")
    response = as_editor.post(address(Capture, "add"), capture_form(article, "The same."))
    assert "already has a capture of exactly this text" in response.text
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a\0b"])
def test_a_text_that_cannot_be_kept_is_refused_kindly(as_editor, text):
    response = as_editor.post(address(Capture, "add"), capture_form(make.ArticleFactory(), text))
    assert response.context["adminform"].form.errors["text"]
    assert not Capture.objects.exists()


def test_a_capture_is_never_altered(as_editor):
    capture = make.CaptureFactory()
    assert as_editor.get(address(Capture, "change", capture.pk)).status_code == 200
    sent = capture_form(capture.article, "Other words.")
    assert as_editor.post(address(Capture, "change", capture.pk), sent).status_code == 403


@pytest.mark.parametrize("pasted", ["Line.\r\nEnd.\r\n", "Line.\r\nEnd.", "Line.\r\nEnd.\r\n\r\n"])
def test_a_text_is_attached_when_it_is_the_one_that_was_captured(as_editor, pasted):
    capture = make.CaptureFactory(text="Line.\nEnd.\n")
    sent = {"capture": capture.pk, "text": pasted}
    assert as_editor.post(address(CaptureText, "add"), sent).status_code == 302
    assert CaptureText.objects.get().text == "Line.\nEnd.\n"


def test_another_text_is_refused_kindly(as_editor):
    capture = make.CaptureFactory(text="Line.")
    sent = {"capture": capture.pk, "text": "Another line."}
    response = as_editor.post(address(CaptureText, "add"), sent)
    assert "This is not the text that was captured" in response.text
    assert "5 were captured, 13 are here" in response.text
    assert not CaptureText.objects.exists()


def test_a_text_is_removed_on_a_take_down_and_the_fingerprint_stays(as_editor):
    capture = make.CaptureFactory(text="Line.")
    CaptureText.objects.create(capture=capture, text="Line.")
    assert (
        as_editor.post(
            address(CaptureText, "delete", capture.pk), {"post": "yes", "change_reason": "So."}
        ).status_code
        == 302
    )
    assert not CaptureText.objects.exists()
    assert Capture.objects.get() == capture


def test_a_retraction_before_publication_is_refused_in_words(as_editor):
    article = make.ArticleFactory(published_on="2017-04-12")
    page = address(Article, "change", article.pk)
    response = as_editor.post(page, filled(as_editor.get(page)) | {"retracted_on": "2017-04-11"})
    assert (
        "The article cannot have been retracted before it was published. Check both dates." in response.text
    )
    article.refresh_from_db()
    assert article.retracted_on is None


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.org/stra%C3%9Fe/",
        "https://m.example.org/straße",
        "https://example.org/straße/amp?utm_source=x",
    ],
)
def test_one_page_is_one_article_also_when_it_is_typed(as_editor, typed):
    other = make.ArticleFactory(title="Roads", canonical_url="https://www.example.org/straße")
    article = make.ArticleFactory(canonical_url="")
    page = address(Article, "change", article.pk)
    answer = as_editor.post(page, {**filled(as_editor.get(page)), "canonical_url": typed})
    assert answer.status_code == 200
    assert f"already on the record: Roads ({other.canonical_url})" in answer.content.decode()
    save(as_editor, other, title="Better roads", canonical_url=other.canonical_url)
    save(as_editor, article, canonical_url="https://Example.org/andere#top")
    article.refresh_from_db()
    assert article.canonical_url == "https://example.org/andere"
