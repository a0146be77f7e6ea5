"""The list of claims: what is in it, in which order, in which pages, and at what cost."""

import datetime
import re

import pytest

from claims.models import Claim
from claims.search import planner, ranking
from claims.search.query_parser import MOST_TERMS
from public.claim_list import results
from tests import factories as make
from tests.support.html import hide_leaks, links_of, retraction, text_of
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [row.claim.text for row in response.context["page"].results.rows]


@pytest.fixture
def record(db):
    """Make a disputed claim under a topic and an asserted one under none."""
    topic = make.TopicFactory(name="Bridges")
    disputed = make.StatementFactory(claim__text="Sergéi closed the bridge", stance="denies").claim
    disputed.topics.add(topic)
    make.StatementFactory(claim__text="The road was open", claim__context="A detour by the bridge")
    return topic


def test_shows_the_disputed_first_with_the_reason_and_the_facts(client, record):
    response = client.get("/claims/")
    assert listed(response) == ["Sergéi closed the bridge", "The road was open"]
    text = text_of(response)
    assert "2 claims" in text
    assert "Disputed: denied by Party" in text
    assert "Disputed 1 outlet dated 20 Apr 2017" in text


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("sergei", ["Sergéi closed the bridge"]),
        ("bridges -road", ["Sergéi closed the bridge"]),
        ('"closed the bridge"', ["Sergéi closed the bridge"]),
        ("detour or sergei", ["Sergéi closed the bridge", "The road was open"]),
        ("Brook", ["The road was open"]),
        ("Brooke", ["The road was open"]),
        ("towpath", ["Sergéi closed the bridge"]),
    ],
)
def test_finds_words_names_aliases_and_excerpts(client, record, q, expected):
    person = make.PartyFactory(name="Ada Brook")
    make.AliasFactory(claimant=person, name="Ada Brooke")
    disputed, road = (
        make.StatementFactory._meta.model.objects.get(claim__text__startswith=t) for t in ("S", "T")
    )
    make.StatementFactory(claim=road.claim, party=person)
    make.CitationFactory(statement=disputed, excerpt="nobody on the towpath")
    assert sorted(listed(client.get("/claims/", {"q": q}))) == expected


def test_says_where_a_word_was_found_and_marks_it(client, record):
    response = client.get("/claims/?q=detour")
    assert "In the context" in text_of(response)
    assert "<mark>detour</mark>" in response.content.decode()


def test_marks_words_of_the_proposition_in_the_proposition(client, record):
    response = client.get("/claims/?q=sergei")
    [row] = response.context["page"].results.rows
    assert row.marked_proposition
    assert "<mark>Sergéi</mark> closed the bridge</a></h3>" in response.content.decode()


def test_looks_for_the_nearest_words_when_nothing_has_those(client, record):
    response = client.get("/claims/?q=bridgge")
    assert "Nothing matches “bridgge”. Showing results for bridge." in text_of(response)
    assert len(listed(response)) == 2
    exactly = links_of(response)["Search for “bridgge” exactly"]
    response = client.get(f"/claims/{exactly}")
    assert listed(response) == []
    assert "No claim matches “bridgge”" in text_of(response)


def test_keeps_the_corrected_words_in_every_link_and_the_typed_ones_in_the_field(client, record):
    response = client.get("/claims/?q=bridgge")
    assert 'value="bridgge"' in response.content.decode()
    assert links_of(response)["Latest date"] == "?q=bridge&sort=changed"


def test_corrects_nothing_as_long_as_something_matches(client, record):
    for q in ("detour or bridgge", "detour -bridgge"):
        response = client.get("/claims/", {"q": q})
        assert listed(response) == ["The road was open"]
        assert "Nothing matches" not in text_of(response)


def test_shows_what_has_most_of_the_words_when_nothing_has_all(client, record):
    make.StatementFactory(claim__text="The road to Norwood was open")
    response = client.get("/claims/", {"q": "did Ada say the Norwood road was open", "sort": "changed"})
    assert listed(response) == ["The road to Norwood was open"]
    assert "No claim has all of these words This one has most of them:" in text_of(response)
    assert "Sorted by" not in text_of(response)
    assert response.context["page"].facets == []


def test_words_of_saying_are_no_reason_to_show_a_claim(client, record):
    make.StatementFactory(claim__text="Nothing was said")
    response = client.get("/claims/?q=Sergei+said")
    assert listed(response) == ["Sergéi closed the bridge"]
    assert "This one has some of them:" in text_of(response)


def test_what_has_some_of_the_words_has_none_that_are_not_wanted(client, record):
    assert listed(client.get("/claims/?q=bridge+winter")) != []
    assert listed(client.get("/claims/?q=bridge+winter+-sergei")) == ["The road was open"]


def test_words_in_quotation_marks_are_shown_as_they_are(client, record):
    text = text_of(client.get("/claims/", {"q": '"closed the bridge"', "status": "disputed"}))
    assert 'Words: "closed the bridge"' in text
    assert "“" not in text.partition("1 claim")[0].partition("Remove")[2]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("who says Sergei asked for a bridge?", "We read this as a question. Searched for: Sergei, bridge. "
         "Search for “who says Sergei asked for a bridge?” exactly"),
        ('Who disputes "the bridge", -tunnel?', "We read this as a question. "
         'Searched for: “the bridge”, not tunnel. Disputed claims come first. '
         'Search for Who disputes "the bridge", -tunnel? exactly'),
        ("does anybody agree on a bridge or a tunnel?", "We read this as a question. "
         "Searched for: bridge or tunnel. Agreed claims come first."),
        ("who disputes the bridgge?", "Nothing matches “who disputes the bridgge?”. Showing results for "
         "bridge. We read this as a question. Disputed claims come first."),
        ("bridgge?", "Nothing matches “bridgge?”. Showing results for bridge."),
        ("bridgge (closed)!", "Nothing matches “bridgge (closed)!”. Showing results for bridge (closed)."),
        ("the 'bridgge'", "Nothing matches “the 'bridgge'”. Showing results for the 'bridge'."),
    ],
)  # fmt: skip
def test_says_what_a_question_searched_for(client, record, q, expected):
    assert expected in text_of(client.get("/claims/", {"q": q}))


@pytest.mark.parametrize("q", ["Who says they will?", "who says we?", 'Does anybody say ""?'])
def test_a_question_that_leaves_nothing_to_look_for_is_searched_as_it_is(
    client, record, q, django_assert_max_num_queries
):
    make.StatementFactory(claim__text="Sergei says they will open the road, anybody says")
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        response = client.get("/claims/", {"q": q})
    assert listed(response) == ["Sergei says they will open the road, anybody says"]
    assert "Read as a question" not in text_of(response)


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("what is disputed", "All disputed claims are shown."),
        ("who agrees?", "All agreed claims are shown."),
        ("the disputed", "All disputed claims are shown."),
        ("they disputed", "All disputed claims are shown."),
        ("who disputes that they were", "All disputed claims are shown."),
    ],
)
def test_a_question_about_a_status_alone_shows_all_of_it(client, record, q, sentence):
    status = "disputed" if "disputed" in sentence else "agreed"
    response = client.get("/claims/", {"q": q})
    assert f"We read this as a question. {sentence}" in text_of(response)
    assert listed(response) == listed(client.get("/claims/", {"status": status}))


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("disputed islands", "Two disputed islands were sold"),
        ("Roe versus Wade", "Roe versus Wade is the law"),
        ("undisputed leader", "Ada is the undisputed leader"),
        ("what questions", "The questions were put"),
        ("“disputed” islands", "Two disputed islands were sold"),
    ],
)
def test_words_for_a_status_are_looked_for_where_claims_have_them(
    client, record, q, text, django_assert_max_num_queries
):
    make.StatementFactory(claim__text=text)
    for other in ("The islands were sold", "Roe met Wade", "The leader slept"):
        make.StatementFactory(claim__text=other, stance="denies")
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        response = client.get("/claims/", {"q": q})
    assert listed(response) == [text]
    assert "Read as a question" not in text_of(response)


@pytest.mark.parametrize("q", ["islands disputed", "islands vs islands", "disputed islnds"])
def test_they_ask_for_a_status_where_no_claim_has_them(client, record, q, django_assert_max_num_queries):
    make.StatementFactory(claim__text="The islands were sold")
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        response = client.get("/claims/", {"q": q})
    assert listed(response) == ["The islands were sold"]
    assert "Disputed claims come first." in text_of(response)


def test_a_word_that_asks_for_a_status_is_not_corrected(client, record):
    make.StatementFactory(claim__text="The mill interested us")
    run_deferred_triggers()
    text = text_of(client.get("/claims/", {"q": "mill contested"}))
    assert "interested" in text and "Nothing matches" not in text
    assert "Searched for: mill. Disputed claims come first." in text
    assert "Nothing matches" not in text_of(client.get("/claims/", {"q": "the contested mill"}))


def test_where_nothing_is_found_topics_are_offered_and_english_asked_for(
    client, record, django_assert_max_num_queries
):
    topic = make.TopicFactory(name="Mills and bridges")
    make.StatementFactory(claim__text="A mill stands").claim.topics.add(topic)
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        text = text_of(client.get("/claims/", {"q": "мельница"}))
    assert "Search with English words (“election” instead of «выборы»)" in text
    assert "Or choose a topic: Mills and bridges" in text
    text = text_of(client.get("/claims/", {"q": "nowhere"}))
    assert "Search with English words" not in text and "Or choose a topic: Mills and bridges" in text


def test_words_have_a_chip_only_where_it_removes_them_from_something_else(client, record):
    for query, has_chip in (("", False), ("&status=disputed", True), ("&exact=1", True)):
        text = text_of(client.get(f"/claims/?q=bridge{query}"))
        assert ("Remove Words" in text) == has_chip
    assert "No claim matches “nowhere”" in text_of(client.get("/claims/?q=nowhere&exact=1"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"corrected_on": datetime.date(2017, 4, 20)}, " · corrected by the outlet on 20 April 2017"),
        ({"corrected_on": datetime.date(2017, 4, 20), "retracted_on": datetime.date(2017, 4, 21)},
         " · retracted by the outlet on 21 April 2017"),
    ],
)  # fmt: skip
def test_a_found_excerpt_tells_what_became_of_its_article(client, change, words):
    article = make.ArticleFactory(outlet__name="Herald", published_on=datetime.date(2017, 4, 12), **change)
    make.CitationFactory(statement=make.StatementFactory(citation=None), article=article, excerpt="a toll")
    run_deferred_triggers()
    text = text_of(client.get("/claims/?q=toll"))
    assert f"In the words cited from Herald: a toll{words}" in text
    assert ("by the outlet" in text) == bool(words)


def test_an_exact_search_shows_nothing_else(client, record):
    assert listed(client.get("/claims/?q=bridge+winter&exact=1")) == []


def test_any_of_the_words_finds_as_many_claims_as_it_says(client, record):
    response = client.get("/claims/?q=sergei+winter+the+detours&exact=1")
    [way] = response.context["page"].results.relaxations
    assert (way.words, way.count) == ("Look for any of these words", 2)
    assert len(listed(client.get(f"/claims/{way.query}"))) == 2


def test_more_words_than_a_search_takes_are_not_offered_one_by_one(client, record):
    for number in (MOST_TERMS // 2, MOST_TERMS // 2 + 1):
        words = " ".join(["bridge", *"x" * (number - 1)])
        ways = client.get("/claims/", {"q": words, "exact": "1"}).context["page"].results.relaxations
        assert len(ways) == (number == MOST_TERMS // 2)


def test_filters_are_relaxed_before_the_words(client, record):
    """As long as some claim has all the words, these are not to blame."""
    response = client.get("/claims/?q=open+road&status=disputed")
    assert listed(response) == []
    assert "in every claim" in text_of(response)
    assert listed(client.get("/claims/?q=bridge+winter&status=disputed")) == ["Sergéi closed the bridge"]


def test_says_where_each_word_was_found_if_not_together(client, record):
    page = client.get("/claims/?q=open+detour").content.decode()
    assert "The road was <mark>open</mark></a>" in page
    assert "In the context:</span>" in page
    assert "<mark>detour</mark> by the bridge" in page


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("changed", ["Third", "Second", "First"]),
        ("published", ["Third", "Second", "First"]),
        ("disputed", ["First", "Second", "Third"]),
        ("covered", ["Second", "Third", "First"]),
        ("nonsense", ["First", "Second", "Third"]),
    ],
)
def test_is_sorted_by_what_the_address_says(client, sort, expected):
    make.StatementFactory(claim__text="First", stance="denies")
    second = make.StatementFactory(claim__text="Second")
    make.CitationFactory(statement=second)
    make.StatementFactory(claim__text="Third")
    response = client.get(f"/claims/?sort={sort}")
    assert listed(response) == expected


def test_best_matches_come_first_when_there_are_words(client, record):
    response = client.get("/claims/?q=bridge")
    assert listed(response) == ["Sergéi closed the bridge", "The road was open"]
    assert links_of(response)["Best match"] == "?q=bridge"
    response = client.get("/claims/?q=bridge&sort=changed")
    assert listed(response) == ["The road was open", "Sergéi closed the bridge"]


@pytest.mark.parametrize("sort", ["changed", "published", "disputed", "covered"])
def test_is_leafed_through_both_ways(client, monkeypatch, sort):
    monkeypatch.setattr(results, "CLAIMS_PER_PAGE", 2)
    for n in range(5):
        make.StatementFactory(claim__text=f"Claim {n}", stance="denies")
    first = client.get(f"/claims/?sort={sort}")
    second = client.get("/claims/" + links_of(first)["Next →"])
    third = client.get("/claims/" + links_of(second)["Next →"])
    pages = [listed(page) for page in (first, second, third)]
    assert pages == [["Claim 4", "Claim 3"], ["Claim 2", "Claim 1"], ["Claim 0"]]
    assert "Next →" not in links_of(third)
    assert "5 claims" in text_of(third)
    again = client.get("/claims/" + links_of(third)["← Previous"])
    assert listed(again) == pages[1]


def test_best_matches_are_read_in_pages_and_then_the_search_is_to_be_refined(client, monkeypatch):
    monkeypatch.setattr(results, "CLAIMS_PER_PAGE", 2)
    monkeypatch.setattr(results, "MOST_PAGED", 4)
    for _ in range(5):
        make.StatementFactory()
    first = client.get("/claims/?q=holds")
    assert re.fullmatch(r"\?q=holds&after=[\w%-]+&page=2", links_of(first)["Next →"])
    assert "5 claims" in text_of(first)
    assert "refine your search" not in text_of(first)
    last = client.get("/claims/?q=holds&page=2")
    assert len(listed(last)) == 2
    assert "best matches. To find others, refine your search" in text_of(last)
    assert "Next →" not in links_of(last)


class TestBestMatchesInPages:
    """Seven claims, three to a page, all found by "bridge"; the newest comes first."""

    @pytest.fixture
    def claims(self, monkeypatch):
        monkeypatch.setattr(results, "CLAIMS_PER_PAGE", 3)
        return [self.publish(number) for number in range(7)][::-1]

    def publish(self, number, text="The bridge is old"):
        text = f"{text} {number}"
        make.StatementFactory(claim__text=text)
        run_deferred_triggers()
        return text

    def leaf(self, client, query, direction):
        response = client.get(f"/claims/{query}")
        return listed(response), links_of(response).get(direction)

    def test_forward_and_back_while_the_record_changes(self, client, claims):
        first, onward = self.leaf(client, "?q=bridge", "Next →")
        assert first == claims[:3]
        ahead = [self.publish(number) for number in (7, 8)]
        Claim.objects.filter(text=claims[3]).update(**retraction("claim"))
        run_deferred_triggers()
        second, onward = self.leaf(client, onward, "Next →")
        assert second == claims[4:7]
        assert onward is None
        _rows, back = self.leaf(client, "?q=bridge&page=3", "← Previous")
        before, back = self.leaf(client, back, "← Previous")
        assert before == claims[1:3] + claims[4:5]
        assert self.leaf(client, back, "")[0] == [*ahead[::-1], claims[0]]

    def test_a_row_that_moves_is_no_place_to_begin_anew(self, client, claims):
        _first, onward = self.leaf(client, "?q=bridge", "Next →")
        moved = Claim.objects.get(text=claims[2])
        make.StatementFactory(claim=moved, stance="denies")
        run_deferred_triggers()
        assert listed(client.get("/claims/?q=bridge"))[0] == claims[2]
        assert self.leaf(client, onward, "")[0] == claims[3:6]

    def test_beyond_the_end_and_from_another_search(self, client, claims):
        _second, onward = self.leaf(client, "?q=bridge&page=2", "Next →")
        Claim.objects.filter(text=claims[6]).update(**retraction("claim"))
        run_deferred_triggers()
        response = client.get(f"/claims/{onward}")
        assert listed(response) == claims[:3]
        assert "There is nothing beyond that place" in text_of(response)
        response = client.get(f"/claims/{onward.replace('q=bridge', 'q=old')}")
        assert listed(response) == claims[:3]
        assert "That place in the list is from another search" in text_of(response)

    def test_by_the_last_row_where_too_many_match_to_be_counted(self, client, claims, monkeypatch):
        for module in (planner, ranking):
            monkeypatch.setattr(module, "COUNT_LIMIT", 2)
        monkeypatch.setattr(results, "CLAIMS_PER_PAGE", 1)
        first, onward = self.leaf(client, "?q=bridge", "Next →")
        assert first == claims[:1]
        self.publish(7)
        assert self.leaf(client, onward, "")[0] == claims[1:2]


def test_shows_and_counts_no_draft_and_nothing_retracted(client):
    topic, article = make.TopicFactory(), make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    for query in ("", "?q=Leak", f"?topic={topic.pk}", f"?outlet={article.outlet_id}"):
        content = client.get(f"/claims/{query}").content.decode()
        assert "Leak:" not in content
        assert "Leak person" not in content
        assert "Leak words" not in content
    assert "1 claim" in text_of(client.get(f"/claims/?topic={topic.pk}"))
    assert "0 claims" in text_of(client.get("/claims/?q=Leak"))


QUERIES = [
    ("", 3),
    ("?q=proposition&status=agreed", 4),
    ("?q=proposition&sort=changed", 4),
    ("?topic={topic}&party={party}&claimant={party}&outlet={outlet}", 4),
    ("?q=propositiom&status=agreed&topic={topic}", 6),
    ("?q=propositiom+holdz&status=disputed&topic={topic}", 6),
    ("?q=zzzzz+yyyyy&topic={topic}&status=asserted", 6),
    ("?q=zzzzz+yyyyy+xxxxx+wwwww&topic={topic}&status=asserted", 6),
    ("?q=proposition+zzzzz", 5),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "number"), QUERIES)
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows, query, number):
    topic, party, article = make.TopicFactory(), make.PartyFactory(), make.ArticleFactory()
    for _ in range(rows):
        statement = make.StatementFactory(party=party, citation__article=article)
        statement.claim.topics.add(topic, make.TopicFactory())
        make.StatementFactory(claim=statement.claim, citation__article=article)
    path = f"/claims/{query.format(topic=topic.pk, party=party.pk, outlet=article.outlet_id)}"
    client.get(path)
    with django_assert_num_queries(number):
        assert client.get(path).status_code == 200


def test_of_equal_excerpts_that_of_the_party_on_most_claims_is_shown(client):
    small, main = make.PartyFactory(name="Sylvania"), make.PartyFactory(name="Freedonia")
    article = make.ArticleFactory()
    make.StatementFactory(party=main, claim__text="Another matter")
    claim = make.ClaimFactory(text="The crossing took place")
    for party, excerpt in ((small, "they used ferries"), (main, "ferries were used")):
        make.StatementFactory(claim=claim, party=party, citation__article=article, citation__excerpt=excerpt)
    run_deferred_triggers()
    text = text_of(client.get("/claims/", {"q": "ferries used"}))
    assert "ferries were used" in text.partition("In the words cited from")[2]


@pytest.mark.parametrize("q", ["мельница", "мельница стоит", "Лавров", "мост и мельница", "Брыдж и вода"])
@pytest.mark.parametrize("more", ["", "topic", "status"])
def test_words_of_another_script_take_six_queries_at_most(
    client, record, q, more, django_assert_max_num_queries
):
    topic = make.TopicFactory(name="Mills")
    make.TopicAliasFactory(topic=topic, name="Мельница")
    make.StatementFactory(claim__text="A wheel turns").claim.topics.add(topic)
    run_deferred_triggers()
    values = {"topic": {"topic": topic.pk}, "status": {"status": "agreed"}, "": {}}[more]
    client.get("/ru/claims/")
    with django_assert_max_num_queries(6):
        response = client.get("/claims/", {"q": q, **values})
    assert more == "status" or ("A wheel turns" in listed(response)) == ("мельниц" in q)
