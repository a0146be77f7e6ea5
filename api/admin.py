"""Personal tokens in the editors' site: everybody has their own; who manages accounts may revoke any."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from .models import LONGEST_LIFE, PersonalToken, Scope

USUAL_LIFE = datetime.timedelta(days=90)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg] # Django's takes none when it runs
    """What its owner says of a new token. `owner`: who asks for it."""

    owner: User

    scopes = forms.MultipleChoiceField(
        label="What it is for",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="It never may do more than you may yourself, at any time.",
    )
    last_day = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="At most a year from now. From the next day on it is refused.",
    )

    class Meta:
        model = PersonalToken
        fields = ("name", "scopes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate() + USUAL_LIFE
        self.instance.user = self.owner

    def clean_last_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= day < today + LONGEST_LIFE:
            raise forms.ValidationError("Choose a day from today on, within a year.")
        return day

    def clean(self) -> dict[str, Any]:
        """Work out when the token expires: at midnight after its last day, by the record's clock."""
        super().clean()
        if day := self.cleaned_data.get("last_day"):
            midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
            self.instance.expiry = timezone.make_aware(midnight)
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        """Check the rules that name the owner, too, whom no field of the form holds."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # not in the stubs
        return exclusions - {"user"}


@admin.register(PersonalToken)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # the same
    """Tokens, which are made and revoked, and never changed."""

    form = TokenForm
    list_display = ("name", "user", "beginning", "purposes", "expiry", "last_used_at")
    list_display_links = ("name",)
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("user", "beginning", "purposes", "created", "expiry", "last_used_at")

    @admin.display(description="begins with")
    def beginning(self, token: PersonalToken) -> str:
        return f"{token.token_key}…"

    @admin.display(description="what it is for")
    def purposes(self, token: PersonalToken) -> str:
        return "; ".join(str(Scope(scope).label) for scope in token.scopes)

    def get_fields(self, request: HttpRequest, obj: PersonalToken | None = None) -> Any:
        return ("name", "scopes", "last_day") if obj is None else ("name", *self.readonly_fields)

    def get_form(
        self, request: HttpRequest, obj: PersonalToken | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; a new token belongs to the person who asks."""
        if obj is not None:
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        form: Any = super().get_form(request, obj, change, **{**kwargs, "fields": TokenForm.Meta.fields})
        form.owner = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonalToken]:
        tokens = super().get_queryset(request).select_related("user")
        return tokens if manages_accounts(request) else tokens.filter(user=request.user.pk)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> PersonalToken | None:
        """Return the token. Raises Http404 for those that this person may not see."""
        token: PersonalToken | None = super().get_object(request, object_id, from_field)
        if token is None:
            raise Http404
        return token

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: PersonalToken | None = None) -> bool:
        return obj is None or obj.user_id == request.user.pk or manages_accounts(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: PersonalToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PersonalToken | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List tokens alone: the answers that are kept for them go with them, and may be thousands."""
        tokens = list(objs)
        return [*map(str, tokens)], {self.opts.verbose_name_plural: len(tokens)}, set(), []

    @sensitive_variables("secret")
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the secret, of which only the hash is stored."""
        obj.digest, secret = get_digest_token()
        obj.token_key = secret[: CONSTANTS.TOKEN_KEY_LENGTH]
        obj.secret = secret
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Show the secret, this once: it goes through no message, session or address."""
        context = {**self.admin_site.each_context(request), "title": "Your new token", "token": obj}
        return TemplateResponse(request, "admin/api/token_made.html", context)


def manages_accounts(request: HttpRequest) -> bool:
    """Tell whether somebody may switch accounts off, and so the tokens of all."""
    return isinstance(request.user, User) and request.user.has_perm("auth.change_user")
