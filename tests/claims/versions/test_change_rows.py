"""Each change that readers may want to hear of leaves one row.

It does so by every way of writing. The triggers: changes_after_insert, changes_after_update and
changes_after_delete.
"""

import datetime
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.actions import publish_claim, publish_statement, retract_claim, retract_statement
from claims.actions.merging.merge import merge_claims
from claims.actions.merging.undo import undo_merge
from claims.models import (
    Change,
    ChangeTopic,
    Citation,
    Claim,
    ClaimSearch,
    ClaimVersion,
    Correction,
    Statement,
)
from claims.versions.changes import list_latest_changes
from core.errors import check_deferred_constraints
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import assert_refused, sql
from tests.support.write_paths import WRITE_PATHS

pytestmark = pytest.mark.usefixtures("tables_owner")

LATER = make.MOMENT + datetime.timedelta(hours=1)


def told(claim=None):
    """Return the kinds of the changes, in the order in which they happened."""
    rows = Change.objects.filter(claim=claim) if claim else Change.objects.all()
    return list(rows.order_by("pk").values_list("kind", flat=True))


def latest(kind):
    return Change.objects.filter(kind=kind).order_by("-pk").first()


@pytest.fixture
def scenario():
    """Provide a claim that Ruritania affirms, published in a transaction of its own."""
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("Ruritania", "affirms", april(10))
    return scenario


def by(name="ada"):
    return make.UserFactory(username=name)


def test_publishing_a_claim_is_told_as_new():
    with transaction.atomic():
        draft = make.DraftStatementFactory()
        make.CitationFactory(statement=draft)
    assert told() == []
    publish_claim(claim=draft.claim, by=by(), now=make.MOMENT)
    [change] = Change.objects.all()
    assert (change.kind, change.version, change.status_after) == ("new", 1, "asserted")
    assert change.made_at == make.MOMENT  # the day that readers are shown, not that of the version


def test_what_is_loaded_has_its_own_day_everywhere_and_a_later_change_that_of_the_change(scenario):
    def dates():
        [entry], newest = ClaimSearch.objects.all(), Change.objects.order_by("-made_at").first()
        return entry.changed_at, newest.made_at, list_latest_changes(scenario.claim.pk)[0].shown_at

    assert set(dates()) == {make.MOMENT}
    with transaction.atomic():
        scenario.say("Borduria", "denies", april(12))
    last = ClaimVersion.objects.latest("number")
    assert last.made_at > make.MOMENT and set(dates()) == {last.made_at}


def test_the_migration_dates_what_was_loaded_before(scenario):
    now = timezone.now()
    with transaction.atomic():
        later = Scenario()
        later.say("Ruritania", "affirms", april(10))
    with transaction.atomic():
        later.say("Borduria", "denies", april(12))
    changed = ClaimSearch.objects.get(claim=later.claim).changed_at
    ClaimSearch.objects.filter(claim=scenario.claim).update(changed_at=now)
    import_module("claims.migrations.0054_dates_of_loaded_claims").date_claims(
        None, connection.schema_editor()
    )
    dates = dict(ClaimSearch.objects.values_list("claim", "changed_at"))
    assert dates == {scenario.claim.pk: make.MOMENT, later.claim.pk: changed} and changed > make.MOMENT


def test_a_denial_that_is_let_through_is_what_changed_the_status(scenario):
    with transaction.atomic():
        draft = make.DraftStatementFactory(claim=scenario.claim, stance="denies")
        make.CitationFactory(statement=draft)
    publish_statement(statement=draft, by=by(), now=make.MOMENT)
    assert told() == ["new", "status"]
    change = latest("status")
    assert (change.status_before, change.status_after) == ("asserted", "disputed")
    assert (change.statement, change.version) == (draft, 2)


@pytest.mark.parametrize("write", WRITE_PATHS)
def test_every_way_of_writing_is_told(scenario, write):
    write(scenario.claim, text="It pours")
    write(scenario.claim.statements.get(), stance="denies")
    assert told() == ["new", "reworded", "status"]
    assert latest("status").statement == scenario.claim.statements.get()


def test_of_several_new_ones_the_one_that_takes_the_side_is_named(scenario):
    with transaction.atomic():
        scenario.say("Borduria", "affirms", april(14))
        denial = scenario.say("Syldavia", "denies", april(11))
        scenario.say("=Herald", "denies", april(16))
    assert told() == ["new", "status", "position"]
    assert latest("status").statement == denial
    assert latest("position").how_many == 2


def test_of_a_status_that_outlets_decide_an_outlet_is_the_cause():
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("=Herald", "affirms", april(10))
    with transaction.atomic():
        doubt = scenario.say("=Post", "questions", april(11))
    assert (latest("status").status_after, latest("status").statement) == ("disputed", doubt)
    with transaction.atomic():
        words = scenario.say("Ruritania", "affirms", april(9))
    assert (latest("status").status_after, latest("status").statement) == ("asserted", words)


def test_a_second_party_makes_it_agreed_and_withdrawing_undoes_that(scenario):
    with transaction.atomic():
        second = scenario.say("Borduria", "affirms", april(11))
    assert (latest("status").status_after, latest("status").statement) == ("agreed", second)
    with transaction.atomic():
        withdrawal = scenario.say("Borduria", "withdraws", april(12))
    assert (latest("status").status_after, latest("status").statement) == ("asserted", withdrawal)


def test_a_position_that_changes_no_status_is_told_as_one(scenario):
    with transaction.atomic():
        repeated = scenario.say("Ruritania", "affirms", april(12))
    assert told() == ["new", "position"]
    assert (latest("position").statement, latest("position").how_many) == (repeated, 1)


def test_a_retracted_position_is_told_and_named_as_the_cause(scenario):
    with transaction.atomic():
        scenario.say("Borduria", "affirms", april(9))
        taken = scenario.say("Borduria", "denies", april(12))
    retract_statement(statement=taken, by=by(), now=make.MOMENT, reason="They did not say it.")
    assert told() == ["new", "status", "position", "status", "taken_back"]
    assert latest("status").statement == taken
    assert latest("taken_back").statement == taken


def test_evidence_at_first_hand_makes_the_position_count(scenario):
    with transaction.atomic():
        relayed = scenario.say("Borduria", "denies", relayed_by="Ruritania")
    make.CitationFactory(statement=relayed)
    assert told() == ["new", "position", "status"]
    assert latest("status").statement == relayed


def test_a_retracted_claim_is_told(scenario):
    retract_claim(claim=scenario.claim, by=by(), now=make.MOMENT, reason="It named a source.")
    assert told() == ["new", "retracted"]


def test_what_is_no_news_is_not_told(scenario):
    Claim.objects.update(public_note="A note.", context="A context.")
    make.CitationFactory(statement=scenario.claim.statements.get())
    Citation.objects.update(excerpt="other words")
    Statement.objects.update(place="Elsewhere")
    scenario.claim.topics.add(make.TopicFactory())
    assert scenario.claim.versions.count() > 4
    assert told() == ["new"]


def test_a_correction_is_told_with_the_claim_or_alone(scenario):
    own = make.CorrectionFactory(claim=scenario.claim)
    shared = make.CorrectionFactory(claim=None, made_at=LATER)
    make.CorrectionFactory()  # of a draft
    assert told() == ["new", "correction", "correction"]
    mine, alone = Change.objects.filter(kind="correction").order_by("pk")
    assert (mine.correction, mine.claim, mine.version) == (own, scenario.claim, 2)
    assert (alone.correction, alone.claim, alone.version, alone.made_at) == (shared, None, None, LATER)


def test_a_shared_correction_follows_its_row(scenario):
    shared = make.CorrectionFactory(claim=None)
    Correction.objects.filter(pk=shared.pk).update(made_at=LATER)
    assert latest("correction").made_at == LATER
    Correction.objects.filter(pk=shared.pk).update(claim=scenario.claim)
    assert [change.claim for change in Change.objects.filter(kind="correction")] == [scenario.claim]
    Correction.objects.filter(pk=shared.pk).delete()
    another = make.CorrectionFactory(claim=None)
    assert Change.objects.filter(correction=another).count() == 1
    sql("DELETE FROM claims_correction WHERE id = %s", another.pk)
    assert not Change.objects.filter(correction=another).exists()


def test_a_merge_is_told_on_both_claims_and_its_undoing_too(scenario):
    with transaction.atomic():
        other = Scenario()
        other.say("Borduria", "affirms")
        make.CorrectionFactory(claim=other.claim)
    done = merge_claims(
        duplicate=other.claim, target=scenario.claim, by=by(), now=make.MOMENT, reason="The same."
    )
    assert told(other.claim) == ["new", "correction", "retracted"]
    assert told(scenario.claim) == ["new", "status"], "the correction was told of before"
    undo_merge(merge=done, by=by("eve"), now=LATER, reason="They are not.")
    assert told(other.claim) == ["new", "correction", "retracted", "republished"]
    assert told(scenario.claim) == ["new", "status", "status"]


def test_a_version_made_anew_is_told_once(scenario):
    topic = make.TopicFactory()
    with transaction.atomic():
        Claim.objects.update(text="It pours")
        scenario.claim.topics.add(topic)
        check_deferred_constraints()
        Claim.objects.update(context="A context.")
        scenario.say("Borduria", "denies")
    assert told() == ["new", "status", "reworded"]
    assert ChangeTopic.objects.count() == 3


def test_what_is_undone_before_the_end_is_not_told(scenario):
    with transaction.atomic():
        Claim.objects.update(text="It pours")
        scenario.claim.topics.add(make.TopicFactory())
        check_deferred_constraints()
        Claim.objects.update(text=scenario.claim.text)
        scenario.claim.topics.clear()
    assert told() == ["new"]
    assert not ChangeTopic.objects.exists()


def test_changes_are_filed_under_the_topics_of_today(scenario):
    bridges, dams = make.TopicFactory(), make.TopicFactory()
    scenario.claim.topics.add(bridges)
    Claim.objects.update(text="It pours")
    scenario.claim.topics.set([dams])
    rows = ChangeTopic.objects.order_by("change")
    assert [(row.topic, row.kind, row.made_at) for row in rows] == [
        (dams, change.kind, change.made_at) for change in Change.objects.order_by("pk")
    ]
    dams.delete()
    assert not ChangeTopic.objects.exists()
    assert told() == ["new", "reworded"]


def test_every_version_so_far_is_told_when_the_list_begins(scenario):
    scenario.claim.topics.add(make.TopicFactory())
    Claim.objects.update(text="It pours")
    with transaction.atomic():
        scenario.say("Borduria", "denies")
    before = list(Change.objects.order_by("pk").values_list("kind", "version", "statement", "made_at"))
    sql("TRUNCATE claims_change, claims_changetopic")
    sql("SELECT claims_list_changes(ARRAY(SELECT id FROM claims_claimversion))")
    after = list(Change.objects.order_by("pk").values_list("kind", "version", "statement", "made_at"))
    assert after == before
    assert ChangeTopic.objects.count() == 3


def test_a_kind_is_known(scenario):
    with assert_refused("change_kind_is_known"):
        Change.objects.update(kind="gossip")


def test_it_is_of_a_version_or_of_a_correction(scenario):
    with assert_refused("change_is_of_a_version_or_a_correction"):
        Change.objects.update(claim=None)


def test_it_is_filed_once_under_a_topic(scenario):
    scenario.claim.topics.add(make.TopicFactory())
    row = ChangeTopic.objects.get()
    row.pk = None
    with assert_refused("change_filed_once"):
        row.save(force_insert=True)


def test_it_says_what_and_when(scenario):
    [change] = Change.objects.all()
    change.made_at = make.MOMENT
    assert str(change) == "new claim, 2017-04-20"
    assert (
        str(ChangeTopic(change=change, topic=make.TopicFactory(name="Dams")))
        == "new claim, 2017-04-20 / Dams"
    )


def test_a_statement_alone_is_enough_to_be_filed():
    with transaction.atomic():
        make.StatementFactory().claim.topics.add(make.TopicFactory(), make.TopicFactory())
    assert ChangeTopic.objects.filter(kind="new").count() == 2
