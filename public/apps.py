from django.apps import AppConfig
from django.core import checks


class PublicConfig(AppConfig):
    """The readers' site. It has no tables."""

    name = "public"

    def ready(self) -> None:
        """Have `check` and `runserver` look for what the languages of the site need."""
        from .languages import check_translations

        checks.register(check_translations, checks.Tags.translation)
