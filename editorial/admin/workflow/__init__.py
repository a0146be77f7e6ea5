"""Workflows of a row besides editing: review, publish, merge, correct.

Each module holds a workflow that a ModelAdmin lists; see `editorial.admin.base.workflow` for what it may
say.
"""
