from django.apps import AppConfig

from sources.signals import article_recaptured


class ClaimsConfig(AppConfig):
    """The app of claims: who said what, and what follows from it."""

    name = "claims"

    def ready(self) -> None:
        """Connect the search for cited words to changes of the text of an article."""
        from .vanished_excerpts import queue_vanished_excerpts

        article_recaptured.connect(queue_vanished_excerpts)
