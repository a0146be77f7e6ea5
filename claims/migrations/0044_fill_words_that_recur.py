"""What citation.recurs is of the excerpts on the record whose text is kept.

As `sources.excerpts.search` tells it of new ones, except that a letter with an accent is another letter here. A
thousand texts at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again and writes only what it has not written yet.
"""

from django.db import migrations, transaction

REASON = "Links lead to the right place where an article has the words of an excerpt more than once."
TEXTS_AT_ONCE = 1000
CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true)
"""
NEXT = "SELECT capture_id FROM sources_capturetext WHERE capture_id > %s ORDER BY capture_id LIMIT %s"
# Its first and its last line, with white space and quotation marks as in sources/excerpts/normalisation.py.
WHITE_SPACE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
MARKS = "“”„‟‘’‚‛ʼ", '""""' + 5 * "''"
FOLDED = f"lower(translate(regexp_replace({{}}, '[{WHITE_SPACE}]+', ' ', 'g'), '{MARKS[0]}', '{MARKS[1]}'))"
FILL_TEMPLATE = r"""
UPDATE claims_citation c SET recurs = true
FROM (SELECT capture_id, {folded_text} AS text FROM sources_capturetext WHERE capture_id = ANY (%s)) t
WHERE c.capture_id = t.capture_id AND NOT c.recurs AND EXISTS (
    SELECT FROM regexp_matches(btrim(c.excerpt, E' \n\r\t'), '^[^\n\r]+|[^\n\r]+$', 'g') found
    CROSS JOIN LATERAL (SELECT {folded_line} AS words) line
    WHERE strpos(substr(t.text, strpos(t.text, line.words) + 1), line.words) > 0)
"""
FILL = FILL_TEMPLATE.format(folded_text=FOLDED.format("text"), folded_line=FOLDED.format("btrim(found[1])"))


def fill(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while ids := read_ids(connection, last):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(CONTEXT, [REASON])
            cursor.execute(FILL, [ids])
        last = ids[-1]


def read_ids(connection, last: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [last, TEXTS_AT_ONCE])
        return [pk for (pk,) in cursor.fetchall()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0043_words_that_recur"), ("sources", "0011_ids_never_change")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
