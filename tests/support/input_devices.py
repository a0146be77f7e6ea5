"""Two ways of using a page: with a mouse, and with the keyboard alone."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 200


class Mouse:
    """A user who clicks, and types into the field that was clicked."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, field: Locator, words: str) -> None:
        field.fill(words)

    def date(self, field: Locator, day: int, month: int, year: int) -> None:
        field.fill(f"{year}-{month:02}-{day:02}")

    def find(self, field: Locator, words: str, label: str) -> None:
        """Choose in a field that finds rows as you type."""
        field.click()
        field.fill(words)
        self.page.get_by_role("option", name=label).first.click()

    def pick(self, choice: Locator) -> None:
        """Choose one of several radio buttons."""
        choice.click()

    def select_last_line(self, text: Locator) -> None:
        box = text.evaluate(LAST_LINE)
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + 1, y)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] + 20, y, steps=5)
        self.page.mouse.up()


class Keyboard:
    """A user who presses keys.

    Each control has to be reached with Tab.
    """

    def __init__(self, page: Page):
        self.page = page

    def reach(self, control: Locator) -> None:
        control.wait_for()
        for _ in range(MOST_STOPS):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{control} is not reached with Tab")

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Space" if control.get_attribute("type") == "checkbox" else "Enter")

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def date(self, field: Locator, day: int, month: int, year: int) -> None:
        self.reach(field)
        self.page.keyboard.type(f"{day:02}{month:02}{year}")

    def find(self, field: Locator, words: str, label: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        self.page.get_by_role("option", name=label).first.wait_for()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("ArrowDown")
            if self.page.locator("[role=option][aria-selected=true]", has_text=label).count():
                break
        self.page.keyboard.press("Enter")

    def pick(self, choice: Locator) -> None:
        name = choice.get_attribute("name")
        for _ in range(MOST_STOPS):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.page.keyboard.press("Tab")
        if choice.evaluate("one => one === document.activeElement"):
            self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if choice.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"{choice} is not reached with the arrow keys")

    def select_last_line(self, text: Locator) -> None:
        self.reach(text)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.press("Shift+Home")


LAST_LINE = """element => {
    element.scrollTop = element.scrollHeight;
    const last = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let node = last.nextNode();
    for (let next = node; next; next = last.nextNode()) node = next;
    const range = document.createRange();
    range.setStart(node, node.data.lastIndexOf("\\n") + 1);
    range.setEnd(node, node.data.length);
    return range.getBoundingClientRect().toJSON();
}"""
