"""What an article says that a speaker is, and of what: office, body, and how that is known."""

from quotations.finder import find_quotations

PARTIES = {
    "vale mining": "organisation",
    "miners’ federation": "organisation",
    "vale": "government",
    "norway": "government",
    "freedonia": "government",
    "united states": "government",
    "us": "government",
    "otto marsh": "person",
}
SAID = "said that it was raining."
OFFICES = """
Lea Storm, chief executive of Vale Mining, ... | chief executive | Vale Mining | printed
Vale Mining’s chief executive, Lea Storm, ... | chief executive | Vale Mining | printed
Vale Mining chief executive Lea Storm ... | chief executive | Vale Mining | printed
Lea Storm, who leads the Miners’ Federation, ... | leader | Miners’ Federation | printed
Lea Storm, who chairs the Bakers’ Guild, ... | chair | Bakers’ Guild | printed
Lea Storm of the Miners’ Federation ... |  | Miners’ Federation | printed
Lea Storm, for the Miners’ Federation, ... |  | Miners’ Federation | printed
Speaking for the Miners’ Federation, Lea Storm ... |  | Miners’ Federation | printed
On behalf of the Miners’ Federation, Lea Storm ... |  | Miners’ Federation | printed
Lea Storm, defending Otto Marsh, ... | lawyer | Otto Marsh | printed
Otto Marsh came. His lawyer, Lea Storm, ... | lawyer | Otto Marsh | short
The Miners’ Federation met. The federation’s chair, Lea Storm, ... | chair | Miners’ Federation | short
The Miners’ Federation met. Its treasurer, Lea Storm, ... | treasurer | Miners’ Federation | short
Vale Mining met. Company chairman Lea Storm ... | Company chairman | Vale Mining | short
The Miners’ Federation met. An official of the union ... | official |  |
The Miners’ Federation met. An official of the federation ... | official | Miners’ Federation | short
Vale Mining met. Chief executive Lea Storm ... | Chief executive | Vale Mining | nearby
Lea Storm, mayor of Vale, ... | mayor | Vale | printed
Lea Storm has been mayor of Vale since May. Storm ... | mayor | Vale | printed
Freedonia said it was dry. Finance Minister Lea Storm ... | Finance Minister | freedonia | government before
The bank closed. Finance Minister Lea Storm, in Oslo, ... | Finance Minister | norway | capital
OSLO (Wire) - Finance Minister Lea Storm ... | Finance Minister | norway | dateline
Finance Minister Lea Storm ... It snows in Freedonia. | Finance Minister | freedonia | only government
Freedonia and Norway met. Finance Minister Lea Storm ... | Finance Minister |  |
Norway’s king met his Freedonian counterpart, Queen Lea Storm. Storm ... | Queen | freedonia | printed
Freedonia and Norway met. Defense Secretary Lea Storm ... | Defense Secretary | united states | office
Freedonia and Norway met. Secretary of State Lea Storm ... | Secretary of State | united states | office
A State Department spokeswoman, Lea Storm, ... | spokeswoman | United States | office
Pentagon spokeswoman Lea Storm ... | spokeswoman | United States | office
Coast Guard Captain Lea Storm ... | Captain | Coast Guard | printed
Border guard chief Lea Storm ... | chief | Border guard | printed
Lea Storm, director of dredging at Vale Mining, ... | director of dredging | Vale Mining | printed
Lea Storm, a fisherman from Corran, ... | fisherman |  |
"""
"""A text, then office, body and how it is known: of the last with a body, or else of the first."""
FORMER = """
Lea Storm, who was chairman of Vale Mining, ...
The former chairman of Vale Mining, Lea Storm, ...
Lea Storm, former chairman of Vale Mining, ...
"""


def read_affiliations(text):
    return find_quotations(text.replace("...", SAID), [], PARTIES)[-1].affiliations


def read_main(text):
    affiliations = read_affiliations(text)
    named = [item for item in affiliations if item.body]
    chosen = (named or list(affiliations))[-1 if named else 0 : None][:1]
    if not chosen:
        return ["", "", ""]
    return [chosen[0].role, chosen[0].body, chosen[0].how if chosen[0].body else ""]


def test_offices_and_the_bodies_they_belong_to():
    faults = []
    for line in OFFICES.strip().splitlines():
        text, *expected = [part.strip() for part in line.split("|")]
        if (found := read_main(text)) != expected:
            faults.append(f"{text} {found}")
    assert faults == []


def test_the_words_that_say_so_are_kept():
    texts = (
        "Lea Storm, who leads the Miners’ Federation, ...",
        "Speaking for the Miners’ Federation, Lea Storm ...",
    )
    assert [read_affiliations(text)[0].words for text in texts] == [
        "Lea Storm, who leads the Miners’ Federation",
        "Speaking for the Miners’ Federation",
    ]


def test_what_is_held_no_more_is_marked():
    for text in FORMER.strip().splitlines():
        assert {item.is_former for item in read_affiliations(text)} == {True}, text
