"""Claimants found by the names that an article prints."""

import datetime

import pytest

from claims.coverage.suggest.claimants import (
    find_all_candidates,
    find_candidates,
    list_country_names,
    list_name_variants,
)
from claims.models import Merge
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2017, 4, 12)


@pytest.fixture
def brook():
    return make.ClaimantFactory(name="Ada Brook")


def find_names(name, on=None):
    return [(candidate.claimant.name, candidate.how) for candidate in find_candidates(name, on=on)]


@pytest.mark.parametrize("name", ["Ada Brook", "ADA BROOK", "Áda  Brook", "the Ada Brook", "Ada Bro\u00f6k"])
def test_by_name_whatever_its_case_accents_and_spaces(brook, name):
    assert find_names(name) == [("Ada Brook", "name")]


def test_by_alias_whatever_its_stops(brook):
    make.AliasFactory(claimant=brook, name="The F.D. envoy")
    assert find_names("the FD envoy") == [("Ada Brook", "alias")]


def test_an_alias_in_capitals_only_by_capitals():
    body = make.PartyFactory(name="World Health Organization")
    make.AliasFactory(claimant=body, name="WHO")
    assert find_names("WHO") == find_names("W.H.O.") == [("World Health Organization", "alias")]
    assert find_names("who") == find_names("Who") == find_names("the who") == []


def test_a_name_in_capitals_by_a_capital():
    make.PartyFactory(name="NATO")
    assert find_names("NATO") == find_names("Nato") == [("NATO", "name")]
    assert find_names("nato") == []


@pytest.mark.parametrize("name", ["José Vale", "Jose\u0301 Vale", "José\u00a0\u200bVale"])
def test_by_name_however_it_is_encoded(name):
    make.ClaimantFactory(name="José Vale")
    assert find_names(name) == [("José Vale", "name")]


@pytest.mark.parametrize("name", ["Foreign Minister Ada Brook", "Freedonian Foreign Minister Ada Brook"])
def test_without_what_stands_before_a_full_name(brook, name):
    assert find_names(name) == [("Ada Brook", "name")]


def test_a_body_named_after_somebody_is_not_that_party():
    make.PartyFactory(name="Freedonia")
    assert find_names("Embassy of Freedonia") == []
    assert find_names("Embassy of the Kingdom of Freedonia") == []


@pytest.mark.parametrize("name", ["Brook", "Mr. Brook", "Foreign Minister Brook"])
def test_by_surname_when_only_one_has_it(brook, name):
    assert find_names(name) == [("Ada Brook", "surname")]


def test_a_surname_with_another_first_name_is_somebody_else(brook):
    assert find_names("Edith Brook") == []


def test_a_surname_of_two_offers_both(brook):
    make.ClaimantFactory(name="Edith Brook")
    assert find_names("Brook") == [("Ada Brook", "surname"), ("Edith Brook", "surname")]


def test_an_alias_goes_before_a_surname(brook):
    edith = make.ClaimantFactory(name="Edith Brook")
    make.AliasFactory(claimant=edith, name="Brook")
    assert find_names("Brook") == find_names("Mr Brook") == [("Edith Brook", "alias")]


def test_an_alias_of_two_people_offers_both(brook):
    dane = make.ClaimantFactory(name="Carl Dane")
    for claimant in (brook, dane):
        make.AliasFactory(claimant=claimant, name="the president")
    assert find_names("The president") == [("Ada Brook", "alias"), ("Carl Dane", "alias")]


def test_by_role_for_a_party(brook):
    party = make.PartyFactory(name="Freedonia")
    make.AffiliationFactory(
        claimant=brook, party=party, role="Foreign Minister", until=datetime.date(2017, 1, 1)
    )
    dane = make.ClaimantFactory(name="Carl Dane")
    make.AffiliationFactory(
        claimant=dane, party=party, role="Foreign Minister", since=datetime.date(2017, 1, 2)
    )
    make.AffiliationFactory(party=make.PartyFactory(name="Sylvania"), role="Foreign Minister")
    for name in ("the Freedonian foreign minister", "Freedonia's foreign minister"):
        assert find_names(name, DAY) == [("Carl Dane", "role")]
        assert find_names(name) == [("Ada Brook", "role"), ("Carl Dane", "role")]


def test_by_the_role_that_stands_with_the_claimant():
    make.ClaimantFactory(name="Ada Brook", role="Freedonian envoy")
    assert find_names("the Freedonian envoy") == [("Ada Brook", "role")]


def test_party_and_capacity_of_the_day(brook):
    old, new = make.PartyFactory(name="Freedonia"), make.PartyFactory(name="Sylvania")
    make.AffiliationFactory(claimant=brook, party=old, role="envoy", until=datetime.date(2016, 1, 1))
    make.AffiliationFactory(claimant=brook, party=new, role="minister", since=datetime.date(2017, 1, 1))
    [candidate] = find_candidates("Ada Brook", on=DAY)
    assert (candidate.party, candidate.capacity) == (new, "minister")
    [unknown] = find_candidates("Ada Brook")
    assert (unknown.party, unknown.capacity) == (None, "")


def test_a_party_speaks_for_itself():
    party = make.PartyFactory(name="Freedonia")
    [only] = find_candidates("Freedonia", on=DAY)
    assert (only.party, only.capacity) == (party, "as a government")


def test_who_was_merged_away_is_who_they_became(brook):
    lost = make.ClaimantFactory(name="A. Brooke")
    kept = make.ClaimantFactory(name="Ada B.")
    for one, other in ((lost, brook), (brook, kept)):
        Merge.objects.create(
            claimant_from=one,
            claimant_into=other,
            merged_at=datetime.datetime(2017, 4, 20, tzinfo=datetime.UTC),
            merged_by=make.UserFactory(),
            reason="The same person.",
            moved={},
        )
    assert find_names("A Brooke") == [("Ada B.", "name")]


@pytest.mark.parametrize("name", ["", " ", "he", "x " * 500, "'; --", "%", "\\"])
def test_nobody(name, brook):
    assert find_names(name) == []


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_names_takes_five_queries(number, brook, django_assert_num_queries):
    party = make.PartyFactory(name="Freedonia")
    names = []
    for n in range(number):
        claimant = make.ClaimantFactory(name=f"Person Number{n}")
        make.AffiliationFactory(claimant=claimant, party=party, role=f"minister {n}")
        names += [claimant.name, f"Number{n}", f"the Freedonian minister {n}", f"Nobody Known{n}"]
    with django_assert_num_queries(5):
        assert [len(several) for several in find_all_candidates(names).values()] == [
            1,
            1,
            1,
            0,
        ] * number


def test_what_is_looked_up_for_a_name():
    assert list_name_variants("Mr Brook") == [("Mr Brook", 0), ("Brook", 99), ("Brook", 98)]
    assert list_name_variants("Ada Brook") == [("Ada Brook", 0)]


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Freedonian", "Freedonia"),
        ("Iraqi", "Iraq"),
        ("Japan's", "Japan"),
        ("Turkish", "Turkey"),
        ("Syrian", "Syria"),
    ],
)
def test_countries_by_their_adjectives(word, country):
    assert country in list_country_names(word)
