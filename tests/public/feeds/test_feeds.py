"""Feeds of changes, as other people's programs read them."""

import datetime
import re

import feedparser
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Change, Claim, ClaimTopic, Statement
from public.feeds import archives
from sources.models import Article
from tests import factories as make
from tests.support.html import hide_leaks, retraction
from tests.support.sql import acting_as_owner

SITE = "http://testserver"


def publish(**fields):
    """Make a published statement, in a transaction of its own."""
    with transaction.atomic():
        return make.StatementFactory(**fields)


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def bridge():
    """Make a claim whose status has changed: Norland denies what Sudland affirms."""
    affirmed = publish(claim__text="The bridge is closed", party=make.PartyFactory(name="Sudland"))
    publish(claim=affirmed.claim, party=make.PartyFactory(name="Norland"), stance="denies")
    return affirmed.claim


def read(client, path: str):
    """Read a feed with feedparser, and check that the JSON Feed beside it says the same."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.bozo_exception
    beside = client.get(path.replace(".atom", ".json"))
    assert beside["Content-Type"] == "application/feed+json; charset=utf-8"
    items, json = beside.json()["items"], beside.json()
    assert json["version"] == "https://jsonfeed.org/version/1.1"
    assert json["title"] == feed.feed.title
    assert json["feed_url"] == f"{SITE}{path.replace('.atom', '.json')}"
    assert [(item["id"], item["title"], item["url"], item["content_html"]) for item in items] == [
        (entry.id, entry.title, entry.link, entry.content[0].value) for entry in feed.entries
    ]
    return feed


def links(feed) -> dict[str, str]:
    return {link.rel: link.href.removeprefix(SITE) for link in feed.feed.links}


def titles(feed) -> list[str]:
    return [entry.title for entry in feed.entries]


def test_an_entry_says_what_changed_and_why(client, bridge):
    with transaction.atomic():
        Claim.objects.filter(pk=bridge.pk).update(text="The old bridge is closed")
    with transaction.atomic():
        make.CorrectionFactory(claim=bridge, notice="A name was wrong.", reason="A slip.")
    feed = read(client, "/feeds/changes.atom")
    assert feed.feed.id.startswith("tag:127.0.0.1,2026:")
    assert links(feed) == {"self": "/feeds/changes.atom", "alternate": "/changes/"}
    assert [(entry.title, entry.content[0].value) for entry in feed.entries] == [
        ("Correction: The old bridge is closed", "<p>A name was wrong.</p><p>Why: A slip.</p>"),
        ("Reworded: The old bridge is closed", "<p>It read: “The bridge is closed”</p>"),
        (
            "Now disputed: The old bridge is closed",
            "<p>Status: asserted before, now disputed.</p><p>Norland: denies, 12 April 2017</p>",
        ),
        ("New claim: The old bridge is closed", feed.entries[3].content[0].value),
    ]
    assert feed.entries[3].content[0].value.startswith("<p>Status: asserted.</p><p>Claim, loaded with")
    status = feed.entries[2]
    cause = Statement.objects.get(stance="denies")
    bridge.refresh_from_db()
    assert status.id == f"tag:127.0.0.1,2026:claims/{bridge.key}/versions/2/status"
    assert status.link == f"{SITE}{bridge.get_absolute_url()}?statement={cause.pk}#statement-{cause.pk}"
    assert status.links[1] == {
        "rel": "related",
        "type": "text/html",
        "href": f"{SITE}/claims/{bridge.pk}/versions/2/",
    }
    assert status.tags[0].term == "status"
    assert len({entry.id for entry in feed.entries}) == 4
    russian = read(client, "/ru/feeds/changes.atom")
    assert russian.entries[2].title == "Теперь оспаривается: The old bridge is closed"
    assert [entry.id for entry in russian.entries] == [entry.id for entry in feed.entries]
    assert russian.feed.id != feed.feed.id
    assert russian.feed.language == "ru"


def test_each_feed_has_the_changes_of_its_own_claims(client, bridge):
    topic = make.TopicFactory(name="Bridges")
    with transaction.atomic():
        ClaimTopic.objects.create(claim=bridge, topic=topic)
    person = make.ClaimantFactory(name="Rex")
    sudland = bridge.statements.get(stance="affirms").party
    spoken = publish(claim=bridge, claimant=person, party=sudland)
    outlet = spoken.citations.get().article.outlet
    other = publish(claim__text="The ferry is late").claim
    with transaction.atomic():
        make.CorrectionFactory(claim=other, notice="A date was wrong.")
    both = ["New position: The bridge is closed", "Now disputed: The bridge is closed"]
    everything = [*both, "New claim: The bridge is closed"]
    for path, expected in {
        f"claims/{bridge.pk}": everything,
        f"topics/{topic.pk}": everything,
        f"claimants/{sudland.pk}": everything,
        f"claimants/{person.pk}": everything,
        f"outlets/{outlet.pk}": everything,
        "corrections": ["Correction: The ferry is late"],
    }.items():
        feed = read(client, f"/feeds/{path}.atom")
        assert titles(feed) == expected, path
        page = links(feed)["alternate"]
        assert client.get(page).status_code == 200
        name = re.sub(r"^What changed: ", "", feed.feed.title)
        assert name in client.get(page).content.decode()
    for query in ("q=bridge", f"party={sudland.pk}", "status=disputed&sort=changed"):
        feed = read(client, f"/feeds/search.atom?{query}")
        assert titles(feed) == everything, query
        assert links(feed)["alternate"] == f"/claims/?{query}"
    assert feed.feed.title == "What changed: Disputed claims"
    assert titles(read(client, "/feeds/search.atom?q=xylophone")) == []


@pytest.mark.parametrize(("path", "setting"), [("corrections", "CHANGES"), ("search", "CLAIMS")])
def test_a_feed_goes_on_where_its_page_ends(client, bridge, monkeypatch, path, setting):
    monkeypatch.setattr(f"public.feeds.views.{setting}_PER_FEED", 1)
    other = publish(claim__text="The ferry is late").claim
    for claim in (bridge, other):
        with transaction.atomic():
            make.CorrectionFactory(claim=claim, notice="A date was wrong.")
    first = read(client, f"/feeds/{path}.atom?exact=1")
    assert links(first).keys() == {"self", "alternate", "first", "next"}
    second = read(client, links(first)["next"])
    assert [titles(page)[0] for page in (first, second)] == [
        "Correction: The ferry is late",
        "Correction: The bridge is closed",
    ]
    assert "next" not in links(second)
    assert titles(read(client, links(second)["previous"])) == titles(first)
    assert links(second)["first"] == f"/feeds/{path}.atom?exact=1"


def test_a_claim_that_changes_often_leaves_room_for_others(client, bridge, monkeypatch):
    monkeypatch.setattr("public.feeds.views.CHANGES_PER_CLAIM", 1)
    publish(claim__text="The ferry is late")
    changes = titles(read(client, "/feeds/search.atom?q=bridge"))
    assert changes == ["Now disputed: The bridge is closed"]


def publish_claims(number: int) -> None:
    for _ in range(number):
        publish()


def test_archives_hold_everything_and_never_change(client, monkeypatch):
    monkeypatch.setattr(archives, "IDS_PER_ARCHIVE", 2)
    monkeypatch.setattr("public.feeds.views.IDS_PER_ARCHIVE", 2)
    monkeypatch.setattr("public.feeds.views.CHANGES_PER_FEED", 2)
    publish_claims(11)
    feed = read(client, "/feeds/changes.atom")
    newest = Change.objects.latest("pk").pk // 2
    assert "prev-archive" not in links(feed), "what is younger than an hour may still grow"
    assert client.get(f"/feeds/changes-{newest - 1}.atom").status_code == 404
    monkeypatch.setattr(archives, "SLOWEST_WRITER", datetime.timedelta(0))
    with acting_as_owner():
        Change.objects.filter(pk__in=range(2 * (newest - 3), 2 * (newest - 2))).delete()
    feed = read(client, "/feeds/changes.atom")
    bodies, ids = {}, {entry.id for entry in feed.entries}
    path = links(feed)["prev-archive"]
    assert path == f"/feeds/changes-{newest - 1}.atom"
    while path:
        response = client.get(path)
        assert response["Cache-Control"] == "public, max-age=300", "no cache keeps what is retracted"
        bodies[path] = response.content
        assert b"<fh:archive/>" in bodies[path]
        archive = read(client, path)
        ids |= {entry.id for entry in archive.entries}
        assert links(archive)["current"] == "/feeds/changes.atom"
        path = links(archive).get("prev-archive")
    assert len(ids) == Change.objects.count() == 9
    assert f"/feeds/changes-{newest - 3}.atom" not in bodies, "an empty one is passed over"
    publish_claims(3)
    publish(claim=Claim.objects.earliest("pk"), stance="denies")
    assert {path: client.get(path).content for path in bodies} == bodies
    for number in (newest + 50, 10**30):
        assert client.get(f"/feeds/changes-{number}.atom").status_code == 404


def test_an_archive_is_found_however_much_was_written_lately(monkeypatch):
    """At most twice as far back as the newest one that is closed, from which a program reads on."""
    monkeypatch.setattr(archives, "IDS_PER_ARCHIVE", 1)
    publish_claims(12)
    last = Change.objects.latest("pk").pk
    for recent in (1, 3, 6):
        monkeypatch.setattr(archives, "_is_old", lambda row, recent=recent: row["number"] <= last - recent)
        with CaptureQueriesContext(connection) as queries:
            found = archives.find_newest_archive()
        assert last - 2 * recent < found <= last - recent
        assert len(queries) == 2


def test_what_was_retracted_is_gone_and_its_entry_is_new(client, bridge):
    before = read(client, "/feeds/changes.atom")
    with transaction.atomic():
        Claim.objects.filter(pk=bridge.pk).update(
            **{**retraction("claim"), "retracted_at": datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)}
        )
    for path in ("/feeds/changes.atom", f"/feeds/claims/{bridge.pk}.atom"):
        response = client.get(path)
        assert "bridge" not in response.content.decode().lower()
        after = read(client, path)
        assert titles(after) == ["Claim retracted", "Status changed", "New claim"]
        assert after.entries[0].content[0].value.startswith("<p>Why: This claim should not have been here.")
        assert [entry.id for entry in after.entries[1:]] == [entry.id for entry in before.entries]
        assert {entry.updated for entry in after.entries} == {"2100-01-01T00:00:00Z"}


def test_no_word_about_a_claim_outlives_it(client, bridge):
    """Notices of corrections, reasons of positions and titles of articles may quote a claim."""
    denial = bridge.statements.get(stance="denies")
    with transaction.atomic():
        make.CorrectionFactory(claim=bridge, notice="Leak: a notice.", reason="Leak: a reason.")
    with transaction.atomic():
        article = bridge.statements.get(stance="affirms").citations.get().article
        Article.objects.filter(pk=article.pk).update(title="Leak: a title", retracted_on="2017-05-03")
        taken = {**retraction("position"), "retraction_reason": "Leak: why it was taken back."}
        Statement.objects.filter(pk=denial.pk).update(**taken)
    paths = [f"feeds/{name}.atom" for name in ("changes", "corrections", f"claims/{bridge.pk}")]
    paths = [*paths, *(path.replace(".atom", ".json") for path in paths), "changes/", "about/"]

    def count_leaks() -> dict[str, int]:
        return {path: client.get(f"/{path}").content.decode().count("Leak") for path in paths}

    assert min(count_leaks().values()) > 1
    with transaction.atomic():
        Claim.objects.filter(pk=bridge.pk).update(**retraction("claim"))
    assert count_leaks() == dict.fromkeys(paths, 0)


def test_an_article_that_is_cited_no_more_is_not_named(client, bridge):
    affirmed = bridge.statements.get(stance="affirms")
    with transaction.atomic():
        article = affirmed.citations.get().article
        Article.objects.filter(pk=article.pk).update(title="Leak: a title", retracted_on="2017-05-03")
    path = f"/feeds/claims/{bridge.pk}.json"
    assert "Leak: a title" in client.get(path).content.decode()
    with transaction.atomic():
        Statement.objects.filter(pk=affirmed.pk).update(**retraction("position"))
    assert "Leak" not in client.get(path).content.decode()


def test_nothing_that_readers_may_not_see_is_in_a_feed(client, bridge):
    statement = bridge.statements.get(stance="affirms")
    topic = make.TopicFactory()
    with transaction.atomic():
        ClaimTopic.objects.create(claim=bridge, topic=topic)
        article = statement.citations.get().article
        hide_leaks(claim=bridge, party=statement.party, article=article, topic=topic)
    hidden = Claim.objects.get(state="draft")
    paths = [
        *("changes", "corrections", "search", f"claims/{bridge.pk}", f"topics/{topic.pk}"),
        *(f"claimants/{statement.party_id}", f"outlets/{article.outlet_id}"),
    ]
    for path in paths:
        for form in ("atom", "json"):
            assert "leak" not in client.get(f"/feeds/{path}.{form}").content.decode().lower(), path
    person = statement.claimant.__class__.objects.get(name="Leak person")
    for path in (f"claims/{hidden.pk}", f"claimants/{person.pk}", "topics/0", f"outlets/{10**30}"):
        assert client.get(f"/feeds/{path}.atom").status_code == 404


def test_no_character_breaks_a_feed(client):
    claim = publish(claim__text="Is <b>&amp; \x01\x0b\ufffe]]> closed \U0001f30d").claim
    for path in ("changes", f"claims/{claim.pk}", "search"):
        feed = read(client, f"/feeds/{path}.atom?q=closed")
        assert feed.entries[0].title == "New claim: Is <b>&amp; ]]> closed \U0001f30d"


@pytest.mark.usefixtures("stamped_pages")
def test_a_feed_is_not_sent_twice(client, bridge):
    first = client.get("/feeds/changes.atom")
    assert first["Cache-Control"].startswith("public, max-age=300, s-maxage=5, ")
    assert "Cookie" not in first.get("Vary", "")
    assert "Last-Modified" not in first
    again = client.get("/feeds/changes.atom", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    publish()
    assert client.get("/feeds/changes.atom", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_an_older_entry_that_is_gone_and_a_new_name_are_told(client, bridge):
    """Neither is newer than the newest entry that the program has."""
    topic = make.TopicFactory(name="Bridges")
    publish(claim__text="The tunnel is closed")
    with transaction.atomic():
        ClaimTopic.objects.create(claim=bridge, topic=topic)
    known = {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    with transaction.atomic():
        type(topic).objects.update(name="Crossings")
    response = client.get(f"/feeds/topics/{topic.pk}.atom", headers=known)
    assert "Crossings" in response.content.decode()
    with transaction.atomic():
        Claim.objects.filter(pk=bridge.pk).update(**retraction("claim"))
    response = client.get("/feeds/search.atom?q=closed", headers=known)
    assert response.status_code == 200 and "bridge" not in response.content.decode()


def test_as_many_queries_for_three_claims_as_for_one(client, bridge, monkeypatch):
    monkeypatch.setattr(archives, "IDS_PER_ARCHIVE", 1)
    topic = make.TopicFactory()
    statement = bridge.statements.get(stance="affirms")
    outlet = statement.citations.get().article.outlet

    def count() -> dict[str, int]:
        with transaction.atomic():
            for claim in Claim.objects.exclude(topics=topic):
                ClaimTopic.objects.create(claim=claim, topic=topic)
        counts = {}
        for path in (
            *("changes", f"claims/{bridge.pk}", f"topics/{topic.pk}", f"claimants/{statement.party_id}"),
            *(f"outlets/{outlet.pk}", "corrections", "search"),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/feeds/{path}.atom").status_code == 200
            counts[path.split("/")[0]] = len(queries)
        return counts

    one = count()
    assert one == {
        **{"changes": 3, "corrections": 1, "search": 3},
        **{"claims": 2, "topics": 2, "claimants": 4, "outlets": 4},
    }
    for _ in range(2):
        publish(party=statement.party, citation__article__outlet=outlet)
    assert count() == one


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("changes.rss", 404),
        ("changes.atom/", 404),
        ("search.atom?status=nonsense", 400),
        ("search.atom?topic=999", 400),
        ("search.atom?statsu=disputed", 400),
        ("search.json?q=bridge&page=2", 400),
        ("search.json?sort=gossip", 400),
        ("corrections.atom?after=x", 400),
        ("claims/0.atom", 404),
        (f"claims/{10**30}.atom", 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client, path, status):
    response = client.get(f"/feeds/{path}")
    assert response.status_code == status
    if status == 400:
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert len(response.content.decode()) > 20
