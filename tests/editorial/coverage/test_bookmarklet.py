"""Beginning from the page that an editor reads: a bookmark, and the address that it opens."""

from urllib.parse import unquote, urlencode

import pytest
from django.urls import reverse

from claims.models import Coverage
from tests import factories as make
from tests.support.coverage_pages import TEXT, follow_refusal, page_url
from tests.support.html import links_of, text_of
from tests.support.local_site import local_site

pytestmark = pytest.mark.django_db
SHARED = {
    "url": "https://gazette.example/bridge?a=1&b=%D0%B0",
    "title": " The bridge \n at “Ashford” <b>",
    "text": "It was never closed </textarea><script>alert(1)</script>",
}


def add(**shared: str) -> str:
    return f"{page_url('add')}?{urlencode(shared)}"


def test_the_form_is_filled_in_with_what_the_address_says(as_editor):
    response = as_editor.get(add(**SHARED))
    form = response.context["form"]
    assert form["url"].value() == SHARED["url"]
    assert form["title"].value() == "The bridge at “Ashford” <b>"
    assert form["text"].value() == SHARED["text"]
    assert 'value="The bridge at “Ashford” &lt;b&gt;"' in response.text
    assert "<script>alert" not in response.text
    assert f'action="{page_url("begin")}"' in response.text


def test_opening_it_fetches_and_stores_nothing(as_editor, settings):
    with local_site() as site:
        settings.FETCH_PRIVATE_HOSTS = [site.host]
        site.put("/bridge", "<html></html>")
        as_editor.get(add(url=site.url("/bridge")))
        assert site.asked == []
    assert not Coverage.objects.exists()
    assert as_editor.post(add(url="https://gazette.example/")).status_code == 405


def test_signing_in_keeps_the_address(client):
    user = make.UserFactory(is_staff=True, is_superuser=True, password="pbkdf2")
    user.set_password("a good passphrase")
    user.save()
    asked = client.get(add(**SHARED))
    sent = {"login": user.username, "password": "a good passphrase"}
    assert client.post(asked.url, sent).url == add(**SHARED)


@pytest.mark.parametrize(
    "shared", [{"url": "x" * 5000}, {"title": "x" * 5000}, {"url": "javascript:alert(1)"}, {}]
)
def test_whatever_stands_in_the_address_gives_the_form(as_editor, shared):
    response = as_editor.get(add(**shared))
    assert response.status_code == 200
    assert 'href="javascript:alert' not in response.text
    assert len(response.context["form"]["url"].value()) <= 2000


def test_the_title_stands_in_where_the_text_has_none(as_editor):
    as_editor.post(page_url("begin"), {"way": "text", "text": "One sentence alone.", "title": "The bridge"})
    as_editor.post(page_url("begin"), {"way": "text", "text": TEXT, "title": "Something else"})
    titles = [coverage.intake["title"] for coverage in Coverage.objects.order_by("pk")]
    assert titles == ["The bridge", "The bridge at Ashford"]


def test_a_title_that_is_too_long_is_said_beside_it(as_editor):
    response = as_editor.post(page_url("begin"), {"way": "text", "text": TEXT, "title": "x" * 301})
    response = follow_refusal(as_editor, response)
    assert 'id="id_title_error"' in response.text


def test_the_first_page_has_the_bookmark(as_editor):
    response = as_editor.get(page_url("begin"))
    bookmark = links_of(response)["Add to the record"]
    assert bookmark.startswith("javascript:(")
    assert not set(bookmark) & set(' "<\n#')
    assert f'"http://testserver{reverse("admin:coverage_add")}' in unquote(bookmark)
    assert bookmark in text_of(response)
