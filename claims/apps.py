from django.apps import AppConfig

from sources.signals import article_recaptured


class ClaimsConfig(AppConfig):
    """What was said, by whom, and what follows from it."""

    name = "claims"

    def ready(self) -> None:
        """Look for cited words whenever the text of an article has changed."""
        from .vanished_excerpts import queue_vanished_excerpts

        article_recaptured.connect(queue_vanished_excerpts)
