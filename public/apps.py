from django.apps import AppConfig
from django.core import checks


class PublicConfig(AppConfig):
    """The readers' site. It has no tables."""

    name = "public"

    def ready(self) -> None:
        """Have `check` look for what the languages need and, on a server, for who answers for the site.

        Tells the queue of jobs of the tasks here, which it finds by itself in other apps.
        """
        from .about.views import check_publisher
        from .claim_list import tasks as search_tasks  # noqa: F401  # registers them
        from .follow import tasks  # noqa: F401  # the same
        from .languages import check_translations

        checks.register(check_translations, checks.Tags.translation)
        checks.register(check_publisher, deploy=True)
