"""Two people edit one row: neither what was typed nor what was saved is lost."""

import pghistory
import pytest

from claims.models import Citation, Claim, Claimant, Statement
from sources.models import Outlet
from tests import factories as make
from tests.support.admin_html import address, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make.UserFactory(username="ada")


@pytest.fixture
def claim():
    return make.DraftClaimFactory(text="The river is clean", context="Before.")


def errors(response) -> list[str]:
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return [str(error) for form in forms for error in form.non_field_errors()]


def opened(client, row) -> dict[str, str]:
    """Return the form as somebody has it open."""
    return filled(client.get(address(type(row), "change", row.pk)))


def sent(client, row, data):
    return client.post(address(type(row), "change", row.pk), data)


def meanwhile(ada, row, **changes) -> None:
    with pghistory.context(user=ada.pk):
        type(row).objects.filter(pk=row.pk).update(**changes)


class TestTheLaterSave:
    def test_comes_back_with_what_was_typed_and_says_who_changed_what(self, as_editor, ada, claim):
        form = opened(as_editor, claim)
        meanwhile(ada, claim, context="Ada's words.")
        response = sent(as_editor, claim, form | {"context": "My words."})
        [error] = errors(response)
        assert error.startswith("ada changed this while you had it open (")
        assert "“Context” now says “Ada's words.”." in error
        assert ">\nMy words.</textarea>" in response.text
        claim.refresh_from_db()
        assert claim.context == "Ada's words."

    def test_goes_through_knowingly(self, as_editor, ada, claim):
        form = opened(as_editor, claim) | {"context": "My words."}
        meanwhile(ada, claim, context="Ada's words.")
        shown_again = filled(sent(as_editor, claim, form))
        assert sent(as_editor, claim, shown_again).status_code == 302
        claim.refresh_from_db()
        assert claim.context == "My words."

    def test_is_asked_again_when_it_changed_again(self, as_editor, ada, claim):
        form = opened(as_editor, claim) | {"context": "My words."}
        meanwhile(ada, claim, context="Ada's words.")
        shown_again = filled(sent(as_editor, claim, form))
        meanwhile(ada, claim, context="Ada's second thoughts.")
        assert "Ada's second thoughts." in errors(sent(as_editor, claim, shown_again))[0]
        claim.refresh_from_db()
        assert claim.context == "Ada's second thoughts."

    def test_does_not_undo_a_field_that_was_not_touched(self, as_editor, ada, claim):
        """The form sends the old value of every field that it showed."""
        form = opened(as_editor, claim)
        meanwhile(ada, claim, nature="judgement")
        response = sent(as_editor, claim, form | {"context": "My words."})
        assert "“Nature” now says “judgement”." in errors(response)[0]
        claim.refresh_from_db()
        assert (claim.nature, claim.context) == ("judgement", "Before.")

    def test_of_topics_as_well(self, as_editor, claim):
        form = opened(as_editor, claim)
        claim.topics.add(make.TopicFactory(name="Rivers"))
        response = sent(as_editor, claim, form | {"context": "My words."})
        assert "“Topics” now says “Rivers”." in errors(response)[0]
        assert [topic.name for topic in claim.topics.all()] == ["Rivers"]

    def test_names_whom_a_row_points_at(self, as_editor, ada):
        statement = make.DraftStatementFactory()
        form = opened(as_editor, statement)
        other = make.PartyFactory(name="Another party")
        meanwhile(ada, statement, claimant=other, party=other)
        [error] = errors(sent(as_editor, statement, form | {"place": "Riga"}))
        assert "“Claimant” now says “Another party”" in error

    def test_without_a_history_entry_of_a_person_says_somebody(self, as_editor, claim):
        form = opened(as_editor, claim)
        with pghistory.context(user=None):
            Claim.objects.filter(pk=claim.pk).update(context="By a job.")
        assert errors(sent(as_editor, claim, form))[0].startswith("Somebody changed this")


class TestNothingIsInTheWay:
    def test_of_a_single_editor(self, as_editor, claim):
        assert sent(as_editor, claim, opened(as_editor, claim) | {"context": "My words."}).status_code == 302

    def test_when_both_wrote_the_same(self, as_editor, ada, claim):
        form = opened(as_editor, claim)
        meanwhile(ada, claim, context="The same words.")
        assert sent(as_editor, claim, form | {"context": "The same words."}).status_code == 302

    def test_when_only_the_status_has_changed(self, as_publisher):
        claim = make.StatementFactory().claim
        form = opened(as_publisher, claim)
        make.StatementFactory(claim=claim, stance="denies")
        claim.refresh_from_db()
        assert claim.status == "disputed"
        changes = {"context": "My words.", "change_reason": "So."}
        assert sent(as_publisher, claim, form | changes).status_code == 302

    @pytest.mark.parametrize(
        "seen", ["", "[1]", "{", "[" * 10_000, '{"context": 1, "no such field": "x"}', "null"]
    )
    def test_of_whatever_a_browser_sends(self, as_editor, claim, seen):
        form = opened(as_editor, claim) | {"seen": seen, "context": "My words."}
        assert sent(as_editor, claim, form).status_code in (200, 302)


class TestRowsBesideIt:
    @pytest.fixture
    def citation(self):
        return make.CitationFactory(excerpt="the very words")

    def test_a_citation_changed_on_its_own_page(self, as_editor, ada, citation):
        statement = citation.statement
        form = opened(as_editor, statement)
        page = as_editor.get(address(Statement, "change", statement.pk)).text
        assert '<input type="hidden" name="citations-0-seen" value="{' in page
        meanwhile(ada, citation, excerpt="Ada's words")
        response = sent(as_editor, statement, form | {"place": "Riga"})
        [error] = errors(response)
        assert error.startswith("ada changed this")
        assert "“Excerpt” now says “Ada's words”." in error
        citation.refresh_from_db()
        statement.refresh_from_db()
        assert (citation.excerpt, statement.place) == ("Ada's words", "")
        assert sent(as_editor, statement, filled(response)).status_code == 302
        citation.refresh_from_db()
        statement.refresh_from_db()
        assert (citation.excerpt, statement.place) == ("the very words", "Riga")

    def test_a_citation_removed_meanwhile(self, as_editor, citation):
        statement = citation.statement
        form = opened(as_editor, statement)
        citation.delete()
        response = sent(as_editor, statement, form | {"place": "Riga"})
        assert response.status_code == 200
        assert 'value="Riga"' in response.text
        assert not Citation.objects.exists()

    def test_a_citation_added_meanwhile_stays(self, as_editor, citation):
        statement = citation.statement
        form = opened(as_editor, statement)
        make.CitationFactory(statement=statement)
        assert sent(as_editor, statement, form | {"place": "Riga"}).status_code == 302
        assert statement.citations.count() == 2

    def test_an_alias_in_a_table(self, as_editor, ada):
        alias = make.AliasFactory(name="The envoy")
        form = opened(as_editor, alias.claimant)
        page = as_editor.get(address(Claimant, "change", alias.claimant_id)).text
        assert '<input type="hidden" name="aliases-0-seen" value="{' in page
        meanwhile(ada, alias, name="The old envoy")
        response = sent(as_editor, alias.claimant, form | {"role": "Envoy"})
        assert "“As printed” now says “The old envoy”" in errors(response)[0]
        assert Claimant.objects.get(pk=alias.claimant_id).role == ""


@pytest.mark.parametrize("make_row", [make.DraftClaimFactory, make.DraftStatementFactory, make.OutletFactory])
def test_every_form_carries_what_its_row_said(as_editor, make_row):
    row = make_row()
    page = as_editor.get(address(type(row), "change", row.pk)).text
    assert '<input type="hidden" name="seen" value="{' in page
    assert 'name="seen"' not in as_editor.get(address(type(row), "add")).text
    assert type(row) in (Claim, Statement, Outlet)
