"""Restoring an earlier version is a new change.

It takes the permission to edit the row, and every rule applies.
"""

import pghistory
import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from claims.models import (
    Affiliation,
    Citation,
    Claim,
    Claimant,
    ClaimVersion,
    OfferedChange,
    Statement,
    Topic,
)
from core.errors import TRY_AGAIN
from editorial.admin.base.forms import REASON_MISSING
from sources.models import Article, Capture, Outlet
from tests import factories as make
from tests.support.admin_html import address, said_to
from tests.support.html import text_of


def restore_addresses(client, row) -> list[str]:
    """Return the address that restores each version, the oldest last.

    The present version has none.
    """
    response = client.get(address(type(row), "history", row.pk))
    return [entry["restore"] for entry in response.context["entries"]]


def oldest(client, row) -> str:
    return restore_addresses(client, row)[-1]


@pytest.fixture
def edited():
    """Make a draft that was edited twice."""
    claim = make.DraftClaimFactory(text="It rains", nature="fact")
    Claim.objects.update(text="It pours", nature="forecast")
    Claim.objects.update(context="A context.")
    return claim


@pytest.fixture
def published():
    """Make a published claim that was edited since."""
    with transaction.atomic():
        claim = make.StatementFactory(claim__text="It rains").claim
    with pghistory.context(reason="Wrong"):
        Claim.objects.update(text="It pours")
    return claim


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def test_the_present_version_is_not_offered(as_editor, edited):
    assert restore_addresses(as_editor, edited)[0] == ""
    assert len(restore_addresses(as_editor, edited)) == 3


def test_it_asks_first_and_says_what_would_change(as_editor, edited):
    asked = as_editor.get(oldest(as_editor, edited))
    lines = {line.label: (line.before, line.after) for line in asked.context["lines"]}
    assert lines == {
        "Proposition": ("It pours", "It rains"),
        "Nature": ("forecast", "fact"),
        "Context": ("A context.", "empty"),
    }
    assert "statements, citations" in text_of(asked)
    assert fresh(edited).text == "It pours"


def test_a_draft_is_restored_as_a_new_change(as_editor, editor, edited):
    done = as_editor.post(oldest(as_editor, edited), follow=True)
    assert said_to(done)[0].startswith("Restored as it was on")
    restored = fresh(edited)
    assert (restored.text, restored.nature, restored.context) == ("It rains", "fact", "")
    response = as_editor.get(address(Claim, "history", edited.pk))
    assert response.context["entries"][0]["who"] == editor.username
    assert response.context["total"] == 4


def test_a_version_in_between_is_restored_too(as_editor, edited):
    as_editor.post(restore_addresses(as_editor, edited)[1])
    restored = fresh(edited)
    assert (restored.text, restored.nature, restored.context) == ("It pours", "forecast", "")


def test_topics_are_restored_with_their_claim(as_editor):
    claim, kept, gone = make.DraftClaimFactory(), make.TopicFactory(), make.TopicFactory()
    claim.topics.set([kept, gone])
    claim.topics.set([make.TopicFactory()])
    Claim.objects.update(context="A context.")
    as_editor.post(restore_addresses(as_editor, claim)[2])
    assert set(fresh(claim).topics.all()) == {kept, gone}


def test_a_topic_that_is_gone_is_said_to_be(as_editor):
    claim, gone = make.DraftClaimFactory(), make.TopicFactory()
    claim.topics.set([gone])
    Topic.objects.all().delete()
    refused = as_editor.post(restore_addresses(as_editor, claim)[1])
    assert refused.status_code == 200
    assert "Select a valid choice" in text_of(refused)
    assert not fresh(claim).topics.exists()


def test_what_readers_see_needs_a_reason(as_publisher, publisher, published):
    page = oldest(as_publisher, published)
    refused = as_publisher.post(page, {"change_reason": " "})
    assert REASON_MISSING in text_of(refused)
    assert fresh(published).text == "It pours"
    as_publisher.post(page, {"change_reason": "It had been right."})
    assert fresh(published).text == "It rains"
    version = ClaimVersion.objects.order_by("-number").first()
    assert (version.number, version.made_by, version.reason) == (3, publisher, "It had been right.")
    assert version.snapshot["proposition"] == "It rains"


def test_who_meets_another_change_is_asked_again(as_publisher, published):
    page, met = oldest(as_publisher, published), []

    def meet_another(execute, statement, parameters, many, context):
        if "FOR UPDATE" in statement and not met:
            met.append(statement)
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(meet_another):
        asked = as_publisher.post(page, {"change_reason": "It had been right."})
    assert met and TRY_AGAIN in text_of(asked)
    assert 'value="It had been right."' in asked.text or ">It had been right.<" in asked.text
    assert fresh(published).text == "It pours"


def test_an_editor_does_not_restore_what_readers_see(as_editor, as_publisher, published):
    assert set(restore_addresses(as_editor, published)) == {""}
    page = oldest(as_publisher, published)
    assert as_editor.get(page).status_code == 403
    assert as_editor.post(page, {"change_reason": "So."}).status_code == 403
    assert fresh(published).text == "It pours"


def test_nothing_is_restored_but_what_was(as_publisher, published):
    sent = {"change_reason": "So.", "text": "It snows", "context": "A context.", "nature": "demand"}
    as_publisher.post(oldest(as_publisher, published), sent)
    restored = fresh(published)
    assert (restored.text, restored.context, restored.nature) == ("It rains", "", "fact")


def test_restoring_does_not_publish_or_unpublish(as_publisher, published):
    draft = make.DraftStatementFactory(place="Here")
    make.CitationFactory(statement=draft)
    Statement.objects.filter(pk=draft.pk).update(place="There")
    Statement.objects.filter(pk=draft.pk).update(state="published")
    page = oldest(as_publisher, draft)
    as_publisher.post(page, {"change_reason": "It was here."})
    assert (fresh(draft).place, fresh(draft).state) == ("Here", "published")


def test_an_editor_does_not_restore_a_name_that_readers_meet(as_editor, as_publisher):
    with transaction.atomic():
        party = make.StatementFactory(party__name="Ruritania").party
    Claimant.objects.update(name="Borduria")
    assert set(restore_addresses(as_editor, party)) == {""}
    page = oldest(as_publisher, party)
    assert as_editor.post(page, {"change_reason": "So."}).status_code == 403
    as_publisher.post(page, {"change_reason": "Its name."})
    assert fresh(party).name == "Ruritania"


def test_what_an_editor_restores_of_what_readers_see_is_offered(as_editor):
    with transaction.atomic():
        outlet = Citation.objects.get(statement=make.StatementFactory()).article.outlet
    first = outlet.name
    Outlet.objects.update(name="Another name")
    response = as_editor.post(oldest(as_editor, outlet), {"change_reason": "So."}, follow=True)
    assert "offered to a publisher" in said_to(response)[0]
    assert fresh(outlet).name == "Another name"
    assert OfferedChange.objects.get().changes == {"name": ["Another name", first]}


def test_what_the_database_refuses_is_said_in_words(as_superuser):
    with transaction.atomic():
        person = make.ClaimantFactory(name="Ada Brook", speaks_for_itself=True)
    Claimant.objects.filter(pk=person.pk).update(speaks_for_itself=False)
    make.AffiliationFactory(claimant=person)
    refused = as_superuser.post(restore_addresses(as_superuser, person)[-1], {"change_reason": "So."})
    assert "A party speaks for itself, so it cannot have affiliations" in text_of(refused)
    assert fresh(person).speaks_for_itself is False
    assert Affiliation.objects.count() == 1


def test_what_the_form_refuses_is_said_in_words(as_superuser):
    topic = make.TopicFactory(name="Weather")
    Topic.objects.update(name="Climate")
    make.TopicFactory(name="Weather")
    refused = as_superuser.post(oldest(as_superuser, topic))
    assert "already exists" in text_of(refused)
    assert fresh(topic).name == "Climate"


def test_a_restored_excerpt_is_proved_again(as_superuser):
    article = make.ArticleFactory()
    with transaction.atomic():
        citation = make.CitationFactory(article=article, excerpt="it is raining")
    text = "In Ruritania it is raining and cold."
    Capture.objects.keep(article=article, text=text, captured_at=make.MOMENT, obtained="pasted")
    Citation.objects.update(excerpt="it is snowing")
    as_superuser.post(oldest(as_superuser, citation))
    restored = fresh(citation)
    assert (restored.excerpt, restored.start, restored.is_proved) == ("it is raining", 13, True)


def test_nothing_to_restore_is_said(as_editor, edited):
    Claim.objects.update(text="It rains", nature="fact", context="")
    asked = as_editor.get(oldest(as_editor, edited))
    assert "Nothing would change" in text_of(asked)
    as_editor.post(oldest(as_editor, edited))
    assert as_editor.get(address(Claim, "history", edited.pk)).context["total"] == 4


@pytest.mark.parametrize("moment", [0, 1, 10**30])
def test_before_there_was_such_a_row_there_is_nothing(as_editor, edited, moment):
    assert as_editor.get(address(Claim, "restore", edited.pk, moment)).status_code == 404


def test_a_capture_is_never_altered_not_even_back(as_superuser):
    capture = make.CaptureFactory()
    moment = oldest(as_superuser, capture)
    assert moment == ""
    assert as_superuser.get(address(Capture, "restore", capture.pk, 0)).status_code == 403


def test_that_an_article_was_read_stays_as_it_is(as_superuser):
    reader = make.UserFactory()
    article = make.ArticleFactory(title="One")
    Article.objects.update(title="Two", read_in_full_at=make.MOMENT, read_in_full_by=reader)
    as_superuser.post(oldest(as_superuser, article))
    assert (fresh(article).title, fresh(article).read_in_full_by) == ("One", reader)
