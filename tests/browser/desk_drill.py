"""`make desk-drill`: five articles taken through Add coverage, every click, key and character counted.

Not a test, and not collected as one; it is run by pytest because what a browser needs in front of the site is
all there. The articles are those of tests/desk_articles, on a record with the parties and people of its
record.json, each article's outlet and one topic. An article comes in by paste; the five positions that
articles.json lists under `drill` are recorded, the rest is left out, and the drafts are sent for review.

What an editor does is decided by the marks: a field that is proposed as marked is left alone, any other is
corrected. A draft of the wording is taken if it is as good as the one marked, edited where that is less to
type, else the wording is typed. Words that nobody proposed are selected in the text and added as a row.
The first run is by mouse: a click is a click, also on an option, and so is the drag that selects words; but
who has just typed in a row accepts it with Ctrl+Enter, which counts as a key. The second is by keyboard
alone: each press of a key that types nothing counts in place of clicks. Pasting is one key. Writes
benchmarks/results.md.
"""

import datetime
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from benchmarks import proposals
from benchmarks.results import format_table, write_section
from claims.models import Claimant, Coverage, Statement
from quotations.positions.open_references import find_open_references
from tests import factories as make

from .test_desk import button, complaints, enter

__all__ = ["complaints", "enter"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOPIC = "Of the day"
GOALS = {"clicks": 25, "characters": 150, "selects": 3}
"""What an article has to stay under by mouse."""
MEASURES = ("clicks", "characters", "selects", "keys")
DIRECTION = """control => {
    const active = document.activeElement;
    if (active === control) return "";
    return active.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
}"""
TYPING = "document.activeElement.matches('select, textarea, input:not([type=checkbox], [type=radio])')"
MOST_STOPS = 300
MOST_MOVES = 2
"""By how many words the ends of an excerpt are moved; else its words are selected in the text, or pasted."""
SELECT = """([start, end]) => {
    const range = document.createRange();
    const texts = document.createTreeWalker(document.getElementById("desk-text"), NodeFilter.SHOW_TEXT);
    for (let at = 0, node = texts.nextNode(); node; at += node.data.length, node = texts.nextNode()) {
        if (at <= start && start < at + node.data.length) range.setStart(node, start - at);
        if (at < end && end <= at + node.data.length) range.setEnd(node, end - at);
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@dataclass
class Effort:
    """What one article took, by the step of the work."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    step: str = "bring in"

    def add(self, what: str, number: int = 1) -> None:
        self.counts[self.step][what] += number

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.counts.values())


EFFORTS: dict[tuple[str, str], Effort] = {}
"""What the articles took, by the way of working and the style."""


class MouseHands:
    """An editor who clicks, and types into what was clicked."""

    name = "mouse"
    single_keys = False

    def __init__(self, page: Page, effort: Effort):
        self.page = page
        self.effort = effort

    def press(self, control: Locator, key: str = "") -> None:
        """Press a control, which has the single key `key`, if any."""
        control.click()
        self.effort.add("clicks")

    def press_focused(self, control: Locator, key: str) -> bool:
        """Press a control: by key if the page has put the focus there while one types, as it then returns."""
        is_focused = bool(control.evaluate("control => control === document.activeElement"))
        if is_focused:
            self.page.keyboard.press("Enter")
            self.effort.add("keys")
        else:
            self.press(control, key)
        return is_focused

    def jump(self, key: str) -> None:
        """Go near a field by a single key, where there are some."""

    def accept(self, card: Locator, *, is_typing: bool = False) -> None:
        """Accept the open row: after typing, or another key, by key, else by its button."""
        if is_typing or self.page.evaluate(TYPING):
            self.page.keyboard.press("Control+Enter")
            self.effort.add("keys")
        else:
            self.press(card.get_by_role("button", name="Accept", exact=True))

    def choose(self, group: Locator, label: str) -> None:
        """Choose one of several radio buttons."""
        self.press(group.get_by_label(label, exact=True))

    def paste_anywhere(self, words: str) -> None:
        """Paste where the page has the focus."""
        self.page.evaluate("words => navigator.clipboard.writeText(words)", words)
        self.page.keyboard.press("Control+v")
        self.effort.add("keys")

    def select_words(self, start: int, end: int) -> None:
        """Drag over words of the text."""
        self.page.evaluate(SELECT, [start, end])
        self.effort.add("clicks")

    def add_words(self, words: str, start: int, end: int) -> None:
        """Make a row of words that stand in the text."""
        self.select_words(start, end)
        self.press(button(self.page, "Add the selected words"))

    def use_words(self, card: Locator, words: str, start: int, end: int) -> None:
        """Take words that stand in the text as those of the open row."""
        self.select_words(start, end)
        self.press(card.get_by_role("button", name="Selected", exact=True))

    def send(self) -> None:
        self.press(button(self.page, "Save and send for review"))

    def focus(self, control: Locator) -> None:
        self.press(control)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.effort.add("characters", len(words))

    def write(self, control: Locator, words: str) -> None:
        """Type `words` in place of what a field holds."""
        self.focus(control)
        if control.input_value():
            self.page.keyboard.press("Control+a")
            self.effort.add("keys")
        self.type(words)

    def paste(self, control: Locator, words: str) -> None:
        self.focus(control)
        self.page.keyboard.insert_text(words)
        self.effort.add("keys")

    def write_date(self, control: Locator, day: datetime.date) -> None:
        control.click(
            position={"x": 8, "y": 8}
        )  # the first part of it; headless Chromium begins with the month
        self.effort.add("clicks")
        self.type(f"{day:%m%d%Y}")
        assert control.input_value() == day.isoformat()

    def find(self, control: Locator, words: str, label: str) -> None:
        """Choose in a field that finds rows as you type."""
        self.write(control, words)
        self.press(self.page.get_by_role("option").filter(has_text=label).first)

    def select(self, control: Locator, value: str) -> None:
        control.select_option(value)
        self.effort.add("selects")

    def edit(self, control: Locator, start: int, end: int, words: str) -> None:
        """Type `words` in place of a stretch of what the field holds: a click at either end of it."""
        self.press(control)
        self.effort.add("clicks")
        control.evaluate("(one, [start, end]) => one.setSelectionRange(start, end)", [start, end])
        if words:
            self.type(words)
        else:
            self.page.keyboard.press("Delete")
            self.effort.add("keys")


class KeyboardHands(MouseHands):
    """An editor who has no mouse: each control is reached with Tab, or by a single key of the page."""

    name = "keyboard"
    single_keys = True

    def reach(self, control: Locator) -> None:
        control.wait_for()
        for _ in range(MOST_STOPS):
            direction = control.evaluate(DIRECTION)
            if not direction:
                return
            self.strike(direction)
        raise AssertionError(f"{control} is not reached with Tab")

    def strike(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.effort.add("keys")

    def press(self, control: Locator, key: str = "") -> None:
        if key:
            self.leave_field()
            self.strike(key)
            return
        self.reach(control)
        self.strike("Space" if control.get_attribute("type") in ("checkbox", "radio") else "Enter")

    def jump(self, key: str) -> None:
        self.leave_field()
        self.strike(key)

    def accept(self, card: Locator, *, is_typing: bool = False) -> None:
        if self.page.evaluate(TYPING):
            self.strike("Control+Enter")
        else:
            self.strike("y")

    def choose(self, group: Locator, label: str) -> None:
        wanted = group.get_by_label(label, exact=True)
        checked = group.locator("input:checked")
        self.reach(checked if checked.count() else group.locator("input").first)
        if not checked.count():
            self.strike("Space")
        while not wanted.is_checked():
            self.strike("ArrowRight")

    def add_words(self, words: str, start: int, end: int) -> None:
        self.copy()
        self.reach_rows()
        self.jump("r")
        card = self.page.locator(".desk-row.desk-open")
        self.paste(card.get_by_label("Words, exactly as printed"), words)

    def use_words(self, card: Locator, words: str, start: int, end: int) -> None:
        self.copy()
        field = card.get_by_label("Words, exactly as printed")
        self.focus(field)
        field.fill(words)
        self.effort.add("keys", 2)  # Control+a, Control+v

    def copy(self) -> None:
        """Count how words of the text are copied: they are selected, and Control+c is pressed."""
        self.effort.add("keys", 2)

    def send(self) -> None:
        self.jump("e")
        self.strike("Enter")

    def reach_rows(self) -> None:
        """Leave what stands before the rows: keys act on the row with the focus."""
        if not self.page.evaluate("document.activeElement.closest('.desk-row') !== null"):
            self.reach(self.page.locator(".desk-open .desk-row-head"))

    def leave_field(self) -> None:
        """Leave a field, where single keys are letters."""
        if self.page.evaluate(TYPING):
            self.strike("Escape")

    def focus(self, control: Locator) -> None:
        self.reach(control)

    def write_date(self, control: Locator, day: datetime.date) -> None:
        self.reach(control)
        self.type(f"{day:%m%d%Y}")
        assert control.input_value() == day.isoformat()

    def find(self, control: Locator, words: str, label: str) -> None:
        self.write(control, words)
        self.page.get_by_role("option").filter(has_text=label).first.wait_for()
        for _ in range(MOST_STOPS):
            self.strike("ArrowDown")
            if self.page.locator("[role=option][aria-selected=true]").filter(has_text=label).count():
                break
        self.strike("Enter")

    def select(self, control: Locator, value: str) -> None:
        self.reach(control)
        label = control.locator(f"option[value='{value}']").text_content()
        for letter in label[:3]:
            if control.input_value() == value:
                break
            self.strike(letter)
        assert control.input_value() == value
        self.effort.add("selects")

    def edit(self, control: Locator, start: int, end: int, words: str) -> None:
        self.reach(control)
        held = control.input_value()
        self.effort.add("keys", 1 + len(held[:start].split()) + len(held[start:end].split()))
        control.evaluate("(one, [start, end]) => one.setSelectionRange(start, end)", [start, end])
        if words:
            self.type(words)
        else:
            self.strike("Delete")


class Drill:
    """One article on its way from the front page to review."""

    def __init__(self, page: Page, article: dict, use: type[MouseHands]):
        self.page, self.article, self.effort = page, article, Effort()
        self.hands = use(page, self.effort)
        self.text = proposals.read_text(article["file"])
        marks = proposals.read_marks(article["file"], self.text)
        self.marks = [mark for mark in marks if mark["words"] in article["drill"]]
        assert len(self.marks) == len(article["drill"]) == 5

    def run(self) -> Effort:
        self.bring_in()
        self.set_topic()
        rows = self.read_rows()
        pairs = {mark["words"]: row for mark, row in proposals.pair(self.all_marks(), rows)}
        for mark in self.marks:
            self.record(mark, pairs.get(mark["words"]))
        self.send()
        return self.effort

    def all_marks(self) -> list[proposals.Mark]:
        return proposals.read_marks(self.article["file"], self.text)

    def bring_in(self) -> None:
        hands, page = self.hands, self.page
        hands.press(page.get_by_role("link", name="Add coverage").first)
        page.wait_for_url("**/claims/coverage/")
        page.wait_for_load_state()
        hands.paste_anywhere(self.text)
        hands.press(button(page, "Use this text"))
        page.wait_for_url("**/check/")
        self.effort.step = "check the article"
        title = page.get_by_label("Title", exact=True)
        if not title.input_value():
            hands.paste(title, self.article["title"])
        published_on = page.get_by_label("Published on")
        if published_on.input_value() != self.article["published_on"]:
            hands.write_date(published_on, datetime.date.fromisoformat(self.article["published_on"]))
        outlet = self.article["outlet"]
        if page.get_by_label("Outlet", exact=True).input_value() != outlet:
            hands.press(button(page, outlet))  # it was used last
        hands.press(button(page, "Capture the text and go on"))
        page.wait_for_url("**/rows/")

    def set_topic(self) -> None:
        self.effort.step = "topic"
        self.hands.press(button(self.page, TOPIC))  # it was used last

    def read_rows(self) -> list[proposals.Row]:
        rows = Coverage.objects.get().rows
        ids = {row[name] for row in rows for name in ("claimant", "party")} - {None}
        names = {pk: claimant.name for pk, claimant in Claimant.objects.in_bulk(ids).items()}
        return [proposals.describe(row, names) for row in rows]

    # --- one row ----------------------------------------------------------------------------------

    def record(self, mark: proposals.Mark, row: proposals.Row | None) -> None:
        if row:
            card = self.open_row(row)
        else:
            card, row = self.add_row(mark)
        verdict = {name: proposals.judge_field(name, mark, row) for name in proposals.FIELDS}
        if verdict["excerpt"] != "right":
            self.mend_excerpt(card, mark, row)
        if verdict["speaker"] != "right":
            self.name_speaker(card, mark)
        self.fill_newcomer(card, mark, verdict)
        if verdict["stance"] != "right":
            self.effort.step = "stance"
            self.choose_stance(card, mark["stance"][0])
        if verdict["hedged"] != "right":
            self.effort.step = "hedge"
            self.hands.press(card.get_by_label("Hedged"), "h")
        self.fill_more(card, mark, verdict)
        self.word_and_accept(card, mark, row, verdict)
        expect(card, card.inner_text()).to_have_attribute("data-state", "accepted")

    def open_row(self, row: proposals.Row) -> Locator:
        self.effort.step = "find the row"
        card = self.page.locator(f"#row-{row['id']}")
        if row["unlikely"]:
            self.hands.press(self.page.locator("#desk-unlikely > summary"))
            self.hands.press(card.get_by_role("button", name="Bring back"))
        head = card.locator(".desk-row-head")
        if not self.hands.single_keys:
            if head.get_attribute("aria-expanded") != "true":
                self.hands.press(head)
            return card
        self.hands.reach_rows()
        for _ in range(MOST_STOPS):
            if head.get_attribute("aria-expanded") == "true":
                return card
            self.hands.press(head, "n")
        raise AssertionError(f"Row {row['id']} is not reached with the key n.")

    def add_row(self, mark: proposals.Mark) -> tuple[Locator, proposals.Row]:
        """Make a row of words of the text, with what is proposed for it."""
        self.effort.step = "row that was not proposed"
        ids = {row["id"] for row in Coverage.objects.get().rows}
        self.hands.add_words(mark["words"], *mark["span"])
        card = self.page.locator(".desk-row.desk-open")
        expect(card.get_by_label("Words, exactly as printed")).to_have_value(mark["words"])
        expect(self.page.locator("#desk-kept")).to_contain_text("Kept at", timeout=10_000)
        [row] = [row for row in self.read_rows() if row["id"] not in ids]
        return self.page.locator(f"#row-{row['id']}"), row

    def mend_excerpt(self, card: Locator, mark: proposals.Mark, row: proposals.Row) -> None:
        """Move the ends of the excerpt word by word to those that are marked, or take other words."""
        self.effort.step = "excerpt"
        (start, end), (wanted_start, wanted_end) = row["span"], mark["span"]
        moves = {
            "Widen: start one word earlier": self.count_words(wanted_start, start),
            "Narrow: start one word later": self.count_words(start, wanted_start),
            "Widen: end one word later": self.count_words(end, wanted_end),
            "Narrow: end one word earlier": self.count_words(wanted_end, end),
        }
        if sum(moves.values()) > MOST_MOVES:
            self.hands.use_words(card, mark["words"], *mark["span"])
            return
        for name, times in moves.items():
            for _ in range(times):
                self.hands.press(card.get_by_role("button", name=name))

    def count_words(self, start: int, end: int) -> int:
        return len(self.text[start:end].split()) if start < end else 0

    def name_speaker(self, card: Locator, mark: proposals.Mark) -> None:
        self.effort.step = "who"
        name = mark["speaker"][0] or f"unnamed, {mark['words'][:20]}"
        who = card.get_by_label("Who takes this position")
        if who.input_value() == name:
            return
        if Claimant.objects.filter(name=name).exists():
            self.hands.jump("b")
            self.hands.find(who, name[:5], name)
        else:
            self.hands.jump("b")
            self.hands.write(who, name)

    def fill_newcomer(self, card: Locator, mark: proposals.Mark, verdict: dict[str, str]) -> None:
        """Say what kind of claimant somebody new is, and for whom they speak."""
        kind = card.get_by_role("radiogroup", name="What kind", exact=True)
        is_new = kind.is_visible()
        name = mark["speaker"][0]
        wanted = ("person" if " " in name else "organisation") if name else "unnamed"
        held = self.read_choice(kind)
        if is_new and (not held or (held == "unnamed") != (wanted == "unnamed")):
            self.effort.step = "kind of newcomer"
            self.hands.jump("b")
            self.hands.choose(kind, wanted)
        party = mark["party"][0]
        self.effort.step = "party"
        if party:
            shown = card.get_by_label("For whom", exact=True)
            if shown.input_value() != party and verdict["party"] != "right":
                self.hands.jump("b")
                offered = card.get_by_role("button", name=f"For {party}", exact=True)
                if offered.is_visible():
                    self.hands.press(offered)
                else:
                    self.hands.find(shown, party[:4], party)
        elif is_new and not card.get_by_label("For whom", exact=True).input_value():
            for_itself = card.get_by_label("Speaks for itself")
            if not for_itself.is_checked():
                self.hands.jump("b")
                self.hands.press(for_itself)
        role = card.get_by_placeholder("Role", exact=True)
        capacity = card.get_by_label("In which role", exact=True)
        if is_new and party and not role.input_value() and not capacity.input_value():
            self.effort.step = "role"  # the record asks for it
            self.hands.write(role, next((part for part in mark["capacity"] if part), "official"))

    def choose_stance(self, card: Locator, stance: str) -> None:
        self.hands.press(card.get_by_label(stance, exact=True), stance[0])

    def read_choice(self, group: Locator) -> str:
        checked = group.locator("input:checked")
        return checked.input_value() if checked.count() else ""

    def word_and_accept(
        self, card: Locator, mark: proposals.Mark, row: proposals.Row, verdict: dict[str, str]
    ) -> None:
        """Take the draft and accept it in one, if it is good and whole; else word the claim, then accept."""
        self.effort.step = "claim"
        claim = card.get_by_label("Claim", exact=True)
        wanted, draft = mark["proposition"], row["proposition"]
        is_good = proposals.judge_proposition(wanted, draft or "") == "right"
        is_whole = not find_open_references(draft or "")
        if is_good and is_whole and verdict["nature"] == "right":
            self.effort.step = "claim and accept"
            take = card.get_by_role("button", name="Take it and accept")
            self.hands.press(take, "g")
            if self.hands.single_keys and take.is_visible():
                self.hands.press(take, "g")  # the words were out of view, and the key has shown them
            self.answer(card)
            return
        start, end, words = find_edit(draft or "", wanted)
        take = card.get_by_role("button", name="Take this wording" if is_whole else "Needs a name")
        if is_good:
            self.hands.press(take, "t")
            if self.hands.single_keys and not claim.input_value():
                self.hands.press(take, "t")  # it was out of view, and the key has shown it
        elif draft and len(words) + 5 < len(wanted) * 2 / 3:
            self.hands.press(take, "t")
            self.hands.jump("c")
            self.hands.edit(claim, start, end, words)
        else:
            self.hands.jump("c")
            self.hands.write(claim, wanted)
        nature = card.get_by_role("radiogroup", name="Nature", exact=True)
        if self.read_choice(nature) not in mark["nature"]:
            self.effort.step = "nature"
            self.hands.choose(nature, mark["nature"][0])
        self.effort.step = "accept"
        self.hands.accept(card)
        self.answer(card)

    def answer(self, card: Locator) -> None:
        """Keep the wording that is asked about, as often as that is."""
        self.effort.step = "question about the wording"
        keep = card.get_by_role("button", name=re.compile("^(k )?(Keep it as it is|No, another claim)"))
        decided = re.compile("^(accepted|refused)$")
        expect(card).to_have_attribute("data-state", decided)
        while card.get_attribute("data-state") == "refused" and keep.is_visible():
            is_typing = self.hands.press_focused(keep, "k")
            expect(card).to_have_attribute("data-state", "todo")
            self.hands.accept(card, is_typing=is_typing)
            expect(card).to_have_attribute("data-state", decided)

    def fill_more(self, card: Locator, mark: proposals.Mark, verdict: dict[str, str]) -> None:
        """Correct day and role, which are folded."""
        is_dated = verdict["said_on"] == "right"
        capacity = card.get_by_label("In which role", exact=True)
        lacks_role = verdict["capacity"] != "right" and not card.get_by_placeholder("Role").is_visible()
        lacks_role = lacks_role and mark["capacity"][0] and not capacity.input_value()
        if is_dated and not lacks_role:
            return
        self.effort.step = "day"
        self.hands.press(card.locator(".desk-more > summary"), "m")
        if not is_dated:
            day, precision = mark["said_on"][0].split()
            self.hands.write_date(card.get_by_label("Said on"), datetime.date.fromisoformat(day))
            if card.get_by_label("How exactly").input_value() != precision:
                self.hands.select(card.get_by_label("How exactly"), precision)
        if lacks_role:
            self.effort.step = "role"
            self.hands.write(capacity, mark["capacity"][0])

    # --- the end ----------------------------------------------------------------------------------

    def send(self) -> None:
        self.effort.step = "save and send"
        self.hands.send()
        self.page.wait_for_load_state()
        errors = self.page.locator("#desk-errors")
        assert not errors.count(), errors.inner_text()
        self.page.wait_for_url("**/summary/")
        expect(self.page.get_by_text("Sent for review: ")).to_be_visible()


def find_edit(old: str, new: str) -> tuple[int, int, str]:
    """Return the stretch of `old` that has to go, and what comes in its place, to make `new` of it."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, len(old) - end, new[start : len(new) - end]


@pytest.fixture
def prepared(request):
    """Put what is known before the article on the record."""
    with transaction.atomic():
        proposals.create_record()
        make.OutletFactory(name=request.getfixturevalue("article")["outlet"])
        make.TopicFactory(name=TOPIC)


@pytest.mark.parametrize("use", [MouseHands, KeyboardHands], ids=lambda use: use.name)
@pytest.mark.parametrize("article", proposals.read_articles(), ids=lambda article: article["style"])
def test_an_article_is_taken_to_review(enter, complaints, prepared, use, article):
    page = enter("Editor", permissions=["clipboard-read", "clipboard-write"])
    drill = Drill(page, article, use)
    EFFORTS[use.name, article["style"]] = drill.run()
    assert Statement.objects.filter(state="draft").count() == 5
    assert complaints == []


def test_the_goals_are_met():
    body = "\n\n".join((report_totals(), report_steps(MouseHands.name), report_steps(KeyboardHands.name)))
    sys.stdout.write(f"\n{body}\n")
    write_section("The clicks and characters of Add coverage", "make desk-drill", body)
    missed = [
        f"{style}: {effort.total(what)} {what}"
        for (name, style), effort in EFFORTS.items()
        for what, goal in GOALS.items()
        if name == MouseHands.name and effort.total(what) >= goal
    ]
    assert missed == []


def report_totals() -> str:
    heads = ["article", *MEASURES[:3], *(f"keyboard: {what}" for what in MEASURES[1:])]
    styles = list(dict.fromkeys(style for _, style in EFFORTS))
    rows = []
    for style in styles:
        by_mouse, by_keys = (EFFORTS.get((use.name, style)) for use in (MouseHands, KeyboardHands))
        rows.append(
            [
                style,
                *(by_mouse.total(what) if by_mouse else "" for what in MEASURES[:3]),
                *(by_keys.total(what) if by_keys else "" for what in MEASURES[1:]),
            ]
        )
    return format_table(heads, rows)


def report_steps(name: str) -> str:
    """Format what each step took in all five articles together."""
    steps: dict[str, Counter[str]] = defaultdict(Counter)
    for (used, _), effort in EFFORTS.items():
        if used == name:
            for step, counts in effort.counts.items():
                steps[step] += counts
    rows = [[step, *(counts[what] for what in MEASURES)] for step, counts in steps.items()]
    return format_table([f"by {name}, all five", *MEASURES], rows)
