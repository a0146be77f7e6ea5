from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import post_migrate


class DatabaseConfig(AppConfig):
    """The app that looks after the database server. It has no tables."""

    name = "project.database"

    def ready(self) -> None:
        """Have each `migrate` begin with warnings, and end with the settings that the record needs."""
        from claims.search.vectors import note_origin

        from .checks import check_databases, check_heads, check_sentence_model
        from .delegation import make_functions
        from .planner import forbid_nested_loops, keep_plans, switch_jit_off
        from .privileges import grant_privileges, secure_functions
        from .vacuum import vacuum_sooner

        checks.register(check_databases, checks.Tags.database)
        checks.register(check_heads, checks.Tags.database)
        checks.register(check_sentence_model, deploy=True)
        # Sent once for each app that has models, after the last migration; one is enough.
        post_migrate.connect(make_functions, sender=apps.get_app_config("claims"))
        post_migrate.connect(secure_functions, sender=apps.get_app_config("claims"))
        post_migrate.connect(forbid_nested_loops, sender=apps.get_app_config("claims"))
        post_migrate.connect(keep_plans, sender=apps.get_app_config("claims"))
        post_migrate.connect(switch_jit_off, sender=apps.get_app_config("claims"))
        post_migrate.connect(vacuum_sooner, sender=apps.get_app_config("claims"))
        post_migrate.connect(note_origin, sender=apps.get_app_config("claims"))
        post_migrate.connect(grant_privileges, sender=apps.get_app_config("claims"))
