"""The accounts of people who work here, and who may alter which.

A superuser alters everything. An administrator makes accounts, puts them into the groups of the
desk, switches them off and gives them new passwords, but raises nobody above the desk, and alters
neither accounts that stand above it nor the groups of their own.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef

ROLES = ("Editor", "Publisher", "Administrator")
"""The groups of the desk; the migrations of claims make them."""

OWN = ("is_active", "is_staff", "groups")
"""What nobody but a superuser alters on their own account."""


def of_the_desk():
    """The accounts that have no rights but those of their groups of the desk."""
    extra = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    other = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group__name__in=ROLES)
    return User.objects.filter(~Exists(extra), ~Exists(other), is_superuser=False)


class PeopleAdmin(UserAdmin):
    """Accounts. Whoever is no superuser sees and alters those of the desk only."""

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
        everybody = super().get_queryset(request)
        return everybody if request.user.is_superuser else everybody.filter(pk__in=of_the_desk().values("pk"))

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.desk_fieldsets

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_readonly_fields(request, obj)
        own = OWN if obj is not None and obj.pk == request.user.pk else ()
        return ("last_login", "date_joined", *own)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES).order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Accounts are made for people who work here: a new one may sign in here at once."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return filters if request.user.is_superuser else [one for one in filters if one != "is_superuser"]


admin.site.unregister(User)
admin.site.register(User, PeopleAdmin)
