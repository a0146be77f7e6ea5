from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What was said, by whom, and what follows from it."""

    name = "claims"
