import datetime
import re

import pytest

from claims import topic_reporting
from claims.models.claimant import _load_names
from public.topics import reports
from public.topics.detail import CLAIMS_PER_PAGE, SPARE_CLAIMS
from sources.models import Article
from tests import factories as make
from tests.support.html import hide_leaks, links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def statement_in(topic, outlet=None, day="2017-04-12", **fields):
    article = make.ArticleFactory(published_on=day, **({"outlet": outlet} if outlet else {}))
    statement = make.StatementFactory(citation__article=article, **fields)
    statement.claim.topics.add(topic)
    return statement


def rows_of(response) -> list[str]:
    return [row.claim.text for _status, rows in response.context["groups"] for row in rows]


def test_a_claim_has_a_line_of_outlets_that_opens_what_each_does_in_its_words(client):
    topic = make.TopicFactory(summary="All about bridges.")
    post, times = make.OutletFactory(name="Post"), make.OutletFactory(name="Times")
    make.ArticleFactory(outlet=times, read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory())
    norland, sudland = make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")
    first = statement_in(topic, post, claim__text="It was closed", party=norland)
    denial = statement_in(topic, post, claim=first.claim, party=sudland, stance="denies")
    own = make.StatementFactory(
        claim=first.claim,
        party=make.VoiceFactory(outlet=times),
        stance="questions",
        citation__article__outlet=times,
        citation__article__title="No such thing",
        citation__article__read_in_full_at=make.MOMENT,
        citation__article__read_in_full_by=make.UserFactory(),
        citation__kind="own_words",
        citation__excerpt="hardly closed at all",
        citation__part="teaser",
    )
    statement_in(topic, post, claim__text="It was open", party=norland)
    response = client.get(topic.get_absolute_url())
    text = text_of(response)
    assert "All about bridges." in text
    assert "2 claims · reported by 2 outlets · all on 12 April 2017" in text
    line = "It was closed Reported by Post (for and against it) Times (against it) "
    assert f"{line}Post affirmed by Norland: “words" in text
    assert "Times casts doubt on it: hardly closed at all" in text
    assert "It was open Reported by Post Post attributes it to Norland: “words" in text
    assert "Not in what we read of Times" in text and "Times : 1 article, length not recorded" in text
    url = first.claim.get_absolute_url()
    [rows, _asserted] = response.text.split('<ul class="reported">')[1:]
    opened = re.findall('href="([^"]*#citation[^"]*)"', rows)
    assert opened == [f"{url}#citation-{evidence.citations.get().pk}" for evidence in (first, denial, own)]


def test_an_agreed_claim_of_the_table_says_by_whom(client):
    topic, post = make.TopicFactory(), make.OutletFactory(name="Post")
    parties = [make.PartyFactory(name=name) for name in ("Norland", "Sudland", "Westland")]
    agreed = statement_in(topic, post, claim__text="It was closed", party=parties[0])
    for party in parties[1:]:
        statement_in(topic, post, claim=agreed.claim, party=party)
    statement_in(topic, post, claim__text="It was open", party=parties[0])
    for query in ("", "?sort=covered"):
        text = text_of(client.get(f"{topic.get_absolute_url()}{query}"))
        assert "It was closed Agreed by Norland, Sudland and Westland" in text
        assert text.count("Agreed by") == 1


def test_says_how_many_outlets_and_excerpts_of_a_claim_are_not_shown(client, monkeypatch):
    monkeypatch.setattr("public.topics.detail.OUTLETS_SHOWN", 2)
    topic = make.TopicFactory()
    busy = [make.OutletFactory(name=name) for name in ("Daily", "Post")]
    shared = statement_in(topic, busy[0], claim__text="Widely known")
    make.CitationFactory(statement=shared, article__outlet=busy[1])
    for _number in range(3):
        make.CitationFactory(statement=shared)
    alone = statement_in(topic, make.OutletFactory(name="Rare"), claim__text="Hardly known").claim
    both = statement_in(topic, busy[0], claim__text="Known to both")
    make.CitationFactory(statement=both, article__outlet=busy[1])
    response = client.get(topic.get_absolute_url(), {"sort": "covered"})
    text, links = text_of(response), links_of(response)
    assert "Widely known Reported by Daily Post and 3 more outlets Daily attributes" in text
    assert links["3 more excerpts"] == shared.claim.get_absolute_url()
    assert "Hardly known reported by 1 outlet" in text
    assert links["reported by 1 outlet"] == alone.get_absolute_url()
    assert "Known to both Reported by Daily Post Daily attributes" in text
    assert "The 2 outlets with most claims are shown." in text
    assert text.count("more outlet") == text.count("more excerpt") == 1


def test_outlets_stand_by_their_names_not_by_their_activity(client):
    topic = make.TopicFactory()
    claim = statement_in(topic, make.OutletFactory(name="times")).claim
    busy = make.OutletFactory(name="Post")
    for outlet in (busy, make.OutletFactory(name="Daily")):
        make.CitationFactory(statement=claim.statements.get(), article__outlet=outlet)
    statement_in(topic, busy, claim__text="Only in the Post")
    context = client.get(topic.get_absolute_url()).context
    [row] = [row for _status, rows in context["groups"] for row in rows if row.claim.pk == claim.pk]
    by_name = ["Daily", "Post", "times"]
    assert [treatment.outlet.name for treatment in row.treatments] == by_name
    assert [outlet.name for outlet, _activity in context["carriers"]] == by_name
    assert [outlet.name for outlet in context["compared_outlets"]] == ["Post", "times"], (
        "those with most claims"
    )


def test_names_who_was_read_and_does_not_mention_a_claim_and_says_how_much_was_read(client, monkeypatch):
    topic, read = make.TopicFactory(), {"read_in_full_at": make.MOMENT, "read_in_full_by": make.UserFactory()}
    claim = statement_in(topic, make.OutletFactory(name="Post")).claim
    for name, days in (
        ("Late", [13]),
        ("Times", [12, 13]),
        ("Daily", [11]),
        ("Abend", [11]),
        ("Unread", [11]),
    ):
        outlet = make.OutletFactory(name=name)
        for day in days:
            fields = {} if name == "Unread" else read
            article = make.ArticleFactory(outlet=outlet, published_on=datetime.date(2017, 4, day), **fields)
            make.CaptureFactory(article=article, text="three words now")
            make.StatementFactory(citation__article=article).claim.topics.add(topic)

    def silence_on(as_of=""):
        response = client.get(topic.get_absolute_url(), {"as_of": as_of})
        found = [row for _status, rows in response.context["groups"] for row in rows]
        [silence] = [row.silence for row in found if row.claim.pk == claim.pk]
        assert silence in text_of(response)
        return silence, response.context["readings"]

    silence, readings = silence_on()
    assert silence == "Not in what we read of Abend, Daily, Late and Times"
    assert readings == [
        ("Abend", "1 article, 3 words"),
        ("Daily", "1 article, 3 words"),
        ("Late", "1 article, 3 words"),
        ("Post", "no article read to the end yet"),
        ("Times", "2 articles, 6 words"),
        ("Unread", "no article read to the end yet"),
    ]
    monkeypatch.setattr(reports, "SILENT_NAMED", 2)
    assert silence_on()[0] == "Not in what we read of Abend, Daily and 2 others"
    make.CitationFactory(statement=claim.statements.get(), article=Article.objects.get(outlet__name="Abend"))
    assert silence_on()[0] == "Not in what we read of Daily, Late and Times"
    silence, readings = silence_on("2017-04-12")
    assert silence == "Not in what we read of Daily and Times"
    assert dict(readings)["Times"] == "1 article, 3 words" and "Late" not in dict(readings)


def test_what_is_only_asserted_is_folded_away_until_it_is_asked_for(client):
    topic = make.TopicFactory()
    statement_in(topic)
    folded = '<details class="asserted">'
    assert folded in client.get(topic.get_absolute_url()).text
    asked = client.get(topic.get_absolute_url(), {"status": "asserted"})
    assert folded not in asked.text and 'id="table" open' in asked.text


def test_the_first_report_and_the_latest_article_are_dated(client):
    topic = make.TopicFactory()
    statement = statement_in(topic, day="2017-04-12")
    statement_in(topic, day="2017-04-13")
    make.CitationFactory(statement=statement, article__published_on="2017-04-19")
    make.CitationFactory(statement=statement, article__published_on=None)
    text = text_of(client.get(topic.get_absolute_url()))
    assert "first reported 12 April 2017; latest article 19 April 2017" in text
    past = text_of(client.get(topic.get_absolute_url(), {"as_of": "2017-04-13"}))
    assert "first reported 12 April 2017; latest article 13 April 2017" in past


def test_a_timeline_takes_three_days(client):
    topic = make.TopicFactory()
    for number in (11, 12):
        statement_in(topic, said_on=datetime.date(2017, 4, number))
    assert client.get(topic.get_absolute_url()).context["timeline"] is None
    statement_in(topic, said_on=datetime.date(2017, 4, 10))
    assert "When it was said" in text_of(client.get(topic.get_absolute_url()))


def test_topics_that_share_claims_are_named(client):
    topic, beside = make.TopicFactory(), make.TopicFactory(name="Beside")
    statement_in(topic).claim.topics.add(beside)
    statement_in(make.TopicFactory(name="Apart"))
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Beside 1 shared claim" in text and "Apart" not in text
    make.TopicAliasFactory(topic=beside, name="Рядом", language="ru")
    _load_names.cache_clear()
    assert "Рядом" in text_of(client.get(f"/ru{topic.get_absolute_url()}"))


def test_of_a_large_topic_the_newest_claims_are_tabled(client, monkeypatch):
    topic = make.TopicFactory()
    for name in ("Early", "Late"):
        statement_in(topic, claim__text=name)
    monkeypatch.setattr(topic_reporting, "CLAIMS_TABLED", 1)
    for sought in (topic_reporting.CLAIMS_SOUGHT, 1):
        monkeypatch.setattr(topic_reporting, "CLAIMS_SOUGHT", sought)
        response = client.get(topic.get_absolute_url())
        assert rows_of(response) == ["Late"]
        assert "1 claim · the newest; older ones are in the list" in text_of(response)


def test_shows_no_draft_and_nothing_retracted(client):
    topic, article = make.TopicFactory(), make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    make.CitationFactory(
        statement=make.DraftStatementFactory(claim=statement.claim), article__outlet__name="Leak outlet"
    )
    for day in ("", "2018-01-01"):
        response = client.get(topic.get_absolute_url(), {"as_of": day})
        text = text_of(response)
        assert "Leak" not in response.content.decode()
        assert "1 claim · reported by 1 outlet" in text
        assert f"topics that share claims {statement.party.name} 1 claim " in text
        assert "disputes it" not in text and "carries" not in text


def test_a_topic_of_drafts_and_retracted_claims_only_is_not_found(client):
    topic = make.TopicFactory(name="Leak")
    make.DraftStatementFactory().claim.topics.add(topic)
    make.StatementFactory(claim=make.ClaimFactory(**retraction("claim"))).claim.topics.add(topic)
    for address in (topic.get_absolute_url(), f"/topics/{topic.pk}/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Leak" not in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    topic, outlet = make.TopicFactory(), make.OutletFactory()
    for _ in range(rows):
        statement_in(topic, outlet)
    with django_assert_num_queries(3):
        assert client.get(topic.get_absolute_url()).status_code == 200
    query = {"sort": "coverage", "as_of": "2018-01-01"}
    with django_assert_num_queries(3):
        assert client.get(topic.get_absolute_url(), query).status_code == 200


def test_a_large_topic_is_read_in_pages_of_claims(client):
    topic = make.TopicFactory()
    for _ in range(CLAIMS_PER_PAGE + SPARE_CLAIMS):
        statement_in(topic)
    response = client.get(topic.get_absolute_url())
    assert response.context["page"].pages == 1
    assert len(rows_of(response)) == CLAIMS_PER_PAGE + SPARE_CLAIMS
    statement_in(topic)
    response = client.get(topic.get_absolute_url())
    assert (response.context["page"].pages, len(rows_of(response))) == (2, CLAIMS_PER_PAGE)
    last = client.get(topic.get_absolute_url(), {"page": 2, "sort": "date"})
    assert len(rows_of(last)) == SPARE_CLAIMS + 1
    assert links_of(last)["← Previous"] == "?sort=date#table"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=abc", "There is no page “abc”"),
        ("page=999999", "There is no page 999999"),
        ("sort=beauty", "the order “beauty”"),
        ("sort=outlet-1", "the order “outlet-1”"),
        ("status=open", "no status “open”"),
        ("party=0", "no party “0”"),
        ("party=%ED%A0%80", "no party “"),
        ("with=1&on=agree", "no two such parties"),
        ("as_of=yesterday", "“yesterday” is no date"),
        ("status=" + "x" * 10_000, "no status “xxxx"),
    ],
)
def test_nonsense_in_the_query_is_ignored_and_said_so(client, query, words):
    topic = make.TopicFactory()
    statement = statement_in(topic)
    response = client.get(f"{topic.get_absolute_url()}?{query}")
    assert words in text_of(response)
    assert rows_of(response) == [statement.claim.text]


def test_other_addresses_lead_to_the_right_one_and_unknown_ids_nowhere(client):
    topic = make.TopicFactory()
    statement_in(topic)
    assert client.get(f"/topics/{topic.pk}/x/")["Location"] == topic.get_absolute_url()
    assert client.get(f"/topics/{'9' * 19}/").status_code == 404
    assert client.get("/topics/0/").status_code == 404
