"""manage.py propose: print the rows that Add coverage would propose for a text."""

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from claims.coverage.intake import MAX_TEXT_LENGTH
from claims.coverage.rows import CoverageRow
from claims.coverage.suggest.proposals import FinderFailed, propose_rows
from claims.duplicates.similarity import SimilarClaim, find_similar_to_each
from claims.management.record_command import RecordCommand
from claims.models import Claimant
from quotations.positions.open_references import quote_open_references
from sources.fetching.urls import get_host, normalise_url
from sources.models import Article, not_in_the_future

MAX_SIMILAR = 3
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class ProposedRow(TypedDict):
    """A line of the output; `Command.help` says what the keys mean."""

    kind: str
    start: int
    end: int
    text: str
    excerpt: str
    speaker: str | None
    claimant: str | None
    party: str | None
    stance: str | None
    hedged: bool
    said_on: str | None
    precision: str | None
    place: str | None
    nature: str | None
    proposition: str | None
    similar: list[str]
    unlikely: str | None
    why: dict[str, str]


class Command(RecordCommand):
    help = (
        "Print the rows that Add coverage would propose for the article in FILE, a text in UTF-8, in reading "
        "order as JSON Lines: kind, start, end and text (the whole passage, its offsets in code points, "
        "without a byte order mark), "
        "excerpt (the words to quote), speaker (the name as printed), claimant and party (names on the "
        "record), stance, hedged, said_on, precision, place, nature, proposition (a draft), similar (keys of "
        "claims, the most similar first), unlikely (why it is probably no position; null if it "
        "may be one) and why (field to reason). What is not known is null. "
        "Writes nothing to the database."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="An article's text, in UTF-8.")
        parser.add_argument(
            "--published", metavar="YYYY-MM-DD", required=True, help="The day of the article."
        )
        parser.add_argument("--url", default="", help="Where the article was found.")

    def handle(self, *, file: Path, published: str, url: str, **options) -> None:
        text = read_text(file)
        article = Article(published_on=parse_published_on(published), canonical_url=parse_url(url))
        try:
            rows = propose_rows(text=text, article=article)
        except FinderFailed as failure:
            raise CommandError(
                f"The program failed to look for quotations in {file}: the log has the error. "
                "Nothing is proposed."
            ) from failure
        similar = find_similar_to_each(
            [row["proposition"] or row["excerpt"] for row in rows], limit=MAX_SIMILAR
        )
        ids = {row[field] for row in rows for field in ("claimant", "party")}
        names = Claimant.objects.in_bulk(ids - {None})
        for row, claims in zip(rows, similar, strict=True):
            self.stdout.write(json.dumps(describe_row(row, text, names, claims), ensure_ascii=False))


def read_text(path: Path) -> str:
    """Read the text of an article, without a byte order mark. Raises CommandError for what is none."""
    try:
        # Not read_text, which changes line ends: offsets count what the file holds.
        text = path.read_bytes().decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    if (place := text.find("\0")) >= 0:
        raise CommandError(f"{path} is no text (character {place} is NUL).")
    if not text.strip():
        raise CommandError(f"{path} is empty.")
    if len(text) > MAX_TEXT_LENGTH:
        raise CommandError(f"{path} has more than {MAX_TEXT_LENGTH:,} characters, far more than an article.")
    return text


def parse_published_on(text: str) -> datetime.date:
    """Parse the day of an article. Raises CommandError."""
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        not_in_the_future(day)
    except ValidationError as error:
        raise CommandError(f"--published: {error.messages[0]}") from error
    except ValueError as error:
        raise CommandError(f"--published: “{text}” is not a day. Write it as 2024-03-07.") from error
    return day


def parse_url(text: str) -> str:
    """Normalise the address of an article, if any. Raises CommandError for another text."""
    if text and not get_host(text):
        raise CommandError(f"--url: “{text}” is not the address of a web page (https://...).")
    return normalise_url(text)


def describe_row(
    row: CoverageRow, text: str, names: dict[int, Claimant], similar: Iterable[SimilarClaim]
) -> ProposedRow:
    """Describe a row for a JSON object; what is not known is None."""
    start, end = row["whole"]
    why = {field: why for field, (why, _) in row["reasons"].items()}
    if open_words := quote_open_references(row["proposition"]):
        why["proposition"] += f" It says {open_words} without saying which."
    return {
        "kind": row["kind"],
        "start": start,
        "end": end,
        "text": text[start:end],
        "excerpt": row["excerpt"],
        "speaker": row["speaker"] or None,
        "claimant": names[row["claimant"]].name if row["claimant"] else None,
        "party": names[row["party"]].name if row["party"] else None,
        "stance": row["stance"] or None,
        "hedged": row["hedged"],
        "said_on": row["said_on"] or None,
        "precision": row["said_on_precision"] if row["said_on"] else None,
        "place": row["place"] or None,
        "nature": row["nature"] or None,
        "proposition": row["proposition"] or None,
        "similar": [str(claim.claim.key) for claim in similar],
        "unlikely": row["unlikely"] or None,
        "why": why,
    }
