"""The document of a claim says what its rows say, today and as of any day."""

import dataclasses
import datetime
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims.actions import retract_claim
from claims.models import Citation, Claim, Claimant, ClaimVersion, Statement
from claims.status import read_standings
from claims.treatments import list_treatments
from claims.versions.changes import list_latest_changes
from claims.versions.document import (
    DocumentCapture,
    DocumentClaimant,
    load_document,
    load_documents,
    read_document,
)
from public.board import find_sides
from public.position_list import list_positions
from tests import factories as make
from tests.support.document_rows import (
    assert_document_is_right,
    assert_latest_version_is_right,
    assert_treatments_are_right,
    make_document,
    store_first_schema,
)
from tests.support.examples import examples
from tests.support.random_record import (
    EDITS,
    affiliations,
    apply_edit,
    days,
    edits_from,
    make_cast,
    positions,
    write_record,
)
from tests.support.scenario import Scenario, april
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.usefixtures("tables_owner")

# Without looking for the smallest example, which takes minutes: the first that fails says enough.
profile = settings(
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def cast():
    return make_cast()


def assert_all_are_right(as_of: datetime.date | None = None) -> None:
    for claim in Claim.objects.filter(state="published"):
        document = make_document(claim.pk, as_of)
        assert_document_is_right(document, as_of)
        assert_treatments_are_right(document, as_of)


def assert_versions_are_right() -> None:
    """Compare the versions too, once the database accepts what the random edits left."""
    Citation.objects.filter(relayed_by=F("statement__claimant")).delete()
    Statement.objects.filter(state="published", citations=None).update(state="draft")
    Claim.objects.filter(state="published", status="open").update(
        state="draft", published_at=None, published_by=None
    )
    run_deferred_triggers()
    for claim in Claim.objects.filter(state="published"):
        assert_latest_version_is_right(claim)


@settings(profile, max_examples=examples(60))
@given(
    given_positions=st.lists(positions, min_size=3, max_size=9),
    given_affiliations=affiliations,
    given_edits=st.lists(edits_from(EDITS), min_size=1, max_size=6),
    day=days,
)
def test_it_agrees_with_the_rows_after_every_edit(
    cast, given_positions, given_affiliations, given_edits, day
):
    with transaction.atomic():
        write_record(cast, given_positions, given_affiliations)
        assert_all_are_right(day)
        for edit, *drawn in given_edits:
            apply_edit(cast, edit, *drawn)
            assert_all_are_right()
        assert_all_are_right(day)
        assert_versions_are_right()
        transaction.set_rollback(True)


@pytest.fixture
def first_schema():
    """Provide a claim whose only version is still of the first schema."""
    with transaction.atomic():
        scenario = Scenario()
        said = scenario.say("Ruritania.ann", "affirms", relayed_by="Borduria", citation__excerpt="words")
        scenario.say("Strelsau", "denies")
        capture = make.CaptureFactory(article=said.citations.get().article)
        Citation.objects.filter(statement=said).update(capture=capture, start=0, end=5, proved_at=make.MOMENT)
        Claimant.objects.filter(pk=said.claimant_id).update(wikidata_id="Q1")
    store_first_schema(scenario.claim)
    return scenario.claim


def test_the_first_schema_is_read_as_the_second(first_schema):
    first, second = (
        read_document(snapshot)
        for snapshot in (ClaimVersion.objects.get().snapshot, json_of_document(first_schema.pk))
    )
    assert {type(part) for part in list_parts(first)} == {type(part) for part in list_parts(second)}
    later = {"outlet_id": None}  # what the first does not hold
    for old, new in zip(list_parts(first), list_parts(second), strict=True):
        if isinstance(new, DocumentClaimant):
            new = dataclasses.replace(new, **later)
        if isinstance(new, DocumentCapture):
            new = dataclasses.replace(new, pk=0)
        if not any(dataclasses.is_dataclass(getattr(new, field.name)) for field in dataclasses.fields(new)):
            assert old == new


def test_wikidata_ids_are_in_no_version(first_schema):
    assert "Q1" not in json.dumps(json_of_document(first_schema.pk))


def test_a_claim_of_the_first_schema_is_shown_from_its_rows(first_schema):
    document, around = load_document(first_schema.pk)
    assert_document_is_right(document)
    assert around.wikidata_ids == {Claimant.objects.get(wikidata_id="Q1").pk: "Q1"}


def test_only_what_readers_see_makes_a_version_after_one_of_the_first_schema(first_schema):
    first_schema.save()
    Claimant.objects.filter(wikidata_id="Q1").update(wikidata_id="Q2")
    assert ClaimVersion.objects.count() == 1
    Claim.objects.update(context="A context.")
    assert [change.words for change in list_latest_changes(first_schema.pk)] == [
        ["The context was added."],
        ["First version."],
    ]
    assert_latest_version_is_right(first_schema)


def json_of_document(claim_id: int) -> dict:
    [(snapshot,)] = sql("SELECT snapshot FROM claims_documents(ARRAY[%s]::bigint[], NULL)", claim_id)
    return json.loads(snapshot)


def list_parts(document) -> list:
    """List the statements of a document and everything in them, each as an object."""
    parts = [*document.statements]
    for part in parts:  # grows as it goes
        values = [getattr(part, field.name) for field in dataclasses.fields(part)]
        flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
        parts.extend(each for each in flat if dataclasses.is_dataclass(each))
    return parts


def test_the_document_and_what_lies_around_it_are_of_one_moment(first_schema, django_assert_num_queries):
    with django_assert_num_queries(1):  # one statement reads one snapshot of the database
        assert load_document(first_schema.pk, datetime.date(2017, 4, 12))


@pytest.mark.parametrize(("pk", "queries"), [(0, 1), (2**63 - 1, 1), (2**63, 0), (10**30, 0)])
def test_a_claim_that_there_is_not_has_no_document(pk, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert load_document(pk) is None


def test_names_come_in_one_order_in_lists_and_documents():
    names = ["de Vries", "Eve", "Édouard", "Zed"]
    with transaction.atomic():
        scenario = Scenario()
        for name in ("Zed", "Édouard", "de Vries", "Eve"):
            scenario.say(name, "affirms", citation__article__outlet__name=f"{name} Post")
    document, _around = load_document(scenario.claim.pk)
    listed = read_standings([scenario.claim.pk])[scenario.claim.pk]
    assert [row.party for row in document.standings] == [row.party for row in listed] == names
    assert_treatments_are_right(document)
    outlets = [treatment.outlet.name for treatment in list_treatments(document)]
    assert outlets == [f"{name} Post" for name in names]


def count_read(monkeypatch, number: int) -> None:
    """Have so many statements of a claim read."""
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", number)


def assert_reads(part, whole, words: list[str]) -> None:
    """Check which statements the part of a document holds, and that the rest is that of the whole."""
    read = {row.pk for row in part.statements}
    assert sorted(f"{row.party.name} {row.said_on.day:02}" for row in part.statements) == sorted(words)
    assert part.statements == [row for row in whole.statements if row.pk in read]
    assert part.left_out == len(whole.statements) - len(words) and part.size == whole.size
    unread = {"statements": whole.statements, "left_out": 0, "telling_left_out": 0}
    assert dataclasses.replace(part, **unread) == whole


@pytest.mark.parametrize("day", [None, april(12)])
def test_of_a_long_document_what_says_who_stands_where_is_read_first(monkeypatch, day):
    with transaction.atomic():
        scenario = Scenario()
        for on in (9, 11, 10, 12):
            scenario.say("Ruritania", "affirms", on=april(on))
        scenario.say("Strelsau", "affirms", on=april(1))
        scenario.say("Strelsau", "withdraws", on=april(2))
        for on in (3, 4):
            scenario.say("Borduria", "affirms", on=april(on), relayed_by="Ruritania")
        # Second-hand words are newer than its own, and tell nothing.
        scenario.say("Strelsau", "affirms", on=april(5), relayed_by="Ruritania")
    whole, _around = load_document(scenario.claim.pk, day)
    assert (len(whole.statements), whole.left_out) == (9, 0)
    [outlet] = [row.citations[0].article.outlet.name for row in whole.statements if row.counts]
    basis = f", as one outlet reports ({outlet})"
    second_hand = "; Borduria is said to affirm it (second-hand: does not count)."
    assert whole.reason == f"Asserted by Ruritania{second_hand}"
    assert whole.explain_status() == f"Asserted by Ruritania{basis}{second_hand}"
    telling = ["Ruritania 12", "Borduria 04", "Strelsau 02"]
    for words in (telling, [*telling, "Ruritania 11", "Ruritania 10"]):
        count_read(monkeypatch, len(words))
        part, _around = load_document(scenario.claim.pk, day)
        assert_reads(part, whole, words)
        assert (part.reason, part.telling_left_out) == (whole.reason, 0)
        assert find_sides(part.standings) == find_sides(whole.standings)
    count_read(monkeypatch, 2)
    part, _around = load_document(scenario.claim.pk, day)
    assert (part.reason, part.telling_left_out) == ("", 1)


def test_a_party_known_only_second_hand_is_not_forgotten_for_many_own_voices(monkeypatch):
    with transaction.atomic():
        scenario = Scenario()
        for on in (9, 10, 11):
            scenario.say("=Herald", "affirms", on=april(on))
        scenario.say("Borduria", "affirms", on=april(1), relayed_by="Ruritania")
    whole, _around = load_document(scenario.claim.pk)
    count_read(monkeypatch, 2)
    part, _around = load_document(scenario.claim.pk)
    assert_reads(part, whole, ["=Herald 11", "Borduria 01"])
    assert part.reason == whole.reason
    assert part.reason.endswith("Borduria is said to affirm it (second-hand: does not count).")
    assert find_sides(part.standings) == find_sides(whole.standings)


def test_lists_read_no_more_of_a_long_document_but_for_what_they_show(monkeypatch):
    with transaction.atomic():
        scenario = Scenario()
        oldest, old, _new, _newest = (
            scenario.say("Ruritania", "affirms", on=april(on)) for on in (9, 10, 11, 12)
        )
        retracted = make.StatementFactory().claim
    [whole] = load_documents([scenario.claim.pk]).values()
    count_read(monkeypatch, 1)
    monkeypatch.setattr("claims.positions.STATEMENTS_PER_PAGE", 3)
    retract_claim(claim=retracted, by=make.UserFactory(), now=make.MOMENT, reason="Wrong.")
    ids = [scenario.claim.pk, retracted.pk, make.DraftClaimFactory().pk, 0]
    [part] = load_documents(ids).values()
    assert_reads(part, whole, ["Ruritania 12"])
    documents = load_documents(ids, statement_ids=[oldest.pk, old.pk])
    assert_reads(documents[scenario.claim.pk], whole, ["Ruritania 09", "Ruritania 10", "Ruritania 12"])
    position = list_positions(documents.values(), [oldest.pk])[oldest.pk]
    assert position.url.endswith(f"?statement={oldest.pk}#statement-{oldest.pk}")
    [treatment, *_others] = list_treatments(part)
    assert f"?statement={part.statements[0].pk}#" in treatment.lines[0].url


def test_evidence_from_an_outlet_that_speaks_for_another_party_is_marked():
    with transaction.atomic():
        scenario = Scenario()
        organ = make.VoiceFactory(speaks_for=scenario.speaker("A")[1], speaks_for_source="x").outlet
        words = scenario.say("B", "affirms")
        passed_on = make.CitationFactory(statement=words, kind="paraphrase", article__outlet=organ)
        scenario.say("A", "affirms", citation__kind="paraphrase", citation__article__outlet=organ)
    document, _around = load_document(scenario.claim.pk)
    marked = [c.pk for statement in document.statements for c in statement.citations if c.mouthpiece]
    assert marked == [passed_on.pk]
    assert document.standings == read_standings([scenario.claim.pk])[scenario.claim.pk]
    assert_treatments_are_right(document)


def test_a_schema_of_a_newer_release_is_refused(first_schema):
    snapshot = {**json_of_document(first_schema.pk), "schema": 3}
    with pytest.raises(ValueError, match="has schema 3, and this release reads schemas up to 2"):
        read_document(snapshot)


def test_a_draft_and_a_retracted_claim_have_no_document(first_schema):
    retract_claim(claim=first_schema, by=make.UserFactory(), now=make.MOMENT, reason="Wrong.")
    assert load_document(first_schema.pk) is None
    assert load_document(make.DraftClaimFactory().pk) is None
    with pytest.raises(ValueError, match="published claim"):
        read_document(ClaimVersion.objects.latest("number").snapshot)


def test_the_functions_can_be_replaced_while_requests_run(first_schema):
    [(definition,)] = sql("SELECT pg_get_functiondef('claims_documents'::regproc)")
    answers, is_over = [], threading.Event()

    def read() -> None:
        try:
            while not is_over.is_set():
                answers.append(load_document(first_schema.pk)[0].text)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for _ in range(20):
            sql(definition.replace("%", "%%"))
        is_over.set()
        for reader in readers:
            reader.result(timeout=20)
    assert set(answers) == {first_schema.text}
