import datetime

import pytest

from public.claimants import profile, views
from public.claimants.views import POSITIONS_PER_PAGE
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def minister():
    return make.ClaimantFactory(name="A. Minister", role="Foreign Minister of Norland", wikidata_id="Q7")


def test_a_person_with_names_offices_and_positions(client, minister):
    party = make.PartyFactory(name="Norland")
    make.AffiliationFactory(claimant=minister, party=party, role="Minister", since=datetime.date(2015, 5, 4))
    unseen = make.DraftStatementFactory(party=make.PartyFactory(name="Leak"), claimant=minister).party
    make.AffiliationFactory(claimant=minister, party=unseen, role="Leak")
    make.AliasFactory(claimant=minister, name="A. Minster")
    statement = make.StatementFactory(
        claimant=minister,
        party=party,
        claim__text="It was closed",
        stance="questions",
        capacity="Minister",
        citation__part="caption",
        citation__article__outlet__name="Post",
    )
    response = client.get(minister.get_absolute_url())
    text = text_of(response)
    assert "A. Minister Foreign Minister of Norland Has taken a position on 1 claim Disputed 1" in text
    assert "Questions 12 April 2017 It was closed" in text
    assert "by Post, 12 April 2017, in a caption" in text
    why = "Disputed: questioned by Norland; nobody is known to affirm it."
    assert why in text
    assert "Speaks for Norland Minister · since 4 May 2015" in text
    assert "Also written as A. Minster" in text
    assert "Leak" not in text
    assert f'<a href="{statement.get_absolute_url()}" dir="auto">It was closed' in response.content.decode()
    assert links_of(response)["Wikidata Q7"] == "https://www.wikidata.org/wiki/Q7"


def test_a_party_with_what_its_people_said(client, minister):
    party = make.PartyFactory(name="Norland")
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim, claimant=minister, party=party, capacity="Minister")
    make.StatementFactory(claim=claim, claimant=minister, party=party, said_on=datetime.date(2016, 1, 1))
    text = text_of(client.get(party.get_absolute_url()))
    assert "A. Minister, Minister" in text
    assert "Affirms 1 January 2016 Earlier position, since replaced" in text
    assert "Who speaks for it A. Minister Minister · 2 statements" in text
    assert "Changed position" not in text and "Where its own people differ" not in text


def test_an_outlets_voice_leads_to_its_outlet(client):
    voice = make.VoiceFactory()
    make.StatementFactory(party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words")
    response = client.get(voice.get_absolute_url())
    assert "States it as fact" in text_of(response)
    link = f'What <a href="{voice.outlet.get_absolute_url()}" dir="auto">{voice.name}</a> itself says.'
    assert link in response.content.decode()


def test_is_narrowed_by_status(client):
    party = make.PartyFactory()
    make.StatementFactory(party=party, claim__text="Plain")
    make.StatementFactory(party=party, claim__text="Contested", stance="denies")
    text = text_of(client.get(f"{party.get_absolute_url()}?status=disputed"))
    assert "Contested" in text and "Plain" not in text
    for status, shown in (("nonsense", "nonsense"), ("%00", "�")):
        text = text_of(client.get(f"{party.get_absolute_url()}?status={status}"))
        assert f"Ignored: there is no status “{shown}”." in text and "Plain" in text


def test_shows_no_draft_and_nothing_retracted(client):
    statement = make.StatementFactory(citation__article=make.ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(statement.party.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert len(response.context["positions"]) == 1
    assert "Has taken a position on 1 claim" in text_of(response)


def test_who_is_known_from_drafts_only_is_not_found(client):
    statement = make.StatementFactory(citation__article=make.ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    person = type(statement.party).objects.get(name="Leak person")
    assert client.get(person.get_absolute_url()).status_code == 404
    assert client.get(f"/claimants/{person.pk}/").status_code == 404


def test_who_only_passes_words_on_is_found(client):
    relayer, party = make.ClaimantFactory(name="Go-between"), make.PartyFactory()
    make.CitationFactory(statement=make.StatementFactory(), relayed_by=relayer, relayed_for=party)
    assert "No position of its own that we know of." in text_of(client.get(relayer.get_absolute_url()))


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    party = make.PartyFactory()
    for _ in range(rows):
        person = make.ClaimantFactory()
        make.AffiliationFactory(claimant=person, party=party)
        make.AliasFactory(claimant=party)
        make.StatementFactory(claimant=person, party=party)
    with django_assert_num_queries(4):
        assert client.get(party.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["", "former-name/"])
def test_another_address_redirects_before_anything_is_summed_up(client, django_assert_num_queries, slug):
    party = make.StatementFactory().party
    with django_assert_num_queries(1):
        response = client.get(f"/claimants/{party.pk}/{slug}?as_of=2018-01-01")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{party.get_absolute_url()}?as_of=2018-01-01"


def test_many_positions_are_read_in_pages(client):
    party = make.PartyFactory()
    for _ in range(POSITIONS_PER_PAGE + 1):
        make.StatementFactory(party=party)
    first = client.get(party.get_absolute_url())
    assert len(first.context["positions"]) == POSITIONS_PER_PAGE
    onward = first.context["page"].next_query
    assert links_of(first)["Older →"] == f"{onward}#positions"
    last = client.get(party.get_absolute_url() + onward)
    assert len(last.context["positions"]) == 1
    assert "Older →" in text_of(first) and "← Newer" in text_of(last)
    lost = client.get(party.get_absolute_url(), {"after": "nonsense"})
    assert "That place in the list is from another search" in text_of(lost)


def test_is_narrowed_by_topic_and_status_together(client):
    party, topic = make.PartyFactory(), make.TopicFactory(name="Bridges")
    for text, stance, filed in (
        ("One", "denies", True),
        ("Two", "affirms", True),
        ("Three", "denies", False),
    ):
        statement = make.StatementFactory(party=party, claim__text=text, stance=stance)
        if filed:
            statement.claim.topics.add(topic)
    page = client.get(party.get_absolute_url())
    assert "Bridges 1 – 1" in text_of(page)
    narrowed = client.get(party.get_absolute_url(), {"topic": topic.pk, "status": "disputed"})
    assert [position.claim.text for position in narrowed.context["positions"]] == ["One"]
    other = make.TopicFactory()
    for nonsense in (other.pk, "x", "9" * 30):
        text = text_of(client.get(party.get_absolute_url(), {"topic": nonsense}))
        assert "Ignored: there is nothing here on a topic" in text and "Three" in text


def test_sets_changes_of_position_against_each_other(client, minister):
    party, claim = make.PartyFactory(name="Norland"), make.ClaimFactory(text="It was closed")
    post = make.OutletFactory(name="Post")
    taken = [("affirms", 12, "It is shut"), ("affirms", 13, "Shut"), ("denies", 14, "It was open")]
    for stance, day, words in taken:
        make.StatementFactory(
            claim=claim,
            claimant=minister,
            party=party,
            stance=stance,
            said_on=datetime.date(2017, 4, day),
            citation__excerpt=words,
            citation__article__outlet=post,
        )
    for claimant in (minister, party):
        text = text_of(client.get(claimant.get_absolute_url()))
        assert "Changed position It was closed 12 April 2017 affirmed" in text
        assert (
            "“It is shut” Quoted by Post, 12 April 2017 · the article’s web address is not known "
            "14 April 2017 denied" in text
        )


def test_two_positions_of_one_day_are_no_change(client, minister):
    party, claim = make.PartyFactory(), make.ClaimFactory()
    for stance, day in (("denies", 12), ("questions", 12), ("denies", 13)):
        said_on = datetime.date(2017, 4, day)
        make.StatementFactory(claim=claim, claimant=minister, party=party, stance=stance, said_on=said_on)
    assert "Changed position" not in text_of(client.get(minister.get_absolute_url()))


def test_what_is_known_second_hand_changes_no_position(client, minister):
    party, claim = make.PartyFactory(), make.ClaimFactory()
    make.StatementFactory(claim=claim, claimant=minister, party=party)
    make.StatementFactory(
        claim=claim,
        claimant=minister,
        party=party,
        stance="denies",
        said_on=datetime.date(2017, 4, 14),
        citation__relayed_by=make.ClaimantFactory(),
        citation__relayed_for=make.PartyFactory(),
    )
    assert "Changed position" not in text_of(client.get(minister.get_absolute_url()))


def test_says_whom_it_contradicts_and_agrees_with(client, minister):
    norland, souther, wester = (make.PartyFactory(name=name) for name in ("Norland", "Souther", "Wester"))
    for n, (one, other, third) in enumerate([("affirms", "denies", "affirms"), ("denies", "affirms", None)]):
        claim = make.ClaimFactory(text=f"Proposition {n}")
        make.StatementFactory(claim=claim, claimant=minister, party=norland, stance=one)
        make.StatementFactory(claim=claim, party=souther, stance=other)
        if third:
            make.StatementFactory(claim=claim, party=wester, stance=third)
        voice = make.VoiceFactory()
        own = {"citation__article__outlet": voice.outlet, "citation__kind": "own_words"}
        make.StatementFactory(claim=claim, party=voice, stance=other, **own)
    for claimant in (minister, norland):
        response = client.get(claimant.get_absolute_url())
        text = text_of(response)
        assert "Contradicts most Souther 2 claims" in text
        assert [other.party.pk for other in response.context["contradicted"]] == [souther.pk]
        assert "Agrees with most Wester 1 claim" in text
        query = f"?against={souther.pk}"
        assert f'href="{query}#positions"' in response.content.decode()
        narrowed = client.get(claimant.get_absolute_url() + query)
        assert "Positions that Souther contradicts" in text_of(narrowed)
        assert len(narrowed.context["positions"]) == 2
        shared = client.get(claimant.get_absolute_url(), {"with": wester.pk})
        assert [each.claim.text for each in shared.context["positions"]] == ["Proposition 0"]
        text = text_of(client.get(claimant.get_absolute_url(), {"against": wester.pk}))
        assert "Ignored: there is no claim on which these two stand that way" in text


def test_a_party_shows_where_its_own_people_differ(client, minister):
    norland, general = make.PartyFactory(name="Norland"), make.ClaimantFactory(name="B. General")
    claim = make.ClaimFactory(text="It was closed")
    make.StatementFactory(claim=claim, claimant=minister, party=norland, capacity="Minister")
    make.StatementFactory(claim=claim, claimant=general, party=norland, stance="denies", capacity="General")
    text = text_of(client.get(norland.get_absolute_url()))
    assert "Where its own people differ It was closed A. Minister affirms Minister" in text
    assert "B. General denies General" in text
    assert "Who agrees, and who contradicts" not in text
    text = text_of(client.get(general.get_absolute_url()))
    assert "Where others of the same side say otherwise It was closed" in text
    assert "Where others" not in text_of(
        client.get(make.StatementFactory(party=norland).claimant.get_absolute_url())
    )


def test_counts_how_its_words_were_carried(client, minister):
    statement = make.StatementFactory(claimant=minister, citation__article__outlet__name="Post")
    post = statement.citations.get().article.outlet
    make.CitationFactory(statement=statement, kind="paraphrase", article__outlet=post)
    make.CitationFactory(
        statement=statement,
        relayed_by=make.ClaimantFactory(),
        relayed_for=make.PartyFactory(),
        article__outlet=post,
    )
    text = text_of(client.get(minister.get_absolute_url()))
    assert_shows(
        text,
        "1× quoted word for word",
        "1× paraphrased",
        "1× second-hand, through somebody else",
        "Reported most by Post 3×",
    )


def test_as_things_stood_on_a_past_day(client, minister):
    norland, claim = make.PartyFactory(name="Norland"), make.ClaimFactory(text="It was closed")
    make.StatementFactory(claim=claim, claimant=minister, party=norland)
    make.StatementFactory(
        claim=claim,
        party=make.PartyFactory(name="Souther"),
        stance="denies",
        said_on=datetime.date(2017, 4, 14),
    )
    later = make.StatementFactory(
        claim__text="It was open",
        claimant=minister,
        party=norland,
        said_on=datetime.date(2017, 4, 1),
        said_on_precision="month",
    )
    address = minister.get_absolute_url()
    then = client.get(address, {"as_of": "2017-04-13"})
    assert "As things stood at the end of 13 April 2017." in text_of(then)
    assert "Has taken a position on 1 claim Asserted 1" in text_of(then)
    assert len(then.context["page"].rows) == 1
    assert later.claim.text not in text_of(then) and "Souther" not in text_of(then)
    assert [each.claim.status for each in then.context["positions"]] == ["asserted"]
    assert len(client.get(address, {"as_of": "2017-04-30"}).context["positions"]) == 2
    for status, number in (("asserted", 1), ("disputed", 0)):
        narrowed = client.get(address, {"as_of": "2017-04-13", "status": status})
        assert len(narrowed.context["positions"]) == number
    assert "Nothing had been said by the end of that day." in text_of(
        client.get(address, {"as_of": "2016-01-01"})
    )
    assert "is no date" in text_of(client.get(address, {"as_of": "soon"}))


def test_the_past_day_stands_above_the_numbers_that_it_alters(client, minister):
    norland, claim = make.PartyFactory(name="Norland"), make.ClaimFactory()
    make.StatementFactory(claim=claim, claimant=minister, party=norland)
    make.StatementFactory(claim=claim, party=make.PartyFactory(name="Souther"))
    text = text_of(client.get(minister.get_absolute_url(), {"as_of": "2017-04-13"}))
    assert text.index("As things stood at the end of") < text.index("Has taken a position on 1 claim")
    assert (
        "By the positions of that day; what outlets say themselves is left out." in text
        and "today’s positions" not in text
    )
    assert "By today’s positions; what outlets" in text_of(client.get(minister.get_absolute_url()))


def test_says_whether_it_ever_changed_a_position(client, minister):
    norland, claim = make.PartyFactory(name="Norland"), make.ClaimFactory()
    said = {"claim": claim, "claimant": minister, "party": norland}
    make.StatementFactory(**said)
    address = minister.get_absolute_url()
    assert "No change of position that we know of." in text_of(client.get(address))
    make.StatementFactory(**said, stance="denies", said_on=datetime.date(2017, 4, 14))
    for query in ({}, {"status": "asserted"}):
        response = client.get(address, query)
        assert links_of(response)["Changed position on 1 claim"] == f"{address}#changed"
    then = client.get(address, {"as_of": "2017-04-13"})
    assert "No change of position that we know of." in text_of(then)


def test_is_narrowed_to_one_day(client, minister):
    for day, precision in ((12, "day"), (12, "day"), (13, "day"), (1, "month")):
        said_on = datetime.date(2017, 4, day)
        make.StatementFactory(claimant=minister, said_on=said_on, said_on_precision=precision)
    address = minister.get_absolute_url()
    whole = client.get(address)
    assert links_of(whole)["12 April 2017 2"] == "?on=2017-04-12#positions"
    assert len(client.get(address, {"on": "2017-04-12"}).context["positions"]) == 2
    nothing = client.get(address, {"on": "2017-04-01"})
    assert "No position fits all of this." in text_of(nothing)
    for value in ("2017-02-30", "12 April"):
        lost = client.get(address, {"on": value})
        assert f"Ignored: “{value}” is no date." in text_of(lost)
        assert len(lost.context["positions"]) == 4


def test_says_where_its_sums_end(client, monkeypatch):
    party = make.PartyFactory()
    for day in (1, 2, 3):
        make.StatementFactory(party=party, said_on=datetime.date(2017, 4, day))
    assert "newest 3" not in text_of(client.get(party.get_absolute_url()))
    monkeypatch.setattr(profile, "STATEMENTS_SUMMED", 2)
    response = client.get(party.get_absolute_url())
    assert "Of the newest 2 claims on which it has taken a position" in text_of(response)
    assert len(response.context["positions"]) == 3


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "9" * 40, "%25", "x" * 10_000, "-1"])
def test_survives_any_query(client, minister, value):
    make.StatementFactory(claimant=minister)
    for name in ("topic", "status", "against", "with", "on", "as_of", "after", "before"):
        assert client.get(f"{minister.get_absolute_url()}?{name}={value}").status_code == 200


def test_what_is_known_only_second_hand_comes_last(client, monkeypatch):
    monkeypatch.setattr(views, "POSITIONS_PER_PAGE", 2)
    party, other = make.PartyFactory(), make.PartyFactory()
    for day in (12, 13):
        said_on = datetime.date(2017, 4, day)
        claim = make.ClaimFactory(text=f"Said on the {day}th")
        make.StatementFactory(claim=claim, party=party, said_on=said_on)
        make.StatementFactory(
            claim=make.StatementFactory(claim__text=f"Passed on, of the {day}th").claim,
            party=party,
            said_on=said_on,
            citation__relayed_by=other,
            citation__relayed_for=other,
        )
    response = client.get(party.get_absolute_url())
    assert [row.claim.text for row in response.context["positions"]] == [
        "Said on the 13th",
        "Said on the 12th",
    ]
    text = text_of(response)
    assert "Has taken a position on 4 claims (2 of them only second-hand)" in text
    assert "Newest first; what is known only second-hand comes last." in text
    assert "Known only second-hand: does not count" not in text
    response = client.get(party.get_absolute_url() + links_of(response)["Older →"].split("#")[0])
    assert response.context["positions"] == []
    assert [row.claim.text for row in response.context["second_hand"]] == [
        "Passed on, of the 13th",
        "Passed on, of the 12th",
    ]
    assert "Known only second-hand: does not count" in text_of(response)
    monkeypatch.setattr(profile, "STATEMENTS_SUMMED", 3)
    response = client.get(party.get_absolute_url())
    assert [row.claim.text for row in response.context["positions"]] == ["Said on the 13th"]
    assert [row.claim.text for row in response.context["second_hand"]] == ["Passed on, of the 13th"]


def test_an_office_that_the_row_before_has_is_not_repeated(client, minister):
    party = make.PartyFactory(name="Norland")
    for number, place in enumerate(["moscow", "moscow", "geneva"]):
        day = datetime.date(2017, 4, 20 - number)
        make.StatementFactory(claimant=minister, party=party, capacity="minister", place=place, said_on=day)
    own, of_party = (text_of(client.get(each.get_absolute_url())) for each in (minister, party))
    assert (own.count("Minister · Moscow"), own.count("Minister · Geneva")) == (1, 1)
    assert (of_party.count("minister · Moscow"), of_party.count("minister · Geneva")) == (1, 1)
    assert of_party.count("A. Minister") >= 3
