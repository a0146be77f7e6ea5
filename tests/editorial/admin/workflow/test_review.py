"""The buttons that take a draft through review, and the list of reviews."""

import datetime

import pghistory
import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from claims.actions import submit_for_review
from claims.models import Claim, Review, Statement
from tests import factories as make
from tests.support.admin_html import address, publish, said_to
from tests.support.html import text_of

pytestmark = pytest.mark.django_db
OWN_WORK = "You made the last change; another publisher has to publish this."


@pytest.fixture
def claim():
    """Make a draft with one statement that has a citation."""
    return make.CitationFactory().statement.claim


@pytest.fixture
def denial():
    """Make a cited draft on a published claim that it would dispute."""
    claim = make.StatementFactory().claim
    return make.CitationFactory(statement__claim=claim, statement__stance="denies").statement


def submitted(row, by, now=None):
    return submit_for_review(**{row._meta.model_name: row}, by=by, now=now or timezone.now())


def steps_on(client, row) -> list[str]:
    steps = client.get(address(type(row), "change", row.pk)).context["steps"]
    return [label for _, label in steps if not label.startswith(("Merge", "Review"))]


class TestTheButtons:
    def test_an_editor_submits_and_withdraws(self, as_editor, editor, claim):
        assert steps_on(as_editor, claim) == ["Submit for review…"]
        submitted(claim, editor)
        assert steps_on(as_editor, claim) == ["Withdraw from review…"]

    def test_another_editor_does_not_withdraw_it(self, as_editor, claim):
        submitted(claim, make.UserFactory())
        assert steps_on(as_editor, claim) == []

    def test_a_publisher_publishes_or_sends_back(self, as_publisher, editor, claim):
        assert steps_on(as_publisher, claim) == ["Submit for review…", "Publish…"]
        submitted(claim, editor)
        assert steps_on(as_publisher, claim) == ["Send back…", "Publish…"]

    def test_nobody_is_offered_to_publish_own_work(self, as_publisher, publisher, editor, claim):
        with pghistory.context(user=publisher.pk):
            claim.context = "More."
            claim.save()
        submitted(claim, editor)
        assert steps_on(as_publisher, claim) == ["Send back…"]
        page = as_publisher.get(address(Claim, "publish", claim.pk)).text
        assert OWN_WORK in page
        assert 'value="Publish"' not in page

    def test_own_work_is_refused_whatever_is_posted(self, as_publisher, publisher, claim):
        with pghistory.context(user=publisher.pk):
            claim.context = "More."
            claim.save()
        tick = {"unverified": "1"}
        response = publish(as_publisher, address(Claim, "publish", claim.pk), tick)
        assert said_to(response) == [f"“{claim}”: {OWN_WORK}"]
        action = {"action": "publish_selected", "_selected_action": [claim.pk]} | tick
        response = publish(as_publisher, address(Claim, "changelist"), action)
        assert said_to(response) == [f"“{claim}”: {OWN_WORK}"]
        claim.refresh_from_db()
        assert claim.state == "draft"

    def test_a_superuser_obeys_too(self, as_superuser, claim):
        page = address(Claim, "change", claim.pk)
        sent = {"text": claim.text, "nature": "fact", "context": "More."}
        assert as_superuser.post(page, sent).status_code == 302
        response = publish(as_superuser, address(Claim, "publish", claim.pk), {"unverified": "1"})
        assert said_to(response)[-1] == f"“{claim}”: {OWN_WORK}"

    def test_a_statement_on_a_draft_claim_goes_with_it(self, as_editor, claim):
        assert steps_on(as_editor, claim.statements.get()) == []

    def test_a_statement_on_a_published_claim_is_submitted_alone(self, as_editor, denial):
        assert steps_on(as_editor, denial) == ["Submit for review…"]


class TestSubmitting:
    def test_asks_first_and_a_get_changes_nothing(self, as_editor, denial):
        page = as_editor.get(address(Statement, "submit", denial.pk))
        assert "Publishing this would change the status from asserted to disputed." in page.text
        assert not Review.objects.exists()

    def test_then_the_page_says_who_asked_and_when(self, as_editor, editor, denial):
        response = as_editor.post(address(Statement, "submit", denial.pk), follow=True)
        assert said_to(response) == [f"Waiting for review: “{denial}”."]
        assert "Waiting for review since" in response.text
        assert "asked by editor." in response.text
        assert Review.objects.get().asked_by == editor
        logged = LogEntry.objects.get(user=editor, object_id=denial.pk)
        assert logged.get_change_message() == "Submitted for review."

    def test_twice_says_that_it_waits_already(self, as_editor, claim):
        submitted(claim, make.UserFactory())
        response = as_editor.post(address(Claim, "submit", claim.pk), follow=True)
        assert said_to(response) == [f"“{claim}”: This claim is already waiting for review."]

    def test_several_at_once_and_the_others_say_why_not(self, as_editor, claim):
        bare = make.DraftClaimFactory()
        sent = {"action": "submit_selected", "_selected_action": [claim.pk, bare.pk]}
        response = as_editor.post(address(Claim, "changelist"), sent, follow=True)
        done, refused = said_to(response)
        assert done == f"Waiting for review: “{claim}”."
        assert refused.startswith(f"“{bare}”: Nothing on it can be published yet")
        assert [r.claim for r in Review.objects.all()] == [claim]

    def test_what_is_gone_is_said_to_be_gone(self, as_editor):
        response = as_editor.post(address(Claim, "submit", 999))
        assert response.url == reverse("admin:index")


class TestSendingBack:
    def test_needs_a_note(self, as_publisher, editor, claim):
        submitted(claim, editor)
        response = as_publisher.post(address(Claim, "send_back", claim.pk), {"note": " "})
        assert "Say what has to be mended." in response.text
        assert Review.objects.get().outcome == ""

    def test_the_note_is_on_the_page_of_the_draft(self, as_publisher, as_editor, editor, claim):
        submitted(claim, editor)
        sent = {"note": "Say which <attack>."}
        response = as_publisher.post(address(Claim, "send_back", claim.pk), sent, follow=True)
        assert said_to(response) == [f"Sent back to editor: “{claim}”."]
        page = as_editor.get(address(Claim, "change", claim.pk)).text
        assert "Sent back by publisher" in page
        assert "Say which &lt;attack&gt;." in page
        assert steps_on(as_editor, claim) == ["Submit for review…"]

    def test_what_does_not_wait_is_not_sent_back(self, as_publisher, claim):
        response = as_publisher.post(address(Claim, "send_back", claim.pk), {"note": "No."}, follow=True)
        assert said_to(response) == [f"“{claim}”: It is not waiting for review any more."]


def test_withdrawing_takes_it_off_the_list(as_editor, editor, claim):
    submitted(claim, editor)
    response = as_editor.post(address(Claim, "withdraw", claim.pk), follow=True)
    assert said_to(response) == [f"Withdrawn from review: “{claim}”."]
    assert Review.objects.get().outcome == "withdrawn"
    assert "Not submitted for review yet." in response.text


def test_publishing_says_what_would_change_and_settles_the_review(as_publisher, editor, denial):
    submitted(denial, editor)
    page = address(Statement, "publish", denial.pk)
    assert "change the status from asserted to disputed." in as_publisher.get(page).text
    publish(as_publisher, page, {"unverified": "1"})
    assert Review.objects.get().outcome == "published"


def test_the_page_of_a_published_claim_tells_what_waits_on_it(as_publisher, editor, denial):
    page = address(Claim, "change", denial.claim_id)
    assert "waiting for review" not in as_publisher.get(page).text
    submitted(denial, editor)
    submitted(make.CitationFactory().statement.claim, editor)
    link = f"{address(Review, 'changelist')}?statement__claim__id__exact={denial.claim_id}"
    assert f'<a href="{link}">Draft statements waiting for review: 1</a>' in as_publisher.get(page).text
    found = as_publisher.get(link).context["cl"].result_list
    assert [review.statement for review in found] == [denial]


def test_a_draft_that_waits_is_deleted_with_its_request(as_editor, editor):
    claim = make.DraftClaimFactory()
    Review.objects.create(claim=claim, asked_by=editor, asked_at=make.MOMENT)
    page = address(Claim, "delete", claim.pk)
    assert as_editor.get(page).status_code == 200
    assert as_editor.post(page, {"post": "yes"}).status_code == 302
    assert not Claim.objects.filter(pk=claim.pk).exists()
    assert not Review.objects.exists()


class TestTheList:
    def test_whoever_settles_one_is_led_to_the_others(self, as_publisher, editor, claim, denial):
        submitted(denial, editor)
        more = 'More is waiting: <a href="/admin/claims/review/?outcome=waiting">go on with the reviews</a>.'
        published = publish(as_publisher, address(Claim, "publish", claim.pk), {"unverified": "1"})
        done, undo, next_one = said_to(published)
        assert (done, next_one) == (f"Published with 1 statement: “{claim}”.", more)
        assert "Undo this" in undo
        note = {"note": "Which bridge?"}
        asked = as_publisher.post(address(Statement, "send_back", denial.pk), {"note": " "}, follow=True)
        assert said_to(asked) == []
        last = as_publisher.post(address(Statement, "send_back", denial.pk), note, follow=True)
        assert said_to(last) == [f"Sent back to editor: “{denial}”."]

    def test_the_outcome_is_a_column_where_it_differs(self, as_publisher, editor, claim):
        submitted(claim, editor)
        listed = as_publisher.get(address(Review, "changelist"))
        assert "column-outcome" not in listed.text
        assert "column-outcome" in as_publisher.get(address(Review, "changelist") + "?outcome=all").text

    def test_the_longest_wait_comes_first_with_who_what_and_the_status(
        self, as_publisher, editor, denial, claim
    ):
        now = timezone.now()
        submitted(claim, editor, now - datetime.timedelta(hours=1))
        submitted(denial, make.UserFactory(username="ada"), now - datetime.timedelta(days=2))
        page = as_publisher.get(address(Review, "changelist"))
        assert [r.statement or r.claim for r in page.context["cl"].result_list] == [denial, claim]
        for words in (
            f'<a href="{address(Statement, "change", denial.pk)}" dir="auto">{denial}</a>',
            f'<a href="{address(Claim, "change", claim.pk)}" dir="auto">{claim}</a>',
            "Publishing this would change the status from asserted to disputed.",
            "Publishing this would show the claim as asserted.",
            "ada",
            "2\xa0days<br>",
        ):
            assert words in page.text

    def test_each_stance_is_quoted_before_others_are(self, as_publisher, editor, claim, denial):
        make.CitationFactory.create_batch(3, statement__claim=claim)
        denied = make.CitationFactory(statement__claim=claim, statement__stance="denies")
        own = make.CitationFactory.create_batch(3, statement=denial)
        submitted(claim, editor)
        submitted(denial, editor)
        text = text_of(as_publisher.get(address(Review, "changelist")))
        assert f"denies: “{denied.excerpt}”" in text
        assert "and 3 more" in text
        assert "and 2 more" in text
        assert own[-1].excerpt not in text

    def test_what_is_settled_is_one_click_away(self, as_editor, editor, claim):
        review = submitted(claim, editor)
        as_editor.post(address(Claim, "withdraw", claim.pk))
        assert as_editor.get(address(Review, "changelist")).context["cl"].result_count == 0
        everything = as_editor.get(address(Review, "changelist") + "?outcome=all")
        assert [*everything.context["cl"].result_list] == [review]
        assert as_editor.get(address(Review, "change", review.pk)).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_with_one_row_and_three(
        self, as_superuser, editor, rows, django_assert_num_queries
    ):
        for _ in range(rows):
            claim = make.StatementFactory().claim
            submitted(make.CitationFactory(statement__claim=claim).statement, editor)
            submitted(make.CitationFactory().statement.claim, editor)
        with django_assert_num_queries(16):
            response = as_superuser.get(address(Review, "changelist"))
        assert response.context["cl"].result_count == 2 * rows
