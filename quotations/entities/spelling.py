"""Names that differ by a slip or by how they are brought into our letters."""

_LONG = 8


def nearly_same(word: str, other: str) -> bool:
    """True if one or, in long words, two letters are wrong, missing or too many."""
    return word != other and _distance_within(word, other, 2 if min(len(word), len(other)) >= _LONG else 1)


def same_given_name(name: str, other: str) -> bool:
    """True for one name in two spellings: "Sergei" and "Sergey", "J." and "John", "Rob" and "Robert"."""
    a, b = sorted((name.lower().rstrip("."), other.lower().rstrip(".")), key=len)
    if a == b or (len(a) == 1 and b.startswith(a)):
        return True
    if len(a) >= 3 and b.startswith(a):
        return True
    return len(a) >= 5 and a[:3] == b[:3] and a[-1] in "iy" and b[-1] in "iy" and _distance_within(a, b, 2)


def _distance_within(a: str, b: str, most: int) -> bool:
    """True if at most `most` insertions, deletions and replacements make `a` into `b`."""
    if abs(len(a) - len(b)) > most:
        return False
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1] <= most
