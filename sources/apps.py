from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """What was published: outlets, articles, captures. Knows nothing of claims."""

    name = "sources"
