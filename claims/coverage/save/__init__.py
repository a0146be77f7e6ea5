"""Saving an article: every row is read, checked and written in one transaction."""
