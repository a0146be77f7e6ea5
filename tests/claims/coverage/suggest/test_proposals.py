"""What is proposed for an article, and what is left open."""

import datetime

import pytest

from claims.coverage.suggest import proposals
from claims.coverage.suggest.proposals import FinderFailed, propose_rows
from tests import factories as make
from tests.support.coverage_article import ARTICLE_ON, TEXT, CoverageScenario

pytestmark = pytest.mark.django_db


def propose(text, **article):
    return propose_rows(text=text, article=make.ArticleFactory(**{"published_on": ARTICLE_ON, **article}))


def by_words(rows):
    return {row["excerpt"]: row for row in rows}


class TestTheArticle:
    @pytest.fixture
    def rows(self):
        self.scenario = CoverageScenario(begun=False)
        return by_words(propose(TEXT))

    def test_each_quotation_and_paraphrase_is_a_row(self, rows):
        assert {words: (row["kind"], row["speaker"]) for words, row in rows.items()} == {
            "The bridge was closed because it is not safe": ("quote", "Ada Brook"),
            "We will not open it before the summer.": ("quote", "Ada Brook"),
            "denied that the bridge is unsafe": ("paraphrase", "Carl Dane"),
            "It may be old, but it is safe": ("quote", "Carl Dane"),
        }

    def test_offsets_are_those_of_the_words(self, rows):
        for words, row in rows.items():
            assert TEXT[row["start"] : row["end"]] == words
            assert row["whole"][0] <= row["start"] < row["end"] <= row["whole"][1]

    def test_the_speaker_is_somebody_on_the_record(self, rows):
        row = rows["We will not open it before the summer."]
        assert (row["claimant"], row["party"], row["capacity"]) == (
            self.scenario.brook.pk,
            self.scenario.freedonia.pk,
            "Foreign Minister",
        )
        assert {"claimant", "party", "capacity"} <= set(row["guessed"])

    def test_the_day_is_that_of_the_sentence_and_of_what_goes_on_from_it(self, rows):
        for words in (
            "The bridge was closed because it is not safe",
            "We will not open it before the summer.",
        ):
            row = rows[words]
            assert (row["said_on"], row["said_on_precision"]) == ("2017-04-12", "day")
            assert row["said_on_note"] == "Inferred from “Wednesday”."
        row = rows["denied that the bridge is unsafe"]
        assert (row["said_on"], row["said_on_precision"]) == ("2017-04-13", "by")
        assert {"said_on", "said_on_precision", "said_on_note"} <= set(row["guessed"])

    def test_stance_reservation_and_nature(self, rows):
        assert {words: (row["stance"], row["hedged"], row["nature"]) for words, row in rows.items()} == {
            "The bridge was closed because it is not safe": ("affirms", False, "fact"),
            "We will not open it before the summer.": ("affirms", False, "commitment"),
            "denied that the bridge is unsafe": ("denies", False, "fact"),
            "It may be old, but it is safe": ("affirms", True, "fact"),
        }
        assert {"stance", "nature"} <= set(rows["We will not open it before the summer."]["guessed"])
        assert rows["denied that the bridge is unsafe"]["reasons"]["nature"][1] == "guess"
        assert "hedged" in rows["It may be old, but it is safe"]["guessed"]

    def test_every_guess_says_why_and_how_sure(self, rows):
        for row in rows.values():
            assert set(row["guessed"]) == set(row["reasons"])
        reasons = rows["denied that the bridge is unsafe"]["reasons"]
        assert reasons["stance"] == ["“denied” reports a denial.", "sure"]
        assert reasons["said_on"] == [rows["denied that the bridge is unsafe"]["said_on_note"], "guess"]

    def test_the_claim_is_left_to_the_editor(self, rows):
        assert {(row["claim"], row["new_claim"]) for row in rows.values()} == {(None, "")}

    def test_every_guess_is_named(self, rows):
        left_alone = {
            "id",
            "proposed",
            "start",
            "end",
            "whole",
            "speaker",
            "cue",
            "mention",
            "candidates",
            "guessed",
            "reasons",
            "unlikely",
            "proposition",
        }
        for row in rows.values():
            filled = {
                key
                for key, value in row.items()
                if value not in ("", None, False, [], {}) and key not in left_alone
            }
            assert filled - set(row["guessed"]) == {"part"}, "the body is where nearly all words stand"


LONG = "“" + "The weather is fine and the sea is calm today. " * 5 + "We will not open it.” Ada Brook said."


def test_a_few_quoted_words_inside_a_paraphrase_are_part_of_it():
    [row] = propose("Ada Brook said that the harbour bridge is “not safe” in the winter.")
    assert (row["kind"], row["excerpt"]) == ("paraphrase", "the harbour bridge is “not safe” in the winter")


def test_a_long_quotation_is_cut_and_can_be_widened():
    [row] = propose(LONG)
    assert row["excerpt"].endswith("We will not open it.")
    assert len(row["excerpt"].split()) <= 25
    assert LONG[slice(*row["whole"])].startswith("The weather is fine")


def test_an_alias_of_two_people_chooses_nobody_and_offers_both():
    people = [make.ClaimantFactory(name=name) for name in ("Ada Brook", "Carl Dane")]
    for claimant in people:
        make.AliasFactory(claimant=claimant, name="Vale")
    [row] = propose("“The harbour bridge is not safe,” Dr Vale said.")
    assert row["claimant"] is None
    assert row["new_name"] == "Vale", "the name as printed stays in the field"
    assert [candidate["claimant"] for candidate in row["candidates"]] == [person.pk for person in people]
    assert "claimant" not in row["guessed"]


class TestSuggestedWordings:
    def test_the_draft_says_whence_it_is_and_is_nobody_s_wording_yet(self):
        [row] = propose("Tom Clay said he would not run for mayor.")
        assert row["proposition"] == "Tom Clay will not run for mayor."
        assert row["new_claim"] == ""
        assert "proposition" in row["guessed"]
        assert row["reasons"]["proposition"] == [
            "Drafted from the words after “said”, with the name for a pronoun.",
            "guess",
        ]

    def test_of_a_long_quotation_the_draft_is_that_of_the_words_chosen(self):
        [row] = propose(
            "“We walked along the river in the rain and looked at every gate and every pump, day and "
            "night. The dam must never be filled again,” said Tom Clay."
        )
        assert row["excerpt"] == "The dam must never be filled again"
        assert row["proposition"] == "The dam must never be filled again."

    def test_of_two_sentences_the_draft_is_that_of_the_first_that_states_something(self):
        [row] = propose("“Why, of course. The dam has never leaked,” said Tom Clay.")
        assert row["proposition"] == "The dam has never leaked."

    def test_two_statements_have_no_draft_of_the_first_alone(self):
        [row] = propose("“The dam has never leaked. The owner looks after the gates,” said Tom Clay.")
        assert (row["proposition"], "proposition" in row["guessed"]) == ("", False)

    def test_we_are_the_party_of_the_record(self):
        scenario = CoverageScenario(begun=False)
        [row] = propose("“We will close our border,” said Ada Brook.")
        assert row["party"] == scenario.freedonia.pk
        assert row["proposition"] == "Freedonia will close its border."

    def test_a_fragment_takes_the_draft_of_the_clause_around_it(self):
        rows = propose("Tom Clay said the plan was “a waste of time and money” for all of the town.")
        assert {row["proposition"] for row in rows} == {
            "The plan is a waste of time and money for all of the town."
        }


@pytest.mark.parametrize(
    ("text", "stance", "proposition"),
    [
        ("“The report is baseless,” said Ada Brook.", "denies", ""),
        ("Ada Brook said the story was “categorically false and malicious”.", "denies", ""),
        ("Ada Brook insisted that it was not true that the dam leaked.", "denies", ""),
        ("Ada Brook said it was wrong to say that the dam leaked.", "denies", ""),
        ("Ada Brook said reports that the dam leaked were false.", "denies", ""),
        ("“The claims about the dam are nonsense,” said Ada Brook.", "denies", ""),
        ("“My client denies any involvement in the leak,” said Ada Brook.", "denies", ""),
        ("“That interview never took place,” said Ada Brook.", "denies", ""),
        ("“I doubt that the dam leaked,” said Ada Brook.", "questions", ""),
        ("“I was wrong to say that the dam leaked,” said Ada Brook.", "withdraws", ""),
        ("Ada Brook said she was wrong to say that the dam leaked.", "withdraws", ""),
        ("Ada Brook denied that the dam leaked.", "denies", "The dam leaked."),
        ("Ada Brook questioned whether the dam leaked.", "questions", "The dam leaked."),
        ("Ada Brook apologised for saying that the dam leaked.", "withdraws", "The dam leaked."),
        ("Ada Brook said that the dam leaked.", "affirms", "The dam leaked."),
        ("“The dam is not safe,” said Ada Brook.", "affirms", "The dam is not safe."),
        (
            "“The council has rejected the appeal,” said Ada Brook.",
            "affirms",
            "The council has rejected the appeal.",
        ),
    ],
)
def test_the_stance_is_towards_the_wording(text, stance, proposition):
    rows = propose(text)
    assert {(row["stance"], row["proposition"]) for row in rows} == {(stance, proposition)}


def test_a_row_that_is_probably_no_position_says_so():
    rows = by_words(propose("“Were you there?” a reporter asked. “I was not there,” said Tom Clay."))
    assert {words: row["unlikely"] for words, row in rows.items()} == {
        "Were you there?": "A question of the interviewer.",
        "I was not there": "",
    }
    assert {words: row["stance"] for words, row in rows.items()} == {
        "Were you there?": "",
        "I was not there": "affirms",
    }


class TestSpeakersWithoutAName:
    def test_they_are_called_as_the_text_calls_them(self):
        [row] = propose("A senior ministry spokesman said the dam leaked.")
        assert (row["speaker"], row["new_kind"]) == ("A senior ministry spokesman", "unnamed")
        assert row["claimant"] is None

    def test_nobody_of_the_record_is_taken_for_them(self):
        make.ClaimantFactory(name="Ida Bishop", kind="person")
        make.ClaimantFactory(name="Ida Field", kind="person", role="police officer")
        rows = propose("A Roman bishop said the dam leaked. A police officer said the dam held.")
        assert [row["speaker"] for row in rows] == ["A Roman bishop", "A police officer"]
        assert [(row["claimant"], row["candidates"]) for row in rows] == [(None, [])] * 2


class TestNamesakes:
    """A name on the record is not always the person on the record."""

    SAID = "“The harbour bridge is not safe and never was,” said {}."

    @pytest.fixture
    def lind(self):
        lind = make.ClaimantFactory(name="Tove Lind")
        make.AffiliationFactory(claimant=lind, party__name="Vale", role="Defence Minister")
        make.PartyFactory(name="Norland")
        return lind

    @pytest.mark.parametrize(
        "printed",
        [
            "Tove Lind, a shopkeeper in Vale",
            "Tove Lind, the shopkeeper",
            "shopkeeper Tove Lind",
            "Tove Lind, the mayor of Norland",
            "Norland’s Defence Minister Tove Lind",
        ],
    )
    def test_another_office_leaves_the_question_open(self, lind, printed):
        [row] = propose(self.SAID.format(printed))
        assert (row["claimant"], row["party"], row["capacity"]) == (None, None, "")
        assert (row["new_name"], row["new_kind"]) == ("Tove Lind", "")
        assert [candidate["claimant"] for candidate in row["candidates"]] == [lind.pk]

    @pytest.mark.parametrize(
        "printed",
        [
            "Tove Lind",
            "Tove Lind, the Defence Minister",
            "Vale’s minister Tove Lind",
            "Tove Lind, the Vale envoy",
            "Tove Lind, a former shopkeeper",
            "Tove Lind, a witness",
            "Defence Minister Tove Lind. Tove Lind, a shopkeeper’s daughter, was there",
        ],
    )
    def test_an_office_that_fits_does_not(self, lind, printed):
        row = propose(self.SAID.format(printed))[0]
        assert (row["claimant"], row["capacity"]) == (lind.pk, "Defence Minister")

    def test_nor_does_an_office_where_the_record_has_none(self):
        lind = make.ClaimantFactory(name="Tove Lind")
        [row] = propose(self.SAID.format("Tove Lind, a shopkeeper in Vale"))
        assert row["claimant"] == lind.pk

    def test_two_of_one_name_are_both_offered(self, lind):
        other = make.ClaimantFactory(name="Tove Lind", role="Shopkeeper")
        [row] = propose(self.SAID.format("Tove Lind"))
        assert (row["claimant"], row["new_name"]) == (None, "Tove Lind")
        assert [candidate["claimant"] for candidate in row["candidates"]] == [lind.pk, other.pk]

    def test_an_alias_that_is_the_name_of_another_offers_both(self, lind):
        other = make.AliasFactory(claimant__name="Tove Berg", name="Tove Lind").claimant
        [row] = propose(self.SAID.format("Tove Lind"))
        assert (row["claimant"], row["new_name"]) == (None, "Tove Lind")
        assert [candidate["claimant"] for candidate in row["candidates"]] == [lind.pk, other.pk]


@pytest.mark.parametrize("alias", ["WHO", "W.H.O."])
def test_an_alias_in_capitals_is_no_word_of_the_sentence(alias):
    organisation = {"kind": "organisation", "speaks_for_itself": True}
    body = make.PartyFactory(name="World Health Organization", **organisation)
    make.AliasFactory(claimant=body, name=alias)
    [row] = propose("“The harbour bridge is not safe,” said Brian Moss, who is chairman of the committee.")
    assert (row["new_name"], row["party"]) == ("Brian Moss", None)
    [row] = propose("“The harbour bridge is not safe,” said Brian Moss, the WHO chairman.")
    assert (row["new_name"], row["party"]) == ("Brian Moss", body.pk)


def test_day_and_occasion_hold_for_what_goes_on_in_the_paragraph():
    first, second, third = propose(
        "“The harbour bridge is not safe,” Ada Brook told the Vale Herald on Tuesday. “We have closed it for "
        "good.”\n"
        "“We will open a new one,” Ada Brook said."
    )
    assert (first["said_on"], first["place"]) == ("2017-04-11", "remarks to the Vale Herald")
    assert (second["said_on"], second["place"]) == (first["said_on"], first["place"])
    assert second["reasons"]["place"] == ["As of the words before, by the same speaker.", "likely"]
    assert (third["said_on_precision"], third["place"]) == ("by", "")


def test_a_day_in_what_another_said_is_no_day_of_saying():
    text = "“We never agreed to it,” said Ada Brook, while Tom Clay said that Norland had signed on Friday."
    rows = propose_rows(text=text, article=make.ArticleFactory.build(published_on=datetime.date(2024, 3, 7)))
    assert [row["said_on_precision"] for row in rows] == ["by", "by"]


def test_several_parties_on_the_day_choose_none():
    brook = make.ClaimantFactory(name="Ada Brook")
    for _ in range(2):
        make.AffiliationFactory(claimant=brook)
    [row] = propose("“The harbour bridge is not safe,” Ada Brook said.")
    assert (row["claimant"], row["party"], row["capacity"]) == (brook.pk, None, "")


class TestNewcomers:
    def row(self, text):
        [row] = propose(text)
        return row

    def test_the_party_that_the_article_names(self):
        party = make.PartyFactory(name="Freedonia")
        row = self.row("“The harbour bridge is not safe,” Freedonian Foreign Minister Edith Vale said.")
        assert (row["new_name"], row["new_kind"], row["party"]) == ("Edith Vale", "person", party.pk)
        assert (row["new_role"], row["capacity"]) == ("Freedonian Foreign Minister", "Foreign Minister")
        assert {"new_name", "new_kind", "new_role", "party", "capacity"} <= set(row["guessed"])

    def test_by_an_alias_of_the_party_after_the_name(self):
        party = make.PartyFactory(name="Freedonia")
        make.AliasFactory(claimant=party, name="Harbour Palace")
        row = self.row("“The harbour bridge is not safe,” said Edith Vale, the Harbour Palace spokeswoman.")
        assert (row["party"], row["capacity"]) == (party.pk, "spokeswoman")

    def test_a_party_that_is_not_on_the_record_is_not_made_up(self):
        make.PartyFactory(name="Sylvania")
        row = self.row("“The harbour bridge is not safe,” Freedonian Foreign Minister Edith Vale said.")
        assert (row["party"], row["new_party"], row["capacity"]) == (None, "", "")
        assert row["new_role"] == "Freedonian Foreign Minister"

    def test_an_outlet_is_no_party(self):
        scenario = CoverageScenario(begun=False)
        row = self.row(f"“The harbour bridge is not safe,” {scenario.outlet.name} editor Edith Vale said.")
        assert row["party"] is None

    def test_two_parties_of_one_name_are_none(self):
        for _ in range(2):
            make.PartyFactory(name="Freedonia")
        row = self.row("“The harbour bridge is not safe,” Freedonian Foreign Minister Edith Vale said.")
        assert row["party"] is None

    @pytest.mark.parametrize(
        ("speaker", "capacity"),
        [
            ("said Norwegian Foreign Minister Edith Vale", "Foreign Minister"),
            ("said Norway’s ambassador to Russia, Edith Vale", "ambassador to Russia"),
            ("said Edith Vale, a senior Norwegian diplomat", "diplomat"),
            ("said Edith Vale, Foreign Minister of Norway", "Foreign Minister"),
            ("said Norwegian army chief General Edith Vale", "army chief General"),
            ("said Norwegian lawmaker Edith Vale", "lawmaker"),
            ("said a Norwegian foreign ministry spokesman", "foreign ministry spokesman"),
            ("two senior Norwegian officials said", "officials"),
            ("said a spokeswoman for Norway", "spokeswoman"),
            ("an adviser to the Norwegian president said", "adviser to the president"),
            ("an aide to the Norwegian prime minister said", "aide to the prime minister"),
            ("said Norwegian envoy Edith Vale", "envoy"),
            ("said Norway’s envoy Edith Vale", "envoy"),
            ("a Norwegian army spokesman, Col Edith Vale, said", "army spokesman"),
        ],
    )
    def test_an_office_of_a_country_speaks_for_it(self, speaker, capacity):
        norway = make.PartyFactory(name="Norway")
        row = self.row(f"“The harbour bridge is not safe,” {speaker}.")
        assert (row["party"], row["capacity"]) == (norway.pk, capacity)
        assert row["reasons"]["party"][1] == "likely"

    @pytest.mark.parametrize(
        "speaker",
        [
            "Norwegian farmer Edith Vale",
            "Norwegian skier Edith Vale",
            "Norwegian opposition leader Edith Vale",
            "former Norwegian Foreign Minister Edith Vale",
            "Edith Vale, the British ambassador to Norway",
            "Edith Vale, a Norwegian shop manager",
            "Edith Vale, ambassador to Norway",
            "Edith Vale, ambassador to Norway during the war",
            "Edith Vale, special envoy for Norway",
            "Edith Vale, an adviser to Norwegian rebels",
            "Edith Vale, a Norwegian official in exile",
            "Edith Vale, a Norwegian official who has defected",
            "exiled Norwegian official Edith Vale",
            "Norway envoy Edith Vale",
            "Norway adviser Edith Vale",
        ],
    )
    def test_others_of_a_country_do_not(self, speaker):
        make.PartyFactory(name="Norway")
        row = self.row(f"“The harbour bridge is not safe,” said {speaker}.")
        assert (row["new_name"], row["party"], row["capacity"]) == ("Edith Vale", None, "")

    @pytest.mark.parametrize("words", ["the Norwegian government said", "Norway’s government said"])
    def test_the_government_of_a_country_is_the_country(self, words):
        norway = make.PartyFactory(name="Norway")
        row = self.row(f"“The harbour bridge is not safe,” {words} on Monday.")
        assert (row["claimant"], row["party"]) == (norway.pk, norway.pk)
        assert (row["new_name"], row["capacity"]) == ("", "as a government")

    def test_somebody_without_a_name_is_unnamed(self):
        make.PartyFactory(name="Norway")
        row = self.row("“The harbour bridge is not safe,” said a senior Norwegian official.")
        assert (row["new_name"], row["new_kind"]) == ("Senior Norwegian official", "unnamed")

    def test_nobody_is_proposed_where_the_text_names_nobody(self):
        rows = propose("A note was found. “The harbour bridge is not safe at all.”")
        assert {(row["claimant"], row["new_name"]) for row in rows} <= {(None, "")}


def test_an_article_without_a_date_proposes_none():
    [row] = propose("“The harbour bridge is not safe,” Ada Brook said Wednesday.", published_on=None)
    assert (row["said_on"], row["said_on_note"]) == ("", "")
    assert "said_on" not in row["guessed"]


def test_words_of_the_headline():
    title = "Brook: ‘The harbour bridge is not safe’"
    rows = propose(
        f"{title}\n\nHARBOUR TOWN — “We will not open it before summer,” Ada Brook said.", title=title
    )
    assert {row["excerpt"]: row["part"] for row in rows}["We will not open it before summer"] == "body"
    headlines = [row for row in rows if row["start"] < len(title)]
    assert {row["part"] for row in headlines} <= {"headline"}


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_rows_takes_the_same_queries(number, django_assert_num_queries):
    party = make.PartyFactory(name="Freedonia")
    article = make.ArticleFactory(published_on=datetime.date(2017, 4, 13))
    text = ""
    for n in range(number):
        name, other = f"Ada Brook{'abc'[n]}", f"Edith Vale{'abc'[n]}"
        make.AffiliationFactory(claimant=make.ClaimantFactory(name=name), party=party)
        text += f"“The harbour bridge is not safe {n},” {name} said.\n\n"
        text += f"“We will open it in summer {n},” Freedonian Minister {other} said.\n\n"
    with django_assert_num_queries(9):
        rows = propose_rows(text=text, article=article)
    assert len(rows) == 2 * number


@pytest.mark.parametrize(
    "step",
    ["find_quotations", "find_key_passage", "read_row", "guess_position", "add_speakers", "suggest_wordings"],
)
def test_a_fault_in_any_step_says_so_and_is_logged(step, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise IndexError("list index out of range")

    monkeypatch.setattr(proposals, step, fail)
    with pytest.raises(FinderFailed, match="failed to look for quotations"):
        propose("“The bridge is safe,” said Ada Brook.")
    [record] = caplog.records
    assert record.exc_info[0] is IndexError


def test_an_empty_text_proposes_nothing():
    assert propose(" ") == []
