from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class MonitoringConfig(AppConfig):
    """The app that tells operators how the site fares. It has no tables."""

    name = "project.monitoring"

    def ready(self) -> None:
        """Have connections to the database watched, if anything is to be told of them."""
        from .queries import watch

        if settings.SQL_COMMENTS or settings.SLOW_QUERY_MS:
            connection_created.connect(watch)
