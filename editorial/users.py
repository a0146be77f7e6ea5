"""The accounts of the people who work here, and who may change which.

A superuser changes everything but other people's passwords and addresses. An administrator invites people,
puts them into the groups of the desk, switches their accounts off and sends them a link for a new password.
They give nobody rights beyond those groups, and change neither accounts that have such rights nor their own
groups. Nobody sets another's password or sees the link: whoever could would be a second pair of eyes for
themselves.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from knox.models import get_token_model

from claims.rate_limits import find_address

from .accounts.begin_anew import remove_second_factors
from .accounts.links import queue_links
from .accounts.notices import send_notice, tell_administrators
from .accounts.personal_data import FORMER, OWN_ROWS, collect_personal_data, is_former, remove_personal_data
from .accounts.second_factor import FACTORS
from .roles import ROLES

OWN_ACCOUNT_FIELDS = ("is_active", "is_staff", "groups")
"""Fields of one's own account that only superusers change."""
ALL_RIGHTS, SWITCHES = ("groups", "user_permissions"), ("is_active", "is_staff", "is_superuser")
"""Fields that give an account rights: in sets, and by being switched on."""

NAMES: Any = (None, {"fields": ("username", "first_name", "last_name", "email")})


def desk_accounts():
    """Return the accounts whose only rights are those of the desk's groups."""
    extra = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    other = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group__name__in=ROLES)
    return User.objects.filter(~Exists(extra), ~Exists(other), is_superuser=False)


class AccountNameForm(forms.ModelForm):
    """The name of an account, which is none of those that removed accounts get."""

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if name.casefold().startswith(FORMER):
            raise ValidationError(f"Names that begin with “{FORMER}” are those of people who have left.")
        return name


class InvitationForm(AccountNameForm):
    """A new account: its owner chooses the password, by the link that they are sent."""

    email = forms.EmailField(label="E-mail address", help_text="The invitation goes there, to nobody else.")

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")


class AccountForm(AccountNameForm):
    """An account that is there, without its password."""

    class Meta:
        model = User
        exclude = ("password",)  # noqa: DJ006 - the fieldsets name the fields


class AccountAdmin(UserAdmin):
    """Accounts. Administrators see and change only those of the desk."""

    form = AccountForm
    add_form = InvitationForm
    add_form_template = None
    change_form_template = "admin/account_change_form.html"
    add_fieldsets = (
        (
            None,
            {
                "fields": InvitationForm.Meta.fields,
                "description": "They get a link by mail with which they choose their password. It works "
                "once, for a day; a new one can be sent from their page. All who manage accounts are told.",
            },
        ),
    )
    fieldsets = (NAMES, *(UserAdmin.fieldsets or ())[2:])
    desk_fieldsets = (
        NAMES,
        (
            "At the desk",
            {
                "fields": ("is_active", "is_staff", "groups"),
                "description": "Choose at least one group: without one, there is nothing to do here. Nobody "
                "alters these on their own account. Accounts are switched off, not deleted: the record keeps "
                "who did what. Of somebody who has left, name, address and all else can be removed.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request):
        accounts = super().get_queryset(request)
        if request.user.is_superuser:
            return accounts
        return accounts.filter(pk__in=desk_accounts().values("pk"))

    def has_change_permission(self, request, obj=None) -> bool:
        """Leave an account whose owner was removed to nobody else: the history is theirs."""
        return super().has_change_permission(request, obj) and not (obj and is_former(obj))

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.desk_fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Return what is shown only: of others who have a password the address, to which links are sent."""
        is_own = obj is not None and obj.pk == request.user.pk
        is_accepted = obj is not None and bool(obj.last_login or obj.has_usable_password())
        fixed = ("email",) if is_accepted and not is_own else ()
        if request.user.is_superuser:
            return (*super().get_readonly_fields(request, obj), *fixed)
        return ("last_login", "date_joined", *fixed, *(OWN_ACCOUNT_FIELDS if is_own else ()))

    def get_urls(self):
        """Have no page on which one sets another's password, but those that send them a link."""
        inherited = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        send, begin, data, remove = map(
            self.admin_site.admin_view, (self.send_link, self.begin_anew, self.personal_data, self.remove)
        )
        return [
            path("<path:object_id>/personal-data.json", data, name="auth_user_personal_data"),
            path("<path:object_id>/remove/", remove, name="auth_user_remove"),
            path("<path:object_id>/send-link/", send, name="auth_user_send_link"),
            path("<path:object_id>/begin-anew/", begin, name="auth_user_begin_anew"),
            *inherited,
        ]

    def get_account(self, request, object_id) -> User:
        """Return an account that whoever asks may change. Raises Http404."""
        account = self.get_object(request, object_id)
        if account is None or not self.has_change_permission(request, account):
            raise Http404
        return account

    def send_link(self, request, object_id):
        """Send the owner of an account a link for a new password."""
        account = self.get_account(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        page = HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        if refusal := find_refusal(account):
            messages.error(request, refusal)
        else:
            self.queue_link(request, account, "Sent a link to choose a password.")
        return page

    def begin_anew(self, request, object_id):
        """Say what an account loses that begins anew; once that is confirmed, remove it and send a link."""
        account = self.get_account(request, object_id)
        page = HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        if refusal := find_refusal(account):
            messages.error(request, refusal)
            return page
        if request.method != "POST":
            about = {
                "opts": self.opts,
                "original": account,
                "trail": [(page.url, account)],
                "factors": Authenticator.objects.filter(user=account, type__in=FACTORS).count(),
                "sessions": UserSession.objects.filter(user=account).count(),
                "tokens": get_token_model().objects.filter(user=account).order_by("pk"),
            }
            context = self.admin_site.each_context(request) | about
            return TemplateResponse(request, "admin/account_begin_anew.html", context)
        with transaction.atomic():
            remove_second_factors(account, request)
            self.queue_link(
                request,
                account,
                "Removed second factors, revoked tokens, ended all sessions, and sent a link to choose a"
                " password.",
            )
        return page

    def personal_data(self, request, object_id):
        """Hand out what is kept of the owner of an account, as a file."""
        account = self.get_account(request, object_id)
        name = f'attachment; filename="personal-data-{account.pk}.json"'
        data = collect_personal_data(account)
        layout = {"ensure_ascii": False, "indent": 2}
        return JsonResponse(data, json_dumps_params=layout, headers={"Content-Disposition": name})

    def remove(self, request, object_id):
        """Say what is removed of somebody who has left, and what stays; once that is confirmed, remove it."""
        account = self.get_account(request, object_id)
        page = HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        if account.pk == request.user.pk:
            messages.error(request, "Nobody removes themselves. Ask somebody else who manages accounts.")
            return page
        if request.method != "POST":
            data = collect_personal_data(account)
            about = {
                "opts": self.opts,
                "original": account,
                "trail": [(page.url, account)],
                "counts": {name.replace("_", " "): len(data[name]) for name in (*OWN_ROWS, "unfinished")},
                "former": f"{FORMER}{account.pk}",
            }
            context = self.admin_site.each_context(request) | about
            return TemplateResponse(request, "admin/account_remove.html", context)
        with transaction.atomic():
            remove_personal_data(account)
            account.refresh_from_db()
            self.log_change(request, account, "Removed what was kept of the owner of this account.")
        messages.success(request, f"Removed. What they recorded is now the work of {account}.")
        return page

    @transaction.atomic
    def queue_link(self, request, account: User, change: str) -> None:
        """Queue a link for a new password, note in the account's history what was done, and say so."""
        queue_links([account.pk])
        self.log_change(request, account, change)
        messages.success(request, f"{change} It goes to {account.email}.")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES).order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """Let a new account sign in here at once, by the link: it is for somebody who works here."""
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        elif former := form.initial.get("email") if "email" in form.changed_data else "":
            browser = request.headers.get("User-Agent", "unknown")
            send_notice("address_changed", obj, address=find_address(request), browser=browser, to=former)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            for kind in list_news(form):
                tell_administrators(form.instance, by=request.user, kind=kind)
            return
        tell_administrators(form.instance, by=request.user)
        if refusal := find_refusal(form.instance):
            messages.warning(request, refusal)
        else:
            queue_links([form.instance.pk])

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return filters if request.user.is_superuser else [name for name in filters if name != "is_superuser"]


def list_news(form: forms.ModelForm) -> list[str]:
    """Return of what about an account that was changed all who manage accounts are told, as in TOLD."""
    news = []
    now, before = form.cleaned_data, form.initial
    has_more = any(set(now.get(name, ())) - set(before[name]) for name in ALL_RIGHTS if name in now)
    if has_more or any(now.get(name) and not before[name] for name in SWITCHES):
        news.append("raised")
    if "email" in form.changed_data and not form.instance.has_usable_password():
        news.append("address")
    return news


def find_refusal(account: User) -> str:
    """Return why no link can be sent to the owner of an account; empty if it can."""
    if not settings.FOLLOW_BY_MAIL:
        return (
            "This site sends no mail, and nobody here is shown the link. Whoever runs the site makes one: "
            f"manage.py account_link {account.get_username()}"
        )
    if not account.is_active:
        return "This account is switched off. Switch it on first."
    if not account.email:
        return (
            "This account has no address. Whoever runs the site sets one: "
            f"manage.py account_link {account.get_username()} --address ADDRESS"
        )
    return ""


# What allauth keeps is for its own pages: nobody looks into others' second factors or sessions here.
admin.site.unregister([User, EmailAddress, Authenticator, UserSession])
admin.site.register(User, AccountAdmin)
