"""Finding claims that say the same, and what was merged.

claims_word holds every word (as the search knows it: a stem without accents) that ever stood in a
claim or its context. A word that was mistyped is looked up here, among some ten thousand words,
instead of among a million claims. Words are only added: one too many costs nothing, while removing
one would mean reading every claim. Doubles are harmless and therefore not forbidden, so that no
writer ever waits for another over a word.
"""

from django.db import migrations

WORDS = """
CREATE TABLE claims_word (word text NOT NULL);
-- The triggers below: whether a word is known.
CREATE INDEX claims_word_known ON claims_word (word);
-- Similar claims: the words that resemble a mistyped one.
CREATE INDEX claims_word_alike ON claims_word USING gin (word gin_trgm_ops);
"""

# PostgreSQL keeps a trigger's plan for the session. Made while there are few words, it would compare
# every new word with every known one later on; an index lookup for each is right for any number.
BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

LEARN = f"""
CREATE FUNCTION claims_learn_words() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
BEGIN
    INSERT INTO claims_word (word)
    SELECT found.word
    FROM (SELECT DISTINCT unnest(tsvector_to_array(n.search)) AS word FROM new_rows n) found
    WHERE NOT EXISTS (SELECT FROM claims_word w WHERE w.word = found.word);
    RETURN NULL;
END $$;
CREATE FUNCTION claims_learn_new_words() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
BEGIN
    INSERT INTO claims_word (word)
    SELECT found.word
    FROM unnest(tsvector_to_array(NEW.search)) AS found (word)
    WHERE NOT EXISTS (SELECT FROM claims_word w WHERE w.word = found.word);
    RETURN NULL;
END $$;
CREATE TRIGGER claim_words_on_insert AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_learn_words();
CREATE TRIGGER claim_words_on_update AFTER UPDATE ON claims_claim FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.context IS DISTINCT FROM NEW.context)
    EXECUTE FUNCTION claims_learn_new_words();
INSERT INTO claims_word (word)
SELECT DISTINCT unnest(tsvector_to_array(search)) FROM claims_claim;
"""

FORGET = """
DROP TRIGGER claim_words_on_insert ON claims_claim;
DROP TRIGGER claim_words_on_update ON claims_claim;
DROP FUNCTION claims_learn_words();
DROP FUNCTION claims_learn_new_words();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_versions")]
    operations = [
        migrations.RunSQL(WORDS, "DROP TABLE claims_word;"),
        migrations.RunSQL(LEARN, FORGET),
    ]
