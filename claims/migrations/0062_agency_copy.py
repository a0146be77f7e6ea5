"""Several outlets with one text, such as that of an agency, are one report of it.

The origin of a citation is the agency that the outlet credits, else the outlet whose text the article has
(sources: article.text_from), else the article's outlet.

claims_standings
    outlet_id    the one origin of all the evidence through which the statement counts, where before it was the
                 one outlet
    is_copied    whether any of this evidence comes from elsewhere than the article's own outlet
claims_positions
    Tells is_copied behind who owns or funds the outlet.
claims_reporting
    Of a claim also the articles in which all that is cited for it is credited to an agency, each with that
    agency; of an article also the outlet whose text it has.
claims_documents
    The article of a citation also has text_from, where its text is from elsewhere. Other documents are as they
    were.
claims_touched
    An outlet with a new name: also the claims that cite its text elsewhere.

The type of a function cannot be altered, so these are dropped and made again, in one transaction.
"""

from importlib import import_module

from django.db import migrations

BASIS = import_module("claims.migrations.0048_what_a_status_rests_on")
NAMES = import_module("claims.migrations.0061_names_of_the_day")
VERSIONS = import_module("claims.migrations.0009_versions")
SOURCES = import_module("claims.migrations.0051_changed_sources")
OUTLET = import_module("claims.migrations._0027_documents").OUTLET

STANDINGS_BEFORE = import_module("claims.migrations.0059_mouthpiece_rule").STANDINGS
STANDINGS_CHANGES = {
    "standing text, outlet_id bigint\n": "standing text, outlet_id bigint, is_copied boolean\n",
    """CASE WHEN min(a.outlet_id) FILTER (WHERE e.first_hand)
                     = max(a.outlet_id) FILTER (WHERE e.first_hand)
                THEN min(a.outlet_id) FILTER (WHERE e.first_hand) END AS outlet_id""": """
           CASE WHEN min(e.origin) FILTER (WHERE e.first_hand) = max(e.origin) FILTER (WHERE e.first_hand)
                THEN min(e.origin) FILTER (WHERE e.first_hand) END AS outlet_id,
           COALESCE(bool_or(e.origin <> a.outlet_id) FILTER (WHERE e.first_hand), false) AS is_copied""".lstrip(),
    "AS first_hand\n    ) e": """AS first_hand,
               COALESCE(c.via_id, a.text_from_id, a.outlet_id) AS origin
    ) e""",
    "END, d.outlet_id\nFROM dated d": "END, d.outlet_id, d.is_copied\nFROM dated d",
}
POSITIONS_BEFORE = NAMES.name_by_day("positions")
POSITIONS_CHANGES = {
    "funding varchar, text": "funding varchar, is_copied boolean, text",
    "o.funding, c.text": "o.funding, s.is_copied, c.text",
}
DOCUMENTS_BEFORE = NAMES.name_by_day("documents")
DOCUMENTS_CHANGES = {
    "'article', CASE WHEN COALESCE(a.corrected_on": "'article', (CASE WHEN COALESCE(a.corrected_on",
    "'retracted_on', a.retracted_on) END": f"""'retracted_on', a.retracted_on) END)::jsonb
                        || CASE WHEN t.id IS NULL THEN '{{}}'
                                ELSE jsonb_build_object('text_from', {OUTLET.format("t")}) END""",
    "JOIN sources_outlet o ON o.id = a.outlet_id\n": """JOIN sources_outlet o ON o.id = a.outlet_id
                LEFT JOIN sources_outlet t ON t.id = a.text_from_id
""",
}
TOUCHED_CHANGES = {"WHERE outlet_id = ANY (note.ids));": "WHERE outlet_id = ANY (note.ids) OR text_from_id = ANY (note.ids));"}
REPORTING_BEFORE = NAMES.name_by_day("reporting")
REPORTING_CHANGES = {
    "s.said_on, e.article_id\n": "s.said_on, e.article_id, e.via_id\n",
    "SELECT a.id, a.outlet_id, a.published_on, a.read": (
        "SELECT a.id, a.outlet_id, a.text_from_id, a.published_on, a.read"
    ),
    "json_build_array(id, status, articles)": "json_build_array(id, status, articles, credits)",
    """array_remove(array_agg(DISTINCT CASE
                         WHEN p_outlets IS NULL OR article_id IN (SELECT a.id FROM articles a) THEN article_id
                     END), NULL) AS articles
                     FROM evidence GROUP BY 1, 2, 3) c)""": """array_remove(array_agg(CASE
                         WHEN p_outlets IS NULL OR article_id IN (SELECT a.id FROM articles a) THEN article_id
                     END), NULL) AS articles,
                     json_agg(json_build_array(article_id, via)) FILTER (WHERE via IS NOT NULL) AS credits
                     FROM (SELECT place, id, status, article_id,
                                  CASE WHEN bool_and(via_id IS NOT NULL) THEN min(via_id) END AS via
                           FROM evidence GROUP BY 1, 2, 3, 4) e GROUP BY 1, 2, 3) c)""",
    "json_build_array(id, outlet_id, published_on, is_read)": (
        "json_build_array(id, outlet_id, published_on, is_read, text_from_id)"
    ),
}
COLUMNS = f"{SOURCES.COLUMNS}, corrected_on, retracted_on"
DROP_STANDINGS, DROP_POSITIONS = BASIS.DROP, BASIS.DROP_POSITIONS


def change(function: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        before, after = function.split(old)
        function = before + new + after
    return function


STANDINGS = change(STANDINGS_BEFORE, STANDINGS_CHANGES)


class Migration(migrations.Migration):
    dependencies = [("claims", "0061_names_of_the_day"), ("sources", "0013_text_from")]
    operations = [
        migrations.RunSQL(
            DROP_STANDINGS + STANDINGS, DROP_STANDINGS + STANDINGS_BEFORE
        ),
        migrations.RunSQL(
            DROP_POSITIONS + change(POSITIONS_BEFORE, POSITIONS_CHANGES), DROP_POSITIONS + POSITIONS_BEFORE
        ),
        migrations.RunSQL(change(DOCUMENTS_BEFORE, DOCUMENTS_CHANGES), DOCUMENTS_BEFORE),
        migrations.RunSQL(change(REPORTING_BEFORE, REPORTING_CHANGES), REPORTING_BEFORE),
        migrations.RunSQL(
            SOURCES.replace_function(change(VERSIONS.TOUCHED, TOUCHED_CHANGES)),
            SOURCES.replace_function(VERSIONS.TOUCHED),
        ),
        migrations.RunSQL(
            SOURCES.note_articles(f"{COLUMNS}, text_from_id"), SOURCES.note_articles(COLUMNS)
        ),
    ]
