"""Add coverage: turn a new article into statements with verified citations.

An editor's work on one article is a `Coverage`. `drafts.py` begins it and stores it half done,
`intake.py` puts the article on the record, `suggest/` proposes rows, `hints.py` says what the record
holds for each, and `save/` records them all at once. This package checks what may be written; who may
use it is decided by the pages in `editorial.coverage`.
"""
