"""Editing what readers see around claims: names, topics, sources.

Publishers may alter it, and give a reason.
"""

import datetime

import pytest
from django.utils import timezone

from claims.models import Affiliation, Alias, Citation, Claimant, OfferedChange, Topic
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

    @pytest.mark.parametrize("model", [Alias, Affiliation])
    def test_deletes_nothing_that_hangs_on_a_claimant_that_readers_meet(self, as_editor, envoy, model):
        make.AliasFactory(claimant=envoy)
        row = model.objects.get(claimant=envoy)
        assert as_editor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=row.pk).exists()

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

    def test_offers_the_affiliations_of_whom_readers_meet(self, as_editor, envoy):
        sent = {"claimant": envoy.pk, "party": make.PartyFactory().pk, "role": "adviser"}
        as_editor.post(address(Affiliation, "add"), sent | {"until": "2017-01-01"})
        party = envoy.affiliations.get().party_id
        sent = with_inline(as_editor, envoy, "affiliations", party=party, role="x")
        as_editor.post(address(Claimant, "change", envoy.pk), sent)
        assert envoy.affiliations.count() == 1 and OfferedChange.objects.count() == 2

    def test_adds_what_readers_do_not_meet(self, as_editor):
        person = make.ClaimantFactory()
        as_editor.post(address(Alias, "add"), {"claimant": person.pk, "name": "Envoi"})
        party = make.PartyFactory()
        sent = with_inline(as_editor, person, "affiliations", party=party.pk, role="x")
        as_editor.post(address(Claimant, "change", person.pk), sent)
        assert person.aliases.get().name == "Envoi" and person.affiliations.get().party == party
        assert not OfferedChange.objects.exists()


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
def test_a_source_that_readers_see_is_corrected_with_a_reason(as_publisher, model):
    article = make.StatementFactory().citations.get().article
    row, field = (article, "title") if model is Article else (article.outlet, "name")
    page = address(model, "change", row.pk)
    sent = filled(as_publisher.get(page)) | {field: "As printed"}
    assert REASON_MISSING in as_publisher.post(page, sent).text
    assert as_publisher.post(page, sent | {"change_reason": "It was misspelt."}).status_code == 302
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
