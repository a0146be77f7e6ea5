import datetime
import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Report, ReportKey, ReportSender
from claims.rate_limits import TooManyReports, count_report, forget_senders, identify_sender
from tests import factories as make
from tests.support.html import links_of, retraction, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 4, 12, 20, tzinfo=datetime.UTC)
TYPED = {"kind": "error", "message": "The date is wrong.", "source_url": "", "contact": "", "subject": ""}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def send(client=None, address="192.0.2.7", **typed):
    return (client or Client()).post("/report/", {**TYPED, **typed}, REMOTE_ADDR=address)


class TestSending:
    def test_a_report_reaches_the_queue(self):
        claim = make.StatementFactory().claim
        response = send(
            kind="source",
            message="  Ada Brook said so:\r\non Monday.  ",
            source_url="news.example.org/a",
            contact="reader@example.org",
            claim=claim.pk,
        )
        assert (response.status_code, response.url) == (302, "/report/thanks/")
        report = Report.objects.get()
        assert (report.kind, report.message) == ("source", "Ada Brook said so:\non Monday.")
        assert (report.source_url, report.contact) == ("https://news.example.org/a", "reader@example.org")
        assert (report.claim, report.received_at, report.outcome) == (claim, NOON, "")

    @pytest.mark.parametrize("message", ["\u200b", " \u2060\r\n\ufeff"])
    def test_a_message_that_nobody_can_see_is_none(self, message):
        assert "characters that nobody can see" in text_of(send(message=message))
        assert not Report.objects.exists()

    def test_a_complaint_needs_no_address_of_ours(self, client, settings):
        settings.CONTACT_EMAIL = ""
        form = links_of(client.get("/"))["Complain, or ask us to remove something"]
        assert re.findall(r'value="(\w+)"[^>]* checked', client.get(form).content.decode()) == ["complaint"]
        assert send(kind="complaint", message="Please remove my name.").url == "/report/thanks/"
        assert Report.objects.get().get_kind_display() == "a complaint, or something to remove"

    def test_an_unknown_kind_in_the_address_chooses_none(self, client):
        assert "checked" not in client.get("/report/?kind=rumour").content.decode()

    def test_says_thank_you(self, client):
        assert "The editors have your report." in text_of(client.get("/report/thanks/"))
        assert client.post("/report/thanks/").status_code == 405

    def test_names_the_claim_that_it_is_about(self, client):
        claim = make.StatementFactory(claim__text="The bridge is closed").claim
        page = client.get(f"/report/?claim={claim.pk}")
        assert "About this claim The bridge is closed" in text_of(page)
        assert f'name="claim" value="{claim.pk}"' in page.content.decode()

    def test_every_claim_leads_there(self, client):
        claim = make.StatementFactory().claim
        page = client.get(claim.get_absolute_url()).content.decode()
        ways = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>Report a mistake</a>', page)
        assert ways == [f"/report/?claim={claim.pk}"] * 4

    def test_every_other_page_leads_there_with_its_address(self, client):
        topic = make.TopicFactory()
        make.StatementFactory().claim.topics.add(topic)
        for prefix in ("", "/ru"):
            url = f"{prefix}{topic.get_absolute_url()}"
            page = client.get(url).content.decode()
            [way, *ways] = re.findall(rf'<a href="({prefix}/report/[^"]*)"', page)
            assert len(ways) == 2
            for form in ("/report/", "/ru/report/"):
                assert f"http://testserver{url}:" in client.get(form, {"page": url}).text
            assert f"http://testserver{url}:" in client.get(html.unescape(way)).text
            assert client.get(html.unescape(ways[-1])).context["form"]["kind"].value() == "complaint"

    @pytest.mark.parametrize(
        "page",
        ["", "/", "x", "//example.org/", "https://example.org/", "/admin/", "/report/", "\0", "/no/such/"],
    )
    def test_no_other_address_is_put_into_the_form(self, client, page):
        assert client.get("/report/", {"page": page}).context["form"]["message"].value() == ""

    @pytest.mark.parametrize("value", ["", "0", "x", "-1", "9" * 30, "\0", "１"])
    def test_claims_that_are_none_are_left_out(self, client, value):
        assert client.get("/report/", {"claim": value}).status_code == 200
        assert send(claim=value).status_code == 302
        assert Report.objects.get().claim is None

    def test_does_not_give_away_what_readers_do_not_see(self, client):
        draft = make.DraftClaimFactory(text="Leak: a draft")
        gone = make.StatementFactory(claim__text="Leak: retracted").claim
        Claim.objects.filter(pk=gone.pk).update(**retraction("claim"))
        for claim in (draft, gone):
            assert b"Leak" not in client.get(f"/report/?claim={claim.pk}").content
            assert b"Leak" not in client.post("/report/", {"claim": claim.pk}).content
            assert send(claim=claim.pk).status_code == 302
        assert set(Report.objects.values_list("claim", flat=True)) == {None}


class TestRefusing:
    @pytest.mark.parametrize(
        ("field", "typed", "words"),
        [
            ("kind", "", "Choose what it is about."),
            ("kind", "rumour", "Select a valid choice"),
            ("message", " \n ", "Write what we should know."),
            ("message", "x" * 2001, "at most 2000 characters"),
            ("message", "one\0two", "Null characters are not allowed."),
            ("message", "one \u202e two", "invisible character (U+202E)"),
            ("source_url", "javascript:alert(1)", "Give an address on the web"),
            ("source_url", "ftp://example.org/a", "Give an address on the web"),
            ("source_url", "https://example.org/\u202ecod", "invisible character (U+202E)"),
            ("source_url", f"https://example.org/{'x' * 1000}", "at most 1000 characters"),
            ("contact", "not an address", "Enter a valid email address."),
        ],
    )
    def test_says_why_and_keeps_what_was_typed(self, field, typed, words):
        others = {
            "message": "Kept words.",
            "source_url": "https://kept.example/",
            "contact": "kept@example.org",
        }
        claim = make.StatementFactory(claim__text="The kept claim").claim
        response = send(**{**others, field: typed}, claim=claim.pk)
        assert response.status_code == 200
        page = response.content.decode()
        assert words in text_of(response) and "Not sent yet." in page
        assert "The kept claim" in page
        assert all(value in page for name, value in others.items() if name != field)
        assert not Report.objects.exists() and not ReportSender.objects.exists()

    def test_a_long_message_with_line_ends_fits(self):
        assert send(message="x\r\n" * 1000).status_code == 302
        assert len(Report.objects.get().message) == 1999

    def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(self):
        assert send(subject="cheap watches").url == "/report/thanks/"
        assert send(subject="cheap watches", message="").url == "/report/thanks/"
        assert not Report.objects.exists() and not ReportSender.objects.exists()

    def test_needs_a_form_of_ours(self):
        strict = Client(enforce_csrf_checks=True)
        assert send(strict).status_code == 403
        strict.get("/report/")
        token = strict.cookies["csrftoken"].value
        assert send(strict, csrfmiddlewaretoken=token).status_code == 302
        assert Report.objects.count() == 1

    def test_shows_what_was_typed_as_text(self):
        page = send(message="<script>alert(1)</script>", contact="no").content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page

    def test_other_methods_are_refused(self, client):
        assert client.put("/report/").status_code == 405
        assert client.head("/report/").status_code == 200


class TestPrivacy:
    def test_only_the_form_sets_a_cookie(self, client):
        claim = make.StatementFactory().claim
        for path in ("/", "/claims/", "/about/", "/report/thanks/", claim.get_absolute_url()):
            assert not client.get(path).cookies, path
        assert set(client.get("/report/").cookies) == {"csrftoken"}
        assert "sessionid" not in client.cookies

    def test_is_not_kept_by_caches_nor_found_by_search_engines(self, client):
        response = client.get("/report/")
        assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
        assert b'<meta name="robots" content="noindex">' in response.content

    def test_no_address_is_stored(self):
        send(address="192.0.2.7")
        rows = [*Report.objects.values_list(), *ReportSender.objects.values_list()]
        assert "192.0.2.7" not in str(rows)
        assert all(len(row.sender) == 64 for row in ReportSender.objects.all())

    def test_a_days_secret_goes_when_the_next_days_is_made(self):
        send()
        first = ReportKey.objects.get()
        assert len(first.secret) == 32
        before = set(ReportSender.objects.values_list("sender", flat=True))
        count_report(sender="192.0.2.7", now=NOON + datetime.timedelta(days=1))
        second = ReportKey.objects.get()
        assert second.day == first.day + datetime.timedelta(days=1)
        assert bytes(second.secret) != bytes(first.secret)
        after = set(ReportSender.objects.values_list("sender", flat=True))
        assert len(after) == 3 and not before & after

    def test_the_nightly_job_throws_away_what_is_left(self):
        send()
        assert forget_senders(before=NOON.date()) == 0
        assert forget_senders(before=NOON.date() + datetime.timedelta(days=1)) == 3
        assert not ReportKey.objects.exists() and not ReportSender.objects.exists()


class TestFloods:
    def test_a_sixth_report_in_an_hour_is_told_when_to_come_back(self):
        for _ in range(5):
            assert send().status_code == 302
        response = send(message="Kept words.")
        assert (response.status_code, response["Retry-After"]) == (429, "2400")
        assert "Please send it again after 13:00 (UTC) on 4 March." in text_of(response)
        assert "Kept words." in response.content.decode()
        assert Report.objects.count() == 5
        assert send(address="192.0.2.8").status_code == 302, "somebody else"

    def test_an_eleventh_on_one_day_waits_until_the_next(self):
        for hour in range(2):
            for _ in range(5):
                count_report(sender="192.0.2.7", now=NOON + datetime.timedelta(hours=hour))
        with pytest.raises(TooManyReports) as full:
            count_report(sender="192.0.2.7", now=NOON + datetime.timedelta(hours=2))
        assert full.value.again_at == datetime.datetime(2026, 3, 5, tzinfo=datetime.UTC)
        count_report(sender="192.0.2.7", now=NOON + datetime.timedelta(days=1))

    def test_a_flood_from_many_closes_the_form_for_an_hour_and_says_so(self, settings, monkeypatch):
        settings.REPORTS_AN_HOUR = 2
        responses = [send(address=f"192.0.2.{n}") for n in range(3)]
        assert [response.status_code for response in responses] == [302, 302, 429]
        told = text_of(responses[-1])
        assert "Very many people, or one machine, are writing to us in this hour." in told
        assert "send it again after 13:00 (UTC) on 4 March." in told
        assert "from one connection" not in told
        assert Report.objects.count() == 2
        monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(hours=1))
        assert send(address="192.0.2.9").status_code == 302

    def test_what_is_refused_is_not_counted(self, settings):
        settings.REPORTS_AN_HOUR = 1
        count_report(sender="192.0.2.1", now=NOON)
        for _ in range(9):
            with pytest.raises(TooManyReports):
                count_report(sender="192.0.2.2", now=NOON)
        settings.REPORTS_AN_HOUR = 9
        for _ in range(5):
            count_report(sender="192.0.2.2", now=NOON)

    def test_a_household_is_one_sender(self, rf):
        def of(address, **headers):
            return identify_sender(rf.get("/report/", REMOTE_ADDR=address, headers=headers))

        assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
        assert of("2001:db8:1:3::1") != of("2001:db8:1:2::1")
        assert of("::ffff:192.0.2.7") == of("192.0.2.7") == "192.0.2.7"
        assert of("") == of("a socket") == "unknown"

    def test_a_forwarded_address_counts_only_behind_a_proxy(self, rf, settings):
        request = rf.get(
            "/report/",
            REMOTE_ADDR="127.0.0.1",
            headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.4"},
        )
        settings.BEHIND_PROXY = False
        assert identify_sender(request) == "127.0.0.1"
        settings.BEHIND_PROXY = True
        assert identify_sender(request) == "198.51.100.4"
        assert identify_sender(rf.get("/report/", REMOTE_ADDR="127.0.0.1")) == "unknown"


@pytest.mark.parametrize("claims", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, claims):
    made = [make.StatementFactory().claim for _ in range(claims)]
    with django_assert_num_queries(1):
        client.get(f"/report/?claim={made[0].pk}")


class TestRules:
    def test_kind(self):
        with assert_refused("report_kind_is_known"):
            Report.objects.create(kind="rumour", message="x", received_at=NOON)

    def test_message(self):
        with assert_refused("report_says_something"):
            Report.objects.create(kind="error", message="", received_at=NOON)

    def test_a_sender_is_counted_once_a_day(self):
        ReportSender.objects.create(day=NOON.date(), sender="a", sent=1)
        with assert_refused("report_sender_once_a_day"):
            ReportSender.objects.create(day=NOON.date(), sender="a", sent=1)
