"""Every address and every action of the admin, from the side of those who must not.

The addresses are read from the admin itself: a new one fails here until it is in the table below.
"""

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import URLResolver, reverse
from django.utils import timezone

from claims.models import Citation, ClaimVersion, CorrectionProposal, Coverage, Review, VanishedExcerpt
from sources.models import Article, BackgroundJob, CaptureText
from sources.queueing import queue_recapture
from tests import factories as make
from tests.claims.admin.conftest import in_group, signed_in
from tests.claims.admin.pages import ROWS, a_row
from tests.rules import check_deferred

pytestmark = pytest.mark.django_db

EVERYBODY = "SEPA"
"""Who may sign in: Staff in no group, Editor, Publisher, Administrator."""

DESK = "EP"

KINDS = ("changelist", "add", "change", "delete", "history", "restore")


def of(
    model: str, *, view: str, add: str = "", change: str = "", delete: str = "", history: bool = True
) -> dict:
    """By address, who may look (GET) and who may act (POST) on the pages that every model has."""
    pages = {
        "changelist": (view, view),
        "add": (add, add),
        "change": (view, change),
        "delete": (delete, delete),
        "history": (view, view),
    }
    if history:
        pages["restore"] = (change, change)
    return {f"{model}_{page}": who for page, who in pages.items()}


def recorded(model: str) -> dict:
    """What every editor records, as long as readers do not see it."""
    return of(model, view=DESK, add=DESK, change=DESK, delete=DESK)


PAGES = {
    "index": (EVERYBODY, EVERYBODY),
    "handbook": (EVERYBODY, EVERYBODY),
    "password_change": (EVERYBODY, EVERYBODY),
    "password_change_done": (EVERYBODY, EVERYBODY),
    "jsi18n": (EVERYBODY, EVERYBODY),
    "app_list": (DESK, DESK),
    **recorded("sources_outlet"),
    **recorded("sources_article"),
    "sources_article_recapture": (DESK, DESK),
    "sources_article_compare": (DESK, DESK),
    **recorded("sources_capture") | {"sources_capture_restore": ("", "")},
    **recorded("sources_capturetext") | {"sources_capturetext_restore": ("", "")},
    **of("sources_backgroundjob", view=DESK, history=False),
    **recorded("claims_topic"),
    **recorded("claims_claimant"),
    **recorded("claims_alias"),
    **recorded("claims_affiliation"),
    **recorded("claims_claim"),
    **recorded("claims_statement"),
    **{
        f"claims_{noun}_{step}": (who, who)
        for noun in ("claim", "statement")
        for step, who in {
            "submit": DESK,
            "withdraw": DESK,
            "send_back": "P",
            "publish": "P",
            "retract": "P",
        }.items()
    },
    "claims_claim_similar": (DESK, DESK),
    **recorded("claims_citation"),
    **recorded("claims_claimrelation"),
    **recorded("claims_factcheck"),
    **of("claims_correction", view="P", add="P", change="P"),
    **of("claims_claimversion", view=DESK),
    **of("claims_review", view=DESK),
    **of("claims_correctionproposal", view="P"),
    "claims_correctionproposal_word": ("P", "P"),
    "claims_correctionproposal_waive": ("P", "P"),
    **of("claims_report", view=DESK),
    "claims_report_answer": (DESK, DESK),
    "claims_report_close": (DESK, DESK),
    **of("claims_vanishedexcerpt", view=DESK),
    "claims_vanishedexcerpt_settle": (DESK, DESK),
    **dict.fromkeys(("coverage_begin", "coverage_lookup"), (DESK, DESK)),
    # Of somebody else's work: for nobody.
    **{
        f"coverage_{step}": ("", "")
        for step in (
            *("resume", "check", "rows", "kept", "passage", "discard"),
            *("summary", "submit", "learn", "mark_read"),
        )
    },
    **of("auth_user", view="A", add="A", change="A", history=False),
    "auth_user_password_change": ("A", "A"),
    **of("auth_group", view="A", history=False),
}

TESTED_ELSEWHERE = {
    "login": "open to all",
    "logout": "open to all",
    "autocomplete": "below, for it is told in its parameters what it looks for",
    "view_on_site": "leads to a public page",
}

ACTIONS = {
    "claims.claim": {"submit_selected": DESK, "publish_selected": "P", "retract_selected": "P"},
    "claims.statement": {"submit_selected": DESK, "publish_selected": "P", "retract_selected": "P"},
    "sources.article": {"mark_read_in_full": DESK},
    "sources.backgroundjob": {"try_again": "P", "cancel": "P"},
}
"""Besides deleting, which is offered to whoever may delete."""

IN_2100 = 4_102_444_800_000_000
"""In microseconds, as the addresses of earlier versions have it: after every change."""

ANYTHING = {"post": "yes", "notice": "So.", "note": "So.", "reason": "So.", "unverified": "1", "text": "x"}


def patterns(found) -> Iterator[tuple[str, set[str]]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        elif one.name:
            yield one.name, {*one.pattern.converters, *one.pattern.regex.groupindex}


ADDRESSES = dict(patterns(admin.site.get_urls()))


def test_every_address_is_in_the_table():
    assert ADDRESSES.keys() - TESTED_ELSEWHERE.keys() == PAGES.keys()


def proposal() -> CorrectionProposal:
    claim = make.StatementFactory().claim
    return CorrectionProposal.objects.create(
        claim=claim, change="A word.", proposed_by=make.UserFactory(), proposed_at=make.THEN
    )


def review() -> Review:
    return Review.objects.create(
        claim=make.DraftClaimFactory(), asked_by=make.UserFactory(), asked_at=make.THEN
    )


def version() -> ClaimVersion:
    make.StatementFactory()
    check_deferred()  # which writes it
    return ClaimVersion.objects.get()


def vanished() -> VanishedExcerpt:
    citation = make.CitationFactory()
    return VanishedExcerpt.objects.create(
        citation=citation, capture=make.CaptureFactory(article=citation.article), noticed_at=make.THEN
    )


def job() -> BackgroundJob:
    queue_recapture(make.ArticleFactory(canonical_url="https://example.org/1"), now=timezone.now())
    return BackgroundJob.objects.latest("pk")


MADE: dict[str, Callable] = {
    "sources_article": lambda: make.ArticleFactory(canonical_url="https://example.org/1"),
    "claims_claimversion": version,
    "claims_review": review,
    "claims_correctionproposal": proposal,
    "claims_report": make.ReportFactory,
    "claims_vanishedexcerpt": vanished,
    "claims_statement": lambda: make.CitationFactory().statement,
    "sources_capturetext": lambda: a_row(CaptureText),
    "sources_backgroundjob": job,
    "auth_user": make.UserFactory,
    "auth_group": lambda: Group.objects.create(name="Another"),
}


def row_for(name: str):
    """A row that readers do not see, of the model whose page `name` is; None for pages of no row."""
    model = "_".join(name.split("_")[:2])
    if model in MADE:
        return MADE[model]()
    if name.startswith("coverage_"):
        return Coverage.objects.create(editor=make.UserFactory(), begun_at=make.THEN, changed_at=make.THEN)
    noun = model.removeprefix("claims_").removeprefix("sources_")
    return ROWS[noun]() if noun in ROWS else None


def address_of(name: str, row) -> str:
    known = {"object_id": row and row.pk, "id": row and row.pk, "pk": row and row.pk, "moment": IN_2100}
    known["app_label"] = "claims"
    if "capture" in ADDRESSES[name]:
        known["capture"] = max(make.CaptureFactory(article=row, text=text).pk for text in ("Then.", "Now."))
    return reverse(f"admin:{name}", kwargs={key: known[key] for key in ADDRESSES[name]})


def of_role(letter: str) -> Client:
    groups = {"E": "Editor", "P": "Publisher", "A": "Administrator"}
    if letter in groups:
        return signed_in(in_group(groups[letter]))
    return signed_in(make.UserFactory(username="staff", is_staff=True))


def is_turned_away(response) -> bool:
    if response.status_code == 302:
        return response.url.startswith(reverse("admin:login"))
    return response.status_code in (403, 404, 405)


def stored(row) -> list[dict]:
    return list(type(row)._base_manager.filter(pk=row.pk).values()) if row else []


@pytest.mark.parametrize("name", PAGES)
def test_whoever_must_not_is_turned_away_and_nothing_changes(name):
    row = row_for(name)
    page, before = address_of(name, row), stored(row)
    look, act = PAGES[name]
    for client in (Client(), signed_in(make.UserFactory())):
        assert is_turned_away(client.get(page))
        assert is_turned_away(client.post(page, ANYTHING))
    for role in EVERYBODY:
        client = of_role(role)
        assert (role, is_turned_away(client.get(page))) == (role, role not in look)
        if role not in act:
            assert (role, is_turned_away(client.post(page, ANYTHING))) == (role, True)
    assert stored(row) == before


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_found_by_typing_is_what_one_may_see(role):
    client = of_role(role)
    asked = {"app_label": "claims", "model_name": "statement", "field_name": "claim", "term": "a"}
    assert is_turned_away(client.get(reverse("admin:autocomplete"), asked)) == (role not in DESK)


def actions_of(model, user) -> set[str]:
    request = RequestFactory().get("/")
    request.user = user
    return set(admin.site.get_model_admin(model).get_actions(request)) - {"delete_selected"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_action_is_in_the_table_and_offered_to_those_who_may(role):
    client = of_role(role)
    user = client.get(reverse("admin:index")).wsgi_request.user
    for model in admin.site._registry:
        expected = ACTIONS.get(model._meta.label_lower, {})
        declared = {one if isinstance(one, str) else one.__name__ for one in actions_declared(model)}
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
def test_an_action_that_is_posted_all_the_same_does_nothing(role, model, action):
    if role in ACTIONS[model][action]:
        return
    name = model.replace(".", "_")
    row = row_for(f"{name}_change")
    before = stored(row)
    sent = {"action": action, "_selected_action": [row.pk], "notice": "So.", "unverified": "1"}
    of_role(role).post(reverse(f"admin:{name}_changelist"), sent)
    assert stored(row) == before
    assert not Review.objects.exists()


SEEN = {
    "claims_claim": lambda: make.StatementFactory().claim,
    "claims_statement": make.StatementFactory,
    "claims_citation": lambda: Citation.objects.get(statement=make.StatementFactory()),
}


@pytest.mark.parametrize("kind", ["change", "delete", "restore"])
@pytest.mark.parametrize("name", SEEN)
def test_what_readers_see_only_a_publisher_alters(name, kind):
    row = SEEN[name]()
    before = stored(row)
    page = address_of(f"{name}_{kind}", row)
    for role in "SEA":
        assert (role, is_turned_away(of_role(role).post(page, ANYTHING))) == (role, True)
    assert stored(row) == before
    assert Article.objects.exists()
