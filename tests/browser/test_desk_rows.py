"""The rows of Add coverage: one open at a time, single keys, claims that stand ready, copies."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from claims.coverage.rows import build_row
from claims.models import Coverage, Statement
from tests import factories as make
from tests.support.axe import violations
from tests.support.input_devices import Mouse

from .test_desk import button, complaints, enter, post_article, record, save

__all__ = ["complaints", "enter", "post_article", "record"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEVER_CLOSED = "The bridge at Ashford was never closed to anybody"
EXCERPTS = (
    "The bridge was never closed to anybody",
    "Hundreds of people had waited for an answer",
    "The toll stays as it is",
)
MOST_HEIGHT = 420


@pytest.fixture
def rows(enter, post_article):
    """Open a page with three rows of Ada Brook, changed by `rows(first={...}, third={...})`."""

    def opened(width: int = 1280, scheme: str = "light", **given) -> Page:
        address = post_article()
        with transaction.atomic():
            coverage = Coverage.objects.get()
            brook = next(row["claimant"] for row in coverage.rows if row["claimant"])
            coverage.rows = [
                build_row(
                    **{
                        "id": f"r{number}",
                        "proposed": "finder",
                        "excerpt": excerpt,
                        "claimant": brook,
                        "said_on": "2017-04-12",
                        "start": coverage.intake["text"].index(excerpt),
                        "end": coverage.intake["text"].index(excerpt) + len(excerpt),
                        **given.get(name, {}),
                    }
                )
                for number, (name, excerpt) in enumerate(
                    zip(("first", "second", "third"), EXCERPTS, strict=True), 1
                )
            ]
            coverage.save()
        page = enter("Editor", address, width, scheme)
        expect(head(page, 1)).to_be_focused()
        return page

    return opened


def head(page: Page, number: int):
    return page.locator(f"#row-r{number}-head")


def open_ids(page: Page) -> list[str]:
    return [row.get_attribute("id") for row in page.locator(".desk-open").all()]


def stance(page: Page, number: int, name: str):
    return page.locator(f"#row-r{number}").get_by_label(name, exact=True)


def stored(page: Page, count: int = 3) -> list[dict]:
    """Return the rows once they are kept on the server."""
    expect(page.locator("#desk-kept")).to_contain_text("Kept at")
    rows = Coverage.objects.get().rows
    assert len(rows) == count
    return rows


def test_one_row_is_open_at_a_time_and_accept_stands_on_every_row(rows):
    page = rows()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert open_ids(page) == ["row-r1"]
    for number in (3, 1, 3):
        head(page, number).click()
        assert open_ids(page) == [f"row-r{number}"]
        row, bar = (page.locator(css).bounding_box() for css in (f"#row-r{number}", ".desk-save-row"))
        assert row["y"] + row["height"] <= bar["y"] + 1
    for number in (1, 2, 3):
        expect(
            page.locator(f"#row-r{number}").get_by_role("button", name="Accept", exact=True)
        ).to_be_visible()
    expect(page.locator("#row-r1")).to_contain_text(EXCERPTS[0])


def test_single_keys_are_enough_for_a_row(rows, record, complaints):
    page = rows(first={"proposition": NEVER_CLOSED, "nature": "fact"})
    page.keyboard.press("d")
    expect(stance(page, 1, "denies")).to_be_checked()
    page.keyboard.press("h")
    expect(page.locator("#row-r1").get_by_label("Hedged")).to_be_checked()
    page.keyboard.press("h")
    page.keyboard.press("t")
    expect(page.locator("#row-r1").get_by_label("Claim", exact=True)).to_have_value(NEVER_CLOSED)
    page.keyboard.press("y")
    expect(head(page, 2)).to_be_focused()
    expect(page.locator("#row-r2 .desk-ready")).to_contain_text(f"From row 1: {NEVER_CLOSED}")
    page.keyboard.press("a")
    ready = page.locator("#row-r2 .desk-ready li").filter(has_text=NEVER_CLOSED)
    page.keyboard.press(ready.locator("kbd").first.text_content())
    page.keyboard.press("y")
    expect(head(page, 3)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#desk-tally")).to_have_text("2 accepted, 0 to check, 1 dropped")
    expect(page.locator("#desk-save")).to_be_focused()
    save(page, Mouse(page))
    assert sorted(Statement.objects.filter(claim__text=NEVER_CLOSED).values_list("stance", flat=True)) == [
        "affirms",
        "denies",
    ]
    assert complaints == []


def test_what_an_accepted_row_leaves_empty_is_left_to_the_others(rows, record):
    """What it says fills in what is empty or guessed, but in no row that somebody has edited."""
    name = {"claimant": None, "new_name": "Dan Weld"}
    guess = {"new_kind": "organisation", "new_role": "Transport Minister", "capacity": "Transport Minister"}
    page = rows(
        first={"claim": record.pk, "stance": "affirms", "new_kind": "person", "speaks_for_itself": True}
        | name,
        second=name | guess | {"guessed": list(guess)},
        third=name | {"capacity": "Minister", "edited": True},
    )
    page.keyboard.press("y")
    expect(head(page, 2)).to_be_focused()
    described = ("new_kind", "new_role", "capacity", "speaks_for_itself")
    assert [[row[field] for field in described] for row in stored(page)[1:]] == [
        ["person", "Transport Minister", "Transport Minister", True],
        ["", "", "Minister", False],
    ]


def test_similar_claims_of_the_record_stand_ready_unasked(rows, record):
    page = rows(first={"proposition": "The bridge at Ashford was closed in March 2017"})
    expect(page.locator("#row-r1 .desk-ready")).to_contain_text(f"On the record: {record.text}")
    page.keyboard.press("1")
    expect(page.locator("#row-r1").get_by_label("Claim", exact=True)).to_have_value(record.text)
    first = stored(page)[0]
    assert (first["claim"], first["new_claim"]) == (record.pk, "")


def test_a_wording_that_the_record_has_already_is_no_new_claim_to_take(rows, record):
    page = rows(first={"proposition": f"{record.text}."}, second={"proposition": f"{record.text} 2017"})
    ready = page.locator("#row-r1 .desk-ready li")
    expect(ready).to_contain_text([f"On the record: {record.text}"])
    page.keyboard.press("n")
    wording = page.get_by_role("button", name="Take this wording")
    expect(page.locator("#row-r2 .desk-ready")).to_contain_text("On the record")
    expect(wording).to_be_visible()


def test_a_claim_that_the_record_nearly_has_is_asked_about_once(rows, record):
    given = {"stance": "denies", "nature": "fact"}
    draft, other = f"{record.text} again", f"{record.text} also"
    page = rows(first=given | {"proposition": draft}, second=given | {"proposition": other})
    for number, key, answer in ((1, "k", [None, draft, [record.pk]]), (2, "i", [record.pk, "", []])):
        ready = page.locator(f"#row-r{number} .desk-ready li")
        expect(ready.nth(number - 1)).to_contain_text(f"On the record: {record.text}")  # behind that of row 1
        for _ in range(number):  # behind two others the draft is out of view: shown first
            page.keyboard.press("g")
        asked = f"The record has “{record.text}”. Is it the same claim?"
        expect(page.locator(f"#row-r{number}").get_by_text(asked)).to_be_visible()
        expect(ready.first).to_contain_text(f"Yes, the same claim: {record.text}")
        expect(ready.first.get_by_role("button")).to_be_focused()
        page.keyboard.press(key)
        if key == "k":  # it answers, and no more
            expect(page.locator("#desk-said")).to_contain_text("Kept as it is.")
            expect(head(page, number)).to_be_focused()
            expect(head(page, number)).to_contain_text("To check")
            expect(ready.first).to_contain_text(f"On the record: {record.text}")
            page.keyboard.press("y")
        expect(head(page, number)).to_contain_text("Accepted")
        row = stored(page)[number - 1]
        assert [row["claim"], row["new_claim"], row["different_from"]] == answer


def test_what_is_asked_can_be_answered_with_the_opposite(rows, record):
    """Of the record, and of another row: the row takes the claim with its stance turned round."""
    given = {"stance": "affirms", "nature": "fact"}
    first = {"new_claim": "Vale closed its harbour bridge in March"}
    page = rows(
        first=given | first,
        second=given | {"new_claim": "Vale closed the harbour bridge in March"},
        third=given | {"proposition": f"{record.text} again"},
    )
    page.keyboard.press("y")
    expect(head(page, 2)).to_be_focused()
    page.keyboard.press("y")
    answers = page.locator("#row-r2 .desk-ready li")
    expect(answers).to_contain_text(
        ["Yes, the same claim: ", f"It says the opposite: {first['new_claim']}", "No, another claim: "]
    )
    for answer in answers.all():
        expect(answer).to_be_in_viewport(ratio=1)
    page.keyboard.press("j")
    expect(head(page, 3)).to_be_focused()
    page.keyboard.press("g")
    expect(page.locator("#row-r3 .desk-ready li")).to_have_count(3)
    page.keyboard.press("j")
    expect(head(page, 3)).to_contain_text("Accepted")
    taken = [(row["claim"], row["new_claim"], row["stance"]) for row in stored(page)[1:]]
    assert taken == [(None, first["new_claim"], "denies"), (record.pk, "", "denies")]


def test_what_another_row_denies_comes_first_and_is_asked_about(rows, record):
    """Of two contradicting rows the later one takes the claim of the other, its stance turned round."""
    given = {"stance": "affirms", "nature": "fact"}
    claim = "Vale has hired crews for the bridge at Ashford"
    page = rows(
        first=given | {"new_claim": claim},
        second=given | {"proposition": "No crews have been hired for the bridge at Ashford"},
        third=given | {"new_claim": "No crews have been hired"},
    )
    page.keyboard.press("y")
    ready = page.locator("#row-r2 .desk-ready li")
    expect(ready.first).to_have_text(f"1The opposite, in row 1: {claim}")
    expect(page.locator("#row-r2 .desk-ready")).to_contain_text(f"On the record: {record.text}")
    page.keyboard.press("1")
    page.keyboard.press("y")
    expect(head(page, 3)).to_be_focused()
    page.keyboard.press("y")
    asked = f"Row 1 says the opposite: “{claim}”. Is this row about that claim?"
    expect(page.locator("#row-r3").get_by_text(asked)).to_be_visible()
    answers = page.locator("#row-r3 .desk-ready li")
    expect(answers).to_contain_text(["Yes, the opposite", "No, it says the same", "No, another"])
    page.keyboard.press("i")
    expect(head(page, 3)).to_contain_text("Accepted")
    taken = [(row["new_claim"], row["stance"]) for row in stored(page)]
    assert taken == [(claim, "affirms"), (claim, "denies"), (claim, "denies")]


def test_a_denial_without_a_wording_takes_the_claim_that_it_denies_as_it_is(rows, record):
    excerpt = "denied that the bridge at Ashford was closed for repairs"
    claim = "The bridge at Ashford was closed for repairs"
    page = rows(
        first={"stance": "affirms", "nature": "fact", "new_claim": claim},
        second={"stance": "denies", "excerpt": excerpt, "proposition": ""},
    )
    page.keyboard.press("y")
    expect(page.locator("#row-r2 .desk-ready li").first).to_have_text(f"1The same, in row 1: {claim}")
    page.keyboard.press("1")
    expect(page.locator("#row-r2 [data-ref=claim]")).to_have_value(claim)
    assert [(row["new_claim"], row["stance"]) for row in stored(page)][1] == (claim, "denies")


def test_words_that_deny_what_they_are_to_affirm_are_asked_about_with_two_answers(rows, record):
    with transaction.atomic():
        claim = make.DraftClaimFactory(text="Hundreds of people never waited for an answer").pk
    given = {"claim": claim, "stance": "affirms", "excerpt": EXCERPTS[1], "start": None, "end": None}
    page = rows(first=given, second=given)
    page.keyboard.press("y")
    answers = page.locator("#row-r1 .desk-ready li")
    expect(answers).to_contain_text(["Yes, it is denied", "No, it is affirmed"])
    page.keyboard.press("i")
    expect(head(page, 2)).to_be_focused()
    page.keyboard.press("y")
    asked = page.locator("#row-r2").get_by_text("Is it denied?")
    expect(asked).to_be_visible()
    page.keyboard.press("k")
    expect(asked).to_be_hidden()
    page.keyboard.press("y")
    expect(head(page, 2)).to_contain_text("Accepted")
    assert [row["stance"] for row in stored(page)][:2] == ["denies", "affirms"]


def test_claims_of_all_rows_are_found_by_typing(rows, record):
    """They come before those of the record, whichever row has them, and one of the record comes once."""
    page = rows(
        first={"new_claim": "The harbour of Vale was closed", "nature": "fact", "topics": []},
        second={"claim": record.pk},
    )
    head(page, 3).click()
    claim = page.locator("#row-r3").get_by_label("Claim", exact=True)
    options = page.locator("#row-r3").get_by_role("option")
    claim.fill("closed harbour")
    expect(options.first).to_have_text("The harbour of Vale was closedFrom row 1")
    claim.fill(record.text)
    expect(options.first).to_have_text(f"{record.text}From row 2")
    expect(options.filter(has_text=record.text)).to_have_count(1)
    claim.fill("harbour")
    options.filter(has_text="From row 1").click()
    expect(claim).to_have_value("The harbour of Vale was closed")
    third = stored(page)[2]
    assert (third["new_claim"], third["nature"]) == ("The harbour of Vale was closed", "fact")


def test_a_wording_that_needs_its_article_is_completed_first_or_kept(rows):
    given = {"stance": "affirms", "nature": "fact"}
    named = "The gate at Ashford was closed on Friday"
    page = rows(
        first=given | {"proposition": "The gate was closed on Friday"},
        second=given | {"proposition": "The gate of Ashford was closed on Friday"},
    )
    ready = page.locator("#row-r1 .desk-ready li")
    expect(ready.first).to_contain_text("Needs a name: “the gate” and “Friday”")
    expect(ready.first.get_by_role("button", name="Take it and accept")).to_have_count(0)
    page.keyboard.press("g")
    claim = page.locator("#row-r1").get_by_label("Claim", exact=True)
    expect(claim).to_be_focused()
    page.keyboard.type("The gate at Ashford")  # in place of the words that need a name
    expect(claim).to_have_value(named)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#row-r1").get_by_text("It says “Friday” without saying which")).to_be_visible()
    expect(ready.first).to_contain_text(f"Keep it as it is: {named}")
    expect(ready.first.get_by_role("button")).to_be_focused()
    page.keyboard.press("k")
    expect(head(page, 1)).to_contain_text("To check")
    page.keyboard.press("y")
    expect(head(page, 1)).to_contain_text("Accepted")
    assert stored(page)[0]["settled"] == [named.lower()]
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    asked = f"Row 1 says nearly this: “{named}”. Is it the same claim?"
    expect(page.locator("#row-r2").get_by_text(asked)).to_be_visible()
    page.keyboard.press("i")
    expect(head(page, 2)).to_contain_text("Accepted")
    assert [row["new_claim"] for row in stored(page)[:2]] == [named, named]


def test_a_suggested_wording_is_never_saved_unread(rows):
    reasons = {"proposition": ["Drafted from the words.", "likely"]}
    page = rows(first={"proposition": NEVER_CLOSED, "stance": "affirms", "reasons": reasons})
    page.keyboard.press("y")
    refused = page.locator("#row-r1").get_by_text("Say on what: choose the claim, or word a new one.")
    expect(refused).to_be_visible()
    expect(page.locator("#row-r1").get_by_label("Claim", exact=True)).to_have_value("")
    wording = page.get_by_role("button", name="Take this wording")
    expect(wording).to_have_attribute("title", f"{NEVER_CLOSED}\nDrafted from the words.")
    wording.click()
    claim = page.locator("#row-r1").get_by_label("Claim", exact=True)
    claim.press("End")
    claim.press_sequentially(" in 2017")
    assert stored(page)[0]["new_claim"] == f"{NEVER_CLOSED} in 2017"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "draft", [NEVER_CLOSED, "The repair fund of the harbour was used for the new promenade by the river"]
)
def test_a_suggested_wording_has_room(rows, draft, width):
    page = rows(width=width, first={"proposition": draft})
    wording = page.locator("#row-r1 .desk-ready-label", has_text=draft)
    expect(wording).to_be_visible()
    assert wording.bounding_box()["width"] > 100


def test_somebody_else_and_the_opposite_copy_a_row(rows, record):
    page = rows(first={"claim": record.pk, "stance": "denies", "place": "Ashford"})
    page.keyboard.press("o")
    expect(page.locator("#row-r4").get_by_label("Who takes this position")).to_be_focused()
    expect(stance(page, 4, "affirms")).to_be_checked()
    head(page, 1).click()
    page.locator("#row-r1").get_by_role("button", name="Somebody else on this same claim").click()
    expect(stance(page, 5, "denies")).to_be_checked()
    kept = {row["id"]: row for row in stored(page, 5)}
    assert list(kept) == ["r1", "r5", "r4", "r2", "r3"]
    assert [
        (kept[pk]["claim"], kept[pk]["claimant"], kept[pk]["excerpt"], kept[pk]["place"])
        for pk in ("r4", "r5")
    ] == [(record.pk, None, EXCERPTS[0], "Ashford")] * 2


def test_keys_do_nothing_while_somebody_types_or_once_they_are_off(rows):
    page = rows()
    page.keyboard.press("c")
    claim = page.locator("#row-r1").get_by_label("Claim", exact=True)
    expect(claim).to_be_focused()
    page.keyboard.type("dxyn")
    expect(claim).to_have_value("dxyn")
    expect(stance(page, 1, "denies")).not_to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(head(page, 1)).to_be_focused()
    page.keyboard.press("n")
    expect(head(page, 2)).to_be_focused()
    page.keyboard.press("p")
    expect(head(page, 1)).to_be_focused()
    page.locator("#desk-keys > summary").click()
    page.get_by_label("Single keys work").uncheck()
    page.reload()
    expect(head(page, 1)).to_be_focused()
    page.keyboard.press("d")
    expect(stance(page, 1, "denies")).not_to_be_checked()


def press_held(page: Page, key: str) -> None:
    """Hold a key down for so long that it is repeated once."""
    page.keyboard.down(key)
    page.keyboard.down(key)
    page.keyboard.up(key)


def test_keys_only_open_a_closed_row_and_act_once(rows, record, complaints):
    ready = {"claim": record.pk, "stance": "denies"}
    page = rows(first=ready, second=ready, third={"unlikely": "three words"})
    tally = page.locator("#desk-tally")
    press_held(page, "y")
    expect(head(page, 2)).to_be_focused()
    expect(tally).to_have_text("1 accepted, 1 to check, 0 dropped")
    head(page, 1).focus()
    page.keyboard.press("x")
    assert open_ids(page) == ["row-r1"]
    expect(tally).to_have_text("1 accepted, 1 to check, 0 dropped")
    page.locator("#desk-unlikely > summary").click()
    page.keyboard.press("Tab")
    expect(head(page, 3)).to_be_focused()
    page.keyboard.press("y")
    page.keyboard.press("Control+Enter")
    expect(tally).to_have_text("1 accepted, 1 to check, 0 dropped")
    head(page, 2).focus()
    page.keyboard.press("x")
    page.keyboard.press("x")
    page.locator("#row-r2").get_by_role("button", name="Restore").focus()
    page.keyboard.press("y")
    expect(tally).to_have_text("1 accepted, 0 to check, 1 dropped")
    assert complaints == []


def test_a_dropped_row_comes_back_with_one_key(rows):
    page = rows()
    page.keyboard.press("x")
    expect(head(page, 2)).to_be_focused()
    page.keyboard.press("u")
    expect(head(page, 1)).to_be_focused()
    expect(page.locator("#desk-tally")).to_have_text("0 accepted, 3 to check, 0 dropped")


def test_what_is_probably_nothing_is_folded_away_and_can_be_brought_back(rows, record):
    page = rows(
        first={"claim": record.pk, "stance": "denies"},
        second={"unlikely": "three words that are no sentence", "accepted": False},
        third={"unlikely": "Dropped last time", "left_out_before": True, "edited": True, "place": "Here"},
    )
    folded = page.locator("#desk-unlikely")
    expect(folded.locator("summary").first).to_have_text("Probably nothing to do (2)")
    expect(page.locator("#row-r2")).to_be_hidden()
    page.get_by_role("link", name="Probably nothing to do").click()
    expect(page.locator("#row-r2")).to_contain_text("three words that are no sentence")
    page.get_by_role("button", name=f"Bring back: {EXCERPTS[2]}").click()
    expect(page.locator("#desk-rows #row-r3")).to_contain_text("Here")
    page.locator("#row-r3").get_by_role("button", name="Drop", exact=True).click()
    head(page, 1).focus()
    page.keyboard.press("y")
    expect(page.locator("#desk-leave-out-row")).to_be_hidden()
    button(page, "Save as drafts").click()
    page.wait_for_url("**/summary/")
    assert Statement.objects.filter(state="draft").count() == 1


def test_a_mark_says_how_sure_a_field_is_and_on_demand_why(rows):
    why = "“never” reports a denial"
    page = rows(first={"stance": "denies", "guessed": ["stance"], "reasons": {"stance": [why, "likely"]}})
    mark = page.locator("#row-r1").get_by_text("likely", exact=True)
    expect(page.get_by_text(why)).to_be_hidden()
    mark.click()
    expect(page.get_by_text(why)).to_be_visible()
    head(page, 1).focus()
    page.keyboard.press("a")
    expect(mark).to_be_hidden()


def test_what_is_set_once_is_shown_in_each_row_and_saved(rows, complaints):
    page = rows(
        first={"new_claim": NEVER_CLOSED, "nature": "fact", "stance": "denies"},
        second={
            "new_claim": "People waited in Ashford",
            "nature": "fact",
            "stance": "affirms",
            "place": "Vale",
        },
    )
    page.get_by_label("Where it was said").fill("Ashford")
    topics = page.get_by_label("Topics of new claims")
    topics.press_sequentially("Bridges")
    page.get_by_role("option", name="Bridges add as a new topic").click()
    row = page.locator("#row-r1")
    expect(row.locator(".desk-more > summary")).to_contain_text("Ashford, Bridges (new)")
    head(page, 1).focus()
    for key in "yy":
        page.keyboard.press(key)
    expect(head(page, 3)).to_be_focused()
    page.keyboard.press("x")
    save(page, Mouse(page))
    drafts = Statement.objects.filter(state="draft").order_by("claim__text")
    assert [(draft.place, [topic.name for topic in draft.claim.topics.all()]) for draft in drafts] == [
        ("Vale", ["Bridges"]),
        ("Ashford", ["Bridges"]),
    ]
    assert complaints == []


def test_enter_in_the_field_of_topics_takes_the_first_found(rows, complaints):
    """However early it comes; a new topic is a choice of its own, and what is said of it is all in view."""
    with transaction.atomic():
        make.TopicFactory(name="Battle of Idlib")
        make.TopicFactory(name="Idlib")
        make.TopicFactory(name="Tolls of Vale")
    page = rows()
    topics, chips = page.get_by_label("Topics of new claims"), page.locator("#desk-defaults .desk-topics li")
    topics.fill("Idlib")
    topics.press("Enter")
    expect(chips).to_have_text(["Idlib ×"])
    topics.press_sequentially("toll")
    expect(page.get_by_role("option").first).to_have_text("Tolls of ValeEnter")
    topics.press("Enter")
    expect(chips).to_have_text(["Idlib ×", "Tolls of Vale ×"])
    topics.press_sequentially("Toll")
    page.get_by_role("option", name="Toll add as a new topic").click()
    expect(chips.last).to_have_text("Toll new ×")
    said = page.locator("#desk-said")
    expect(said).to_have_text("New topic: Toll. It is added when you save; × takes it back.")
    assert said.evaluate("one => one.scrollWidth <= one.clientWidth")
    topics.fill("Ferries")
    topics.press("Enter")
    expect(chips.last).to_have_text("Ferries new ×")
    assert complaints == []


@pytest.mark.parametrize(
    "given",
    [
        {"claim": 1},
        {"proposition": NEVER_CLOSED},
        {"proposition": NEVER_CLOSED, "claimant": None, "new_name": "Nora Pell", "new_kind": "person"},
        {"new_claim": NEVER_CLOSED, "nature": "fact"},
        {"new_claim": NEVER_CLOSED, "claimant": None, "new_name": "Nora Pell", "new_kind": "person"},
    ],
    ids=["claim", "suggestion", "suggestion of somebody new", "new claim", "new claim of somebody new"],
)
def test_an_open_row_is_at_most_420_pixels_high_and_a_refused_one_as_well(rows, record, given):
    with transaction.atomic():
        for number in range(3):
            make.DraftClaimFactory(
                text=f"The bridge at Ashford was never closed to anybody in {2014 + number}"
            )
    given = given | ({"claim": record.pk} if "claim" in given else {})
    page = rows(
        first={"guessed": ["excerpt", "claimant", "stance"], "stance": "denies"} | given,
        second={"new_claim": "Hundreds of people waited in Ashford"},
        third={"new_claim": "The toll at Ashford stays"},
    )
    expect(page.locator("#row-r1 .desk-ready li").nth(3)).to_be_attached()
    row = page.locator("#row-r1")
    assert row.bounding_box()["height"] <= MOST_HEIGHT
    page.keyboard.press("y")
    expect(row).to_have_attribute("data-state", re.compile("refused|accepted"))
    assert row.bounding_box()["height"] <= MOST_HEIGHT
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_what_is_refused_of_somebody_new_is_said_on_lines_of_their_own(rows):
    page = rows(
        first={"claimant": None, "new_name": "Nora Pell", "stance": "denies", "new_claim": NEVER_CLOSED}
    )
    page.keyboard.press("y")
    refused = page.locator("#row-r1 .errorlist:visible li", has_text="Nora Pell")
    expect(refused).to_have_count(2)  # for whom she speaks, and in which role
    said = page.locator("#desk-said")
    expect(said).to_have_text(f"Row 1 needs attention. {refused.first.text_content()}")
    party = page.locator("#row-r1").get_by_label("For whom", exact=True)
    expect(party).to_be_focused()  # and not what is hidden beside it
    lines = """all => all.map(one => Math.round(
        one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""
    settled = """async () => {
        await Promise.all(document.getAnimations().map(one => one.finished)); await document.fonts.ready }"""
    refused.evaluate_all(settled)
    assert refused.evaluate_all(lines) == [1, 1]
    page.locator("#row-r1").get_by_label("Where", exact=True).evaluate(
        "one => { one.closest('details').open = true; }"
    )
    page.locator("#row-r1").get_by_label("Where", exact=True).fill("Vale")
    expect(said).to_contain_text("needs attention")  # it is still so
    party.fill("Ruritania")
    expect(said).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_rows_can_be_used_by_everybody(rows, record, width, scheme):
    page = rows(
        width,
        scheme,
        first={"proposition": NEVER_CLOSED, "guessed": ["stance"], "stance": "denies"},
        second={"new_claim": "Hundreds of people waited", "accepted": True},
        third={"unlikely": "the name of a programme"},
    )
    page.locator("#desk-keys > summary").click()
    page.locator("#desk-unlikely > summary").click()
    page.locator("#row-r1 .desk-why:not([hidden]) > summary").first.click()
    expect(page.locator("#row-r1 .desk-ready li").first).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # so that no field is half under the head of the row, which stays in view
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def read_keys(page: Page, row: int) -> list[str]:
    """Return the numbers of the claims that stand ready under a row, from the top; empty without one."""
    keys = page.locator(f"#row-r{row} .desk-ready li > button:first-child kbd").all_text_contents()
    return [key for key in keys if key != "t"]


def test_ready_claims_are_numbered_from_the_top_and_taken_only_in_view(rows, record):
    # The same words: how rare PostgreSQL thinks that others are does not matter.
    alike = {"proposition": f"{record.text} now"}
    long = [f"{record.text}, said {'a very long sentence of a witness ' * 6}{at}" for at in range(2)]
    with transaction.atomic():
        for text in long:
            make.DraftClaimFactory(text=text)
    page = rows(
        first={"new_claim": NEVER_CLOSED, "nature": "fact", "stance": "denies"}, second=alike, third=alike
    )
    said, ready = page.locator("#desk-said"), page.locator("#row-r2 .desk-ready li")
    page.keyboard.press("y")
    expect(ready).to_have_count(5)
    assert read_keys(page, 2) == ["1", "2", "3", "4"]
    known = ready.filter(has=page.get_by_text(record.text, exact=True)).locator("kbd")
    searches = []
    page.route("**/find/?*", lambda route: searches.append(route))
    page.keyboard.press(known.text_content())
    expect(said).to_have_text(f"On the record: {record.text}")
    page.keyboard.press("1")  # the record is asked what is like it now, and that will come above the others
    expect(said).to_have_text("No claim stands ready under this key.")
    assert read_keys(page, 2) == [""]
    for search in searches:
        search.continue_()
    page.unroute("**/find/?*")
    expect(ready).to_have_count(3)
    assert read_keys(page, 2) == ["1", "2", "3"]
    page.keyboard.press("a")
    expect(said).to_have_text("affirms: Ada Brook")
    page.keyboard.press("n")
    expect(said).to_have_text("")  # what was said of one row is not said of the next
    ready = page.locator("#row-r3 .desk-ready li")
    expect(ready).to_have_count(5)
    expect(ready.first.locator("kbd").first).to_have_text("1")  # compared with the claim that row 2 has taken
    assert read_keys(page, 3) == ["1", "2", "3", "4"]
    claim = page.locator("#row-r3").get_by_label("Claim", exact=True)
    page.locator("#row-r3 .desk-ready").evaluate("list => { list.scrollTop = 0; }")
    words = ready.last.locator(".desk-ready-label").text_content()
    page.keyboard.press("4")
    expect(said).to_contain_text("Press 4 again to take it")
    expect(claim).to_have_value("")
    page.keyboard.press("4")
    expect(claim).to_have_value(words)


def test_a_draft_is_accepted_with_one_press_and_words_recorded_before_are_linked(rows, record, complaints):
    with transaction.atomic():
        known = make.DraftStatementFactory(hedged=True)
    draft = {"proposition": NEVER_CLOSED, "nature": "fact", "stance": "denies", "hedged": True}
    page = rows(
        first=draft, third={"recorded": known.pk, "unlikely": "These words are on the record already."}
    )
    page.get_by_label("Where it was said").fill("Vale")
    row = page.locator("#row-r1")
    row.locator(".desk-more > summary").click()
    row.locator("[data-of=place]").get_by_label("not here").check()
    row.get_by_role("button", name="Take it and accept").click()
    expect(head(page, 1)).to_contain_text("Ada Brook denies, hedged")
    expect(head(page, 1)).to_have_attribute("aria-expanded", "false")
    page.locator("#desk-text mark").last.evaluate(
        "mark => getSelection().setBaseAndExtent(mark.firstChild, 4, mark.firstChild, 8)"
    )
    page.locator("#row-r2").get_by_role("button", name="Selected", exact=True).click()
    expect(page.locator("#row-r2").get_by_label("Words, exactly as printed")).to_have_value("toll")
    page.locator("#desk-unlikely > summary").click()
    expect(page.get_by_role("link", name=f"Recorded: {known}")).to_be_visible()
    page.get_by_role("button", name=f"Bring back: {EXCERPTS[2]}").click()
    expect(page.locator("#row-r3 .desk-ready li").first).to_contain_text(
        f"Recorded with these words: {known.claim}"
    )
    first = stored(page)[0]
    assert (first["accepted"], first["new_claim"], first["place"]) == (True, NEVER_CLOSED, "")
    assert complaints == []


def test_a_typed_topic_is_new_once_its_field_is_left(rows, complaints):
    with transaction.atomic():
        near = make.TopicFactory(name="Bridges of Ashford")
    page = rows(first={"new_claim": NEVER_CLOSED, "nature": "fact", "stance": "denies"})
    page.keyboard.press("f")
    own = page.locator("#row-r1").get_by_label("Topics", exact=True)
    expect(own).to_be_focused()
    page.keyboard.press("Escape")
    expect(head(page, 1)).to_be_focused()
    topics = page.get_by_label("Topics of new claims")
    taken = page.locator("#desk-defaults .desk-topics")
    topics.press_sequentially("Tolls; Bridges")
    page.keyboard.press("Tab")
    expect(taken).to_have_text("Tolls new ×Bridges new ×")
    page.get_by_role("button", name="Remove Tolls").click()
    expect(taken).to_have_text("Bridges new ×")
    page.get_by_role("group", name="Topics of the record that may be meant").get_by_role("button").click()
    expect(taken).to_have_text("Bridges of Ashford ×")
    topics.press_sequentially("Tolls")
    head(page, 1).focus()
    page.keyboard.press("y")
    expect(head(page, 2)).to_be_focused()
    row = stored(page)[0]
    assert (row["topics"], row["typed"]["topics"]) == ([near.pk], "Tolls")
    save(page, Mouse(page))
    names = Statement.objects.get(state="draft").claim.topics.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Bridges of Ashford", "Tolls"]
    assert complaints == []


def test_after_a_refused_save_the_page_can_be_reloaded_and_no_key_drops_at_once(rows, complaints):
    page = rows(
        first={"new_claim": NEVER_CLOSED, "nature": "fact"},
        second={"new_claim": "People waited", "nature": "fact", "stance": "affirms"},
    )
    with transaction.atomic():
        coverage = Coverage.objects.get()
        coverage.rows = [row | {"accepted": row["id"] != "r3"} for row in coverage.rows]
        coverage.save()
    page.reload()
    expect(head(page, 3)).to_be_focused()
    for step in ("send", "reload"):
        if step == "send":
            button(page, "Save as drafts").click()
            page.wait_for_url("**/rows/?refused=save")
        else:
            page.reload()
        expect(page.locator("#row-r1")).to_have_attribute("data-state", "refused")
        expect(stance(page, 1, "affirms")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#desk-said")).to_contain_text("Press x again to drop: Ada Brook")
    expect(page.locator("#row-r1")).to_have_attribute("data-state", "refused")
    page.keyboard.press("x")
    expect(page.locator("#row-r1")).to_have_attribute("data-state", "dropped")
    expect(page.locator("#desk-tally")).to_have_text("1 accepted, 1 to check, 1 dropped")
    assert complaints == []


def test_enter_in_a_field_presses_no_button_but_its_own(rows, complaints):
    page = rows()
    page.get_by_text("Nothing to record here").click()
    page.get_by_label("Where it was said").press("Enter")
    page.get_by_text("Single keys: y accepts").click()
    page.get_by_label("Single keys work").press("Enter")
    reason = page.get_by_label("Why, in a few words")
    reason.press("Enter")
    page.wait_for_url("**/rows/?refused=close")
    expect(reason).to_be_focused()
    reason.press_sequentially("Only sport")
    page.keyboard.press("Enter")
    page.wait_for_url("**/summary/")
    expect(page.get_by_text("Nothing was recorded: Only sport")).to_be_visible()
    assert complaints == []
