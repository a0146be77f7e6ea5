"""What a proposition says without saying which."""

import pytest

from quotations.positions.open_references import find_open_references, quote_open_references

STANDING_ALONE = """
It rains.
It has not snowed in Reims since 3 May 2017.
Korvo is flooded because it never stopped raining.
The war in Syria will end.
The bridge at Korvo is unsafe.
The European Union paid for the harbour of Riga.
The government of Chile sold the mine at Osorno.
The parliament of Latvia refused the law of 2019.
The attack of 4 April near Idlib killed 80 people.
The vote of 9 May in Lund was fair.
Nobody in Brest knew of it.
Both Norway and Iceland want a treaty.
Both Ann Bell and Tom Clay voted for the budget of Leeds.
Tom Clay lost his job.
Maria Voss kept her seat in the Bundestag.
Somebody took their keys.
A woman in Vale lost her house.
The price of bread will double.
The number of strikes has fallen.
The right to strike is a human right.
The plan to close the school at Holm failed.
The men who built the dam at Orrin were not paid.
The people who drank the water of the Neva fell ill.
The workers who left were not paid.
The mayor, Otto Brink, took bribes.
The mayor of Vale took bribes.
The chair of the Audit Office resigned.
There were no trucks at the depot in Homs.
It is clear that Norway lied.
The sun heats the sea at Capri.
The world knows about Chernobyl.
The poor pay for the rich.
The dead of Srebrenica have names.
Iran will recall the ambassador.
France will change the constitution.
In the end Sweden paid.
For the first time Fiji won.
The missile fired at Idlib was Russian.
The letters sent to the ministry in Kyiv were forged.
None of the votes in Ohio was counted twice.
Norway’s coast guard has pictures.
Egypt’s army shelled a market in Rafah.
Nokia will build a plant in May.
The bridge at Korvo was closed in June.
Nokia built a plant in May 2019.
The bridge at Korvo was closed on 3 June 2020.
Mr Clay sold his shares.
Black Friday is a danger to shops.
Good Friday is no holiday in Japan.
The Ever Given blocked the Suez Canal.
The Titanic sank in 1912.
Those who refuse to pay will be jailed in Laos.
The Moscow metro is safe.
The Leeds bus strike is over.
The next round of the Orrin talks on Norland will begin in May.
Norland will attend the third round of talks on Orrin.
The next, fourth round of the Orrin talks is useless.
The final round in Holm was fair.
The last session of the Vale council was unlawful.
The coming season of Vale Rovers is in doubt.
"""
OPEN = """
The silos held 40 tonnes. | The silos
The next round will begin in May. | The next round
The next round of the talks is useless. | the talks
The wheel turned round the axle. | The wheel; the axle
The hangar was empty. | The hangar
The gate was open. | The gate
The pumps had been switched off. | The pumps
Its ships left. | Its
Their lawyers were paid. | Their
The group is not armed. | The group
The rebels have no tanks. | The rebels
They were told. | They
He was never asked. | He
The United States knew of the attack. | the attack
Russian aircraft hit a depot on Friday. | Friday
The Danish navy searched three boats on Monday. | Monday
Two men died in Vale last week. | last week
Nine miners were rescued in Orsk last month. | last month
Every farmer in Galway was told to leave by Tuesday. | Tuesday
We never sold the list. | We; the list
I never met your brother. | I; your
Turkey opened this road. | this road
Peru will not pay these debts. | these debts
Nobody lived here. | here
The river never freezes here. | The river; here
The two were married in Oslo. | The two
The three men were released in Cork. | The three men
Both sides used gas in Aleppo. | Both sides
Both ships were off Bergen. | Both ships
The minister lied to parliament. | The minister
The president knows the truth. | The president
Ann Bell told the council that the roof leaks. | the council; the roof
Karl Ness asked the judge to stand down. | the judge
The men who built the dam were not paid. | the dam
Today the harbour of Split is closed. | Today
Yesterday nobody in Malmo could vote. | Yesterday
Nobody will be told until tomorrow. | tomorrow
Trains in Wales will stop tonight. | tonight
The Rail Safety Authority lost the letters. | the letters
The Kestrel Museum never owned the vase. | the vase
The head of the union, Lena Fisk, met Volvo. | the union
There is no bomb in the cellar. | the cellar
It is too early to count the votes. | the votes
It was empty. | It
It has been sold twice. | It
That is false. | That
That bridge was closed in 1990. | That bridge
The roof of the mill was rotten. | the mill
The doors of the theatre were locked. | the theatre
The first shot came from the house. | The first shot; the house
The last train never reached the border. | The last train; the border
The drug kills one in ten. | The drug
The vaccine does not work in children. | The vaccine
Some of the money went to Malta. | the money
The council’s lawyers knew. | The council’s lawyers
The minister’s son owns a mine in Chad. | The minister’s son
Two years ago Bolt Ltd had no debts. | Two years ago
Ten days ago Gazprom closed a pipeline to Kiel. | Ten days ago
Nobody was there. | there
Three of the nurses were there that night. | the nurses; there; that night
You have lied to the court in Reims. | You
Such a report does not exist. | Such a report
The minister who signed the order was drunk. | the order
The others were sent to Minsk. | The others
Those were forgeries. | Those
Next year Poland will pay more. | Next year
This year Spain had no rain. | This year
It poured concrete into Lake Orrin. | It
It froze assets of Russia. | It
The company knew that its pumps leaked. | The company
The airline denied its pilots rest. | The airline
"""
"""A proposition, and the words that need its article."""


def read_lines(table: str) -> list[str]:
    return table.strip().splitlines()


def find_words(proposition: str) -> str:
    return "; ".join(reference.words for reference in find_open_references(proposition))


def test_a_proposition_with_names_dates_and_complements_stands_alone():
    assert [line for line in read_lines(STANDING_ALONE) if find_words(line)] == []


def test_what_only_the_article_explains_is_found():
    found = [f"{line.split(' | ')[0]} | {find_words(line.split(' | ')[0])}" for line in read_lines(OPEN)]
    assert found == read_lines(OPEN)


def test_words_are_where_they_stand_and_a_thing_has_its_noun():
    gate, day = find_open_references("In Vale the old gate opened on Friday.")
    assert (gate.start, gate.end, gate.kind, gate.head) == (8, 20, "thing", "gate")
    assert (day.words, day.kind, day.head) == ("Friday", "time", "")
    [owner] = find_open_references("The council’s lawyers knew of Chernobyl.")
    assert (owner.words, owner.head) == ("The council’s lawyers", "council")


def test_they_are_named_as_within_a_sentence():
    assert quote_open_references("The gate closed on Friday, and its owner left here.") == (
        "“the gate”, “Friday” and “here”"
    )
    assert quote_open_references("I never met Tom Clay.") == "“I”"
    assert quote_open_references("Tom Clay met Ann Bell.") == ""


@pytest.mark.parametrize(
    ("proposition", "words"),
    [
        ("Has not been done", "“… has not been”"),
        ("Was closed in March.", "“… was closed in”"),
        ("Will never open", "“… will never open”"),
        ("Is false", "“… is false”"),
        ("Has three ships", "“… has three ships”"),
        ("Has a fleet in Vale.", "“… has a fleet”"),
        ("Was a lie", "“… was a lie”"),
        ("Is this bridge of Vale closed", "“this bridge”"),
        ("No work has been done", ""),
        ("Will Smith closed a shop", ""),
        ("Has Vale closed its port?", ""),
        ("Having closed ports costs Vale a lot", ""),
    ],
)
def test_a_missing_subject(proposition, words):
    assert quote_open_references(proposition) == words
