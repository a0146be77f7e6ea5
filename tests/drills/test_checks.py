"""What drills ask of a record: nothing is wrong with a good one, and each fault is found."""

import pytest
from django.db import connection, transaction

from tests.drills.checks import find_rows, find_wrong_changes, find_wrong_statuses

pytestmark = [
    pytest.mark.usefixtures("tables_owner"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("moscow_record"),
]
DISPUTED = "(SELECT min(id) FROM claims_claim WHERE status = 'disputed')"
CITATION = "(SELECT min(id) FROM claims_citation)"
FAULTS = {
    "status": (
        ("claims_claim",),
        f"UPDATE claims_claim SET status = 'agreed' WHERE id = {DISPUTED}",
        find_wrong_statuses,
        ["is agreed, and has to be disputed."],
    ),
    "change": (
        ("claims_change",),
        "DELETE FROM claims_change WHERE id = (SELECT min(id) FROM claims_change)",
        find_wrong_changes,
        ["A change was never told: ('new'"],
    ),
    "article": (
        ("claims_citation",),
        f"UPDATE claims_citation SET article_id = 0 WHERE id = {CITATION}",
        find_rows,
        ["_fk_sources_article_id: 1 rows refer to", "citation_capture_belongs_to_article: 1 rows refer to"],
    ),
    "draft": (
        ("claims_claim", "claims_statement"),
        "UPDATE claims_claim SET state = 'draft', published_at = NULL, published_by_id = NULL "
        f"WHERE id = {DISPUTED}; "
        f"UPDATE claims_statement SET state = 'draft' WHERE claim_id = {DISPUTED}",
        find_rows,
        ["a search row of a claim that readers do not see", "a version of a claim with a statement that is"],
    ),
    "version": (
        ("claims_claimversion",),
        f"UPDATE claims_claimversion SET number = number + 1 WHERE claim_id = {DISPUTED}",
        find_rows,
        ["There is a gap in the versions of a claim"],
    ),
    "citation": (
        ("claims_citation", "claims_statement"),
        "DELETE FROM claims_citation WHERE statement_id = (SELECT min(statement_id) FROM claims_citation)",
        find_rows,
        ["There is a published statement without a citation"],
    ),
}


def test_nothing_is_wrong_with_the_moscow_record():
    assert [*find_rows(), *find_wrong_statuses(), *find_wrong_changes()] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault):
    tables, statement, find, sentences = FAULTS[fault]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        found = [*find()]
        transaction.set_rollback(True)
    assert len(found) == len(sentences)
    for sentence in sentences:
        assert any(sentence in each for each in found), found
