"""The admin in a real browser: its scripts run under the policy, and the keyboard is enough."""

import pytest
from django.db import transaction
from playwright.sync_api import Page

from claims.models import Citation, Claim, Statement
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints() -> list[str]:
    """Provide what the browser's console complained about, violations of the policy among it."""
    return []


@pytest.fixture
def open_page(chromium, live_server, client, complaints):
    """Open a page of the admin as a superuser: `open_page("claims/claim/", width, scheme)`."""
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    contexts = []

    def opened(path: str, width: int = 1280, scheme: str = "light") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.goto(f"{live_server.url}/admin/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def choose(page: Page, field: str, words: str) -> None:
    """Choose a row in an autocomplete field with the keyboard alone."""
    page.locator(f"#id_{field} + .select2 .select2-selection").focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field:focus").wait_for()
    page.locator(".select2-results__option--highlighted").wait_for()  # the list before anything is typed
    page.keyboard.type(words)
    page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
    page.keyboard.press("Enter")


def test_a_statement_with_its_citation_by_keyboard(open_page, complaints):
    claim = make.DraftClaimFactory(text="The talks were useful")
    make.PartyFactory(name="Ruritania")
    make.ArticleFactory(title="Talks end")
    page = open_page(f"claims/statement/add/?claim={claim.pk}")
    choose(page, "claimant", "Ruritania")
    page.locator("#id_stance").focus()
    page.keyboard.type("affirms")
    page.locator("#id_said_on").fill("12/04/2017")
    choose(page, "citations-0-article", "Talks end")
    page.locator("#id_citations-0-kind").select_option("quote")
    page.locator("#id_citations-0-excerpt").fill("The talks were useful.")
    page.locator("[name=_save]").focus()
    page.keyboard.press("Enter")
    page.locator(".messagelist .success").wait_for()
    statement = Statement.objects.get()
    assert (statement.claim, statement.capacity) == (claim, "as a government")
    assert Citation.objects.get().statement == statement
    assert complaints == []


def test_another_citation_can_be_added_to_the_form(open_page, complaints):
    make.ArticleFactory(title="Second article")
    statement = make.CitationFactory().statement
    page = open_page(f"claims/statement/{statement.pk}/change/")
    page.get_by_role("button", name="Add another Citation").press("Enter")
    choose(page, "citations-1-article", "Second article")
    page.locator("#id_citations-1-kind").select_option("quote")
    page.locator("#id_citations-1-excerpt").fill("Other words")
    page.locator("[name=_save]").press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert statement.citations.count() == 2
    assert complaints == []


def test_a_claim_is_published_and_retracted_by_keyboard(open_page, complaints):
    claim = make.CitationFactory().statement.claim
    page = open_page(f"claims/claim/{claim.pk}/change/")
    page.get_by_role("link", name="Publish…").press("Enter")
    page.get_by_label("Publish with 1 unverified excerpt").press("Space")
    page.get_by_role("button", name="Publish").press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert Claim.objects.get().state == "published"
    page.get_by_role("link", name="Retract…").press("Enter")
    page.get_by_label("Public notice").fill("We were wrong.")
    page.get_by_role("button", name="Retract").press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert Claim.objects.get().retraction_reason == "We were wrong."
    assert complaints == []


def test_similar_claims_are_listed_while_a_proposition_is_typed(open_page, complaints):
    with transaction.atomic():
        there = make.StatementFactory(claim__text="Brook Water opened the dam", party__name="Ada Brook").claim
    page = open_page("claims/claim/add/")
    page.locator("#id_text").press_sequentially("brook watr opend the da", delay=5)
    link = page.locator(".similar-claims").get_by_role("link", name=there.text)
    link.wait_for()
    assert link.get_attribute("href") == f"/admin/claims/claim/{there.pk}/change/"
    assert page.locator(".similar-claims [role=status]").inner_text() == "One claim on record is similar:"
    assert page.locator(".similar-claims-about").inner_text() == "asserted: affirmed by Ada Brook"
    page.locator("#id_text").fill("Brook Water has opened the dam")
    page.locator("#id_nature").select_option("fact")
    page.locator("[name=_save]").press("Enter")
    page.get_by_label("It is another claim").press("Space")
    page.locator("[name=_save]").press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert Claim.objects.count() == 2
    assert complaints == []


def test_two_claims_are_merged_and_parted_by_keyboard(open_page, complaints):
    lost = make.DraftClaimFactory(text="Brook Water opened the dam")
    kept = make.DraftClaimFactory(text="The dam was opened by Brook Water")
    page = open_page(f"claims/claim/{lost.pk}/change/")
    page.get_by_role("link", name="Merge into…").press("Enter")
    choose(page, "into", kept.text)
    page.get_by_role("button", name="Show what would happen").press("Enter")
    page.get_by_label("Why the two are the same").fill("The same.")
    page.get_by_role("button", name="Merge").press("Enter")
    page.locator(".messagelist .success").wait_for()
    page.get_by_role("link", name=lost.text).press("Enter")
    page.get_by_role("link", name="Undo the merge…").press("Enter")
    page.get_by_label("Why they are not the same").fill("They are not.")
    page.get_by_role("button", name="Undo the merge").press("Enter")
    page.get_by_text("The merge is undone").wait_for()
    assert complaints == []
