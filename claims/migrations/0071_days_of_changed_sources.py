"""The days on which sources changed, on the page of changes, where an upgrade had told of them all at once.

0052 and 0069 made versions that tell of articles which had been corrected or retracted before, and so the changes
had the day of the upgrade. Each gets the moment at which the record learnt of it, as the history of the article
tells. There is no such change of a claim that did not cite the article yet at that moment, nor of an article that
came as a corrected one: readers have never seen it otherwise. So it is in a database that began with this release.

A thousand changes at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again, and alters nothing that it has dated.
"""

from importlib import import_module

from django.db import migrations, transaction

REASONS = [
    import_module(f"claims.migrations.{name}").REASON
    for name in ("0052_tell_changed_sources", "0069_tell_reworded_claims")
]
CHANGES_AT_ONCE = 1000
NEXT = "SELECT id FROM claims_change WHERE kind = 'source' AND id > %s ORDER BY id LIMIT %s"
# An event holds a row as it was before the moment of the event.
LEARNT = """
CREATE TEMPORARY TABLE learnt ON COMMIT DROP AS
SELECT told.id, CASE WHEN jsonb_path_exists(before.snapshot, '$.statements[*].citations[*].article.id ? (@ == $id)',
                                            jsonb_build_object('id', told.article_id)) THEN told.at END AS at
FROM (
    SELECT h.id, h.claim_id, h.article_id, (
        SELECT max(s.ended) FROM (
            SELECT e.pgh_created_at AS ended, e.corrected_on, e.retracted_on,
                   lead(e.corrected_on, 1, a.corrected_on) OVER states AS corrected_next,
                   lead(e.retracted_on, 1, a.retracted_on) OVER states AS retracted_next
            FROM sources_article a JOIN sources_articleevent e ON e.pgh_obj_id = a.id
            WHERE a.id = h.article_id
            WINDOW states AS (ORDER BY e.pgh_created_at, e.pgh_id)) s
        WHERE s.ended < v.made_at
            AND (s.corrected_on, s.retracted_on) IS DISTINCT FROM (s.corrected_next, s.retracted_next)) AS at
    FROM claims_change h
    JOIN claims_claimversion v ON v.claim_id = h.claim_id AND v.number = h.version AND v.reason = ANY (%s)
    WHERE h.id = ANY (%s)
) told
LEFT JOIN LATERAL (
    SELECT v.snapshot FROM claims_claimversion v
    WHERE v.claim_id = told.claim_id AND v.made_at < told.at ORDER BY v.number DESC LIMIT 1) before ON true
"""
DATE = """
UPDATE claims_changetopic f SET made_at = l.at FROM learnt l WHERE f.change_id = l.id AND l.at IS NOT NULL;
UPDATE claims_change c SET made_at = l.at FROM learnt l WHERE c.id = l.id AND l.at IS NOT NULL;
DELETE FROM claims_changetopic f USING learnt l WHERE f.change_id = l.id AND l.at IS NULL;
DELETE FROM claims_change c USING learnt l WHERE c.id = l.id AND l.at IS NULL;
"""


def date_changed_sources(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, CHANGES_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            cursor.execute(LEARNT, [REASONS, ids])
            cursor.execute(DATE)
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0070_relation_labels")]
    operations = [migrations.RunPython(date_changed_sources, migrations.RunPython.noop)]
