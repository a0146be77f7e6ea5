"""The statement form: it fills in what is known and points out what looks wrong."""

import datetime

import pytest

from claims.models import Citation, Statement
from sources.models import Capture
from tests import factories as make
from tests.support.admin_html import address, filled, said_to

pytestmark = pytest.mark.django_db

DAY = datetime.date(2017, 4, 12)


def post(client, claimant, **changes):
    sent = {
        "claim": make.DraftClaimFactory().pk,
        "claimant": claimant.pk,
        "stance": "affirms",
        "said_on": DAY.isoformat(),
        "said_on_precision": "day",
        "citations-TOTAL_FORMS": "0",
        "citations-INITIAL_FORMS": "0",
    }
    return client.post(address(Statement, "add"), sent | changes, follow=True)


def field_errors(response, name: str) -> str:
    return " ".join(response.context["adminform"].form.errors.get(name, []))


def test_a_party_speaks_for_itself(as_editor):
    party = make.PartyFactory()
    post(as_editor, party)
    statement = Statement.objects.get()
    assert (statement.party, statement.capacity) == (party, "as a government")


def test_the_only_affiliation_of_that_day_is_taken(as_editor):
    lavrov = make.ClaimantFactory(name="Lavrov")
    russia = make.AffiliationFactory(claimant=lavrov, role="Foreign Minister").party
    make.AffiliationFactory(claimant=lavrov, role="envoy", until=datetime.date(2003, 1, 1))
    make.AffiliationFactory(claimant=lavrov, role="pensioner", since=datetime.date(2020, 1, 1))
    post(as_editor, lavrov)
    statement = Statement.objects.get()
    assert (statement.party, statement.capacity) == (russia, "Foreign Minister")


def test_of_two_parties_the_editor_chooses(as_editor):
    person = make.ClaimantFactory()
    for name in ("Alpha", "Beta"):
        make.AffiliationFactory(claimant=person, party__name=name)
    response = post(as_editor, person)
    assert "choose from Alpha, Beta" in field_errors(response, "party")
    assert not Statement.objects.exists()


def test_of_two_roles_the_editor_chooses(as_editor):
    person, party = make.ClaimantFactory(), make.PartyFactory()
    for role in ("senator", "spokesman"):
        make.AffiliationFactory(claimant=person, party=party, role=role)
    response = post(as_editor, person)
    assert "senator or spokesman" in field_errors(response, "capacity")
    assert not Statement.objects.exists()


def test_without_an_affiliation_the_editor_says_for_whom(as_editor):
    response = post(as_editor, make.ClaimantFactory(name="Somebody"))
    assert "no affiliation of Somebody" in field_errors(response, "party")


def test_what_the_editor_typed_is_kept(as_editor):
    person = make.ClaimantFactory()
    affiliation = make.AffiliationFactory(claimant=person, role="senator")
    post(as_editor, person, party=affiliation.party_id, capacity="in a private letter")
    assert Statement.objects.get().capacity == "in a private letter"


def test_a_party_without_an_affiliation_is_doubted_not_refused(as_editor):
    person, party = make.ClaimantFactory(name="Somebody"), make.PartyFactory(name="Freedonia")
    response = post(as_editor, person, party=party.pk, capacity="envoy")
    assert Statement.objects.count() == 1
    assert any("No affiliation of Somebody with Freedonia" in line for line in said_to(response))


def test_second_hand_words_take_the_party_of_who_passes_them_on(as_editor):
    statement, article = make.DraftStatementFactory(), make.ArticleFactory()
    lavrov = make.ClaimantFactory()
    russia = make.AffiliationFactory(claimant=lavrov).party
    sent = {
        "statement": statement.pk,
        "article": article.pk,
        "kind": "paraphrase",
        "part": "body",
        "excerpt": "he said that she said",
        "relayed_by": lavrov.pk,
    }
    as_editor.post(address(Citation, "add"), sent)
    assert Citation.objects.get().relayed_for == russia


@pytest.mark.parametrize("through", ["statement", "citation", "inline"])
def test_a_statement_dated_after_its_article_is_doubted_not_refused(as_editor, through):
    article = make.ArticleFactory(published_on=DAY, title="Talks")
    citation = make.CitationFactory(article=article, statement__said_on=DAY)
    statement = citation.statement
    row = citation if through == "citation" else statement
    page = address(type(row), "change", row.pk)
    sent = filled(as_editor.get(page))
    if through == "citation":
        Statement.objects.update(said_on="2017-04-13")
    else:
        sent["said_on"] = "2017-04-13"
    warned = said_to(as_editor.post(page, sent, follow=True))
    assert "13 April 2017, after the article that cites it: “Talks” of 12 April 2017" in warned[0]
    statement.refresh_from_db()
    assert statement.said_on == datetime.date(2017, 4, 13)


class TestWithdrawals:
    NOT_THERE = "withdraws what is not on the record"
    UNCITED = "Nothing is cited for this withdrawal"

    def add(self, client, **sent) -> str:
        party = make.PartyFactory()
        sent = {"claim": make.DraftClaimFactory().pk, "claimant": party.pk, "said_on": "2017-04-12", **sent}
        sent |= {"stance": "withdraws", "citations-TOTAL_FORMS": "0"}
        page = address(Statement, "add")
        response = client.post(page, filled(client.get(page)) | sent, follow=True)
        assert Statement.objects.filter(stance="withdraws").exists()
        return " ".join(said_to(response))

    def test_of_what_was_never_said_is_doubted(self, as_editor):
        told = self.add(as_editor)
        assert self.NOT_THERE in told
        assert self.UNCITED in told

    @pytest.mark.parametrize(("day", "is_doubted"), [(11, False), (13, True)])
    def test_of_an_earlier_position_is_not(self, as_editor, day, is_doubted):
        said = make.DraftStatementFactory(said_on=datetime.date(2017, 4, day))
        told = self.add(as_editor, claim=said.claim_id, claimant=said.claimant_id)
        assert (self.NOT_THERE in told) == is_doubted

    def test_with_a_citation_only_the_first_is_doubted(self, as_editor):
        statement = make.CitationFactory(statement__stance="withdraws").statement
        page = address(Statement, "change", statement.pk)
        told = " ".join(said_to(as_editor.post(page, filled(as_editor.get(page)), follow=True)))
        assert self.UNCITED not in told
        assert self.NOT_THERE in told


def test_a_citation_begins_with_its_usual_kind(as_editor):
    voice, party = make.DraftStatementFactory(party=make.VoiceFactory()), make.DraftStatementFactory()
    for statement, kind in ((voice, "own_words"), (party, "quote")):
        page = as_editor.get(f"{address(Citation, 'add')}?statement={statement.pk}")
        assert page.context["adminform"].form["kind"].value() == kind
    assert filled(as_editor.get(address(Statement, "add")))["citations-0-kind"] == "quote"


def test_so_does_a_further_one_on_the_page_of_its_statement(as_editor):
    voice = make.VoiceFactory()
    own, other = make.DraftStatementFactory(claimant=voice, party=voice), make.DraftStatementFactory()
    cited = make.CitationFactory(statement=own, article__outlet=voice.outlet, kind="own_words")
    for statement, kinds in ((own, ["own_words", "own_words"]), (other, ["quote"])):
        shown = as_editor.get(address(Statement, "change", statement.pk))
        [inline] = shown.context["inline_admin_formsets"]
        forms = [*inline.formset.initial_forms, inline.formset.empty_form]
        assert [form["kind"].value() for form in forms] == kinds
    assert cited.statement == own


class TestProof:
    @pytest.fixture
    def article(self):
        article = make.ArticleFactory()
        Capture.objects.keep(
            article=article,
            text="He said: “We can’t agree.” Then he left.",
            captured_at=make.MOMENT,
            obtained="pasted",
        )
        return article

    def sent(self, article, excerpt: str) -> dict:
        statement = make.DraftStatementFactory()
        return {
            "statement": statement.pk,
            "article": article.pk,
            "kind": "quote",
            "part": "body",
            "excerpt": excerpt,
        }

    def test_an_excerpt_in_the_text_is_proved_on_saving(self, as_editor, article):
        sent = self.sent(article, "We can't agree.")
        response = as_editor.post(address(Citation, "add"), sent, follow=True)
        citation = Citation.objects.get()
        assert citation.is_proved
        assert citation.excerpt == "We can’t agree."
        assert any(line.startswith("Proved: ") for line in said_to(response))

    def test_an_excerpt_that_is_not_there_is_kept_as_unverified(self, as_editor, article):
        sent = self.sent(article, "We will agree.")
        response = as_editor.post(address(Citation, "add"), sent, follow=True)
        assert not Citation.objects.get().is_proved
        assert any("unverified" in line for line in said_to(response))

    def test_editing_the_excerpt_clears_its_proof(self, as_editor, article):
        as_editor.post(address(Citation, "add"), self.sent(article, "We can't agree."))
        citation = Citation.objects.get()
        page = address(Citation, "change", citation.pk)
        sent = filled(as_editor.get(page)) | {"excerpt": "We cannot agree."}
        as_editor.post(page, sent)
        citation.refresh_from_db()
        assert (citation.excerpt, citation.is_proved) == ("We cannot agree.", False)

    def test_citations_on_the_statements_page_are_proved_too(self, as_editor, article):
        party = make.PartyFactory()
        inline = {
            "citations-TOTAL_FORMS": "1",
            "citations-0-article": article.pk,
            "citations-0-kind": "quote",
            "citations-0-part": "body",
            "citations-0-excerpt": "Then he left.",
        }
        post(as_editor, party, **inline)
        assert Citation.objects.get().is_proved
