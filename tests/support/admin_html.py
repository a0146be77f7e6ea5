"""Pages of the admin as a browser gets them, and what it sends back."""

from django.contrib import admin
from django.urls import reverse

from claims.models import KeyClaim, TopicAlias
from core.models import KeyedModel
from sources.models import CaptureText
from tests import factories as make

RECORD = [
    model
    for label in ("sources", "claims")
    for model in admin.sites.apps.get_app_config(label).get_models()
    if not model._meta.proxy
    and (issubclass(model, KeyedModel) or model is CaptureText)
    and model not in (KeyClaim, TopicAlias)  # edited on the page of their topic
]


def address(model, page, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filled(response) -> dict[str, str]:
    """Return what a browser would send back from the form on an admin page, unchanged."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            widget = bound.field.widget
            if hasattr(widget, "decompress"):
                for index, part in enumerate(widget.decompress(value)):
                    data[f"{bound.html_name}_{index}"] = "" if part is None else str(part)
            elif value is True:
                data[bound.html_name] = "on"
            elif isinstance(value, list):
                data[bound.html_name] = [str(getattr(choice, "pk", choice)) for choice in value]
            elif value is not None and value is not False:
                data[bound.html_name] = str(getattr(value, "pk", value))
    return data


def publish(client, page: str, sent: dict | None = None):
    """Send on the page that asks before publishing, as a browser does; return the (followed) response."""
    sent = sent or {}
    shown = client.post(page, sent).context["digest"]
    return client.post(page, sent | {"from_page": shown}, follow=True)


def said_to(response) -> list[str]:
    """Return the messages shown after a (followed) response."""
    return [str(message) for message in response.context["messages"]]


ROWS = {
    "outlet": make.OutletFactory,
    "article": make.ArticleFactory,
    "capture": make.CaptureFactory,
    "topic": make.TopicFactory,
    "claimant": make.ClaimantFactory,
    "alias": make.AliasFactory,
    "affiliation": make.AffiliationFactory,
    "claim": make.DraftClaimFactory,
    "statement": make.StatementFactory,
    "citation": make.CitationFactory,
    "claimrelation": make.ClaimRelationFactory,
    "factcheck": make.FactCheckFactory,
    "correction": make.CorrectionFactory,
}


def a_row(model):
    if model is CaptureText:
        capture = make.CaptureFactory()
        return model.objects.create(capture=capture, text="The words of the article.")
    return ROWS[model._meta.model_name]()


def rows_of(model, count: int) -> None:
    for _ in range(count):
        a_row(model)
