"""Following something by mail: asking, confirming, seeing, ending."""

import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.rate_limits import FOLLOWS_AN_HOUR, MAILS_A_DAY
from public.follow.answers import answer_requests
from subscriptions.follows import MOST_FOLLOWS, end_follow, forget_requests
from subscriptions.links import CONFIRM, OWN_FOLLOWS, UNSUBSCRIBE
from subscriptions.models import Follow, Follower, FollowRequest
from tests import factories as make
from tests.support.html import links_of, retraction, text_of
from tests.support.html_validity import find_faults

from .times import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def claim():
    return make.StatementFactory(claim__text="The bridge is closed").claim


def ask(client, path: str, sender="192.0.2.7", **typed):
    typed = {"address": "Ada@example.org", "rhythm": "daily", "subject": "", **typed}
    return client.post(path, typed, REMOTE_ADDR=sender)


def test_a_reader_asks_confirms_sees_and_ends(client, claim, links, outbox):
    page = f"/follow/claims/{claim.pk}/"
    assert (
        links_of(client.get(claim.get_absolute_url()))["Follow by e-mail"] == "/follow/"
    )  # the last, at the foot
    assert f'href="{page}"' in client.get(claim.get_absolute_url()).content.decode()
    assert ask(client, page).url == "/follow/sent/"
    assert not Follower.objects.exists()
    [confirm] = links()
    assert outbox[0].to == ["Ada@example.org"]
    assert outbox[0].subject == "Please confirm: follow “The bridge is closed”"
    shown = client.get(confirm)
    assert not Follower.objects.exists(), "programs open links"
    assert "We write to Ada@example.org when this changes: The bridge is closed" in text_of(shown)
    own = client.post(confirm).url
    assert not FollowRequest.objects.exists()
    follow = Follow.objects.select_related("follower").get()
    assert (follow.kind, follow.target, follow.rhythm) == ("claim", claim.pk, "daily")
    assert follow.looked_at == NOON, "the next mail of the day is the first"
    assert client.get(confirm).status_code == 410, "works once"
    listed = client.get(own)
    assert "The bridge is closed Every day End this" in text_of(listed)
    assert client.post(own, {"end": follow.pk}).url == "/follow/ended/"
    assert not Follower.objects.exists()
    assert client.get(own).status_code == 410
    end_follow(follow.follower, follow.pk)  # as a second click does that comes at the same moment
    for answer in (shown, listed, client.get(own)):
        assert find_faults(answer.content.decode()) == []


@pytest.mark.parametrize("known", [False, True])
def test_the_answer_is_the_same_for_every_address(client, claim, follow, links, outbox, known):
    if known:
        follow("claim", claim.pk)
    client.get("/follow/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = ask(client, "/follow/", address="ada@example.org")
    assert (answer.url, len(queries)) == ("/follow/sent/", 18)
    answer_requests(now=NOON)
    assert len(outbox) == known, "only who follows something gets a link"
    if known:
        assert "The bridge is closed" in text_of(client.get(links()[0]))


def test_an_address_is_stored_once_whatever_its_case(client, claim, follow, links):
    follow("claim", claim.pk, address="ada@example.org", rhythm="weekly")
    topic = make.TopicFactory()
    claim.topics.add(topic)
    for path in (f"/follow/topics/{topic.pk}/", f"/follow/claims/{claim.pk}/"):
        ask(client, path)
        client.post(links()[0])
    assert Follower.objects.get().address == "ada@example.org"
    assert set(Follow.objects.values_list("kind", "rhythm")) == {("claim", "daily"), ("topic", "daily")}


def test_an_address_that_is_the_same_only_without_case_is_another_readers(
    client, claim, follow, links, outbox
):
    follow("claim", claim.pk, address="ada@github.example.org")
    ask(client, f"/follow/claims/{claim.pk}/", address="ada@gıthub.example.org")
    client.post(links()[0])
    assert outbox[0].to == ["ada@xn--gthub-n4a.example.org"]
    assert Follower.objects.count() == 2


def test_a_search_and_a_claimant_can_be_followed_in_russian(client, claim, links, outbox):
    party = make.PartyFactory(name="Norland")
    make.StatementFactory(claim=claim, party=party)
    assert "/ru/follow/search/?q=bridge" in client.get("/ru/claims/?q=bridge").content.decode()
    for path in ("/ru/follow/search/?q=bridge&nonsense=1", f"/ru/follow/claimants/{party.pk}/"):
        assert ask(client, path, rhythm="weekly").url == "/ru/follow/sent/"
        own = client.post(links()[0]).url
    assert [mail.subject for mail in outbox] == [
        "Подтвердите подписку: «поиск»",
        "Подтвердите подписку: «Norland»",
    ]
    assert "bridge" not in outbox[0].body, "nobody gets words from us that a stranger has chosen"
    assert set(Follow.objects.values_list("kind", "target", "query")) == {
        ("search", 0, "q=bridge"),
        ("claimant", party.pk, ""),
    }
    assert "Утверждения с «bridge» По понедельникам" in text_of(client.get(own))
    assert Follower.objects.get().language == "ru"


def test_what_readers_do_not_see_cannot_be_followed(client):
    drafts = make.DraftStatementFactory()
    gone = make.ClaimFactory(**retraction("claim"))
    for kind, row in (
        ("claims", drafts.claim),
        ("claims", gone),
        ("claimants", drafts.claimant),
        ("topics", make.TopicFactory()),
    ):
        assert client.get(f"/follow/{kind}/{row.pk}/").status_code == 404
    for path in (
        "/follow/outlets/1/",
        f"/follow/claims/{10**30}/",
        "/follow/search/",
        "/follow/search/?nonsense=1",
    ):
        assert client.get(path).status_code == 404


def test_what_was_retracted_before_the_mail_is_not_sent(client, claim, outbox):
    ask(client, f"/follow/claims/{claim.pk}/")
    type(claim).objects.filter(pk=claim.pk).update(**retraction("claim"))
    answer_requests(now=NOON)
    assert outbox == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org, eve@example.org",
        '"ada, eve"@example.org',
        "ada@example.org\x00",
        f"{'a' * 250}@example.org",
        "admın@example.org",
        f"ada@{'ı' * 60}.org",
        f"ada@{'юя.' * 60}org",
    ],
)
def test_other_texts_are_no_address(client, claim, address):
    page = ask(client, f"/follow/claims/{claim.pk}/", address=address)
    assert page.status_code == 200 and "Not sent yet." in text_of(page)
    assert find_faults(page.content.decode().replace("\x00", "")) == []
    assert not FollowRequest.objects.exists()


def test_no_text_becomes_a_header(client, outbox):
    claim = make.StatementFactory(claim__text="The bridge\nBcc: eve@example.org is closed").claim
    ask(client, f"/follow/claims/{claim.pk}/")
    answer_requests(now=NOON)
    assert outbox[0].message()["Bcc"] is None
    assert outbox[0].subject == "Please confirm: follow “The bridge Bcc: eve@example.org is closed”"


def test_a_program_that_fills_in_the_hidden_field_is_told_nothing(client, claim):
    assert ask(client, f"/follow/claims/{claim.pk}/", subject="Buy").url == "/follow/sent/"
    assert not FollowRequest.objects.exists()


def test_a_sender_is_held_to_a_limit(client, claim):
    path = f"/follow/claims/{claim.pk}/"
    for number in range(FOLLOWS_AN_HOUR):
        assert ask(client, path, address=f"reader{number}@example.org").status_code == 302
    refused = ask(client, path)
    assert (refused.status_code, refused["Retry-After"]) == (429, "2400")
    assert "Please try again after 13:00 (UTC) on 6 March" in text_of(refused)
    assert ask(client, path, sender="192.0.2.8").status_code == 302


def test_an_address_gets_a_few_mails_a_day_whoever_asks_and_nobody_is_told(client, claim):
    path = f"/follow/claims/{claim.pk}/"
    for number in range(MAILS_A_DAY + 2):
        assert ask(client, path, sender=f"192.0.2.{number}").url == "/follow/sent/"
    assert FollowRequest.objects.count() == MAILS_A_DAY


def test_asking_wakes_the_worker_and_tells_it_no_address(client, claim):
    for _ in range(2):
        ask(client, f"/follow/claims/{claim.pk}/")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args["timestamp"]) == ("answer_follow_requests", int(NOON.timestamp()))
    assert set(job.args) == {"timestamp", "request_id"}


def test_a_mail_is_sent_once(client, claim, outbox):
    ask(client, f"/follow/claims/{claim.pk}/")
    assert [answer_requests(now=NOON) for _ in range(2)] == [1, 0]


def test_unconfirmed_addresses_are_deleted_after_three_days(client, claim, links):
    ask(client, f"/follow/claims/{claim.pk}/")
    [confirm] = links()
    forget_requests(now=NOON + CONFIRM.kept / 2)
    assert client.get(confirm).status_code == 200
    forget_requests(now=NOON + CONFIRM.kept)
    assert not FollowRequest.objects.exists()
    assert client.post(confirm).status_code == 410


def test_links_hold_for_their_time_and_their_page(client, claim, follow, monkeypatch):
    key = follow("claim", claim.pk).follower.key
    own, end = OWN_FOLLOWS.sign(key), UNSUBSCRIBE.sign(key)
    assert client.get(f"/follow/own/{own}/").status_code == 200
    for path in (
        f"/follow/own/{end}/",
        f"/follow/own/{own[:-1]}/",
        f"/follow/unsubscribe/{own}/",
        "/follow/own/x/",
    ):
        answer = client.get(path)
        assert (answer.status_code, find_faults(answer.content.decode())) == (410, [])
    late = time.time() + OWN_FOLLOWS.kept.total_seconds() + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert client.get(f"/follow/own/{own}/").status_code == 410
    assert client.get(f"/follow/unsubscribe/{end}/").status_code == 200


def test_one_click_ends_all_mail_without_cookie_or_token(claim, follow):
    follow("claim", claim.pk, address="eve@example.org")
    key = follow("claim", claim.pk).follower.key
    browser = Client(enforce_csrf_checks=True)
    path = f"/follow/unsubscribe/{UNSUBSCRIBE.sign(key)}/"
    shown = browser.get(path)
    assert Follower.objects.count() == 2 and find_faults(shown.content.decode()) == []
    assert not shown.cookies
    for _ in range(2):
        answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "No more mail" in text_of(answer)
    assert [row.address for row in Follower.objects.all()] == ["eve@example.org"]


def test_leaving_takes_along_what_was_asked_for(client, claim, follow):
    follow("claim", claim.pk)
    ask(client, f"/follow/claims/{claim.pk}/")
    own = f"/follow/own/{OWN_FOLLOWS.sign(Follower.objects.get().key)}/"
    assert client.post(own, {"end": "0"}).url == own and client.post(own, {"end": "x"}).url == own
    end_all = links_of(client.get(own))["End all mail and delete my address"]
    assert "No more mail" in text_of(client.post(end_all))
    assert not Follower.objects.exists() and not FollowRequest.objects.exists()


def test_an_address_follows_a_limited_number_of_things(client, claim, follow, links):
    for number in range(MOST_FOLLOWS):
        follow("claim", 10**9 + number)
    ask(client, f"/follow/claims/{claim.pk}/")
    refused = client.post(links()[0])
    assert f"This address follows {MOST_FOLLOWS} things already" in text_of(refused)
    assert Follow.objects.count() == MOST_FOLLOWS


def test_the_page_of_own_follows_asks_a_fixed_number_of_queries(client, claim, follow):
    key = follow("claim", claim.pk).follower.key
    make.TopicFactory().claims.add(claim)
    path = f"/follow/own/{OWN_FOLLOWS.sign(key)}/"
    numbers = []
    for number in (1, 2, 3):
        topic = make.TopicFactory()
        claim.topics.add(topic)
        follow("topic", topic.pk)
        follow("claimant", make.StatementFactory().claimant.pk)
        follow("search", query=f"q=bridge{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        numbers.append(len(queries))
    assert numbers == [6, 6, 6]


def test_undeliverable_mail_ends_it(claim, follow, settings, capsys):
    settings.MAIL_BOUNCES = "bounces@record.example.org"
    key = follow("claim", claim.pk).follower.key
    follow("claim", claim.pk, address="eve@example.org")
    call_command("mail_bounced", f"bounces+{key.hex}@record.example.org", "Eve@example.org")
    assert capsys.readouterr().out == "2 deleted.\n"
    assert not Follower.objects.exists()
    with pytest.raises(CommandError, match="1 unknown"):
        call_command("mail_bounced", "nobody@example.org")


def test_a_site_without_mail_offers_none_and_still_ends_it(client, claim, follow, settings):
    settings.FOLLOW_BY_MAIL = False
    for path in ("/follow/", f"/follow/claims/{claim.pk}/", "/follow/search/?q=bridge"):
        assert client.get(path).status_code == 404
    for path in (claim.get_absolute_url(), "/claims/?q=bridge"):
        assert "/follow/" not in client.get(path).content.decode()
    key = follow("claim", claim.pk).follower.key
    assert client.get(f"/follow/own/{OWN_FOLLOWS.sign(key)}/").status_code == 200
