from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class RecordAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its default one, and our rules about accounts."""

    default_site = "project.admin.RecordSite"

    def ready(self) -> None:
        super().ready()
        import_module("project.people")  # replaces what Django has just registered
