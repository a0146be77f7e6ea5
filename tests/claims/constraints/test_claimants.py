"""Each named rule about claimants, aliases and affiliations.

For each: what breaks it, and what comes close but is accepted.
"""

import datetime

import pytest
from django.db.models.deletion import ProtectedError

from claims.models import Claimant
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, sql

pytestmark = pytest.mark.django_db


def test_a_claimant_needs_a_name():
    with assert_refused("claimant_has_a_name"):
        make.ClaimantFactory(name="")
    with assert_accepted():
        make.ClaimantFactory(name="X")


def test_the_kind_of_a_claimant_is_known():
    with assert_refused("claimant_kind_is_known"):
        make.ClaimantFactory(kind="robot")
    with assert_accepted():
        for kind in ("person", "organisation", "government", "unnamed"):
            make.ClaimantFactory(kind=kind)


def test_a_wikidata_id_is_one_claimant():
    make.ClaimantFactory(wikidata_id="Q1")
    with assert_refused("claimant_wikidata_id_once"):
        make.ClaimantFactory(wikidata_id="Q1")
    with assert_accepted():
        make.ClaimantFactory(wikidata_id="Q2")
        make.ClaimantFactory(wikidata_id="")
        make.ClaimantFactory(wikidata_id="")


def test_an_unnamed_source_is_no_party():
    with assert_refused("claimant_unnamed_is_no_party"):
        make.ClaimantFactory(kind="unnamed", speaks_for_itself=True)
    with assert_accepted():
        make.ClaimantFactory(kind="person", speaks_for_itself=True)
        make.ClaimantFactory(kind="unnamed")


@pytest.mark.parametrize("kind", ["person", "organisation", "government", "unnamed"])
def test_only_a_voice_names_an_outlet(kind):
    outlet = make.OutletFactory()
    with assert_refused("claimant_outlet_voice_has_its_outlet"):
        make.ClaimantFactory(kind=kind, outlet=outlet)
    with assert_accepted():
        make.ClaimantFactory(kind=kind)
        make.VoiceFactory(outlet=outlet)


def test_a_voice_names_its_outlet():
    with assert_refused("claimant_outlet_voice_has_its_outlet"):
        make.ClaimantFactory(kind="outlet")


def test_an_outlet_has_one_voice():
    voice = make.VoiceFactory()
    with assert_refused("claims_claimant_outlet_id_key"):
        make.VoiceFactory(outlet=voice.outlet)
    assert Claimant.objects.voice_of(voice.outlet) == voice
    other = make.OutletFactory()
    with assert_accepted():
        assert Claimant.objects.voice_of(other) == Claimant.objects.voice_of(other)


def test_an_alias_is_not_blank():
    with assert_refused("alias_is_not_blank"):
        make.AliasFactory(name="")
    with assert_accepted():
        make.AliasFactory(name="Tillison")


def test_an_alias_is_recorded_once_for_each_claimant():
    alias = make.AliasFactory(name="the president")
    with assert_refused("alias_once_per_claimant"):
        make.AliasFactory(name="the president", claimant=alias.claimant)
    with assert_accepted():
        make.AliasFactory(name="the president")


def test_a_claimant_has_one_name_at_a_time():
    day = datetime.date(2017, 4, 12)
    former = make.AliasFactory(until=day)
    with assert_refused("alias_one_name_at_a_time"):
        make.AliasFactory(claimant=former.claimant, until=day)
    with assert_accepted():
        make.AliasFactory(claimant=former.claimant, until=None)
        make.AliasFactory(claimant=former.claimant, until=None)
        make.AliasFactory(until=day)


def test_an_affiliation_is_recorded_once():
    known = make.AffiliationFactory(since=datetime.date(2017, 2, 1))
    same = {"claimant": known.claimant, "party": known.party}
    with assert_refused("affiliation_once"):
        make.AffiliationFactory(**same, since=known.since, until=datetime.date(2018, 3, 31))
    with assert_accepted():
        make.AffiliationFactory(**same, since=known.since, role="adviser")
        make.AffiliationFactory(**same, since=None)


def test_an_affiliation_without_dates_is_recorded_once_as_well():
    known = make.AffiliationFactory()
    with assert_refused("affiliation_once"):
        make.AffiliationFactory(claimant=known.claimant, party=known.party)
    with assert_accepted():
        make.AffiliationFactory(claimant=known.claimant)


def test_an_affiliation_does_not_end_before_it_begins():
    day, next_day = datetime.date(2017, 2, 1), datetime.date(2017, 2, 2)
    with assert_refused("affiliation_in_order"):
        make.AffiliationFactory(since=next_day, until=day)
    with assert_accepted():
        make.AffiliationFactory(since=day, until=day)
        make.AffiliationFactory(since=None, until=day)
        make.AffiliationFactory(since=day, until=None)


def test_nobody_is_affiliated_with_themselves():
    party = make.PartyFactory()
    with assert_refused("affiliation_is_with_somebody_else"):
        make.AffiliationFactory(claimant=party, party=party)


def test_an_affiliation_has_a_role():
    with assert_refused("affiliation_has_a_role"):
        make.AffiliationFactory(role="")


def test_nobody_is_affiliated_with_a_person_who_is_no_party():
    with assert_refused("affiliation_party_is_a_party"):
        make.AffiliationFactory(party=make.ClaimantFactory())
    with assert_accepted():
        make.AffiliationFactory(party=make.ClaimantFactory(kind="organisation", speaks_for_itself=True))


def test_a_party_is_affiliated_with_nobody_so_there_are_no_chains_or_loops():
    first, second = make.PartyFactory(), make.PartyFactory()
    with assert_refused("affiliation_claimant_is_no_party"):
        make.AffiliationFactory(claimant=first, party=second)
    with assert_accepted():
        make.AffiliationFactory(party=first)


def test_a_person_with_an_affiliation_does_not_become_a_party():
    person = make.AffiliationFactory().claimant
    with assert_refused("affiliation_claimant_is_no_party"):
        Claimant.objects.filter(pk=person.pk).update(speaks_for_itself=True)
    with assert_accepted():
        Claimant.objects.filter(pk=make.ClaimantFactory().pk).update(speaks_for_itself=True)


def test_a_party_with_people_does_not_cease_to_be_one():
    party = make.AffiliationFactory().party
    with assert_refused("affiliation_party_is_a_party"):
        sql("UPDATE claims_claimant SET kind = 'organisation' WHERE id = %s", party.pk)
    with assert_accepted():
        sql(
            "UPDATE claims_claimant SET kind = 'organisation', speaks_for_itself = true WHERE id = %s",
            party.pk,
        )


def test_the_order_of_writing_does_not_matter_within_a_transaction():
    party = make.AffiliationFactory().party
    with assert_accepted():
        sql("UPDATE claims_claimant SET kind = 'person' WHERE id = %s", party.pk)
        sql("UPDATE claims_claimant SET kind = 'government' WHERE id = %s", party.pk)


def test_who_is_on_the_record_is_not_deleted():
    statement = make.StatementFactory()
    for row in (statement.claimant, statement.claim, statement):
        with pytest.raises(ProtectedError):
            row.delete()
