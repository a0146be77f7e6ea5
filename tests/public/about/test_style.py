"""The design system: its colours can be read, and its page is there in debug only."""

import re
from pathlib import Path

import pytest
from django.conf import settings as project

from public.about import style_guide
from tests.support.html import text_of

CSS = style_guide.read_style_sheet()
BASE = (Path(project.BASE_DIR) / "templates/public/base.html").read_text("utf-8")


@pytest.mark.parametrize("name", [*style_guide.STATUSES, *style_guide.STANCES, *style_guide.OTHER_INKS])
def test_every_ink_stands_out_from_every_ground_and_its_own_tint(name):
    ink = style_guide.read_ink(CSS, name)
    assert ink.faintest_light >= style_guide.READABLE
    assert ink.faintest_dark >= style_guide.READABLE


@pytest.mark.parametrize("name", [*style_guide.STATUSES, *style_guide.STANCES])
def test_plain_words_can_be_read_on_every_tint(name):
    known = style_guide.read_colours(CSS)
    for plain in ("--ink", "--quiet"):
        for scheme in ("light", "dark"):
            ground = getattr(known[f"--{name}-tint"], scheme)
            assert style_guide.compute_contrast(getattr(known[plain], scheme), ground) >= style_guide.READABLE


def test_what_is_highlighted_can_be_read_and_edges_of_fields_can_be_seen():
    known = style_guide.read_colours(CSS)
    for scheme in ("light", "dark"):
        of = {name: getattr(colour, scheme) for name, colour in known.items()}
        assert style_guide.compute_contrast(of["--ink"], of["--highlight"]) >= style_guide.READABLE
        for ground in style_guide.GROUNDS:
            # WCAG 2.2, 1.4.11: what bounds a thing to act on, 3 to 1.
            assert style_guide.compute_contrast(of["--strong-rule"], of[ground]) >= 3


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_the_standard(one, other, ratio):
    assert style_guide.compute_contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_no_two_statuses_and_no_two_stances_share_a_colour_in_a_scheme():
    for names in (style_guide.STATUSES, style_guide.STANCES):
        for scheme in ("light", "dark"):
            assert len({getattr(style_guide.read_ink(CSS, name).colour, scheme) for name in names}) == len(
                names
            )


def test_every_property_that_the_sheet_uses_is_there():
    used = set(re.findall(r"var\((--[\w-]+)\)", CSS))
    set_somewhere = set(re.findall(r"(--[\w-]+):", CSS))
    assert used - set_somewhere == set()


def test_the_browser_frames_a_page_in_the_colour_of_its_paper():
    paper = style_guide.read_colours(CSS)["--paper"]
    named = dict(re.findall(r'media="\(prefers-color-scheme: (\w+)\)" content="(#\w+)"', BASE))
    assert named == {"light": paper.light, "dark": paper.dark}


def test_the_page_is_not_there_for_readers(client, settings):
    settings.DEBUG = False
    assert client.get("/about/style/").status_code == 404


def test_the_page_names_every_token_and_shows_every_status_and_stance(client, settings):
    settings.DEBUG = True
    response = client.get("/about/style/")
    assert response.status_code == 200
    shown = text_of(response)
    light, _dark = style_guide.read_properties(CSS)
    told = [name for name in light if name.startswith(("--step-", "--space-")) or light[name].startswith("#")]
    assert [name for name in told if name not in shown] == []
    for name in style_guide.STATUSES:
        assert f'class="status status-{name}"'.encode() in response.content
    for name in style_guide.STANCES:
        assert f"mark-{name}".encode() in response.content
