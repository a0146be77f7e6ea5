import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import topic_reporting
from public.compare.comparison import CLAIMS_LISTED, Comparison, ComparisonPart
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, text_of
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make.OutletFactory(name="Post")


@pytest.fixture
def times():
    return make.OutletFactory(name="Times")


def reported(outlet, text="", day="2017-04-12", **fields):
    """Make a statement that `outlet` cites, on the claim with this text if any."""
    names = {"claim__text": text} if text else {}
    return make.StatementFactory(
        citation__article=make.ArticleFactory(outlet=outlet, published_on=day), **names, **fields
    )


def also(outlet, statement, excerpt="the same words", **fields):
    article = make.ArticleFactory(outlet=outlet, published_on="2017-04-13")
    return make.CitationFactory(statement=statement, article=article, excerpt=excerpt, **fields)


def compared(client, a, b, **query):
    return client.get("/compare/", {"a": a.pk, "b": b.pk, **query})


def texts(response, part: str) -> list[str]:
    return [row.claim.text for row in response.context["comparison"].parts[part].rows]


def test_says_what_both_report_and_what_only_one_does(client, post, times):
    shared = reported(post, "Both have it")
    also(times, shared)
    reported(post, "Only Post has it")
    read = make.ArticleFactory(outlet=times, read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory())
    make.StatementFactory(claim__text="Only Times has it", citation__article=read)
    make.CaptureFactory(article=read, text="Three words only")
    reported(make.OutletFactory(), "Neither has it")
    response = compared(client, post, times)
    assert texts(response, "both") == ["Both have it"]
    assert texts(response, "only_a") == ["Only Post has it"]
    assert texts(response, "only_b") == ["Only Times has it"]
    text = text_of(response)
    assert_shows(
        text, "Only Post 1 claim", "Both 1 claim", "of these, differently 0 claims", "Only Times 1 claim"
    )
    assert "Not found in the one article of Times that we read (3 words)." in text
    assert "We have read no article of Post to the end yet, so this says little." in text
    assert "Post: 2 claims; no article read to the end yet" in text
    assert "Times: 2 claims; read to the end: 1 article, 3 words" in text
    assert "Neither has it" not in text


def test_finds_where_one_disputes_or_states_what_the_other_attributes(client, post, times):
    norland, sudland = make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")
    alike = reported(post, "Attributed by both", party=norland)
    also(times, alike)
    disputed = reported(post, "Disputed by Times", party=norland)
    voice = make.VoiceFactory(outlet=times)
    reported(times, claim=disputed.claim, party=voice, stance="denies", citation__kind="own_words")
    one_side = reported(post, "Both sides in Post", party=norland)
    also(times, one_side)
    reported(post, claim=one_side.claim, party=sudland, stance="denies")
    parties = reported(post, "From different parties", party=norland)
    reported(times, claim=parties.claim, party=sudland)
    response = compared(client, post, times)
    assert texts(response, "different") == [
        "Both sides in Post",
        "Disputed by Times",
        "From different parties",
    ]
    assert "Post attributes it to Norland" in text_of(response)
    assert "Times disputes it" in text_of(response)


def test_sets_two_wordings_of_one_remark_side_by_side(client, post, times):
    statement = make.StatementFactory(citation=None, claim__text="It was closed")
    also(post, statement, "the bridge is closed for good", part="headline")
    also(times, statement, "the bridge is shut for good")
    [wording] = compared(client, post, times).context["comparison"].wordings
    assert wording.a.pieces == [(False, "the bridge is "), (True, "closed"), (False, " for good")]
    assert wording.b.pieces == [(False, "the bridge is "), (True, "shut"), (False, " for good")]
    response = compared(client, post, times)
    # Beside the words, and in the opened cell of the table.
    assert text_of(response).count(", in the headline") == 2
    page = response.content.decode()
    assert "“the bridge is <mark>closed</mark> for good”" in page


def test_spaces_and_quotation_marks_are_no_difference_but_stay_as_printed(client, post, times):
    same, other = make.StatementFactory(citation=None), make.StatementFactory(citation=None)
    said = {post: "a\u00a0\u201cbridge\u201d that\u2019s shut", times: 'a "bridge" that\'s shut'}
    for outlet, words in said.items():
        also(outlet, same, words)
        also(outlet, other, f"{words} for good" if outlet == post else f"{words} at last")
    changed, equal = compared(client, post, times).context["comparison"].wordings
    assert equal.is_same and not changed.is_same
    for wording, ends in ((equal, ("", "")), (changed, (" for good", " at last"))):
        for side, outlet, end in zip((wording.a, wording.b), said, ends, strict=True):
            assert "".join(text for _is_only, text in side.pieces) == said[outlet] + end
    assert [text for is_only, text in changed.a.pieces if is_only] == ["for good"]


@pytest.mark.parametrize(
    ("counts", "radii"), [((22, 3, 75), (46, 70)), ((50, 0, 75), (57, 70)), ((0, 0, 0), (46, 46))]
)
def test_the_circles_are_as_large_as_their_numbers(counts, radii):
    parts = {
        name: ComparisonPart(name, n) for name, n in zip(("only_a", "both", "only_b"), counts, strict=True)
    }
    a, b = Comparison(None, parts, [], [], False).circles
    assert (a.radius, b.radius) == radii
    assert a.x + a.radius == 175 and b.x - b.radius == 125


def test_wordings_with_little_in_common_are_not_marked_and_the_same_ones_are_said_to_be_so(
    client, post, times
):
    other, same = make.StatementFactory(citation=None), make.StatementFactory(citation=None)
    also(post, other, "nobody may pass")
    also(times, other, "a crossing has been ruled out, he told reporters")
    for outlet in (post, times):
        also(outlet, same, "word for word")
    response = compared(client, post, times)
    assert [wording.is_same for wording in response.context["comparison"].wordings] == [False, True]
    assert "<mark>" not in response.content.decode()
    assert "Word for word the same." in text_of(response)


def test_the_boxes_offer_the_outlets_that_report_most_and_those_that_were_chosen(
    client, post, times, monkeypatch
):
    monkeypatch.setattr("public.compare.options.OUTLETS_OFFERED", 1)
    reported(post)
    reported(post)
    reported(times)
    reported(make.OutletFactory(name="Gazette"))
    assert [name for _pk, name in client.get("/compare/").context["outlets"]] == ["Post"]
    chosen = client.get("/compare/", {"b": times.pk})
    assert [name for _pk, name in chosen.context["outlets"]] == ["Post", "Times"]


def test_a_topic_narrows_the_comparison(client, post, times):
    topic = make.TopicFactory(name="Bridges")
    inside = reported(post, "In the topic")
    also(times, inside)
    inside.claim.topics.add(topic)
    reported(post, "Outside it")
    everything = compared(client, post, times)
    address = links_of(everything)["Bridges 1"]
    assert texts(everything, "only_a") == ["Outside it"]
    narrowed = client.get(f"/compare/{address}")
    assert texts(narrowed, "both") == ["In the topic"] and texts(narrowed, "only_a") == []


def test_as_of_a_day_later_articles_are_left_out(client, post, times):
    shared = reported(post, "It was closed", day="2017-04-12", said_on="2017-04-12")
    also(times, shared)  # on the 13th
    then = compared(client, post, times, as_of="2017-04-12")
    assert texts(then, "only_a") == ["It was closed"] and texts(then, "both") == []
    assert texts(compared(client, post, times, as_of="2017-04-13"), "both") == ["It was closed"]
    assert "As things stood at the end of 12 April 2017." in text_of(then)


def test_what_an_outlet_carried_later_makes_no_difference_then(client, post, times):
    shared = reported(post, "It was closed", said_on="2017-04-12")
    make.CitationFactory(statement=shared, article__outlet=times, article__published_on="2017-04-12")
    denial = reported(post, claim=shared.claim, stance="denies", said_on="2017-04-12", day="2017-04-13")
    make.CitationFactory(
        statement=denial, article__outlet=make.OutletFactory(), article__published_on="2017-04-12"
    )
    assert texts(compared(client, post, times, as_of="2017-04-12"), "different") == []
    assert texts(compared(client, post, times, as_of="2017-04-13"), "different") == ["It was closed"]


@pytest.mark.parametrize(("stance", "number"), [("denies", 0), ("questions", 1), ("withdraws", 1)])
def test_disputing_is_not_taking_back(client, post, times, stance, number):
    shared = reported(post)
    also(times, shared)
    for outlet, taken in ((post, "denies"), (times, stance)):
        own = {"party": make.VoiceFactory(outlet=outlet), "stance": taken, "citation__kind": "own_words"}
        reported(outlet, claim=shared.claim, **own)
    assert len(texts(compared(client, post, times), "different")) == number


def test_a_remark_leads_to_its_place_among_many_and_only_the_latest_are_compared(
    client, monkeypatch, post, times
):
    statement = make.StatementFactory(citation=None, said_on="2017-04-11")
    also(post, statement)
    also(times, statement)
    for module in ("claims.positions.STATEMENTS_PER_PAGE", "public.compare.wordings.WORDINGS_READ"):
        monkeypatch.setattr(module, 1)
    monkeypatch.setattr("public.compare.comparison.WORDINGS_READ", 1)
    assert "is looked at" not in text_of(compared(client, post, times))
    later = make.StatementFactory(citation=None, claim=statement.claim)
    also(post, later)
    also(times, later)
    response = compared(client, post, times)
    [wording] = response.context["comparison"].wordings
    assert wording.url == f"{statement.claim.get_absolute_url()}?statement={later.pk}#statement-{later.pk}"
    assert "Of such remarks only the latest one is looked at." in text_of(response)


def test_of_long_documents_remarks_are_read_and_what_is_not_read_is_said(client, monkeypatch, post, times):
    norland, claim = make.PartyFactory(name="Norland"), make.ClaimFactory()
    for outlet, day in ((post, "2017-04-12"), (times, "2017-04-11")):
        reported(outlet, claim=claim, party=norland, said_on=day)
    remark = make.StatementFactory(citation=None, party=norland, said_on="2017-04-11")
    also(post, remark)
    also(times, remark)
    reported(make.OutletFactory(), claim=remark.claim, party=norland, said_on="2017-04-12")
    run_deferred_triggers()
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", 1)
    response = compared(client, post, times, part="both")
    [row] = [row for row in response.context["comparison"].parts["both"].rows if row.claim.pk == claim.pk]
    assert [cell.silence for cell in row.cells] == ["", "not among the 1 positions that we looked at"]
    [wording] = compared(client, post, times).context["comparison"].wordings
    assert wording.statement.pk == remark.pk


def test_documents_are_read_of_the_remarks_that_are_shown(client, monkeypatch, post, times):
    monkeypatch.setattr("public.compare.comparison.WORDINGS_LISTED", 1)
    monkeypatch.setattr("public.compare.comparison.CLAIMS_LISTED", 1)
    for words in ("the same", "nobody may pass", "the bridge is shut at last"):
        remark = make.StatementFactory(citation=None)
        also(post, remark, words)
        also(times, remark, "the bridge is closed at last" if "bridge" in words else "the same")
    with CaptureQueriesContext(connection) as queries:
        [wording] = compared(client, post, times).context["comparison"].wordings
    assert wording.statement.pk == remark.pk
    [query] = [query["sql"] for query in queries if "claims_bounded" in query["sql"]]
    # The newest claim is also the only one that the list of what both report shows.
    assert f"unnest('{{{remark.claim_id}}}'" in query


def test_articles_that_are_not_cited_yet_take_no_place(client, monkeypatch, post, times):
    reported(times)
    reported(post, "Cited", day="2017-04-01")
    for day in ("2017-04-12", None):
        make.ArticleFactory(outlet=post, published_on=day)
    for module in ("claims.topic_reporting", "public.compare.comparison"):
        monkeypatch.setattr(f"{module}.ARTICLES_COMPARED", 1)
    assert texts(compared(client, post, times), "only_a") == ["Cited"]


def test_one_list_alone_comes_in_pages(client, post, times):
    reported(times)
    for n in range(CLAIMS_LISTED + 1):
        reported(post, f"Claim {n}")
    whole = compared(client, post, times)
    assert len(texts(whole, "only_a")) == CLAIMS_LISTED
    address = links_of(whole)[f"All {CLAIMS_LISTED + 1}: Only Post"]
    alone = client.get(f"/compare/{address}")
    assert len(texts(alone, "only_a")) == CLAIMS_LISTED + 1
    assert "Only Times" not in [*links_of(alone)] and "Everything that both report" not in text_of(alone)


def test_of_outlets_with_much_on_record_the_newest_articles_decide(client, monkeypatch, post, times):
    reported(times)
    reported(post, "Old", day="2017-04-01")
    reported(post, "New", day="2017-04-12")
    for module in ("claims.topic_reporting", "public.compare.comparison"):
        monkeypatch.setattr(f"{module}.ARTICLES_COMPARED", 1)
    response = compared(client, post, times)
    assert texts(response, "only_a") == ["New"]
    assert "only the newest 200 are looked at" in text_of(response)


def test_offers_boxes_and_the_pairs_with_most_in_common(client, post, times):
    shared = reported(post)
    also(times, shared)
    make.OutletFactory(name="Unheard")
    response = client.get("/compare/")
    assert links_of(response)["Post and Times"] == f"?a={post.pk}&b={times.pk}"
    assert "1 claim in common" in text_of(response) and "Unheard" not in text_of(response)


def test_shows_no_draft_and_nothing_retracted(client, post, times):
    article = make.ArticleFactory(outlet=post)
    statement = make.StatementFactory(citation__article=article)
    also(times, statement)
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    draft = make.DraftStatementFactory(claim=statement.claim, party=statement.party, stance="denies")
    make.CitationFactory(statement=draft, article__outlet__name="Leak outlet")
    also(times, draft, "Leak words of a draft")
    for response in (
        compared(client, post, times),
        compared(client, post, times, as_of="2018-01-01"),
        client.get("/compare/"),
    ):
        assert "Leak" not in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, post, times, rows):
    topic = make.TopicFactory()
    for n in range(rows):
        shared = reported(post, f"Claim {n}")
        also(times, shared, f"other words {n}")
        shared.claim.topics.add(topic)
        reported(times)
    for number, query in ((5, {}), (6, {"topic": topic.pk, "as_of": "2018-01-01"}), (6, {"topic": 0})):
        with django_assert_num_queries(number):
            assert compared(client, post, times, **query).status_code == 200
    with django_assert_num_queries(2):
        assert client.get("/compare/").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("a=0&b=x", "there is no outlet “x”"),
        ("a=%00", "there is no outlet “�”"),
        ("a=99999999999999999999", "there is no outlet “99999999999999999999”"),
        ("b=" + "9" * 10_000, "there is no outlet “999"),
        ("topic=%ED%A0%80", "there is no topic"),
        ("part=beauty", "there is no list “beauty”"),
        ("as_of=soon", "“soon” is no date"),
    ],
)
def test_nonsense_is_ignored_and_said_so(client, query, words):
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200 and words in text_of(response)


def test_an_outlet_is_not_compared_with_itself(client, post):
    reported(post)
    response = compared(client, post, post)
    assert "An outlet cannot be compared with itself" in text_of(response)
    assert "comparison" not in response.context


def test_a_page_that_is_none_is_answered(client, post, times):
    reported(post)
    reported(times)
    response = compared(client, post, times, part="only_a", page="many")
    assert "There is no page “many”" in text_of(response)


def test_the_bound_is_what_the_page_says():
    assert topic_reporting.ARTICLES_COMPARED == 200


def test_the_whole_comparison_folds_what_is_long(client, post, times):
    reported(post, "Only Post has it")
    for number in range(2):
        also(times, reported(post, f"Both have {number}"), excerpt=f"other words {number}")
    whole = compared(client, post, times).content.decode()
    folded = [each.partition("</details>")[0] for each in whole.split('<details class="part-list">')[1:]]
    assert folded[0].startswith("<summary>1 more</summary>")
    assert [each.startswith("<summary>Show the list</summary>") for each in folded[1:]] == [True, True]
    assert "Only Post has it" in folded[1]
    assert "part-list" not in compared(client, post, times, part="only_a").content.decode()
