"""The versions of a claim in the admin: a list on its page, and a page for each."""

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from claims.actions import retract_claim
from claims.models import Citation, Claim, ClaimVersion
from tests import factories as make
from tests.support.admin_html import address
from tests.support.html import text_of
from tests.support.scenario import Scenario


def signed_in(group):
    user = make.UserFactory(username=group.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_editor(db):
    return signed_in("Editor")


@pytest.fixture
def as_publisher(db):
    return signed_in("Publisher")


@pytest.fixture
def claim():
    with transaction.atomic():
        scenario = Scenario()
        Claim.objects.update(text="It rains")
        scenario.say("Ruritania.ann", "affirms", relayed_by="Borduria")
        scenario.say("Ruritania", "affirms")
        scenario.say("=Herald", "denies")
    return scenario.claim


def version(number):
    return ClaimVersion.objects.get(number=number)


def test_the_claims_page_lists_them_with_who_why_and_what_changed(as_editor, claim):
    editor = make.UserFactory(username="ada")
    with pghistory.context(user=editor.pk, reason="A reader wrote in."):
        Claim.objects.update(text="It pours")
    page = as_editor.get(address(Claim, "change", claim.pk))
    panel = next(p for p in page.context["panels"] if p.title.startswith("Versions"))
    assert [cells[0] for _, cells in panel.rows] == [2, 1]
    assert panel.rows[0][1][2:] == ["ada", "A reader wrote in.", "Reworded. Before: “It rains”"]
    assert panel.rows[1][1][2:] == ["nobody signed in", "", "First version."]
    assert "claim__id__exact" in panel.all_url
    assert as_editor.get(panel.all_url).context["cl"].result_count == 2


def test_a_draft_has_none(as_editor):
    page = as_editor.get(address(Claim, "change", make.DraftClaimFactory().pk))
    assert not [p for p in page.context["panels"] if p.title.startswith("Versions")]


def test_a_page_shows_what_readers_saw_in_words(as_editor, claim):
    with transaction.atomic():
        claim.topics.add(make.TopicFactory(name="Weather"))
        make.FactCheckFactory(claim=claim, reviewer="Ada Brook", rating="Half so")
        make.CorrectionFactory(claim=claim, notice="A name was misspelt.")
        other = make.StatementFactory(claim__text="It pours").claim
        make.ClaimRelationFactory(claim=claim, other=other, kind="narrows")
        Claim.objects.filter(pk=claim.pk).update(context="A context.", public_note="A note.")
    shown = text_of(as_editor.get(address(ClaimVersion, "change", version(2).pk)))
    for words in (
        "It rains",
        "asserted",
        "A context.",
        "A note.",
        "Weather",
        "ann for Ruritania affirms it",
        "=Herald disputes it",
        "second-hand, passed on by Borduria",
        Citation.objects.first().excerpt,
        "unverified",
        "This claim is more specific than “It pours”",
        "Ada Brook: “Half so”",
        "A name was misspelt.",
        "Added to the topic “Weather”.",
        "Version 1",
    ):
        assert words in shown
    assert "{" not in shown[shown.index("What readers saw") :]


def test_a_retracted_claim_shows_its_notice(as_editor, claim):
    retract_claim(claim=claim, by=make.UserFactory(), now=make.MOMENT, reason="It named a source.")
    shown = text_of(as_editor.get(address(ClaimVersion, "change", version(2).pk)))
    assert "On 20 April 2017: It named a source." in shown
    assert "The claim was retracted." in shown


def test_the_claim_is_restored_from_a_version_by_a_publisher(as_editor, as_publisher, claim):
    Claim.objects.update(text="It pours")
    page = address(ClaimVersion, "change", version(1).pk)
    compare_step = (address(ClaimVersion, "compare", version(1).pk), "Compare with another version…")
    assert as_editor.get(page).context["steps"] == [compare_step]
    [_, (restore, _)] = as_publisher.get(page).context["steps"]
    as_publisher.post(restore, {"change_reason": "It had been right."})
    claim.refresh_from_db()
    assert claim.text == "It rains"
    assert version(3).snapshot == version(1).snapshot


@pytest.mark.parametrize("page", ["change", "delete"])
def test_nobody_alters_or_deletes_one(as_publisher, claim, page):
    one = version(1)
    assert as_publisher.post(address(ClaimVersion, page, one.pk), {"post": "yes"}).status_code == 403
    assert as_publisher.get(address(ClaimVersion, "add")).status_code == 403
    assert version(1).snapshot == one.snapshot


def test_only_who_looks_at_claims_sees_them(claim):
    client = Client()
    client.force_login(make.UserFactory(is_staff=True))
    assert client.get(address(ClaimVersion, "changelist")).status_code == 403
    assert client.get(address(ClaimVersion, "change", version(1).pk)).status_code == 403


@pytest.mark.parametrize("edits", [1, 3])
def test_costs_the_same_however_many_there_are(as_editor, claim, django_assert_num_queries, edits):
    for number in range(edits):
        Claim.objects.update(public_note=f"Note {number}")
    with django_assert_num_queries(8):
        as_editor.get(address(ClaimVersion, "changelist"))


def compare(client, row, **numbers):
    return client.get(address(ClaimVersion, "compare", row.pk), numbers)


def test_any_two_versions_are_compared_word_by_word(as_editor, claim):
    with transaction.atomic():
        Claim.objects.update(text="It pours")
    with transaction.atomic():
        Claim.objects.update(context="In the harbour.")
    page = compare(as_editor, version(2), older=1, newer=3)
    assert [section.title for section in page.context["changed"]] == ["Proposition", "Context"]
    assert "It <del>rains</del><ins>pours</ins>" in page.text
    assert "<ins>In the harbour.</ins>" in page.text
    page = compare(as_editor, version(2), older=3, newer=2)
    assert [section.title for section in page.context["changed"]] == ["Context"]
    assert "<del>In the harbour.</del>" in page.text


def test_a_version_is_first_compared_with_the_one_before(as_editor, claim):
    Claim.objects.update(text="It pours")
    link = address(ClaimVersion, "compare", version(2).pk)
    assert link in as_editor.get(address(ClaimVersion, "change", version(2).pk)).text
    assert [row.number for row, *_ in compare(as_editor, version(2)).context["pair"]] == [1, 2]
    assert "Readers saw the same in both" in compare(as_editor, version(1)).text


def test_positions_that_came_and_went_are_compared_too(as_editor, claim):
    statement = claim.statements.get(claimant__name="Ruritania")
    with transaction.atomic():
        Citation.objects.filter(statement=statement).update(excerpt="other words entirely")
    page = compare(as_editor, version(2), older=1, newer=2)
    [section] = page.context["changed"]
    assert section.title == "Ruritania affirms it"
    assert "other words entirely" in "".join(text for kind, text in section.parts if kind != "removed")
    assert ("added", "entirely") in section.parts


@pytest.mark.parametrize(
    "numbers", [{"older": "0"}, {"newer": "99"}, {"older": "abc"}, {"older": "9" * 30}, {"older": "\0"}]
)
def test_a_version_that_does_not_exist_is_refused_beside_its_field(as_editor, claim, numbers):
    page = as_editor.get(address(ClaimVersion, "compare", version(1).pk), numbers, follow=True)
    assert page.status_code == 200
    assert bool(page.context["form"].errors) == ("\0" not in numbers.get("older", ""))


def test_a_comparison_costs_the_same_however_long_the_history_is(as_editor, claim, django_assert_num_queries):
    for number in range(3):
        with transaction.atomic():
            Claim.objects.update(text=f"It pours {number}")
        with django_assert_num_queries(8):
            compare(as_editor, version(1), older=1, newer=number + 2)
