"""manage.py import_claims: claims from a file of others."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.utils import timezone

from claims.management.record_command import RecordCommand
from core.progress import Progress
from exchange.columns import COLUMNS
from exchange.importing.mapping import make_mapping
from exchange.importing.mapping_file import MAX_SIZE, add_built_in, read_mapping_file
from exchange.importing.own.storing import find_publisher, prepare_own_import
from exchange.importing.problems import Unclear
from exchange.importing.reading.files import show_path
from exchange.importing.report import find_refused_path
from exchange.importing.run import ImportOptions, prepare_import

FIELDS = "\n".join(f"  {name:15}{column.meaning}" for name, column in COLUMNS.items())
ALL, SOME, NOTHING = range(3)


class Command(RecordCommand):
    help = (
        "Import claims as drafts from FILE: a table (CSV, TSV and the like), JSON Lines, a list of "
        "JSON, or ClaimReview; or a file of our own export, which needs no mapping. Else a mapping says "
        "which column becomes which field. Nothing is guessed: what can be read in two ways is asked for. "
        "All rows are taken, or none, unless you say --keep-going; refused rows go to a file of their own, "
        "each with the reason. docs/import.md explains it."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = f"fields:\n{FIELDS}\n\nexit status: 0 all rows taken, 1 some refused, 2 nothing done"
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--user", required=True, help="The account in whose name it is done.")
        parser.add_argument("--dataset", default="", help="A short name of the source, as in speeches.")
        parser.add_argument("--mapping", type=Path, help="A TOML file with any of the options below.")
        several: dict[str, Any] = {"action": "append", "default": []}
        parser.add_argument(
            "--map", **several, metavar="FIELD=COLUMN", help="Which column a field comes from."
        )
        parser.add_argument(
            "--default", **several, metavar="FIELD=VALUE", help="Where a row leaves it empty."
        )
        parser.add_argument(
            "--values", **several, metavar="FIELD:THEIRS=OURS,...", help="What the file's words mean."
        )
        parser.add_argument(
            "--split", **several, metavar="FIELD=MARK", help="The mark between several values."
        )
        parser.add_argument("--no-claimant", **several, metavar="NAME", help="A name that is nobody's.")
        parser.add_argument("--header", choices=("first", "none"), default="", help="Default: first.")
        parser.add_argument(
            "--format", choices=("claimreview",), default="", help="Only where the file does not tell it."
        )
        parser.add_argument("--delimiter", default="", help="comma, tab, semicolon, bar or one character.")
        parser.add_argument("--quoting", choices=("minimal", "none"), default="")
        parser.add_argument("--encoding", default="", help="As in utf-8, cp1252.")
        parser.add_argument(
            "--date-format", default="", help="day-month-year, month-day-year, or a pattern: %%d.%%m.%%Y."
        )
        parser.add_argument("--refused", type=Path, help="Where refused rows go. Else NAME.refused.ENDING.")
        parser.add_argument(
            "--keep-going", action="store_true", help="Store what can be, 5,000 rows at a time."
        )
        parser.add_argument(
            "--resume", action="store_true", help="Go on with an interrupted import of this very file."
        )
        parser.add_argument(
            "--publish",
            default="",
            metavar="NAME",
            help="Of our own files: publish them in the name of NAME.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Do all of it, and store nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = self._import(options)
        except Unclear as error:
            raise CommandError(str(error), returncode=NOTHING) from error
        if status:
            sys.exit(status)

    def _import(self, options: dict[str, Any]) -> int:
        stored = read_mapping_file(_read(options["mapping"])) if options["mapping"] else {}
        stored["format"] = options["format"] or stored.get("format", "")
        by = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if by is None:
            raise Unclear(f"There is no active account {options['user']}.")
        if not by.has_perm("claims.add_claim"):
            raise Unclear(f"The account {by} may not add claims.")
        path: Path = options["file"]
        refused_path = options["refused"] or find_refused_path(path)
        if refused_path.resolve() == path.resolve():
            raise Unclear("Refused rows need a file of their own.")
        import_options = ImportOptions(
            by=by,
            now=timezone.now(),
            refused_path=refused_path,
            dry_run=options["dry_run"],
            keep_going=options["keep_going"] or options["resume"],
            resume=options["resume"],
        )
        publisher = find_publisher(options["publish"]) if options["publish"] else None
        is_mapped = options["map"] or options["mapping"] or stored["format"]
        own = None if is_mapped else prepare_own_import(path, options["dataset"], import_options, publisher)
        if publisher and not own:
            raise Unclear("Only files of our own export can be published at once: --publish.")
        work = own or prepare_import(path, make_mapping(options, add_built_in(stored)), import_options)
        progress = Progress(
            sys.stderr if options["verbosity"] else None, total=max(work.source.size, 1), noun="rows"
        )
        work.options.show = progress.show
        work.execute()
        progress.finish()
        for line in work.write_report():
            self.stdout.write(line)
        if work.has_refused_file:
            self.stdout.write(f"  refused rows: {show_path(refused_path)}")
        return ALL if work.report.is_whole else SOME if work.would_store else NOTHING


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except OSError as error:
        raise Unclear(f"{path} cannot be read: {error.strerror}.") from error
