import json

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.merges import REDIRECT_MAX_AGE, surviving_pk
from claims.models import Affiliation, Citation, Claim, Claimant, State, Topic
from claims.versions.document import load_document, load_documents
from core.keyset_pagination import MAX_BIGINT

from .annotation import describe_annotation
from .claim import describe_record
from .negotiation import JSON_LD
from .things import JsonObject, describe_speaker, describe_topic, identify, without_empty
from .vocabulary import TERMS, build_context, build_namespace

OFFICES_SHOWN = 50


@require_safe
def claim_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a published claim with all that its status follows from. Queries: 1."""
    loaded = load_document(pk)
    if loaded is None:
        return _say_where_claim_went(request, pk)
    return _send(describe_record(request, *loaded))


@require_safe
def claimant_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a claimant on record with names and offices. Queries: 3."""
    on_record = Claimant.objects.on_record()
    claimant = on_record.filter(pk=min(pk, MAX_BIGINT)).prefetch_related("aliases").first()
    if claimant is None:
        return _lead_to_survivor(on_record, pk, "claimant_data")
    offices = claimant.affiliations.filter(party__in=on_record).select_related("party").order_by("pk")
    speaker = describe_speaker(request, claimant, claimant.wikidata_id)
    names = sorted({alias.name for alias in claimant.aliases.all()})
    speaks_for = [_describe_office(request, office) for office in offices[:OFFICES_SHOWN]]
    return _send(
        {
            "@context": build_context(request),
            **speaker,
            **without_empty(alternateName=names, description=claimant.role, speaksFor=speaks_for),
        },
    )


@require_safe
def topic_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a topic on record with its names. Queries: 2."""
    topics = Topic.objects.on_record().prefetch_related("aliases")
    topic = get_object_or_404(topics, pk=min(pk, MAX_BIGINT))
    names = sorted({alias.name for alias in topic.aliases.all()})
    in_brief = describe_topic(request, topic)
    return _send(
        {"@context": build_context(request), **in_brief, **without_empty(alternateName=names)},
    )


@require_safe
def citation_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one citation of a published claim as a Web Annotation. Queries: 2."""
    citations = Citation.objects.published().select_related("statement")
    place = get_object_or_404(citations, pk=min(pk, MAX_BIGINT))
    claim_id, statement_id = place.statement.claim_id, place.statement_id
    claim = load_documents([claim_id], statement_ids=[statement_id]).get(claim_id)
    found = [
        (statement, citation)
        for statement in (claim.statements if claim else [])
        for citation in statement.citations
        if citation.pk == pk
    ]
    if claim is None or not found:
        raise Http404("No such citation.")
    [(statement, citation)] = found
    annotation = describe_annotation(request, claim, statement, citation, (place.start, place.end))
    return _send({"@context": build_context(request), **annotation})


@require_safe
def vocabulary(request: HttpRequest) -> HttpResponse:
    """Explain the terms of our own that linked data uses."""
    return render(request, "vocabulary.html", {"terms": TERMS, "namespace": build_namespace(request)})


def _say_where_claim_went(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a claim has become part of, or tell of its retraction, and nothing of its words."""
    claim = Claim.objects.filter(pk=min(pk, MAX_BIGINT), state=State.RETRACTED).defer("search").first()
    if claim is None or surviving_pk(Claim, pk) != pk:
        return _lead_to_survivor(Claim.objects.published(), pk, "claim_data")
    tombstone = {
        "@context": build_context(request),
        "@id": identify(request, "claim_detail", claim.pk),
        "status": claim.state,
        "notice": claim.retraction_reason,
        "madeAt": claim.retracted_at and claim.retracted_at.isoformat(),
    }
    return _send(tombstone, status=410)


def _lead_to_survivor(visible_rows: QuerySet, pk: int, name: str) -> HttpResponse:
    """Lead to the one of `visible_rows` that `pk` has become part of; Http404 where there is none."""
    target = surviving_pk(visible_rows.model, min(pk, MAX_BIGINT))
    if target == pk or not visible_rows.filter(pk=target).exists():
        raise Http404("No such row.")
    response = HttpResponsePermanentRedirect(reverse(name, args=[target]))
    response["Cache-Control"] = f"max-age={REDIRECT_MAX_AGE}"
    return response


def _describe_office(request: HttpRequest, office: Affiliation) -> JsonObject:
    return {
        "@type": "Affiliation",
        "role": office.role,
        "party": describe_speaker(request, office.party),
        **without_empty(
            since=office.since and office.since.isoformat(), until=office.until and office.until.isoformat()
        ),
    }


def _send(data: JsonObject, status: int = 200) -> HttpResponse:
    """Send a document, which any site may read."""
    body = json.dumps(data, ensure_ascii=False, indent=1).encode()
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(body, status=status, content_type=JSON_LD, headers=headers)
