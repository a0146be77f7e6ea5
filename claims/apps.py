from importlib import import_module

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What was said, by whom, and what follows from it."""

    name = "claims"

    def ready(self) -> None:
        """Have cited words looked for whenever an article is captured again with another text."""
        hooks = import_module("sources.recapture").after_recapture
        hooks.append(import_module("claims.vanished_excerpts").notice_vanished)
