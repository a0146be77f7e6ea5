"""ClaimReview in all its shapes."""

import json

import pytest

from exchange.importing.mapping import ColumnMapping
from exchange.importing.problems import Unclear
from exchange.importing.reading import claim_review
from exchange.importing.reading.files import AT_ONCE, examine_file
from exchange.importing.reading.sources import open_source

MAPPING = ColumnMapping(
    "checks", claim_review.MAPPING["map"], {"nature": "fact", "stance": "affirms"}, format="claimreview"
)
REVIEW = {
    "@type": "ClaimReview",
    "claimReviewed": "The bridge is closed & shut.",
    "author": {"@type": "Organization", "name": "Checkers", "url": "https://checkers.example/"},
    "datePublished": "2024-03-07",
    "url": "https://checkers.example/1",
    "inLanguage": "en-GB",
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "Not so"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Nora Pell"},
        "datePublished": "2024-03-05",
        "firstAppearance": {"@type": "CreativeWork", "url": "https://example.org/first"},
        "appearance": ["https://example.org/a", {"url": "https://example.org/b"}],
    },
}
ANSWER = {
    "text": "The bridge is closed & shut.",
    "claimant": "Nora Pell",
    "claimDate": "2024-03-05T00:00:00Z",
    "claimReview": [
        {
            "publisher": {"name": "Checkers", "site": "checkers.example"},
            "url": "https://checkers.example/1",
            "reviewDate": "2024-03-07T00:00:00Z",
            "textualRating": "Not so",
            "languageCode": "en-GB",
        }
    ],
}
OTHER = {**REVIEW, "claimReviewed": "Two."}
SCRIPT = '<script id="x" type="application/ld+json">%s</script>'
SHAPES = {
    "one object": json.dumps(REVIEW),
    "one object on many lines": json.dumps(REVIEW, indent=1),
    "list": json.dumps([REVIEW, OTHER]),
    "JSON Lines": f"{json.dumps(REVIEW)}\n\n{json.dumps(OTHER)}\n",
    "graph": json.dumps(
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]}, indent=1
    ),
    "feed": json.dumps(
        {
            "@type": "DataFeed",
            "x": ["dataFeedElement", {"claims": [1]}],
            "dataFeedElement": [{"item": [REVIEW]}],
        },
        indent=1,
    ),
    "feed on one line": json.dumps({"dataFeedElement": [{"item": [REVIEW, OTHER]}, {"item": None}]}),
    "answer": json.dumps({"claims": [ANSWER], "nextPageToken": "x"}, indent=1),
    "page": f"<!doctype html>{SCRIPT % '{}'}<script>{{}}</script>"
    + SCRIPT % json.dumps(REVIEW).replace("&", "&amp;"),
    "other types": json.dumps(
        REVIEW
        | {"type": "http://schema.org/ClaimReview", "author": ["", {"name": ["Checkers"]}], "@type": None}
        | {
            "reviewRating": [REVIEW["reviewRating"]],
            "itemReviewed": [REVIEW["itemReviewed"]],
            "url": [REVIEW["url"]],
        }
    ),
}
PRETTY = json.dumps({"claims": [ANSWER]}, indent=1)


def read(tmp_path, text):
    path = tmp_path / "file"
    path.write_text(text, "utf-8")
    source = open_source(path, MAPPING)
    return source, list(source.read())


@pytest.mark.parametrize("shape", SHAPES)
def test_a_review_is_found_in_every_shape(tmp_path, shape):
    source, records = read(tmp_path, SHAPES[shape])
    [review] = [record for record in records if record.values and "Two" not in record.raw]
    found = {name: source.find(review.values, column) for name, column in MAPPING.columns.items()}
    dates = {name: found.pop(name)[:10] for name in ("said_on", "reviewed_on")}
    assert dates == {"said_on": "2024-03-05", "reviewed_on": "2024-03-07"}
    expected = {
        "claim": "The bridge is closed & shut.",
        "claimant": "Nora Pell",
        "claimant_kind": "person",
        "first_appearance": "https://example.org/first",
        "appearances": ["https://example.org/a", "https://example.org/b"],
        "reviewer": "Checkers",
        "review_address": "https://checkers.example/1",
        "review_language": "en-GB",
        "rating": "Not so",
    }
    if shape == "answer":
        expected |= {"claimant_kind": "", "first_appearance": "", "appearances": ""}
    assert found == expected
    assert [record.line for record in records] == [*range(1, len(records) + 1)]


@pytest.mark.parametrize(
    "text",
    [
        PRETTY + PRETTY + PRETTY,
        f"{json.dumps(REVIEW | {'x': 'x' * AT_ONCE})}\n{json.dumps(REVIEW)}\n{json.dumps(OTHER)}\n",
        json.dumps({"claims": [ANSWER], "x": {"a": 1}, "dataFeedElement": [REVIEW, OTHER]}, indent=1),
        json.dumps({"claims": [ANSWER], "@graph": OTHER, "item": REVIEW}, indent=1),
        json.dumps({"@graph": OTHER, "claims": [ANSWER, ANSWER]}, indent=1),
    ],
)
def test_all_reviews_of_a_file_are_read(tmp_path, text):
    assert [record.problem for record in read(tmp_path, text)[1]] == [None, None, None]


def test_a_language_that_is_no_tag_is_left_open(tmp_path):
    source, [record] = read(tmp_path, json.dumps({**REVIEW, "inLanguage": {"name": "English"}}))
    assert source.find(record.values, "inLanguage") == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1}', "1: holds no ClaimReview"),
        ('{"dataFeedElement": [{"item": null}, {"item": 3}', "2: is cut off by the end of the file"),
        (f"{PRETTY}, {PRETTY}", "2: stands after the end of an object, and is none"),
        (f"{PRETTY} {json.dumps(REVIEW)}", "2: is an object without a list of items"),
        (PRETTY[:-2], "2: is cut off by the end of the file"),
        (PRETTY[:-1] + ', "item": {"a": [', "2: is cut off by the end of the file"),
        (PRETTY[:-1] + ', "item": {"a": "', "2: is cut off by the end of the file"),
        (PRETTY[:-1] + ', "item": {"a": %s}}' % ("[" * 70 + "]" * 70), "2: is nested more than 64 deep"),
        (SCRIPT % '{"a": ', "1: is no valid JSON"),
        (SCRIPT % ("[" * 30 + "]" * 30), "1: holds no ClaimReview"),
    ],
)
def test_what_holds_no_review_is_told(tmp_path, text, message):
    path = tmp_path / "file"
    path.write_text(text, "utf-8")
    source = claim_review.ClaimReviewSource(examine_file(path))
    told = [f"{record.line}: {record.problem}" for record in source.read()]
    assert told[-1].startswith(message)
    if all(record.problem for record in source.read()):
        with pytest.raises(
            Unclear, match=r"No item of .* has claimReviewed. What .* begins with: review 1: "
        ):
            open_source(path, MAPPING)
