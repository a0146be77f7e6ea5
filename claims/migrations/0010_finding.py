"""Finding claims that say the same, and what was merged.

claims_word holds every word (as the search knows it: a stem without accents) that ever stood in a
claim or its context. A word that was mistyped is looked up here, among some ten thousand words,
instead of among a million claims. Words are only added: one too many costs nothing, while removing
one would mean reading every claim. Doubles are harmless and therefore not forbidden, so that no
writer ever waits for another over a word.

claims_todouble holds the claims that are new or reworded and have not been compared with all the others
yet (manage.py find_doubles); the same triggers fill it.

What was merged into another row takes nothing any more: no statement, citation, alias, article... can be
made to hang on it while the merge stands. Whoever adds first takes FOR KEY SHARE on what the new row
hangs on, and a merge holds FOR UPDATE on both rows until it is recorded, so that the second one waits
and then sees the first. The locks keep the order that everybody keeps: statements, claimants, claims.
"""

from django.db import migrations, models

WORDS = """
CREATE TABLE claims_word (word text NOT NULL);
-- The triggers below: whether a word is known.
CREATE INDEX claims_word_known ON claims_word (word);
-- Similar claims: the words that resemble a mistyped one.
CREATE INDEX claims_word_alike ON claims_word USING gin (word gin_trgm_ops);
CREATE TABLE claims_todouble (claim_id bigint PRIMARY KEY);
"""

# PostgreSQL keeps a trigger's plan for the session. Made while there are few words, it would compare
# every new word with every known one later on; an index lookup for each is right for any number.
BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

LEARN = """
CREATE FUNCTION claims_learn_words() RETURNS trigger LANGUAGE plpgsql {plans} AS $$
BEGIN
    INSERT INTO claims_word (word)
    SELECT found.word
    FROM (SELECT DISTINCT unnest(tsvector_to_array(n.search)) AS word FROM new_rows n) found
    WHERE NOT EXISTS (SELECT FROM claims_word w WHERE w.word = found.word);
    INSERT INTO claims_todouble SELECT id FROM new_rows ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION claims_learn_new_words() RETURNS trigger LANGUAGE plpgsql {plans} AS $$
BEGIN
    INSERT INTO claims_word (word)
    SELECT found.word
    FROM unnest(tsvector_to_array(NEW.search)) AS found (word)
    WHERE NOT EXISTS (SELECT FROM claims_word w WHERE w.word = found.word);
    INSERT INTO claims_todouble VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER claim_words_on_insert AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_learn_words();
CREATE TRIGGER claim_words_on_update AFTER UPDATE ON claims_claim FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.context IS DISTINCT FROM NEW.context)
    EXECUTE FUNCTION claims_learn_new_words();
INSERT INTO claims_word (word)
SELECT DISTINCT unnest(tsvector_to_array(search)) FROM claims_claim;
INSERT INTO claims_todouble SELECT id FROM claims_claim;
"""

FORGET = """
DROP TRIGGER claim_words_on_insert ON claims_claim;
DROP TRIGGER claim_words_on_update ON claims_claim;
DROP FUNCTION claims_learn_words();
DROP FUNCTION claims_learn_new_words();
"""


LOCK = "PERFORM FROM {table} WHERE id = ANY (ids) ORDER BY id FOR {lock};"
NOT_MERGED = """
    ids := ARRAY(SELECT DISTINCT id FROM ({found}) AS found (id) WHERE id IS NOT NULL);
    {lock}
    IF EXISTS (SELECT FROM claims_merge WHERE {noun}_from_id = ANY (ids) AND undone_at IS NULL) THEN
        RAISE EXCEPTION 'This {noun} was merged into another one, which takes its place.'
        USING ERRCODE = '23514', CONSTRAINT = 'merged_{noun}_takes_nothing';
    END IF;"""
TABLES = {"claim": "claims_claim", "claimant": "claims_claimant", "outlet": "sources_outlet"}

# For each table: what its columns hang on, in the order of locking. Whoever adds an affiliation locks
# its claimant FOR UPDATE a moment later (0004); a weaker lock before would let two of them deadlock.
HANGS_ON = {
    "claims_statement": [("claimant", ["claimant_id", "party_id"]), ("claim", ["claim_id"])],
    "claims_citation": [("outlet", ["via_id"]), ("claimant", ["relayed_by_id", "relayed_for_id"])],
    "claims_alias": [("claimant", ["claimant_id"])],
    "claims_affiliation": [("claimant", ["claimant_id"]), ("claimant", ["party_id"])],
    "claims_claimrelation": [("claim", ["claim_id", "other_id"])],
    "claims_factcheck": [("claim", ["claim_id"])],
    "claims_claim_topics": [("claim", ["claim_id"])],
    "claims_claimant": [("outlet", ["outlet_id"])],
    "sources_article": [("outlet", ["outlet_id"])],
}
PARENTS = "SELECT {column} FROM {rows}"
STATEMENTS_FIRST = """
    ids := ARRAY(SELECT DISTINCT statement_id FROM {rows});
    PERFORM FROM claims_statement WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE;"""
# A trigger's plan is kept for the session: by id alone, see 0003.
TAKES_NOTHING = """
CREATE FUNCTION {table}_{trigger}() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE
    ids bigint[];
BEGIN{checks}
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER {event} ON {table} {each} EXECUTE FUNCTION {table}_{trigger}();
"""


def checks(table, rows):
    yield STATEMENTS_FIRST.format(rows=rows) if table == "claims_citation" else ""
    for noun, columns in HANGS_ON[table]:
        strong = table == "claims_affiliation" and columns == ["claimant_id"]
        lock = LOCK.format(table=TABLES[noun], lock="UPDATE" if strong else "KEY SHARE")
        found = " UNION ALL ".join(PARENTS.format(column=column, rows=rows) for column in columns)
        yield NOT_MERGED.format(noun=noun, found=found, lock=lock)


def takes_nothing(table):
    columns = [column for _, some in HANGS_ON[table] for column in some]
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    kinds = {
        "merged_takes_nothing_new": (
            "INSERT",
            "new_rows r",
            "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT",
        ),
        "merged_takes_nothing_moved": (
            "UPDATE",
            "(SELECT NEW.*) r",
            f"FOR EACH ROW WHEN ({changed})",
        ),
    }
    for trigger, (event, rows, each) in kinds.items():
        body = "".join(checks(table, rows))
        create = TAKES_NOTHING.format(table=table, trigger=trigger, checks=body, event=event, each=each)
        drop = f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {table}_{trigger}();"
        yield migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_versions")]
    operations = [
        migrations.RunSQL(WORDS, "DROP TABLE claims_word; DROP TABLE claims_todouble;"),
        migrations.RunSQL(LEARN.format(plans=BY_INDEX), FORGET),
        migrations.AddField(
            "probabledouble",
            "opposite",
            models.BooleanField(default=False, help_text="By their wording one denies the other."),
        ),
        *(operation for table in HANGS_ON for operation in takes_nothing(table)),
    ]
