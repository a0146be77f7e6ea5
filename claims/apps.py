from django.apps import AppConfig

from sources.signals import article_recaptured


class ClaimsConfig(AppConfig):
    """The app of claims: who said what, and what follows from it."""

    name = "claims"

    def ready(self) -> None:
        """Register the messages of refusals, and the search for cited words in a changed article."""
        from . import rules  # noqa: F401 (its messages are registered when it is imported)
        from .vanished_excerpts import queue_vanished_excerpts

        article_recaptured.connect(queue_vanished_excerpts)
