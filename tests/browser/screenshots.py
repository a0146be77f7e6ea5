"""`make screenshots`: a picture of every type of page, in two sizes and both schemes, in screenshots/.

Not a test, and not collected as one; it is run by pytest because what a browser needs in front of the site
with the Moscow record on it is all there.
"""

import shutil

from django.conf import settings as project

FOLDER = project.BASE_DIR / "screenshots"
WIDTHS = {"desktop": 1280, "phone": 390}
SCHEMES = ("light", "dark")


def test_take_screenshots(opened, every_page, refused_pages, settings):
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    take(opened, every_page | {str(status): path for status, path in refused_pages.items()})
    settings.DEBUG = True
    take(opened, {"style": "/about/style/"})
    taken = len(list(FOLDER.glob("*.png")))
    assert taken == (len(every_page) + len(refused_pages) + 1) * len(WIDTHS) * len(SCHEMES)


def take(opened, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        for size, width in WIDTHS.items():
            for scheme in SCHEMES:
                page = opened(path, width=width, scheme=scheme)
                page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}.png", full_page=True)
