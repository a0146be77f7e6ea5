"""The stance of reported words, from the verb that reports them and from the words."""

import pytest

from quotations.positions.reported import ReportedWords, find_sentence, read_report
from quotations.positions.stance import guess_stance


def read(sentence: str, cue: str) -> ReportedWords:
    """Read the report in `sentence`, where the words stand between [ and ]."""
    before, _, rest = sentence.partition("[")
    words, _, after = rest.partition("]")
    span = (len(before), len(before) + len(words))
    is_quotation = before.endswith(("“", "‘"))
    return read_report(before + words + after, span, cue=cue, is_quotation=is_quotation)


def guess(sentence: str, cue: str) -> str:
    return guess_stance(read(sentence, cue)).value


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ann Bell said that [the tunnel is safe].", "said"),
        ("Ann Bell said [the tunnel is not safe].", "said"),
        ("[The tunnel is safe], according to Ann Bell.", "according to"),
        ("“[The tunnel is safe],” Ann Bell added.", "added"),
        ("Ann Bell insisted [the tunnel was safe].", "insisted"),
        ("Ann Bell admitted that [the tunnel had leaked].", "admitted"),
        ("Ann Bell vowed [to close the tunnel].", "vowed"),
        ("Ann Bell accused the builders [of hiding the leak].", "accused"),
        ("Ann Bell called the plan “[a gift to the builders]”.", "called"),
        ("Denying reports of a split, Ann Bell said [her party was united].", "said"),
        ("Ann Bell stood by her claim that [the tunnel leaks].", "claim"),
        ("Tom Clay rejected Ann Bell’s claim that [the tunnel leaks].", "claim"),
        ("“[It is not a lie],” Ann Bell said.", "said"),
        ("“[If that is not true, somebody should say so],” Ann Bell said.", "said"),
        ("Ann Bell could not rule out [another leak].", "rule out"),
        ("“[Not at all. There are two new pumps],” Ann Bell replied.", "replied"),
        ("“[The main question is who pays],” Ann Bell said.", "said"),
        ("“[I took it back to the shop],” Ann Bell said.", "said"),
        ("“[We withdrew all staff from the tunnel],” Ann Bell said.", "said"),
        ("“[Fake news is a threat to every town],” Ann Bell said.", "said"),
        ("“[We question every witness twice],” Ann Bell said.", "said"),
        ("“[We dismissed the chief of police],” Ann Bell said.", "said"),
        ("“[The mayor has dismissed the chief of police],” Ann Bell said.", "said"),
        ("“[The council has rejected the appeal],” Ann Bell said.", "said"),
        ("Ann Bell said [the court had rejected the appeal].", "said"),
        ("“[We have no doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I’ve absolutely no doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I have not the slightest doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I have little doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I don’t doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[We never questioned whether the tunnel leaks],” Ann Bell said.", "said"),
        ("“[We have no reason to doubt the log],” Ann Bell said.", "said"),
        ("“[No one doubts that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[There can be no doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[The log leaves no doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[It cannot be doubted that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[It is beyond doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[Without doubt the tunnel leaks],” Ann Bell said.", "said"),
        ("Ann Bell said [there was no doubt that the tunnel leaks].", "said"),
        ("Ann Bell said [there was no question that the tunnel leaks].", "said"),
        ("Ann Bell said [she did not doubt that the tunnel leaks].", "said"),
        ("Ann Bell said [the builders had never denied the leak].", "said"),
    ],
)
def test_who_says_something_affirms_it(sentence, cue):
    assert guess(sentence, cue) == "affirms"


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ann Bell denied that [the tunnel leaks].", "denied"),
        ("Ann Bell has repeatedly and flatly denied that [the tunnel leaks].", "denied"),
        ("Ann Bell [denied the charge].", "denied"),
        ("Ann Bell [rejected reports that the tunnel leaks].", "rejected"),
        ("Ann Bell dismissed the reports as “[old and idle gossip]”.", "dismissed"),
        ("Ann Bell brushed aside the claim that [the tunnel leaks].", "brushed aside"),
        ("Ann Bell ruled out [a second tunnel].", "ruled out"),
        ("Ann Bell said [it was not true that the tunnel leaks].", "said"),
        ("Ann Bell said [the claims about the tunnel were completely false].", "said"),
        ("Ann Bell said [there was no truth in the reports].", "said"),
        ("Ann Bell said [no such promise had been made].", "said"),
        ("Ann Bell said [there was no such list].", "said"),
        ("“[We have made no such offer],” Ann Bell said.", "said"),
        ("Ann Bell said [nothing of the kind had been planned].", "said"),
        ("Ann Bell said the story was “[categorically false and malicious]”.", "said"),
        ("The rumours are “[pure invention]”, according to Ann Bell.", "according to"),
        ("Ann Bell called the claims “[absurd]”.", "called"),
        ("“[That is a lie],” Ann Bell said.", "said"),
        ("“[No, this is simply not true],” Ann Bell said.", "said"),
        ("“[We deny these allegations],” Ann Bell said.", "said"),
        ("“[My client strongly denies any involvement],” Ann Bell said.", "said"),
        ("“[It’s nonsense to suggest that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[These reports are fake news],” Ann Bell said.", "said"),
        ("“[I never said that],” Ann Bell said.", "said"),
        ("“[That never happened],” Ann Bell said.", "said"),
        ("“[That interview never took place],” Ann Bell said.", "said"),
        ("“[Absolute rubbish],” was how Ann Bell described the report.", "described"),
        ("Ann Bell said the story was “[bollocks]”.", "said"),
        ("“[The story is false and malicious],” Ann Bell said.", "said"),
        ("“[That is a lie, and everybody knows it],” Ann Bell said.", "said"),
        ("“[We reject any suggestion that the tunnel leaks],” Ann Bell said.", "said"),
        ("Ann Bell said [she rejected these claims].", "said"),
        ("Ann Bell said [it was wrong to say that the tunnel leaks].", "said"),
        ("“[There is no truth in any of these reports],” Ann Bell said.", "said"),
    ],
)
def test_denials(sentence, cue):
    assert guess(sentence, cue) == "denies"


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ann Bell doubts that [the tunnel leaks].", "doubts"),
        ("Ann Bell questioned whether [the tunnel had ever leaked].", "questioned"),
        ("Ann Bell wondered if [the tunnel had ever leaked].", "wondered"),
        ("Ann Bell expressed doubt that [the tunnel leaks].", "expressed"),
        ("“[I doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[We are not convinced that the tunnel leaks],” Ann Bell said.", "said"),
        ("Ann Bell said [she doubted that the tunnel leaks].", "said"),
        ("Ann Bell said [she is “not convinced” of the leak].", "said"),
        ("“[I have grave doubts that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I have a few doubts about the log],” Ann Bell said.", "said"),
        ("“[No, I doubt that the tunnel leaks],” Ann Bell said.", "said"),
    ],
)
def test_doubts(sentence, cue):
    assert guess(sentence, cue) == "questions"


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ann Bell took back her claim that [the tunnel leaks].", "claim"),
        ("Ann Bell withdrew the allegation that [the tunnel leaks].", "allegation"),
        ("Ann Bell apologised for saying that [the tunnel leaks].", "saying"),
        ("Ann Bell was wrong to say that [the tunnel leaks].", "say"),
        ("Ann Bell retracted her statement that [the tunnel leaks].", "retracted"),
        ("“[I take back what I said about the tunnel],” Ann Bell said.", "said"),
        ("“[We withdraw the allegation],” Ann Bell said.", "said"),
        ("“[I was wrong to say the tunnel leaked],” Ann Bell said.", "said"),
        ("“[I take it back],” Ann Bell said.", "said"),
        ("Ann Bell said [she withdrew her remarks].", "said"),
    ],
)
def test_withdrawals(sentence, cue):
    assert guess(sentence, cue) == "withdraws"


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Ann Bell refused to confirm that [the tunnel leaks].", "confirm"),
        ("Ann Bell did not deny that [the tunnel leaks].", "deny"),
        ("Ann Bell would neither confirm nor deny that [the tunnel leaks].", "deny"),
        ("Ann Bell stopped short of saying that [the tunnel leaks].", "saying"),
        ("Ann Bell could not say that [the tunnel was safe].", "say"),
        ("Ann Bell asked if [the tunnel leaked].", "asked"),
        ("Ann Bell joked that [the tunnel was a bath].", "joked"),
        ("“[Who says that the tunnel leaks?]” Ann Bell said.", "said"),
        ("“[No comment],” Ann Bell said.", "said"),
        ("“[I don’t know that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[No, I have not seen a leak],” Ann Bell said.", "said"),
        ("Ann Bell denied his claim that [the tunnel leaks].", "claim"),
        ("“[Not for one second],” Ann Bell replied.", "replied"),
        ("“[Next question],” Ann Bell said.", "said"),
        ("Ann Bell refused to apologise for saying that [the tunnel leaks].", "saying"),
        ("Ann Bell did not withdraw her claim that [the tunnel leaks].", "claim"),
        ("Ann Bell was urged to withdraw her claim that [the tunnel leaks].", "claim"),
        ("“[He withdrew the claim],” Ann Bell said.", "said"),
        ("Ann Bell said [Tom Clay had denied that the tunnel leaks].", "said"),
        ("“[Norland denies any role, but the evidence is clear],” Ann Bell said.", "said"),
        ("“[The neighbours are sceptical],” Ann Bell said.", "said"),
        ("“[The claim is false only in part],” Ann Bell said.", "said"),
        ("“[The claim is false, at least in part],” Ann Bell said.", "said"),
        ("“[This is a lie detector],” Ann Bell said.", "said"),
        ("“[We never did this alone],” Ann Bell said.", "said"),
        ("“[There is no basis for comparison],” Ann Bell said.", "said"),
        ("“[Tom Clay has no doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[It is not beyond doubt that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[I cannot deny that the tunnel leaks],” Ann Bell said.", "said"),
        ("“[We have never denied the leak],” Ann Bell said.", "said"),
        ("Ann Bell said [she could not deny that the tunnel leaks].", "said"),
        ("Ann Bell expressed no doubt that [the tunnel leaks].", "expressed"),
        ("Ann Bell did not doubt that the tunnel had “[leaked all week]”.", "doubt"),
        ("Few engineers doubt that [the tunnel leaks].", "doubt"),
        ("Neither Ann Bell nor Tom Clay denied that [the tunnel leaks].", "denied"),
    ],
)
def test_what_is_no_position_or_not_certain_stays_open(sentence, cue):
    assert guess(sentence, cue) == ""


def test_a_denial_of_the_speaker_under_the_speaker_s_name():
    report = read("“[The Norland ministry denies any role],” the Norland ministry said.", "said")
    assert guess_stance(report, speaker="the Norland ministry").value == "denies"
    assert guess_stance(report, speaker="the Sudland ministry").value == ""


def test_words_without_a_verb_of_speech_count_if_somebody_says_them():
    report = read("“[The tunnel is safe.]”", "")
    assert guess_stance(report, has_speaker=True).value == "affirms"
    assert guess_stance(report, has_speaker=False).value == ""


def test_the_reason_is_a_sentence_with_the_words():
    guessed = guess_stance(read("Ann Bell denied that [the tunnel leaks].", "denied"))
    assert (guessed.why, guessed.sure) == ("“denied” reports a denial.", "sure")


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("It rained. Mr. Poe said it leaks. Nobody knew.", "it leaks", "Mr. Poe said it leaks."),
        ("It rained. U.S. Senator Poe said it leaks. So.", "it leaks", "U.S. Senator Poe said it leaks."),
        ("A heading\nIt leaks, she said.\nMore", "It leaks", "It leaks, she said."),
        ("“It leaks.” She left.", "It leaks", "“It leaks.”"),
    ],
)
def test_the_sentence_of_some_words(text, words, sentence):
    start = text.index(words)
    first, last = find_sentence(text, start, start + len(words))
    assert text[first:last] in (sentence, sentence.removesuffix("”"))
