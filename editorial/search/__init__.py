"""The search of the whole record, drafts included: its page, and what it finds.

Start at `find`; `admin` has the page.
"""
