"""The second page: corrections, the outlet, and articles on the record."""

import datetime

import pytest

from claims.coverage.drafts import begin_coverage, save_intake
from claims.models import Coverage
from sources.models import Article, Capture, Outlet
from tests import factories as make
from tests.support.coverage_pages import TEXT, follow_refusal, page_url
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coverage(make_draft, make_intake, people):
    return make_draft(make_intake())


@pytest.fixture
def check(as_editor, coverage):
    """Send the form: `check(title="…")`."""

    def send(**given):
        shown = {name: coverage.intake[name] or "" for name in FIELDS}
        current = Coverage.objects.get(pk=coverage.pk).revision
        data = {"revision": current} | shown | given
        return follow_refusal(as_editor, as_editor.post(page_url("check", coverage.pk), data))

    return send


FIELDS = (
    *("title", "byline", "published_on", "published_on_note", "language", "outlet", "outlet_name"),
    *("outlet_home_page", "canonical_url", "text"),
)


def test_what_was_read_is_shown_to_be_corrected(as_editor, coverage):
    html = as_editor.get(page_url("check", coverage.pk)).content.decode()
    for shown in (
        'value="The bridge at Ashford"',
        'value="2017-04-12"',
        'value="The Ashford Herald"',
        'value="https://herald.example/bridge"',
        "Ada Brook, the Foreign Minister of Ruritania",
    ):
        assert shown in html


def test_corrections_go_on_the_record_with_a_new_outlet(check, coverage):
    response = check(title="The bridge", byline="By Eve Ford", language="en-GB", published_on="")
    assert response.url == page_url("rows", coverage.pk)
    article = Article.objects.get()
    assert (article.title, article.byline, article.language) == ("The bridge", "By Eve Ford", "en-GB")
    assert (article.published_on, article.outlet.name) == (None, "The Ashford Herald")
    assert article.outlet.home_page == "https://herald.example/"
    capture = Capture.objects.get()
    assert (capture.captured_text.text, capture.obtained) == (TEXT, "pasted")
    coverage.refresh_from_db()
    assert (coverage.article, coverage.capture) == (article, capture)
    assert [row["speaker"] for row in coverage.rows if "never closed" in row["excerpt"]] == ["Ada Brook"]


def test_line_ends_are_kept_as_they_were_read(check):
    check(text=TEXT.replace("\n", "\r\n"))
    assert Capture.objects.get().captured_text.text == TEXT


def test_an_outlet_is_chosen_by_its_id_or_by_its_name(check, coverage):
    herald = make.OutletFactory(name="The ashford herald")
    assert check(outlet="").status_code == 302
    assert Article.objects.get().outlet == herald


def test_an_outlet_whose_name_was_typed_over_is_not_taken(check):
    other = make.OutletFactory(name="Other")
    check(outlet=str(other.pk), outlet_name="New outlet")
    assert Article.objects.get().outlet.name == "New outlet"
    assert Outlet.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"title": ""}, "This field is required"),
        ({"outlet_name": ""}, "This field is required"),
        ({"text": "  "}, "There is no text"),
        ({"published_on": "soon"}, "Enter a valid date"),
        ({"published_on": "2999-01-01"}, "future"),
        ({"language": "English, mostly"}, "language tag"),
        ({"canonical_url": "nowhere"}, "address"),
        ({"title": "x" * 301}, "at most 300"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_nothing_typed_is_lost(check, coverage, as_editor, given, says):
    response = check(byline="By Eve Ford", **given)
    assert response.status_code == 200
    assert says.casefold() in text_of(response).casefold()
    assert 'value="By Eve Ford"' in response.content.decode()
    assert Article.objects.count() == 0
    assert 'value="By Eve Ford"' in as_editor.get(page_url("check", coverage.pk)).content.decode()
    assert check().status_code == 302


@pytest.fixture
def known(db):
    outlet = make.OutletFactory(name="VOA News")
    return make.ArticleFactory(
        outlet=outlet,
        title="Bridge",
        published_on=datetime.date(2017, 4, 12),
        canonical_url="https://herald.example/bridge",
    )


def test_an_article_on_the_record_is_shown_before_anything_is_added(check, known):
    response = check(byline="By Eve Ford")
    assert response.status_code == 200
    text = text_of(response)
    assert "VOA News, 12 April 2017: “Bridge”" in text
    assert "It is this one: add my text as a capture" in text
    assert "change its address or its outlet below" in text
    assert "go on with the text that is there" not in text
    assert 'value="By Eve Ford"' in response.content.decode()
    assert (Article.objects.get(), Capture.objects.count()) == (known, 0)


def test_an_article_on_the_record_is_recognised_before_anything_is_typed(
    as_editor, editor, known, make_draft, make_intake
):
    Capture.objects.keep(article=known, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    work = begin_coverage(by=editor, now=make.MOMENT, article=known)
    again = make_draft(make_intake(canonical_url="", outlet_name="", published_on="", title=""))
    page = as_editor.get(page_url("check", again.pk))
    assert "VOA News, 12 April 2017: “Bridge”" in text_of(page)
    assert "Its text is the same." in text_of(page)
    assert links_of(page)["Continue your unfinished work on it"] == page_url("rows", work.pk)


@pytest.mark.parametrize(
    ("given", "is_offered"),
    [
        ({}, False),
        ({"canonical_url": "https://herald.example/bridge"}, False),
        ({"canonical_url": "https://herald.example/another"}, True),
        ({"outlet_name": "The Vale Courier"}, True),
    ],
)
def test_another_article_is_offered_only_where_it_can_be_added(check, known, given, is_offered):
    known.canonical_url = given.get("canonical_url", "").replace("another", "bridge")
    known.save()
    Capture.objects.keep(article=known, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    given = {"canonical_url": "", "outlet_name": "VOA News"} | given
    page = text_of(check(**given))
    assert ("It is another article: add it" in page) == is_offered
    assert ("change its address or its outlet below" in page) == (not is_offered)
    check(**given, settle="another")
    assert Article.objects.count() == 1 + is_offered


@pytest.mark.parametrize("answer", ["capture", "continue"])
def test_whether_it_is_that_one_is_answered_before_anything_is_typed(check, known, answer):
    Capture.objects.keep(article=known, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    response = check(settle=f"{answer}:{known.pk}", outlet_name="", title="", published_on="soon")
    assert response.status_code == 302
    assert Coverage.objects.get().article == known


def test_its_text_can_be_added_as_a_capture(check, known, coverage):
    check()
    assert check(settle=f"capture:{known.pk}").url == page_url("rows", coverage.pk)
    assert (Article.objects.get(), Capture.objects.get().article) == (known, known)


def test_one_can_go_on_with_the_text_that_is_there(check, known, coverage):
    Capture.objects.keep(article=known, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    assert "go on with the text that is there" in text_of(check())
    response = check(settle=f"continue:{known.pk}")
    new = Coverage.objects.get()
    assert new.pk != coverage.pk
    assert (response.url, new.article, new.capture) == (
        page_url("rows", new.pk),
        known,
        Capture.objects.get(),
    )


def test_the_same_text_elsewhere_can_be_another_article(check, known):
    Capture.objects.keep(article=known, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    given = {"canonical_url": "https://other.example/bridge"}
    assert "Its text is the same." in text_of(check(**given))
    assert check(settle="another", **given).status_code == 302
    assert Article.objects.count() == 2


@pytest.mark.parametrize("settle", ["capture:0", "continue:0", "capture:x", "continue:" + "9" * 40, "x"])
def test_an_answer_that_makes_no_sense_adds_nothing(check, known, settle):
    assert check(settle=settle).status_code == 200
    assert (Article.objects.count(), Capture.objects.count()) == (1, 0)


def test_two_windows_do_not_overwrite_each_other(check, as_editor, editor, coverage, make_intake):
    old = coverage.revision
    save_intake(
        coverage=coverage, intake=make_intake(title="Elsewhere"), by=editor, now=make.MOMENT, revision=old
    )
    response = check(revision=old, title="Here")
    assert response.status_code == 200
    assert "changed in another window" in text_of(response)
    assert 'value="Here"' in response.content.decode()
    assert Article.objects.count() == 0
    assert check(title="Here").status_code == 302
    assert Article.objects.get().title == "Here"


def test_once_captured_the_text_is_not_edited_any_more(as_editor, draft):
    assert as_editor.get(page_url("check", draft.pk)).url == page_url("rows", draft.pk)
    as_editor.post(
        page_url("check", draft.pk), {"revision": draft.revision, "title": "Other", "text": "Other"}
    )
    assert Article.objects.get().title == "The bridge at Ashford"
    assert Capture.objects.get().captured_text.text == TEXT
