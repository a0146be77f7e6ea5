"""Whether two propositions that are near say the same, the opposite, or something else.

The cosines are given: what is judged is what stands in the words.
"""

import time

import pytest

from claims.duplicates.likeness import (
    CLOSE,
    Candidate,
    Kind,
    find_difference,
    judge,
    judge_all,
    measure_nearness,
)
from claims.duplicates.negation import are_opposites, differ_in_polarity
from claims.duplicates.stems import stem

FIRE = "27 people died in the fire at the Ravel hotel on 4 March 2021"
DAM = "Brook Water opened the dam at Ashford"


def kind_of(text: str, other: str, *, words: float = 0.5, meaning: float | None = 0.9) -> str:
    return judge(text, Candidate(other, words, meaning)).kind


@pytest.mark.parametrize(
    "text",
    [
        "Ravel hotel burns: twenty-seven lives lost",
        "Twenty-seven killed as hotel burns in Ravel, 4/3/2021",
        "Did 27 people die in the fire at the Ravel hotel?",
        FIRE.replace("4 March 2021", "March 4th, 2021"),
        FIRE.removesuffix(" on 4 March 2021"),
        FIRE.replace("Ravel", "Ravell"),
        FIRE.replace("the fire at the Ravel hotel", "the fire at the old Ravel hotel"),
    ],
)
def test_the_same_in_other_words(text):
    assert kind_of(text, FIRE) == kind_of(FIRE, text) == Kind.SAME


@pytest.mark.parametrize(
    "text",
    [
        FIRE.replace("27", "84"),
        FIRE.replace("27", "Eighty-four"),
        FIRE.replace("4 March", "6 March"),
        FIRE.replace("March", "May"),
        FIRE.replace("2021", "2012"),
        FIRE.replace("Ravel", "Elmstead"),
        "Blaze in Elmstead: 27 killed on 4 March 2021",
        FIRE.replace("fire", "flood"),
        FIRE.replace("27 people", "27 firefighters"),
        FIRE.replace("died", "may have died"),
    ],
)
def test_what_differs_in_one_thing_is_related(text):
    likeness = judge(text, Candidate(FIRE, 0.9, 0.97))
    assert (likeness.kind, likeness.score < CLOSE) == (Kind.RELATED, True)
    assert likeness.difference


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Norland's army attacked Sylvania", "Sylvania's army attacked Norland"),
        ("The teachers' union sued the city council", "The city council sued the teachers' union"),
        ("Hackers from Kell robbed the banks of Vale", "Hackers from Vale robbed the banks of Kell"),
        ("Patients gave nurses flowers", "Nurses gave patients flowers"),
        ("The mayor bribed the builder", "The mayor was bribed by the builder"),
    ],
)
def test_swapped_roles_are_another_claim(text, other):
    assert find_difference(text, other) == "who and whom"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Norland's army attacked Sylvania", "Sylvania was attacked by Norland's army"),
        ("In Ashford Brook Water opened the dam", "Brook Water opened the dam in Ashford"),
        ("The mayor bribed the builder", "The builder was bribed by the mayor"),
    ],
)
def test_another_order_is_not(text, other):
    assert find_difference(text, other) == ""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Brook Water did not open the dam at Ashford", DAM),
        ("Brook Water denies that it opened the dam at Ashford", DAM),
        ("There is no evidence that Brook Water opened the Ashford dam", DAM),
        ("Brook Water kept the dam at Ashford closed", DAM),
        ("It is false that the dam at Ashford was opened by Brook Water", DAM),
        ("The union took the offer of Vale Docks", "The union rejected the offer of Vale Docks"),
        ("The union turned Vale's offer down", "The union accepted the offer of Vale Docks"),
        ("The water of Harrow poses a danger", "The water of Harrow is safe"),
        ("The court acquitted the mayor", "The court found the mayor guilty"),
        ("The law on fishing is unconstitutional", "The law on fishing is constitutional"),
        ("Prices in Ravel fell", "Prices in Ravel rose"),
        ("Ivo Lang lost the election", "Ivo Lang won the election"),
        ("The director of the zoo calls talk of a sale of elephants nonsense", "The zoo sold its elephants"),
        ("The agency dismisses reports that it lost the probe", "The agency lost the probe"),
        ("Rumours that the queen abdicated are without foundation", "The queen abdicated"),
        ("Growers have never used Torvex on fruit", "Growers used the banned pesticide Torvex on fruit"),
        (
            "No sign was seen that Gail Roper gave the wrong blood",
            "Gail Roper gave a patient the wrong blood",
        ),
        (
            "The prosecutor pressed charges against Otto Reiss",
            "The prosecutor dropped charges against Otto Reiss",
        ),
        ("Quill has never paid a critic", "Quill paid critics for good reviews"),
        ("Mira Delane sang to a sold-out hall", "Mira Delane cancelled her concert because of low sales"),
        ("The minister refused to sign the treaty", "The minister signed the treaty"),
        (
            "The statue of the king is still in the square",
            "The statue of the king was removed from the square",
        ),
        ("The young find as much work as before", "Higher wages cost the young their work"),
        ("Wages in Kell rose faster than prices", "Prices in Kell rose faster than wages"),
        ("Most farmers oppose the dam", "Few farmers oppose the dam"),
        ("The dam's water is multiplying eels", "The dam's water leaves fewer eels"),
    ],
)
def test_opposites(text, other):
    assert kind_of(text, other) == kind_of(other, text) == Kind.OPPOSITE


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Ivo Lang did not lose the election", "Ivo Lang won the election"),
        ("The union rejected the offer", "The union turned the offer down"),
        ("The union rejected the offer", "The union refused the offer"),
        ("The dam was not closed", "The dam stayed open"),
        ("Not only the dam was opened", "The dam was opened"),
        ("I can't believe it, they opened the dam", "They opened the dam"),
        ("Isn't the dam at Ashford open?", "The dam at Ashford is open"),
        ("There is no doubt that the dam was opened", "The dam was opened"),
        ("No lessons in Elmstead on Monday", "The schools of Elmstead are closed on Monday"),
        ("Nobody has seen the dam any more", "The dam is missing"),
        (
            "The school could not prevent its pupils from leaving",
            "The school was unable to stop its pupils walking out",
        ),
        ("Few farmers oppose the dam", "Most farmers are in favour of the dam"),
        ("Tickets cost as much as before", "The price of tickets did not go up"),
        ("Dockers at Vale are still on strike", "The strike at Vale is not over"),
        ("The dam was opened, and papers won't touch the story", "The dam was opened"),
        ("Locals break the law more often than newcomers", "Newcomers break the law less often than locals"),
        ("A patient was given the wrong blood", "A patient got blood that was wrong for her"),
    ],
)
def test_negations_that_deny_nothing(text, other):
    assert not differ_in_polarity(text, other)
    assert not differ_in_polarity(other, text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Unemployment in Castria has halved", "Unemployment among the young in Castria has halved"),
        ("Police in Marlow arrested a man for theft", "Police in Marlow arrested the wrong man for theft"),
        ("The regulator knew of the fraud at the bank Credo", "The bank Credo knew of the fraud"),
        ("Bakers in Arlen must close on Mondays", "Bakers in Arlen must close on Sundays"),
        ("The court in Velden is to close the port", "The court in Velden closed the port"),
        ("The court may shut Kell's harbour for good", "Kell's port closed by judges"),
        (FIRE.replace("on 4 March", "at the fair on 4 March"), FIRE),
    ],
)
def test_who_says_more_or_less_or_is_less_sure_says_something_else(text, other):
    assert kind_of(text, other) == kind_of(other, text) == Kind.RELATED


def test_the_forms_of_a_word_have_one_stem():
    for forms in ("multiply multiplies multiplying", "supply supplied", "family families", "owe owed owes"):
        assert len(set(map(stem, forms.split()))) == 1


def test_may_is_a_month_too():
    assert find_difference(f"{DAM} on 4 May", DAM) == ""
    assert find_difference(DAM.replace("opened", "may open"), DAM)


def test_a_denial_of_something_else_is_no_opposite():
    assert kind_of("The council did not hear of the flood", DAM, meaning=0.3) == Kind.RELATED
    assert not are_opposites("The council did not hear of the flood", DAM)
    assert are_opposites("Brook Water never opened the dam at Ashford", DAM)


def test_nearness_is_that_of_meaning_and_words_add_a_little():
    assert measure_nearness(DAM, Candidate(DAM, 1, 1)) == 1
    assert measure_nearness(DAM, Candidate(DAM, 0.3)) == 0.3
    near, far = Candidate("", 0, 0.7), Candidate("", 0.6, 0.5)
    assert measure_nearness(DAM, near) > measure_nearness(DAM, far)
    assert measure_nearness(DAM, Candidate("", 0.5, 0.7)) > 0.7
    assert measure_nearness(DAM, Candidate("", 0, -0.2)) == 0


def test_a_fragment_counts_by_its_words_too():
    assert measure_nearness("the damm", Candidate(DAM, 0.6, 0.3)) == 0.6


def test_of_many_claims_on_one_matter_only_what_stands_out_is_the_same():
    crowd = [Candidate(f"Elmstead has matter {name}", 0, 0.7) for name in "abcdef"]
    assert {likeness.kind for likeness in judge_all(DAM, crowd, limit=8)} == {Kind.RELATED}
    alone = judge_all(DAM, [Candidate("The gates of Ashford's barrage are up", 0, 0.75)], limit=8)
    assert [likeness.kind for likeness in alone] == [Kind.SAME]
    first, *others = judge_all(DAM, [Candidate(DAM, 1, 1), *crowd], limit=4)
    assert (first.kind, first.score) == (Kind.SAME, 1)
    assert [likeness.kind for likeness in others] == [Kind.RELATED] * 3


@pytest.mark.parametrize(
    "text", ["", "a", "🙂", "27", "не открыл", "\0", "x" * 10_000, "لم يفتح السد", "not", "no no"]
)
def test_any_text_can_be_judged(text):
    for other in (text, DAM):
        assert judge(text, Candidate(other, 0.9, 0.9)).kind in Kind
        assert judge(other, Candidate(text, 0.9, None)).kind in Kind


def test_a_negation_with_a_capital_is_no_other_name():
    assert find_difference("The town votes No", "The town votes No.") == ""


def test_long_propositions_of_the_same_words_take_no_time():
    """Of a hundred short words, three can be chosen in more than a hundred thousand ways."""
    words = [f"{one}{two}" for one in "bcdfghjklm" for two in "rstvwxz"]
    started = time.process_time()
    assert find_difference(" ".join(words), f"{' '.join(words)}.") == ""
    assert time.process_time() - started < 1
