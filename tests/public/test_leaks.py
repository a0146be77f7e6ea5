"""What readers do not see is at no address: every one of the resolver is asked for its words.

Pages, the API, feeds, linked data, sitemaps, files of the export, search and suggestions, for rows that
are seen and for those that are not; their headers, what errors say, and what the log and mails hold.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.registry import RESOURCES
from claims.actions.merging.merge import merge_claims
from claims.models import (
    Change,
    Claim,
    ClaimRelation,
    ClaimVersion,
    Correction,
    CorrectionProposal,
    Coverage,
    FactCheck,
    LeadKind,
    OfferedChange,
    Review,
    Statement,
)
from exchange.exporting.package import CITATIONS, CLAIMS, export_record, list_exports
from public.citation_styles import CONTENT_TYPES
from public.follow.digests import send_digests
from public.sitemaps.parts import KINDS
from sources.models import Article, CaptureText
from subscriptions.models import Follow, Follower
from subscriptions.order import place_changes
from tests import factories as make
from tests.editorial.conftest import in_group
from tests.support.html import retraction
from tests.support.permissions import PAGES
from tests.support.routes import fill_route, list_routes
from tests.support.transactions import run_deferred_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]

SECRET, FOUND_BY = "zanzibarian", "quokka"
"""A word that nothing may show, and one beside it that is searched for: pages repeat what was typed."""
NOT_FOR_READERS = ("admin/", "favicon.ico")
"""Routes of editors, whom tests of their own keep apart, and of a file."""
VALUES = {
    "number": (0, 1, 2),
    "slug": ("x",),
    "style": tuple(CONTENT_TYPES),
    "format": ("atom", "json", "csv", "jsonl"),
    "kind": (*KINDS, "claim", "topic", "claimant"),
    "token": ("x",),
    "name": (CLAIMS, CITATIONS),
}
"""With what the parameters of addresses are filled in, besides ids."""
WITH_A_ROW = ("_change", "_delete", "_history", "_begin_anew", "_personal_data", "_remove")
"""Pages of the admin of one row, which test_permissions.py keeps apart."""
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
    hide_work(shown, article, words)
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


def hide_work(shown: Claim, article: Article, words: str) -> None:
    """Make what editors and readers have written to the desk, around a claim that readers see."""
    editor, address = make.UserFactory(), f"{SECRET}@example.org"
    capture = make.CaptureFactory(article=shown.statements.first().citations.first().article, text=words)
    CaptureText.objects.create(capture=capture, text=words)
    make.ReportFactory(claim=shown, message=words, contact=address)
    settled = {"outcome": "sent_back", "settled_at": make.MOMENT, "settled_by": editor, "note": words}
    Review.objects.create(claim=make.DraftClaimFactory(), asked_by=editor, asked_at=make.MOMENT, **settled)
    seen = {"model": "sources.article", "row_id": capture.article_id, "changes": {"title": ["A", words]}}
    OfferedChange.objects.create(offered_by=editor, offered_at=make.MOMENT, reason=words, **seen)
    Coverage.objects.create(
        editor=editor,
        article=article,
        rows=[{"excerpt": words}],
        intake={"text": words},
        begun_at=make.MOMENT,
        changed_at=make.MOMENT,
    )
    make.SavedViewFactory(name=words)
    make.ImportMappingFactory(name=words, content=words)
    make.OriginFactory(payload=words)
    CorrectionProposal.objects.create(
        claim=shown, change=words, reason=words, proposed_by=editor, proposed_at=make.MOMENT
    )
    follower = Follower.objects.create(address=address, language="en-gb", since=make.MOMENT)
    asked = {"kind": "claim", "target": shown.pk, "rhythm": "daily"}
    Follow.objects.create(follower=follower, told_to=place_changes(), looked_at=make.MOMENT, **asked)


def fill(route: str, ids: dict[str, list[int]]) -> Iterator[str]:
    exports = [folder.name for folder in list_exports(settings.EXPORT_FOLDER)]
    return fill_route(route, ids, {**VALUES, "export_name": exports})


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


def read_all(response) -> str:
    """Return everything that a response tells: its body and its headers."""
    content = b"".join(response) if response.streaming else response.content
    return (content.decode("utf-8", "replace") + str(response.headers) + str(response.cookies)).lower()


def break_in(client: Client, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Ask as nobody should: by other methods and hosts, with parameters and bodies that make no sense."""
    for address in addresses[::7]:
        yield f"DELETE {address}", read_all(client.delete(address))
        yield f"POST {address}", read_all(client.post(address, b"{", content_type="application/json"))
        yield f"as_of {address}", read_all(client.get(address, {"as_of": "9999-99-99", "page": "x"}))
        yield f"host {address}", read_all(client.get(address, headers={"host": "elsewhere.example"}))


@pytest.mark.slow
def test_nothing_that_readers_do_not_see_is_at_any_address(client, settings, tmp_path, caplog):
    settings.EXPORT_FOLDER = tmp_path
    settings.API_REQUESTS_AN_HOUR = 10**6
    client.raise_request_exception = False
    caplog.set_level("DEBUG")
    ids = hide(Claim.objects.get(key="syrian-forces-did-it"))
    export_record(tmp_path, now=timezone.now())
    caplog.clear()  # of what makes the rows
    addresses = list(list_addresses(ids))
    assert len(addresses) > 200
    leaks, statuses = [], set()
    for address in addresses:
        response = client.get(address)
        statuses.add(response.status_code)
        if SECRET in read_all(response):
            leaks.append((response.status_code, address))
    # What a merged claim said stays citable at its own address: docs/decisions/0031-permanent-versions.md.
    merged = ids["claims"][-1]
    permanent = tuple(f"/claims/{merged}/{page}/" for page in ("history", "versions"))
    assert [leak for leak in leaks if not leak[1].startswith(permanent)] == []
    assert (200, f"/claims/{merged}/history/") in leaks  # so the word is found where it is
    assert statuses >= {200, 301, 308, 404, 410} and max(statuses) <= 501
    others = [address for address in addresses if not address.startswith(permanent)]
    assert [what for what, text in break_in(client, others) if SECRET in text] == []
    lines = [str(record.__dict__) + record.getMessage() for record in caplog.records]
    assert lines and [line for line in lines if SECRET in line.lower()] == []


def test_no_mail_holds_what_readers_do_not_see(settings, mailoutbox, caplog):
    caplog.set_level("DEBUG")
    settings.SITE_URL = "https://record.example.org"
    shown = Claim.objects.get(key="syrian-forces-did-it")
    hide(shown)
    caplog.clear()
    make.CorrectionFactory(claim=shown, notice="A word was put right.")
    run_deferred_triggers()
    send_digests(now=timezone.now() + timezone.timedelta(days=1))
    [mail] = mailoutbox
    assert mail.to == [f"{SECRET}@example.org"]  # to nobody else, and nowhere else
    assert SECRET not in (mail.subject + mail.body + str(mail.alternatives)).lower()
    assert SECRET not in caplog.text.lower()


@pytest.mark.parametrize(("role", "group"), [("A", "Administrator"), ("S", None)])
def test_who_does_not_work_at_the_desk_meets_none_of_its_work(role, group):
    hide(Claim.objects.get(key="syrian-forces-did-it"))
    client = Client()
    client.force_login(in_group(group) if group else make.UserFactory(is_staff=True))
    names = [name for name, (look, _act) in PAGES.items() if role in look and not name.endswith(WITH_A_ROW)]
    pages = {name: client.get(reverse(f"admin:{name}"), {"q": FOUND_BY}) for name in names}
    assert pages and [name for name, page in pages.items() if SECRET in read_all(page)] == []
