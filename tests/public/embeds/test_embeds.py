"""The card of a claim in other sites' pages, and how these find it (oEmbed)."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from lxml import etree
from micawber import Provider
from micawber.exceptions import ProviderHTTPException

from claims.actions.merging.merge import merge_claims
from claims.models import Claim
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, retraction, text_of
from tests.support.html_validity import find_faults
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture
def bridge() -> Claim:
    """Make a claim that Sudland affirms and Norland denies."""
    claim = make.ClaimFactory(text="The bridge is closed")
    for name, stance in (("Sudland", "affirms"), ("Norland", "denies")):
        make.StatementFactory(claim=claim, party=make.PartyFactory(name=name), stance=stance)
    run_deferred_triggers()
    claim.refresh_from_db()
    return claim


def card(claim: Claim) -> str:
    return reverse("claim_card", args=[claim.pk])


class Site(Provider):
    """micawber, reading our answers through the test client."""

    def __init__(self, client, endpoint: str) -> None:
        super().__init__(endpoint)
        self.client = client

    def fetch(self, url):
        response = self.client.get(url.removeprefix(SITE))
        if response.status_code != 200:
            raise ProviderHTTPException(url, response.status_code)
        return response.content.decode()


def test_a_card_says_how_the_claim_stands_and_as_of_when(client, bridge, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(card(bridge))
    assert_shows(
        response,
        "Disputed The bridge is closed Affirmed by: Sudland Denied or questioned by: Norland As of",
    )
    assert "Version 1, of 20 April 2017." in text_of(response)
    assert find_faults(response.content.decode()) == []
    page = bridge.get_absolute_url()
    assert links_of(response)["Read who says so, in their own words"] == page
    past = client.get(card(bridge), {"as_of": "2017-04-12"})
    assert "As of 12 April 2017. Read" in text_of(past) and "Version" not in text_of(past)
    assert links_of(past)["The bridge is closed"] == f"{page}?as_of=2017-04-12"
    russian = text_of(client.get(f"/ru{card(bridge)}"))
    assert "Оспаривается" in russian and "Состояние на" in russian
    make.StatementFactory(claim__text="The ferry is late", claim__pk=10**6, party__name="Norland")
    assert_shows(client.get("/claims/1000000/card.html"), "Asserted The ferry is late Asserted by Norland")


def test_every_site_may_frame_a_card_which_does_nothing(client, bridge):
    gone = make.ClaimFactory(**retraction("claim"))
    for response in (client.get(card(bridge)), client.get(card(gone))):
        policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "*",
        }
        assert "X-Frame-Options" not in response
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "<script" not in response.content.decode()
    assert client.get(bridge.get_absolute_url())["X-Frame-Options"] == "DENY"


def test_the_card_of_a_retracted_claim_says_so_and_nothing_else_of_it(client, bridge):
    Claim.objects.filter(pk=bridge.pk).update(**retraction("claim"))
    response = client.get(card(bridge))
    assert response.status_code == 410
    assert_shows(response, "This claim was retracted We published a claim at this address and withdrew it on")
    assert "This claim should not have been here." in text_of(response)
    assert "bridge" not in response.content.decode()
    assert find_faults(response.content.decode()) == []
    assert client.get(reverse("oembed"), {"url": f"{SITE}/claims/{bridge.pk}/"}).status_code == 404


def test_the_card_of_a_merged_claim_is_that_of_the_other(client, bridge):
    other = make.StatementFactory(claim__text="The bridge is shut").claim
    merge_claims(duplicate=other, target=bridge, by=make.UserFactory(), now=make.MOMENT, reason="The same.")
    assert client.get(card(other)).url == card(bridge)
    embed = client.get(reverse("oembed"), {"url": f"{SITE}/claims/{other.pk}/the-bridge-is-shut/"}).json()
    assert f'src="{SITE}{card(bridge)}"' in embed["html"]


def test_nothing_that_readers_may_not_see_is_on_a_card(client, bridge):
    statement = bridge.statements.get(stance="affirms")
    hide_leaks(claim=bridge, party=statement.party, article=statement.citations.get().article)
    draft = Claim.objects.get(state="draft")
    embed = client.get(reverse("oembed"), {"url": f"{SITE}{bridge.get_absolute_url()}"})
    assert "leak" not in (client.get(card(bridge)).content + embed.content).decode().lower()
    assert client.get(card(draft)).status_code == 404
    refused = client.get(reverse("oembed"), {"url": f"{SITE}/claims/{draft.pk}/"})
    assert (refused.status_code, b"Leak" in refused.content) == (404, False)


def test_another_site_finds_the_card_by_the_address_of_the_page(client, bridge, django_assert_num_queries):
    page = f"/ru{bridge.get_absolute_url()}?as_of=2017-04-12"
    head = client.get(page).content.decode().replace("&amp;", "&")
    found = dict(re.findall(r'type="(application/json|text/xml)\+oembed" title="[^"]+" href="([^"]+)"', head))
    endpoint = found["application/json"].partition("?")[0]
    assert endpoint == f"{SITE}/oembed"
    with django_assert_num_queries(1):
        embed = Site(client, endpoint).request(f"{SITE}{page}", maxwidth=400)
    assert {name: embed[name] for name in ("type", "version", "title", "provider_name", "width")} == {
        "type": "rich",
        "version": "1.0",
        "title": "The bridge is closed",
        "provider_name": "On the Record",
        "width": 400,
    }
    [source] = re.findall(r'src="([^"]+)"', embed["html"])
    assert source == f"{SITE}/ru{card(bridge)}?as_of=2017-04-12"
    assert client.get(source.removeprefix(SITE)).status_code == 200
    for kind, address in found.items():
        response = client.get(address.removeprefix(SITE))
        assert response["Content-Type"].partition(";")[0] == kind
        assert response["Access-Control-Allow-Origin"] == "*"
    read = {element.tag: element.text for element in etree.fromstring(response.content)}
    same = client.get(found["application/json"].removeprefix(SITE)).json()
    assert read == {name: str(value) for name, value in same.items()}
    assert same["width"] == 600


def test_a_card_is_as_large_as_it_is_given_room(client, bridge):
    def ask(**sizes):
        query = urlencode({"url": f"{SITE}{bridge.get_absolute_url()}", **sizes})
        embed = client.get(f"/oembed?{query}").json()
        return embed["width"], embed["height"]

    width, height = ask()
    assert ask(maxwidth="") == ask(maxwidth=10**30) == (width, height) == (600, height)
    narrow = ask(maxwidth=220)
    assert narrow[0] == 220 and narrow[1] > height
    assert ask(maxwidth=100)[0] == 100
    assert ask(maxwidth=300, maxheight=150) == (300, 150)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=", 404),
        ("url=http://testserver/claims/0/", 404),
        ("url=http://testserver/claims/{pk}/x/y/", 404),
        ("url=http://testserver/topics/{pk}/", 404),
        ("url=http://elsewhere.example/claims/{pk}/", 404),
        ("url=http://testserver@elsewhere.example/claims/{pk}/", 404),
        ("url=javascript://testserver/claims/{pk}/", 404),
        ("url=http://[testserver/claims/{pk}/", 404),
        ("url=http://testserver/claims/%25FF/", 404),
        (f"url=http://testserver/claims/{10**30}/", 404),
        ("url=http://testserver/claims/{pk}/%26format=xml", 404),
        ("url=http://testserver/admin/", 401),
        ("url=http://testserver/claims/{pk}/preview.html", 401),
        ("url=http://testserver/claims/{pk}/&format=yaml", 501),
        ("url=http://testserver/claims/{pk}/&maxwidth=-1", 400),
        ("url=http://testserver/claims/{pk}/&maxheight=0", 400),
        ("url=http://testserver/claims/{pk}/&maxwidth=%C2%B2", 400),
        ("url=http://testserver/claims/{pk}/", 200),
        ("url=https://TESTSERVER/ru/claims/{pk}/&format=xml", 200),
    ],
)
def test_what_is_no_address_of_a_claim_is_refused_as_the_standard_says(client, bridge, query, status):
    assert client.get(f"/oembed?{query.format(pk=bridge.pk)}").status_code == status


def test_no_text_breaks_an_embed(client):
    text = '"><script>x</script> \x01\ufffe & ]]> {{ 1 }}'
    claim = make.StatementFactory(claim__text=text).claim
    query = {"url": f"{SITE}/claims/{claim.pk}/"}
    embed = client.get("/oembed", query).json()
    assert "<script>" not in embed["html"] and embed["html"].count("<iframe ") == 1
    assert "<script" not in client.get(card(claim)).content.decode()
    title = etree.fromstring(client.get("/oembed", {**query, "format": "xml"}).content).findtext("title")
    assert title == '"><script>x</script>  & ]]> {{ 1 }}'
