"""Webhooks in the editors' site: made, tried out, given a new secret, and switched on again."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.views.decorators.debug import sensitive_variables

from editorial.admin.base.columns import format_moment
from sources.fetching.fetch import FetchError, check_url
from sources.fetching.http_client import is_private_exception, name_host, names_private_host
from subscriptions.models import Subject, SubjectKind, Webhook
from subscriptions.subjects import is_public, make_filters
from subscriptions.webhooks import make_webhook, renew_secret, send_test, switch_on

PAGES = {
    "claim_detail": SubjectKind.CLAIM,
    "topic_detail": SubjectKind.TOPIC,
    "claimant_detail": SubjectKind.CLAIMANT,
}
LOGGED = 50
PRIVATE = (
    "That is a private address, and only public ones are reached. To try webhooks on your own machine, start "
    "the demo with FETCH_PRIVATE_HOSTS={host} (docs/webhooks.md)."
)


def read_subject(address: str) -> Subject | None:
    """Return what a page of ours is about: everything where there is none. None for any other page."""
    if not address.strip():
        return Subject(SubjectKind.ALL)
    parts = urlsplit(address.strip())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            try:
                match = resolve(parts.path)
            except Resolver404:
                continue
        subject = None
        if match.url_name in PAGES:
            subject = Subject(PAGES[match.url_name], match.kwargs["pk"])
        elif match.url_name == "claim_list":
            query = make_filters(parts.query).canonical_query.urlencode()
            subject = Subject(SubjectKind.SEARCH, query=query) if query else Subject(SubjectKind.ALL)
        return subject if subject and is_public(subject) else None
    return None


class WebhookForm(forms.ModelForm):
    """The address of a program, and what it is to be told of."""

    address = forms.URLField(
        max_length=1000, assume_scheme="https", widget=forms.TextInput(attrs={"size": 80})
    )
    page = forms.CharField(
        label="About",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text="The page of a claim, topic, claimant or search on the readers’ site. Empty: all changes.",
    )

    class Meta:
        model = Webhook
        fields = ()  # all are above

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        try:
            is_excepted = is_private_exception(address)
            if names_private_host(address) and not is_excepted:
                raise forms.ValidationError(PRIVATE.format(host=name_host(address)))
            check_url(address)
        except FetchError as error:
            raise forms.ValidationError(error.summary) from None
        except ValueError:
            raise forms.ValidationError("Its port is not a number from 1 to 65535.") from None
        if not address.startswith("https://") and not is_excepted:
            raise forms.ValidationError("Give an address that begins with https://.")
        self.instance.address = address
        return address

    def clean_page(self) -> Subject:
        subject = read_subject(self.cleaned_data["page"])
        if subject is None:
            raise forms.ValidationError(
                "Give the address of a claim, topic, claimant or search that readers see."
            )
        return subject


class WebhookStateFilter(admin.SimpleListFilter):
    """Webhooks that were switched off."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", "Switched off")]

    def queryset(self, request, queryset):
        return queryset.filter(off_at__isnull=False) if self.value() == "waiting" else queryset


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    """Webhooks, which are made and deleted, and never changed; with what they were sent."""

    form = WebhookForm
    list_display = ("address", "about", "state", "made_by", "made_at")
    list_filter = (WebhookStateFilter,)
    list_select_related = ("made_by",)
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_test_message", "make_new_secret", "switch_on_again")
    readonly_fields = ("address", "about", "state", "made_by", "made_at", "log")

    def get_fields(self, request, obj=None):
        return ("address", "page") if obj is None else self.readonly_fields

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else self.readonly_fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        return super().get_form(request, obj, change, **{**kwargs, "fields": ()})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def get_deleted_objects(self, objs, request):
        """List webhooks alone: what they were sent goes with them, and may be thousands of messages."""
        webhooks = list(objs)
        return [*map(str, webhooks)], {self.opts.verbose_name_plural: len(webhooks)}, set(), []

    @admin.display(description="about")
    def about(self, webhook: Webhook) -> str:
        return f"{webhook.get_kind_display()} {webhook.query or webhook.target or ''}".strip()

    @admin.display(description="state")
    def state(self, webhook: Webhook) -> str:
        return f"Switched off: {webhook.off_reason}" if webhook.off_at else "on"

    @admin.display(description="what it was sent")
    def log(self, webhook: Webhook) -> str:
        rows = [
            (
                delivery.message_id,
                delivery.attempts,
                "arrived" if delivery.delivered_at else "waits",
                format_moment(delivery.delivered_at or delivery.next_at),
                delivery.answer or "none yet",
            )
            for delivery in webhook.deliveries.order_by("-pk")[:LOGGED]
        ]
        cells = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
        return format_html(
            '<div class="wide-values"><table><thead><tr><th>message</th><th>attempts</th><th>state</th>'
            "<th>when</th><th>answer</th></tr></thead><tbody>{}</tbody></table></div>",
            cells,
        )

    @sensitive_variables()
    def save_model(self, request, obj, form, change):
        """Make the webhook, of whom the form knows the address and the subject."""
        made = make_webhook(
            address=obj.address,
            subject=form.cleaned_data["page"],
            by=request.user,
            now=timezone.now(),
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    def response_add(self, request, obj, post_url_continue=None) -> HttpResponse:
        return self._show_secret(request, obj)

    def _show_secret(self, request: HttpRequest, webhook: Webhook) -> HttpResponse:
        """Show the secret, this once: it goes through no message, session or address."""
        context = {**self.admin_site.each_context(request), "title": "The secret", "webhook": webhook}
        return TemplateResponse(request, "admin/webhook_secret.html", context)

    @admin.action(description="Send a test", permissions=["manage"])
    def send_test_message(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            send_test(webhook, now=timezone.now())
        self.message_user(
            request, "Queued. The page of each webhook shows what was answered.", messages.SUCCESS
        )

    @admin.action(description="Make a new secret (one webhook)", permissions=["manage"])
    def make_new_secret(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> HttpResponse | None:
        webhooks = list(queryset[:2])
        if len(webhooks) != 1:
            self.message_user(request, "Choose one webhook: its secret is shown once.", messages.WARNING)
            return None
        return self._show_secret(request, renew_secret(webhooks[0], now=timezone.now()))

    @admin.action(description="Switch on again", permissions=["manage"])
    def switch_on_again(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            switch_on(webhook, now=timezone.now())
        self.message_user(request, "Switched on. What has not arrived is sent again.", messages.SUCCESS)
