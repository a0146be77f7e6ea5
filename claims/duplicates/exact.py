"""Which propositions are the same, word for word, and whether one is on the record."""

import unicodedata
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery

from claims.models import Claim, State

FINAL_PUNCTUATION = ".!?…;:,"


def normalise_proposition(text: str) -> str:
    """`text` as compared: neither case nor spacing nor final punctuation makes a proposition another."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(f"{FINAL_PUNCTUATION} ")


def find_recorded_claims(texts: Iterable[str]) -> dict[str, Claim]:
    """For each of `texts` the oldest claim, not retracted, that says the same; by `bare` text.

    One query for all, through the index of the search; a text without any word that the search
    knows is not looked for.
    """
    wanted = {normalise_proposition(text) for text in texts} - {""}
    if not wanted:
        return {}
    phrases = (SearchQuery(one, config="english_unaccent", search_type="phrase") for one in sorted(wanted))
    holding = Claim.objects.exclude(state=State.RETRACTED).filter(search=reduce(or_, phrases))
    found: dict[str, Claim] = {}
    for claim in holding.defer("search").order_by("pk"):
        if normalise_proposition(claim.text) in wanted:
            found.setdefault(normalise_proposition(claim.text), claim)
    return found
