"""Each row of the search says what readers see of its claim, after any change.

It does so by every way of writing. The triggers: search_after_version, search_after_version_gone,
search_after_state, search_due and alias_search_after_insert, alias_search_after_update,
alias_search_after_delete. Three more count every facet: count_after_insert, count_after_update,
count_after_delete.
"""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction

from claims.actions import retract_claim, retract_statement
from claims.actions.merging.merge import merge_claimants, merge_claims
from claims.actions.merging.undo import undo_merge
from claims.models import Alias, Citation, Claim, Claimant, ClaimSearch, Statement
from claims.search.facet_codes import decode_facet, encode_facet
from sources.models import Article, Capture
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.databases import copied_database
from tests.support.scenario import Scenario, april
from tests.support.search_rows import assert_rows_right
from tests.support.sql import sql

__all__ = ["db"]  # the rows are written at the end of a transaction: these tests have their own
SINGLE = encode_facet("single_outlet", True)


@pytest.fixture
def scenario():
    """Make a claim that Ada Brook affirms for Ruritania and Borduria denies.

    Two outlets report it. There is a second claim that must not change.
    """
    with transaction.atomic():
        other = Scenario()
        other.say("Elsewhere", "affirms")
        scenario = Scenario()
        Claim.objects.filter(pk=scenario.claim.pk).update(
            text="The harbour bridge is safe", context="Since May."
        )
        scenario.ada = scenario.say("Ruritania.Ada Brook", "affirms", citation__excerpt="it holds")
        scenario.no = scenario.say("Borduria", "denies", citation__excerpt="it cracks")
        scenario.alias = make.AliasFactory(claimant=scenario.ada.claimant, name="Brooke")
    return scenario


def entry(scenario):
    return ClaimSearch.objects.get(pk=scenario.claim.pk)


def prove(citation):
    text = f"And {citation.excerpt}."
    capture = Capture.objects.keep(
        article=citation.article, text=text, captured_at=make.MOMENT, obtained="pasted"
    )
    end = 4 + len(citation.excerpt)
    Citation.objects.filter(pk=citation.pk).update(capture=capture, start=4, end=end, proved_at=make.MOMENT)


def copy_text(scenario):
    first, second = (each.citations.get().article for each in (scenario.ada, scenario.no))
    Article.objects.filter(pk=second.pk).update(text_from=first.outlet)


def credit_agency(scenario):
    Citation.objects.filter(statement__claim=scenario.claim).update(via=make.OutletFactory())


def prove_all(scenario):
    for citation in Citation.objects.all():
        prove(citation)


def withdraws(scenario):
    scenario.say("Borduria", "withdraws", april(14))


def end_affiliation(scenario):
    scenario.say("Ruritania", "denies", april(20))
    scenario.end_affiliation("Ruritania.Ada Brook", april(15))


def relayed(scenario):
    """Let Borduria's denial be known only through somebody of another party.

    The denial then no longer counts.
    """
    Citation.objects.filter(statement=scenario.no).update(
        relayed_by=scenario.ada.claimant, relayed_for=scenario.ada.party
    )


CHANGES = {
    "nothing": lambda s: None,
    "relayed": relayed,
    "proposition": lambda s: Claim.objects.update(text="The harbour tunnel leaks"),
    "context": lambda s: Claim.objects.update(context="Überall."),
    "published_at": lambda s: Claim.objects.update(published_at="2018-01-01T00:00:00Z"),
    "topic": lambda s: s.claim.topics.add(make.TopicFactory()),
    "a topic less": lambda s: s.claim.topics.clear(),
    "claimant's name": lambda s: Claimant.objects.update(name="Renamed"),
    "claimant's kind": lambda s: Claimant.objects.filter(name="Borduria").update(
        kind="organisation", speaks_for_itself=True
    ),
    "alias": lambda s: make.AliasFactory(claimant=s.ada.claimant, name="Miss Brook"),
    "party's alias": lambda s: make.AliasFactory(claimant=s.ada.party, name="the kingdom"),
    "alias respelt": lambda s: Alias.objects.update(name="Broock"),
    "alias of another": lambda s: Alias.objects.update(claimant=s.no.claimant),
    "an alias less": lambda s: Alias.objects.all().delete(),
    "stance": lambda s: Statement.objects.filter(pk=s.no.pk).update(stance="questions"),
    "date": lambda s: Statement.objects.update(said_on="2016-05-01"),
    "precision": lambda s: Statement.objects.update(said_on_precision="by"),
    "party": lambda s: Statement.objects.filter(pk=s.ada.pk).update(party=s.no.party),
    "claimant": lambda s: Statement.objects.filter(pk=s.no.pk).update(
        claimant=s.speaker("Strelsau")[0], party=s.speaker("Strelsau")[1]
    ),
    "another position": lambda s: s.say("Strelsau", "denies", april(13)),
    "a position withdrawn": withdraws,
    "somebody left": end_affiliation,
    "excerpt": lambda s: Citation.objects.filter(statement=s.ada).update(excerpt="it stands"),
    "citation": lambda s: make.CitationFactory(statement=s.ada, excerpt="it will hold"),
    "a citation less": lambda s: (make.CitationFactory(statement=s.ada), s.ada.citations.first().delete()),
    "citation of another": lambda s: make.CitationFactory(
        statement=s.no, article=s.ada.citations.get().article
    ),
    "article's outlet": lambda s: Article.objects.update(outlet=make.OutletFactory()),
    "text of another outlet": copy_text,
    "own text again": lambda s: (copy_text(s), Article.objects.update(text_from=None)),
    "agency": lambda s: credit_agency(s),
    "agency of one": lambda s: Citation.objects.filter(statement=s.ada).update(via=make.OutletFactory()),
    "proof": prove_all,
    "proof of one": lambda s: prove(s.ada.citations.get()),
    "proof lost": lambda s: (prove_all(s), Citation.objects.update(excerpt="other words")),
    "retracted": lambda s: retract_claim(
        claim=s.claim, by=make.UserFactory(), now=make.MOMENT, reason="Wrong."
    ),
    "a retraction": lambda s: retract_statement(
        statement=s.no, by=make.UserFactory(), now=make.MOMENT, reason="Wrong."
    ),
    "a draft again": lambda s: Claim.objects.filter(pk=s.claim.pk).update(
        state="draft", published_at=None, published_by=None
    ),
    "drafts around": lambda s: make.DraftStatementFactory(claim=s.claim, stance="denies"),
    "statement moved": lambda s: Statement.objects.filter(pk=s.no.pk).update(
        claim=Claim.objects.exclude(pk=s.claim.pk).get()
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes(scenario, change):
    with transaction.atomic():
        CHANGES[change](scenario)
    assert_rows_right()


@pytest.mark.parametrize("change", [copy_text, credit_agency])
def test_one_text_or_agency_of_two_outlets_counts_once(scenario, change):
    assert entry(scenario).covered == 2
    with transaction.atomic():
        change(scenario)
    assert entry(scenario).covered == 1
    [found] = ClaimSearch.objects.with_facet("single_outlet", True).filter(pk=scenario.claim.pk)
    outlets = [decode_facet(code)[1] for code in found.facets if decode_facet(code)[0] == "outlet"]
    assert len(outlets) == 2


def test_what_was_on_the_record_is_counted_anew(scenario, monkeypatch):
    with transaction.atomic():
        credit_agency(scenario)
        sql("UPDATE claims_claimsearch SET covered = 2, facets = array_remove(facets, %s)", SINGLE)
        sql("DELETE FROM claims_queueentry")
    migration = import_module("claims.migrations.0076_count_texts_once")
    monkeypatch.setattr(migration, "CLAIMS_AT_ONCE", 1)
    migration.count_texts_once(None, SimpleNamespace(connection=connection))
    assert sql("SELECT row FROM claims_queueentry WHERE queue = 'single_outlet'") == [(scenario.claim.pk,)]
    assert entry(scenario).covered == 1
    assert ClaimSearch.objects.with_facet("single_outlet", True).filter(pk=scenario.claim.pk).exists()


def test_a_claim_that_readers_do_not_see_has_no_row(scenario):
    with transaction.atomic():
        CHANGES["a draft again"](scenario)
    assert ClaimSearch.objects.exclude(pk=scenario.claim.pk).count() == ClaimSearch.objects.count() == 1


def test_a_draft_that_is_published_again_as_it_was_needs_no_version(scenario):
    by, row = make.UserFactory(), Claim.objects.filter(pk=scenario.claim.pk)
    before = ClaimSearch.objects.values().get(pk=scenario.claim.pk)
    row.update(state="draft", published_at=None, published_by=None)
    row.update(state="published", published_at=scenario.claim.published_at, published_by=by)
    assert ClaimSearch.objects.values().get(pk=scenario.claim.pk) == before
    assert scenario.claim.versions.count() == 1


def test_a_version_made_too_early_leaves_no_trace(scenario):
    with transaction.atomic():
        Claim.objects.filter(pk=scenario.claim.pk).update(text="The harbour bridge is unsafe")
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        assert ClaimSearch.objects.matching("unsafe").count() == 1
        sql("SET CONSTRAINTS ALL DEFERRED")
        Claim.objects.filter(pk=scenario.claim.pk).update(text="The harbour bridge is safe")
    assert ClaimSearch.objects.matching("unsafe").count() == 0
    assert_rows_right()


def test_a_claim_that_loses_its_last_position_is_refused_in_words(scenario):
    """And not by the search, which may come first and finds no names and no excerpts."""
    other = Claim.objects.exclude(pk=scenario.claim.pk).get()
    with pytest.raises(IntegrityError, match="needs a position that counts"), transaction.atomic():
        Claim.objects.filter(pk=scenario.claim.pk).update(context="Since June.")
        Statement.objects.filter(claim=scenario.claim).update(claim=other)


def test_several_aliases_are_one_refresh(scenario):
    with transaction.atomic():
        for name in ("Ada", "A. Brook", "Brookie"):
            make.AliasFactory(claimant=scenario.ada.claimant, name=name)
        make.AliasFactory(claimant=scenario.no.claimant, name="Bordurians")
        assert sql("SELECT count(*) FROM claims_searchdue") == [(2,)]
    assert sql("SELECT count(*) FROM claims_searchdue") == [(0,)]
    assert ClaimSearch.objects.matching("Brookie Bordurians").count() == 1
    assert_rows_right()


def test_an_alias_under_another_isolation_is_refused(scenario):
    with pytest.raises(NotSupportedError), transaction.atomic():
        sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        make.AliasFactory(claimant=scenario.ada.claimant)


def test_a_merge_of_claimants(scenario):
    with transaction.atomic():
        double = scenario.say("Ruritania.Adda Brook", "affirms", april(13)).claimant
    merge_claimants(
        duplicate=double,
        target=scenario.ada.claimant,
        by=make.UserFactory(),
        now=make.MOMENT,
        reason="The same.",
    )
    assert_rows_right()


def test_a_merge_of_claims_and_its_end(scenario):
    other = Claim.objects.exclude(pk=scenario.claim.pk).get()
    words = {"by": make.UserFactory(), "now": make.MOMENT, "reason": "The same."}
    merge = merge_claims(duplicate=other, target=scenario.claim, although_opposite=True, **words)
    assert ClaimSearch.objects.matching("Elsewhere").get() == entry(scenario)
    assert_rows_right()
    undo_merge(merge=merge, **words)
    assert ClaimSearch.objects.matching("Elsewhere").get().claim == other
    assert_rows_right()


def test_a_relayed_denial_is_no_dispute_until_it_is_heard_at_first_hand(scenario):
    assert entry(scenario).contested == 2
    relayed(scenario)
    assert (entry(scenario).contested, entry(scenario).claim.status) == (0, "asserted")
    Citation.objects.filter(statement=scenario.no).update(relayed_by=None, relayed_for=None)
    assert entry(scenario).contested == 2


def test_the_fixture(moscow):
    with copied_database(moscow, f"{moscow}_rows"):
        assert ClaimSearch.objects.count() == 152
        assert_rows_right()


def test_rows_and_counts_can_be_made_anew(scenario):
    sql("UPDATE claims_claimsearch SET words = '', facets = '{1}', covered = 9")
    assert sql("SELECT claims_fill_search(0)") == [(scenario.claim.pk,)]
    assert sql("SELECT claims_fill_search(%s)", scenario.claim.pk) == [(None,)]
    assert_rows_right()


def test_however_many_names_there_are(scenario):
    sql(
        """INSERT INTO claims_alias (key, claimant_id, name)
        SELECT gen_random_uuid()::text, %s, 'n' || number || repeat('x', 100)
        FROM generate_series(1, 12000) number""",
        scenario.ada.claimant_id,
    )
    assert ClaimSearch.objects.matching("harbour Borduria").get() == entry(scenario), (
        "more than a tsvector holds"
    )


def has_stance(scenario, stance: str) -> bool:
    return ClaimSearch.objects.with_facet("stance", stance).filter(pk=scenario.claim.pk).exists()


def test_a_claim_is_not_found_by_a_stance_known_second_hand_or_since_replaced(scenario):
    assert has_stance(scenario, "denies")
    with transaction.atomic():
        relayed(scenario)
    assert not has_stance(scenario, "denies")


def test_a_claim_is_found_by_a_withdrawal_and_no_longer_by_what_was_taken_back(scenario):
    assert has_stance(scenario, "denies")
    with transaction.atomic():
        scenario.say("Borduria", "withdraws", april(20))
    assert has_stance(scenario, "withdraws") and not has_stance(scenario, "denies")


def test_what_was_found_by_stances_that_do_not_stand_is_written_anew(scenario, monkeypatch):
    denied = encode_facet("stance", "denies")
    with transaction.atomic():
        relayed(scenario)
    sql("UPDATE claims_claimsearch SET facets = facets || %s::bigint", denied)
    assert has_stance(scenario, "denies")
    migration = import_module("claims.migrations.0096_find_held_stances")
    monkeypatch.setattr(migration, "CLAIMS_AT_ONCE", 1)
    migration.find_by_held_stances(None, SimpleNamespace(connection=connection))
    assert not has_stance(scenario, "denies")
