"""Merging two claimants, or two outlets, that are the same."""

import datetime

import pytest

from claims.actions import keep_former_name
from claims.actions.merging.merge import merge_claimants, merge_outlets
from claims.actions.merging.preview import preview_merge
from claims.actions.merging.undo import undo_merge
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


def merge(duplicate, target, by):
    return merge_claimants(duplicate=duplicate, target=target, by=by, now=make.MOMENT, reason="The same.")


def names(claimant):
    return set(claimant.aliases.values_list("name", flat=True))


def test_what_it_said_its_aliases_and_offices_go_along_and_its_name_becomes_an_alias(by):
    party = make.PartyFactory()
    duplicate, target = make.ClaimantFactory(name="Ada Broke"), make.ClaimantFactory(name="Ada Brook")
    said = make.StatementFactory(claimant=duplicate, party=party)
    relayed = make.CitationFactory(statement=said, relayed_by=make.ClaimantFactory(), relayed_for=party)
    relays = make.StatementFactory(party=party, citation__relayed_by=duplicate, citation__relayed_for=party)
    for claimant in (duplicate, target):
        make.AliasFactory(claimant=claimant, name="Brook")
        make.AffiliationFactory(claimant=claimant, party=party, role="Mayor")
    make.AliasFactory(claimant=duplicate, name="Mayor Broke")
    merge(duplicate, target, by)
    said.refresh_from_db()
    assert (said.claimant, relayed.statement.pk) == (target, said.pk)
    assert relays.citations.get().relayed_by == target
    assert names(target) == {"Brook", "Mayor Broke", "Ada Broke"}
    assert names(duplicate) == set()
    assert Affiliation.objects.get().claimant == target
    assert surviving_pk(Claimant, duplicate.pk) == target.pk
    assert_status_is_right(said.claim, relays.claim)


def test_former_names_of_the_one_that_goes_become_spellings(by):
    duplicate, target = make.PartyFactory(name="Norland Defence"), make.PartyFactory(name="Norland Peace")
    for claimant, name in ((duplicate, "Norland Arms"), (target, "Norland War")):
        keep_former_name(claimant=claimant, name=name, sentence_name="", until=THE_13TH)
    done = merge(duplicate, target, by)
    former = dict.fromkeys(["Norland Arms", "Norland Defence"]) | {"Norland War": THE_13TH}
    assert dict(target.aliases.values_list("name", "until")) == former
    undo_merge(merge=done, by=by, now=make.MOMENT, reason="Two after all.")
    assert dict(duplicate.aliases.values_list("name", "until")) == {"Norland Arms": THE_13TH}


def test_a_party_is_merged_with_all_who_spoke_for_it(by):
    duplicate, target, person = make.PartyFactory(), make.PartyFactory(), make.ClaimantFactory()
    claim = make.ClaimFactory()
    own = make.StatementFactory(claim=claim, party=duplicate)
    for_it = make.StatementFactory(claim=claim, party=duplicate, claimant=person, stance="denies")
    equal = make.StatementFactory(claim=claim, party=target)
    merge(duplicate, target, by)
    for_it.refresh_from_db()
    assert (for_it.party, for_it.claimant) == (target, person)
    assert not Statement.objects.filter(pk=own.pk).exists()
    assert equal.citations.count() == 2
    assert_status_is_right(claim)


def test_a_status_that_changes_is_told_and_readers_may_be_owed_a_correction(by):
    duplicate, target = make.PartyFactory(name="Brook Water Ltd"), make.PartyFactory(name="Brook Water")
    claim = make.StatementFactory(party=duplicate).claim
    make.StatementFactory(claim=claim, party=target, said_on=THE_13TH)
    claim.refresh_from_db()
    assert claim.status == "agreed"
    done = merge(duplicate, target, by)
    claim.refresh_from_db()
    assert claim.status == "asserted"
    assert f"“{claim}”: agreed, then asserted." in done.moved["notes"]
    assert "Status: agreed, now asserted" in CorrectionProposal.objects.get(claim=claim).change
    assert_status_is_right(claim)


def organ_of(party, **outlet):
    return make.VoiceFactory(speaks_for=party, speaks_for_source="https://organ.example/about", **outlet)


def test_an_outlet_speaks_for_the_party_that_stays(by, django_capture_on_commit_callbacks):
    duplicate, target = make.PartyFactory(), make.PartyFactory()
    organ = organ_of(duplicate)
    reported = {"citation__kind": "paraphrase", "citation__article__outlet": organ.outlet}
    of_duplicate, of_target = (
        make.StatementFactory(party=party, **reported) for party in (duplicate, target)
    )
    make.StatementFactory(claim=of_target.claim)
    of_target.claim.refresh_from_db()
    assert of_target.claim.status == "asserted"
    with django_capture_on_commit_callbacks(execute=True):
        merge(duplicate, target, by)
    organ.refresh_from_db()
    assert organ.speaks_for == target
    assert_status_is_right(of_duplicate.claim, of_target.claim)
    of_target.claim.refresh_from_db()
    assert of_target.claim.status == "agreed"


@pytest.mark.parametrize("has_voice", [True, False])
def test_an_outlet_that_stays_speaks_for_the_party_of_the_other(
    by, has_voice, django_capture_on_commit_callbacks
):
    organ, other = organ_of(make.PartyFactory()), make.OutletFactory()
    if has_voice:
        make.VoiceFactory(outlet=other)
    reported = {"citation__kind": "paraphrase", "party": make.PartyFactory()}
    there = make.StatementFactory(citation__article__outlet=other, **reported).claim
    with django_capture_on_commit_callbacks(execute=True):
        merge_outlets(duplicate=organ.outlet, target=other, by=by, now=make.MOMENT, reason="The same.")
    assert Claimant.objects.get(outlet=other).speaks_for == organ.speaks_for
    there.refresh_from_db()
    assert there.status == "open"
    assert_status_is_right(there)


def test_what_an_outlet_paraphrases_counts_at_no_moment_of_a_merge(by):
    """Before the statuses are worked out anew, nothing is published that a reader would have to unlearn."""
    said = make.StatementFactory()
    organ, target = organ_of(said.party), make.VoiceFactory()
    make.StatementFactory(
        claim=said.claim, citation__kind="paraphrase", citation__article__outlet=organ.outlet
    )
    merge_papers(organ.outlet, target.outlet, by)
    said.claim.refresh_from_db()
    assert said.claim.status == "asserted"


def test_a_claim_becomes_open_as_its_outlet_becomes_one_that_speaks_for_a_party(by):
    other, organ = make.OutletFactory(), organ_of(make.PartyFactory())
    reported = {"citation__kind": "paraphrase", "citation__article__outlet": other}
    claim = make.StatementFactory(**reported).claim
    preview = preview_merge(duplicate=other, target=organ.outlet, by=by, now=make.MOMENT)
    note = f"“{claim}” becomes open and stays published: no position on it counts any more."
    assert (preview.refusal, preview.notes) == ("", [note])
    merge_papers(other, organ.outlet, by)
    claim.refresh_from_db()
    assert (claim.status, claim.state) == ("open", "published")


def test_a_wikidata_id_is_not_lost(by):
    duplicate, target = make.ClaimantFactory(wikidata_id="Q42"), make.ClaimantFactory()
    merge(duplicate, target, by)
    target.refresh_from_db()
    assert target.wikidata_id == "Q42"


def refused(duplicate, target, by):
    with pytest.raises(Refused) as caught:
        merge(duplicate, target, by)
    assert not Merge.objects.filter(claimant_from=duplicate, claimant_into=target).exists()
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
    duplicate, target = make.ClaimantFactory(), make.ClaimantFactory()
    make.StatementFactory(
        claimant=target, party=party, citation__relayed_by=duplicate, citation__relayed_for=party
    )
    assert "Nobody passes on their own words" in refused(duplicate, target, by)


def test_merged_already_or_chained(by):
    duplicate, target, third = (make.ClaimantFactory() for _ in range(3))
    merge(duplicate, target, by)
    assert "was merged into" in refused(duplicate, third, by)
    assert "choose that one" in refused(third, duplicate, by)
    merge(target, third, by)
    assert surviving_pk(Claimant, duplicate.pk) == third.pk


# --- outlets ---------------------------------------------------------------------------------------


def merge_papers(duplicate, target, by):
    return merge_outlets(duplicate=duplicate, target=target, by=by, now=make.MOMENT, reason="Renamed.")


def test_articles_and_agency_credits_go_along(by):
    duplicate, target = make.OutletFactory(), make.OutletFactory()
    article = make.ArticleFactory(outlet=duplicate)
    credited = make.StatementFactory(citation__via=duplicate).citations.get()
    copied = make.ArticleFactory(text_from=duplicate)
    its_own = make.ArticleFactory(outlet=duplicate, text_from=target)
    merge_papers(duplicate, target, by)
    credited.refresh_from_db()
    assert (Article.objects.get(pk=article.pk).outlet, credited.via) == (target, target)
    assert Article.objects.get(pk=copied.pk).text_from == target
    assert Article.objects.get(pk=its_own.pk).text_from is None
    assert surviving_pk(Outlet, duplicate.pk) == target.pk


def voiced(voice, **more):
    article = make.ArticleFactory(outlet=voice.outlet)
    return make.StatementFactory(party=voice, citation__article=article, citation__kind="own_words", **more)


def test_two_voices_become_one(by):
    duplicate, target = make.VoiceFactory(), make.VoiceFactory()
    said = voiced(duplicate)
    voiced(target, claim=said.claim)
    done = merge_papers(duplicate.outlet, target.outlet, by)
    assert said.claim.statements.get().claimant == target
    assert said.claim.statements.get().citations.count() == 2
    assert find_merge(duplicate).target == target
    assert done.moved["together"] == [find_merge(duplicate).pk]
    assert duplicate.name in names(target)
    assert_status_is_right(said.claim)


def test_a_voice_goes_over_and_bears_the_name_that_stays(by):
    voice, target = make.VoiceFactory(), make.OutletFactory(name="The Elmstead Echo")
    old = voice.name
    said = voiced(voice)
    merge_papers(voice.outlet, target, by)
    voice.refresh_from_db()
    assert (voice.outlet, voice.name, names(voice)) == (target, "The Elmstead Echo", {old})
    assert_status_is_right(said.claim)


def test_outlets_merged_already(by):
    duplicate, target = make.OutletFactory(), make.OutletFactory()
    merge_papers(duplicate, target, by)
    for pair in ((duplicate, make.OutletFactory()), (make.OutletFactory(), duplicate)):
        with pytest.raises(Refused):
            merge_papers(*pair, by)
    assert Alias.objects.count() == 0
