"""Anything that a page sends becomes rows that can be stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.coverage.rows import (
    BLANK_ROW,
    MAX_DEPTH,
    MAX_ROWS,
    build_row,
    clean_json,
    clear_changed_guesses,
    forget_former_speaker,
    next_row_id,
    normalise_rows,
    quote_words,
)

BLANK_CANDIDATE = {"claimant": None, "party": None, "name": "", "party_name": "", "capacity": ""}

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("key", "given_", "kept"),
    [
        ("claimant", "12", 12),
        ("claimant", 12.0, 12),
        ("claimant", "", None),
        ("claimant", "x", None),
        ("claimant", "9" * 30, None),
        ("claimant", True, None),
        ("start", -1, None),
        ("hedged", "on", True),
        ("hedged", "false", False),
        ("excerpt", None, ""),
        ("excerpt", " a\0b\ud800 ", "ab"),
        ("excerpt", "x" * 6000, "x" * 5000),
        ("topics", ["1", "x", 2], [1, 2]),
        ("topics", "12", []),
        ("whole", [1, "2"], [1, 2]),
        ("whole", [1], None),
        ("guessed", ["stance", "stance", 3], ["stance"]),
        ("reasons", ["stance"], {}),
        (
            "reasons",
            {"stance": ["“denied” reports a denial\0", "sure"]},
            {"stance": ["“denied” reports a denial", "sure"]},
        ),
        (
            "reasons",
            {"a": "why", "b": [1, "sure"], "c": ["why", "certain"], "d": ["why"]},
            {"c": ["why", "guess"], "d": ["why", "guess"]},
        ),
        ("unlikely", None, ""),
        ("proposition", " The toll\0 stays ", "The toll stays"),
        ("candidates", 7, []),
        ("candidates", [7, None, {}], [BLANK_CANDIDATE]),
        (
            "candidates",
            [{"claimant": "7", "name": "Ada\0"}],
            [BLANK_CANDIDATE | {"claimant": 7, "name": "Ada"}],
        ),
        ("candidates", [{"name": ["Ada"], "party": {}}], [BLANK_CANDIDATE]),
        ("typed", "x", {}),
        ("typed", {"via": "A wire\0", "topics": 1}, {"via": "A wire"}),
        ("of the page", {"a": [1, "\0"]}, {"a": [1, ""]}),
    ],
)
def test_a_value_is_of_its_own_type(key, given_, kept):
    assert build_row(id="r1", **{key: given_})[key] == kept


def test_what_is_nested_too_deeply_is_left_out():
    deep = []
    for _ in range(5000):
        deep = [deep]
    kept = build_row(id="r1", more=deep)["more"]
    assert str(kept) == "[" * MAX_DEPTH + "None" + "]" * MAX_DEPTH


def test_rows_are_complete_and_told_apart():
    rows = normalise_rows([{"id": "r1"}, {"id": "r1"}, {"excerpt": "x"}, "no row", None])
    assert [row["id"] for row in rows] == ["r1", "r2", "r3"]
    assert all(set(row) == set(BLANK_ROW) for row in rows)


def test_too_many_rows_are_cut():
    assert len(normalise_rows([{}] * (MAX_ROWS + 1))) == MAX_ROWS


def test_the_next_id_is_free():
    assert next_row_id([{"id": "r2"}]) == "r3"
    assert next_row_id([]) == "r1"


@given(st.lists(st.dictionaries(st.sampled_from(sorted(BLANK_ROW)) | st.text(), ANYTHING), max_size=3))
def test_any_rows_can_be_kept_as_json(rows):
    kept = normalise_rows(rows)
    text = json.dumps(kept, allow_nan=False)
    assert "\\u0000" not in text
    text.encode()
    assert normalise_rows(kept) == kept


@given(ANYTHING)
def test_anything_can_be_kept_as_json(value):
    assert "\\u0000" not in json.dumps(clean_json(value), allow_nan=False)


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("The bridge is safe", "“The bridge is safe”"),
        ("The bridge is safe.", "“The bridge is safe”"),
        ("“The bridge is safe.”", "“The bridge is safe”"),
        ("He said “no”.", "“He said ‘no’”"),
        ("«Нет», said «Da»", "“‘Нет’, said ‘Da’”"),
        ("", "“”"),
    ],
)
def test_no_mark_and_no_full_stop_comes_twice_in_a_sentence(words, quoted):
    assert quote_words(words) == quoted


class TestFormerSpeaker:
    PROPOSED = ("new_name", "new_kind", "party", "capacity")

    def build(self, **values):
        reasons = {name: ["why", "likely"] for name in self.PROPOSED}
        proposed = {"new_name": "Tove Lind", "new_kind": "person", "party": 3, "capacity": "spokeswoman"}
        return build_row(id="r1", speaker="Tove Lind", reasons=reasons, **(proposed | values))

    def test_what_was_proposed_for_another_is_emptied(self):
        old = self.build(guessed=list(self.PROPOSED))
        row = forget_former_speaker({**old, "new_name": "Northaid"}, old)
        assert [row[name] for name in self.PROPOSED] == ["Northaid", "", None, ""]

    def test_also_once_it_was_accepted(self):
        old = self.build(accepted=True)
        row = forget_former_speaker({**old, "claimant": 5, "new_name": ""}, old)
        assert [row[name] for name in self.PROPOSED] == ["", "", None, ""]

    def test_what_somebody_typed_stays(self):
        old = build_row(
            id="r1", new_name="Tove Lind", new_role="mayor", guessed=["capacity"], capacity="aide"
        )
        row = forget_former_speaker({**old, "new_name": "Northaid", "capacity": "chair"}, old)
        assert (row["new_role"], row["capacity"]) == ("mayor", "chair")

    def test_the_same_speaker_stays_as_proposed(self):
        old = self.build(guessed=list(self.PROPOSED))
        assert forget_former_speaker({**old, "stance": "denies"}, old) == {**old, "stance": "denies"}


def test_a_changed_value_is_a_guess_only_with_a_reason_of_its_own():
    old = build_row(id="r1", guessed=["party", "capacity"], party=3, capacity="aide")
    old["reasons"] = {"party": ["why", "sure"], "capacity": ["why", "sure"]}
    new = {**old, "party": 4, "capacity": "envoy", "reasons": {**old["reasons"], "party": ["other", "sure"]}}
    row = clear_changed_guesses(new, old)
    assert (row["guessed"], list(row["reasons"])) == (["party"], ["party"])
