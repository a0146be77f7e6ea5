"""A merge is undone exactly, or refused with every reason."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.merging.repoint import MOVED_RELATIONS, UNMOVED_RELATIONS
from claims.actions.merging.undo import CannotUndo, undo_merge
from claims.actions.mouthpieces import follow_mouthpieces
from claims.merges import find_merge
from claims.models import (
    Alias,
    Citation,
    Claim,
    Claimant,
    CorrectionProposal,
    Merge,
    PairKind,
    ProbableDouble,
    Statement,
)
from core.errors import Refused
from core.history import read_events
from sources.models import Outlet
from tests import factories as make
from tests.support import random_record as record
from tests.support.examples import examples
from tests.support.sql import check_deferred, sql
from tests.support.status_oracle import assert_status_is_right

pytestmark = pytest.mark.django_db

LATER = make.MOMENT + datetime.timedelta(hours=1)
MERGES = {Claim: merge_claims, Claimant: merge_claimants, Outlet: merge_outlets}
# Versions, their news, stamps and the history are only added; the search and the queues follow the record.
# None is restored.
NOT_COMPARED = {
    "claims_change",
    "claims_changetopic",
    "claims_claimsearch",
    "claims_claimversion",
    "claims_facetcount",
    "claims_merge",
    "claims_mirrorentry",
    "claims_mouthpiecework",
    "claims_queueentry",
    "claims_stamp",
    "claims_wordpairs",
    "sources_addition",
    *("sources_historybacklog", "sources_historyleaves", "sources_historyseal", "sources_historyshape"),
}
ROWS = "SELECT t::text FROM {} t"


@pytest.fixture
def by(db):
    return make.UserFactory(username="ada")


def merge(duplicate, target, by, **more):
    return MERGES[type(duplicate)](
        duplicate=duplicate, target=target, by=by, now=make.MOMENT, reason="The same.", **more
    )


def undo(done, by):
    undo_merge(merge=done, by=by, now=LATER, reason="They are not.")


def everything() -> dict[str, list[str]]:
    """Return all rows of the record and of the work on it, by table."""
    tables = [
        model._meta.db_table
        for label in ("claims", "sources")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy
    ]
    return {
        table: sorted(row for (row,) in sql(ROWS.format(connection.ops.quote_name(table))))
        for table in tables
        if table not in NOT_COMPARED
    }


def reasons(done, by) -> list[str]:
    before = everything()
    with pytest.raises(CannotUndo) as caught:
        undo(done, by)
    assert everything() == before
    assert find_merge(done.duplicate) == done
    return caught.value.reasons


def crowded_pair():
    """Make two published claims with rows of every kind, many of them duplicates."""
    party, other, third = make.PartyFactory(), make.PartyFactory(), make.DraftClaimFactory()
    topic = make.TopicFactory()
    pair = [make.ClaimFactory(text=text) for text in ("The dam was opened", "Somebody opened the dam")]
    for claim in pair:
        same = make.StatementFactory(claim=claim, party=party)
        make.StatementFactory(claim=claim, party=other, stance="denies", place=claim.text)
        make.CitationFactory(statement=same, article=make.ArticleFactory(title="One"), excerpt="the dam")
        make.KeyClaimFactory(claim=claim, topic=topic, place=len(topic.key_claims.all()) + 1)
        make.FactCheckFactory(claim=claim, url="https://reviewer.example/one")
        make.ClaimRelationFactory(claim=claim, other=third, kind="tension")
        make.CorrectionFactory(claim=claim)
    Citation.objects.filter(excerpt="the dam").update(article=make.ArticleFactory(title="Two"))
    pair[0].topics.add(make.TopicFactory())
    return pair


def test_two_claims_are_as_they_were(by):
    duplicate, target = crowded_pair()
    before = everything()
    done = merge(duplicate, target, by)
    assert everything() != before
    undo(done, by)
    assert everything() == before
    done.refresh_from_db()
    assert (done.undone_at, done.undone_by) == (LATER, by)
    assert find_merge(duplicate) is None
    assert_status_is_right(duplicate, target)


def test_two_outlets_with_voices_are_as_they_were(by):
    duplicate, target = make.VoiceFactory(), make.VoiceFactory()
    for voice in (duplicate, target):
        article = make.ArticleFactory(outlet=voice.outlet)
        make.StatementFactory(party=voice, citation__article=article, citation__kind="own_words")
    before = everything()
    undo(merge(duplicate.outlet, target.outlet, by), by)
    assert everything() == before
    assert Merge.objects.filter(undone_at=None).count() == 0


def test_the_party_that_an_outlet_speaks_for_comes_back(by, django_capture_on_commit_callbacks):
    """Its own words, paraphrased there, are all that a claim rests on: they count at every moment."""
    duplicate, target = make.PartyFactory(), make.PartyFactory()
    voice = make.VoiceFactory(speaks_for=duplicate, speaks_for_source="x")
    reported = {"citation__kind": "paraphrase", "citation__article__outlet": voice.outlet}
    third = make.StatementFactory().claim
    claims = [make.StatementFactory(party=duplicate, **reported).claim]
    claims.append(make.StatementFactory(claim=third, party=target, **reported).claim)
    before = everything()
    with django_capture_on_commit_callbacks(execute=True):
        done = merge(duplicate, target, by)
    sql("SET LOCAL claims.may_be_open = 'off'")  # what followed had a transaction of its own
    with django_capture_on_commit_callbacks(execute=True):
        undo(done, by)
    assert everything() == before
    assert_status_is_right(*claims)


def test_the_history_says_why(by):
    duplicate, target = crowded_pair()
    said = duplicate.statements.first()
    undo(merge(duplicate, target, by), by)
    events = read_events(Statement, pk=said.pk)
    whys = [event.context["reason"] for event in events if event.context and "reason" in event.context]
    assert whys[-2:] == ["The same.", "They are not."]


def test_it_can_be_merged_again_and_undone_in_turn(by):
    first, second, third = (make.DraftClaimFactory() for _ in range(3))
    make.DraftStatementFactory(claim=first)
    before = everything()
    one = merge(first, second, by)
    two = merge(second, third, by)
    assert any("itself merged into" in why for why in reasons(one, by))
    undo(two, by)
    undo(one, by)
    assert everything() == before
    undo(merge(first, second, by), by)
    assert everything() == before


# --- refused ---------------------------------------------------------------------------------------


def test_every_edit_since_is_named(by):
    duplicate, target = crowded_pair()
    done = merge(duplicate, target, by)
    statement = target.statements.exclude(stance="denies").get()
    statement.place = "Elmstead"
    statement.save()
    Claim.objects.filter(pk=target.pk).update(text="Somebody has opened the dam")
    make.StatementFactory(claim=target)
    make.CitationFactory(statement=statement, excerpt="added words")
    target.topics.add(make.TopicFactory(name="Floods"))
    found = " ".join(reasons(done, by))
    assert "A claim (“Somebody has opened the dam”) was edited since." in found
    assert "A statement (“" in found
    assert "A citation (“added words”) was added since." in found
    assert "The topic “Floods” was added since." in found
    assert found.count("was added since.") == 3


def test_what_was_removed_since_is_named(by):
    duplicate, target = crowded_pair()
    make.CitationFactory(statement=duplicate.statements.filter(stance="denies").get(), excerpt="more words")
    done = merge(duplicate, target, by)
    Citation.objects.filter(excerpt="more words").delete()
    assert any("A citation was removed since" in why for why in reasons(done, by))


def test_an_edit_that_was_taken_back_is_none(by):
    duplicate, target = crowded_pair()
    done = merge(duplicate, target, by)
    text = target.text
    Claim.objects.filter(pk=target.pk).update(text="Other words")
    Claim.objects.filter(pk=target.pk).update(text=text)
    undo(done, by)


def test_what_a_claimant_says_later_stays_with_it(by):
    duplicate, target = make.ClaimantFactory(), make.ClaimantFactory()
    party = make.PartyFactory()
    make.StatementFactory(claimant=duplicate, party=party)
    done = merge(duplicate, target, by)
    later = make.StatementFactory(claimant=target, party=party)
    undo(done, by)
    later.refresh_from_db()
    assert later.claimant == target
    assert duplicate.statements.count() == 1


def test_a_claimant_whose_new_alias_was_edited_since(by):
    duplicate, target = make.ClaimantFactory(name="Ada Broke"), make.ClaimantFactory()
    done = merge(duplicate, target, by)
    Alias.objects.update(name="Broke")
    assert reasons(done, by) == ["An alias (“Broke”) was edited since."]


def test_twice_or_without_a_reason_or_half_of_two_outlets(by):
    duplicate, target = make.DraftClaimFactory(), make.DraftClaimFactory()
    done = merge(duplicate, target, by)
    with pytest.raises(Refused, match="Say why"):
        undo_merge(merge=done, by=by, now=LATER, reason="")
    undo(done, by)
    with pytest.raises(CannotUndo, match="undone already"):
        undo(done, by)
    one, other = make.VoiceFactory(), make.VoiceFactory()
    merge(one.outlet, other.outlet, by)
    assert reasons(find_merge(one), by) == ["It is part of the merge of two outlets: undo that one."]


def test_a_correction_that_readers_were_told_stays(by):
    duplicate, target = crowded_pair()
    done = merge(duplicate, target, by)
    proposal = CorrectionProposal.objects.get()
    proposal.outcome, proposal.note, proposal.settled_at, proposal.settled_by = (
        "waived",
        "A comma.",
        LATER,
        by,
    )
    proposal.save()
    undo(done, by)
    assert CorrectionProposal.objects.count() == 1


# --- any record ------------------------------------------------------------------------------------


def a_pair(cast, kind, one, other):
    rows = {
        "claims": cast.claims,
        "claimants": [claimant for claimant, _ in cast.speakers],
        "outlets": list(Outlet.objects.order_by("pk")),
    }[kind]
    return record.pick_row(rows, one), record.pick_row(rows, other)


def make_valid():
    """Make the random record acceptable at the end of a transaction."""
    own = Citation.objects.filter(relayed_by=F("statement__claimant"))
    own.update(relayed_by=None, relayed_for=None)
    Statement.objects.filter(state="published", citations=None).update(state="draft")
    held = {"state": "draft", "published_at": None, "published_by": None}
    Claim.objects.filter(state="published", status="open").update(**held)
    check_deferred()


@settings(deadline=None, max_examples=examples(60))
@given(
    st.lists(record.positions, min_size=2, max_size=8),
    record.affiliations,
    st.sampled_from(["claims", "claims", "claimants", "claimants", "outlets"]),
    record.any_index,
    record.any_index,
)
def test_whatever_was_merged_comes_back(positions, affiliations, kind, one, other):
    with transaction.atomic():
        cast = record.make_cast()
        record.write_record(cast, positions, affiliations)
        make_valid()
        duplicate, target = a_pair(cast, kind, one, other)
        before = everything()
        try:
            more = {"although_opposite": True} if kind == "claims" else {}
            done = merge(duplicate, target, cast.user, **more)
        except Refused:
            assert everything() == before
        else:
            follow_mouthpieces()
            assert_status_is_right(*Claim.objects.filter(state="published"))
            undo(done, cast.user)
            follow_mouthpieces()
            assert everything() == before
            assert_status_is_right(*Claim.objects.filter(state="published"))
        transaction.set_rollback(True)


def test_nothing_that_hangs_on_a_row_is_forgotten():
    """A new foreign key is either taken along or listed with the reason why it stays."""
    for model in {*MOVED_RELATIONS, Statement, Citation}:
        along = {(child, column) for child, columns in MOVED_RELATIONS.get(model, ()) for column in columns}
        for relation in model._meta.get_fields(include_hidden=True):
            field = (
                getattr(relation, "field", None) if relation.auto_created and not relation.concrete else None
            )
            if field is None or not field.concrete or hasattr(relation.related_model, "pgh_tracked_model"):
                continue
            label = relation.related_model._meta.label
            if (
                relation.related_model._meta.proxy
                or label in UNMOVED_RELATIONS
                or f"{label}.{field.name}" in UNMOVED_RELATIONS
            ):
                continue
            assert (relation.related_model, field.column) in along, f"{label}.{field.name}"


@pytest.mark.parametrize(("opposite", "kind"), [(True, PairKind.CONTRADICTION), (False, PairKind.DOUBLE)])
def test_pairs_that_were_removed_before_pairs_had_kinds_come_back(by, opposite, kind):
    duplicate, target, third = make.DraftClaimFactory.create_batch(3)
    ProbableDouble.objects.create(claim=duplicate, other=third, score=0.9, found_at=make.MOMENT)
    done = merge(duplicate, target, by)
    assert not ProbableDouble.objects.exists()
    [step] = [step for step in done.moved["steps"] if step["model"] == "claims.probabledouble"]
    del step["row"]["kind"]
    step["row"]["opposite"] = opposite
    Merge.objects.filter(pk=done.pk).update(moved=done.moved)
    sql(import_module("claims.migrations.0101_kinds_of_pairs").OF_REMOVED_PAIRS)
    undo(Merge.objects.get(pk=done.pk), by)
    assert ProbableDouble.objects.get().kind == kind
