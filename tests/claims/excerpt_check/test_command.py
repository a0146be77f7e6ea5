"""manage.py check_excerpts."""

import datetime

import pytest

from claims.models import Citation, Claim, State, Statement
from tests import factories as make
from tests.support.excerpt_folder import FILLER, TEXT, ExcerptFolder
from tests.support.sql import acting_as_owner, check_deferred, sql

pytestmark = pytest.mark.django_db

LATER = make.MOMENT + datetime.timedelta(days=1)


@pytest.fixture
def checking(tmp_path):
    return ExcerptFolder(tmp_path)


ONE_THING = "1 thing to put right; see above."


def test_saves_what_it_finds_and_then_all_is_proved(checking):
    article = checking.article('ties were "at a low point."', "shield anyone.''", "Le café")

    assert checking.run("--save")[-2:] == [
        "Recorded 3 proofs.",
        "All 3 excerpts of 1 article are proved.",
    ]
    assert set(article.citations.values_list("excerpt", "capture__article", "start")) == {
        ("ties were “at a\u00a0low point.”", article.pk, 47),
        ("shield anyone.''", article.pk, 89),
        ("Le cafe\u0301", article.pk, 106),
    }
    assert checking.run() == [
        "Article                     Excerpts  Proved  Missing  Ambiguous  Other  Longest  Reproduced",
        "Gazette: Ties at low point         3       3        0          0      0  6 words        6.8%",
        "",
        "All 3 excerpts of 1 article are proved.",
    ]


def test_a_check_alone_writes_nothing(checking):
    article = checking.article('ties were "at a low point."')
    citation = article.citations.get()
    before = list(Citation.objects.values())

    assert checking.fails() == [
        f"Citation {citation.pk} ({citation.key}), {citation.statement.claimant}, "
        '“ties were "at a low point."”: Found, but not recorded as proved. Run again with --save.',
        ONE_THING,
    ]
    assert list(Citation.objects.values()) == before


def test_saving_what_is_saved_writes_nothing(checking):
    citation = checking.article("Mr Tillison said").citations.get()
    checking.run("--save")
    before, events = list(Citation.objects.values()), citation.events.count()

    assert checking.run("--save")[-2:] == ["", "All 1 excerpt of 1 article is proved."]
    assert list(Citation.objects.values()) == before
    assert citation.events.count() == events


def test_a_proof_says_in_its_history_where_it_comes_from(checking):
    citation = checking.article("Mr Tillison said").citations.get()
    checking.run("--save")
    assert citation.events.latest("pgh_id").pgh_context == {"why": "check_excerpts --save"}


@pytest.mark.parametrize(
    ("excerpt", "counts", "problem"),
    [
        ("Mr Tillerson said", "1          0      0", "The excerpt is not in this text. Copy it"),
        ("shield anyone.”", "1          0      0", "The excerpt is not in this text as it stands: "),
        ("Tilli", "1          0      0", "The excerpt cuts a word: the article prints "),
        ("said no", "0          1      0", "These words occur 2 times in the article: "),
    ],
)
def test_names_the_claimant_the_excerpt_and_what_to_do(checking, excerpt, counts, problem):
    article = checking.article()
    affiliate = make.DraftStatementFactory(claimant=make.ClaimantFactory(name="A. Nyone"))
    citation = make.CitationFactory(article=article, excerpt=excerpt, statement=affiliate, key="a-key")

    line, verdict = checking.fails("--save")

    assert line.startswith(f"Citation {citation.pk} (a-key), A. Nyone, “{excerpt}”: {problem}")
    assert verdict == ONE_THING
    assert f"Gazette: Ties at low point         1       0        {counts}" in checking.out.getvalue()


@pytest.mark.parametrize(
    ("stored", "problem"),
    [
        ({"start": 0, "end": 16}, "It is at 30 to 46, not at 0 to 16 as recorded."),
        ({"prefix": "other"}, "The words recorded around it are not those of the article."),
        ({"suffix": "other"}, "The words recorded around it are not those of the article."),
        ({"recurs": True}, "The article has these words only once, which is not recorded."),
        ({"excerpt": "Mr\nTillison said"}, "The article prints “Mr Tillison said”."),
    ],
)
def test_a_stored_proof_that_does_not_fit_is_reported_and_corrected(checking, stored, problem):
    citation = checking.article("Mr Tillison said").citations.get()
    checking.run("--save")
    right = Citation.objects.values().get()
    # A new time as well, or else the database would drop the proof of an edited excerpt.
    Citation.objects.update(**stored, proved_at=make.MOMENT)

    assert f": {problem} Run again with --save" in checking.fails()[0]
    assert checking.run("--save")[-1] == "All 1 excerpt of 1 article is proved."
    citation.refresh_from_db()
    assert Citation.objects.values().get() == right | {"proved_at": citation.proved_at}


class TestSeveralCaptures:
    def test_an_excerpt_is_looked_for_in_the_newest_first(self, checking):
        article = checking.article("Mr Tillison said", "He said no")
        newer = checking.capture(
            article, "As Mr Tillison said then. " + FILLER, "newer.txt", captured_at=LATER
        )

        assert checking.run("--save")[-1] == "All 2 excerpts of 1 article are proved."

        by_excerpt = {c.excerpt: c.capture for c in article.citations.select_related("capture")}
        assert by_excerpt["Mr Tillison said"] == newer
        assert by_excerpt["He said no"] == article.captures.earliest("captured_at")

    def test_what_is_in_none_is_missing_from_the_newest(self, checking):
        article = checking.article("said no")
        checking.capture(article, "Quite another text.", "newer.txt", captured_at=LATER)

        assert "“said no”: The excerpt is not in this text." in checking.fails()[0]

    def test_a_proof_stays_with_its_capture(self, checking):
        article = checking.article("Mr Tillison said")
        checking.run("--save")
        checking.capture(article, "Quite another text.", "newer.txt", captured_at=LATER)

        assert checking.run()[-1] == "All 1 excerpt of 1 article is proved."

    def test_a_proof_whose_own_capture_has_no_file_is_not_checked(self, checking):
        article = checking.article("Mr Tillison said")
        checking.run("--save")
        checking.capture(article, TEXT + "Corrected.", "article.txt", captured_at=LATER)
        sha256 = article.captures.earliest("captured_at").sha256

        assert checking.fails("--save")[0].endswith(
            f": Proved against capture {sha256[:8]}, which has no file here. Add it."
        )

    def test_what_is_quoted_from_each_is_added_up(self, checking):
        article = checking.article("aaa bbb", text="aaa bbb ccc " + "-" * 8)
        checking.run("--save")
        make.CitationFactory(article=article, excerpt="bbb ccc ddd")
        checking.capture(article, "bbb ccc ddd " + "-" * 88, "newer.txt", captured_at=LATER)

        assert "46.0% of it is reproduced" in checking.fails("--save")[0]


class TestHowMuchIsQuoted:
    LIMIT = "One two three four five six " + "-" * 12  # 40 characters

    def test_up_to_the_limit(self, checking):
        checking.article("two three", "three", "four five", "five", text=self.LIMIT)
        assert checking.run("--save")[1].split()[-1] == "45.0%"

    def test_not_beyond_it(self, checking):
        article = checking.article("two three", "four five six", text=self.LIMIT)
        assert checking.fails("--save") == [
            f"Gazette: Ties at low point ({article.key}): 55.0% of it is reproduced, and 45% is "
            "the most. Shorten or remove excerpts.",
            "Recorded 2 proofs.",
            ONE_THING,
        ]

    @pytest.mark.parametrize("model", [Claim, Statement])
    def test_what_is_retracted_is_checked_but_no_longer_shown(self, checking, model):
        article = checking.article("One two three four five", text=self.LIMIT)
        assert len(checking.fails("--save")) == 3
        row = article.citations.get().statement
        row = row.claim if model is Claim else row
        by = make.UserFactory()
        published = {"published_at": make.MOMENT, "published_by": by} if model is Claim else {}
        model.objects.filter(pk=row.pk).update(
            state=State.RETRACTED,
            retracted_at=make.MOMENT,
            retracted_by=by,
            retraction_reason="An error.",
            **published,
        )

        assert checking.run()[1].split()[-1] == "0.0%"
        assert checking.run()[-1] == "All 1 excerpt of 1 article is proved."

    def test_an_excerpt_of_too_many_words(self, checking):
        article = checking.article(text="word " * 26 + FILLER)
        check_deferred()
        with acting_as_owner():
            sql("ALTER TABLE claims_citation DROP CONSTRAINT citation_excerpt_is_short")
        make.CitationFactory(article=article, excerpt="word " * 25 + "word")

        assert checking.fails("--save")[0].endswith(
            "word”: It has 26 words, and 25 is the most. Choose a shorter span."
        )
        assert "26 words" in checking.out.getvalue()
