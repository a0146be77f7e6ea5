"""Citations for a published position: offered by an editor, or added."""

import datetime

import pytest

from claims.coverage.drafts import begin_coverage
from claims.models import Citation, Claim, OfferedCitation, Statement
from editorial.coverage.row_display import build_hint_lines
from tests import factories as make
from tests.support.coverage_article import NOW, TEXT, CoverageScenario, allow_publishing
from tests.support.sql import acting_as_owner, sql

pytestmark = pytest.mark.django_db
DAY = datetime.date(2017, 4, 12)


@pytest.fixture
def there(work):
    """Make Ada Brook's published position, equal to that of `work.row`."""
    return make.StatementFactory(
        claimant=work.brook, party=work.freedonia, said_on=DAY, capacity="Foreign Minister"
    )


def offer(work, there, excerpt="it is not safe", **more):
    return work.row(excerpt, claim=there.claim_id, **more)


def test_an_editors_words_are_offered_with_their_proof(work, there):
    relayer, agency = make.ClaimantFactory(), make.OutletFactory()
    given = {"relayed_by": relayer.pk, "relayed_for": work.sylvania.pk, "via": agency.pk}
    work.save(offer(work, there, kind="paraphrase", part="caption", translated_by="the embassy", **given))
    offered = OfferedCitation.objects.get()
    assert (offered.statement, offered.excerpt, offered.outcome) == (there, "it is not safe", "")
    assert (offered.article, offered.capture) == (work.coverage.article, work.coverage.capture)
    assert TEXT[offered.start : offered.end] == "it is not safe"
    assert TEXT[: offered.start].endswith(offered.prefix)
    assert TEXT[offered.end :].startswith(offered.suffix)
    assert (offered.kind, offered.part, offered.translated_by) == ("paraphrase", "caption", "the embassy")
    assert (offered.relayed_by, offered.relayed_for, offered.via) == (relayer, work.sylvania, agency)
    assert (offered.offered_by, offered.offered_at) == (work.editor, NOW)


def test_readers_see_nothing_of_it(work):
    """A position that is only second-hand would count with the claimant's own words."""
    second_hand = {"citation__relayed_by": work.sylvania, "citation__relayed_for": work.sylvania}
    there = make.StatementFactory(
        claimant=work.brook,
        party=work.freedonia,
        said_on=DAY,
        capacity="Foreign Minister",
        stance="denies",
        **second_hand,
    )
    make.StatementFactory(claim=there.claim, party=work.sylvania)
    before = Claim.objects.get(pk=there.claim_id).status
    work.save(offer(work, there, stance="denies"))
    assert OfferedCitation.objects.count() == 1
    assert there.citations.count() == 1
    assert Claim.objects.get(pk=there.claim_id).status == before == "asserted"


def test_the_summary_says_for_what(work, there):
    summary = work.save(offer(work, there))
    offered = OfferedCitation.objects.get()
    assert summary["offered"] == [
        {
            "id": offered.pk,
            "text": "it is not safe",
            "statement": there.pk,
            "for": str(there),
            "row": "r1",
        }
    ]
    assert summary["further_citations"] == summary["added"]["citations"] == []
    assert summary["changed"] == summary["statuses"] == summary["near"] == []


def test_other_rows_are_saved_with_it_and_sent_for_review(work, there):
    summary = work.save(
        offer(work, there, id="r1"),
        work.row("We will not open it", id="r2", new_claim="Ferries stay in port", nature="forecast"),
        submit=True,
    )
    assert Statement.objects.get(state="draft").citations.get().excerpt == "We will not open it"
    assert [offer["row"] for offer in summary["offered"]] == ["r1"]
    assert [citation["row"] for citation in summary["added"]["citations"]] == ["r2"]
    assert len(summary["submitted"]) == 1


def test_a_publisher_adds_it_at_once(work, there):
    allow_publishing(work.editor)
    summary = work.save(offer(work, there))
    assert (there.citations.count(), OfferedCitation.objects.count()) == (2, 0)
    assert summary["offered"] == []


class TestRefused:
    @pytest.mark.parametrize("publisher", [False, True])
    def test_the_same_words_while_they_wait(self, work, there, publisher):
        work.save(offer(work, there))
        other = CoverageScenario.__new__(CoverageScenario)
        other.__dict__ |= work.__dict__
        other.editor = make.UserFactory()
        if publisher:
            allow_publishing(other.editor)
        other.coverage = begin_coverage(by=other.editor, now=NOW, article=work.coverage.article)
        errors = other.errors(offer(other, there))
        assert list(errors["r1"]) == ["excerpt"]
        assert "offered for this position and wait for a publisher" in errors["r1"]["excerpt"][0]
        assert (OfferedCitation.objects.count(), there.citations.count()) == (1, 1)
        OfferedCitation.objects.update(outcome="withdrawn", settled_at=NOW, settled_by=work.editor)
        other.save(offer(other, there))
        assert OfferedCitation.objects.filter(outcome="").count() + there.citations.count() == 2

    def test_words_that_are_cited_already(self, work, there):
        make.CitationFactory(statement=there, article=work.coverage.article, excerpt="it is not safe")
        assert list(work.errors(offer(work, there))["r1"]) == ["excerpt"]
        assert not OfferedCitation.objects.exists()

    def test_words_that_are_not_in_the_article(self, work, there):
        assert list(work.errors(offer(work, there, "no such words"))["r1"]) == ["excerpt"]
        assert not OfferedCitation.objects.exists()

    def test_what_only_the_database_would_refuse_later(self, work, there):
        with acting_as_owner():
            sql("""
            CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'meanwhile'
                    USING ERRCODE = '23514', CONSTRAINT = 'citation_relayed_by_somebody_else';
            END $$;
            CREATE TRIGGER meanwhile BEFORE INSERT ON claims_citation
                FOR EACH ROW EXECUTE FUNCTION meanwhile();
            """)
        errors = work.errors(offer(work, there))
        assert "Nobody passes on their own words" in errors["r1"][""][0]
        assert not OfferedCitation.objects.exists()


class TestHowMuchIsQuoted:
    def test_what_waits_counts(self):
        words = [f"word{n}" for n in range(60)]
        work = CoverageScenario(" ".join(words))
        text = " ".join(words)
        make.OfferedCitationFactory(capture=work.coverage.capture, text=text, excerpt=" ".join(words[:20]))
        row = work.row(" ".join(words[30:40]))
        assert "of the article" in work.errors(row)[""][""][0]
        OfferedCitation.objects.update(outcome="withdrawn", settled_at=NOW, settled_by=work.editor)
        work.save(row)
        assert Citation.objects.filter(statement__state="draft").count() == 1


def test_the_page_says_so_beforehand(work, there):
    rows = [offer(work, there)]
    assert "are offered as a further citation" in build_hint_lines(work.coverage, rows, work.editor)["r1"]
    publisher = make.UserFactory()
    allow_publishing(publisher)
    assert "become a further citation" in build_hint_lines(work.coverage, rows, publisher)["r1"]
    draft = work.row(id="r2")
    assert build_hint_lines(work.coverage, [draft], work.editor) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_offers_takes_the_same_queries(number, django_assert_num_queries):
    work = CoverageScenario(
        "\n\n".join(
            f"“The harbour bridge is not safe {n},” Ada Brook said. {'Much else. ' * 30}" for n in range(3)
        )
    )
    given = {"claimant": work.brook, "party": work.freedonia, "said_on": DAY}
    positions = [make.StatementFactory(**given) for _ in range(number)]
    rows = [
        work.row(f"bridge is not safe {n}", id=f"r{n}", claim=one.claim_id) for n, one in enumerate(positions)
    ]
    with django_assert_num_queries(41):
        work.save(*rows)
    assert OfferedCitation.objects.count() == number
