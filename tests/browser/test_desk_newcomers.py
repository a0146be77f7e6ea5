"""Somebody whom the record does not know, in several rows of one article."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from claims.models import Claimant, Statement
from tests import factories as make
from tests.support.input_devices import Mouse

from .test_desk import button, complaints, enter, open_row, save

__all__ = ["complaints", "enter"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """The ferry at Ashford

"The ferry is late on every day of the week," said Nora Pell, a baker in Ashford.

It was a cold morning, and the people on the landing stage had been there for an hour.

"The fare was doubled without a word to anybody," Pell said."""
SPEAKS_FOR_WHOM = "Choose for whom Nora Pell speaks, or tick “Speaks for itself”."


def test_whoever_is_new_is_described_once(enter, complaints):
    with transaction.atomic():
        make.OutletFactory(name="The Ashford Herald")
        late = make.StatementFactory(claim__text="The ferry at Ashford is late").claim
        fare = make.StatementFactory(claim__text="The fare of the ferry was doubled").claim
    page = enter("Editor", "claims/coverage/")
    page.get_by_label("Text of the article").fill(TEXT)
    button(page, "Use this text").click()
    page.get_by_label("Published on").fill("2017-04-12")
    page.get_by_label("Outlet", exact=True).fill("The Ashford Herald")
    button(page, "Capture the text and go on").click()
    page.wait_for_url("**/rows/")
    first = open_row(page)
    expect(first.get_by_label("Who takes this position")).to_have_value("Nora Pell")
    expect(first.get_by_label("Add it although")).to_be_hidden()
    attach(page, first, late)
    expect(first.get_by_text(SPEAKS_FOR_WHOM)).to_be_visible()
    first.get_by_label("Speaks for itself").check()
    first.get_by_role("button", name="Accept", exact=True).click()
    second = open_row(page)
    expect(second.get_by_label("Words, exactly as printed")).to_have_value(
        "The fare was doubled without a word to anybody"
    )
    expect(second.get_by_label("Speaks for itself")).to_be_checked()
    attach(page, second, fare)
    expect(button(page, "Save and send for review")).to_be_focused()
    page.keyboard.press("r")
    third = open_row(page)
    third.get_by_label("Words, exactly as printed").fill("The ferry is late on every day")
    Mouse(page).find(third.get_by_label("Who takes this position"), "nora", "Nora Pell new in another row")
    expect(third.get_by_label("Speaks for itself")).to_be_checked()
    kind = third.get_by_role("radiogroup", name="What kind", exact=True)
    expect(kind.get_by_label("person", exact=True)).to_be_checked()
    third.get_by_label("Who takes this position").fill("Ada Ash")
    Mouse(page).find(third.get_by_label("For whom"), "nora", "Nora Pell new in another row")
    expect(third.get_by_role("radiogroup", name="A new party").get_by_label("person")).to_be_checked()
    third.get_by_role("button", name="Drop", exact=True).click()
    save(page, Mouse(page))
    pell = Claimant.objects.get(name="Nora Pell")
    assert set(Statement.objects.filter(claimant=pell).values_list("claim", flat=True)) == {late.pk, fare.pk}
    assert complaints == []


def test_another_speaker_leaves_nothing_proposed_for_the_one_before(enter, complaints):
    with transaction.atomic():
        make.OutletFactory(name="The Ashford Herald")
        tove, otto = make.ClaimantFactory(name="Tove Lind"), make.ClaimantFactory(name="Otto Brink")
        make.AffiliationFactory(claimant=tove, party__name="Freedonia", role="envoy")
        make.AffiliationFactory(claimant=otto, party__name="Sylvania", role="consul")
    page = enter("Editor", "claims/coverage/")
    page.get_by_label("Text of the article").fill(TEXT)
    button(page, "Use this text").click()
    page.get_by_label("Published on").fill("2017-04-12")
    page.get_by_label("Outlet", exact=True).fill("The Ashford Herald")
    button(page, "Capture the text and go on").click()
    page.wait_for_url("**/rows/")
    row = open_row(page)
    who, role, party = (
        row.get_by_label("Who takes this position"),
        row.get_by_label("Role", exact=True),
        row.get_by_label("For whom", exact=True),
    )
    kind = row.get_by_role("radiogroup", name="What kind", exact=True)
    said = role.input_value()
    assert said
    who.fill("Northaid")
    expect(role).to_have_value("")
    expect(kind.get_by_label("person", exact=True)).not_to_be_checked()
    who.fill("Nora Pell")
    expect(role).to_have_value(said)
    expect(kind.get_by_label("person", exact=True)).to_be_checked()
    role.fill("ferry clerk")
    who.fill("Northaid")
    expect(role).to_have_value("ferry clerk")
    Mouse(page).find(who, "tove", "Tove Lind")
    expect(party).to_have_value("Freedonia")
    Mouse(page).find(who, "otto", "Otto Brink")
    expect(party).to_have_value("Sylvania")
    who.fill("Northaid")
    expect(party).to_have_value("")
    Mouse(page).find(party, "freed", "Freedonia")
    Mouse(page).find(who, "otto", "Otto Brink")
    expect(party).to_have_value("Freedonia")
    assert complaints == []


def attach(page, row, claim) -> None:
    Mouse(page).find(row.get_by_label("Claim", exact=True), claim.text, claim.text)
    row.get_by_label("affirms", exact=True).check()
    row.get_by_role("button", name="Accept", exact=True).click()
