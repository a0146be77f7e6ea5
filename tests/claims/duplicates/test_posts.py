"""Posts of social media, read as sentences."""

import pytest

from claims.duplicates.posts import MOST_CHARACTERS, clean_post


@pytest.mark.parametrize(
    ("post", "plain"),
    [
        ("RT @VanceDaily: #AshfordDam is OPEN!! https://t.example/x 😱", "Ashford Dam is OPEN!!"),
        ("@ada @ben_x it is &quot;safe&quot;", 'it is "safe"'),
        ("So @BrookWater did it 🔥🔥 shame", "So Brook Water did it – shame"),
        ("Open! — Ada Brook (@adabrook) May 4, 2019", "Open!"),
        ("see pic.twitter.com/abc or www.vale.example/x", "see or"),
        ("#NATO2030Plan", "NATO 2030 Plan"),
        ("#открыто", "открыто"),
        ("@ada", "ada"),
        ("👩‍🚒 🙂", ""),
        ("\0\0 \n", ""),
        ("", ""),
        ("A claim stays – with its dash.", "A claim stays – with its dash."),
    ],
)
def test_what_a_post_says(post, plain):
    assert clean_post(post) == plain


def test_a_long_text_is_cut():
    assert len(clean_post("word " * 5000)) <= MOST_CHARACTERS
