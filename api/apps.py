from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API for programs. Its tables hold who may write through it, nothing of the record."""

    name = "api"
    verbose_name = "Programs"
