"""What readers do not see is at no address: every one of the resolver is asked for its words.

Pages, the API, feeds, linked data, sitemaps, files of the export, search and suggestions, for rows that
are seen and for those that are not.
"""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from api.registry import RESOURCES
from claims.actions.merging.merge import merge_claims
from claims.models import (
    Change,
    Claim,
    ClaimRelation,
    ClaimVersion,
    Correction,
    FactCheck,
    LeadKind,
    Statement,
)
from exchange.exporting.package import CITATIONS, CLAIMS, export_record, list_exports
from public.citation_styles import CONTENT_TYPES
from public.sitemaps.parts import KINDS
from tests import factories as make
from tests.support.html import retraction
from tests.support.transactions import run_deferred_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]

SECRET, FOUND_BY = "zanzibarian", "quokka"
"""A word that nothing may show, and one beside it that is searched for: pages repeat what was typed."""
NOT_FOR_READERS = ("admin/", "favicon.ico")
"""Routes of editors, whom tests of their own keep apart, and of a file."""
PARAMETER = re.compile(r"<\w+:(\w+)>")
FOLLOWED = ("claim", "topic", "claimant")
QUERIES = {
    "": f"?q={FOUND_BY}",
    "claims/": f"?q={FOUND_BY}",
    "claimants/": f"?q={FOUND_BY}",
    "suggestions/": f"?q={FOUND_BY}",
    "feeds/search.<slug:format>": f"?q={FOUND_BY}",
    "data/search.<slug:format>": f"?q={FOUND_BY}",
    "api/v1/claims": f"?q={FOUND_BY}",
    "v1alpha1/claims:search": f"?query={FOUND_BY}",
    "api/factcheck/v1alpha1/claims:search": f"?query={FOUND_BY}",
}
"""Where something is searched for."""


def hide(shown: Claim) -> dict[str, list[int]]:
    """Make rows with the word that readers do not see, around a claim that they do.

    Returns the ids of rows that are asked for, by what their addresses begin with.
    """
    words = f"{SECRET} {FOUND_BY}"
    statement = shown.statements.order_by("pk").first()
    topic, party = shown.topics.first(), statement.party
    outlet = make.OutletFactory(name=f"{words} Post")
    article = make.ArticleFactory(outlet=outlet, title=words)
    person = make.ClaimantFactory(name=f"{words} person")
    make.AliasFactory(claimant=person, name=f"{words} alias")
    said = {"claimant": person, "party": party, "place": words, "capacity": words}
    cited = {"citation__article": article, "citation__excerpt": words}
    draft = make.DraftClaimFactory(text=f"Draft {words}", context=words)
    retracted = make.StatementFactory(claim__text=f"Retracted {words}", **said, **cited).claim
    merged = make.StatementFactory(claim__text=f"Merged {words}").claim
    below_draft, unseen = (
        make.CitationFactory(
            statement=make.DraftStatementFactory(claim=claim, **said), article=article, excerpt=words
        ).statement
        for claim in (draft, shown)
    )
    taken_back = make.StatementFactory(claim=shown, stance="questions", **said, **cited)
    for claim in (draft, retracted):
        claim.topics.add(topic, make.TopicFactory(name=f"{words} {claim.pk}", summary=words))
        make.ClaimRelationFactory(claim=shown, other=claim, note=words)
        make.FactCheckFactory(claim=claim, reviewer=words, rating=words)
        make.CorrectionFactory(claim=claim, notice=words, reason=words)
    make.OfferedCitationFactory(statement=statement, article=article, text=words, excerpt=words)
    for kind in LeadKind.values:
        make.LeadFactory(claim=shown, kind=kind, title=words, source=words, outlet_name=words)
    make.ReportFactory(claim=shown, message=words)
    run = make.ImportRunFactory(file_name=words, counts={"refused because": {words: 1}})
    run_deferred_triggers()
    Claim.objects.filter(pk=retracted.pk).update(**retraction("claim"))
    Statement.objects.filter(pk=taken_back.pk).update(**retraction("statement"))
    by = make.UserFactory()
    merge_claims(duplicate=merged, target=shown, by=by, now=timezone.now(), reason="The same.")
    run_deferred_triggers()
    claims = [shown.pk, draft.pk, retracted.pk, merged.pk]
    statements = [below_draft, unseen, taken_back, *retracted.statements.all(), statement]
    return {
        "claims": claims,
        "statements": [row.pk for row in statements],
        "citations": [citation.pk for row in statements for citation in row.citations.all()],
        "articles": [article.pk],
        "outlets": [outlet.pk],
        "claimants": [person.pk, party.pk],
        "follow": [*claims, person.pk, topic.pk],
        "imports": [make.ImportUploadFactory(file_name=words, report={"lines": [words]}, run=run).pk],
        "topics": [topic.pk, *draft.topics.values_list("pk", flat=True)],
        **{
            name: list(model.objects.filter(claim__in=claims).values_list("pk", flat=True))
            for name, model in {
                "versions": ClaimVersion,
                "changes": Change,
                "fact-checks": FactCheck,
                "relations": ClaimRelation,
                "corrections": Correction,
            }.items()
        },
    }


def list_routes(patterns=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """List every address of the site with its pattern, as in "claims/<int:pk>/"."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from list_routes(pattern.url_patterns, route)


def fill(route: str, ids: dict[str, list[int]]) -> Iterator[str]:
    """Write an address for each way in which the parameters of a route are filled in."""
    parts = PARAMETER.split(route)
    noun = parts[0].rstrip("/").rpartition("/")[2]
    values = {
        "pk": lambda: ids[noun],
        "number": lambda: (0, 1, 2),
        "slug": lambda: ("x",),
        "style": lambda: CONTENT_TYPES,
        "format": lambda: ("atom", "json", "csv", "jsonl"),
        "kind": lambda: (*KINDS, *FOLLOWED),
        "token": lambda: ("x",),
        "name": lambda: (CLAIMS, CITATIONS),
        "export_name": lambda: [folder.name for folder in list_exports(settings.EXPORT_FOLDER)],
    }
    for chosen in product(*(values[name]() for name in parts[1::2])):
        filled = list(map(str, chosen))
        yield "/" + "".join(text for pair in zip(parts[::2], [*filled, ""], strict=True) for text in pair)


def list_addresses(ids: dict[str, list[int]]) -> Iterator[str]:
    for route, _pattern in list_routes():
        if route.startswith(NOT_FOR_READERS):
            continue
        for address in fill(route, ids):
            yield address
            if route in QUERIES:
                yield address + QUERIES[route]
    for name, resource in RESOURCES.items():
        yield from (f"/api/v1/{name}?page_size=100&expand={expand}" for expand in resource.expansions)
    yield "/api/v1/claims?changed_since=&page_size=100"
    for pk in ids["claims"]:
        yield f"/oembed?url=http://testserver/claims/{pk}/"
        yield f"/report/?claim={pk}"
        yield f"/claims/{pk}/?as_of=2100-01-01"


@pytest.mark.slow
def test_nothing_that_readers_do_not_see_is_at_any_address(client, settings, tmp_path):
    settings.EXPORT_FOLDER = tmp_path
    settings.API_REQUESTS_AN_HOUR = 10**6
    ids = hide(Claim.objects.get(key="syrian-forces-did-it"))
    export_record(tmp_path, now=timezone.now())
    addresses = list(list_addresses(ids))
    assert len(addresses) > 200
    leaks, statuses = [], set()
    for address in addresses:
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        text = content.decode("utf-8", "replace") + str(response.headers)
        statuses.add(response.status_code)
        if SECRET in text.lower():
            leaks.append((response.status_code, address))
    # What a merged claim said stays citable at its own address: docs/decisions/0031-permanent-versions.md.
    merged = ids["claims"][-1]
    permanent = tuple(f"/claims/{merged}/{page}/" for page in ("history", "versions"))
    assert [leak for leak in leaks if not leak[1].startswith(permanent)] == []
    assert (200, f"/claims/{merged}/history/") in leaks  # so the word is found where it is
    assert statuses >= {200, 301, 308, 404, 410} and max(statuses) <= 501
