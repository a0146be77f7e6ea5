"""Signing in with a passkey, in a real browser with an authenticator that it simulates."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests import factories as make
from tests.support.second_factors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def publisher(settings):
    settings.SECOND_FACTOR = True
    user = make.UserFactory(username="ada", email="ada@example.org", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name="Publisher"))
    return user


@pytest.fixture
def page(chromium, live_server):
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type != "log" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def sign_in(page, address: str) -> None:
    page.goto(f"{address}/admin/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").press("Enter")


def test_a_passkey_is_added_and_asked_for_under_the_policy(publisher, page, live_server):
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, live_server.url)
    expect(page.get_by_text("needs a second factor")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").press("Enter")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add").press("Enter")
    expect(page.get_by_label("Unused codes")).to_be_visible()
    page.goto(f"{live_server.url}/admin/claims/claim/")
    expect(page.get_by_role("heading", name="Select claim to")).to_be_visible()
    page.get_by_role("button", name="Log out").press("Enter")
    sign_in(page, live_server.url)
    page.get_by_role("button", name="Use a passkey or security key").press("Enter")
    expect(page.get_by_role("heading", name="Who says what")).to_be_visible()
    assert page.complaints == []
