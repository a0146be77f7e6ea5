from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subscriptions.follows import find_bounced, leave


class Command(BaseCommand):
    """End all mail to an address to which it cannot be delivered, and delete the address."""

    help = (
        "End all mail to readers whose address does not exist any more. Give the addresses, or those to "
        "which the undeliverable mail returned (see MAIL_BOUNCES)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """End mail to each address. Raises CommandError if some belong to nobody who follows anything."""
        unknown = 0
        for address in options["address"]:
            follower = find_bounced(address)
            if follower is None:
                unknown += 1
            else:
                leave(follower)
        ended = len(options["address"]) - unknown
        self.stdout.write(f"{ended} deleted.")
        if unknown:
            raise CommandError(f"{unknown} unknown: nobody with that address follows anything.")
