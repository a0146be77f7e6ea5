"""One day at the desk of `make machines`, and what it watches: each check is seen to fail."""

import pytest
from django.http import Http404
from django.test import override_settings
from django.urls import reverse

from claims.models import Claim, Claimant
from public.claim_detail import views
from tests.machines import desk as deeds
from tests.machines.desk import begin
from tests.machines.invariants import (
    check_answers,
    check_evidence,
    check_history,
    check_news,
    check_notices,
    check_pages,
    check_record,
    check_statuses,
    check_versions,
    read,
    read_versions,
)
from tests.support.sql import check_deferred, sql
from tests.support.transactions import run_deferred_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

DAY = [
    (deeds.add_coverage, [0, 0, 1]),
    (deeds.add_coverage, [1, 0, 0]),
    (deeds.publish_rows, [0, 1, 2]),
    (deeds.merge, [0]),
    (deeds.undo, [0]),
    (deeds.import_file, [0]),
    (deeds.retract_claim, [0]),
    (deeds.take_back_import, [0]),
    (deeds.add_coverage, [0, 1, 0]),
    (deeds.publish_claim, [0]),
    (deeds.undo_publication, [0]),
    (deeds.seal, [0]),
]


@pytest.fixture(scope="module")
def day(tables_owner, own_database, django_db_blocker) -> list[tuple[str, str, str]]:
    """Commit a day at the desk; provide what came of each deed, and why."""
    with django_db_blocker.unblock():
        desk = begin()
        return [(deed.__name__, desk.do(deed, numbers), desk.why) for deed, numbers in DAY]


def test_a_day_at_the_desk_leaves_everything_right(day):
    assert [outcome for _deed, outcome, _why in day] == ["done"] * len(DAY), day
    assert set(Claim.objects.values_list("state", flat=True)) == {"draft", "published", "retracted"}
    check_record()
    check_pages()
    check_history()


def look_at_news() -> None:
    check_news(read_versions())


def look_at_versions() -> None:
    check_versions(read_versions())


SEEN = "(SELECT min(id) FROM claims_claim WHERE state = 'published')"
BREAKS = {
    "a status of nobody": (check_statuses, f"UPDATE claims_claim SET status = 'agreed' WHERE id = {SEEN}"),
    "a retracted claim with a status": (
        check_statuses,
        "UPDATE claims_claim SET status = 'asserted' WHERE state = 'retracted'",
    ),
    "a claim that is not found": (check_record, f"DELETE FROM claims_claimsearch WHERE claim_id = {SEEN}"),
    "a facet of another": (check_record, "UPDATE claims_claimsearch SET facets = facets || facets[1] + 1"),
    "a claim counted twice": (
        check_record,
        "INSERT INTO claims_facetcount (code, change) SELECT code, 1 FROM claims_facetcount LIMIT 1",
    ),
    "rows that no version shows": (
        check_record,
        f"UPDATE claims_claim SET context = 'Since yesterday.' WHERE id = {SEEN}",
    ),
    "a version that is gone": (look_at_versions, "DELETE FROM claims_claimversion WHERE number = 1"),
    "a claim without a version": (
        look_at_versions,
        f"DELETE FROM claims_claimversion WHERE claim_id = {SEEN}",
    ),
    "a version twice": (
        look_at_versions,
        "INSERT INTO claims_claimversion (claim_id, number, made_at, reason, snapshot, made_in)"
        " SELECT DISTINCT ON (claim_id) claim_id, number + 1, made_at, reason, snapshot, made_in"
        " FROM claims_claimversion ORDER BY claim_id, number DESC",
    ),
    "words of a retracted claim": (
        check_notices,
        'UPDATE claims_claimversion SET snapshot = snapshot || \'{"proposition": "It is."}\''
        " WHERE snapshot ->> 'state' = 'retracted'",
    ),
    "another notice": (
        check_notices,
        "UPDATE claims_claim SET retraction_reason = 'Why not.' WHERE state = 'retracted'",
    ),
    "a claim that nobody was told of": (
        look_at_news,
        f"DELETE FROM claims_change WHERE kind = 'new' AND claim_id = {SEEN}",
    ),
    "a retraction that nobody was told of": (
        look_at_news,
        "DELETE FROM claims_change WHERE kind = 'retracted'",
    ),
    "a change that was none": (
        look_at_news,
        f"UPDATE claims_change SET kind = 'position' WHERE kind = 'new' AND claim_id = {SEEN}",
    ),
    "news of an undone publication": (
        look_at_news,
        "INSERT INTO claims_change (kind, claim_id, version, made_at, status_before, status_after, how_many)"
        " SELECT 'new', v.key::bigint, v.value::integer + 1, now(), '', 'asserted', 0"
        " FROM claims_publication p, jsonb_each_text(p.versions) v WHERE p.undone_at IS NOT NULL",
    ),
    "a statement that nothing is cited for": (
        check_evidence,
        "DELETE FROM claims_citation c USING claims_statement s WHERE c.statement_id = s.id"
        " AND s.state = 'published'",
    ),
    "words elsewhere": (check_evidence, 'UPDATE claims_citation SET start = start + 1, "end" = "end" + 1'),
    "a claim that nobody has taken a position on": (
        check_evidence,
        "UPDATE claims_statement SET said_on = '2017-01-01',"
        " claim_id = (SELECT max(id) FROM claims_claim WHERE state = 'draft')"
        f" WHERE claim_id = {SEEN}",
    ),
    "a leaf that does not fit": (check_history, "UPDATE claims_claimversion SET reason = 'Another.'"),
    "history that is gone": (check_history, "DELETE FROM claims_claimevent"),
    "history put in": (
        check_history,
        "INSERT INTO claims_change (kind, claim_id, version, made_at, status_before, status_after, how_many)"
        " SELECT 'correction', claim_id, number, now(), '', '', 0 FROM claims_claimversion LIMIT 1",
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_each_check_of_the_rows_can_fail(broken):
    check, statement = BREAKS[broken]
    check()
    past_the_triggers(statement)
    with pytest.raises(AssertionError):
        check()


def past_the_triggers(statement: str) -> None:
    """Write to a table without its triggers, as a fault in them would."""
    words = statement.split()
    table = words[1] if words[0] == "UPDATE" else words[2]
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    sql(statement)
    check_deferred()
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_check_of_pages_can_fail():
    claimant = Claimant.objects.filter(statements__state="published").exclude(kind="outlet").earliest("pk")
    page = [reverse("claimant_list")]
    with override_settings(STAMP_PAGES=True):
        read(page[0])
    check_pages(page)
    past_the_triggers(f"UPDATE claims_claimant SET name = 'Norland and its isles' WHERE id = {claimant.pk}")
    with pytest.raises(AssertionError, match="is not what it would be now"):
        check_pages(page)
    claimant.name = Claim.objects.filter(state="draft", text__contains="secret").latest("pk").text
    claimant.save(update_fields=["name"])
    run_deferred_triggers()
    with pytest.raises(AssertionError, match="secret"):
        check_pages(page)


def test_the_check_of_answers_can_fail(monkeypatch):
    check_answers()

    def forget(request, pk):
        raise Http404

    monkeypatch.setattr(views, "_show_why_gone", forget)
    with pytest.raises(AssertionError, match="404"):
        check_answers()
