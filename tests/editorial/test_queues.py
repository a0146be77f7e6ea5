"""The admin's front page: the number of rows in each queue, and the queue's list."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission

from claims.models import (
    Citation,
    Claim,
    CorrectionProposal,
    Coverage,
    PairKind,
    ProbableDouble,
    Review,
    Statement,
    VanishedExcerpt,
)
from editorial import queues
from editorial.queues import QUEUES, count_queues
from sources.models import LinkCheck
from subscriptions.models import Subject, Webhook
from subscriptions.webhooks import make_webhook
from tests import factories as make
from tests.support.html import links_of, retraction, text_of

from .conftest import signed_in

pytestmark = pytest.mark.django_db

QUEUE = {queue.key: queue for queue in QUEUES}


def one_of_each() -> None:
    """Make one row for each queue, and rows that are in no queue."""
    user = make.UserFactory()
    claim = make.DraftClaimFactory()
    Review.objects.create(claim=claim, asked_at=make.MOMENT, asked_by=user)
    make.ReportFactory()
    make.LeadFactory(claim=claim)
    make.OfferedChangeFactory(claim=claim)
    CorrectionProposal.objects.create(claim=claim, change="A word", proposed_at=make.MOMENT, proposed_by=user)
    for kind in PairKind:
        pair = {"claim": claim, "other": make.DraftClaimFactory(), "kind": kind}
        ProbableDouble.objects.create(**pair, score=0.9, found_at=make.MOMENT)
    citation = proved(make.StatementFactory(citation=None))
    capture = make.CaptureFactory(article=citation.article, text="Other words now.")
    VanishedExcerpt.objects.create(citation=citation, capture=capture, noticed_at=make.MOMENT)
    words = {"text": "Other words now.", "excerpt": "Other words"}
    make.OfferedCitationFactory(statement=citation.statement, capture=capture, **words)
    make_webhook(address="https://example.org/", subject=Subject("all"), by=user, now=make.MOMENT)
    Webhook.objects.update(off_at=make.MOMENT, off_reason="Nothing has arrived for a day.")
    make.DraftStatementFactory()
    party = make.PartyFactory()
    proved(make.DraftStatementFactory(), relayed_by=party, relayed_for=party)
    make.CitationFactory(statement=make.DraftStatementFactory())
    make.ArticleFactory()
    LinkCheck.objects.create(
        article=citation.article,
        outcome="broken",
        checked_at=make.MOMENT,
        next_check_at=make.MOMENT,
        failures=3,
    )
    works = proved(citation.statement, article__outlet=citation.article.outlet).article
    LinkCheck.objects.create(
        article=works, outcome="works", checked_at=make.MOMENT, next_check_at=make.MOMENT
    )


def proved(statement: Statement, **given) -> Citation:
    """Make a citation of the statement that is found in a capture."""
    text = "The words of the article."
    outlet = given.pop("article__outlet", None) or make.OutletFactory()
    article = make.CaptureFactory(text=text, article__outlet=outlet).article
    citation = make.CitationFactory(statement=statement, article=article, excerpt=text, **given)
    Citation.objects.filter(pk=citation.pk).update(
        capture=article.captures.get(), start=0, end=len(text), proved_at=make.MOMENT
    )
    return citation


def counted(user) -> dict[str, int]:
    return {waiting.queue.key: waiting.count for waiting in count_queues(user)}


def rows_listed(client, queue) -> set[int]:
    response = client.get(queue.url)
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def test_each_queue_counts_what_its_list_shows(as_superuser):
    user = make.UserFactory(is_superuser=True)
    one_of_each()
    assert counted(user) == dict.fromkeys(QUEUE, 1)
    for queue in QUEUES:
        expected = set(queue.narrow(queue.model.objects.all()).values_list("pk", flat=True))
        assert len(expected) == 1, queue.key
        assert queue.model.objects.count() >= 1
        assert rows_listed(as_superuser, queue) == expected, queue.key


def test_the_front_page_leads_to_each(as_superuser):
    one_of_each()
    response = as_superuser.get("/admin/")
    leads_to = set(re.findall(r'href="([^"]+)"', unescape(response.content.decode())))
    assert {queue.url for queue in QUEUES} <= leads_to
    assert len(re.findall(r"<strong>1</strong>", response.content.decode())) == len(QUEUES)


def test_says_calmly_that_nothing_waits(as_superuser):
    text = text_of(as_superuser.get("/admin/"))
    assert text.count("nothing waiting") == len(QUEUES)


def test_counts_no_further_than_a_thousand(as_superuser, monkeypatch):
    monkeypatch.setattr(queues, "MAX_COUNT", 2)
    for _ in range(4):
        make.ArticleFactory()
    text = text_of(as_superuser.get("/admin/"))
    assert "read them for positions. 2+" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_one_query_for_each_queue(django_assert_num_queries, rows):
    for _ in range(rows):
        make.DraftStatementFactory()
        make.ReportFactory()
    user = make.UserFactory(is_superuser=True)
    with django_assert_num_queries(len(QUEUES)):
        count_queues(user)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("key", QUEUE)
def test_lists_cost_the_same_however_long(as_superuser, django_assert_max_num_queries, key, rows):
    for _ in range(rows):
        one_of_each()
    with django_assert_max_num_queries(
        16
    ):  # the statuses that the reviews would change are tried, under locks
        assert len(rows_listed(as_superuser, QUEUE[key])) == rows


def test_shows_only_what_a_person_may_see(db):
    nobody = make.UserFactory(is_staff=True)
    one_of_each()
    assert counted(nobody) == {}
    text = text_of(signed_in(nobody).get("/admin/"))
    assert "What waits" not in text and "Add coverage" not in text
    nobody.user_permissions.add(Permission.objects.get(codename="view_article"))
    fresh = type(nobody).objects.get(pk=nobody.pk)
    assert counted(fresh) == {"broken-links": 1, "unused": 1}
    for queue in QUEUES:
        if queue.key in counted(fresh):
            assert rows_listed(signed_in(fresh), queue)
        else:
            assert signed_in(fresh).get(queue.url).status_code == 403, queue.key


def test_editors_and_publishers_see_their_queues(editor, publisher):
    assert set(counted(publisher)) == set(QUEUE) - {"off"}, "that is for administrators"
    everyday = {
        "reports",
        "vanished",
        "uncited",
        "broken-links",
        "unverified",
        "second-hand",
        "single-outlet",
        "unused",
    }
    assert everyday <= set(counted(editor))


def test_the_group_administrator_is_shown_no_queue_that_it_cannot_open(db):
    user = make.UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    client = signed_in(user)
    assert [client.get(waiting.queue.url).status_code for waiting in count_queues(user)] == [
        200 for _ in count_queues(user)
    ]


class TestUnverified:
    def test_what_was_retracted_does_not_wait(self):
        user = make.UserFactory(is_superuser=True)
        statement = make.StatementFactory()
        make.StatementFactory(claim=statement.claim)
        assert counted(user)["unverified"] == 2
        Statement.objects.filter(pk=statement.pk).update(**retraction("statement"))
        assert counted(user)["unverified"] == 1
        Claim.objects.filter(pk=statement.claim_id).update(**retraction("claim"))
        assert counted(user)["unverified"] == 0


class TestCoverage:
    def begun(self, editor, **given):
        return Coverage.objects.create(
            editor=editor,
            begun_at=make.MOMENT,
            changed_at=make.MOMENT,
            intake={"title": "Half done"},
            **given,
        )

    def test_a_button_begins_coverage_and_links_go_on_with_it(self, as_editor, editor):
        coverage = self.begun(editor)
        links = links_of(as_editor.get("/admin/"))
        assert links["Add coverage"].startswith("/admin/")
        assert f"/{coverage.pk}/" in links["Half done"]

    def test_finished_work_and_that_of_others_is_not_shown(self, as_editor, editor):
        self.begun(editor, finished_at=make.MOMENT)
        self.begun(make.UserFactory())
        assert "Half done" not in text_of(as_editor.get("/admin/"))


def test_the_handbook_can_be_read_there(as_editor):
    links = links_of(as_editor.get("/admin/"))
    page = as_editor.get(links["The handbook for editors"])
    assert "One proposition." in text_of(page)
    assert links_of(page)["How to word a claim"] == "#how-to-word-a-claim"


def test_the_handbook_is_for_those_who_sign_in(client):
    response = client.get("/admin/handbook/")
    assert (response.status_code, response.url) == (302, "/admin/login/?next=/admin/handbook/")


def test_an_unknown_queue_shows_the_whole_list(as_superuser):
    make.DraftStatementFactory()
    for queue in ("nonsense", "unused", "\0"):
        response = as_superuser.get("/admin/claims/statement/", {"queue": queue}, follow=True)
        assert response.status_code == 200
        assert len(response.context["cl"].result_list) == 1


def test_a_list_of_one_queue_looks_for_no_dates(as_superuser):
    claim = make.StatementFactory().claim
    assert claim.published_at
    assert as_superuser.get("/admin/claims/claim/").context["cl"].date_hierarchy == "published_at"
    listed = as_superuser.get("/admin/claims/claim/?queue=single-outlet")
    assert listed.context["cl"].date_hierarchy is None
