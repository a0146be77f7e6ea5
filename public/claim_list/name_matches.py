"""Whose own page the words of a search name: somebody who types a name may want the page and not a list."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Func, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from claims.models import Claimant, ClaimantKind, Topic
from claims.search.query_parser import terms_of
from claims.visibility import outlets_on_record
from public.claimant_names import LAST_LETTER, matches_sql
from sources.models import Outlet

MOST_OFFERED = 3
MOST_WORDS = 12
MATCHES_READ = 20
"""How many claimants are read for each name, each kind of name by itself."""

LONGEST = 4
"""Names of so many words are found in the middle of others."""
LEAST_BEGINNING = 3
"""So many letters are the beginning of a name; fewer must be all of it ("UN")."""

NAMED = """(
SELECT found.id
FROM (SELECT folded, folded || after AS beyond
      FROM (SELECT claims_folded_name(words) AS folded, after
            FROM unnest(%(expressions)s) AS typed (words, after) OFFSET 0) f WHERE folded <> '') q
CROSS JOIN LATERAL ({matches}) found)"""


@dataclass(frozen=True)
class Profile:
    kind: str
    name: str
    address: str


def profiles_named(text: str) -> list[Profile]:
    """The claimants, outlets and topics on record that a search names, in the order in which it does: whose
    name begins with the whole of it, or is among its words. At most MOST_OFFERED. One query, or none."""
    words = [word for term in terms_of(text) if not term.minus for word in term.text.split()]
    if not words:
        return []
    found = _claimants(words).union(
        _by_name("outlet", outlets_on_record(), words),
        _by_name("topic", Topic.objects.on_record(), words),
        all=True,
    )
    typed = " ".join(words).casefold()
    rows = sorted(found, key=lambda row: (_place(row[2], typed), row))
    return [_profile(*row) for row in rows[:MOST_OFFERED]]


def _claimants(words: list[str]) -> QuerySet:
    whole = " ".join(words)
    names = [whole, *_runs(words)]
    after = [LAST_LETTER if len(whole) >= LEAST_BEGINNING else "", *("" for _name in names[1:])]
    texts = [Value(values, ArrayField(TextField())) for values in (names, after)]
    named = Func(
        *texts, template=NAMED.format(matches=matches_sql(MATCHES_READ)), output_field=BigIntegerField()
    )
    rows = Claimant.objects.on_record().filter(pk__in=named)
    # An outlet's own page says what it claims itself.
    return _first("claimant", rows.exclude(kind=ClaimantKind.OUTLET).order_by("-is_party", "name", "pk"))


def _by_name(kind: str, rows: QuerySet, words: list[str]) -> QuerySet:
    whole = " ".join(words).lower()
    rows = rows.alias(lower=Lower("name"))
    named = rows.filter(lower__in=[name.lower() for name in _runs(words)])
    if len(whole) >= LEAST_BEGINNING:
        named |= rows.filter(lower__startswith=whole)
    return _first(kind, named.order_by("name", "pk"))


def _first(kind: str, rows: QuerySet) -> QuerySet:
    return rows.values_list(Value(kind, CharField()), "pk", "name")[:MOST_OFFERED]


def _runs(words: list[str]) -> list[str]:
    """Neighbouring words, one to LONGEST of them."""
    few = words[:MOST_WORDS]
    runs = [few[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(few) - size + 1)]
    return [" ".join(run) for run in runs]


def _place(name: str, typed: str) -> int:
    """Where the name, or a word of it, stands in what was typed; at its end if it is found by another."""
    places = [typed.find(word) for word in (name.casefold(), *name.casefold().split())]
    return min((place for place in places if place >= 0), default=len(typed))


def _profile(kind: str, pk: int, name: str) -> Profile:
    models = {"claimant": Claimant, "outlet": Outlet, "topic": Topic}
    kinds = {"claimant": _("claimant"), "outlet": _("outlet"), "topic": _("topic")}
    return Profile(kinds[kind], name, models[kind](pk=pk, name=name).get_absolute_url())
