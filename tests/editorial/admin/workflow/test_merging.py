"""Publishers merge two rows after seeing what would happen, and undo it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from claims.models import Alias, Claim, Claimant, Merge, Statement
from sources.models import Outlet
from tests import factories as make
from tests.support.admin_html import address, said_to

pytestmark = pytest.mark.django_db

KINDS = {Claim: make.DraftClaimFactory, Claimant: make.ClaimantFactory, Outlet: make.OutletFactory}
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)


def pair(model):
    return KINDS[model](), KINDS[model]()


def merge_page(duplicate, target=None):
    query = f"?into={target.pk}" if target else ""
    return address(type(duplicate), "merge", duplicate.pk) + query


def do(client, duplicate, target, **more):
    return client.post(merge_page(duplicate, target), {"reason": "The same.", **more}, follow=True)


def undo(client, duplicate):
    return client.post(
        address(type(duplicate), "unmerge", duplicate.pk), {"reason": "They differ."}, follow=True
    )


@every_kind
def test_from_the_page_of_one_to_the_choice_of_the_other(as_publisher, model):
    duplicate, target = pair(model)
    page = as_publisher.get(address(model, "change", duplicate.pk)).text
    assert f'href="{merge_page(duplicate)}"' in page
    assert 'name="into"' in as_publisher.get(merge_page(duplicate)).text
    preview = as_publisher.get(merge_page(duplicate, target)).text
    assert f'href="{merge_page(target, duplicate)}"' in preview
    assert "The other way round" in preview
    assert not Merge.objects.exists()


@every_kind
def test_merging_and_undoing(as_publisher, publisher, model):
    duplicate, target = pair(model)
    response = do(as_publisher, duplicate, target)
    assert said_to(response) == [f"“{duplicate}” is now part of “{target}”."]
    assert response.redirect_chain[-1][0] == address(model, "change", target.pk)
    assert "Merged into this:" in response.text
    done = Merge.objects.get()
    assert (done.duplicate, done.target, done.merged_by, done.reason) == (
        duplicate,
        target,
        publisher,
        "The same.",
    )
    assert LogEntry.objects.filter(change_message__contains="Reason: The same.").count() == 2
    tombstone = as_publisher.get(address(model, "change", duplicate.pk)).text
    assert "Merged into <a" in tombstone
    assert 'name="_save"' not in tombstone
    assert f'href="{address(model, "unmerge", duplicate.pk)}"' in tombstone
    assert "Everything that moved goes back" in as_publisher.get(address(model, "unmerge", duplicate.pk)).text
    assert said_to(undo(as_publisher, duplicate)) == ["The merge is undone: everything is as it was."]
    assert 'name="_save"' in as_publisher.get(address(model, "change", duplicate.pk)).text


@every_kind
def test_a_tombstone_is_neither_changed_nor_deleted_nor_found(as_superuser, model):
    duplicate, target = pair(model)
    do(as_superuser, duplicate, target)
    assert as_superuser.post(address(model, "change", duplicate.pk), {}).status_code == 403
    assert as_superuser.post(address(model, "delete", duplicate.pk), {"post": "yes"}).status_code == 403
    listed = {row.pk for row in as_superuser.get(address(model, "changelist")).context["cl"].result_list}
    assert target.pk in listed
    assert duplicate.pk not in listed
    merged = as_superuser.get(address(model, "changelist"), {"merged": "yes"}).context["cl"].result_list
    assert [row.pk for row in merged] == [duplicate.pk]
    noun = model._meta.model_name
    query = {"app_label": "claims", "model_name": "merge", "field_name": f"{noun}_into", "term": ""}
    found = as_superuser.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {row["id"] for row in found} >= {str(target.pk)}
    assert str(duplicate.pk) not in {row["id"] for row in found}


@every_kind
def test_what_others_were_merged_into_is_not_deleted(as_publisher, model):
    duplicate, target = pair(model)
    do(as_publisher, duplicate, target)
    page = as_publisher.get(address(model, "delete", target.pk))
    assert page.status_code == 200
    assert "<li>1 merge</li>" in page.text


@every_kind
def test_who_must_not(as_editor, editor, client, model):
    duplicate, target = pair(model)
    client.force_login(make.UserFactory(is_staff=True))
    for somebody in (as_editor, client):
        for page in (
            merge_page(duplicate),
            merge_page(duplicate, target),
            address(model, "unmerge", duplicate.pk),
        ):
            assert somebody.get(page).status_code == 403
            assert somebody.post(page, {"reason": "x"}).status_code == 403
    assert "Merge into" not in as_editor.get(address(model, "change", duplicate.pk)).text
    chosen = {"action": "merge_selected", "_selected_action": [duplicate.pk, target.pk]}
    as_editor.post(address(model, "changelist"), chosen)
    assert not Merge.objects.exists()


@every_kind
def test_an_editor_does_not_undo(as_editor, as_publisher, model):
    duplicate, target = pair(model)
    do(as_publisher, duplicate, target)
    assert undo(as_editor, duplicate).status_code == 403
    assert "Undo the merge" not in as_editor.get(address(model, "change", duplicate.pk)).text
    assert Merge.objects.get().undone_at is None


def test_nobody_by_get_nor_without_a_reason(as_publisher):
    duplicate, target = pair(Claim)
    as_publisher.get(merge_page(duplicate, target))
    assert "This field is required" in do(as_publisher, duplicate, target, reason=" ").text
    assert not Merge.objects.exists()


def test_two_rows_chosen_in_the_list_the_newer_goes(as_publisher):
    old, new = pair(Claimant)
    third = KINDS[Claimant]()
    changelist = address(Claimant, "changelist")
    response = as_publisher.post(
        changelist, {"action": "merge_selected", "_selected_action": [new.pk, old.pk]}
    )
    assert response.url == merge_page(new, old)
    for chosen in ([old.pk], [old.pk, new.pk, third.pk]):
        response = as_publisher.post(
            changelist, {"action": "merge_selected", "_selected_action": chosen}, follow=True
        )
        assert said_to(response) == ["Choose exactly two: they become one."]


def test_the_preview_says_what_moves_and_what_collides_and_writes_nothing(as_publisher):
    party = make.PartyFactory(name="Brook Water")
    duplicate, target = make.StatementFactory(party=party).claim, make.StatementFactory(party=party).claim
    make.StatementFactory(claim=duplicate, party__name="Ashford", stance="denies")
    duplicate.topics.add(make.TopicFactory())
    before = list(Statement.objects.order_by("pk").values())
    page = as_publisher.get(merge_page(duplicate, target)).text
    for line in (
        "<li>1 statement</li>",
        "<li>1 topic</li>",
        "1 statement: there twice, and becoming one",
        "Brook Water affirms, said on 2017-04-12: an equal statement is there; they become one.",
        f"“{target}”: asserted, then disputed.",
    ):
        assert line in page
    assert list(Statement.objects.order_by("pk").values()) == before


def test_what_cannot_be_is_said_and_offered_to_nobody(as_publisher):
    duplicate, target = make.StatementFactory().claim, make.DraftClaimFactory()
    page = as_publisher.get(merge_page(duplicate, target)).text
    assert "Merge the other way round" in page
    assert 'value="Merge"' not in page
    do(as_publisher, duplicate, target)
    assert not Merge.objects.exists()


def test_opposites_need_a_tick(as_publisher):
    duplicate = make.DraftClaimFactory(text="Brook Water opened the dam")
    target = make.DraftClaimFactory(text="Brook Water did not open the dam")
    page = do(as_publisher, duplicate, target).text
    assert "look like opposites" in page
    assert "Tick this" in page
    assert 'value="The same."' in page
    assert not Merge.objects.exists()
    do(as_publisher, duplicate, target, the_same="yes")
    assert Merge.objects.count() == 1


def test_why_it_cannot_be_undone_is_listed(as_publisher):
    duplicate, target = pair(Claimant)
    do(as_publisher, duplicate, target)
    Alias.objects.update(name="Edited")
    page = as_publisher.get(address(Claimant, "unmerge", duplicate.pk)).text
    assert "An alias (“Edited”) was edited since." in page
    assert 'value="Undo the merge"' not in page
    assert "can no longer be undone" in said_to(undo(as_publisher, duplicate))[0]


@every_kind
@pytest.mark.parametrize("into", ["", "x", "0", "99999999", "9" * 30, "-1"])
def test_bad_choices_are_asked_again(as_publisher, model, into):
    duplicate, _ = pair(model)
    response = as_publisher.get(address(model, "merge", duplicate.pk), {"into": into})
    assert response.status_code == 200
    assert 'name="into"' in response.text


@every_kind
def test_rows_that_are_not_there(as_publisher, model):
    for page in ("merge", "unmerge"):
        assert as_publisher.get(address(model, page, "99999999")).status_code == 302
        assert as_publisher.get(address(model, page, "x")).status_code == 302
    duplicate, _ = pair(model)
    assert as_publisher.get(address(model, "unmerge", duplicate.pk)).status_code == 302
    assert "into itself" in as_publisher.get(merge_page(duplicate, duplicate)).text
