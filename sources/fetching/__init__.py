"""Fetching of pages from other sites: the only way out, with its limits.

Start with `fetch.fetch`.
"""
