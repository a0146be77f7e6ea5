"""Finds in the history of citations those of a capture, before it is deleted."""

from django.db import migrations

FORWARD = """
CREATE INDEX CONCURRENTLY citation_event_capture ON claims_citationevent (capture_id) WHERE capture_id IS NOT NULL
"""
BACK = "DROP INDEX CONCURRENTLY citation_event_capture"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0124_cited_captures_stay")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
