"""Add coverage: a new article becomes verified, attributed statements.

An editor's work on one article is a `Coverage`: begun, brought in, its rows corrected and kept, and
saved all at once. This is what a page does; it checks what may be written, not who may use it.
"""
