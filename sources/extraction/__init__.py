"""Extraction of an article from a page, a file or a pasted text.

Start with `article`.
"""
