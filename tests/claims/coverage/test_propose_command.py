"""The command `propose`: what Add coverage would propose for a text."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.coverage.suggest import proposals
from claims.models import Claimant, Coverage
from sources.models import Article
from tests import factories as make
from tests.support.coverage_article import ARTICLE_ON, TEXT, CoverageScenario

pytestmark = pytest.mark.django_db

KEYS = [
    *("kind", "start", "end", "text", "excerpt", "speaker", "claimant", "party", "stance", "hedged"),
    *("said_on", "precision", "place", "nature", "proposition", "similar", "unlikely", "why"),
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


def propose(path, *options: str, published: str = ARTICLE_ON.isoformat()) -> list[dict]:
    output = io.StringIO()
    call_command("propose", str(path), "--published", published, *options, stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_row_for_each_position_in_reading_order(file):
    CoverageScenario(begun=False)
    rows = propose(file)
    assert [row["excerpt"] for row in rows] == [
        "The bridge was closed because it is not safe",
        "We will not open it before the summer.",
        "denied that the bridge is unsafe",
        "It may be old, but it is safe",
    ]
    for row in rows:
        assert list(row) == KEYS
        assert TEXT[row["start"] : row["end"]] == row["text"]
        assert row["excerpt"] in row["text"]
    first = rows[0]
    assert (first["kind"], first["speaker"], first["claimant"]) == ("quote", "Ada Brook", "Ada Brook")
    assert (first["party"], first["said_on"], first["precision"]) == ("Freedonia", "2017-04-12", "day")
    assert rows[2]["stance"] == "denies"


def test_what_is_not_known_is_null(file):
    file.write_text("A note was found. “Not safe at all.”", encoding="utf-8")
    [row] = propose(file)
    assert [row[key] for key in ("speaker", "claimant", "party", "place", "unlikely")] == [None] * 5
    assert row["similar"] == []


def test_a_draft_says_what_only_its_article_explains(file):
    file.write_text(
        "“This bridge is safe,” Ada Brook said. “Orrin Bridge is safe,” she said.", encoding="utf-8"
    )
    needing, complete = propose(file)
    assert needing["proposition"] == "This bridge is safe."
    assert needing["why"]["proposition"].endswith("It says “this bridge” without saying which.")
    assert "without saying which" not in complete["why"]["proposition"]


def test_similar_claims_by_their_keys(file):
    claim = make.DraftClaimFactory(text="The harbour bridge is not safe.")
    make.DraftClaimFactory(text="Nobody has ever seen the moon from below.")
    file.write_text("“The harbour bridge is not safe,” Ada Brook said.", encoding="utf-8")
    [row] = propose(file, "--url", "https://ferry.example/news/1")
    assert row["similar"] == [str(claim.key)]


def test_a_row_that_is_probably_no_position_says_why(file):
    file.write_text("The motto is “Safe bridges for all the people of the town”.", encoding="utf-8")
    [row] = propose(file)
    assert row["unlikely"] == "A motto or a slogan."


def test_the_number_of_queries_does_not_depend_on_the_rows(file):
    CoverageScenario(begun=False)
    counts = set()
    for number in (1, 8):
        said = [
            f"“The harbour bridge of town {place} is not safe,” Ada Brook said." for place in range(number)
        ]
        file.write_text("\n".join(said), encoding="utf-8")
        with CaptureQueriesContext(connection) as captured:
            assert len(propose(file)) == number
        counts.add(len(captured))
    assert len(counts) == 1


def test_it_writes_nothing(file):
    before = [model.objects.count() for model in (Article, Claimant, Coverage)]
    propose(file)
    assert [model.objects.count() for model in (Article, Claimant, Coverage)] == before


def test_line_ends_are_those_of_the_file(file):
    file.write_bytes("One line.\r\n\r\n“The harbour bridge is not safe,” Ada Brook said.\r\n".encode())
    [row] = propose(file)
    assert row["start"] == 14


def test_offsets_do_not_count_a_byte_order_mark(file):
    file.write_text("“The harbour bridge is not safe,” Ada Brook said.", encoding="utf-8-sig")
    [row] = propose(file)
    assert row["start"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "article.txt is empty."),
        (b" \r\n\t", "article.txt is empty."),
        (b"\xef\xbb\xbf\n", "article.txt is empty."),
        (b"A note.\0", "article.txt is no text (character 7 is NUL)."),
        ("“Zu spät”".encode("cp1252"), "article.txt is not UTF-8 text (byte 0)."),
        (b"word " * 500_000, "article.txt has more than 1,000,000 characters, far more than an article."),
    ],
)
def test_what_is_no_article_is_refused_in_one_sentence(file, content, sentence):
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        propose(file)
    assert str(refused.value) == f"{file.parent}/{sentence}"
    assert refused.value.returncode == 1


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"gone.txt cannot be read: No such file or directory\.$"):
        propose(tmp_path / "gone.txt")
    with pytest.raises(CommandError, match=r"cannot be read: Is a directory\.$"):
        propose(tmp_path)


@pytest.mark.parametrize(
    ("published", "sentence"),
    [
        ("7 March 2024", "--published: “7 March 2024” is not a day. Write it as 2024-03-07."),
        ("2024-02-30", "--published: “2024-02-30” is not a day. Write it as 2024-03-07."),
        ("20240307", "--published: “20240307” is not a day. Write it as 2024-03-07."),
        ("2999-01-01", "--published: 2999-01-01 is in the future. Check the year."),
    ],
)
def test_a_wrong_day(file, published, sentence):
    with pytest.raises(CommandError) as refused:
        propose(file, published=published)
    assert str(refused.value) == sentence


def test_an_address_that_is_none(file):
    with pytest.raises(CommandError, match="“the ferry” is not the address of a web page"):
        propose(file, "--url", "the ferry")


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ((), "an article without address"),
        (("--url", "https://ferry.example/news/1"), "https://ferry.example/news/1"),
    ],
)
def test_a_fault_of_the_finder(file, monkeypatch, caplog, options, name):
    def fail(*args):
        raise IndexError

    monkeypatch.setattr(proposals, "find_quotations", fail)
    with pytest.raises(CommandError) as refused:
        propose(file, *options)
    sentence = f"failed to look for quotations in {file}: the log has the error. Nothing is proposed."
    assert str(refused.value) == f"The program {sentence}"
    assert caplog.messages == [f"The quotation finder failed on a text of {name}."]
