"""What the search of the lists and of the fields finds, and that it goes through indexes."""

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.models import Alias, Citation, Claimant, Statement, Topic
from editorial.admin.base import search as search_module
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.admin_html import address
from tests.support.sql import explain

pytestmark = pytest.mark.django_db

NAMES = (
    "Recep Erdoğan",
    "Miles O’Brien",
    "Владимир Путин",
    "Bashar al-Assad",
    "50% + 1",
    "snake_case",
    "新华社",
)


def search(client, model, text: str) -> list[str]:
    """Return the rows that the list of `model` shows."""
    page = client.get(address(model, "changelist"), {"q": text})
    return [str(row) for row in page.context["cl"].result_list]


def look_up(client, text: str, **more) -> dict:
    """Return what an autocomplete field for a claimant is sent."""
    query = {"app_label": "claims", "model_name": "statement", "field_name": "claimant", "term": text, **more}
    return client.get(reverse("admin:autocomplete"), query).json()


@pytest.fixture
def names():
    for name in NAMES:
        make.ClaimantFactory(name=name)
    make.AliasFactory(claimant=Claimant.objects.get(name="Recep Erdoğan"), name="The strongman's man")


@pytest.mark.parametrize(
    ("model", "factory"),
    [(Claimant, make.ClaimantFactory), (Topic, make.TopicFactory), (Outlet, make.OutletFactory)],
)
def test_a_name_is_found_by_any_part(as_superuser, model, factory):
    for name in NAMES:
        factory(name=name)
    found = {
        "erdogan": "Recep Erdoğan",
        "RDOĞ": "Recep Erdoğan",
        "o'brien": "Miles O’Brien",
        "O’Brien": "Miles O’Brien",
        "путин": "Владимир Путин",
        "assad bashar": "Bashar al-Assad",
        "0%": "50% + 1",
        "50%": "50% + 1",
        "%": "50% + 1",
        "_": "snake_case",
        "e_c": "snake_case",
        '"al-assad"': "Bashar al-Assad",
        '"bashar assad"': None,
        "50_": None,
        "\\": None,
        "assad erdogan": None,
    }
    assert {text: search(as_superuser, model, text) for text in found} == {
        text: [name] if name else [] for text, name in found.items()
    }


def test_one_or_two_letters_find_words_that_begin_so(as_superuser, names):
    found = {"re": 0, "er": 0, "o": 1, "AL": 3, "п": 2, "ви": None, "br": 1, "rd": None, "12": None, "1": 4}
    found |= {"华社": 6, "华": 6, "ma": 0}
    assert {text: search(as_superuser, Claimant, text) for text in found} == {
        text: [] if place is None else [NAMES[place]] for text, place in found.items()
    }


def test_a_claimant_is_found_by_name_and_alias_together_and_once(as_superuser, names):
    for text in ("erdogan strong", "man", "strongman's"):
        [result] = look_up(as_superuser, text)["results"]
        assert result["text"] == "Recep Erdoğan"
    assert search(as_superuser, Alias, "erdogan strong") == ["The strongman's man"]


def test_names_found_by_three_letters_are_those_of_a_plain_search(names):
    """The same as PostgreSQL finds without our function."""
    for name in NAMES:
        for start in range(len(name) - 2):
            part = name[start : start + 3].swapcase()
            named, plain = (
                set(Claimant.objects.filter(**{f"name__{lookup}": part}).values_list("pk", flat=True))
                for lookup in ("named", "unaccent__icontains")
            )
            assert named == plain != set()


def test_an_autocomplete_field_reads_its_page_and_counts_nothing(as_superuser, django_assert_num_queries):
    make.ClaimantFactory.create_batch(41, role="")
    pages = []
    for number in (1, 2, 3):
        with django_assert_num_queries(4) as queries:
            pages.append(look_up(as_superuser, "person", page=number))
        assert "COUNT" not in str(queries.captured_queries)
    assert [len(page["results"]) for page in pages] == [20, 20, 1]
    assert [page["pagination"]["more"] for page in pages] == [True, True, False]
    query = {"app_label": "claims", "model_name": "statement", "field_name": "claimant", "term": ""}
    for page, status in (("last", 200), ("0", 404), ("-1", 404), ("9" * 30, 404), ("x", 404)):
        assert as_superuser.get(reverse("admin:autocomplete"), query | {"page": page}).status_code == status


@pytest.mark.parametrize("text", ["erdo", "er", "e", "e%o"])
def test_names_are_found_through_indexes(as_superuser, django_assert_max_num_queries, text):
    """With a few rows a plan reads the tables, unless that is made to look expensive."""
    make.ClaimantFactory(name="Recep Erdoğan")
    with django_assert_max_num_queries(4) as queries:
        look_up(as_superuser, text)
    [query] = [query["sql"] for query in queries.captured_queries if "sources_folded" in query["sql"]]
    plan = explain(query.replace("%", "%%"), without="seqscan indexscan")
    assert "claimant_part_of_name" in plan
    assert "alias_part_of_name" in plan


EXCERPTS = {
    "sarin": "The attack, and/or “sarin”, wasn’t ours: it was al-Assad’s",
    "coût": "Le coût de la guerre, €3m",
    "Ёлка": "Ёлка в Москве",
    "sheng": "她说新华社报道",
}


@pytest.fixture
def citations():
    """Make one citation for each excerpt, under another title and by another claimant."""
    return {
        name: make.CitationFactory(
            excerpt=excerpt,
            article__title=f"Title {number}: seven killed",
            statement__party__name=f"Sorella {name}",
        )
        for number, (name, excerpt) in enumerate(EXCERPTS.items())
    }


def test_citations_are_found_by_words_of_excerpt_title_and_claimant(as_superuser, citations):
    found = {
        "sarin": ["sarin"],
        "SARI attack": ["sarin"],
        "and": ["sarin"],
        "or": ["sarin"],
        "wasn't": ["sarin"],
        "al-Assad's": ["sarin"],
        "assad": ["sarin"],
        "the sarin": ["sarin"],
        '"and or"': ["sarin"],
        '"or and"': [],
        "arin": ["sarin"],  # of the name
        "ttack": [],
        "cout": ["coût"],
        "3m": ["coût"],
        "елк моск": ["Ёлка"],
        "华社": ["sheng"],
        "title": ["sheng", "Ёлка", "coût", "sarin"],
        "killed 2 sorel": ["Ёлка"],
        "killed sorella guerre": ["coût"],
        "killed nosuchword": [],
        "%": [],
        "_": [],
        "?!": [],
    }
    assert {text: search(as_superuser, Citation, text) for text in found} == {
        text: [EXCERPTS[name] for name in names] for text, names in found.items()
    }


def test_every_whole_word_of_a_text_is_found():
    """As an editor copies it, with whatever stands beside it."""
    texts = (
        *EXCERPTS.values(),
        "U.S.–Russia: “No.” 4.5% of €3m <b>the</b> a@b.example it’s 12:30 ‘so’ x_y/z no.5",
        "On 2017-04-12, -4.5 or 1e5 and/or 20/30 (v2.0.1): www.herald.example/a-b/c_d.html?id=38&x=y#z",
    )
    for text in texts:
        citation = make.CitationFactory(excerpt=text, statement__claim__text=text, article__title=text)
        for word in [*text.split(), text]:
            for field in ("excerpt", "article__title", "statement__claim__search"):
                found = Citation.objects.filter(pk=citation.pk, **{f"{field}__words": word})
                is_stop_word = word in search_module.find_stop_words([word])
                assert found.exists() or (is_stop_word and field.endswith("search")), (field, word)


def test_articles_are_found_by_title_outlet_byline_and_address(as_superuser):
    url = "https://www.herald.example/world/2017/04/12/a-visit.html?id=38"
    make.ArticleFactory(
        title="A visit to Moscow", outlet__name="Daily Herald", byline="By Ada Brook", canonical_url=url
    )
    make.ArticleFactory(title="Nothing of the kind")
    for text in (
        url,
        "herald.example/world",
        "id=38",
        "visi mosc",
        "ily herald",
        "brook",
        "moscow brook 2017",
    ):
        assert search(as_superuser, Article, text) == ["A visit to Moscow"], text
    assert search(as_superuser, Article, "kind brook") == []


def test_statements_are_found_by_claimant_and_claim_together(as_superuser):
    statement = make.DraftStatementFactory(claim__text="The attack used sarin", party__name="Ruritania")
    make.DraftStatementFactory(claim__text="The attack used nothing")
    make.DraftStatementFactory(party=statement.party)
    for text in ("sarin", "ruri attacks", "The attack used sarin", "was ruritania sarin"):
        assert search(as_superuser, Statement, text) == [str(statement)], text


def test_of_many_rows_the_first_in_the_order_of_the_list_are_found(as_superuser, monkeypatch):
    monkeypatch.setattr(search_module, "MAX_FOUND", 2)
    monkeypatch.setattr("editorial.admin.base.model_admin.MAX_FOUND", 2)
    days = ("2017-04-12", "2017-04-14", "2017-04-13")
    for day in days:
        make.ArticleFactory(title=f"The talks of {day}", published_on=day)
    for text in ("talks", "the", "ta", "talks of"):
        page = as_superuser.get(address(Article, "changelist"), {"q": text})
        titles = [article.title for article in page.context["cl"].result_list]
        assert titles == ["The talks of 2017-04-14", "The talks of 2017-04-13"], text
    assert "More than 2 articles" in page.text
    page = as_superuser.get(address(Article, "changelist"), {"q": "talks", "published_on__day": 12})
    assert [article.title for article in page.context["cl"].result_list] == ["The talks of 2017-04-12"]


@pytest.mark.parametrize(
    ("model", "text", "indexes"),
    [
        (Citation, "attack", ("citation_excerpt_words", "article_title_words", "claimant_part_of_name")),
        (
            Citation,
            "attack talks",
            ("citation_excerpt_words", "article_title_words", "claimant_part_of_name"),
        ),
        (
            Article,
            "attack",
            ("article_title_words", "article_byline_words", "article_address_words", "outlet_part_of_name"),
        ),
        (Statement, "attack", ("claimant_part_of_name", "alias_part_of_name", "claim_search")),
    ],
)
def test_words_are_found_through_indexes(django_assert_num_queries, model, text, indexes):
    fields = admin.site.get_model_admin(model).search_fields
    with django_assert_num_queries(2) as queries:
        search_module.search_rows(model.objects.order_by("-pk"), fields, text)
    plan = explain(queries.captured_queries[-1]["sql"].replace("%", "%%"), without="seqscan indexscan")
    assert [index for index in indexes if index not in plan] == []
