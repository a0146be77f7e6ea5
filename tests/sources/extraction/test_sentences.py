"""No word of a sentence that readers see is lost, and the editor is told where the text differs."""

import pytest

from sources.extraction import tree
from sources.extraction.article import extract_from_html
from sources.extraction.visible_text import describe_differences, list_blocks
from tests.support.read_page import STORY, read_page, write_page


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (
            'The bridge opened on <time datetime="1978-05-04">4 May 1978</time> and nobody has looked since.',
            "The bridge opened on 4 May 1978 and nobody has looked since.",
        ),
        (
            "Press <button>Stop</button> and the lock closes at once.",
            "Press Stop and the lock closes at once.",
        ),
        (
            'It cost <span class="share-price">40 crowns</span> a head, he said.',
            "It cost 40 crowns a head, he said.",
        ),
        (
            'The <b class="social-tag">mayor of <i class="related-name">Vale</i></b> left on foot.',
            "The mayor of Vale left on foot.",
        ),
        (
            'So <a class="widget-link noprint" href="/x">the report says</a>, in short.',
            "So the report says, in short.",
        ),
        (
            'He paid <data class="meta" value="3">three</data> of <abbr class="byline-x">EU</abbr> states.',
            "He paid three of EU states.",
        ),
        (
            'All <em aria-hidden="true">seven</em> gates are shut tonight.',
            "All seven gates are shut tonight.",
        ),
        (
            "The <label>keeper</label> of <output>nine</output> locks went home.",
            "The keeper of nine locks went home.",
        ),
        (
            "Water is H<sub>2</sub>O and the 2<sup>nd</sup> gate is <small>nearly</small> dry.",
            "Water is H2O and the 2nd gate is nearly dry.",
        ),
        (
            "She called it <q>a very old story</q> and left the room.",
            "She called it “a very old story” and left the room.",
        ),
        (
            "She said: <q>He told me <q>never</q> again.</q> Then she left.",
            "She said: “He told me ‘never’ again.” Then she left.",
        ),
        ("She called it <q>“a story”</q> and left the room.", "She called it “a story” and left the room."),
        (
            'Read it <a href="/r">here<span class="sr-only"> (in a new window)</span></a> today, she said.',
            "Read it here today, she said.",
        ),
    ],
)
@pytest.mark.parametrize("block", ["<p>{}</p>", "<ul><li>{}</li><li>And more of the same kind.</li></ul>"])
def test_no_word_vanishes_inside_a_sentence(block, printed, words):
    got = read_page(write_page(block.format(printed)))
    assert words in got["text"].splitlines()
    assert not any("bridge" in warning or words[:12] in warning for warning in got["warnings"])


def test_a_quotation_does_not_break_its_paragraph():
    got = read_page(write_page("<p>First she said <q>one thing</q>, and then <q>another</q>.</p>"))
    assert "First she said “one thing”, and then “another”." in got["text"].splitlines()


@pytest.mark.parametrize(
    "block", ["<p>{}</p>", "<blockquote>{}</blockquote>", "<div>{}</div>", "<p><b>{}</b></p>"]
)
@pytest.mark.parametrize("times", [2, 3])
def test_paragraphs_that_say_the_same_stay(block, times):
    answer = "“No, I will not do that today, nor tomorrow, nor on any other day of all that are to come.”"
    for words in ("“No, I will not.”", answer):
        got = read_page(write_page("<p>“Will you resign?” he was asked.</p>" + block.format(words) * times))
        assert got["text"].count(words) == times
        assert "\ufdd0" not in got["text"]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'hidden=""',
        'style="display: none"',
        'style="color:red;visibility:hidden"',
        'class="sr-only"',
    ],
)
def test_what_no_reader_sees_is_not_captured(attributes):
    got = read_page(
        write_page(f"<p {attributes}>The first draft of this story was another one altogether.</p>")
    )
    assert "first draft" not in got["text"]
    assert got["warnings"] == []


def test_captions_of_pictures_are_part_of_the_article_and_known_as_such():
    body = (
        '<figure class="embed"><img src="a.png"><figcaption class="caption">Ada Brook at the gate on Monday.'
        "</figcaption></figure><figure><figcaption><p>The quay in the morning, as seen from the bridge.</p>"
        "</figcaption></figure>"
    )
    page = extract_from_html(write_page(body))
    captions = ("Ada Brook at the gate on Monday.", "The quay in the morning, as seen from the bridge.")
    assert page.captions == captions
    assert set(captions) < set(page.text.splitlines())


@pytest.mark.parametrize(
    "body",
    [
        '<div class="social-box"><p>{}</p></div>',
        "<aside><p>{}</p></aside>",
        '<p class="byline-note">{}</p>',
    ],
)
def test_the_editor_is_told_which_sentences_are_missing(body):
    sentence = "The minister added that the second gate would never be opened again."
    page = write_page(story=(*STORY, *STORY), body="").replace(
        "</article>", f"{body.format(sentence)}</article>"
    )
    got = read_page(page)
    if sentence not in got["text"]:
        [warning] = got["warnings"]
        assert warning.startswith(f"On the page, but not in the text below: “{sentence}”")
    else:
        assert got["warnings"] == []


def test_many_missing_sentences_are_counted():
    notes = "".join(f"<p>Footnote {n} says something that the article does not.</p>" for n in range(9))
    got = read_page(write_page(story=STORY * 3).replace("</article>", f"<aside>{notes}</aside></article>"))
    [warning] = got["warnings"]
    assert warning.count("Footnote") == 5
    assert "and 4 more." in warning


def test_furniture_is_missed_by_nobody():
    body = (
        '<section class="related"><p>Read how the board waited last year as well.</p></section>'
        "<form><p>Enter your address to get our letter every day.</p></form>"
    )
    assert read_page(write_page().replace("</article>", f"{body}</article>"))["warnings"] == []


def test_a_page_that_prints_its_text_whole_warns_of_nothing():
    got = read_page(write_page())
    assert got["warnings"] == []
    assert got["text"].split("\n\n")[-3:] == list(STORY)


def test_what_stands_after_the_end_of_the_page_is_part_of_it():
    page = write_page().replace("</article>", "").replace("</body></html>", "</BODY></html >")
    last = "The last sentence of the story stands behind the end of its page."
    assert read_page(f"{page}<p>{last}</p>")["text"].endswith(last)


@pytest.mark.parametrize("attributes", ["hidden id='S:0'", "style='visibility:hidden'"])
def test_an_article_that_waits_for_a_script_to_be_shown_is_read(attributes):
    page = (
        write_page()
        .replace("<article>", f"<div {attributes}><article>")
        .replace("</article>", "</article></div>")
    )
    assert read_page(page)["text"].endswith(STORY[-1])


# In quadratic time each of the following takes many minutes.
def test_very_many_pieces_beside_one_another_are_no_riddle():
    page = tree.parse_page(f"<div>{'<span>a</span>' * 100_000} and <b>so</b></div>")
    tree.join_sentences(page)
    assert [element.tag for element in page.iter("span", "b")] == ["span"] * 99_999
    assert page.find(".//div")[-1].tail == "a and so"


def test_very_many_hidden_pieces_are_no_riddle(monkeypatch):
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 50_000)
    words = "words that readers see " * 4
    page = tree.parse_page(
        f"<p>Of <b>{'<i hidden>a</i>' + words}</b>{('<i hidden>a</i>' + words) * 40_000}</p>"
    )
    tree.keep_visible(page)
    assert page.find(".//b").text == words
    assert page.find(".//b").tail == words * 40_000


def test_very_many_sentences_are_no_riddle():
    printed, read = (
        "\n".join(f"{beginning} number {n} of it was seen." for n in range(100_000))
        for beginning in ("No", "So")
    )
    both = "It was read as it was printed, and so was the rest of it, said nobody.\n" * 40_000
    page = tree.parse_page(f"<article><p>{both}</p><p>{printed}</p></article>")
    missing, added = describe_differences(list_blocks(page), f"{both.rstrip()}\n{read}")
    assert "“No number 0 of it was seen.”" in missing
    assert "“So number 0 of it was seen.”" in added
