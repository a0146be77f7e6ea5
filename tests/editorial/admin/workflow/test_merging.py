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


def merge_page(lost, kept=None):
    query = f"?into={kept.pk}" if kept else ""
    return address(type(lost), "merge", lost.pk) + query


def do(client, lost, kept, **more):
    return client.post(merge_page(lost, kept), {"reason": "The same.", **more}, follow=True)


def undo(client, lost):
    return client.post(address(type(lost), "unmerge", lost.pk), {"reason": "They differ."}, follow=True)


@every_kind
def test_from_the_page_of_one_to_the_choice_of_the_other(as_publisher, model):
    lost, kept = pair(model)
    page = as_publisher.get(address(model, "change", lost.pk)).text
    assert f'href="{merge_page(lost)}"' in page
    assert 'name="into"' in as_publisher.get(merge_page(lost)).text
    preview = as_publisher.get(merge_page(lost, kept)).text
    assert f'href="{merge_page(kept, lost)}"' in preview
    assert "The other way round" in preview
    assert not Merge.objects.exists()


@every_kind
def test_merging_and_undoing(as_publisher, publisher, model):
    lost, kept = pair(model)
    response = do(as_publisher, lost, kept)
    assert said_to(response) == [f"“{lost}” is now part of “{kept}”."]
    assert response.redirect_chain[-1][0] == address(model, "change", kept.pk)
    assert "Merged into this:" in response.text
    done = Merge.objects.get()
    assert (done.lost, done.kept, done.merged_by, done.reason) == (lost, kept, publisher, "The same.")
    assert LogEntry.objects.filter(change_message__contains="Reason: The same.").count() == 2
    tombstone = as_publisher.get(address(model, "change", lost.pk)).text
    assert "Merged into <a" in tombstone
    assert 'name="_save"' not in tombstone
    assert f'href="{address(model, "unmerge", lost.pk)}"' in tombstone
    assert "Everything that moved goes back" in as_publisher.get(address(model, "unmerge", lost.pk)).text
    assert said_to(undo(as_publisher, lost)) == ["The merge is undone: everything is as it was."]
    assert 'name="_save"' in as_publisher.get(address(model, "change", lost.pk)).text


@every_kind
def test_a_tombstone_is_neither_changed_nor_deleted_nor_found(as_superuser, model):
    lost, kept = pair(model)
    do(as_superuser, lost, kept)
    assert as_superuser.post(address(model, "change", lost.pk), {}).status_code == 403
    assert as_superuser.post(address(model, "delete", lost.pk), {"post": "yes"}).status_code == 403
    listed = {row.pk for row in as_superuser.get(address(model, "changelist")).context["cl"].result_list}
    assert kept.pk in listed
    assert lost.pk not in listed
    merged = as_superuser.get(address(model, "changelist"), {"merged": "yes"}).context["cl"].result_list
    assert [row.pk for row in merged] == [lost.pk]
    noun = model._meta.model_name
    query = {"app_label": "claims", "model_name": "merge", "field_name": f"{noun}_into", "term": ""}
    found = as_superuser.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {row["id"] for row in found} >= {str(kept.pk)}
    assert str(lost.pk) not in {row["id"] for row in found}


@every_kind
def test_what_others_were_merged_into_is_not_deleted(as_publisher, model):
    lost, kept = pair(model)
    do(as_publisher, lost, kept)
    page = as_publisher.get(address(model, "delete", kept.pk))
    assert page.status_code == 200
    assert "<li>1 merge</li>" in page.text


@every_kind
def test_who_must_not(as_editor, editor, client, model):
    lost, kept = pair(model)
    client.force_login(make.UserFactory(is_staff=True))
    for somebody in (as_editor, client):
        for page in (merge_page(lost), merge_page(lost, kept), address(model, "unmerge", lost.pk)):
            assert somebody.get(page).status_code == 403
            assert somebody.post(page, {"reason": "x"}).status_code == 403
    assert "Merge into" not in as_editor.get(address(model, "change", lost.pk)).text
    chosen = {"action": "merge_selected", "_selected_action": [lost.pk, kept.pk]}
    as_editor.post(address(model, "changelist"), chosen)
    assert not Merge.objects.exists()


@every_kind
def test_an_editor_does_not_undo(as_editor, as_publisher, model):
    lost, kept = pair(model)
    do(as_publisher, lost, kept)
    assert undo(as_editor, lost).status_code == 403
    assert "Undo the merge" not in as_editor.get(address(model, "change", lost.pk)).text
    assert Merge.objects.get().undone_at is None


def test_nobody_by_get_nor_without_a_reason(as_publisher):
    lost, kept = pair(Claim)
    as_publisher.get(merge_page(lost, kept))
    assert "This field is required" in do(as_publisher, lost, kept, reason=" ").text
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
    lost, kept = make.StatementFactory(party=party).claim, make.StatementFactory(party=party).claim
    make.StatementFactory(claim=lost, party__name="Ashford", stance="denies")
    lost.topics.add(make.TopicFactory())
    before = list(Statement.objects.order_by("pk").values())
    page = as_publisher.get(merge_page(lost, kept)).text
    for line in (
        "<li>1 statement</li>",
        "<li>1 topic</li>",
        "1 statement: there twice, and becoming one",
        "Brook Water affirms, said on 2017-04-12: an equal statement is there; they become one.",
        f"“{kept}”: asserted, then disputed.",
    ):
        assert line in page
    assert list(Statement.objects.order_by("pk").values()) == before


def test_what_cannot_be_is_said_and_offered_to_nobody(as_publisher):
    lost, kept = make.StatementFactory().claim, make.DraftClaimFactory()
    page = as_publisher.get(merge_page(lost, kept)).text
    assert "Merge the other way round" in page
    assert 'value="Merge"' not in page
    do(as_publisher, lost, kept)
    assert not Merge.objects.exists()


def test_opposites_need_a_tick(as_publisher):
    lost = make.DraftClaimFactory(text="Brook Water opened the dam")
    kept = make.DraftClaimFactory(text="Brook Water did not open the dam")
    page = do(as_publisher, lost, kept).text
    assert "look like opposites" in page
    assert "Tick this" in page
    assert 'value="The same."' in page
    assert not Merge.objects.exists()
    do(as_publisher, lost, kept, the_same="yes")
    assert Merge.objects.count() == 1


def test_why_it_cannot_be_undone_is_listed(as_publisher):
    lost, kept = pair(Claimant)
    do(as_publisher, lost, kept)
    Alias.objects.update(name="Edited")
    page = as_publisher.get(address(Claimant, "unmerge", lost.pk)).text
    assert "An alias (“Edited”) was edited since." in page
    assert 'value="Undo the merge"' not in page
    assert "can no longer be undone" in said_to(undo(as_publisher, lost))[0]


@every_kind
@pytest.mark.parametrize("into", ["", "x", "0", "99999999", "9" * 30, "-1"])
def test_bad_choices_are_asked_again(as_publisher, model, into):
    lost, _ = pair(model)
    response = as_publisher.get(address(model, "merge", lost.pk), {"into": into})
    assert response.status_code == 200
    assert 'name="into"' in response.text


@every_kind
def test_rows_that_are_not_there(as_publisher, model):
    for page in ("merge", "unmerge"):
        assert as_publisher.get(address(model, page, "99999999")).status_code == 302
        assert as_publisher.get(address(model, page, "x")).status_code == 302
    lost, _ = pair(model)
    assert as_publisher.get(address(model, "unmerge", lost.pk)).status_code == 302
    assert "into itself" in as_publisher.get(merge_page(lost, lost)).text
