"""Whether a new speaker is a person or a body, by the name and by what the article says."""

import pytest

from quotations.finder import find_quotations
from quotations.lexicon.body_names import is_state_body

BODIES = {
    "Norrin Freight": "Norrin Freight said the delay was caused by a storm at sea.",
    "Trellick Lines": "Trellick Lines said its ferries would sail again on Monday.",
    "Halden Corp": "Halden Corp rejected the claim that it had paid bribes.",
    "Quarrel & Stent Ltd": "Quarrel & Stent Ltd denied that the wall had been unsafe.",
    "Oxley Pumps": "“We have recalled every pump sold since March,” Oxley Pumps said in a statement.",
    "Stellan Petroleum": "Stellan Petroleum said on Tuesday that its rig had not leaked.",
    "Farrow & Sons": "Farrow & Sons said that no beam had been replaced.",
    "Kestrel Logistics GmbH": "Kestrel Logistics GmbH said that no parcel had been lost.",
    "Skarn Volten": "Skarn Volten, a maker of turbines, said the order had been cancelled.",
    "Dovra Kelm": "Dovra Kelm, the carrier, said the aircraft had been serviced in May.",
    "Ulm Sandor": "The carrier Ulm Sandor said the aircraft had been serviced in May.",
    "Merrin Tolk": "The shipping company Merrin Tolk said that the crew was safe.",
    "Pella Grund": "Pella Grund, which makes cranes, denied that the cable had been worn.",
    "Tamsin Voy": "Tamsin Voy said that its drivers had been paid in full.",
    "Kessel Braun": "Kessel Braun said it would appeal against the fine. It employs 3,000 people.",
    "Marrick Stoll": "Marrick Stoll rejected the offer. “It is not enough for anybody,” Marrick Stoll said. "
    "Marrick Stoll shares fell by a tenth.",
    "Harbour Directorate": "The Harbour Directorate denied that the crane had failed.",
    "National Roads Directorate": "The National Roads Directorate said that the tunnel was safe.",
    "Open Hands Relief": "Open Hands Relief said that its trucks had been stopped.",
    "Lantern Aid": "Lantern Aid, a relief group, said the camp had no water.",
    "Bread Without Borders": "The aid group Bread Without Borders said that 300 people were hungry.",
    "Amity Watch": "Amity Watch, which monitors prisons, said that nine men had died.",
    "Vale County Court": "Vale County Court said that the hearing would be held in May.",
    "Stevedores United": "The union Stevedores United said that the talks had failed.",
    "Vale Rovers": "Vale Rovers said that the striker had signed a new contract.",
    "Vale Chess Club": "Vale Chess Club said the tournament had been fair.",
    "Vale Courier": "The Vale Courier said that it stood by its report.",
    "Garn Volten": "The wharf’s partner, Garn Volten, said that its turbines had been sold.",
    "Tarn Volten": "Its financial adviser, Tarn Volten, said that its staff had been told.",
    "Radmir Kost": "The broadcaster Radmir Kost said that its licence was valid.",
    "Morgen Stern": "The newspaper Morgen Stern said that it stood by its report.",
}
PEOPLE = {
    "Tessa Lindqvist": "Tessa Lindqvist said the bridge was safe.",
    "Harald Mrozek": "Harald Mrozek, who owns a farm near Vale, said the water was brown.",
    "Ysolde Karr": "Ysolde Karr said she had not seen the letter.",
    "Brenn Ostler": "Brenn Ostler, 43, denied that he had driven the van.",
    "Quill Harrow": "The mayor, Quill Harrow, said the road would open on Sunday.",
    "Ravik Sol": "Minister Ravik Sol said the law would be changed.",
    "Keld Dunmore": "Mr Dunmore said the road would open. Keld Dunmore is a shopkeeper.",
    "Jonas Bank": "Jonas Bank said that the harvest was late. He farms near Vale.",
    "Ruth Church": "Ruth Church said the choir would sing.",
    "Orla Vint": "“I saw the lorry turn over,” said Orla Vint, a bus driver.",
    "Mirek Dahl": "“We lost the house,” said Mirek Dahl, whose wife was hurt in the fire.",
    "Sorrel Vane": "Sorrel Vane told reporters that nobody had called her.",
    "Tiberia Holm": "Tiberia Holm told the court that she had never met him.",
    "Sandro Velt": "Sandro Velt told police that he had been asleep.",
    "Orvo Tamm": "The league left. Its head of delegation, Orvo Tamm, said that its crews would stay.",
    "Fael Merd": "Norland’s deputy foreign minister, Fael Merd, told reporters that its army had left.",
    "Sela Dorn": "The council’s lead delegate, Sela Dorn, denied that it had left.",
    "Ivo Rask": "Ivo Rask, the league’s envoy, denied that it had left.",
    "Tarn Holl": "The union’s legal adviser, Tarn Holl, said that its funds were gone.",
    "Orvo Bank": "Orvo Bank, its chairman, said that its branches would close.",
    "Ode Kvist": "“It is a lie,” Ode Kvist said. Kvist left the firm in May.",
}
NOBODY_KNOWS = {
    "Corvin Thale": "Corvin Thale said the report was wrong.",
    "Marrick Stoll": "Marrick Stoll said that it was too early to tell.",
    "Zell Arden": "Zell Arden said the price had doubled.",
    "Vandor Prisk": "Jonas Foe was dismissed. Vandor Prisk said he had lied.",
    "Drava Kohl": "The Harbour Board refused the offer. Drava Kohl said its cranes were old.",
}


def read_kinds(name: str, text: str) -> set[str]:
    return {item.speaker_kind.kind for item in find_quotations(text) if item.speaker == name}


@pytest.mark.parametrize(("name", "text"), BODIES.items())
def test_a_body_is_told_by_its_name_or_the_article(name, text):
    assert read_kinds(name, text) == {"organisation"}


@pytest.mark.parametrize(("name", "text"), PEOPLE.items())
def test_a_person_is_told_by_a_sign_of_one(name, text):
    assert read_kinds(name, text) == {"person"}


@pytest.mark.parametrize(("name", "text"), NOBODY_KNOWS.items())
def test_a_kind_that_nothing_tells_stays_open(name, text):
    assert read_kinds(name, text) == {""}


def test_a_country_is_a_government():
    [quotation] = find_quotations("Brazil said that the treaty was void.")
    assert quotation.speaker_kind.kind == "government"


def test_a_kind_says_why():
    [quotation] = find_quotations(BODIES["Skarn Volten"])
    assert quotation.speaker_kind.why == "The article calls it “maker”."


@pytest.mark.parametrize(
    ("name", "is_state"),
    [
        ("Ministry of Fisheries", True),
        ("the Norlandic embassy in Vale", True),
        ("armed forces of Freedonia", True),
        ("Coast Guard", True),
        ("Bank of the Ministry", False),
        ("Harbour Trust", False),
        ("Guard", False),
    ],
)
def test_a_body_of_a_state_is_told_by_its_head_word(name, is_state):
    assert is_state_body(name) == is_state
