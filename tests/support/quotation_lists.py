"""Short lists of quotations and paraphrases, which tests can compare.

The quotation finder makes them from a text.
"""

from collections.abc import Iterable

from quotations.finder import find_quotations

Aliases = Iterable[tuple[str, str]]


def list_quotes(text: str, aliases: Aliases = ()) -> list[tuple[str, str | None]]:
    """Return (text, speaker) of each direct quotation."""
    return _list_kind("quote", text, aliases)


def list_paraphrases(text: str, aliases: Aliases = ()) -> list[tuple[str, str | None]]:
    """Return (text, speaker) of each paraphrase."""
    return _list_kind("paraphrase", text, aliases)


def list_speakers(text: str, aliases: Aliases = ()) -> list[str | None]:
    """Return the speaker of each direct quotation."""
    return [speaker for _, speaker in list_quotes(text, aliases)]


def _list_kind(kind: str, text: str, aliases: Aliases) -> list[tuple[str, str | None]]:
    return [(item.text, item.speaker) for item in find_quotations(text, aliases) if item.kind == kind]
