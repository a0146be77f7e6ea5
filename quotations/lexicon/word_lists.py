"""Readers for word lists that are written as running text."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list separated by white space."""
    return frozenset(words.split())


def word_forms(lines: str) -> dict[str, str]:
    """Map each form to the first one: "say says said saying, ..." gives four entries."""
    forms: dict[str, str] = {}
    for line in lines.split(","):
        first, *others = line.split()
        forms |= dict.fromkeys((first, *others), first)
    return forms
