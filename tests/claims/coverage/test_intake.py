"""Bringing an article in: found on the record, or added to it."""

import pytest

from claims.actions import publish_claim, retract_claim
from claims.coverage.drafts import begin_coverage, read_text, save_rows
from claims.coverage.intake import ArticleOnRecord, IntakeRefused, bring_in_article
from claims.coverage.save.evidence import RECORDED
from claims.models import Claim, Coverage, Merge, Statement
from core.history import read_events
from sources.models import Article, Capture, CaptureText, Outlet
from tests import factories as make
from tests.support.coverage_article import ARTICLE_ON, NOW, TEXT, CoverageScenario

pytestmark = pytest.mark.django_db

ADDRESS = "https://gazette.example/bridge"


@pytest.fixture
def work():
    work = CoverageScenario(begun=False)
    work.coverage = begin_coverage(by=work.editor, now=NOW)
    return work


def bring_in(work, continue_with=None, another=False, **intake):
    work.coverage = bring_in_article(
        coverage=work.coverage,
        intake=work.build_intake(**intake),
        continue_with=continue_with,
        is_another=another,
        **work.context,
    )
    return work.coverage


def get_refusal(work, error=IntakeRefused, **more):
    with pytest.raises(error) as caught:
        bring_in(work, **more)
    work.coverage = caught.value.coverage
    return caught.value


def test_article_and_text_are_recorded_and_rows_proposed(work):
    coverage = bring_in(
        work, byline="By A. Reporter", canonical_url=ADDRESS, published_on_note="Printed.", language=""
    )
    article = coverage.article
    assert (article.outlet, article.title, article.byline) == (
        work.outlet,
        "Bridge talks end without a deal",
        "By A. Reporter",
    )
    assert (article.published_on, article.published_on_note) == (ARTICLE_ON, "Printed.")
    assert (article.canonical_url, article.language) == (ADDRESS, "en")
    assert CaptureText.objects.get(capture=coverage.capture).text == TEXT
    assert (coverage.capture.obtained, coverage.capture.captured_at) == ("pasted", NOW)
    assert len(coverage.rows) == 4


@pytest.mark.parametrize(
    ("way", "obtained"), [("url", "fetched"), ("file", "file"), ("text", "pasted"), ("?", "pasted")]
)
def test_how_the_text_was_obtained(work, way, obtained):
    assert bring_in(work, way=way).capture.obtained == obtained


class TestOutlets:
    def test_one_of_that_name_is_taken(self, work):
        assert bring_in(work, outlet=None, outlet_name=" harbour  gazette ").article.outlet == work.outlet

    def test_a_new_one_is_made(self, work):
        outlet = bring_in(
            work, outlet="", outlet_name="Hill Post", outlet_home_page="https://hill.example"
        ).article.outlet
        assert (outlet.name, outlet.home_page) == ("Hill Post", "https://hill.example")

    def test_one_that_was_merged_away_is_what_it_became(self, work):
        kept = make.OutletFactory()
        Merge.objects.create(
            outlet_from=work.outlet,
            outlet_into=kept,
            merged_at=NOW,
            merged_by=work.editor,
            reason="One.",
            moved={},
        )
        assert bring_in(work).article.outlet == kept

    def test_one_that_is_gone_is_said_to_be(self, work):
        assert "outlet" in get_refusal(work, outlet=10**9).errors

    def test_a_home_page_that_is_none(self, work):
        assert (
            "outlet_home_page"
            in get_refusal(work, outlet=None, outlet_name="Hill Post", outlet_home_page="hill").errors
        )
        assert not Outlet.objects.filter(name="Hill Post").exists()


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"text": " \n"}, "text"),
            ({"text": "\0"}, "text"),
            ({"title": ""}, "title"),
            ({"outlet": None}, "outlet"),
            ({"published_on": "13 April"}, "published_on"),
            ({"published_on": "2099-01-01"}, "published_on"),
            ({"language": "no language!"}, "language"),
            ({"title": "x" * 301}, "title"),
            ({"byline": "x" * 201}, "byline"),
            ({"published_on_note": "x" * 201}, "published_on_note"),
        ],
    )
    def test_is_said_beside_the_field_and_everything_typed_is_held(self, work, given, field):
        assert field in get_refusal(work, **given).errors
        there = Coverage.objects.get()
        assert there.intake == {
            **work.build_intake(**given),
            **({"text": ""} if given.get("text") == "\0" else {}),
        }
        assert (there.article, there.revision) == (None, work.coverage.revision)
        assert not Article.objects.exists()
        bring_in(work)

    def test_nothing_at_all(self, work):
        with pytest.raises(IntakeRefused) as caught:
            bring_in_article(coverage=work.coverage, intake={}, **work.context)
        assert set(caught.value.errors) == {"text", "title", "outlet"}


class TestOnTheRecordAlready:
    @pytest.fixture
    def first(self):
        return CoverageScenario()

    def second(self, first):
        first.editor = make.UserFactory()
        first.coverage = begin_coverage(by=first.editor, now=NOW)
        return first

    @pytest.mark.parametrize(
        ("intake", "why"),
        [
            (
                {
                    "title": "Other",
                    "canonical_url": f"{ADDRESS}?utm_source=x",
                    "text": "All other words stand here.",
                },
                "It has the same address.",
            ),
            ({}, "Its text is the same."),
            ({"text": TEXT + "One more line."}, "Its text is nearly the same."),
        ],
    )
    def test_is_asked_about(self, work, intake, why):
        bring_in(work, canonical_url=ADDRESS)
        again = self.second(work)
        [known] = get_refusal(again, ArticleOnRecord, **intake).matches
        assert (known.article, known.reason) == (Article.objects.get(), why)
        assert known.article.outlet == work.outlet
        assert again.coverage.intake["text"] == intake.get("text", TEXT)

    def test_going_on_with_it_adds_a_capture_when_the_text_is_another(self, first):
        article, again = first.coverage.article, self.second(first)
        text = TEXT + "One more line."
        coverage = bring_in(again, continue_with=article, text=text, title="")
        assert (coverage.article, coverage.capture.article) == (article, article)
        assert read_text(coverage) == text
        assert Capture.objects.count() == 2
        article.refresh_from_db()
        assert article.title == "Bridge talks end without a deal"

    def test_going_on_with_it_takes_the_capture_that_is_there(self, first):
        article, again = first.coverage.article, self.second(first)
        assert bring_in(again, continue_with=article).capture == Capture.objects.get()

    @pytest.mark.parametrize("text", [TEXT, TEXT.replace("talks about", "long talks about")])
    def test_rows_whose_words_are_cited_say_so_and_need_no_decision(self, first, text):
        first.save(first.row("closed because it is not safe"))
        article, again = first.coverage.article, self.second(first)
        coverage = bring_in(again, continue_with=article, text=text)
        recorded = {row["excerpt"]: row["recorded"] for row in coverage.rows if row["recorded"]}
        assert recorded == {"The bridge was closed because it is not safe": Statement.objects.get().pk}
        assert [row["unlikely"] for row in coverage.rows if row["recorded"]] == [RECORDED]
        begun = begin_coverage(by=first.editor, now=NOW, article=article)
        assert [row["recorded"] for row in begun.rows] == [row["recorded"] for row in coverage.rows]

    def test_words_of_a_position_that_was_retracted_need_a_decision_again(self, first):
        first.save(first.row("closed because it is not safe"))
        publish_claim(claim=Claim.objects.get(), by=make.UserFactory(), now=NOW)
        retract_claim(claim=Claim.objects.get(), by=make.UserFactory(), now=NOW, reason="Misattributed.")
        begun = begin_coverage(by=first.editor, now=NOW, article=first.coverage.article)
        assert {row["recorded"] for row in begun.rows} == {None}

    def test_another_one_with_nearly_the_same_text(self, first):
        again = self.second(first)
        other = bring_in(again, another=True, text=TEXT + "One more line.", title="Another").article
        assert Article.objects.count() == 2
        assert other.title == "Another"

    def test_another_one_cannot_have_the_same_address(self, work):
        bring_in(work, canonical_url=ADDRESS)
        again = self.second(work)
        assert (
            "canonical_url"
            in get_refusal(again, another=True, canonical_url=ADDRESS, text="Other words.").errors
        )
        assert Capture.objects.count() == 1


def test_rows_that_are_there_are_not_proposed_anew():
    work = CoverageScenario()
    rows = [work.row(excerpt="as typed")]
    work.coverage = save_rows(coverage=work.coverage, rows=rows, **work.context)
    again = bring_in(work, continue_with=work.coverage.article, text=TEXT + "More.")
    assert [row["excerpt"] for row in again.rows] == ["as typed"]


def test_the_history_says_who_and_why(work):
    article = bring_in(work).article
    [event] = read_events(type(article), pk=article.pk)
    assert event.context["user"] == work.editor.pk
    assert event.context["reason"] == "Coverage of Bridge talks end without a deal"


def test_an_article_without_a_date(work):
    coverage = bring_in(work, published_on="")
    assert coverage.article.published_on is None
    assert {row["said_on"] for row in coverage.rows} == {""}


def test_the_agency_that_the_article_credits_is_proposed_in_every_row(work):
    agency = make.OutletFactory(name="agence france-presse")
    rows = bring_in(work, via="AFP").rows
    assert {row["via"] for row in rows} == {agency.pk}
    assert all("via" in row["guessed"] for row in rows)


@pytest.mark.parametrize("via", ["", "AFP", "Nobody", None, ["AFP"]])
def test_an_agency_that_is_not_on_the_record_is_left_out(work, via):
    assert {row["via"] for row in bring_in(work, via=via).rows} == {None}


def test_an_agencys_own_article_credits_nobody(work):
    Outlet.objects.filter(pk=work.outlet.pk).update(name="AFP")
    assert {row["via"] for row in bring_in(work, via="AFP").rows} == {None}


def test_words_in_the_caption_of_a_picture_are_proposed_as_such(work):
    caption = "Ada Brook said: “The bridge is older than all of us here.”"
    text = f"{work.text}\n\n{caption}\n\nNobody else was there."
    rows = bring_in(work, text=text, captions=[caption, "Not in the text.", None, 3]).rows
    parts = {row["excerpt"]: (row["part"], "part" in row["guessed"]) for row in rows}
    assert [part for words, part in parts.items() if "older than all" in words] == [("caption", True)]
    assert sum(part == "caption" for part, _ in parts.values()) == 1
