"""Searches that are about this site lead to its pages."""

import pytest
from django.utils import translation

from public.claim_list.site_pages import MEANT, list_site_pages


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("How do I report a mistake?", "/report/"),
        ("report an error", "/report/"),
        ("contact", "/report/"),
        ("Where can I read the original article", "/about/#sources"),
        ("Licence", "/about/#licence"),
        ("Who are you?", "/about/#editors"),
        ("who is behind this site", "/about/#editors"),
        ("what does disputed mean", "/about/#rule"),
        ("Как сообщить об ошибке?", "/report/"),
        ("кто вы", "/about/#editors"),
        ("лицензия", "/about/#licence"),
    ],
)
def test_a_text_about_this_site_leads_to_a_page(text, url):
    assert [match.url for match in list_site_pages(text)] == [url]


@pytest.mark.parametrize(
    "text", ["", "?", "who is it", "the strike was a mistake", "sources of sarin", "who owns Sputnik"]
)
def test_a_text_about_something_else_does_not(text):
    assert list_site_pages(text) == []


def test_a_page_is_named_in_the_readers_language():
    with translation.override("ru"):
        [match] = list_site_pages("как сообщить об ошибке")
    assert (match.name, match.url, match.kind) == ("Сообщить об ошибке", "/ru/report/", "страница")


def test_no_search_is_left_without_words():
    assert frozenset() not in MEANT


@pytest.mark.django_db
def test_the_list_leads_to_it(client):
    text = client.get("/claims/", {"q": "How do I report a mistake?"}).content.decode()
    assert '<li><a href="/report/" dir="auto">Report a mistake</a>' in text
