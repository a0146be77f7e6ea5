from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app stands on. It has no tables."""

    name = "core"
