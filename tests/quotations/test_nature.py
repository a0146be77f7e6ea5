"""Fact, judgement, demand, forecast or commitment, from the form."""

import pytest

from quotations.positions.nature import guess_nature

from .test_stance import read


@pytest.mark.parametrize(
    ("sentence", "cue", "nature"),
    [
        ("“[The tunnel leaked twice],” Ann Bell said.", "said", "fact"),
        ("Ann Bell said that [the tunnel had leaked].", "said", "fact"),
        ("Ann Bell accused the builders [of hiding the leak].", "accused", "fact"),
        ("“[The tunnel is a disgrace],” Ann Bell said.", "said", "judgement"),
        ("Ann Bell called the plan “[a gift to the builders]”.", "called", "judgement"),
        ("“[We condemn this attack],” Ann Bell said.", "said", "judgement"),
        ("“[The minister must resign],” Ann Bell said.", "said", "demand"),
        ("“[Open the tunnel now],” Ann Bell said.", "said", "demand"),
        ("Ann Bell said [the tunnel should be closed].", "said", "demand"),
        ("Ann Bell called for [a new tunnel].", "called", "demand"),
        ("Ann Bell [rejected calls for a new tunnel].", "rejected", "demand"),
        ("“[The tunnel will collapse],” Ann Bell said.", "said", "forecast"),
        ("Ann Bell said [the tunnel would collapse].", "said", "forecast"),
        ("Ann Bell predicted that [the tunnel leaks by May].", "predicted", "forecast"),
        ("“[We will win this vote],” Ann Bell said.", "said", "forecast"),
        ("“[We will repair the tunnel],” Ann Bell said.", "said", "commitment"),
        ("“[I’ll never close the tunnel],” Ann Bell said.", "said", "commitment"),
        ("“[We are going to repair the tunnel],” Ann Bell said.", "said", "commitment"),
        ("Ann Bell said [she would repair the tunnel].", "said", "commitment"),
        ("Ann Bell vowed [to repair the tunnel].", "vowed", "commitment"),
        ("“[Freedonia will repair the tunnel],” Ann Bell said.", "said", "commitment"),
        ("“[We are ready to repair the tunnel],” Ann Bell said.", "said", "commitment"),
        ("“[There must be a new tunnel],” Ann Bell said.", "said", "demand"),
        ("“[If I’m in the way, I’ll go],” Ann Bell said.", "said", "commitment"),
        ("“[Lovely]”, Ann Bell said.", "said", ""),
    ],
)
def test_nature(sentence, cue, nature):
    assert guess_nature(read(sentence, cue), own_names=["Freedonia"]).value == nature


OTHERS = """
Ann Bell said [Freedonia had demanded a list of the divers before it would sign anything]. | said | demand
Ann Bell said [the owners had asked for a list before they would talk]. | said | fact
“[They left because the owners would not talk],” Ann Bell said. | said | fact
Ann Bell said [the tank, which would be emptied on Friday, had leaked twice]. | said | fact
“[We will not pay until they will talk],” Ann Bell said. | said | commitment
Ann Bell said [she would repair the tunnel before the rain would return]. | said | commitment
[About 70 boats have sunk], Ann Bell estimated. | estimated | fact
Ann Bell estimated that [some 70 boats were in the tunnel]. | estimated | fact
Ann Bell estimated that [70 boats would sink]. | estimated | forecast
“[The tunnel is wet],” Ann Bell said. | said | fact
“[Nobody sleeps here],” Ann Bell said. | said | fact
“[They were on the roof],” Ann Bell said. | said | fact
Ann Bell said [the shaft was dry]. | said | fact
Ann Bell denied that [the strike fund was empty]. | denied | fact
“[The records show nothing of the sort],” Ann Bell said. | said | fact
“[I work for the city, but I do not have to praise it],” Ann Bell said. | said | fact/judgement
Ann Bell said [the school may have to close in the winter]. | said | forecast
“[The line may stretch round the block by Saturday],” Ann Bell said. | said | forecast
Ann Bell said [the valve might not have been shut]. | said | fact
Ann Bell said [the sign could not be seen from the road]. | said | fact
“[I should like to see those receipts],” Ann Bell said. | said | fact/judgement/
Ann Bell said [the bank had no plans to merge]. | said | fact
Ann Bell said [Freedonia would appeal to the court]. | said | commitment
“[We would not say so if it were untrue],” Ann Bell said. | said | fact/judgement/
“[A strike would ruin the harvest],” Ann Bell said. | said | forecast/judgement
“[That would be a disgrace],” Ann Bell said. | said | judgement
“[Somebody might be killed there one day],” Ann Bell said. | said | forecast
“[That is false],” Ann Bell said. | said | fact
“[He is wrong],” Ann Bell said. | said | fact/judgement
“[The minister is lying],” Ann Bell said. | said | fact/judgement
“[We have every confidence in the crew],” Ann Bell said. | said | judgement/fact
“[It is a scandal],” Ann Bell said. | said | judgement
“[The ferry is too slow],” Ann Bell said. | said | judgement
“[Our pilots fly eleven hours a day],” Ann Bell said. | said | fact
“[There is no lead in the water],” Ann Bell said. | said | fact
“[The law must be changed],” Ann Bell said. | said | demand
“[He has to go],” Ann Bell said. | said | demand
“[You do not have to believe me],” Ann Bell said. | said | fact/judgement/
“[We had to cut the rope],” Ann Bell said. | said | fact
Ann Bell said [the crew had to swim ashore]. | said | fact
Ann Bell said [that the council had had to sell the park]. | said | fact
“[Everybody needs to calm down],” Ann Bell said. | said | demand
“[We need a new bridge],” Ann Bell said. | said | demand/fact
Ann Bell said [the grain would last until May]. | said | forecast
Ann Bell said [the grain will probably not last]. | said | forecast
“[Prices are expected to fall],” Ann Bell said. | said | forecast
“[We plan to reopen in June],” Ann Bell said. | said | commitment
Ann Bell said [the theatre plans to reopen in June]. | said | commitment/forecast
“[I will not resign],” Ann Bell said. | said | commitment
“[The pipes are sound and they stay where they are],” Ann Bell said. | said | fact/judgement
“[It is possible that the gate was open],” Ann Bell said. | said | fact
“[Dogs, cats, everything],” Ann Bell said. | said |
Ann Bell doubted [that the flour was clean]. | doubted | fact
Ann Bell said [the water is not for sale]. | said | fact/commitment
“[It is time to act],” Ann Bell said. | said | demand
“[My shop has had no bread since Monday],” Ann Bell said. | said | fact
Ann Bell said [the plan is unworkable]. | said | judgement
“[They ought to be ashamed],” Ann Bell said. | said | demand/judgement
“[The river belongs to everybody],” Ann Bell said. | said | fact/judgement
"""
"""A sentence, its cue, and each nature that is right ("a/b"; none at all is right after the last bar)."""


def test_natures_of_many_forms():
    faults = []
    for line in OTHERS.strip().splitlines():
        sentence, cue, natures = (part.strip() for part in line.split("|"))
        found = guess_nature(read(sentence, cue), own_names=["Freedonia"]).value
        if found not in natures.split("/"):
            faults.append(f"{line}: {found}")
    assert faults == []


def test_a_question_and_a_fragment_without_a_verb_stay_open():
    assert guess_nature(read("“[Is the tunnel wet?]” Ann Bell asked.", "asked")).value == ""
    assert guess_nature(read("“[Dogs, cats, everything],” Ann Bell said.", "said")).value == ""


def test_a_plain_statement_is_a_fact_by_guess():
    guess = guess_nature(read("“[The tunnel is wet],” Ann Bell said.", "said"))
    assert (guess.value, guess.sure) == ("fact", "guess")
