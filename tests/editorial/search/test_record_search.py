"""The one search of the admin: what it finds in the record, for whom, and that nothing breaks it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.actions.merging.merge import merge_claimants
from editorial.search.names import CLAIMANTS, OUTLETS, TOPICS
from editorial.search.results import SearchText
from editorial.search.texts import ARTICLES, CITATIONS
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.sql import explain
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def open_search(client, text: str):
    run_deferred_triggers()
    return client.get(reverse("admin:search"), {"q": text})


def search(client, text: str) -> dict[str, list[str]]:
    """Return the names of the rows on the page of results, by the title of their group."""
    groups = open_search(client, text).context["search"].groups
    return {group.title: [row.name for row in group.rows] for group in groups}


@pytest.fixture
def record():
    """Make one published claim with its evidence, and one draft."""
    statement = make.StatementFactory(claim__text="The bridge at Ashford was closed", party__name="Ruritania")
    article = make.ArticleFactory(title="Engineers doubt the viaduct", outlet__name="Daily Herald")
    statement.citations.update(excerpt="the span was never safe", article=article)
    make.DraftClaimFactory(text="The tunnel at Vale leaks")
    make.ClaimantFactory(name="Sergey Marlow")
    make.TopicFactory(name="Crossings of the river")


CLAIMS, DRAFTS = "Claims that readers see", "Drafts and retracted claims"
CLOSED, LEAKS = "The bridge at Ashford was closed", "The tunnel at Vale leaks"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ashford", {CLAIMS: [CLOSED]}),
        ("Ashfrod", {CLAIMS: [CLOSED]}),
        ("closing bridges", {CLAIMS: [CLOSED]}),
        ("tunnel vale", {DRAFTS: [LEAKS]}),
        ("tunel vale", {DRAFTS: [LEAKS]}),
        ("tun", {DRAFTS: [LEAKS]}),
        ("span", {CLAIMS: [CLOSED], "Excerpts": ["“the span was never safe”"]}),
        ("never safe", {CLAIMS: [CLOSED], "Excerpts": ["“the span was never safe”"]}),
        (
            "ruritania",
            {CLAIMS: [CLOSED], "Claimants": ["Ruritania"]},
        ),
        ("marlow", {"Claimants": ["Sergey Marlow"]}),
        ("Marlov", {"Claimants": ["Sergey Marlow"]}),
        ("crossing", {"Topics": ["Crossings of the river"]}),
        ("rivr", {"Topics": ["Crossings of the river"]}),
        ("daily h", {"Outlets": ["Daily Herald"]}),
        ("Herold", {"Outlets": ["Daily Herald"]}),
        ("viaduct engineers", {"Articles": ["Engineers doubt the viaduct"]}),
        ("nosuchthing", {}),
    ],
)
def test_everything_on_the_record_is_found_also_misspelt(as_editor, record, text, found):
    assert search(as_editor, text) == found


def test_a_whole_name_or_alias_comes_before_longer_names(as_editor):
    for name in ("The Union of Towns", "Unnamed officials", "Unity", "A body for the Union"):
        make.ClaimantFactory(name=name)
    nations = make.ClaimantFactory(name="Nations together")
    make.AliasFactory(claimant=nations, name="UN")
    union = make.ClaimantFactory(name="Union")
    assert search(as_editor, "un")["Claimants"][0] == str(nations)
    assert search(as_editor, "union")["Claimants"] == [
        str(union),
        "The Union of Towns",
        "A body for the Union",
    ]


def test_what_was_merged_into_another_row_is_left_out(as_editor, publisher):
    kept, lost = (make.ClaimantFactory(name=name) for name in ("Ada Brook", "Ada Brooke"))
    merge_claimants(duplicate=lost, target=kept, by=publisher, now=timezone.now(), reason="The same.")
    assert search(as_editor, "ada broo") == {"Claimants": ["Ada Brook"]}


def test_rows_lead_to_their_pages_and_groups_to_their_lists(as_editor, record):
    page = open_search(as_editor, "Ashford")
    [group] = page.context["search"].groups
    assert as_editor.get(group.rows[0].url).context["original"].text == CLOSED
    assert CLOSED in as_editor.get(group.list_url).text


def test_a_group_shows_only_what_fits(as_editor):
    for number in range(8):
        make.TopicFactory(name=f"Crossing number {number}")
    assert len(search(as_editor, "crossing")["Topics"]) == 6


def test_the_page_says_which_words_were_looked_for(as_editor, record):
    assert open_search(as_editor, "Ashfrod").context["search"].correction == "Ashford"
    assert open_search(as_editor, "Ashford").context["search"].correction == ""


def test_words_are_marked_where_they_stand(as_editor, record):
    assert "<mark>span</mark>" in open_search(as_editor, "span").text


def test_nobody_finds_what_they_may_not_look_at(record):
    """An administrator of accounts has no business with the record."""
    client = signed_in(in_group("Administrator"))
    assert search(client, "Ashford") == {}
    assert 'id="site-search"' not in client.get(reverse("admin:index")).text


def test_only_who_signed_in_here_searches(client, record):
    assert client.get(reverse("admin:search"), {"q": "vale"}).status_code == 302
    client.force_login(make.UserFactory(is_staff=False))
    assert client.get(reverse("admin:search"), {"q": "vale"}).status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?! … —",
        "\0",
        "a\0b",
        "x" * 10_000,
        "word " * 2_000,
        "%_\\",
        "'\"",
        '"open',
        "a & | ! ( ) : * <->",
        "-vale",
        "or",
        "\u202e",
        "\ud83d",
        "新华社",
        "😀",
    ],
)
def test_any_text_can_be_looked_for(as_editor, record, text):
    address = reverse("admin:search")
    assert (
        as_editor.get(address, {"q": text.encode("utf-8", "surrogatepass")}, follow=True).status_code == 200
    )
    assert (
        as_editor.get(address, {"q": [text.encode("utf-8", "surrogatepass")] * 2}, follow=True).status_code
        == 200
    )


def test_a_long_text_is_cut_and_the_page_says_so(as_editor):
    assert "only its beginning was looked for" in open_search(as_editor, "word " * 2_000).text


def test_a_text_without_letters_is_not_looked_for(as_editor, record):
    page = open_search(as_editor, "?! … —")
    assert "no letter or digit" in page.text
    assert page.context["search"].groups == ()


def test_the_search_costs_the_same_however_much_it_finds(as_editor):
    """1 for words, 2 for claims that readers see, 3 for similar ones, 1 for stop words, 1 for all rows."""
    numbers = set()
    for number in range(1, 9):
        make.StatementFactory(
            claim__text=f"Crossing {number} is safe", party__name=f"Crossing board {number}"
        )
        make.CitationFactory(excerpt=f"crossing {number} is unsafe")
        make.DraftClaimFactory(text=f"Crossing {number} leaks")
        if number in (1, 8):
            run_deferred_triggers()
            with CaptureQueriesContext(connection) as queries:
                assert len(search(as_editor, "crossing")) == 4
            numbers.add(len(queries))
    assert numbers == {12}


@pytest.mark.parametrize(
    ("finder", "indexes"),
    [
        (CLAIMANTS, {"claimant_part_of_name", "alias_part_of_name"}),
        (TOPICS, {"topic_part_of_name"}),
        (OUTLETS, {"outlet_part_of_name"}),
        (CITATIONS, {"citation_excerpt_words"}),
        (ARTICLES, {"article_title_words", "article_byline_words", "article_address_words"}),
    ],
)
def test_names_and_texts_are_found_through_indexes(record, finder, indexes):
    """With a few rows a plan reads tables, or looks each row up, unless that is made to look expensive."""
    for text in ("marlow", "marlow street"):
        for statement, params in finder.build(SearchText(text, text.split(), text.split())):
            plan = explain(statement, *params, without="seqscan indexscan nestloop")
            assert indexes - set(re.findall(r"\w+", plan)) == set()
