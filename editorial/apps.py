from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class EditorialConfig(AppConfig):
    """The editors' site. It has no tables."""

    name = "editorial"


class RecordAdminConfig(AdminConfig):
    """Django's admin with our site in the place of its default one."""

    default_site = "editorial.site.RecordSite"
