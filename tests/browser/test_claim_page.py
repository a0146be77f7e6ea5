"""A claim's page in a browser: the board, what is folded, past days, citing, paper, the dark, no scripts."""

import re

import pytest
from playwright.sync_api import expect

from claims.models import Citation, Claim

pytestmark = pytest.mark.browser


@pytest.fixture
def disputed(site) -> Claim:
    return Claim.objects.get(key="syrian-forces-did-it")


@pytest.fixture
def folded(site) -> Citation:
    """Provide a citation that its claim's page folds away: the last of a statement with many."""
    low_point = Citation.objects.filter(statement__claim__text="US-Russia relations are at a low point.")
    return low_point.filter(kind="paraphrase").order_by("-pk").first()


def box(page, name: str) -> dict:
    return page.get_by_role("region", name=name).bounding_box()


def test_on_a_wide_screen_the_sides_stand_against_each_other(opened, disputed):
    page = opened(disputed.get_absolute_url())
    left, right = box(page, "Affirmed by"), box(page, "Denied or questioned by")
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert left["width"] < right["width"]  # one party against two
    russia, syria = (page.get_by_role("heading", level=4, name=name) for name in ("Russia", "Syria"))
    assert russia.bounding_box()["y"] == syria.bounding_box()["y"]
    assert page.complaints == []


@pytest.mark.parametrize("key", ["syrian-forces-did-it", "russia-meddled"])
def test_the_first_screen_of_a_phone_has_the_answer_and_the_words_of_both_sides(opened, site, key):
    page = opened(Claim.objects.get(key=key).get_absolute_url(), width=390)
    sides = page.locator(".board-side")
    expect(sides).to_have_count(2)
    for side in sides.all():
        for part in (side.locator("blockquote"), side.get_by_role("link", name="In the article")):
            box = part.first.bounding_box()
            assert box["y"] + box["height"] <= 844


def test_on_a_phone_party_follows_party(opened, disputed):
    page = opened(disputed.get_absolute_url(), width=390)
    left, right = box(page, "Affirmed by"), box(page, "Denied or questioned by")
    assert left["x"] == right["x"] and left["y"] + left["height"] <= right["y"]
    names = ("United States", "Russia", "Syria")
    tops = [page.get_by_role("heading", level=4, name=name).bounding_box()["y"] for name in names]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1280, "wide", "narrow"), (390, "narrow", "wide")])
def test_the_timeline_has_a_picture_for_each_width_and_says_the_same_as_a_list(
    opened, disputed, width, shown, hidden
):
    page = opened(disputed.get_absolute_url(), width=width)
    page.get_by_text("Who said it when").click()
    expect(page.locator(f".timeline-{shown}")).to_be_visible()
    expect(page.locator(f".timeline-{hidden}")).not_to_be_visible()
    expect(page.get_by_role("img", name="Who took which position when")).to_have_count(1)
    page.get_by_text("The same as a list").click()
    entries = page.locator(".timeline-list li")
    expect(entries).to_have_count(disputed.statements.count())
    entries.filter(has_text="Vladimir Putin").get_by_role("link").click()
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_address_unfolds_what_it_points_to(chromium, site, folded, javascript):
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{site}{folded.statement.claim.get_absolute_url()}")
    words = page.locator(f"#citation-{folded.pk} blockquote")
    expect(words).not_to_be_visible()
    page.goto(f"{page.url}#citation-{folded.pk}")
    expect(words).to_be_visible()
    expect(words).to_be_in_viewport()
    context.close()


def test_a_past_day_is_chosen_by_a_plain_form(chromium, site, disputed):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + disputed.get_absolute_url())
    page.get_by_text("See this as of a past day").click()
    page.get_by_label("At the end of").fill("2017-04-11")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As things stood at the end of 11 April 2017.")).to_be_visible()
    expect(page.get_by_text("Nothing had been reported by then.")).to_be_visible()
    expect(page.get_by_text("James Mattis affirmed it on 11 April 2017;")).to_be_visible()
    page.get_by_label("Another day").fill("2017-04-12")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Disputed: affirmed by the United States")).to_be_visible()
    page.get_by_role("link", name="See it as it stands today").click()
    expect(page).to_have_url(site + disputed.get_absolute_url())
    context.close()


def test_a_citation_is_copied(chromium, site, disputed):
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + disputed.get_absolute_url())
    page.get_by_text("Cite or share it").click()
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"“Syrian forces carried out the 4 April attack\.” On the Record, claim \d+, version 1, "
        rf".+ \d{{4}}\. {site}/claims/{disputed.pk}/versions/1/",
        copied,
    )
    context.close()


def test_without_scripts_nothing_that_needs_them_is_offered(chromium, site, disputed):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + disputed.get_absolute_url())
    for name in ("Copy", "Copy the link", "Share"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.get_by_text("Cite or share it").click()
    expect(page.get_by_role("link", name="BibTeX")).to_be_visible()
    context.close()


def test_on_paper_nothing_is_folded_away(opened, folded):
    page = opened(folded.statement.claim.get_absolute_url())
    words = page.locator(f"#citation-{folded.pk} blockquote")
    assert not words.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    page.emulate_media(media="print")
    assert words.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    assert words.bounding_box()["height"] > 10
    expect(page.get_by_role("article").get_by_role("button")).to_have_count(0)


def test_on_paper_a_claim_has_two_sheets_and_the_addresses_of_its_articles(opened, disputed):
    page = opened(disputed.get_absolute_url())
    page.emulate_media(media="print")
    address = page.locator('.how-read a[rel~="noopener"]').first
    shown = address.evaluate("e => getComputedStyle(e, '::after').content")
    assert "attr(href)" in shown or address.get_attribute("href") in shown
    expect(page.locator(".how-read .hash").first).not_to_be_visible()
    assert address.bounding_box()["height"] > 10
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2


def test_on_paper_both_sides_are_of_one_width_and_the_version_has_its_address(opened, disputed):
    page = opened(disputed.get_absolute_url())
    address = page.get_by_text(f"/claims/{disputed.pk}/versions/1/").first
    expect(address).not_to_be_visible()
    page.emulate_media(media="print")
    assert box(page, "Affirmed by")["width"] == box(page, "Denied or questioned by")["width"]
    expect(address).to_be_visible()


@pytest.mark.parametrize("part", ["h1", ".reason", "blockquote", ".who", ".outlet-marks a", ".related a"])
def test_a_word_as_long_as_a_line_does_not_widen_a_phones_page(opened, disputed, part):
    page = opened(disputed.get_absolute_url(), width=390)
    page.locator(f".claim-page {part}").first.evaluate("e => e.textContent = 'A ' + 'x'.repeat(60)")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_in_the_dark_the_picture_has_the_colours_of_the_dark(opened, disputed):
    colours = []
    for scheme in ("light", "dark"):
        page = opened(disputed.get_absolute_url(), scheme=scheme)
        marks = page.locator(".timeline-wide g.mark-affirms circle").first
        colours.append(marks.evaluate("e => getComputedStyle(e).fill"))
    assert colours == ["rgb(20, 86, 108)", "rgb(143, 203, 220)"]
