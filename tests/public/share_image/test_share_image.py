"""The picture that other sites show beside a shared link."""

import html
import io
import re

import pytest
from django.db import transaction
from django.urls import reverse
from PIL import Image

from claims.models import Claim
from claims.versions.document import load_document
from public.about.style_guide import read_colours, read_style_sheet
from public.share_card import ShareCard, describe_claim, describe_topic
from public.share_image import drawing
from public.share_image.text import SANS, break_lines, cut_lines, keep_drawable, load_font
from tests import factories as make
from tests.support.html import retraction
from tests.support.pseudo_locale import pseudo_locale

EXTREMES = [
    "",
    "word " * 400,
    "х" * 5000,
    "قوات سورية نفذت الهجوم",
    "עברית",
    "日本語の主張",
    "\u202eturned\u202c \x00\ud83d 🎉",
    "Nguyễn Đỗ Ž ﬁ",
]


def open_image(response) -> Image.Image:
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(response.content))
    image.load()
    return image


def find_address(client, page: str) -> str:
    """Return the address of the image that a page names, without the host."""
    source = client.get(page).content.decode()
    [address] = re.findall(r'<meta property="og:image" content="([^"]+)"', source)
    assert '<meta property="og:image:width" content="1200">' in source
    assert '<meta property="og:image:height" content="630">' in source
    return html.unescape(address).removeprefix("http://testserver")


@pytest.mark.usefixtures("stamped_pages")
def test_the_image_of_a_claim_follows_its_status(client, django_assert_num_queries):
    claim = make.ClaimFactory(text="The bridge is closed")
    make.StatementFactory(claim=claim, stance="affirms")
    address = find_address(client, claim.get_absolute_url())
    with django_assert_num_queries(2):
        before = client.get(address)
    assert open_image(before).size == (1200, 630)
    assert open_image(before).getpixel((5, 5)) == (0x3F, 0x43, 0x4A)  # asserted
    assert client.get(address, HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304
    make.StatementFactory(claim=claim, stance="denies")
    after = client.get(address)
    assert open_image(after).getpixel((5, 5)) == (0x87, 0x50, 0x0A)  # disputed
    assert before["ETag"] != after["ETag"]
    assert address.endswith(f"?v={claim.versions.get().number}")
    assert "max-age" in after["Cache-Control"]


@pytest.mark.django_db
def test_a_page_as_of_a_past_day_has_none(client):
    claim, topic = make.StatementFactory().claim, make.TopicFactory()
    claim.topics.add(topic)
    for page in (claim, topic):
        find_address(client, page.get_absolute_url())
        source = client.get(page.get_absolute_url(), {"as_of": "2017-04-12"}).content.decode()
        assert "og:image" not in source
        assert '<meta name="twitter:card" content="summary">' in source
    address = reverse("claim_image", args=[claim.pk])
    assert client.get(address).content == client.get(address, {"as_of": "2001-01-01"}).content


@pytest.mark.django_db
def test_a_topic_has_one_too(client, django_assert_num_queries):
    topic = make.TopicFactory()
    for stance in ("affirms", "denies"):
        claim = make.StatementFactory(stance=stance).claim
        claim.topics.add(topic)
    address = find_address(client, topic.get_absolute_url())
    with django_assert_num_queries(2):
        response = client.get(address)
    assert open_image(response).size == (1200, 630)
    Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
    assert client.get(address).content != response.content


@pytest.mark.django_db
def test_the_image_of_a_topic_counts_what_readers_see(client):
    topic = make.TopicFactory()
    for _ in range(2):
        statement = make.StatementFactory()
        statement.claim.topics.add(topic)
    with transaction.atomic():
        who = {"claimant": statement.claimant, "party": statement.party}
        make.StatementFactory(claim=statement.claim, stance="withdraws", **who)
        statement.claim.refresh_from_db()
        assert statement.claim.status == "open"
        card = describe_topic(topic)
        transaction.set_rollback(True)  # no transaction may end so
    assert (card.heading, card.counts) == ("1 claim", (("asserted", "Asserted", 1),))


@pytest.mark.django_db
def test_an_image_is_not_compressed_again(client):
    topic = make.TopicFactory()
    make.StatementFactory().claim.topics.add(topic)
    encodings = {"accept-encoding": "gzip"}
    image = client.get(reverse("topic_image", args=[topic.pk]), headers=encodings)
    assert "Content-Encoding" not in image
    assert client.get(topic.get_absolute_url(), headers=encodings)["Content-Encoding"] == "gzip"


@pytest.mark.django_db
def test_nothing_that_readers_may_not_see_has_an_image(client):
    draft = make.ClaimFactory(state="draft", published_at=None, published_by=None)
    gone = make.ClaimFactory(**retraction("claim"))
    topic = make.TopicFactory()
    draft.topics.add(topic)
    addresses = [reverse("claim_image", args=[pk]) for pk in (draft.pk, gone.pk, 0, 10**30)]
    addresses.append(reverse("topic_image", args=[topic.pk]))
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("text", EXTREMES)
def test_no_text_breaks_the_image(text):
    sides = (("affirms", text, text), ("denies", text, text))
    for card in (
        ShareCard(text, text, "open", text),
        ShareCard(text, text, "disputed", sides=sides),
        ShareCard(text, text, counts=(("agreed", text, 1), ("disputed", text, 10**6))),
    ):
        assert Image.open(io.BytesIO(drawing.draw_card(card))).size == (1200, 630)


def test_what_the_fonts_lack_is_left_out():
    drawn = {text: keep_drawable(text) for text in EXTREMES[2:]}
    assert [len(drawn[text]) for text in EXTREMES[2:6]] == [400, 0, 0, 0]
    assert [drawn[text] for text in EXTREMES[6:]] == ["turned", "Nguyễn Đỗ Ž fi"]
    assert keep_drawable("half a שם") == "", "a text with holes says something else"


def test_lines_fit_and_the_last_one_says_that_more_was_there():
    font = load_font(SANS, 32)
    lines = break_lines("one two three " + "w" * 60, font, 300)
    assert lines[0] == "one two three" and len(lines) > 4
    assert max(font.getlength(line) for line in lines) <= 300
    assert "".join(lines[1:]) == "w" * 60
    assert cut_lines(lines, 1, font, 300) == ["one two three…"]
    assert cut_lines(lines[:1], 1, font, 300) == lines[:1]


@pytest.mark.django_db
def test_the_words_are_in_the_language_of_the_page():
    claim = make.StatementFactory().claim
    with pseudo_locale():
        card = describe_claim(load_document(claim.pk)[0])
    assert card.heading == "⟦Asserted⟧"


def test_the_colours_are_those_of_the_pages():
    colours = {name: colour.light for name, colour in read_colours(read_style_sheet()).items()}
    names = {"--paper": drawing.PAPER, "--ink": drawing.INK, "--quiet": drawing.QUIET, "--rule": drawing.RULE}
    names |= {f"--{tone}": value for tone, value in drawing.TONES.items() if tone != "open"}
    assert names == {name: colours[name] for name in names}
