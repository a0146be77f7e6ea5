"""What the quotation finder reads in a text, as short tuples that tests can compare."""

from quotations.finder import find_quotations


def quotes(text: str, aliases=()) -> list[tuple[str, str | None]]:
    """(text, speaker) of each direct quotation."""
    return [(found.text, found.speaker) for found in find_quotations(text, aliases) if found.kind == "quote"]


def paraphrases(text: str, aliases=()) -> list[tuple[str, str | None]]:
    """(text, speaker) of each paraphrase."""
    return [
        (found.text, found.speaker) for found in find_quotations(text, aliases) if found.kind == "paraphrase"
    ]


def speakers(text: str, aliases=()) -> list[str | None]:
    """The speaker of each direct quotation."""
    return [speaker for _, speaker in quotes(text, aliases)]
