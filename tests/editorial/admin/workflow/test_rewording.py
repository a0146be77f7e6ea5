"""A published claim is not turned round: another meaning becomes a claim of its own."""

import pytest

from claims.labels import format_said_on
from claims.models import Claim, ClaimRelation, Statement
from tests import factories as make
from tests.support.admin_html import address, filled, said_to

pytestmark = pytest.mark.django_db

TEXT = "Norland closed the Vale bridge in the spring of that year"
OPPOSITE = TEXT.replace("closed", "did not close")
WHY = {"change_reason": "Clearer."}


@pytest.fixture
def claim():
    claim = make.StatementFactory(claim__text=TEXT, citation=None).claim
    make.ProvedCitationFactory(statement=claim.statements.get(), excerpt="we closed it")
    make.DraftStatementFactory(claim=claim)
    claim.topics.add(make.TopicFactory())
    return claim


def change(client, claim, **typed):
    page = address(Claim, "change", claim.pk)
    return client.post(page, filled(client.get(page)) | WHY | typed)


@pytest.mark.parametrize("wording", [OPPOSITE, TEXT.replace("Vale", "Harbour"), "Spring was late in Norland"])
def test_another_meaning_is_refused_and_nothing_typed_is_lost(as_publisher, claim, wording):
    response = change(as_publisher, claim, text=wording, public_note="A note worth keeping")
    assert "may say something else" in response.text
    assert f'formaction="{address(Claim, "reword", claim.pk)}"' in response.text
    form = response.context["adminform"].form
    assert (form["text"].value(), form["public_note"].value()) == (wording, "A note worth keeping")
    claim.refresh_from_db()
    assert (claim.text, claim.public_note) == (TEXT, "")


def test_better_spelling_is_saved(as_publisher, claim):
    assert change(as_publisher, claim, text=TEXT.replace("spring", "Spring")).status_code == 302
    claim.refresh_from_db()
    assert "Spring" in claim.text


def test_a_wording_that_readers_have_seen_comes_back(as_publisher, claim):
    Claim.objects.filter(pk=claim.pk).update(text=OPPOSITE)
    assert change(as_publisher, claim, text=TEXT).status_code == 302
    claim.refresh_from_db()
    assert claim.text == TEXT


def test_a_draft_may_say_anything(as_editor):
    claim = make.DraftClaimFactory(text=TEXT)
    assert change(as_editor, claim, text=OPPOSITE).status_code == 302


def test_the_page_begins_with_what_was_typed(as_publisher, claim):
    page = address(Claim, "reword", claim.pk)
    other = make.TopicFactory()
    typed = {"text": OPPOSITE, "public_note": "Typed", "nature": "fact", "topics": other.pk}
    form = as_publisher.post(page, typed).context["form"]
    assert (form["text"].value(), form["public_note"].value()) == (OPPOSITE, "Typed")
    assert form["kind"].value() == "contradicts"
    assert form["topics"].value() == [other.pk]
    asked = as_publisher.get(page)
    form = asked.context["form"]
    assert (form["text"].value(), form["kind"].value()) == (TEXT, "")
    assert not form["positions"].value()  # a tick is a confirmation: nobody has read them yet
    [position] = claim.statements.filter(state="published")
    assert form["positions"].label == "Which positions hold under the new wording?"
    make.StatementFactory.create_batch(2, claim=claim)
    assert "Which of the 3 positions hold" in as_publisher.get(page).text
    assert form["topics"].value() == [topic.pk for topic in claim.topics.all()]
    line = f"{position.claimant} affirms, {format_said_on(position)}: “we closed it”"
    assert line in asked.text


def test_the_new_claim_is_a_related_draft_with_the_positions_as_drafts(as_editor, claim):
    sent = {"text": TEXT.replace("Vale", "Harbour"), "nature": "judgement", "kind": "narrows"}
    rejected = make.StatementFactory(claim=claim)
    old = claim.statements.filter(state="published").exclude(pk=rejected.pk).get()
    sent |= {"positions": old.pk, "topics": claim.topics.get().pk}
    response = as_editor.post(address(Claim, "reword", claim.pk), sent, follow=True)
    assert "Added as a draft, related to the old claim" in said_to(response)[0]
    new = Claim.objects.exclude(pk=claim.pk).get()
    assert (new.text, new.nature, new.state) == (sent["text"], "judgement", "draft")
    assert list(new.topics.all()) == list(claim.topics.all())
    relation = ClaimRelation.objects.get()
    assert (relation.claim, relation.kind, relation.other) == (new, "narrows", claim)
    [copy] = new.statements.all()
    assert (copy.state, copy.claimant, copy.party, copy.said_on) == (
        "draft",
        old.claimant,
        old.party,
        old.said_on,
    )
    proof = ("excerpt", "article", "capture", "start", "end", "proved_at")
    assert copy.citations.values(*proof).get() == old.citations.values(*proof).get()
    assert copy.key != old.key
    assert (claim.statements.count(), Statement.objects.count()) == (3, 4)
    claim.refresh_from_db()
    assert (claim.text, claim.state) == (TEXT, "published")


def test_without_its_positions(as_editor, claim):
    sent = {"text": OPPOSITE, "nature": "fact", "kind": "contradicts"}
    as_editor.post(address(Claim, "reword", claim.pk), sent)
    assert not Claim.objects.get(text=OPPOSITE).statements.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": ""}, "This field is required"),
        ({"text": ""}, "This field is required"),
        ({"text": "\u200b"}, "nobody can see"),
        ({"text": TEXT.upper()}, "already on the record"),
    ],
)
def test_what_is_missing_is_asked_for(as_editor, claim, typed, says):
    sent = {"text": OPPOSITE, "nature": "fact", "kind": "contradicts", **typed}
    assert says in as_editor.post(address(Claim, "reword", claim.pk), sent).text
    assert Claim.objects.count() == 1


def test_only_of_what_readers_see(as_editor):
    draft = make.DraftClaimFactory(text=TEXT)
    sent = {"text": OPPOSITE, "nature": "fact", "kind": "contradicts"}
    response = as_editor.post(address(Claim, "reword", draft.pk), sent, follow=True)
    assert said_to(response) == ["Readers do not see this claim: change its wording on its own page."]
    assert Claim.objects.count() == 1
