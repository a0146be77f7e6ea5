"""What rests on one outlet, and what on one agency or text, are told apart.

claims_standings
    outlet_id    again the one outlet whose articles hold all the evidence through which the statement counts
    origin_id    the one origin of this evidence (0062_agency_copy)
    is_credited  whether any of it is only credited to its origin, in place of is_copied: different articles may
                 credit one agency, and only `text_from` says that they have one text
claims_positions
    Tells of the origin what it tells of the outlet.

The type of a function cannot be altered, so these are dropped and made again, in one transaction.
"""

from importlib import import_module

from django.db import migrations

COPIES = import_module("claims.migrations.0062_agency_copy")

STANDINGS_CHANGES = {
    "outlet_id bigint, is_copied boolean\n": "outlet_id bigint, origin_id bigint, is_credited boolean\n",
    "CASE WHEN min(e.origin)": """
           CASE WHEN min(a.outlet_id) FILTER (WHERE e.first_hand)
                     = max(a.outlet_id) FILTER (WHERE e.first_hand)
                THEN min(a.outlet_id) FILTER (WHERE e.first_hand) END AS outlet_id,
           CASE WHEN min(e.origin)""".lstrip(),
    "THEN min(e.origin) FILTER (WHERE e.first_hand) END AS outlet_id": (
        "THEN min(e.origin) FILTER (WHERE e.first_hand) END AS origin_id"
    ),
    "COALESCE(bool_or(e.origin <> a.outlet_id) FILTER (WHERE e.first_hand), false) AS is_copied": """
           COALESCE(bool_or(e.origin <> COALESCE(a.text_from_id, a.outlet_id)) FILTER (WHERE e.first_hand),
                    false) AS is_credited""".lstrip(),
    "d.outlet_id, d.is_copied\n": "d.outlet_id, d.origin_id, d.is_credited\n",
}
POSITIONS_BEFORE = COPIES.change(COPIES.POSITIONS_BEFORE, COPIES.POSITIONS_CHANGES)
POSITIONS_CHANGES = {
    "funding varchar, is_copied boolean, text": """
    funding varchar, origin_id bigint, origin varchar, origin_funding varchar, is_credited boolean, text""".lstrip(),
    "o.funding, s.is_copied, c.text": "o.funding, r.id, r.name, r.funding, s.is_credited, c.text",
    "LEFT JOIN sources_outlet o ON o.id = s.outlet_id": (
        "LEFT JOIN sources_outlet o ON o.id = s.outlet_id\nLEFT JOIN sources_outlet r ON r.id = s.origin_id"
    ),
}
STANDINGS = COPIES.change(COPIES.STANDINGS, STANDINGS_CHANGES)
DROP_STANDINGS, DROP_POSITIONS = COPIES.DROP_STANDINGS, COPIES.DROP_POSITIONS


class Migration(migrations.Migration):
    dependencies = [("claims", "0067_names_in_languages")]
    operations = [
        migrations.RunSQL(
            DROP_STANDINGS + STANDINGS,
            DROP_STANDINGS + COPIES.STANDINGS,
        ),
        migrations.RunSQL(
            DROP_POSITIONS + COPIES.change(POSITIONS_BEFORE, POSITIONS_CHANGES),
            DROP_POSITIONS + POSITIONS_BEFORE,
        ),
    ]
