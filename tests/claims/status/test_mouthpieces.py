"""In the articles of an outlet that speaks for a party, others count only by what is quoted and proved.

The triggers: mouthpiece_on_insert, mouthpiece_on_update, mouthpiece_on_delete.
"""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core import serializers
from django.db import OperationalError, connection, transaction

from claims.actions import mouthpieces
from claims.actions.mouthpieces import describe_work, follow_mouthpieces, follow_outlet, start_following
from claims.models import Claimant, MouthpieceWork, QueueEntry
from tests import factories as make
from tests.support.scenario import Scenario
from tests.support.sql import assert_accepted, assert_refused, sql
from tests.support.write_paths import WRITE_PATHS

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(db):
    """Provide a claim, and an outlet that speaks for A; rolled back at the end."""
    with transaction.atomic():
        scenario = Scenario()
        scenario.a = scenario.speaker("A")[1]
        scenario.voice = make.VoiceFactory(
            outlet__name="The Organ", speaks_for=scenario.a, speaks_for_source="https://organ.example/about"
        )
        scenario.outlet = scenario.voice.outlet
        yield scenario
        transaction.set_rollback(True)


def say(scenario, name, stance="affirms", **citation):
    """Let somebody take a position that the organ reports."""
    citation = {"kind": "paraphrase", **citation}
    given = {f"citation__{field}": value for field, value in citation.items()}
    return scenario.say(name, stance, citation__article__outlet=scenario.outlet, **given)


def prove(citation):
    """Store a proof, as if the excerpt had been found at the beginning of a text."""
    capture = make.CaptureFactory(article=citation.article)
    type(citation).objects.filter(pk=citation.pk).update(
        capture=capture, start=0, end=len(citation.excerpt), proved_at=make.MOMENT
    )


@pytest.mark.parametrize(
    ("name", "kind", "standing"),
    [
        ("B", "paraphrase", "second_hand"),
        ("B.bob", "paraphrase", "second_hand"),
        ("B", "quote", "second_hand"),
        ("A", "paraphrase", "current"),
        ("A.ann", "paraphrase", "current"),
        ("A", "quote", "current"),
    ],
)
def test_a_paraphrase_of_another_party_is_second_hand(scenario, name, kind, standing):
    assert scenario.standing(say(scenario, name, kind=kind)) == standing


def test_a_proved_quotation_counts_and_so_does_another_outlet(scenario):
    quoted, reported = say(scenario, "B", kind="quote"), say(scenario, "C")
    assert scenario.status == "open"
    prove(quoted.citations.get())
    assert (scenario.standing(quoted), scenario.status) == ("current", "asserted")
    make.CitationFactory(statement=reported, kind="paraphrase")
    assert (scenario.standing(reported), scenario.status) == ("current", "agreed")


def test_a_proved_paraphrase_is_still_a_paraphrase(scenario):
    words = say(scenario, "B")
    prove(words.citations.get())
    assert scenario.standing(words) == "second_hand"


def test_its_own_voice_is_its_own(scenario):
    scenario.known["=Organ"] = (scenario.voice, scenario.voice)
    words = scenario.say("=Organ", "denies")
    assert (scenario.standing(words), scenario.status) == ("current", "disputed")


def test_who_relays_for_the_party_itself_is_no_news(scenario):
    ann, party = scenario.speaker("A.ann")
    words = say(scenario, "A", relayed_by=ann, relayed_for=party)
    assert scenario.standing(words) == "current"


@pytest.mark.parametrize("write", WRITE_PATHS)
def test_the_status_follows_kind_proof_and_article(scenario, write):
    words = say(scenario, "B")
    citation, organ = words.citations.get(), words.citations.get().article
    write(citation, article=make.ArticleFactory())
    assert scenario.standing(words) == "current" and scenario.status == "asserted"
    write(citation, article=organ)
    assert scenario.status == "open"
    write(citation, kind="quote")
    prove(citation)
    assert scenario.status == "asserted"
    citation.refresh_from_db()
    write(citation, kind="paraphrase")
    assert scenario.status == "open"


def test_the_status_follows_an_article_that_moves(scenario):
    article = say(scenario, "B").citations.get().article
    type(article).objects.filter(pk=article.pk).update(outlet=make.OutletFactory())
    assert scenario.status == "asserted"
    type(article).objects.filter(pk=article.pk).update(outlet=scenario.outlet)
    assert scenario.status == "open"


def test_the_status_follows_an_article_that_arrives_after_its_citations(scenario):
    article = say(scenario, "B").citations.get().article
    [row] = serializers.deserialize("json", serializers.serialize("json", [article]))
    sql("DELETE FROM sources_article WHERE id = %s", article.pk)
    sql("SELECT claims_refresh_status(%s)", [scenario.claim.pk])
    assert scenario.status == "asserted"
    QueueEntry.objects.filter(queue="second_hand").delete()
    row.save()
    assert scenario.status == "open"
    assert QueueEntry.objects.filter(queue="second_hand").exists()


def waits(statement):
    return QueueEntry.objects.filter(queue="second_hand", row=statement.pk).exists()


def test_a_position_known_only_through_it_waits_in_the_queue(scenario):
    words = say(scenario, "B")
    assert waits(words)
    make.CitationFactory(statement=words)
    assert not waits(words)


def test_the_queue_follows_kind_proof_and_article(scenario):
    words = say(scenario, "B", kind="quote")
    citation, organ = words.citations.get(), words.citations.get().article
    prove(citation)
    assert not waits(words)
    rows = type(citation).objects.filter(pk=citation.pk)
    rows.update(kind="paraphrase")
    assert waits(words)
    type(organ).objects.filter(pk=organ.pk).update(outlet=make.OutletFactory())
    assert not waits(words)
    type(organ).objects.filter(pk=organ.pk).update(outlet=scenario.outlet)
    assert waits(words)
    rows.update(article=make.ArticleFactory(), capture=None, start=None, end=None, proved_at=None)
    assert not waits(words)


def test_the_queue_of_what_was_on_the_record_is_made_anew(scenario, monkeypatch):
    waiting, settled = say(scenario, "B"), say(scenario, "C")
    make.CitationFactory(statement=settled)
    QueueEntry.objects.filter(queue="second_hand", row=waiting.pk).delete()
    QueueEntry.objects.create(queue="second_hand", row=settled.pk)
    migration = import_module("claims.migrations.0083_queue_what_mouthpieces_pass_on")
    monkeypatch.setattr(migration, "STATEMENTS_AT_ONCE", 1)
    migration.queue_anew(None, SimpleNamespace(connection=connection))
    assert waits(waiting) and not waits(settled)


def test_the_queue_follows_what_it_says_of_itself(scenario):
    words = say(scenario, "B")
    speak_for(scenario.voice, None)
    follow_mouthpieces()
    assert not waits(words)
    speak_for(scenario.voice, scenario.a)
    follow_mouthpieces()
    assert waits(words)


# --- following -------------------------------------------------------------------------------------


def speak_for(voice, party, source="https://organ.example/about"):
    Claimant.objects.filter(pk=voice.pk).update(speaks_for=party, speaks_for_source=source if party else "")


def test_what_it_says_of_itself_is_followed_in_parts(scenario, monkeypatch):
    monkeypatch.setattr(mouthpieces, "CITATIONS_AT_ONCE", 2)
    speak_for(scenario.voice, None)
    follow_outlet(scenario.outlet.pk)
    claims = [Scenario() for _ in range(5)]
    for other in claims:
        other.known, other.outlet = scenario.known, scenario.outlet
        say(other, "B")
    assert {other.status for other in claims} == {"asserted"}
    speak_for(scenario.voice, scenario.a)
    assert {other.status for other in claims} == {"asserted"}
    assert describe_work(scenario.outlet.pk) == (
        "Statuses are being worked out anew: 0 of 5 citations of this outlet are done."
    )
    follow_mouthpieces()
    assert {other.status for other in claims} == {"open"}
    assert describe_work(scenario.outlet.pk) == ""
    speak_for(scenario.voice, scenario.speaker("B")[1])
    start_following()  # more than fit into one transaction: a worker's job
    assert MouthpieceWork.objects.get().total == 5
    follow_mouthpieces()
    assert {other.status for other in claims} == {"asserted"}


def test_an_outlet_with_few_articles_needs_no_worker(scenario):
    say(scenario, "B")
    speak_for(scenario.voice, None)
    start_following()
    assert scenario.status == "asserted"
    assert not MouthpieceWork.objects.exists()
    start_following()  # nothing to do


def test_articles_that_came_after_the_count_are_counted_again(scenario, monkeypatch):
    monkeypatch.setattr(mouthpieces, "CITATIONS_AT_ONCE", 1)
    say(scenario, "B")
    say(scenario, "C")
    speak_for(scenario.voice, None)
    MouthpieceWork.objects.update(total=0)
    start_following()
    work = MouthpieceWork.objects.get()
    assert (work.done, work.total) == (0, 2)


def test_an_outlet_whose_claims_are_locked_holds_up_no_other(scenario, monkeypatch):
    say(scenario, "B")
    speak_for(scenario.voice, None)
    other = make.VoiceFactory(speaks_for=scenario.a, speaks_for_source="x")
    follow = mouthpieces.follow_outlet

    def refuse(outlet_id, **options):
        if outlet_id == scenario.outlet.pk:
            raise OperationalError
        return follow(outlet_id, **options)

    monkeypatch.setattr(mouthpieces, "follow_outlet", refuse)
    start_following()
    assert [work.pk for work in MouthpieceWork.objects.all()] == [scenario.outlet.pk] != [other.outlet_id]
    with pytest.raises(OperationalError):
        follow_mouthpieces()


@pytest.mark.parametrize(
    "change", [{"speaks_for": None, "speaks_for_source": ""}, {"outlet": None}, {"name": "Another name"}]
)
def test_only_what_matters_asks_for_work(scenario, change):
    say(scenario, "B")
    MouthpieceWork.objects.all().delete()
    if "outlet" in change:
        change = {"outlet": make.ArticleFactory().outlet}
    Claimant.objects.filter(pk=scenario.voice.pk).update(**change)
    assert MouthpieceWork.objects.filter(pk=scenario.outlet.pk).exists() == ("name" not in change)


def test_the_parts_go_by_citations(scenario):
    """An article with many is followed alone, and so many articles at most, cited or not."""
    articles = make.ArticleFactory.create_batch(4, outlet=scenario.outlet)
    for name, number in zip("BCDE", (0, 0, 0, 3), strict=True):
        say(scenario, name, article=articles[number])
    MouthpieceWork.objects.all().delete()
    speak_for(scenario.voice, None)
    done = []
    while work := MouthpieceWork.objects.first():
        done.append(work.done)
        sql("SELECT claims_follow_mouthpiece(%s, 2)", scenario.outlet.pk)
    assert done == [0, 3, 3, 4]


def test_an_outlet_without_articles_asks_as_well(scenario):
    """Somebody else may be adding one that the trigger cannot see yet."""
    make.VoiceFactory(speaks_for=scenario.a, speaks_for_source="x")
    start_following()
    assert not MouthpieceWork.objects.exists()


def test_a_voice_that_goes_asks_for_work(scenario):
    say(scenario, "B")
    MouthpieceWork.objects.all().delete()
    scenario.voice.delete()
    follow_mouthpieces()
    assert scenario.status == "asserted"


def test_work_that_is_asked_for_again_begins_again(scenario):
    say(scenario, "B")
    speak_for(scenario.voice, None)
    MouthpieceWork.objects.update(after=10**9, done=1)
    speak_for(scenario.voice, scenario.a)
    work = MouthpieceWork.objects.get()
    assert (work.after, work.done, work.total) == (0, 0, 1)


# --- what the database refuses ---------------------------------------------------------------------


def test_only_an_outlet_speaks_like_that():
    with assert_refused("claimant_speaks_for_a_party_as_an_outlet"):
        make.ClaimantFactory(speaks_for=make.PartyFactory(), speaks_for_source="x")


def test_it_needs_a_source_and_no_source_without_it():
    with assert_refused("claimant_speaks_for_has_a_source"):
        make.VoiceFactory(speaks_for=make.PartyFactory())
    with assert_refused("claimant_speaks_for_has_a_source"):
        make.VoiceFactory(speaks_for_source="x")


def test_it_speaks_for_a_party():
    with assert_refused("claimant_speaks_for_a_party"):
        make.VoiceFactory(speaks_for=make.ClaimantFactory(), speaks_for_source="x")
    with assert_accepted():
        make.VoiceFactory(speaks_for=make.PartyFactory(), speaks_for_source="x")


def test_a_party_that_it_speaks_for_stays_one():
    party = make.PartyFactory()
    with assert_accepted():
        make.VoiceFactory(speaks_for=party, speaks_for_source="x")
    with assert_refused("claimant_speaks_for_a_party"):
        Claimant.objects.filter(pk=party.pk).update(kind="person")
