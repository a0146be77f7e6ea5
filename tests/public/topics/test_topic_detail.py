import pytest

from claims import topic_reporting
from public.charts.coverage_matrix import OUTLETS_PER_TABLE
from public.topics.detail import CLAIMS_PER_PAGE, SPARE_CLAIMS
from tests import factories as make
from tests.support.html import hide_leaks, links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def statement_in(topic, outlet=None, day="2017-04-12", **fields):
    article = make.ArticleFactory(published_on=day, **({"outlet": outlet} if outlet else {}))
    statement = make.StatementFactory(citation__article=article, **fields)
    statement.claim.topics.add(topic)
    return statement


def rows_of(response) -> list[str]:
    return [row.claim.text for group in response.context["groups"] for row in group.rows]


def columns_of(response) -> list[str]:
    return [column.outlet.name for column in response.context["outlets"].rows]


def test_every_cell_says_what_the_outlet_does_and_opens_its_words(client):
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
    assert "Disputed 1 Asserted 1 2 claims, carried by 2 outlets, all on 12 April 2017" in text
    assert "Post 2 claims; none read in full yet" in text
    assert "Times 1 claim; 1 article read in full" in text
    assert "Post gives both sides affirmed by Norland denied by Sudland “words" in text
    assert "Times casts doubt on it hardly closed at all No such thing, in a teaser, 12 April" in text
    assert "Asserted by Norland, as one outlet reports (Post). Post attributes it to Norland" in text
    links = [link for link in response.content.decode().split('href="') if "#citation" in link]
    url = first.claim.get_absolute_url()
    opened = [link.split('"')[0] for link in links[:3]]
    assert opened == [f"{url}#citation-{evidence.citations.get().pk}" for evidence in (first, denial, own)]


def test_names_what_is_disputed_and_what_is_agreed(client):
    topic, norland, sudland = (
        make.TopicFactory(),
        make.PartyFactory(name="Norland"),
        make.PartyFactory(name="Sudland"),
    )
    for n, stance in enumerate(["denies", "affirms"]):
        statement = statement_in(topic, claim__text=f"Bridge {n} is closed", party=norland)
        statement_in(topic, claim=statement.claim, party=sudland, stance=stance)
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Disputed Bridge 0 is closed Disputed: affirmed by Norland; denied by Sudland." in text
    assert "Agreed Bridge 1 is closed Agreed by Norland and Sudland" in text


def test_silence_is_claimed_only_for_outlets_read_in_full(client):
    topic = make.TopicFactory()
    statement_in(topic, make.OutletFactory(name="Post"))
    read = make.ArticleFactory(
        outlet__name="Times", read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory()
    )
    make.StatementFactory(citation__article=read).claim.topics.add(topic)
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Post not read in full" in text and "Times not found" in text
    assert "Post not found" not in text


def test_an_outlet_that_covered_the_story_but_left_this_topic_out_is_shown(client):
    topic, beside, apart = make.TopicFactory(), make.TopicFactory(name="Beside"), make.TopicFactory()
    shared = statement_in(topic, make.OutletFactory(name="Post"), claim__text="It was closed")
    shared.claim.topics.add(beside)
    read = make.ArticleFactory(
        outlet__name="Silent", read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory()
    )
    for n in range(2):
        elsewhere = make.StatementFactory(claim__text=f"Not of this topic {n}", citation__article=read)
        elsewhere.claim.topics.add(beside)
    statement_in(apart, make.OutletFactory(name="Stranger"))
    response = client.get(topic.get_absolute_url())
    text = text_of(response)
    assert columns_of(response) == ["Post", "Silent"]
    assert "Silent 1 article read in full" in text and "Silent not found" in text
    assert "Beside 1 shared claim" in text
    assert "Stranger" not in text and "Not of this topic" not in text


def test_of_a_large_topic_the_newest_claims_are_tabled(client, monkeypatch):
    topic = make.TopicFactory()
    for name in ("Early", "Late"):
        statement_in(topic, claim__text=name)
    monkeypatch.setattr(topic_reporting, "CLAIMS_TABLED", 1)
    for sought in (topic_reporting.CLAIMS_SOUGHT, 1):
        monkeypatch.setattr(topic_reporting, "CLAIMS_SOUGHT", sought)
        response = client.get(topic.get_absolute_url())
        assert rows_of(response) == ["Late"]
        assert "1 claim (the newest; older ones are in the list)" in text_of(response)


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
        assert "Asserted 1 1 claim, carried by 1 outlet" in text
        assert f"Parties on record {statement.party.name} 1 claim " in text
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
    with django_assert_num_queries(4):
        assert client.get(topic.get_absolute_url()).status_code == 200
    query = {"sort": f"outlet-{outlet.pk}", "as_of": "2018-01-01"}
    with django_assert_num_queries(5):
        assert client.get(topic.get_absolute_url(), query).status_code == 200


def test_a_large_topic_is_read_in_pages_of_claims_and_of_outlets(client):
    topic = make.TopicFactory()
    for _ in range(CLAIMS_PER_PAGE + SPARE_CLAIMS):
        statement_in(topic)
    response = client.get(topic.get_absolute_url())
    assert response.context["page"].pages == 1 and len(rows_of(response)) == 30
    statement_in(topic)
    response = client.get(topic.get_absolute_url())
    assert len(rows_of(response)) == CLAIMS_PER_PAGE
    assert [page.pages for page in (response.context["page"], response.context["outlets"])] == [2, 4]
    assert len(columns_of(response)) == OUTLETS_PER_TABLE
    last = client.get(topic.get_absolute_url(), {"page": 2, "outlets": 4, "sort": "date"})
    assert len(rows_of(last)) == SPARE_CLAIMS + 1
    assert links_of(last)["← Previous"] == "?sort=date&outlets=4#table"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=abc", "There is no page “abc”"),
        ("outlets=%00", "There is no page “�”"),
        ("page=999999", "There is no page 999999"),
        ("sort=beauty", "the order “beauty”"),
        ("sort=outlet-99999999999999999999", "the order “outlet-9999"),
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
