"""A published claim whose new wording may say something else becomes a claim of its own."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import get_text_list

from claims.actions import add_reworded_claim
from claims.coverage.rows import quote_words
from claims.duplicates.likeness import find_alterations
from claims.duplicates.negation import are_opposites
from claims.labels import describe_stance, format_said_on
from claims.models import Claim, RelationKind, State, Statement, Topic
from core.errors import Refused
from core.models import get_event_model
from core.query_string import parse_id
from editorial.admin.base import Workflow, admin_url, change_url
from editorial.admin.base.forms import VALIDATORS
from editorial.admin.checks.duplicates import describe_duplicate, find_duplicate

MAY_SAY_SOMETHING_ELSE = (
    "Readers have read this claim, and people are on record with a position on it. The new wording has {}, "
    "and may say something else: those positions would then stand under words that nobody took them on. "
    "Nothing was saved. "
    '<button type="submit" formaction="{}" formnovalidate>Make it a new claim…</button>'
)
EXPLANATION = (
    "The claim stays as it is. The new wording becomes a draft, related to it. A second person reads every "
    "position against the new wording when they publish it."
)


def refuse_other_meaning(claim: Claim, text: str) -> None:
    """Raise ValidationError if `text` may say something else than the published `claim`.

    A wording that readers have seen of this claim comes back as it was.
    """
    if not claim.is_published or get_event_model(Claim).objects.filter(
        pgh_obj_id=claim.pk, state=State.PUBLISHED, text=text
    ):
        return
    if found := find_alterations(claim.text, text):
        address = admin_url(Claim._meta, "reword", claim.pk)
        raise ValidationError(format_html(MAY_SAY_SOMETHING_ELSE, get_text_list(found, "and"), address))


class PositionsField(forms.ModelMultipleChoiceField):
    """Statements to tick, each with whose it is and the words."""

    def label_from_instance(self, obj) -> str:
        words = [quote_words(citation.excerpt) for citation in obj.citations.all() if citation.excerpt]
        party = f" (for {obj.party})" if obj.party != obj.claimant else ""
        return f"{obj.claimant}{party} {describe_stance(obj)}, {format_said_on(obj)}: {'; '.join(words)}"


class NewWordingForm(forms.ModelForm):
    """Another wording of a claim, as a claim of its own."""

    kind = forms.ChoiceField(
        label="The new claim … the old one", choices=[("", "Choose…"), *RelationKind.choices]
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    positions = PositionsField(
        label="Which positions hold under the new wording?",
        queryset=Statement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Read each, and tick it if it holds. The ticked ones are copied as drafts with their "
        "words, for a second person to confirm. None for the opposite: who affirmed the claim does not "
        "affirm that.",
    )

    class Meta:
        model = Claim
        fields = ("text", "nature", "context", "public_note")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "dir": "auto"})
            for name in ("text", "context", "public_note")
        }

    def __init__(self, *args, claim: Claim, topics: QuerySet[Topic], **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["topics"]).queryset = topics.order_by("name", "pk")
        positions = list_positions(claim)
        cast(forms.ModelMultipleChoiceField, self.fields["positions"]).queryset = positions
        if len(positions) > 1:
            label = f"Which of the {len(positions)} positions hold under the new wording?"
            self.fields["positions"].label = label
        for name in ("text", "context", "public_note"):
            self.fields[name].validators = [*self.fields[name].validators, *VALIDATORS]

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if duplicate := find_duplicate(text, exclude=None):
            raise ValidationError(describe_duplicate(duplicate))
        return text


class Rewording(Workflow):
    """Published claims: another wording that may say something else."""

    def may_reword(self, request: HttpRequest, obj) -> bool:
        return obj.state == State.PUBLISHED and self.model_admin.has_add_permission(request)

    def get_urls(self):
        return [self.make_url("reword", self.reword_view)]

    def get_steps(self, request, obj):
        return (
            [self.make_step("reword", "Word it differently…", obj)] if self.may_reword(request, obj) else []
        )

    def reword_view(self, request: HttpRequest, object_id: str):
        """Ask how the new claim bears on the old one; begins with what was typed on the claim's page."""
        if not self.model_admin.has_add_permission(request):
            raise PermissionDenied
        obj = self.model_admin.get_object(request, unquote(object_id))
        if obj is None:
            return self.model_admin.redirect_missing(request, object_id)
        is_sent = "kind" in request.POST
        form = NewWordingForm(
            request.POST if is_sent else None,
            initial=read_typed(request, obj),
            claim=obj,
            topics=Topic.objects.filter(Q(pk__in=read_topic_ids(request)) | Q(claims=obj)).distinct(),
        )
        if is_sent and form.is_valid() and (new := self.add_claim(request, obj, form)):
            return HttpResponseRedirect(change_url(new))
        return self.model_admin.render_page(
            request,
            "admin/record_decision.html",
            obj,
            form=form,
            step="New wording",
            question="Make the new wording a claim of its own?",
            explain=EXPLANATION,
            button="Add the new claim as a draft",
        )

    def add_claim(self, request: HttpRequest, obj: Claim, form: NewWordingForm) -> Claim | None:
        """Add the new claim and say so; None if it is refused, with the reason said."""
        try:
            new = add_reworded_claim(
                claim=obj,
                new=form.instance,
                kind=RelationKind(form.cleaned_data["kind"]),
                topics=form.cleaned_data["topics"],
                positions=form.cleaned_data["positions"],
            )
        except Refused as refused:
            self.model_admin.message_user(request, str(refused), messages.ERROR)
            return None
        self.model_admin.log_addition(request, new, f"Another wording of claim {obj.pk}.")
        self.model_admin.message_user(
            request,
            "Added as a draft, related to the old claim. Check each position on it, then submit it.",
        )
        return new


def read_typed(request: HttpRequest, claim: Claim) -> dict:
    """Return what the form begins with: what was typed on the page of `claim`, else what it holds."""
    values = {name: request.POST.get(name, getattr(claim, name)) for name in NewWordingForm.Meta.fields}
    is_opposite = are_opposites(claim.text, values["text"][:400])
    return {
        **values,
        "kind": RelationKind.CONTRADICTS if is_opposite else "",
        "topics": read_topic_ids(request) if request.method == "POST" else claim.topics.all(),
    }


def read_topic_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the topics that were chosen on the page before."""
    return [pk for value in request.POST.getlist("topics") if (pk := parse_id(value)) is not None]


def list_positions(claim: Claim) -> QuerySet[Statement]:
    """Return the published statements on `claim`, with what PositionsField shows of them."""
    published = claim.statements.filter(state=State.PUBLISHED)
    return published.select_related("claimant", "party").prefetch_related("citations").order_by("pk")
