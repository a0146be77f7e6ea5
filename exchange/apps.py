from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import and export. It has no tables."""

    name = "exchange"
