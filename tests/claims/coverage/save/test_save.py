"""Saving rows: statements with proved citations, in one transaction."""

import datetime

import pytest

from claims.coverage.rows import build_row
from claims.models import Affiliation, Citation, Claim, Claimant, Coverage, Merge, Statement
from core.history import read_events
from tests import factories as make
from tests.support.coverage_article import (
    DAY,
    NOW,
    TEXT,
    CoverageScenario,
    allow_publishing,
    publish_position,
)

pytestmark = pytest.mark.django_db


def merge(work, **pair):
    Merge.objects.create(merged_at=NOW, merged_by=work.editor, reason="The same.", moved={}, **pair)


class TestOneRow:
    def test_becomes_a_draft_with_a_proved_citation(self, work):
        topic = make.TopicFactory()
        work.save(
            work.row(
                "it is  not safe",
                hedged="on",
                place="Harbour Town",
                said_on_note="Printed.",
                topics=[topic.pk],
            )
        )
        statement = Statement.objects.get()
        assert (statement.claimant, statement.party, statement.capacity) == (
            work.brook,
            work.freedonia,
            "Foreign Minister",
        )
        assert (statement.stance, statement.hedged, statement.said_on) == ("affirms", True, DAY)
        assert (statement.said_on_precision, statement.said_on_note, statement.place) == (
            "day",
            "Printed.",
            "Harbour Town",
        )
        assert (statement.state, statement.claim.state) == ("draft", "draft")
        assert (statement.claim.text, statement.claim.nature) == ("The bridge of Vale is unsafe", "fact")
        assert list(statement.claim.topics.all()) == [topic]
        citation = statement.citations.get()
        assert (citation.excerpt, citation.kind, citation.part) == ("it is not safe", "quote", "body")
        assert (citation.article, citation.capture) == (work.coverage.article, work.coverage.capture)
        assert TEXT[citation.start : citation.end] == "it is not safe"
        assert TEXT[: citation.start].endswith(citation.prefix)
        assert citation.proved_at == NOW

    def test_finishes_the_work_with_its_summary(self, work):
        summary = work.save(work.row())
        coverage = Coverage.objects.get()
        assert (coverage.finished_at, coverage.summary) == (NOW, summary)
        statement = Statement.objects.get()
        assert summary["added"]["statements"] == [
            {"id": statement.pk, "text": str(statement), "claim": statement.claim_id, "row": "r1"}
        ]
        assert [citation["text"] for citation in summary["added"]["citations"]] == ["it is not safe"]
        assert [claim["text"] for claim in summary["added"]["claims"]] == ["The bridge of Vale is unsafe"]
        assert summary["further_citations"] == []

    def test_the_history_says_who_and_why(self, work):
        work.save(work.row())
        [event] = read_events(Statement, pk=Statement.objects.get().pk)
        assert event.context["user"] == work.editor.pk
        assert event.context["reason"] == "Coverage of Bridge talks end without a deal"

    def test_rows_set_aside_are_not_looked_at(self, work):
        work.save(work.row(), build_row(id="r2", excerpt="no such words", dropped=True))
        assert Citation.objects.count() == 1

    def test_words_that_stand_there_twice_are_told_apart_by_their_place(self, work):
        start = TEXT.index("bridge is unsafe")
        at = TEXT.index("bridge", start)
        work.save(work.row("bridge", start=at, end=at + len("bridge")))
        assert Citation.objects.get().start == at

    def test_a_place_that_is_wrong_does_no_harm_when_the_words_are_there_once(self, work):
        work.save(work.row("it is not safe", start=0, end=14))
        assert TEXT[Citation.objects.get().start :].startswith("it is not safe")


class TestWho:
    def test_party_and_capacity_follow_from_the_day(self, work):
        work.save(work.row(party=None, capacity=""))
        statement = Statement.objects.get()
        assert (statement.party, statement.capacity) == (work.freedonia, "Foreign Minister")

    def test_a_party_speaks_for_itself(self, work):
        work.save(work.row(claimant=work.freedonia.pk, party=None, capacity=""))
        statement = Statement.objects.get()
        assert (statement.party, statement.capacity) == (work.freedonia, "as a government")

    def test_a_newcomer_for_a_party_is_affiliated_with_it(self, work):
        rows = [
            work.row(
                excerpt,
                id=f"r{n}",
                claimant=None,
                new_name="Edith Vale",
                new_kind="person",
                new_role="Freedonian envoy",
                capacity="envoy",
            )
            for n, excerpt in enumerate(["it is not safe", "We will not open it"])
        ]
        summary = work.save(*rows)
        vale = Claimant.objects.get(name="Edith Vale")
        assert (vale.kind, vale.role, vale.is_party) == ("person", "Freedonian envoy", False)
        affiliation = Affiliation.objects.get(claimant=vale)
        assert (affiliation.party, affiliation.role) == (work.freedonia, "envoy")
        assert Statement.objects.get().claimant == vale
        assert [claimant["text"] for claimant in summary["added"]["claimants"]] == ["Edith Vale, a person"]

    def test_a_newcomer_and_a_new_party_are_made_once(self, work):
        new = {
            "claimant": None,
            "party": None,
            "new_kind": "person",
            "new_party": "Ruritania",
            "new_party_kind": "government",
        }
        work.save(
            work.row(id="r1", **new, new_name="Edith Vale"),
            work.row("We will not open it", id="r2", **new, new_name="Frank Moor"),
            work.row(
                "It may be old",
                id="r3",
                claimant=None,
                party=None,
                new_name="Ruritania",
                new_kind="government",
                capacity="",
            ),
        )
        party = Claimant.objects.get(name="Ruritania")
        assert {statement.party for statement in Statement.objects.all()} == {party}
        assert party.people.count() == 2

    def test_somebody_who_speaks_for_themselves(self, work):
        work.save(
            work.row(
                claimant=None,
                party=None,
                capacity="",
                new_name="Edith Vale",
                new_kind="person",
                speaks_for_itself=True,
            )
        )
        statement = Statement.objects.get()
        assert statement.party == statement.claimant
        assert statement.capacity == "as a private person"

    def test_somebody_else_of_the_same_name(self, work):
        work.save(work.row(claimant=None, new_name="Ada Brook", new_kind="person", same_name_anyway=True))
        assert Claimant.objects.filter(name="Ada Brook").count() == 2

    def test_who_was_merged_away_is_who_they_became(self, work):
        kept = make.ClaimantFactory(name="Ada B.")
        merge(work, claimant_from=work.brook, claimant_into=kept)
        work.save(work.row())
        assert Statement.objects.get().claimant == kept

    def test_the_outlets_own_words(self, work):
        work.save(
            work.row(
                "with no evidence of any damage",
                kind="own_words",
                claimant=None,
                party=None,
                stance="questions",
            )
        )
        statement = Statement.objects.get()
        assert (statement.claimant, statement.party) == (statement.claimant, statement.claimant)
        assert (statement.claimant.outlet, statement.capacity) == (work.outlet, "in its own voice")
        assert Claimant.objects.voice_of(work.outlet) == statement.claimant

    def test_second_hand_through_somebody(self, work):
        outlet = make.OutletFactory()
        work.save(work.row(relayed_by=work.dane.pk, via=outlet.pk, translated_by="A translator"))
        citation = Citation.objects.get()
        assert (citation.relayed_by, citation.relayed_for) == (work.dane, work.sylvania)
        assert (citation.via, citation.translated_by) == (outlet, "A translator")

    def test_second_hand_through_a_party(self, work):
        work.save(work.row(relayed_by=work.sylvania.pk))
        assert Citation.objects.get().relayed_for == work.sylvania


class TestClaims:
    def test_two_rows_that_word_the_same_claim_make_it_once(self, work):
        first, second = make.TopicFactory(), make.TopicFactory()
        work.save(
            work.row(id="r1", topics=[first.pk]),
            work.row(
                "it is safe",
                id="r2",
                claimant=work.dane.pk,
                party=None,
                capacity="",
                stance="denies",
                new_claim="The bridge of Vale is UNSAFE.",
                nature="",
                topics=[second.pk],
            ),
        )
        claim = Claim.objects.get()
        assert claim.statements.count() == 2
        assert set(claim.topics.all()) == {first, second}

    def test_one_that_was_merged_away_is_what_it_became(self, work):
        lost, kept = make.DraftClaimFactory(), make.DraftClaimFactory()
        merge(work, claim_from=lost, claim_into=kept)
        work.save(work.row(claim=lost.pk))
        assert Statement.objects.get().claim == kept


class TestPositionsOnTheRecord:
    def test_a_draft_gets_a_further_citation(self, work):
        there = make.DraftStatementFactory(claimant=work.brook, party=work.freedonia, said_on=DAY)
        summary = work.save(work.row(claim=there.claim_id))
        assert Statement.objects.get() == there
        assert [(citation["statement"], citation["text"]) for citation in summary["further_citations"]] == [
            (there.pk, "it is not safe")
        ]
        assert summary["added"]["statements"] == summary["added"]["citations"] == []

    def test_several_rows_of_one_position_are_one_statement(self, work):
        work.save(work.row(id="r1"), work.row("We will not open it", id="r2"))
        assert Statement.objects.get().citations.count() == 2

    @pytest.mark.parametrize("other", [{"said_on": datetime.date(2017, 4, 11)}, {"said_on_precision": "by"}])
    def test_nearly_the_same_is_another_and_is_named(self, work, other):
        fields = {"claimant": work.brook, "party": work.freedonia, "said_on": DAY, **other}
        there = make.DraftStatementFactory(**fields)
        summary = work.save(work.row(claim=there.claim_id))
        assert Statement.objects.count() == 2
        assert [statement["statement"] for statement in summary["near"]] == [there.pk]

    def test_it_is_named_once_for_several_rows(self, work):
        fields = {"claimant": work.brook, "party": work.freedonia}
        there = make.DraftStatementFactory(**fields, said_on=datetime.date(2017, 4, 1))
        rows = (("r1", "it is not safe", "2017-04-11"), ("r2", "We will not open it", "2017-04-12"))
        summary = work.save(
            *(work.row(words, id=pk, claim=there.claim_id, said_on=day) for pk, words, day in rows)
        )
        assert [near["statement"] for near in summary["near"]] == [there.pk]

    def test_a_retracted_one_does_not_count(self, work):
        there = publish_position(work)
        publish_position(work, claim=there.claim, said_on=datetime.date(2017, 4, 1))
        Statement.objects.filter(pk=there.pk).update(
            state="retracted", retracted_at=NOW, retracted_by=work.editor, retraction_reason="Wrong."
        )
        work.save(work.row(claim=there.claim_id))
        assert Statement.objects.filter(said_on=DAY, state="draft").count() == 1

    def test_a_published_one_gets_it_from_a_publisher_and_readers_see_it(self, work):
        allow_publishing(work.editor)
        there = publish_position(
            work, citation__relayed_by=work.sylvania, citation__relayed_for=work.sylvania
        )
        publish_position(
            work, claim=there.claim, claimant=work.sylvania, party=work.sylvania, stance="denies"
        )
        there.claim.refresh_from_db()
        publish_position(work, claim=there.claim, claimant=work.dane, party=work.sylvania)
        summary = work.save(work.row(claim=there.claim_id))
        assert [citation["statement"] for citation in summary["further_citations"]] == [there.pk]
        assert there.citations.count() == 2


WORDINGS = ("Bridges are unsafe in the harbour", "Ferries no longer leave the port", "Nobody pays the toll")


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_rows_takes_the_same_queries(number, django_assert_num_queries):
    work = CoverageScenario(
        "\n\n".join(
            f"“The harbour bridge is not safe {n},” Ada Brook said. {'Much else. ' * 30}" for n in range(3)
        )
    )
    topic = make.TopicFactory()
    rows = [
        work.row(
            f"bridge is not safe {n}",
            id=f"r{n}",
            claimant=None,
            new_name=f"Edith Vale {n}",
            new_kind="person",
            new_claim=f"{WORDINGS[n]} of Vale",
            topics=[topic.pk],
        )
        for n in range(number)
    ]
    with django_assert_num_queries(42):
        work.save(*rows)
    assert Statement.objects.count() == number
