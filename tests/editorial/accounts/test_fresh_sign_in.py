"""Pages that ask for the password again."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.models import PersonalToken
from claims.models import Claim, Claimant, Merge, Statement
from editorial.accounts.guards import needs_fresh_sign_in
from editorial.accounts.second_factor import SET_UP_HERE
from sources.models import Capture, CaptureText
from subscriptions.models import Webhook
from tests import factories as make
from tests.support.admin_html import address
from tests.support.html import text_of
from tests.support.permissions import ACTIONS, PAGES
from tests.support.second_factors import PASSWORD, add_app, sign_in

pytestmark = pytest.mark.django_db

FRESH = {
    "api_personaltoken": {"add", "delete"},
    "auth_group": {"add", "change", "delete"},
    "auth_user": {
        *("add", "change", "delete", "history", "send_link", "begin_anew", "personal_data", "remove"),
    },
    "subscriptions_webhook": {"add", "change", "delete", "make_new_secret"},
    "sources_capture": {"delete"},
    "sources_capturetext": {"delete"},
    "sources_outlet": {"merge", "unmerge"},
    "claims_claimant": {"merge", "unmerge"},
    "claims_claim": {"merge", "unmerge", "retract"},
    "claims_statement": {"retract"},
    "claims_origin": {"remove_payload"},
    "claims_review": {"undo"},
    "claims_importrun": {"undo"},
}
"""What asks for the password again: of each model, pages and actions of its list."""

EVERY_DAY = {
    *("changelist", "add", "change", "delete", "history", "csv", "restore", "opened"),
    *("submit", "withdraw", "send_back", "publish", "accept", "refuse", "settle", "waive", "answer", "close"),
    *(
        "similar",
        "reword",
        "review",
        "compare",
        "word",
        "relate",
        "recapture",
        "not_there",
        "mark_read_in_full",
    ),
    *("not_the_same", "send_test_message", "switch_on_again", "try_again", "cancel"),
}
"""What does not, of all other models: it can be undone, or is what editors do all day."""

RECORD = {
    *("affiliation", "alias", "citation", "claim", "claimant", "claimrelation", "claimversion", "correction"),
    *("correctionproposal", "factcheck", "importmapping", "importrun", "lead", "offeredchange", "report"),
    *("offeredcitation", "origin", "probabledouble", "review", "statement", "topic", "vanishedexcerpt"),
    *("article", "outlet", "backgroundjob"),
}
"""The models of which drafts are deleted, and rows changed, without being asked for the password."""

OF_NO_MODEL = {"index", "handbook", "search", "saved", "password", "jsi18n", "app", "import", "coverage"}
"""What the names of the other pages begin with, none of which asks."""


def list_pages_and_actions() -> set[tuple[str, str]]:
    """List what the admin can be asked for, as pairs of a model and what is done (test_permissions.py)."""
    models = sorted((model._meta.label_lower.replace(".", "_") for model in site._registry), key=len)
    found = set()
    for name in PAGES:
        model = next((each for each in reversed(models) if name.startswith(f"{each}_")), "")
        found.add((model, name.removeprefix(f"{model}_")))
    for label, actions in ACTIONS.items():
        found |= {(label.replace(".", "_"), action.removesuffix("_selected")) for action in actions}
    return found


def test_of_every_page_and_action_somebody_has_decided_whether_it_asks():
    found = list_pages_and_actions()
    asking = {(model, done) for model, each in FRESH.items() for done in each}
    assert asking <= found
    assert {pair for pair in found if needs_fresh_sign_in("_".join(pair))} == asking
    others = found - asking
    assert {done for model, done in others if model} <= EVERY_DAY
    assert {model.partition("_")[2] for model, done in others if done == "delete"} == RECORD
    assert {done.partition("_")[0] for model, done in others if not model} == OF_NO_MODEL


@pytest.mark.parametrize(
    ("model", "action"),
    [
        *((Claim, "retract_selected"), (Claim, "merge_selected"), (Statement, "retract_selected")),
        *((Capture, "delete_selected"), (CaptureText, "delete_selected"), (User, "delete_selected")),
        *((PersonalToken, "delete_selected"), (Webhook, "make_new_secret"), (Group, "delete_selected")),
    ],
)
def test_lists_ask_as_the_pages_do(client, person, later, model, action):
    ada = person("Publisher")
    ada.is_superuser = True
    ada.save()
    sign_in(client, "ada")
    later(16)
    path = address(model, "changelist")
    sent = {"action": ["", action], "index": "1", "_selected_action": ["1"]}
    assert client.post(path, sent).url == f"/admin/account/confirm/?next={path}"
    assert client.get(path).status_code == 200
    assert "/confirm/" not in client.post(path, {**sent, "action": "other"}).headers.get("Location", "")


def test_an_action_is_done_after_the_password(client, person, later):
    person("Publisher")
    sign_in(client, "ada")
    statement = make.CitationFactory(statement__state="published").statement
    later(16)
    path = f"{address(Statement, 'changelist')}?state=published"
    asked = ask_and_answer(client, path, {"action": "retract_selected", "_selected_action": [statement.pk]})
    assert asked.redirect_chain == [(path, 302)]
    assert "notice" in asked.text and str(statement.pk) in asked.text


@pytest.fixture
def later(monkeypatch):
    def pass_time(minutes: int) -> None:
        now = timezone.now() + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return pass_time


@pytest.mark.parametrize(
    "page",
    [
        *("auth_user_add", "auth_user_change", "api_personaltoken_add", "claims_claim_merge"),
        *("claims_claimant_unmerge", "sources_outlet_merge", "sources_capturetext_delete"),
        *("claims_claim_retract", "claims_origin_remove_payload", "subscriptions_webhook_add"),
    ],
)
def test_after_a_while_what_does_harm_asks_for_the_password(client, person, page, later):
    ada = person("Publisher")
    ada.is_superuser = True
    ada.save()
    sign_in(client, "ada")
    path = reverse(f"admin:{page}", args=[] if page.endswith("_add") else [1])
    assert not client.get(path).headers.get("Location", "").startswith("/admin/account/confirm/")
    later(16)
    assert client.get(path).url.startswith("/admin/account/confirm/?next=")
    assert client.get(reverse("admin:claims_claim_changelist")).status_code == 200


def test_what_was_sent_meanwhile_is_kept_and_taken_after_the_password(client, person, later):
    person("Editor")
    sign_in(client, "ada")
    path = address(PersonalToken, "add")
    client.get(path)
    later(16)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    sent = {"name": "A program", "scopes": ["read:drafts"], "last_day": tomorrow.isoformat()}
    asked = client.post(path, sent)
    assert asked.url.startswith("/admin/account/confirm/?next=")
    assert not PersonalToken.objects.exists()
    assert client.post(asked.url, {"password": "a wrong password", "next": path}).status_code == 200
    assert not PersonalToken.objects.exists()
    done = client.post(asked.url, {"password": PASSWORD, "next": path}, follow=True)
    assert done.status_code == 200
    assert PersonalToken.objects.get().name == "A program"
    assert PersonalToken.objects.get().token_key in done.text


def ask_and_answer(client, path: str, sent: dict, *, meanwhile=lambda: None):
    """Send a form, be asked for the password, give it, and be led back; return the last answer."""
    asked = client.post(path, sent)
    goes_on_to = parse_qs(urlsplit(asked.url).query)["next"][0]
    meanwhile()
    return client.post(asked.url, {"password": PASSWORD, "next": goes_on_to}, follow=True)


@pytest.fixture
def token(client, person):
    """Sign an editor in, who has a token; return the page on which it is removed."""
    token = make.TokenFactory(user=person("Editor"))
    sign_in(client, "ada")
    return address(PersonalToken, "delete", token.pk)


def test_what_was_given_up_is_not_done_later(client, token, later):
    later(16)
    done = ask_and_answer(client, token, {"post": "yes"}, meanwhile=lambda: client.get(token))
    assert "Are you sure" in done.text
    assert PersonalToken.objects.exists()


def test_what_was_sent_is_not_done_by_a_password_for_something_else(client, token, later):
    later(16)
    asked = client.post(token, {"post": "yes"})
    client.post(asked.url, {"password": PASSWORD, "next": reverse("admin:index")})
    assert "Are you sure" in client.get(token).text
    assert PersonalToken.objects.exists()


def test_what_was_sent_with_a_mistake_is_shown_at_its_own_address(client, person, later):
    person("Editor")
    sign_in(client, "ada")
    later(16)
    path = address(PersonalToken, "add")
    done = ask_and_answer(client, path, {"name": "A program", "scopes": ["read:drafts"]})
    assert done.redirect_chain == [(path, 302)]
    assert "This field is required" in done.text and 'value="A program"' in done.text
    assert "This field is required" not in client.get(path).text


def test_what_was_sent_minutes_before_the_password_is_not_done(client, token, later):
    later(16)
    done = ask_and_answer(client, token, {"post": "yes"}, meanwhile=lambda: later(6))
    assert "What you had sent before was not done" in done.text
    assert PersonalToken.objects.exists()


def test_what_was_sent_is_done_though_the_address_has_a_query_string(client, token, later):
    later(16)
    ask_and_answer(client, f"{token}?_changelist_filters=o%3D1", {"post": "yes"})
    assert not PersonalToken.objects.exists()


def test_a_merge_is_done_after_the_password(client, person, later):
    person("Publisher")
    sign_in(client, "ada")
    double, kept = make.ClaimantFactory(), make.ClaimantFactory()
    path = f"{reverse('admin:claims_claimant_merge', args=[double.pk])}?into={kept.pk}"
    later(16)
    done = ask_and_answer(client, path, {"into": kept.pk, "reason": "The same person."})
    assert done.redirect_chain[-1][0] == address(Claimant, "change", kept.pk)
    assert Merge.objects.get().claimant_from == double


def test_the_page_that_asks_says_why(client, token, later):
    add_app(User.objects.get())
    session = client.session
    session[SET_UP_HERE] = True
    session.save()
    later(16)
    said = text_of(client.get(token, follow=True))
    assert "Is it still you?" in said and "Or in another way" in said
    assert "reauthenticate" not in said and "Confirm Access" not in said


def test_the_password_holds_for_a_quarter_of_an_hour(client, person, later):
    ada = person("Administrator")
    sign_in(client, "ada")
    later(16)
    path = address(User, "change", ada.pk)
    asked = client.get(path)
    assert client.post(asked.url, {"password": PASSWORD, "next": path}).url == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("page", ["mfa_activate_totp", "mfa_deactivate_totp", "account_change_password"])
@pytest.mark.parametrize("is_shown", [False, True])
def test_a_form_without_its_token_is_refused_and_reaches_no_guard(person, later, page, is_shown):
    add_app(ada := person("Publisher"))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    session = strict.session
    session.update({SET_UP_HERE: True} if is_shown else {})
    session.save()
    later(16)
    assert strict.post(reverse(page)).status_code == 403
    assert "_auth_user_id" in strict.session
