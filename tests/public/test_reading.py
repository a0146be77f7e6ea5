"""How much was read of an outlet, in numbers and in words."""

import datetime

import pytest

from claims.models import Claim
from core.sql_statements import fetch_results
from public.reading import Reading, build_readings, read_readings
from sources.models import Article
from tests import factories as make
from tests.support.html import retraction

pytestmark = pytest.mark.django_db

READ = {"read_in_full_at": make.MOMENT}


def load(*outlets, most=9, **options):
    [rows] = fetch_results(build_readings([outlet.pk for outlet in outlets], most=most, **options))
    readings = read_readings(rows)
    return [readings[outlet.pk] for outlet in outlets]


def cited(outlet, day, *texts, **fields):
    article = make.ArticleFactory(outlet=outlet, published_on=datetime.date(2017, 4, day), **fields)
    for hour, text in enumerate(texts):
        at = make.MOMENT + datetime.timedelta(hours=hour)
        make.CaptureFactory(article=article, text=text, captured_at=at)
    return make.StatementFactory(citation__article=article).claim


def test_words_are_those_of_the_latest_text_of_what_was_read_to_the_end():
    post, times, herald = (make.OutletFactory() for _ in range(3))
    read = {**READ, "read_in_full_by": make.UserFactory()}
    cited(post, 1, "an earlier text", "two words", **read)
    cited(post, 2, "and three words", **read)
    cited(post, 3, "not read to the end")
    make.ArticleFactory(outlet=post, **read)  # that nothing cites
    topic = make.TopicFactory()
    cited(times, 1, **read).topics.add(topic)
    assert load(post, times, herald) == [Reading(2, 5, 1), Reading(1, None, 0), Reading()]
    assert load(post, most=2) == [Reading(1, 3, 1)]
    assert load(post, times, topic=topic) == [Reading(), Reading(1, None, 0)]
    other = make.StatementFactory(citation__article=Article.objects.get(outlet=times)).claim
    topic.claims.set([other])
    assert load(times, topic=topic) == [Reading(1, None, 0)]
    Claim.objects.filter(pk=other.pk).update(**retraction("claim"))
    assert load(times, topic=topic) == [Reading()], "cited on the topic for a retracted claim only"
    assert load(post, as_of=datetime.date(2017, 4, 1)) == [Reading(1, 2, 0)]


def test_it_is_told_in_words():
    one, more, unknown = Reading(1, 561), Reading(3, 4000), Reading(1, None)
    assert one.describe_absence("Post") == "Not found in the one article of Post that we read (561 words)."
    assert more.describe_absence("Post") == "Not found in the 3 articles of Post that we read (4,000 words)."
    assert "(length not recorded)" in unknown.describe_absence("Post")
    assert "no article of Post to the end" in Reading(unread=2).describe_absence("Post")
    assert more.describe_density(40) == "40 claims in 3 articles, 4,000 words: 10 per 1,000 words"
    assert "per 1,000" not in unknown.describe_density(1) + Reading(1, 100, unread=1).describe_density(1)
    assert Reading().describe_density(1) == "1 claim; no article read to the end yet"
    assert sum([one, more, Reading()], Reading()) == Reading(4, 4561)
    assert (one + unknown).words is None
