"""What people do with a row besides editing it: review, publish, merge, correct.

Each module holds a workflow that a ModelAdmin lists; see `editorial.admin.base.workflow` for what it may
say.
"""
