"""Make a link with which somebody chooses their password, where no mail is sent or none arrives."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from editorial.accounts.begin_anew import remove_second_factors
from editorial.accounts.links import make_link
from editorial.accounts.notices import send_notice


class Command(BaseCommand):
    """For whoever runs the site: nobody in the admin sees such a link."""

    help = "Print a link with which the owner of an account chooses a password: it works once, and for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name with which they sign in")
        parser.add_argument("--address", help="set this e-mail address first; the one before is told")
        parser.add_argument(
            "--begin-anew",
            action="store_true",
            help="remove second factors, revoke tokens and end all sessions first",
        )

    def handle(self, *, username: str, address: str, begin_anew: bool, **_options: Any) -> None:
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account of the name {username}.")
        if not account.is_active:
            raise CommandError(f"The account {username} is switched off.")
        if address:
            set_address(account, address)
        if begin_anew:
            remove_second_factors(account)
        self.stdout.write(make_link(account))


def set_address(account: User, address: str) -> None:
    """Give an account another address, and tell the one before. Raises CommandError if it is none."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(f"{address} is no e-mail address.") from error
    if account.email:
        send_notice("address_changed", account, address="the server", browser="none", to=account.email)
    account.email = address
    account.save(update_fields=["email"])
