"""Recording an article once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from sources.fetching.fetch import FetchError
from sources.intake import fetch_article, record_article
from sources.models import Article, Capture, CaptureText
from tests import factories as make
from tests.project.conftest import eventually
from tests.support.sql import acting_as_owner, sql

ADDRESS = "https://example.org/news/1"


def keep(outlet, **given):
    options = {"title": "A title", "text": "The words.", "obtained": "pasted", "now": make.MOMENT}
    return record_article(outlet=outlet, **options | given)


@pytest.mark.django_db
class TestKeeping:
    def test_a_new_article_with_its_text(self):
        outlet = make.OutletFactory()
        article, capture, created = keep(
            outlet, byline="Ada Brook", language="ru", canonical_url=f"{ADDRESS}?utm_source=x"
        )
        assert created
        assert (article.outlet, article.byline, article.language) == (outlet, "Ada Brook", "ru")
        assert article.canonical_url == ADDRESS
        assert (capture.article, capture.captured_at, capture.obtained) == (article, make.MOMENT, "pasted")
        assert capture.captured_text.text == "The words."
        assert Article.objects.get().key

    def test_the_same_address_is_the_same_article_left_as_it_is(self):
        first = keep(make.OutletFactory(), canonical_url=ADDRESS)
        again = keep(make.OutletFactory(), canonical_url="http://www.example.org/news/1/", title="Other")
        assert again == (first.article, first.capture, False)
        later = keep(make.OutletFactory(), canonical_url=ADDRESS, text="Later words.")
        assert (later.article, later.created) == (first.article, False)
        assert later.capture != first.capture
        assert Article.objects.get().title == "A title"

    def test_without_an_address_the_text_tells_within_one_outlet(self):
        outlet = make.OutletFactory()
        first = keep(outlet)
        assert keep(outlet, title="Other") == (first.article, first.capture, False)
        assert keep(make.OutletFactory()).created
        assert keep(outlet, text="Other words.").created

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"title": "a" * 301},
            {"language": "no language"},
            {"canonical_url": "not an address"},
            {"text": ""},
            {"text": "a\0b"},
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_kept(self, wrong):
        outlet = make.OutletFactory()
        with pytest.raises(ValidationError):
            keep(outlet, **wrong)
        assert not Article.objects.exists()
        assert not Capture.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "spellings",
    [(ADDRESS, ADDRESS), (ADDRESS, "http://www.example.org/news/1/?fbclid=x"), ("", "")],
    ids=["one address", "two spellings", "no address"],
)
def test_an_article_that_several_people_add_at_once_is_there_once(spellings):
    outlet = make.OutletFactory()
    together = threading.Barrier(4, timeout=30)
    kept, broken = [], []

    def add(address):
        try:
            together.wait()
            kept.append(keep(outlet, canonical_url=address))
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    adding = [threading.Thread(target=add, args=(address,)) for address in spellings * 2]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    assert broken == []
    assert sorted(intake.created for intake in kept) == [False, False, False, True]
    assert {intake.article for intake in kept} == {Article.objects.get()}
    assert {intake.capture for intake in kept} == {Capture.objects.get()}
    assert CaptureText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_article_that_the_admin_adds_at_the_same_moment_is_met():
    """The form takes no lock as `record_article` does: its insert is uncommitted here."""
    outlet = make.OutletFactory()
    kept = []

    def add():
        try:
            kept.append(keep(outlet, canonical_url=ADDRESS))
        finally:
            connection.close()

    adding = threading.Thread(target=add)
    with transaction.atomic():
        theirs = make.ArticleFactory(outlet=outlet, canonical_url=ADDRESS)
        adding.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with acting_as_owner():  # who sees what others do
            assert eventually(lambda: sql(waiting) == [(1,)], 20)
    adding.join()
    assert [(intake.article, intake.created) for intake in kept] == [(theirs, False)]


@pytest.mark.django_db
def test_an_address_is_read(site):
    story = "".join(f"<p>The minister said in sentence {n} that it was not so.</p>" for n in range(5))
    page = fetch_article(site.put("/a", f"<html lang=en><body><article>{story}</article></body></html>"))
    assert page.text.count("\n\n") == 4
    assert (page.language, page.canonical_url) == ("en", site.url("/a"))
    plain = fetch_article(site.put("/b", "Title\n\nText of it.", Content_Type="text/plain"))
    assert (plain.title, plain.text, plain.canonical_url) == ("Title", "Title\n\nText of it.", site.url("/b"))
    with pytest.raises(FetchError):
        fetch_article(site.url("/gone"))
