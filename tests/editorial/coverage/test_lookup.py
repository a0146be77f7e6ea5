"""What the fields find as you type."""

import pytest

from claims.actions.merging.merge import merge_outlets
from claims.coverage import selections
from claims.coverage.drafts import save_rows
from claims.duplicates.likeness import Kind
from claims.duplicates.similarity import SimilarClaim
from editorial.coverage import text_notes
from editorial.coverage.lookup import list_offered_topics, list_recent_outlets
from editorial.coverage.ready_claims import build_similar_option
from tests import factories as make
from tests.support.coverage_pages import EXCERPT, TEXT, page_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def find_options(as_editor):
    def of(what: str, words: str, **more) -> list[dict]:
        return as_editor.get(page_url("lookup"), {"what": what, "q": words} | more).json()["options"]

    return of


def test_claims_come_most_similar_first_with_status_and_positions(find_options):
    make.StatementFactory(claim__text="The bridge at Ashford was closed", party__name="Ruritania")
    make.DraftClaimFactory(text="The bridge at Ashford was sold")
    make.DraftClaimFactory(text="Apples are cheap")
    options = find_options("claim", "bridge at Ashford was closed")
    assert [option["label"] for option in options] == [
        "The bridge at Ashford was closed",
        "The bridge at Ashford was sold",
    ]
    assert (options[0]["status"], options[0]["detail"]) == ("asserted", "affirmed by Ruritania")
    assert options[1]["status"] == "draft"
    assert [option["nearness"] for option in options] == ["close", "related"]


def test_it_says_how_near_a_claim_is(find_options):
    for text in (
        "The bridge at Ashford was closed",
        "Ashford has a bridge and a toll",
        "The mayor of Ashford slept",
    ):
        make.DraftClaimFactory(text=text)
    options = find_options("claim", "the bridge at Ashford had been closed")
    assert [(option["label"][:8], option["nearness"]) for option in options] == [
        ("The brid", "close"),
        ("Ashford ", "related"),
        ("The mayo", ""),
    ]


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("There is no money", 0.5),
        ("The wells of Vale have run dry", 0.45),
        ("Pupils in Vale had wells", 0.35),
        ("Vale pays for the bicycles of its pupils", 0.35),
    ],
)
def test_a_related_claim_stands_ready_the_sooner_the_more_words_it_shares(words, least):
    claim = make.DraftClaimFactory(text="Pupils of Vale have bicycles")
    near, far = (
        build_similar_option(SimilarClaim(claim, score, Kind.RELATED, "draft", ""), words)["nearness"]
        for score in (least, least - 0.01)
    )
    assert (near, far) == ("related", "")


def test_a_claim_that_the_words_deny_is_the_opposite_though_it_has_more_words(find_options):
    make.DraftClaimFactory(
        text="The north quay of the old harbour at Vale is not safe for lorries or for cranes"
    )
    [option] = find_options("claim", "The north quay is perfectly safe for lorries, whatever they say")
    assert option["nearness"] == "opposite"


def test_claims_of_other_rows_are_compared_with_words(as_editor):
    claims = ["Vale has hired crews for the night shift", "Crews were hired", "Vale has a ferry"]

    def send(data) -> dict:
        return as_editor.post(page_url("compare"), data, content_type="application/json").json()

    near = send({"words": "No crews have been hired", "claims": claims})["near"]
    assert near == {claims[0]: "opposite", claims[1]: "opposite", claims[2]: ""}
    assert send({"words": "Crews have been hired", "claims": claims})["near"][claims[1]] == "close"
    quay = "The north quay of Vale's harbour is not safe for lorries"
    said = "The north quay is perfectly safe for lorries, whatever they say"
    assert send({"words": said, "claims": [quay]})["near"] == {quay: "opposite"}
    for junk in ([], {"words": "Vale"}, {"words": None, "claims": [1]}, {"words": "Vale", "claims": 7}):
        assert send(junk) == {"problem": "This is not what the desk sends."}


@pytest.mark.parametrize("words", ["Ada Brook", "ada", "Brook", "BROOK", "the envoy"])
def test_claimants_come_with_role_and_party(find_options, people, words):
    make.AliasFactory(claimant=people["ada"], name="the envoy")
    [option] = find_options("claimant", words)
    assert option == {
        "id": people["ada"].pk,
        "label": "Ada Brook",
        "detail": "Foreign Minister, for Ruritania",
        "is_party": False,
        "party": people["ruritania"].pk,
        "party_name": "Ruritania",
        "capacity": "Foreign Minister",
    }


def test_the_day_decides_for_whom_somebody_spoke(find_options, people):
    people["ada"].affiliations.update(until="2016-12-31")
    [option] = find_options("claimant", "Ada Brook", on="2017-04-12")
    assert (option["party"], option["capacity"]) == (None, "")
    assert find_options("claimant", "Ada Brook", on="nonsense")[0]["party"] == people["ruritania"].pk


def test_only_parties_are_found_as_parties(find_options, people):
    make.ClaimantFactory(name="Ruritania Smith")
    assert [option["label"] for option in find_options("party", "rurit")] == ["Ruritania"]
    assert find_options("party", "Ada Brook") == []


def test_topics_and_outlets_are_found(find_options):
    topic = make.TopicFactory(name="Bridges")
    outlet = make.OutletFactory(name="The Herald", home_page="https://herald.example/")
    assert [(option["id"], option["label"]) for option in find_options("topic", "bridg")] == [
        (topic.pk, "Bridges")
    ]
    assert [(option["id"], option["home_page"]) for option in find_options("outlet", "hera")] == [
        (outlet.pk, "https://herald.example/")
    ]


@pytest.mark.parametrize("what", ["claim", "claimant", "party", "topic", "outlet", "", "user"])
@pytest.mark.parametrize("words", ["", " ", "'%_\\", "x" * 5000, "👍"])
def test_nothing_is_found_for_nonsense(find_options, what, words):
    assert find_options(what, words) == []


def test_a_passage_proposes_what_stands_around_it(as_editor, draft):
    start = TEXT.index(EXCERPT)
    answer = as_editor.get(
        page_url("passage", draft.pk), {"start": start, "end": start + len(EXCERPT)}
    ).json()
    assert answer["row"]["excerpt"] == EXCERPT
    assert (answer["row"]["said_on"], answer["row"]["proposed"]) == ("2017-04-12", "selection")


@pytest.mark.parametrize(
    "asked", [{}, {"start": "x", "end": "1"}, {"start": 21, "end": 23}, {"start": "9" * 40}]
)
def test_a_passage_without_words_proposes_nothing(as_editor, draft, asked):
    assert as_editor.get(page_url("passage", draft.pk), asked).json() == {"row": None}


@pytest.mark.parametrize(
    ("words", "excerpt", "kind"),
    [
        ('"The bridge was never closed', "The bridge was never closed", "quote"),
        (
            "that the bridge was closed for the whole of March.\n",
            "that the bridge was closed for the whole of March",
            "paraphrase",
        ),
        ("The toll stays as it is.", "The toll stays as it is", "paraphrase"),
    ],
)
def test_a_selection_loses_its_final_marks_and_its_kind_is_preset(as_editor, draft, words, excerpt, kind):
    start = TEXT.index(words)
    answer = as_editor.get(page_url("passage", draft.pk), {"start": start, "end": start + len(words)}).json()
    assert (answer["row"]["excerpt"], answer["row"]["kind"]) == (excerpt, kind)
    assert "kind" in answer["row"]["guessed"]


@pytest.mark.parametrize("step", ["find_paragraphs", "find_quoted_spans", "fill_row"])
def test_a_fault_in_the_finder_is_told_of_and_the_words_are_kept(as_editor, draft, step, monkeypatch):
    def fail(*args, **kwargs):
        raise IndexError("list index out of range")

    monkeypatch.setattr(selections, step, fail)
    start = TEXT.index(EXCERPT)
    asked = {"start": start, "end": start + len(EXCERPT)}
    answer = as_editor.get(page_url("passage", draft.pk), asked).json()
    assert answer["row"] is None
    assert "failed to read these words" in answer["problem"]
    pasted = selections.build_pasted_row(coverage=draft, rows=[], excerpt=EXCERPT)
    assert pasted["excerpt"] == EXCERPT
    assert ("failed to read" in str(pasted["reasons"])) is (step == "fill_row")


def test_a_fault_in_reading_the_kind_of_text_does_not_hide_the_rows(as_editor, draft, monkeypatch):
    def fail(*args, **kwargs):
        raise IndexError("list index out of range")

    monkeypatch.setattr(text_notes, "is_transcript", fail)
    assert as_editor.get(page_url("rows", draft.pk)).status_code == 200


def test_what_was_used_last_stands_first(as_editor, editor, draft, make_draft, make_intake):
    make.OutletFactory(name="The Daily Ferry")
    topics = [make.TopicFactory(name=name) for name in ("Bridges", "Tolls", "Ferries")]
    save_rows(
        coverage=draft,
        rows=[],
        by=editor,
        now=make.MOMENT,
        revision=draft.revision,
        defaults={"topics": [topics[0].pk]},
    )
    assert [outlet.name for outlet in list_recent_outlets(editor)] == [
        "The Ashford Herald",
        "The Daily Ferry",
    ]
    assert [topic.name for topic in list_offered_topics(editor, "")] == ["Bridges", "Ferries", "Tolls"]
    html = as_editor.get(page_url("check", make_draft(make_intake()).pk)).content.decode()
    assert f'data-outlet="{draft.article.outlet_id}"' in html


def test_topics_that_fit_the_article_come_before_those_used_last(editor, draft):
    names = (
        "Chemical weapons",
        "The chemical attack near Idlib of April 2017",
        "Elections",
        "April 2017",
        "Tolls",
    )
    topics = {name: make.TopicFactory(name=name) for name in names}
    used = {"topics": [topics["Tolls"].pk]}
    save_rows(coverage=draft, rows=[], by=editor, now=make.MOMENT, revision=draft.revision, defaults=used)
    text = "Both spoke of the attack near Idlib with chemicals in April 2017. Nobody was elected."
    offered = [topic.name for topic in list_offered_topics(editor, text)]
    assert offered[:2] == ["The chemical attack near Idlib of April 2017", "Elections"]
    assert offered[2] == "Tolls"


def test_an_outlet_that_was_merged_away_is_not_offered_as_used_last(editor, draft):
    merged = make.OutletFactory(name="Herald Online")
    merge_outlets(
        duplicate=merged, target=draft.article.outlet, by=editor, now=make.MOMENT, reason="The same."
    )
    assert list_recent_outlets(editor) == [draft.article.outlet]
