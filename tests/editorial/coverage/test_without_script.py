"""The third page without JavaScript: ten rows at a time, names typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.coverage.drafts import save_rows
from claims.coverage.rows import MAX_ROWS
from claims.models import Citation, Coverage, Statement
from tests import factories as make
from tests.support.coverage_pages import EXCERPT, TEXT, follow_refusal, page_url
from tests.support.html import links_of, parse_page, text_of

pytestmark = pytest.mark.django_db


def read_form(response, form_id: str = "desk-form") -> dict[str, str | list[str]]:
    """Return what a browser would send of the unchanged form.

    Templates are no part of the form.
    """
    form = next(form for form in parse_page(response).iter("form") if form.get("id") == form_id)
    sent: dict[str, str | list[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag == "button":
            continue
        if field.tag == "textarea":
            sent[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            chosen = [option for option in field.iter("option") if "selected" in option.attrib]
            sent[name] = chosen[0].get("value") if chosen else ""
        elif field.get("type") in ("checkbox", "radio"):
            if "checked" in field.attrib:
                sent[name] = field.get("value", "on")
        elif name == "row_ids":
            sent.setdefault(name, []).append(field.get("value"))
        else:
            sent[name] = field.get("value", "")
    return sent


@pytest.fixture
def page(as_editor, draft):
    def fetched(**asked):
        return as_editor.get(page_url("rows", draft.pk), asked)

    return fetched


@pytest.fixture
def send(as_editor, draft, page):
    """Send the form with changes: `send("save", {"row-r1-place": "…"})`."""

    def sent(do: str, changes: dict | None = None, **asked):
        data = read_form(page(**asked)) | (changes or {}) | {"do": do}
        return follow_refusal(as_editor, as_editor.post(page_url("rows", draft.pk), data))

    return sent


@pytest.fixture
def row(draft) -> dict:
    return next(row for row in draft.rows if row["excerpt"] == EXCERPT)


def test_sending_the_page_unchanged_changes_nothing(send, draft):
    before = draft.rows
    assert send("keep").status_code == 302
    draft.refresh_from_db()
    for old, new in zip(before, draft.rows, strict=True):
        assert {key: new[key] for key in old} == old


def test_a_proposal_is_corrected_accepted_and_saved(send, row, draft, people):
    at = f"row-{row['id']}-"
    changes = {
        at + "claimant_text": "Carl Dane",
        at + "party_text": "",
        at + "capacity": "",
        at + "stance": "denies",
        at + "hedged": "on",
        at + "claim_text": "Ashford closed a bridge",
        at + "nature": "fact",
        at + "accepted": "on",
    }
    assert send("save", changes).url == page_url("summary", draft.pk)
    statement = Statement.objects.get()
    assert (statement.claimant, statement.party) == (people["carl"], people["sylvania"])
    assert (statement.stance, statement.hedged, statement.claim.text) == (
        "denies",
        True,
        "Ashford closed a bridge",
    )


def test_another_speaker_leaves_nothing_proposed_for_the_one_before(send, row, draft):
    at = f"row-{row['id']}-"
    assert row["party"]
    assert row["capacity"]
    send("keep", {at + "claimant_text": "Northaid"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert (kept["new_name"], kept["party"], kept["new_party"], kept["capacity"]) == (
        "Northaid",
        None,
        "",
        "",
    )


def test_a_row_changed_in_the_form_is_asked_about_by_name(send, page, row, draft):
    at = f"row-{row['id']}-"
    assert not any(stored["edited"] for stored in draft.rows)
    response = send("save", {at + "place": "Harbour Street"})
    assert response.status_code == 200
    assert (
        f"You have worked on this row, but not accepted it: Ada Brook {row['stance']}, “{EXCERPT}”."
        in text_of(response)
    )
    assert [stored["id"] for stored in Coverage.objects.get().rows if stored["edited"]] == [row["id"]]
    assert 'id="desk-leave-out-edited">' in page().content.decode()


def test_other_words_stand_somewhere_else(send, row, draft):
    assert row["start"] is not None
    send("keep", {f"row-{row['id']}-excerpt": "The toll stays as it is"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert TEXT[kept["start"] : kept["end"]] == "The toll stays as it is"


def test_words_can_be_pasted(send, page, draft, people):
    pk = page().context["pasted"].row["id"]
    at = f"row-{pk}-"
    changes = {
        at + "excerpt": "The toll stays\r\nas it is",
        at + "claimant_text": "ruritania",
        at + "stance": "affirms",
        at + "claim_text": "Tolls stay",
        at + "nature": "commitment",
        at + "accepted": "on",
    }
    assert send("save", changes).status_code == 302
    citation = Citation.objects.get()
    assert (citation.excerpt, citation.statement.claimant) == ("The toll stays as it is", people["ruritania"])


def test_similar_claims_are_found_on_request_and_nothing_typed_is_lost(send, as_editor, row, draft):
    claim = make.DraftClaimFactory(text="The bridge at Ashford was closed in March")
    at = f"row-{row['id']}-"
    response = send(
        f"similar:{row['id']}", {at + "claim_text": "bridge closed in March", at + "place": "Here"}
    )
    shown = as_editor.get(response.url)
    assert response.url.endswith(f"#row-{row['id']}")
    assert "The bridge at Ashford was closed in March" in text_of(shown)
    assert (read_form(shown)[at + "claim_text"], read_form(shown)[at + "place"]) == (
        "bridge closed in March",
        "Here",
    )
    as_editor.post(page_url("rows", draft.pk), read_form(shown) | {at + "claim_offer": str(claim.pk)})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert (kept["claim"], kept["new_claim"]) == (claim.pk, "")


def test_a_claim_that_the_record_has_comes_before_the_suggested_wording(page, row, draft):
    there = make.DraftClaimFactory(text="The bridge at Ashford was closed today")
    make.DraftClaimFactory(text="The mayor of Ashford slept")
    row["proposition"] = "The bridge at Ashford was closed"
    draft.save()
    shown = text_of(page())
    assert shown.index(f"On the record: {there}") < shown.index("Take this wording")
    assert "The mayor of Ashford" not in shown


def test_a_claim_that_says_the_opposite_is_taken_with_the_stance_turned_round(send, page, row, draft):
    there = make.DraftClaimFactory(text="The bridge at Ashford was not closed today")
    row |= {"proposition": "The bridge at Ashford was closed today", "stance": "affirms"}
    draft.save()
    assert f"The opposite, on the record: {there}" in text_of(page())
    send("keep", {f"row-{row['id']}-claim_offer": f"opposite:{there.pk}"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert (kept["claim"], kept["new_claim"], kept["stance"]) == (there.pk, "", "denies")


def test_a_close_claim_is_asked_about_and_the_answer_is_kept(send, row, draft, people):
    there = make.DraftClaimFactory(text="The bridge at Ashford was closed today")
    at = f"row-{row['id']}-"
    given = {"claim_text": "The bridge at Ashford was closed", "nature": "fact", "accepted": "on"}
    refused = send("save", {at + name: value for name, value in given.items()})
    assert "Is it the same claim?" in text_of(refused)
    assert f"The same claim: {there}" in text_of(refused)
    draft.refresh_from_db()
    send("keep", {at + "different_from": str(there.pk)})
    draft.refresh_from_db()
    assert next(kept for kept in draft.rows if kept["id"] == row["id"])["different_from"] == [there.pk]


def test_a_wording_that_needs_its_article_is_marked_asked_about_and_kept(send, page, row, draft):
    row["proposition"] = "The gate was closed"
    draft.save()
    assert "Needs a name (“the gate”): The gate was closed" in text_of(page())
    at = f"row-{row['id']}-"
    given = {"claim_text": row["proposition"], "nature": "fact", "accepted": "on"}
    refused = send("save", {at + name: value for name, value in given.items()})
    assert "It says “the gate” without saying which" in text_of(refused)
    assert "Keep the wording as it is" in text_of(refused)
    draft.refresh_from_db()
    send("keep", {at + "settled": "the gate was closed"})
    draft.refresh_from_db()
    kept = next(kept for kept in draft.rows if kept["id"] == row["id"])
    assert kept["settled"] == ["the gate was closed"]


def test_the_suggested_wording_and_claims_of_other_rows_stand_ready(send, page, row, draft):
    other = next(stored for stored in draft.rows if stored["id"] != row["id"])
    row["proposition"] = "The bridge at Ashford was closed"
    row["reasons"]["proposition"] = ["Drafted from the words.", "likely"]
    draft.save()
    at = f"row-{row['id']}-"
    ready = "Take this wording: The bridge at Ashford was closed Drafted from the words."
    assert ready in text_of(page())
    send("keep", {at + "place": "Here"})
    assert get_row(draft, row)["new_claim"] == ""
    send("keep", {at + "claim_offer": "wording", at + "nature": "fact"})
    assert get_row(draft, row)["new_claim"] == "The bridge at Ashford was closed"
    number = draft.rows.index(get_row(draft, row)) + 1
    assert f"From row {number}: The bridge at Ashford was closed" in text_of(page())
    send("keep", {f"row-{other['id']}-claim_offer": f"row:{row['id']}"})
    taken = get_row(draft, other)
    assert (taken["new_claim"], taken["nature"]) == ("The bridge at Ashford was closed", "fact")


def test_a_row_that_says_the_opposite_takes_the_claim_with_the_stance_turned_round(send, row, draft):
    other = next(stored for stored in draft.rows if stored["id"] != row["id"])
    there = make.DraftClaimFactory(text="The bridge at Ashford was closed today")
    given = {"claim_text": "The bridge at Ashford was closed", "stance": "affirms", "accepted": "on"}
    refused = send("save", {f"row-{row['id']}-{name}": value for name, value in given.items()})
    assert f"The opposite of this claim: {there}" in text_of(refused)
    send("keep", {f"row-{row['id']}-claim_offer": f"opposite:{there.pk}"})
    taken = get_row(draft, row)
    assert (taken["claim"], taken["new_claim"], taken["stance"]) == (there.pk, "", "denies")
    taken |= {"claim": None, "new_claim": "Vale shut the gate", "nature": "fact", "accepted": False}
    next(stored for stored in draft.rows if stored["id"] == other["id"])["stance"] = "denies"
    draft.save()
    send("keep", {f"row-{other['id']}-claim_offer": f"opposite:row:{row['id']}"})
    taken = get_row(draft, other)
    assert (taken["new_claim"], taken["nature"], taken["stance"]) == ("Vale shut the gate", "fact", "affirms")


def test_words_that_deny_what_they_are_to_affirm_are_asked_about(send, draft):
    there = make.DraftClaimFactory(text="The bridge at Ashford was never closed for the whole of March")
    row = next(stored for stored in draft.rows if "the whole of March" in stored["excerpt"])
    given = {"claim_offer": str(there.pk), "stance": "affirms", "accepted": "on"}
    given = {f"row-{row['id']}-{name}": value for name, value in given.items()}
    asked = "No, it is affirmed; otherwise choose “denies”"
    assert asked in text_of(send("save", given))
    settled = {f"row-{row['id']}-settled": f"affirms {there.text.casefold()}"}
    assert asked not in text_of(send("save", given | settled))


def test_a_row_that_nearly_says_the_claim_of_another_has_three_answers(send, row, draft):
    other = next(stored for stored in draft.rows if stored["id"] != row["id"])
    given = {"nature": "fact", "stance": "affirms", "accepted": True}
    row |= given | {"new_claim": "Vale closed its harbour bridge in March", "settled": ["x"]}
    other |= given | {"new_claim": "Vale closed the harbour bridge in March"}
    draft.save()
    refused = text_of(send("save"))
    first, _ = sorted((row, other), key=draft.rows.index)
    number = draft.rows.index(first) + 1
    for lead in (f"The same claim as row {number}", f"The opposite of row {number}"):
        assert refused.count(f"{lead}: {first['new_claim']}") == 1
    assert "No, the new claim says something else" in refused


def test_a_row_that_says_the_opposite_of_another_names_it_first_and_asks(send, page, row, draft):
    """It comes before claims of the record that are only related."""
    make.DraftClaimFactory(text="Crews of the ferry at Vale have a union")
    other = next(stored for stored in draft.rows if stored["id"] != row["id"])
    given = {"nature": "fact", "stance": "affirms"}
    row |= given | {"new_claim": "Vale has hired crews for the night shift", "accepted": True}
    other |= given | {"proposition": "No crews have been hired"}
    draft.save()
    lead = f"The opposite, in row {draft.rows.index(row) + 1}: {row['new_claim']}"
    shown = text_of(page())
    assert lead in shown
    assert "From row" not in shown.partition(lead)[2].partition("Ready for this row")[0]
    at = f"row-{other['id']}-"
    refused = send("save", {f"{at}claim_text": other["proposition"], f"{at}accepted": "on"})
    assert f"The opposite of row {draft.rows.index(row) + 1}: {row['new_claim']}" in text_of(refused)
    send("keep", {f"{at}claim_offer": f"opposite:row:{row['id']}"})
    taken = get_row(draft, other)
    assert (taken["new_claim"], taken["stance"]) == (row["new_claim"], "denies")


def test_a_denial_without_a_wording_is_one_of_the_claim_that_it_denies(send, page, row, draft):
    """Its excerpt is the opposite of that claim; the stance is towards the claim already."""
    there = make.DraftClaimFactory(text="The ferry at Vale leaks badly")
    row |= {"excerpt": "denied that the ferry at Vale leaks badly", "stance": "denies", "proposition": ""}
    draft.save()
    shown = text_of(page())
    assert f"On the record: {there.text}" in shown
    assert "The opposite, on the record" not in shown
    send("keep", {f"row-{row['id']}-claim_offer": str(there.pk)})
    taken = get_row(draft, row)
    assert (taken["claim"], taken["stance"]) == (there.pk, "denies")


@pytest.mark.parametrize(
    "change", [{"stance": "affirms"}, {"proposition": "The ferry at Vale does not leak badly"}]
)
def test_words_that_deny_are_the_opposite_where_they_are_what_is_affirmed_or_worded(page, row, draft, change):
    there = make.DraftClaimFactory(text="The ferry at Vale leaks badly")
    excerpt = "the ferry at Vale does not leak badly"
    row |= {"excerpt": excerpt, "stance": "denies", "proposition": ""} | change
    draft.save()
    assert f"The opposite, on the record: {there.text}" in text_of(page())


def get_row(draft, row) -> dict:
    draft.refresh_from_db()
    return next(stored for stored in draft.rows if stored["id"] == row["id"])


@pytest.mark.parametrize(("action", "stance"), [("copy", "denies"), ("opposite", "affirms")])
def test_a_row_is_copied_for_another_speaker(send, as_editor, row, draft, action, stance):
    at = f"row-{row['id']}-"
    response = send(
        f"{action}:{row['id']}", {at + "stance": "denies", at + "claim_text": "The bridge was closed"}
    )
    draft.refresh_from_db()
    place = [stored["id"] for stored in draft.rows].index(row["id"])
    copy = draft.rows[place + 1]
    assert response.url.endswith(f"#row-{copy['id']}")
    assert (copy["stance"], copy["new_claim"], copy["excerpt"]) == (stance, "The bridge was closed", EXCERPT)
    assert (copy["claimant"], copy["new_name"], copy["accepted"]) == (None, "", False)
    assert f'id="row-{copy["id"]}"' in as_editor.get(response.url).content.decode()


@pytest.mark.parametrize("action", ["copy:r0", "opposite:r0"])
def test_a_row_too_many_is_refused_and_none_is_cut_off(send, page, draft, make_row, action):
    draft.rows = [make_row(f"r{number}") for number in range(MAX_ROWS)]
    draft.save()
    assert send(action, {"row-r0-place": "Here"}, page=MAX_ROWS // 10).status_code == 302
    draft.refresh_from_db()
    assert [row["id"] for row in draft.rows] == [f"r{number}" for number in range(MAX_ROWS)]
    shown = page(page=MAX_ROWS // 10)
    assert f"Work on one article has at most {MAX_ROWS} rows" in text_of(shown)
    assert "an excerpt pasted by hand" not in text_of(shown)


def test_what_is_probably_nothing_is_folded_away_and_does_not_block_saving(send, page, row, draft):
    for stored in draft.rows:
        if stored["id"] != row["id"]:
            stored["unlikely"] = "the name of a programme"
    draft.save()
    unlikely = [stored["id"] for stored in draft.rows if stored["unlikely"]]
    assert f"Probably nothing to do ({len(unlikely)})" in text_of(page())
    assert read_form(page())["row_ids"] == [row["id"], page().context["pasted"].row["id"]]
    send("keep", {"bring_back": unlikely[0]})
    assert get_row(draft, {"id": unlikely[0]})["unlikely"] == ""
    assert unlikely[0] in read_form(page())["row_ids"]
    send("keep", {f"row-{unlikely[0]}-dropped": "on"})
    at = f"row-{row['id']}-"
    changes = {
        at + "stance": "denies",
        at + "claim_text": "Ashford closed a bridge",
        at + "nature": "fact",
        at + "accepted": "on",
    }
    assert send("save", changes).url == page_url("summary", draft.pk)


def test_the_page_costs_the_same_with_one_row_and_with_ten(as_editor, draft, make_row):
    make.StatementFactory(claim__text="The bridge at Ashford was closed in March")
    counts = []
    for number in (1, 10):
        draft.rows = [
            make_row(f"r{n}", accepted=False, new_claim=f"The bridge at Ashford was closed in {n}")
            for n in range(number)
        ]
        draft.save()
        with CaptureQueriesContext(connection) as queries:
            assert "The bridge at Ashford was closed in March" in text_of(
                as_editor.get(page_url("rows", draft.pk))
            )
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_chosen_can_be_typed_over(send, row, draft, people):
    at = f"row-{row['id']}-"
    send("keep", {at + "claimant_text": "Somebody new"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert (kept["claimant"], kept["new_name"]) == (None, "Somebody new")


def test_a_name_that_two_people_bear_is_not_settled_by_guessing(send, page, row, draft, people):
    make.AliasFactory(claimant=people["ada"], name="the envoy")
    make.AliasFactory(claimant=people["carl"], name="the envoy")
    at = f"row-{row['id']}-"
    send("keep", {at + "claimant_text": "the envoy"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert (kept["claimant"], kept["new_name"]) == (None, "the envoy")


def test_topics_are_named_and_unknown_ones_are_not_lost(send, row, draft, page):
    topic = make.TopicFactory(name="Bridges")
    at = f"row-{row['id']}-"
    send("keep", {at + "claim_text": "The bridge of Vale was closed", at + "topics_text": "Bridges; Tolls"})
    draft.refresh_from_db()
    kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
    assert kept["topics"] == [topic.pk]
    assert read_form(page())[at + "topics_text"] == "Bridges; Tolls"
    send("save", {at + "accepted": "on", at + "nature": "fact"})
    assert sorted(topic.name for topic in Statement.objects.get().claim.topics.all()) == ["Bridges", "Tolls"]


def test_a_row_is_dropped_and_taken_back(send, row, draft):
    at = f"row-{row['id']}-"
    for ticked in ("on", ""):
        send("keep", {at + "dropped": ticked})
        draft.refresh_from_db()
        kept = next(stored for stored in draft.rows if stored["id"] == row["id"])
        assert kept["dropped"] is (ticked == "on")


def test_complaints_stand_beside_their_fields(send, row):
    at = f"row-{row['id']}-"
    response = send("save", {at + "accepted": "on", at + "excerpt": "Words that are not there"})
    assert response.status_code == 200
    assert "not in this text" in text_of(response)
    assert read_form(response)[at + "excerpt"] == "Words that are not there"


class TestManyRows:
    @pytest.fixture
    def many(self, draft, editor, make_row):
        rows = [make_row(f"r{n}", place=f"place {n}") for n in range(120)]
        return save_rows(coverage=draft, rows=rows, by=editor, now=make.MOMENT, revision=draft.revision)

    def test_ten_are_shown_at_a_time_with_fewer_fields_than_are_refused(self, many, page, settings):
        shown = page(page=3)
        assert read_form(shown)["row_ids"] == [f"r{n}" for n in range(20, 30)]
        assert len(read_form(shown)) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2

    def test_turning_the_page_keeps_what_was_typed(self, many, send, as_editor, page):
        response = send("page:2", {"row-r3-place": "Typed"})
        assert read_form(as_editor.get(response.url))["row_ids"] == [f"r{n}" for n in range(10, 20)]
        rows = Coverage.objects.get(pk=many.pk).rows
        assert [row["place"] for row in rows[2:5]] == ["place 2", "Typed", "place 4"]
        assert len(rows) == 120

    def test_a_refusal_shows_the_page_with_the_first_row_that_is_wrong(self, many, send):
        response = send("save", {"row-r95-said_on": ""}, page=10)
        assert response.status_code == 200
        assert response.context["page_of_rows"].number in (1, 10)
        assert "r95" in response.context["data"]["errors"]


def test_a_party_typed_for_all_rows_is_kept_and_asked_about(send, page, row, draft):
    send("keep", {"default-party_text": "Vale"})
    assert read_form(page())["default-party_text"] == "Vale"
    at = f"row-{row['id']}-"
    refused = send("save", {at + "stance": "denies", at + "claim_text": "It rains", at + "accepted": "on"})
    assert "no party on the record is called “Vale”" in text_of(refused)
    send("keep", {"default-party_text": ""})
    assert Coverage.objects.get(pk=draft.pk).intake["defaults"]["typed"]["party"] == ""


def test_what_is_cleared_in_a_row_does_not_take_the_value_of_the_article(send, page, row, draft):
    at = f"row-{row['id']}-"
    send("keep", {"default-place": "Vale"})
    assert "from the article: Vale" in text_of(page())
    send("keep", {at + "accepted": "on"})
    assert get_row(draft, row)["place"] == "Vale"
    send("keep", {at + "place": ""})
    assert (get_row(draft, row)["place"], get_row(draft, row)["left_empty"]) == ("", ["place"])
    assert read_form(page())[at + "left_empty"] == "place"
    send("keep")
    assert get_row(draft, row)["left_empty"] == ["place"]
    untick = read_form(page()) | {"do": "keep"}
    del untick[at + "left_empty"]
    send("keep", untick | {at + "accepted": "", at + "left_empty": []})
    assert get_row(draft, row)["left_empty"] == []


def test_what_is_left_empty_stays_so_while_the_article_has_nothing_to_give(send, page, row, draft):
    at = f"row-{row['id']}-"
    send("keep", {at + "place": "Vale", at + "party_text": "Sylvania"})
    send("keep", {at + "place": "", at + "party_text": ""})
    assert at + "left_empty" not in read_form(page())
    send("keep")
    assert sorted(get_row(draft, row)["left_empty"]) == ["party", "place"]
    send("keep", {"default-place": "Vale"})
    send("keep", {at + "accepted": "on"})
    assert get_row(draft, row)["place"] == ""


def test_words_that_are_cited_already_are_folded_with_a_link(send, page, row, draft):
    statement = make.DraftStatementFactory(hedged=True)
    draft.rows = [{**row, "recorded": statement.pk, "unlikely": "These words are on the record already."}]
    draft.save()
    shown = page()
    assert "Probably nothing to do (1)" in text_of(shown)
    assert links_of(shown)[str(statement)] == f"/admin/claims/statement/{statement.pk}/change/"
    assert "(hedged): " in str(statement)
    statement.delete()
    assert page().status_code == 200
