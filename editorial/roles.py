"""The groups of the desk, and what they may do.

Migrations make them. `manage.py flush` empties their tables as well, so what is missing is made again after
every `migrate` and `flush`; a group that is there stays as it is.
"""

from typing import Any

from django.apps import apps as django_apps
from django.db import DEFAULT_DB_ALIAS

ROLES = ("Editor", "Publisher", "Administrator")

_EVERYDAY = ("add", "change", "delete", "view")
_DESK: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *(
                "affiliation",
                "alias",
                "citation",
                "claim",
                "claimant",
                "claimrelation",
                "coverage",
                "factcheck",
            ),
            *("keyclaim", "statement", "topic", "topicalias", "article", "capture", "capturetext", "outlet"),
        ),
        _EVERYDAY,
    ),
    **dict.fromkeys(
        ("claimversion", "merge", "offeredchange", "offeredcitation", "origin", "importrun", "backgroundjob"),
        ("view",),
    ),
    **dict.fromkeys(("probabledouble", "report", "vanishedexcerpt"), ("change", "view")),
    "lead": ("add", "change", "view"),
    "review": ("add", "view"),
}
_PUBLISHER: dict[str, tuple[str, ...]] = {
    **_DESK,
    **dict.fromkeys(("claim", "statement"), (*_EVERYDAY, "publish", "retract")),
    "correction": ("add", "change", "view"),
    "correctionproposal": ("change", "view"),
    "origin": ("change", "view"),
    "importrun": ("change", "view"),
    "importmapping": _EVERYDAY,
    "offeredchange": ("change", "view"),
    "review": ("add", "change", "view"),
}
PERMISSIONS: dict[str, set[str]] = {
    "Editor": {f"{action}_{model}" for model, actions in _DESK.items() for action in actions},
    "Publisher": {f"{action}_{model}" for model, actions in _PUBLISHER.items() for action in actions}
    | {"merge_claim", "merge_claimant", "merge_outlet", "manage_jobs"},
    "Administrator": {"view_group", "add_user", "change_user", "view_user"}
    | {f"{action}_webhook" for action in _EVERYDAY},
}
"""The permissions of each group. No two of our apps and the accounts' have a model of one name."""
_APPS = ("claims", "sources", "subscriptions", "auth")


def make_missing_groups(apps: Any = django_apps, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Make the groups of the desk that are missing, once the database has all their permissions.

    Queries: 1 where none is missing.
    """
    try:
        groups, all_permissions = (
            apps.get_model("auth", model)._base_manager.using(using) for model in ("Group", "Permission")
        )
    except LookupError:  # `migrate` of some apps alone
        return
    there = set(groups.filter(name__in=ROLES).values_list("name", flat=True))
    for name in ROLES:
        permissions = all_permissions.filter(
            codename__in=PERMISSIONS[name], content_type__app_label__in=_APPS
        )
        if name not in there and permissions.count() == len(PERMISSIONS[name]):
            groups.create(name=name).permissions.set(permissions)
