"""What versions and the list of changes tell of a publication that was undone."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from claims.actions import CannotUndoPublication, publish_rows, publish_statement, undo_publication
from claims.models import Change, Claim, ClaimVersion, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def publish(row, by):
    return publish_rows(rows=[row], by=by, now=timezone.now()).publication


def undo(publication, by) -> None:
    undo_publication(publication=publication, by=by, now=timezone.now())


def list_changes(claim) -> list[tuple[str, int]]:
    return list(Change.objects.filter(claim=claim).order_by("pk").values_list("kind", "version"))


def list_versions(claim) -> list[tuple[int, str]]:
    return list(ClaimVersion.objects.filter(claim=claim).order_by("number").values_list("number", "reason"))


def test_a_claim_is_told_as_new_when_it_is_published_for_good(client):
    publisher, claim = make.UserFactory(), make.CitationFactory().statement.claim
    undo(publish(claim, publisher), publisher)
    assert list_changes(claim) == []
    assert list_versions(claim) == [(1, "")]
    for address in (
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/versions/1/",
        f"/claims/{claim.pk}/history/",
    ):
        assert client.get(address).status_code == 404
    publish(claim, publisher)
    assert list_changes(claim) == [("new", 2)]
    assert list_versions(claim) == [(1, ""), (2, "")]
    published = Claim.objects.get(pk=claim.pk).published_at
    assert abs(Change.objects.get().made_at - published) < datetime.timedelta(seconds=1)


def test_of_a_published_claim_nothing_has_changed_and_both_versions_stay(client):
    with transaction.atomic():
        publisher, claim = make.UserFactory(), make.StatementFactory(stance="affirms").claim
    denial = make.CitationFactory(
        statement__claim=claim, statement__stance="denies", excerpt="It is not"
    ).statement
    before = list_changes(claim)
    publication = publish(denial, publisher)
    assert ("status", 2) in list_changes(claim)
    undo(publication, publisher)
    assert list_changes(claim) == before
    assert [number for number, _reason in list_versions(claim)] == [1, 2, 3]
    assert list_versions(claim)[-1] == (3, "Publishing was undone.")
    assert "It is not" not in client.get(f"/claims/{claim.pk}/versions/2/").content.decode()
    publish(denial, publisher)
    assert ("status", 4) in list_changes(claim)


@pytest.fixture
def publisher():
    return make.UserFactory()


@pytest.fixture
def claim() -> Claim:
    """Provide a published claim with one position."""
    with transaction.atomic():
        return make.StatementFactory(stance="affirms").claim


def draft_denial(claim) -> Statement:
    return make.CitationFactory(statement__claim=claim, statement__stance="denies").statement


def test_what_another_published_on_the_same_claim_stays_told(claim, publisher):
    before = list_changes(claim)
    first = publish(draft_denial(claim), publisher)
    second = publish(draft_denial(claim), make.UserFactory())
    told = list_changes(claim)
    with pytest.raises(CannotUndoPublication, match=r"A statement .+ was published on the same claim since"):
        undo(first, publisher)
    assert list_changes(claim) == told != before
    undo(second, publisher)
    undo(first, publisher)
    assert list_changes(claim) == before


def test_a_position_stays_once_its_draft_claim_is_published_by_another(publisher):
    with transaction.atomic():
        statement = make.CitationFactory().statement
        draft_denial(statement.claim)
    first = publish(statement, publisher)
    publish(statement.claim, make.UserFactory())
    told = list_changes(statement.claim)
    with pytest.raises(CannotUndoPublication, match=r"A claim .+ was published since"):
        undo(first, publisher)
    assert list_changes(statement.claim) == told == [("new", 1)]


def test_whatever_else_readers_were_told_stands_in_the_way(claim, publisher):
    first = publish(draft_denial(claim), publisher)
    publish_statement(statement=draft_denial(claim), by=publisher, now=timezone.now())
    told = list_changes(claim)
    with pytest.raises(CannotUndoPublication, match=r"A claim .+ changed for readers since"):
        undo(first, publisher)
    assert list_changes(claim) == told
