"""manage.py find_quotations: who is quoted in the texts of articles, as JSON Lines."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from quotations.finder import find_quotations


class Command(BaseCommand):
    help = (
        "Print the quotations and paraphrases in each FILE, one JSON object a line: kind (quote or "
        "paraphrase), start and end (in code points, between the quotation marks), text, speaker (the "
        "fullest name that the text gives, or null) and cue (the reporting word). With several files "
        "each line also names its file. Needs no database. Exits 1 when a file cannot be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "files", metavar="FILE", nargs="+", type=Path, help="An article's text, in UTF-8."
        )

    def handle(self, *, files: list[Path], **options) -> None:
        unread = 0
        for path in files:
            try:
                text = self._read(path)
            except CommandError as error:
                unread += 1
                self.stderr.write(str(error))
                continue
            self._print(text, {"file": str(path)} if len(files) > 1 else {})
        if unread:
            raise CommandError("1 file was not read." if unread == 1 else f"{unread} files were not read.")

    def _read(self, path: Path) -> str:
        """The text as stored: offsets count from its first code point, a byte order mark included."""
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8 text (byte {error.start}).") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CommandError(f"{path} cannot be read: {reason}.") from error

    def _print(self, text: str, extra: dict[str, str]) -> None:
        for found in find_quotations(text):
            self.stdout.write(json.dumps(asdict(found) | extra, ensure_ascii=not self._writes_unicode()))

    def _writes_unicode(self) -> bool:
        """False where the output goes to something that takes fewer characters than UTF-8 has."""
        return (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
