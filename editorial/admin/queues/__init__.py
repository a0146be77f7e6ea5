"""The admin of what waits: reviews, offers, proposals, duplicates, reports."""
