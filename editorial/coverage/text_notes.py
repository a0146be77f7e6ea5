"""What an editor has to know of a text before looking at its rows."""

from quotations.paragraphs import is_transcript
from sources.extraction.language import describe_language, identify_language

NOTHING_FOUND = (
    "No quotation and no report of what somebody said was found in this text. If there is one, select its "
    "words in the text and press Enter, or add a row with pasted words."
)
NO_MARKS = (
    "This text is in {}, and no words in it stand between quotation marks. Select the words of each position "
    "in the text and press Enter, then say whose they are."
)
ANOTHER_LANGUAGE = (
    "This text is in {}. Words between quotation marks are proposed; who says them, and on which claim, is "
    "left open: say so in each row."
)
TRANSCRIPT = (
    "This is a transcript: each sentence that seems to take a position is a row, and a “no” is a row on what "
    "was asked. Look whether they carry it, and drop what is talk."
)


def describe_text(text: str, *, has_rows: bool) -> str:
    """Say in one or two sentences what is unusual about a text and what to do; empty for most."""
    language = identify_language(text)
    if language not in ("", "en"):
        return (ANOTHER_LANGUAGE if has_rows else NO_MARKS).format(describe_language(language))
    if not has_rows:
        return NOTHING_FOUND
    return TRANSCRIPT if is_transcript(text) else ""
