"""What a file is, and how it is to be read."""

from pathlib import Path

from claims.models import ImportFormat

from ..days import ORDERS, is_year_last, list_orders
from ..mapping import ColumnMapping, FileReading
from ..problems import RowRefused, Unclear, list_names
from .claim_review import ClaimReviewSource
from .files import AT_ONCE, SourceFile, examine_file
from .json_items import BLANK
from .json_source import JsonSource
from .records import Record, Source
from .table_source import open_table


def open_source(path: Path, mapping: FileReading) -> Source:
    """Find out how a file is to be read: JSON by its first character, else a table.

    Raises Unclear if that is not certain, or if it has not the columns of the mapping.
    """
    file = examine_file(path, mapping.encoding)
    form = mapping.format or _find_json_form(file)
    if not form:
        return open_table(file, mapping)
    source = ClaimReviewSource(file) if form == ImportFormat.CLAIM_REVIEW else JsonSource(file, form)
    source.survey(mapping.source_columns)
    proposition = mapping.needed_column
    if not source.columns or (proposition and proposition not in source.columns):
        there = f" There are: {list_names(source.columns)}." if source.columns else ""
        why = f" What cannot be read begins with: {source.first_problem}." if source.first_problem else ""
        raise Unclear(
            f"No item of {path} that can be read has {proposition or 'anything in it'}.{there}{why}"
        )
    return source


def settle_date_order(source: Source, mapping: ColumnMapping) -> tuple[str, str]:
    """Find the one order of day and month in which all dates can be read, and say how it is known.

    Raises Unclear if both fit everywhere. Empty without such dates.
    """
    if mapping.date_format:
        return mapping.date_format, "as you say"
    possible, deciding, seen = set(ORDERS), "", ""
    for record in source.read() if mapping.day_columns else ():
        for value in _list_days(source, record, mapping.day_columns):
            seen = seen or value.strip()
            fitting = possible.intersection(list_orders(value))
            if fitting and len(fitting) < len(possible):
                possible, deciding = fitting, f"{value.strip()} in {source.unit} {record.line:,}"
    if not seen:
        return "", ""
    if len(possible) > 1:
        ways = "".join(f"\n  --date-format {order}: {example}" for order, example in ORDERS.items())
        raise Unclear(
            f"Dates such as {seen} can be read in two ways, and both fit everywhere. Say which.{ways}"
        )
    return possible.pop(), deciding


def _list_days(source: Source, record: Record, columns: list[str]) -> list[str]:
    """List the dates of a record that have the year last."""
    if record.problem:
        return []
    try:
        values = [source.find(record.values, column) for column in columns]
    except RowRefused:
        return []
    return [value for value in values if isinstance(value, str) and is_year_last(value)]


def _find_json_form(file: SourceFile) -> str:
    """Tell JSON Lines from a list, by how the text begins; empty for what is no JSON."""
    with file.open_text() as text:
        head = text.readline(AT_ONCE)
        while head and not head.strip(BLANK):
            head = text.readline(AT_ONCE)
    begin = head.lstrip(BLANK)[:1]
    if begin == "[":
        return ImportFormat.JSON_LIST
    return ImportFormat.JSON_LINES if begin == "{" else ""
