"""Names of the record in Unicode NFC, with single spaces and without invisible characters.

As core/names.py writes new ones. A thousand rows at a time, each thousand in a transaction of its own: a site goes on
meanwhile, and what readers see of it has a new version with the reason. Interrupted, it begins again and writes only
what it has not written yet. It says how many names it altered, and which it could not: those that are then the same
as another's where each may be there once, that hold nothing visible, or that are longer in NFC than their column.
What somebody else wrote meanwhile stays as they wrote it, which is in this spelling.
"""

import re
import unicodedata

from django.db import DataError, IntegrityError, migrations, transaction

REASON = "Names are stored without invisible characters and doubled spaces."
ROWS_AT_ONCE = 1000
NAMES = {
    "sources_outlet": ("name", "country", "funding"),
    "sources_article": ("byline",),
    "claims_topic": ("name",),
    "claims_claimant": ("name", "sentence_name", "role"),
    "claims_alias": ("name", "sentence_name"),
    "claims_affiliation": ("role",),
    "claims_statement": ("capacity", "place"),
    "claims_citation": ("translated_by",),
    "claims_offeredcitation": ("translated_by",),
    "claims_factcheck": ("reviewer",),
}
CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true)
"""
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    r"\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
)
BLANKS = re.compile(r"[\u2800\u3164\uffa0]")
IDEOGRAPHS = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
NOTHING = re.compile(
    rf"(\U0001f3f4[\U000e0020-\U000e007f]+|(?<=[{IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
    rf"|(?<=[\u1820-\u18aa])[\u180b-\u180f])|[{INVISIBLE}]+"
)
JOINERS = re.compile(r"[\u200c\u200d]+")
JOINING = re.compile(
    r"[\u0600-\u077f\u07c0-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1aaf\u1b00-\u1c4f\u1cd0-\u1cff\ua800-\ua95f"
    r"\ua980-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
PICTURE = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
VIRAMA = 9


def normalise(text: str) -> str:
    while (visible := remove_unseen(text)) != text:
        text = visible
    return text


def keep_joiner(match: re.Match[str]) -> str:
    joiner, before, after = match[0][0], match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if joiner == "\u200d" and before and unicodedata.combining(before) == VIRAMA:
        return joiner
    is_in_word = all(JOINING.match(each) and unicodedata.category(each)[0] in "LM" for each in (before, after))
    is_in_picture = PICTURE.match(before) and PICTURE.match(after)
    return joiner if is_in_word or is_in_picture else ""


def remove_unseen(text: str) -> str:
    visible = NOTHING.sub(r"\1", BLANKS.sub(" ", unicodedata.normalize("NFC", text)))
    joined = JOINERS.sub(keep_joiner, unicodedata.normalize("NFC", visible))
    return unicodedata.normalize("NFC", " ".join(joined.split()))


def normalise_all(apps, schema_editor) -> None:
    connection = schema_editor.connection
    for table, columns in NAMES.items():
        last, altered, left = 0, 0, []
        while rows := fetch(connection, table, columns, last):
            changes = {pk: (old, new) for pk, *old in rows if (new := [normalise(name) for name in old]) != old}
            refused = write(connection, table, columns, changes) if changes else []
            altered, left = altered + len(changes) - len(refused), left + refused
            last = rows[-1][0]
        if altered:
            print(f"\n    {table}: names written anew in {altered} rows.", end="")  # noqa: T201 - for those who migrate
        for pk in left:
            print(f"\n    {table}: the name of row {pk} was left as it is. Merge it, or write it anew.", end="")  # noqa: T201 - for those who migrate


def fetch(connection, table: str, columns: tuple[str, ...], last: int) -> list[tuple]:
    with connection.cursor() as cursor:
        listed = ", ".join(columns)
        query = f"SELECT id, {listed} FROM {table} WHERE id > %s ORDER BY id LIMIT %s"  # noqa: S608 - a table of ours
        cursor.execute(query, [last, ROWS_AT_ONCE])
        return cursor.fetchall()


Changes = dict[int, tuple[list[str], list[str]]]
"""The names of a row before and after, by the row's id."""


def write(connection, table: str, columns: tuple[str, ...], changes: Changes) -> list[int]:
    """Write all changes together or, where the database refuses one, each by itself; return the refused."""
    try:
        update(connection, table, columns, changes)
    except (DataError, IntegrityError):
        refused = []
        for pk, change in changes.items():
            try:
                update(connection, table, columns, {pk: change})
            except (DataError, IntegrityError):
                refused.append(pk)
        return refused
    return []


def update(connection, table: str, columns: tuple[str, ...], changes: Changes) -> None:
    sides = zip(*changes.values(), strict=True)
    values = [[names[place] for names in side] for side in sides for place in range(len(columns))]
    before, after = ([f"{side}_{column}" for column in columns] for side in ("old", "new"))
    arrays = ", ".join("%s::text[]" for _ in values)
    written = ", ".join(f"{column} = n.new_{column}" for column in columns)
    unaltered = " AND ".join(f"t.{column} = n.old_{column}" for column in columns)
    statement = f"""
        UPDATE {table} t SET {written} FROM unnest(%s::bigint[], {arrays}) AS n (id, {", ".join(before + after)})
        WHERE t.id = n.id AND {unaltered}
    """  # noqa: S608 - a table of ours
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(CONTEXT, [REASON])
        cursor.execute(statement, [list(changes), *values])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0076_count_texts_once"), ("sources", "0015_count_words")]
    operations = [migrations.RunPython(normalise_all, migrations.RunPython.noop)]
