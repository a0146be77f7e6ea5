"""Add coverage, the second page: correct what was read."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from claims.coverage.drafts import (
    EditConflict,
    begin_coverage,
    discard_coverage,
    list_unfinished,
    save_intake,
)
from claims.coverage.intake import (
    MAX_TEXT_LENGTH,
    ArticleMatch,
    ArticleOnRecord,
    IntakeRefused,
    bring_in_article,
    find_matches,
    may_be_another,
)
from claims.models import Coverage
from core.errors import Refused
from core.query_string import parse_id
from sources.models import Article, Outlet

from .access import (
    EditorRequest,
    forget_refused,
    parse_revision,
    read_refused,
    redirect_refused,
    render_page,
    require_own_coverage,
)
from .intake import TEXT_TOO_LONG, RestorableForm, find_outlet, has_text
from .lookup import list_recent_outlets

CHOOSE_FIRST = "This article seems to be on the record already. Say at the top whether it is."


class CheckForm(RestorableForm):
    """An article as it was read, for an editor to correct.

    `bring_in_article` validates the rest.
    """

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
        error_messages={"max_length": TEXT_TOO_LONG},
        help_text="Correct only what was read wrongly, such as a menu that got in. "
        "From the next step on it stays as it is.",
    )

    def clean_text(self) -> str:
        """Restore the line ends that the text had: a browser sends each as two characters."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text.strip():
            raise ValidationError("There is no text. Paste the article’s words.")
        return text

    def clean(self) -> dict:
        """Take the chosen outlet if its name was not changed, else find it by name."""
        super().clean()
        name, pk = self.cleaned_data.get("outlet_name", ""), parse_id(self.cleaned_data.get("outlet", ""))
        outlet = Outlet.objects.filter(pk=pk).first() if pk else None
        if outlet is None or outlet.name.casefold() != name.casefold():
            outlet = find_outlet(name)
        self.cleaned_data["outlet"] = outlet.pk if outlet else None
        return self.cleaned_data

    def build_intake(self, old_intake: dict) -> dict:
        published_on = self.cleaned_data["published_on"]
        return {
            **old_intake,
            **self.cleaned_data,
            "published_on": published_on.isoformat() if published_on else "",
            "url": old_intake.get("url", "") if self.cleaned_data["canonical_url"] else "",
            "problem": "",
        }

    def build_unvalidated_intake(self, old_intake: dict) -> dict:
        return {**old_intake, **{name: self.data.get(name, "") for name in self.fields}}


@require_own_coverage
def coverage_check(request: EditorRequest, coverage: Coverage) -> HttpResponse:
    """Show the article that was read; bring it in once it is corrected."""
    if coverage.capture_id:
        return redirect("admin:coverage_rows", coverage.pk)
    if request.method != "POST":
        refused = read_refused(request, "coverage_check", coverage.pk)
        form = CheckForm(initial=coverage.intake)
        if refused:
            form = CheckForm.restore(refused["data"], refused["errors"])
        return render_check_page(request, coverage, form, has_conflict=bool(refused and refused["conflict"]))
    form = CheckForm(request.POST)
    answer = request.POST.get("settle", "")
    try:
        if answer.startswith("continue:"):
            return continue_with_existing_text(request, coverage, answer)
        if not form.is_valid() and not (answer.startswith("capture:") and "text" in form.cleaned_data):
            save_typed_values(form, request, coverage)
            return redirect_to_refused(request, coverage, form)
        coverage = bring_in_checked(request, coverage, form, answer)
    except EditConflict:
        return redirect_to_refused(request, coverage, form, conflict=True)
    except IntakeRefused as error:
        add_errors(form, error.errors)
    except ArticleOnRecord:
        add_errors(form, {"": [CHOOSE_FIRST]})
    except Refused as error:
        add_errors(form, {"": [str(error)]})
    else:
        forget_refused(request)
        return redirect("admin:coverage_rows", coverage.pk)
    return redirect_to_refused(request, coverage, form)


def redirect_to_refused(
    request: EditorRequest, coverage: Coverage, form: CheckForm, *, conflict: bool = False
) -> HttpResponse:
    """Redirect to the page with what was entered.

    `conflict`: the work was changed elsewhere, so that what was entered is not kept with it.
    """
    data = {name: request.POST.get(name, "") for name in form.fields}
    errors = {} if conflict else form.list_errors()
    return redirect_refused(
        request, "coverage_check", coverage.pk, data=data, errors=errors, conflict=conflict
    )


def bring_in_checked(request: EditorRequest, coverage: Coverage, form: CheckForm, answer: str) -> Coverage:
    """Bring the article in.

    `answer`: it is one on the record ("capture:12"), which needs nothing but a text, or "another".
    """
    return bring_in_article(
        coverage=coverage,
        intake=form.build_intake(coverage.intake)
        if form.is_valid()
        else form.build_unvalidated_intake(coverage.intake) | {"text": form.cleaned_data["text"]},
        by=request.user,
        now=timezone.now(),
        revision=parse_revision(request.POST.get("revision", "")),
        continue_with=parse_article_answer(answer, "capture:"),
        is_another=answer == "another",
    )


def parse_article_answer(answer: str, prefix: str) -> Article | None:
    pk = parse_id(answer.removeprefix(prefix)) if answer.startswith(prefix) else None
    return Article.objects.filter(pk=pk).first() if pk else None


def continue_with_existing_text(request: EditorRequest, coverage: Coverage, answer: str) -> HttpResponse:
    """Begin work on the text of an article on the record; discard this work.

    Raises Refused when that article has no text.
    """
    article = parse_article_answer(answer, "continue:")
    if article is None or not has_text(article):
        raise Refused("There is no text of that article at hand. Add this one as a capture.")
    new = begin_coverage(by=request.user, now=timezone.now(), report=coverage.report, article=article)
    discard_coverage(coverage=coverage, by=request.user)
    return redirect("admin:coverage_rows", new.pk)


def save_typed_values(form: CheckForm, request: EditorRequest, coverage: Coverage) -> None:
    """Store what was typed although it is not valid. Raises EditConflict."""
    save_intake(
        coverage=coverage,
        intake=form.build_unvalidated_intake(coverage.intake),
        by=request.user,
        now=timezone.now(),
        revision=parse_revision(request.POST.get("revision", "")),
    )


def add_errors(form: CheckForm, errors: dict[str, list[str]]) -> None:
    """Add errors to the fields of the form; those of no field go on top."""
    form_fields = {"outlet": "outlet_name"}
    for name, sentences in errors.items():
        field = form_fields.get(name, name)
        form.add_error(field if field in form.fields else None, ValidationError(sentences))


def render_check_page(
    request: EditorRequest,
    coverage: Coverage,
    form: CheckForm,
    *,
    has_conflict: bool = False,
) -> HttpResponse:
    matches = find_matches(coverage.intake)
    return render_page(
        request,
        "coverage_check",
        {
            "title": "Add coverage: check the article",
            "coverage": coverage,
            "form": form,
            "warnings": coverage.intake.get("warnings") or [],
            "via": coverage.intake.get("via") or "",
            "matches": describe_matches(coverage, matches),
            "may_be_another": may_be_another(coverage.intake, matches),
            "has_conflict": has_conflict,
            "recent_outlets": list_recent_outlets(request.user),
        },
    )


def describe_matches(coverage: Coverage, matches: list[ArticleMatch]) -> list[dict]:
    """Describe the articles on the record that this may be, by address or by text.

    Each has `unfinished`: the editor's own work on it that can be gone on with, or None.
    """
    works = list_unfinished(coverage.editor).filter(article__in=[match.article for match in matches])
    unfinished = {work.article_id: work for work in reversed(list(works))} if matches else {}
    return [
        {
            "article": match.article,
            "reason": match.reason,
            "has_text": has_text(match.article),
            "unfinished": unfinished.get(match.article.pk),
        }
        for match in matches
    ]
