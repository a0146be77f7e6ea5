"""manage.py check_excerpts: prove every excerpt again."""

import hashlib
import unicodedata
from collections import defaultdict
from pathlib import Path

import pghistory
from django.core.management.base import CommandError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.excerpt_check import ArticleResult, ExcerptResult, ExcerptVerdict, SourceText, check_article
from claims.management.record_command import RecordCommand
from claims.models import Citation
from sources.models import Article, Capture

HEADINGS = (
    "Article", "Excerpts", "Proved", "Missing", "Ambiguous", "Other", "Longest", "Reproduced",
)  # fmt: skip
TITLE_WIDTH = 44
SNIFFED = 8192


class Command(RecordCommand):
    help = (
        "Prove every excerpt again. The files in DIR are matched to captures by their SHA-256; "
        "every excerpt of the articles concerned, drafts included, is looked for in the text. "
        "Nothing is written unless --save is given. Exits 1 when anything is off: an excerpt "
        "that is not proved or too long, too much of one article reproduced, a cited article "
        "without a file."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("dir", metavar="DIR", type=Path, help="A folder with articles' texts.")
        parser.add_argument(
            "--save", action="store_true", help="Record the proofs that are found and not recorded."
        )

    def handle(self, *, dir: Path, save: bool, **options) -> None:
        files = self._digest_files(dir)
        captures = list(Capture.objects.filter(sha256__in=files).select_related("article__outlet"))
        sources, matched = self._read_captures(files, captures)
        self._note_strangers(files, matched)
        if not sources:
            raise CommandError(f"No file in {dir} is the text of an article on the record.")
        with pghistory.context(why="check_excerpts --save"):
            articles = self._check_articles(sources, timezone.now() if save else None)
        self._print_table(articles)
        self._conclude(articles, self._print_problems(articles, dir))

    def _digest_files(self, folder: Path) -> dict[str, Path]:
        """Read the files of `folder` by SHA-256. Anything else in it gets a note."""
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            raise CommandError(f"The folder {folder} cannot be read: {error.strerror}.") from error
        files = {}
        for path in entries:
            try:
                if not path.is_file():
                    self._note(path, "not a file, skipped")
                    continue
                with path.open("rb") as file:
                    files[hashlib.file_digest(file, "sha256").hexdigest()] = path
            except OSError as error:
                self._note(path, f"cannot be read, skipped: {error.strerror}")
        if not files:
            raise CommandError(f"There are no files in {folder}.")
        return files

    def _read_captures(self, files, captures) -> tuple[dict[Article, list[SourceText]], set[str]]:
        """Read the files of captures.

        Returns, by article, the captures that have a file, with its text; and their hashes.
        """
        sources, texts = defaultdict(list), {}
        for capture in captures:
            sha256 = capture.sha256
            if sha256 not in texts:
                content = files[sha256].read_bytes()
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise CommandError(f"{files[sha256]} was changed just now. Run again.")
                texts[sha256] = content.decode("utf-8")
            sources[capture.article].append(SourceText(capture, texts[sha256]))
        return sources, set(texts)

    def _note_strangers(self, files: dict[str, Path], matched: set[str]) -> None:
        for sha256, path in files.items():
            if sha256 not in matched:
                with path.open("rb") as file:
                    is_binary = b"\0" in file.read(SNIFFED)
                self._note(path, "not text, skipped" if is_binary else "no capture has this text, skipped")

    def _check_articles(self, sources, save_at) -> list[ArticleResult]:
        citations = defaultdict(list)
        for citation in (
            Citation.objects.filter(article__in=sources)
            .select_related("statement__claim", "statement__claimant", "capture")
            .order_by("start", "pk")
        ):
            citations[citation.article_id].append(citation)
        in_order = sorted(sources, key=lambda article: (str(article.outlet), article.title, article.pk))
        return [
            check_article(article, citations[article.pk], sources[article], save_at) for article in in_order
        ]

    def _print_table(self, articles: list[ArticleResult]) -> None:
        rows: list[tuple[str, ...]] = [HEADINGS]
        for result in articles:
            counts = [str(result.count(verdict)) for verdict in ExcerptVerdict]
            title = shorten(make_printable(f"{result.article.outlet}: {result.article}"), TITLE_WIDTH)
            rows.append(
                (
                    title,
                    str(len(result.citations)),
                    *counts,
                    f"{result.longest} words",
                    f"{result.share:.1%}",
                )
            )
        widths = [max(map(measure_width, column)) for column in zip(*rows, strict=True)]
        for title, *cells in rows:
            padded = [title + " " * (widths[0] - measure_width(title))]
            padded += [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
            self.stdout.write("  ".join(padded))

    def _print_problems(self, articles: list[ArticleResult], folder: Path) -> int:
        """Write a line for everything that is off; how many there are."""
        lines = [line for result in articles for line in list_problems(result)]
        lines += self._list_unchecked([result.article.pk for result in articles], folder)
        if lines:
            self.stdout.write("")
        for line in lines:
            self.stdout.write(make_printable(line))
        return len(lines)

    def _list_unchecked(self, checked: list[int], folder: Path) -> list[str]:
        """List the cited articles that no file here is the text of."""
        of_article = {"article": OuterRef("pk")}
        articles = (
            Article.objects.filter(Exists(Citation.objects.filter(**of_article)))
            .exclude(pk__in=checked)
            .annotate(is_captured=Exists(Capture.objects.filter(**of_article)))
            .select_related("outlet")
            .order_by("outlet__name", "title", "pk")
        )
        return [
            f"{article.outlet}: {article} ({article.key}): cited, but "
            + (
                f"no file in {folder} is a captured text of it. Add the file."
                if article.is_captured
                else "never captured. Add a capture."
            )
            for article in articles
        ]

    def _conclude(self, articles: list[ArticleResult], problems: int) -> None:
        checked = [citation for result in articles for citation in result.citations]
        recorded = sum(citation.is_recorded for citation in checked)
        self.stdout.write("")
        if recorded:
            self.stdout.write(f"Recorded {format_count(recorded, 'proof')}.")
        if problems:
            raise CommandError(f"{format_count(problems, 'thing')} to put right; see above.")
        excerpt_count, article_count = (
            format_count(len(checked), "excerpt"),
            format_count(len(articles), "article"),
        )
        verb = "is" if len(checked) == 1 else "are"
        self.stdout.write(f"All {excerpt_count} of {article_count} {verb} proved.")

    def _note(self, path: Path, remark: str) -> None:
        self.stdout.write(make_printable(f"Note: {path.name}: {remark}."))


def list_problems(result: ArticleResult):
    if result.problem:
        yield f"{result.article.outlet}: {result.article} ({result.article.key}): {result.problem}"
    for checked in result.citations:
        for problem in checked.problems:
            yield f"{describe_citation(checked)}: {problem}"


def describe_citation(checked: ExcerptResult) -> str:
    citation = checked.citation
    return f"Citation {citation.pk} ({citation.key}), {citation.statement.claimant}, “{citation.excerpt}”"


def format_count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def make_printable(text: str) -> str:
    """Put `text` on one line, without characters that would control a terminal."""
    printable = "".join(char if char.isprintable() or char.isspace() else "\ufffd" for char in text)
    return " ".join(printable.split())


def measure_width(text: str) -> int:
    """Return the number of columns that `text` takes in a terminal."""
    wide_characters = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide_characters - sum(unicodedata.combining(char) > 0 for char in text)


def shorten(text: str, columns: int) -> str:
    """Return `text`, or as much of it as fits into `columns` with an ellipsis."""
    if measure_width(text) <= columns:
        return text
    while measure_width(text) > columns - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
