"""Claims that say nearly the same are found, the most similar first.

No text that an editor types breaks the search.
"""

import pytest
from django.db import connection

from claims.duplicates import similarity
from claims.duplicates.likeness import Kind
from claims.duplicates.similarity import (
    LEAST_SCORE,
    find_close_claims,
    find_similar_claims,
    find_similar_to_each,
)
from claims.models import Claim, Merge
from tests import factories as make
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

DAM = "Brook Water opened the dam at Ashford on 4 May."
OTHERS = (
    "Brook Water has repaired the bridge at Ashford.",
    "The council was told of the flood on 4 May.",
    "A new school will be built in Elmstead.",
    "Prices of bread will rise in Elmstead.",
)


@pytest.fixture
def dam():
    claim = make.DraftClaimFactory(text=DAM)
    for text in OTHERS:
        make.DraftClaimFactory(text=text)
    return claim


def first(text, **options):
    found = find_similar_claims(text, **options)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        (DAM, 1, 1),
        (DAM.upper().rstrip("."), 1, 1),
        (f"  {DAM}\n\n", 1, 1),
        ("The dam at Ashford was opened by Brook Water on 4 May", 0.8, 0.99),
        ("Brook Water opend the damm at Ashfrod on 4 May.", 0.6, 0.99),
        ("Bröok Wáter opened the dam at Ashford on 4 May.", 1, 1),
        ("Brook Water did not open the dam at Ashford on 4 May.", 0.7, 0.99),
        ("Brook Water opened the d", 0.5, 0.9),
        ("opened the dam", 0.3, 0.8),
        ("the damm", 0.2, 0.8),
    ],
)
def test_is_found_first_in_other_words_and_misspelt(dam, typed, least, most):
    best = first(typed)
    assert best.claim == dam
    assert least <= best.score <= most


def test_while_a_word_is_being_typed(dam):
    assert first("Elmst").claim.text in OTHERS[2:]
    assert first("Elmstaed").claim.text in OTHERS[2:]


def test_the_most_similar_come_first_and_scores_are_shares(dam):
    found = find_similar_claims(f"{DAM} {OTHERS[0]} {OTHERS[1]}")
    scores = [similar.score for similar in found]
    assert len(found) >= 3
    assert scores == sorted(scores, reverse=True)
    assert all(LEAST_SCORE <= score <= 1 for score in scores)
    assert len(find_similar_claims(f"{DAM} {OTHERS[0]}", limit=1)) == 1


def test_what_has_nothing_in_common_is_not_listed(dam):
    assert {similar.claim.text for similar in find_similar_claims("Bread in Elmstead")} == set(OTHERS[2:])
    assert find_similar_claims("Penguins sing opera") == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\0",
        "\0\0 \n",
        "a",
        "?",
        "It is so.",
        "the of and",
        "'",
        "\\",
        "& | ! ( ) <-> :*",
        "%",
        "🙂",
        "4",
    ],
)
def test_nothing_typed_breaks_it(dam, typed):
    find_similar_claims(typed)
    find_similar_claims(f"{typed} dam")


def test_a_very_long_text_and_a_nul(dam):
    assert find_similar_claims(DAM + " x" * 5000)[0].claim == dam
    assert find_similar_claims(DAM.replace(" ", "\0"))[0].score == 1
    find_similar_claims("word" * 2500)
    find_similar_claims(" ".join(f"word{n}" for n in range(2000)))


def test_words_that_look_like_operators_or_quotations(dam):
    odd = make.DraftClaimFactory(text=r"O'Hara wrote C:\new & 'old' | (half:*) in Ashford")
    assert first(odd.text).claim == odd
    assert first(odd.text).score == 1


def test_drafts_and_published_ones_with_status_and_positions(dam):
    scenario = make.StatementFactory(claim__text="Elmstead is flooded", party__name="Brook Water")
    make.StatementFactory(claim=scenario.claim, party__name="Ashford", stance="denies")
    best = first("Elmstead is flooded")
    assert (best.status, best.positions) == ("disputed", "affirmed by Brook Water; denied by Ashford")
    assert (first(DAM).status, first(DAM).positions) == ("draft", "")


def test_not_what_was_retracted_merged_away_or_is_the_claim_itself(dam):
    retracted = make.StatementFactory(claim__text=DAM).claim
    user = make.UserFactory()
    Claim.objects.filter(pk=retracted.pk).update(
        state="retracted", retracted_at=make.MOMENT, retracted_by=user, retraction_reason="x"
    )
    merged = make.DraftClaimFactory(text=DAM)
    merge = Merge.objects.create(
        claim_from=merged, claim_into=dam, merged_at=make.MOMENT, merged_by=user, reason="x", moved={}
    )
    assert [similar.claim for similar in find_similar_claims(DAM) if similar.score == 1] == [dam]
    assert dam not in [similar.claim for similar in find_similar_claims(DAM, exclude=dam)]
    assert dam not in [similar.claim for similar in find_similar_claims(DAM, exclude=dam.pk)]
    Merge.objects.filter(pk=merge.pk).update(undone_at=make.MOMENT, undone_by=user)
    assert {similar.claim for similar in find_similar_claims(DAM) if similar.score == 1} == {dam, merged}


def test_of_equals_the_claim_under_the_same_topic_comes_first():
    _, other = make.DraftClaimFactory(text=DAM), make.DraftClaimFactory(text=DAM)
    topic = make.TopicFactory()
    other.topics.add(topic)
    found = find_similar_claims(DAM, topics=[topic.pk])
    assert found[0].claim == other
    assert found[0].score == found[1].score == 1


@pytest.mark.parametrize("rows", [1, 6])
def test_in_five_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        make.StatementFactory(claim__text=DAM)
    with django_assert_num_queries(5):
        assert len(find_similar_claims(DAM)) == rows


def test_several_texts_find_what_each_finds_alone(django_assert_num_queries):
    for text in (DAM, *OTHERS):
        make.StatementFactory(claim__text=text)
    texts = [DAM, "", "Penguins sing opera", OTHERS[1], DAM, "100 % of \0 it"]
    alone = [find_similar_claims(text) for text in texts]
    with django_assert_num_queries(5):
        assert find_similar_to_each(texts) == alone
    with django_assert_num_queries(0):
        assert find_similar_to_each(["", " "]) == [[], []]


def test_words_are_learnt_from_every_way_of_writing():
    """The triggers claim_words_on_insert and claim_words_on_update."""
    claim = make.DraftClaimFactory(text="Quagmires abound")
    Claim.objects.bulk_create([Claim(text="Zeppelins landed", nature="fact")])
    sql("UPDATE claims_claim SET text = 'Wolverines sleep' WHERE id = %s", claim.pk)
    known = {word for (word,) in sql("SELECT word FROM claims_word")}
    assert {"quagmir", "zeppelin", "wolverin"} <= known
    assert first("zepelins").claim.text == "Zeppelins landed"
    assert first("wolvrines").claim == claim
    Claim.objects.filter(pk=claim.pk).update(context="Wolverines")
    assert sql("SELECT count(*) FROM claims_word WHERE word = 'wolverin'") == [(1,)]


def test_common_words_are_left_to_their_pairs():
    """With statistics that call a word common, it is not looked for alone."""
    Claim.objects.bulk_create(
        [Claim(text=f"The council met about matter{n} today", nature="fact") for n in range(3000)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    assert first("The council met about matter7 today").score == 1
    assert first("matter7 council").claim.text == "The council met about matter7 today"
    assert len(find_similar_claims("council")) == 8


# --- by meaning ------------------------------------------------------------------------------------


@pytest.fixture
def meanings(monkeypatch, settings):
    """Compare by meaning, with the cosines that a test gives to claims."""
    settings.COMPARE_BY_MEANING = True
    given = {}

    def find_nearest(texts, *, limit):
        nearest = sorted(((claim.pk, cosine) for claim, cosine in given.items()), key=lambda pair: -pair[1])
        return [nearest[:limit] for _ in texts]

    monkeypatch.setattr(similarity, "find_nearest", find_nearest)
    return given


BARRAGE = "Who unlocked that barrage in Ashford? @BrookWater #shame https://t.example/x"


def test_the_nearest_in_meaning_is_found_without_a_word_in_common(dam, meanings):
    assert find_similar_claims("Gates of a barrage are up") == []
    meanings[dam] = 0.72
    [found] = find_similar_claims("Gates of a barrage are up")
    assert (found.claim, found.kind) == (dam, Kind.SAME)
    assert 0.72 <= found.score < 0.75
    assert find_close_claims(["Gates of a barrage are up"]) == [[(dam, False)]]


def test_words_push_nothing_down_that_is_nearer_in_meaning(dam, meanings):
    other = Claim.objects.get(text=OTHERS[0])
    meanings |= {dam: 0.8, other: 0.5}
    assert [found.claim for found in find_similar_claims(BARRAGE)][:2] == [dam, other]


def test_a_claim_without_a_vector_is_found_by_its_words(dam, meanings):
    meanings[Claim.objects.get(text=OTHERS[2])] = 0.9
    assert dam in [found.claim for found in find_similar_claims(DAM) if found.score == 1]


def test_what_is_far_in_meaning_is_not_listed(dam, meanings):
    meanings[dam] = 0.1
    assert find_similar_claims("Penguins sing opera") == []


def test_what_says_the_opposite_is_told_so(dam, meanings):
    meanings[dam] = 0.85
    [[(claim, is_opposite)]] = find_close_claims(["Nobody has opened the Ashford dam"])
    assert (claim, is_opposite) == (dam, True)


def test_another_number_is_neither(dam, meanings):
    meanings[dam] = 0.97
    [found, *_] = find_similar_claims(DAM.replace("4 May", "14 May"))
    assert (found.claim, found.kind) == (dam, Kind.RELATED)
    assert found.score < similarity.CLOSE
    assert find_close_claims([DAM.replace("4 May", "14 May")]) == [[]]


@pytest.mark.parametrize(
    "typed", ["", "\0", "🙂", "27", "a", "не открыл плотину", "x" * 10_000, "لم يفتح السد"]
)
def test_any_text_may_be_compared_by_meaning(dam, meanings, typed):
    meanings[dam] = 0.3
    find_similar_claims(typed)
