from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    """The app that looks after the database server. It has no tables."""

    name = "project.database"

    def ready(self) -> None:
        """Have each `migrate` end with the settings that PostgreSQL's planner needs."""
        from .planner import switch_jit_off

        # Sent once for each app that has models, after the last migration; one is enough.
        post_migrate.connect(switch_jit_off, sender=apps.get_app_config("claims"))
