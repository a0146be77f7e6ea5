"""Word lists, written as running text."""


def word_set(words: str) -> frozenset[str]:
    """The words of a list that white space separates."""
    return frozenset(words.split())


def word_forms(lines: str) -> dict[str, str]:
    """From each printed form to its first form: "say says said saying, ..." gives four entries."""
    forms = {}
    for line in lines.split(","):
        first, *others = line.split()
        forms |= dict.fromkeys((first, *others), first)
    return forms
