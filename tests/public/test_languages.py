"""Every readers' page in each language: its address alone says which."""

import datetime
import os
import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.formats import date_format

from claims.models import Claim
from claims.status import describe_side
from public.languages import check_translations, list_languages, split_path, translate_country
from public.urls import machine_urlpatterns
from tests import factories as make
from tests.support.html import parse_page
from tests.support.page_list import public_pages

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/claims/", "en-gb", "claims/"),
        ("/ru/claims/", "ru", "claims/"),
        ("/ru", "ru", ""),
        ("/", "en-gb", ""),
        ("/rue/", "en-gb", "rue/"),
        ("/RU/", "en-gb", "RU/"),
    ],
)
def test_the_prefix_of_a_path_is_its_language(path, language, rest):
    assert split_path(path) == (language, rest)


def test_no_page_asks_what_the_browser_prefers(client):
    response = client.get("/about/", headers={"accept-language": "ru"})
    assert '<html lang="en-gb">' in text_of(response)
    assert "Accept-Language" not in response.get("Vary", "")
    assert '<html lang="ru">' in text_of(client.get("/ru/about/", headers={"accept-language": "en"}))


def test_a_page_names_itself_in_every_language(client):
    text = text_of(client.get("/ru/changes/?kind=correction"))
    site = "http://testserver"
    assert f'<link rel="canonical" href="{site}/ru/changes/?kind=correction">' in text
    for tag, path in {"en": "/changes/", "x-default": "/changes/", "ru": "/ru/changes/"}.items():
        assert f'<link rel="alternate" hreflang="{tag}" href="{site}{path}?kind=correction">' in text
    assert '<a class="language-link" href="/changes/?kind=correction" lang="en"' in text
    assert '<a class="language-link" href="/ru/changes/" lang="ru"' in text_of(client.get("/changes/"))


def test_the_name_of_a_page_has_only_parameters_that_it_knows(client):
    make.StatementFactory()
    site = "http://testserver"
    for path, name in {
        "/changes/?utm_source=x&kind=correction&topic=": "/changes/?kind=correction",
        "/compare/?gclid=1": "/compare/",
        "/topics/?sort=name&fbclid=1": "/topics/?sort=name",
        "/claimants/?q=sur&x=1": "/claimants/?q=sur",
        "/about/?x=1": "/about/",
        "/?x=1": "/",
    }.items():
        text = text_of(client.get(path))
        assert f'<link rel="canonical" href="{site}{name}">' in text
        assert f'hreflang="ru" href="{site}/ru{name}">' in text
        assert f'<meta property="og:url" content="{site}{path.partition("?")[0]}">' in text


def test_russian_dates_are_written_as_in_a_sentence():
    day = datetime.date(2017, 5, 9)
    with translation.override("ru"):
        assert date_format(day, "DATE_FORMAT") == "9\N{NO-BREAK SPACE}мая 2017"
        assert date_format(day, "YEAR_MONTH_FORMAT") == "май 2017"
        short = translation.pgettext("date format", "j M Y")
        assert date_format(day, short) == "9\N{NO-BREAK SPACE}мая 2017"
        assert date_format(day.replace(month=4), short) == "9\N{NO-BREAK SPACE}апр. 2017"
        months = [
            date_format(day.replace(month=month), pattern) for month in range(1, 13) for pattern in "FN"
        ]
    assert [name for name in months if not name.islower()] == []


def test_a_russian_verb_agrees_with_the_names_behind_it():
    with translation.override("ru"):
        assert describe_side("denies", ["Россия"]) == "отрицает: Россия"
        assert describe_side("denies", ["Россия", "Сирия"]) == "отрицают: Россия и Сирия"
        assert describe_side("affirms", [str(n) for n in range(21)]).startswith("утверждают: 0, 1")
    assert describe_side("denies", ["Russia"]) == "denied by Russia"


def test_a_site_without_its_translations_says_what_to_do(settings, tmp_path):
    assert not [message for message in check_translations() if message.is_serious()]
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    with pytest.raises(SystemCheckError) as raised:
        call_command("check", "--tag", "translation")
    assert "all pages under /ru/ would be in English" in str(raised.value)
    assert "python -m project.translations" in str(raised.value)

    (folder / "django.mo").touch()
    os.utime(folder / "django.po", (1, 1))
    assert check_translations() == []
    os.utime(folder / "django.mo", (0, 0))
    assert [message.id for message in check_translations()] == ["public.W001"]


def test_a_claim_is_named_without_what_only_changes_how_it_is_seen(client):
    claim = make.StatementFactory().claim
    url = claim.get_absolute_url()
    text = text_of(client.get(f"/ru{url}?page=1"))
    assert f'<link rel="canonical" href="http://testserver/ru{url}">' in text
    assert f'hreflang="en" href="http://testserver{url}">' in text
    assert f'<a class="language-link" href="{url}?page=1"' in text
    past = text_of(client.get(f"/ru{url}?as_of=2017-04-12"))
    assert 'rel="alternate" hreflang' not in past
    assert f'<a class="language-link" href="{url}?as_of=2017-04-12"' in past


@pytest.mark.usefixtures("moscow_record")
def test_every_link_of_a_page_stays_in_its_language(client):
    """But the one to the other language, and those for programs."""
    for_programs = {pattern.name for pattern in machine_urlpatterns}
    for name, path in public_pages().items():
        response = client.get(f"/ru{path}")
        assert response.status_code == client.get(path).status_code, name
        text = text_of(response)
        assert '<html lang="ru">' in text, name
        links = re.findall(r'(?:href|action)="(/[^"]*)"', text)
        left = {link for link in links if not link.startswith(("/ru/", "/static/"))}
        left = {link for link in left if resolve(link.partition("?")[0]).url_name not in for_programs}
        assert left == {path.replace("&", "&amp;")}, name


@pytest.mark.usefixtures("moscow_record")
def test_a_proposition_is_in_the_language_of_the_record(client):
    propositions = set(Claim.objects.values_list("text", flat=True))
    seen = set()
    for name, path in public_pages().items():
        document = parse_page(client.get(f"/ru{path}"))
        for text, language in list_texts(document.find("body"), "ru"):
            if text.strip(" “”\n") in propositions:
                assert language == "en", (name, text)
                seen.add(name)
    assert seen >= {"home", "claim_list", "claim_detail", "topic_detail", "compare_two"}


def test_a_page_says_in_which_languages_the_record_is(client):
    statement = make.StatementFactory(citation__article__language="fr")
    words = "Утверждения — на английском, цитаты — на языке статьи."
    article = statement.citations.get().article
    for address in (statement.claim.get_absolute_url(), article.get_absolute_url()):
        assert words in text_of(client.get(f"/ru{address}"))
        assert "language of their article" not in text_of(client.get(address))


def list_texts(element, language: str) -> Iterator[tuple[str, str]]:
    """List the texts of a part of a page, each with the language that it says it is in."""
    language = element.get("lang", language)
    yield element.text or "", language
    for part in element:
        yield from list_texts(part, language)
        yield part.tail or "", language


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/ru", "/ru/"),
        ("/ru/about", "/ru/about/"),
        ("/ru/claims/{pk}/wrong/?page=1", "/ru{url}?page=1"),
    ],
)
def test_a_redirect_stays_in_the_language(client, path, location):
    claim = make.StatementFactory().claim
    response = client.get(path.format(pk=claim.pk))
    assert response.status_code == 301
    assert response["Location"] == location.format(url=claim.get_absolute_url())


def test_a_form_stays_in_the_language(client):
    response = client.post("/ru/report/", {"kind": "error", "message": "Опечатка в имени."})
    assert response["Location"] == "/ru/report/thanks/"
    assert '<html lang="ru">' in text_of(client.post("/ru/report/", {}))


@pytest.mark.parametrize(
    "path", ["/xx/claims/", "/en/", "/RU/claims/", "/ru/ru/", "/ru/admin/", "/ru/robots.txt"]
)
def test_an_unknown_prefix_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert ('<html lang="ru">' in text_of(response)) == path.startswith("/ru/")


def test_what_programs_read_has_one_address(client):
    claim = make.StatementFactory().claim
    with translation.override("ru"):
        assert reverse("claim_citation", args=[claim.pk, 1, "bib"]).startswith("/claims/")
    assert client.get(f"/ru/claims/{claim.pk}/versions/1/cite.bib").status_code == 404


def test_an_address_of_many_slashes_leads_nowhere_else(client):
    request = RequestFactory().get("/")
    request.path_info = "//example.org/"
    urls = [page.url for page in list_languages(request)]
    assert urls == ["/example.org/", "/ru/example.org/"]


def test_an_error_without_a_request_leads_to_the_front_page():
    text = engines["jinja2"].get_template("500.html").render({})
    assert '<a class="language-link" href="/ru/" lang="ru"' in text


def test_the_language_of_a_page_ends_with_it(client):
    client.get("/ru/about/")
    assert translation.get_language() == "en-gb"


@pytest.mark.parametrize(
    ("name", "english", "russian"),
    [
        ("United States", "United States", "Соединенные Штаты"),
        ("Russia", "Russia", "Россия"),
        ("Norland", "Norland", "Norland"),
        ("", "", ""),
    ],
)
def test_countries_have_their_names_in_the_language_of_the_page(name, english, russian):
    assert (translate_country(name, "en-gb"), translate_country(name, "ru")) == (english, russian)
    assert translate_country(name, "en-gb-x-marked") == english
