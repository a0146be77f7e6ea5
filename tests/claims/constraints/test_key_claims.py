"""Each named rule about the key claims of a topic."""

import pytest
from django.db.models import F

from claims.models import KeyClaim
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db


def test_a_claim_is_a_key_claim_of_a_topic_once():
    key = make.KeyClaimFactory()
    with assert_refused("key_claim_once_per_topic"):
        make.KeyClaimFactory(topic=key.topic, claim=key.claim, place=2)
    with assert_accepted():
        make.KeyClaimFactory(claim=key.claim, place=1)


def test_two_key_claims_change_places_but_never_share_one():
    first = make.KeyClaimFactory(place=1)
    make.KeyClaimFactory(topic=first.topic, place=2)
    with assert_refused("key_claim_place_once_per_topic"):
        KeyClaim.objects.filter(pk=first.pk).update(place=2)
    with assert_accepted():
        KeyClaim.objects.update(place=3 - F("place"))


@pytest.mark.parametrize("place", [0, 8])
def test_there_are_seven_places(place):
    with assert_refused("key_claim_has_one_of_seven_places"):
        make.KeyClaimFactory(place=place)
    with assert_accepted():
        make.KeyClaimFactory(place=7)
