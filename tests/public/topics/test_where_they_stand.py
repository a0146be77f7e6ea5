"""The page of a topic opens with its key claims, and where the main parties stand on them."""

import datetime

import pytest

from claims.models import Claim, KeyClaim
from tests import factories as make
from tests.support.html import retraction, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make.TopicFactory()


@pytest.fixture
def norland():
    return make.PartyFactory(name="Norland")


@pytest.fixture
def sudland():
    return make.PartyFactory(name="Sudland")


def hold(topic, text, *positions, day=datetime.date(2017, 4, 12)) -> Claim:
    """Make a claim of the topic with these (party, stance); the excerpts name both."""
    claim = None
    for party, stance in positions:
        statement = make.StatementFactory(
            **({"claim": claim} if claim else {"claim__text": text}),
            party=party,
            stance=stance,
            said_on=day,
            citation__excerpt=f"{party.name} {stance}",
            citation__article__published_on=day,
        )
        claim = statement.claim
    claim.topics.add(topic)
    return claim


def stand_on(client, topic, **query) -> list[tuple]:
    """Return the rows: claim, what each column says, who else is named."""
    table = client.get(topic.get_absolute_url(), query).context["stand"]
    return [
        (
            row.claim.text,
            [cell and [position.stance for position in cell.positions] for cell in row.cells],
            [other.party.name for other in row.others],
        )
        for row in table.rows
    ]


def test_the_editors_key_claims_come_in_their_order(client, topic, norland, sudland):
    quiet = hold(topic, "Quiet", (norland, "affirms"))
    loud = hold(topic, "Loud", (norland, "affirms"), (sudland, "denies"))
    hold(topic, "Not chosen", (norland, "denies"))
    for place, claim in enumerate([quiet, loud], start=1):
        make.KeyClaimFactory(topic=topic, claim=claim, place=place)
    assert stand_on(client, topic) == [
        ("Quiet", [["affirms"], None], []),
        ("Loud", [["affirms"], ["denies"]], []),
    ]
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Loud Disputed Norland affirms “Norland affirms” quoted by" in text
    assert "Disputed claims come first" not in text


def test_without_a_choice_what_is_disputed_then_most_reported(client, topic, norland, sudland):
    hold(topic, "Alone", (norland, "affirms"))
    wide = hold(topic, "Wide", (norland, "affirms"))
    make.CitationFactory(statement=wide.statements.get())
    hold(topic, "Disputed", (norland, "affirms"), (sudland, "denies"))
    assert [row[0] for row in stand_on(client, topic)] == ["Disputed", "Wide", "Alone"]
    assert "Disputed claims come first" in text_of(client.get(topic.get_absolute_url()))


def test_of_what_readers_do_not_see_nothing_is_shown_until_it_is_put_back(client, topic, norland):
    chosen, other = (hold(topic, text, (norland, "affirms")) for text in ("Leak", "Other"))
    for place, claim in enumerate([chosen, other], start=1):
        make.KeyClaimFactory(topic=topic, claim=claim, place=place)
    Claim.objects.filter(pk=chosen.pk).update(**retraction("claim"))
    assert [row[0] for row in stand_on(client, topic)] == ["Other"]
    back = {"state": "published", "retracted_at": None, "retracted_by": None, "retraction_reason": ""}
    Claim.objects.filter(pk=chosen.pk).update(**back)
    assert [row[0] for row in stand_on(client, topic)] == ["Leak", "Other"]
    chosen.topics.clear()
    assert [row[0] for row in stand_on(client, topic)] == ["Other"]
    KeyClaim.objects.filter(claim=other).delete()
    assert [row[0] for row in stand_on(client, topic)] == ["Other"], "as if none was chosen"


def test_as_of_a_day_positions_and_claims_are_those_of_the_day(client, topic, norland, sudland):
    early = hold(topic, "Early", (norland, "affirms"))
    late = hold(topic, "Late", (norland, "affirms"), day=datetime.date(2017, 4, 19))
    make.StatementFactory(
        claim=early,
        party=sudland,
        stance="denies",
        said_on=datetime.date(2017, 4, 18),
        citation__article=make.ArticleFactory(published_on=datetime.date(2017, 4, 18)),
    )
    for place, claim in enumerate([early, late], start=1):
        make.KeyClaimFactory(topic=topic, claim=claim, place=place)
    assert stand_on(client, topic, as_of="2017-04-12") == [("Early", [["affirms"]], [])]
    assert stand_on(client, topic)[0] == ("Early", [["affirms"], ["denies"]], [])


def test_as_of_a_day_before_the_key_claims_what_was_known_then_is_shown(client, topic, norland, sudland):
    hold(topic, "Early", (norland, "affirms"))
    days = datetime.date(2017, 4, 17), datetime.date(2017, 4, 19)
    for place, day in enumerate(days, start=1):
        key = hold(topic, f"Key {place}", (norland, "affirms"), (sudland, "denies"), day=day)
        make.KeyClaimFactory(topic=topic, claim=key, place=place)
    assert [row[0] for row in stand_on(client, topic)] == ["Key 1", "Key 2"]
    assert [row[0] for row in stand_on(client, topic, as_of="2017-04-18")] == ["Key 1"]
    early = client.get(topic.get_absolute_url(), {"as_of": "2017-04-13"})
    assert [row.claim.text for row in early.context["stand"].rows] == ["Early"]
    assert "Disputed claims come first" in text_of(early)


def columns_of(client, topic) -> list[str]:
    return [party.name for party in client.get(topic.get_absolute_url()).context["stand"].parties]


def test_at_most_four_parties_have_a_column_those_with_most_positions_first(client, topic):
    parties = [make.PartyFactory(name=f"Land {number}") for number in range(5)]
    for number in range(5):
        hold(topic, f"Claim {number}", *((party, "affirms") for party in parties[number:]))
    assert columns_of(client, topic) == ["Land 4", "Land 3", "Land 2", "Land 1"]


def test_of_parties_with_as_many_positions_the_most_active_in_the_topic_come_first(client, topic):
    quiet, *busy = (make.PartyFactory(name=name) for name in "ABCDE")
    for number in (1, 2):
        key = hold(topic, f"Key {number}", *((party, "affirms") for party in (quiet, *busy)))
        make.KeyClaimFactory(topic=topic, claim=key, place=number)
    hold(topic, "Not chosen", *((party, "affirms") for party in busy))
    assert columns_of(client, topic) == ["B", "C", "D", "E"]


def test_who_holds_something_on_one_claim_alone_is_named_beside_it_if_not_all_fit(
    client, topic, norland, sudland
):
    small = [make.PartyFactory(name=f"Small {number}") for number in range(3)]
    positions = [(norland, "affirms"), (sudland, "denies"), *((party, "questions") for party in small)]
    hold(topic, "One", *positions[:4])
    two = hold(topic, "Two", *positions[:2])
    assert columns_of(client, topic) == ["Norland", "Sudland", "Small 0", "Small 1"]
    make.StatementFactory(claim=two, party=small[2], stance="questions")
    rows = stand_on(client, topic)
    assert rows[0] == ("One", [["affirms"], ["denies"]], ["Small 0", "Small 1"])
    assert rows[1] == ("Two", [["affirms"], ["denies"]], ["Small 2"])
    assert "Also: Small 0 questions" in text_of(client.get(topic.get_absolute_url()))


def test_who_is_known_only_second_hand_has_no_column(client, topic, norland):
    for number in (1, 2):
        claim = hold(topic, f"Claim {number}", (norland, "affirms"))
        relayed = make.StatementFactory(
            claim=claim, party=make.PartyFactory(name=f"Far {number}"), citation=None
        )
        make.CitationFactory(statement=relayed, relayed_by=norland, relayed_for=norland)
    assert columns_of(client, topic) == ["Norland"]
    assert "Also: Far 1 affirms (second-hand: does not count)" in text_of(
        client.get(topic.get_absolute_url())
    )


def test_a_party_divided_within_itself_shows_both_and_second_hand_words_are_marked(client, topic, norland):
    claim = hold(topic, "Claim", (norland, "affirms"))
    person = make.ClaimantFactory(name="Ada")
    make.AffiliationFactory(claimant=person, party=norland)
    make.StatementFactory(claim=claim, claimant=person, party=norland, stance="denies")
    far = make.PartyFactory(name="Far")
    relayed = make.StatementFactory(claim=claim, party=far, citation=None)
    make.CitationFactory(statement=relayed, relayed_by=norland, relayed_for=norland)
    hold(topic, "Other", (far, "affirms"))
    [(_text, cells, _others)] = [row for row in stand_on(client, topic) if row[0] == "Claim"]
    assert cells == [["affirms"], ["affirms", "denies"]]
    assert "Far affirms (second-hand: does not count)" in text_of(client.get(topic.get_absolute_url()))


def test_outlets_speak_only_where_no_party_does(client, topic, norland):
    voice = make.VoiceFactory(outlet__name="Post")
    own = {"citation__kind": "own_words", "citation__article__outlet": voice.outlet}
    with_party = hold(topic, "With a party", (norland, "affirms"))
    make.StatementFactory(claim=with_party, party=voice, stance="denies", **own)
    alone = make.StatementFactory(claim__text="Outlets alone", party=voice, stance="denies", **own)
    alone.claim.topics.add(topic)
    rows = {row[0]: row[1:] for row in stand_on(client, topic)}
    assert rows == {"Outlets alone": ([None], ["Post"]), "With a party": ([["affirms"]], [])}
    make.KeyClaimFactory(topic=topic, claim=alone.claim, place=1)
    assert stand_on(client, topic) == [("Outlets alone", [["denies"]], [])], "no party is shown"


def test_a_long_excerpt_is_shown_to_its_end_and_leads_to_its_words(client, topic, norland):
    long = "word " * 20 + "end"
    statement = make.StatementFactory(party=norland, citation=None)
    citation = make.ProvedCitationFactory(
        statement=statement, excerpt=long, capture__article__canonical_url="https://post.example/1"
    )
    statement.claim.topics.add(topic)
    response = client.get(topic.get_absolute_url())
    [row] = response.context["stand"].rows
    [cell] = row.cells
    [position] = cell.positions
    assert position.citation.excerpt == long and f"{long}”" in response.text and "…" not in text_of(response)
    assert f'href="https://post.example/1#:~:text={long.replace(" ", "%20")}"' in response.text
    assert f"#statement-{citation.statement_id}" in position.url


def test_each_stance_stands_beside_an_excerpt_of_its_own(client, topic, norland, sudland):
    hold(topic, "Loud", (norland, "denies"), (norland, "questions"), (sudland, "affirms"))
    text = text_of(client.get(topic.get_absolute_url()))
    assert "denies “Norland denies” quoted by" in text
    assert "questions “Norland questions” quoted by" in text
