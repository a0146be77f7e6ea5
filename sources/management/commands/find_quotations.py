"""The command `manage.py find_quotations FILE...`.

Prints who is quoted in the texts of articles.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotations.command_line import DESCRIPTION, UnreadFilesError, add_arguments, print_quotations


class Command(BaseCommand):
    help = DESCRIPTION
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *, files: list[Path], **options) -> None:
        try:
            print_quotations(files, self.stdout, self.stderr)
        except UnreadFilesError as error:
            raise CommandError(str(error)) from error
