"""The status stays right when two transactions overlap.

Each transaction has a connection of its own.
"""

import threading
import time

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction

from claims.models import Citation, Claim, Claimant, Statement
from sources.models import Article
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import check_deferred, sql
from tests.support.status_oracle import assert_status_is_right


class Second(threading.Thread):
    """A writer on a connection of its own, while the first has not yet committed."""

    def __init__(self, write):
        super().__init__()
        self.write, self.pid, self.refused_as = write, None, None

    def run(self):
        try:
            with transaction.atomic():
                [(self.pid,)] = sql("SELECT pg_backend_pid()")
                self.write()
        except IntegrityError as error:
            self.refused_as = error.__cause__.diag.constraint_name
        finally:
            connection.close()

    def is_waiting(self):
        return self.pid is not None and sql("SELECT cardinality(pg_blocking_pids(%s)) > 0", self.pid)[0][0]

    def start_and_wait(self):
        """Start the second writer; return once it waits for the first or is done."""
        self.start()
        while self.is_alive() and not self.is_waiting():
            time.sleep(0.005)


def race(first, second):
    """Run two overlapping writes and return the constraint that refused one.

    `first` commits once `second` waits for it or is done. Returns None if neither was refused; fails if both
    were.
    """
    other, refused_as = Second(second), None
    try:
        with transaction.atomic():
            first()
            other.start_and_wait()
    except IntegrityError as error:
        refused_as = error.__cause__.diag.constraint_name
    other.join()
    assert refused_as is None or other.refused_as is None, "one of them has its way"
    return refused_as or other.refused_as


in_either_order = pytest.mark.parametrize("swapped", [False, True])


def run(swapped, one, two):
    return race(two, one) if swapped else race(one, two)


@in_either_order
def test_each_removes_one_of_two_citations(swapped):
    with transaction.atomic():
        statement = make.StatementFactory()
        make.StatementFactory(claim=statement.claim)
        citations = [statement.citations.get(), make.CitationFactory(statement=statement)]
    refused = run(swapped, citations[0].delete, citations[1].delete)
    assert refused == "statement_published_needs_a_citation"
    assert statement.citations.count() == 1


def remove(statement):
    statement.citations.all().delete()
    Statement.objects.filter(pk=statement.pk).delete()


@in_either_order
def test_one_removes_the_denial_and_one_an_affirmation(swapped):
    with transaction.atomic():
        scenario = Scenario()
        rows = [scenario.say(*words.split()) for words in ("A affirms", "B affirms", "C denies")]
    assert run(swapped, lambda: remove(rows[0]), lambda: remove(rows[2])) is None
    assert scenario.status == "asserted"
    assert_status_is_right(scenario.claim)


@in_either_order
def test_each_of_two_parties_takes_its_denial_back(swapped):
    """Alone, neither changes a status: only the lock lets one see the other's write."""
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        denials = [Statement.objects.filter(pk=scenario.say(name, "denies").pk) for name in ("B", "C")]
    affirm = [lambda row=row: row.update(stance="affirms") for row in denials]
    assert run(swapped, *affirm) is None
    assert scenario.status == "agreed"


@in_either_order
def test_each_removes_one_of_the_last_two_positions(swapped):
    with transaction.atomic():
        scenario = Scenario()
        rows = [scenario.say("A", "affirms"), scenario.say("B", "affirms")]
    refused = run(swapped, lambda: remove(rows[0]), lambda: remove(rows[1]))
    assert refused == "claim_published_needs_a_position"
    assert scenario.status == "asserted"


def publish(claim, by):
    Claim.objects.filter(pk=claim.pk).update(state="published", published_at=make.MOMENT, published_by=by)


@in_either_order
def test_a_claim_is_published_while_a_statement_is_added(swapped):
    with transaction.atomic():
        scenario, by = Scenario(), make.UserFactory()
        scenario.claim = make.DraftClaimFactory()
        Claim.objects.exclude(pk=scenario.claim.pk).delete()
        scenario.say("A", "affirms")
        scenario.speaker("B")
    assert run(swapped, lambda: publish(scenario.claim, by), lambda: scenario.say("B", "denies")) is None
    assert scenario.status == "disputed"


@in_either_order
def test_a_stale_claim_is_saved_while_a_statement_is_added(swapped):
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        scenario.speaker("B")
    stale = Claim.objects.get(pk=scenario.claim.pk)
    stale.public_note = "A note."
    assert run(swapped, stale.save, lambda: scenario.say("B", "denies")) is None
    assert (scenario.status, Claim.objects.get().public_note) == ("disputed", "A note.")


@in_either_order
def test_a_drafts_last_citation_is_removed_while_it_is_published(swapped):
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        draft = scenario.say("B", "affirms", state="draft")
    published = Statement.objects.filter(pk=draft.pk)
    refused = run(swapped, lambda: published.update(state="published"), draft.citations.get().delete)
    assert refused == "statement_published_needs_a_citation"
    assert_status_is_right(scenario.claim)


@in_either_order
def test_an_affiliation_ends_while_the_persons_first_words_are_added(swapped):
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A.bob", "affirms", on=april(20))
        scenario.speaker("A.ann")
    words = {"on": april(1)}
    assert (
        run(
            swapped,
            lambda: scenario.end_affiliation("A.ann", april(10)),
            lambda: scenario.say("A.ann", "denies", **words),
        )
        is None
    )
    assert scenario.status == "asserted"
    assert_status_is_right(scenario.claim)


@in_either_order
def test_an_affiliation_is_deleted_while_the_persons_first_words_are_added(swapped):
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A.bob", "affirms", on=april(20))
        ann, party = scenario.speaker("A.ann")
        scenario.end_affiliation("A.ann", april(10))
        second_office = make.AffiliationFactory(claimant=ann, party=party, role="adviser")
    words = {"on": april(1)}
    assert run(swapped, second_office.delete, lambda: scenario.say("A.ann", "denies", **words)) is None
    assert scenario.status == "asserted"


@in_either_order
def test_a_claimant_changes_kind_while_their_first_words_are_added(swapped):
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        speaker, _ = scenario.speaker("B")
        outlet = make.OutletFactory()
    becomes_a_voice = Claimant.objects.filter(pk=speaker.pk)
    assert (
        run(
            swapped,
            lambda: becomes_a_voice.update(kind="outlet", outlet=outlet),
            lambda: scenario.say("B", "denies"),
        )
        is None
    )
    assert scenario.status == "asserted"
    assert_status_is_right(scenario.claim)


@in_either_order
def test_a_statement_moves_while_a_citation_at_first_hand_is_added_to_it(swapped):
    with transaction.atomic():
        here, there = Scenario(), Scenario()
        for scenario in (here, there):
            scenario.say("A", "affirms")
        statement = here.say("B", "denies", relayed_by="A")
        article = make.ArticleFactory()
    move = Statement.objects.filter(pk=statement.pk)
    cite = {"statement": statement, "article": article}
    assert run(swapped, lambda: move.update(claim=there.claim), lambda: make.CitationFactory(**cite)) is None
    assert (here.status, there.status) == ("asserted", "disputed")
    assert_status_is_right(here.claim, there.claim)


@in_either_order
def test_a_statement_moves_while_its_citation_at_first_hand_is_deleted(swapped):
    with transaction.atomic():
        here, there = Scenario(), Scenario()
        for scenario in (here, there):
            scenario.say("A", "affirms")
        statement = here.say("B", "denies", relayed_by="A")
        citation = make.CitationFactory(statement=statement)
    move = Statement.objects.filter(pk=statement.pk)
    assert run(swapped, lambda: move.update(claim=there.claim), citation.delete) is None
    assert (here.status, there.status) == ("asserted", "asserted")


@in_either_order
def test_a_statement_moves_while_a_citation_at_first_hand_moves_to_it(swapped):
    with transaction.atomic():
        here, there = Scenario(), Scenario()
        there.say("A", "affirms")
        citation = make.CitationFactory(statement=here.say("A", "affirms"))
        statement = here.say("B", "denies", relayed_by="A")
    move = Statement.objects.filter(pk=statement.pk)
    cite = Citation.objects.filter(pk=citation.pk)
    refused = run(swapped, lambda: move.update(claim=there.claim), lambda: cite.update(statement=statement))
    assert refused is None
    assert (here.status, there.status) == ("asserted", "disputed")


def test_claims_are_locked_in_order_of_id():
    """A writer that waits for the smaller id does not hold the claim with the greater."""
    with transaction.atomic():
        below, above = Scenario(), Scenario()
        rows = {scenario: [scenario.say(name, "affirms") for name in "AB"] for scenario in (above, below)}
    assert sql("SELECT id FROM claims_claim ORDER BY ctid") == [(above.claim.pk,), (below.claim.pk,)]
    both = Statement.objects.filter(pk__in=[rows[below][0].pk, rows[above][0].pk])
    other = Second(lambda: both.update(stance="denies"))
    with transaction.atomic():
        Statement.objects.filter(pk=rows[below][1].pk).update(stance="questions")
        other.start_and_wait()
        Statement.objects.filter(pk=rows[above][1].pk).update(stance="questions")
    other.join()
    assert (below.status, above.status) == ("disputed", "disputed")


def test_a_reference_to_a_claim_does_not_hold_its_status_up():
    with transaction.atomic():
        statement = make.StatementFactory()
    denied = Statement.objects.filter(pk=statement.pk)
    other = Second(lambda: denied.update(stance="denies"))
    with transaction.atomic():
        make.FactCheckFactory(claim=statement.claim)
        other.start_and_wait()
        waited = other.is_alive()
    other.join()
    assert not waited
    assert_status_is_right(statement.claim)


@pytest.mark.parametrize("model", [Article, Claimant])
@in_either_order
def test_an_outlet_changes_while_its_own_words_are_cited(swapped, model):
    """Both look whether they broke a rule before the other has committed."""
    with transaction.atomic():
        voice, other = make.VoiceFactory(), make.OutletFactory()
        article = make.ArticleFactory(outlet=voice.outlet)
        draft = make.DraftStatementFactory(party=voice)
    row = model.objects.filter(pk={Article: article, Claimant: voice}[model].pk)

    def change():
        row.update(outlet=other)
        check_deferred()

    def cite():
        make.CitationFactory(statement=draft, article=article, kind="own_words")
        check_deferred()

    assert run(swapped, change, cite) == "citation_own_words_are_the_outlets"


def test_many_that_affirm_at_once():
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        parties = make.PartyFactory.create_batch(2)

    def affirm(party):
        return lambda: make.StatementFactory(claim=scenario.claim, party=party)

    assert race(affirm(parties[0]), affirm(parties[1])) is None
    assert scenario.status == "agreed"


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_isolation_level_that_would_hide_other_writers_is_refused(level):
    with transaction.atomic():
        claim = make.StatementFactory().claim
        party = make.PartyFactory()
    with pytest.raises(NotSupportedError, match="What a status depends on"), transaction.atomic():
        sql(f"SET TRANSACTION ISOLATION LEVEL {level}")
        make.StatementFactory(claim=claim, party=party, stance="denies")
    assert_status_is_right(claim)
