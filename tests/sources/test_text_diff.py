import time

import pytest

from sources.text_diff import diff_texts

END = ("break", "")


def test_equal_texts_have_no_difference():
    assert diff_texts("a\n\nb", "a\n\nb") == []


def test_words_of_a_rewritten_paragraph_and_what_stands_around_it():
    old = "\n\n".join(
        ["First", "Second", "Third", "The minister said it was not so", "Fifth", "Sixth", "Last"]
    )
    new = old.replace("it was not so", "it was so")
    assert diff_texts(old, new) == [
        ("skipped", "2 paragraphs unchanged"),
        END,
        ("same", "Third"),
        END,
        ("same", "The minister said it was"),
        ("removed", "not"),
        ("same", "so"),
        END,
        ("same", "Fifth"),
        END,
        ("skipped", "2 paragraphs unchanged"),
        END,
    ]


def test_paragraphs_that_come_and_go():
    old, new = "One\n\nTwo\n\nThree", "One\n\nThree\n\nFour"
    assert diff_texts(old, new) == [
        ("same", "One"),
        END,
        ("removed", "Two"),
        END,
        ("same", "Three"),
        END,
        ("added", "Four"),
        END,
    ]


def test_a_paragraph_that_has_nothing_in_common_is_another():
    assert diff_texts("Nobody knew of this", "Bread has become dear") == [
        ("removed", "Nobody knew of this"),
        ("added", "Bread has become dear"),
        END,
    ]


@pytest.mark.parametrize(("old", "new"), [("", "a"), ("a", ""), ("a", "a\n\nb"), ("a b", "a  b c\nd")])
def test_both_texts_can_be_read_out_of_it(old, new):
    parts = diff_texts(old, new)
    for kind, text in (("removed", old), ("added", new)):
        words = " ".join(part for this, part in parts if this in {"same", kind})
        assert words.split() == text.split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("word " * 100_000, "other " * 100_000),
        ("a\n" * 50_000, "b\n" * 50_000),
        ("\n".join(f"a {n}" for n in range(5000)), "\n".join(f"b {n}" for n in range(5000))),
        ("x y " * 700, "y x " * 700),
        ("x y z y\n" * 2 + "x y y " * 400 + "\n" + f"{'x y ' * 400}\n" * 400, f"{'y x z ' * 400}\n" * 400),
    ],
)
def test_no_two_texts_take_long(old, new):
    started = time.process_time()
    assert diff_texts(old, new)
    assert time.process_time() - started < 10
