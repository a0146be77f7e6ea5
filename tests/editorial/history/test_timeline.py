"""The timeline of a row: every change, in words, with who, when and why.

It covers the row and everything else that its page shows.
"""

import datetime

import pghistory
import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Claimant, Statement
from editorial.history import RowTimeline
from sources.models import Article, CaptureText
from tests import factories as make
from tests.support.admin_html import RECORD, a_row, address, filled
from tests.support.html import text_of
from tests.support.sql import sql


def history(client, row, **query):
    response = client.get(address(type(row), "history", row.pk), query)
    assert response.status_code == 200
    return response


def entries(client, row, **query):
    return history(client, row, **query).context["entries"]


def test_an_edit_tells_who_why_and_each_field_before_and_after(as_publisher):
    with transaction.atomic():
        claim = make.StatementFactory(claim__text="The Ruritanian bridge is closed").claim
    page = address(Claim, "change", claim.pk)
    sent = filled(as_publisher.get(page))
    sent |= {"text": "The Ruritanian bridge was closed", "nature": "judgement", "change_reason": "Tense."}
    assert as_publisher.post(page, sent).status_code == 302
    latest = entries(as_publisher, claim)[0]
    assert (latest["who"], latest["reason"]) == ("publisher", "Tense.")
    [row] = latest["rows"]
    assert (row.label, row.verb) == ("", "changed")
    text, nature = row.lines
    assert (text.label, nature.label) == ("Proposition", "Nature")
    assert (nature.before, nature.after) == ("fact", "judgement")
    assert text.pieces == [
        ("same", "The Ruritanian bridge "),
        ("removed", "is"),
        ("added", "was"),
        ("same", " closed"),
    ]
    shown = text_of(history(as_publisher, claim))
    assert "Reason: Tense." in shown
    assert "The Ruritanian bridge [removed: is] [added: was] closed" in shown


def test_what_was_done_past_the_admin_is_told_too(as_superuser):
    claim = make.DraftClaimFactory(text="It rains")
    sql("UPDATE claims_claim SET text = 'It pours' WHERE id = %s", claim.pk)
    Claim.objects.update(nature="forecast")
    told = entries(as_superuser, claim)
    assert {entry["who"] for entry in told} == {"somebody with direct access, not signed in"}
    assert len(told) == 3
    [line] = told[1]["rows"][0].lines
    assert (line.label, line.before, line.after) == ("Proposition", "It rains", "It pours")


def test_a_row_that_was_added_and_changed_in_one_request_counts_for_its_events(db, monkeypatch):
    with pghistory.context():
        outlet = make.OutletFactory(name="First")
        for name in ("Second", "Third"):
            type(outlet).objects.filter(pk=outlet.pk).update(name=name)
    monkeypatch.setattr("editorial.history.MAX_EVENTS", 3)
    timeline = RowTimeline(type(outlet), outlet.pk)
    [entry] = found = timeline.entries()
    timeline.fill(found)
    [change] = entry.changes
    assert (change.before, change.after.name, entry.more) == (None, "Third", False)


def test_requests_are_told_apart_and_the_latest_comes_first(as_superuser):
    claim = make.DraftClaimFactory(text="It rains")
    for number in range(3):
        with pghistory.context(reason=f"Reason {number}"):
            Claim.objects.update(public_note=f"Note {number}")
    found = entries(as_superuser, claim)
    assert [entry["reason"] for entry in found] == ["Reason 2", "Reason 1", "Reason 0", ""]
    changed = {entry["reason"]: entry["rows"][0].lines[0] for entry in found if entry["reason"]}
    assert (changed["Reason 2"].before, changed["Reason 2"].after) == ("Note 1", "Note 2")
    assert (changed["Reason 0"].before, changed["Reason 0"].after) == ("empty", "Note 0")


def test_inline_rows_are_told_on_the_page_that_holds_them(as_superuser):
    envoy = make.ClaimantFactory(name="The Envoy")
    party = make.PartyFactory(name="Ruritania")
    alias = make.AliasFactory(claimant=envoy, name="Envoi")
    with pghistory.context(reason="Spelling"):
        alias.name = "Envoy X"
        alias.save()
    with pghistory.context(reason="Office"):
        make.AffiliationFactory(claimant=envoy, party=party, role="envoy", since=datetime.date(2017, 4, 1))
    with pghistory.context(reason="Gone"):
        alias.delete()
    told = {entry["reason"]: entry["rows"] for entry in entries(as_superuser, envoy)}
    assert [(row.label, row.verb) for row in told["Spelling"]] == [("Alias “Envoy X”", "changed")]
    assert [(row.label, row.verb) for row in told["Gone"]] == [("Alias “Envoy X”", "removed")]
    [office] = told["Office"]
    assert office.label == "Affiliation “Ruritania, envoy”"
    assert [(line.label, line.after) for line in office.lines] == [("Since", "1 April 2017")]


def test_a_claim_tells_its_statements_citations_topics_and_relations(as_superuser):
    claim = make.DraftClaimFactory(text="It rains")
    with pghistory.context(reason="Coverage"):
        claim.topics.add(make.TopicFactory(name="Weather"))
        statement = make.DraftStatementFactory(claim=claim, party__name="Ruritania")
        make.CitationFactory(statement=statement, excerpt="it is raining")
        make.ClaimRelationFactory(claim=claim, other__text="It pours", kind="narrows")
        make.FactCheckFactory(claim=claim, reviewer="Ada Brook")
    [told] = [e["rows"] for e in entries(as_superuser, claim) if e["reason"] == "Coverage"]
    assert [row.label for row in told] == [
        "Claim topic “Weather”",
        "Statement “Ruritania, affirms, 12 April 2017”",
        "Citation “it is raining”",
        "Claim relation “is more specific than, It pours”",
        "Fact check “Ada Brook”",
    ]
    assert "It rains" not in [line.after for row in told for line in row.lines]


def test_an_alias_that_moves_is_told_on_both_pages(as_superuser):
    first, second = make.ClaimantFactory(name="First"), make.ClaimantFactory(name="Second")
    alias = make.AliasFactory(claimant=first, name="The envoy")
    with pghistory.context(reason="Moved"):
        alias.claimant = second
        alias.save()
    for claimant in (first, second):
        [rows] = [e["rows"] for e in entries(as_superuser, claimant) if e["reason"] == "Moved"]
        [line] = rows[0].lines
        assert (line.label, line.before, line.after) == ("Claimant", "First", "Second")


def test_a_deleted_row_keeps_its_timeline(as_superuser):
    claim = make.DraftClaimFactory(text="It rains")
    pk = claim.pk
    with pghistory.context(reason="A double"):
        claim.delete()
    response = as_superuser.get(address(Claim, "history", pk))
    assert "was deleted" in text_of(response)
    assert {entry["reason"] for entry in response.context["entries"]} == {"", "A double"}
    assert {entry["restore"] for entry in response.context["entries"]} == {""}


@pytest.mark.parametrize("object_id", ["999999", "x", "9" * 40, "1_2"])
def test_what_never_was_has_no_timeline(as_superuser, object_id):
    assert as_superuser.get(address(Claim, "history", object_id)).status_code == 302


def test_who_may_not_look_is_turned_away(client):
    claim = make.DraftClaimFactory()
    client.force_login(make.UserFactory(is_staff=True))
    assert client.get(address(Claim, "history", claim.pk)).status_code == 403
    pk = claim.pk
    claim.delete()
    assert client.get(address(Claim, "history", pk)).status_code == 403


def test_pages_of_twenty(as_superuser):
    claim = make.DraftClaimFactory()
    for number in range(45):
        with pghistory.context(reason=f"{number}"):
            Claim.objects.update(public_note=f"Note {number}")
    sizes = [len(entries(as_superuser, claim, p=page)) for page in (1, 2, 3, 99, "x", "-1")]
    assert sizes == [20, 20, 6, 6, 20, 20]
    assert "Page 2 of 3; 46 entries" in text_of(history(as_superuser, claim, p=2))


@pytest.mark.parametrize("model", [m for m in RECORD if m is not CaptureText])
def test_every_record_has_a_timeline(as_superuser, model):
    with transaction.atomic():
        row = a_row(model)
    [entry] = entries(as_superuser, row)
    assert entry["rows"]


def numbers_of_queries(client, row):
    with CaptureQueriesContext(connection) as queries:
        history(client, row)
    return len(queries)


def test_the_number_of_queries_does_not_grow(as_superuser):
    with transaction.atomic():
        claim = make.StatementFactory().claim
    counted = []
    for number in (1, 2):
        for round_ in range(number):
            with pghistory.context(reason=f"{number} {round_}"):
                claim.topics.add(make.TopicFactory())
                make.CitationFactory(statement__claim=claim)
                make.ClaimRelationFactory(claim=claim)
                make.ClaimRelationFactory(other=claim)
                make.FactCheckFactory(claim=claim)
                make.CorrectionFactory(claim=claim)
        counted.append(numbers_of_queries(as_superuser, claim))
    assert counted[0] == counted[1] <= 40


def test_every_kind_of_row_with_a_form_on_a_page_is_told_there():
    for model in (Claimant, Statement, Article, Claim):
        told = {part.model for part in admin.site.get_model_admin(model).history_parts}
        assert {inline.model for inline in admin.site.get_model_admin(model).inlines} <= told


def test_a_context_that_says_nothing_is_somebody_unknown(as_superuser):
    claim = make.DraftClaimFactory()
    with pghistory.context(user=987654, reason=None):
        Claim.objects.update(public_note="A note.")
    assert "user 987654, whose account is gone" in {entry["who"] for entry in entries(as_superuser, claim)}


def test_one_transaction_without_a_context_is_one_entry():
    with transaction.atomic():
        claim = make.DraftClaimFactory()
        Claim.objects.update(public_note="A note.")
    assert len(RowTimeline(Claim, claim.pk).entries()) == 1
