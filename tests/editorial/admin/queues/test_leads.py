"""Leads: addresses to be read for a claim, and what became of them."""

import pytest

from claims.actions import give_up_leads, settle_lead_as_not_there, take_up_leads
from claims.actions.merging.merge import merge_claims
from claims.coverage.drafts import close_coverage
from claims.models import Claim, Coverage, Lead
from core.errors import Refused
from tests import factories as make
from tests.support.admin_html import said_to
from tests.support.coverage_article import NOW, CoverageScenario
from tests.support.coverage_pages import page_url
from tests.support.html import links_of, text_of
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

LIST = "/admin/claims/lead/"
ADDRESS = "https://herald.example/bridge"


def page_of(lead, step: str = "change") -> str:
    return f"{LIST}{lead.pk}/{step}/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(as_editor, django_assert_max_num_queries, rows):
    leads = make.LeadFactory.create_batch(rows)
    with django_assert_max_num_queries(10):
        listed = as_editor.get(LIST).context["cl"].result_list
    assert list(listed) == leads


def test_its_page_leads_to_the_address_and_to_add_coverage(as_editor):
    lead = make.LeadFactory(url=ADDRESS, claim__text="The bridge is closed")
    links = links_of(as_editor.get(page_of(lead)))
    assert links[ADDRESS] == ADDRESS
    begun = as_editor.get(links["Add coverage…"])
    assert begun.context["form"]["url"].value() == ADDRESS
    assert "A reviewer says that this can be read there: The bridge is closed" in text_of(begun)
    refused = as_editor.post(page_url("begin"), {"way": "text", "text": "", "lead": lead.pk}, follow=True)
    assert refused.context["lead"] == lead


def test_an_address_that_is_not_of_the_web_is_no_link(as_editor):
    page = as_editor.get(page_of(make.LeadFactory(url="javascript:alert(1)")))
    assert "javascript:alert(1)" in text_of(page) and "javascript:alert(1)" not in links_of(page).values()


@pytest.mark.parametrize(
    ("hosts", "is_linked"),
    [([], True), (["herald.example"], True), (["example"], True), (["rald.example", "other.example"], False)],
)
def test_only_sites_of_the_list_are_linked(as_editor, settings, hosts, is_linked):
    settings.LINKED_HOSTS = hosts
    page = as_editor.get(page_of(make.LeadFactory(url=ADDRESS)))
    assert ADDRESS in text_of(page) and (ADDRESS in links_of(page)) == is_linked


class TestByHand:
    @staticmethod
    def add(client, **values):
        given = {"claim": "", "url": ADDRESS, "kind": "appearance", "source": "Ada"} | values
        return client.post(f"{LIST}add/", given, follow=True)

    def test_an_editor_notes_an_address(self, as_editor):
        claim = make.DraftClaimFactory()
        assert as_editor.get(f"{LIST}add/").context["adminform"].form.initial["source"] == "editor"
        self.add(as_editor, claim=claim.pk, url="HTTPS://herald.example/bridge?utm_source=x")
        lead = Lead.objects.get()
        assert (lead.claim, lead.url, lead.source, lead.outcome) == (claim, ADDRESS, "Ada", "")

    @pytest.mark.parametrize("url", ["ftp://herald.example/", "https://", "nowhere"])
    def test_what_is_no_address_comes_back(self, as_editor, url):
        page = self.add(as_editor, claim=make.DraftClaimFactory().pk, url=url)
        assert page.context["errors"] and page.context["adminform"].form["url"].value() == url
        assert not Lead.objects.exists()

    def test_of_a_recorded_article_it_is_taken_up(self, as_editor):
        article = make.ArticleFactory(canonical_url=ADDRESS)
        page = self.add(as_editor, claim=make.DraftClaimFactory().pk)
        assert Lead.objects.get().article == article
        assert any("is on the record" in said for said in said_to(page))


def test_saving_an_article_takes_leads_to_its_address_up(as_editor, editor):
    lead, outlet = make.LeadFactory(url=ADDRESS), make.OutletFactory()
    given = {"outlet": outlet.pk, "title": "A bridge", "language": "en", "canonical_url": f"{ADDRESS}/"}
    page = as_editor.post("/admin/sources/article/add/", given, follow=True)
    lead.refresh_from_db()
    assert (lead.outcome, lead.settled_by) == ("taken_up", editor)
    assert any("Addresses to read that lead to this article: 1" in said for said in said_to(page))


def test_not_there_settles_it_once(as_editor, editor):
    lead = make.LeadFactory()
    page = as_editor.post(page_of(lead, "not-there"), {"note": "The page is gone."}, follow=True)
    assert said_to(page) == ["Not there: it waits no longer."]
    lead.refresh_from_db()
    assert (lead.outcome, lead.note, lead.settled_by) == ("not_there", "The page is gone.", editor)
    assert not {"Add coverage…", "Not there…"} & set(links_of(as_editor.get(page_of(lead))))
    with pytest.raises(Refused, match="settled already: not there"):
        settle_lead_as_not_there(lead=lead, note="", by=editor, now=make.MOMENT)


class TestCoverage:
    @pytest.mark.parametrize("url", [ADDRESS, "http://www.herald.example/bridge/"])
    def test_of_the_address_takes_all_leads_to_it_up(self, url):
        work = CoverageScenario()
        type(work.coverage.article).objects.filter(pk=work.coverage.article.pk).update(canonical_url=ADDRESS)
        leads = make.LeadFactory.create_batch(2, url=url)
        other = make.LeadFactory()
        work.save(work.row())
        settled = Lead.objects.filter(pk__in=[lead.pk for lead in leads]).values_list(
            "outcome", "article", "settled_by"
        )
        assert list(settled) == [("taken_up", work.coverage.article_id, work.editor.pk)] * 2
        assert Lead.objects.get(outcome="") == other

    def test_of_an_address_that_led_elsewhere_takes_its_leads_up(self):
        work, lead = CoverageScenario(), make.LeadFactory(url="https://short.example/1")
        Coverage.objects.update(intake={"url": lead.url})
        work.save(work.row())
        lead.refresh_from_db()
        assert (lead.outcome, lead.article) == ("taken_up", work.coverage.article)

    def test_with_nothing_to_record_says_that_they_are_not_there(self, editor):
        lead = make.LeadFactory(url=ADDRESS)
        work = Coverage.objects.create(
            editor=editor, begun_at=NOW, changed_at=NOW, intake={"url": f"{ADDRESS}?utm_source=x"}
        )
        close_coverage(coverage=work, reason="Only a photograph.", by=editor, now=NOW, revision=work.revision)
        lead.refresh_from_db()
        assert (lead.outcome, lead.note, lead.settled_by) == ("not_there", "Only a photograph.", editor)

    def test_without_an_address_settles_nothing(self, editor):
        make.LeadFactory()
        article = make.ArticleFactory()
        assert take_up_leads(addresses=["", ""], article=article, by=editor, now=NOW) == 0
        assert give_up_leads(addresses=[], note="", by=editor, now=NOW) == 0


def test_they_move_with_a_merged_claim(publisher):
    target, duplicate = make.DraftClaimFactory.create_batch(2)
    make.LeadFactory(claim=target, url=ADDRESS)
    for url in (ADDRESS, "https://lead.example/another"):
        make.LeadFactory(claim=duplicate, url=url)
    merge_claims(duplicate=duplicate, target=target, reason="The same.", by=publisher, now=make.MOMENT)
    assert sorted(target.leads.values_list("url", flat=True)) == [ADDRESS, "https://lead.example/another"]
    assert Lead.objects.count() == 2


def test_they_go_with_a_draft_that_is_deleted(as_editor):
    claim = make.LeadFactory().claim
    assert as_editor.post(f"/admin/claims/claim/{claim.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Claim.objects.exists() and not Lead.objects.exists()


class TestRules:
    def test_once_per_claim_and_address(self):
        lead = make.LeadFactory()
        with assert_refused("lead_once_per_claim_and_address"):
            make.LeadFactory(claim=lead.claim, url=lead.url)

    def test_kind(self):
        with assert_refused("lead_kind_is_known"):
            make.LeadFactory(kind="rumour")

    @pytest.mark.parametrize("missing", ["url", "source"])
    def test_where_and_who_says_so(self, missing):
        with assert_refused("lead_says_where_and_who_says_so"):
            make.LeadFactory(**{missing: ""})

    def test_outcome(self, editor):
        with assert_refused("lead_outcome_is_known"):
            make.LeadFactory(outcome="lost", settled_at=make.MOMENT, settled_by=editor)

    @pytest.mark.parametrize("given", [{"settled_at": make.MOMENT}, {"outcome": "not_there"}])
    def test_who_and_when(self, given):
        with assert_refused("lead_outcome_says_who_and_when"):
            make.LeadFactory(**given)

    def test_taken_up_by_an_article(self, editor):
        with assert_refused("lead_taken_up_names_its_article"):
            make.LeadFactory(outcome="taken_up", settled_at=make.MOMENT, settled_by=editor)
        with assert_refused("lead_taken_up_names_its_article"):
            make.LeadFactory(article=make.ArticleFactory())
