"""Who may add coverage, wherever it comes from."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

REQUIRED_PERMISSIONS = ("claims.add_statement", "sources.add_article")


def has_coverage_permission(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    return isinstance(user, User) and user.has_perms(REQUIRED_PERMISSIONS)
