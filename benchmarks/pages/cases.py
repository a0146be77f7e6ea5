"""The pages that are measured, and what Datasette is asked for the same."""

import base64
import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db import connection
from django.urls import reverse
from django.utils import translation

from api.parameters import CHANGED_SINCE
from public.claim_list.results import CLAIMS_PER_PAGE

from .answers import UnfitFigure
from .ours import Site
from .sqlite import LINKS, make_condition
from .subjects import Subjects

ROWS = CLAIMS_PER_PAGE
"""How many claims a page of the list has, ours and Datasette's."""

CLAIMS = r'href="/claims/(\d+)/'
API_CLAIMS = r'"url":"[^"]*/api/v1/claims/(\d+)"'
ADMIN_ROWS = r'name="_selected_action" value="(\d+)"|<th class="field-[^>]*><a href="([^"]+)"'
OFFERED = r'"id": "(\d+)"'
SUGGESTED = r'"url": "([^"]+)"'

DEPTH = 0.6
"""Where the deep page lies, as a share of the whole list."""

PLACES = """
SELECT changed_at, claim_id FROM claims_claimsearch ORDER BY changed_at DESC, claim_id DESC
OFFSET (SELECT (count(*) * %s)::int FROM claims_claimsearch) LIMIT 1 + %s
"""


@dataclass(frozen=True)
class DeepPage:
    """A place far down in the list of claims, reached at once.

    `ours`: the address, empty where the list has no second page. `place`: when the claim before the page
    last changed, and its id. `shown`: the ids of those on the page.
    """

    ours: str
    place: tuple
    shown: tuple[int, ...]

    def peer(self, table: str, rows: int) -> str:
        """Return the address of the same place in Datasette's table."""
        changed_at, pk = self.place
        cursor = f"{changed_at:%Y-%m-%dT%H~3A%M~3A%S~2E%fZ},{pk}"  # ~3A is its ":", ~2E its "."
        return f"{table}?{urlencode({'_sort_desc': 'changed_at', '_next': cursor, '_size': rows})}"


def find_deep_page(site: Site, rows: int) -> DeepPage:
    """Find the page that following "next" many times leads to.

    Takes the cursor to the second page and puts the deep row's values in place of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [DEPTH, rows])
        place, *after = cursor.fetchall()
    body = site.get(_list_address(sort="changed")).body.decode()
    link = re.search(r'href="(?:/claims/)?\?([^"]*\bafter=[^"]*)"', body)
    if not link:
        return DeepPage("", place, ())
    query = parse_qs(urlsplit(f"?{link[1].replace('&amp;', '&')}").query)
    mark, *values = json.loads(base64.urlsafe_b64decode(query["after"][0]))
    if [type(value) for value in values] != [str, int]:
        raise UnfitFigure(f"A place in the list of claims is no longer a time and an id: {values}.")
    after_place = json.dumps([mark, place[0].isoformat(), place[1]]).encode()
    query["after"] = [base64.urlsafe_b64encode(after_place).decode("ascii")]
    shown = tuple(pk for _, pk in after)
    return DeepPage(f"{reverse('claim_list')}?{urlencode(query, doseq=True)}", place, shown)


@dataclass(frozen=True)
class Case:
    """One kind of page.

    `paths`: of ours, asked for in turn; `peer`: Datasette's, in the same order. `group` says which goals are
    set for it. `shows` is a pattern that must be found at least `least` times, differently; `ids`: exactly
    these, in a list of claims. `chosen` are the facets, `words` the search that both sides were asked for.
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


def make_cases(subjects: Subjects, deep: DeepPage, database: str) -> list[Case]:
    """Make all cases. `database`: the name by which Datasette knows its file."""
    table = f"/{database}/claims"
    return [
        Case("home", "page", (reverse("home"),)),
        *_make_sorted_lists(deep, table),
        *_make_filtered_lists(subjects, table),
        *_make_facet_lists(subjects, table),
        *_make_searches(subjects, table),
        *_make_claims(subjects, table),
        *_make_others(subjects),
        *_make_suggestions(subjects),
        *_make_russian(subjects),
        *_make_api(subjects),
        *_make_editors(subjects),
    ]


def _make_sorted_lists(deep: DeepPage, table: str) -> list[Case]:
    orders = {
        "list, as it opens": ({}, "prominence"),
        "list, last changed first": ({"sort": "changed"}, "changed_at"),
        "list, newest first": ({"sort": "published"}, "published_at"),
        "list, most covered": ({"sort": "covered"}, "outlets"),
    }
    return [
        *(
            Case(
                name,
                "list",
                (_list_address(**query),),
                (_peer_address(table, {"_sort_desc": column}),),
                least=ROWS,
            )
            for name, (query, column) in orders.items()
        ),
        Case("list, a deep page", "list", (deep.ours,), (deep.peer(table, ROWS),), ids=deep.shown),
    ]


def _make_filtered_lists(subjects: Subjects, table: str) -> list[Case]:
    alone: dict[str, object] = {
        "status": "disputed",
        "topic": subjects.topic.pk,
        "party": subjects.party.pk,
        "claimant": subjects.claimant.pk,
        "outlet": subjects.outlets[0].pk,
        "stance": "denies",
        "year": subjects.year,
        "verified": 1,
        "single_outlet": 1,
    }
    combined = [("status", "topic"), ("party", "outlet")]
    return [
        *(_make_filtered({kind: value}, table) for kind, value in alone.items()),
        *(_make_filtered({kind: alone[kind] for kind in kinds}, table) for kinds in combined),
    ]


def _make_facet_lists(subjects: Subjects, table: str) -> list[Case]:
    words = subjects.common
    facets = {"_sort_desc": "prominence", "_facet": ["status", "nature", "single_outlet"]}
    searched = (_peer_address(table, {"_search": words, **facets}),)
    return [
        Case(
            "facets of all claims", "facets", (_list_address(),), (_peer_address(table, facets),), least=ROWS
        ),
        Case("facets of a search", "facets", (_list_address(q=words),), searched, words=words, least=ROWS),
    ]


def _make_filtered(chosen: dict[str, object], table: str) -> Case:
    linked = {kind: value for kind, value in chosen.items() if kind in LINKS}
    asked: dict[str, object] = {"_sort_desc": "prominence"}
    asked |= {kind: value for kind, value in chosen.items() if kind not in LINKS}
    # Asked for `_through` and by a column at once, Datasette mixes up the two values and finds nothing.
    name, ask = ("_where", make_condition) if len(linked) < len(chosen) else ("_through", _through)
    asked[name] = [ask(kind, value) for kind, value in linked.items()]
    return Case(
        f"list by {' and '.join(chosen).replace('_', ' ')}",
        "filter",
        (_list_address(**chosen),),
        (_peer_address(table, asked),),
        chosen=chosen,
    )


def _through(kind: str, value: object) -> str:
    table, column = LINKS[kind]
    return json.dumps({"table": table, "column": column, "value": str(value)})


def _make_searches(subjects: Subjects, table: str) -> list[Case]:
    asked = {
        "a common word": subjects.common,
        "a rare word": subjects.rare,
        "a phrase": subjects.phrase,
    }
    return [
        *(
            Case(
                f"search by {what}",
                "search",
                (_list_address(q=words),),
                (_peer_address(table, {"_search": words}),),
                words=words,
            )
            for what, words in asked.items()
        ),
        Case("search by a typo", "page", (_list_address(q=subjects.typo),), shows="(q=)", least=1),
        Case(
            "search without a result",
            "page",
            (_list_address(q=subjects.rare, status="disputed", year=1900),),
            shows="(ways-out)",
        ),
    ]


def _make_claims(subjects: Subjects, table: str) -> list[Case]:
    typical, large = subjects.typical, subjects.large
    return [
        Case(
            "claim",
            "claim",
            tuple(claim.get_absolute_url() for claim in typical),
            tuple(f"{table}/{claim.pk}" for claim in typical),
        ),
        Case("claim with many statements", "page", tuple(claim.get_absolute_url() for claim in large)),
        Case("claim on a past day", "page", tuple(f"{c.get_absolute_url()}?as_of=2020-01-01" for c in large)),
        Case("history of a claim", "page", _claim_addresses("claim_history", typical)),
        Case("version of a claim", "page", tuple(reverse("claim_version", args=[c.pk, 1]) for c in typical)),
    ]


def _make_others(subjects: Subjects) -> list[Case]:
    first, second = subjects.outlets
    compared = urlencode({"a": first.pk, "b": second.pk})
    return [
        Case("topic table", "page", (subjects.topic.get_absolute_url(),)),
        Case(
            "topic table on a past day",
            "page",
            (f"{subjects.topic.get_absolute_url()}?as_of=2020-01-01",),
            shows="()",
        ),
        Case("topic table, few outlets", "page", (subjects.narrow_topic.get_absolute_url(),)),
        Case("topics", "page", (reverse("topic_list"),), shows=r'href="/topics/(\d+)/'),
        Case("claimant", "page", (subjects.claimant.get_absolute_url(),)),
        Case("party", "page", (subjects.party.get_absolute_url(),)),
        Case("claimants", "page", (reverse("claimant_list"),), shows=r'href="/claimants/(\d+)/'),
        Case("outlet", "page", (first.get_absolute_url(),)),
        Case("outlets", "page", (reverse("outlet_list"),), shows=r'href="/outlets/(\d+)/'),
        Case("article", "page", (subjects.article.get_absolute_url(),)),
        Case("compare", "page", (f"{reverse('compare')}?{compared}",)),
        Case("changes", "page", (reverse("changes"),)),
        Case("about", "page", (reverse("about"),)),
    ]


def _make_suggestions(subjects: Subjects) -> list[Case]:
    asked = {
        "the start of a name": subjects.party.name[:4],
        "a common word": subjects.common,
        "a typo": subjects.typo,
    }
    return [
        Case(
            f"suggestions for {what}",
            "page",
            (f"{reverse('suggestions')}?{urlencode({'q': text})}",),
            shows=SUGGESTED,
        )
        for what, text in asked.items()
    ]


def _make_russian(subjects: Subjects) -> list[Case]:
    """Make the busiest kinds of page once more, in the other language of the site."""
    with translation.override("ru"):
        paths = {
            "home": (reverse("home"),),
            "claim": tuple(claim.get_absolute_url() for claim in subjects.typical),
            "topic table": (subjects.topic.get_absolute_url(),),
            "search by a common word": (_list_address(q=subjects.common),),
        }
    return [
        Case(f"{name}, in Russian", "page", addresses, shows=r'href="/ru/claims/(\d+)/')
        for name, addresses in paths.items()
    ]


def _make_api(subjects: Subjects) -> list[Case]:
    """Make lists of the API, each of which a readers' list shows as well, by the same filters."""
    address = reverse("api_claims_list")
    queries = {
        "list, last changed first": {"sort": "changed"},
        "list, most covered": {"sort": "covered"},
        "list of disputed claims": {"status": "disputed"},
        "search by a common word": {"q": subjects.common},
        "what changed since the beginning": {CHANGED_SINCE: ""},
    }
    return [
        *(
            Case(
                f"API: {name}",
                "page",
                (f"{address}?{urlencode({**query, 'page_size': ROWS})}",),
                shows=API_CLAIMS,
                least=ROWS,
            )
            for name, query in queries.items()
        ),
        Case(
            "API: claim",
            "page",
            tuple(reverse("api_claims_detail", args=[claim.pk]) for claim in subjects.typical),
            shows=API_CLAIMS,
        ),
    ]


def _make_editors(subjects: Subjects) -> list[Case]:
    def listed(name: str, query: str = "") -> tuple[str]:
        return (reverse(f"admin:{name}_changelist") + query,)

    def offered(field_name: str, term: str) -> tuple[str]:
        asked = {"app_label": "claims", "model_name": "statement", "field_name": field_name, "term": term}
        return (f"{reverse('admin:autocomplete')}?{urlencode(asked)}",)

    name = subjects.claimant.name.split()[0]
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
            listed("claims_claim", f"?q={subjects.common}"),
            shows=ADMIN_ROWS,
            least=20,
        ),
        Case(
            "editors: autocomplete, claim, common word",
            "editors",
            offered("claim", subjects.common),
            shows=OFFERED,
        ),
        Case(
            "editors: autocomplete, claim, rare word",
            "editors",
            offered("claim", subjects.rare),
            shows=OFFERED,
        ),
        Case("editors: autocomplete, claimant", "editors", offered("claimant", name[:5]), shows=OFFERED),
        Case("editors: autocomplete, nothing typed", "editors", offered("claim", ""), shows=OFFERED),
    ]


def _list_address(**query) -> str:
    return f"{reverse('claim_list')}?{urlencode(query)}" if query else reverse("claim_list")


def _peer_address(table: str, query: dict) -> str:
    return f"{table}?{urlencode({**query, '_size': ROWS}, doseq=True)}"


def _claim_addresses(name: str, rows: list) -> tuple[str, ...]:
    return tuple(reverse(name, args=[row.pk]) for row in rows)
