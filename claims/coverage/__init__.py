"""Add coverage: turn a new article into statements with verified citations.

An editor's work on one article is a `Coverage`. `drafts.py` begins it and stores it half done,
`intake.py` puts the article on the record, `suggest/` proposes rows, `hints.py` says what the record
holds for each, and `save/` records them all at once. This package checks what may be written; its users,
the pages in `editorial.coverage` and the API, ask `permissions.py` who may use it.
"""
