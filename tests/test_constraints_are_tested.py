"""Every rule of the database has a test that breaks it by name."""

import re
from pathlib import Path

import pytest

from tests.support.sql import sql

pytestmark = pytest.mark.django_db

# Copies of rows in the history repeat some checks and need none.
OURS = "^(api|claims|sources|subscriptions)_(?!.*event$)"
TESTS = Path(__file__).parent

# Names that Django chooses: keys of one column, foreign keys, and numbers that cannot be negative.
AUTOMATIC = re.compile(r"^(api|claims|sources|subscriptions)_\w+_(pkey|key|uniq|fk_\w+)$")
# Targets of foreign keys. They cannot be broken, because the id alone is unique already.
ONLY_REFERRED_TO = {"capture_with_article", "claimant_with_is_party"}

KEYS_OF_ONE_COLUMN = {"claims_claimant_outlet_id_key"}

# Triggers that refuse do so under a rule's name; these act instead, and are tested by what they do.
HISTORY = re.compile(r"pgtrigger_(update_update|delete_delete|append_only|sealed_once|stays|addition)_\w+")
OF_EMBEDDINGS = tuple(f"claim_embeddings_on_{event}" for event in ("insert", "update", "delete", "truncate"))
"""They are there if PostgreSQL has pgvector."""
OF_STAMPS = (
    *(f"stamp_after_{event}" for event in ("insert", "update", "delete", "truncate")),
    *(f"stamp_claims_after_{event}" for event in ("insert", "update", "delete")),
    *(f"stamp_topics_after_{event}" for event in ("insert", "update", "delete")),
    *(f"stamp_claimants_after_{event}" for event in ("update", "delete")),
    *(f"stamp_articles_after_{event}" for event in ("insert", "update", "delete")),
)
ACTING = {
    "alias_search_after_delete": "tests/claims/search/test_rows.py",
    "alias_search_after_insert": "tests/claims/search/test_rows.py",
    "alias_search_after_update": "tests/claims/search/test_rows.py",
    **{
        f"chain_after_{how}": "tests/claims/integrity/test_verification.py"
        for how in ("insert", "update", "delete")
    },
    "changes_after_delete": "tests/claims/versions/test_change_rows.py",
    "changes_after_insert": "tests/claims/versions/test_change_rows.py",
    "changes_after_update": "tests/claims/versions/test_change_rows.py",
    **{f"mirror_after_{how}": "tests/api/test_changed_since.py" for how in ("insert", "update", "delete")},
    "citation_clear_proof": "tests/claims/constraints/test_proof_is_cleared.py",
    **dict.fromkeys(OF_EMBEDDINGS, "tests/claims/duplicates/test_embeddings.py"),
    "claim_status_on_insert": "tests/claims/status/test_changes_around.py",
    "claim_status_on_update": "tests/claims/status/test_changes_around.py",
    "claim_words_on_insert": "tests/claims/duplicates/test_similarity.py",
    "claim_words_on_update": "tests/claims/duplicates/test_similarity.py",
    "count_after_delete": "tests/claims/search/test_rows.py",
    "count_after_insert": "tests/claims/search/test_rows.py",
    "count_after_update": "tests/claims/search/test_rows.py",
    "mouthpiece_on_delete": "tests/claims/status/test_mouthpieces.py",
    "mouthpiece_on_insert": "tests/claims/status/test_mouthpieces.py",
    "mouthpiece_on_update": "tests/claims/status/test_mouthpieces.py",
    "pairs_after_delete": "tests/claims/search/test_phrases.py",
    "pairs_after_insert": "tests/claims/search/test_phrases.py",
    "pairs_after_update": "tests/claims/search/test_phrases.py",
    "search_after_state": "tests/claims/search/test_rows.py",
    "search_after_version": "tests/claims/search/test_rows.py",
    "search_after_version_gone": "tests/claims/search/test_rows.py",
    "search_due": "tests/claims/search/test_rows.py",
    **dict.fromkeys(OF_STAMPS, "tests/claims/versions/test_stamps.py"),
    "status_after_delete": "tests/claims/status/test_changes.py",
    "status_after_insert": "tests/claims/status/test_changes.py",
    "status_after_update": "tests/claims/status/test_changes.py",
    "version_after_delete": "tests/claims/versions/test_versions.py",
    "version_after_insert": "tests/claims/versions/test_versions.py",
    "version_after_update": "tests/claims/versions/test_versions.py",
    "version_due": "tests/claims/versions/test_versions.py",
    "waiting_after_delete": "tests/claims/test_queue_entries.py",
    "waiting_after_insert": "tests/claims/test_queue_entries.py",
    "waiting_after_update": "tests/claims/test_queue_entries.py",
}
# Triggers that refuse, and the rules in whose name they do (for ids and keys see tests/test_keys.py).
REFUSING = {
    **{
        f"merged_takes_nothing_{how}": {
            "merged_claim_takes_nothing",
            "merged_claimant_takes_nothing",
            "merged_outlet_takes_nothing",
        }
        for how in ("new", "moved")
    },
    "citation_rules": {"citation_relayed_by_somebody_else", "citation_own_words_are_the_outlets"},
    "claim_published_needs_a_position": {"claim_published_needs_a_position"},
    "statement_published_keeps_a_citation": {"statement_published_needs_a_citation"},
    "statement_published_needs_a_citation": {"statement_published_needs_a_citation"},
    "version_is_immutable": {"claim_version_is_immutable"},
    "pgtrigger_immutable": {"capture_is_immutable"},
    "pgtrigger_words_counted_once": {"capture_is_immutable"},
    "pgtrigger_text_removed_once": {"capture_is_immutable"},
    "pgtrigger_matches_hash": {"capture_text_matches_hash", "capture_text_stays_removed"},
    "cited_capture_stays": {"capture_cited_stays"},
    "pgtrigger_id_never_changes": set(),
    "pgtrigger_key_never_changes": set(),
}


def all_tests() -> str:
    return "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))


def names_broken_in_tests() -> set[str]:
    return set(re.findall(r'assert_refused\(\s*"(\w+)"', all_tests()))


def rules_of_the_database() -> set[str]:
    constraints = sql(
        "SELECT conname::text FROM pg_constraint WHERE contype IN ('c', 'f', 'u', 'x')"
        " AND conrelid::regclass::text ~ %s",
        OURS,
    )
    indexes = sql(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indrelid::regclass::text ~ %s",
        OURS,
    )
    raised = sql("SELECT (regexp_matches(prosrc, 'CONSTRAINT = ''(\\w+)''', 'g'))[1] FROM pg_proc")
    return {name for (name,) in constraints + indexes + raised}


def test_every_rule_is_broken_by_name():
    rules = {name for name in rules_of_the_database() if not AUTOMATIC.match(name)}
    numbers = {n for n in rules if n.endswith("_check")}
    assert numbers == {
        "claims_citation_start_check",
        "claims_citation_end_check",
        "claims_change_how_many_check",
        "claims_change_version_check",
        "claims_claimversion_number_check",
        "claims_coverage_edition_check",
        "claims_mouthpiecework_done_check",
        "claims_mouthpiecework_total_check",
        "claims_offeredcitation_end_check",
        "claims_offeredcitation_start_check",
        "claims_reportsender_sent_check",
        "sources_capture_length_check",
        "sources_capture_words_check",
        "subscriptions_delivery_attempts_check",
    }, "numbers that cannot be below zero"
    assert rules - numbers - ONLY_REFERRED_TO == names_broken_in_tests() - KEYS_OF_ONE_COLUMN


def test_every_trigger_is_accounted_for():
    found = {
        re.sub(r"^(pgtrigger_\w+)_[0-9a-f]{5}$", r"\1", name)
        for (name,) in sql(
            "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text ~ %s",
            OURS,
        )
        if not HISTORY.fullmatch(name)
    }
    missing = set() if sql("SELECT claims_has_embeddings()") == [(True,)] else set(OF_EMBEDDINGS)
    assert found == (set(ACTING) | set(REFUSING)) - missing
    assert set().union(*REFUSING.values()) <= names_broken_in_tests()


@pytest.mark.parametrize(("trigger", "where"), ACTING.items())
def test_every_acting_trigger_has_a_test_that_names_it(trigger, where):
    assert trigger in (TESTS.parent / where).read_text("utf-8")


def test_no_unique_text_has_a_second_index():
    """Django makes one for searches by the beginning of a text, which nothing needs.

    A migration that adds such a column drops it again, as claims/migrations/0022_small_indexes.py does.
    """
    twins = sql(
        "SELECT relname::text FROM pg_class WHERE relkind = 'i' AND relname ~ %s",
        "^(claims|sources|subscriptions)_.*_like$",
    )
    assert twins == []
