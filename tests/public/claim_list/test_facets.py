"""What the list of claims can be narrowed by, and how what is chosen reads."""

import datetime

import pytest
from django.http import QueryDict

from claims.models import ClaimSearch
from claims.search.filters import ClaimFilter
from public.claim_list.facets import Facet
from tests import factories as make
from tests.support.html import links_of, text_of
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [row.claim.text for row in response.context["page"].results.rows]


def facet(response, kind: str) -> Facet:
    [offered] = [facet for facet in response.context["page"].facets if facet.kind == kind]
    return offered


def choices(response, kind: str) -> dict[str, int | None]:
    """Return the labels and counts of a facet's choices."""
    return {choice.label: choice.count for choice in facet(response, kind).choices}


@pytest.fixture
def record(db):
    """Three claims: North affirms all; South denies the first, in 2018; the first two are on Bridges."""
    north, south = make.PartyFactory(name="North"), make.PartyFactory(name="South")
    bridges, tolls = make.TopicFactory(name="Bridges"), make.TopicFactory(name="Tolls")
    gazette, herald = make.OutletFactory(name="Gazette"), make.OutletFactory(name="Herald")
    text = "All say that words stand here."
    proved = make.CaptureFactory(text=text, article__outlet=gazette)
    rows = {}
    for n, name in enumerate(("One", "Two", "Three")):
        statement = make.StatementFactory(claim__text=f"{name} stands", party=north, citation=None)
        citation = {
            "capture": proved,
            "article": proved.article,
            "excerpt": "words stand",
            "start": 13,
            "end": 24,
            "proved_at": make.MOMENT,
        }
        make.CitationFactory(statement=statement, **(citation if n else {"article__outlet": herald}))
        rows[name] = statement.claim
    make.StatementFactory(
        claim=rows["One"],
        party=south,
        stance="denies",
        said_on=datetime.date(2018, 1, 2),
        citation__article__outlet=gazette,
    )
    rows["One"].topics.add(bridges)
    rows["Two"].topics.add(bridges, tolls)
    return {
        "north": north.pk,
        "south": south.pk,
        "bridges": bridges.pk,
        "tolls": tolls.pk,
        "gazette": gazette.pk,
        "herald": herald.pk,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=disputed", "One"),
        ("status=agreed", ""),
        ("status=disputed&status=asserted", "One Three Two"),
        ("topic={bridges}", "One Two"),
        ("topic={bridges}&topic={tolls}", "Two"),
        ("party={south}", "One"),
        ("party={north}&party={south}", "One"),
        ("claimant={north}", "One Three Two"),
        ("outlet={gazette}", "One Three Two"),
        ("outlet={gazette}&outlet={herald}", "One"),
        ("stance=denies", "One"),
        ("year=2017", "One Three Two"),
        ("year=2018", "One"),
        ("year=2017&year=2018", "One"),
        ("verified=1", "Three Two"),
        ("single_outlet=1", "Three Two"),
        ("status=asserted&topic={bridges}&verified=1&outlet={gazette}&q=two", "Two"),
        ("q=stands&status=disputed", "One"),
        ("topic=0{bridges}", "One Two"),
        ("unknown=1", "One Three Two"),
    ],
)
def test_is_narrowed_by_what_the_address_says(client, record, query, expected):
    response = client.get(f"/claims/?{query.format(**record)}")
    assert " ".join(text.removesuffix(" stands") for text in listed(response)) == expected
    assert "Ignored" not in text_of(response)


def test_offers_what_would_narrow_the_list_with_what_it_would_find(client, record):
    response = client.get("/claims/")
    assert choices(response, "status") == {"Disputed": 1, "Asserted": 2}
    assert choices(response, "topic") == {"Bridges": 2, "Tolls": 1}
    assert choices(response, "party") == {"South": 1}
    assert choices(response, "outlet") == {"Herald": 1}
    assert choices(response, "year") == {"2018": 1}
    assert choices(response, "stance") == {"Denies it": 1}
    assert choices(response, "verified") == {"Every excerpt verified": 2}
    assert choices(response, "single_outlet") == {"A single source": 2}


def test_names_that_all_claims_have_are_told_and_not_offered(client, record):
    response = client.get("/claims/")
    assert facet(response, "party").shared == ["North"]
    assert facet(response, "outlet").shared == ["Gazette"]
    assert facet(response, "topic").shared == []
    assert "Party All of these: North South" in text_of(response)
    assert "All of these: South" not in text_of(client.get("/claims/?party={south}".format(**record)))


def test_every_count_is_what_its_address_finds(client, record):
    for start in ("", "?topic={bridges}", "?q=stands&party={north}"):
        facets = client.get(f"/claims/{start.format(**record)}").context["page"].facets
        for choice in (choice for facet in facets for choice in facet.choices):
            found = client.get(f"/claims/{choice.query}").context["page"].results.total
            assert choice.count in (found, None), choice


def test_offers_no_choice_that_all_claims_have_in_common(client):
    make.StatementFactory()
    response = client.get("/claims/")
    assert response.context["page"].facets == []
    assert "Narrow the list" not in text_of(response)


def test_what_is_chosen_is_marked_and_taken_back_by_its_link(client, record):
    response = client.get("/claims/?q=stands&topic={bridges}&party={north}&sort=covered".format(**record))
    links = links_of(response)
    rest = "?q=stands&party={north}&sort=covered".format(**record)
    assert links["Bridges, chosen: remove"] == rest
    assert links["Remove Topic: Bridges"] == rest
    assert links["Remove Words: “stands”"] == "?topic={bridges}&party={north}&sort=covered".format(**record)
    assert links["Clear all"] == "/claims/"
    [south] = [choice for choice in facet(response, "party").choices if choice.label == "South"]
    both = "?q=stands&topic={bridges}&sort=covered&party={north}&party={south}".format(**record)
    assert QueryDict(south.query[1:]) == QueryDict(both[1:])


def test_another_status_is_switched_to(client, record):
    response = client.get("/claims/?status=disputed")
    assert choices(response, "status") == {"Disputed": None, "Agreed": None, "Asserted": None}
    assert links_of(response)["Agreed"] == "?status=agreed"


def test_links_keep_the_choices_but_not_the_place(client, record, monkeypatch):
    monkeypatch.setattr("public.claim_list.results.CLAIMS_PER_PAGE", 1)
    following = links_of(client.get("/claims/?status=asserted"))["Next →"]
    links = links_of(client.get(f"/claims/{following}"))
    assert links["Bridges 1"] == "?status=asserted&topic={bridges}".format(**record)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Claims"),
        ("q=stands", "“stands” in claims"),
        ("q=stands&status=disputed", "“stands” in disputed claims"),
        ("status=agreed&topic={bridges}", "Agreed claims: Bridges"),
        ("status=disputed&status=asserted", "Claims: Disputed, Asserted"),
    ],
)
def test_the_title_says_what_is_listed(client, record, query, title):
    content = client.get(f"/claims/?{query.format(**record)}").content.decode()
    assert f"<title>{title} – On the Record</title>" in content


@pytest.mark.parametrize(
    ("query", "canonical", "is_indexed"),
    [
        ("", "/claims/", True),
        ("?status=disputed", "/claims/?status=disputed", True),
        ("?status=disputed&utm_source=x&year=abc", "/claims/?status=disputed", True),
        ("?status=disputed&stance=denies", "/claims/?status=disputed&amp;stance=denies", False),
        ("?stance=denies&status=disputed", "/claims/?status=disputed&amp;stance=denies", False),
        ("?q=stands", "/claims/?q=stands", False),
        ("?sort=covered", "/claims/?sort=covered", False),
    ],
)
def test_search_engines_get_one_address_for_each_list_and_no_combinations(
    client, record, query, canonical, is_indexed
):
    content = client.get(f"/claims/{query}").content.decode()
    assert f'<link rel="canonical" href="http://testserver{canonical}">' in content
    assert ('content="noindex' not in content) is is_indexed


def test_further_pages_are_not_for_search_engines_and_are_part_of_their_list(client, record, monkeypatch):
    monkeypatch.setattr("public.claim_list.results.CLAIMS_PER_PAGE", 1)
    following = links_of(client.get("/claims/"))["Next →"]
    content = client.get(f"/claims/{following}").content.decode()
    assert '<link rel="canonical" href="http://testserver/claims/">' in content
    assert 'content="noindex' in content


def test_says_what_to_relax_when_nothing_is_found(client, record):
    response = client.get("/claims/?q=two&status=disputed&topic={tolls}".format(**record))
    assert listed(response) == []
    links = links_of(response)
    assert links["Look for “two” in every claim"] == "?q=two"
    assert links["Leave out “Status: Disputed”"] == "?q=two&topic={tolls}".format(**record)
    assert "Leave out “Topic: Tolls”" not in links
    assert "Leave out “Status: Disputed” 1 claim" in text_of(response)


def test_offers_any_of_several_words_that_nothing_has_together(client, record):
    response = client.get("/claims/?q=one+two")
    assert links_of(response)["Look for any of these words"] == "?q=one+or+two"
    assert "Look for any of these words" not in text_of(client.get('/claims/?q="one"+two'))


def test_offers_the_nearest_words_elsewhere_when_they_do_not_occur_here(client, record):
    make.StatementFactory(claim__text="The aqueduct leaks")
    response = client.get("/claims/?q=aquaduct&status=disputed")
    assert listed(response) == []
    assert links_of(response)["Look for “aqueduct” in every claim"] == "?q=aqueduct"


def test_names_nothing_that_no_published_claim_shows(client, record):
    topic, party, outlet = (
        make.TopicFactory(name="Leak"),
        make.PartyFactory(name="Leak"),
        make.ArticleFactory().outlet,
    )
    response = client.get(f"/claims/?topic={topic.pk}&party={party.pk}&outlet={outlet.pk}")
    assert "Leak" not in response.content.decode()
    assert f"Ignored: the outlet “{outlet.pk}”." in text_of(response)


def test_an_outlet_that_speaks_itself_is_found_but_not_offered_among_the_claimants(client):
    person = make.StatementFactory().claimant
    voice = make.VoiceFactory()
    statement = make.StatementFactory(party=voice, citation=None)
    make.CitationFactory(statement=statement, kind="own_words", article__outlet=voice.outlet)
    response = client.get(f"/claims/?claimant={voice.pk}")
    assert len(listed(response)) == 1
    assert choices(client.get("/claims/"), "claimant") == {person.name: 1}


def test_the_same_filters_serve_whoever_has_rows_of_the_search(client, record):
    run_deferred_triggers()
    wanted = ClaimFilter(QueryDict("q=stands&status=disputed&nonsense=1"), ClaimSearch.objects.all())
    assert [entry.claim.text for entry in wanted.qs] == ["One stands"]


def test_words_are_read_once_whatever_is_asked_of_them_first(django_assert_num_queries, record):
    run_deferred_triggers()
    for names in (("parsed", "suggestion"), ("suggestion", "parsed")):
        filters = ClaimFilter(QueryDict("q=standz"), ClaimSearch.objects.all())
        with django_assert_num_queries(1):
            read = {name: getattr(filters, name) for name in names}
        assert read["parsed"].positive == ("('standz')",)
        assert read["suggestion"] in {"stand", "stands"}  # whichever of the two was met first
