"""Fetching articles again where they were published, from a real server."""

import datetime

import pytest

from sources import intake
from sources.extraction import article as extraction
from sources.extraction.article import ExtractionError
from sources.fetching.fetch import FetchError
from sources.models import Capture, LinkCheck, Outcome
from sources.recapture import MAX_COMPARED, check_article_link, recapture
from sources.signals import article_recaptured
from sources.text_diff import diff_texts
from tests import factories as make
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def story(*sentences: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in sentences)
    return f"<html><head><title>A title</title></head><body><article>{body}</article></body></html>"


FIRST = story(*(f"The minister said in sentence {n} that it was not so." for n in range(6)))
LATER = FIRST.replace("sentence 3", "paragraph three")


@pytest.fixture
def told():
    """Provide the list of what a receiver of the signal was sent."""
    heard = []

    def hear(article, old_capture, new_capture, **signal):
        heard.append((article, old_capture, new_capture))

    article_recaptured.connect(hear)
    yield heard
    article_recaptured.disconnect(hear)


@pytest.fixture
def article(site):
    return make.ArticleFactory(canonical_url=site.put("/a", FIRST))


def test_the_first_text_is_kept_and_told(article, told):
    got = recapture(article, now=make.MOMENT)
    assert (got.article, got.old, got.is_same) == (article, None, False)
    assert (got.new.obtained, got.new.captured_at) == ("fetched", make.MOMENT)
    assert got.new.captured_text.text.startswith("The minister said in sentence 0")
    assert told == [(article, None, got.new)]
    assert got.link.outcome == Outcome.WORKS


def test_the_same_text_changes_nothing(article, told):
    first = recapture(article, now=make.MOMENT)
    again = recapture(article, now=make.MOMENT + DAY)
    assert (again.old, again.new, again.is_same) == (first.new, first.new, True)
    assert len(told) == 1
    assert Capture.objects.count() == 1


def test_another_text_is_a_new_capture_and_told(article, site, told):
    first = recapture(article, now=make.MOMENT)
    site.put("/a", LATER)
    later = recapture(article, now=make.MOMENT + DAY)
    assert (later.old, later.is_same) == (first.new, False)
    assert told[1:] == [(article, first.new, later.new)]
    words = diff_texts(first.new.captured_text.text, later.new.captured_text.text)
    assert [part for part in words if part[0] in {"added", "removed"}] == [
        ("removed", "sentence 3"),
        ("added", "paragraph three"),
    ]


def test_a_text_that_is_back_is_told_and_no_new_capture(article, site, told):
    first = recapture(article, now=make.MOMENT)
    site.put("/a", LATER)
    later = recapture(article, now=make.MOMENT + DAY)
    site.put("/a", FIRST)
    back = recapture(article, now=make.MOMENT + 2 * DAY)
    assert (back.old, back.new, back.is_same) == (later.new, first.new, True)
    assert told[2:] == [(article, later.new, first.new)]
    assert Capture.objects.count() == 2


def test_the_latest_capture_is_what_is_compared_with(article, site, told):
    make.CaptureFactory(article=article, text="Earlier.", captured_at=make.MOMENT - DAY)
    latest = make.CaptureFactory(article=article, text="Latest.", captured_at=make.MOMENT)
    assert recapture(article, now=make.MOMENT + DAY).old == latest


@pytest.fixture
def failing_receiver():
    def fail(**signal):
        raise RuntimeError("of the receiver")

    article_recaptured.connect(fail)
    yield
    article_recaptured.disconnect(fail)


@pytest.mark.usefixtures("failing_receiver")
def test_an_exception_of_a_receiver_undoes_the_capture(article):
    with pytest.raises(RuntimeError, match="of the receiver"):
        recapture(article, now=make.MOMENT)
    assert not Capture.objects.exists()


def test_a_page_that_is_gone_is_recorded_and_nothing_else(article, site, told):
    site.put("/a", "", status=404)
    with pytest.raises(FetchError):
        recapture(article, now=make.MOMENT)
    link = LinkCheck.objects.get()
    assert (link.outcome, link.status, link.checked_at) == (Outcome.BROKEN, 404, make.MOMENT)
    assert link.detail == "The site says that there is no such page (404)."
    assert not Capture.objects.exists()
    assert told == []


LONG = story(*(f"The minister said in sentence {n} of {n * 7} that it was not quite so." for n in range(40)))
IN_PLACE_OF_IT = {
    "nothing": ("<html><body></body></html>", "unsure"),
    "consent": ("<p>We value your privacy.</p><p>We use cookies.</p><button>Accept all</button>", "unsure"),
    "bot check": (
        "<p>Checking your browser. Please verify that you are human before you go on. Ray ID 7.</p>",
        "unsure",
    ),
    "script": ("<p>Please enable JavaScript to read this site.</p>", "unsure"),
    "soft 404": (
        "<title>Page not found</title><p>We could not find the page that you asked for.</p>",
        "broken",
    ),
    "sent on": (
        "<meta http-equiv=refresh content='0; url=/other'><p>One moment, we take you there.</p>",
        "unsure",
    ),
    "unknown wall": (story("Open our app to go on with this story.", "It is free of charge."), "unsure"),
    "another story": (
        story(*(f"In reading {n} the gauge showed {n} metres at the weir." for n in range(60))),
        "unsure",
    ),
}


@pytest.mark.parametrize("kind", IN_PLACE_OF_IT)
def test_a_page_in_place_of_the_article_is_a_failure_and_nothing_has_vanished(article, site, told, kind):
    site.put("/a", LONG)
    first = recapture(article, now=make.MOMENT)
    page, outcome = IN_PLACE_OF_IT[kind]
    site.put("/a", page)
    for now in (make.MOMENT + DAY, make.MOMENT + 2 * DAY):
        with pytest.raises(ExtractionError) as lost:
            recapture(article, now=now)
        link = LinkCheck.objects.get()
        assert (link.outcome, link.detail) == (outcome, lost.value.summary[:300])
        assert link.detail.endswith((".", ":", "that address,")) or "address" in link.detail
    assert list(Capture.objects.all()) == [first.new]
    assert len(told) == 1
    link, failure = check_article_link(article, now=make.MOMENT + 3 * DAY)
    assert (link.outcome, failure.reason) == (outcome, lost.value.reason)
    site.put("/a", LONG)
    link, failure = check_article_link(article, now=make.MOMENT + 4 * DAY)
    assert (link.outcome, link.detail, failure) == (Outcome.WORKS, "", None)


@pytest.mark.parametrize("target", ["/", "/home", "/news/", "/index.html"])
def test_a_removed_page_that_leads_to_the_front_page_is_a_failure(article, site, told, target):
    site.put("/a", LONG)
    first = recapture(article, now=make.MOMENT)
    site.put(target, LONG)
    site.redirect("/a", target)
    with pytest.raises(ExtractionError, match="the article may be gone"):
        recapture(article, now=make.MOMENT + DAY)
    assert list(Capture.objects.all()) == [first.new]
    assert LinkCheck.objects.get().outcome == Outcome.MOVED


def test_a_paid_article_and_a_long_one_at_the_address_are_answers(article, site):
    site.put("/a", story("The minister denied it on Tuesday.") + "<p>Subscribe to continue reading.</p>")
    link, failure = check_article_link(article, now=make.MOMENT)
    assert (link.outcome, failure.reason) == (Outcome.WORKS, "paywall")


def test_a_text_that_was_taken_down_is_compared_by_its_length(article, site):
    site.put("/a", LONG)
    recapture(article, now=make.MOMENT).new.captured_text.delete()
    site.put("/a", FIRST)
    with pytest.raises(ExtractionError, match="66 words, where the latest capture has 560"):
        recapture(article, now=make.MOMENT + DAY)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "broken"), (410, "broken"), (403, "unsure"), (402, "unsure"), (500, "unsure")],
)
def test_what_a_status_says_of_an_address(article, site, status, outcome):
    site.put("/a", "x", status=status)
    link, failure = check_article_link(article, now=make.MOMENT)
    assert (link.outcome, link.status, failure.status) == (outcome, status, status)
    assert not Capture.objects.exists()


def test_a_document_at_the_address_is_an_answer(article, site):
    site.put("/a", b"%PDF-1.7", Content_Type="application/pdf")
    link, _ = check_article_link(article, now=make.MOMENT)
    assert (link.outcome, link.failures) == (Outcome.WORKS, 0)


def test_an_address_that_leads_elsewhere_has_moved(article, site):
    site.put("/b", FIRST)
    site.put("/", FIRST)
    site.redirect("/a", "/b")
    link, _ = check_article_link(article, now=make.MOMENT)
    assert (link.outcome, link.final_url) == (Outcome.MOVED, site.url("/b"))
    site.redirect("/a", "/")
    link, _ = check_article_link(article, now=make.MOMENT)
    assert "front page: the article may be gone" in link.detail
    site.redirect("/a", "/a/?utm_source=x")
    site.put("/a/?utm_source=x", FIRST)
    link, _ = check_article_link(article, now=make.MOMENT)
    assert (link.outcome, link.final_url, link.detail) == (Outcome.WORKS, "", "")


def test_a_site_that_fails_is_asked_ever_more_seldom_and_given_up_after_three_days(article, site):
    site.put("/a", "x", status=500)
    seen, now = [], make.MOMENT
    for _ in range(9):
        link, _ = check_article_link(article, now=now)
        seen.append((link.failures, link.outcome, (link.next_check_at - now).days))
        now = link.next_check_at
    assert seen[:4] == [(1, "unsure", 1), (2, "unsure", 2), (3, "broken", 4), (4, "broken", 8)]
    assert seen[-1] == (9, "broken", 64)
    site.put("/a", FIRST)
    link, _ = check_article_link(article, now=now)
    assert (link.failures, link.outcome, link.next_check_at) == (0, "works", now + 7 * DAY)


def test_trying_again_within_the_hour_is_one_failure(article, site):
    site.put("/a", "x", status=500)
    for minutes in (0, 1, 9, 60):
        link, _ = check_article_link(article, now=make.MOMENT + datetime.timedelta(minutes=minutes))
    assert (link.failures, link.outcome) == (1, Outcome.UNSURE)


def test_queues_of_links():
    def link(outcome, days):
        return LinkCheck.objects.create(
            article=make.ArticleFactory(),
            outcome=outcome,
            checked_at=make.MOMENT,
            next_check_at=make.MOMENT + days * DAY,
        )

    late, later, works = link("broken", -2), link("unsure", -1), link("works", 1)
    assert list(LinkCheck.objects.broken()) == [late]
    assert list(LinkCheck.objects.due(make.MOMENT)) == [late, later]
    late.article.delete()
    assert set(LinkCheck.objects.all()) == {later, works}


def test_an_outcome_is_a_known_one():
    with assert_refused("link_check_outcome_is_known"):
        LinkCheck.objects.create(
            article=make.ArticleFactory(), outcome="odd", checked_at=make.MOMENT, next_check_at=make.MOMENT
        )


def test_odd_data_for_programs_is_no_failure(article, site):
    data = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@id":["x"]}}</script>'
    site.put("/a", FIRST.replace("<article>", f"{data}<article>"))
    assert recapture(article, now=make.MOMENT).new.captured_text.text.startswith("The minister said")


def test_a_failure_of_our_own_program_says_so_and_nothing_of_the_address(article, monkeypatch):
    monkeypatch.setattr(intake, "read_html_apart", extraction.extract_from_html)  # where it can be broken
    monkeypatch.setattr(extraction, "LinkedData", None)
    with pytest.raises(ExtractionError, match="Our own program failed"):
        recapture(article, now=make.MOMENT)
    assert LinkCheck.objects.get().outcome == Outcome.WORKS
    monkeypatch.undo()
    monkeypatch.setattr(extraction, "find_title", None)
    assert recapture(article, now=make.MOMENT + DAY).new.captured_text.text.startswith("The minister said")


WALL = story(*(f"To read part {n} of our pages you need to sign in to account {n}." for n in range(30)))


def keep(article, text, captured_at) -> Capture:
    return Capture.objects.keep(article=article, text=text, captured_at=captured_at, obtained="pasted")


def test_after_a_capture_of_a_wall_the_article_can_be_captured_again(article, site):
    site.put("/a", LONG)
    real = recapture(article, now=make.MOMENT)
    wall = keep(article, extraction.extract_from_html(WALL).text, make.MOMENT + DAY)
    site.put("/a", LONG.replace("sentence 3 ", "paragraph 3 "))
    later = recapture(article, now=make.MOMENT + 2 * DAY)
    assert later.old == wall
    assert later.new.captured_at == make.MOMENT + 2 * DAY
    assert later.new.captured_text.text.startswith(real.new.captured_text.text[:40])
    site.put("/a", IN_PLACE_OF_IT["another story"][0])
    with pytest.raises(ExtractionError, match="another text"):
        recapture(article, now=make.MOMENT + 3 * DAY)


def test_only_the_latest_captures_are_compared(article, site, monkeypatch):
    compared = []
    monkeypatch.setattr(
        "sources.recapture.measure_similarity", lambda old, new: compared.append(old.split()[0]) or 0
    )
    for n in range(MAX_COMPARED + 5):
        keep(article, f"n{n} " + "word " * 60, make.MOMENT + n * DAY)
    site.put("/a", LONG)
    with pytest.raises(ExtractionError, match="another text"):
        recapture(article, now=make.MOMENT + 40 * DAY)
    assert compared == [f"n{n}" for n in range(MAX_COMPARED + 4, 4, -1)]


def test_a_short_earlier_text_resembles_nothing(article, site):
    keep(article, "A notice.", make.MOMENT - DAY)
    site.put("/a", LONG)
    keep(article, extraction.extract_from_html(LONG).text, make.MOMENT)
    site.put("/a", WALL)
    with pytest.raises(ExtractionError, match="another text"):
        recapture(article, now=make.MOMENT + DAY)
