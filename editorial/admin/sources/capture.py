from contextlib import contextmanager

from django import forms
from django.contrib import admin
from django.utils import timezone

from claims.visibility import was_ever_cited
from editorial.admin.base import RecordAdmin, RecordForm, Workflow, make_panel
from editorial.admin.base.forms import REASON
from editorial.admin.workflow.visibility import may_publish
from sources.models import Capture, CaptureText, TextFingerprint, count_words, text_sha256
from sources.models.capture import REMOVAL

WHOLE_TEXT = forms.Textarea(attrs={"rows": 24, "cols": 90, "dir": "auto"})


class PastedText(forms.CharField):
    """Text exactly as pasted, without the carriage returns that browsers add."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, widget=WHOLE_TEXT, **kwargs)

    def to_python(self, value) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class CaptureForm(RecordForm):
    """A new capture from its text. Hash and length are computed, never typed."""

    verbatim = ("text",)
    text = PastedText(
        help_text="The whole text of the article. For editors only; readers see excerpts.",
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.instance.sha256, self.instance.length = text_sha256(text), len(text)
        self.instance.words = count_words(text)
        return text


class Removal(Workflow):
    """The removal of captures and their texts: with a reason, and where words were cited by a publisher."""

    def may_delete(self, request, obj) -> bool:
        return may_publish(request.user) or not was_ever_cited(obj.pk)

    def is_reason_required(self, obj) -> bool:
        return True


class TextRemoval(Removal):
    """The removal of texts: their captures say for good when, by whom and why."""

    @contextmanager
    def deletion(self, request, rows):
        captures = [row.pk for row in rows]
        yield
        reason, now = request.POST.get(REASON, "").strip(), timezone.now()
        Capture.objects.filter(pk__in=captures).update(
            text_removed_at=now, text_removed_by=request.user, text_removal_reason=reason
        )


@admin.register(Capture)
class CaptureAdmin(RecordAdmin):
    """Texts of articles as they were on a day. Added and viewed, never changed."""

    workflows = (Removal(),)
    parents = ("article",)
    list_display = ("article", "captured_at", "obtained", "length", "sha256_begins", "has_text")
    list_filter = ("obtained", ("captured_text", admin.EmptyFieldListFilter))
    list_select_related = ("article", "captured_text")
    date_hierarchy = "captured_at"
    search_fields = ("article__title__words", "sha256__startswith")
    autocomplete_fields = ("article",)
    fields = ("article", "captured_at", "obtained", "sha256", "length", "words", "has_text")

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("article", "captured_text")
        return rows.defer("captured_text__text")

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("article", "captured_at", "obtained", "text")
        return (*self.fields, *REMOVAL) if obj.text_removed_at else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = CaptureForm
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request) -> dict:
        initial = super().get_changeform_initial_data(request)
        return {"captured_at": timezone.now(), "obtained": "pasted", **initial}

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request)

    @admin.display(description="SHA-256", ordering="sha256")
    def sha256_begins(self, obj) -> str:
        return obj.sha256[:16]

    @admin.display(description="text attached", boolean=True)
    def has_text(self, obj) -> bool:
        return hasattr(obj, "captured_text")

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        CaptureText.objects.attach(obj, form.cleaned_data["text"])

    def get_panels(self, request, obj):
        texts = CaptureText.objects.filter(capture=obj).select_related("capture").defer("text")
        attached = hasattr(obj, "captured_text")
        return [
            *super().get_panels(request, obj),
            make_panel(
                "Text",
                texts.order_by("pk"),
                {"": lambda t: f"{t.capture.length:,} characters"},
                where={"capture__id__exact": obj.pk},
                add=None if attached or obj.text_removed_at else {"capture": obj.pk},
            ),
        ]


class CaptureTextForm(RecordForm):
    """The text of a capture of which only the hash is known."""

    verbatim = ("text",)
    text = PastedText()

    def clean(self) -> dict:
        """Correct line ends that pasting added or lost at the end, and check the hash."""
        super().clean()
        cleaned = self.cleaned_data
        capture, text = cleaned.get("capture"), cleaned.get("text")
        if capture and text:
            for variant in (text, text.rstrip("\n"), text.rstrip("\n") + "\n"):
                if text_sha256(variant) == capture.sha256:
                    cleaned["text"] = variant
                    break
            else:
                self.add_error(
                    "text",
                    "This is not the text that was captured. It must be the same to the last "
                    f"character: {capture.length:,} were captured, {len(text):,} are here.",
                )
        return cleaned


@admin.register(CaptureText)
class CaptureTextAdmin(RecordAdmin):
    """The texts of captures. Attached, and removed on a take-down request."""

    workflows = (TextRemoval(),)
    parents = ("capture.article", "capture")
    list_display = ("capture", "length")
    list_select_related = ("capture__article",)
    search_fields = ("capture__article__title__words",)
    autocomplete_fields = ("capture",)
    form = CaptureTextForm
    fields = ("capture", "text")

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("capture__article")
        return rows if request.resolver_match.url_name.endswith("_change") else rows.defer("text")

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        TextFingerprint.objects.store(obj.capture, obj.text)

    @admin.display(ordering="capture__length")
    def length(self, obj) -> str:
        return f"{obj.capture.length:,} characters"
