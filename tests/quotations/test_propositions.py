"""Draft propositions: what somebody said as one sentence without its source, or none."""

import pytest

from quotations.finder import find_quotations
from quotations.positions.propositions import draft_quoted
from quotations.positions.speaker_names import SpeakerName

DRAFTS = [
    ("Ann Bell, who runs the Vale hospice, said: “[We are not rich].”", "The Vale hospice is not rich."),
    ("Krog denied that [any deal had been struck].", "A deal was struck."),
    ("Krog denied that [any agreement had been signed].", "An agreement was signed."),
    ("Krog denied that [any evidence had been hidden].", "Evidence was hidden."),
    ("Krog said [the United Nations had been warned].", "The United Nations was warned."),
    ("Krog said [the rules must be the same for everyone].", "The rules must be the same for everyone."),
    ("Krog said [the dam was full and that Ann Bell knew].", "The dam is full."),
    ("“[Even so, the dam is too low],” said Krog.", "The dam is too low."),
    ("“[Then the roof came down],” said Krog.", "The roof came down."),
    (
        "Norway’s foreign minister, Otto Brink, said [his country’s army had never lied].",
        "Norway’s army has never lied.",
    ),
    ("“[Our country has signed],” said Otto Brink, Norway’s foreign minister.", "Norway has signed."),
    # a reported clause, with names for pronouns
    ("Tom Clay said [he would not run for mayor].", "Tom Clay will not run for mayor."),
    ("Ilse Vok said that [her government had no letter].", "Ilse Vok’s government has no letter."),
    ("The Audit Office said [the fund could not explain it all].", "The fund could not explain it all."),
    ("Rory Stein said [his client had been asleep].", "Rory Stein’s client was asleep."),
    ("Residents said [they had not been told].", "Residents have not been told."),
    ("The ministry of roads said [it had lost the file].", "The ministry of roads has lost the file."),
    ("Edda Roos said [if she won she would sue].", "If Edda Roos won she would sue."),
    ("Edda Roos said [it was too early to tell].", "It is too early to tell."),
    ("[The bridge will open in May], said Otto Brink, the mayor.", "The bridge will open in May."),
    ("Krog said [the plan was “old and idle” and would fail].", "The plan is old and idle and will fail."),
    ("Krog said [he hadn't seen the map in May].", "Krog had not seen the map in May."),
    ("Vok told the court [nobody lied, and the dam held].", "Nobody lied."),
    ("OSLO, March 6 (Wire) — [The dam leaked], said Otto Brink.", "The dam leaked."),
    (
        "[The harbour of Vale plans a second pier], its spokesman Otto Brink said.",
        "The harbour of Vale plans a second pier.",
    ),
    # a denial gives what is denied
    ("Nadia Ferro denied that [the dam leaked].", "The dam leaked."),
    ("Nadia Ferro [denied taking money from the firm].", "Nadia Ferro took money from the firm."),
    ("Brandt Motors [denied having sold the lists].", "Brandt Motors sold the lists."),
    ("Ferro [rejected the claim that the bridge was unsafe].", "The bridge is unsafe."),
    ("Nadia Ferro denied reports that [she had quit].", "Nadia Ferro quit."),
    ("Ola Dahl has [denied the league is considering a ban].", "The league is considering a ban."),
    ("Russia on Tuesday [denied having any ships in the bay].", "Russia has ships in the bay."),
    ("Russia on Tuesday denied that [its ships had ever left the bay].", "Russia’s ships left the bay."),
    ("Krog [denied being in the cellar on Friday].", "Krog was in the cellar on Friday."),
    ("Krog [denied owning the cellar].", "Krog owns the cellar."),
    ("Krog [denied hiding the keys].", "Krog hid the keys."),
    ("Krog [denied copying the keys].", "Krog copied the keys."),
    ("Krog [denied agreeing to sell the keys].", "Krog agreed to sell the keys."),
    ("Krog [denied fleeing the cellar].", "Krog fled the cellar."),
    ("Krog [denied rewriting the letter].", "Krog rewrote the letter."),
    ("Krog [denied relaying the letter].", "Krog relayed the letter."),
    ("Krog denied that [anybody had seen any keys at all].", "Somebody saw keys."),
    # an accusation gives what was done
    ("Ann Bell [accused the builders of hiding the leak].", "The builders hid the leak."),
    ("Ann Bell [accused Karl Ness of taking bribes].", "Karl Ness took bribes."),
    # the tense in which it was said
    ("Krog said [the dam would fail unless it was mended].", "The dam will fail unless it is mended."),
    ("Krog said [the dam had been mended in 2019].", "The dam was mended in 2019."),
    ("Krog said [the dam had never been mended].", "The dam has never been mended."),
    ("Krog said [two doors had been left open].", "Two doors were left open."),
    (
        "Krog said [the doors of the hall had stood open for weeks].",
        "The doors of the hall have stood open for weeks.",
    ),
    ("Krog said [the owners were waiting for rain].", "The owners are waiting for rain."),
    ("Krog said [the dam was built by convicts].", "The dam was built by convicts."),
    ("Krog said [the vote was in May].", "The vote was in May."),
    ("Krog said [the mayor knew the owner].", "The mayor knows the owner."),
    ("Krog said [the owners did not want a dam].", "The owners do not want a dam."),
    ("Krog said [a dam would have held].", "A dam would have held."),
    ("Krog said [a flood would ruin the town].", "A flood would ruin the town."),
    ("Krog said [the dam failed].", "The dam failed."),
    ("Krog has said [the dam was unsafe].", "The dam was unsafe."),
    ("Krog says [the dam was unsafe].", "The dam was unsafe."),
    # an opinion without its holder
    ("Krog said [he was certain that the dam would hold].", "The dam will hold."),
    ("Krog said [he believed the dam was unsafe].", "The dam is unsafe."),
    # who "it", "we" and "the company" are, where the text says for whom somebody speaks
    ("Norway’s road minister, Ada Brook, said [it would close the pass].", "Norway will close the pass."),
    (
        "Ada Brook, the Norwegian foreign minister, said [it would close the pass].",
        "Norway will close the pass.",
    ),
    ("Olav Reyes, head of Skylark Air, said [the company had no debts].", "Skylark Air has no debts."),
    ("Skylark Air said [the union had no right to strike].", "The union has no right to strike."),
    ("Skylark Air said [the airline’s planes were safe].", "Skylark Air’s planes are safe."),
    (
        "The Kestrel Museum said [none of its vases had been sold].",
        "None of the Kestrel Museum’s vases has been sold.",
    ),
    ("“[We have no debts],” said Olav Reyes, chief executive of Skylark Air.", "Skylark Air has no debts."),
    (
        "“[No pilot of ours was late],” said Olav Reyes, head of Skylark Air.",
        "No pilot of Skylark Air was late.",
    ),
    (
        "“[Our ovens are cold],” said Mia Orr, head of the Bakers’ Guild.",
        "The Bakers’ Guild’s ovens are cold.",
    ),
    ("Chile’s foreign minister said [it would expel any ship].", "Chile will expel any ship."),
    (
        "The Vale Council denied that [anybody had asked it to wait].",
        "Somebody asked the Vale Council to wait.",
    ),
    ("Ada Brook said [two Danish boats had cut her nets].", "Two Danish boats have cut Ada Brook’s nets."),
    ("Gus Orr [denied two counts of selling bad fish].", "Gus Orr sold bad fish."),
    ("Krog said [the trial was likely to last a month].", "The trial is likely to last a month."),
    ("Krog said [the dam had been mended last week].", "The dam was mended last week."),
    (
        "Ann Bell said [both towns had asked for a dam, which Tom Clay denied].",
        "Both towns have asked for a dam.",
    ),
    # what somebody passes on, and what is said of another
    (
        "“[The parents tell us they have seen the report],” said Ann Bell.",
        "The parents have seen the report.",
    ),
    ("“[Mr Clay says that he saw the report],” said Ann Bell.", "Mr Clay saw the report."),
    ("“[Your deputy says the dam may have to close],” said Ann Bell.", "The dam may have to close."),
    ("“[I accept that the letters were sent],” said Ann Bell.", "The letters were sent."),
    ("“[He took the keys on Sunday],” Nils Orban said of Amir Saleh.", "Amir Saleh took the keys on Sunday."),
    ("Tom Clay has resigned. “[He had no choice],” said Ann Bell, the mayor.", "Tom Clay had no choice."),
    ("Rory Stein, a lawyer for Karl Ness, said [his client was asleep].", "Karl Ness is asleep."),
    ("Karl Ness’s lawyer, Rory Stein, said: “[My client’s car was stolen].”", "Karl Ness’s car was stolen."),
    ("Rory Stein repeated his allegation that [the firm had not paid].", "The firm has not paid."),
    ("“[Mr Falk, the dam is dry],” said Ann Bell.", "The dam is dry."),
    ("“[Vale, the town of the dam, is dry],” said Ann Bell.", "Vale, the town of the dam, is dry."),
    # what is still to be named is found by the check of open references
    ("“[This is a disgrace],” said Krog.", "This is a disgrace."),
    ("“[There is no front line there],” said Krog.", "There is no front line there."),
    # what may last, what is planned, and what was possible
    ("Krog said [Vale could not afford a tram].", "Vale cannot afford a tram."),
    ("Krog said [Vale couldn't promise a tram].", "Vale cannot promise a tram."),
    ("Krog said [York might sell the baths].", "York may sell the baths."),
    ("Krog said [York might have to sell the baths].", "York may have to sell the baths."),
    ("Ann Bell said [she was born in Riga].", "Ann Bell was born in Riga."),
    ("Krog said [York might have sold the baths].", "York might have sold the baths."),
    ("Krog said [there had been no fire in Vale].", "There was no fire in Vale."),
    ("Krog said [there had been two fires in Vale].", "There were two fires in Vale."),
    ("Krog said [there had never been fires in Vale].", "There have never been fires in Vale."),
    ("Krog [accused Oslo of preparing a cut].", "Oslo is preparing a cut."),
    ("Krog [accused the builders of planning a strike].", "The builders are planning a strike."),
    ("“[The fault was ours],” said Olav Reyes, head of Skylark Air.", "The fault was Skylark Air’s."),
    ("“[Every penny of that fund is in the bank],” said Krog.", "Every penny of the fund is in the bank."),
    (
        "Krog said [two men died because nobody was there to hear them].",
        "Two men died because nobody was there to hear them.",
    ),
    ("“[Letters from Vale were lost, if they were],” said Krog.", "Letters from Vale were lost."),
    ("“[York could pay, but I cannot promise it],” said Ann Bell.", "York could pay."),
    # a promise and a demand
    (
        "Otto Brink vowed [to fight the order in every court].",
        "Otto Brink will fight the order in every court.",
    ),
    ("Otto Brink pledged [not to sell the park].", "Otto Brink will not sell the park."),
    ("Otto Brink called for [the road to be closed].", "The road must be closed."),
    ("Otto Brink [urged the council to close the road].", "The council must close the road."),
    ("Otto Brink [called on both towns to close the road].", "Both towns must close the road."),
    ("Otto Brink demanded that [the mayor resign].", "The mayor must resign."),
    # quoted words
    ("“[No god asks for blood],” said Otto Brink.", "No god asks for blood."),
    ("“[No, the dam is safe],” said Otto Brink.", "The dam is safe."),
    ("“[I shall stay at home],” said Otto Brink.", "Otto Brink will stay at home."),
    ("“[I never met Karl Ness],” said Ilse Vok.", "Ilse Vok never met Karl Ness."),
    ("“[I'm not a candidate],” said Ann Bell.", "Ann Bell is not a candidate."),
    ("“[I want my seat],” said Ann Bell.", "Ann Bell wants her seat."),
    ("“[We do not raise taxes],” the Treasury said.", "The Treasury does not raise taxes."),
    ("“[Our men are on their way],” said Corran Airways.", "Corran Airways’ men are on their way."),
    ("“[But I was not at home],” said Otto Brink.", "Otto Brink was not at home."),
    (
        "ANN BELL: [I have made up my mind.]\n\nJO POE: No.\n\nANN BELL: Yes.",
        "Ann Bell has made up her mind.",
    ),
    ("“[If I am elected, I will go],” said Ann Bell.", "If Ann Bell is elected, she will go."),
    ("“[I think that the dam leaked],” said Ann Bell.", "The dam leaked."),
    ("“[Nobody was hurt],” the fire brigade said.", "Nobody was hurt."),
    ("Otto Brink called the tax “[a blow to small owners]”.", "The tax is a blow to small owners."),
]
ANSWERS = [
    # "it" and "they" mean the only thing that the question names
    ("Was the ferry inspected in May?", "It was inspected in April.", "The ferry was inspected in April."),
    (
        "Will you publish the map?",
        "I think we could publish parts of it.",
        "The Reef Trust could publish parts of the map.",
    ),
    ("Did the council sell the pool?", "We sold it in 2019.", "The Reef Trust sold the pool in 2019."),
    (
        "Were the volunteers paid?",
        "They received forty crowns each.",
        "The volunteers received forty crowns each.",
    ),
    ("Was the ferry safe?", "It was wet.", ""),
    ("Was the ferry safe?", "It is not true.", ""),
    ("Did you sell the pool?", "We regret it.", ""),
    ("Did the owner of the boat take the map?", "It vanished in May.", ""),
    # bodies that speak are called in full, and "that" points at nothing outside
    ("Was the report late?", "It was sent to the mayor.", "The report was sent to the mayor."),
    ("Did the ferry leave?", "It was sold in May.", "The ferry was sold in May."),
    ("Was the ferry late for the vote?", "It was sold in May.", ""),
    ("Did the council let the ferry leave?", "It was sold in May.", ""),
    (
        "Was there a plan?",
        "Nobody warned the trust about that plan.",
        "Nobody warned the Reef Trust about the plan.",
    ),
    # a second clause that says nothing by itself stays, and so does what would happen
    (
        "What happened?",
        "The boat sank in March, and nobody was hurt.",
        "The boat sank in March, and nobody was hurt.",
    ),
    ("What now?", "Closing the reef would ruin two villages.", "Closing the reef would ruin two villages."),
]
HELD_BACK = [
    # no rule was made from these
    ("Has the chapel been sold?", "It was sold in June.", "The chapel was sold in June."),
    ("Did you read the audit?", "We read parts of it in May.", ""),
    ("Did the bank lend the money?", "It was never asked.", ""),
    ("Were the nets cut?", "They were cut on Sunday.", "The nets were cut on Sunday."),
    ("Did the lifeguards warn the swimmers?", "They left at noon.", ""),
    ("Will the lighthouse be closed?", "It would be a mistake.", ""),
    ("Is the lagoon poisoned?", "It took us a year to find out.", ""),
    ("Did the divers find the anchor?", "They found it near the pier.", ""),
    (
        "Who knew?",
        "The diver told the trust about that crack.",
        "The diver told the Reef Trust about the crack.",
    ),
    (
        "What was found?",
        "The tanks were opened on Monday, and nothing was found.",
        "The tanks were opened on Monday, and nothing was found.",
    ),
    (
        "What now?",
        "Selling the chapel could cost the town millions.",
        "Selling the chapel could cost the town millions.",
    ),
    ("Was it you?", "The reef is dead, and the owner knows.", "The reef is dead."),
]
NO_DRAFTS = [
    # what may last still or be over, a witness beside what happened, and what somebody else said
    "Krog said [Bolt Ltd employed nine men].",
    "Ann Bell says [offer is final]\n\nTom Clay came late.",
    "Krog said [he saw an officer knock a woman over].",
    "“[I heard a guard threaten a driver],” said Krog.",
    "“[On Tuesday the minister said, quote, the line is safe],” said Krog.",
    "Nadia Ferro [denied the charge].",
    "Tom Clay met Karl Ness. “[He had no choice],” said Ann Bell, the mayor.",
    "Ada Brook met Ann Bell. “[He had no choice],” said Nils Orban.",
    "Nadia Ferro [accused him of taking bribes].",
    "Ada Brook, Norway’s former road minister, said [it would close the pass].",
    "Olav Reyes, who once flew for Skylark Air, said: “[We have no debts].”",
    "Vok said that [if he were elected, Rada would raise taxes].",
    "“[I do not think the dam will hold],” said Krog.",
    "“[The dam, I am told, is safe],” said Krog.",
    "“[The only question is when],” said Krog.",
    "Gus Orr, 44, [denied setting fire to it and two counts of theft].",
    "Pia Holm said [it was her last race].",
    "Otto Brink said [it was not to blame].",
    "The council [denied reports of a rift].",
    "“[What were they thinking?]” asked Otto Brink.",
    "“[Leave us alone],” said Otto Brink.",
    "“[Tell the people the dam is unsafe],” said Otto Brink.",
    "“[They must resign],” Sara Kiel said.",
    "“[That is not true],” said Krog.",
    "“[You will have to ask her],” said Krog.",
    "“[It is cold in here],” said Krog.",
    "“[We see forty patients a day],” Ada Finn said.",
    "“[I do not read them],” said Krog.",
    "“[Tomorrow, if my knees would let me],” said Krog.",
    "“[Closed until the roof is mended],” said Krog.",
    "“[We take no bribes],” said the Treasury.",
    "“[We were a disgrace],” Balan said.",
    "“[It was never going to pass],” Tom Clay said.",
    "“[Absolutely not],” said Krog.",
    "“[The lady has not read it],” said Krog.",
    "“[If the dam goes],” said Krog, “run.”",
    "“[The dam held. I saw it],” said Krog.",
    "“[We have nobody in custody],” a police officer said.",
    "“[We will win this],” said Krog.",
    "“[I know him and he knows me],” said Krog.",
    "“[old and idle gossip from rivals],” said Ann Bell.",
    "Teo Rada told Karl Ness that [he was a liar].",
    "Mira Sand said of her mother that [she was the better baker].",
    "Giles Penn said [Ruth Amory had shown him the letter].",
    "Ilse Vok said that [Edda Roos had lied and that she would sue].",
    "Karl Ness was held on Friday. Prosecutor Dag Winther said [he had planned the theft].",
    "Mr. Krog and Ms. Holm say [they were never shown the map].",
    "[He had been drinking], Krog said.",
    "The dam held. Krog said [it had been full in May].",
    # told apart from, or counted among, what was named before
    "Krog said [the other dam was older].",
    "Krog said [similar fires had broken out in Vale].",
    "Krog said [the latter was older].",
    "Krog said [two of them were missing].",
    "Krog said [four more would come].",
    "Krog said [the first two were warnings].",
    "Krog said [the brigade closed it in 2020].",
    "“[I would pay them properly],” said Krog.",
    "Krog said [the dam had been full the day before].",
    "Krog said [no such promise had been made].",
    "“[Otherwise the dam will go],” said Krog.",
    "“[Others have left],” said Krog.",
    # "his country" of somebody whose country the text does not tell
    "Otto Brink said [his country would not sign].",
    "“[My country will not sign],” said Otto Brink.",
]


def draft(passage: str) -> str:
    """Return the draft of the row between brackets; a comma that belongs to the quotation may follow."""
    start, end = passage.index("["), passage.index("]") - 1
    found = find_quotations(passage.replace("[", "").replace("]", ""))
    [proposition] = [item.proposition for item in found if item.start == start and item.end in (end, end + 1)]
    return proposition


def test_the_words_become_one_sentence_without_their_source():
    drafts = [(passage, draft(passage)) for passage, _ in DRAFTS]
    assert [found for found in drafts if found not in DRAFTS] == []


@pytest.mark.parametrize("answers", [ANSWERS, HELD_BACK], ids=["tuned", "held back"])
def test_an_answer_means_what_its_question_names(answers):
    form = "JO POE: {}\n\nANN BELL, HEAD OF THE REEF TRUST: [{}]\n\nJO POE: Thank you."
    drafts = [(asked, words, draft(form.format(asked, words))) for asked, words, _ in answers]
    assert [found for found in drafts if found not in answers] == []


def test_no_sentence_is_better_than_a_wrong_one():
    drafts = {passage: draft(passage) for passage in NO_DRAFTS}
    assert {passage: found for passage, found in drafts.items() if found} == {}


def test_we_are_the_party_of_the_speaker_where_that_is_known():
    norway = SpeakerName("Norway", is_body=True)
    assert draft_quoted("We have closed our border", SpeakerName("Ada Brook", "f"), norway) == (
        "Norway has closed its border."
    )


def test_offsets_are_kept_where_letters_are_composed_and_invisible_ones_left_out():
    [row] = find_quotations("Ann Bell said the cafe\u0301 \u200bwas shut by a court.")
    assert row.text == "the cafe\u0301 \u200bwas shut by a court"
    assert row.proposition == "The café was shut by a court."
