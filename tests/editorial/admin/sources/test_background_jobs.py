"""The admin's list of background jobs, described in words.

Viewing it and acting on a job take different permissions.
"""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from editorial.admin.sources import background_job
from editorial.site import RecordSite
from sources.models import BackgroundJob, JobTrouble
from sources.scheduling import queue_link_check, queue_recapture
from tests import factories as make
from tests.support.sql import sql

pytestmark = pytest.mark.django_db
LIST = "/admin/sources/backgroundjob/"


def signed_in(client, *permissions: str):
    user = make.UserFactory(is_staff=True)
    user.user_permissions.add(*(Permission.objects.get(codename=permission) for permission in permissions))
    client.force_login(user)
    return client


@pytest.fixture
def looker(client):
    return signed_in(client, "view_backgroundjob")


@pytest.fixture
def manager(client):
    return signed_in(client, "view_backgroundjob", "manage_jobs")


def queued(status: str = "todo", title: str = "A title") -> BackgroundJob:
    article = make.ArticleFactory(title=title, canonical_url=f"https://example.org/{title}")
    queue_recapture(article, now=timezone.now())
    job = BackgroundJob.objects.latest("pk")
    sql("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, job.pk)
    job.refresh_from_db()
    return job


def act(client, action: str, *jobs) -> list[str]:
    sent = {"action": action, "_selected_action": [job.pk for job in jobs]}
    response = client.post(LIST, sent, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_each_job_is_said_in_words(looker):
    job = queued("failed", "Minister denies it")
    JobTrouble.objects.record_failure(
        job.pk, "The site says that there is no such page (404).", timezone.now()
    )
    page = looker.get(LIST).text
    for words in ("Fetch an article again", "Minister denies it", "failed", "no such page (404)"):
        assert words in page
    assert reverse("admin:sources_article_change", args=[job.args["article_id"]]) in page
    assert page.count("recapture_article") == 1  # the filter's address
    assert "style=" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_fixed_number_of_queries(looker, rows, django_assert_num_queries):
    for number in range(rows):
        queued(title=f"Title {number}")
    looker.get(LIST)  # the session
    with django_assert_num_queries(10):
        assert looker.get(LIST).text.count("Fetch an article again") == rows + 1  # and the filter


def test_jobs_whose_article_is_gone_and_that_are_about_none(looker):
    job = queued()
    sql("UPDATE procrastinate_jobs SET args = '{\"article_id\": 0}' WHERE id = %s", job.pk)
    assert "an article that has been deleted" in looker.get(LIST).text
    sql("UPDATE procrastinate_jobs SET args = '{}', task_name = 'something_else' WHERE id = %s", job.pk)
    assert "something else" in looker.get(LIST).text


@pytest.mark.parametrize(
    "query",
    ["?state=failed", "?task=check_link", "?state=odd", "?task=%00", "?o=1.2.3", "?q=x", "?p=9", "?x=1"],
)
def test_filters_narrow_the_list_and_survive_anything(looker, query):
    queued("failed", "Of the failed")
    page = looker.get(LIST + query, follow=True)
    assert page.status_code == 200
    assert ("Of the failed" in page.text) == (query not in {"?task=check_link"})


def test_a_failed_job_is_tried_again(manager):
    failed, waiting = queued("failed", "One"), queued("todo", "Two")
    assert act(manager, "try_again", failed, waiting) == ["1 put back into the queue."]
    failed.refresh_from_db()
    assert failed.status == "todo"
    assert act(manager, "try_again", waiting) == ["Only jobs that failed can be tried again."]


def test_trying_again_what_is_queued_already_says_so(manager):
    failed = queued("failed", "One")
    sql("UPDATE procrastinate_jobs SET queueing_lock = 'same'")
    waiting = queued("todo", "Two")
    sql("UPDATE procrastinate_jobs SET queueing_lock = 'same' WHERE id = %s", waiting.pk)
    assert act(manager, "try_again", failed) == ["1 not: the same work waits in the queue already."]
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_a_waiting_job_is_cancelled(manager):
    waiting, done = queued("todo", "One"), queued("succeeded", "Two")
    assert act(manager, "cancel", waiting, done) == ["1 cancelled."]
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.status, done.status) == ("cancelled", "succeeded")
    assert act(manager, "cancel", done) == ["Only jobs that wait can be cancelled."]


@pytest.mark.parametrize("action", ["try_again", "cancel"])
def test_who_may_only_look_changes_nothing(looker, action):
    job = queued("failed" if action == "try_again" else "todo")
    before = job.status
    assert "_selected_action" not in looker.get(LIST).text
    act(looker, action, job)
    job.refresh_from_db()
    assert job.status == before


@pytest.mark.parametrize("permission", ["view_article", "view_capture"])
def test_who_may_not_look_does_not_see_it(client, permission):
    job = queued()
    signed_in(client, permission)
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"action": "cancel", "_selected_action": [job.pk]}).status_code == 403
    assert "backgroundjob" not in client.get("/admin/").text


@pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/delete/"])
def test_nobody_writes_into_the_queue_by_form(admin_client, page):
    job = queued()
    assert admin_client.post(LIST + page.format(job.pk), {"post": "yes"}).status_code == 403
    assert BackgroundJob.objects.get(pk=job.pk).status == "todo"


def test_the_library_s_own_list_is_not_there(admin_client):
    assert admin_client.get("/admin/procrastinate/procrastinatejob/").status_code == 404
    assert not RecordSite().is_registered(ProcrastinateJob)


def test_a_check_is_named_too(looker):
    queue_link_check(make.ArticleFactory(canonical_url="https://example.org/1"), now=timezone.now())
    assert looker.get(LIST).text.count("Look whether an address still works") == 2


def test_it_says_above_the_list_why_claims_are_compared_by_words_only(looker, monkeypatch):
    monkeypatch.setattr(background_job, "explain_why_not", str)
    assert "by words only" not in looker.get(LIST).text
    reason = "Claims are compared by words only: the sentence model is damaged."
    monkeypatch.setattr(background_job, "explain_why_not", lambda: reason)
    assert looker.get(LIST).text.count(reason) == 1
