"""Every address and action of the admin refuses those without permission.

The addresses are read from the admin itself: a new one fails here until tests/support/permissions.py says who
may use it.
"""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLResolver, reverse
from django.utils import timezone

from claims.models import (
    Citation,
    ClaimVersion,
    CorrectionProposal,
    Coverage,
    ProbableDouble,
    Publication,
    Review,
    VanishedExcerpt,
)
from sources.models import Article, BackgroundJob, CaptureText
from sources.scheduling import queue_recapture
from subscriptions.models import Subject
from subscriptions.webhooks import make_webhook
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import ROWS, a_row
from tests.support.permissions import ACTIONS, DESK, EVERYBODY, METHODS, PAGES, TESTED_ELSEWHERE
from tests.support.sql import check_deferred

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]

IN_2100 = 4_102_444_800_000_000
"""In microseconds, as the addresses of earlier versions have it: after every change."""

ANYTHING = {"post": "yes", "notice": "So.", "note": "So.", "reason": "So.", "unverified": "1", "text": "x"}


def patterns(found) -> Iterator[tuple[str, set[str]]]:
    for url in found:
        if isinstance(url, URLResolver):
            yield from patterns(url.url_patterns)
        elif url.name:
            yield url.name, {*url.pattern.converters, *url.pattern.regex.groupindex}


ADDRESSES = dict(patterns(admin.site.get_urls()))


def test_every_address_is_in_the_table():
    assert ADDRESSES.keys() - TESTED_ELSEWHERE.keys() == PAGES.keys()


def proposal() -> CorrectionProposal:
    claim = make.StatementFactory().claim
    return CorrectionProposal.objects.create(
        claim=claim, change="A word.", proposed_by=make.UserFactory(), proposed_at=make.MOMENT
    )


def review() -> Review:
    return Review.objects.create(
        claim=make.DraftClaimFactory(), asked_by=make.UserFactory(), asked_at=make.MOMENT
    )


def double() -> ProbableDouble:
    older, newer = make.DraftClaimFactory.create_batch(2)
    return ProbableDouble.objects.create(claim=older, other=newer, score=0.9, found_at=make.MOMENT)


def version() -> ClaimVersion:
    make.StatementFactory()
    check_deferred()  # which writes it
    return ClaimVersion.objects.get()


def vanished() -> VanishedExcerpt:
    citation = make.CitationFactory()
    return VanishedExcerpt.objects.create(
        citation=citation, capture=make.CaptureFactory(article=citation.article), noticed_at=make.MOMENT
    )


def job() -> BackgroundJob:
    queue_recapture(make.ArticleFactory(canonical_url="https://example.org/1"), now=timezone.now())
    return BackgroundJob.objects.latest("pk")


MADE: dict[str, Callable] = {
    "sources_article": lambda: make.ArticleFactory(canonical_url="https://example.org/1"),
    "claims_probabledouble": double,
    "claims_claimversion": version,
    "claims_review": review,
    "claims_correctionproposal": proposal,
    "claims_offeredcitation": make.OfferedCitationFactory,
    "claims_report": make.ReportFactory,
    "claims_lead": make.LeadFactory,
    "claims_importrun": make.ImportRunFactory,
    "claims_importmapping": make.ImportMappingFactory,
    "claims_origin": make.OriginFactory,
    "claims_offeredchange": make.OfferedChangeFactory,
    "claims_vanishedexcerpt": vanished,
    "claims_statement": lambda: make.CitationFactory().statement,
    "sources_capturetext": lambda: a_row(CaptureText),
    "sources_backgroundjob": job,
    "auth_user": make.UserFactory,
    "api_personaltoken": make.TokenFactory,
    "subscriptions_webhook": lambda: make_webhook(
        address="https://example.org/hook", subject=Subject("all"), by=make.UserFactory(), now=timezone.now()
    ),
    "auth_group": lambda: Group.objects.create(name="Another"),
}


def row_for(name: str):
    """Make an unpublished row for the page `name`.

    Returns None for pages without a row.
    """
    model = "_".join(name.split("_")[:2])
    if model in MADE and name != "claims_review_undo":
        return MADE[model]()
    if name == "claims_review_undo":
        by = make.UserFactory()
        return Publication.objects.create(published_at=timezone.now(), published_by=by, statements=[1])
    if name.startswith("saved_view_"):
        return make.SavedViewFactory()
    if name.startswith("import_"):
        return make.ImportUploadFactory()
    if name.startswith("coverage_"):
        return Coverage.objects.create(
            editor=make.UserFactory(), begun_at=make.MOMENT, changed_at=make.MOMENT
        )
    noun = model.removeprefix("claims_").removeprefix("sources_")
    return ROWS[noun]() if noun in ROWS else None


def address_of(name: str, row) -> str:
    known = {"object_id": row and row.pk, "id": row and row.pk, "pk": row and row.pk, "moment": IN_2100}
    known |= {"app_label": "claims", "model": "claims.claim"}
    if "capture" in ADDRESSES[name]:
        known["capture"] = max(make.CaptureFactory(article=row, text=text).pk for text in ("Then.", "Now."))
    return reverse(f"admin:{name}", kwargs={key: known[key] for key in ADDRESSES[name]})


@pytest.fixture(scope="module")
def sessions(own_database) -> dict[str, SimpleCookie]:
    """Sign one user of each role in, once for all tests: "R" for a reader with an account."""
    groups = {"E": "Editor", "P": "Publisher", "A": "Administrator"}
    users = {letter: in_group(name) for letter, name in groups.items()}
    users |= {"S": make.UserFactory(username="staff", is_staff=True), "R": make.UserFactory()}
    return {letter: signed_in(user).cookies for letter, user in users.items()}


@pytest.fixture
def of_role(sessions) -> Callable[[str], Client]:
    def signed_in_as(letter: str) -> Client:
        client = Client()
        client.cookies = SimpleCookie({name: cookie.value for name, cookie in sessions[letter].items()})
        return client

    return signed_in_as


def is_turned_away(response) -> bool:
    if response.status_code == 302:
        return response.url.startswith(reverse("admin:login"))
    return response.status_code in (403, 404, 405)


def stored(row) -> list[dict]:
    return list(type(row)._base_manager.filter(pk=row.pk).values()) if row else []


@pytest.fixture
def unrendered_pages(monkeypatch) -> None:
    """Answer without drawing pages, of which nothing but the status is looked at."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.mark.usefixtures("unrendered_pages")
@pytest.mark.parametrize("name", PAGES)
def test_whoever_must_not_is_turned_away_and_nothing_changes(name, of_role):
    row = row_for(name)
    page, before = address_of(name, row), stored(row)
    look, act = PAGES[name]
    for client in (Client(), of_role("R")):
        assert is_turned_away(client.get(page)) and is_turned_away(client.head(page))
        assert is_turned_away(client.post(page, ANYTHING))
    for role in EVERYBODY:
        client = of_role(role)
        assert (role, is_turned_away(client.get(page))) == (role, role not in look)
        if role not in act:
            assert (role, is_turned_away(client.post(page, ANYTHING))) == (role, True)
    assert is_turned_away(of_role("P").head(page)) == ("P" not in look)
    for method in set(METHODS) - {"GET", "HEAD", "POST"}:
        assert of_role("P").generic(method, page).status_code == 405
    assert stored(row) == before


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_found_by_typing_is_what_one_may_see(role, of_role):
    client = of_role(role)
    asked = {"app_label": "claims", "model_name": "statement", "field_name": "claim", "term": "a"}
    assert is_turned_away(client.get(reverse("admin:autocomplete"), asked)) == (role not in DESK)


def actions_of(model, user) -> set[str]:
    request = RequestFactory().get("/")
    request.user = user
    return set(admin.site.get_model_admin(model).get_actions(request)) - {"delete_selected"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_action_is_in_the_table_and_offered_to_those_who_may(role, of_role):
    client = of_role(role)
    user = client.get(reverse("admin:index")).wsgi_request.user
    for model in admin.site._registry:
        expected = ACTIONS.get(model._meta.label_lower, {})
        declared = {
            action if isinstance(action, str) else action.__name__ for action in actions_declared(model)
        }
        assert (model, declared) == (model, expected.keys())
        if role in DESK:
            offered = {action for action, who in expected.items() if role in who}
            assert (model, actions_of(model, user)) == (model, offered)


def actions_declared(model):
    return admin.site.get_model_admin(model).actions or ()


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(
    ("model", "action"), [(model, action) for model, actions in ACTIONS.items() for action in actions]
)
def test_an_action_that_is_posted_all_the_same_does_nothing(role, model, action, of_role):
    if role in ACTIONS[model][action]:
        return
    name = model.replace(".", "_")
    row = row_for(f"{name}_change")
    before, reviews = stored(row), list(Review.objects.values())
    sent = {"action": action, "_selected_action": [row.pk], "notice": "So.", "unverified": "1"}
    sent |= {"from_page": "1", "note": "So."}
    of_role(role).post(reverse(f"admin:{name}_changelist"), sent)
    assert stored(row) == before
    assert list(Review.objects.values()) == reviews


SEEN = {
    "claims_claim": lambda: make.StatementFactory().claim,
    "claims_statement": make.StatementFactory,
    "claims_citation": lambda: Citation.objects.get(statement=make.StatementFactory()),
}


@pytest.mark.parametrize("kind", ["change", "delete", "restore"])
@pytest.mark.parametrize("name", SEEN)
def test_what_readers_see_only_a_publisher_alters(name, kind, of_role):
    row = SEEN[name]()
    before = stored(row)
    page = address_of(f"{name}_{kind}", row)
    for role in "SEA":
        assert (role, is_turned_away(of_role(role).post(page, ANYTHING))) == (role, True)
    assert stored(row) == before
    assert Article.objects.exists()
