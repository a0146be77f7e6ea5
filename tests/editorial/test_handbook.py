"""The handbook as a page of the admin."""

import re

import pytest

from editorial.handbook import read_chapters, render_markdown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("One\ntwo.\n\nThree.", "<p>One\ntwo.</p>\n<p>Three.</p>"),
        (
            "**Strong *and em***, `*code*`",
            "<p><strong>Strong <em>and em</em></strong>, <code>*code*</code></p>",
        ),
        ("### More", "<h3>More</h3>"),
        (
            "Before:\n- one\n  goes on\n- two\n\nAfter",
            "<p>Before:</p>\n<ul><li>one\n  goes on</li><li>two</li></ul>\n<p>After</p>",
        ),
        ("1. **One**\n2. two", "<ol><li><strong>One</strong></li><li>two</li></ol>"),
        (
            "| a | b |\n|---|---|\n| 1 | *2* |\n",
            '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            "<tbody><tr><td>1</td><td><em>2</em></td></tr></tbody></table>",
        ),
        ("<b>& {}", "<p>&lt;b&gt;&amp; {}</p>"),
    ],
)  # fmt: skip
def test_what_is_written_is_shown(written, shown):
    assert render_markdown(written) == shown


def test_no_mark_of_the_real_handbook_is_left_over():
    read = read_chapters()
    assert len({chapter.anchor for chapter in read}) == len(read) > 10
    for chapter in read:
        words = re.sub(r"<code>.*?</code>", "", chapter.html, flags=re.DOTALL)
        assert not re.search(r"\*\*|^#|^- |^\d+\. |\|", words, flags=re.MULTILINE), chapter.title
