from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The app of what was published: outlets, articles, captures."""

    name = "sources"
