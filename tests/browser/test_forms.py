"""Forms of the admin and the desk in a real browser: errors are in view, and what is too long is not sent."""

import pytest
from playwright.sync_api import Page, expect

from claims.models import OpenForm, Statement, Topic
from tests import factories as make

from .test_admin import choose, complaints, open_page

__all__ = ["complaints", "open_page"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill_statement(page: Page) -> None:
    choose(page, "claimant", "Ruritania")
    page.locator("#id_stance").select_option("affirms")
    page.locator("#id_said_on").fill("12/04/2017")
    choose(page, "citations-0-article", "Talks end")


@pytest.fixture
def statement_form(open_page) -> Page:
    """Open the form of a statement, filled in as far as its citation, in a low window."""
    claim = make.DraftClaimFactory(text="The talks were useful")
    make.PartyFactory(name="Ruritania")
    make.ArticleFactory(title="Talks end")
    page = open_page(f"claims/statement/add/?claim={claim.pk}")
    page.set_viewport_size({"width": 1280, "height": 400})
    fill_statement(page)
    return page


def save(page: Page) -> None:
    page.locator("[name=_save]").click()
    page.wait_for_load_state("load")


def test_the_first_error_has_the_focus_far_down_in_an_inline(statement_form):
    page = statement_form
    page.locator("#id_citations-0-excerpt").fill("word " * 26)
    save(page)
    expect(page.locator("#id_citations-0-excerpt")).to_be_focused()
    expect(page.locator("#id_citations-0-excerpt")).to_be_in_viewport()
    expect(page.get_by_text("at most 25 words").first).to_be_in_viewport()


def test_an_error_in_a_folded_part_opens_it(statement_form):
    page = statement_form
    page.locator("#id_citations-0-excerpt").fill("words of the article")
    page.locator("#citations-0 summary", has_text="Second-hand").click()
    choose(page, "citations-0-relayed_for", "Ruritania")
    page.locator("#citations-0 summary", has_text="Second-hand").click()
    save(page)
    expect(page.locator("#id_citations-0-relayed_by + .select2 .select2-selection")).to_be_focused()
    expect(page.locator("#id_citations-0-relayed_by + .select2")).to_be_in_viewport()
    assert not Statement.objects.exists()


def test_an_error_of_the_whole_form_is_in_view(open_page):
    page = open_page("claims/claim/add/")
    page.evaluate("scrollTo(0, 9999)")
    save(page)
    expect(page.locator("#id_text")).to_be_focused()


def test_an_error_of_no_field_has_the_focus_and_is_in_view(open_page):
    topic = make.TopicFactory()
    page = open_page(f"claims/topic/{topic.pk}/change/")
    page.set_viewport_size({"width": 1280, "height": 300})
    page.locator("#id_name").fill("Mine")
    Topic.objects.filter(pk=topic.pk).update(name="Theirs")
    save(page)
    error = page.locator(".errorlist.nonfield")
    expect(error).to_contain_text("Theirs")
    expect(error).to_be_focused()
    expect(error).to_be_in_viewport()


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ("x" * 1_000_001, "This has 1,000,001 characters, and at most 1,000,000 fit."),
        ("語" * 900_000, "This is too much to send at once: 2.6 MB, and at most 2.5 MB fit."),
    ],
)
def test_a_text_that_is_too_long_is_not_sent_and_stays(open_page, complaints, letters, sentence):
    page = open_page("claims/coverage/")
    text = page.locator("#id_text")
    text.evaluate("(area, letters) => { area.value = letters; }", letters)
    page.get_by_role("button", name="Use this text").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(text).to_be_focused()
    assert text.evaluate("area => area.value.length") == len(letters)
    text.fill("Short enough now, and a sentence.")
    page.get_by_role("button", name="Use this text").click()
    page.wait_for_url("**/check/")
    assert complaints == []


def test_a_form_of_the_admin_that_is_too_large_is_not_sent(open_page, complaints):
    """Its fields are percent-encoded: a letter of another script has six bytes, and no limit of its own."""
    make.ArticleFactory(title="Talks end")
    page = open_page("sources/capture/add/")
    choose(page, "article", "Talks end")
    text = page.locator("#id_text")
    text.evaluate("(area, letters) => { area.value = letters; }", ("я" * 99 + "\n") * 5_000)
    page.locator("[name=_save]").click()
    expect(page.locator("#id_text_too_long")).to_contain_text("This is too much to send at once: 2.9 MB")
    expect(text).to_be_focused()
    assert complaints == []


def test_just_enough_is_sent(open_page):
    make.ArticleFactory(title="Talks end")
    page = open_page("sources/capture/add/")
    choose(page, "article", "Talks end")
    page.locator("#id_text").evaluate(
        "(area, letters) => { area.value = letters; }", ("я" * 99 + "\n") * 4_300
    )
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()


def test_others_are_told_that_a_form_is_open_until_its_page_is_left(open_page, complaints):
    topic = make.TopicFactory()
    page = open_page("")
    with page.expect_response("**/opened/") as noted:
        page.goto(f"{page.url}claims/topic/{topic.pk}/change/")
    assert noted.value.status == 204
    assert OpenForm.objects.get().row_id == topic.pk
    page.get_by_role("link", name="Home").click()
    page.wait_for_url("**/admin/")
    for _ in range(100):  # what is sent while leaving is no event of the page
        if OpenForm.objects.exists():
            page.wait_for_timeout(50)
    assert not OpenForm.objects.exists()
    assert complaints == []


def test_others_are_told_as_long_as_the_form_is_open(open_page):
    """Also after another tab of the same person was left, which took the notice away."""
    topic = make.TopicFactory()
    page = open_page("")
    page.clock.install()
    with page.expect_response("**/opened/"):
        page.goto(f"{page.url}claims/topic/{topic.pk}/change/")
    OpenForm.objects.all().delete()
    with page.expect_response("**/opened/"):
        page.clock.fast_forward("05:00")
    assert OpenForm.objects.get().row_id == topic.pk
