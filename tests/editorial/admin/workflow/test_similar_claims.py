"""Similar claims, shown to editors who word a claim in the admin."""

import pytest
from django.urls import reverse

from claims.models import Claim, ClaimRelation, Merge, Statement
from tests import factories as make
from tests.support.admin_html import address, filled

pytestmark = pytest.mark.django_db

DAM = "Brook Water opened the dam at Ashford on 4 May"
NEARLY = "Brook Water opened the dam at Ashford Lock on 4 May"
OTHER_DAY = "Brook Water opened the dam at Ashford on 5 May"


@pytest.fixture
def dam():
    make.DraftClaimFactory(text="A new school will be built in Elmstead")
    claim = make.StatementFactory(claim__text=DAM, party__name="Ada Brook").claim
    make.StatementFactory(claim=claim, party__name="Ashford", stance="denies")
    return claim


def asked(client, **query):
    return client.get(reverse("admin:claims_claim_similar"), query)


def test_the_most_similar_with_status_and_positions(as_editor, dam):
    [found] = asked(as_editor, q=NEARLY).json()["claims"]
    assert 0.8 < found.pop("score") < 1
    assert found == {
        "id": dam.pk,
        "text": DAM,
        "state": "published",
        "status": "disputed",
        "positions": "affirmed by Ada Brook; denied by Ashford",
        "kind": "same",
        "url": address(Claim, "change", dam.pk),
    }


@pytest.mark.parametrize(
    ("text", "kind"), [(OTHER_DAY, "related"), (DAM.replace("opened", "closed"), "opposite")]
)
def test_it_says_what_the_other_claim_is_to_the_text(as_editor, dam, text, kind):
    [found] = asked(as_editor, q=text).json()["claims"]
    assert (found["id"], found["kind"]) == (dam.pk, kind)


def test_the_claim_itself_is_left_out(as_editor, dam):
    assert asked(as_editor, q=DAM, besides=dam.pk).json() == {"claims": []}
    assert len(asked(as_editor, q=DAM, besides="9" * 40).json()["claims"]) == 1


@pytest.mark.parametrize("typed", ["", "da", "x" * 10_000, "the of", "' & |", "%", "\\"])
def test_whatever_is_typed_is_answered(as_editor, dam, typed):
    assert asked(as_editor, q=typed).json() == {"claims": []}


def test_a_long_text_is_looked_at_as_far_as_a_claim_goes(as_editor, dam):
    assert asked(as_editor, q=f"{DAM}{' x' * 5000}").json()["claims"][0]["id"] == dam.pk


def test_nobody_else_may_ask(client, dam):
    assert asked(client, q=DAM).status_code == 302
    client.force_login(make.UserFactory(is_staff=True))
    assert asked(client, q=DAM).status_code == 403


# --- adding a claim --------------------------------------------------------------------------------


def add(client, text, **more):
    return client.post(address(Claim, "add"), {"text": text, "nature": "fact", "context": "Kept.", **more})


def test_a_very_similar_one_is_asked_about_once_and_nothing_is_lost(as_editor, dam):
    response = add(as_editor, NEARLY)
    assert Claim.objects.filter(text=NEARLY).count() == 0
    assert "This looks like" in response.text
    assert f'<input type="checkbox" name="another_claim" value="{dam.pk}">' in response.text
    assert f'href="{address(Claim, "change", dam.pk)}"' in response.text
    assert "disputed: affirmed by Ada Brook; denied by Ashford" in response.text
    assert filled(response)["context"] == "Kept."
    add(as_editor, NEARLY, another_claim=str(dam.pk))
    assert Claim.objects.filter(text=NEARLY).count() == 1


def test_a_tick_for_another_claim_does_not_answer_for_this_one(as_editor, dam):
    assert "This looks like" in add(as_editor, NEARLY, another_claim="999999").text


def test_the_opposite_is_asked_about_as_such_and_another_day_is_not(as_editor, dam):
    response = add(as_editor, DAM.replace("opened", "did not open"))
    assert "(says the opposite; disputed: affirmed by Ada Brook" in response.text
    add(as_editor, OTHER_DAY)
    assert Claim.objects.filter(text=OTHER_DAY).exists()


def test_the_same_proposition_is_refused_even_so(as_editor, dam):
    assert "already on the record" in add(as_editor, DAM, another_claim=str(dam.pk)).text


def test_another_proposition_is_not_asked_about(as_editor, dam):
    add(as_editor, "The council was told of the flood")
    assert Claim.objects.filter(text="The council was told of the flood").exists()


def test_a_claim_that_keeps_its_wording_is_not_asked_about(as_publisher, dam):
    other = make.DraftClaimFactory(text=NEARLY)
    page = address(Claim, "change", other.pk)
    as_publisher.post(page, filled(as_publisher.get(page)) | {"context": "New."})
    other.refresh_from_db()
    assert other.context == "New."


def test_the_field_says_where_to_ask_and_the_page_brings_the_script(as_editor, dam):
    page = as_editor.get(address(Claim, "add")).text
    assert f'data-similar-claims="{reverse("admin:claims_claim_similar")}?besides=&amp;q="' in page
    assert "similar-claims.js" in page


# --- fields that find a claim ----------------------------------------------------------------------


def options(client, term, model=Statement, field="claim"):
    query = {"app_label": "claims", "model_name": model._meta.model_name, "field_name": field, "term": term}
    return [row["text"] for row in client.get(reverse("admin:autocomplete"), query).json()["results"]]


@pytest.mark.parametrize(("model", "field"), [(Statement, "claim"), (ClaimRelation, "other")])
def test_a_field_offers_the_most_similar_first_misspelt_or_not(as_editor, dam, model, field):
    make.DraftClaimFactory(text=f"{NEARLY}, and the lock as well, and left both as they were")
    offered = options(as_editor, "Brook Water opend the dam at Ashfrod on 4 May", model, field)
    assert offered[0] == f"{DAM} – disputed"
    assert len(offered) == 2
    assert offered[1].endswith("– draft")


def test_a_field_finds_words_that_are_still_being_typed_and_words_of_the_context(as_editor, dam):
    make.DraftClaimFactory(text="Bread is dear", context="Before the harvest")
    assert options(as_editor, "Ashf") == [f"{DAM} – disputed"]
    assert options(as_editor, "before the harv") == ["Bread is dear – draft"]


def test_a_field_offers_nothing_that_was_merged_or_retracted(as_editor, dam):
    user = make.UserFactory()
    merged, retracted = make.DraftClaimFactory(text=NEARLY), make.StatementFactory(claim__text=NEARLY).claim
    Merge.objects.create(
        claim_from=merged, claim_into=dam, merged_at=make.MOMENT, merged_by=user, reason="x", moved={}
    )
    Claim.objects.filter(pk=retracted.pk).update(
        state="retracted", retracted_at=make.MOMENT, retracted_by=user, retraction_reason="x"
    )
    assert options(as_editor, NEARLY) == [f"{DAM} – disputed"]
    assert f"{NEARLY} – draft" not in options(as_editor, "")
