"""Suggestions for speakers whom the record does not know."""

import datetime

import pytest

from claims.coverage.suggest.proposals import propose_rows
from claims.models import Claimant
from sources.models import Article
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


def propose(text: str) -> dict:
    return propose_rows(text=text, article=Article(published_on=DAY, title="The bridge"))[0]


@pytest.mark.parametrize(
    ("text", "kind", "speaks_for_itself"),
    [
        ("Ada Brook said that the bridge was open.", "person", False),
        ("Ashford Ferries said that the bridge was open.", "organisation", True),
        ("The carrier Dovra Kelm said that the bridge was open.", "organisation", True),
        ("Corvin Thale said that the bridge was open.", "", False),
        ("A senior diplomat said that the bridge was open.", "unnamed", False),
        ("The official said that the bridge was open.", "unnamed", False),
        ("The mayor said that the bridge was open.", "", False),
        ("The Ruritanian government said that the bridge was open.", "government", False),
        ("The Interior Ministry said that the bridge was open.", "organisation", False),
    ],
)
def test_the_kind_follows_from_the_article_and_is_open_where_nothing_tells(text, kind, speaks_for_itself):
    row = propose(text)
    assert (row["claimant"], row["new_kind"], row["speaks_for_itself"]) == (None, kind, speaks_for_itself)
    assert ("new_kind" in row["reasons"]) == bool(kind)


@pytest.mark.parametrize(
    ("text", "capacity"),
    [
        ("The Norlandic defence ministry said that no soldier had left.", "defence ministry"),
        ("Norland's Ministry of Fisheries said that the quota would stay.", "Ministry of Fisheries"),
        ("The Ministry of Fisheries of Norland said that the quota would stay.", "Ministry of Fisheries"),
        ("The Interior Ministry said that nobody was held. Norland has been calm.", "Interior Ministry"),
        ("The armed forces of Norland rejected the report that a ship had sunk.", "armed forces"),
        ("The Coast Guard of Norland said that the ship had been warned.", "Coast Guard"),
    ],
)
def test_a_body_of_a_state_speaks_for_the_state(text, capacity):
    norland = Claimant.objects.create(name="Norland", kind="government")
    row = propose(text)
    assert (row["new_kind"], row["party"], row["speaks_for_itself"]) == ("organisation", norland.pk, False)
    assert row["capacity"] == capacity


@pytest.mark.parametrize(
    "text",
    [
        "A State Department spokesman, Mark Stone, said that it was open.",
        "Mark Stone, a spokesman for the State Department, said that it was open.",
        "State Department spokesman Mark Stone said that it was open.",
    ],
)
def test_an_officer_of_a_body_of_a_state_speaks_for_the_state(text):
    states = make.PartyFactory(name="United States")
    row = propose(text)
    assert (row["new_name"], row["party"], row["new_party"]) == ("Mark Stone", states.pk, "")


def test_why_a_name_is_new_is_true_of_a_description_too():
    make.ClaimantFactory(name="Official")
    assert "exactly this name" in propose("Ada Brook said that it was open.")["reasons"]["new_name"][0]
    described = propose("A spokesman said that it was open.")
    assert described["reasons"]["new_name"][0] == "The article calls them so, and gives no name."
