"""A rule that the database enforces comes back as a form error.

Everything that was typed is kept in the form, and nothing is stored.
"""

import pytest

from claims.models import Affiliation, Alias, Citation, Claim, Claimant, Statement
from editorial.admin.base.forms import list_fields
from sources.models import Article
from tests import factories as make
from tests.support.admin_html import RECORD, address, filled, said_to

pytestmark = pytest.mark.django_db


def errors(response) -> str:
    assert response.status_code == 200
    return " ".join(response.context["adminform"].form.non_field_errors())


def test_a_rule_that_waits_for_the_end_comes_back_on_the_form(as_editor):
    """Somebody who is no party is chosen as the party: a deferred foreign key."""
    person = make.ClaimantFactory(name="A spokesman")
    claim = make.DraftClaimFactory()
    sent = filled(as_editor.get(address(Statement, "add"))) | {
        "claim": claim.pk,
        "claimant": person.pk,
        "party": person.pk,
        "capacity": "speaking for himself",
        "stance": "affirms",
        "said_on": "2017-04-12",
        "citations-TOTAL_FORMS": "0",
    }
    response = as_editor.post(address(Statement, "add"), sent)
    assert "Choose a party" in errors(response)
    assert response.context["adminform"].form["capacity"].value() == "speaking for himself"
    assert "was added" not in response.text
    assert not Statement.objects.exists()


def test_what_was_typed_into_inlines_is_kept(as_editor):
    person, claim, article = make.ClaimantFactory(), make.DraftClaimFactory(), make.ArticleFactory()
    sent = filled(as_editor.get(address(Statement, "add"))) | {
        "claim": claim.pk,
        "claimant": person.pk,
        "party": person.pk,
        "capacity": "as himself",
        "stance": "affirms",
        "said_on": "2017-04-12",
        "citations-0-article": article.pk,
        "citations-0-kind": "quote",
        "citations-0-excerpt": "words worth keeping",
    }
    response = as_editor.post(address(Statement, "add"), sent)
    assert "Choose a party" in errors(response)
    assert "words worth keeping" in response.text
    assert not Statement.objects.exists()
    assert not Citation.objects.exists()


def test_an_inline_double_with_empty_dates_is_refused_kindly(as_editor):
    affiliation = make.AffiliationFactory(role="envoy")
    page = address(Claimant, "change", affiliation.claimant_id)
    sent = filled(as_editor.get(page)) | {
        "affiliations-TOTAL_FORMS": "2",
        "affiliations-1-claimant": affiliation.claimant_id,
        "affiliations-1-party": affiliation.party_id,
        "affiliations-1-role": "envoy",
    }
    response = as_editor.post(page, sent)
    assert response.status_code == 200
    assert "already on the record" in response.text
    assert Affiliation.objects.count() == 1


def test_a_double_alias_is_refused_kindly(as_editor):
    alias = make.AliasFactory(name="Tillison")
    page = address(Alias, "add")
    response = as_editor.post(page, {"claimant": alias.claimant_id, "name": "Tillison"})
    assert "This claimant already has this alias." in response.text
    assert Alias.objects.count() == 1


def test_own_words_of_another_outlet_are_refused_kindly(as_editor):
    voice = make.VoiceFactory()
    statement = make.DraftStatementFactory(claimant=voice, party=voice)
    article = make.ArticleFactory()
    response = as_editor.post(
        address(Citation, "add"),
        {
            "statement": statement.pk,
            "article": article.pk,
            "kind": "own_words",
            "part": "body",
            "excerpt": "in its own words",
        },
    )
    assert "speaks in its own voice in its own article" in errors(response)
    assert not Citation.objects.exists()


def test_an_article_that_changes_its_outlet_under_an_own_voice_is_refused_kindly(as_editor):
    """The rule is about claims; the words for it reach the admin of sources."""
    voice = make.VoiceFactory()
    article = make.ArticleFactory(outlet=voice.outlet)
    statement = make.DraftStatementFactory(claimant=voice, party=voice)
    make.CitationFactory(statement=statement, article=article, kind="own_words")
    page = address(Article, "change", article.pk)
    other = make.OutletFactory()
    response = as_editor.post(page, filled(as_editor.get(page)) | {"outlet": other.pk})
    assert "speaks in its own voice" in errors(response)
    article.refresh_from_db()
    assert article.outlet == voice.outlet


def test_26_words_are_too_many(as_editor):
    statement, article = make.DraftStatementFactory(), make.ArticleFactory()
    sent = {"statement": statement.pk, "article": article.pk, "kind": "quote", "part": "body"}
    page = address(Citation, "add")
    response = as_editor.post(page, sent | {"excerpt": " ".join(["word"] * 26)})
    form = response.context["adminform"].form
    assert "at most 25 words" in form.errors["excerpt"][0]
    assert not form.non_field_errors()
    assert not Citation.objects.exists()
    assert as_editor.post(page, sent | {"excerpt": " ".join(["word"] * 25)}).status_code == 302
    assert Citation.objects.count() == 1


def one_of_two() -> Statement:
    """Make a published statement whose claim could do without it."""
    return make.StatementFactory(claim=make.StatementFactory().claim)


def test_the_last_citation_of_a_published_statement_stays(as_publisher):
    citation = one_of_two().citations.get()
    sent = {"post": "yes", "change_reason": "It was the wrong article."}
    response = as_publisher.post(address(Citation, "delete", citation.pk), sent, follow=True)
    assert said_to(response) == ["A published statement needs at least one citation."]
    assert Citation.objects.filter(pk=citation.pk).exists()


def test_the_last_citation_stays_when_it_is_among_several_chosen(as_publisher):
    kept = one_of_two().citations.get()
    loose = make.CitationFactory()
    sent = {"action": "delete_selected", "_selected_action": [kept.pk, loose.pk], "post": "yes"}
    sent["change_reason"] = "It was the wrong article."
    response = as_publisher.post(address(Citation, "changelist"), sent, follow=True)
    assert said_to(response) == ["A published statement needs at least one citation."]
    assert Citation.objects.count() == 3


def test_what_others_depend_on_is_counted_not_deleted(as_editor):
    claim = make.DraftClaimFactory()
    make.DraftStatementFactory.create_batch(3, claim=claim)
    page = address(Claim, "delete", claim.pk)
    asked = as_editor.get(page).text
    assert "3 statements" in asked
    for statement in claim.statements.all():
        assert f'<a href="{address(Statement, "change", statement.pk)}" dir="auto">{statement}</a>' in asked
    assert as_editor.post(page, {"post": "yes"}).status_code == 200
    assert Claim.objects.filter(pk=claim.pk).exists()


@pytest.mark.parametrize("statements", [3, 12])
def test_at_most_ten_of_them_are_linked(as_editor, statements, django_assert_max_num_queries):
    article = make.ArticleFactory(title="<b>Talks</b>")
    make.CitationFactory.create_batch(statements, article=article)
    make.CaptureFactory(article=article)
    with django_assert_max_num_queries(18):
        asked = as_editor.get(address(Article, "delete", article.pk)).text
    assert f"{statements} citations" in asked
    assert "1 capture" in asked
    links = asked.split('id="deleted-objects"')[1].split("</main>")[0].count("/change/")
    assert links == min(statements + 1, 10)


def test_several_that_others_depend_on_are_not_deleted(as_editor):
    statement = make.DraftStatementFactory()
    response = as_editor.post(
        address(Claim, "changelist"),
        {"action": "delete_selected", "_selected_action": [statement.claim_id], "post": "yes"},
    )
    assert response.status_code == 200
    assert "1 statement" in response.text
    assert Claim.objects.count() == 1


def test_a_draft_that_nothing_depends_on_can_be_deleted(as_editor):
    claim = make.DraftClaimFactory()
    response = as_editor.post(address(Claim, "delete", claim.pk), {"post": "yes"})
    assert response.status_code == 302
    assert not Claim.objects.exists()


def change_claimant(client, claimant, **changes):
    page = address(Claimant, "change", claimant.pk)
    sent = {name: value for name, value in filled(client.get(page)).items() if name not in changes}
    return client.post(page, sent | {name: value for name, value in changes.items() if value})


def test_a_party_that_is_spoken_for_stays_one(as_editor):
    """The message is about the parties, not about choosing one: nobody chose one here."""
    party = make.PartyFactory(kind="organisation", speaks_for_itself=True)
    make.AffiliationFactory(party=party)
    response = change_claimant(as_editor, party, speaks_for_itself=None)
    assert "Affiliations can only be with a party" in errors(response)
    assert "Nobody can speak" not in response.text
    party.refresh_from_db()
    assert party.is_party


def test_a_party_for_which_a_statement_was_made_stays_one(as_editor):
    party = make.PartyFactory(kind="organisation", speaks_for_itself=True)
    make.DraftStatementFactory(party=party, claimant=make.ClaimantFactory(), capacity="envoy")
    response = change_claimant(as_editor, party, speaks_for_itself=None)
    assert "Choose a party: statements can only be made on behalf of a party" in errors(response)


def test_who_has_affiliations_does_not_become_a_party(as_editor):
    claimant = make.AffiliationFactory().claimant
    response = change_claimant(as_editor, claimant, speaks_for_itself="on")
    assert "A party speaks for itself, so it cannot have affiliations" in errors(response)
    claimant.refresh_from_db()
    assert not claimant.is_party


def test_who_spoke_for_a_party_does_not_become_one(as_editor):
    statement = make.DraftStatementFactory(claimant=make.ClaimantFactory(), capacity="envoy")
    response = change_claimant(as_editor, statement.claimant, speaks_for_itself="on")
    assert "or leave the claimant as it was" in errors(response)


RULES = [
    pytest.param(model, rule, id=rule.name)
    for model in RECORD
    for rule in model._meta.constraints
    if list_fields(rule)
]


@pytest.mark.parametrize(("model", "rule"), RULES)
def test_a_rule_is_said_beside_a_field_that_it_is_about(as_superuser, model, rule):
    """On the form of a new row; what is about no field of it is said above the form."""
    response = as_superuser.get(address(model, "add"))
    if response.status_code == 403:
        pytest.skip("nobody adds these by hand")
    form = response.context["adminform"].form
    fields = [name for name in form.fields if name in list_fields(rule)]
    found = form.find_field([str(rule.get_violation_error_message())])
    assert (found in fields) if fields else (found is None)


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("send_back", {"note": "Say which."}),
        ("retract", {"notice": "Say which."}),
        ("reword", {"text": "It was", "nature": "fact", "context": "Say which.", "kind": "contradicts"}),
    ],
)
def test_what_was_typed_of_a_decision_stays_where_it_cannot_be_taken(as_publisher, page, sent):
    """A draft that does not wait is not sent back; one that readers never saw, not retracted or reworded."""
    response = as_publisher.post(address(Claim, page, make.DraftClaimFactory().pk), sent)
    assert len(said_to(response)) == 1
    assert "Say which.</textarea>" in response.text.replace("\n", "")
