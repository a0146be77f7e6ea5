"""The admin of what waits for editors: reviews, offers, proposals, duplicates, reports."""
