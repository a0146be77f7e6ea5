"""Every public change of a claim leaves one version; nothing else does.

The triggers: version_after_insert, version_after_update, version_after_delete and version_due.
"""

import pghistory
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from claims.actions import publish_claim, retract_claim, retract_statement
from claims.models import Citation, Claim, ClaimVersion
from core.errors import check_deferred_constraints, translate_refusals
from tests import factories as make
from tests.support.databases import copied_database
from tests.support.scenario import Scenario, april
from tests.support.sql import assert_refused, sql
from tests.support.write_paths import WRITE_PATHS, write_by_update

pytestmark = pytest.mark.usefixtures("tables_owner")


def versions(claim):
    return list(ClaimVersion.objects.filter(claim=claim).order_by("number"))


def numbers(claim):
    return [version.number for version in versions(claim)]


def latest(claim):
    return versions(claim)[-1].snapshot


@pytest.fixture
def statement():
    with transaction.atomic():
        return make.StatementFactory()


def test_publishing_makes_the_first_version_with_who_when_and_why():
    editor = make.UserFactory()
    with transaction.atomic():
        draft = make.DraftStatementFactory()
        make.CitationFactory(statement=draft)
    assert versions(draft.claim) == []
    with pghistory.context(user=editor.pk, reason="Checked twice."):
        publish_claim(claim=draft.claim, by=editor, now=make.MOMENT)
    [version] = versions(draft.claim)
    assert (version.number, version.made_by, version.reason) == (1, editor, "Checked twice.")
    assert version.made_at == sql("SELECT pgh_created_at FROM claims_claimevent ORDER BY pgh_id DESC")[0][0]
    assert version.snapshot["proposition"] == draft.claim.text
    assert version.snapshot["status"] == "asserted"
    [position] = version.snapshot["statements"]
    assert (position["stance"], position["said_on"], position["counts"]) == ("affirms", "2017-04-12", True)
    [citation] = position["citations"]
    assert citation["excerpt"] == Citation.objects.get().excerpt
    assert citation["proof"] is None
    assert citation["article"]["outlet"]["name"] == Citation.objects.get().article.outlet.name


@pytest.mark.parametrize("write", WRITE_PATHS)
def test_every_way_of_writing_makes_a_version(statement, write):
    claim = statement.claim
    write(claim, public_note="A note.")
    write(statement, place="Elsewhere")
    assert numbers(claim) == [1, 2, 3]
    assert [v.snapshot["public_note"] for v in versions(claim)] == ["", "A note.", "A note."]
    assert latest(claim)["statements"][0]["place"] == "Elsewhere"


def test_a_statement_by_itself_says_who_and_why_also_outside_a_transaction(statement):
    editor = make.UserFactory()
    with pghistory.context(user=editor.pk, reason="A reader wrote in."):
        Claim.objects.update(public_note="A note.")
    Claim.objects.update(public_note="Another note.")
    _, told, silent = versions(statement.claim)
    assert (told.made_by, told.reason) == (editor, "A reader wrote in.")
    assert (silent.made_by, silent.reason) == (None, "")


@pytest.mark.parametrize("user", [999_999_999, "nobody", "12; DROP", None, 10**12, {"a": 1}])
def test_somebody_who_has_no_account_is_nobody(statement, user):
    with pghistory.context(user=user, reason=None):
        Claim.objects.update(public_note="A note.")
    assert versions(statement.claim)[-1].made_by is None


def test_many_changes_in_one_transaction_are_one_version(statement):
    with transaction.atomic():
        Claim.objects.update(public_note="A note.")
        check_deferred_constraints()
        Claim.objects.update(context="A context.")
        with translate_refusals():
            statement.claim.topics.add(make.TopicFactory(name="Trade"))
    assert numbers(statement.claim) == [1, 2]
    assert latest(statement.claim)["topics"][0]["name"] == "Trade"
    assert latest(statement.claim)["context"] == "A context."


def test_what_is_undone_before_the_end_leaves_none(statement):
    with transaction.atomic():
        Claim.objects.update(public_note="A note.")
        check_deferred_constraints()
        Claim.objects.update(public_note="")
    assert numbers(statement.claim) == [1]


def test_what_is_rolled_back_leaves_none(statement):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Claim.objects.update(public_note="A note.")
            check_deferred_constraints()
            raise ZeroDivisionError
        Claim.objects.update(context="A context.")
    assert numbers(statement.claim) == [1, 2]
    assert latest(statement.claim)["public_note"] == ""


def test_writing_the_same_again_leaves_none(statement):
    statement.claim.save()
    statement.save()
    Citation.objects.get().save()
    assert numbers(statement.claim) == [1]


def test_drafts_leave_none(statement):
    draft = make.DraftClaimFactory()
    draft.topics.add(make.TopicFactory())
    make.FactCheckFactory(claim=draft)
    Claim.objects.filter(pk=draft.pk).update(text="Another text")
    waiting = make.DraftStatementFactory(claim=statement.claim, stance="denies")
    make.CitationFactory(statement=waiting)
    assert ClaimVersion.objects.count() == 1
    write_by_update(waiting, state="published")
    assert numbers(statement.claim) == [1, 2]
    assert latest(statement.claim)["status"] == "disputed"


def test_what_hangs_on_a_claim_shows(statement):
    claim = statement.claim
    topic = make.TopicFactory()
    for change in (
        lambda: claim.topics.add(topic),
        lambda: make.FactCheckFactory(claim=claim, rating="Half so"),
        lambda: make.CorrectionFactory(claim=claim, notice="A word was altered."),
        lambda: make.CitationFactory(statement=statement),
        lambda: claim.topics.clear(),
        lambda: claim.fact_checks.all().delete(),
        lambda: Citation.objects.filter(pk=statement.citations.last().pk).delete(),
    ):
        with transaction.atomic():
            change()
    assert numbers(claim) == [1, 2, 3, 4, 5, 6, 7, 8]
    third, fifth, last = (versions(claim)[place].snapshot for place in (2, 4, 7))
    assert third["fact_checks"][0]["rating"] == "Half so"
    assert [c["notice"] for c in fifth["corrections"]] == ["A word was altered."]
    assert len(fifth["statements"][0]["citations"]) == 2
    assert (last["topics"], last["fact_checks"]) == ([], [])
    assert len(last["statements"][0]["citations"]) == 1


def test_a_retraction_leaves_the_notice_alone(statement):
    retract_claim(claim=statement.claim, by=make.UserFactory(), now=make.MOMENT, reason="It named a source.")
    notice = {"at": "2017-04-20T12:00:00Z", "reason": "It named a source."}
    assert latest(statement.claim) == {
        "id": statement.claim.pk,
        "key": Claim.objects.get().key,
        "state": "retracted",
        "retraction": notice,
    }
    statement.claimant.name = "Renamed"
    statement.claimant.save()
    assert numbers(statement.claim) == [1, 2]


def test_a_statement_taken_back_leaves_its_notice():
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        taken = scenario.say("B", "denies")
    retract_statement(statement=taken, by=make.UserFactory(), now=make.MOMENT, reason="They did not say it.")
    assert [row["reason"] for row in latest(scenario.claim)["retracted"]] == ["They did not say it."]
    assert [row["party"]["name"] for row in latest(scenario.claim)["statements"]] == ["A"]


def test_a_position_that_lapses_shows():
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A.ann", "affirms", april(10))
        scenario.say("A.bob", "affirms", april(12))
    make.AffiliationFactory._meta.model.objects.filter(claimant__name="ann").update(until=april(11))
    assert [row["standing"] for row in latest(scenario.claim)["statements"]] == ["lapsed", "current"]


def test_a_name_that_changes_shows_on_every_claim_where_it_is_read():
    with transaction.atomic():
        first, second, other = Scenario(), Scenario(), Scenario()
        said = first.say("A.ann", "affirms", relayed_by="B")
        first.say("C", "affirms")
        second.known = first.known
        second.say("A", "affirms")
        other.say("D", "affirms")
    citation = said.citations.select_related("article__outlet", "relayed_by").get()
    for row, changes in (
        (first.speaker("A")[1], {"name": "Renamed"}),
        (first.speaker("A")[1], {"wikidata_id": "Q42"}),
        (citation.relayed_by, {"sentence_name": "the relayer"}),
        (citation.article, {"title": "Retitled"}),
        (citation.article, {"byline": "Ada Brook"}),
        (citation.article.outlet, {"funding": "Its readers", "funding_source": "Its page"}),
        (citation.article.outlet, {"country": "Elsewhere"}),
    ):
        type(row).objects.filter(pk=row.pk).update(**changes)
    assert numbers(first.claim) == [1, 2, 3, 4, 5]
    assert numbers(second.claim) == [1, 2]
    assert numbers(other.claim) == [1]
    [shown] = latest(first.claim)["statements"][0]["citations"]
    assert shown["relayed_by"]["sentence_name"] == "the relayer"
    assert (shown["article"]["title"], shown["article"]["outlet"]["funding"]) == ("Retitled", "Its readers")
    assert latest(second.claim)["statements"][0]["claimant"]["name"] == "Renamed"


def test_a_renamed_topic_shows(statement):
    topic = make.TopicFactory()
    statement.claim.topics.add(topic)
    type(topic).objects.update(summary="A summary.")
    type(topic).objects.update(name="Renamed")
    assert numbers(statement.claim) == [1, 2, 3]
    assert latest(statement.claim)["topics"][0]["name"] == "Renamed"


def test_a_related_claim_shows_once_it_is_public(statement):
    with transaction.atomic():
        other = make.DraftStatementFactory()
        make.CitationFactory(statement=other)
        make.ClaimRelationFactory(claim=statement.claim, other=other.claim, kind="narrows")
    assert numbers(statement.claim) == [1]
    publish_claim(claim=other.claim, by=make.UserFactory(), now=make.MOMENT)
    Claim.objects.filter(pk=other.claim.pk).update(text="Reworded")
    assert numbers(statement.claim) == [1, 2, 3]
    [relation] = latest(statement.claim)["relations"]
    assert (relation["kind"], relation["from_here"]) == ("narrows", True)
    assert relation["claim"]["proposition"] == "Reworded"
    assert latest(other.claim)["relations"][0]["from_here"] is False


def test_the_record_loaded_twice_has_one_version_of_each_claim(moscow):
    with copied_database(moscow, f"{moscow}_twice"):
        call_command("loaddata", "moscow_2017", verbosity=0)
        assert ClaimVersion.objects.count() == Claim.objects.count() == 152
        assert set(ClaimVersion.objects.values_list("number", flat=True)) == {1}
        assert sql("SELECT count(*) FROM claims_versionnote, claims_versiondue") == [(0,)]


def test_the_time_zone_of_the_connection_makes_no_difference(statement):
    with transaction.atomic():
        sql("SET LOCAL TIME ZONE 'Asia/Tokyo'")
        sql("SET LOCAL DateStyle = 'German, DMY'")
        sql("SELECT claims_note('claim', ARRAY[%s]::bigint[])", statement.claim_id)
    assert numbers(statement.claim) == [1]


@pytest.mark.parametrize("write", [*WRITE_PATHS, "delete"])
def test_a_version_stays_as_it_is(statement, write):
    [version] = versions(statement.claim)
    with assert_refused("claim_version_is_immutable"):
        if write == "delete":
            version.delete()
        else:
            write(version, reason="Another reason")


def test_not_even_the_transaction_that_made_it_removes_a_version_by_hand(statement):
    with assert_refused("claim_version_is_immutable"):
        Claim.objects.update(public_note="A note.")
        check_deferred_constraints()
        ClaimVersion.objects.filter(number=2).delete()


def test_a_number_is_given_once(statement):
    [version] = versions(statement.claim)
    version.pk = None
    with assert_refused("version_number_once_per_claim"):
        version.save(force_insert=True)


def test_numbers_begin_at_1(statement):
    [version] = versions(statement.claim)
    version.pk, version.number = None, 0
    with assert_refused("version_numbers_begin_at_1"):
        version.save(force_insert=True)


def test_it_says_what_and_which():
    assert str(ClaimVersion(claim=Claim(text="It holds"), number=3)) == "It holds, version 3"


def test_repeatable_read_is_refused(statement):
    with pytest.raises(Exception, match="READ COMMITTED only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        make.FactCheckFactory(claim=statement.claim)
