"""Fetching a page from outside: the only door out, and its limits."""
