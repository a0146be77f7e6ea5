from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class EditorialConfig(AppConfig):
    """The editors' site. It has no tables."""

    name = "editorial"

    def ready(self) -> None:
        """Make the groups of the desk again after a flush, once the last of their permissions are there."""
        from .roles import make_missing_groups

        post_migrate.connect(make_missing_groups, sender=apps.get_app_config("auth"))


class RecordAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its default one."""

    default_site = "editorial.site.RecordSite"
