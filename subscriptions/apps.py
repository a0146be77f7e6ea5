from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Subscriptions. Its tables hold addresses of readers, which no export and no history has."""

    name = "subscriptions"
