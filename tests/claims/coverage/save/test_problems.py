"""Rows that cannot be saved: a message for each, and nothing is lost."""

import datetime

import pytest
from django.db import connection

from claims.coverage.drafts import begin_coverage
from claims.coverage.save.claimants import find_meant
from claims.coverage.save.save import NOTHING_TO_SAVE
from claims.models import Citation, Claim, Claimant, Coverage, Merge, Statement
from sources.models import CaptureText
from tests import factories as make
from tests.support.coverage_article import NOW, TEXT, CoverageScenario
from tests.support.sql import acting_as_owner, sql

pytestmark = pytest.mark.django_db

GONE = 10**9
NOWHERE = {"start": None, "end": None}
DAY = datetime.date(2017, 4, 12)


def get_only_error(errors):
    """Return the field and the sentence of the only error, which is on row r1."""
    [(row, fields)] = errors.items()
    [(field, [sentence])] = fields.items()
    assert row == "r1"
    return field, sentence


def is_nothing_stored():
    return not (Statement.objects.exists() or Claim.objects.exists() or Citation.objects.exists())


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (
            {"excerpt": "no such words"},
            "excerpt",
            "These words are not in the article's text. Select the passage again.",
        ),
        ({"excerpt": "it is not saf"}, "excerpt", "The excerpt cuts a word"),
        ({"excerpt": "bridge"}, "excerpt", "more than once"),
        ({"excerpt": "bridge", "start": 4, "end": 10}, "excerpt", "more than once"),
        ({"excerpt": ""}, "excerpt", "There are no words here"),
        (
            {"excerpt": " ".join(TEXT.split()[-30:])},
            "excerpt",
            "These are 30 words; at most 25 may be quoted.",
        ),
        ({"kind": "song"}, "kind", "Choose quotation"),
        ({"part": "margin"}, "part", "margin"),
        ({"stance": ""}, "stance", "Say what they do with the claim"),
        ({"stance": "sings"}, "stance", "Say what they do with the claim"),
        ({"said_on": ""}, "said_on", "Say when it was said"),
        ({"said_on": "Wednesday"}, "said_on", "year-month-day"),
        ({"said_on": "2017-04-22"}, "said_on", "is in the future"),
        ({"said_on_precision": "hour"}, "said_on_precision", "how exactly"),
        ({"said_on_precision": "month"}, "said_on", "For a month give its first day"),
        ({"said_on": "2017-04-01", "said_on_precision": "year"}, "said_on", "for a year 1 January"),
        ({"place": "x" * 201}, "place", "at most 200"),
        ({"place": "a \u202e b"}, "place", "invisible character"),
        ({"said_on_note": "x" * 201}, "said_on_note", "at most 200"),
        ({"translated_by": "x" * 121}, "translated_by", "at most 120"),
        ({"capacity": "x" * 201}, "capacity", "at most 200"),
        ({"new_claim": "", "claim": None}, "claim", "Say on what"),
        ({"claim": GONE}, "claim", "no longer on the record"),
        ({"new_claim": "x" * 301}, "new_claim", "at most 300"),
        ({"nature": ""}, "nature", "Choose the nature"),
        ({"topics": [GONE]}, "topics", "no longer on the record"),
        ({"claimant": GONE}, "claimant", "no longer on the record"),
        ({"claimant": None}, "claimant", "Say whose words these are"),
        ({"party": GONE}, "party", "no longer on the record"),
        ({"via": GONE}, "via", "no longer on the record"),
        ({"relayed_by": GONE}, "relayed_by", "no longer on the record"),
        ({"relayed_for": GONE}, "relayed_by", "Say who passes the words on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(work, given, field, sentence):
    before = Coverage.objects.get()
    said_of, said = get_only_error(work.errors(work.row(**given)))
    assert said_of == field
    assert sentence in said
    assert is_nothing_stored()
    there = Coverage.objects.get()
    assert (there.finished_at, there.revision) == (None, before.revision + 1)
    assert there.rows == work.coverage.rows
    assert [{**row, **NOWHERE} for row in there.rows] == [{**work.row(**given), **NOWHERE}]
    work.save(work.row())


class TestNewcomers:
    NEW = {"claimant": None, "party": None, "capacity": "", "new_name": "Edith Vale", "new_kind": "person"}

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            ({}, "party", "or tick “Speaks for itself”"),
            ({"new_kind": ""}, "new_kind", "what kind of claimant"),
            ({"new_kind": "outlet"}, "new_kind", "what kind of claimant"),
            (
                {"new_kind": "unnamed", "speaks_for_itself": True},
                "party",
                "needs a party: choose it, or drop",
            ),
            ({"new_name": "x" * 121, "speaks_for_itself": True}, "new_name", "at most 120"),
            ({"new_role": "x" * 201, "speaks_for_itself": True}, "new_role", "at most 200"),
            ({"new_party": "Ruritania", "capacity": "envoy"}, "new_party_kind", "what kind of party"),
        ],
    )
    def test_nobody_becomes_a_party_by_omission(self, work, given, field, sentence):
        errors = work.errors(work.row(**{**self.NEW, **given}))["r1"]
        assert sentence in errors[field][0]
        asked = {"new_kind": {"new_kind", "party", "new_role"}, "party": {"party", "new_role"}}
        assert set(errors) == asked.get(field, {field})  # all at once
        assert not Claimant.objects.filter(name__in=["Edith Vale", "Ruritania"]).exists()

    def test_without_a_role_for_a_party(self, work):
        given = {**self.NEW, "party": work.freedonia.pk}
        assert get_only_error(work.errors(work.row(**given)))[0] == "new_role"

    @pytest.mark.parametrize("name", ["ada brook", "Minister Brook"])
    def test_a_name_of_the_record_that_is_only_typed_is_that_claimant(self, work, name):
        work.save(work.row(claimant=None, new_name=name, speaker="The envoy"))
        assert Statement.objects.get().claimant == work.brook

    def test_what_was_only_proposed_describes_nobody_new(self, work):
        given = {**self.NEW, "new_name": "Ada Brook", "new_role": "mayor", "new_party": "freedonia"}
        row = work.row(**given, guessed=["new_kind", "new_role"])
        meant = {"claimant": work.brook.pk, "new_name": "", "party": work.freedonia.pk, "new_party": ""}
        assert find_meant(row) == meant
        assert find_meant({**row, "guessed": []}).get("claimant") is None

    def test_a_name_that_two_have_stays_a_question(self, work):
        make.ClaimantFactory(name="Ada Brook")
        errors = work.errors(work.row(claimant=None, new_name="Ada Brook"))["r1"]
        assert "new_kind" in errors

    def test_a_proposed_name_of_the_record_stays_a_question(self, work):
        given = {"new_name": "Ada Brook", "guessed": ["new_name", "new_kind"], "speaks_for_itself": True}
        assert "new_name" in work.errors(work.row(**{**self.NEW, **given}))["r1"]

    def test_a_party_of_the_record_that_is_only_typed_is_that_party(self, work):
        given = {"new_party": "freedonia", "new_role": "minister"}
        work.save(work.row(**{**self.NEW, **given}))
        assert Statement.objects.get().party == work.freedonia

    def test_the_kind_of_a_new_party_is_asked_once(self, work):
        new = {**self.NEW, "new_role": "envoy", "new_party": "Ruritania"}
        first = work.row(**{**new, "new_party_kind": "government"})
        second = work.row("We will not open it", id="r2", **{**new, "new_name": "Frank Moor"})
        work.save(first, second)
        assert {str(statement.party) for statement in Statement.objects.all()} == {"Ruritania"}

    def test_the_kind_is_asked_for_of_two_rows_that_name_one_as_different_things(self, work):
        new = {**self.NEW, "new_role": "envoy", "party": work.freedonia.pk}
        second = work.row("We will not open it", id="r2", **{**new, "new_kind": "organisation"})
        errors = work.errors(work.row(**new), second)
        assert errors == {
            "r2": {"new_kind": ["Another row has Edith Vale as something else. Make them the same."]}
        }

    @pytest.mark.parametrize("name", ["ada brook", "Minister Brook"])
    def test_a_name_on_the_record_is_offered(self, work, name):
        errors = work.errors(work.row(**{**self.NEW, "new_name": name, "speaks_for_itself": True}))
        assert "on the record: Ada Brook" in errors["r1"]["new_name"][0]
        assert work.offers == {"r1": {"claimant": [{"id": work.brook.pk, "text": "Ada Brook"}]}}

    def test_a_name_that_was_merged_away_offers_who_it_became(self, work):
        Merge.objects.create(
            claimant_from=make.ClaimantFactory(name="A. Brooke"),
            claimant_into=work.brook,
            merged_at=NOW,
            merged_by=work.editor,
            reason="The same person.",
            moved={},
        )
        work.errors(work.row(**{**self.NEW, "new_name": "A Brooke", "speaks_for_itself": True}))
        assert [offer["id"] for offer in work.offers["r1"]["claimant"]] == [work.brook.pk]

    def test_a_party_on_the_record_is_offered(self, work):
        given = {**self.NEW, "new_party": "Sylvania", "new_party_kind": "government", "capacity": "envoy"}
        errors = work.errors(work.row(**given))
        assert list(errors["r1"]) == ["new_party"]
        assert work.offers["r1"]["party"][0]["id"] == work.sylvania.pk

    def test_two_rows_that_say_different_things_of_one(self, work):
        given = {**self.NEW, "speaks_for_itself": True}
        errors = work.errors(
            work.row(id="r1", **given),
            work.row("it is safe", id="r2", **{**given, "new_kind": "organisation"}),
        )
        assert list(errors) == ["r2"]
        assert "Another row has Edith Vale" in errors["r2"]["new_kind"][0]


class TestParties:
    def test_who_is_none_cannot_be_spoken_for(self, work):
        assert "is no party" in get_only_error(work.errors(work.row(party=work.dane.pk)))[1]

    def test_who_is_none_does_not_speak_for_themselves(self, work):
        assert get_only_error(work.errors(work.row(party=work.brook.pk)))[0] == "party"

    def test_a_party_speaks_for_itself_only(self, work):
        assert "for itself only" in get_only_error(work.errors(work.row(claimant=work.sylvania.pk)))[1]

    def test_several_on_the_day_are_offered(self, work):
        make.AffiliationFactory(claimant=work.brook, party=work.sylvania)
        assert "more than one party" in get_only_error(work.errors(work.row(party=None)))[1]
        assert [offer["id"] for offer in work.offers["r1"]["party"]] == [work.freedonia.pk, work.sylvania.pk]

    def test_none_on_the_day(self, work):
        work.brook.affiliations.update(until=datetime.date(2016, 1, 1))
        assert "no affiliation" in get_only_error(work.errors(work.row(party=None)))[1]

    def test_several_roles(self, work):
        make.AffiliationFactory(claimant=work.brook, party=work.freedonia, role="envoy")
        assert "Foreign Minister or envoy" in get_only_error(work.errors(work.row(capacity="")))[1]

    def test_nobody_passes_on_their_own_words(self, work):
        assert "their own words" in get_only_error(work.errors(work.row(relayed_by=work.brook.pk)))[1]

    def test_a_relayer_without_a_party(self, work):
        relayer = make.ClaimantFactory()
        assert get_only_error(work.errors(work.row(relayed_by=relayer.pk)))[0] == "relayed_for"

    def test_the_outlets_voice_outside_of_its_own_words(self, work):
        voice = make.VoiceFactory(outlet=work.outlet)
        given = {"claimant": voice.pk, "party": None, "capacity": ""}
        assert get_only_error(work.errors(work.row(**given)))[0] == "kind"


class TestClaims:
    @pytest.mark.parametrize("text", ["The bridge of Vale is unsafe", "the bridge of  Vale is UNSAFE."])
    def test_one_that_is_on_the_record_is_offered(self, work, text):
        there = make.DraftClaimFactory(text="The bridge of Vale is unsafe")
        errors = work.errors(work.row(new_claim=text))
        assert "“The bridge of Vale is unsafe”. Choose it." in errors["r1"]["claim"][0]
        assert work.offers == {"r1": {"claim": [{"id": there.pk, "text": there.text}]}}

    def test_one_that_says_nearly_the_same_is_asked_about_once(self, work):
        there = make.DraftClaimFactory(text="The bridge of Vale is unsafe today")
        make.DraftClaimFactory(text="The harbour has a fish market")
        field, sentence = get_only_error(work.errors(work.row()))
        assert (field, sentence) == (
            "new_claim",
            f"The record has “{there}”. Is it the same claim?",
        )
        assert work.offers == {"r1": {"claim": [{"id": there.pk, "text": there.text}]}}
        more = {"id": "r2", "excerpt": "We will not open it before the summer", "said_on": "2017-04-11"}
        work.save(work.row(different_from=[there.pk]), work.row(**more))
        assert Claim.objects.filter(text="The bridge of Vale is unsafe").count() == 1

    def test_a_wording_that_needs_its_article_is_asked_about_once(self, work):
        given = {"new_claim": "The bridge was closed on Friday"}
        field, sentence = get_only_error(work.errors(work.row(**given)))
        assert (field, sentence.partition(" without")[0]) == (
            "new_claim",
            "It says “the bridge” and “Friday”",
        )
        wording = "the bridge was closed on friday"
        assert work.offers == {"r1": {"settled": [{"id": wording, "text": given["new_claim"]}]}}
        another = work.row(new_claim="The bridge was closed on Monday", settled=[wording])
        assert get_only_error(work.errors(another))[0] == "new_claim"
        work.save(work.row(**given, settled=[wording]))
        assert Claim.objects.get().text == given["new_claim"]

    def test_two_new_claims_that_say_nearly_the_same_are_asked_about_once(self, work):
        one = work.row(new_claim="Vale closed its harbour bridge in March")
        other = {"id": "r2", "excerpt": "We will not open it before the summer", "said_on": "2017-04-11"}
        other |= {"new_claim": "Vale closed the harbour bridge in March"}
        dropped = work.row(id="r0", dropped=True, accepted=False)
        [(row, fields)] = work.errors(dropped, one, work.row(**other)).items()
        assert (row, fields["new_claim"][0].partition(". ")[0]) == (
            "r2",
            f"Row 2 says nearly this: “{one['new_claim']}”",
        )
        assert work.offers["r2"]["same_row"] == [{"id": "r1", "text": one["new_claim"]}]
        [settled] = work.offers["r2"]["settled"]
        assert settled == {"id": "vale closed its harbour bridge in march", "text": other["new_claim"]}
        own = "vale closed the harbour bridge in march"
        errors = work.errors(one, work.row(**other, settled=[settled["id"]]))
        assert errors["r2"]["new_claim"][0].startswith("It says “the harbour bridge” without")
        work.save(
            {**one, "settled": [own]}, work.row(**other, settled=[own])
        )  # either row may hold the answer
        assert Claim.objects.count() == 2

    @pytest.mark.parametrize(
        ("claim", "denial"),
        [
            ("Vale has hired crews to work at night", "No crews have been hired"),
            ("Ann Poe paid the builders of Vale in March", "Ann Poe never paid the builders of Vale"),
            ("The ferry of Vale is safe", "The ferry of Vale is not safe to use"),
        ],
    )
    def test_the_opposite_of_another_row_is_asked_about_as_such(self, work, claim, denial):
        one = work.row(new_claim=claim)
        other = {"id": "r2", "excerpt": "We will not open it before the summer", "said_on": "2017-04-11"}
        other |= {"new_claim": denial}
        [(row, fields)] = work.errors(one, work.row(**other)).items()
        sentence = f"Row 1 says the opposite: “{claim}”. Is this row about that claim?"
        assert (row, fields["new_claim"]) == ("r2", [sentence])
        assert work.offers["r2"]["same_row"] == [{"id": "r1", "text": claim, "is_opposite": True}]
        work.save(one, work.row(**other, settled=[claim.casefold()]))
        assert Claim.objects.count() == 2

    @pytest.mark.parametrize("recorded", [True, False])
    def test_words_that_deny_what_they_are_to_affirm_are_asked_about_once(self, work, recorded):
        text = "The bridge of Vale does not carry forty trains a day"
        claim = {"claim": make.DraftClaimFactory(text=text).pk, "new_claim": ""} if recorded else {}
        row = work.row("It carries forty trains a day", **{"new_claim": text, "nature": "fact", **claim})
        field, sentence = get_only_error(work.errors(row))
        assert (field, sentence) == (
            "claim",
            f"The quoted words seem to deny this claim: “{text}”. Is it denied?",
        )
        settled = f"affirms {text.casefold()}"
        assert work.offers["r1"] == {
            "stance": [{"id": "denies", "text": text}],
            "settled": [{"id": settled, "text": text}],
        }
        assert work.save({**row, "settled": [settled]})["doubts"] == []

    @pytest.mark.parametrize(
        ("claim", "given"),
        [
            ("The bridge of Vale does not carry forty trains a day", {"stance": "denies"}),
            ("The bridge of Vale carries forty trains a day", {}),
            ("The bridge of Vale never carried goods trains", {}),
            ("The bridge of Vale does not carry forty trains a day, but more", {}),
        ],
    )
    def test_words_that_fit_the_stance_are_not_asked_about(self, work, claim, given):
        there = make.DraftClaimFactory(text=claim)
        work.save(work.row("It carries forty trains a day", claim=there.pk, new_claim="", **given))

    def test_the_suggested_wording_counts_unless_the_words_deny_it(self, work):
        there = make.DraftClaimFactory(text="The bridge of Vale is not safe for trains")
        row = {"claim": there.pk, "new_claim": "", "proposition": "The bridge of Vale is safe for trains"}
        assert list(work.errors(work.row("it is safe", **row))["r1"]) == ["claim"]
        work.save(work.row("it is not safe", **row))

    def test_a_denial_of_something_else_in_the_article_is_not_asked_about(self, work):
        one = work.row(new_claim="Ann Poe met Tom Clay in Vale")
        other = {"id": "r2", "excerpt": "We will not open it before the summer", "said_on": "2017-04-11"}
        work.save(one, work.row(**other, new_claim="Ann Poe never read the letters of Tom Clay"))

    def test_the_opposite_is_asked_about_as_such(self, work):
        there = make.DraftClaimFactory(text="The bridge of Vale is not unsafe today")
        field, sentence = get_only_error(work.errors(work.row()))
        assert (field, sentence) == (
            "new_claim",
            f"The record has the opposite: “{there}”. Is this row about that claim?",
        )
        assert work.offers == {"r1": {"claim": [{"id": there.pk, "text": there.text, "is_opposite": True}]}}

    def test_the_answer_is_about_the_claims_that_were_shown(self, work):
        make.DraftClaimFactory(text="The bridge of Vale is unsafe today")
        errors = work.errors(work.row(different_from=[GONE]))
        assert get_only_error(errors)[0] == "new_claim"

    def test_a_retracted_one_takes_nothing_more(self, work):
        claim = make.ClaimFactory(
            state="retracted", retracted_at=NOW, retracted_by=work.editor, retraction_reason="Wrong."
        )
        assert "retracted" in get_only_error(work.errors(work.row(claim=claim.pk)))[1]

    def test_two_natures_of_one(self, work):
        errors = work.errors(work.row(id="r1"), work.row("We will not open it", id="r2", nature="forecast"))
        assert list(errors["r2"]) == ["nature"]


class TestOfAllRows:
    def test_all_that_is_wrong_is_said_at_once(self, work):
        errors = work.errors(
            work.row("no such words", id="r1", stance=""),
            work.row(id="r2"),
            work.row(id="r3", said_on="", claim=GONE),
        )
        assert {row: set(fields) for row, fields in errors.items()} == {
            "r1": {"excerpt", "stance"},
            "r3": {"said_on", "claim"},
        }
        assert is_nothing_stored()
        assert [row["id"] for row in work.coverage.rows] == ["r1", "r2", "r3"]

    def test_two_rows_that_are_the_same(self, work):
        errors = work.errors(work.row(id="r1"), work.row("it  is not safe", id="r2"))
        assert errors == {"r2": {"": ["Row 1 says the same with the same words. Drop one of the two."]}}

    def test_the_same_words_for_a_position_that_cites_them(self, work):
        there = make.DraftStatementFactory(claimant=work.brook, party=work.freedonia, said_on=DAY)
        make.CitationFactory(statement=there, article=work.coverage.article, excerpt="it is not safe")
        assert get_only_error(work.errors(work.row(claim=there.claim_id)))[0] == "excerpt"

    def test_nothing_to_save(self, work):
        assert (
            work.errors()
            == work.errors(work.row(dropped=True))
            == work.errors(work.row(accepted=False))
            == {"": {"nothing": [NOTHING_TO_SAVE]}}
        )

    def test_before_the_article_is_brought_in(self, work):
        work.coverage = begin_coverage(by=work.editor, now=NOW)
        assert "Bring the article in first" in work.errors(work.row())[""][""][0]

    def test_after_its_text_was_taken_down(self, work):
        CaptureText.objects.all().delete()
        assert "no text to prove" in work.errors(work.row())[""][""][0]


class TestHowMuchIsQuoted:
    WORDS = " ".join(f"word{n}" for n in range(60))

    def test_at_most_45_percent_together(self):
        work = CoverageScenario(self.WORDS)
        words = self.WORDS.split()
        rows = [work.row(" ".join(words[n : n + 15]), id=f"r{n}") for n in (0, 15)]
        errors = work.errors(*rows)
        assert list(errors) == [""]
        assert "would reproduce 48.4% of the article; at most 45%" in errors[""][""][0]
        work.save(rows[0])

    def test_what_is_cited_already_counts_also_from_another_capture(self):
        work = CoverageScenario(self.WORDS)
        words = self.WORDS.split()
        make.CitationFactory(article=work.coverage.article, excerpt=" ".join(words[:20]))
        make.CitationFactory(article=work.coverage.article, excerpt="words that the article has no longer")
        assert "of the article" in work.errors(work.row(" ".join(words[30:40])))[""][""][0]
        work.save(work.row(" ".join(words[12:20])))


class TestWhatOnlyTheDatabaseSees:
    """Conflicts with another transaction that writes after the checks.

    A trigger simulates it.
    """

    BEFORE = """
    CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.stance = 'denies' THEN
            RAISE EXCEPTION 'meanwhile' USING ERRCODE = '23514', CONSTRAINT = 'statement_has_a_capacity';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER meanwhile BEFORE INSERT ON claims_statement FOR EACH ROW EXECUTE FUNCTION meanwhile();
    """

    def test_the_row_that_it_refuses_is_found(self, work):
        with acting_as_owner():
            sql(self.BEFORE)
        errors = work.errors(work.row(id="r1"), work.row("it is safe", id="r2", stance="denies"))
        assert errors == {"r2": {"": ["Say in which capacity it was said."]}}
        assert is_nothing_stored()
        assert connection.in_atomic_block
        assert Coverage.objects.get().finished_at is None

    def test_what_it_refuses_of_all_together_is_said_of_the_form(self, work):
        with acting_as_owner():
            sql(self.BEFORE.replace("NEW.stance = 'denies'", "EXISTS (SELECT FROM claims_statement)"))
        errors = work.errors(work.row(id="r1"), work.row("it is safe", id="r2", stance="denies"))
        assert list(errors) == [""]
        assert is_nothing_stored()


def test_topics_and_outlets_that_are_there_are_taken(work):
    work.save(work.row(topics=[make.TopicFactory().pk], via=make.OutletFactory().pk))
    assert Statement.objects.count() == 1
