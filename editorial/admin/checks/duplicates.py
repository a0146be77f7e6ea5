"""What may be on the record already: the same proposition, the same name."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils.html import format_html, format_html_join

from claims.duplicates.exact import normalise_proposition
from claims.models import Claim, Claimant, State
from editorial.admin.base import change_url

MOST_NAMED = 5


def same_proposition(text: str, *, besides: int | None) -> Claim | None:
    """A claim other than `besides`, not retracted, that says the same. A proposition without any
    word that the search knows ("It is so.") is not looked for.

    The search finds the few claims that hold the phrase; comparing with all would read them all.
    """
    wanted = normalise_proposition(text)
    phrase = SearchQuery(wanted, config="english_unaccent", search_type="phrase")
    holding = Claim.objects.exclude(state=State.RETRACTED).exclude(pk=besides).filter(search=phrase)
    for pk, other in holding.order_by("pk").values_list("pk", "text"):
        if normalise_proposition(other) == wanted:
            return Claim(pk=pk, text=other)
    return None


def on_record_already(claim: Claim) -> str:
    link = format_html('<a href="{}" dir="auto">{}</a>', change_url(claim), claim)
    return format_html("This claim is already on the record: {}; add a statement to it instead.", link)


def of_the_same_name(claimant: Claimant) -> str | None:
    """A warning that names and links others of this name; None where there are none."""
    same = Q(name__iexact=claimant.name) | Q(aliases__name__iexact=claimant.name)
    others = Claimant.objects.exclude(pk=claimant.pk).filter(same).distinct().order_by("name", "pk")
    found = list(others[:MOST_NAMED])
    if not found:
        return None
    links = format_html_join(
        ", ",
        '<a href="{}" dir="auto">{}</a> ({})',
        ((change_url(one), one, one.role or one.get_kind_display()) for one in found),
    )
    return format_html(
        "Saved, but this name stands for somebody else too: {}. If it is the same one, use that one.", links
    )
