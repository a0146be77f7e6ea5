"""Each workflow alone, on a ModelAdmin that lists nothing else."""

import datetime

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.forms import modelform_factory
from django.test import RequestFactory

from claims.actions import send_back, submit_for_review
from claims.actions.merging.preview import merge_rows
from claims.models import Claim, Claimant, CorrectionProposal, Merge, Review, Statement, Topic
from core.errors import Refused
from editorial.admin.base import Decision, ListAction, Panel, RecordAdmin, RecordForm, Workflow
from editorial.admin.base.memo import Memo, once_per_row
from editorial.admin.record.claim import ClaimPublishing
from editorial.admin.record.statement import StatementPublishing
from editorial.admin.sources.recapture import Recapture
from editorial.admin.workflow.corrections import Alterations, Corrections
from editorial.admin.workflow.merging import Merging
from editorial.admin.workflow.review import WHAT_READERS_SEE, DraftReview, last_review
from editorial.admin.workflow.similar_claims import SimilarClaims
from editorial.admin.workflow.visibility import Visibility
from sources.models import Article, Outlet
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2017, 4, 20, 12, tzinfo=datetime.UTC)


def toy_admin(model, *workflows: Workflow, **options) -> RecordAdmin:
    """Make a ModelAdmin on a site of its own."""
    toy_class = type("ToyAdmin", (RecordAdmin,), {"workflows": workflows, **options})
    return toy_class(model, AdminSite())


def make_request(user=None, **posted):
    """Make a request that collects messages: a POST if anything is posted."""
    request = RequestFactory().post("/", posted) if posted else RequestFactory().get("/")
    request.user = user or make.UserFactory()
    request._messages = CookieStorage(request)
    return request


def messages_of(request) -> list[str]:
    return [str(message) for message in request._messages]


def names_of_urls(model_admin) -> set[str]:
    """Return the names of the URLs that the workflows add, without app and model."""
    opts = model_admin.opts
    plain = {url.name for url in toy_admin(model_admin.model).get_urls()}
    names = {url.name for url in model_admin.get_urls()} - plain
    return {name.removeprefix(f"{opts.app_label}_{opts.model_name}_") for name in names}


def labels_of_steps(model_admin, user, obj) -> list[str]:
    """Fetch the row's page again and return the labels of its buttons."""
    stored = type(obj)._base_manager.get(pk=obj.pk)
    return [label for _, label in model_admin.get_steps(make_request(user), stored)]


def names_of_actions(model_admin, user) -> list[str]:
    return [name for name in model_admin.get_actions(make_request(user)) if name != "delete_selected"]


class TestWorkflow:
    """The interface of a workflow, as RecordAdmin uses it."""

    class Closing(Workflow):
        def get_steps(self, request, obj):
            return [("/close/", "Close")]

        def may_change(self, request, obj):
            return not obj.context

        may_delete = may_change

        def is_reason_required(self, obj):
            return obj.context == "seen"

        def has_last_word(self, request, obj):
            return obj.context == "closed"

        def get_actions(self):
            return [
                ListAction("close", "Close", lambda request, rows: None, lambda request: True),
                ListAction("reopen", "Reopen", lambda request, rows: None, lambda request: False),
            ]

    class Opening(Workflow):
        def get_steps(self, request, obj):
            return [("/open/", "Open")]

    class Noting(Workflow):
        def get_panels(self, request, obj):
            return [Panel("Notes", (), [], "/notes/")]

    @pytest.mark.parametrize(
        "make_row",
        [
            *(make.DraftClaimFactory, make.ClaimantFactory, make.StatementFactory, make.TopicFactory),
            *(make.CitationFactory, make.ArticleFactory, make.OutletFactory, make.CaptureFactory),
        ],
    )
    def test_its_panels_are_on_every_page_that_has_panels_of_its_own(self, make_row):
        row = make_row()
        admin_class = type(admin.site.get_model_admin(type(row)))
        noting_class = type("NotingAdmin", (admin_class,), {"workflows": (self.Noting(),)})
        panels = noting_class(type(row), admin.site).get_panels(make_request(), row)
        assert panels[0].title == "Notes"

    def test_is_bound_to_each_admin_by_a_copy(self):
        review = DraftReview()
        claims, statements = toy_admin(Claim, review), toy_admin(Statement, review)
        assert [w.model_admin for w in claims.workflows] == [claims, claims, claims]
        assert [w.model_admin for w in statements.workflows] == [statements, statements, statements]
        assert {part.model_admin for part in claims.workflows[-1].parts} == {claims}
        assert not hasattr(review, "model_admin")

    def test_steps_come_in_the_order_of_the_list_until_one_has_the_last_word(self):
        model_admin = toy_admin(Claim, self.Opening(), self.Closing())
        assert [label for _, label in model_admin.get_steps(make_request(), Claim())] == ["Open", "Close"]
        closed = Claim(context="closed")
        assert [label for _, label in model_admin.get_steps(make_request(), closed)] == ["Close"]

    def test_every_workflow_may_forbid_a_change(self):
        root = make.UserFactory(is_superuser=True)
        model_admin = toy_admin(Claim, self.Opening(), self.Closing())
        for allowed in (model_admin.has_change_permission, model_admin.has_delete_permission):
            assert allowed(make_request(root), Claim())
            assert allowed(make_request(root))
            assert not allowed(make_request(root), Claim(context="closed"))
            assert not allowed(make_request(), Claim())

    def test_any_workflow_may_require_a_reason(self):
        model_admin = toy_admin(Claim, self.Opening(), self.Closing())
        assert model_admin.is_reason_required(Claim(context="seen"))
        assert not model_admin.is_reason_required(Claim())

    def test_only_allowed_actions_are_offered(self):
        assert names_of_actions(toy_admin(Claim, self.Closing()), make.UserFactory()) == ["close"]

    def test_an_admin_without_actions_stays_without(self):
        model_admin = toy_admin(Claim, self.Closing(), actions=None)
        assert names_of_actions(model_admin, make.UserFactory(is_superuser=True)) == []


class Rename(Decision):
    """A decision for the tests: put a text before a topic's name."""

    name = "rename"
    label = "Rename…"
    title = "Rename"
    question = "Rename this {noun}?"
    submit_label = "Rename it"
    form_class = type("RenameForm", (forms.Form,), {"prefix_text": forms.CharField()})
    action_name = "rename_selected"
    action_description = "Rename"

    def may_decide(self, request):
        return request.user.is_superuser

    def is_open(self, request, obj):
        return not obj.name.startswith("New")

    def decide(self, request, obj, answers):
        if obj.name.startswith("New"):
            raise Refused("It is renamed already.")
        obj.name = f"{answers.get('prefix_text', 'New')} {obj.name}"
        obj.save()
        return f"Renamed: {obj}."


class TestDecision:
    @pytest.fixture
    def model_admin(self):
        return toy_admin(Topic, Rename())

    @pytest.fixture
    def root(self):
        return make.UserFactory(is_superuser=True)

    def test_has_a_page_a_button_and_an_action(self, model_admin, root):
        topic = make.TopicFactory()
        assert names_of_urls(model_admin) == {"rename"}
        assert names_of_actions(model_admin, root) == ["rename_selected"]
        assert names_of_actions(model_admin, make.UserFactory()) == []
        rename = model_admin.workflows[-1]
        assert rename.is_open(make_request(root), topic)
        assert rename.get_steps(make_request(), topic) == []

    def test_asks_first(self, model_admin, root):
        topic = make.TopicFactory(name="Elections")
        response = model_admin.workflows[-1].view(make_request(root), str(topic.pk))
        assert response.context_data["question"] == "Rename this topic?"
        assert response.context_data["button"] == "Rename it"
        assert Topic.objects.get().name == "Elections"

    def test_asks_again_when_the_form_is_not_filled_in(self, model_admin, root):
        topic = make.TopicFactory(name="Elections")
        request = make_request(root, prefix_text="")
        response = model_admin.workflows[-1].view(request, str(topic.pk))
        assert response.context_data["form"].errors
        assert Topic.objects.get().name == "Elections"

    def test_acts_and_tells(self, model_admin, root):
        topic = make.TopicFactory(name="Elections")
        request = make_request(root, prefix_text="Old")
        response = model_admin.workflows[-1].view(request, str(topic.pk))
        assert response.status_code == 302
        assert messages_of(request) == ["Renamed: Old Elections."]
        assert Topic.objects.get().name == "Old Elections"

    def test_tells_for_each_row_what_was_refused(self, model_admin, root):
        rows = [make.TopicFactory(name="Elections"), make.TopicFactory(name="New Treaty")]
        request = make_request(root, post="yes")
        model_admin.workflows[-1].run_action(request, Topic.objects.all())
        assert messages_of(request) == [
            "Renamed: New Elections.",
            f"“{rows[1]}”: It is renamed already.",
        ]

    def test_is_for_those_who_may(self, model_admin):
        topic = make.TopicFactory()
        with pytest.raises(PermissionDenied):
            model_admin.workflows[-1].view(make_request(), str(topic.pk))

    def test_says_that_there_is_no_such_row(self, model_admin, root):
        request = make_request(root)
        assert model_admin.workflows[-1].view(request, "999").status_code == 302
        assert "doesn’t exist" in messages_of(request)[0]


class TestDraftReview:
    @pytest.fixture
    def model_admin(self):
        return toy_admin(Claim, DraftReview())

    def test_registers_its_pages_and_its_action(self, model_admin, editor):
        assert names_of_urls(model_admin) == {"submit", "send_back", "withdraw"}
        assert names_of_actions(model_admin, editor) == ["submit_selected"]
        assert names_of_actions(model_admin, make.UserFactory()) == []

    def test_steps_follow_the_draft(self, model_admin, editor, publisher):
        draft = make.CitationFactory().statement.claim
        assert labels_of_steps(model_admin, editor, draft) == ["Submit for review…"]
        review = submit_for_review(claim=draft, by=editor, now=NOW)
        assert labels_of_steps(model_admin, editor, draft) == ["Withdraw from review…"]
        assert labels_of_steps(model_admin, publisher, draft) == ["Send back…"]
        send_back(review=review, note="The date is missing.", by=publisher, now=NOW)
        assert labels_of_steps(model_admin, editor, draft) == ["Submit for review…"]

    def test_what_is_published_has_no_steps(self, model_admin, publisher):
        assert labels_of_steps(model_admin, publisher, make.StatementFactory().claim) == []

    def test_a_statement_is_submitted_alone_only_on_a_published_claim(self, editor):
        model_admin = toy_admin(Statement, DraftReview())
        assert labels_of_steps(model_admin, editor, make.DraftStatementFactory()) == []
        on_published = make.DraftStatementFactory(claim=make.StatementFactory().claim)
        assert labels_of_steps(model_admin, editor, on_published) == ["Submit for review…"]

    def test_the_page_says_where_the_draft_is(self, model_admin, editor):
        review = model_admin.workflows[-1]
        fieldsets = [(WHAT_READERS_SEE, {"fields": ["state"]}), ("Other", {"fields": ["text"]})]
        (_, first), (_, other) = review.arrange_fieldsets(fieldsets, make.DraftClaimFactory())
        assert first["fields"] == [review.review_standing, "state"]
        assert other["fields"] == ["text"]
        assert review.get_readonly_fields() == [review.review_standing]
        assert review.review_standing(make.DraftClaimFactory()) == "Not submitted for review yet."
        assert review.arrange_fieldsets(fieldsets, make.StatementFactory().claim) == fieldsets

    def test_requests_for_review_go_with_the_draft(self, model_admin):
        assert model_admin.workflows[-1].dependents == (Review,)


class TestPublishing:
    @pytest.mark.parametrize(
        ("model", "publishing"), [(Claim, ClaimPublishing()), (Statement, StatementPublishing())]
    )
    def test_registers_its_pages_and_its_actions(self, model, publishing, editor, publisher):
        model_admin = toy_admin(model, publishing)
        assert names_of_urls(model_admin) == {"publish", "retract"}
        assert names_of_actions(model_admin, publisher) == ["publish_selected", "retract_selected"]
        assert names_of_actions(model_admin, editor) == []

    def test_steps_are_for_publishers_and_follow_the_state(self, editor, publisher):
        model_admin = toy_admin(Claim, ClaimPublishing())
        draft, published = make.DraftClaimFactory(), make.StatementFactory().claim
        assert labels_of_steps(model_admin, publisher, draft) == ["Publish…"]
        assert labels_of_steps(model_admin, publisher, published) == ["Retract…"]
        assert labels_of_steps(model_admin, editor, draft) == []
        assert labels_of_steps(model_admin, editor, published) == []

    def test_who_may_change_and_delete_what(self, editor, publisher):
        publishing = toy_admin(Claim, ClaimPublishing()).workflows[-1]
        rights = {
            state: (
                publishing.may_change(make_request(editor), Claim(state=state)),
                publishing.may_change(make_request(publisher), Claim(state=state)),
                publishing.may_delete(make_request(publisher), Claim(state=state)),
                publishing.is_reason_required(Claim(state=state)),
            )
            for state in ("draft", "published", "retracted")
        }
        assert rights == {
            "draft": (True, True, True, False),
            "published": (False, True, False, True),
            "retracted": (False, False, False, False),
        }

    def test_leads_to_the_page_of_what_is_published(self):
        model_admin = toy_admin(Claim, ClaimPublishing())
        published = make.StatementFactory().claim
        assert model_admin.get_view_on_site_url(published) == published.get_absolute_url()
        assert model_admin.get_view_on_site_url(make.DraftClaimFactory()) is None
        assert model_admin.get_view_on_site_url() is None


class TestMerging:
    @pytest.mark.parametrize("model", [Claim, Claimant, Outlet])
    def test_registers_its_pages_and_its_action(self, model, editor, publisher):
        model_admin = toy_admin(model, Merging())
        assert names_of_urls(model_admin) == {"merge", "unmerge"}
        assert names_of_actions(model_admin, publisher) == ["merge_selected"]
        assert names_of_actions(model_admin, editor) == []

    def test_of_what_was_merged_away_only_the_merge_is_undone(self, editor, publisher):
        model_admin = toy_admin(Outlet, TestWorkflow.Opening(), Merging())
        duplicate, target = make.OutletFactory.create_batch(2)
        assert labels_of_steps(model_admin, publisher, duplicate) == ["Open", "Merge into…"]
        assert labels_of_steps(model_admin, editor, duplicate) == ["Open"]
        merge_rows(duplicate=duplicate, target=target, by=publisher, now=NOW, reason="The same.")
        assert labels_of_steps(model_admin, publisher, duplicate) == ["Undo the merge…"]
        assert labels_of_steps(model_admin, editor, duplicate) == []
        merging = model_admin.workflows[3]
        duplicate, target = Outlet.objects.get(pk=duplicate.pk), Outlet.objects.get(pk=target.pk)
        assert not merging.may_change(make_request(publisher), duplicate)
        assert not merging.may_delete(make_request(publisher), duplicate)
        assert merging.may_change(make_request(publisher), target)
        assert list(merging.filter_choices(Outlet.objects.all())) == [target]
        assert merging.get_context(make_request(publisher), duplicate)["merged_away"] == Merge.objects.get()
        assert list(merging.get_context(make_request(publisher), target)["merged_here"]) == [
            Merge.objects.get()
        ]


def test_similar_claims_register_their_page():
    model_admin = toy_admin(Claim, SimilarClaims())
    assert names_of_urls(model_admin) == {"similar"}
    with pytest.raises(PermissionDenied):
        model_admin.workflows[-1].similar_view(make_request())


def test_recapture_is_offered_for_an_article_with_an_address(editor):
    model_admin = toy_admin(Article, Recapture())
    assert names_of_urls(model_admin) == {"recapture", "compare"}
    there, nowhere = make.ArticleFactory(canonical_url="https://example.org/1"), make.ArticleFactory()
    assert labels_of_steps(model_admin, editor, there) == ["Fetch again now…"]
    assert labels_of_steps(model_admin, editor, nowhere) == []
    assert labels_of_steps(model_admin, make.UserFactory(), there) == []
    [panel] = model_admin.get_panels(make_request(editor), there)
    assert panel.title == "Captures"


class TestVisibility:
    @pytest.mark.parametrize("only", [("change", "delete"), ("delete",), ()])
    def test_what_readers_see_is_for_publishers(self, only, editor, publisher):
        visibility = Visibility(lambda row: row.name == "seen", publishers_only=only)
        bound = toy_admin(Topic, visibility).workflows[-1]
        seen, unseen = Topic(name="seen"), Topic(name="unseen")
        for act, may in (("change", bound.may_change), ("delete", bound.may_delete)):
            assert may(make_request(editor), seen) == (act not in only)
            assert may(make_request(editor), unseen)
            assert may(make_request(publisher), seen)
        assert bound.is_reason_required(seen)
        assert not bound.is_reason_required(unseen)

    def test_a_link_leads_to_its_page_once_there_is_one(self):
        model_admin = toy_admin(Topic, Visibility(has_page=True))
        topic, unused = make.TopicFactory.create_batch(2)
        topic.claims.add(make.StatementFactory().claim)
        assert model_admin.get_view_on_site_url(topic) == topic.get_absolute_url()
        assert model_admin.get_view_on_site_url(unused) is None
        without_page = toy_admin(Topic, Visibility())
        assert without_page.get_view_on_site_url(Topic.objects.get(pk=topic.pk)) is None


class TestCorrections:
    @pytest.fixture
    def model_admin(self):
        return toy_admin(Claim, Corrections())

    @staticmethod
    def save_form(claim, **values):
        form = modelform_factory(Claim, form=RecordForm, fields=["context"])(values, instance=claim)
        assert form.is_valid()
        form.save()
        return form

    def test_a_change_of_what_readers_see_is_proposed(self, model_admin, publisher):
        claim = make.StatementFactory().claim
        form = self.save_form(claim, context="Later.")
        request = make_request(publisher, change_reason="It was missing.")
        model_admin.workflows[-1].after_save(request, form, [], True)
        proposal = CorrectionProposal.objects.get()
        assert (proposal.claim, proposal.reason) == (claim, "It was missing.")
        assert proposal.change == "Context: “” → “Later.”"
        assert "Word a correction" in messages_of(request)[0]

    def test_a_change_of_a_draft_is_not(self, model_admin, publisher):
        form = self.save_form(make.DraftClaimFactory(), context="Later.")
        model_admin.workflows[-1].after_save(make_request(publisher, post="yes"), form, [], True)
        assert not CorrectionProposal.objects.exists()

    def test_a_removal_is_proposed_once_it_is_done(self, editor):
        relation = make.ClaimRelationFactory(
            claim=make.StatementFactory().claim, other=make.StatementFactory().claim
        )
        model_admin = toy_admin(type(relation), Corrections())
        request = make_request(editor, change_reason="It is none.")
        with model_admin.workflows[-1].deletion(request, [relation]):
            assert not CorrectionProposal.objects.exists()
        assert CorrectionProposal.objects.get().change.startswith("Removed: Claim relation “")
        assert "Word a correction" in messages_of(request)[0]

    def test_alterations_are_kept_by_claim(self):
        claim, other = make.StatementFactory().claim, make.StatementFactory().claim
        alterations = Alterations()
        alterations.note_change(claim, Claim(pk=claim.pk, text="Another", nature=claim.nature))
        alterations.note_removal(other)
        alterations.note_removal(make.DraftClaimFactory())
        assert alterations.lines == {claim: [f"Proposition: “{claim.text}” → “Another”"], other: ["Removed:"]}

    def test_filling_an_empty_field_of_what_is_shared_is_no_correction(self):
        citation = make.StatementFactory().citations.get()
        outlet = citation.article.outlet
        alterations = Alterations()
        alterations.note_change(outlet, Outlet(pk=outlet.pk, name=outlet.name, country="FR"))
        assert alterations.lines == {}
        alterations.note_change(outlet, Outlet(pk=outlet.pk, name="Another"))
        assert alterations.lines == {None: [f"Outlet “{outlet.name}”. Name: “{outlet.name}” → “Another”"]}


class TestMemo:
    def test_equal_rows_do_not_share_a_value(self):
        row, again = Topic(pk=1), Topic(pk=1)
        memo: Memo[str] = Memo()
        memo[row] = "first"
        assert row == again
        assert (row in memo, again in memo) == (True, False)
        assert (memo[row], memo.get(again, "none")) == ("first", "none")

    def test_a_value_goes_with_its_object(self):
        memo: Memo[int] = Memo()
        row = Topic()
        memo[row] = 1
        memo[row] = 2
        assert memo[row] == 2
        del row
        assert memo._values == {}

    def test_a_function_of_a_row_is_called_once_for_each_that_was_fetched(self, django_assert_num_queries):
        calls = []
        remembered = once_per_row(lambda row: calls.append(row.pk))
        row = Topic(pk=1)
        remembered(row)
        remembered(row)
        remembered(Topic(pk=1))
        assert calls == [1, 1]
        draft = make.DraftClaimFactory()
        with django_assert_num_queries(1):
            assert (last_review(draft), last_review(draft)) == (None, None)
