"""Questions, families of words, and abbreviations."""

import pytest

from claims.search.query_parser import parse_terms
from claims.search.words.families import FAMILIES, MEMBERS, find_family
from claims.search.words.questions import Question, complete_question, read_question
from claims.search.words.russian import (
    MOST_PHRASES,
    list_nominative_phrases,
    list_nominatives,
    transliterate,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who disputes election meddling", Question("election meddling", "disputed", True)),
        ("Who disputes election meddling?", Question("election meddling?", "disputed", True)),
        ("what did Lavrov say about an investigation", Question("Lavrov an investigation", "", True)),
        ('Is "at a low point" contested?', Question('"at a low point"', "disputed", True)),
        ("is “the claim” contested", Question("“the claim”", "disputed", True)),
        ("what do the US and Russia agree on", Question("US and Russia", "agreed", True)),
        ("does anybody deny it -claims", Question("it -claims", "disputed", True)),
        ("is it sarin", Question("it sarin", "", False)),
        ("May 2017 attack", Question("May 2017 attack")),
        ("what happened in May 2017?", Question("happened in May 2017?")),
        ("might is right?", Question("might right?")),
        ("whose sarin was it", Question("sarin it", "", True)),
        ("did WHO say so", Question("WHO so", "", True)),
        ("WHO disputes it", Question("WHO disputes it")),
        ("agreed to meet", Question("agreed to meet")),
        ("election meddling", Question("election meddling")),
        ("who disputes", Question("", "disputed", True)),
        ("who agrees?", Question("", "agreed", True)),
        ("what is disputed", Question("", "disputed", True)),
        ("disputed", Question("", "disputed", True)),
        ("the disputed", Question("", "disputed", True)),
        ("what questions", Question("questions")),
        ("which disputes are disputed", Question("disputes", "disputed", True)),
        ("who questions sarin", Question("sarin", "disputed", True)),
        ("low point contested", Question("low point", "disputed", True, is_doubtful=True)),
        ("Disputed sarin", Question("sarin", "disputed", True, is_doubtful=True)),
        ("uncontested sarin", Question("sarin", "agreed", True, is_doubtful=True)),
        ("is sarin undisputed", Question("sarin", "agreed", True)),
        ("a contested point", Question("a contested point")),
        ('sarin "contested"', Question('sarin "contested"')),
        ("sarin -contested", Question("sarin -contested")),
        ("Russia vs. Syria", Question("Russia Syria", "disputed", True, is_doubtful=True)),
        ("Russia versus Syria?", Question("Russia Syria?", "disputed", True)),
        ("vs", Question("vs")),
        ("vs Syria", Question("vs Syria")),
        ("who?", Question("who?")),
        ("? ?", Question("? ?")),
        ("", Question("")),
    ],
)  # fmt: skip
def test_what_a_question_asks_for(text, expected):
    assert read_question(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who disp", "who dispute"),
        ("who agr", "who agree"),
        ("what is unco", "what is uncontested"),
        ("who disputes", "who disputes"),
        ("who di", "who di"),
        ("who con", "who con"),
        ("who cont", "who contest"),
        ("who conf", "who conf"),
        ("who disp sarin", "who disp sarin"),
        ("what does Russia con", "what does Russia con"),
        ("disp", "disp"),
        ("", ""),
        ("who", "who"),
    ],
)
def test_a_question_that_is_being_typed(text, expected):
    assert complete_question(text) == expected


@pytest.mark.parametrize(
    ("word", "nominative"),
    [
        ("Лаврова", "лавров"),
        ("Лаврову", "лавров"),
        ("Лавровым", "лавров"),
        ("Лаврове", "лавров"),
        ("Тиллерсоном", "тиллерсон"),
        ("Путиным", "путин"),
        ("Захаровой", "захарова"),
        ("Захарову", "захарова"),
        ("Слуцкого", "слуцкий"),
        ("Россией", "россия"),
        ("России", "россия"),
        ("Сирию", "сирия"),
        ("Москвы", "москва"),
        ("Кремлём", "кремль"),
        ("Соединённых", "соединенные"),
        ("Штатами", "штаты"),
        ("Сергея", "сергей"),
        ("Алексее", "алексей"),
        ("Кремле", "кремль"),
        ("Слуцком", "слуцкий"),
        ("Правительства", "правительство"),
        ("Правительством", "правительство"),
        ("Косова", "косово"),
        ("Косове", "косово"),
        ("управлению", "управление"),
        ("Центрального", "центральное"),
    ],
)
def test_what_a_russian_name_is_in_the_nominative(word, nominative):
    assert nominative in list_nominatives(word)


@pytest.mark.parametrize(
    "word", ["", "Lavrova", "США", "ом", "Путин", "x" * 1000, "а" * 1000, "Лавров-2", "-"]
)
def test_words_without_another_nominative(word):
    assert list_nominatives(word) == ()


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        (
            "соединенные штаты",
            "Соединённых Штатов, Соединённым Штатам, Соединёнными Штатами, Соединённых Штатах",
        ),
        ("белый дом", "Белого дома, Белому дому, Белым домом, Белом доме"),
        ("леонид слуцкий", "Леонида Слуцкого, Леониду Слуцкому, Леонидом Слуцким, Леониде Слуцком"),
        ("алексей пушков", "Алексея Пушкова, Алексею Пушкову, Алексеем Пушковым, Алексее Пушкове"),
        ("мария захарова", "Марии Захаровой, Марию Захарову, Марией Захаровой"),
        ("министерство обороны", "Министерства обороны, Министерству обороны, Министерством обороны"),
        (
            "сирийская национальная коалиция",
            "Сирийской национальной коалиции, Сирийскую национальную коалицию, "
            "Сирийской национальной коалицией",
        ),
        (
            "центральное разведывательное управление",
            "Центрального разведывательного управления, Центральному разведывательному управлению, "
            "Центральным разведывательным управлением, Центральном разведывательном управлении",
        ),
        (
            "организация по запрещению химического оружия",
            "Организации по запрещению химического оружия, Организацией по запрещению химического оружия",
        ),
    ],
)
def test_a_name_of_several_words_in_every_case(name, cases):
    for words in cases.split(", "):
        assert name in [phrase.casefold() for phrase in list_nominative_phrases(words.split())], words


def test_likely_names_come_first():
    assert list_nominative_phrases(["Рекса", "Лаврова"])[:3] == [
        "Рекса лавров",
        "рекс Лаврова",
        "Рекса лаврово",
    ]
    assert len(set(list_nominative_phrases(["Лаврове"] * 3))) == MOST_PHRASES


def test_a_russian_name_of_several_words():
    assert "сергей лавров" in list_nominative_phrases(["Сергеем", "Лавровым"])
    assert "Rex лавров" in list_nominative_phrases(["Rex", "Лаврова"])
    assert list_nominative_phrases(["Путин", "Lavrov"]) == []
    assert len(list_nominative_phrases(["Лаврове"] * 30)) == MOST_PHRASES


def test_how_a_russian_word_sounds():
    assert [transliterate(word) for word in ("Лавроф", "Слуцкий", "Щукарёв", "Lavrov")] == [
        "lavrof",
        "slutskiy",
        "shchukarev",
        "lavrov",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("interference", "interfered"), ("Interfered", "interference"), ("nuclear", "denuclearised"),
     ("denuclearized", "nuclear"), ("(denying)", "denial"), ("denied", "denial"), ("defence", "defense"),
     ("negotiators", "negotiate")],
)  # fmt: skip
def test_words_of_one_family(one, other):
    assert other in find_family(one)


@pytest.mark.parametrize("word", ["nation", "general", "state", "investing", "organ", "", "-", "x" * 1000])
def test_words_without_a_family(word):
    assert find_family(word) == ()


def test_a_word_is_in_one_family_only():
    words = FAMILIES.replace(",", " ").split()
    assert len(words) == len(set(words))
    assert all(word in find_family(word) for word in words)
    assert max(len(family) for family in MEMBERS.values()) <= 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chemical-attack", ["chemical", "attack"]),
        ("chemical—attack", ["chemical", "attack"]),
        ("U.S.-Russia", ["U.S.", "Russia"]),
        ("12-04-2017", ["12", "04", "2017"]),
        ("T-72", ["T-72"]),
        ("e-mail", ["e-mail"]),
        ("https://example.org/a-b/cd-ef", ["https://example.org/a-b/cd-ef"]),
        ('"chemical-attack"', ["chemical-attack"]),
        ("-chemical-attack", ["chemical attack"]),
        ("--", ["-"]),
    ],
)
def test_words_joined_by_a_hyphen(text, expected):
    assert [term.text for term in parse_terms(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O.P.C.W.", "OPCW"),
        ("O.P.C.W", "OPCW"),
        ("o.p.c.w.", "opcw"),
        ("OPCW", "O.P.C.W."),
        ("WHO", "W.H.O."),
    ],
)
def test_an_abbreviation_with_and_without_dots(text, expected):
    [term] = parse_terms(text)
    assert f'"{expected}"' in term.spellings


@pytest.mark.parametrize("text", ["opcw", "bridge.", "example.org", "3.14", "A", "ABSOLUTELY"])
def test_other_words_have_one_spelling(text):
    [term] = parse_terms(text)
    assert term.spellings == [text]
