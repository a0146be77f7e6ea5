from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Sum

from claims.search.facet_codes import BITS, KINDS
from claims.search.querysets import (
    INDEXED,
    PROMINENCE,
    PROPOSITION,
    PROPOSITION_AND_NAMES,
    ClaimSearchQuerySet,
    WordsIn,
)

from .claim import Claim

IDS_PER_PART = 50_000
"""Ids in one part of the sitemap: as many addresses as a sitemap may hold."""


class ClaimSearch(models.Model):
    """The search data of a claim that readers see; no row for any other claim.

    Written by PostgreSQL alone, at the end of each transaction, from the claim's latest version and
    its claimants' aliases (claims/migrations/0017_search.py). Holds nothing that is not elsewhere.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="search_entry")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="When readers last saw it change.")
    contested = models.IntegerField(
        help_text="0 unless disputed: each party that denies or questions it counts once, and once more "
        "for each party that affirms it."
    )
    covered = models.IntegerField(
        help_text="How many outlets are cited; several with one text or agency count once."
    )
    words = SearchVectorField(
        help_text="A: proposition. B: context. C: who takes positions, by every name. D: excerpts."
    )
    facets = ArrayField(models.BigIntegerField(), help_text="Each facet of the claim, as one number.")

    objects = ClaimSearchQuerySet.as_manager()

    class Meta:
        indexes = [
            # The search: by words and facets, in any combination.
            GinIndex(fields=["words", "facets"], name="search_words_and_facets"),
            # The best matches for a common word: by its proposition, and by the names as well.
            GinIndex(WordsIn(PROPOSITION), name="search_proposition"),
            GinIndex(WordsIn(PROPOSITION_AND_NAMES), name="search_proposition_and_names"),
            # The list of claims as it opens, and the front page: disputed first, then most covered. Also the
            # order of what matches a search equally well.
            models.Index(fields=PROMINENCE, name="search_most_prominent"),
            models.Index(
                fields=PROMINENCE,
                name="search_prominent_and_verified",
                condition=models.Q(facets__contains=[INDEXED]),
            ),
            # The list of claims in its other orders, read backward: where new rows come first, PostgreSQL
            # leaves half of each page of an index empty.
            models.Index(fields=["published_at", "claim"], name="search_newest"),
            models.Index(fields=["changed_at", "claim"], name="search_last_changed"),
            models.Index(fields=["covered", "claim"], name="search_most_covered"),
            # The index of the sitemap: when a claim of each part last changed.
            models.Index(models.F("claim") / IDS_PER_PART, "changed_at", name="search_changed_in_part"),
        ]

    def __str__(self) -> str:
        return str(self.claim)


class FacetCountQuerySet(models.QuerySet["FacetCount"]):
    def rank_values(self, kind: str) -> models.QuerySet[Any, Any]:
        """Return (code, number) of each value that a claim has, those with most claims first.

        The number of values decides what this costs, not that of claims.
        """
        above = KINDS.index(kind) + 1
        codes = self.filter(code__gte=above << BITS, code__lt=above + 1 << BITS).values("code")
        ranked = codes.annotate(number=Sum("change")).filter(number__gt=0)
        return ranked.order_by("-number", "-code").values_list("code", "number", named=True)


class FacetCount(models.Model):
    """A change in the number of claims that readers see with this facet.

    The sum over all rows of one code is its number of claims; see claims/migrations/0017_search.py.
    """

    code = models.BigIntegerField(help_text="The facet, as one number.")
    change = models.IntegerField()

    objects = FacetCountQuerySet.as_manager()

    class Meta:
        indexes = [
            # Topics and parties by the number of their claims; adding up the rows of a code when many have
            # gathered.
            models.Index(fields=["code"], name="facet_count_code")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.change:+}"


class CommonWords(models.Model):
    """A version of the list of words that more than one claim in a hundred has.

    Made by claims/search/common_words.py; searches for phrases use the newest one that is activated.
    """

    words = ArrayField(models.TextField())
    activated_at = models.DateTimeField(
        null=True, help_text="When all claims had their pairs of these words."
    )

    def __str__(self) -> str:
        return f"{len(self.words):,} words"


class WordPairs(models.Model):
    """The pairs of common words that stand side by side in the texts of a claim.

    Written by PostgreSQL alone, with the claim's row in the search (claims/migrations/0024_phrases.py). Not
    part of that row: only phrases need it.
    """

    claim = models.OneToOneField(
        ClaimSearch, models.PROTECT, primary_key=True, related_name="word_pairs", db_constraint=False
    )
    version = models.BigIntegerField(help_text="The newest CommonWords when it was made.")
    pairs = ArrayField(models.IntegerField(), help_text="Each pair of neighbouring words as one number.")

    class Meta:
        indexes = [
            # The search for a phrase of common words.
            GinIndex(fields=["pairs"], name="word_pairs_of_phrase")
        ]

    def __str__(self) -> str:
        return f"{len(self.pairs):,} pairs"
