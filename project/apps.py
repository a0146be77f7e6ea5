from django.contrib.admin.apps import AdminConfig


class RecordAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its default one."""

    default_site = "project.admin.RecordSite"
