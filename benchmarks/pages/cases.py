"""The measured pages, with Datasette's page for the same question.

One line each.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from .deep import Deep
from .sqlite import LINKS, condition
from .subjects import Subjects

ROWS = 25
"""How many claims a page of the list has, ours and Datasette's."""

CLAIMS = r'href="/claims/(\d+)/'
ADMIN_ROWS = r'name="_selected_action" value="(\d+)"|<th class="field-[^>]*><a href="([^"]+)"'
OFFERED = r'"id": "(\d+)"'


@dataclass(frozen=True)
class Case:
    """One kind of page.

    `paths`: our addresses, requested in turn; `peer`: Datasette's, in the same order.

    `group` says which goals are set for it. `shows` is a pattern that must be found at least `least`
    times, differently; `ids`: exactly these, in a list of claims. `chosen` are the facets, `words` the
    search that both sides were asked for.
    """

    name: str
    group: str
    paths: tuple[str, ...]
    peer: tuple[str, ...] = ()
    shows: str = CLAIMS
    least: int = 1
    ids: tuple[int, ...] = ()
    chosen: dict[str, object] = field(default_factory=dict)
    words: str = ""

    @property
    def editor(self) -> bool:
        return self.group == "editors"


def cases(found: Subjects, deep: Deep, database: str) -> list[Case]:
    """All of them. `database`: the name by which Datasette knows its file."""
    table = f"/{database}/claims"
    return [
        Case("home", "page", (reverse("home"),)),
        *_lists(found, deep, table),
        *_searches(found, table),
        *_claims(found, table),
        *_others(found),
        *_editors(found),
    ]


def _lists(found: Subjects, deep: Deep, table: str) -> list[Case]:
    changed, newest, covered = ({"_sort_desc": name} for name in ("changed_at", "published_at", "outlets"))
    facets = {**changed, "_facet": ["status", "nature", "single_outlet"]}
    outlet, party = found.outlets[0].pk, found.party.pk
    alone = [
        ("status", "disputed"),
        ("topic", found.topic.pk),
        ("party", party),
        ("claimant", found.claimant.pk),
        ("outlet", outlet),
        ("stance", "denies"),
        ("year", found.year),
        ("verified", 1),
        ("single_outlet", 1),
    ]
    combined = [{"status": "disputed", "topic": found.topic.pk}, {"party": party, "outlet": outlet}]
    return [
        Case("list, last changed first", "list", (_list(),), (_peer(table, changed),), least=ROWS),
        Case("list, newest first", "list", (_list(sort="published"),), (_peer(table, newest),), least=ROWS),
        Case("list, most covered", "list", (_list(sort="covered"),), (_peer(table, covered),), least=ROWS),
        Case("list, most disputed", "list", (_list(sort="disputed"),), least=ROWS),
        Case("list, a deep page", "list", (deep.ours,), (deep.peer(table, ROWS),), ids=deep.shown),
        *(_filtered({kind: value}, table) for kind, value in alone),
        *(_filtered(chosen, table) for chosen in combined),
        Case("facets of all claims", "facets", (_list(),), (_peer(table, facets),), least=ROWS),
        Case(
            "facets of a search",
            "facets",
            (_list(q=found.common),),
            (_peer(table, {"_search": found.common, **facets}),),
            words=found.common,
            least=ROWS,
        ),
    ]


def _filtered(chosen: dict[str, object], table: str) -> Case:
    linked = {kind: value for kind, value in chosen.items() if kind in LINKS}
    asked: dict[str, object] = {"_sort_desc": "changed_at"}
    asked |= {kind: value for kind, value in chosen.items() if kind not in LINKS}
    # Asked for `_through` and by a column at once, Datasette mixes up the two values and finds nothing.
    name, ask = ("_where", condition) if len(linked) < len(chosen) else ("_through", _through)
    asked[name] = [ask(kind, value) for kind, value in linked.items()]
    return Case(
        f"list by {' and '.join(chosen).replace('_', ' ')}",
        "filter",
        (_list(**chosen),),
        (_peer(table, asked),),
        chosen=chosen,
    )


def _through(kind: str, value: object) -> str:
    table, column = LINKS[kind]
    return json.dumps({"table": table, "column": column, "value": str(value)})


def _searches(found: Subjects, table: str) -> list[Case]:
    asked = {
        "a common word": found.common,
        "a rare word": found.rare,
        "a phrase": found.phrase,
    }
    return [
        *(
            Case(
                f"search by {what}",
                "search",
                (_list(q=words),),
                (_peer(table, {"_search": words}),),
                words=words,
            )
            for what, words in asked.items()
        ),
        Case("search by a typo", "page", (_list(q=found.typo),), shows="(q=)", least=1),
    ]


def _claims(found: Subjects, table: str) -> list[Case]:
    typical, large = found.typical, found.large
    return [
        Case(
            "claim",
            "claim",
            tuple(claim.get_absolute_url() for claim in typical),
            tuple(f"{table}/{claim.pk}" for claim in typical),
        ),
        Case("claim with many statements", "page", tuple(claim.get_absolute_url() for claim in large)),
        Case("claim on a past day", "page", tuple(f"{c.get_absolute_url()}?as_of=2020-01-01" for c in large)),
        Case("history of a claim", "page", _addresses("claim_history", typical)),
        Case("version of a claim", "page", tuple(reverse("claim_version", args=[c.pk, 1]) for c in typical)),
    ]


def _others(found: Subjects) -> list[Case]:
    first, second = found.outlets
    compared = urlencode({"a": first.pk, "b": second.pk})
    return [
        Case("topic table", "page", (found.topic.get_absolute_url(),)),
        Case(
            "topic table on a past day",
            "page",
            (f"{found.topic.get_absolute_url()}?as_of=2020-01-01",),
            shows="()",
        ),
        Case("topics", "page", (reverse("topic_list"),), shows=r'href="/topics/(\d+)/'),
        Case("claimant", "page", (found.claimant.get_absolute_url(),)),
        Case("party", "page", (found.party.get_absolute_url(),)),
        Case("claimants", "page", (reverse("claimant_list"),), shows=r'href="/claimants/(\d+)/'),
        Case("outlet", "page", (first.get_absolute_url(),)),
        Case("outlets", "page", (reverse("outlet_list"),), shows=r'href="/outlets/(\d+)/'),
        Case("article", "page", (found.article.get_absolute_url(),)),
        Case("compare", "page", (f"{reverse('compare')}?{compared}",)),
        Case("changes", "page", (reverse("changes"),)),
        Case("about", "page", (reverse("about"),)),
    ]


def _editors(found: Subjects) -> list[Case]:
    def listed(name: str, query: str = "") -> tuple[str]:
        return (reverse(f"admin:{name}_changelist") + query,)

    def offered(field_name: str, term: str) -> tuple[str]:
        asked = {"app_label": "claims", "model_name": "statement", "field_name": field_name, "term": term}
        return (f"{reverse('admin:autocomplete')}?{urlencode(asked)}",)

    name = found.claimant.name.split()[0]
    lists = {
        "claims": "claims_claim",
        "statements": "claims_statement",
        "citations": "claims_citation",
        "articles": "sources_article",
        "claimants": "claims_claimant",
    }
    return [
        Case("editors: front page", "editors", (reverse("admin:index"),), shows=r'href="(/admin/\w+/\w+/)'),
        *(
            Case(f"editors: list of {what}", "editors", listed(table), shows=ADMIN_ROWS, least=20)
            for what, table in lists.items()
        ),
        Case(
            "editors: search in claims",
            "editors",
            listed("claims_claim", f"?q={found.common}"),
            shows=ADMIN_ROWS,
            least=20,
        ),
        Case(
            "editors: autocomplete, claim, common word",
            "editors",
            offered("claim", found.common),
            shows=OFFERED,
        ),
        Case(
            "editors: autocomplete, claim, rare word", "editors", offered("claim", found.rare), shows=OFFERED
        ),
        Case("editors: autocomplete, claimant", "editors", offered("claimant", name[:5]), shows=OFFERED),
        Case("editors: autocomplete, nothing typed", "editors", offered("claim", ""), shows=OFFERED),
    ]


def _list(**query) -> str:
    return f"{reverse('claim_list')}?{urlencode(query)}" if query else reverse("claim_list")


def _peer(table: str, query: dict) -> str:
    return f"{table}?{urlencode({**query, '_size': ROWS}, doseq=True)}"


def _addresses(name: str, rows: list) -> tuple[str, ...]:
    return tuple(reverse(name, args=[row.pk]) for row in rows)
