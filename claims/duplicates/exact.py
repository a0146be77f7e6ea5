"""Propositions that are the same word for word, and whether one is on the record."""

import unicodedata
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery

from claims.models import Claim, State

FINAL_PUNCTUATION = ".!?…;:,"


def normalise_proposition(text: str) -> str:
    """Remove differences of case, spacing and final punctuation from a proposition."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(f"{FINAL_PUNCTUATION} ")


def find_recorded_claims(texts: Iterable[str]) -> dict[str, Claim]:
    """Map each normalised text to the oldest claim, not retracted, that says the same.

    Goes through the index of the search; a text without any word that the search knows is not looked for.
    Queries: 1 for all texts.
    """
    propositions = {normalise_proposition(text) for text in texts} - {""}
    if not propositions:
        return {}
    phrases = (
        SearchQuery(text, config="english_unaccent", search_type="phrase") for text in sorted(propositions)
    )
    candidates = Claim.objects.exclude(state=State.RETRACTED).filter(search=reduce(or_, phrases))
    claims: dict[str, Claim] = {}
    for claim in candidates.defer("search").order_by("pk"):
        proposition = normalise_proposition(claim.text)
        if proposition in propositions:
            claims.setdefault(proposition, claim)
    return claims
