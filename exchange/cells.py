"""Cells of tables, so that no spreadsheet takes one for a formula.

A cell that begins with one of = + - @, a tab or a carriage return, also after apostrophes, gets an apostrophe
in front; to read it, that one is taken off again. So every text comes back exactly as it was.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard_cell(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def unguard_cell(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
