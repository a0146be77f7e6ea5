"""Readers' reports as editors meet them."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission

from claims.actions import answer_report, close_report, forget_reports, settle_report_as_covered
from claims.models import Coverage, Report
from core.errors import Refused
from tests import factories as make
from tests.editorial.conftest import signed_in
from tests.support.admin_html import said_to
from tests.support.html import links_of, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

LIST = "/admin/claims/report/"


def page_of(report, step: str = "change") -> str:
    return f"{LIST}{report.pk}/{step}/"


class TestList:
    def test_shows_what_waits_the_oldest_first(self, as_editor):
        new = make.ReportFactory(message="New", received_at=make.MOMENT + datetime.timedelta(days=1))
        old = make.ReportFactory(message="Old")
        done = make.ReportFactory()
        close_report(report=done, reason="Cannot be verified.", by=make.UserFactory(), now=make.MOMENT)
        listed = as_editor.get(LIST).context["cl"].result_list
        assert [row.pk for row in listed] == [old.pk, new.pk]
        closed = as_editor.get(LIST, {"outcome": "closed"}).context["cl"].result_list
        assert [row.pk for row in closed] == [done.pk]
        assert len(as_editor.get(LIST, {"outcome": "all"}).context["cl"].result_list) == 3

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_however_long(self, as_editor, django_assert_max_num_queries, rows):
        for _ in range(rows):
            make.ReportFactory(claim=make.StatementFactory().claim)
        with django_assert_max_num_queries(10):
            assert as_editor.get(LIST).status_code == 200


class TestPage:
    def test_shows_the_readers_words_as_text(self, as_editor):
        claim = make.StatementFactory(claim__text="The bridge is closed").claim
        report = make.ReportFactory(
            claim=claim,
            message="<b>Look</b>\nhere",
            source_url="https://news.example.org/a",
            contact="reader@example.org",
        )
        page = as_editor.get(page_of(report))
        html = page.content.decode()
        assert "&lt;b&gt;Look&lt;/b&gt;" in html and "<b>Look" not in html
        links = links_of(page)
        assert links["The bridge is closed"] == f"/admin/claims/claim/{claim.pk}/change/"
        assert links["https://news.example.org/a"] == "https://news.example.org/a"
        assert links["Write to reader@example.org"].startswith("mailto:reader@example.org?subject=")
        assert "Save" not in text_of(page)

    def test_links_no_address_that_is_not_of_the_web(self, as_editor):
        report = make.ReportFactory(source_url="javascript:alert(1)")
        page = as_editor.get(page_of(report))
        assert "javascript:alert(1)" in text_of(page)
        assert not re.search(r'href="javascript:', page.content.decode())

    def test_words_in_a_list_and_a_heading_are_text(self, as_editor):
        make.ReportFactory(message="<script>alert(1)</script>")
        assert "<script>alert(1)" not in as_editor.get(LIST).content.decode()

    def test_offers_the_next_steps_until_it_is_settled(self, as_editor, editor):
        report = make.ReportFactory()
        links = links_of(as_editor.get(page_of(report)))
        assert links["Turn into coverage…"].endswith(f"?report={report.pk}")
        assert (links["Answer…"], links["Close with a reason…"]) == (
            page_of(report, "answer"),
            page_of(report, "close"),
        )
        close_report(report=report, reason="Cannot be verified.", by=editor, now=make.MOMENT)
        page = as_editor.get(page_of(report))
        assert not {"Turn into coverage…", "Answer…", "Close with a reason…"} & set(links_of(page))
        assert "Cannot be verified." in text_of(page) and "Settled by: editor" in text_of(page)

    def test_is_never_altered_added_or_deleted(self, as_superuser):
        report = make.ReportFactory()
        as_superuser.post(page_of(report), {"message": "Other words"})
        assert as_superuser.get(f"{LIST}add/").status_code == 403
        assert as_superuser.post(page_of(report, "delete"), {"post": "yes"}).status_code == 403
        assert Report.objects.get().message == "The date is wrong."


class TestSettling:
    def test_an_answer_is_kept_and_can_be_mailed(self, as_editor, editor):
        report = make.ReportFactory(contact="reader@example.org")
        asked = as_editor.get(page_of(report, "answer"))
        assert "What is the answer to this reader?" in text_of(asked)
        page = as_editor.post(page_of(report, "answer"), {"answer": "It was 3 May & is mended."}, follow=True)
        assert "Answered." in said_to(page)[0]
        report.refresh_from_db()
        assert (report.outcome, report.settled_by) == ("answered", editor)
        assert report.answer == "It was 3 May & is mended."
        link = links_of(page)["Write to reader@example.org"]
        assert link.endswith("&body=It%20was%203%20May%20%26%20is%20mended.")

    def test_closing_needs_a_reason(self, as_editor, editor):
        report = make.ReportFactory()
        page = as_editor.post(page_of(report, "close"), {"reason": " "})
        assert "This field is required." in text_of(page)
        assert Report.objects.get().outcome == ""
        page = as_editor.post(page_of(report, "close"), {"reason": "Cannot be verified."}, follow=True)
        assert said_to(page) == ["Closed. It waits no longer."]
        report.refresh_from_db()
        assert (report.outcome, report.answer, report.settled_by) == ("closed", "Cannot be verified.", editor)

    def test_a_second_person_is_told_that_it_is_settled(self, as_editor, publisher):
        report = make.ReportFactory()
        answer_report(report=report, answer="Yes.", by=publisher, now=make.MOMENT)
        page = as_editor.post(page_of(report, "close"), {"reason": "No."}, follow=True)
        assert "settled already: answered" in said_to(page)[0]
        report.refresh_from_db()
        assert (report.outcome, report.answer) == ("answered", "Yes.")

    @pytest.mark.parametrize("step", ["answer", "close"])
    def test_is_for_those_who_may(self, client, step):
        report = make.ReportFactory()
        given = {"answer": "x", "reason": "x"}
        assert client.post(page_of(report, step), given).status_code == 302
        for user in (make.UserFactory(), make.UserFactory(is_staff=True)):
            assert signed_in(user).post(page_of(report, step), given).status_code in (302, 403)
        assert signed_in(make.UserFactory(is_staff=True)).get(LIST).status_code == 403
        assert Report.objects.get().outcome == ""

    def test_looking_is_not_settling(self):
        report = make.ReportFactory()
        user = make.UserFactory(is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename="view_report"))
        client = signed_in(user)
        page = client.get(page_of(report))
        assert page.status_code == 200 and "Answer…" not in links_of(page)
        assert client.post(page_of(report, "answer"), {"answer": "x"}).status_code == 403
        assert Report.objects.get().outcome == ""

    def test_what_was_covered_names_the_article(self, as_editor, editor):
        report, article = make.ReportFactory(), make.ArticleFactory(title="The bridge")
        settle_report_as_covered(report=report, article=article, by=editor, now=make.MOMENT)
        report.refresh_from_db()
        assert (report.outcome, report.article, report.settled_by) == ("covered", article, editor)
        assert "The bridge" in links_of(as_editor.get(page_of(report)))

    def test_what_was_settled_meanwhile_is_not_covered_as_well(self, editor):
        report = make.ReportFactory()
        close_report(report=report, reason="No.", by=editor, now=make.MOMENT)
        settle_report_as_covered(report=report, article=make.ArticleFactory(), by=editor, now=make.MOMENT)
        report.refresh_from_db()
        assert (report.outcome, report.article) == ("closed", None)

    def test_a_blank_answer_is_refused_by_the_database_too(self, editor):
        with pytest.raises(Refused, match="write the answer or the reason"):
            answer_report(report=make.ReportFactory(), answer="  ", by=editor, now=make.MOMENT)


def test_what_readers_sent_is_deleted_on_schedule(editor):
    waiting = make.ReportFactory(contact="waiting@example.org")
    old, new = make.ReportFactory(contact="old@example.org"), make.ReportFactory(contact="new@example.org")
    answer_report(report=old, answer="Yes.", by=editor, now=make.MOMENT)
    answer_report(report=new, answer="Yes.", by=editor, now=make.MOMENT + datetime.timedelta(days=2))
    moment = {"begun_at": make.MOMENT, "changed_at": make.MOMENT}
    coverage = Coverage.objects.create(editor=editor, report=old, **moment)
    for days, contacts in {
        90: ["waiting@example.org", "old@example.org", "new@example.org"],
        91: ["waiting@example.org", "", "new@example.org"],
        366: ["", "", ""],
        730: ["", "", ""],
        731: ["", ""],
    }.items():
        forget_reports(now=make.MOMENT + datetime.timedelta(days=days))
        assert list(Report.objects.order_by("pk").values_list("contact", flat=True)) == contacts, days
    assert set(Report.objects.all()) == {waiting, new}
    coverage.refresh_from_db()
    assert coverage.report is None


class TestRules:
    def test_outcome(self, editor):
        with assert_refused("report_outcome_is_known"):
            make.ReportFactory(outcome="lost", settled_at=make.MOMENT, settled_by=editor, answer="x")

    @pytest.mark.parametrize(
        "given",
        [{"settled_at": make.MOMENT}, {"outcome": "closed", "answer": "x", "settled_at": make.MOMENT}],
    )
    def test_who_and_when(self, given):
        with assert_refused("report_outcome_says_who_and_when"):
            make.ReportFactory(**given)

    @pytest.mark.parametrize("outcome", ["covered", "answered", "closed"])
    def test_what_came_of_it(self, editor, outcome):
        with assert_refused("report_outcome_says_what_came_of_it"):
            make.ReportFactory(outcome=outcome, settled_at=make.MOMENT, settled_by=editor)

    def test_nothing_came_yet_of_what_waits(self):
        with assert_refused("report_outcome_says_what_came_of_it"):
            make.ReportFactory(article=make.ArticleFactory())
