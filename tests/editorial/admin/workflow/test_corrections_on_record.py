"""Editing what readers see around claims: names, topics, sources.

Publishers may alter it, and give a reason.
"""

import datetime

import pytest
from django.utils import timezone

from claims.models import Affiliation, Alias, Citation, Claimant, Topic
from editorial.admin.base.forms import REASON_MISSING
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.admin_html import address, filled, said_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    topic = make.TopicFactory(name="Talks")
    make.StatementFactory().claim.topics.add(topic)
    return topic


@pytest.fixture
def party():
    """Make a party that readers see, because it has spoken."""
    return make.StatementFactory(party__name="Ruritania").party


@pytest.fixture
def envoy():
    """Make somebody whom readers see speaking for a party."""
    envoy = make.ClaimantFactory(name="The Envoy")
    affiliation = make.AffiliationFactory(claimant=envoy, role="envoy")
    make.StatementFactory(claimant=envoy, party=affiliation.party, capacity="envoy")
    return envoy


def with_inline(client, claimant, prefix: str, **fields) -> dict:
    """Return the form of `claimant` with one more row in the inline `prefix`."""
    sent = filled(client.get(address(Claimant, "change", claimant.pk)))
    row = int(sent.get(f"{prefix}-INITIAL_FORMS", 0))
    added = {f"{prefix}-{row}-{name}": value for name, value in fields.items()}
    return sent | added | {f"{prefix}-TOTAL_FORMS": row + 1, f"{prefix}-{row}-claimant": claimant.pk}


class TestAnEditor:
    def test_does_not_rename_a_topic_that_readers_see(self, as_editor, topic):
        page = address(Topic, "change", topic.pk)
        assert as_editor.get(page).context["has_change_permission"] is False
        assert as_editor.post(page, {"name": "Other", "change_reason": "So."}).status_code == 403
        topic.refresh_from_db()
        assert topic.name == "Talks"

    def test_does_not_delete_a_topic_that_readers_see(self, as_editor, topic):
        page = address(Topic, "delete", topic.pk)
        assert as_editor.post(page, {"post": "yes", "change_reason": "So."}).status_code == 403
        sent = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
        as_editor.post(address(Topic, "changelist"), sent | {"change_reason": "So."})
        assert Topic.objects.filter(pk=topic.pk).exists()

    def test_renames_and_deletes_a_topic_of_drafts(self, as_editor):
        topic = make.TopicFactory()
        make.DraftClaimFactory().topics.add(topic)
        page = address(Topic, "change", topic.pk)
        assert as_editor.post(page, filled(as_editor.get(page)) | {"name": "Other"}).status_code == 302
        topic.refresh_from_db()
        assert topic.name == "Other"
        asked = as_editor.get(address(Topic, "delete", topic.pk))
        assert "Other: its place on 1 claim; the claims stay" in asked.text
        assert as_editor.post(address(Topic, "delete", topic.pk), {"post": "yes"}).status_code == 302
        assert not Topic.objects.exists()

    def test_does_not_rename_a_claimant_that_readers_meet(self, as_editor, party):
        page = address(Claimant, "change", party.pk)
        looked_at = as_editor.get(page)
        assert "only a publisher changes it" in looked_at.text
        assert list(looked_at.context["adminform"].form.fields) == ["seen"]  # and it has seen nothing
        sent = filled(as_editor.get(page)) | {"name": "Other", "kind": "unnamed", "sentence_name": "others"}
        as_editor.post(page, sent | {"change_reason": "So."})
        before = (party.name, party.kind, party.sentence_name)
        party.refresh_from_db()
        assert (party.name, party.kind, party.sentence_name) == before

    def test_does_not_rename_who_only_passed_words_on(self, as_editor):
        statement = make.StatementFactory()
        relayer = make.PartyFactory(name="Relayer")
        make.CitationFactory(statement=statement, relayed_by=relayer, relayed_for=relayer)
        page = address(Claimant, "change", relayer.pk)
        as_editor.post(page, filled(as_editor.get(page)) | {"name": "Other"})
        relayer.refresh_from_db()
        assert relayer.name == "Relayer"

    def test_renames_a_claimant_of_drafts(self, as_editor):
        party = make.DraftStatementFactory().party
        page = address(Claimant, "change", party.pk)
        as_editor.post(page, filled(as_editor.get(page)) | {"name": "Other"})
        party.refresh_from_db()
        assert party.name == "Other"

    def test_adds_an_alias_to_anybody(self, as_editor, envoy):
        page = address(Claimant, "change", envoy.pk)
        sent = with_inline(as_editor, envoy, "aliases", name="The Envoi")
        assert as_editor.post(page, sent).status_code == 302
        again = {"claimant": envoy.pk, "name": "Envoy"}
        assert as_editor.post(address(Alias, "add"), again).status_code == 302
        assert {alias.name for alias in envoy.aliases.all()} == {"The Envoi", "Envoy"}

    def test_adds_no_former_name_to_whom_readers_meet(self, as_editor, envoy):
        former = {"claimant": envoy.pk, "name": "Consul", "until": "2017-04-12"}
        assert "only a publisher may say" in as_editor.post(address(Alias, "add"), former).text
        sent = with_inline(as_editor, envoy, "aliases", name="Consul", until="2017-04-12")
        assert "only a publisher may say" in as_editor.post(address(Claimant, "change", envoy.pk), sent).text
        assert not envoy.aliases.exists()

    def test_chooses_no_name_for_readers_of_another_language(self, as_editor, as_publisher, envoy):
        name = {"claimant": envoy.pk, "name": "Посланник", "language": "ru"}
        assert "only a publisher may choose it" in as_editor.post(address(Alias, "add"), name).text
        assert as_publisher.post(address(Alias, "add"), name).status_code == 302
        assert envoy.aliases.get().language == "ru"

    @pytest.mark.parametrize("model", [Alias, Affiliation])
    def test_leaves_what_hangs_on_a_claimant_that_readers_meet(self, as_editor, envoy, model):
        make.AliasFactory(claimant=envoy)
        row = model.objects.get(claimant=envoy)
        before = model.objects.filter(pk=row.pk).values().get()
        page = address(model, "change", row.pk)
        assert as_editor.get(page).status_code == 200
        assert as_editor.post(page, {"name": "x", "role": "x", "claimant": envoy.pk}).status_code == 403
        assert as_editor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=row.pk).values().get() == before

    @pytest.mark.parametrize(("prefix", "field"), [("aliases", "name"), ("affiliations", "role")])
    @pytest.mark.parametrize("how", ["change", "delete"])
    def test_nor_through_the_claimants_page(self, as_editor, envoy, prefix, field, how):
        make.AliasFactory(claimant=envoy)
        rows = getattr(envoy, prefix)
        row, before = rows.get(), rows.values().get()
        sent = filled(as_editor.get(address(Claimant, "change", envoy.pk)))
        sent |= {f"{prefix}-0-id": row.pk, f"{prefix}-0-claimant": envoy.pk}
        sent |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1"}
        sent |= {f"{prefix}-0-DELETE": "on"} if how == "delete" else {f"{prefix}-0-{field}": "altered"}
        as_editor.post(address(Claimant, "change", envoy.pk), sent)
        assert rows.values().get() == before

    def test_adds_an_affiliation_that_changes_no_position(self, as_editor, envoy):
        other = make.PartyFactory()
        sent = {"claimant": envoy.pk, "party": other.pk, "role": "adviser", "until": "2017-01-01"}
        assert as_editor.post(address(Affiliation, "add"), sent).status_code == 302
        sent = with_inline(
            as_editor, envoy, "affiliations", party=envoy.affiliations.first().party_id, role="x"
        )
        assert as_editor.post(address(Claimant, "change", envoy.pk), sent).status_code == 302
        assert envoy.affiliations.count() == 3

    @pytest.mark.parametrize("through", ["its own page", "the claimant's page"])
    @pytest.mark.parametrize(("known", "added"), [(None, "2017-01-01"), ("2017-01-01", "")])
    def test_adds_none_that_may_change_what_counts(self, as_editor, through, known, added):
        """The first affiliation has ended, or a lasting one is added where all have ended."""
        envoy, party = make.ClaimantFactory(name="The Envoy"), make.PartyFactory()
        make.StatementFactory(claimant=envoy, party=party, capacity="envoy")
        if known:
            make.AffiliationFactory(claimant=envoy, party=party, until=datetime.date.fromisoformat(known))
        row = {"party": party.pk, "role": "spokesman", "until": added}
        if through == "its own page":
            response = as_editor.post(address(Affiliation, "add"), row | {"claimant": envoy.pk})
        else:
            sent = with_inline(as_editor, envoy, "affiliations", **row)
            response = as_editor.post(address(Claimant, "change", envoy.pk), sent)
        assert "may change which of these positions count" in response.text
        assert not Affiliation.objects.filter(role="spokesman").exists()


class TestAPublisher:
    def test_renames_a_topic_and_says_why(self, as_publisher, topic):
        page = address(Topic, "change", topic.pk)
        sent = filled(as_publisher.get(page)) | {"name": "The talks"}
        assert REASON_MISSING in as_publisher.post(page, sent).text
        assert as_publisher.post(page, sent | {"change_reason": "Clearer."}).status_code == 302
        assert topic.events.order_by("pgh_id").last().pgh_context["reason"] == "Clearer."

    def test_renames_a_claimant_and_says_why(self, as_publisher, party):
        page = address(Claimant, "change", party.pk)
        sent = filled(as_publisher.get(page)) | {"name": "The Kingdom"}
        assert REASON_MISSING in as_publisher.post(page, sent).text
        assert as_publisher.post(page, sent | {"change_reason": "So called."}).status_code == 302
        assert party.events.order_by("pgh_id").last().pgh_context["reason"] == "So called."

    def test_keeps_the_old_name_of_a_renamed_claimant_for_earlier_days(self, as_publisher, party):
        Claimant.objects.filter(pk=party.pk).update(sentence_name="the Ruritania")
        page = address(Claimant, "change", party.pk)
        sent = filled(as_publisher.get(page)) | {"name": "The Kingdom", "change_reason": "So called."}
        assert sent["renamed_on"] == str(timezone.localdate()), "without a second step"
        response = as_publisher.post(page, sent, follow=True)
        assert any("“Ruritania” is an alias now" in message for message in said_to(response))
        [alias] = party.aliases.all()
        former = ("Ruritania", "the Ruritania", timezone.localdate())
        assert (alias.name, alias.sentence_name, alias.until) == former

        again = filled(as_publisher.get(page)) | {"name": "The Kingdon", "change_reason": "A slip."}
        assert "Give a later day, or none" in as_publisher.post(page, again).text
        assert as_publisher.post(page, again | {"renamed_on": ""}).status_code == 302
        party.refresh_from_db()
        assert (party.name, party.aliases.get()) == ("The Kingdon", alias)

    def test_ends_an_affiliation_and_says_why(self, as_publisher, envoy):
        affiliation = envoy.affiliations.get()
        page = address(Affiliation, "change", affiliation.pk)
        sent = filled(as_publisher.get(page)) | {"until": "2018-01-01"}
        assert REASON_MISSING in as_publisher.post(page, sent).text
        assert as_publisher.post(page, sent | {"change_reason": "Dismissed."}).status_code == 302
        affiliation.refresh_from_db()
        assert affiliation.until == datetime.date(2018, 1, 1)

    @pytest.mark.parametrize("how", ["on its page", "among several"])
    @pytest.mark.parametrize("which", ["topic", "affiliation"])
    def test_deletes_with_a_reason_only(self, as_publisher, topic, envoy, which, how):
        row = topic if which == "topic" else envoy.affiliations.get()
        if how == "on its page":
            page, sent = address(type(row), "delete", row.pk), {"post": "yes"}
        else:
            page = address(type(row), "changelist")
            sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        asked = as_publisher.post(page, {**sent, "post": ""}) if "action" in sent else as_publisher.get(page)
        assert 'name="change_reason"' in asked.text
        for reason, why in (
            ("", "say why it goes"),
            ("  ", "say why it goes"),
            ("x" * 301, f'="{"x" * 301}"'),
        ):
            refused = as_publisher.post(page, sent | {"change_reason": reason}, follow=True)
            assert 'id="id_change_reason_error"' in refused.text
            assert why in refused.text
        assert type(row).objects.filter(pk=row.pk).exists()
        as_publisher.post(page, sent | {"change_reason": "Empty by now."})
        assert not type(row).objects.filter(pk=row.pk).exists()
        events = type(row).events.rel.related_model.objects.filter(pgh_obj_id=row.pk)
        last = events.order_by("pgh_id").last()
        assert (last.pgh_label, last.pgh_context["reason"]) == ("delete", "Empty by now.")


@pytest.mark.parametrize("model", [Article, Outlet])
def test_a_source_that_readers_see_is_corrected_with_a_reason(as_editor, model):
    article = make.StatementFactory().citations.get().article
    row, field = (article, "title") if model is Article else (article.outlet, "name")
    page = address(model, "change", row.pk)
    sent = filled(as_editor.get(page)) | {field: "As printed"}
    assert REASON_MISSING in as_editor.post(page, sent).text
    assert as_editor.post(page, sent | {"change_reason": "It was misspelt."}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "As printed"
    assert row.events.order_by("pgh_id").last().pgh_context["reason"] == "It was misspelt."


@pytest.mark.parametrize("model", [Article, Outlet])
def test_a_source_of_drafts_needs_none(as_editor, model):
    article = make.CitationFactory().article
    row, field = (article, "title") if model is Article else (article.outlet, "name")
    page = address(model, "change", row.pk)
    assert as_editor.post(page, filled(as_editor.get(page)) | {field: "As printed"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "As printed"
    assert Citation.objects.get().statement.state == "draft"


def test_a_link_leads_to_the_page_for_readers_once_there_is_one(as_editor, client):
    draft, published = make.CitationFactory(), make.StatementFactory().citations.get()
    topics = make.TopicFactory(), make.TopicFactory()
    draft.statement.claim.topics.add(topics[0])
    published.statement.claim.topics.add(topics[1])
    for citation, topic, shown in ((draft, topics[0], False), (published, topics[1], True)):
        for row in (citation.article, citation.article.outlet, citation.statement.party, topic):
            url = row.get_absolute_url()
            page = as_editor.get(address(type(row), "change", row.pk)).text
            assert (row, "View on site" in page, f'href="{url}"' in page) == (row, shown, shown)
            assert client.get(url).status_code == (200 if shown else 404)
