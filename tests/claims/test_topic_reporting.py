"""What is read of a topic: the articles of the outlets asked for, and whose texts they are."""

import datetime

import pytest

from claims.topic_reporting import read_outlets, read_topic
from sources.models import Outlet
from tests import factories as make

pytestmark = pytest.mark.django_db


def reported(*names, topics=()):
    """Make a claim under these topics, carried by the outlets of these names."""
    claim = make.ClaimFactory()
    for name in names:
        make.StatementFactory(claim=claim, citation__article__outlet__name=name)
    claim.topics.add(*topics)
    return claim.pk


def test_of_outlets_only_their_own_articles_are_read_and_every_claim():
    topic = make.TopicFactory()
    both, neither = reported("Herald", "Post", topics=[topic]), reported("Times", topics=[topic])
    [herald] = {pk for pk, name in read_topic(topic).names.items() if name == "Herald"}
    reporting = read_outlets([herald], topic=topic)
    assert {pk: set(claim.carriers) for pk, claim in reporting.claims.items()} == {
        both: {herald},
        neither: set(),
    }
    assert reporting.names == {herald: "Herald"}


def carry(claim, name: str, day: int, **citation) -> int:
    """Let an outlet carry the claim on a day of April 2017; returns the outlet's id."""
    outlet = Outlet.objects.filter(name=name).first() or make.OutletFactory(name=name)
    statement = claim.statements.first() or make.StatementFactory(claim=claim, citation=None)
    published = datetime.date(2017, 4, day)
    make.CitationFactory(
        statement=statement, article__outlet=outlet, article__published_on=published, **citation
    )
    return outlet.pk


def test_several_outlets_with_one_text_are_one_report_and_none_of_them_is_first():
    topic, agency = make.TopicFactory(), make.OutletFactory(name="Wire")
    claims = make.ClaimFactory.create_batch(4)
    for claim in claims:
        claim.topics.add(topic)
    copied, led, lone, own = claims
    carry(copied, "Post", 10, via=agency)
    carry(copied, "Times", 10, article__text_from=agency)
    herald = carry(copied, "Herald", 11)
    carry(led, "Post", 10, article__text_from=agency)
    wire = carry(led, "Wire", 10)
    carry(led, "Herald", 11)
    post = carry(lone, "Post", 10, via=agency)
    carry(lone, "Herald", 11)
    carry(own, "Times", 10, via=agency)
    times = carry(own, "Times", 10)
    carry(own, "Post", 11, via=agency)
    reporting = read_topic(topic)
    assert [reporting.claims[claim.pk].reports for claim in claims] == [2, 2, 2, 2]
    assert {row.outlet_id: (row.claims, row.ahead, row.level) for row in reporting.list_outlets()} == {
        post: (4, 1, 0),
        herald: (3, 0, 0),
        times: (2, 1, 0),
        wire: (1, 1, 0),
    }
