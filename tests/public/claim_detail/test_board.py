"""The board of positions on a claim's page.

What of each member is shown first, and what is folded away.
"""

import datetime
import json
import re

import pytest
from django.urls import reverse

from claims.as_of import AsOf
from claims.models import Citation
from claims.versions.document import Surroundings, load_document, read_document
from public.board import (
    MOST_ABREAST,
    SHORT_EXCERPT,
    find_page,
    lay_out_parties,
    list_in_reading_order,
    rank_evidence,
)
from public.claim_detail.related import build_positions_timeline, describe_outlets
from tests import factories as make
from tests.support.html import assert_shows, links_of, parse_page, text_of
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


def day(number):
    return datetime.date(2017, 4, number)


def board_of(claim):
    run_deferred_triggers()
    document, _around = load_document(claim.pk)
    return lay_out_parties(document, list_in_reading_order(document.standings))


def element(response, wanted):
    tree = parse_page(response)
    parents = {child: parent for parent in tree.iter() for child in parent}
    [found] = [each for each in tree.iter() if each.get("id") == wanted]
    chain = []
    while found is not None:
        chain.append(found)
        found = parents.get(found)
    return chain


def is_folded(response, wanted) -> bool:
    return any(each.tag == "details" for each in element(response, wanted))


def proof(statement, **more):
    capture = make.CaptureFactory(article=make.ArticleFactory(published_on=day(19)))
    start, words = 4, "words"
    return make.CitationFactory(
        statement=statement,
        article=capture.article,
        capture=capture,
        excerpt=words,
        start=start,
        end=start + len(words),
        proved_at=capture.captured_at,
        **more,
    )


def test_the_strongest_excerpt_comes_first_and_the_others_are_one_click_away(client):
    statement = make.StatementFactory(citation=None)
    party = make.PartyFactory()
    weaker = [
        proof(statement, relayed_by=party, relayed_for=party),
        make.CitationFactory(statement=statement, article__published_on=day(1)),
        proof(statement, kind="paraphrase"),
        proof(statement),
    ]
    best = proof(statement)
    best.article.published_on = day(18)
    best.article.save()
    [party] = board_of(statement.claim).parties
    [shown] = party.speakers[0].positions
    ranked = [citation.pk for citation in sorted(shown.citations, key=rank_evidence)]
    assert ranked == [each.pk for each in (best, weaker[3], weaker[2], weaker[1], weaker[0])]
    response = client.get(statement.claim.get_absolute_url())
    assert not is_folded(response, f"citation-{best.pk}")
    assert all(is_folded(response, f"citation-{each.pk}") for each in weaker)
    assert "4 more excerpts (all together: 2 wordings, 5 outlets)" in text_of(response)


def test_further_excerpts_are_counted_with_their_wordings_and_outlets(client):
    statement = make.StatementFactory(citation=None)
    post = make.OutletFactory(name="Post")

    def cite(excerpt, outlet=post):
        article = make.ArticleFactory(outlet=outlet, published_on=day(18))
        make.CitationFactory(statement=statement, article=article, excerpt=excerpt)
        return [
            text_of(client.get(f"{start}/claims/{statement.claim_id}/", follow=True)) for start in ("", "/ru")
        ]

    cite("It rains.")
    english, russian = cite("It rains.")
    assert "1 more excerpt: Post" in english and "ещё 1 цитата: Post" in russian
    english, russian = cite("“it  rains”")
    assert "2 more excerpts (all together: 1 wording, 1 outlet)" in english
    assert "ещё 2 цитаты (всего 1 формулировка, 1 издание)" in russian
    english, russian = cite("It pours.", make.OutletFactory())
    assert "3 more excerpts (all together: 2 wordings, 2 outlets)" in english
    assert "ещё 3 цитаты (всего 2 формулировки, 2 издания)" in russian


def test_a_short_excerpt_comes_before_a_long_one_and_a_whole_quotation_before_a_part(client):
    statement = make.StatementFactory(citation=None)
    long = "word " * (SHORT_EXCERPT // 5) + "end"
    ranked = [
        make.CitationFactory(statement=statement, kind=kind, excerpt=excerpt)
        for kind, excerpt in (
            ("paraphrase", "it is raining"),
            ("quote", 'he said that it "rains"'),
            ("quote", long),
            ("quote", "It rains"),
        )
    ]
    [party] = board_of(statement.claim).parties
    [shown] = party.speakers[0].positions
    assert [each.pk for each in sorted(shown.citations, key=rank_evidence)] == [
        each.pk for each in ranked[::-1]
    ]


def test_a_partys_own_words_stand_before_what_others_say_it_denied(client):
    claim, party = make.ClaimFactory(), make.PartyFactory(name="Norland")
    paraphrased = make.StatementFactory(
        claim=claim, party=party, stance="denies", citation__kind="paraphrase"
    )
    who = {"claim": claim, "party": party, "stance": "questions", "citation__kind": "quote"}
    ann, bob = (make.ClaimantFactory(name=name) for name in ("Ann", "Bob"))
    own = make.StatementFactory(**who, claimant=ann, citation__excerpt="Where is the proof?")
    in_part = make.StatementFactory(**who, claimant=bob, citation__excerpt='He was "not convinced"')
    [shown] = board_of(claim).parties
    assert [position.statement.pk for position in shown.shown_positions] == [own.pk, paraphrased.pk]
    assert [position.statement.pk for position in shown.folded_positions] == [in_part.pk]
    topic = make.TopicFactory()
    claim.topics.add(topic)
    [row] = client.get(topic.get_absolute_url()).context["stand"].rows
    [cell] = row.cells
    assert [(position.stance, position.citation.excerpt) for position in cell.positions] == [
        ("denies", paraphrased.citations.get().excerpt),
        ("questions", "Where is the proof?"),
    ]


def test_an_only_source_has_nothing_folded_away(client):
    statement = make.StatementFactory()
    response = client.get(statement.claim.get_absolute_url())
    assert not is_folded(response, f"citation-{statement.citations.get().pk}")
    assert "more excerpt" not in text_of(response)


def test_a_members_earlier_statements_are_folded_and_a_change_is_told(client):
    claim, party, member = make.ClaimFactory(), make.PartyFactory(), make.ClaimantFactory(name="Ada")
    who = {"claim": claim, "party": party, "claimant": member}
    earlier = make.StatementFactory(**who, stance="denies", said_on=day(1))
    repeated = make.StatementFactory(**who, said_on=day(5))
    now = make.StatementFactory(**who, said_on=day(9))
    response = client.get(claim.get_absolute_url())
    assert not is_folded(response, f"statement-{now.pk}")
    assert is_folded(response, f"statement-{earlier.pk}") and is_folded(response, f"statement-{repeated.pk}")
    assert "Changed position. 2 more statements: Ada (earlier) and Ada (denies, earlier)" in text_of(response)


def test_what_others_pass_on_of_somebody_is_no_change_of_position(client):
    claim, party, relay = make.ClaimFactory(), make.PartyFactory(), make.PartyFactory()
    passed_on = {"citation__relayed_by": relay, "citation__relayed_for": relay}
    make.StatementFactory(claim=claim, party=party, stance="denies", said_on=day(1), **passed_on)
    make.StatementFactory(claim=claim, party=party, said_on=day(5))
    response = client.get(claim.get_absolute_url())
    assert "1 more statement" in text_of(response)
    assert "Changed position" not in text_of(response) and "had denied it before" not in text_of(response)
    assert 'class="join"' not in response.content.decode()


def test_very_many_sources_are_shared_out_among_the_statements(client, monkeypatch):
    monkeypatch.setattr("public.board.CITATIONS_PER_PAGE", 5)
    claim = make.ClaimFactory()
    many, few = (make.StatementFactory(claim=claim, party=make.PartyFactory(name=name)) for name in "AB")
    for _ in range(5):
        make.CitationFactory(statement=many)
    make.CitationFactory(statement=few)
    content = client.get(claim.get_absolute_url()).content.decode()
    shown = {statement.pk: 0 for statement in (many, few)}
    for citation in Citation.objects.filter(statement__claim=claim):
        shown[citation.statement_id] += f'id="citation-{citation.pk}"' in content
    assert shown == {many.pk: 3, few.pk: 2}
    assert "3 further citations support this; the strongest are shown." in content


def test_a_member_who_says_two_things_at_once_shows_both(client):
    claim, party, member = make.ClaimFactory(), make.PartyFactory(), make.ClaimantFactory()
    both = [
        make.StatementFactory(claim=claim, party=party, claimant=member, stance=stance)
        for stance in ("denies", "questions")
    ]
    response = client.get(claim.get_absolute_url())
    assert not any(is_folded(response, f"statement-{each.pk}") for each in both)
    assert "Changed position" not in text_of(response)


@pytest.mark.parametrize(
    ("affirming", "contesting", "shape"),
    [
        (1, 0, "alone"),
        (0, 2, "alone"),
        (1, 1, "1-1"),
        (1, 2, "1-2"),
        (2, 2, "2-2"),
        (3, 3, "2-2"),
        (9, 1, "3-1"),
        (2, 7, "2-3"),
    ],
)
def test_each_side_is_as_wide_as_it_has_parties(affirming, contesting, shape):
    claim = make.ClaimFactory()
    for number in range(affirming + contesting):
        make.StatementFactory(claim=claim, stance="affirms" if number < affirming else "denies")
    found = board_of(claim)
    sizes = {side.name: len(side.parties) for side in found.sides}
    assert sizes == {name: n for name, n in (("affirms", affirming), ("contests", contesting)) if n}
    assert found.shape == shape
    assert MOST_ABREAST == 3


def test_outlets_divided_parties_and_uncounted_ones_stand_apart(client):
    claim, divided = make.ClaimFactory(), make.PartyFactory(name="Divided")
    make.StatementFactory(claim=claim, party=divided, claimant=make.ClaimantFactory())
    make.StatementFactory(claim=claim, party=divided, claimant=make.ClaimantFactory(), stance="questions")
    make.StatementFactory(claim=claim, party=make.PartyFactory(name="Taker"), stance="withdraws")
    voice = make.VoiceFactory(outlet__name="Voice")
    make.StatementFactory(
        claim=claim, party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    )
    found = board_of(claim)
    names = [
        [party.party.name for party in parties] for parties in (found.divided, found.uncounted, found.outlets)
    ]
    assert names == [["Divided"], ["Taker"], ["Voice"]]
    assert found.sides == [] and found.notes == []
    text = text_of(client.get(claim.get_absolute_url()))
    assert_shows(text, "What outlets say themselves", "Voice States it as fact")


def test_claims_against_it_come_before_those_that_are_near_it(client):
    claim = make.StatementFactory().claim
    for kind, words in (("narrows", "Narrow"), ("tension", "Tense"), ("contradicts", "Opposite")):
        party = make.PartyFactory(name=f"{words}land")
        other = make.StatementFactory(claim__text=words, party=party).claim
        make.ClaimRelationFactory(claim=claim, other=other, kind=kind)
    text = text_of(client.get(claim.get_absolute_url()))
    assert_shows(
        text,
        "Related claims Contradicts it Opposite Asserted by Oppositeland",
        "Does not fit well with it Tense Asserted by Tenseland",
        "More general Narrow Asserted by Narrowland",
    )


def test_the_timeline_shows_a_change_of_position_and_leads_to_each_statement(client):
    claim, party, member = (
        make.ClaimFactory(),
        make.PartyFactory(name="Norland"),
        make.ClaimantFactory(name="Ada Brook"),
    )
    who = {"claim": claim, "party": party, "claimant": member}
    make.StatementFactory(**who, said_on=day(1))
    make.StatementFactory(**who, said_on=day(5))
    assert "Who said it when" not in text_of(client.get(claim.get_absolute_url()))
    make.StatementFactory(**who, stance="denies", hedged=True, said_on=day(9))
    response = client.get(claim.get_absolute_url())
    assert_shows(
        response,
        "1 April 2017 Ada Brook for Norland affirms 5 April 2017 Ada Brook for Norland affirms",
        "9 April 2017 Ada Brook for Norland denies, with a reservation had affirmed it before",
    )
    assert response.content.decode().count('class="join"') == 2  # one in each width


def test_each_excerpt_is_printed_once_and_the_outlets_that_report_it_are_named(client):
    claim, article = make.ClaimFactory(), make.ArticleFactory(outlet__name="Post", language="fr")
    for stance, words in (("affirms", "le pont est fermé"), ("denies", "le pont est ouvert")):
        make.StatementFactory(claim=claim, stance=stance, citation__article=article, citation__excerpt=words)
    last = make.StatementFactory(claim=claim, stance="denies", citation__article__outlet__name="Times")
    response = client.get(claim.get_absolute_url())
    body, text = response.content.decode(), text_of(response)
    assert [body.count(words) for words in ("le pont est fermé", "le pont est ouvert")] == [1, 1]
    assert '<blockquote lang="fr" dir="auto">“le pont est fermé”</blockquote>' in body
    assert "Reported by Post (both sides), Times" in text
    assert links_of(response)["Times"].endswith(f"#citation-{last.citations.get().pk}")


@pytest.mark.parametrize(
    ("stances", "heading", "says"),
    [
        (["denies", "denies"], "Denied by", []),
        (["questions"], "Questioned by", []),
        (["denies", "questions"], "Denied or questioned by", ["Denies", "Questions"]),
    ],
)
def test_a_heading_says_what_all_of_a_side_do_and_else_each_position_does(client, stances, heading, says):
    claim = make.ClaimFactory()
    for stance in stances:
        make.StatementFactory(claim=claim, stance=stance)
    response = client.get(claim.get_absolute_url())
    assert heading in text_of(response)
    assert re.findall(r'<strong class="stance">(\w+)</strong>', response.content.decode()) == says
    assert board_of(claim).notes == ["Nobody that we know of affirms it."]


def test_a_side_without_a_party_says_what_there_is_on_it_all_the_same(client):
    claim, party, member = make.ClaimFactory(), make.PartyFactory(), make.ClaimantFactory()
    who = {"claim": claim, "party": party, "claimant": member}
    make.StatementFactory(**who, stance="denies", said_on=day(5))

    def read_note():
        [note] = board_of(claim).notes
        assert note in text_of(client.get(claim.get_absolute_url()))
        return note

    assert read_note() == "Nobody that we know of affirms it."
    make.StatementFactory(**who, said_on=day(1))
    assert read_note() == "Nobody that we know of still affirms it."
    voice = make.VoiceFactory()
    make.StatementFactory(
        claim=claim, party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words"
    )
    assert read_note() == "No party that we know of affirms it."
    relay = make.PartyFactory()
    make.StatementFactory(
        claim=claim, party=make.PartyFactory(), citation__relayed_by=relay, citation__relayed_for=relay
    )
    assert read_note() == "We know only second-hand that a party affirms it: that does not count."


def test_who_is_second_hand_on_one_side_is_not_taken_for_the_other(client):
    claim, relay = make.ClaimFactory(), make.PartyFactory()
    make.StatementFactory(claim=claim)
    passed_on = {"citation__relayed_by": relay, "citation__relayed_for": relay}
    make.StatementFactory(claim=claim, party=make.PartyFactory(), **passed_on)
    nothing = "Nobody that we know of denies or questions it."
    assert board_of(claim).notes == [nothing]
    make.StatementFactory(claim=claim, party=make.PartyFactory(), stance="questions", **passed_on)
    [note] = board_of(claim).notes
    assert note == "We know only second-hand that a party denies or questions it: that does not count."


def test_of_a_party_the_plainest_position_of_each_stance_is_shown_and_the_others_are_named(client):
    claim, party = make.ClaimFactory(), make.PartyFactory(name="Norland")
    who = {"claim": claim, "party": party}
    hedging, plain, doubting = (make.ClaimantFactory(name=name) for name in ("Hedging", "Plain", "Doubting"))
    folded = make.StatementFactory(**who, claimant=hedging, stance="denies", hedged=True)
    shown = [
        make.StatementFactory(**who, claimant=doubting, stance="questions"),
        make.StatementFactory(**who, claimant=plain, stance="denies", said_on=day(1)),
    ]
    response = client.get(claim.get_absolute_url())
    assert is_folded(response, f"statement-{folded.pk}")
    assert not any(is_folded(response, f"statement-{each.pk}") for each in shown)
    assert "1 more statement: Hedging (denies, with a reservation)" in text_of(response)


def test_a_claim_with_twenty_thousand_statements_is_laid_out_page_by_page():
    claim = make.StatementFactory(party=make.PartyFactory(name="Norland")).claim
    run_deferred_triggers()
    [(text,)] = sql("SELECT claims_document(%s, NULL)", claim.pk)
    snapshot = json.loads(text)
    [statement] = snapshot["statements"]
    days = [f"2017-04-{number:02}" for number in (1, 2, 3)]
    snapshot["statements"] = [
        {**statement, "id": number, "said_on": days[number % 3]} for number in range(20_000)
    ]
    document = read_document(snapshot)
    order = list_in_reading_order(document.standings)
    assert order == list(range(20_000))
    assert find_page(order, 19_999, 60) == 334
    assert find_page(order, None, 60) == find_page(order, 20_000, 60) == 0
    board = lay_out_parties(document, order[-60:])
    shown = [position.statement.pk for position in board.sides[0].parties[0].speakers[0].positions]
    assert sorted(shown) == list(range(19_940, 20_000))
    around = Surroundings({}, [], [], [])
    [treatment] = describe_outlets(document, around, AsOf()).reports
    assert [line.words for line in treatment.reports] == ["attributes it to Norland"]
    assert build_positions_timeline(document, order, AsOf()).left_out == 20_000 - 60


def test_every_statement_has_a_page_beyond_where_lists_end(client, monkeypatch):
    monkeypatch.setattr("core.pagination.COUNT_LIMIT", 2)
    monkeypatch.setattr("public.claim_detail.views.STATEMENTS_PER_PAGE", 2)
    claim, party = make.ClaimFactory(), make.PartyFactory()
    *_others, last = (
        make.StatementFactory(claim=claim, party=party, said_on=day(number)) for number in range(1, 6)
    )
    response = client.get(f"{claim.get_absolute_url()}?statement={last.pk}", follow=True)
    assert response.redirect_chain[-1][0].endswith("?page=3")
    assert f'id="statement-{last.pk}"' in response.content.decode()
    assert "5 positions on this claim; 1 are shown on this page." in text_of(response)


def test_a_page_made_of_some_statements_says_so_and_where_all_are(client, monkeypatch):
    monkeypatch.setattr("public.claim_detail.views.STATEMENTS_PER_PAGE", 2)
    claim, party = make.ClaimFactory(), make.PartyFactory(name="Norland")
    statements = [make.StatementFactory(claim=claim, party=party, said_on=day(on)) for on in range(1, 6)]
    run_deferred_triggers()
    pages = [f"{claim.get_absolute_url()}?page={number}" for number in (1, 2)]
    whole = text_of(client.get(pages[0]))
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", 3)
    first, last = (client.get(page) for page in pages)
    shown = [
        int(pk) for page in (first, last) for pk in re.findall(r'id="statement-(\d+)"', page.content.decode())
    ]
    assert sorted(shown) == [statement.pk for statement in statements[2:]]
    for page, number in ((first, 2), (last, 1)):
        assert f"5 positions on this claim; {number} are shown on this page." in text_of(page)
        assert "We show 3 of them: current positions first" in text_of(page)
    assert "Asserted by Norland" in whole
    assert "Asserted by Norland" in text_of(first)
    assert "are made of" not in whole
    [address] = re.findall(r'href="([^"]+)">Version \d+ lists all', first.content.decode())
    assert text_of(client.get(address)).count("affirms it") == len(statements)
    past = client.get(pages[0], {"as_of": "2017-04-30", "page": "1"})
    assert links_of(past)["Version 1 lists all that are known today."] == address


@pytest.mark.parametrize("query", [{}, {"as_of": "2017-04-30"}])
def test_a_link_to_words_that_are_not_read_leads_to_the_version_with_them(client, monkeypatch, query):
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", 1)
    monkeypatch.setattr("public.claim_history.version.POSITIONS_PER_PAGE", 2)
    claim, party = make.ClaimFactory(), make.PartyFactory()
    oldest, *_others = (make.StatementFactory(claim=claim, party=party, said_on=day(on)) for on in (1, 2, 3))
    run_deferred_triggers()
    address = claim.get_absolute_url()
    response = client.get(address, {"statement": oldest.pk, **query})
    version = reverse("claim_version", args=[claim.pk, 1])
    assert response.headers["Location"] == f"{version}?statement={oldest.pk}"
    shown = client.get(response.headers["Location"])
    for place in (f"statement-{oldest.pk}", f"citation-{oldest.citations.get().pk}"):
        assert f'id="{place}"' in shown.content.decode()
    assert shown.context["content"].page.number == 2
    assert client.get(address, {"statement": "x", **query}).status_code == 200
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", 3)
    assert client.get(address, {"statement": oldest.pk + 10_000, **query}).status_code == 200


def test_where_no_reason_can_be_given_nothing_stands_in_its_place(client, monkeypatch):
    claim = make.ClaimFactory()
    for name in ("Norland", "Sudland"):
        make.StatementFactory(claim=claim, party=make.PartyFactory(name=name))
    run_deferred_triggers()
    whole = client.get(claim.get_absolute_url()).content.decode()
    monkeypatch.setattr("claims.versions.document.STATEMENTS_READ", 1)
    part = client.get(claim.get_absolute_url()).content.decode()
    assert whole.count("Agreed by Norland and Sudland;") == 4  # thrice in the head
    assert whole.count('class="reason"') == 1
    assert "Agreed by" not in part and 'class="reason"' not in part
    assert part.count('content="Who says what, who disputes it') == 2
