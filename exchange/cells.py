"""Cells of tables, so that no spreadsheet takes one for a formula.

A cell that begins with one of = + - @, also as wide as a Chinese character, with a tab or with a line end,
also after apostrophes, gets an apostrophe in front; to read it, that one is taken off again. So every text
comes back exactly as it was.
"""

import re

FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""The wide ones are taken for the plain ones by spreadsheets in Chinese and Japanese. RE2 reads it, too."""


def guard_cell(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def unguard_cell(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
