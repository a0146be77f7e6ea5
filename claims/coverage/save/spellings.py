"""Spellings of claimants that an article prints and the record does not know, offered as aliases."""

import datetime
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from claims.actions.offered_changes import MAY_PUBLISH, offer_changes, withdraw_change
from claims.models import Alias, Claimant, ClaimantKind, Coverage, OfferedChange
from claims.visibility import shown_claimants
from core.errors import Refused, translate_refusals
from quotations.lexicon.body_names import NAME_ENDINGS, is_state_body
from quotations.lexicon.function_words import FUNCTION_WORDS
from quotations.lexicon.offices import HONORIFICS

from .claimants import find_namesakes
from .plan import RowPlan

MAX_LENGTH = 120
SEEN_MEANWHILE = "Readers see this alias by now: only a publisher takes it away."
_WORD = re.compile(r"[^\W_]+")
_NO_PARTS_OF_NAMES = FUNCTION_WORDS | HONORIFICS.keys()
_LIKE_ENOUGH = 0.75
_MIN_WORD = 3


def list_spellings(plans: Iterable[RowPlan]) -> list[dict]:
    """List names as the article prints them that are not on the record, with their claimants.

    An editor may have put somebody else in the place of the printed speaker: only what is like a name of the
    claimant, and nobody else's name, is a spelling of it.
    """
    printed = {
        (plan.claimant.pk, plan.row["speaker"]): plan.claimant
        for plan in plans
        if plan.row["speaker"] and plan.claimant.pk and not plan.claimant.outlet_id
    }
    names = _load_names({claimant.pk for claimant in printed.values()})
    taken = find_namesakes(spelling for _, spelling in printed)
    return [
        {"claimant": pk, "name": claimant.name, "spelling": spelling}
        for (pk, spelling), claimant in printed.items()
        if not taken.get(spelling)
        and len(spelling) <= MAX_LENGTH
        and is_spelling(spelling, names[pk], ClaimantKind(claimant.kind))
    ]


def _load_names(ids: set[int]) -> dict[int, list[str]]:
    names = {pk: [name] for pk, name in Claimant.objects.filter(pk__in=ids).values_list("pk", "name")}
    for pk, alias in Alias.objects.filter(claimant__in=ids).values_list("claimant", "name"):
        names[pk].append(alias)
    return names


def is_spelling(printed: str, names: Iterable[str], kind: ClaimantKind) -> bool:
    """Tell whether a printed name may be another spelling of a claimant with these names.

    Each of its words is like one of the name: "Adda Brooke", "A. Brook" and "Brook" for Ada Brook, "OFC" for
    the Organisation of Ferry Crews. Of people, a longer name may be one as well, but no name of a body.
    """
    words = _split_name(printed)
    is_person = kind == ClaimantKind.PERSON
    if is_person and words and (words[-1].lower() in NAME_ENDINGS or is_state_body(printed)):
        return False
    return any(
        _is_part(words, others) or (_is_part(others, words) if is_person else _is_acronym(printed, name))
        for name in names
        if (others := _split_name(name))
    )


def _split_name(name: str) -> list[str]:
    return [word for word in _WORD.findall(name) if word.lower() not in _NO_PARTS_OF_NAMES]


def _is_part(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether each of the words is like one of the others; initials alone are not enough."""
    pairs = [[(word.casefold(), other.casefold()) for other in others] for word in words]
    return all(any(_is_like(*pair) for pair in several) for several in pairs) and any(
        min(map(len, pair)) >= _MIN_WORD and _is_like(*pair) for several in pairs for pair in several
    )


def _is_like(word: str, other: str) -> bool:
    if 1 in (len(word), len(other)):
        return word[0] == other[0]
    return SequenceMatcher(None, word, other).ratio() >= _LIKE_ENOUGH


def _is_acronym(short: str, name: str) -> bool:
    """Recognise "OFC" and "O.F.C." of "Organisation of Ferry Crews", either way round."""
    first, second = ("".join(_WORD.findall(text)) for text in (short, name))
    return (len(first) > 1 and first == _read_initials(name)) or (
        len(second) > 1 and second == _read_initials(short)
    )


def _read_initials(name: str) -> str:
    return "".join(word[0] for word in _WORD.findall(name) if word[0].isupper())


def add_spelling(*, coverage: Coverage, number: int, by, now: datetime.datetime) -> bool:
    """Add a spelling that a finished work offers, by its number in the summary, to the aliases.

    Where readers meet the claimant, it is offered to a publisher, unless `by` is one. Returns whether it is
    an alias now. Raises Refused if it cannot be one.
    """
    spelling = coverage.summary["spellings"][number]
    alias = Alias(claimant_id=spelling["claimant"], name=" ".join(spelling["spelling"].split()))
    with translate_refusals():
        if _is_for_publishers(alias, by):
            alias.full_clean()
            [offer] = offer_changes(rows=[(None, alias)], reason="As an article prints it.", by=by, now=now)
            spelling["offer"] = offer.pk
        else:
            stored, is_new = Alias.objects.get_or_create(claimant_id=alias.claimant_id, name=alias.name)
            if is_new:
                spelling["alias"] = stored.pk
        coverage.save(update_fields=["summary"])
    return "offer" not in spelling


def remove_spelling(*, coverage: Coverage, number: int, by, now: datetime.datetime) -> None:
    """Take back what `add_spelling` added or offered. Raises Refused if it cannot be."""
    spelling = coverage.summary["spellings"][number]
    with translate_refusals():
        if offer := OfferedChange.objects.filter(pk=spelling.pop("offer", None)).first():
            withdraw_change(offered=offer, by=by, now=now)
        if alias := Alias.objects.filter(pk=spelling.pop("alias", None)).first():
            if _is_for_publishers(alias, by):
                raise Refused(SEEN_MEANWHILE)
            alias.delete()
        coverage.save(update_fields=["summary"])


def _is_for_publishers(alias: Alias, by) -> bool:
    """Whether readers would see that this comes or goes, and `by` is no publisher."""
    return not by.has_perm(MAY_PUBLISH) and shown_claimants().filter(pk=alias.claimant_id).exists()
