"""manage.py erase_words: words taken out of everything, the history too, on a take-down."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import IntegrityError
from procrastinate.contrib.django import app

from claims.integrity.erasure import MARK, count_words, erase_words
from claims.management.record_command import RecordCommand
from sources.models import CaptureText

LEAST = 4
"""Fewer characters than this stand everywhere."""
UNREACHED = """Not reached: backups, until newer ones replace them; nginx, for ten minutes at most; what
others have copied. The worker removes the files of all former nights, and writes those of this moment."""


class Command(RecordCommand):
    help = (
        "Put “[removed]” in the place of words in the record, its history and the desk's work, for a "
        "take-down that a publisher has decided on. Reads the words from standard input, a phrase in each "
        "line, exactly as they are written. Without --yes, only says where they stand."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--by", metavar="NAME", required=True, help="The account of the publisher who decided."
        )
        parser.add_argument("--reason", required=True, help="Why, for the history. Without the words.")
        parser.add_argument("--yes", action="store_true", help="Do it. It cannot be taken back.")

    def handle(self, *, by: str, reason: str, yes: bool, **_options: Any) -> None:
        publisher = find_publisher(by)
        phrases = read_phrases(sys.stdin)
        if any(phrase in reason for phrase in phrases):
            raise CommandError("The reason holds the words: it would keep them. Say it without them.")
        if not yes:
            self._tell(count_words(phrases), "Would be rewritten")
            self.stdout.write("Nothing was done. Say --yes to do it.")
            return
        try:
            with pghistory.context(user=publisher.pk, reason=reason):
                counts = erase_words(phrases)
        except IntegrityError as error:
            raise CommandError(
                f"The record does not let these words go like that, and nothing was done: {error}\n"
                "Remove or change that row in the admin first."
            ) from error
        app.configure_task("renew_exports", allow_unknown=False).defer()
        self._tell(counts, "Rewritten")
        if left := count_words(phrases):
            self._tell(left, "They still stand in")
        for phrase in phrases:
            for pk in (
                CaptureText.objects.filter(text__contains=phrase).order_by("pk").values_list("pk", flat=True)
            ):
                self.stdout.write(
                    f"The text of capture {pk} has them; editors see it. A publisher removes it in the admin."
                )
        self.stdout.write(UNREACHED)

    def _tell(self, counts: Counter[str], verb: str) -> None:
        for table, rows in sorted(counts.items()):
            self.stdout.write(f"{verb}: {table}, {rows:,}")
        if not counts:
            self.stdout.write(f"{verb}: nothing.")


def find_publisher(name: str) -> User:
    """Return the account of somebody who may retract claims. Raises CommandError."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not user.has_perm("claims.retract_claim"):
        raise CommandError(f"{name} is no account of somebody who may retract: a publisher decides.")
    return user


def read_phrases(lines: Iterable[str]) -> list[str]:
    """Return the phrases, each once, the longest first. Raises CommandError for none, or one too short."""
    phrases = sorted({line.strip() for line in lines} - {""}, key=len, reverse=True)
    if not phrases:
        raise CommandError("Give the words on standard input, a phrase in each line.")
    if short := [phrase for phrase in phrases if len(phrase) < LEAST or phrase in MARK]:
        raise CommandError(f"“{short[-1]}” is too short: it stands in too many other words.")
    return phrases
