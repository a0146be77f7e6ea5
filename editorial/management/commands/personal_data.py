"""Hand out or remove what is kept of somebody who works at the desk."""

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from editorial.accounts.personal_data import collect_personal_data, remove_personal_data


class Command(BaseCommand):
    """For whoever runs the site; administrators do the same in the admin."""

    help = "Print what is kept of the owner of an account as JSON, and remove it if told so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name with which they sign in")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="then remove it, for good: what they recorded stays, as that of a former editor",
        )

    def handle(self, *, username: str, remove: bool, **_options: Any) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account of the name {username}.")
        data = collect_personal_data(account)
        self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        if remove:
            remove_personal_data(account)
