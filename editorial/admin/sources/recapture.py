"""The live page of an article: its address, fetching it again, its captures."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from editorial.admin.base import Workflow, change_url, make_panel
from editorial.admin.base.columns import format_day
from sources.models import Article, Capture, CaptureText, LinkCheck
from sources.scheduling import queue_recapture
from sources.text_diff import diff_texts

WHERE = "Where"
"""The fieldset that holds an article's address."""
TAGS = {"added": "ins", "removed": "del", "skipped": "em"}
NOT_AT_HAND = "The text of one of the two captures is not at hand, so they cannot be compared."
NO_CHANGE = "Both captures hold the same text."


class Recapture(Workflow):
    """Articles that can be fetched again, with their captures."""

    # --- the address -------------------------------------------------------------------------

    @admin.display(description="what became of the address")
    def address_state(self, obj) -> str:
        if not obj.canonical_url:
            return "No address is known."
        check = LinkCheck.objects.filter(article=obj).first()
        if check is None:
            return "Nobody has looked at it yet; it is looked at by and by."
        checked = f"looked at on {format_day(check.checked_at)}"
        detail = f" {check.detail}" if check.detail else ""
        return f"The address {check.get_outcome_display()} ({checked}).{detail}"

    def get_readonly_fields(self):
        return [self.address_state]

    def arrange_fieldsets(self, fieldsets, obj):
        return [
            (name, {**options, "fields": [*options["fields"], self.address_state]})
            if name == WHERE
            else (name, options)
            for name, options in fieldsets
        ]

    # --- fetching again ----------------------------------------------------------------------

    def may_fetch(self, request: HttpRequest, article: Article) -> bool:
        return bool(article.canonical_url) and request.user.has_perm("sources.add_capture")

    def get_steps(self, request, obj):
        return [self.make_step("recapture", "Fetch again now…", obj)] if self.may_fetch(request, obj) else []

    def get_urls(self):
        return [
            self.make_url("recapture", self.recapture_view),
            path(
                "<path:object_id>/compare/<int:capture>/",
                self.model_admin.admin_site.admin_view(self.compare_view),
                name="sources_article_compare",
            ),
        ]

    def recapture_view(self, request: HttpRequest, object_id: str):
        """Ask, then put the article into the queue of the background worker."""
        article = self.get_article(request, object_id)
        if not self.may_fetch(request, article):
            raise PermissionDenied
        if request.method != "POST":
            return self.model_admin.render_page(request, "admin/article_recapture.html", article)
        if queue_recapture(article, now=timezone.now()):
            self.model_admin.message_user(
                request,
                "It is fetched as soon as the background worker is free. If the text has changed, a new "
                "capture appears below; what is cited and gone goes to “Excerpts that vanished”.",
                messages.SUCCESS,
            )
        else:
            self.model_admin.message_user(request, "It is waiting to be fetched already.", messages.INFO)
        return HttpResponseRedirect(change_url(article))

    # --- comparing captures ------------------------------------------------------------------

    def get_panels(self, request, obj):
        """List the captures, newest first, each with a comparison to the one before."""
        earlier = Capture.objects.filter(is_before(OuterRef("captured_at"), OuterRef("pk")))
        captures = obj.captures.annotate(has_earlier=Exists(earlier.filter(article=OuterRef("article"))))
        panel = make_panel(
            "Captures",
            captures.order_by("-captured_at", "-pk"),
            {
                "SHA-256": lambda c: c.sha256[:16],
                "Captured": lambda c: c.captured_at.date(),
                "Length": lambda c: f"{c.length:,} characters",
                "How": lambda c: c.get_obtained_display(),
                "What changed": lambda c: link_comparison(c) if c.has_earlier else "the first one",
            },
            where={"article__id__exact": obj.pk},
            add={"article": obj.pk},
        )
        return [panel]

    def compare_view(self, request: HttpRequest, object_id: str, capture: int):
        """Show what changed from the capture before to this one."""
        if not request.user.has_perm("sources.view_capturetext"):
            raise PermissionDenied
        article = self.get_article(request, object_id)
        new = article.captures.filter(pk=capture).first() if capture < 2**63 else None
        if new is None:
            raise Http404
        earlier = article.captures.filter(is_before(new.captured_at, new.pk))
        old = earlier.order_by("-captured_at", "-pk").first()
        if old is None:
            raise Http404
        changes = compare_captures(old.pk, new.pk)
        template = "admin/article_compare.html"
        return self.model_admin.render_page(request, template, article, old=old, new=new, changes=changes)

    def get_article(self, request: HttpRequest, object_id: str) -> Article:
        article = self.model_admin.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.model_admin.has_view_permission(request, article):
            raise PermissionDenied
        return article


def is_before(captured_at, pk) -> Q:
    """Return the condition that a capture was made before another one."""
    return Q(captured_at__lt=captured_at) | Q(captured_at=captured_at, pk__lt=pk)


def link_comparison(capture: Capture) -> str:
    address = reverse("admin:sources_article_compare", args=[capture.article_id, capture.pk])
    return format_html('<a href="{}">compare with the one before</a>', address)


def compare_captures(old: int, new: int) -> str:
    """Return what changed between two captures (ids) as HTML, or why it is unknown."""
    texts = dict(CaptureText.objects.filter(capture__in=(old, new)).values_list("capture", "text"))
    if old not in texts or new not in texts:
        return NOT_AT_HAND
    return mark_difference(texts[old], texts[new])


def mark_difference(old: str, new: str) -> str:
    """Return what was added and removed, marked up; everything else is text."""

    def mark_piece(kind: str, text: str) -> str:
        if kind == "break":
            return format_html("{}<br>", text)
        if tag := TAGS.get(kind):
            return format_html(f"<{tag}>{{}}</{tag}> ", text)
        return format_html("{} ", text)

    parts = [(mark_piece(kind, text),) for kind, text in diff_texts(old, new)]
    if not parts:
        return NO_CHANGE
    return format_html(
        '<div class="record-difference" dir="auto">{}</div>', format_html_join("", "{}", parts)
    )
