"""Add coverage in a real browser, by mouse and by keyboard."""

import json
from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from playwright.sync_api import Page, expect

from claims.models import Citation, Claim, Claimant, Coverage, Statement
from sources.models import Article
from tests import factories as make
from tests.support.examples import IS_DEEP
from tests.support.input_devices import Keyboard, Mouse
from tests.support.local_site import local_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLOSED = "The bridge at Ashford was closed in March"
TEXT = """The bridge at Ashford

Ada Brook, the Foreign Minister of Ruritania, spoke in Ashford on Wednesday.

"The bridge was never closed to anybody," Brook said.

Hundreds of people had waited for an answer since the beginning of the year, and many of them came.

The toll stays as it is."""
SECOND = """<!doctype html><html lang="en"><head><title>Sylvania on the bridge</title>
<meta property="og:site_name" content="The Daily Ferry"></head><body><article>
<h1>Sylvania on the bridge</h1>
<p>Carl Dane, a spokesman for Sylvania, answered questions about the bridge on Thursday, for an hour.</p>
<p>"The bridge was closed for the whole of March," Dane said. He had brought the photographs with him.</p>
<p>Nobody else in the room wanted to speak about it, and the meeting ended earlier than was planned.</p>
</article></body></html>"""


@pytest.fixture
def record():
    """One published claim that Sylvania affirms, and people who may speak about it."""
    with transaction.atomic():
        ruritania, sylvania = make.PartyFactory(name="Ruritania"), make.PartyFactory(name="Sylvania")
        for name, party in (("Ada Brook", ruritania), ("Eve Ford", ruritania), ("Carl Dane", sylvania)):
            person = make.ClaimantFactory(name=name)
            make.AffiliationFactory(claimant=person, party=party, role="minister")
        make.OutletFactory(name="The Ashford Herald")
        make.StatementFactory(claim__text=CLOSED, party=sylvania, stance="affirms")
    return Claim.objects.get()


@pytest.fixture
def complaints() -> list[str]:
    """Return what the console complains about, such as policy violations."""
    return []


def find_or_make_user(group: str) -> User:
    user = User.objects.filter(username=group.lower()).first()
    if user is None:
        user = make.UserFactory(username=group.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def enter(chromium, live_server, client, complaints):
    """Sign somebody of a group in: `enter("Editor", path, width, scheme)`."""

    contexts, unanswered = [], set()

    def opened(group: str, path: str = "", width: int = 1280, scheme: str = "light", **context) -> Page:
        client.force_login(find_or_make_user(group))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        size = {"width": width, "height": 900}
        context = chromium.new_context(viewport=size, color_scheme=scheme, locale="en-GB", **context)
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("request", lambda request: unanswered.add(request))
        for event in ("requestfinished", "requestfailed"):
            page.on(event, lambda request: unanswered.discard(request))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}/admin/{path}")
        return page

    yield opened
    for context in contexts:  # nothing is read or kept any more while the tables are emptied
        context.route("**", lambda route: route.abort())
        for _look in range(100):
            if unanswered and context.pages:
                context.pages[0].wait_for_timeout(20)
        context.close()


@pytest.fixture
def ferry(settings):
    """Serve a newspaper's site on this machine."""
    with local_site() as site:
        settings.FETCH_PRIVATE_HOSTS = [site.host]
        site.put("/bridge", SECOND)
        yield site


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def bring_in_by_text(page: Page, hands) -> None:
    hands.write(page.get_by_label("Text of the article"), TEXT)
    hands.press(button(page, "Use this text"))
    page.wait_for_url("**/check/")
    hands.date(page.get_by_label("Published on"), 12, 4, 2017)
    hands.find(page.get_by_label("Outlet", exact=True), "ashford", "The Ashford Herald")
    hands.press(button(page, "Capture the text and go on"))
    page.wait_for_url("**/rows/")


def open_row(page: Page):
    return page.locator(".desk-row", has=page.locator(".desk-row-head[aria-expanded=true]")).last


def open_the_row_of(page: Page, hands, words: str):
    """Open the row whose excerpt begins with `words`."""
    for _ in range(20):
        excerpt = page.locator(".desk-row-body:not([hidden]) textarea").first
        if excerpt.count() and excerpt.input_value().startswith(words):
            break
        hands.press(page.locator(".desk-row-head", has_text=words))
    return page.locator(".desk-row", has=page.locator(".desk-row-head[aria-expanded=true]", has_text=words))


def correct_and_accept(page: Page, hands, row, *, claimant: str, stance: str) -> None:
    hands.find(row.get_by_label("Who takes this position"), claimant[:5], claimant)
    hands.find(row.get_by_label("Claim", exact=True), "bridge at Ashford was closed", CLOSED)
    hands.pick(row.get_by_label(stance, exact=True))
    hands.press(row.get_by_role("button", name="Accept", exact=True))


def save(page: Page, hands) -> None:
    hands.press(button(page, "Save as drafts"))
    page.wait_for_load_state()
    expect(page.locator("#desk-errors")).to_have_count(0)
    page.wait_for_url("**/summary/")


@pytest.mark.parametrize("use", [Mouse, Keyboard] if IS_DEEP else [Keyboard])
def test_two_articles_become_statements_and_readers_see_them(
    enter, record, ferry, live_server, complaints, use
):
    page = enter("Editor")
    hands = use(page)
    hands.press(page.get_by_role("link", name="Add coverage").first)
    bring_in_by_text(page, hands)
    row = open_the_row_of(page, hands, "The bridge was never")
    expect(row.get_by_label("Who takes this position")).to_have_value("Ada Brook")
    correct_and_accept(page, hands, row, claimant="Eve Ford", stance="denies")
    save(page, hands)
    expect(page.get_by_text(f"“{CLOSED}”: asserted → disputed")).to_be_visible()
    hands.press(button(page, "Send for review"))
    expect(page.get_by_text("Sent for review: 1 statement on 1 claim.")).to_be_visible()
    denial = Statement.objects.get(claimant__name="Eve Ford")
    assert (denial.claim, denial.party.name, denial.state) == (record, "Ruritania", "draft")
    assert Citation.objects.get(statement=denial).is_proved

    hands.press(page.get_by_role("link", name="Add another article"))
    hands.write(page.get_by_role("textbox", name="Paste the article’s address"), ferry.url("/bridge"))
    hands.press(button(page, "Fetch it"))
    page.wait_for_url("**/check/")
    expect(page.get_by_label("Outlet", exact=True)).to_have_value("The Daily Ferry")
    hands.date(page.get_by_label("Published on"), 13, 4, 2017)
    hands.press(button(page, "Capture the text and go on"))
    page.wait_for_url("**/rows/")
    row = open_the_row_of(page, hands, "The bridge was closed for")
    correct_and_accept(page, hands, row, claimant="Carl Dane", stance="affirms")
    save(page, hands)
    hands.press(button(page, "Send for review"))
    assert Article.objects.get(title="Sylvania on the bridge").outlet.name == "The Daily Ferry"

    reader = page.context.new_page()
    reader.goto(live_server.url + record.get_absolute_url())
    expect(reader.get_by_text("Eve Ford")).to_have_count(0)
    publish(enter("Publisher", f"claims/statement/{denial.pk}/publish/"), use)
    reader.reload()
    expect(reader.get_by_text("Disputed").first).to_be_visible()
    expect(reader.get_by_text("The bridge was never closed to anybody").first).to_be_visible()
    assert complaints == []


def test_a_few_keys_take_an_article_to_review(enter, record, complaints):
    with transaction.atomic():
        make.TopicFactory(name="Bridges")
    page = enter("Editor", "claims/coverage/", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_load_state()
    page.evaluate("words => navigator.clipboard.writeText(words)", TEXT)
    page.keyboard.press("Control+v")
    expect(page.get_by_label("Text of the article")).to_have_value(TEXT)
    expect(button(page, "Use this text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Published on")).to_be_focused()
    page.get_by_label("Published on").fill("2017-04-12")
    go_on = button(page, "Capture the text and go on")
    button(page, "The Ashford Herald").press("Enter")
    expect(go_on).to_be_focused()
    outlet = page.get_by_label("Outlet", exact=True)
    outlet.fill("Ashford")
    outlet.press("Enter")  # shows first what may be meant
    expect(page.locator(".desk-options li")).to_have_text("The Ashford Herald")
    outlet.press("Enter")
    expect(go_on).to_be_focused()
    expect(page.get_by_text("“Ashford” is not on the record: going on adds it")).to_be_visible()
    outlet.fill("the ashford herald")
    for _ in "12":
        outlet.press("Enter")
        expect(page.locator(".desk-options li")).to_have_count(1)
    expect(page.get_by_text("going on adds it as a new outlet")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    button(page, "Bridges").press("Enter")
    expect(page.get_by_label("Topics of new claims")).to_be_focused()
    page.locator(".desk-open .desk-row-head").focus()
    row = open_the_row_of(page, Keyboard(page), "The bridge was never")
    row.get_by_label("Claim", exact=True).fill("The bridge at Ashford was never closed")
    row.get_by_label("fact", exact=True).check()
    page.locator(".desk-open .desk-row-head").focus()
    page.keyboard.press("d")
    expect(row.get_by_label("denies", exact=True)).to_be_checked()
    page.keyboard.press("y")
    expect(row.get_by_text("Is this row about that claim?")).to_be_visible()
    for key in "kye":  # the last key waits until the row is checked
        page.keyboard.press(key)
    expect(button(page, "Save and send for review")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent for review: 1 statement on 1 claim.")).to_be_visible()
    claim = Statement.objects.get(state="draft").claim
    assert [topic.name for topic in claim.topics.all()] == ["Bridges"]
    assert complaints == []


def publish(page: Page, use) -> None:
    use(page).press(button(page, "Publish"))
    page.locator(".messagelist .success").wait_for()


@pytest.fixture
def post_article(client, record):
    """Send the forms of the first two pages as a browser does: `post_article()` says where the rows are."""

    def posted() -> str:
        client.force_login(find_or_make_user("Editor"))
        begun = client.post("/admin/claims/coverage/", {"way": "text", "text": TEXT})
        coverage = Coverage.objects.get()
        read = {name: coverage.intake.get(name) or "" for name in ("title", "language", "text")}
        chosen = {"published_on": "2017-04-12", "outlet_name": "The Ashford Herald"}
        answer = client.post(begun.url, read | chosen | {"revision": coverage.revision})
        assert answer.url == f"/admin/claims/coverage/{coverage.pk}/rows/"
        return answer.url.removeprefix("/admin/")

    return posted


@pytest.fixture
def at_the_rows(enter, post_article):
    """Open the rows of a pasted article: `at_the_rows(width, scheme)`."""

    def opened(width: int = 1280, scheme: str = "light", **context) -> Page:
        page = enter("Editor", post_article(), width, scheme, **context)
        page.locator(".desk-row-head").first.wait_for()
        return page

    return opened


@pytest.mark.parametrize("use", [Mouse, Keyboard])
def test_selected_words_become_a_row(at_the_rows, complaints, use):
    page = at_the_rows()
    hands = use(page)
    hands.select_last_line(page.locator("#desk-text"))
    if use is Mouse:
        button(page, "Add the selected words").click()
    else:
        page.keyboard.press("Enter")
    row = page.locator(".desk-row").last
    expect(row.get_by_label("Words, exactly as printed")).to_have_value("The toll stays as it is")
    expect(row.get_by_text("6 of 25")).to_be_visible()
    hands.press(row.get_by_role("button", name="Narrow: end one word earlier"))
    hands.press(row.get_by_role("button", name="Narrow: start one word later"))
    expect(row.get_by_label("Words, exactly as printed")).to_have_value("toll stays as it")
    hands.press(row.get_by_role("button", name="Widen: end one word later"))
    expect(row.get_by_text("5 of 25")).to_be_visible()
    hands.press(row.get_by_role("button", name="Drop", exact=True))
    hands.press(page.get_by_role("button", name="Restore: toll stays as it is"))
    expect(page.locator("#desk-kept")).to_contain_text("Kept at")
    kept = Coverage.objects.get().rows[-1]
    assert (kept["excerpt"], kept["dropped"]) == ("toll stays as it is", False)
    assert TEXT[kept["start"] : kept["end"]] == kept["excerpt"]
    assert complaints == []


def test_nothing_may_be_added_to_the_text(at_the_rows):
    page = at_the_rows()
    text = page.locator("#desk-text")
    text.focus()
    page.keyboard.type("no")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+x")
    assert text.evaluate("one => one.textContent") == TEXT


def test_what_is_missing_is_said_and_gets_the_focus(at_the_rows):
    page = at_the_rows()
    row = open_the_row_of(page, Mouse(page), "The bridge was never")
    row.get_by_role("button", name="Accept", exact=True).click()
    expect(row.get_by_text("Say on what: choose the claim, or word a new one.")).to_be_visible()
    expect(row.get_by_label("Claim", exact=True)).to_be_focused()


def test_a_folded_row_says_that_the_position_may_be_on_the_record(at_the_rows, record):
    with transaction.atomic():
        brook = Claimant.objects.get(name="Ada Brook")
        make.StatementFactory(claim=record, claimant=brook, stance="denies", said_on="2017-04-10")
    page = at_the_rows()
    row = open_the_row_of(page, Mouse(page), "The bridge was never")
    correct_and_accept(page, Mouse(page), row, claimant="Ada Brook", stance="denies")
    folded = page.locator(".desk-row-head[aria-expanded=false]", has_text="The bridge was never")
    expect(folded).to_contain_text("on record with this stance already (10 April 2017")
    expect(folded).to_contain_text("If it is the same occasion, give the same date")


def test_a_refusal_of_the_record_leads_to_the_first_field_that_is_wrong(at_the_rows):
    page = at_the_rows()
    hands = Mouse(page)
    row = open_the_row_of(page, hands, "The bridge was never")
    correct_and_accept(page, hands, row, claimant="Ada Brook", stance="denies")
    folded = page.locator(".desk-row-head", has_text="The bridge was never")
    expect(folded).to_have_attribute("aria-expanded", "false")
    folded.click()
    page.locator(".desk-open").get_by_label("Words, exactly as printed").fill(
        "The bridge was sometimes closed"
    )
    button(page, "Save as drafts").click()
    expect(page.locator("#desk-errors")).to_contain_text("1 thing to mend")
    expect(page.locator("textarea[aria-invalid=true]")).to_be_focused()
    expect(page.locator("textarea[aria-invalid=true]")).to_have_value("The bridge was sometimes closed")
    assert Statement.objects.filter(claimant__name="Ada Brook").count() == 0


def test_a_row_that_was_worked_on_is_asked_about_and_offered_back(at_the_rows, record, complaints):
    page = at_the_rows()
    hands = Mouse(page)
    row = open_the_row_of(page, hands, "The bridge was never")
    correct_and_accept(page, hands, row, claimant="Ada Brook", stance="denies")
    button(page, "Add a row with pasted words").click()
    added = page.locator(".desk-row").last
    added.get_by_label("Words, exactly as printed").fill("The toll stays as it is")
    added.get_by_label("denies", exact=True).check()
    own = page.locator("[name=leave_out_row]")
    button(page, "Save as drafts").click()
    expect(page.locator("#desk-errors")).to_contain_text("You have worked on this row, but not accepted it")
    own.check()
    save(page, hands)
    assert Statement.objects.filter(state="draft").count() == 1
    expect(page.get_by_role("heading", name="Left out (1)")).to_be_visible()
    button(page, "Take these up again").click()
    page.wait_for_url("**/rows/")
    expect(page.locator(".desk-row").get_by_label("denies", exact=True)).to_be_checked()
    assert complaints == []


def type_place(page: Page, words: str) -> None:
    """Type where it was said, which stands in the folded part of the form."""
    row = open_row(page)
    place = row.get_by_label("Where", exact=True)
    if not place.is_visible():
        row.locator("summary", has_text="More:").click()
    place.press_sequentially(words)


def test_leaving_warns_only_while_something_is_not_kept(at_the_rows):
    page = at_the_rows()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/kept/", lambda route: route.abort())
    type_place(page, "Ashford")
    page.goto(page.url.replace("rows/", "rows/?again"))
    assert asked == ["beforeunload"]
    expect(open_row(page).get_by_label("Where", exact=True)).to_have_value("Ashford")
    page.unroute("**/kept/")
    expect(page.locator("#desk-kept")).to_contain_text("Kept at")
    page.goto(page.url.replace("?again", ""))
    assert asked == ["beforeunload"]
    expect(open_row(page).get_by_label("Where", exact=True)).to_have_value("Ashford")


def test_saving_waits_for_what_is_on_its_way_to_be_kept(at_the_rows, record, complaints):
    page = at_the_rows()
    answers = []
    page.route("**/kept/", lambda route: answers.append((route, route.fetch())))
    row = open_the_row_of(page, Mouse(page), "The bridge was never")
    correct_and_accept(page, Mouse(page), row, claimant="Ada Brook", stance="denies")
    for _ in range(100):
        if answers:
            break
        page.wait_for_timeout(100)
    [(route, answer)] = answers  # the server has kept the work, and the page does not know it yet
    button(page, "Save as drafts").click()
    assert page.url.endswith("/rows/")
    route.fulfill(response=answer)
    page.wait_for_url("**/summary/")
    assert Statement.objects.filter(claimant__name="Ada Brook").count() == 1
    assert complaints == []


@pytest.mark.parametrize(
    ("choice", "places"),
    [
        ("Keep what is here", ["There."]),
        ("Keep what is in the other place", ["Here"]),
        ("Keep both: add my rows beside the others", ["Here", "There."]),
    ][:: 1 if IS_DEEP else 2],
)
def test_what_is_chosen_of_two_copies_stands(at_the_rows, choice, places, complaints):
    page = at_the_rows()
    other = page.context.new_page()
    other.goto(page.url)
    for window, words in ((page, "Here"), (other, "There")):
        type_place(window, words)
        if window is page:
            expect(page.locator("#desk-kept")).to_contain_text("Kept at")
    page.close()
    compare = button(other, "Compare the two copies")
    expect(compare).to_be_in_viewport(timeout=10_000)
    type_place(other, ".")
    expect(compare).to_be_in_viewport()
    other.set_viewport_size({"width": 390, "height": 844})
    expect(compare).to_be_in_viewport(ratio=1)
    compare.click()
    expect(other.get_by_text("Where: Here")).to_be_visible()
    expect(other.get_by_text("Where: There.")).to_be_visible()
    sent = []
    other.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    button(other, choice).click()
    other.wait_for_url("**/rows/**")
    other.reload()
    assert [url.rsplit("/", 2)[1] for url in sent] == ["rows"]  # and nothing that the browser had noted
    data = json.loads(other.locator("#desk-data").text_content())
    shown = [row["place"] for row in data["rows"]]
    assert sorted(filter(None, shown)) == places
    row = other.locator(".desk-row", has=other.locator(".desk-row-head")).last
    row.get_by_role("button", name="Drop", exact=True).click()
    expect(other.locator("#desk-kept")).to_contain_text("Kept at")
    assert sorted(row["place"] for row in Coverage.objects.get().rows if row["place"]) == places
    other.go_back()  # there is nothing left to compare
    expect(other.locator("#desk-rows")).to_be_visible()


def test_what_another_window_finished_or_signed_out_of_is_not_lost(at_the_rows, live_server, record):
    page = at_the_rows()
    other = page.context.new_page()
    other.goto(page.url)
    sitting = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    type_place(other, "Here")
    link = other.get_by_role("link", name="Sign in in a new tab")
    expect(link).to_be_in_viewport(timeout=10_000)
    expect(other.locator("#desk-kept")).to_have_text("")
    # Whoever signs in again has another token against forged requests as well.
    token = {"name": "csrftoken", "value": "n" * 32, "url": live_server.url}
    page.context.add_cookies([*(each for each in sitting if each["name"] != "csrftoken"), token])
    expect(other.locator("#desk-kept")).to_contain_text("Kept at", timeout=10_000)
    expect(link).to_be_hidden()

    page.reload()
    page.get_by_text("Nothing to record here…").click()
    page.get_by_label("Why, in a few words").fill("It is about a bridge.")
    button(page, "Close without recording anything").click()
    page.wait_for_url("**/summary/")
    expect(page.locator("#desk-leftover")).to_be_hidden()
    type_place(other, " and now")
    expect(button(other, "Go on with what is missing there")).to_be_in_viewport(timeout=10_000)
    other.on("dialog", lambda dialog: dialog.accept())
    other.reload()
    other.wait_for_url("**/summary/")
    summary = other.url
    button(other, "Go on with it").click()
    other.wait_for_url("**/rows/")
    assert "Here and now" in [row["place"] for row in Coverage.objects.get(finished_at=None).rows]
    other.goto(summary)
    expect(other.locator("#desk-next-steps")).to_be_visible()
    expect(other.locator("#desk-leftover")).to_be_hidden()


def test_what_is_typed_while_an_article_is_checked_outlives_an_unkept_page(enter, record):
    """Somebody was signed out meanwhile, or the server answered with an error."""
    page = enter("Editor", "claims/coverage/")
    page.get_by_label("Text of the article").fill(TEXT)
    button(page, "Use this text").click()
    page.wait_for_url("**/check/")
    page.get_by_label("Outlet", exact=True).fill("The Ashford Herald")
    title = page.get_by_label("Title")
    sitting = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    title.fill("A title of one hour")
    here = page.url
    button(page, "Capture the text and go on").click()
    page.wait_for_url("**/login/**")
    expect(page.get_by_text("nothing is saved yet. Your work is kept in this window")).to_be_visible()
    page.context.add_cookies(sitting)
    page.goto(here)
    expect(title).to_have_value("A title of one hour")
    expect(page.get_by_text("It is back below")).to_be_visible()
    page.route("**/check/", lambda route: route.fulfill(status=502, body="Gone"))
    title.fill("A title of two hours")
    button(page, "Capture the text and go on").click()
    expect(page.get_by_text("Gone")).to_be_visible()
    page.unroute("**/check/")
    page.goto(here)
    expect(title).to_have_value("A title of two hours")
    title.fill("")
    button(page, "Capture the text and go on").click()
    expect(page.get_by_text("This field is required").first).to_be_visible()
    expect(title).to_have_value("")
    expect(page.locator("#desk-restored")).to_be_hidden()


@pytest.mark.parametrize("fate", ["answered", "unanswered", "lost"])
def test_a_reload_goes_on_with_what_was_on_its_way(at_the_rows, fate):
    page = at_the_rows()
    page.on("dialog", lambda dialog: dialog.accept())
    before = page.request.get(page.url).text()  # the reload reaches the server first

    def deliver(route):
        if fate == "answered":
            return route.continue_()
        if fate == "unanswered":
            route.fetch()
        return route.abort()

    page.route("**/kept/", deliver)
    row = page.locator(".desk-row").first
    row.get_by_role("button", name="Drop", exact=True).click()
    kept = page.locator("#desk-kept")
    expect(kept).to_contain_text("Kept at" if fate == "answered" else "Not kept:")
    page.unroute("**/kept/")
    page.route(page.url, lambda route: route.fulfill(body=before, content_type="text/html"))
    page.reload()
    expect(row).to_have_attribute("data-state", "dropped")
    expect(kept).to_contain_text("Kept at")
    expect(page.locator("#desk-elsewhere")).to_be_hidden()
    assert Coverage.objects.get().rows[0]["dropped"]


def test_everything_works_without_javascript(enter, record):
    page = enter("Editor", "claims/coverage/", java_script_enabled=False)
    page.get_by_label("Text of the article").fill(TEXT)
    button(page, "Use this text").click()
    page.get_by_label("Published on").fill("2017-04-12")
    page.get_by_label("Outlet", exact=True).fill("The Ashford Herald")
    button(page, "Capture the text and go on").click()
    first = page.locator(".desk-row").first
    first.get_by_label("Claim", exact=True).fill("bridge at Ashford was closed")
    first.get_by_role("button", name="Find similar claims").click()
    first.get_by_label(CLOSED).check()
    first.get_by_label("denies", exact=True).check()
    first.get_by_label("Accept", exact=True).check()
    button(page, "Save as drafts").click()
    expect(page.get_by_text(f"“{CLOSED}”: asserted → disputed")).to_be_visible()
    assert Statement.objects.filter(state="draft").get().claimant.name == "Ada Brook"


def test_a_bookmark_brings_the_page_that_is_read(enter, ferry, complaints):
    page = enter("Editor", "claims/coverage/")
    bookmark = page.get_by_role("link", name="Add to the record", include_hidden=True).get_attribute("href")
    page.get_by_text("Or begin from the page that you are reading").click()
    page.get_by_role("button", name="Copy it").wait_for()
    assert complaints == []
    page.goto(ferry.url("/bridge"))
    page.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    with page.expect_popup() as opened:
        page.evaluate(unquote(bookmark.removeprefix("javascript:")))
    desk = opened.value
    expect(desk.locator("#id_url")).to_have_value(ferry.url("/bridge"))
    expect(desk.locator("#id_title")).to_have_value("Sylvania on the bridge")
    expect(desk.locator("#id_text")).to_have_value(
        "Carl Dane, a spokesman for Sylvania, answered questions about the bridge on Thursday, for an hour."
    )
    assert not Coverage.objects.exists()
    desk.get_by_role("button", name="Fetch it").click()
    expect(desk.locator("[name=title]")).to_have_value("Sylvania on the bridge")


@pytest.mark.parametrize("letter", ["a", "я", "語", "😀", "\ud83d"])
def test_a_bookmark_makes_no_address_too_long_to_open(enter, ferry, letter):
    page = enter("Editor", "claims/coverage/")
    bookmark = page.get_by_role("link", name="Add to the record", include_hidden=True).get_attribute("href")
    page.goto(ferry.url("/bridge"))
    address = page.evaluate(
        """([script, letter]) => {
            document.title = letter.repeat(3000);
            window.open = (address) => { window.opened = address; return true; };
            eval(script);
            return window.opened;
        }""",
        [unquote(bookmark.removeprefix("javascript:")), letter],
    )
    assert len(address) <= 1900
    assert f"url={quote(ferry.url('/bridge'), safe='')}" in address
