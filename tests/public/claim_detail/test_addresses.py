"""A claim's address: what answers, hostile rows and queries, data for machines."""

import datetime
import json
import re

import pytest

from claims.models.claim import make_slug
from claims.positions import STATEMENTS_PER_PAGE
from tests import factories as make
from tests.support.html import links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def test_a_draft_is_not_found_at_any_address(client):
    draft = make.DraftClaimFactory(text="Leak")
    for address in (draft.get_absolute_url(), f"/claims/{draft.pk}/", f"/claims/{draft.pk}/x/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Leak" not in response.content.decode()


def test_a_retracted_claim_is_gone_with_its_notice(client):
    claim = make.ClaimFactory(text="Leak", **retraction("claim"))
    for address in (claim.get_absolute_url(), f"/claims/{claim.pk}/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "This claim should not have been here." in text_of(response)
        assert "Leak" not in response.content.decode()


@pytest.mark.parametrize("tail", ["", "wrong/", "%00/", "%D7%A9/"])
def test_other_addresses_lead_to_the_right_one_for_good(client, tail):
    claim = make.StatementFactory().claim
    response = client.get(f"/claims/{claim.pk}/{tail}?page=1&x=%00")
    assert response.status_code == 301
    assert response["Location"] == f"{claim.get_absolute_url()}?page=1&x=%00"


@pytest.mark.parametrize("pk", ["0", "9223372036854775807", "9223372036854775808", "9" * 40, "-1", "x"])
def test_an_id_that_no_row_has_is_not_found(client, pk):
    assert client.get(f"/claims/{pk}/").status_code == 404
    assert client.get(f"/claims/{pk}/slug/").status_code == 404


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The bridge is closed.", "the-bridge-is-closed"),
        (
            "The bridge at the harbour will be closed for two years",
            "the-bridge-at-the-harbour-will-be-closed",
        ),
        ("The bridge at the harbour has been closed, for two years", "the-bridge-at-the-harbour-has-been"),
        ("o" * 100, "o" * 40),
        ("Мост закрыт", "claim"),
    ],
)
def test_an_address_has_the_first_whole_words_of_the_claim(text, slug):
    assert make_slug(text) == slug


HOSTILE = '</script><script>alert(1)</script>"><img src=x> {{ 7|add:7 }} \u202eשלום 🛰'


def test_hostile_text_is_shown_as_text(client):
    article = make.ArticleFactory(
        title=HOSTILE, outlet__name=HOSTILE[:100], canonical_url="javascript:alert(1)"
    )
    statement = make.StatementFactory(
        claim__text=HOSTILE,
        claim__context=HOSTILE,
        claim__public_note=HOSTILE,
        party=make.PartyFactory(name=HOSTILE),
        capacity=HOSTILE,
        place=HOSTILE,
        citation__article=article,
        citation__excerpt=HOSTILE,
    )
    make.CorrectionFactory(claim=statement.claim, notice=HOSTILE, reason=HOSTILE)
    response = client.get(statement.claim.get_absolute_url())
    body = response.content.decode()
    assert "<script>alert" not in body and "<img" not in body and "javascript:" not in text_of(response)
    assert not any(url.startswith("javascript:") for url in links_of(response).values())
    assert text_of(response).count(" ".join(HOSTILE.split())) >= 8


def structured(response) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
    return json.loads(found.group(1))


def test_tells_machines_the_same_without_a_verdict(client):
    article = make.ArticleFactory(title=HOSTILE, canonical_url="https://post.example/1")
    party = make.PartyFactory(name="Norland", wikidata_id="Q1")
    claim = make.StatementFactory(claim__text=HOSTILE, party=party, citation__article=article).claim
    for stance in ("denies", "questions", "withdraws"):
        make.StatementFactory(claim=claim, stance=stance, citation__article=article)
    former = make.ClaimantFactory()
    make.StatementFactory(
        claim=claim,
        claimant=former,
        party=party,
        said_on=datetime.date(2017, 4, 1),
        citation__article=article,
    )
    make.StatementFactory(
        claim=claim, claimant=former, party=party, stance="withdraws", citation__article=article
    )
    data = structured(client.get(claim.get_absolute_url()))
    appearance = {
        "@type": "NewsArticle",
        "url": "https://post.example/1",
        "headline": HOSTILE,
        "publisher": {"@type": "Organization", "name": article.outlet.name},
        "inLanguage": "en",
        "datePublished": "2017-04-12",
    }
    assert data == {
        "dateModified": claim.published_at.isoformat(),
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Claim",
        "@id": f"http://testserver/claims/{claim.pk}/",
        "url": f"http://testserver{claim.get_absolute_url()}",
        "identifier": claim.key,
        "version": claim.versions.count(),
        "name": HOSTILE,
        "text": HOSTILE,
        "author": [
            {
                "@type": "Organization",
                "@id": f"http://testserver/claimants/{party.pk}/",
                "name": "Norland",
                "url": f"http://testserver{party.get_absolute_url()}",
                "sameAs": "https://www.wikidata.org/entity/Q1",
            }
        ],
        "datePublished": "2017-04-20T12:00:00+00:00",
        "appearance": [appearance],
        "firstAppearance": appearance,
    }


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ([12, 11], "2017-04-11"),
        ([12, 12], None),
        ([12, None], None),
    ],
)
def test_tells_machines_the_first_appearance_only_where_one_is_known(client, days, first):
    claim = make.ClaimFactory()
    for day in days:
        published_on = day and datetime.date(2017, 4, day)
        make.StatementFactory(claim=claim, citation__article__published_on=published_on)
    data = structured(client.get(claim.get_absolute_url()))
    assert len(data["appearance"]) == 2
    assert data.get("firstAppearance", {}).get("datePublished") == first


def test_many_positions_are_read_in_pages_and_each_can_be_found(client):
    claim = make.ClaimFactory()
    statements = [make.StatementFactory(claim=claim) for _ in range(STATEMENTS_PER_PAGE + 1)]
    first = client.get(claim.get_absolute_url())
    assert f"{len(statements)} positions on this claim; {STATEMENTS_PER_PAGE} are shown" in (text_of(first))
    shown = re.findall(r'id="statement-(\d+)"', first.content.decode())
    [left] = {str(s.pk) for s in statements} - set(shown)
    moved = client.get(claim.get_absolute_url(), {"statement": left})
    assert moved.status_code == 302
    assert f'id="statement-{left}"' in client.get(moved["Location"]).content.decode()


@pytest.mark.parametrize("query", ["page=abc", "page=999999", "page=%00", "statement=%00", "statement=x"])
def test_nonsense_in_the_query_is_answered(client, query):
    claim = make.StatementFactory().claim
    response = client.get(f"{claim.get_absolute_url()}?{query}")
    assert response.status_code == 200
    assert ("There is no page" in text_of(response)) == query.startswith("page")
