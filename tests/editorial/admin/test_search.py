"""What the search of the lists and of the fields finds, and that it goes through indexes."""

import pytest
from django.urls import reverse

from claims.models import Alias, Claimant, Topic
from sources.models import Outlet
from tests import factories as make
from tests.support.admin_html import address
from tests.support.sql import sql

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
        with django_assert_num_queries(3) as queries:
            pages.append(look_up(as_superuser, "person", page=number))
        assert "COUNT" not in str(queries.captured_queries)
    assert [len(page["results"]) for page in pages] == [20, 20, 1]
    assert [page["pagination"]["more"] for page in pages] == [True, True, False]
    query = {"app_label": "claims", "model_name": "statement", "field_name": "claimant", "term": ""}
    for page, status in (("last", 200), ("0", 404), ("-1", 404), ("9" * 30, 404), ("x", 404)):
        assert as_superuser.get(reverse("admin:autocomplete"), query | {"page": page}).status_code == status


@pytest.mark.parametrize("text", ["erdo", "er", "e", "e%o"])
def test_names_are_found_through_indexes(as_superuser, django_assert_num_queries, text):
    """With a few rows a plan reads the tables, unless that is made to look expensive."""
    make.ClaimantFactory(name="Recep Erdoğan")
    sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    with django_assert_num_queries(3) as queries:
        look_up(as_superuser, text)
    [query] = [query["sql"] for query in queries.captured_queries if "sources_folded" in query["sql"]]
    plan = str(sql("EXPLAIN " + query.replace("%", "%%")))
    assert "claimant_part_of_name" in plan
    assert "alias_part_of_name" in plan
