"""Each named rule about outlets, articles and captures.

For each: what breaks it, and what comes close but is accepted.
"""

from importlib import import_module

import pytest
from django.db import connection

from sources.models import Article, Capture, Outlet
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, check_deferred, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]


def test_an_outlet_needs_a_name():
    with assert_refused("outlet_has_a_name"):
        make.OutletFactory(name="")
    with assert_accepted():
        make.OutletFactory(name="X")


def test_who_funds_an_outlet_needs_a_source():
    outlet = make.OutletFactory()
    with assert_refused("outlet_funding_has_a_source"):
        Outlet.objects.filter(pk=outlet.pk).update(funding="A foundation")
    with assert_accepted():
        Outlet.objects.update(funding="A foundation", funding_source="Its annual report")
        make.OutletFactory(funding="", funding_source="Its annual report")


def test_an_article_needs_a_title():
    with assert_refused("article_has_a_title"):
        make.ArticleFactory(title="")
    with assert_accepted():
        make.ArticleFactory(title="T")


@pytest.mark.parametrize("given", [{"read_in_full_at": make.MOMENT}, {"read_in_full_by": True}])
def test_read_in_full_says_who_and_when(given):
    if "read_in_full_by" in given:
        given = {"read_in_full_by": make.UserFactory()}
    with assert_refused("article_read_in_full_says_who_and_when"):
        make.ArticleFactory(**given)
    with assert_accepted():
        make.ArticleFactory(read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory())


def test_the_text_of_its_own_outlet_is_no_copy():
    article = make.ArticleFactory()
    with assert_refused("article_text_is_from_another_outlet"):
        Article.objects.filter(pk=article.pk).update(text_from=article.outlet)
    with assert_accepted():
        Article.objects.filter(pk=article.pk).update(text_from=make.OutletFactory())


def test_an_article_is_not_corrected_or_retracted_before_it_is_published():
    published, before = "2017-04-12", "2017-04-11"
    with assert_refused("article_corrected_after_publication"):
        make.ArticleFactory(published_on=published, corrected_on=before)
    with assert_refused("article_retracted_after_publication"):
        make.ArticleFactory(published_on=published, retracted_on=before)
    with assert_accepted():
        make.ArticleFactory(published_on=published, corrected_on=published, retracted_on=published)
        make.ArticleFactory(published_on=None, corrected_on=before, retracted_on=before)


def test_whoever_migrates_is_told_which_articles_break_that_rule():
    migration = import_module("sources.migrations.0012_after_publication")
    sql("ALTER TABLE sources_article DROP CONSTRAINT article_corrected_after_publication")
    wrong = make.ArticleFactory(published_on="2017-04-12", corrected_on="2017-04-11")
    check_deferred()
    sql(
        "ALTER TABLE sources_article ADD CONSTRAINT article_corrected_after_publication"
        " CHECK (corrected_on >= published_on) NOT VALID"
    )
    told = []
    connection.connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
    with connection.cursor() as cursor:
        cursor.execute(migration.VALIDATE.format(name="corrected"))
    assert [message.endswith(f"Ids (at most 20): {wrong.pk}") for message in told] == [True]


def test_an_address_is_one_article_where_it_is_known():
    first, second = make.ArticleFactory(canonical_url="https://a.example/1"), make.ArticleFactory()
    with assert_refused("article_address_once"):
        sql("UPDATE sources_article SET canonical_url = %s WHERE id = %s", first.canonical_url, second.pk)
    with assert_accepted():
        make.ArticleFactory(canonical_url="https://a.example/2")
        make.ArticleFactory(canonical_url="")
        make.ArticleFactory(canonical_url="")


def test_the_same_text_is_one_capture_of_an_article():
    capture = make.CaptureFactory(text="Once.")
    with assert_refused("capture_once_per_article"):
        make.CaptureFactory(article=capture.article, text="Once.")
    with assert_accepted():
        make.CaptureFactory(article=capture.article, text="Twice.")
        make.CaptureFactory(text="Once.")


@pytest.mark.parametrize("sha256", ["A" * 64, "a" * 63, "g" * 64, "", "a" * 63 + "\n"])
def test_a_sha256_has_64_hexadecimal_digits(sha256):
    with assert_refused("capture_sha256_is_64_hex_digits"):
        make.CaptureFactory(sha256=sha256)
    with assert_accepted():
        make.CaptureFactory(sha256="0123456789abcdef" * 4)


def test_a_capture_has_text():
    with assert_refused("capture_has_text"):
        make.CaptureFactory(length=0)
    with assert_accepted():
        make.CaptureFactory(length=1)


def test_a_capture_says_how_it_was_obtained():
    with assert_refused("capture_obtained_in_a_known_way"):
        make.CaptureFactory(obtained="guessed")
    with assert_accepted():
        for n, way in enumerate(["fetched", "pasted", "file"]):
            make.CaptureFactory(obtained=way, text=f"text {n}")


@pytest.mark.parametrize(
    "change",
    [{"sha256": "b" * 64}, {"length": 7}, {"obtained": "file"}, {"captured_at": "2018-01-01T00:00Z"}],
)
def test_a_capture_is_never_altered(change):
    capture = make.CaptureFactory()
    with assert_refused("capture_is_immutable"):
        Capture.objects.filter(pk=capture.pk).update(**change)
    with assert_accepted():
        capture.save()


def test_the_words_of_a_capture_are_counted_once():
    capture = make.CaptureFactory(words=None)
    with assert_accepted():
        Capture.objects.filter(pk=capture.pk).update(words=5)
    with assert_refused("capture_is_immutable"):
        Capture.objects.filter(pk=capture.pk).update(words=6)


def test_a_capture_is_never_moved_to_another_article():
    capture, other = make.CaptureFactory(), make.ArticleFactory()
    with assert_refused("capture_is_immutable"):
        sql("UPDATE sources_capture SET article_id = %s WHERE id = %s", other.pk, capture.pk)


def test_keys_are_given_to_rows_that_come_without():
    first, second = make.ArticleFactory(), make.ArticleFactory()
    assert len({first.key, second.key}) == 2
    assert Article.objects.get_by_natural_key(first.key) == first
