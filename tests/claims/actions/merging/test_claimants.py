"""Merging two claimants, or two outlets, that are the same."""

import datetime

import pytest

from claims.actions.merging.merge import merge_claimants, merge_outlets
from claims.merges import find_merge, surviving_pk
from claims.models import Affiliation, Alias, Claimant, CorrectionProposal, Merge, Statement
from core.errors import Refused
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.status_oracle import assert_status_is_right

pytestmark = pytest.mark.django_db

THE_13TH = datetime.date(2017, 4, 13)


@pytest.fixture
def by(db):
    return make.UserFactory(username="ada")


def merge(lost, kept, by):
    return merge_claimants(lost=lost, kept=kept, by=by, now=make.MOMENT, reason="The same.")


def names(claimant):
    return set(claimant.aliases.values_list("name", flat=True))


def test_what_it_said_its_aliases_and_offices_go_along_and_its_name_becomes_an_alias(by):
    party = make.PartyFactory()
    lost, kept = make.ClaimantFactory(name="Ada Broke"), make.ClaimantFactory(name="Ada Brook")
    said = make.StatementFactory(claimant=lost, party=party)
    relayed = make.CitationFactory(statement=said, relayed_by=make.ClaimantFactory(), relayed_for=party)
    relays = make.StatementFactory(party=party, citation__relayed_by=lost, citation__relayed_for=party)
    for claimant in (lost, kept):
        make.AliasFactory(claimant=claimant, name="Brook")
        make.AffiliationFactory(claimant=claimant, party=party, role="Mayor")
    make.AliasFactory(claimant=lost, name="Mayor Broke")
    merge(lost, kept, by)
    said.refresh_from_db()
    assert (said.claimant, relayed.statement.pk) == (kept, said.pk)
    assert relays.citations.get().relayed_by == kept
    assert names(kept) == {"Brook", "Mayor Broke", "Ada Broke"}
    assert names(lost) == set()
    assert Affiliation.objects.get().claimant == kept
    assert surviving_pk(Claimant, lost.pk) == kept.pk
    assert_status_is_right(said.claim, relays.claim)


def test_a_party_is_merged_with_all_who_spoke_for_it(by):
    lost, kept, person = make.PartyFactory(), make.PartyFactory(), make.ClaimantFactory()
    claim = make.ClaimFactory()
    own = make.StatementFactory(claim=claim, party=lost)
    for_it = make.StatementFactory(claim=claim, party=lost, claimant=person, stance="denies")
    equal = make.StatementFactory(claim=claim, party=kept)
    merge(lost, kept, by)
    for_it.refresh_from_db()
    assert (for_it.party, for_it.claimant) == (kept, person)
    assert not Statement.objects.filter(pk=own.pk).exists()
    assert equal.citations.count() == 2
    assert_status_is_right(claim)


def test_a_status_that_changes_is_told_and_readers_may_be_owed_a_correction(by):
    lost, kept = make.PartyFactory(name="Brook Water Ltd"), make.PartyFactory(name="Brook Water")
    claim = make.StatementFactory(party=lost).claim
    make.StatementFactory(claim=claim, party=kept, said_on=THE_13TH)
    claim.refresh_from_db()
    assert claim.status == "agreed"
    done = merge(lost, kept, by)
    claim.refresh_from_db()
    assert claim.status == "asserted"
    assert f"“{claim}”: agreed, then asserted." in done.moved["notes"]
    assert "Status: agreed, now asserted" in CorrectionProposal.objects.get(claim=claim).change
    assert_status_is_right(claim)


def test_a_wikidata_id_is_not_lost(by):
    lost, kept = make.ClaimantFactory(wikidata_id="Q42"), make.ClaimantFactory()
    merge(lost, kept, by)
    kept.refresh_from_db()
    assert kept.wikidata_id == "Q42"


def refused(lost, kept, by):
    with pytest.raises(Refused) as caught:
        merge(lost, kept, by)
    assert not Merge.objects.filter(claimant_from=lost, claimant_into=kept).exists()
    return str(caught.value)


def test_somebody_and_their_party_are_two(by):
    office = make.AffiliationFactory(claimant__name="Ada Brook", party__name="Ashford")
    for pair in ((office.claimant, office.party), (office.party, office.claimant)):
        assert "Ada Brook speaks for Ashford" in refused(*pair, by)


def test_outlets_unnamed_sources_and_what_wikidata_tells_apart(by):
    person = make.ClaimantFactory(wikidata_id="Q1")
    assert "merge the outlets instead" in refused(make.VoiceFactory(), person, by)
    assert "unnamed source" in refused(make.ClaimantFactory(kind="unnamed"), person, by)
    assert "Q2 and Q1" in refused(make.ClaimantFactory(wikidata_id="Q2"), person, by)


def test_a_party_with_statements_into_somebody_who_is_none(by):
    party, person = make.StatementFactory().party, make.ClaimantFactory()
    assert "on behalf of a party" in refused(party, person, by)


def test_what_would_make_somebody_pass_on_their_own_words(by):
    party = make.PartyFactory()
    lost, kept = make.ClaimantFactory(), make.ClaimantFactory()
    make.StatementFactory(claimant=kept, party=party, citation__relayed_by=lost, citation__relayed_for=party)
    assert "Nobody passes on their own words" in refused(lost, kept, by)


def test_merged_already_or_chained(by):
    lost, kept, third = (make.ClaimantFactory() for _ in range(3))
    merge(lost, kept, by)
    assert "was merged into" in refused(lost, third, by)
    assert "choose that one" in refused(third, lost, by)
    merge(kept, third, by)
    assert surviving_pk(Claimant, lost.pk) == third.pk


# --- outlets ---------------------------------------------------------------------------------------


def merge_papers(lost, kept, by):
    return merge_outlets(lost=lost, kept=kept, by=by, now=make.MOMENT, reason="Renamed.")


def test_articles_and_agency_credits_go_along(by):
    lost, kept = make.OutletFactory(), make.OutletFactory()
    article = make.ArticleFactory(outlet=lost)
    credited = make.StatementFactory(citation__via=lost).citations.get()
    merge_papers(lost, kept, by)
    credited.refresh_from_db()
    assert (Article.objects.get(pk=article.pk).outlet, credited.via) == (kept, kept)
    assert surviving_pk(Outlet, lost.pk) == kept.pk


def voiced(voice, **more):
    article = make.ArticleFactory(outlet=voice.outlet)
    return make.StatementFactory(party=voice, citation__article=article, citation__kind="own_words", **more)


def test_two_voices_become_one(by):
    lost, kept = make.VoiceFactory(), make.VoiceFactory()
    said = voiced(lost)
    voiced(kept, claim=said.claim)
    done = merge_papers(lost.outlet, kept.outlet, by)
    assert said.claim.statements.get().claimant == kept
    assert said.claim.statements.get().citations.count() == 2
    assert find_merge(lost).kept == kept
    assert done.moved["together"] == [find_merge(lost).pk]
    assert lost.name in names(kept)
    assert_status_is_right(said.claim)


def test_a_voice_goes_over_and_bears_the_name_that_stays(by):
    voice, kept = make.VoiceFactory(), make.OutletFactory(name="The Elmstead Echo")
    old = voice.name
    said = voiced(voice)
    merge_papers(voice.outlet, kept, by)
    voice.refresh_from_db()
    assert (voice.outlet, voice.name, names(voice)) == (kept, "The Elmstead Echo", {old})
    assert_status_is_right(said.claim)


def test_outlets_merged_already(by):
    lost, kept = make.OutletFactory(), make.OutletFactory()
    merge_papers(lost, kept, by)
    for pair in ((lost, make.OutletFactory()), (make.OutletFactory(), lost)):
        with pytest.raises(Refused):
            merge_papers(*pair, by)
    assert Alias.objects.count() == 0
