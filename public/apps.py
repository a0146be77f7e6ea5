from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The readers' site. It has no tables."""

    name = "public"
