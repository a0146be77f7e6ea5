"""Mutations of the triggers, and their locks, that keep the stored status right."""

from tests.mutations.mutation import Mutation


def refresh(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_refresh_status", old, new, rule)


def derive(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_derive_status", old, new, rule)


LOCK = "PERFORM FROM claims_claim WHERE id = ANY (p_claims) ORDER BY id FOR NO KEY UPDATE;"
TYPED = "pg_trigger_depth() = 1\n          OR (OLD.state, OLD.id) IS DISTINCT FROM (NEW.state, NEW.id)"
STATEMENT = "id, claim_id, claimant_id, party_id, stance, said_on, said_on_precision, state"
# Which operations on which tables bear on a status.
OPERATIONS = {
    "statement": ("insert", "update", "delete"),
    "citation": ("insert", "update", "delete"),
    "affiliation": ("insert", "update", "delete"),
    "claimant": ("insert", "update"),
    "article": ("insert", "update"),
}
# The columns that the rule reads, and how often the trigger after an update names each. Not relayed_by_id,
# which is empty exactly when relayed_for_id is, and of which the rule asks no more.
COLUMNS = {
    "statement": (("party_id", "stance", "said_on_precision", "state"), 12),
    "citation": (("relayed_for_id", "kind", "capture_id"), 4),
    "article": (("outlet_id",), 4),
    "affiliation": (("party_id", "until"), 4),
    "claimant": (("kind",), 4),
}

REFRESHING = [
    refresh("no_lock", LOCK, "", "Of two writers on one claim, the second sees the first one's rows."),
    refresh(
        "shared_lock",
        "FOR NO KEY UPDATE",
        "FOR KEY SHARE",
        "Of two writers on one claim, the second waits for the first.",
    ),
    refresh(
        "unordered_locks", "ORDER BY id FOR", "FOR", "Claims are locked in order of id, or writers deadlock."
    ),
    refresh(
        "key_locked",
        "FOR NO KEY UPDATE",
        "FOR UPDATE",
        "Who refers to a claim need not wait for who changes its status.",
    ),
    refresh(
        "repeatable_read",
        "IN ('repeatable read', 'serializable')",
        "IN ('serializable')",
        "REPEATABLE READ would hide other writers' rows, so it is refused.",
    ),
    refresh(
        "serializable",
        "IN ('repeatable read', 'serializable')",
        "IN ('repeatable read')",
        "SERIALIZABLE would hide other writers' rows, so it is refused.",
    ),
    refresh(
        "drafts_written",
        "AND c.state = 'published'",
        "",
        "A claim that is no longer published is not written.",
    ),
    refresh(
        "unchanged_written",
        "AND c.status <> n.status",
        "",
        "Nothing is written where no status changes.",
    ),
]
DERIVING = [
    derive(
        "unpublished_keeps_status", "NEW.status := 'open';", "NULL;", "A claim that is not published is open."
    ),
    derive(
        "retracted_keeps_status",
        "NEW.state <> 'published'",
        "NEW.state = 'draft'",
        "A retracted claim is open.",
    ),
    derive("typed_status_stays", TYPED, TYPED.replace("= 1", "< 1"), "A status that is written is replaced."),
    derive(
        "typed_with_state_stays",
        TYPED,
        "pg_trigger_depth() = 1",
        "A status that another trigger writes with a state is replaced.",
    ),
    derive(
        "state_alone_derives",
        TYPED,
        "(OLD.state, OLD.id) IS DISTINCT FROM (NEW.state, NEW.id)",
        "A status that is written alone is replaced.",
    ),
    derive(
        "new_claims_typed",
        "BEGIN\n",
        "BEGIN\n IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n",
        "A status that comes with a new claim is replaced.",
    ),
    Mutation(
        "given_statuses_stay",
        "claims_check_new_statuses",
        "PERFORM claims_refresh_status(ids[place:place + 4999]);",
        "NULL;",
        "Statuses that are given with new claims are compared with the rule.",
    ),
    derive(
        "old_claims_typed",
        "BEGIN\n",
        "BEGIN\n IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;\n",
        "A status that is written into a claim is replaced.",
    ),
    Mutation(
        "published_may_be_open",
        "claims_check_claim_has_position",
        "state = 'published' AND status = 'open'",
        "false",
        "A published claim needs a position that counts.",
    ),
    Mutation(
        "open_claims_held",
        "claims_check_claim_has_position",
        "TG_OP = 'UPDATE' AND OLD.state = 'published'",
        "false",
        "A published claim that is open already can be saved.",
    ),
    Mutation(
        "open_claims_published",
        "claims_check_claim_has_position",
        "OLD.state = 'published' AND OLD.status = 'open'",
        "OLD.status = 'open'",
        "A claim without a position that counts cannot be published.",
    ),
]
FOLLOWING = [
    Mutation(
        f"{table}_{operation}_ignored",
        f"claims_{table}_status_after_{operation}",
        "IF cardinality(affected) > 0 THEN",
        "IF false THEN",
        f"The status follows: {operation} of a {table}.",
    )
    for table, operations in OPERATIONS.items()
    for operation in operations
]
COMPARING = [
    Mutation(
        f"{table}_{column}_ignored",
        f"claims_{table}_status_after_update",
        f", {column}",
        "",
        f"The status follows another {column} of a {table}.",
        times,
    )
    for table, (columns, times) in COLUMNS.items()
    for column in columns
]
CITATIONS_UPDATED = [
    Mutation(
        "citation_article_id_ignored",
        "claims_citation_status_after_update",
        ", article_id, capture_id",
        ", capture_id",
        "The status follows another article_id of a citation.",
        4,
    )
]
STATEMENTS_UPDATED = [
    Mutation(
        "statement_said_on_ignored",
        "claims_statement_status_after_update",
        ", said_on,",
        ",",
        "The status follows another said_on of a statement.",
        12,
    ),
    Mutation(
        "left_claim_ignored",
        "claims_statement_status_after_update",
        f"(SELECT {STATEMENT} FROM old_rows EXCEPT",
        f"(SELECT {STATEMENT} FROM old_rows WHERE false EXCEPT",
        "The claim that a statement leaves has its status anew.",
        3,
    ),
    Mutation(
        "joined_claim_ignored",
        "claims_statement_status_after_update",
        f"UNION ALL (SELECT {STATEMENT} FROM new_rows EXCEPT",
        f"UNION ALL (SELECT {STATEMENT} FROM new_rows WHERE false EXCEPT",
        "The claim that a statement is moved to has its status anew.",
        3,
    ),
]
# Only where it makes a difference. On an insert, and where a statement has another claimant, the triggers
# that keep merged rows empty (0010_finding.py) have taken the same lock just before; and of a statement
# that is there already everybody finds the claim, and waits for each other at its lock. Of a kind only
# "outlet" counts, and it comes and goes with the claimant's outlet, a unique column: PostgreSQL takes the
# lock itself.
HOLDING = [
    Mutation(
        f"{table}_{operation}_holds_nothing",
        f"claims_{table}_status_after_{operation}",
        f"PERFORM FROM claims_{parent} WHERE id = ANY (ids) ORDER BY id FOR {lock};",
        "",
        rule,
    )
    for table, operation, parent, lock, rule in (
        ("statement", "update", "statement", "UPDATE", "A statement that moves holds off new citations."),
        ("citation", "update", "statement", "KEY SHARE", "A citation moves to a statement that stays."),
        ("citation", "delete", "statement", "KEY SHARE", "A citation leaves a statement that stays."),
        ("affiliation", "update", "claimant", "UPDATE", "Who changes an office holds off new statements."),
        ("affiliation", "delete", "claimant", "UPDATE", "Who deletes an office holds off new statements."),
    )
]
HOLDING += [
    Mutation(
        f"citation_{operation}_holds_no_article",
        f"claims_citation_status_after_{operation}",
        f"PERFORM FROM sources_article WHERE id = ANY (ids) ORDER BY id FOR {lock};",
        "",
        "Who cites an article holds it off from moving to another outlet.",
    )
    for operation, lock in (("insert", "KEY SHARE"), ("update", "UPDATE"))
]
OUTLETS = [
    Mutation(
        f"mouthpiece_{name}_not_held",
        "claims_follow_mouthpiece",
        lock,
        "",
        "Who follows an outlet waits for what others add to it, and then sees it.",
    )
    for name, lock in (
        ("outlet", "PERFORM FROM sources_outlet WHERE id = p_outlet FOR UPDATE;"),
        ("article", "PERFORM FROM sources_article WHERE id = ANY (articles) ORDER BY id FOR UPDATE;"),
        ("statement", "PERFORM FROM claims_statement WHERE id = ANY (statements) ORDER BY id FOR KEY SHARE;"),
    )
]
OUTLETS += [
    Mutation(
        "mouthpiece_left_without_work",
        "claims_ask_mouthpiece_work",
        "TG_OP <> 'INSERT' AND OLD.speaks_for_id IS NOT NULL",
        "false",
        "An outlet that no longer speaks for a party is followed.",
    ),
    Mutation(
        "mouthpiece_begun_without_work",
        "claims_ask_mouthpiece_work",
        "TG_OP <> 'DELETE' AND NEW.speaks_for_id IS NOT NULL",
        "false",
        "An outlet that begins to speak for a party is followed.",
    ),
]
UPDATED = [*CITATIONS_UPDATED, *STATEMENTS_UPDATED]
MUTATIONS = [*REFRESHING, *DERIVING, *FOLLOWING, *COMPARING, *UPDATED, *HOLDING, *OUTLETS]
