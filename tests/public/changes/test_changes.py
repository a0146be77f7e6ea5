"""The page of what changed, by day, of one topic or kind."""

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from claims.models import Change, Claim, ClaimVersion, Correction, Statement
from public.changes.views import CHANGES_PER_PAGE
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, retraction, text_of

pytestmark = pytest.mark.usefixtures("tables_owner")


def published(**fields):
    """Make a published statement, in a transaction of its own."""
    with transaction.atomic():
        return make.StatementFactory(**fields)


def published_here(**fields):
    """Make a published statement on a claim that no record brought: it is published as it comes."""
    return published(claim__published_at=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC), **fields)


def change(kind, claim=None, *, day=1, **fields):
    """Make a row as PostgreSQL would write it on a day of April 2017."""
    fields.setdefault("version", 2 if claim else None)
    at = datetime.datetime(2017, 4, day, 12, tzinfo=datetime.UTC)
    return Change.objects.create(kind=kind, claim=claim, made_at=at, **fields)


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def claim():
    """Make a published claim, without the changes of its publishing."""
    claim = published(claim__text="The bridge is closed").claim
    Change.objects.all().delete()
    return claim


def test_an_empty_record_says_so(client):
    assert "Nothing has changed yet" in text_of(client.get("/changes/"))


def test_a_status_names_the_statement_that_changed_it(client, claim):
    cause = published(claim=claim, stance="denies", party=make.PartyFactory(name="Norland"))
    response = client.get("/changes/")
    assert_shows(
        response,
        "Status changed: Asserted → became Disputed",
        "The bridge is closed",
        "Norland: denies, 12 April 2017",
    )
    address = claim.get_absolute_url()
    links = links_of(response)
    assert links["Norland: denies, 12 April 2017"] == f"{address}?statement={cause.pk}#statement-{cause.pk}"
    assert links["Version 2"] == f"/claims/{claim.pk}/versions/2/"
    assert links["History"] == f"/claims/{claim.pk}/history/"


def test_the_statement_that_changed_it_is_read_where_it_stands_now(client, claim):
    cause = published(claim=claim, stance="denies", party=make.PartyFactory(name="Norland"))
    with transaction.atomic():
        elsewhere = published(claim__text="The ferry is closed").claim
        Statement.objects.filter(pk=cause.pk).update(claim=elsewhere)
    href = links_of(client.get("/changes/?kind=status"))["Norland: denies, 12 April 2017"]
    assert href == f"{elsewhere.get_absolute_url()}?statement={cause.pk}#statement-{cause.pk}"


def test_changes_stand_under_their_day_newest_first(client, claim):
    change("new", claim, day=1)
    change("reworded", claim, day=3)
    text = text_of(client.get("/changes/"))
    assert text.index("3 April 2017 Reworded") < text.index("1 April 2017 New claim")


def test_a_reworded_claim_says_what_it_said(client, claim):
    Claim.objects.update(text="The bridge is shut")
    text = text_of(client.get("/changes/"))
    assert "Reworded The bridge is shut It read: “The bridge is closed”" in text


def test_a_correction_stands_with_its_reason(client, claim):
    make.CorrectionFactory(claim=claim, notice="A name was altered.", reason="A slip.")
    make.CorrectionFactory(claim=None, notice="The colours were altered.", reason="Too pale.")
    text = text_of(client.get("/changes/"))
    assert "Correction The bridge is closed A name was altered. Why: A slip." in text
    assert "Correction The colours were altered. Why: Too pale." in text
    Correction.objects.filter(claim=claim).delete()
    assert "A name was altered." not in text_of(client.get("/changes/"))


def test_many_new_claims_are_told_in_brief(client):
    for number in range(3):
        published_here(claim__text=f"Bridge {number} is closed")
    text = text_of(client.get("/changes/"))
    assert "3 new claims Asserted Bridge 2 is closed Asserted Bridge 1 is closed" in text


def test_a_new_claim_that_is_agreed_says_by_whom_while_it_is(client):
    norland, sudland = make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")
    with transaction.atomic():
        agreed = published_here(claim__text="The road is closed", party=norland).claim
        make.StatementFactory(claim=agreed, party=sudland)
    assert "New claim · Agreed by Norland and Sudland The road is closed" in text_of(client.get("/changes/"))
    for number in range(2):
        published_here(claim__text=f"Bridge {number} is closed")
    text = text_of(client.get("/changes/"))
    assert "3 new claims Asserted Bridge 1 is closed" in text
    assert "Agreed by Norland and Sudland The road is closed" in text
    published(claim=agreed, party=make.PartyFactory(), stance="denies")
    assert "Agreed The road is closed" in text_of(client.get("/changes/"))


def test_says_that_a_day_goes_on_beyond_the_page(client, monkeypatch):
    monkeypatch.setattr("public.changes.views.CHANGES_PER_PAGE", 3)
    for number in range(3):
        published_here(claim__text=f"Bridge {number} is closed")
    assert "on this page" not in text_of(client.get("/changes/"))
    published_here(claim__text="The last bridge is closed")
    response = client.get("/changes/")
    assert "3 new claims on this page" in text_of(response)
    older = links_of(response)["Older changes are on the next page"]
    assert "Bridge 0 is closed" in text_of(client.get(f"/changes/{older}"))


LOADED = "Nothing has changed here since the record was loaded, as a whole, on"


def test_what_was_loaded_as_a_whole_is_no_news(client):
    loaded = [published(claim__text=f"Bridge {number} is closed").claim for number in range(3)]
    came = timezone.localdate(ClaimVersion.objects.earliest("pk").made_at)
    day = f"{came.day} {came:%B %Y}"
    topic = make.TopicFactory()
    for claim in loaded:
        claim.topics.add(topic)
    for address in ("/changes/", f"/changes/?topic={topic.pk}"):
        text = text_of(client.get(address))
        assert f"{LOADED} {day}." in text
        assert_shows(
            text,
            f"20 April 2017 a day of the loaded record 3 claims, loaded with the whole record on {day}",
        )
        assert "new claim" not in text.lower().split("20 april 2017")[1]
        folded = (
            client.get(address).content.decode().partition("<details><summary>")[2].partition("</details>")[0]
        )
        assert folded.count(">Bridge ") == 3
    published_here(claim__text="The ferry is closed")
    response = client.get("/changes/")
    text = text_of(response)
    assert LOADED not in text
    assert "<details><summary>" not in response.content.decode()
    assert text.index("The ferry is closed") < text.index(f"3 claims, loaded with the whole record on {day}")
    assert [day.is_of_record for day in response.context["days"]] == [False, True]


def test_of_one_kind_it_is_not_said_that_nothing_else_changed(client, claim):
    loaded = published(claim__text="The ferry is closed").claim
    Change.objects.all().delete()
    change("new", loaded, version=1)
    change("reworded", claim)
    response = client.get("/changes/?kind=new")
    text = text_of(response)
    assert [(day.is_of_record, len(day.entries)) for day in response.context["days"]] == [(True, 1)]
    assert LOADED not in text
    assert "a day of the loaded record Claim, loaded with the whole record on" in text


def test_one_claim_that_was_loaded_says_so(client, claim):
    published(claim__text="The ferry is closed")
    assert "Claim, loaded with the whole record on" in text_of(client.get("/changes/"))


def test_a_later_page_does_not_say_that_nothing_changed(client, monkeypatch):
    monkeypatch.setattr("public.changes.views.CHANGES_PER_PAGE", 1)
    published(claim__text="The ferry is closed")
    published_here(claim__text="The bridge is closed")
    older = links_of(client.get("/changes/"))["Older →"]
    text = text_of(client.get(f"/changes/{older}"))
    assert "The ferry is closed" in text and LOADED not in text


@pytest.mark.parametrize("of_topic", [False, True])
def test_every_page_of_a_loaded_record_is_made_alike(client, monkeypatch, of_topic):
    monkeypatch.setattr("public.changes.views.CHANGES_PER_PAGE", 3)
    topic = make.TopicFactory()
    for number in range(6):
        published(claim__text=f"Bridge {number} is closed").claim.topics.add(topic)
    first = client.get(f"/changes/?topic={topic.pk}" if of_topic else "/changes/")
    older = links_of(first)["Older days of the record are on the next page"]
    second = client.get(f"/changes/{older}")
    assert "next page" not in text_of(second)
    for response, number in ((first, 5), (second, 2)):
        text, folded = text_of(response), response.content.decode().partition("<details><summary>")[2]
        assert LOADED in text
        assert "20 April 2017 a day of the loaded record 3 claims, loaded with the whole record" in text
        assert f"Bridge {number} is closed" in folded.partition("</details>")[0]
    published_here(claim__text="The ferry is closed").claim.topics.add(topic)
    text = text_of(client.get(f"/changes/{older}"))
    assert "Bridge 2 is closed" in text and LOADED not in text


def test_changes_of_a_day_stand_before_what_was_loaded_for_it(client, claim):
    loaded = published(claim__text="The ferry is closed").claim
    Change.objects.all().delete()
    change("reworded", claim)
    change("new", loaded, version=1)
    text = text_of(client.get("/changes/"))
    assert text.index("The bridge is closed") < text.index("The ferry is closed")


def test_many_claims_with_one_changed_source_are_told_in_brief(client):
    with transaction.atomic():
        article = make.ArticleFactory(title="The bridge", outlet__name="Post", retracted_on="2017-05-03")
    for number in range(3):
        statement = published(claim__text=f"Bridge {number} is closed", citation__article=article)
        change("source", statement.claim, article=article)
    text = text_of(client.get("/changes/?kind=source"))
    assert (
        "Source changed “The bridge” (Post), which is cited here, was retracted by the outlet on 3 May 2017."
        " Bridge 2 is closed Bridge 1 is closed Bridge 0 is closed"
    ) in text
    assert text.count("The bridge") == 1


def test_several_positions_are_counted(client, claim):
    change("position", claim, how_many=2)
    assert "2 new positions The bridge is closed" in text_of(client.get("/changes/"))


def test_of_a_refined_rule_nobody_is_named_as_the_cause(client, claim):
    change("status", claim, status_before="asserted", status_after="disputed", by_rule=True)
    expected = "No position changed: we refined the rule for statuses."
    assert expected in text_of(client.get("/changes/"))


class TestWhatIsRetracted:
    def test_of_a_retracted_claim_only_its_address_and_notice_are_shown(self, client, claim):
        Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
        change("new", claim)
        response = client.get("/changes/")
        text = text_of(response)
        assert "bridge" not in response.content.decode()
        assert_shows(
            text,
            "Claim retracted",
            "A claim that was retracted",
            "Why: This claim should not have been here.",
        )
        assert links_of(response)["A claim that was retracted"] == f"/claims/{claim.pk}/"

    def test_of_a_retracted_position_only_the_reason_is_shown(self, client, claim):
        taken = published(claim=claim, stance="denies", party=make.PartyFactory(name="Norland"))
        type(taken).objects.filter(pk=taken.pk).update(**retraction("position"))
        response = client.get("/changes/")
        text = text_of(response)
        assert "Norland" not in text
        assert "Because a position was retracted. Why: This position should not have been" in text

    def test_no_draft_and_nothing_retracted_leaks(self, client, claim):
        statement = claim.statements.get()
        with transaction.atomic():
            hide_leaks(claim=claim, party=statement.party, article=statement.citations.get().article)
        assert "leak" not in client.get("/changes/").content.decode().lower()


class TestNarrowing:
    def test_by_kind(self, client, claim):
        change("new", claim)
        change("reworded", claim)
        response = client.get("/changes/?kind=reworded")
        assert "Reworded The bridge is closed" in text_of(response)
        assert [row.kind for row in response.context["page"].rows] == ["reworded"]

    def test_by_topic_and_kind(self, client, claim):
        topic = make.TopicFactory(name="Bridges")
        claim.topics.add(topic)
        Claim.objects.update(text="The bridge is shut")
        other = published(claim__text="The dam is closed").claim
        other.topics.add(make.TopicFactory(name="Dams"))
        text = text_of(client.get(f"/changes/?topic={topic.pk}&kind=reworded"))
        assert "What changed on Bridges" in text
        assert "The bridge is shut" in text and "The dam is closed" not in text
        assert "Nothing of this kind has changed yet" in text_of(
            client.get(f"/changes/?topic={topic.pk}&kind=correction")
        )

    def test_a_choice_can_be_taken_back(self, client, claim):
        response = client.get("/changes/?kind=new&after=x")
        assert links_of(response)["New claims ×(remove)"] == "?"

    @pytest.mark.parametrize(
        "query",
        ["topic=x", "topic=999", "topic=-1", "topic=%00", "topic=" + "9" * 50, "topic=٣", "topic=1e3"],
    )
    def test_what_is_no_topic_is_ignored_in_words(self, client, claim, query):
        assert "Ignored: there is no topic" in text_of(client.get(f"/changes/?{query}"))

    @pytest.mark.parametrize("kind", ["gossip", "NEW", "%00", "%FF", "%ED%A0%80", "x" * 10_000])
    def test_what_is_no_kind_is_ignored_in_words(self, client, claim, kind):
        assert "Ignored: there is no kind of change" in text_of(client.get(f"/changes/?kind={kind}"))

    def test_a_topic_without_a_published_claim_is_none(self, client, claim):
        draft = make.TopicFactory(name="Leak")
        response = client.get(f"/changes/?topic={draft.pk}")
        assert "Ignored" in text_of(response) and "Leak" not in response.content.decode()


class TestPages:
    @pytest.fixture
    def many(self, claim):
        claim.topics.add(make.TopicFactory(name="Bridges"))
        for number in range(CHANGES_PER_PAGE + 5):
            change("correction", correction=make.CorrectionFactory(claim=None, notice=f"Notice {number}."))

    @pytest.mark.parametrize("query", ["", "?kind=correction"])
    def test_lead_on_and_back(self, client, many, query):
        first = client.get(f"/changes/{query}")
        second = client.get("/changes/" + links_of(first)["Older →"])
        assert len(first.context["page"].rows) == CHANGES_PER_PAGE
        assert "Notice 4." in text_of(second) and "Notice 5." not in text_of(second)
        back = client.get("/changes/" + links_of(second)["← Newer"])
        assert back.context["page"].rows == first.context["page"].rows

    def test_of_a_topic_too(self, client, claim):
        claim.topics.add(make.TopicFactory(name="Bridges"))
        topic = claim.topics.get()
        for number in range(CHANGES_PER_PAGE + 1):
            row = change("reworded", claim, version=number + 2)
            row.filed.create(topic=topic, kind=row.kind, made_at=row.made_at)
        first = client.get(f"/changes/?topic={topic.pk}")
        second = client.get("/changes/" + links_of(first)["Older →"])
        assert [row.change.version for row in second.context["page"].rows] == [2]

    def test_a_cursor_from_elsewhere_is_told(self, client, many):
        next_page = links_of(client.get("/changes/?kind=correction"))["Older →"]
        moved = next_page.replace("kind=correction", "kind=new")
        assert "is from another search" in text_of(client.get(f"/changes/{moved}"))


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    topic = make.TopicFactory()
    for _ in range(rows):
        claim = published(stance="denies").claim
        claim.topics.add(topic)
        change("reworded", claim)
        gone = make.ClaimFactory(**retraction("claim"))
        change("retracted", gone)
        make.CorrectionFactory(claim=claim)
    with django_assert_num_queries(5):
        assert client.get("/changes/").status_code == 200
    with django_assert_num_queries(4):
        assert client.get(f"/changes/?topic={topic.pk}").status_code == 200


def test_an_older_page_costs_one_query_more(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("public.changes.views.CHANGES_PER_PAGE", 1)
    for _ in range(3):
        published()
    older = links_of(client.get("/changes/"))["Older →"]
    with django_assert_num_queries(3):
        assert client.get(f"/changes/{older}").status_code == 200
