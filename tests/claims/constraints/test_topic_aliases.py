"""Each named rule about the aliases of a topic."""

import pytest

from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db


def test_an_alias_is_given_once_to_a_topic_and_may_lead_to_two():
    alias = make.TopicAliasFactory(name="Выборы")
    with assert_refused("topic_alias_once_per_topic"):
        make.TopicAliasFactory(topic=alias.topic, name="Выборы")
    with assert_accepted():
        make.TopicAliasFactory(name="Выборы")


def test_an_alias_is_not_blank():
    with assert_refused("topic_alias_is_not_blank"):
        make.TopicAliasFactory(name="")
