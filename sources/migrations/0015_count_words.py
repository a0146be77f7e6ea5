"""The words of the texts that are kept are counted.

A thousand texts at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again and counts only what it has not counted yet.
"""

from django.db import migrations

TEXTS_AT_ONCE = 1000
NEXT = """
SELECT t.capture_id, t.text FROM sources_capturetext t JOIN sources_capture c ON c.id = t.capture_id
WHERE t.capture_id > %s AND c.words IS NULL ORDER BY t.capture_id LIMIT %s
"""
COUNT = """
UPDATE sources_capture c SET words = counted.words
FROM unnest(%s::bigint[], %s::integer[]) AS counted (id, words) WHERE c.id = counted.id
"""


def count(apps, schema_editor) -> None:
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(NEXT, [last, TEXTS_AT_ONCE])
            rows = cursor.fetchall()
            if not rows:
                break
            cursor.execute(COUNT, [[pk for pk, _text in rows], [len(text.split()) for _pk, text in rows]])
            last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0014_words_of_captures")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
