"""What people type, and what it finds."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Citation, Claim, Claimant, ClaimSearch
from claims.search.facet_codes import KINDS, decode_facet, encode_facet
from claims.search.query_parser import MOST_CHARACTERS, parse_query, parse_terms
from claims.search.ranking import rank_by_relevance
from claims.search.snippets import build_snippets, read_snippets
from claims.search.spelling import correct_words, parse_and_correct
from claims.search.words.demonyms import GROUPS, OTHER_NAMES, find_other_names
from core.sql_statements import fetch_results
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.transactions import run_deferred_triggers

BRIDGE = ("The harbour bridge is safe", "Since the repairs in Syria.", "it holds firmly")
TUNNEL = ("The Syrian tunnel leaks", "The café above it does not.", "water in the harbour tunnel")
NOTICE = ("A < b holds & the <b>bridge</b> has gone", "", "of bridges I know nothing")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]


def made(herald, text, context, excerpt, who="Ruritania.Ada Brook"):
    scenario = Scenario()
    Claim.objects.filter(pk=scenario.claim.pk).update(text=text, context=context)
    scenario.say(who, "affirms", citation__excerpt=excerpt, citation__article__outlet=herald)
    return scenario


@pytest.fixture(scope="module")
def record(own_database):
    with transaction.atomic():
        herald = make.OutletFactory(name="The Herald")
        scenes = [
            made(herald, *BRIDGE),
            made(herald, *TUNNEL, who="Borduria.Zoë Lavrov"),
            made(herald, *NOTICE, who="Strelsau.Ian Marsh"),
        ]
        make.AliasFactory(claimant=scenes[1].speaker("Borduria.Zoë Lavrov")[0], name="Mrs Lavroff")
    return {
        scenario.claim.pk: name for scenario, name in zip(scenes, ("bridge", "tunnel", "notice"), strict=True)
    }


def snippets_of(claim_ids, text):
    statement = build_snippets(claim_ids, parse_query(text))
    return read_snippets(fetch_results(statement)[0]) if statement else {}


def found(record, text):
    return {record[pk] for pk in ClaimSearch.objects.matching(text).values_list("pk", flat=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bridge", {"bridge", "notice"}),
        ("BRIDGES", {"bridge", "notice"}),
        ("harbour", {"bridge", "tunnel"}),
        ("harbour bridge", {"bridge"}),
        ("the harbour", {"bridge", "tunnel"}),
        ('"harbour tunnel"', {"tunnel"}),
        ("“harbour tunnel”", {"tunnel"}),
        ('"tunnel harbour"', set()),
        ('"safe repairs"', set()),
        ('"safe since"', set()),
        ("harbour -bridge", {"tunnel"}),
        ('harbour -"harbour bridge"', {"tunnel"}),
        ("-harbour", {"notice"}),
        ("safe or leaks", {"bridge", "tunnel"}),
        ("safe OR nowhere", {"bridge"}),
        ("or", set()),
        ("safe or", {"bridge"}),
        ("cafe", {"tunnel"}),
        ("cafés", {"tunnel"}),
        ("zoe lavrov", {"tunnel"}),
        ("lavroff", {"tunnel"}),
        ("Ada", {"bridge"}),
        ("Borduria", {"tunnel"}),
        ("firmly", {"bridge"}),
        ("syria", {"bridge", "tunnel"}),
        ("Syrian", {"bridge", "tunnel"}),
        ("Syrians", {"bridge", "tunnel"}),
        ("syria tunnel", {"tunnel"}),
        ('"syria"', {"bridge"}),
        ("bridge -syrian", {"bridge", "notice"}),
        ("Syrians leaks", {"tunnel"}),
        ("harbour-bridge", {"bridge"}),
        ("harbour/tunnel", {"tunnel"}),
        ("harbor", {"bridge", "tunnel"}),
        ("harbour -bridge-safe", {"bridge", "tunnel"}),
        ("harbour -harbour-bridge", {"tunnel"}),
        ("French", set()),
        ("the", set()),
        ("", set()),
        ("nowhere", set()),
    ],
)
def test_what_is_found(record, text, expected):
    assert found(record, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("'", '"', "\\", "\0", "\ud800", "a\udc00b", "&|!<->()", "a:*", "a <-> b", "!!a", ":A", "a & | b"),
        *("-", "--", "-\"", "- -", "or or or", "%s %(x)s %", "{}", "x" * 10_000, "ab " * 5000, '"a ' * 3000),
        *("\N{COMBINING ACUTE ACCENT}" * 600, "e\N{COMBINING ACUTE ACCENT}", "\r\n\t"),
        *("日本語", "🙂", "\x01\x02\x03"),
    ],
)  # fmt: skip
def test_any_text_is_safe(record, text):
    found(record, text)
    found(record, f"bridge {text}")
    assert rank_by_relevance(ClaimSearch.objects.matching(text), text) == rank_by_relevance(
        ClaimSearch.objects.matching(text), text
    )
    snippets_of(record, text)
    parse_and_correct(text)


@given(st.text(max_size=60))
def test_any_text_has_terms_without_their_marks(text):
    for term in parse_terms(text):
        assert term.text.strip()
        assert '"' not in term.text
        assert not {"\0", "\ud800"} & set(term.text)


def test_only_the_beginning_is_looked_at():
    assert [term.text for term in parse_terms("a" * MOST_CHARACTERS + " end")] == ["a" * MOST_CHARACTERS]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Syria", "Syrian"), ("Iran", "Iranian"), ("ITALY", "Italian"), ("Iraqis", "Iraq"),
     ("(Laos)", "Laotian"),
     ("France", "French"), ("Americans", "United States"), ("US", "U.S."), ("US", "American"), ("u.s.", "US"),
     ("(U.S.)", "United States"), ("EU", "E.U."), ("british", "UK")],
)  # fmt: skip
def test_a_place_and_its_people(one, other):
    assert other in find_other_names(one)


@pytest.mark.parametrize("word", ["guard", "guardian", "media", "us", "s", "", "-", "4000", "Syria's"])
def test_nothing_else_has_people(word):
    assert find_other_names(word) == ()


def test_whoever_has_other_names_stands_in_one_group_only():
    names = [name for group in GROUPS.split(",") for name in group.split()]
    assert len(names) == len(set(names)) == len(OTHER_NAMES)


def test_reading_takes_one_query_and_a_text_that_is_read_none(record, django_assert_num_queries):
    with django_assert_num_queries(1):
        typed = parse_query("harbour syria")
    with django_assert_num_queries(1):
        assert ClaimSearch.objects.matching(typed).count() == 2


def test_without_a_word_that_is_looked_for_the_index_is_no_help():
    assert parse_query("a bridge -tunnel").uses_index
    assert not parse_query("-tunnel").uses_index
    assert not parse_query("bridge or -tunnel").uses_index


class TestSnippets:
    def of(self, record, text):
        return {record[pk]: snippet for pk, snippet in snippets_of(record, text).items()}

    def test_where_most_of_the_words_stand(self, record, django_assert_num_queries):
        with django_assert_num_queries(2):
            shown = self.of(record, "harbour tunnel")
        assert (shown["bridge"].field, shown["bridge"].where) == ("proposition", "In the proposition")
        assert shown["tunnel"].where == "In the words cited from The Herald"
        assert shown["tunnel"].pieces == (
            ("water in the ", False),
            ("harbour", True),
            (" ", False),
            ("tunnel", True),
        )
        assert "notice" not in shown

    def test_where_the_other_words_stand(self, record):
        snippet = self.of(record, "lavrov tunnel water")["tunnel"]
        assert (snippet.field, snippet.further.field, snippet.further.further) == ("excerpt", "name", None)
        assert ("Lavrov", True) in snippet.further.pieces
        assert self.of(record, "harbour tunnel")["tunnel"].further is None

    def test_of_equal_ones_the_oldest(self):
        scenario = Scenario()
        for day, excerpt in enumerate(
            ("a mill by the river", "a barn by the river", "a mill and a barn"), 12
        ):
            scenario.say("Ruritania", "affirms", april(day), citation__excerpt=excerpt)
        Citation.objects.filter(excerpt="a mill by the river").update(via=None)  # now behind the others
        run_deferred_triggers()
        for words, excerpt in {"river": "a mill by the river", "barn": "a barn by the river"}.items():
            snippet = snippets_of([scenario.claim.pk], words)[scenario.claim.pk]
            assert "".join(text for text, _match in snippet.pieces) == excerpt

    def test_in_the_context(self, record):
        snippet = self.of(record, "cafe")["tunnel"]
        assert snippet.where == "In the context"
        assert ("café", True) in snippet.pieces

    def test_among_the_names(self, record):
        snippet = self.of(record, "lavroff")["tunnel"]
        assert snippet.where == "Whose position"
        assert (
            "".join(text for text, _match in snippet.pieces) == "Zoë Lavrov (also Mrs Lavroff) for Borduria"
        )
        assert [text for text, is_match in snippet.pieces if is_match] == ["Lavroff"]

    def test_beside_a_name_stands_what_somebody_of_that_name_is_cited_with(self):
        scenario = Scenario()
        scenario.say("Ruritania", "denies", citation__excerpt="It is no such thing")
        scenario.say("Borduria", "denies", citation__excerpt="A secret", state="draft")
        said = scenario.say(
            "Borduria", "affirms", citation__excerpt="It is so", citation__article__language="de"
        )
        said.citations.get().article.__class__.objects.update(retracted_on=april(14))
        run_deferred_triggers()
        snippet = snippets_of([scenario.claim.pk], "borduria")[scenario.claim.pk]
        assert (snippet.where, snippet.words, snippet.words_lang) == ("Whose position", "It is so", "de")
        assert snippet.pieces == (("Borduria", True),)
        assert snippet.retracted_on == april(14)

    def test_beside_a_party_stands_who_said_it_for_it(self):
        scenario = Scenario()
        scenario.say("Borduria.Zoë Lavrov", "affirms", citation__excerpt="It is so")
        Claimant.objects.filter(name="Borduria").update(sentence_name="the Borduria")
        run_deferred_triggers()
        snippet = snippets_of([scenario.claim.pk], "borduria")[scenario.claim.pk]
        assert snippet.pieces == (("Zoë Lavrov for ", False), ("the ", False), ("Borduria", True))
        assert snippet.words == "It is so"

    def test_other_names_only_where_the_name_lacks_a_word(self, record):
        make.AliasFactory(claimant=Claimant.objects.get(name="Zoë Lavrov"), name="Mrs Lavrov")
        run_deferred_triggers()
        assert self.of(record, "lavrov")["tunnel"].pieces == (
            ("Zoë ", False),
            ("Lavrov", True),
            (" for Borduria", False),
        )

    def test_nothing_is_taken_for_html(self, record):
        pieces = self.of(record, "bridge")["notice"].pieces
        assert "".join(text for text, _match in pieces) == NOTICE[0]
        assert [text for text, is_match in pieces if is_match] == ["bridge"]

    def test_drafts_stay_unseen(self, record):
        Claim.objects.update(state="draft", published_at=None, published_by=None)
        assert snippets_of(record, "harbour") == {}

    def test_a_statement_that_readers_do_not_see_is_not_cited(self, record):
        scenario = Scenario()
        scenario.say("Ruritania", "affirms")
        scenario.say("Borduria", "denies", state="draft", citation__excerpt="a secret harbour")
        run_deferred_triggers()
        assert snippets_of([scenario.claim.pk], "secret") == {}

    def test_nothing_asked_nothing_shown(self, record):
        assert snippets_of([], "harbour") == snippets_of(record, "") == snippets_of(record, "-harbour") == {}


class TestNearest:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Lavrow", "Lavrov"),
            ("BRIGDE", "BRIDGE"),
            ("harbuor tunel", "harbour tunnel"),
            ("“harbuor tunnel”", "“harbour tunnel”"),
            ("harbour", None),
            ("qqqqqq", None),
            ("brigde firmly Lavrof", "bridge firmly Lavrof"),
            ("harb", None),
            ("the", None),
            ("brdg", "bridge"),
            ("ridge", None),
            ("Бридж Смирнофф", None),
            ("", None),
        ],
    )
    def test_what_was_meant(self, record, text, expected):
        assert correct_words(text, parse_and_correct(text)[1]) == expected


class TestHalfWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("harb", {"bridge", "tunnel"}),
            ("HARB", {"bridge", "tunnel"}),
            ("harb leak", {"tunnel"}),
            ("ha", set()),
            ("har%", set()),
            ('"harb"', set()),
        ],
    )
    def test_stand_for_the_words_that_they_begin(self, record, text, expected):
        parsed = parse_and_correct(text)[0]
        assert found(record, parsed) == expected
        assert [half.text for half in parsed.halves] == ([text.split()[0]] if expected else [])

    def test_a_known_word_is_whole(self, record):
        parsed = parse_and_correct("hold")[0]
        assert parsed.halves == ()


class TestCodes:
    @pytest.mark.parametrize(
        ("kind", "value"),
        [("status", "disputed"), ("status", "asserted"), ("stance", "withdraws"), ("topic", 7),
         ("year", 2017), ("outlet", 2**47), ("verified", True), ("single_outlet", True)],
    )  # fmt: skip
    def test_there_and_back(self, kind, value):
        assert decode_facet(encode_facet(kind, value)) == (kind, value)

    @pytest.mark.parametrize(
        "value",
        ["", "x", "-1", -1, "1.5", 1.5, None, "²", "٣", "1" * 16, 2**48, "0x1", False, "\ud800", "1\0"],
    )
    def test_what_cannot_be_has_none(self, value):
        for kind in KINDS:
            assert encode_facet(kind, value) is None

    def test_an_unknown_value_finds_nothing(self, record):
        assert ClaimSearch.objects.with_facet("topic", "x").count() == 0
        assert ClaimSearch.objects.with_facet("topic", 10**9).count() == 0
        with pytest.raises(ValueError, match="not in tuple"):
            ClaimSearch.objects.with_facet("colour", 1)
