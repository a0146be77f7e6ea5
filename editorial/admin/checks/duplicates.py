"""Duplicates: the same proposition, the same name."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils.html import format_html, format_html_join

from claims.duplicates.exact import normalise_proposition
from claims.models import Alias, Claim, Claimant, State
from editorial.admin.base import link_row

MAX_NAMED = 5


def find_duplicate(text: str, *, exclude: int | None) -> Claim | None:
    """Find a claim other than `exclude`, not retracted, that says the same.

    Only the few claims in which the full-text search finds the phrase are compared. So a proposition
    without any word that the search knows ("It is so.") is not found.
    """
    words = normalise_proposition(text)
    phrase = SearchQuery(words, config="english_unaccent", search_type="phrase")
    matches = Claim.objects.exclude(state=State.RETRACTED).filter(search=phrase)
    if exclude is not None:
        matches = matches.exclude(pk=exclude)
    for pk, other in matches.order_by("pk").values_list("pk", "text"):
        if normalise_proposition(other) == words:
            return Claim(pk=pk, text=other)
    return None


def describe_duplicate(claim: Claim) -> str:
    words = "This claim is already on the record: {}; add a statement to it instead."
    return format_html(words, link_row(claim))


def warn_about_namesakes(claimant: Claimant) -> str | None:
    """Return a warning that links others of this name; None if there are none."""
    return _warn(
        "Saved, but this name stands for somebody else too: {}. If it is the same one, use that one.",
        Q(name__iexact=claimant.name) | Q(aliases__name__iexact=claimant.name),
        claimant,
    )


def warn_about_alias(alias: Alias) -> str | None:
    """Return a warning that links others whose name this alias is; None if there are none.

    An alias that two share ("the president") is nothing to warn about.
    """
    return _warn(
        "Saved, but this alias is the name of somebody else: {}. An article that prints it is offered both. "
        "Remove it unless articles really call both so.",
        Q(name__iexact=alias.name),
        alias.claimant,
    )


def _warn(words: str, condition: Q, claimant: Claimant) -> str | None:
    others = Claimant.objects.exclude(pk=claimant.pk).filter(condition).distinct().order_by("name", "pk")
    namesakes = list(others[:MAX_NAMED])
    if not namesakes:
        return None
    links = format_html_join(
        ", ",
        "{} ({})",
        ((link_row(other), other.role or other.get_kind_display()) for other in namesakes),
    )
    return format_html(words, links)
