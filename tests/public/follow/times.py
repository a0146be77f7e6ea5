import datetime

THURSDAY = datetime.datetime(2026, 3, 5, 12, 0, tzinfo=datetime.UTC)
NOON = datetime.datetime(2026, 3, 6, 12, 20, tzinfo=datetime.UTC)
"""A Friday."""
