"""Errors of extraction: a code for programs, a sentence for editors."""

ADVICE = "Open it in your browser, copy the article's text and paste it instead."


class ExtractionError(Exception):
    """A page, file or text without a readable article.

    `str()` gives the sentence for editors.
    """

    is_expected = True

    def __init__(self, reason: str, sentence: str):
        super().__init__(sentence)
        self.reason = reason
        """One of: empty, paywall, too_big, too_intricate, wrong_type, undecodable, consent, bot_check,
        needs_script, no_such_page, front_page, sends_on, another_text, failed."""
        self.sentence = sentence
        self.summary = sentence.removesuffix(ADVICE).removesuffix("or: ").strip()
        """The sentence without the advice to paste."""
