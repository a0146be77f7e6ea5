"""Add coverage, the second page: what was read is corrected before it goes on the record."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from claims.coverage.drafts import EditConflict, begin_coverage, discard_coverage, save_intake
from claims.coverage.intake import ArticleOnRecord, IntakeRefused, bring_in_article
from claims.models import Coverage
from claims.rules import Refused
from editorial.admin.base.forms import is_id
from sources.models import Article, Outlet

from .access import parse_revision, render_page, require_own_coverage
from .intake import MAX_TEXT_LENGTH, find_outlet, has_text


class CheckForm(forms.Form):
    """An article as it was read, for an editor to correct. What it means is judged by the desk."""

    title = forms.CharField(max_length=300)
    byline = forms.CharField(max_length=200, required=False, help_text="As printed. Empty: none.")
    published_on = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    published_on_note = forms.CharField(
        label="How the date is known",
        max_length=200,
        required=False,
        help_text="When the article prints no date: what it was inferred from.",
    )
    language = forms.CharField(max_length=35, help_text="A language tag: “en”, “ru”, “pt-BR”.")
    outlet = forms.CharField(required=False, widget=forms.HiddenInput)
    outlet_name = forms.CharField(
        label="Outlet", max_length=120, help_text="Type its name. One that is not found is added as new."
    )
    outlet_home_page = forms.CharField(
        label="Home page of a new outlet", max_length=200, required=False, help_text="https://…"
    )
    canonical_url = forms.CharField(
        label="Address", max_length=1000, required=False, help_text="Where it was published, if known."
    )
    text = forms.CharField(
        label="Text",
        max_length=MAX_TEXT_LENGTH,
        strip=False,
        widget=forms.Textarea,
        help_text="Correct only what was read wrongly, such as a caption or a menu that got in. "
        "From the next step on it stays as it is.",
    )

    def clean_text(self) -> str:
        """With the line ends that it had: a browser sends each as two characters."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text.strip():
            raise ValidationError("There is no text. Paste the article’s words.")
        return text

    def clean(self) -> dict:
        """The outlet is the one chosen, as long as its name is still the one shown."""
        cleaned = super().clean()
        name, chosen = cleaned.get("outlet_name", ""), cleaned.get("outlet", "")
        outlet = Outlet.objects.filter(pk=chosen).first() if is_id(chosen) else None
        if outlet is None or outlet.name.casefold() != name.casefold():
            outlet = find_outlet(name)
        cleaned["outlet"] = outlet.pk if outlet else None
        return cleaned

    def intake(self, before: dict) -> dict:
        published_on = self.cleaned_data["published_on"]
        return {
            **before,
            **self.cleaned_data,
            "published_on": published_on.isoformat() if published_on else "",
            "url": before.get("url", "") if self.cleaned_data["canonical_url"] else "",
            "problem": "",
        }

    def typed(self, before: dict) -> dict:
        """What was typed, valid or not."""
        return {**before, **{name: self.data.get(name, "") for name in self.fields}}


@require_own_coverage
def coverage_check(request: HttpRequest, coverage: Coverage) -> HttpResponse:
    """The article that was brought in, to be corrected and then captured."""
    if coverage.capture_id:
        return redirect("admin:coverage_rows", coverage.pk)
    if request.method != "POST":
        return render_check_page(request, coverage, CheckForm(initial=coverage.intake))
    form = CheckForm(request.POST)
    if not form.is_valid():
        return save_invalid_form(request, coverage, form)
    settled = request.POST.get("settle", "")
    try:
        if settled.startswith("continue:"):
            return continue_with_existing_text(request, coverage, settled)
        coverage = bring_in_checked(request, coverage, form, settled)
    except IntakeRefused as refused:
        add_errors(form, refused.errors)
        return render_check_page(request, refused.coverage, form, status=422)
    except ArticleOnRecord as here:
        return render_check_page(request, here.coverage, form, known=here.known, status=409)
    except EditConflict as edited:
        return render_check_page(request, edited.coverage, form, elsewhere=True, status=409)
    except Refused as refused:
        add_errors(form, {"": [str(refused)]})
        return render_check_page(request, coverage, form, status=422)
    return redirect("admin:coverage_rows", coverage.pk)


def bring_in_checked(request, coverage: Coverage, form: CheckForm, settled: str) -> Coverage:
    """Onto the record: with an article that is there ("capture:12"), or as "another" one."""
    return bring_in_article(
        coverage=coverage,
        intake=form.intake(coverage.intake),
        by=request.user,
        now=timezone.now(),
        revision=parse_revision(request.POST.get("revision", "")),
        continue_with=parse_article_answer(settled, "capture:"),
        another=settled == "another",
    )


def parse_article_answer(settled: str, way: str) -> Article | None:
    given = settled.removeprefix(way)
    if not settled.startswith(way) or not is_id(given):
        return None
    return Article.objects.filter(pk=given).first()


def continue_with_existing_text(request, coverage: Coverage, settled: str) -> HttpResponse:
    """Go on with the text of an article that is there; what was brought in is not needed."""
    article = parse_article_answer(settled, "continue:")
    if article is None or not has_text(article):
        raise Refused("There is no text of that article at hand. Add this one as a capture.")
    begun = begin_coverage(by=request.user, now=timezone.now(), report=coverage.report, article=article)
    discard_coverage(coverage=coverage, by=request.user)
    return redirect("admin:coverage_rows", begun.pk)


def save_invalid_form(request, coverage: Coverage, form: CheckForm) -> HttpResponse:
    """What was typed is not valid: it is kept all the same."""
    try:
        coverage = save_intake(
            coverage=coverage,
            intake=form.typed(coverage.intake),
            by=request.user,
            now=timezone.now(),
            revision=parse_revision(request.POST.get("revision", "")),
        )
    except EditConflict as edited:
        return render_check_page(request, edited.coverage, form, elsewhere=True, status=409)
    return render_check_page(request, coverage, form, status=422)


def add_errors(form: CheckForm, errors: dict[str, list[str]]) -> None:
    """Put what the desk refuses beside the fields; what belongs to none goes on top."""
    beside = {"outlet": "outlet_name"}
    for name, sentences in errors.items():
        field = beside.get(name, name)
        form.add_error(field if field in form.fields else None, ValidationError(sentences))


def render_check_page(request, coverage, form, *, known=(), elsewhere=False, status=200) -> HttpResponse:
    return render_page(
        request,
        "coverage_check",
        {
            "title": "Add coverage: check the article",
            "coverage": coverage,
            "form": form,
            "known": [(one.article, one.why, has_text(one.article)) for one in known],
            "elsewhere": elsewhere,
        },
        status,
    )
