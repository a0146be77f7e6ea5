"""The part of the articles' admin that is about the live page: its address, and texts compared."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join

from editorial.admin.base.changelist import Panel, admin_url, change_url, panel
from sources.models import Article, Capture, CaptureText, LinkCheck
from sources.scheduling import queue_recapture
from sources.text_diff import diff_texts

WHERE = "Where"
MARKS = {"added": "ins", "removed": "del", "skipped": "em"}
NOT_AT_HAND = "The text of one of the two captures is not at hand, so they cannot be compared."
NO_CHANGE = "Both captures hold the same text."


class Recapturing:
    """Mixed into the admin of articles."""

    # --- the address -------------------------------------------------------------------------

    @admin.display(description="what became of the address")
    def address_state(self, obj) -> str:
        if not obj.canonical_url:
            return "No address is known."
        link = LinkCheck.objects.filter(article=obj).first()
        if link is None:
            return "Nobody has looked at it yet; it is looked at by and by."
        looked = f"looked at on {dateformat.format(link.checked_at, 'j F Y')}"
        detail = f" {link.detail}" if link.detail else ""
        return f"The address {link.get_outcome_display()} ({looked}).{detail}"

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "address_state"]

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        return [
            (name, {**options, "fields": [*options["fields"], "address_state"]})
            if name == WHERE
            else (name, options)
            for name, options in sets
        ]

    # --- fetching again ----------------------------------------------------------------------

    def may_fetch(self, request, obj) -> bool:
        return bool(obj.canonical_url) and request.user.has_perm("sources.add_capture")

    def steps(self, request, obj):
        own = [(admin_url(self.opts, "recapture", obj.pk), "Fetch again now…")]
        return [*super().steps(request, obj), *(own if self.may_fetch(request, obj) else [])]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path(
                "<path:object_id>/recapture/",
                view(self.recapture_view),
                name="sources_article_recapture",
            ),
            path(
                "<path:object_id>/compare/<int:capture>/",
                view(self.compare_view),
                name="sources_article_compare",
            ),
        ]
        return own + super().get_urls()

    def recapture_view(self, request, object_id):
        """Ask, then put the article into the queue of the background worker."""
        article = self.asked_for(request, object_id)
        if not self.may_fetch(request, article):
            raise PermissionDenied
        if request.method != "POST":
            return self.show(request, "admin/article_recapture.html", article)
        if queue_recapture(article, now=timezone.now()):
            self.message_user(
                request,
                "It is fetched as soon as the background worker is free. If the text has changed, a new "
                "capture appears below; what is cited and gone goes to “Excerpts that vanished”.",
                messages.SUCCESS,
            )
        else:
            self.message_user(request, "It is waiting to be fetched already.", messages.INFO)
        return HttpResponseRedirect(change_url(article))

    # --- comparing captures ------------------------------------------------------------------

    def captures_panel(self, article: Article) -> Panel:
        """The captures of an article, newest first; all but the first can be compared."""
        earlier = Capture.objects.filter(before(OuterRef("captured_at"), OuterRef("pk")))
        captures = article.captures.annotate(has_earlier=Exists(earlier.filter(article=OuterRef("article"))))
        return panel(
            "Captures",
            captures.order_by("-captured_at", "-pk"),
            {
                "SHA-256": lambda c: c.sha256[:16],
                "Captured": lambda c: c.captured_at.date(),
                "Length": lambda c: f"{c.length:,} characters",
                "How": lambda c: c.get_obtained_display(),
                "What changed": compare_link,
            },
            where={"article__id__exact": article.pk},
            add={"article": article.pk},
        )

    def compare_view(self, request, object_id, capture: int):
        """What changed from the capture before to this one."""
        if not request.user.has_perm("sources.view_capturetext"):
            raise PermissionDenied
        article = self.asked_for(request, object_id)
        new = article.captures.filter(pk=capture).first() if capture < 2**63 else None
        if new is None:
            raise Http404
        earlier = article.captures.filter(before(new.captured_at, new.pk))
        old = earlier.order_by("-captured_at", "-pk").first()
        if old is None:
            raise Http404
        changes = compared(old.pk, new.pk)
        return self.show(request, "admin/article_compare.html", article, old=old, new=new, changes=changes)

    # --- both --------------------------------------------------------------------------------

    def asked_for(self, request, object_id) -> Article:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def show(self, request, template: str, article: Article, **context):
        request.current_app = self.admin_site.name
        around = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "trail": [*self.trail(article), (change_url(article), str(article))],
            "media": self.media,
        }
        return TemplateResponse(request, template, {**around, **context})


def before(captured_at, pk) -> Q:
    """The captures made before that one."""
    return Q(captured_at__lt=captured_at) | Q(captured_at=captured_at, pk__lt=pk)


def compare_link(capture: Capture) -> str:
    if not capture.has_earlier:
        return "the first one"
    address = reverse("admin:sources_article_compare", args=[capture.article_id, capture.pk])
    return format_html('<a href="{}">compare with the one before</a>', address)


def compared(old: int, new: int) -> str:
    """What changed between two captures (ids), marked so; or why that cannot be told."""
    texts = dict(CaptureText.objects.filter(capture__in=(old, new)).values_list("capture", "text"))
    if old not in texts or new not in texts:
        return NOT_AT_HAND
    return difference_html(texts[old], texts[new])


def difference_html(old: str, new: str) -> str:
    """What was added and removed, marked so; text only, whatever the article held."""

    def piece(kind: str, text: str) -> str:
        if kind == "break":
            return format_html("{}<br>", text)
        if mark := MARKS.get(kind):
            return format_html(f"<{mark}>{{}}</{mark}> ", text)
        return format_html("{} ", text)

    parts = [(piece(kind, text),) for kind, text in diff_texts(old, new)]
    if not parts:
        return NO_CHANGE
    return format_html(
        '<div class="record-difference" dir="auto">{}</div>', format_html_join("", "{}", parts)
    )
