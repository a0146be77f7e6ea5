"""manage.py check: Django's command, which tells of a database that does not answer in one error."""

from typing import Any

from django.core.checks import Tags
from django.core.management.commands import check

from project.database.checks import find_reason


class Command(check.Command):
    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Leave out the other checks if a database is away, for Django's own checks of models ask it too."""
        if any(find_reason(using) for using in options["databases"] or ()):
            options["tags"] = [Tags.database]
        super().handle(*app_labels, **options)
