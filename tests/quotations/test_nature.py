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
        ("“[The tunnel is wet],” Ann Bell said.", "said", ""),
    ],
)
def test_nature(sentence, cue, nature):
    assert guess_nature(read(sentence, cue), own_names=["Freedonia"]).value == nature
