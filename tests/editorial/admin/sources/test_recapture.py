"""The admin of articles: fetching them again, and comparing captures."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sources.models import Capture, CaptureText, LinkCheck
from tests import factories as make
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "https://news.example.org/bridge"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db) -> Client:
    user = make.UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return signed_in(user)


def reader_of(*codenames: str) -> Client:
    user = make.UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def page_of(article, step="change") -> str:
    return f"/admin/sources/article/{article.pk}/{step}/"


def captured(article, *texts: str) -> list[Capture]:
    return [
        Capture.objects.keep(
            article=article,
            text=text,
            captured_at=make.MOMENT + datetime.timedelta(days=day),
            obtained="fetched",
        )
        for day, text in enumerate(texts)
    ]


class TestFetchingAgain:
    def test_asks_then_puts_it_into_the_queue_once(self, editor):
        article = make.ArticleFactory(canonical_url=ADDRESS)
        assert links_of(editor.get(page_of(article)))["Fetch again now…"] == page_of(article, "recapture")
        assert ADDRESS in text_of(editor.get(page_of(article, "recapture")))
        assert not ProcrastinateJob.objects.exists()
        first = editor.post(page_of(article, "recapture"), follow=True)
        assert "as soon as the background worker is free" in text_of(first)
        again = editor.post(page_of(article, "recapture"), follow=True)
        assert "It is waiting to be fetched already." in text_of(again)
        job = ProcrastinateJob.objects.get()
        assert (job.task_name, job.args["article_id"]) == ("recapture_article", article.pk)

    def test_needs_an_address(self, editor):
        article = make.ArticleFactory()
        assert "Fetch again now…" not in links_of(editor.get(page_of(article)))
        assert editor.post(page_of(article, "recapture")).status_code == 403

    def test_is_for_those_who_may_add_captures(self):
        article = make.ArticleFactory(canonical_url=ADDRESS)
        looker = reader_of("view_article", "view_capture")
        assert "Fetch again now…" not in links_of(looker.get(page_of(article)))
        assert looker.post(page_of(article, "recapture")).status_code == 403
        assert reader_of("add_capture").post(page_of(article, "recapture")).status_code == 403
        assert not ProcrastinateJob.objects.exists()

    def test_an_article_that_is_none(self, editor):
        for step in ("recapture", "compare/1"):
            assert editor.get(f"/admin/sources/article/999/{step}/").status_code == 404


class TestAddress:
    def test_says_what_became_of_it(self, editor):
        article = make.ArticleFactory(canonical_url=ADDRESS)
        assert "Nobody has looked at it yet" in text_of(editor.get(page_of(article)))
        LinkCheck.objects.create(
            article=article,
            outcome="broken",
            detail="Not found.",
            checked_at=make.MOMENT,
            next_check_at=make.MOMENT,
        )
        said = "The address is broken (looked at on 20 April 2017). Not found."
        assert said in text_of(editor.get(page_of(article)))

    def test_says_that_there_is_none(self, editor):
        assert "No address is known." in text_of(editor.get(page_of(make.ArticleFactory())))
        assert "what became of the address" not in text_of(editor.get("/admin/sources/article/add/"))


class TestComparing:
    def test_all_but_the_first_capture_can_be_compared(self, editor):
        article = make.ArticleFactory()
        other = make.ArticleFactory()
        captured(other, "Elsewhere, and earlier.")
        _, second = captured(article, "The bridge was <i>safe</i>.", "The bridge was closed.")
        page = editor.get(page_of(article))
        assert text_of(page).count("compare with the one before") == 1
        assert text_of(page).count("the first one") == 1
        address = links_of(page)["compare with the one before"]
        assert address == page_of(article, f"compare/{second.pk}")
        html = editor.get(address).content.decode()
        assert "<del>&lt;i&gt;safe&lt;/i&gt;.</del>" in html and "<ins>closed.</ins>" in html
        assert "<i>safe" not in html

    def test_says_so_when_a_text_was_taken_down(self, editor):
        article = make.ArticleFactory()
        first, second = captured(article, "One.", "Two.")
        CaptureText.objects.filter(capture=first).delete()
        page = editor.get(page_of(article, f"compare/{second.pk}"))
        assert "so they cannot be compared" in text_of(page)

    def test_what_cannot_be_compared_is_not_found(self, editor):
        article = make.ArticleFactory()
        (first,) = captured(article, "One.")
        (elsewhere,) = captured(make.ArticleFactory(), "Two.")
        for capture in (first.pk, elsewhere.pk, 10**30):
            assert editor.get(page_of(article, f"compare/{capture}")).status_code == 404

    def test_texts_are_for_those_who_may_see_them(self):
        article = make.ArticleFactory()
        _, second = captured(article, "One.", "Two.")
        address = page_of(article, f"compare/{second.pk}")
        assert reader_of("view_article", "view_capture").get(address).status_code == 403
        assert reader_of("view_capturetext").get(address).status_code == 403
        assert reader_of("view_article", "view_capturetext").get(address).status_code == 200
        assert Client().get(address).status_code == 302

    @pytest.mark.parametrize("captures", [1, 3])
    def test_costs_the_same_however_many_there_are(self, editor, django_assert_num_queries, captures):
        article = make.ArticleFactory()
        captured(article, *(f"Text {n}." for n in range(captures)))
        editor.get(page_of(article))
        with django_assert_num_queries(12):
            editor.get(page_of(article))
