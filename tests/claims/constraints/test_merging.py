"""Each named rule about merges and probable duplicates, and what breaks it."""

import pytest

from claims.models import Alias, ClaimRelation, Merge, ProbableDouble, Statement
from core.errors import CONSTRAINT_MESSAGES
from sources.models import Article
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db

PAIRS = {"claim": make.DraftClaimFactory, "claimant": make.ClaimantFactory, "outlet": make.OutletFactory}


@pytest.fixture
def user():
    return make.UserFactory()


def merge(user, noun="claim", duplicate=None, target=None, **more):
    duplicate, target = duplicate or PAIRS[noun](), target or PAIRS[noun]()
    return Merge.objects.create(
        **{
            f"{noun}_from": duplicate,
            f"{noun}_into": target,
            "merged_at": make.MOMENT,
            "merged_by": user,
            "reason": "The same.",
            "moved": {},
            **more,
        },
    )


def test_a_merge_is_of_one_pair(user):
    for noun in PAIRS:
        merge(user, noun)
    with assert_refused("merge_is_of_one_pair"):
        merge(user, claimant_from=make.ClaimantFactory(), claimant_into=make.ClaimantFactory())
    with assert_refused("merge_is_of_one_pair"):
        merge(user, claim_into=None)


def test_a_merge_is_of_two(user):
    for noun, factory in PAIRS.items():
        row = factory()
        with assert_refused("merge_is_of_two"):
            merge(user, noun, row, row)


def test_a_merge_has_a_reason(user):
    with assert_refused("merge_has_a_reason"):
        merge(user, reason="")


def test_an_undone_merge_says_who_and_when(user):
    with assert_refused("merge_undone_says_who_and_when"):
        merge(user, undone_at=make.MOMENT)
    with assert_refused("merge_undone_says_who_and_when"):
        merge(user, undone_by=user)


def test_a_claim_is_merged_once(user):
    first = merge(user)
    with assert_refused("merge_of_claim_once"):
        merge(user, duplicate=first.duplicate)
    undo(first, user)
    merge(user, duplicate=first.duplicate)


def test_a_claimant_is_merged_once(user):
    first = merge(user, "claimant")
    with assert_refused("merge_of_claimant_once"):
        merge(user, "claimant", first.duplicate)


def test_an_outlet_is_merged_once(user):
    first = merge(user, "outlet")
    with assert_refused("merge_of_outlet_once"):
        merge(user, "outlet", first.duplicate)


def undo(done, user):
    Merge.objects.filter(pk=done.pk).update(undone_at=make.MOMENT, undone_by=user)


# --- what was merged away takes nothing (triggers merged_takes_nothing_new and _moved) ----------------

ADDED = {
    "claim": [
        lambda claim: make.DraftStatementFactory(claim=claim),
        lambda claim: make.ClaimRelationFactory(claim=claim),
        lambda claim: make.ClaimRelationFactory(other=claim),
        lambda claim: make.FactCheckFactory(claim=claim),
        lambda claim: claim.topics.add(make.TopicFactory()),
    ],
    "claimant": [
        lambda claimant: make.DraftStatementFactory(claimant=claimant, party=make.PartyFactory()),
        lambda claimant: make.AliasFactory(claimant=claimant),
        lambda claimant: make.AffiliationFactory(claimant=claimant),
        lambda claimant: make.CitationFactory(relayed_by=claimant, relayed_for=make.PartyFactory()),
    ],
    "outlet": [
        lambda outlet: make.ArticleFactory(outlet=outlet),
        lambda outlet: make.VoiceFactory(outlet=outlet),
        lambda outlet: make.CitationFactory(via=outlet),
    ],
}


@pytest.mark.parametrize("n", range(5))
def test_a_merged_claim_takes_nothing(user, n):
    done = merge(user)
    with assert_refused("merged_claim_takes_nothing"):
        ADDED["claim"][n](done.duplicate)
    with assert_accepted():
        ADDED["claim"][n](done.target)
    undo(done, user)
    with assert_accepted():
        ADDED["claim"][n](done.duplicate)


@pytest.mark.parametrize("n", range(4))
def test_a_merged_claimant_takes_nothing(user, n):
    done = merge(user, "claimant")
    with assert_refused("merged_claimant_takes_nothing"):
        ADDED["claimant"][n](done.duplicate)
    undo(done, user)
    with assert_accepted():
        ADDED["claimant"][n](done.duplicate)


def test_a_merged_party_takes_nothing(user):
    party = make.PartyFactory()
    merge(user, "claimant", party)
    for add in (
        lambda: make.DraftStatementFactory(party=party, claimant=make.ClaimantFactory()),
        lambda: make.AffiliationFactory(party=party),
        lambda: make.CitationFactory(relayed_by=make.ClaimantFactory(), relayed_for=party),
        lambda: make.VoiceFactory(speaks_for=party, speaks_for_source="x"),
    ):
        with assert_refused("merged_claimant_takes_nothing"):
            add()


@pytest.mark.parametrize("n", range(3))
def test_a_merged_outlet_takes_nothing(user, n):
    done = merge(user, "outlet")
    with assert_refused("merged_outlet_takes_nothing"):
        ADDED["outlet"][n](done.duplicate)
    undo(done, user)
    with assert_accepted():
        ADDED["outlet"][n](done.duplicate)


def test_nor_is_anything_moved_there(user):
    claim, claimant, outlet = (merge(user, noun).duplicate for noun in PAIRS)
    statement, alias, article = make.DraftStatementFactory(), make.AliasFactory(), make.ArticleFactory()
    relation = make.ClaimRelationFactory()
    with assert_refused("merged_claim_takes_nothing"):
        Statement.objects.filter(pk=statement.pk).update(claim=claim)
    with assert_refused("merged_claim_takes_nothing"):
        ClaimRelation.objects.filter(pk=relation.pk).update(other=claim)
    with assert_refused("merged_claimant_takes_nothing"):
        Alias.objects.filter(pk=alias.pk).update(claimant=claimant)
    with assert_refused("merged_outlet_takes_nothing"):
        Article.objects.filter(pk=article.pk).update(outlet=outlet)


def test_in_bulk_as_well_and_in_words(user):
    claim = merge(user).duplicate
    party = make.PartyFactory()
    rows = [
        Statement(
            claim=other, claimant=party, party=party, capacity="x", stance="affirms", said_on="2017-04-12"
        )
        for other in (make.DraftClaimFactory(), claim)
    ]
    with assert_refused("merged_claim_takes_nothing"):
        Statement.objects.bulk_create(rows)
    assert CONSTRAINT_MESSAGES["merged_claim_takes_nothing"].endswith(
        "Choose the claim that it was merged into."
    )


# --- probable doubles ------------------------------------------------------------------------------


def double(**more):
    claim, other = make.DraftClaimFactory(), make.DraftClaimFactory()
    return ProbableDouble.objects.create(
        **{"claim": claim, "other": other, "score": 0.9, "found_at": make.MOMENT, **more}
    )


def test_a_pair_is_listed_once(user):
    first = double()
    with assert_refused("double_once_per_pair"):
        double(claim=first.claim, other=first.other)


def test_the_older_one_comes_first():
    new, old = make.DraftClaimFactory(), make.DraftClaimFactory()
    new, old = old, new
    with assert_refused("double_names_the_older_first"):
        double(claim=new, other=old)
    with assert_refused("double_names_the_older_first"):
        double(claim=new, other=new)


@pytest.mark.parametrize("score", [-0.1, 1.1])
def test_a_score_is_a_share(score):
    with assert_refused("double_score_is_a_share"):
        double(score=score)


def test_a_kind_is_known():
    with assert_refused("double_kind_is_known"):
        double(kind="eaten")


def test_an_outcome_is_known(user):
    with assert_refused("double_outcome_is_known"):
        double(outcome="eaten", settled_at=make.MOMENT, settled_by=user)


def test_an_outcome_says_who_and_when(user):
    with assert_refused("double_outcome_says_who_and_when"):
        double(outcome="merged")
    with assert_refused("double_outcome_says_who_and_when"):
        double(settled_at=make.MOMENT, settled_by=user)
