"""Key claims and aliases are written on the page of their topic."""

import pytest
from django.urls import reverse

from claims.models import Claim, CorrectionProposal, KeyClaim, Topic
from tests import factories as make
from tests.support.admin_html import address, filled
from tests.support.html import retraction

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make.TopicFactory(name="The bridge")


def add_claim(topic, **fields) -> Claim:
    claim = make.DraftClaimFactory(**fields)
    claim.topics.add(topic)
    return claim


def save(client, topic, *rows, **more):
    """Send the topic's page with these rows (place, claim) behind those that it has."""
    sent = filled(client.get(address(Topic, "change", topic.pk)))
    kept = int(sent["key_claims-INITIAL_FORMS"])
    for number, (place, claim) in enumerate(rows, start=kept):
        sent |= {f"key_claims-{number}-place": place, f"key_claims-{number}-claim": claim.pk}
    sent["key_claims-TOTAL_FORMS"] = kept + len(rows)
    return client.post(address(Topic, "change", topic.pk), sent | more)


def errors_of(response) -> str:
    return str(response.context["errors"])


def list_places(topic) -> list[tuple[int, Claim]]:
    return [(key.place, key.claim) for key in KeyClaim.objects.filter(topic=topic).order_by("place")]


def test_they_are_chosen_put_in_order_and_change_places(as_editor, topic):
    one, two = add_claim(topic), add_claim(topic)
    assert save(as_editor, topic, (1, one), (2, two)).status_code == 302
    assert list_places(topic) == [(1, one), (2, two)]
    swapped = {"key_claims-0-place": 2, "key_claims-1-place": 1}
    assert save(as_editor, topic, **swapped).status_code == 302
    assert list_places(topic) == [(1, two), (2, one)]
    assert save(as_editor, topic, **{"key_claims-0-DELETE": "on"}).status_code == 302
    assert list_places(topic) == [(2, one)]
    history = as_editor.get(address(Topic, "history", topic.pk)).text
    assert history.count(one.text) >= 2


def test_what_cannot_be_is_said_and_nothing_stored(as_editor, topic):
    claim, other, stranger = add_claim(topic), add_claim(topic), make.DraftClaimFactory()
    many = [(number % 7 + 1, add_claim(topic)) for number in range(8)]
    for rows, message in [
        ([(1, stranger)], "This claim is not under this topic"),
        ([(1, claim), (2, claim)], "One of these claims is chosen twice"),
        ([(1, claim), (1, other)], "Give each key claim a place of its own"),
        ([(8, claim)], "less than or equal to 7"),
        (many, "A topic has at most 7 key claims"),
    ]:
        response = save(as_editor, topic, *rows)
        assert response.status_code == 200
        assert message in errors_of(response)
    assert not KeyClaim.objects.exists()


def test_what_readers_do_not_see_is_marked_and_can_be_put_back(as_publisher, topic):
    statement = make.StatementFactory()
    key = make.KeyClaimFactory(topic=topic, claim=statement.claim)
    page = address(Topic, "change", topic.pk)

    def mark() -> str:
        row = as_publisher.get(page).text.split('class="field-for_readers"')[1]
        return row.split("<p>")[1].split("</p>")[0]

    assert mark() == "shown"
    Claim.objects.filter(pk=key.claim_id).update(**retraction("claim"))
    assert mark() == "left out: it is retracted"
    assert save(as_publisher, topic, change_reason="A better name", name="The old bridge").status_code == 302
    Claim.objects.filter(pk=key.claim_id).update(
        state="published", retracted_at=None, retracted_by=None, retraction_reason=""
    )
    key.claim.topics.clear()
    assert mark() == "left out: it is no longer under this topic"
    assert list_places(topic) == [(1, key.claim)]


def test_only_claims_of_the_topic_are_offered(as_editor, topic):
    inside = add_claim(topic, text="The bridge was closed")
    make.ClaimFactory(text="The bridge was sold", **retraction("claim")).topics.add(topic)
    make.DraftClaimFactory(text="The bridge was painted")
    field = {"app_label": "claims", "model_name": "keyclaim", "field_name": "claim", "topic": topic.pk}
    for term in ("", "clos brid"):
        found = as_editor.get(reverse("admin:autocomplete"), field | {"term": term}).json()
        assert [row["id"] for row in found["results"]] == [str(inside.pk)]
    nonsense = as_editor.get(reverse("admin:autocomplete"), field | {"term": "x", "topic": "%00"})
    assert nonsense.status_code == 200


def test_a_new_topic_has_none_to_choose(as_editor):
    assert "key_claims-TOTAL_FORMS" not in as_editor.get(address(Topic, "add")).text


def save_alias(client, topic, **fields):
    sent = filled(client.get(address(Topic, "change", topic.pk)))
    kept = int(sent["aliases-INITIAL_FORMS"])
    sent |= {f"aliases-{kept}-{name}": value for name, value in fields.items()}
    return client.post(address(Topic, "change", topic.pk), sent | {"aliases-TOTAL_FORMS": kept + 1})


def test_an_editor_adds_words_that_lead_to_a_topic_and_it_is_found_by_them(as_editor, topic):
    assert save_alias(as_editor, topic, name="Мост").status_code == 302
    assert [*topic.aliases.values_list("name", "language")] == [("Мост", "")]
    assert "The bridge" in as_editor.get(address(Topic, "changelist"), {"q": "мост"}).text
    assert "Мост" in as_editor.get(address(Topic, "history", topic.pk)).text


def test_a_name_that_readers_see_is_a_publishers_and_its_change_may_need_a_correction(
    as_editor, as_publisher, topic
):
    make.StatementFactory().claim.topics.add(topic)
    named = {"name": "Мост", "language": "ru"}
    assert as_editor.post(address(Topic, "change", topic.pk), named).status_code == 403
    assert not topic.aliases.exists()
    assert save_alias(as_publisher, topic, **named).status_code == 302
    assert not CorrectionProposal.objects.exists()
    page = address(Topic, "change", topic.pk)
    sent = filled(as_publisher.get(page)) | {"aliases-0-name": "Этот мост", "change_reason": "As printed."}
    assert as_publisher.post(page, sent).status_code == 302
    assert "“Мост” → “Этот мост”" in CorrectionProposal.objects.get().change
