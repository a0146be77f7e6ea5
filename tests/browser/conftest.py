"""A real browser in front of the real site, with the Moscow record on it.

Playwright's event loop runs in the test's own thread, where Django would then refuse to touch the
database; the tests themselves are not asynchronous, so that refusal is switched off. While the loop
runs Django also has another connection object in this thread. The loop ends with the last test of this
folder, because tests elsewhere run loops of their own.

Chromium sees one family of fonts, whatever the machine has: `fonts/` holds a fontconfig file for each.
What fits depends on how wide letters are, so the tests of test_layout.py and test_admin_layout.py run with
the wider one, and with each in `make test-deep`. All others ask what a page says and does, which is the same
in every font.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.support import page_list
from tests.support.databases import copied_database
from tests.support.layout import FONT_FILES

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))),
    "/usr/bin/chromium",
)
"""Chromium, or its part without windows, which draws the same and opens a page in a third of the time."""
os.environ["TMPDIR"] = tempfile.gettempdir()  # Playwright looks for no other if the given one is missing
expect.set_options(timeout=15_000)  # a busy machine takes longer; what holds is not waited for
LEFT_OUT = (
    # Two faces of what drops down from the address bar: each window draws it ahead, unseen, in a process of
    # its own, which costs more than most pages.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # What Playwright leaves out itself: Chromium heeds the last list only.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding"),
    *("PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
"""Features of Chromium."""
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts"))


@pytest.fixture(scope="module")
def font() -> str:
    """Provide the family of fonts that the browser sees."""
    return "dejavu"


@pytest.fixture(scope="module")
def font_environment(font) -> dict[str, str]:
    """Provide the environment in which Chromium finds the fonts of that family, and no others."""
    name = FONT_FILES[font]
    if not any(path for folder in FONT_FOLDERS for path in folder.expanduser().rglob(name)):
        pytest.fail(f"{name} is not installed: `make browser` installs it.", pytrace=False)
    configuration = Path(__file__).with_name("fonts") / f"{font}.conf"
    return {**os.environ, "FONTCONFIG_FILE": str(configuration)}


class RunningBrowser:
    """Chromium, kept from module to module as long as they want the same fonts."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self.open = contextlib.ExitStack()

    def launch(self, environment: dict[str, str]) -> Browser:
        if environment != self.environment:
            self.close()
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
            self.open.callback(os.environ.pop, "DJANGO_ALLOW_ASYNC_UNSAFE")
            playwright = self.open.enter_context(sync_playwright())
            self.browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[
                    "--no-sandbox",
                    "--disable-background-networking",
                    f"--disable-features={','.join(LEFT_OUT)}",
                ],
                env=environment,
            )
            self.open.callback(self.browser.close)
            self.environment = environment
        return self.browser

    def close(self) -> None:
        self.environment = {}
        self.open.close()


RUNNING = RunningBrowser()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Close the browser after the last test of this folder, once the fixtures are gone that use it."""
    try:
        return (yield)
    finally:
        if nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent):
            RUNNING.close()


@pytest.fixture(scope="module")
def chromium(django_db_setup, font_environment) -> Browser:
    return RUNNING.launch(font_environment)


@pytest.fixture(scope="session")
def server(django_db_setup) -> Iterator[LiveServer]:
    """Provide the site on a port of this machine, for the whole run; it shows the database of the moment."""
    live = LiveServer("127.0.0.1")
    yield live
    live.stop()


@pytest.fixture(autouse=True)
def db(django_db_blocker) -> Iterator[None]:
    """Allow the database, without the transaction that pytest-django's fixture of this name opens."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def site(chromium, server, moscow, django_db_blocker) -> Iterator[str]:
    """Provide the address of the site, which shows the Moscow record. Tests share it, and cannot write."""
    with django_db_blocker.unblock(), copied_database(moscow, f"{moscow}_read", read_only=True):
        yield server.url


@pytest.fixture
def own_site(site, moscow) -> Iterator[str]:
    """Provide the same address, with a record of the test's own, in which it may write."""
    with copied_database(moscow, f"{moscow}_own"):
        yield site


@pytest.fixture(scope="module")
def tab(chromium) -> Iterator[Page]:
    """Provide a page that the tests of a module use one after the other: a new one costs more than a test."""
    context = chromium.new_context()
    page = context.new_page()
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    yield page
    context.close()


@pytest.fixture
def opened(tab, site):
    """Open a page in place of the one before: `opened(path, width=..., scheme=...)`.

    It has `complaints`, everything that the browser had to complain about since.
    """

    def leave() -> None:
        """Go to an empty page, so that what is still on its way fails now, and not on the next one."""
        if tab.url != "about:blank":
            tab.goto("about:blank")

    def open_page(path: str, *, width: int = 1280, scheme: str = "light") -> Page:
        leave()
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(
            media="screen", color_scheme=scheme, forced_colors="none", reduced_motion="no-preference"
        )
        tab.complaints = []
        tab.goto(site + path)
        return tab

    yield open_page
    tab.unroute_all()
    tab.mouse.move(0, 0)
    leave()


@pytest.fixture
def every_page(site) -> dict[str, str]:
    """Provide a path for each type of page, by name: always the one with most on it."""
    return page_list.public_pages()


@pytest.fixture
def refused_pages(own_site) -> dict[int, str]:
    """Provide a path for each refusal, by status."""
    return page_list.refused_pages()
