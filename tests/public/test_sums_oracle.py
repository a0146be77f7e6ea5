"""Random small records: sums on pages are those of loops over the same rows."""

from collections import defaultdict
from itertools import combinations, groupby

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Citation, CitationKind, Claim, Claimant, Stance, Statement, Topic
from claims.topic_reporting import read_topic
from claims.treatments import Treatment, group_ranks, list_treatments
from claims.versions.document import load_documents
from public.claimants.contradictions import find_changes, find_divisions
from public.claimants.profile import load_profile
from public.outlets.profile import load_outlet_profile
from public.topics.agreement import compute_agreement
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.random_record import (
    affiliations,
    any_index,
    days,
    make_cast,
    pick_row,
    positions,
    relays,
    write_record,
)
from tests.support.sql import sql
from tests.support.status_oracle import OracleRecord, read_record
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db

# As in test_status_oracle: the cast is made once for all examples and each example is undone.
several = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Two people of one party on one claim, or there would be few changes and differences to find.
close_positions = st.fixed_dictionaries(
    {
        "claim": st.sampled_from([1, 1, 1, 2]),
        "speaker": st.sampled_from([5, 6, 5, 6, 0, 1, 3]),
        "stance": st.sampled_from(Stance.values),
        "said_on": days,
        "precision": st.sampled_from(["day", "day", "by", "month"]),
        "state": st.just("published"),
        "relays": st.lists(relays, min_size=1, max_size=1),
        "article": any_index,
    }
)


@pytest.fixture
def cast(db):
    cast = make_cast()
    cast.topic = Topic.objects.create(name="Everything")
    cast.topic.claims.set(cast.claims)
    # The outlets that have a voice print something too.
    for outlet, dated in zip(Outlet.objects.filter(voice__isnull=False), cast.articles, strict=False):
        cast.articles.append(make.ArticleFactory(outlet=outlet, published_on=dated.published_on))
    # What an outlet left out is not known before some article has been read.
    Article.objects.update(read_in_full_at=make.MOMENT, read_in_full_by=cast.user)
    return cast


def side(stance):
    return {"affirms": "affirms", "denies": "contests", "questions": "contests"}[stance]


class Seen:
    """What the record says of the published claims on a day, statement by statement."""

    def __init__(self, cast, day):
        ids = [claim.pk for claim in cast.claims]
        self.record: OracleRecord = read_record(ids)
        self.claims = list(Claim.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
        self.standing = {}
        for claim in self.claims:
            self.standing |= self.record.standings(claim, day)
        self.positions = [p for p in self.record.positions if p.pk in self.standing]

    def held(self, **of):
        """Return the sides taken now, by claim, of those with these attributes."""
        sides = defaultdict(set)
        for p in self.positions:
            if self.standing[p.pk] == "current" and all(getattr(p, k) == v for k, v in of.items()):
                sides[p.claim].add(side(p.stance))
        return sides


def both_ways(one, other):
    """Return the claims on which two agree, and on which they contradict each other."""
    agree = {claim for claim in one if one[claim] & other.get(claim, set())}
    conflict = {
        claim for claim, sides in one.items() if any(a != b for a in sides for b in other.get(claim, set()))
    }
    return agree, conflict


def assert_parties_right(cast, seen, day):
    agreement = compute_agreement(read_topic(cast.topic, as_of=day))
    told = [p for p in seen.positions if not p.is_outlet and seen.record.status(p.claim, day) != "open"]
    parties = {p.party for p in told}
    assert {party.pk: number for party, number in agreement.parties} == {
        party: len({p.claim for p in told if p.party == party}) for party in parties
    }
    for one, other in combinations(parties, 2):
        pair = agreement.find_pair(one, other)
        held = seen.held(party=one, is_outlet=False), seen.held(party=other, is_outlet=False)
        assert (pair.agree, pair.conflict) == both_ways(*held)


def assert_profile_right(seen, claimant, day):
    profile = load_profile(claimant, as_of=day)
    of = {"party": claimant.pk} if claimant.is_party else {"claimant": claimant.pk}
    own = [p for p in seen.positions if all(getattr(p, k) == v for k, v in of.items())]
    assert sorted(row.statement_id for row in profile.own_statements) == sorted(p.pk for p in own)
    parties = {p.party for p in own}
    expected = {}
    for party in {p.party for p in seen.positions if not p.is_outlet} - parties:
        agree, conflict = both_ways(seen.held(**of), seen.held(party=party, is_outlet=False))
        if agree or conflict:
            expected[party] = agree, conflict
    assert {
        each.party.pk: (set(each.agrees), set(each.contradicts)) for each in profile.counterparts
    } == expected
    assert_changes_right(seen, profile, own)
    assert_divisions_right(seen, profile, claimant, parties)


def key(p):
    return p.claim, p.claimant, p.party


def assert_changes_right(seen, profile, own):
    """Assert that a change is between one day's positions and the next that share none with them."""
    expected = {}
    first_hand = [p for p in own if seen.standing[p.pk] != "second_hand"]
    for who, rows in groupby(sorted(first_hand, key=key), key=key):
        steps, held = [], set()
        ordered = sorted(rows, key=lambda p: p.place)
        for _day, same_day in groupby(ordered, key=lambda p: p.place):
            taken = {p.stance for p in same_day}
            if "withdraws" in taken:
                taken = {"withdraws"}
            if not taken & held:
                steps.append(taken)
                held = taken
        if len(steps) > 1:
            expected[who] = steps
    by_id = {p.pk: p for p in seen.positions}
    got = {key(by_id[ids[0]]): [by_id[pk].stance for pk in ids] for ids in find_changes(profile)}
    assert got.keys() == expected.keys()
    for who, stances in got.items():
        assert len(stances) == min(len(expected[who]), 6)
        assert all(stance in taken for stance, taken in zip(stances, expected[who][-6:], strict=True))


def assert_divisions_right(seen, profile, claimant, parties):
    """Two people of one party who now take opposite sides."""
    now = [p for p in seen.positions if seen.standing[p.pk] == "current" and p.party in parties]
    expected = set()
    for one, other in combinations(now, 2):
        same = (one.claim, one.party) == (other.claim, other.party) and one.claimant != other.claimant
        is_asked = claimant.is_party or claimant.pk in {one.claimant, other.claimant}
        if same and is_asked and side(one.stance) != side(other.stance):
            expected.add((one.claim, one.party))
    by_id = {p.pk: p for p in seen.positions}
    got = set()
    for ids in find_divisions(profile):
        rows = [by_id[pk] for pk in ids]
        assert {side(p.stance) for p in rows} == {"affirms", "contests"}
        assert all(seen.standing[p.pk] == "current" for p in rows)
        assert claimant.is_party or claimant.pk in {p.claimant for p in rows}
        got.add((rows[0].claim, rows[0].party))
    assert got == expected


def carried_by(claims, day, statements):
    """By claim, the outlets cited on it, each with its first day."""
    outlets = {claim: {} for claim in claims}
    rows = Citation.objects.filter(statement__in=statements, statement__claim__in=claims)
    for claim, outlet, published in rows.values_list(
        "statement__claim", "article__outlet", "article__published_on"
    ):
        if day is None or published is None or published <= day:
            known = outlets[claim].get(outlet)
            outlets[claim][outlet] = min(filter(None, (known, published)), default=None)
    return outlets


def rank_of(treatment: Treatment) -> int:
    """Rank what a page says that an outlet does, as claims_treatment_ranks does."""
    own = {line.stance for line in treatment.lines if line.is_own_voice}
    if own:
        return 0 if own - {"affirms"} else 1
    if treatment.has_both_sides:
        return 2
    return 3 if any(line.stance == "affirms" for line in treatment.lines) else 4


def treatments_of(seen, day):
    """By outlet and claim, the rank of the treatment, and which stances it has, in whose voice."""
    treatments = defaultdict(dict)
    for claim, document in load_documents(seen.claims, day).items():
        for treatment in list_treatments(document, day):
            lines = {(line.is_own_voice, line.stance) for line in treatment.lines}
            treatments[treatment.outlet.pk][claim] = rank_of(treatment), lines
    return treatments


def read_stance(stance: str) -> tuple[bool, str]:
    """Read whether a stance is an outlet's own (others have the party's id), and which."""
    word = stance.rstrip("0123456789")
    return word == stance, word


def assert_outlets_right(cast, seen, day):
    carried = carried_by(seen.claims, day, list(seen.standing))
    reporting = read_topic(cast.topic, as_of=day)
    assert {pk: claim.carriers for pk, claim in reporting.claims.items()} == {
        claim: outlets for claim, outlets in carried.items() if seen.record.status(claim, day) != "open"
    }
    assert {pk: claim.status for pk, claim in reporting.claims.items()} == {
        claim: seen.record.status(claim, day) for claim in reporting.claims
    }
    treatments = treatments_of(seen, day)
    for outlet in Outlet.objects.filter(articles__isnull=False).distinct():
        voice = Claimant.objects.filter(outlet=outlet).values_list("pk", flat=True)
        former = {"superseded", "second_hand", "lapsed"}
        counted = [
            p.pk for p in seen.positions if p.claimant not in voice or seen.standing[p.pk] not in former
        ]
        now = carried_by(seen.claims, day, counted)
        here = {claim for claim in seen.claims if outlet.pk in now[claim]}
        rows = sql("SELECT * FROM claims_treatment_ranks(%s, %s, %s)", seen.claims, [outlet.pk], day)
        ranks = group_ranks([outlet.pk], rows)[outlet.pk]
        assert ranks.keys() == here
        assert {
            claim: (rank, {read_stance(stance) for stance in stances})
            for claim, (rank, stances) in ranks.items()
        } == treatments[outlet.pk]


def assert_sums_of_outlets_right(seen):
    carried = carried_by(seen.claims, None, list(seen.standing))
    for outlet in Outlet.objects.all():
        profile = load_outlet_profile(outlet)
        here = {claim for claim in seen.claims if outlet.pk in carried[claim]}
        assert set(profile.claims) == here
        assert set(profile.exclusive_claims) == {claim for claim in here if len(carried[claim]) == 1}
        # Looked for in the topics of what it carries.
        assert {claim: len(outlets) for claim, outlets in profile.left_out} == {
            claim: len(carried[claim])
            for claim in seen.claims
            if here and carried[claim] and claim not in here
        }


def cite_again(cast, given_citations):
    """One statement in several articles, some of them of outlets with a voice."""
    rows = list(Statement.objects.order_by("pk"))
    for n, (index, article) in enumerate(given_citations if rows else []):
        Citation.objects.create(
            statement=pick_row(rows, index),
            article=pick_row(cast.articles, article),
            kind="quote",
            excerpt=f"again {n}",
        )


def settle():
    """Take back what no transaction may end with, and end it: the search then has the claims."""
    Citation.objects.filter(relayed_by=F("statement__claimant")).delete()
    own = Citation.objects.filter(article__outlet=F("statement__claimant__outlet"))
    own.update(kind=CitationKind.OWN_WORDS, relayed_by=None, relayed_for=None)
    Statement.objects.filter(state="published", citations=None).update(state="draft")
    Claim.objects.filter(state="published", status="open").update(
        state="draft", published_at=None, published_by=None
    )
    run_deferred_triggers()


@pytest.mark.slow
@several
@given(
    st.lists(close_positions | positions, min_size=3, max_size=9),
    st.lists(st.tuples(any_index, any_index), max_size=5),
    affiliations,
    days,
)
def test_sums_are_those_of_loops(cast, given_positions, given_citations, given_affiliations, day):
    with transaction.atomic():
        write_record(cast, given_positions, given_affiliations)
        cite_again(cast, given_citations)
        for as_of in (None, day):
            seen = Seen(cast, as_of)
            assert_parties_right(cast, seen, as_of)
            assert_outlets_right(cast, seen, as_of)
            for claimant in Claimant.objects.filter(
                pk__in={p.claimant for p in seen.positions} | {p.party for p in seen.positions}
            ):
                assert_profile_right(seen, claimant, as_of)
        settle()
        assert_sums_of_outlets_right(Seen(cast, None))
        transaction.set_rollback(True)
