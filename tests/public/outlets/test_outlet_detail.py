import datetime

import pytest

from public.outlets import listing, profile
from public.outlets.views import ARTICLES_PER_PAGE, LEFT_OUT_SHOWN
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, text_of
from tests.support.scenario import APRIL
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def test_shows_who_is_behind_it_what_it_says_and_what_it_carries(client):
    outlet = make.OutletFactory(
        name="Post", country="Norland", funding="Its readers", funding_source="https://post.example/us"
    )
    article = make.ArticleFactory(
        outlet=outlet, title="A bridge", read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory()
    )
    carried = make.StatementFactory(
        claim__text="It was closed", party=make.PartyFactory(name="Norland"), citation__article=article
    )
    own = make.StatementFactory(
        claim=make.StatementFactory(claim__text="It rained").claim,
        party=make.VoiceFactory(outlet=outlet),
        stance="denies",
        citation__article=article,
        citation__kind="own_words",
        citation__part="summary",
        citation__excerpt="no rain",
    )
    response = client.get(outlet.get_absolute_url())
    text = text_of(response)
    assert "Its readers source" in text
    assert_shows(
        text,
        "What it says itself",
        "Disputes it 12 April 2017",
        "It rained",
        "no rain",
        "In the summary",
    )
    assert "It was closed Asserted attributes it to Norland" in text
    assert "A bridge 12 April 2017 · cited 2 times · read in full" in text
    links = links_of(response)
    assert f'<a href="{own.get_absolute_url()}" dir="auto">It rained' in response.content.decode()
    assert links["attributes it to Norland"].endswith(f"#citation-{carried.citations.get().pk}")


def test_says_when_it_is_not_known_who_is_behind_it(client):
    outlet = make.OutletFactory(home_page="javascript:alert(1)")
    make.StatementFactory(citation__article__outlet=outlet)
    response = client.get(outlet.get_absolute_url())
    assert "Who owns or funds it is not recorded." in text_of(response)
    assert "javascript:" not in response.content.decode()


def test_shows_no_draft_and_nothing_retracted(client):
    article = make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.outlet.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert "cited 1 time ·" in text_of(response)
    assert "What it says itself" not in text_of(response)
    assert "reports the denial" not in text_of(response)


def test_a_claim_known_from_drafts_only_is_not_carried(client):
    article = make.ArticleFactory(title="Leak article")
    make.StatementFactory(citation__article__outlet=article.outlet, citation__article__title="A bridge")
    elsewhere = make.StatementFactory()
    hide_leaks(claim=elsewhere.claim, party=elsewhere.party, article=article)
    response = client.get(article.outlet.get_absolute_url())
    assert elsewhere.claim.text not in text_of(response)
    assert_shows(response, "Articles", "A bridge", "12 April 2017 · cited 1 time · not read in full")
    assert "Leak" not in response.content.decode()


def test_an_outlet_that_only_drafts_know_is_not_found(client):
    article, statement = make.ArticleFactory(), make.StatementFactory()
    agency = make.CitationFactory(via=make.OutletFactory(name="Agency")).via
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    for outlet in (article.outlet, agency, make.OutletFactory()):
        assert client.get(outlet.get_absolute_url()).status_code == 404
        assert client.get(f"/outlets/{outlet.pk}/").status_code == 404


def test_an_agency_that_is_only_credited_says_so(client):
    agency = make.OutletFactory(name="Agency")
    make.StatementFactory(citation__via=agency)
    text = text_of(client.get(agency.get_absolute_url()))
    assert "None of its own articles is cited. Articles of other outlets credit it for the words." in text
    assert "Articles No article of its own is cited." in text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (600, "only an earlier position of its own"),
        (2, "only an earlier position of its own among the 2 positions that we looked at"),
        (1, "not among the 1 positions that we looked at"),
    ],
)
def test_a_claim_on_which_it_took_another_position_before_is_carried(client, monkeypatch, number, words):
    post, claim = make.OutletFactory(name="Post"), make.ClaimFactory(text="It rained")
    voice = make.VoiceFactory(outlet=post)
    said = {"claim": claim, "party": voice}
    own = {"citation__article__outlet": post, "citation__kind": "own_words"}
    make.StatementFactory(**said, said_on="2017-04-11", **own)
    make.StatementFactory(**said, said_on="2017-04-12")  # as another outlet quotes it
    make.StatementFactory(**said, said_on="2017-04-10")
    run_deferred_triggers()
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", number)
    monkeypatch.setattr("public.outlets.profile.OWN_VOICE_SHOWN", 0)
    text = text_of(client.get(post.get_absolute_url()))
    heading = "How it reports claims"
    assert_shows(text, heading, "It rained", "Asserted", words, "All the claims that it reports")
    assert "None of its own articles is cited" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    outlet = make.OutletFactory()
    voice = make.VoiceFactory(outlet=outlet)
    for _ in range(rows):
        article = make.ArticleFactory(outlet=outlet)
        make.StatementFactory(citation__article=article)
        make.StatementFactory(party=voice, citation__article=article, citation__kind="own_words")
    with django_assert_num_queries(5):
        assert client.get(outlet.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["", "former-name/"])
def test_another_address_redirects_before_anything_is_summed_up(client, django_assert_num_queries, slug):
    outlet = make.StatementFactory().citations.get().article.outlet
    with django_assert_num_queries(1):
        response = client.get(f"/outlets/{outlet.pk}/{slug}?left_out=1")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{outlet.get_absolute_url()}?left_out=1"


def test_its_articles_are_read_in_pages_and_the_undated_come_last(client):
    outlet = make.OutletFactory()
    for number in range(ARTICLES_PER_PAGE + 1):
        article = make.ArticleFactory(outlet=outlet, published_on=APRIL + datetime.timedelta(days=number))
        make.StatementFactory(citation__article=article)
    make.StatementFactory(
        citation__article=make.ArticleFactory(outlet=outlet, title="Undated", published_on=None)
    )
    first = client.get(outlet.get_absolute_url())
    assert len(first.context["page"].rows) == ARTICLES_PER_PAGE and "Undated" not in text_of(first)
    last = client.get(outlet.get_absolute_url() + first.context["page"].next_query)
    assert [article.published_on for article in last.context["page"].rows] == [APRIL]
    assert "Undated date not recorded" in text_of(last)
    lost = client.get(outlet.get_absolute_url(), {"after": "x"})
    assert "That place in the list is from another search" in text_of(lost)


def test_says_what_it_alone_carried_and_what_it_left_out(client):
    outlet, topic = make.OutletFactory(name="Post"), make.TopicFactory(name="Bridges")
    read = {"read_in_full_at": make.MOMENT, "read_in_full_by": make.UserFactory()}
    article = make.ArticleFactory(outlet=outlet, **read)
    alone = make.StatementFactory(claim__text="Only here", citation__article=article).claim
    shared = make.StatementFactory(claim__text="Everywhere", citation__article=article)
    make.CitationFactory(statement=shared)
    missing = make.StatementFactory(claim__text="Elsewhere")
    make.CitationFactory(statement=missing)
    for claim in (alone, shared.claim, missing.claim):
        claim.topics.add(topic)
    elsewhere = make.StatementFactory(claim__text="On something else").claim
    elsewhere.topics.add(make.TopicFactory())
    response = client.get(outlet.get_absolute_url())
    text = text_of(response)
    assert "1 of 2 claims is reported by no other outlet here. Asserted Only here" in text
    assert (
        "1 claim that other outlets report on its topics is not among its own. "
        "Not found in the one article of Post" in text
    )
    assert "that we read (length not recorded). Asserted" in text
    carriers = sorted(missing.citations.values_list("article__outlet__name", flat=True))
    assert f"Asserted reported by {carriers[0]} and {carriers[1]} Elsewhere" in text
    assert "On something else" not in text
    assert "What it covers Bridges 2 claims" in text


def test_leads_to_all_that_it_left_out_in_pages(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("public.outlets.views.LEFT_OUT_PER_PAGE", 4)
    outlet, topic = make.OutletFactory(name="Post"), make.TopicFactory()
    article = make.ArticleFactory(
        outlet=outlet, read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory()
    )
    voice = make.VoiceFactory(outlet=outlet)
    here = make.StatementFactory(party=voice, citation__article=article, citation__kind="own_words")
    missing = [make.StatementFactory(claim__text=f"Elsewhere {n}") for n in range(LEFT_OUT_SHOWN + 1)]
    make.CitationFactory(statement=missing[2])
    for statement in (here, *missing):
        statement.claim.topics.add(topic)
    words = "5 claims that other outlets report on its topics are not among its own."
    with django_assert_num_queries(5):
        response = client.get(outlet.get_absolute_url())
    assert words in text_of(response)
    assert links_of(response)["All 5 that only others report"] == "?left_out=1"
    first = client.get(outlet.get_absolute_url(), {"left_out": "1"})
    assert words in text_of(first) and "Claims, page 1 of 2" in text_of(first)
    assert first.context["missing"][0][0].pk == missing[2].claim_id
    last = client.get(outlet.get_absolute_url() + first.context["page"].next_query)
    shown = [claim.text for page in (first, last) for claim, _names in page.context["missing"]]
    assert sorted(shown) == [statement.claim.text for statement in missing]
    assert "There is no page “x”" in text_of(
        client.get(outlet.get_absolute_url(), {"left_out": "1", "page": "x"})
    )


def test_what_it_disputes_itself_comes_first(client):
    outlet = make.OutletFactory(name="Post")
    voice = make.VoiceFactory(outlet=outlet)
    for text, stance, hedged, day in (
        ("Disputed", "denies", False, 1),
        ("Reserved", "affirms", True, 2),
        ("Plain", "affirms", False, 3),
    ):
        day = datetime.date(2017, 4, day)
        article = make.ArticleFactory(outlet=outlet, published_on=day)
        make.StatementFactory(
            claim=make.StatementFactory(claim__text=text).claim,
            party=voice,
            stance=stance,
            hedged=hedged,
            said_on=day,
            citation__article=article,
            citation__kind="own_words",
        )
    context = client.get(outlet.get_absolute_url()).context
    order = ["Disputed", "Reserved", "Plain"]
    assert [position.claim.text for position in context["own_words"]] == order
    assert [claim.text for claim, _treatment, _absence in context["covered"]] == order


def test_does_not_say_what_it_left_out_where_nobody_has_read_it(client):
    topic, outlet = make.TopicFactory(), make.OutletFactory()
    for statement in (make.StatementFactory(citation__article__outlet=outlet), make.StatementFactory()):
        statement.claim.topics.add(topic)
    text = text_of(client.get(outlet.get_absolute_url()))
    assert "Not known: none of its newest articles has been read in full yet" in text
    assert "carried by" not in text.replace("carried by no other outlet", "")


def test_says_how_much_is_quotation_and_whose_words_it_carries(client):
    outlet = make.OutletFactory()
    party = make.PartyFactory(name="Norland")
    for kind in ("quote", "paraphrase", "paraphrase"):
        make.StatementFactory(party=party, citation__article__outlet=outlet, citation__kind=kind)
    own = {"citation__article__outlet": outlet, "citation__kind": "own_words"}
    make.StatementFactory(party=make.VoiceFactory(outlet=outlet), **own)
    text = text_of(client.get(outlet.get_absolute_url()))
    assert "25% quoted (1) 50% in paraphrase (2) 25% in its own words (1)" in text
    assert "Whose words it prints Norland 3×" in text
    assert "No passage has been verified against a kept text yet." in text


@pytest.mark.parametrize("day", [APRIL, None])
def test_articles_that_are_not_cited_yet_hide_none_that_are(client, monkeypatch, day):
    outlet = make.OutletFactory()
    for uncited in (datetime.date(2017, 4, 30), None):
        make.ArticleFactory(outlet=outlet, published_on=uncited)
    cited = make.ArticleFactory(outlet=outlet, published_on=day)
    make.StatementFactory(claim__text="It was closed", citation__article=cited)
    monkeypatch.setattr(profile, "ARTICLES_SUMMED", 1)
    monkeypatch.setattr(listing, "ARTICLES_SUMMED", 1)
    text = text_of(client.get(outlet.get_absolute_url()))
    assert "How it reports claims It was closed" in text
    assert "no article of its own is cited" not in text_of(client.get("/outlets/"))


def test_says_where_its_sums_end(client, monkeypatch):
    monkeypatch.setattr(profile, "ARTICLES_SUMMED", 2)
    outlet = make.OutletFactory()
    for day in (None, *(datetime.date(2017, 4, number) for number in (1, 2, 3))):
        make.StatementFactory(citation__article=make.ArticleFactory(outlet=outlet, published_on=day))
    response = client.get(outlet.get_absolute_url())
    assert "newest articles, which this page is about 2 claims reported 2" in text_of(response)
    assert len(response.context["page"].rows) == 3


def test_says_for_which_party_it_speaks_by_its_own_account(client):
    party = make.PartyFactory(name="Norland")
    voice = make.VoiceFactory(
        outlet__name="Organ", speaks_for=party, speaks_for_source="https://organ.example/about"
    )
    article = (
        make.StatementFactory(party=party, citation__article__outlet=voice.outlet).citations.get().article
    )
    for page in (voice.outlet, article):
        response = client.get(page.get_absolute_url())
        assert_shows(
            text_of(response),
            "By its own account Organ expresses the policies of Norland (source: https://organ.example/about).",
            "What it paraphrases of other parties is second-hand here and does not count",
        )
        assert links_of(response)["Norland"] == party.get_absolute_url()


def test_a_party_without_a_page_is_named_without_a_link(client):
    party = make.PartyFactory(name="Norland")
    voice = make.VoiceFactory(outlet__name="Organ", speaks_for=party, speaks_for_source="x")
    claim = make.StatementFactory().claim
    words = make.StatementFactory(claim=claim, citation__article__outlet=voice.outlet)
    for page in (voice.outlet, words.citations.get().article):
        response = client.get(page.get_absolute_url())
        assert_shows(text_of(response), "By its own account Organ expresses the policies of Norland")
        assert "Norland" not in links_of(response)


def test_what_it_paraphrases_of_another_party_is_marked_on_every_page(client):
    voice = make.VoiceFactory(
        outlet__name="Organ", speaks_for=make.PartyFactory(), speaks_for_source="https://organ.example/about"
    )
    party = make.PartyFactory(name="Sudland")
    reported = {"citation__kind": "paraphrase", "citation__article__outlet": voice.outlet}
    statement = make.StatementFactory(claim=make.StatementFactory().claim, party=party, **reported)
    for page in (statement.claim, party, statement.citations.get().article):
        assert "second-hand, through organ" in text_of(client.get(page.get_absolute_url())).lower()
    assert "1× second-hand, through somebody else" in text_of(client.get(party.get_absolute_url()))
    make.CitationFactory(statement=make.StatementFactory(party=party), kind="paraphrase")
    assert "1× paraphrased" in text_of(client.get(party.get_absolute_url()))


def test_of_one_outlet_that_reports_it_the_verb_is_in_the_singular(client):
    outlet, topic = make.OutletFactory(name="Post"), make.TopicFactory()
    read = {"read_in_full_at": make.MOMENT, "read_in_full_by": make.UserFactory()}
    here = make.StatementFactory(citation__article=make.ArticleFactory(outlet=outlet, **read))
    by_one = make.StatementFactory(citation__article__outlet__name="Herald")
    by_two = make.StatementFactory(citation__article__outlet__name="Courier")
    make.CitationFactory(statement=by_two, article__outlet__name="Gazette")
    for statement in (here, by_one, by_two):
        statement.claim.topics.add(topic)
    for path in (outlet.get_absolute_url(), f"{outlet.get_absolute_url()}?left_out=1"):
        text = text_of(client.get(f"/ru{path}"))
        assert "сообщает: Herald" in text and "сообщают: Courier и Gazette" in text
