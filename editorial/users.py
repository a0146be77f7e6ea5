"""The accounts of the people who work here, and who may change which.

A superuser changes everything. An administrator makes accounts, puts them into the groups of the
desk, switches them off and gives them new passwords. They give nobody rights beyond those groups,
and change neither accounts that have such rights nor their own groups.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef

from .roles import ROLES

OWN_ACCOUNT_FIELDS = ("is_active", "is_staff", "groups")
"""Fields of one's own account that only superusers change."""


def desk_accounts():
    """Return the accounts whose only rights are those of the desk's groups."""
    extra = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    other = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group__name__in=ROLES)
    return User.objects.filter(~Exists(extra), ~Exists(other), is_superuser=False)


class AccountAdmin(UserAdmin):
    """Accounts. Administrators see and change only those of the desk."""

    desk_fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Name", {"fields": ("first_name", "last_name", "email")}),
        (
            "At the desk",
            {
                "fields": ("is_active", "is_staff", "groups"),
                "description": "Choose at least one group: without one, there is nothing to do here. Nobody "
                "alters these on their own account. Accounts are switched off, not deleted: the record keeps "
                "who did what.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request):
        accounts = super().get_queryset(request)
        if request.user.is_superuser:
            return accounts
        return accounts.filter(pk__in=desk_accounts().values("pk"))

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.desk_fieldsets

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_readonly_fields(request, obj)
        is_own = obj is not None and obj.pk == request.user.pk
        return ("last_login", "date_joined", *(OWN_ACCOUNT_FIELDS if is_own else ()))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES).order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Let a new account sign in here at once: it is for somebody who works here."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return filters if request.user.is_superuser else [name for name in filters if name != "is_superuser"]


# What allauth keeps is for its own pages: nobody looks into others' second factors or sessions here.
admin.site.unregister([User, EmailAddress, Authenticator, UserSession])
admin.site.register(User, AccountAdmin)
