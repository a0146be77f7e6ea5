"""Signed links in mails: whoever holds one speaks for the address that it was sent to, until it expires."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse


@dataclass(frozen=True)
class SignedLink:
    """A kind of signed link: the URL name of its page, and for how long it holds."""

    name: str
    kept: timedelta

    def sign(self, key: uuid.UUID) -> str:
        """Sign the key of a request or a follower."""
        return self._signer.sign(key.hex)

    def build(self, key: uuid.UUID) -> str:
        """Build the whole address, in the language that is active."""
        return settings.SITE_URL + reverse(self.name, args=[self.sign(key)])

    def read(self, token: str) -> uuid.UUID | None:
        """Return the key; None if the link has expired, or was made by somebody else."""
        try:
            return uuid.UUID(self._signer.unsign(token, max_age=self.kept))
        except signing.BadSignature:
            return None

    @property
    def _signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=f"subscriptions.{self.name}")


CONFIRM = SignedLink("follow_confirm", timedelta(days=3))
OWN_FOLLOWS = SignedLink("follow_own", timedelta(days=14))
UNSUBSCRIBE = SignedLink("follow_unsubscribe", timedelta(days=400))
"""It holds longer than the others, for old mail is where people look for it."""
