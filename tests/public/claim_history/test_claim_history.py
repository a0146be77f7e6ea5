"""The public pages of a claim's history and versions.

No word of what was taken back is left there.
"""

import re

import pghistory
import pytest
from django.db import transaction
from django.test import Client

from claims.actions import retract_claim, retract_statement
from claims.actions.merging.merge import merge_claims
from claims.models import Change, Citation, Claim, Claimant, ClaimRelation, ClaimVersion
from claims.versions.document import load_document
from public.claim_detail import views
from public.claim_history import version as module
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.document_rows import store_first_schema
from tests.support.html import links_of, text_of
from tests.support.scenario import Scenario, april

pytestmark = pytest.mark.usefixtures("tables_owner")  # versions of former schemas are put down by hand


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def scenario():
    with transaction.atomic():
        scenario = Scenario()
        Claim.objects.update(text="The bridge is closed")
        scenario.say("Ruritania.ann", "affirms", april(10))
    return scenario


def version(client, claim, number, query=""):
    return client.get(f"/claims/{claim.pk}/versions/{number}/{query}")


def history(client, claim, query=""):
    return client.get(f"/claims/{claim.pk}/history/{query}")


class TestOneVersion:
    def test_shows_what_readers_saw_though_it_was_altered_since(self, client, scenario):
        cited = Citation.objects.get()
        Claim.objects.update(text="The bridge is shut")
        with transaction.atomic():
            scenario.say("Borduria", "denies", april(12))
        text = text_of(version(client, scenario.claim, 1))
        assert "This is version 1 of 3." in text and "Readers saw it from" in text
        assert "The bridge is closed" in text and "The bridge is shut" not in text
        outlet = cited.article.outlet
        assert f"Asserted Asserted by Ruritania, as one outlet reports ({outlet})." in text
        assert f"ann, as a government: affirms it, 10 April 2017 “{cited.excerpt}”" in text
        assert "Borduria" not in text

    def test_of_many_positions_taken_off_each_reason_is_given_once(self, client, scenario, monkeypatch):
        monkeypatch.setattr(module, "REASONS_SHOWN", 1)
        with transaction.atomic():
            taken = [scenario.say(name, "denies", april(12)) for name in "ABC"]
        for statement, reason in zip(taken, ("Misread.", "Misread.", "Misheard."), strict=True):
            retract_statement(statement=statement, by=make.UserFactory(), now=make.MOMENT, reason=reason)
        text = text_of(version(client, scenario.claim, 2))
        assert "3 positions that were here have since been removed" in text
        assert text.count("Why: Misread.") == 1 and "Misheard." not in text
        assert "One further reason is not shown." in text

    def test_todays_page_cites_the_version_that_it_shows(self, client, scenario, monkeypatch):
        def load_before_an_edit(*args):
            loaded = load_document(*args)
            Claim.objects.update(context="A context.")
            return loaded

        monkeypatch.setattr(views, "load_document", load_before_an_edit)
        text = text_of(client.get(Claim.objects.get().get_absolute_url()))
        assert ClaimVersion.objects.latest("number").number == 2
        assert "version 1" in text and "version 2" not in text.lower()
        assert "A context." not in text and "The context was added." not in text

    def test_leads_to_its_neighbours_the_history_and_today(self, client, scenario):
        Claim.objects.update(context="A context.")
        Claim.objects.update(public_note="A note.")
        links = links_of(version(client, scenario.claim, 2))
        assert links["← Version 1"] == f"/claims/{scenario.claim.pk}/versions/1/"
        assert links["Version 3 →"] == f"/claims/{scenario.claim.pk}/versions/3/"
        assert links["What changed, and why"] == f"/claims/{scenario.claim.pk}/history/"
        today = Claim.objects.get(pk=scenario.claim.pk)
        assert links["The page as it is today"] == today.get_absolute_url()

    def test_the_latest_says_so_and_none_is_indexed(self, client, scenario):
        response = version(client, scenario.claim, 1)
        assert "It is the latest" in text_of(response)
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_every_section_of_the_page_was_kept(self, client, scenario):
        with transaction.atomic():
            scenario.say("Borduria", "denies", relayed_by="Ruritania")
            scenario.say("=Herald", "denies")
            Claim.objects.update(context="A context.", public_note="A note.")
            scenario.claim.topics.add(make.TopicFactory(name="Bridges"))
            make.CorrectionFactory(claim=scenario.claim, notice="A name was altered.", reason="A slip.")
            other = make.StatementFactory(claim__text="The road is closed").claim
            make.ClaimRelationFactory(claim=scenario.claim, other=other, kind="narrows")
            further = make.StatementFactory(claim__text="The path is closed").claim
            make.ClaimRelationFactory(claim=scenario.claim, other=further, kind="narrows")
        text = text_of(version(client, scenario.claim, 2))
        for words in (
            "A context.",
            "A note.",
            "Bridges",
            "What outlets say themselves =Herald disputes it",
            "Without a position that counted Borduria denies it",
            "second-hand, passed on by Ruritania",
            "Related claims More general The road is closed The path is closed",
            "A name was altered. Why: A slip.",
        ):
            assert words in text

    def test_one_that_there_is_not_says_which_there_are(self, client, scenario):
        Claim.objects.update(context="A context.")
        for number in (0, 3, 2**31, 10**40):
            response = version(client, scenario.claim, number)
            assert response.status_code == 404
            assert "This claim has versions 1 to 2." in text_of(response)

    def test_a_draft_has_none(self, client):
        draft = make.DraftClaimFactory(text="Leak")
        for response in (version(client, draft, 1), history(client, draft)):
            assert response.status_code == 404 and "Leak" not in response.content.decode()
        assert client.get(f"/claims/{10**30}/versions/1/").status_code == 404

    def test_many_positions_come_in_pages(self, client, scenario):
        with transaction.atomic():
            for number in range(60):
                scenario.say(f"Party {number:02}", "denies")
        first = version(client, scenario.claim, 2)
        assert "Party 48 denies it" in text_of(first) and "Party 59 denies it" not in text_of(first)
        assert "Party 59 denies it" in text_of(version(client, scenario.claim, 2, "?page=2"))
        assert "There is no page" in text_of(version(client, scenario.claim, 2, "?page=x%00"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_however_much_there_is(self, client, scenario, django_assert_num_queries, rows):
        with transaction.atomic():
            for number in range(rows):
                scenario.say(f"Party {number}", "denies")
        with django_assert_num_queries(3):
            assert version(client, scenario.claim, 2).status_code == 200


class TestTheHistory:
    def test_sets_each_field_before_against_after(self, client, scenario):
        with pghistory.context(user=make.UserFactory(username="ada").pk, reason="A reader wrote in."):
            Claim.objects.update(text="The bridge is shut", context="A context.")
        with transaction.atomic():
            scenario.say("Borduria", "denies", april(12))
        response = history(client, scenario.claim)
        text = text_of(response)
        assert (
            "What changed with version 3 What Before After Status Asserted Disputed Position of Borduria"
            in text
        )
        assert "Changed by an editor. Why: A reader wrote in." in text and "ada" not in text
        assert "The bridge is closed The bridge is shut Context not there A context." in text
        content = response.content.decode()
        assert "<del>closed</del>" in content and "<ins>shut</ins>" in content
        loaded = "Loaded here with the whole record, which dates it to 20 April 2017."
        assert f"Version 1 First version. {loaded}" in text
        assert text.count("Loaded here") == 1  # the later versions were made here

    def test_tells_of_every_field_of_a_statement_and_its_evidence(self, client, scenario):
        said = scenario.claim.statements.get()
        type(said).objects.update(stance="denies", place="Elsewhere", capacity="as a minister")
        Citation.objects.update(excerpt="other words")
        text = text_of(history(client, scenario.claim))
        for words in (
            "ann for Ruritania: position affirms it denies it",
            "ann for Ruritania: where not there Elsewhere",
            "ann for Ruritania: in which role as a government as a minister",
            "other words (quotation, body)",
        ):
            assert words in text

    def test_comes_in_pages_that_join(self, client, scenario):
        for number in range(14):
            Claim.objects.update(context=f"Context {number}.")
        first = history(client, scenario.claim)
        assert "Version 4 " in text_of(first) and "Version 3 " not in text_of(first)
        assert "<ins>2</ins>" in first.content.decode(), "compared with one of the next page"
        second = history(client, scenario.claim, links_of(first)["Older versions →"])
        assert "Version 3 " in text_of(second) and "Version 4 " not in text_of(second)
        assert "from another search" in text_of(history(client, scenario.claim, "?after=nonsense"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_however_much_there_is(self, client, scenario, django_assert_num_queries, rows):
        for number in range(rows):
            Claim.objects.update(context=f"Context {number}.")
        with django_assert_num_queries(3):
            assert history(client, scenario.claim).status_code == 200


class TestWhatWasTakenBack:
    """No word of it in a version, in the history or among the changes."""

    SECRET = re.compile("zembla|quixotic|grandiloquent", re.IGNORECASE)

    def pages(self, client, claim):
        numbers = ClaimVersion.objects.filter(claim=claim).values_list("number", flat=True)
        yield client.get(f"/claims/{claim.pk}/", follow=True)
        yield history(client, claim)
        yield client.get("/changes/")
        yield client.get("/")
        yield client.get("/about/")
        for number in numbers:
            yield version(client, claim, number)

    def assert_gone(self, client, claim):
        for page in self.pages(client, claim):
            assert not self.SECRET.search(page.content.decode()), page.request["PATH_INFO"]

    def test_a_retracted_position(self, client, scenario):
        with transaction.atomic():
            taken = scenario.say(
                "Zembla", "denies", place="Quixotic hall", citation__excerpt="grandiloquent words"
            )
        type(taken).objects.filter(pk=taken.pk).update(capacity="as the quixotic ruler")
        assert self.SECRET.search(version(client, scenario.claim, 2).content.decode()), "it was there"
        retract_statement(
            statement=taken, by=make.UserFactory(), now=make.MOMENT, reason="They did not say it."
        )
        self.assert_gone(client, scenario.claim)
        text = text_of(version(client, scenario.claim, 2))
        assert "One position that was here has since been removed" in text
        assert "Why: They did not say it." in text
        assert "Part of what made it so has since been removed." in text
        assert "A position, since removed" in text_of(history(client, scenario.claim))

    def test_a_retracted_position_in_a_version_of_the_first_schema(self, client, scenario):
        with transaction.atomic():
            taken = scenario.say("Zembla", "denies", citation__excerpt="grandiloquent words")
        page = version(client, scenario.claim, 2)
        store_first_schema(scenario.claim)
        assert text_of(version(client, scenario.claim, 2)) == text_of(page), "it was there"
        retract_statement(
            statement=taken, by=make.UserFactory(), now=make.MOMENT, reason="They did not say it."
        )
        self.assert_gone(client, scenario.claim)
        text = text_of(version(client, scenario.claim, 2))
        assert "Asserted by Ruritania" not in text and "Why: They did not say it." in text

    def test_a_retracted_claim(self, client, scenario):
        Claim.objects.update(text="Zembla is grandiloquent", context="Quixotic")
        retract_claim(
            claim=scenario.claim, by=make.UserFactory(), now=make.MOMENT, reason="It named a source."
        )
        self.assert_gone(client, scenario.claim)
        for page in (
            version(client, scenario.claim, 1),
            version(client, scenario.claim, 2),
            history(client, scenario.claim),
        ):
            assert page.status_code == 410 and "It named a source." in text_of(page)

    def test_a_removed_citation(self, client, scenario):
        removed = make.CitationFactory(
            statement=scenario.claim.statements.get(), excerpt="grandiloquent words"
        )
        assert "grandiloquent" in version(client, scenario.claim, 2).content.decode(), "it was there"
        removed.delete()
        self.assert_gone(client, scenario.claim)
        assert "A source that was cited here has been removed since" in text_of(
            version(client, scenario.claim, 2)
        )
        assert "1 source, removed since" in text_of(history(client, scenario.claim))

    def test_a_related_claim_that_is_retracted(self, client, scenario):
        with transaction.atomic():
            other = make.StatementFactory(claim__text="Zembla is grandiloquent").claim
            make.ClaimRelationFactory(claim=scenario.claim, other=other, kind="narrows")
        assert "Zembla" in version(client, scenario.claim, 2).content.decode(), "it was there"
        retract_claim(claim=other, by=make.UserFactory(), now=make.MOMENT, reason="It named a source.")
        self.assert_gone(client, scenario.claim)

    def test_a_correction_that_is_deleted(self, client, scenario):
        correction = make.CorrectionFactory(claim=scenario.claim, notice="Zembla", reason="Quixotic")
        assert "Zembla" in version(client, scenario.claim, 2).content.decode(), "it was there"
        correction.delete()
        assert Change.objects.filter(kind="correction").exists()
        self.assert_gone(client, scenario.claim)


def test_a_relation_is_told_from_each_end_and_anew_where_its_kind_changes(client, scenario):
    with transaction.atomic():
        other = make.StatementFactory(claim__text="The road is closed").claim
    relation = make.ClaimRelationFactory(claim=scenario.claim, other=other, kind="narrows")
    assert "Related claim (more general) not there The road is closed" in text_of(
        history(client, scenario.claim)
    )
    assert "Related claim (more specific) not there The bridge is closed" in text_of(history(client, other))
    ClaimRelation.objects.filter(pk=relation.pk).update(kind="follows")
    assert "Related claim (a reason for it) not there The road is closed" in text_of(
        history(client, scenario.claim)
    )
    assert "Связанное утверждение (вытекает из этого)" in text_of(
        client.get(f"/ru/claims/{other.pk}/history/")
    )


class TestNamesAndDates:
    """A new name is told once, next to what else changed at the same time."""

    @pytest.fixture
    def fields(self, client, scenario):
        cited = Citation.objects.get()
        with transaction.atomic():
            Claimant.objects.filter(name="ann").update(name="Ann Brook")
            Outlet.objects.filter(pk=cited.article.outlet_id).update(name="Daily Post")
            Article.objects.filter(pk=cited.article_id).update(published_on=april(14))
            Citation.objects.update(translated_by="Olga Pine")
            Claim.objects.update(text="The bridge is shut")
        rows = re.findall(r"<tr>.*?</tr>", history(client, scenario.claim).content.decode(), re.DOTALL)
        return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]

    def test_names(self, fields):
        named = [row for row in fields if row.startswith("What somebody or something is called")]
        assert len(named) == 2 and "Ann Brook" in named[0] and "Daily Post" in named[1]
        assert not any(row.startswith("Who took a position") for row in fields)

    def test_dates(self, fields):
        assert "Date of the article of Daily Post 12 April 2017 14 April 2017" in fields

    def test_translators(self, fields):
        assert any(row.startswith("Daily Post, cited for Ann Brook") and "Olga Pine" in row for row in fields)


class TestAMergedClaim:
    @pytest.fixture
    def merged(self, scenario):
        with transaction.atomic():
            other = Scenario()
            Claim.objects.filter(pk=other.claim.pk).update(text="The bridge cannot be crossed")
            other.known = scenario.known
            other.say("Ruritania.ann", "affirms", april(10), citation__excerpt="nobody crosses it")
            other.say("Borduria", "affirms", april(11))
        merge_claims(
            duplicate=other.claim,
            target=scenario.claim,
            by=make.UserFactory(),
            now=make.MOMENT,
            reason="The same.",
        )
        return other.claim

    def test_stays_readable_under_the_address_that_was_cited(self, client, scenario, merged):
        response = version(client, merged, 1)
        text = text_of(response)
        assert response.status_code == 200
        assert "The bridge cannot be crossed" in text and "Borduria" in text
        assert "nobody crosses it" in text, "its statement became one with its twin"
        assert "The claim has since become part of The bridge is closed" in text

    def test_can_still_be_cited(self, client, scenario, merged):
        response = client.get(f"/claims/{merged.pk}/versions/1/cite.txt")
        assert response.status_code == 200
        assert "The bridge cannot be crossed" in response.content.decode()

    def test_its_history_leads_on(self, client, scenario, merged):
        text = text_of(history(client, merged))
        assert "This claim has become part of another one, The bridge is closed" in text

    def test_is_told_as_such(self, client, scenario, merged):
        text = text_of(client.get("/changes/?kind=retracted"))
        assert "Merged into another claim The bridge is closed" in text

    def test_is_gone_with_the_one_that_it_became(self, client, scenario, merged):
        retract_claim(
            claim=scenario.claim,
            by=make.UserFactory(username="eve"),
            now=make.MOMENT,
            reason="It named a source.",
        )
        for end in ("", "cite.txt", "cite.bib", "cite.json"):
            response = client.get(f"/claims/{merged.pk}/versions/1/{end}")
            assert response.status_code == 410
            assert "crossed" not in response.content.decode()
